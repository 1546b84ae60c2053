//! Events are read strictly, and answers fit into what a state machine takes.

use domain::record::Source;
use serde_json::json;
use store::{Kind, ScannedTable};

use super::*;

fn asked(request: Value) -> Result<Request, Failure> {
    match read(json!({ "step": "begin", "request": request }))? {
        Step::Begin { request } => request.request(),
        other => panic!("it is {other:?}"),
    }
}

#[test]
fn a_request_names_its_purpose_and_may_name_accounts_and_a_zone() {
    let all = Request { purpose: Purpose::Rebuild, accounts: None, calendar: None };
    assert_eq!(asked(json!({"purpose": "rebuild"})).unwrap(), all);
    let nulls = json!({"purpose": "rebuild", "accounts": null, "timezone": null});
    assert_eq!(asked(nulls).unwrap(), all);
    let acme = Id::new("acme").unwrap();
    let one = json!({"purpose": "rebuild", "accounts": ["acme"], "timezone": "Asia/Taipei"});
    let expected = Request {
        accounts: Some([acme.clone()].into()),
        calendar: Calendar::named("Asia/Taipei"),
        ..all
    };
    assert_eq!(asked(one).unwrap(), expected);
    let verify = json!({"purpose": "verify", "accounts": ["acme", "acme"], "repair": true});
    let expected =
        Request { purpose: Purpose::Verify, accounts: Some([acme].into()), calendar: None };
    assert_eq!(asked(verify).unwrap(), expected);
}

#[test]
fn a_bad_request_says_what_to_change() {
    for (request, says) in [
        (json!({}), "missing field `purpose`"),
        (json!({"purpose": "repair"}), "expected `rebuild` or `verify`"),
        (json!({"purpose": "rebuild", "account": "acme"}), "unknown field `account`"),
        (json!({"purpose": "rebuild", "accounts": []}), "leave it out for all"),
        (json!({"purpose": "rebuild", "accounts": [""]}), "an id has 1 to 128 bytes"),
        (json!({"purpose": "rebuild", "repair": true}), "`repair` is for `verify`"),
        (json!({"purpose": "rebuild", "timezone": "Asia/Taipei"}), "needs one account"),
        (
            json!({"purpose": "rebuild", "accounts": ["a", "b"], "timezone": "Asia/Taipei"}),
            "needs one account",
        ),
        (
            json!({"purpose": "rebuild", "accounts": ["a"], "timezone": "Mars/Olympus"}),
            "use an IANA name",
        ),
        (
            json!({"purpose": "verify", "accounts": ["a"], "timezone": "Asia/Taipei"}),
            "`timezone` is for `rebuild`",
        ),
    ] {
        let failure = asked(request.clone()).unwrap_err();
        assert_eq!(failure.name(), "BadRequest", "{request}");
        assert!(failure.to_string().contains(says), "{request}: {failure}");
    }
}

#[test]
fn an_event_names_its_step() {
    let table = ScannedTable::Source(Source::FlowRuns);
    let segment = Segment { run: 2, table, number: 1, of: 4 };
    for (event, step) in [
        (json!({"step": "open", "run": 2}), Step::Open { run: 2 }),
        (json!({"step": "scan", "segment": segment}), Step::Scan { segment }),
        (
            json!({"step": "settle", "run": 2, "in_force": true,
                   "scanned": [{"records": 3, "done": true}]}),
            Step::Settle {
                run: 2,
                in_force: true,
                scanned: vec![Scanned { records: 3, done: true }],
            },
        ),
    ] {
        assert_eq!(read(event).unwrap(), step);
    }
    for event in [
        json!({"purpose": "rebuild"}),
        json!({"step": "stop"}),
        json!({"step": "open"}),
        json!({"step": "open", "run": 2, "segment": 1}),
    ] {
        let failure = read(event.clone()).unwrap_err();
        assert_eq!(failure.name(), "BadRequest", "{event}");
        assert!(failure.to_string().contains(r#""step": "begin""#), "{event}: {failure}");
    }
}

#[test]
fn failures_are_named_by_whether_another_attempt_makes_sense() {
    let store = |kind| {
        Problem::Store(store::Error { doing: "counting", kind, cause: "a cause".to_owned() })
    };
    let stream = Problem::Stream { stream: "a".to_owned(), cause: "b".to_owned() };
    for (problem, name) in [
        (store(Kind::Conflict), "Busy"),
        (store(Kind::Busy), "Busy"),
        (store(Kind::Unavailable), "Busy"),
        (store(Kind::Refused), "Refused"),
        (store(Kind::Invalid), "Refused"),
        (stream, "Busy"),
        (Problem::Wait("wait".to_owned()), "Wait"),
        (Problem::AnotherRun("another".to_owned()), "AnotherRun"),
        (Problem::Over(2), "Over"),
    ] {
        let said = problem.to_string();
        let diagnostic = Diagnostic::from(Failure::from(problem));
        assert_eq!((&*diagnostic.error_type, diagnostic.error_message), (name, said));
    }
}

#[test]
fn an_answer_has_the_first_differences_and_the_number_of_all() {
    let difference = |n: usize, text: usize| Difference {
        account: Id::new("acme").unwrap(),
        of: "day".to_owned(),
        inbox: None,
        at: format!("{n:06}"),
        figure: "received".to_owned(),
        counted: "1".repeat(text),
        recounted: "2".to_owned(),
    };
    let all = |count, text| (0..count).map(|n| difference(n, text)).collect::<Vec<_>>();
    let expected = Compared { count: 3, differences: all(3, 1) };
    assert_eq!(first_of(all(3, 1)), expected);
    let expected = Compared { count: 700, differences: all(500, 1) };
    assert_eq!(first_of(all(700, 1)), expected);
    let Compared { count, differences } = first_of(all(400, 2_000));
    assert_eq!(count, 400);
    assert!(serde_json::to_vec(&differences).unwrap().len() <= 160_001);
    assert!(differences.len() > 60, "{}", differences.len());
}

#[test]
fn a_wait_ends_at_a_whole_second_that_is_not_too_early() {
    let wait = |time: &str| serde_json::to_value(Finished::from(Next::At(time.parse().unwrap())));
    for (time, until) in [
        ("2026-11-25T10:00:00Z", "2026-11-25T10:00:00Z"),
        ("2026-11-25T10:00:00.000000001Z", "2026-11-25T10:00:01Z"),
        ("2026-12-31T23:59:59.5Z", "2027-01-01T00:00:00Z"),
    ] {
        assert_eq!(wait(time).unwrap(), json!({"next": "wait", "until": until}));
    }
    assert_eq!(serde_json::to_value(Finished::Ended).unwrap(), json!({"next": "ended"}));
}
