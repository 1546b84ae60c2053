//! Tokens, signed here and not by the system.

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use crate::clock;

/// The secret that the local gateway verifies tokens with by default.
pub const SECRET: &str = "local-secret";

/// A good token for one account and role.
pub fn token(account: &str, role: &str) -> String {
    signed(&claims(account, role), SECRET)
}

/// The claims of a good token, for an hour.
pub fn claims(account: &str, role: &str) -> Value {
    json!({
        "account_id": account,
        "role": role,
        "sub": format!("user of {account}"),
        "exp": clock::now().timestamp() + 3600,
    })
}

/// These claims as an HS256 token.
pub fn signed(claims: &Value, secret: &str) -> String {
    let key = EncodingKey::from_secret(secret.as_bytes());
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), claims, &key)
        .expect("claims can be signed")
}

/// A good token's claims under the header `{"alg":"none","typ":"JWT"}`, with no signature.
pub fn unsigned(claims: &Value) -> String {
    let token = signed(claims, SECRET);
    let claims = token.split('.').nth(1).expect("three parts");
    format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{claims}.")
}
