//! Sessions and their assignments.

use chrono::{DateTime, TimeDelta, Utc};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::calendar::{Calendar, Minute};
use crate::contact::{ContactSession, SessionStatus};
use crate::counter::bin::Bin;
use crate::counter::{Amount, Contributions, Hourly, Measure, Row, Staff};
use crate::id::Id;
use crate::image::{Image, RejectReason};

/// How long a resolved session stays active: a customer who writes within this time continues it.
const ACTIVE_AFTER_RESOLUTION: TimeDelta = TimeDelta::hours(24);

/// A conversation with a customer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// The account that it belongs to.
    pub account: Id,
    /// The inbox that it takes place in.
    pub inbox: Id,
    /// The customer.
    pub customer: Id,
    /// When it started, or will start.
    pub opened_at: DateTime<Utc>,
    /// When it was resolved, if it was.
    pub resolved_at: Option<DateTime<Utc>>,
    /// Who it was assigned to, oldest first.
    pub assignments: Vec<Assignment>,
    /// When the record was removed, by hand or by its TTL. History stays, so a removed session
    /// counts as one that ended then.
    pub removed_at: Option<DateTime<Utc>>,
}

/// An assignment of a session to an agent, a team, or both.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Assignment {
    /// The agent, if any.
    pub agent: Option<Id>,
    /// The team, if any.
    pub team: Option<Id>,
    /// When it was assigned.
    pub assigned_at: DateTime<Utc>,
    /// When the assignment was ended, if it was.
    pub ended_at: Option<DateTime<Utc>>,
    /// When the agent first replied, if the agent did.
    pub first_reply_at: Option<DateTime<Utc>>,
}

impl Session {
    pub(super) fn decode(image: Image<'_>) -> Result<Self, RejectReason> {
        image.id("session_id")?;
        let assignments = image.optional_maps("assignments")?;
        Ok(Self {
            account: image.id("account_id")?,
            inbox: image.id("inbox_id")?,
            customer: image.id("customer_id")?,
            opened_at: image.time("opened_at")?,
            resolved_at: image.optional_time("resolved_at")?,
            assignments: assignments
                .into_iter()
                .map(Assignment::decode)
                .collect::<Result<_, _>>()?,
            removed_at: None,
        })
    }

    /// The session after its removal: it ended at this time, unless it had ended before.
    #[must_use]
    pub fn removed(self, at: DateTime<Utc>) -> Self {
        Self { removed_at: Some(at), ..self }
    }

    /// What its customer's contact counts of it.
    pub fn contact_session(&self, calendar: Calendar) -> ContactSession {
        ContactSession {
            inbox: self.inbox.clone(),
            opened: calendar.date(self.opened_at),
            status: self.status(),
        }
    }

    pub(super) fn contribute(&self, calendar: Calendar, out: &mut Contributions<'_>) {
        let (opened, hour) = calendar.hour(self.opened_at);
        out.count(&Row::Day(opened), Measure::SessionsStarted);
        out.add_detail(opened, Measure::InHour(Hourly::SessionsStarted, hour), 1);
        out.add_inbox_detail(opened, Measure::SessionsStarted, 1);
        out.count(&Row::Now, Measure::Sessions);
        if let Some(resolved) = self.resolved_at {
            self.contribute_resolution(resolved, calendar, out);
        }
        if let Some(end) = self.end() {
            let end = end.max(self.opened_at);
            out.count(&Row::Day(calendar.date(end)), Measure::SessionsEnded);
            out.count(&Row::Now, Measure::SessionsWithEnd);
        }
        let current = self.assignments.last().filter(|last| last.ended_at.is_none());
        match self.status() {
            SessionStatus::Open => {
                let is_assigned = current.is_some();
                let measure = if is_assigned { Measure::Assigned } else { Measure::Unassigned };
                out.count(&Row::Now, measure);
                out.add_for_account(Row::InboxNow(self.inbox.clone()), measure, 1);
            }
            SessionStatus::Resolved(minute) => {
                let (hour, measure) = (minute.hour(), Measure::SessionsAt(minute.within_hour()));
                out.count(&Row::Resolved(hour), measure);
                out.add_for_account(Row::InboxResolved(hour, self.inbox.clone()), measure, 1);
            }
            SessionStatus::Removed => {}
        }
        for staff in current.into_iter().flat_map(Assignment::staff) {
            match self.status() {
                SessionStatus::Open => out.count(&Row::StaffNow(staff), Measure::Assigned),
                SessionStatus::Resolved(minute) => out.count(
                    &Row::StaffResolved(minute.hour(), staff),
                    Measure::SessionsAt(minute.within_hour()),
                ),
                SessionStatus::Removed => {}
            }
        }
        for (n, assignment) in self.assignments.iter().enumerate() {
            let next = self.assignments.get(n + 1).map(|next| next.assigned_at);
            let end = [assignment.ended_at, next, self.end()].into_iter().flatten().min();
            assignment.contribute(end, calendar, out);
        }
    }

    fn contribute_resolution(
        &self,
        resolved: DateTime<Utc>,
        calendar: Calendar,
        out: &mut Contributions<'_>,
    ) {
        let date = calendar.date(resolved);
        out.count(&Row::Day(date), Measure::SessionsResolved);
        if self.assignments.iter().all(|assignment| assignment.agent.is_none()) {
            out.count(&Row::Day(date), Measure::ResolvedWithoutAgent);
        }
        let took = nanoseconds(resolved - self.opened_at);
        out.add_detail(date, Measure::ResolvedWithin(Bin::of(took)), 1);
        out.add_detail(date, Measure::ResolutionTime, took);
        out.add_inbox_detail(date, Measure::SessionsResolved, 1);
    }

    /// When it ends or ended, by the platform's times, even if that is before its start.
    fn end(&self) -> Option<DateTime<Utc>> {
        let resolved = self.resolved_at.map(|at| at + ACTIVE_AFTER_RESOLUTION);
        [resolved, self.removed_at].into_iter().flatten().min()
    }

    fn status(&self) -> SessionStatus {
        match (self.removed_at, self.resolved_at) {
            (Some(_), _) => SessionStatus::Removed,
            (None, Some(at)) => SessionStatus::Resolved(Minute::of(at)),
            (None, None) => SessionStatus::Open,
        }
    }
}

impl Assignment {
    fn decode(image: Image<'_>) -> Result<Self, RejectReason> {
        let agent = image.optional_staff_id("agent_id")?;
        let team = image.optional_staff_id("team_id")?;
        if agent.is_none() && team.is_none() {
            return Err(RejectReason::Unowned);
        }
        Ok(Self {
            agent,
            team,
            assigned_at: image.time("assigned_at")?,
            ended_at: image.optional_time("ended_at")?,
            first_reply_at: image.optional_time("first_reply_at")?,
        })
    }

    fn staff(&self) -> impl Iterator<Item = Staff> + use<> {
        let agent = self.agent.clone().map(Staff::Agent);
        let team = self.team.clone().map(Staff::Team);
        agent.into_iter().chain(team)
    }

    /// Contributes the span from the assignment to its end, and its first reply.
    fn contribute(
        &self,
        end: Option<DateTime<Utc>>,
        calendar: Calendar,
        out: &mut Contributions<'_>,
    ) {
        for staff in self.staff() {
            let started = Row::StaffDay(calendar.date(self.assigned_at), staff.clone());
            out.count(&started, Measure::TimesAssigned);
            out.count(&Row::StaffNow(staff.clone()), Measure::Spans);
            if let Some(end) = end {
                let end = end.max(self.assigned_at);
                let ended = Row::StaffDay(calendar.date(end), staff.clone());
                out.count(&ended, Measure::SpansEnded);
                out.count(&Row::StaffNow(staff), Measure::SpansWithEnd);
            }
        }
        if let (Some(agent), Some(replied)) = (&self.agent, self.first_reply_at) {
            let (date, took) = (calendar.date(replied), nanoseconds(replied - self.assigned_at));
            let bin = Measure::RepliedWithin(Bin::of(took));
            let day = Row::StaffDay(date, Staff::Agent(agent.clone()));
            out.count(&day, Measure::Responses);
            out.add(&day, Measure::ResponseTime, took);
            out.count(&day, bin);
            out.add_detail(date, bin, 1);
            out.add_detail(date, Measure::ResponseTime, took);
            out.add_inbox_detail(date, Measure::Responses, 1);
        }
    }
}

/// A duration in nanoseconds; zero for a negative one.
fn nanoseconds(duration: TimeDelta) -> Amount {
    let whole = Decimal::from(duration.num_seconds()) * Decimal::from(1_000_000_000_i64);
    (whole + Decimal::from(duration.subsec_nanos())).max(Decimal::ZERO)
}
