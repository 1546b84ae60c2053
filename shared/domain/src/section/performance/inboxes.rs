//! Inboxes side by side.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use serde::Serialize;
use utoipa::ToSchema;

use crate::counter::{Amount, Measure, Measures};
use crate::id::Id;
use crate::period::Period;
use crate::section::counted::{Counts, Sums};
use crate::section::figures::{figures, kind, row};
use crate::section::live::{inbox_now_range, resolved_lately};
use crate::section::reading::sum;
use crate::section::{Complete, Counters, Range, ReadPlan, Section, SectionRequest};

/// `GET /v1/performance/inboxes`.
#[derive(Debug, Clone, Copy)]
pub struct Inboxes;

figures! {
    /// What happened in an inbox. All figures are null until a rebuild has counted them.
    pub struct InboxFigures from crate::counter::Measure {
        /// Sessions opened.
        pub new_sessions: Option<u64> = count(SessionsStarted), example 61;
        /// Messages that customers sent.
        pub received: Option<u64> = count(Received), example 310;
        /// Messages that agents sent.
        pub agent_sent: Option<u64> = count(AgentSent), example 204;
        /// Messages that bots sent.
        pub bot_sent: Option<u64> = count(BotSent), example 96;
        /// Messages that broadcasts sent.
        pub broadcast_sent: Option<u64> = count(BroadcastSent), example 120;
        /// Sessions resolved.
        pub resolved_sessions: Option<u64> = count(SessionsResolved), example 58;
        /// First replies to assignments with an agent.
        pub responses: Option<u64> = count(Responses), example 51;
        /// The mean time from assignment to first reply, in seconds; null without a reply.
        pub response_time_seconds: Option<f64> = mean_seconds(ResponseTime / Responses), example 94.25;
    }
}

row! {
    /// An inbox in a period.
    pub struct InboxRow {
        /// The inbox.
        pub inbox_id: Id;
        /// The inbox's name, or null where the directory has none.
        pub name: Option<String>, example "WhatsApp";
        /// The inbox's channel, or null where the directory has none.
        pub channel: Option<String>, example "whatsapp";
        /// Sessions active in it now; null until a rebuild has counted it.
        pub active_sessions: Option<u64> = now, example 19;
        /// What happened in it.
        pub figures: InboxFigures => flatten;
    }
}

row! {
    /// An inbox in other days.
    pub struct PreviousInbox {
        /// The inbox.
        pub inbox_id: Id;
        /// The inbox's name, or null where the directory has none.
        pub name: Option<String>, example "WhatsApp";
        /// The inbox's channel, or null where the directory has none.
        pub channel: Option<String>, example "whatsapp";
        /// What happened in it.
        pub figures: InboxFigures => flatten;
    }
}

/// The inboxes of the list, in its order.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct PreviousInboxes(pub Vec<PreviousInbox>);

/// Every inbox of the directory, and any other with figures in the period or active now.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct InboxesAnswer {
    /// Most messages received first, then by id.
    pub inboxes: Vec<InboxRow>,
    /// The same inboxes, in the same order, in the same number of days just before the period.
    pub previous: Vec<PreviousInbox>,
    /// The same of the days that are over; null where none is.
    #[schema(required)]
    pub complete: Option<Complete<PreviousInboxes>>,
}

impl InboxFigures {
    /// Every measure of a day's detail that they are worked out from.
    pub const MEASURES: [Measure; 8] = [
        Measure::AgentSent,
        Measure::BotSent,
        Measure::BroadcastSent,
        Measure::Received,
        Measure::SessionsStarted,
        Measure::SessionsResolved,
        Measure::Responses,
        Measure::ResponseTime,
    ];

    fn in_days(inbox: &Id, counters: &Counters, days: Period) -> Self {
        let sums = sum(counters.details(Some(inbox)), days);
        Self::of_sums(&OfDetails { sums, are_counted: counters.count_details() })
    }
}

/// Sums of an inbox's days in detail. The earliest of their measures are older than these days are.
struct OfDetails {
    sums: Measures,
    are_counted: bool,
}

impl Sums<Measure> for OfDetails {
    fn get(&self, measure: Measure) -> Amount {
        self.sums.get(measure)
    }
}

impl Counts<Measure> for OfDetails {
    fn counts(&self, _: Measure) -> bool {
        self.are_counted
    }
}

impl PreviousInbox {
    fn of(row: &InboxRow, counters: &Counters, days: Period) -> Self {
        Self {
            inbox_id: row.inbox_id.clone(),
            name: row.name.clone(),
            channel: row.channel.clone(),
            figures: InboxFigures::in_days(&row.inbox_id, counters, days),
        }
    }
}

impl Section for Inboxes {
    type Answer = InboxesAnswer;

    fn read_plan(&self, request: &SectionRequest<'_>) -> ReadPlan {
        let (from, to) = (request.period.previous().from, request.period.to);
        ReadPlan::ranges([Range::InboxDetails(from, to), inbox_now_range(request)])
    }

    fn answer(&self, request: &SectionRequest<'_>, counters: &Counters) -> Option<InboxesAnswer> {
        let listed = request.directory.inboxes.keys();
        let ids: BTreeSet<&Id> = listed.chain(counters.inboxes()).collect();
        let rows = ids.into_iter().map(|inbox| InboxRow::of(inbox, request, counters));
        let mut inboxes: Vec<_> = rows.filter(|row| row.is_listed(request)).collect();
        inboxes.sort_by_key(|row| Reverse(row.figures.received)); // stable: by id among equals
        let in_period = |days: Period| -> Vec<_> {
            inboxes.iter().map(|row| PreviousInbox::of(row, counters, days)).collect()
        };
        Some(InboxesAnswer {
            previous: in_period(request.period.previous()),
            complete: Complete::by(request, |days| PreviousInboxes(in_period(days))),
            inboxes,
        })
    }
}

impl InboxRow {
    fn of(inbox: &Id, request: &SectionRequest<'_>, counters: &Counters) -> Self {
        let (now, resolved) = counters.inbox_now(inbox);
        let active = || {
            kind::count(now, &[Measure::Unassigned, Measure::Assigned])
                + resolved_lately(resolved, request.minute(), Measure::SessionsAt)
        };
        let entry = request.directory.inboxes.get(inbox);
        Self {
            inbox_id: inbox.clone(),
            name: entry.and_then(|entry| entry.name.clone()),
            channel: entry.and_then(|entry| entry.channel.clone()),
            active_sessions: counters.count_details().then(active),
            figures: InboxFigures::in_days(inbox, counters, request.period),
        }
    }

    /// Whether the list has this one: every inbox of the directory, and any other with figures in
    /// the period or active now.
    fn is_listed(&self, request: &SectionRequest<'_>) -> bool {
        let figures = &self.figures;
        let counts = [
            self.active_sessions,
            figures.new_sessions,
            figures.received,
            figures.agent_sent,
            figures.bot_sent,
            figures.broadcast_sent,
            figures.resolved_sessions,
            figures.responses,
        ];
        request.directory.inboxes.contains_key(&self.inbox_id)
            || counts.into_iter().flatten().any(|count| count > 0)
    }
}
