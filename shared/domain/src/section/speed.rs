//! How long first replies and resolutions take.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use super::figures::{kind, row};
use super::reading::sum;
use super::{Compared, Complete, Counters, Daily, ReadPlan, Section, SectionRequest};
use crate::counter::bin::{Bin, TARGETS};
use crate::counter::durations::Histogram;
use crate::counter::{Measure, Measures};
use crate::period::Period;

/// `GET /v1/speed`.
#[derive(Debug, Clone, Copy)]
pub struct Speed;

row! {
    /// How long something took. All figures are null until a rebuild has counted them.
    pub struct DurationFigures {
        /// How many durations there are.
        pub samples: Option<u64> = count, example 51;
        /// Their mean in seconds; null without samples.
        pub mean_seconds: Option<f64> = mean_seconds, example 412.5;
        /// The shortest duration that at least half of them are not above, in seconds: within 2 % or
        /// half a second; null without samples.
        pub median_seconds: Option<f64> = quantile_seconds, example 240.0;
        /// The shortest duration that at least 90 % of them are not above, likewise.
        pub p90_seconds: Option<f64> = quantile_seconds, example 1260.0;
    }
}

/// How many durations a target holds.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Within {
    /// The target in seconds.
    #[schema(example = 300)]
    pub seconds: u32,
    /// The share of the durations that are not above it, 0 to 1; null without samples.
    #[schema(required, example = 0.75)]
    pub share: Option<f64>,
}

/// How long something took in a period.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Durations {
    /// The figures.
    #[serde(flatten)]
    pub figures: DurationFigures,
    /// The shares within targets, shortest target first; null until a rebuild has counted them.
    #[schema(required)]
    pub within: Option<Vec<Within>>,
}

/// First replies and resolutions of a period.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Speeds {
    /// From an agent's assignment to the agent's first reply, by the date of the reply.
    pub first_response: Durations,
    /// From a session's opening to its resolution, by the date of the resolution.
    pub resolution: Durations,
}

row! {
    /// First replies and resolutions of a day.
    pub struct SpeedsOfDay {
        /// From an agent's assignment to the agent's first reply.
        pub first_response: DurationFigures;
        /// From a session's opening to its resolution.
        pub resolution: DurationFigures;
    }
}

/// First replies and resolutions.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SpeedAnswer {
    /// Those of the period.
    pub totals: Speeds,
    /// Those of the same number of days just before it.
    pub previous: Speeds,
    /// The same of the days that are over; null where none is.
    #[schema(required)]
    pub complete: Option<Complete<Speeds>>,
    /// A row for every date of the period, oldest first.
    pub daily: Vec<Daily<SpeedsOfDay>>,
}

impl Section for Speed {
    type Answer = SpeedAnswer;

    fn read_plan(&self, request: &SectionRequest<'_>) -> ReadPlan {
        let (from, to) = (request.period.previous().from, request.period.to);
        ReadPlan::default().with_details(request.inbox.as_ref(), from, to)
    }

    fn answer(&self, request: &SectionRequest<'_>, counters: &Counters) -> Option<SpeedAnswer> {
        let days = counters.details(request.inbox.as_ref());
        let speeds = |period: Period| Speeds {
            first_response: Durations::of(&FIRST_RESPONSE, counters, days, period),
            resolution: Durations::of(&RESOLUTION, counters, days, period),
        };
        let Compared { totals, previous, complete, daily } = Compared::by(request, speeds);
        let of_day = |Daily { date, figures }: Daily<Speeds>| {
            let Speeds { first_response, resolution } = figures;
            let figures = SpeedsOfDay {
                first_response: first_response.figures,
                resolution: resolution.figures,
            };
            Daily { date, figures }
        };
        let daily = daily.into_iter().map(of_day).collect();
        Some(SpeedAnswer { totals, previous, complete, daily })
    }
}

/// What is measured.
pub(super) struct Measured {
    bin: fn(Measure) -> Option<Bin>,
    time: Measure,
}

/// First replies.
pub(super) const FIRST_RESPONSE: Measured = Measured {
    bin: |measure| match measure {
        Measure::RepliedWithin(bin) => Some(bin),
        _ => None,
    },
    time: Measure::ResponseTime,
};

const RESOLUTION: Measured = Measured {
    bin: |measure| match measure {
        Measure::ResolvedWithin(bin) => Some(bin),
        _ => None,
    },
    time: Measure::ResolutionTime,
};

impl Measured {
    /// The durations of these counter items, where they are counted.
    pub(super) fn histogram(&self, counters: &Counters, measures: &Measures) -> Option<Histogram> {
        counters.count_details().then(|| Histogram::of([measures], self.bin))
    }
}

impl Durations {
    fn of(
        measured: &Measured,
        counters: &Counters,
        days: &BTreeMap<NaiveDate, Measures>,
        period: Period,
    ) -> Self {
        let sums = sum(days, period);
        let histogram = measured.histogram(counters, &sums);
        let histogram = histogram.as_ref();
        let within = |histogram: &Histogram| {
            let share = |seconds| Within { seconds, share: histogram.within(seconds) };
            TARGETS.map(share).to_vec()
        };
        Self {
            figures: DurationFigures {
                samples: histogram.map(Histogram::samples),
                mean_seconds: histogram
                    .and_then(|it| kind::mean_of(sums.get(measured.time), it.samples())),
                median_seconds: histogram.and_then(|it| it.quantile(50)),
                p90_seconds: histogram.and_then(|it| it.quantile(90)),
            },
            within: histogram.map(within),
        }
    }
}
