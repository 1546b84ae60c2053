//! What the three feeds of a connector share: the function of the webhooks, the sweep, and the import
//! of the operator's program.
//!
//! [`Intake`] writes what a platform says into the tables. [`chatwoot`] asks a Chatwoot's API for what
//! no webhook told, and gives it to the same [`Intake`].
//!
//! **Invariant:** no log and no error has a token, a text or a customer's number.

pub mod chatwoot;
mod take;

pub use take::{Failed, Intake, Taking};
