//! End-to-end tests: the local system as its users meet it, over HTTP and with an AWS client.
//!
//! They start `target/<profile>/local` (or `LOCAL_BIN`), so `cargo build -p local` goes first. `E2E_SEEDS`,
//! `E2E_RECORDS` and `E2E_SHARE` say how many random loads are compared, how many writes each has, and how many in a
//! hundred of all requests (route, period, inbox) are sent at its end.

mod answers;
mod at_once;
mod chatwoot;
mod commands;
mod connected;
mod described;
mod exact;
mod exactly_once;
mod harness;
mod isolated;
mod killed_operator;
mod lanes;
mod operated;
mod operator_faults;
mod personal;
mod rebuild;
mod refusals;
mod rejected;
mod stop;
mod verify;
mod versions;
