//! Sends many requests and compares every field of every answer with the recount.

use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, Utc};
use fastrand::Rng;
use serde_json::Value;

use crate::compare::{differences, differences_except_as_of};
use crate::http::Http;
use crate::load::{Account, shifts};
use crate::recount::{self, Dataset, date};
use crate::request::{Request, RequestedPeriod, Route};
use crate::source::SourceState;
use crate::system::System;
use crate::token::token;

/// Requests under way at once.
const WORKERS: usize = 4;
/// Differences shown when there are more.
const SHOWN: usize = 60;

/// What the answers have to agree with, and how many requests are sent.
#[derive(Clone, Copy, Debug)]
pub struct Survey<'a> {
    /// The records as they stand.
    pub state: &'a SourceState,
    /// Whose figures.
    pub accounts: &'a [Account],
    /// The held clock of the figures.
    pub now: DateTime<Utc>,
    /// Of all requests, how many in a hundred are sent.
    pub share: u8,
    /// Which of them.
    pub seed: u64,
}

impl Survey<'_> {
    /// Asks this system; a difference fails the test. How many requests were sent.
    pub async fn expect_no_differences(self, system: &System) -> usize {
        let (asked, found) = self.differences(system).await;
        let shown = found[..found.len().min(SHOWN)].join("\n");
        let seed = self.seed;
        assert!(
            found.is_empty(),
            "{} differences in {asked} answers (survey {seed}):\n{shown}",
            found.len()
        );
        asked
    }

    /// Asks this system: how many answers there were, and every difference in them.
    pub async fn differences(self, system: &System) -> (usize, Vec<String>) {
        let mut rng = Rng::with_seed(self.seed);
        let mut queues = vec![Vec::new(); WORKERS];
        let mut asked = 0;
        for account in self.accounts {
            let dataset = Arc::new(Dataset::of(self.state, &account.id));
            for request in self.requests(account, &mut rng) {
                queues[asked % WORKERS].push((Arc::clone(&dataset), request));
                asked += 1;
            }
        }
        let workers: Vec<_> = queues
            .into_iter()
            .map(|queue| tokio::spawn(ask_all(system.http().clone(), queue, self.now)))
            .collect();
        let mut found = Vec::new();
        for worker in workers {
            found.extend(worker.await.expect("a worker finished"));
        }
        found.sort();
        (asked, found)
    }

    /// Every route of an account for every period and inbox, cut down to the share. In any case its directory, and every
    /// section of the longest period, in which hardly a record is missing.
    fn requests(&self, account: &Account, rng: &mut Rng) -> Vec<Request> {
        let today = date(account.zone(), self.now);
        let mut inboxes = vec![None];
        inboxes.extend(account.inboxes.iter().cloned().map(Some));
        let mut all = Vec::new();
        for inbox in &inboxes {
            let mut add = |route, period| {
                let inbox = inbox.clone();
                all.push(Request { route, period, inbox });
            };
            add(Route::Overview, RequestedPeriod::Default);
            for period in periods(account, self.now, today) {
                for route in Route::sections() {
                    add(route, period);
                }
                if inbox.is_none() {
                    add(Route::Inboxes, period);
                }
                let top = *rng.choice(&[1, 2, 5, 15, 100]).expect("some");
                add(Route::Flows { top: Some(top) }, period);
                for agents in [&account.agents[..], &account.agents[account.agents.len() - 3..]] {
                    let agent = rng.choice(agents).expect("some").clone();
                    add(Route::Agent(agent), period);
                }
                let team = rng.choice(&account.teams).expect("some").clone();
                add(Route::Team(team), period);
            }
        }
        all.retain(|_| rng.u8(0..100) < self.share);
        let period = RequestedPeriod::dates(today - Days::new(89), today);
        let of_all = |route| Request { route, period, inbox: None };
        all.extend(Route::sections().into_iter().map(of_all));
        all.push(Request { route: Route::Overview, period: RequestedPeriod::Default, inbox: None });
        all.push(Request {
            route: Route::Directory {
                subject: format!("user of {}", account.id),
                role: "admin".to_owned(),
            },
            period: RequestedPeriod::Default,
            inbox: None,
        });
        all
    }
}

/// Periods of every form: the named ones, single days, the longest, past ones, and one over each change of the clocks.
fn periods(account: &Account, now: DateTime<Utc>, today: NaiveDate) -> Vec<RequestedPeriod> {
    let ago = |days| today - Days::new(days);
    let mut periods = vec![
        RequestedPeriod::Default,
        RequestedPeriod::Days(7),
        RequestedPeriod::Days(15),
        RequestedPeriod::Days(30),
        RequestedPeriod::Today,
        RequestedPeriod::Yesterday,
        RequestedPeriod::ThisMonth,
        RequestedPeriod::LastMonth,
        RequestedPeriod::dates(ago(89), today),
        RequestedPeriod::dates(ago(14), ago(5)),
        RequestedPeriod::dates(ago(400), ago(311)),
    ];
    for shift in shifts(now, account.zone()) {
        let day = date(account.zone(), shift);
        let to = (day + Days::new(1)).min(today);
        periods.push(RequestedPeriod::dates(day - Days::new(2), to));
    }
    periods
}

async fn ask_all(
    http: Http,
    queue: Vec<(Arc<Dataset>, Request)>,
    now: DateTime<Utc>,
) -> Vec<String> {
    let mut found = Vec::new();
    for (dataset, request) in queue {
        for difference in ask(&http, &dataset, &request, now).await {
            found.push(format!("{} {} {difference}", dataset.account, request.address()));
        }
    }
    found
}

async fn ask(http: &Http, dataset: &Dataset, request: &Request, now: DateTime<Utc>) -> Vec<String> {
    let token = token(&dataset.account, "admin");
    let reply = http.get(&request.address(), Some(&token)).await;
    let expected = recount::answer(dataset, now, request);
    match (reply.status, expected) {
        (200, Some(expected)) => match request.route {
            // No section: it need not say as of when it is.
            Route::Directory { .. } => differences_except_as_of(&expected, &reply.json()),
            _ => differences(&expected, &reply.json()),
        },
        (404, None) if reply.json()["detail"].is_string() => Vec::new(),
        (status, expected) => {
            let expected = if expected.is_some() { 200 } else { 404 };
            let body: Value = reply.json();
            vec![format!("status: expected {expected}, found {status}: {body}")]
        }
    }
}
