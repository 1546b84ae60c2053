//! The tokens of the local system: JSON Web Tokens signed with HS256.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::Serialize;
use serde_json::{Map, Value};

/// The secret that signs and verifies tokens.
#[derive(Clone)]
pub(crate) struct Secret {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
}

/// The claims of a token that the sign-in makes.
#[derive(Debug, Serialize)]
pub(crate) struct Claims {
    pub(crate) sub: String,
    pub(crate) account_id: String,
    pub(crate) role: String,
    pub(crate) iat: i64,
    pub(crate) exp: i64,
}

impl Secret {
    pub(crate) fn new(secret: &str) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.leeway = 0;
        validation.validate_nbf = true;
        validation.validate_aud = false; // the local system has one audience only
        Self {
            encoding: EncodingKey::from_secret(secret.as_bytes()),
            decoding: DecodingKey::from_secret(secret.as_bytes()),
            validation,
        }
    }

    pub(crate) fn sign(&self, claims: &Claims) -> anyhow::Result<String> {
        Ok(encode(&Header::new(Algorithm::HS256), claims, &self.encoding)?)
    }

    /// The claims of a token as API Gateway passes them on, all as text. `None` if the token is not
    /// signed with this secret, has no `exp`, or is not valid now.
    pub(crate) fn verify(&self, token: &str) -> Option<HashMap<String, String>> {
        let token = decode::<Map<String, Value>>(token, &self.decoding, &self.validation).ok()?;
        Some(token.claims.into_iter().map(|(name, value)| (name, as_text(&value))).collect())
    }
}

/// A claim as API Gateway writes it: lists as `[admin owner]`.
fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(all) => {
            format!("[{}]", all.iter().map(as_text).collect::<Vec<_>>().join(" "))
        }
        other => other.to_string(),
    }
}

/// When a token that is signed at `now` expires.
pub(crate) fn expiry(now: DateTime<Utc>) -> DateTime<Utc> {
    now + chrono::TimeDelta::hours(12)
}
