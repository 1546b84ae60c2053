//! Exports of 90 days of 500 agents and 300 flows: how long they take, and the memory they need.

use std::time::{Duration, Instant};

use anyhow::ensure;
use bench::business::{self, Size};
use bench::meter::Meter;
use chrono::{DateTime, Days, Utc};
use config::Clock;
use domain::counter::{CounterKey, Deltas, Measure, Row, Scope, Staff};
use domain::id::Id;
use serde_json::{Value, json};
use store::Tables;

use crate::http::Http;
use crate::report::{Report, heading, median};
use crate::system::System;

const ACCOUNT: &str = "large";
const SIZE: Size = Size { messages: 0, agents: 500, teams: 10, flows: 300, inboxes: 5 };
const TIMES: usize = 7;

pub(crate) async fn measure(report: &mut Report) -> anyhow::Result<()> {
    heading(&format!("Exports of 90 days of 500 agents and 300 flows, median of {TIMES}"));
    let now = Clock::System.now();
    let folder = tempfile::tempdir()?;
    write(&folder.path().to_string_lossy(), now).await?;
    for (section, rows) in [("agents", 500), ("flows", 300), ("all", 1_261)] {
        for format in ["csv", "xlsx"] {
            // A new process each time, since memory that an earlier export needed would hide what this one needs.
            let system = start(&folder.path().to_string_lossy(), now).await?;
            let token = system.sign_in(ACCOUNT).await?;
            let idle = system.resident()?;
            let mut took = Vec::new();
            for _ in 0..TIMES {
                let began = Instant::now();
                let answer = export(&system, &token, section, format, now).await?;
                took.push(began.elapsed());
                ensure!(answer["rows"] == rows, "{section}: {answer}");
            }
            let what = format!("{section} as {format}");
            report.time(&what, median(took), Duration::from_secs(1));
            let above = system.peak()?.saturating_sub(idle);
            let (needed, goal) = (format!("{above} MiB"), "64 MiB".to_owned());
            report.figure(&format!("{what}: memory above idle"), needed, goal, above < 64);
            system.end().await?;
        }
    }
    Ok(())
}

async fn start(folder: &str, now: DateTime<Utc>) -> anyhow::Result<System> {
    System::start(&["--no-demo", "--data", folder, "--now", &now.to_rfc3339()]).await
}

async fn write(folder: &str, now: DateTime<Utc>) -> anyhow::Result<()> {
    let system = start(folder, now).await?;
    let client = Meter::default().client(&system.dynamodb);
    let tables = Tables::prefixed("");
    business::put(&client, &tables, ACCOUNT, SIZE, counters(now)?, now).await?;
    system.end().await
}

/// Counters of every agent and every flow on every day of the period and of the one before.
fn counters(now: DateTime<Utc>) -> anyhow::Result<Deltas> {
    let mut sum = Deltas::new();
    let account = Id::new(ACCOUNT)?;
    let mut add = |row: Row, amounts: &[(Measure, u64)]| {
        let (account, scope) = (account.clone(), Scope::All);
        let counter = CounterKey { account, scope, row };
        for (measure, amount) in amounts {
            sum.add(counter.clone(), *measure, *amount);
        }
    };
    for day in 0..180 {
        let date = now.date_naive() - Days::new(day);
        add(Row::Day(date), &[(Measure::AgentSent, 5_000 + day), (Measure::Received, 9_000)]);
        for n in 0..SIZE.agents {
            let agent = Staff::Agent(Id::new(&format!("agent-{n}"))?);
            let amounts = [
                (Measure::TimesAssigned, 4 + n % 7),
                (Measure::SpansEnded, 4),
                (Measure::AgentSent, 10 + n % 11),
                (Measure::Responses, 3),
                (Measure::ResponseTime, 123_456_789_012 + n),
            ];
            add(Row::StaffDay(date, agent), &amounts);
        }
        for n in 0..SIZE.flows {
            let flow = Id::new(&format!("flow-{n}"))?;
            add(Row::FlowDay(date, flow), &[(Measure::TimesTriggered, 1 + n % 5)]);
        }
    }
    Ok(sum)
}

async fn export(
    system: &System,
    token: &str,
    section: &str,
    format: &str,
    now: DateTime<Utc>,
) -> anyhow::Result<Value> {
    let today = now.date_naive();
    let body = json!({
        "section": section, "format": format, "from": today - Days::new(89), "to": today,
    });
    let (status, answer) = Http::new(&system.http).post("/v1/exports", Some(token), &body).await?;
    ensure!(status == 201, "{section}: {status} {answer}");
    Ok(answer)
}
