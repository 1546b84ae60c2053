//! How long a start with the demo account takes.

use std::time::{Duration, Instant};

use crate::http::Http;
use crate::report::{Report, heading};
use crate::system::System;

pub(crate) async fn measure(report: &mut Report) -> anyhow::Result<()> {
    heading("Start, with the demo account's 90 days");
    let began = Instant::now();
    let system = System::start(&["--demo"]).await?;
    report.time("serving after", system.ready_after, Duration::from_secs(1));
    // The system writes the demo's records in the background. They are complete when the number of
    // contacts no longer grows between two settled counts.
    let mut before = 0;
    loop {
        system.settle().await?;
        let now = contacts(&system).await?;
        if now > 0 && now == before {
            break;
        }
        before = now;
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    report.time("90 days written and counted after", began.elapsed(), Duration::from_secs(15));
    let resident = system.resident()?;
    report.figure("resident memory", format!("{resident} MiB"), "300 MiB".into(), resident < 300);
    Ok(())
}

async fn contacts(system: &System) -> anyhow::Result<u64> {
    let token = system.sign_in("demo").await?;
    let (_, answer) = Http::new(&system.http).get("/v1/overview", Some(&token)).await?;
    let answer: serde_json::Value = serde_json::from_slice(&answer)?;
    Ok(answer["contacts"].as_u64().unwrap_or(0))
}
