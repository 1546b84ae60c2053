//! Runs of chat flows.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;
use crate::counter::{Contributions, Measure, Row};
use crate::id::Id;
use crate::image::{Image, RejectReason};

/// A run of a chat flow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlowRun {
    /// The account that it belongs to.
    pub account: Id,
    /// The inbox that it ran in.
    pub inbox: Id,
    /// The flow.
    pub flow: Id,
    /// When it was triggered.
    pub triggered_at: DateTime<Utc>,
}

impl FlowRun {
    pub(super) fn decode(image: Image<'_>) -> Result<Self, RejectReason> {
        image.id("run_id")?;
        Ok(Self {
            account: image.id("account_id")?,
            inbox: image.id("inbox_id")?,
            flow: image.id("flow_id")?,
            triggered_at: image.time("triggered_at")?,
        })
    }

    pub(super) fn contribute(&self, calendar: Calendar, out: &mut Contributions<'_>) {
        let date = calendar.date(self.triggered_at);
        out.count(&Row::FlowDay(date, self.flow.clone()), Measure::TimesTriggered);
    }
}
