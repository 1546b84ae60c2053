//! The routes: who may send events, and what they are answered.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use connectors::{Connector, Event, NotUnderstood, Platform, Refused, Taken, chatwoot, whatsapp};
use intake::Taking;
use serde::Deserialize;
use tracing::{error, info, warn};

use crate::configured::Found;
use crate::metrics::Became;
use crate::take::Ingest;

/// The most bytes of a body: 1 MB.
const MOST_BYTES: usize = 1_000_000;

/// What an event is answered if it is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    /// 204: it is of no interest, or nothing in it is understood. Sending it again would change nothing.
    Ignored(Became),
    /// 400.
    NotJson,
    /// 401: it is not known who sends it.
    Unknown,
    /// 403: a verification has another token.
    WrongToken,
    /// 413.
    TooLarge,
    /// 503: the sender has to try again.
    TryAgain,
}

impl Answer {
    fn became(self) -> Became {
        match self {
            Self::Ignored(became) => became,
            Self::NotJson | Self::Unknown | Self::WrongToken | Self::TooLarge => Became::Refused,
            Self::TryAgain => Became::Failed,
        }
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let (status, text) = match self {
            Self::Ignored(_) => return StatusCode::NO_CONTENT.into_response(),
            Self::NotJson => (StatusCode::BAD_REQUEST, "the body is no JSON\n"),
            Self::Unknown => (
                StatusCode::UNAUTHORIZED,
                "there is no such connector, or the signature is wrong or too old\n",
            ),
            Self::WrongToken => (StatusCode::FORBIDDEN, "the verify token is wrong\n"),
            Self::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "a body has at most 1 MB\n"),
            Self::TryAgain => (StatusCode::SERVICE_UNAVAILABLE, "not written: send it again\n"),
        };
        (status, text).into_response()
    }
}

/// `POST /ingest/chatwoot/{connector}`, and `GET` and `POST /ingest/whatsapp/{connector}`.
pub fn routes(ingest: Ingest) -> Router {
    Router::new()
        .route("/ingest/chatwoot/{connector}", post(chatwoot))
        .route("/ingest/whatsapp/{connector}", get(verification).post(whatsapp))
        .with_state(ingest)
}

/// The parameters of a webhook's address.
#[derive(Deserialize)]
struct Token {
    token: Option<String>,
}

async fn chatwoot(
    State(ingest): State<Ingest>,
    Path(connector): Path<String>,
    token: Result<Query<Token>, QueryRejection>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let token = token.ok().and_then(|Query(parameters)| parameters.token);
    let given = chatwoot::Given {
        timestamp: header("x-chatwoot-timestamp"),
        signature: header("x-chatwoot-signature"),
        token: token.as_deref(),
    };
    let now = ingest.clock.now();
    let check = |connector: &Connector, body: &[u8]| match &connector.platform {
        Platform::Chatwoot(it) => chatwoot::verify(it, given, body, now).map_err(Some),
        Platform::WhatsApp(_) => Err(None),
    };
    let answered = ingest.webhook(&connector, body, check, chatwoot::read).await;
    ingest.answer(answered)
}

async fn whatsapp(
    State(ingest): State<Ingest>,
    Path(connector): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let signature = headers.get("x-hub-signature-256").and_then(|value| value.to_str().ok());
    let check = |connector: &Connector, body: &[u8]| match &connector.platform {
        Platform::WhatsApp(it) => whatsapp::verify(it, signature, body).map_err(Some),
        Platform::Chatwoot(_) => Err(None),
    };
    let answered = ingest.webhook(&connector, body, check, whatsapp::read).await;
    ingest.answer(answered)
}

/// The parameters of a verification.
#[derive(Deserialize)]
struct Asked {
    #[serde(rename = "hub.mode")]
    mode: Option<String>,
    #[serde(rename = "hub.verify_token")]
    token: Option<String>,
    #[serde(rename = "hub.challenge")]
    challenge: Option<String>,
}

/// Answers a verification with its challenge. It writes nothing, so it has no metric but where it is
/// refused.
async fn verification(
    State(ingest): State<Ingest>,
    Path(connector): Path<String>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Response {
    let asked = asked.ok().map(|Query(asked)| asked);
    let text = |of: fn(&Asked) -> Option<&String>| asked.as_ref().and_then(of).map(String::as_str);
    let asked = whatsapp::Verification {
        mode: text(|it| it.mode.as_ref()),
        token: text(|it| it.token.as_ref()),
        challenge: text(|it| it.challenge.as_ref()),
    };
    let check = |connector: &Connector| match &connector.platform {
        Platform::WhatsApp(it) => whatsapp::verification(it, asked).map(|_| ()).map_err(Some),
        Platform::Chatwoot(_) => Err(None),
    };
    match ingest.verified(&connector, check).await {
        Ok(_) => asked.challenge.unwrap_or_default().to_owned().into_response(),
        Err(Rejected { answer: Answer::Unknown, is_known: true }) => {
            ingest.answer(Err(Answer::WrongToken))
        }
        Err(rejected) => ingest.answer(Err(rejected.answer)),
    }
}

/// Why a request is not answered.
struct Rejected {
    answer: Answer,
    /// Whether there is such a connector of the route's platform.
    is_known: bool,
}

/// Why a connector does not take a request; nothing where it is of another platform.
type Check = Result<(), Option<Refused>>;

impl Ingest {
    /// Takes an event.
    async fn webhook(
        &self,
        name: &str,
        body: Body,
        check: impl Fn(&Connector, &[u8]) -> Check,
        read: fn(&[u8], &Connector) -> Result<Event, NotUnderstood>,
    ) -> Result<Taking, Answer> {
        let body: Bytes = to_bytes(body, MOST_BYTES).await.map_err(|_| Answer::TooLarge)?;
        let connector = self.verified(name, |connector| check(connector, &body)).await;
        let connector = connector.map_err(|rejected| rejected.answer)?;
        let name = connector.name.as_str();
        let taken: Taken = match read(&body, &connector) {
            Ok(Event::Taken(taken)) => taken,
            Ok(Event::Ignored(why)) => {
                info!(connector = name, ?why, "an event is of no interest");
                return Err(Answer::Ignored(Became::Ignored));
            }
            Err(NotUnderstood::NotJson) => return Err(Answer::NotJson),
            Err(why) => {
                warn!(connector = name, %why, "an event is not understood");
                return Err(Answer::Ignored(Became::NotMapped));
            }
        };
        let taking = self.take(&connector, taken).await.map_err(|error| {
            error!(connector = name, %error, "an event could not be written");
            Answer::TryAgain
        })?;
        let Taking { records, names, marks, missing_rates, late } = taking;
        let (unknown_category, not_understood) = (marks.unknown_category, marks.not_understood);
        info!(
            connector = name,
            records, names, missing_rates, late, unknown_category, not_understood, "took an event"
        );
        Ok(taking)
    }

    /// The connector with this name, if it takes the request. Where it does not, its secrets may have
    /// changed.
    async fn verified(
        &self,
        name: &str,
        check: impl Fn(&Connector) -> Check,
    ) -> Result<Arc<Connector>, Rejected> {
        let first = self.verified_now(name, &check);
        if first.is_err() && self.connectors.read_again().await {
            return self.verified_now(name, &check);
        }
        first
    }

    fn verified_now(
        &self,
        name: &str,
        check: impl Fn(&Connector) -> Check,
    ) -> Result<Arc<Connector>, Rejected> {
        match self.connectors.find(name) {
            Found::Connector(connector) => match check(&connector) {
                Ok(()) => Ok(connector),
                Err(why) => {
                    if let Some(why) = why {
                        warn!(connector = connector.name, %why, "an event was refused");
                    }
                    Err(Rejected { answer: Answer::Unknown, is_known: why.is_some() })
                }
            },
            Found::Unknown => Err(Rejected { answer: Answer::Unknown, is_known: false }),
            Found::Unreadable => Err(Rejected { answer: Answer::TryAgain, is_known: false }),
        }
    }

    /// The response to an event, and its metrics.
    fn answer(&self, answered: Result<Taking, Answer>) -> Response {
        let became = match &answered {
            Ok(taking) => {
                let marks = taking.marks.unknown_category + taking.marks.not_understood;
                let is_mapped = marks == 0 && taking.missing_rates == 0 && taking.late == 0;
                Became::Taken { is_mapped }
            }
            Err(answer) => answer.became(),
        };
        if let Some(stack) = &self.stack {
            println!("{}", became.line(stack, self.clock.now()));
        }
        match answered {
            Ok(_) => StatusCode::OK.into_response(),
            Err(answer) => answer.into_response(),
        }
    }
}
