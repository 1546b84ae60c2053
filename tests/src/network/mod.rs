//! The network between a program and its DynamoDB. A script decides what happens to each request.

mod outcome;
mod sent;

use std::convert::Infallible;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard};

use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

use outcome::Answer;
pub use outcome::Outcome;
pub use sent::SentRequest;

/// Decides the outcome of a request, from its number, counted from 0, and the request itself.
type Script = Box<dyn FnMut(usize, &SentRequest) -> Outcome + Send>;

/// A network before a DynamoDB: a server that hands requests on.
#[derive(Clone)]
pub struct Network(Arc<Inner>);

struct Inner {
    upstream: String,
    url: String,
    client: Client<HttpConnector, Full<Bytes>>,
    state: Mutex<State>,
    held: Notify,
    released: Notify,
}

struct State {
    script: Script,
    sent: Vec<SentRequest>,
}

impl Network {
    /// One before the DynamoDB at this address, on which nothing goes wrong until it follows a script.
    pub async fn before(upstream: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("its address");
        let network = Self(Arc::new(Inner {
            upstream: upstream.to_owned(),
            url: format!("http://{address}"),
            client: Client::builder(TokioExecutor::new()).build_http(),
            state: Mutex::new(State {
                script: Box::new(|_, _| Outcome::Arrives),
                sent: Vec::new(),
            }),
            held: Notify::new(),
            released: Notify::new(),
        }));
        tokio::spawn(network.clone().serve(listener));
        network
    }

    /// Where it listens.
    pub fn url(&self) -> &str {
        &self.0.url
    }

    /// From now on it follows this script, and counts requests from 0.
    pub fn follow(&self, script: impl FnMut(usize, &SentRequest) -> Outcome + Send + 'static) {
        *self.state() = State { script: Box::new(script), sent: Vec::new() };
    }

    /// From now on nothing goes wrong.
    pub fn mend(&self) {
        self.follow(|_, _| Outcome::Arrives);
    }

    /// The requests that were sent since the script began, in their order.
    pub fn sent(&self) -> Vec<SentRequest> {
        self.state().sent.clone()
    }

    /// Waits until a request is held.
    pub async fn holds_one(&self) {
        self.0.held.notified().await;
    }

    /// Lets a request go on that waits.
    pub fn release(&self) {
        self.0.released.notify_one();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().expect("not poisoned")
    }

    async fn serve(self, listener: TcpListener) -> Infallible {
        loop {
            let (stream, _) = listener.accept().await.expect("a connection");
            tokio::spawn(self.clone().connection(stream));
        }
    }

    async fn connection(self, stream: TcpStream) {
        stream.set_nodelay(true).expect("a socket takes options");
        let carry = service_fn(|request| self.carry(request));
        // Where a request or its answer is lost, it ends with an error and the connection with it.
        let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), carry).await;
    }

    async fn carry(&self, request: Request<Incoming>) -> Result<Answer, Lost> {
        let (head, body) = request.into_parts();
        let body = body.collect().await.map_err(|_| Lost)?.to_bytes();
        let sent = SentRequest::of(&head, &body);
        let outcome = {
            let state = &mut *self.state();
            let number = state.sent.len();
            state.sent.push(sent.clone());
            let outcome = (state.script)(number, &sent);
            if outcome.suits(&sent) { outcome } else { Outcome::Arrives }
        };
        let request = Request::from_parts(head, Full::new(body));
        match outcome {
            Outcome::Arrives => self.hand_on(request).await,
            Outcome::Lost => Err(Lost),
            Outcome::AnswerLost => {
                self.hand_on(request).await?;
                Err(Lost)
            }
            Outcome::Refused(code) => Ok(outcome::error(code)),
            Outcome::BrokenAfter => {
                self.hand_on(request).await?;
                Ok(outcome::error(outcome::BROKEN))
            }
            Outcome::Conflict => Ok(outcome::conflict(&sent)),
            Outcome::Waits => {
                self.0.held.notify_one();
                self.0.released.notified().await;
                self.hand_on(request).await
            }
            Outcome::Held => self.hold().await,
            Outcome::AnswerHeld => {
                self.hand_on(request).await?;
                self.hold().await
            }
        }
    }

    /// Hands a request on to DynamoDB. One that DynamoDB does not answer is lost.
    async fn hand_on(&self, mut request: Request<Full<Bytes>>) -> Result<Answer, Lost> {
        *request.uri_mut() = format!("{}/", self.0.upstream).parse().expect("an address");
        let (head, body) = self.0.client.request(request).await.map_err(|_| Lost)?.into_parts();
        let body = body.collect().await.map_err(|_| Lost)?.to_bytes();
        Ok(Response::from_parts(head, Full::new(body)))
    }

    async fn hold(&self) -> Result<Answer, Lost> {
        self.0.held.notify_one();
        std::future::pending().await
    }
}

impl fmt::Debug for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Network")
    }
}

/// A request that is not answered.
#[derive(Debug)]
struct Lost;

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("lost")
    }
}

impl std::error::Error for Lost {}
