//! Connectors' webhooks: events of other platforms, written into the source tables.
//!
//! A request goes through four steps. Its raw body is [verified](http) by the secrets of its
//! [connector](Connectors); it is read, by `connectors`, a pure crate; what it says is
//! [written](intake); and only then is it answered.
//!
//! **Invariant:** nothing of a body is parsed before its signature is right.
//!
//! **Invariant:** an answer of 200 means that everything the event said is written. All else that is of
//! interest is answered 503, so that the sender tries again.
//!
//! **Invariant:** no log has a body, a token or a customer's number.

mod close;
mod configured;
mod http;
mod mend;
mod metrics;
mod secrets;
mod take;

pub use close::Closed;
pub use configured::Connectors;
pub use http::routes;
pub use intake::Taking;
pub use mend::Mended;
pub use secrets::Secrets;
pub use take::{Failed, Ingest};
