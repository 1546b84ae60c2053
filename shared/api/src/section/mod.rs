//! Requests for a section, from the route to the answer.

mod route;

use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::id::Id;
use domain::section::{Answer, Section, SectionRequest};
use serde::Serialize;
use store::{AccountContext, Reader};

use crate::answer;
use crate::app::App;
use crate::caller::Caller;
use crate::problem::Problem;
use crate::selection::Selection;

pub use route::{About, Detail, detail_route, path, route};

/// Answers a request for a section of the caller's account. 404 where the account does not have the
/// agent or team that the path names.
pub async fn answer<S>(
    app: &App,
    caller: &Caller,
    selection: &Selection,
    section: &S,
) -> Result<Response, Problem>
where
    S: Section + Sync,
    S::Answer: Serialize + Send,
{
    let now = app.clock.now();
    let answer = load(&app.reader, caller.account(), selection, section, now).await?;
    answer::figures(&answer.ok_or_else(Problem::not_found)?, now)
}

/// A section's answer for an account at this time. `None` where the agent or the team of the
/// section does not exist.
///
/// Where the account's context in memory does not have an inbox, an agent or a team, the context is
/// read again before the id counts as unknown.
pub async fn load<S>(
    reader: &Reader,
    account: &Id,
    selection: &Selection,
    section: &S,
    now: DateTime<Utc>,
) -> Result<Option<Answer<S::Answer>>, Problem>
where
    S: Section + Sync,
    S::Answer: Send,
{
    let mut context = reader.account_context(account).await?;
    let mut request = section_request(&context, selection, now)?;
    let mut is_fresh = false;
    if !lists_inbox(&request) {
        context = reader.fresh_account_context(account).await?;
        request = section_request(&context, selection, now)?;
        is_fresh = true;
        if !lists_inbox(&request) {
            return Err(Problem::unknown_inbox());
        }
    }
    let found = read_and_answer(reader, account, &context, &request, section).await?;
    if found.is_some() || is_fresh {
        return Ok(found);
    }
    let context = reader.fresh_account_context(account).await?;
    let request = section_request(&context, selection, now)?;
    read_and_answer(reader, account, &context, &request, section).await
}

/// The request for a section, in the account's calendar. A problem where its period is not allowed.
fn section_request<'a>(
    context: &'a AccountContext,
    selection: &Selection,
    now: DateTime<Utc>,
) -> Result<SectionRequest<'a>, Problem> {
    Ok(SectionRequest {
        calendar: context.calendar,
        directory: &context.directory,
        period: selection.period.on(context.calendar.date(now))?,
        inbox: selection.inbox.clone(),
        now,
    })
}

fn lists_inbox(request: &SectionRequest<'_>) -> bool {
    request.inbox.as_ref().is_none_or(|inbox| request.directory.inboxes.contains_key(inbox))
}

async fn read_and_answer<S>(
    reader: &Reader,
    account: &Id,
    context: &AccountContext,
    request: &SectionRequest<'_>,
    section: &S,
) -> Result<Option<Answer<S::Answer>>, Problem>
where
    S: Section + Sync,
    S::Answer: Send,
{
    let read_plan = section.read_plan(request);
    let counters = reader.counters(account, context, request.inbox.as_ref(), &read_plan).await?;
    let answer = section.answer(request, &counters);
    Ok(answer.map(|section| Answer::to(request, context.history, section)))
}
