//! The network between the SDK and DynamoDB. A script decides what happens to each request.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpClient,
    SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use serde_json::Value;
use tokio::sync::Notify;

use crate::answers;

/// What happens to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It is carried out and answered.
    Arrives,
    /// The same, after so many milliseconds.
    Slow(u64),
    /// It is lost: the connection breaks before it is carried out.
    Lost,
    /// It is carried out, and its answer is lost.
    AnswerLost,
    /// It times out, and is carried out just before the so many'th request after it.
    Late(usize),
    /// It is answered with 500 and not carried out.
    Broken,
    /// It is answered with 500, but carried out.
    BrokenAfter,
    /// It is refused with `ProvisionedThroughputExceededException`.
    OverThroughput,
    /// It is refused with `ThrottlingException`.
    Throttled,
    /// A transaction is cancelled because one of its items is in another transaction.
    Conflict,
    /// A transaction is cancelled because one of its items is throttled.
    ItemThrottled,
    /// A transaction is cancelled because one of its items would not be valid.
    Invalid,
    /// Half of the keys of a `BatchGetItem` are left unprocessed.
    Unprocessed,
    /// It waits until it is released.
    Held,
    /// Its sender dies before it is sent.
    SenderDies,
    /// Its sender dies when it is carried out and not answered yet.
    SenderDiesAfter,
    /// Its sender dies; it is carried out just before the so many'th request of a successor.
    SenderDiesAndItIsLate(usize),
}

impl Outcome {
    /// Whether it can happen to this operation.
    pub(crate) fn suits(self, operation: &str) -> bool {
        match self {
            Self::Conflict | Self::ItemThrottled | Self::Invalid => {
                operation == "TransactWriteItems"
            }
            Self::Unprocessed => operation == "BatchGetItem",
            _ => true,
        }
    }
}

/// A request as it was sent.
#[derive(Debug, Clone)]
pub(crate) struct SentRequest {
    /// Its operation, such as `GetItem`.
    pub(crate) operation: String,
    /// Its body.
    pub(crate) body: Value,
}

/// Decides the outcome of a request, from its number, counted from 0, and the request itself.
type Script = Box<dyn FnMut(usize, &SentRequest) -> Outcome + Send>;

/// A network that any number of clients use.
#[derive(Clone)]
pub(crate) struct Network(Arc<Inner>);

struct Inner {
    state: Mutex<State>,
    killed: Notify,
    held: Notify,
    released: Notify,
}

struct State {
    script: Script,
    sent: usize,
    requests: Vec<SentRequest>,
    late: Vec<LateRequest>,
}

/// A request that is still on its way.
struct LateRequest {
    due: usize,
    request: HttpRequest,
    connector: SharedHttpConnector,
}

impl Network {
    /// One that follows this script.
    pub(crate) fn new(script: impl FnMut(usize, &SentRequest) -> Outcome + Send + 'static) -> Self {
        let state =
            State { script: Box::new(script), sent: 0, requests: Vec::new(), late: Vec::new() };
        let (state, killed, held, released) =
            (Mutex::new(state), Notify::new(), Notify::new(), Notify::new());
        Self(Arc::new(Inner { state, killed, held, released }))
    }

    /// One on which nothing goes wrong.
    pub(crate) fn good() -> Self {
        Self::new(|_, _| Outcome::Arrives)
    }

    /// One on which only the request of this number has this outcome.
    pub(crate) fn with_one(number: usize, outcome: Outcome) -> Self {
        Self::new(move |n, _| if n == number { outcome } else { Outcome::Arrives })
    }

    /// From now on it follows this script.
    pub(crate) fn follow(
        &self,
        script: impl FnMut(usize, &SentRequest) -> Outcome + Send + 'static,
    ) {
        self.state().script = Box::new(script);
    }

    /// Takes the requests that were sent since this was called last.
    pub(crate) fn take_requests(&self) -> Vec<SentRequest> {
        std::mem::take(&mut self.state().requests)
    }

    /// Waits until a sender has to die.
    pub(crate) async fn sender_dies(&self) {
        self.0.killed.notified().await;
    }

    /// Waits until a request is held.
    pub(crate) async fn holds_one(&self) {
        self.0.held.notified().await;
    }

    /// Releases the request that is held.
    pub(crate) fn release(&self) {
        self.0.released.notify_one();
    }

    /// Carries out what is still on its way.
    pub(crate) async fn settle(&self) {
        self.carry_late(usize::MAX).await;
    }

    /// The client of this network over a real one.
    pub(crate) fn over(&self, real: &SharedHttpClient) -> SharedHttpClient {
        SharedHttpClient::new(FaultyClient { network: self.clone(), real: real.clone() })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap()
    }

    async fn carry_late(&self, number: usize) {
        let late: Vec<_> = self.state().late.extract_if(.., |late| late.due <= number).collect();
        for LateRequest { request, connector, .. } in late {
            let _ = connector.call(request).await; // nobody waits for its answer
        }
    }

    async fn carry(self, connector: SharedHttpConnector, request: HttpRequest) -> Answer {
        let sent = SentRequest::of(&request);
        let (number, outcome) = {
            let state = &mut *self.state();
            let number = state.sent;
            state.sent += 1;
            state.requests.push(sent.clone());
            let outcome = (state.script)(number, &sent);
            (number, if outcome.suits(&sent.operation) { outcome } else { Outcome::Arrives })
        };
        self.carry_late(number).await;
        let keep = |request, after| {
            let late = LateRequest { due: number + after, request, connector: connector.clone() };
            self.state().late.push(late);
        };
        match outcome {
            Outcome::Arrives => connector.call(request).await,
            Outcome::Slow(millis) => {
                tokio::time::sleep(Duration::from_millis(millis)).await;
                connector.call(request).await
            }
            Outcome::Lost => Err(broken()),
            Outcome::AnswerLost => {
                let _ = connector.call(request).await;
                Err(broken())
            }
            Outcome::Late(after) => {
                keep(request, after);
                Err(ConnectorError::timeout("the answer takes too long".into()))
            }
            Outcome::Broken => Ok(answers::error("InternalServerError")),
            Outcome::BrokenAfter => {
                let _ = connector.call(request).await;
                Ok(answers::error("InternalServerError"))
            }
            Outcome::OverThroughput => Ok(answers::error("ProvisionedThroughputExceededException")),
            Outcome::Throttled => Ok(answers::error("ThrottlingException")),
            Outcome::Conflict => Ok(answers::cancelled(&sent.body, "TransactionConflict")),
            Outcome::ItemThrottled => Ok(answers::cancelled(&sent.body, "ThrottlingError")),
            Outcome::Invalid => Ok(answers::cancelled(&sent.body, "ValidationError")),
            Outcome::Unprocessed => answers::half_of_the_keys(&connector, request, sent.body).await,
            Outcome::Held => {
                self.0.held.notify_one();
                self.0.released.notified().await;
                connector.call(request).await
            }
            Outcome::SenderDies => self.kill().await,
            Outcome::SenderDiesAfter => {
                let _ = connector.call(request).await;
                self.kill().await
            }
            Outcome::SenderDiesAndItIsLate(after) => {
                keep(request, after);
                self.kill().await
            }
        }
    }

    async fn kill(&self) -> Answer {
        self.0.killed.notify_one();
        std::future::pending().await
    }
}

type Answer = Result<HttpResponse, ConnectorError>;

fn broken() -> ConnectorError {
    ConnectorError::io("the connection broke".into())
}

impl fmt::Debug for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Network")
    }
}

impl SentRequest {
    fn of(request: &HttpRequest) -> Self {
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let operation = target.rsplit('.').next().unwrap_or_default().to_owned();
        let body = serde_json::from_slice(request.body().bytes().unwrap_or_default()).unwrap();
        Self { operation, body }
    }
}

#[derive(Debug)]
struct FaultyClient {
    network: Network,
    real: SharedHttpClient,
}

impl HttpClient for FaultyClient {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        let real = self.real.http_connector(settings, components);
        SharedHttpConnector::new(FaultyConnector { network: self.network.clone(), real })
    }
}

#[derive(Debug)]
struct FaultyConnector {
    network: Network,
    real: SharedHttpConnector,
}

impl HttpConnector for FaultyConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::new(self.network.clone().carry(self.real.clone(), request))
    }
}
