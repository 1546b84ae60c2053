//! Uses of AI tools.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::accuracy::accuracy_in_millionths;
use crate::calendar::Calendar;
use crate::counter::{Contributions, Measure, Row};
use crate::id::Id;
use crate::image::{AllowedValues, Image, RejectReason};

/// An AI tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tool {
    /// AI Writer.
    AiWriter,
    /// Doc Reply.
    DocReply,
}

/// A use of an AI tool.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AiUse {
    /// The account that it belongs to.
    pub account: Id,
    /// The inbox that it was used in.
    pub inbox: Id,
    /// The tool that was used.
    pub tool: Tool,
    /// How close the suggestion was to the sent text, from 0 to 1,000,000, where it is measured.
    pub accuracy: Option<u32>,
    /// Whether a text was sent, empty or not. Records that were removed while an earlier version
    /// counted do not say it.
    #[serde(default)]
    pub sent: bool,
    /// When it was used.
    pub used_at: DateTime<Utc>,
}

const TOOLS: AllowedValues<Tool> = AllowedValues {
    values: &[("ai_writer", Tool::AiWriter), ("doc_reply", Tool::DocReply)],
    list: "`ai_writer`, `doc_reply`",
};

impl AiUse {
    pub(super) fn decode(image: Image<'_>) -> Result<Self, RejectReason> {
        image.id("usage_id")?;
        image.optional_staff_id("agent_id")?;
        let tool = image.one_of("tool", &TOOLS)?;
        let suggestion = image.optional_text("suggestion")?;
        let sent = image.optional_text("sent")?;
        let translated = image.optional_bool("translated")?.unwrap_or(false);
        let comparable = !(tool == Tool::DocReply && translated);
        let is_sent = sent.is_some();
        let texts = suggestion.zip(sent).filter(|_| comparable);
        Ok(Self {
            account: image.id("account_id")?,
            inbox: image.id("inbox_id")?,
            tool,
            used_at: image.time("used_at")?,
            sent: is_sent,
            accuracy: texts.and_then(|(suggestion, sent)| accuracy_in_millionths(suggestion, sent)),
        })
    }

    pub(super) fn contribute(&self, calendar: Calendar, out: &mut Contributions<'_>) {
        let day = Row::Day(calendar.date(self.used_at));
        let [uses, sent, samples, unchanged, sum] = match self.tool {
            Tool::AiWriter => [
                Measure::AiWriterUses,
                Measure::AiWriterSent,
                Measure::AiWriterSamples,
                Measure::AiWriterUnchanged,
                Measure::AiWriterAccuracy,
            ],
            Tool::DocReply => [
                Measure::DocReplyUses,
                Measure::DocReplySent,
                Measure::DocReplySamples,
                Measure::DocReplyUnchanged,
                Measure::DocReplyAccuracy,
            ],
        };
        out.count(&day, uses);
        if self.sent {
            out.count(&day, sent);
        }
        if let Some(accuracy) = self.accuracy {
            out.count(&day, samples);
            out.add(&day, sum, accuracy);
            // Texts of the greatest length that differ in one character have 999,939.
            if accuracy == 1_000_000 {
                out.count(&day, unchanged);
            }
        }
    }
}
