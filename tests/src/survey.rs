//! Asks many questions and compares every field of every answer with the recount.

use std::sync::Arc;

use chrono::{DateTime, Days, NaiveDate, Utc};
use fastrand::Rng;
use serde_json::Value;

use crate::compare::{differences, differences_but_as_of};
use crate::http::Http;
use crate::load::{Account, shifts};
use crate::question::{Question, Route, Span};
use crate::recount::{self, Book, date};
use crate::source::World;
use crate::system::System;
use crate::token::token;

/// Requests under way at once.
const WORKERS: usize = 4;
/// Differences shown when there are more.
const SHOWN: usize = 60;

/// What the answers have to agree with, and how many questions are asked.
#[derive(Clone, Copy, Debug)]
pub struct Survey<'a> {
    /// The records as they stand.
    pub world: &'a World,
    /// Whose figures.
    pub accounts: &'a [Account],
    /// The held clock of the figures.
    pub now: DateTime<Utc>,
    /// Of all questions, how many in a hundred are asked.
    pub share: u8,
    /// Which of them.
    pub seed: u64,
}

impl Survey<'_> {
    /// Asks this system; a difference fails the test. How many questions were asked.
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
            let book = Arc::new(Book::of(self.world, &account.id));
            for question in self.questions(account, &mut rng) {
                queues[asked % WORKERS].push((Arc::clone(&book), question));
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

    /// Every route of an account for every span and inbox, cut down to the share; its directory in any case.
    fn questions(&self, account: &Account, rng: &mut Rng) -> Vec<Question> {
        let today = date(account.zone(), self.now);
        let mut inboxes = vec![None];
        inboxes.extend(account.inboxes.iter().cloned().map(Some));
        let mut all = Vec::new();
        for inbox in &inboxes {
            let mut add = |route, span| {
                let inbox = inbox.clone();
                all.push(Question { route, span, inbox });
            };
            add(Route::Overview, Span::Default);
            for span in spans(account, self.now, today) {
                for route in Route::sections() {
                    add(route, span);
                }
                let top = *rng.choice(&[1, 2, 5, 15, 100]).expect("some");
                add(Route::Flows { top: Some(top) }, span);
                for agents in [&account.agents[..], &account.agents[account.agents.len() - 3..]] {
                    let agent = rng.choice(agents).expect("some").clone();
                    add(Route::Agent(agent), span);
                }
                let team = rng.choice(&account.teams).expect("some").clone();
                add(Route::Team(team), span);
            }
        }
        all.retain(|_| rng.u8(0..100) < self.share);
        all.push(Question {
            route: Route::Directory {
                subject: format!("user of {}", account.id),
                role: "admin".to_owned(),
            },
            span: Span::Default,
            inbox: None,
        });
        all
    }
}

/// Periods of every form: the named ones, single days, the longest, past ones, and one over each change of the clocks.
fn spans(account: &Account, now: DateTime<Utc>, today: NaiveDate) -> Vec<Span> {
    let ago = |days| today - Days::new(days);
    let mut spans = vec![
        Span::Default,
        Span::Days(7),
        Span::Days(15),
        Span::Days(30),
        Span::dates(today, today),
        Span::dates(ago(1), ago(1)),
        Span::dates(ago(89), today),
        Span::dates(ago(14), ago(5)),
        Span::dates(ago(400), ago(311)),
    ];
    for shift in shifts(now, account.zone()) {
        let day = date(account.zone(), shift);
        let to = (day + Days::new(1)).min(today);
        spans.push(Span::dates(day - Days::new(2), to));
    }
    spans
}

async fn ask_all(http: Http, queue: Vec<(Arc<Book>, Question)>, now: DateTime<Utc>) -> Vec<String> {
    let mut found = Vec::new();
    for (book, question) in queue {
        for difference in ask(&http, &book, &question, now).await {
            found.push(format!("{} {} {difference}", book.account, question.address()));
        }
    }
    found
}

async fn ask(http: &Http, book: &Book, question: &Question, now: DateTime<Utc>) -> Vec<String> {
    let token = token(&book.account, "admin");
    let reply = http.get(&question.address(), Some(&token)).await;
    let expected = recount::answer(book, now, question);
    match (reply.status, expected) {
        (200, Some(expected)) => match question.route {
            // No section: it need not say as of when it is.
            Route::Directory { .. } => differences_but_as_of(&expected, &reply.json()),
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
