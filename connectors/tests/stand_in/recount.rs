//! The sessions of a conversation, worked out by hand from everything that ever changed in it.

use stand_in_chatwoot::conversation::{Assignee, Author, Conversation, Status};

const DAY: i64 = 86_400_000;

/// An assignment: agent and team, from, to, first reply.
struct Held {
    who: (Option<u64>, Option<u64>),
    from: i64,
    to: Option<i64>,
    reply: Option<i64>,
}

/// What happens, in order: a message of the customer, a change, a message of an agent.
enum Event {
    Received(i64),
    Changed(i64, bool, (Option<u64>, Option<u64>)),
    Replied(i64, u64),
}

/// A conversation's sessions, each as a line. Messages have whole seconds; within one, the customer
/// writes before a change and an agent after it.
pub(crate) fn sessions(it: &Conversation) -> Vec<String> {
    let mut events = Vec::new();
    for message in &it.messages {
        let second = message.at / 1000 * 1000;
        match message.author {
            Author::Contact => events.push(((second, 0, message.at), Event::Received(second))),
            Author::Agent(id) => events.push(((second, 2, message.at), Event::Replied(second, id))),
            _ => {}
        }
    }
    for state in &it.states {
        let agent = match state.assignee {
            Some(Assignee::Agent(id)) => Some(id),
            Some(Assignee::Bot) | None => None,
        };
        let resolved = state.status == Status::Resolved;
        let event = Event::Changed(state.at, resolved, (agent, state.team));
        events.push(((state.at / 1000 * 1000, 1, state.at), event));
    }
    events.sort_by_key(|(time, _)| *time);

    let mut lines = Vec::new();
    let mut open: Option<(i64, Option<i64>, Vec<Held>)> = None;
    let mut who = (None, None);
    for (_, event) in events {
        match event {
            Event::Received(at) => {
                let goes_on = open.as_ref().is_some_and(|(_, resolved, _)| {
                    resolved.is_none_or(|resolved| at < resolved + DAY)
                });
                if goes_on {
                    open.as_mut().unwrap().1 = None;
                    continue;
                }
                if let Some(session) = open.take() {
                    lines.push(line(it.number, lines.len() + 1, session));
                }
                let held = Held { who, from: at, to: None, reply: None };
                let is_assigned = who != (None, None);
                open = Some((at, None, if is_assigned { vec![held] } else { vec![] }));
            }
            Event::Changed(at, is_resolved, now) => {
                let before = std::mem::replace(&mut who, now);
                let Some((_, resolved, held)) = &mut open else { continue };
                if resolved.is_some_and(|resolved| at >= resolved + DAY) {
                    continue;
                }
                *resolved = if is_resolved { resolved.or(Some(at)) } else { None };
                if before != now || held.last().is_some_and(|it| it.to.is_none() && it.who != now) {
                    if let Some(last) = held.last_mut().filter(|last| last.to.is_none()) {
                        last.to = Some(at);
                    }
                    if now != (None, None) {
                        held.push(Held { who: now, from: at, to: None, reply: None });
                    }
                }
            }
            Event::Replied(at, agent) => {
                let Some((_, resolved, held)) = &mut open else { continue };
                if resolved.is_some_and(|resolved| at >= resolved + DAY) {
                    continue;
                }
                if let Some(last) = held.last_mut()
                    && last.to.is_none()
                    && last.who.0 == Some(agent)
                    && last.reply.is_none()
                {
                    last.reply = Some(at);
                }
            }
        }
    }
    if let Some(session) = open {
        lines.push(line(it.number, lines.len() + 1, session));
    }
    lines
}

fn line(conversation: u64, number: usize, session: (i64, Option<i64>, Vec<Held>)) -> String {
    let (opened, resolved, held) = session;
    let mut words = vec![format!("{conversation}.{number} opened {opened}")];
    words.extend(resolved.map(|at| format!("resolved {at}")));
    for Held { who: (agent, team), from, to, reply } in held {
        let id = |id: Option<u64>| id.map_or("-".to_owned(), |id| format!("shop.{id}"));
        let time = |at: Option<i64>| at.map_or("-".to_owned(), |at| at.to_string());
        words.push(format!("[{} {} {from} {} {}]", id(agent), id(team), time(to), time(reply)));
    }
    words.join(" ")
}
