//! Reading counters: ranges and items, several at once.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use chrono::{Days, NaiveDate};
use domain::counter::{CounterKey, Measure, Measures, Row, Scope};
use domain::id::Id;
use domain::section::performance::InboxFigures;
use domain::section::{Counters, Range, ReadPlan, StaffFilter, StaffPlan};
use futures::future::try_join3;
use futures::stream::{self, StreamExt, TryStreamExt};

use crate::attribute::text;
use crate::batch_get::batch_get_counters;
use crate::counter_items::{self, CounterItem};
use crate::error::Error;
use crate::keys::{AGENT, Family, Key, KeyRange, PK, SK, STAFF, row, staff_key};
use crate::lanes::lanes_of_row;
use crate::staff_lanes;

const DOING: &str = "reading counters";

/// The counters of an account in one scope, and how to reach them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ScopeCounters<'a> {
    pub(crate) client: &'a Client,
    pub(crate) table: &'a str,
    pub(crate) account: &'a Id,
    pub(crate) generation: u32,
    pub(crate) lanes: u32,
    pub(crate) version: u32,
    pub(crate) scope: &'a Scope,
}

/// About how many items a page holds: a page has at most 1 MB, an item some 200 bytes.
const PAGE: i64 = 4_000;

/// The most pieces that a range is cut into.
const MOST_PIECES: i64 = 24;

/// How many ranges and pieces are read at once: the pages being read take the most memory.
const MOST_READS_AT_ONCE: usize = 6;

impl ScopeCounters<'_> {
    /// Reads what a section plans to read. `rows_a_day` is about how many agents, teams or flows
    /// there are. Pages of a range come one after another, so a range of many pages is cut into
    /// pieces that are read at once.
    pub(crate) async fn read(
        self,
        read_plan: &ReadPlan,
        rows_a_day: usize,
    ) -> Result<Counters, Error> {
        let ranges = joined(&read_plan.ranges, rows_a_day);
        let staff = &read_plan.staff;
        let ranges = ranges.into_iter().flat_map(|range| self.ranges(range, staff, rows_a_day));
        let read = ranges.map(|(range, lane)| self.range(range, lane, staff));
        let ranges = read.collect::<Vec<_>>();
        let mut ranges = stream::iter(ranges).buffer_unordered(MOST_READS_AT_ONCE);
        let ranges = async {
            let mut counters = Counters::of_version(self.version);
            while let Some(rows) = ranges.try_next().await? {
                for (row, measures) in rows {
                    counters.add(row, measures);
                }
            }
            Ok(counters)
        };
        let whole = ScopeCounters { scope: &Scope::All, ..self };
        let (mut counters, items, of_account) =
            try_join3(ranges, self.items(&read_plan.items), whole.items(&read_plan.of_account))
                .await?;
        for (row, measures) in items {
            counters.add(row, measures);
        }
        for (row, measures) in of_account {
            counters.add_of_account(row, measures);
        }
        Ok(counters)
    }

    /// The pieces of a range, each with the lane whose partition it is read from: lanes that share a
    /// partition are read together.
    fn ranges(self, range: Range, staff: &StaffPlan, rows_a_day: usize) -> Vec<(Range, u32)> {
        let family = KeyRange::of(range).family;
        if family.spreads_partitions() {
            let lanes: BTreeSet<u32> = match &staff.filter {
                StaffFilter::These(staff) => {
                    staff.iter().flat_map(|staff| staff_lanes::read(staff, self.lanes)).collect()
                }
                StaffFilter::Everybody | StaffFilter::Agents => {
                    (0..family.lanes(self.lanes)).collect()
                }
            };
            let pieces = pieces(range, rows_a_day);
            let of_lane = |lane| pieces.iter().map(move |piece| (*piece, lane));
            lanes.into_iter().flat_map(of_lane).collect()
        } else {
            let lanes = usize::try_from(self.lanes).unwrap_or(usize::MAX);
            let pieces = pieces(range, rows_a_day.saturating_mul(lanes));
            pieces.into_iter().map(|piece| (piece, 0)).collect()
        }
    }

    async fn range(
        self,
        range: Range,
        lane: u32,
        staff: &StaffPlan,
    ) -> Result<Vec<(Row, Measures)>, Error> {
        let keys = KeyRange::of(range);
        let pk = keys.family.partition(self.account, self.generation, self.scope, lane);
        let query = self
            .client
            .query()
            .table_name(self.table)
            .expression_attribute_names("#pk", PK)
            .expression_attribute_names("#sk", SK)
            .expression_attribute_values(":pk", text(pk))
            .expression_attribute_values(":first", text(keys.first));
        let query = match keys.last {
            Some(last) => query
                .key_condition_expression("#pk = :pk AND #sk BETWEEN :first AND :last")
                .expression_attribute_values(":last", text(last)),
            None => query.key_condition_expression("#pk = :pk AND #sk >= :first"),
        };
        let query = match keys.family {
            Family::Staff => limited(query, staff),
            Family::InboxDetail => projected(query, &InboxFigures::MEASURES),
            _ => query,
        };
        let mut rows = Vec::new();
        let mut start = None;
        loop {
            let page = query.clone().set_exclusive_start_key(start);
            let page = counter_items::query(page, DOING).await?;
            for item in page.items {
                rows.push(read(keys.family, item)?);
            }
            match page.last_evaluated_key {
                Some(key) => start = Some(key.item()),
                None => return Ok(rows),
            }
        }
    }

    async fn items(self, rows: &[Row]) -> Result<Vec<(Row, Measures)>, Error> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let keys: Vec<_> = rows.iter().flat_map(|row| self.keys(row)).collect();
        let read = |item: CounterItem| {
            let family = Family::of_partition(&item.pk);
            read(family.ok_or_else(|| Error::unreadable(DOING, "a key was not asked for"))?, item)
        };
        let items = batch_get_counters(self.client, self.table, &keys, DOING).await?;
        items.into_iter().map(read).collect()
    }

    /// The keys of all lanes of a row.
    fn keys(self, row: &Row) -> impl Iterator<Item = Key> {
        let (account, scope) = (self.account.clone(), self.scope.clone());
        let counter = CounterKey { account, scope, row: row.clone() };
        let lanes = lanes_of_row(row, self.lanes).into_iter();
        lanes.map(move |lane| Key::counter(&counter, self.generation, lane))
    }
}

/// The most operands of an `IN`.
const MOST_OPERANDS: usize = 100;

/// Limits a query of agents' and teams' days to what the plan reads of them.
fn limited(mut query: QueryFluentBuilder, plan: &StaffPlan) -> QueryFluentBuilder {
    let filter = match &plan.filter {
        StaffFilter::Agents => {
            query = query.expression_attribute_values(":agents", text(AGENT));
            Some("begins_with(#staff, :agents)".to_owned())
        }
        StaffFilter::These(staff) if staff.len() <= MOST_OPERANDS => {
            for (n, staff) in staff.iter().enumerate() {
                query = query.expression_attribute_values(format!(":s{n}"), text(staff_key(staff)));
            }
            let names: Vec<_> = (0..staff.len()).map(|n| format!(":s{n}")).collect();
            Some(format!("#staff IN ({})", names.join(", ")))
        }
        StaffFilter::Everybody | StaffFilter::These(_) => None,
    };
    if let Some(filter) = filter {
        query = query.expression_attribute_names("#staff", STAFF).filter_expression(filter);
    }
    if plan.measures.is_empty() { query } else { projected(query, &plan.measures) }
}

/// Limits a query to these measures of its items.
fn projected(mut query: QueryFluentBuilder, measures: &[Measure]) -> QueryFluentBuilder {
    let mut projection = vec!["#sk".to_owned()];
    for (n, measure) in measures.iter().enumerate() {
        query = query.expression_attribute_names(format!("#n{n}"), measure.name());
        projection.push(format!("#n{n}"));
    }
    query.projection_expression(projection.join(", "))
}

/// These ranges, those of staff that follow one another as one where together they have about a page:
/// one request in the place of several.
fn joined(ranges: &[Range], rows_a_day: usize) -> Vec<Range> {
    let mut joined: Vec<Range> = Vec::new();
    for range in ranges {
        if let Some(Range::StaffDays(from, to)) = joined.last_mut()
            && let Range::StaffDays(next, end) = range
            && let Some(last) = *to
            && *next == last + Days::new(1)
            // What is ahead is hardly anything.
            && pieces(Range::StaffDays(*from, Some(end.unwrap_or(last))), rows_a_day).len() == 1
        {
            *to = *end;
        } else {
            joined.push(*range);
        }
    }
    joined
}

/// A range cut by dates, so that each piece has about one page.
fn pieces(range: Range, rows_a_day: usize) -> Vec<Range> {
    let (of, from, to): (fn(NaiveDate, Option<NaiveDate>) -> Range, _, _) = match range {
        Range::StaffDays(from, Some(to)) => (Range::StaffDays, from, to),
        Range::FlowDays(from, Some(to)) => (Range::FlowDays, from, to),
        whole => return vec![whole],
    };
    let days = (to - from).num_days() + 1;
    let rows = days.saturating_mul(i64::try_from(rows_a_day).unwrap_or(i64::MAX));
    let pieces = rows.saturating_add(PAGE - 1).div_euclid(PAGE).clamp(1, MOST_PIECES);
    let length = Days::new(u64::try_from((days + pieces - 1) / pieces).unwrap_or(1));
    let mut cut = Vec::new();
    let mut first = from;
    while first <= to {
        let next = first + length;
        cut.push(of(first, Some(to.min(next - Days::new(1)))));
        first = next;
    }
    cut
}

fn read(family: Family, item: CounterItem) -> Result<(Row, Measures), Error> {
    let row = row(family, &item.sk);
    let row = row.ok_or_else(|| Error::unreadable(DOING, "a sort key is not as written"))?;
    Ok((row, item.measures))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_range_is_cut_into_pieces_that_cover_each_day_once() {
        let date = |text: &str| text.parse::<NaiveDate>().unwrap();
        let whole = Range::StaffDays(date("2026-01-01"), Some(date("2026-03-31")));
        assert_eq!(pieces(whole, 25), [whole]);
        for rows_a_day in [50, 105, 520, 100_000] {
            let cut = pieces(whole, rows_a_day);
            let mut expected = date("2026-01-01");
            for piece in &cut {
                let Range::StaffDays(from, Some(to)) = *piece else { panic!("{piece:?}") };
                assert_eq!(from, expected);
                assert!(from <= to);
                expected = to.succ_opt().unwrap();
            }
            assert_eq!(expected, date("2026-04-01"));
            assert!(cut.len() > 1 && cut.len() <= 24);
        }
        let ahead = Range::StaffDays(date("2026-01-01"), None);
        assert_eq!(pieces(ahead, 100_000), [ahead]);
    }

    #[test]
    fn ranges_that_follow_one_another_are_one_where_they_have_a_page() {
        let date = |text: &str| text.parse::<NaiveDate>().unwrap();
        let before = Range::StaffDays(date("2026-01-01"), Some(date("2026-03-31")));
        let period = Range::StaffDays(date("2026-04-01"), Some(date("2026-06-29")));
        let ahead = Range::StaffDays(date("2026-06-30"), None);
        let other = Range::Now(domain::calendar::Hour::parse("2026-06-29T10").unwrap());
        let all = [before, period, ahead, other];
        assert_eq!(joined(&all, 20), [Range::StaffDays(date("2026-01-01"), None), other]);
        assert_eq!(
            joined(&all, 30),
            [before, Range::StaffDays(date("2026-04-01"), None), other],
            "two pages"
        );
        assert_eq!(joined(&all, 100), all);
        assert_eq!(joined(&[before, ahead], 1), [before, ahead], "a gap");
        assert_eq!(joined(&[other, ahead], 1), [other, ahead]);
    }
}
