//! The answers of agents and teams.

use expect_test::expect;

use super::business::{answer, directory, request};
use crate::calendar::Minute;
use crate::counter::{Measure, Row, Staff, VERSION};
use crate::directory::Directory;
use crate::section::performance::{Agent, Agents, Team, Teams};
use crate::section::{Counters, Section, SectionRequest, StaffFilter};
use crate::testing::{at, date, id};

#[test]
fn agents() {
    let directory = directory();
    expect![[r#"
        agents: {"active_sessions":2,"agent_id":"ann","messages_sent":3,"name":"Ann Lee","response_time_median_seconds":171598.5660661284,"response_time_p90_seconds":171598.5660661284,"response_time_seconds":172800.0,"responses":1,"times_assigned":1}
        agents: {"active_sessions":1,"agent_id":"bob","messages_sent":1,"name":null,"response_time_median_seconds":88094.11764705883,"response_time_p90_seconds":88094.11764705883,"response_time_seconds":86400.5,"responses":1,"times_assigned":0}
        agents: {"active_sessions":0,"agent_id":"zoe","messages_sent":1,"name":null,"response_time_median_seconds":null,"response_time_p90_seconds":null,"response_time_seconds":null,"responses":0,"times_assigned":0}
        agents: {"active_sessions":0,"agent_id":"cy","messages_sent":0,"name":"Cy","response_time_median_seconds":null,"response_time_p90_seconds":null,"response_time_seconds":null,"responses":0,"times_assigned":0}
    "#]]
    .assert_eq(&answer(&Agents, &request(&directory, None)));
    expect![[r#"
        agents: {"active_sessions":1,"agent_id":"ann","messages_sent":0,"name":"Ann Lee","response_time_median_seconds":171598.5660661284,"response_time_p90_seconds":171598.5660661284,"response_time_seconds":172800.0,"responses":1,"times_assigned":0}
        agents: {"active_sessions":0,"agent_id":"bob","messages_sent":0,"name":null,"response_time_median_seconds":null,"response_time_p90_seconds":null,"response_time_seconds":null,"responses":0,"times_assigned":0}
        agents: {"active_sessions":0,"agent_id":"cy","messages_sent":0,"name":"Cy","response_time_median_seconds":null,"response_time_p90_seconds":null,"response_time_seconds":null,"responses":0,"times_assigned":0}
    "#]]
    .assert_eq(&answer(&Agents, &request(&directory, Some("ig"))));
}

#[test]
fn one_agent() {
    let directory = directory();
    expect![[r#"
        agent: {"active_sessions":2,"agent_id":"ann","messages_sent":3,"name":"Ann Lee","response_time_median_seconds":171598.5660661284,"response_time_p90_seconds":171598.5660661284,"response_time_seconds":172800.0,"responses":1,"times_assigned":1}
        complete: {"days":1,"previous":{"agent_id":"ann","messages_sent":1,"name":"Ann Lee","response_time_median_seconds":null,"response_time_p90_seconds":null,"response_time_seconds":null,"responses":0,"times_assigned":2},"totals":{"agent_id":"ann","messages_sent":2,"name":"Ann Lee","response_time_median_seconds":171598.5660661284,"response_time_p90_seconds":171598.5660661284,"response_time_seconds":172800.0,"responses":1,"times_assigned":1}}
        daily: {"active_sessions":2,"date":"2026-11-21","messages_sent":2,"response_time_median_seconds":171598.5660661284,"response_time_p90_seconds":171598.5660661284,"response_time_seconds":172800.0,"responses":1,"times_assigned":1}
        daily: {"active_sessions":2,"date":"2026-11-22","messages_sent":1,"response_time_median_seconds":null,"response_time_p90_seconds":null,"response_time_seconds":null,"responses":0,"times_assigned":0}
        previous: {"agent_id":"ann","messages_sent":1,"name":"Ann Lee","response_time_median_seconds":null,"response_time_p90_seconds":null,"response_time_seconds":null,"responses":0,"times_assigned":2}
    "#]]
    .assert_eq(&answer(&Agent(id("ann")), &request(&directory, None)));
    expect![[r#"
        agent: {"active_sessions":1,"agent_id":"bob","messages_sent":1,"name":null,"response_time_median_seconds":88094.11764705883,"response_time_p90_seconds":88094.11764705883,"response_time_seconds":86400.5,"responses":1,"times_assigned":0}
        complete: {"days":1,"previous":{"agent_id":"bob","messages_sent":0,"name":null,"response_time_median_seconds":null,"response_time_p90_seconds":null,"response_time_seconds":null,"responses":0,"times_assigned":0},"totals":{"agent_id":"bob","messages_sent":1,"name":null,"response_time_median_seconds":88094.11764705883,"response_time_p90_seconds":88094.11764705883,"response_time_seconds":86400.5,"responses":1,"times_assigned":0}}
        daily: {"active_sessions":1,"date":"2026-11-21","messages_sent":1,"response_time_median_seconds":88094.11764705883,"response_time_p90_seconds":88094.11764705883,"response_time_seconds":86400.5,"responses":1,"times_assigned":0}
        daily: {"active_sessions":1,"date":"2026-11-22","messages_sent":0,"response_time_median_seconds":null,"response_time_p90_seconds":null,"response_time_seconds":null,"responses":0,"times_assigned":0}
        previous: {"agent_id":"bob","messages_sent":0,"name":null,"response_time_median_seconds":null,"response_time_p90_seconds":null,"response_time_seconds":null,"responses":0,"times_assigned":1}
    "#]]
    .assert_eq(&answer(&Agent(id("bob")), &request(&directory, None)));
}

#[test]
fn teams() {
    let directory = directory();
    expect![[r#"
        teams: {"active_sessions":1,"members":{"active_sessions":3,"messages_sent":4,"times_assigned":1},"messages_sent":3,"name":"Sales","team_id":"sales","times_assigned":1}
        teams: {"active_sessions":0,"members":{"active_sessions":0,"messages_sent":0,"times_assigned":0},"messages_sent":0,"name":null,"team_id":"empty","times_assigned":0}
    "#]]
    .assert_eq(&answer(&Teams, &request(&directory, None)));
}

#[test]
fn one_team() {
    let directory = directory();
    expect![[r#"
        agents: {"active_sessions":2,"agent_id":"ann","messages_sent":3,"name":"Ann Lee","response_time_median_seconds":171598.5660661284,"response_time_p90_seconds":171598.5660661284,"response_time_seconds":172800.0,"responses":1,"times_assigned":1}
        agents: {"active_sessions":1,"agent_id":"bob","messages_sent":1,"name":null,"response_time_median_seconds":88094.11764705883,"response_time_p90_seconds":88094.11764705883,"response_time_seconds":86400.5,"responses":1,"times_assigned":0}
        agents: {"active_sessions":0,"agent_id":"gone","messages_sent":0,"name":null,"response_time_median_seconds":null,"response_time_p90_seconds":null,"response_time_seconds":null,"responses":0,"times_assigned":0}
        complete: {"days":1,"previous":{"members":{"messages_sent":1,"times_assigned":2},"messages_sent":1,"times_assigned":1},"totals":{"members":{"messages_sent":3,"times_assigned":1},"messages_sent":2,"times_assigned":1}}
        daily: {"active_sessions":2,"date":"2026-11-21","members":{"active_sessions":3,"messages_sent":3,"times_assigned":1},"messages_sent":2,"times_assigned":1}
        daily: {"active_sessions":1,"date":"2026-11-22","members":{"active_sessions":3,"messages_sent":1,"times_assigned":0},"messages_sent":1,"times_assigned":0}
        previous: {"members":{"messages_sent":1,"times_assigned":3},"messages_sent":1,"times_assigned":1}
        team: {"active_sessions":1,"members":{"active_sessions":3,"messages_sent":4,"times_assigned":1},"messages_sent":3,"name":"Sales","team_id":"sales","times_assigned":1}
    "#]]
    .assert_eq(&answer(&Team(id("sales")), &request(&directory, None)));
    expect![[r#"
        complete: {"days":1,"previous":{"members":{"messages_sent":0,"times_assigned":0},"messages_sent":0,"times_assigned":0},"totals":{"members":{"messages_sent":0,"times_assigned":0},"messages_sent":0,"times_assigned":0}}
        daily: {"active_sessions":0,"date":"2026-11-21","members":{"active_sessions":0,"messages_sent":0,"times_assigned":0},"messages_sent":0,"times_assigned":0}
        daily: {"active_sessions":0,"date":"2026-11-22","members":{"active_sessions":0,"messages_sent":0,"times_assigned":0},"messages_sent":0,"times_assigned":0}
        previous: {"members":{"messages_sent":0,"times_assigned":0},"messages_sent":0,"times_assigned":0}
        team: {"active_sessions":0,"members":{"active_sessions":0,"messages_sent":0,"times_assigned":0},"messages_sent":0,"name":null,"team_id":"empty","times_assigned":0}
    "#]]
    .assert_eq(&answer(&Team(id("empty")), &request(&directory, None)));
    assert_eq!(answer(&Team(id("gone")), &request(&directory, None)), "none\n");
}

/// The ids of the agents that are listed where the counters have this row of the agent `zoe`.
fn listed(directory: &Directory, row: Row, measure: Measure) -> Vec<String> {
    let mut counters = Counters::of_version(VERSION);
    counters.add(row, [(measure, 1.into())].into_iter().collect());
    let request: SectionRequest<'_> = request(directory, None);
    let agents = Agents.answer(&request, &counters).unwrap().agents;
    let alone = Agent(id("zoe")).answer(&request, &counters);
    let ids: Vec<_> = agents.iter().map(|row| row.agent_id.to_string()).collect();
    assert_eq!(alone.is_some(), ids.contains(&"zoe".to_owned()), "listed is found alone");
    ids
}

#[test]
fn an_agent_that_the_directory_does_not_list_is_listed_with_figures_in_the_period_or_active_now() {
    let zoe = || Staff::Agent(id("zoe"));
    let day = |text| Row::StaffDay(date(text), zoe());
    let resolved = |text| {
        let minute = Minute::of(at(text));
        (Row::StaffResolved(minute.hour(), zoe()), Measure::SessionsAt(minute.within_hour()))
    };
    let (lately, long_ago) = (resolved("2026-11-21T10:16:00Z"), resolved("2026-11-21T10:15:00Z"));
    for (row, measure, is_listed) in [
        (day("2026-11-21"), Measure::TimesAssigned, true),
        (day("2026-11-22"), Measure::AgentSent, true),
        (day("2026-11-22"), Measure::Responses, true),
        (Row::StaffNow(zoe()), Measure::Assigned, true),
        (lately.0, lately.1, true),
        // what is before or after the period, and what ended
        (day("2026-11-20"), Measure::TimesAssigned, false),
        (day("2026-11-23"), Measure::AgentSent, false),
        (day("2026-11-22"), Measure::SpansEnded, false),
        (Row::StaffNow(zoe()), Measure::Spans, false),
        (long_ago.0, long_ago.1, false),
    ] {
        let agents = listed(&directory(), row.clone(), measure);
        let zoe_if_listed = is_listed.then(|| "zoe".to_owned());
        let mut expected = vec!["ann".to_owned(), "bob".to_owned(), "cy".to_owned()];
        expected.extend(zoe_if_listed);
        let mut found = agents.clone();
        found.sort();
        assert_eq!(found, expected, "{row} {}", measure.name());
    }
}

#[test]
fn a_team_is_no_agent() {
    let row = Row::StaffNow(Staff::Team(id("zoe")));
    assert_eq!(listed(&directory(), row, Measure::Assigned), ["ann", "bob", "cy"]);
}

#[test]
fn of_agents_and_teams_is_read_no_more_than_is_shown() {
    let directory = directory();
    let request = request(&directory, None);
    let agents = Agents.read_plan(&request).staff;
    assert_eq!(agents.filter, StaffFilter::Agents);
    assert_eq!(agents.measures, [], "all of them: those of the quantiles are too many to name");

    let teams = Teams.read_plan(&request).staff;
    assert_eq!(teams.filter, StaffFilter::Everybody);
    let mut shown = teams.measures;
    shown.sort();
    assert_eq!(shown, [Measure::AgentSent, Measure::TimesAssigned]);

    let team = Team(id("sales")).read_plan(&request).staff;
    let [ann, bob, gone] = ["ann", "bob", "gone"].map(|it| Staff::Agent(id(it)));
    assert_eq!(team.filter, StaffFilter::These(vec![ann, bob, gone, Staff::Team(id("sales"))]));
    assert_eq!(team.measures, [], "all of them");
}
