//! Chat flows.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Counters, Daily, Range, ReadPlan, Section, SectionRequest, count, daily};
use crate::counter::Measure;
use crate::id::Id;

/// `GET /v1/flows`.
#[derive(Debug, Clone, Copy)]
pub struct Flows {
    /// How many of the most popular flows to list; all where there is no limit.
    pub top: Option<usize>,
}

/// Runs of a period or a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct FlowCounts {
    /// Distinct flows with at least one run.
    #[schema(example = 8)]
    pub flows_triggered: u64,
    /// Runs.
    #[schema(example = 213)]
    pub times_triggered: u64,
}

/// A flow with at least one run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PopularFlow {
    /// Its id.
    pub flow_id: Id,
    /// Its name, or null where the directory has none.
    #[schema(required, example = "Ann Lee")]
    pub name: Option<String>,
    /// Its runs in the period.
    #[schema(example = 213)]
    pub times_triggered: u64,
}

/// Flows of a period.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct FlowsAnswer {
    /// In the period.
    pub totals: FlowCounts,
    /// In the same number of days before it.
    pub previous: FlowCounts,
    /// Day by day.
    pub daily: Vec<Daily<FlowCounts>>,
    /// The flows that were triggered most, most first, then by id.
    pub popular: Vec<PopularFlow>,
}

impl Section for Flows {
    type Answer = FlowsAnswer;

    fn read_plan(&self, request: &SectionRequest<'_>) -> ReadPlan {
        let period = request.period;
        ReadPlan::ranges([
            Range::FlowDays(period.from, Some(period.to)),
            Range::FlowDays(period.previous().from, Some(period.previous().to)),
        ])
    }

    fn answer(&self, request: &SectionRequest<'_>, counters: &Counters) -> Option<FlowsAnswer> {
        let period = request.period;
        let runs = runs_by_flow(counters, period.dates());
        let mut popular: Vec<_> = runs.iter().map(|(flow, runs)| (Reverse(*runs), *flow)).collect();
        popular.sort_unstable();
        popular.truncate(self.top.unwrap_or(usize::MAX));
        let name = |flow: &Id| request.directory.flows.get(flow).cloned().flatten();
        Some(FlowsAnswer {
            totals: FlowCounts::of(&runs),
            previous: FlowCounts::of(&runs_by_flow(counters, period.previous().dates())),
            daily: daily(period, |date| FlowCounts::of(&runs_by_flow(counters, [date]))),
            popular: popular
                .into_iter()
                .map(|(Reverse(times_triggered), flow)| PopularFlow {
                    flow_id: flow.clone(),
                    name: name(flow),
                    times_triggered,
                })
                .collect(),
        })
    }
}

/// The runs of each flow that has any. A flow whose runs were all corrected away has none.
fn runs_by_flow(
    counters: &Counters,
    dates: impl IntoIterator<Item = NaiveDate>,
) -> BTreeMap<&Id, u64> {
    let mut runs: BTreeMap<&Id, u64> = BTreeMap::new();
    for (flow, figures) in dates.into_iter().flat_map(|date| counters.flows_on(date)) {
        let times = count(figures, Measure::TimesTriggered);
        if times > 0 {
            *runs.entry(flow).or_default() += times;
        }
    }
    runs
}

impl FlowCounts {
    fn of(runs: &BTreeMap<&Id, u64>) -> Self {
        Self { flows_triggered: runs.len() as u64, times_triggered: runs.values().sum() }
    }
}
