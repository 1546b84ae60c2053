//! The answers of the sections that are not of agents or teams.

use expect_test::{Expect, expect};
use serde::Serialize;

use super::business::{answer, directory, lines, request};
use crate::counter::{Measure, Row, VERSION};
use crate::history::History;
use crate::section::{
    Answer, Contacts, Conversations, Counters, DirectoryAnswer, Features, Flows, Me, Messages,
    Overview, Payment, Section, SectionName,
};
use crate::testing::{date, id, taipei};

/// Checks the section's answer of all inboxes.
fn of_all<S: Section<Answer: Serialize>>(section: S, expected: Expect) {
    expected.assert_eq(&answer(&section, &request(&directory(), None)));
}

/// Checks the section's answer of the inbox `ig`.
fn of_instagram<S: Section<Answer: Serialize>>(section: S, expected: Expect) {
    expected.assert_eq(&answer(&section, &request(&directory(), Some("ig"))));
}

#[test]
fn overview() {
    of_all(
        Overview,
        expect![[r#"
            active_sessions: 5
            broadcasts_sent: 1
            contacts: 5
            messages_received: 4
            messages_sent: 7
        "#]],
    );
    of_instagram(
        Overview,
        expect![[r#"
            active_sessions: 1
            broadcasts_sent: 0
            contacts: 2
            messages_received: 1
            messages_sent: 0
        "#]],
    );
}

#[test]
fn messages() {
    of_all(
        Messages,
        expect![[r#"
            complete: {"days":1,"previous":{"agent_sent":1,"bot_sent":0,"broadcast_sent":0,"received":1},"totals":{"agent_sent":3,"bot_sent":0,"broadcast_sent":1,"received":3}}
            daily: {"agent_sent":3,"bot_sent":0,"broadcast_sent":1,"date":"2026-11-21","received":3}
            daily: {"agent_sent":2,"bot_sent":2,"broadcast_sent":0,"date":"2026-11-22","received":1}
            previous: {"agent_sent":2,"bot_sent":1,"broadcast_sent":0,"received":1}
            totals: {"agent_sent":5,"bot_sent":2,"broadcast_sent":1,"received":4}
        "#]],
    );
    of_instagram(
        Messages,
        expect![[r#"
            complete: {"days":1,"previous":{"agent_sent":0,"bot_sent":0,"broadcast_sent":0,"received":0},"totals":{"agent_sent":0,"bot_sent":0,"broadcast_sent":0,"received":1}}
            daily: {"agent_sent":0,"bot_sent":0,"broadcast_sent":0,"date":"2026-11-21","received":1}
            daily: {"agent_sent":0,"bot_sent":0,"broadcast_sent":0,"date":"2026-11-22","received":0}
            previous: {"agent_sent":0,"bot_sent":0,"broadcast_sent":0,"received":0}
            totals: {"agent_sent":0,"bot_sent":0,"broadcast_sent":0,"received":1}
        "#]],
    );
}

#[test]
fn conversations() {
    of_all(
        Conversations,
        expect![[r#"
            active: {"assigned":2,"resolved":1,"total":5,"unassigned":2}
            complete: {"days":1,"previous":{"new_sessions":1,"resolved_sessions":0,"resolved_without_agent":0},"totals":{"new_sessions":1,"resolved_sessions":1,"resolved_without_agent":0}}
            daily: {"active_sessions":3,"date":"2026-11-21","new_sessions":1,"resolved_sessions":1,"resolved_without_agent":0}
            daily: {"active_sessions":5,"date":"2026-11-22","new_sessions":1,"resolved_sessions":0,"resolved_without_agent":0}
            previous: {"new_sessions":2,"resolved_sessions":1,"resolved_without_agent":0}
            totals: {"new_sessions":2,"resolved_sessions":1,"resolved_without_agent":0}
        "#]],
    );
    of_instagram(
        Conversations,
        expect![[r#"
            active: {"assigned":1,"resolved":0,"total":1,"unassigned":0}
            complete: {"days":1,"previous":{"new_sessions":1,"resolved_sessions":0,"resolved_without_agent":0},"totals":{"new_sessions":0,"resolved_sessions":0,"resolved_without_agent":0}}
            daily: {"active_sessions":0,"date":"2026-11-21","new_sessions":0,"resolved_sessions":0,"resolved_without_agent":0}
            daily: {"active_sessions":1,"date":"2026-11-22","new_sessions":0,"resolved_sessions":0,"resolved_without_agent":0}
            previous: {"new_sessions":1,"resolved_sessions":1,"resolved_without_agent":0}
            totals: {"new_sessions":0,"resolved_sessions":0,"resolved_without_agent":0}
        "#]],
    );
}

#[test]
fn contacts() {
    of_all(
        Contacts,
        expect![[r#"
            active_customers: 4
            complete: {"days":1,"previous":{"new_contacts":1},"totals":{"new_contacts":1}}
            contacts: 5
            daily: {"date":"2026-11-21","new_contacts":1}
            daily: {"date":"2026-11-22","new_contacts":0}
            idle_customers: 1
            previous: {"new_contacts":2}
            totals: {"new_contacts":1}
        "#]],
    );
    of_instagram(
        Contacts,
        expect![[r#"
            active_customers: 1
            complete: {"days":1,"previous":{"new_contacts":1},"totals":{"new_contacts":0}}
            contacts: 2
            daily: {"date":"2026-11-21","new_contacts":0}
            daily: {"date":"2026-11-22","new_contacts":0}
            idle_customers: 1
            previous: {"new_contacts":1}
            totals: {"new_contacts":0}
        "#]],
    );
}

#[test]
fn payment() {
    of_all(
        Payment,
        expect![[r#"
            balance: "68.2499"
            by_country: {"country":null,"total":"5.7501"}
            complete: {"days":1,"previous":{"authentication":"2","authentication_international":"0","marketing":"0","other":"0","service":"0","total":"2","utility":"0"},"totals":{"authentication":"0","authentication_international":"0","marketing":"1.5001","other":"0","service":"0","total":"1.5001","utility":"0"}}
            daily: {"authentication":"0","authentication_international":"0","date":"2026-11-21","marketing":"1.5001","other":"0","service":"0","total":"1.5001","utility":"0"}
            daily: {"authentication":"0","authentication_international":"0","date":"2026-11-22","marketing":"0","other":"4","service":"0","total":"4.25","utility":"0.25"}
            previous: {"authentication":"2","authentication_international":"0","marketing":"0","other":"0","service":"0","total":"2","utility":"0"}
            runway: {"days":136.5,"mean_daily_usage":"0.500014"}
            totals: {"authentication":"0","authentication_international":"0","marketing":"1.5001","other":"4","service":"0","total":"5.7501","utility":"0.25"}
        "#]],
    );
    // The balance is that of the whole account.
    of_instagram(
        Payment,
        expect![[r#"
            balance: "68.2499"
            by_country: {"country":null,"total":"0.25"}
            complete: {"days":1,"previous":{"authentication":"0","authentication_international":"0","marketing":"0","other":"0","service":"0","total":"0","utility":"0"},"totals":{"authentication":"0","authentication_international":"0","marketing":"0","other":"0","service":"0","total":"0","utility":"0"}}
            daily: {"authentication":"0","authentication_international":"0","date":"2026-11-21","marketing":"0","other":"0","service":"0","total":"0","utility":"0"}
            daily: {"authentication":"0","authentication_international":"0","date":"2026-11-22","marketing":"0","other":"0","service":"0","total":"0.25","utility":"0.25"}
            previous: {"authentication":"0","authentication_international":"0","marketing":"0","other":"0","service":"0","total":"0","utility":"0"}
            runway: {"days":136.5,"mean_daily_usage":"0.500014"}
            totals: {"authentication":"0","authentication_international":"0","marketing":"0","other":"0","service":"0","total":"0.25","utility":"0.25"}
        "#]],
    );
}

#[test]
fn features() {
    of_all(
        Features,
        expect![[r#"
            complete: {"days":1,"previous":{"ai_writer":{"average_accuracy":null,"samples":0,"sent":0,"unchanged":0,"uses":0},"all":{"average_accuracy":null,"samples":0,"sent":0,"unchanged":0,"uses":0},"doc_reply":{"average_accuracy":null,"samples":0,"sent":0,"unchanged":0,"uses":0}},"totals":{"ai_writer":{"average_accuracy":0.571429,"samples":1,"sent":1,"unchanged":0,"uses":2},"all":{"average_accuracy":0.571429,"samples":1,"sent":1,"unchanged":0,"uses":2},"doc_reply":{"average_accuracy":null,"samples":0,"sent":0,"unchanged":0,"uses":0}}}
            daily: {"ai_writer":{"average_accuracy":0.571429,"samples":1,"sent":1,"unchanged":0,"uses":2},"all":{"average_accuracy":0.571429,"samples":1,"sent":1,"unchanged":0,"uses":2},"date":"2026-11-21","doc_reply":{"average_accuracy":null,"samples":0,"sent":0,"unchanged":0,"uses":0}}
            daily: {"ai_writer":{"average_accuracy":1.0,"samples":1,"sent":1,"unchanged":1,"uses":1},"all":{"average_accuracy":0.5,"samples":2,"sent":2,"unchanged":1,"uses":2},"date":"2026-11-22","doc_reply":{"average_accuracy":0.0,"samples":1,"sent":1,"unchanged":0,"uses":1}}
            previous: {"ai_writer":{"average_accuracy":null,"samples":0,"sent":0,"unchanged":0,"uses":0},"all":{"average_accuracy":1.0,"samples":1,"sent":1,"unchanged":1,"uses":1},"doc_reply":{"average_accuracy":1.0,"samples":1,"sent":1,"unchanged":1,"uses":1}}
            totals: {"ai_writer":{"average_accuracy":0.785715,"samples":2,"sent":2,"unchanged":1,"uses":3},"all":{"average_accuracy":0.52381,"samples":3,"sent":3,"unchanged":1,"uses":4},"doc_reply":{"average_accuracy":0.0,"samples":1,"sent":1,"unchanged":0,"uses":1}}
        "#]],
    );
}

#[test]
fn flows() {
    of_all(
        Flows { top: None },
        expect![[r#"
            complete: {"days":1,"previous":{"flows_triggered":1,"times_triggered":1},"totals":{"flows_triggered":2,"times_triggered":3}}
            daily: {"date":"2026-11-21","flows_triggered":2,"times_triggered":3}
            daily: {"date":"2026-11-22","flows_triggered":2,"times_triggered":2}
            popular: {"flow_id":"gone","name":null,"times_triggered":2}
            popular: {"flow_id":"hello","name":"Hello","times_triggered":2}
            popular: {"flow_id":"bye","name":null,"times_triggered":1}
            previous: {"flows_triggered":2,"times_triggered":3}
            totals: {"flows_triggered":3,"times_triggered":5}
        "#]],
    );
    of_all(
        Flows { top: Some(1) },
        expect![[r#"
            complete: {"days":1,"previous":{"flows_triggered":1,"times_triggered":1},"totals":{"flows_triggered":2,"times_triggered":3}}
            daily: {"date":"2026-11-21","flows_triggered":2,"times_triggered":3}
            daily: {"date":"2026-11-22","flows_triggered":2,"times_triggered":2}
            popular: {"flow_id":"gone","name":null,"times_triggered":2}
            previous: {"flows_triggered":2,"times_triggered":3}
            totals: {"flows_triggered":3,"times_triggered":5}
        "#]],
    );
}

#[test]
fn a_flow_whose_runs_were_all_corrected_away_was_not_triggered() {
    let directory = directory();
    let mut counters = Counters::of_version(VERSION);
    for (flow, runs) in [("hello", 0), ("bye", -1), ("other", 1)] {
        let row = Row::FlowDay(date("2026-11-21"), id(flow));
        counters.add(row, [(Measure::TimesTriggered, runs.into())].into_iter().collect());
    }
    let flows = Flows { top: None }.answer(&request(&directory, None), &counters).unwrap();
    assert_eq!(flows.counts.totals.flows_triggered, 1);
    assert_eq!(flows.popular.len(), 1);
}

#[test]
fn an_answer_says_its_period_its_inbox_and_how_much_of_history_it_has() {
    #[derive(Serialize)]
    struct Nothing {}
    let directory = directory();
    let of = |inbox, history| lines(&Answer::to(&request(&directory, inbox), history, Nothing {}));
    expect![[r#"
        history: "complete"
        inbox_id: null
        period: {"days":2,"from":"2026-11-21","timezone":"Asia/Taipei","to":"2026-11-22"}
    "#]]
    .assert_eq(&of(None, History::Complete));
    expect![[r#"
        history: "since_connection"
        inbox_id: "ig"
        period: {"days":2,"from":"2026-11-21","timezone":"Asia/Taipei","to":"2026-11-22"}
    "#]]
    .assert_eq(&of(Some("ig"), History::SinceConnection));
}

#[test]
fn the_directory_lists_everything_by_id() {
    let me = Me { subject: None, role: "owner".to_owned() };
    let now = request(&directory(), None).now;
    let listed = DirectoryAnswer::of(&id("acme"), me, &directory(), taipei(), now);
    expect![[r#"
        account: {"id":"acme","name":"Acme","timezone":"Asia/Taipei","today":"2026-11-22"}
        agents: {"id":"ann","name":"Ann Lee"}
        agents: {"id":"bob","name":null}
        agents: {"id":"cy","name":"Cy"}
        flows: {"id":"bye","name":null}
        flows: {"id":"hello","name":"Hello"}
        inboxes: {"channel":null,"id":"ig","name":null}
        inboxes: {"channel":"web","id":"web","name":"Web chat"}
        me: {"role":"owner","subject":null}
        teams: {"agent_ids":[],"id":"empty","name":null}
        teams: {"agent_ids":["ann","bob","gone"],"id":"sales","name":"Sales"}
    "#]]
    .assert_eq(&lines(&listed));
}

#[test]
fn every_section_has_a_name_that_reads_back() {
    for section in SectionName::ALL {
        assert_eq!(SectionName::parse(section.as_str()), Some(*section));
        assert_eq!(section.to_string(), section.as_str());
    }
    assert_eq!(SectionName::parse("agent"), None);
    assert_eq!(SectionName::parse(""), None);
}
