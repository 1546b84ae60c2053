//! Answers of 90 days: as a client sees them, and the function's own share of them.

use std::time::{Duration, Instant};

use anyhow::ensure;
use bench::business::{self, Size};
use bench::functions::{get, ninety_days, routes, section_paths};
use bench::meter::Meter;
use chrono::{DateTime, Utc};
use config::Clock;
use store::Tables;

use crate::http::Http;
use crate::report::{Report, heading, median};
use crate::system::System;

const TIMES: usize = 41;

/// Accounts of the same shape, and how many messages lie behind each.
const SMALL: (&str, u64) = ("small", 10_000);
const LARGE: (&str, u64) = ("large", 1_000_000);

pub(crate) async fn measure(report: &mut Report) -> anyhow::Result<()> {
    let now = Clock::System.now();
    let held = now.to_rfc3339();
    let system = System::start(&["--no-demo", "--now", &held]).await?;
    let meter = Meter::default();
    let client = meter.client(&system.dynamodb);
    let tables = Tables::prefixed("");
    for (account, messages) in [SMALL, LARGE] {
        business::write(&client, &tables, account, Size::of_messages(messages), now).await?;
    }
    for (inbox, scope) in [(None, "all inboxes"), (Some("inbox-0"), "one inbox")] {
        heading(&format!("Answers of 90 days, {scope}, median of {TIMES}"));
        let mut sums = [Duration::ZERO; 2];
        for path in section_paths(inbox) {
            let path = ninety_days(&path, inbox, now);
            let short = path.split(['?']).next().unwrap_or_default().trim_start_matches("/v1/");
            let mut clients =
                [Client::of(&system, SMALL.0).await?, Client::of(&system, LARGE.0).await?];
            let mut took = [Vec::new(), Vec::new()];
            for _ in 0..TIMES {
                for (client, took) in clients.iter_mut().zip(&mut took) {
                    took.push(client.get(&path).await?);
                }
            }
            let [small, large] = took.map(median);
            sums[0] += small;
            sums[1] += large;
            let own = own_share(&meter, &system.dynamodb, &path, now).await?;
            report.time(&format!("{short}: answered"), large, Duration::from_millis(40));
            report.time(
                &format!("{short}: the function's own share"),
                own,
                Duration::from_millis(3),
            );
        }
        let what = "all sections, one after another";
        report.time(what, sums[1], Duration::from_millis(60));
        let ratio = sums[1].as_secs_f64() / sums[0].as_secs_f64();
        let met = (ratio - 1.0).abs() <= 0.1;
        let what = "a million messages against ten thousand, all sections";
        report.figure(what, format!("{ratio:.2}"), "within 0.90 to 1.10".into(), met);
    }
    Ok(())
}

/// A client with a connection and a token of its own.
struct Client {
    http: Http,
    token: String,
}

impl Client {
    async fn of(system: &System, account: &str) -> anyhow::Result<Self> {
        let token = system.sign_in(account).await?;
        Ok(Self { http: Http::new(&system.http), token })
    }

    async fn get(&mut self, path: &str) -> anyhow::Result<Duration> {
        let began = Instant::now();
        let (status, body) = self.http.get(path, Some(&self.token)).await?;
        ensure!(status.is_success(), "{path}: {status} {}", String::from_utf8_lossy(&body));
        Ok(began.elapsed())
    }
}

/// The time of an answer without the time spent waiting for DynamoDB. The function runs in this
/// process, DynamoDB in another one.
async fn own_share(
    meter: &Meter,
    endpoint: &str,
    path: &str,
    now: DateTime<Utc>,
) -> anyhow::Result<Duration> {
    let routes = routes(meter.client(endpoint), now);
    let mut own = Vec::new();
    for _ in 0..TIMES {
        meter.take();
        let began = Instant::now();
        get(&routes, LARGE.0, path).await?;
        let (_, waited) = meter.take();
        own.push(began.elapsed().saturating_sub(waited));
    }
    Ok(median(own))
}
