//! Requests to Chatwoot's API.

use std::fmt;
use std::time::Duration;

use connectors::connector::Chatwoot;
use http::header::{ACCEPT, LOCATION, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, Request, StatusCode, Uri};
use http_body_util::{BodyExt, Empty, Limited};
use hyper::body::Bytes;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client as Http;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;
use tokio::time::{sleep, timeout};
use tracing::warn;

use super::pace::Pace;

/// The header of the access token.
const TOKEN: &str = "api_access_token";
/// The longest time of an answer.
const LONGEST: Duration = Duration::from_secs(30);
/// The most bytes of an answer. A page of 100 long messages has about 2 MB.
const MOST_BYTES: usize = 64 << 20;
/// The pause before the second attempt; it doubles with every further one.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// The longest pause, if Chatwoot asks for none.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// The longest pause that Chatwoot may ask for.
const LONGEST_REST: Duration = Duration::from_mins(10);

/// How a Chatwoot is asked.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    /// The most requests in a minute. A Chatwoot as it is installed takes 3,000 from an address
    /// (`RACK_ATTACK_LIMIT`).
    pub a_minute: u32,
    /// How often the same is asked before it is given up.
    pub attempts: u32,
}

/// Asks the API of an account of a Chatwoot.
pub struct Client {
    http: Http<HttpsConnector<HttpConnector>, Empty<Bytes>>,
    /// The account's address in the API.
    base: String,
    token: HeaderValue,
    account: u32,
    pace: Pace,
    attempts: u32,
}

/// Why Chatwoot does not tell what it is asked, and what to change. It never has the token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The connector has no address or no token.
    #[error("reading from Chatwoot needs its URL and an access token")]
    NotConfigured,
    /// An address that is none.
    #[error("Chatwoot's URL must be like https://app.chatwoot.com, without a query")]
    Url,
    /// A token that cannot be sent.
    #[error("the access token has characters that no access token has: copy it again")]
    NoToken,
    /// 401 and 403.
    #[error(
        "Chatwoot refuses the access token: take that of an administrator of account {0} (in Chatwoot \
         under Profile Settings, Access Token). If it is right, let the proxy before Chatwoot pass \
         the header api_access_token (nginx: `underscores_in_headers on`)"
    )]
    Token(u32),
    /// 404.
    #[error(
        "Chatwoot has no such thing: the account's number must be {0} (it stands in Chatwoot's \
         addresses, …/app/accounts/{0}/…), and the URL Chatwoot's own, without a path"
    )]
    NotFound(u32),
    /// An answer that leads elsewhere.
    #[error("that URL leads on to {0}: give the URL that it leads to")]
    Elsewhere(String),
    /// An answer of another program.
    #[error(
        "what answers at that URL is no Chatwoot: give the URL that a browser shows Chatwoot at"
    )]
    NoChatwoot,
    /// 429, again and again.
    #[error("Chatwoot asks for fewer requests each time: lower the requests per minute")]
    TooMany,
    /// Another status.
    #[error("Chatwoot answers with the status {0}")]
    Status(u16),
    /// No answer.
    #[error("Chatwoot cannot be reached: {0}")]
    Unreachable(String),
    /// No answer in time.
    #[error("Chatwoot did not answer within {} seconds", LONGEST.as_secs())]
    Slow,
}

impl Error {
    /// Whether the same may succeed later, without anything being changed.
    pub fn passes(&self) -> bool {
        match self {
            Self::TooMany | Self::Unreachable(_) | Self::Slow => true,
            Self::Status(status) => *status >= 500,
            _ => false,
        }
    }
}

/// A request that came to nothing.
struct Refused {
    error: Error,
    again: Again,
}

/// Whether the same request may be answered later.
#[derive(Debug, Clone, Copy)]
enum Again {
    No,
    /// After a pause that doubles each time.
    Yes,
    /// After the pause that Chatwoot asks for.
    After(Duration),
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("base", &self.base).finish_non_exhaustive()
    }
}

impl Client {
    /// Asks the Chatwoot of a connector.
    pub fn new(chatwoot: &Chatwoot, manner: Manner) -> Result<Self, Error> {
        let (Some(url), Some(token)) = (&chatwoot.url, &chatwoot.api_token) else {
            return Err(Error::NotConfigured);
        };
        let account = chatwoot.account;
        let base = format!("{}/api/v1/accounts/{account}/", url.trim_end_matches('/'));
        let uri: Uri = base.parse().map_err(|_| Error::Url)?;
        if uri.query().is_some() || uri.host().is_none() {
            return Err(Error::Url);
        }
        let mut token = HeaderValue::from_str(token.reveal()).map_err(|_| Error::NoToken)?;
        token.set_sensitive(true);
        let roots = HttpsConnectorBuilder::new().with_native_roots();
        let roots = roots.map_err(|error| Error::Unreachable(error.to_string()))?;
        let connector = roots.https_or_http().enable_http1().build();
        let http = Http::builder(TokioExecutor::new()).build(connector);
        let Manner { a_minute, attempts } = manner;
        Ok(Self { http, base, token, account, pace: Pace::new(a_minute), attempts })
    }

    /// The answer to a `GET` of a path of the account. It is asked for again where Chatwoot is busy,
    /// fails, or cannot be reached.
    pub(super) async fn get(&self, path: &str) -> Result<Value, Error> {
        let mut attempt = 0;
        loop {
            self.pace.wait().await;
            let answer = timeout(LONGEST, self.get_once(path)).await;
            let Refused { error, again } = match answer {
                Ok(Ok(value)) => return Ok(value),
                Ok(Err(refused)) => refused,
                Err(_) => Refused { error: Error::Slow, again: Again::Yes },
            };
            attempt += 1;
            if attempt >= self.attempts {
                return Err(error);
            }
            let backoff = (FIRST_PAUSE * (1 << (attempt - 1).min(10))).min(LONGEST_PAUSE);
            let pause = match again {
                Again::No => return Err(error),
                Again::After(pause) => pause.min(LONGEST_REST),
                Again::Yes => backoff.mul_f64(0.5 + fastrand::f64() / 2.0),
            };
            warn!(%error, attempt, ?pause, "Chatwoot is asked again");
            match again {
                // Nobody else asks meanwhile either.
                Again::After(_) => self.pace.rest(pause),
                Again::Yes | Again::No => sleep(pause).await,
            }
        }
    }

    async fn get_once(&self, path: &str) -> Result<Value, Refused> {
        let request = Request::get(format!("{}{path}", self.base))
            .header(ACCEPT, HeaderValue::from_static("application/json"))
            .header(TOKEN, self.token.clone())
            .body(Empty::new())
            .map_err(|_| Refused::for_good(Error::Url))?;
        let answer = self.http.request(request).await;
        let answer = answer.map_err(|error| Refused::unreachable(&error))?;
        let (head, body) = answer.into_parts();
        if head.status != StatusCode::OK {
            return Err(self.refused(head.status, &head.headers));
        }
        let body = Limited::new(body, MOST_BYTES).collect().await;
        let body = body.map_err(|error| Refused::unreachable(error.as_ref()))?.to_bytes();
        serde_json::from_slice(&body).map_err(|_| Refused::for_good(Error::NoChatwoot))
    }

    fn refused(&self, status: StatusCode, headers: &HeaderMap) -> Refused {
        let text = |name| headers.get(name).and_then(|it: &HeaderValue| it.to_str().ok());
        let pause = text(RETRY_AFTER).and_then(|text| text.trim().parse().ok());
        let again = pause.map_or(Again::Yes, |pause| Again::After(Duration::from_secs(pause)));
        match status {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
                Refused::for_good(Error::Token(self.account))
            }
            StatusCode::NOT_FOUND => Refused::for_good(Error::NotFound(self.account)),
            StatusCode::TOO_MANY_REQUESTS => Refused { error: Error::TooMany, again },
            status if status.is_redirection() => {
                let place = text(LOCATION).and_then(|it| it.parse::<Uri>().ok());
                let host = place.as_ref().and_then(Uri::host).unwrap_or("another address");
                Refused::for_good(Error::Elsewhere(host.to_owned()))
            }
            status => {
                let again = if status.is_server_error() { again } else { Again::No };
                Refused { error: Error::Status(status.as_u16()), again }
            }
        }
    }
}

impl Refused {
    fn for_good(error: Error) -> Self {
        Self { error, again: Again::No }
    }

    /// The cause that lies deepest says it best: "Connection refused", or what is wrong with the
    /// certificate.
    fn unreachable(error: &(dyn std::error::Error + 'static)) -> Self {
        let mut deepest = error;
        while let Some(cause) = deepest.source() {
            deepest = cause;
        }
        Self { error: Error::Unreachable(deepest.to_string()), again: Again::Yes }
    }
}
