//! The local sign-in: makes a token for the demo account or any other.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use config::Clock;
use domain::id::Id;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::token::{Claims, Secret, expiry};

/// The body of a sign-in.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SignIn {
    /// `owner`, `admin` or `agent`.
    role: String,
    /// The account; the demo account if absent.
    account_id: Option<String>,
}

/// The answer. The token is the first field, so that a shell can cut it out easily.
#[derive(Debug, Serialize)]
struct SignedIn {
    token: String,
    expires_at: String,
}

/// `POST /local/sign-in {"role": "owner"}`: 200 `{"token", "expires_at"}`. The
/// content type does not matter, so that plain `curl -d` works.
pub(crate) async fn sign_in(State(secret): State<Secret>, body: String) -> Response {
    let sign_in = match serde_json::from_str::<SignIn>(&body) {
        Ok(sign_in) => sign_in,
        Err(error) => return refuse(&format!("send {{\"role\": \"owner\"}} as JSON: {error}")),
    };
    if !["owner", "admin", "agent"].contains(&sign_in.role.as_str()) {
        return refuse("`role` must be `owner`, `admin` or `agent`");
    }
    let account = sign_in.account_id.unwrap_or_else(|| demo::ACCOUNT.to_owned());
    if let Err(error) = Id::new(&account) {
        return refuse(&format!("`account_id` {error}"));
    }
    // Tokens expire by the real clock, even if `--now` holds the clock of the figures.
    let now = Clock::System.now();
    let expires = expiry(now);
    let claims = Claims {
        sub: format!("local-{}", sign_in.role),
        account_id: account,
        role: sign_in.role,
        iat: now.timestamp(),
        exp: expires.timestamp(),
    };
    match secret.sign(&claims) {
        Ok(token) => {
            let expires_at = expires.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
            Json(SignedIn { token, expires_at }).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "cannot sign a token");
            (StatusCode::INTERNAL_SERVER_ERROR, Json(message("cannot sign a token")))
                .into_response()
        }
    }
}

fn refuse(why: &str) -> Response {
    (StatusCode::BAD_REQUEST, Json(message(why))).into_response()
}

fn message(text: &str) -> Value {
    json!({ "message": text })
}
