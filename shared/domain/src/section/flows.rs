//! Chat flows.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::figures::{kind, row};
use super::{Compared, Counters, Range, ReadPlan, Section, SectionRequest};
use crate::counter::Measure;
use crate::id::Id;

/// `GET /v1/flows`.
#[derive(Debug, Clone, Copy)]
pub struct Flows {
    /// How many of the most popular flows to list; all where there is no limit.
    pub top: Option<usize>,
}

row! {
    /// Runs of a period or a day.
    pub struct FlowCounts {
        /// Distinct flows with at least one run.
        pub flows_triggered: u64 = distinct, example 8;
        /// Runs.
        pub times_triggered: u64 = count, example 213;
    }
}

row! {
    /// A flow with at least one run.
    pub struct PopularFlow {
        /// The flow.
        pub flow_id: Id;
        /// The flow's name, or null where the directory has none.
        pub name: Option<String>, example "Welcome";
        /// Its runs in the period.
        pub times_triggered: u64 = count, example 213;
    }
}

/// Flows of a period.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct FlowsAnswer {
    /// Runs.
    #[serde(flatten)]
    pub counts: Compared<FlowCounts>,
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
            counts: Compared::by(request, |days| {
                FlowCounts::of(&runs_by_flow(counters, days.dates()))
            }),
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

/// The runs of each flow that has any. A flow whose runs were all corrected later has none.
fn runs_by_flow(
    counters: &Counters,
    dates: impl IntoIterator<Item = NaiveDate>,
) -> BTreeMap<&Id, u64> {
    let mut runs: BTreeMap<&Id, u64> = BTreeMap::new();
    for (flow, measures) in dates.into_iter().flat_map(|date| counters.flows_on(date)) {
        let times = kind::count(measures, &[Measure::TimesTriggered]);
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
