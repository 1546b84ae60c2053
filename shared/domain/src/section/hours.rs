//! Messages and new sessions by the hour of the week.

use chrono::Datelike;
use serde::Serialize;
use utoipa::ToSchema;

use super::figures::{row, whole};
use super::{Counters, ReadPlan, Section, SectionRequest};
use crate::counter::{Amount, Hourly, Measure};

/// `GET /v1/hours`.
#[derive(Debug, Clone, Copy)]
pub struct Hours;

row! {
    /// An hour of the week. Its figures are null until a rebuild has counted them.
    pub struct HourOfWeek {
        /// The local weekday, 1 (Monday) to 7 (Sunday).
        pub weekday: u64, example 1;
        /// The local hour, 0 to 23. An hour that occurs twice on a day is one.
        pub hour: u64, example 9;
        /// Messages that customers sent in it.
        pub received: Option<u64> = count, example 31;
        /// Messages that agents sent in it.
        pub agent_sent: Option<u64> = count, example 24;
        /// Messages that bots sent in it.
        pub bot_sent: Option<u64> = count, example 12;
        /// Sessions opened in it.
        pub new_sessions: Option<u64> = count, example 8;
    }
}

/// A period by the hour of the week.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct HoursAnswer {
    /// The 168 hours of a week, Monday 0 h first: sums over the period.
    pub hours: Vec<HourOfWeek>,
}

impl Section for Hours {
    type Answer = HoursAnswer;

    fn read_plan(&self, request: &SectionRequest<'_>) -> ReadPlan {
        let (from, to) = (request.period.from, request.period.to);
        ReadPlan::default().with_details(request.inbox.as_ref(), from, to)
    }

    fn answer(&self, request: &SectionRequest<'_>, counters: &Counters) -> Option<HoursAnswer> {
        let mut sums = [[[Amount::ZERO; 4]; 24]; 7];
        let period = request.period;
        let days = counters.details(request.inbox.as_ref()).range(period.from..=period.to);
        for (date, measures) in days {
            let weekday = &mut sums[date.weekday().num_days_from_monday() as usize];
            for (measure, amount) in measures.iter() {
                if let Measure::InHour(what, hour) = measure {
                    weekday[usize::from(hour)][what as usize] += amount;
                }
            }
        }
        let is_counted = counters.count_details();
        let hour_of_week = |(n, sums): (u64, [Amount; 4])| {
            let figure = |what: Hourly| is_counted.then(|| whole(sums[what as usize]));
            HourOfWeek {
                weekday: n / 24 + 1,
                hour: n % 24,
                received: figure(Hourly::Received),
                agent_sent: figure(Hourly::AgentSent),
                bot_sent: figure(Hourly::BotSent),
                new_sessions: figure(Hourly::SessionsStarted),
            }
        };
        Some(HoursAnswer { hours: (0..).zip(sums.concat()).map(hour_of_week).collect() })
    }
}
