//! Uses of AI tools.

use serde::Serialize;
use utoipa::ToSchema;

use super::{Counters, Daily, Range, ReadPlan, Section, SectionRequest, count, daily};
use crate::counter::{Measure, Measures};

/// `GET /v1/features`.
#[derive(Debug, Clone, Copy)]
pub struct Features;

/// Uses of a tool.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct ToolUse {
    /// How often it was used.
    #[schema(example = 64)]
    pub uses: u64,
    /// How many of the uses have an accuracy.
    #[schema(example = 48)]
    pub samples: u64,
    /// Their mean accuracy, 0 to 1, rounded half up to 6 decimals; null without samples.
    #[schema(required, example = 0.912_345)]
    pub average_accuracy: Option<f64>,
}

/// Uses of all tools.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct ToolUses {
    /// Of AI Writer.
    pub ai_writer: ToolUse,
    /// Of Doc Reply.
    pub doc_reply: ToolUse,
    /// Of both.
    pub all: ToolUse,
}

/// Uses of a period.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct FeaturesAnswer {
    /// In the period.
    pub totals: ToolUses,
    /// In the same number of days before it.
    pub previous: ToolUses,
    /// Day by day.
    pub daily: Vec<Daily<ToolUses>>,
}

impl Section for Features {
    type Answer = FeaturesAnswer;

    fn read_plan(&self, request: &SectionRequest<'_>) -> ReadPlan {
        let period = request.period;
        ReadPlan::ranges([Range::Days(period.previous().from, Some(period.to))])
    }

    fn answer(&self, request: &SectionRequest<'_>, counters: &Counters) -> Option<FeaturesAnswer> {
        let period = request.period;
        Some(FeaturesAnswer {
            totals: ToolUses::of(&counters.days_of(period)),
            previous: ToolUses::of(&counters.days_of(period.previous())),
            daily: daily(period, |date| ToolUses::of(counters.day(date))),
        })
    }
}

impl ToolUses {
    fn of(figures: &Measures) -> Self {
        let numbers = |measures: [Measure; 3]| measures.map(|measure| count(figures, measure));
        let writer =
            numbers([Measure::AiWriterUses, Measure::AiWriterSamples, Measure::AiWriterAccuracy]);
        let reply =
            numbers([Measure::DocReplyUses, Measure::DocReplySamples, Measure::DocReplyAccuracy]);
        let all = [writer[0] + reply[0], writer[1] + reply[1], writer[2] + reply[2]];
        Self {
            ai_writer: ToolUse::of(writer),
            doc_reply: ToolUse::of(reply),
            all: ToolUse::of(all),
        }
    }
}

impl ToolUse {
    fn of([uses, samples, millionths]: [u64; 3]) -> Self {
        // Half up in whole millionths; the division into a float is the last step and exact enough
        // to print as the same 6 decimals.
        let mean = (2 * millionths + samples).checked_div(2 * samples);
        #[allow(clippy::cast_precision_loss)] // at most 1,000,000
        let average_accuracy = mean.map(|mean| mean as f64 / 1_000_000.0);
        Self { uses, samples, average_accuracy }
    }
}
