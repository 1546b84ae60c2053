//! Tokens of the local system: HS256 JSON Web Tokens.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::Serialize;
use serde_json::{Map, Value};

/// What tokens are signed and verified with.
#[derive(Clone)]
pub(crate) struct Secret {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
}

/// What a sign-in's token says.
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
        validation.validate_aud = false; // there is one audience here
        Self {
            encoding: EncodingKey::from_secret(secret.as_bytes()),
            decoding: DecodingKey::from_secret(secret.as_bytes()),
            validation,
        }
    }

    pub(crate) fn sign(&self, claims: &Claims) -> anyhow::Result<String> {
        Ok(encode(&Header::new(Algorithm::HS256), claims, &self.encoding)?)
    }

    /// The claims of a token as API Gateway hands them over, all as text; none where the token is
    /// not signed with this secret, has no `exp`, or is not valid now.
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

/// When a token that is signed now expires.
pub(crate) fn expiry(now: DateTime<Utc>) -> DateTime<Utc> {
    now + chrono::TimeDelta::hours(12)
}
