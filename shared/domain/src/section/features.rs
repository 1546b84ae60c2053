//! Uses of AI tools.

use serde::Serialize;
use utoipa::ToSchema;

use super::counted::{Counts, Sums};
use super::figures::{Figures, figures, row};
use super::{Compared, Counted, Counters, Range, ReadPlan, Section, SectionRequest};
use crate::counter::{Amount, Measure};

/// `GET /v1/features`.
#[derive(Debug, Clone, Copy)]
pub struct Features;

figures! {
    /// Uses of a tool, or of several together.
    pub struct ToolUse from ToolMeasure {
        /// How often it was used.
        pub uses: u64 = count(Uses), example 64;
        /// How many of the uses have a sent text; null until a rebuild has counted it.
        pub sent: Option<u64> = count(Sent), example 52;
        /// How many of the uses have an accuracy.
        pub samples: u64 = count(Samples), example 48;
        /// How many of these were sent as they were suggested; null until a rebuild has counted it.
        pub unchanged: Option<u64> = count(Unchanged), example 19;
        /// The mean accuracy of these, 0 to 1, rounded half up to 6 decimals; null without samples.
        pub average_accuracy: Option<f64> = mean_ratio(Accuracy / Samples), example 0.912_345;
    }
}

row! {
    /// Uses of all tools.
    pub struct ToolUses {
        /// Uses of AI Writer.
        pub ai_writer: ToolUse;
        /// Uses of Doc Reply.
        pub doc_reply: ToolUse;
        /// Uses of both.
        pub all: ToolUse;
    }
}

/// Uses of a period.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct FeaturesAnswer {
    /// Uses by tool.
    #[serde(flatten)]
    pub uses: Compared<ToolUses>,
}

impl Section for Features {
    type Answer = FeaturesAnswer;

    fn read_plan(&self, request: &SectionRequest<'_>) -> ReadPlan {
        ReadPlan::ranges([Range::compared_days(request.period)])
    }

    fn answer(&self, request: &SectionRequest<'_>, counters: &Counters) -> Option<FeaturesAnswer> {
        Some(FeaturesAnswer { uses: Compared::of(request, counters) })
    }
}

/// What is counted of each tool.
#[derive(Debug, Clone, Copy)]
enum ToolMeasure {
    Uses,
    Sent,
    Samples,
    Unchanged,
    Accuracy,
}

/// A tool's measures.
type Tool = fn(ToolMeasure) -> Measure;

fn ai_writer(measure: ToolMeasure) -> Measure {
    match measure {
        ToolMeasure::Uses => Measure::AiWriterUses,
        ToolMeasure::Sent => Measure::AiWriterSent,
        ToolMeasure::Unchanged => Measure::AiWriterUnchanged,
        ToolMeasure::Samples => Measure::AiWriterSamples,
        ToolMeasure::Accuracy => Measure::AiWriterAccuracy,
    }
}

fn doc_reply(measure: ToolMeasure) -> Measure {
    match measure {
        ToolMeasure::Uses => Measure::DocReplyUses,
        ToolMeasure::Sent => Measure::DocReplySent,
        ToolMeasure::Unchanged => Measure::DocReplyUnchanged,
        ToolMeasure::Samples => Measure::DocReplySamples,
        ToolMeasure::Accuracy => Measure::DocReplyAccuracy,
    }
}

/// The measures of these tools, added up.
struct OfTools<'a>(&'a [Tool], &'a Counted<'a>);

impl Sums<ToolMeasure> for OfTools<'_> {
    fn get(&self, measure: ToolMeasure) -> Amount {
        let Self(tools, counted) = self;
        tools.iter().map(|tool| counted.get(tool(measure))).sum()
    }
}

impl Counts<ToolMeasure> for OfTools<'_> {
    fn counts(&self, measure: ToolMeasure) -> bool {
        let Self(tools, counted) = self;
        tools.iter().all(|tool| counted.counts(tool(measure)))
    }
}

impl Figures for ToolUses {
    const MEASURES: &'static [Measure] = &[
        Measure::AiWriterUses,
        Measure::AiWriterSent,
        Measure::AiWriterSamples,
        Measure::AiWriterUnchanged,
        Measure::AiWriterAccuracy,
        Measure::DocReplyUses,
        Measure::DocReplySent,
        Measure::DocReplySamples,
        Measure::DocReplyUnchanged,
        Measure::DocReplyAccuracy,
    ];

    fn of(counted: &Counted<'_>) -> Self {
        let of = |tools: &[Tool]| ToolUse::of_sums(&OfTools(tools, counted));
        Self {
            ai_writer: of(&[ai_writer]),
            doc_reply: of(&[doc_reply]),
            all: of(&[ai_writer, doc_reply]),
        }
    }
}
