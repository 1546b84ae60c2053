//! The commands.

use std::collections::BTreeSet;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use anyhow::{Context, bail, ensure};
use domain::calendar::Calendar;
use domain::id::Id;
use rebuild::Request;
use serde_json::json;
use store::Purpose;

use crate::drive::Driven;
use crate::import;
use crate::options::{Command, ImportOf, Options, id};
use crate::output;
use crate::progress::Progress;
use crate::system::System;

/// Runs the command; its exit status.
pub(crate) async fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let json = options.common.json;
    let connect = || System::connect(&options.common);
    match &options.command {
        Command::Rebuild { account, timezone } => {
            let system = connect().await?;
            let accounts = accounts(account)?;
            let calendar = timezone.as_deref().map(|zone| {
                ensure!(
                    accounts.as_ref().is_some_and(|accounts| accounts.len() == 1),
                    "--timezone needs one --account: zones differ from account to account"
                );
                Calendar::named(zone).with_context(|| {
                    format!("`{zone}` is not a time zone: use an IANA name such as Asia/Taipei")
                })
            });
            let calendar = calendar.transpose()?;
            let request = Request { purpose: Purpose::Rebuild, accounts, calendar };
            let driven = make(&system, &request, false).await?;
            if json {
                println!("{}", json!({ "run": driven.run, "records": driven.records }));
            } else {
                println!("rebuilt: {} records were read", driven.records);
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Verify { account, repair } => {
            let system = connect().await?;
            let accounts = accounts(account)?;
            let request = Request { purpose: Purpose::Verify, accounts, calendar: None };
            let driven = make(&system, &request, *repair).await?;
            say_verified(&driven, json);
            let clean = driven.count == 0 || driven.in_force;
            Ok(if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        Command::Import { platform: ImportOf::Chatwoot(of) } => {
            import::chatwoot(&options.common, of).await?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Status => {
            let system = connect().await?;
            let status = system.rebuild().status().await?;
            if json {
                println!("{}", serde_json::to_string(&status)?);
            } else {
                print!("{}", output::status(&status));
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Rejected { account } => {
            let system = connect().await?;
            let account = account.as_deref().map(id).transpose()?;
            for rejected in system.rebuild().rejected(account.as_ref()).await? {
                if json {
                    let line = json!({
                        "table": rejected.table, "key": rejected.key,
                        "reason": rejected.reason, "at": rejected.at,
                    });
                    println!("{line}");
                } else {
                    println!("{}", output::rejected(&rejected));
                }
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Lanes { account, lanes } => {
            let system = connect().await?;
            let account = id(account)?;
            raise_lanes(&system, &account, *lanes, json).await?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Erase { account, yes } => {
            let system = connect().await?;
            let account = id(account)?;
            confirm(&account, *yes)?;
            let erased = system.rebuild().erase(&account).await?;
            if json {
                println!("{}", json!({ "account": account, "items": erased }));
            } else {
                println!("erased {account}: {erased} items");
            }
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn say_verified(driven: &Driven, json: bool) {
    let differences = &driven.differences;
    if json {
        let driven = json!({
            "run": driven.run,
            "records": driven.records,
            "count": driven.count,
            "differences": differences,
            "repaired": driven.in_force,
        });
        println!("{driven}");
    } else {
        for difference in differences {
            println!("{}", output::difference(difference));
        }
        let repaired = if driven.in_force { ", repaired" } else { "" };
        let shown = differences.len();
        let shown = match driven.count.checked_sub(shown) {
            Some(1..) => format!(", of which the first {shown} are shown"),
            _ => String::new(),
        };
        println!("{} differences{shown}{repaired}", driven.count);
    }
}

async fn raise_lanes(system: &System, account: &Id, lanes: u32, json: bool) -> anyhow::Result<()> {
    let lanes = system.rebuild().raise_lanes(account, lanes).await?;
    if json {
        println!("{}", json!({ "account": account, "lanes": lanes.count, "from": lanes.from }));
    } else {
        println!("{account} has {} lanes", lanes.count);
    }
    Ok(())
}

async fn make(system: &System, request: &Request, repair: bool) -> anyhow::Result<Driven> {
    let progress = Progress::new();
    let driven = system.make(request, repair, &progress).await;
    progress.end();
    driven
}

fn accounts(texts: &[String]) -> anyhow::Result<Option<BTreeSet<Id>>> {
    if texts.is_empty() {
        return Ok(None);
    }
    texts.iter().map(|text| id(text)).collect::<Result<_, _>>().map(Some)
}

/// Asks on a terminal whether to go on.
fn confirm(account: &Id, yes: bool) -> anyhow::Result<()> {
    if yes {
        return Ok(());
    }
    ensure!(
        std::io::stdin().is_terminal(),
        "erasing {account} cannot be undone: say --yes to do it without being asked"
    );
    eprint!("Erase all that is kept of {account}? It cannot be undone. Type the account's id: ");
    std::io::stderr().flush()?;
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    if answer.trim() != account.as_str() {
        bail!("nothing was erased");
    }
    Ok(())
}
