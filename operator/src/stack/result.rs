//! What an execution came to, as its output and its history tell it.

use rebuild::Difference;
use serde::Deserialize;

/// The output of an execution.
#[derive(Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Output {
    /// The run's number.
    pub(super) run: u32,
    /// Records that were read.
    pub(super) records: u64,
    /// Whether what was counted is in force.
    pub(super) in_force: bool,
    /// How many differences there are.
    pub(super) count: usize,
    /// The first of them.
    pub(super) differences: Vec<Difference>,
}

/// What an execution's states hand on once the function has decided, and waits for a time.
#[derive(Deserialize)]
struct Waiting {
    run: u32,
    settled: Settled,
    compared: Compared,
    finished: Finished,
}

#[derive(Deserialize)]
struct Settled {
    in_force: bool,
    records: u64,
}

#[derive(Deserialize)]
struct Compared {
    count: usize,
    differences: Vec<Difference>,
}

#[derive(Deserialize)]
struct Finished {
    answer: Answer,
}

#[derive(Deserialize)]
struct Answer {
    until: String,
}

/// The result that a state's input tells, and until when the execution waits. A state has such an
/// input only after the step `finish` has answered that nothing but time is missing: then the run's
/// generation is in force, or is dropped.
pub(super) fn of_state(input: &str) -> Option<(Output, String)> {
    let Waiting { run, settled, compared, finished } = serde_json::from_str(input).ok()?;
    let Settled { in_force, records } = settled;
    let Compared { count, differences } = compared;
    Some((Output { run, records, in_force, count, differences }, finished.answer.until))
}

/// The message of a failure: the state machine hands on what the function says as JSON.
pub(super) fn message(cause: &str) -> String {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Cause {
        error_message: String,
    }
    match serde_json::from_str(cause) {
        Ok(Cause { error_message }) => error_message,
        Err(_) => cause.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATE: &str = r#"{
        "run": 3, "purpose": "verify", "repair": false, "segments": [], "scanned": [],
        "compared": {"count": 2, "differences": []},
        "settled": {"in_force": false, "records": 7},
        "finished": {"answer": ANSWER}
    }"#;

    #[test]
    fn the_result_is_known_when_only_time_is_missing() {
        let waits = r#"{"next": "wait", "until": "2026-11-28T20:00:00Z"}"#;
        let (output, until) = of_state(&STATE.replace("ANSWER", waits)).expect("a result");
        assert_eq!((output.run, output.records, output.count), (3, 7, 2));
        assert_eq!(until, "2026-11-28T20:00:00Z");
        // The step has more to do: accounts may be without their new generation.
        assert!(of_state(&STATE.replace("ANSWER", r#"{"next": "again"}"#)).is_none());
        assert!(of_state(r#"{"run": 3, "settled": {"in_force": true, "records": 7}}"#).is_none());
    }

    #[test]
    fn a_failure_says_what_the_function_said() {
        let cause = r#"{"errorType": "Refused", "errorMessage": "the table is gone"}"#;
        assert_eq!(message(cause), "the table is gone");
        assert_eq!(message("Lambda said no"), "Lambda said no");
    }
}
