//! The gateway: API Gateway's part on one machine, and the sign-in.

mod authorizer;
mod loopback;
mod sign_in;
mod token;

pub use authorizer::verified;

pub(crate) use authorizer::{authorized, not_found};
pub(crate) use loopback::loopback_only;
pub(crate) use sign_in::sign_in;
pub(crate) use token::Secret;
