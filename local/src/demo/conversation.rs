//! How conversations go: who speaks when, who takes them on, and how they end.

use chrono::Timelike;

use super::record::{Record, Time, later};
use super::rhythm;
use super::shop::Flow;
use super::staff::{self, Team};
use super::thread::Thread;

/// How a conversation stands that is not left to chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    /// Nobody has taken it on.
    Unassigned,
    /// An agent or a team has it.
    Assigned,
    /// It was resolved less than a day ago.
    Resolved,
}

/// Plays a conversation to its end; `flow` is the flow that the first message surely starts. The records, and until
/// when the session is active.
pub(super) fn play(mut thread: Thread<'_>, flow: Option<&str>) -> (Vec<Record>, Time) {
    greet(&mut thread, flow);
    if thread.chance.happens(0.36) {
        talk_to_bot(&mut thread);
        wind_down(&mut thread);
    } else {
        if thread.chance.happens(0.2) {
            talk_to_bot(&mut thread);
        }
        hand_over(&mut thread);
        answer(&mut thread);
        if thread.chance.happens(0.16) {
            pass_on(&mut thread);
        }
        conclude(&mut thread);
    }
    thread.end()
}

/// Plays the rest of a conversation that was left open.
pub(super) fn finish(mut thread: Thread<'_>) -> Vec<Record> {
    if thread.agent().is_none() {
        take_on(&mut thread);
    }
    answer(&mut thread);
    conclude(&mut thread);
    thread.end().0
}

/// Plays a conversation, opened at least an hour ago, to the point where it stands like this, and no further.
pub(super) fn bring_to(mut thread: Thread<'_>, standing: Standing) -> Vec<Record> {
    greet(&mut thread, None);
    if standing != Standing::Unassigned {
        let seconds = thread.chance.between(60.0, 600.0);
        thread.wait(seconds);
        take_on(&mut thread);
        let seconds = thread.chance.between(30.0, 900.0);
        thread.wait(seconds);
        thread.agent_writes();
    }
    if standing == Standing::Resolved {
        let seconds = thread.chance.between(120.0, 1500.0);
        thread.wait(seconds);
        thread.resolve();
    }
    thread.end().0
}

/// The first messages: the customer's, and nearly always the bot's, which a flow may have sent.
fn greet(thread: &mut Thread<'_>, flow: Option<&str>) {
    if thread.chance.happens(0.25) {
        let seconds = thread.chance.between(4.0, 25.0);
        thread.wait(seconds);
        thread.customer_writes();
    }
    if flow.is_none() && thread.chance.happens(0.05) {
        return;
    }
    let seconds = thread.chance.between(0.6, 2.5);
    thread.wait(seconds);
    if let Some(flow) = flow {
        thread.flow_runs(flow);
    } else if thread.chance.happens(0.62) {
        let flow = Flow::opening(thread.chance);
        thread.flow_runs(flow);
    }
    thread.bot_writes();
}

fn talk_to_bot(thread: &mut Thread<'_>) {
    for _ in 0..=thread.chance.below(2) {
        let seconds = thread.chance.around(25.0, 0.8);
        thread.wait(seconds);
        thread.customer_writes();
        if thread.chance.happens(0.15) {
            let flow = Flow::opening(thread.chance);
            thread.flow_runs(flow);
        }
        let seconds = thread.chance.between(0.6, 2.5);
        thread.wait(seconds);
        thread.bot_writes();
    }
}

/// Without an agent a conversation is closed after some silence.
fn wind_down(thread: &mut Thread<'_>) {
    let seconds = thread.chance.around(5400.0, 0.9);
    thread.wait(seconds);
    thread.resolve();
    reopen(thread);
}

/// From the bot to an agent, at times by way of a team's queue; at night it may have to wait for the morning.
fn hand_over(thread: &mut Thread<'_>) {
    let seconds = thread.chance.around(30.0, 0.7);
    thread.wait(seconds);
    if thread.chance.happens(0.3) {
        let team = Team::route(thread.chance, thread.inbox.id, thread.clock);
        thread.assign(None, Some(team));
        let seconds = thread.chance.around(240.0, 1.1);
        thread.wait(seconds);
    } else if thread.chance.happens(0.2) {
        let seconds = thread.chance.around(1500.0, 0.9);
        thread.wait(seconds);
    }
    if rhythm::local(thread.clock).hour() < 7 && thread.chance.happens(0.4) {
        let morning = rhythm::at(rhythm::date(thread.clock), 9, 0);
        thread.clock = later(morning, thread.chance.around(1200.0, 0.7));
    }
    take_on(thread);
}

/// Someone on duty takes the conversation on.
fn take_on(thread: &mut Thread<'_>) {
    let team = Team::route(thread.chance, thread.inbox.id, thread.clock);
    let agent = staff::someone(thread.chance, team, thread.clock, None);
    let without_team = thread.chance.happens(0.06);
    thread.assign(agent, (!without_team || agent.is_none()).then_some(team));
}

/// The agent's first reply, and then to and fro.
fn answer(thread: &mut Thread<'_>) {
    let Some(agent) = thread.agent() else { return };
    let seconds = thread.chance.around(agent.reply, 1.1);
    thread.wait(seconds);
    thread.agent_writes();
    let exchanges = thread.chance.below(4);
    for _ in 0..exchanges {
        let seconds = thread.chance.around(100.0, 1.0);
        thread.wait(seconds);
        thread.customer_writes();
        let seconds = thread.chance.around(agent.reply * 0.6 + 20.0, 0.8);
        thread.wait(seconds);
        thread.agent_writes();
        if thread.chance.happens(0.15) {
            let seconds = thread.chance.between(5.0, 40.0);
            thread.wait(seconds);
            thread.agent_writes();
        }
    }
}

/// From one agent to another, or back to a team's queue first.
fn pass_on(thread: &mut Thread<'_>) {
    let seconds = thread.chance.around(300.0, 1.0);
    thread.wait(seconds);
    let before = thread.agent().map(|agent| agent.id);
    let team = Team::route(thread.chance, thread.inbox.id, thread.clock);
    if thread.chance.happens(0.25) {
        thread.assign(None, Some(team));
        let seconds = thread.chance.around(600.0, 1.0);
        thread.wait(seconds);
    }
    if let Some(agent) = staff::someone(thread.chance, team, thread.clock, before) {
        thread.assign(Some(agent), Some(team));
        answer(thread);
    }
}

/// Most conversations are resolved soon, some after days, a few are forgotten.
fn conclude(thread: &mut Thread<'_>) {
    if thread.chance.happens(0.006) {
        return;
    }
    let soon = thread.chance.happens(0.87);
    let seconds =
        if soon { thread.chance.around(1200.0, 1.2) } else { thread.chance.around(100_000.0, 0.5) };
    thread.wait(seconds);
    thread.resolve();
    if thread.chance.happens(0.12) {
        let seconds = thread.chance.between(60.0, 600.0);
        thread.wait(seconds);
        thread.flow_runs("review");
    }
    reopen(thread);
}

/// Some customers write again within a day, and the session goes on.
fn reopen(thread: &mut Thread<'_>) {
    if !thread.chance.happens(0.07) {
        return;
    }
    let seconds = thread.chance.between(600.0, 80_000.0);
    thread.wait(seconds);
    thread.customer_writes();
    if thread.agent().is_none() {
        let seconds = thread.chance.around(300.0, 1.0);
        thread.wait(seconds);
        take_on(thread);
    }
    let seconds = thread.chance.around(400.0, 1.0);
    thread.wait(seconds);
    thread.agent_writes();
    let seconds = thread.chance.around(1800.0, 1.0);
    thread.wait(seconds);
    thread.resolve();
}
