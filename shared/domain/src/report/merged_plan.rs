//! One read plan for several sections, so that each counter is read once.

use crate::section::{Range, ReadPlan, StaffFilter, StaffPlan};

/// The plan that reads all that these plans read. Ranges that overlap become one, because a counter
/// that is read twice would count twice. A section may get more counters than it planned to read;
/// it takes only those that it needs. None of these plans has single items, which could lie in a
/// range of another plan.
pub(super) fn merged(plans: impl IntoIterator<Item = ReadPlan>) -> ReadPlan {
    let mut sum = ReadPlan::default();
    let mut sum_of_staff: Option<StaffPlan> = None;
    for ReadPlan { ranges, items, of_account, staff } in plans {
        debug_assert!(items.is_empty());
        // Only these sections read days of agents and teams.
        if ranges.iter().any(|range| matches!(range, Range::StaffDays(..))) {
            sum_of_staff = Some(match sum_of_staff {
                Some(sum) => merged_staff(sum, staff),
                None => staff,
            });
        }
        sum.ranges.extend(ranges);
        sum.of_account.extend(of_account);
    }
    sum.of_account.sort_unstable();
    sum.of_account.dedup();
    sum.staff = sum_of_staff.unwrap_or_default();
    sum.ranges.sort(); // by kind, then by where they begin
    sum.ranges.dedup_by(|next, range| match joined(*range, *next) {
        Some(joined) => {
            *range = joined;
            true
        }
        None => false,
    });
    sum
}

/// The plan that reads all that either plan reads of agents' and teams' days.
fn merged_staff(mut one: StaffPlan, other: StaffPlan) -> StaffPlan {
    if one.filter != other.filter {
        one.filter = StaffFilter::Everybody;
    }
    if one.measures.is_empty() || other.measures.is_empty() {
        one.measures.clear(); // all of them
    } else {
        one.measures.extend(other.measures);
        one.measures.sort();
        one.measures.dedup();
    }
    one
}

/// Both ranges as one, if they have the same kind and the second begins within the first.
fn joined(first: Range, next: Range) -> Option<Range> {
    type Until = Option<chrono::NaiveDate>;
    let overlap = |until: Until, from| until.is_none_or(|until| from <= until);
    let last = |a: Until, b: Until| a.zip(b).map(|(a, b)| a.max(b));
    match (first, next) {
        (Range::Days(from, a), Range::Days(then, b)) if overlap(a, then) => {
            Some(Range::Days(from, last(a, b)))
        }
        (Range::StaffDays(from, a), Range::StaffDays(then, b)) if overlap(a, then) => {
            Some(Range::StaffDays(from, last(a, b)))
        }
        (Range::FlowDays(from, a), Range::FlowDays(then, b)) if overlap(a, then) => {
            Some(Range::FlowDays(from, last(a, b)))
        }
        (Range::Details(from, a), Range::Details(then, b)) if then <= a => {
            Some(Range::Details(from, a.max(b)))
        }
        (Range::InboxDetails(from, a), Range::InboxDetails(then, b)) if then <= a => {
            Some(Range::InboxDetails(from, a.max(b)))
        }
        (Range::CountryDays(from, a), Range::CountryDays(then, b)) if then <= a => {
            Some(Range::CountryDays(from, a.max(b)))
        }
        (Range::InboxNow(from), Range::InboxNow(_)) => Some(Range::InboxNow(from)),
        (Range::Now(from), Range::Now(_)) => Some(Range::Now(from)),
        (Range::StaffNow(from), Range::StaffNow(_)) => Some(Range::StaffNow(from)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Hour;
    use crate::counter::{Measure, Row};

    #[test]
    fn no_row_is_in_two_ranges() {
        let date = |day: u32| format!("2026-11-{day:02}").parse().unwrap();
        let days = |from, to: Option<u32>| Range::Days(date(from), to.map(date));
        let staff = |from, to: u32| Range::StaffDays(date(from), Some(date(to)));
        let flows = |from, to: u32| Range::FlowDays(date(from), Some(date(to)));
        let now = |hour| Range::Now(Hour::parse(hour).unwrap());
        let staff_now = |hour| Range::StaffNow(Hour::parse(hour).unwrap());
        for (apart, joined) in [
            (vec![days(1, Some(9)), days(5, Some(7))], vec![days(1, Some(9))]),
            (vec![days(5, Some(7)), days(1, Some(5))], vec![days(1, Some(7))]),
            (vec![days(5, None), days(1, Some(5)), days(6, Some(8))], vec![days(1, None)]),
            (vec![days(1, None), days(1, Some(5))], vec![days(1, None)]),
            (vec![days(5, Some(9)), days(1, Some(4))], vec![days(1, Some(4)), days(5, Some(9))]),
            (vec![flows(5, 9), flows(1, 4)], vec![flows(1, 4), flows(5, 9)]),
            (vec![flows(4, 9), flows(1, 4)], vec![flows(1, 9)]),
            (vec![staff(5, 9), staff(1, 4)], vec![staff(1, 4), staff(5, 9)]),
            (vec![staff(4, 9), staff(1, 4)], vec![staff(1, 9)]),
            (vec![staff(1, 5), staff(1, 5), flows(2, 3)], vec![staff(1, 5), flows(2, 3)]),
            (vec![now("2026-11-22T10"), now("2026-11-22T09")], vec![now("2026-11-22T09")]),
            (
                vec![staff_now("2026-11-22T10"), staff_now("2026-11-22T09")],
                vec![staff_now("2026-11-22T09")],
            ),
        ] {
            let plan = |range: &Range| ReadPlan { ranges: vec![*range], ..ReadPlan::default() };
            assert_eq!(merged(apart.iter().map(plan)).ranges, joined, "{apart:?}");
        }
        let now = || ReadPlan { of_account: vec![Row::Now], ..ReadPlan::default() };
        assert_eq!(merged([now(), ReadPlan::default(), now()]).of_account, [Row::Now]);
    }

    #[test]
    fn the_merged_plan_reads_of_agents_and_teams_what_any_section_needs() {
        use Measure::{AgentSent, Responses, TimesAssigned};
        let days = Range::StaffDays(chrono::NaiveDate::MIN, None);
        let plan = |ranges: &[Range], filter, measures: &[Measure]| ReadPlan {
            ranges: ranges.to_vec(),
            staff: StaffPlan { filter, measures: measures.to_vec() },
            ..ReadPlan::default()
        };
        let agents = plan(&[days], StaffFilter::Agents, &[Responses, AgentSent]);
        let teams = plan(&[days], StaffFilter::Everybody, &[AgentSent, TimesAssigned]);
        let whole = plan(&[days], StaffFilter::Agents, &[]);
        let others = plan(&[], StaffFilter::Everybody, &[]);
        let staff =
            |filter, measures: &[Measure]| StaffPlan { filter, measures: measures.to_vec() };
        for (apart, sum) in [
            ([&agents, &others], agents.staff.clone()),
            ([&others, &teams], teams.staff.clone()),
            (
                [&agents, &teams],
                staff(StaffFilter::Everybody, &[AgentSent, TimesAssigned, Responses]),
            ),
            ([&agents, &whole], staff(StaffFilter::Agents, &[])),
            ([&others, &others], StaffPlan::default()),
        ] {
            assert_eq!(merged(apart.into_iter().cloned()).staff, sum);
        }
    }
}
