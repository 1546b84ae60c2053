//! Counters as readable text, for logs and for the snapshots of tests.

use std::fmt::{self, Display, Formatter};

use super::{CounterKey, Deltas, Row, Scope, Staff};

/// One line for each counter item and measure, in the order of the keys:
/// `acme, inbox web, 2026-11-22 agent ann: times_assigned +1`.
impl Display for Deltas {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (counter, measures) in self.iter() {
            let mut sorted: Vec<_> = measures.iter().collect();
            sorted.sort_unstable_by_key(|(measure, _)| *measure);
            for (measure, amount) in &sorted {
                writeln!(f, "{counter}: {} {:+}", measure.name(), amount.normalize())?;
            }
            if sorted.is_empty() {
                writeln!(f, "{counter}: nothing")?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Deltas {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Display::fmt(self, f)
    }
}

impl Display for CounterKey {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}, {}", self.account, self.scope, self.row)
    }
}

impl Display for Scope {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all inboxes"),
            Self::Inbox(id) => write!(f, "inbox {id}"),
        }
    }
}

impl Display for Row {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(date) => write!(f, "{date}"),
            Self::StaffDay(date, staff) => write!(f, "{date} {staff}"),
            Self::FlowDay(date, flow) => write!(f, "{date} flow {flow}"),
            Self::Detail(date) => write!(f, "{date} in detail"),
            Self::InboxDetail(date, inbox) => write!(f, "{date} in detail of inbox {inbox}"),
            Self::CountryDay(date) => write!(f, "{date} by country"),
            Self::Now => f.write_str("now"),
            Self::StaffNow(staff) => write!(f, "now {staff}"),
            Self::Resolved(hour) => write!(f, "resolved {hour}h"),
            Self::StaffResolved(hour, staff) => write!(f, "resolved {hour}h {staff}"),
            Self::InboxNow(inbox) => write!(f, "now inbox {inbox}"),
            Self::InboxResolved(hour, inbox) => write!(f, "resolved {hour}h inbox {inbox}"),
        }
    }
}

impl Display for Staff {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Agent(id) => write!(f, "agent {id}"),
            Self::Team(id) => write!(f, "team {id}"),
        }
    }
}
