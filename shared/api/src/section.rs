//! A section, from what is asked to its answer: load, fold, answer.

use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::id::Id;
use domain::section::{Answer, Question, Section};
use serde::Serialize;
use store::{Book, Reader};

use crate::answer;
use crate::app::App;
use crate::caller::Caller;
use crate::problem::Problem;
use crate::selection::Selection;

/// Answers a request for a section of the caller's account. 404 where what its path names does
/// not exist there.
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

/// A section of an account at this time: reads what it needs and folds it. None where what the
/// section itself names, an agent or a team, does not exist.
///
/// What the account's book in memory does not have is looked up afresh before it is called
/// unknown.
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
    let mut book = reader.book(account).await?;
    let mut question = asked(&book, selection, now)?;
    let mut afresh = false;
    if !lists_inbox(&question) {
        book = reader.book_afresh(account).await?;
        question = asked(&book, selection, now)?;
        afresh = true;
        if !lists_inbox(&question) {
            return Err(Problem::unknown_inbox());
        }
    }
    let found = fold(reader, account, &book, &question, section).await?;
    if found.is_some() || afresh {
        return Ok(found);
    }
    let book = reader.book_afresh(account).await?;
    let question = asked(&book, selection, now)?;
    fold(reader, account, &book, &question, section).await
}

/// The days and the inbox that are meant, in the calendar in force.
fn asked<'a>(
    book: &'a Book,
    selection: &Selection,
    now: DateTime<Utc>,
) -> Result<Question<'a>, Problem> {
    Ok(Question {
        calendar: book.calendar,
        directory: &book.directory,
        period: selection.period.on(book.calendar.date(now))?,
        inbox: selection.inbox.clone(),
        now,
    })
}

fn lists_inbox(question: &Question<'_>) -> bool {
    question.inbox.as_ref().is_none_or(|inbox| question.directory.inboxes.contains_key(inbox))
}

async fn fold<S>(
    reader: &Reader,
    account: &Id,
    book: &Book,
    question: &Question<'_>,
    section: &S,
) -> Result<Option<Answer<S::Answer>>, Problem>
where
    S: Section + Sync,
    S::Answer: Send,
{
    let needs = section.needs(question);
    let counters = reader.counters(account, book, question.inbox.as_ref(), &needs).await?;
    let answer = section.answer(question, &counters);
    Ok(answer.map(|section| Answer::to(question, section)))
}
