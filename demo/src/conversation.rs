//! The course of a conversation: who writes when, which agent it is assigned to, and how it ends.

use chrono::Timelike;

use crate::business::Flow;
use crate::conversation_builder::ConversationBuilder;
use crate::record::{Record, Time, later};
use crate::schedule;
use crate::staff::{self, Team};

/// The status that a conversation is brought to on purpose, rather than by chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TargetStatus {
    /// It is assigned to nobody.
    Unassigned,
    /// It is assigned to an agent or a team.
    Assigned,
    /// It was resolved less than a day ago.
    Resolved,
}

/// Builds a whole conversation. The first message starts `flow`, or a random flow or none. Returns the records, and
/// when the session stops being active.
pub(crate) fn whole(
    mut builder: ConversationBuilder<'_>,
    flow: Option<&str>,
) -> (Vec<Record>, Time) {
    greet(&mut builder, flow);
    if builder.rng.happens(0.36) {
        talk_to_bot(&mut builder);
        wind_down(&mut builder);
    } else {
        if builder.rng.happens(0.2) {
            talk_to_bot(&mut builder);
        }
        hand_over(&mut builder);
        answer(&mut builder);
        if builder.rng.happens(0.16) {
            pass_on(&mut builder);
        }
        conclude(&mut builder);
    }
    builder.end()
}

/// Builds the rest of a conversation that is still open.
pub(crate) fn finish(mut builder: ConversationBuilder<'_>) -> Vec<Record> {
    if builder.agent().is_none() {
        assign_agent(&mut builder);
    }
    answer(&mut builder);
    conclude(&mut builder);
    builder.end().0
}

/// Builds a conversation, opened at least an hour ago, until it has this status.
pub(crate) fn bring_to(mut builder: ConversationBuilder<'_>, target: TargetStatus) -> Vec<Record> {
    greet(&mut builder, None);
    if target != TargetStatus::Unassigned {
        let seconds = builder.rng.between(60.0, 600.0);
        builder.wait(seconds);
        assign_agent(&mut builder);
        let seconds = builder.rng.between(30.0, 900.0);
        builder.wait(seconds);
        builder.agent_writes();
    }
    if target == TargetStatus::Resolved {
        let seconds = builder.rng.between(120.0, 1500.0);
        builder.wait(seconds);
        builder.resolve();
    }
    builder.end().0
}

/// The first messages: the customer's, and nearly always one of the bot, which may come from a flow.
fn greet(builder: &mut ConversationBuilder<'_>, flow: Option<&str>) {
    if builder.rng.happens(0.25) {
        let seconds = builder.rng.between(4.0, 25.0);
        builder.wait(seconds);
        builder.customer_writes();
    }
    if flow.is_none() && builder.rng.happens(0.05) {
        return;
    }
    let seconds = builder.rng.between(0.6, 2.5);
    builder.wait(seconds);
    if let Some(flow) = flow {
        builder.flow_runs(flow);
    } else if builder.rng.happens(0.62) {
        let flow = Flow::opening(builder.rng);
        builder.flow_runs(flow);
    }
    builder.bot_writes();
}

fn talk_to_bot(builder: &mut ConversationBuilder<'_>) {
    for _ in 0..=builder.rng.below(2) {
        let seconds = builder.rng.around(25.0, 0.8);
        builder.wait(seconds);
        builder.customer_writes();
        if builder.rng.happens(0.15) {
            let flow = Flow::opening(builder.rng);
            builder.flow_runs(flow);
        }
        let seconds = builder.rng.between(0.6, 2.5);
        builder.wait(seconds);
        builder.bot_writes();
    }
}

/// A conversation without an agent is resolved after some time without messages.
fn wind_down(builder: &mut ConversationBuilder<'_>) {
    let seconds = builder.rng.around(5400.0, 0.9);
    builder.wait(seconds);
    builder.resolve();
    reopen(builder);
}

/// From the bot to an agent, sometimes through the queue of a team. At night it may wait until the morning.
fn hand_over(builder: &mut ConversationBuilder<'_>) {
    let seconds = builder.rng.around(30.0, 0.7);
    builder.wait(seconds);
    if builder.rng.happens(0.3) {
        let team = Team::route(builder.rng, builder.inbox.id, builder.clock);
        builder.assign(None, Some(team));
        let seconds = builder.rng.around(240.0, 1.1);
        builder.wait(seconds);
    } else if builder.rng.happens(0.2) {
        let seconds = builder.rng.around(1500.0, 0.9);
        builder.wait(seconds);
    }
    if schedule::local(builder.clock).hour() < 7 && builder.rng.happens(0.4) {
        let morning = schedule::at(schedule::date(builder.clock), 9, 0);
        builder.clock = later(morning, builder.rng.around(1200.0, 0.7));
    }
    assign_agent(builder);
}

/// The conversation is assigned to an agent on duty.
fn assign_agent(builder: &mut ConversationBuilder<'_>) {
    let team = Team::route(builder.rng, builder.inbox.id, builder.clock);
    let agent = staff::someone(builder.rng, team, builder.clock, None);
    let without_team = builder.rng.happens(0.06);
    builder.assign(agent, (!without_team || agent.is_none()).then_some(team));
}

/// The agent's first reply, and some more messages from both.
fn answer(builder: &mut ConversationBuilder<'_>) {
    let Some(agent) = builder.agent() else { return };
    let seconds = builder.rng.around(agent.reply, 1.1);
    builder.wait(seconds);
    builder.agent_writes();
    let exchanges = builder.rng.below(4);
    for _ in 0..exchanges {
        let seconds = builder.rng.around(100.0, 1.0);
        builder.wait(seconds);
        builder.customer_writes();
        let seconds = builder.rng.around(agent.reply * 0.6 + 20.0, 0.8);
        builder.wait(seconds);
        builder.agent_writes();
        if builder.rng.happens(0.15) {
            let seconds = builder.rng.between(5.0, 40.0);
            builder.wait(seconds);
            builder.agent_writes();
        }
    }
}

/// From one agent to another, sometimes through the queue of a team.
fn pass_on(builder: &mut ConversationBuilder<'_>) {
    let seconds = builder.rng.around(300.0, 1.0);
    builder.wait(seconds);
    let before = builder.agent().map(|agent| agent.id);
    let team = Team::route(builder.rng, builder.inbox.id, builder.clock);
    if builder.rng.happens(0.25) {
        builder.assign(None, Some(team));
        let seconds = builder.rng.around(600.0, 1.0);
        builder.wait(seconds);
    }
    if let Some(agent) = staff::someone(builder.rng, team, builder.clock, before) {
        builder.assign(Some(agent), Some(team));
        answer(builder);
    }
}

/// Most conversations are resolved soon, some after a day or more, a few never.
fn conclude(builder: &mut ConversationBuilder<'_>) {
    if builder.rng.happens(0.006) {
        return;
    }
    let soon = builder.rng.happens(0.87);
    let seconds =
        if soon { builder.rng.around(1200.0, 1.2) } else { builder.rng.around(100_000.0, 0.5) };
    builder.wait(seconds);
    builder.resolve();
    if builder.rng.happens(0.12) {
        let seconds = builder.rng.between(60.0, 600.0);
        builder.wait(seconds);
        builder.flow_runs("review");
    }
    reopen(builder);
}

/// Some customers write again within a day, which opens the session again.
fn reopen(builder: &mut ConversationBuilder<'_>) {
    if !builder.rng.happens(0.07) {
        return;
    }
    let seconds = builder.rng.between(600.0, 80_000.0);
    builder.wait(seconds);
    builder.customer_writes();
    if builder.agent().is_none() {
        let seconds = builder.rng.around(300.0, 1.0);
        builder.wait(seconds);
        assign_agent(builder);
    }
    let seconds = builder.rng.around(400.0, 1.0);
    builder.wait(seconds);
    builder.agent_writes();
    let seconds = builder.rng.around(1800.0, 1.0);
    builder.wait(seconds);
    builder.resolve();
}
