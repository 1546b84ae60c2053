//! A DynamoDB whose streams cannot be read for a while.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio::net::TcpListener;

/// What is answered to a read of a stream instead of its records: the status and the error's name.
pub(crate) type Refusal = (u16, &'static str);

pub(crate) const UNAVAILABLE: Refusal = (500, "InternalServerError");
pub(crate) const EXPIRED: Refusal = (400, "ExpiredIteratorException");

/// A DynamoDB before another one. It refuses to read streams while it is told to.
#[derive(Clone)]
pub(crate) struct Interruption {
    client: Client<HttpConnector, Body>,
    upstream: String,
    state: Arc<Mutex<(Option<Refusal>, usize)>>,
}

impl Interruption {
    /// Starts it; its address as well.
    pub(crate) async fn before(upstream: String) -> (Self, String) {
        let client = Client::builder(TokioExecutor::new()).build_http();
        let all = Self { client, upstream, state: Arc::default() };
        let router = Router::new().fallback(forward).with_state(all.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("its address");
        tokio::spawn(axum::serve(listener, router).into_future());
        (all, format!("http://{address}"))
    }

    pub(crate) fn begin(&self, refusal: Refusal) {
        *self.state.lock().expect("not poisoned") = (Some(refusal), 0);
    }

    /// Waits until it has refused so many reads, and ends.
    pub(crate) async fn end_after(&self, reads: usize) {
        while self.state.lock().expect("not poisoned").1 < reads {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        self.state.lock().expect("not poisoned").0 = None;
    }

    fn refuse(&self) -> Option<Refusal> {
        let mut state = self.state.lock().expect("not poisoned");
        state.1 += usize::from(state.0.is_some());
        state.0
    }
}

async fn forward(State(all): State<Interruption>, mut request: Request) -> Response {
    let target = request.headers().get("x-amz-target").and_then(|it| it.to_str().ok());
    let reads_a_stream = target.is_some_and(|it| it.ends_with(".GetRecords"));
    if let Some((status, name)) = reads_a_stream.then(|| all.refuse()).flatten() {
        let error = format!(r#"{{"__type": "com.amazonaws.dynamodb.v20120810#{name}"}}"#);
        let answer = Response::builder().status(status);
        return answer.body(Body::from(error)).expect("an answer");
    }
    *request.uri_mut() = format!("{}/", all.upstream).parse().expect("an address");
    all.client.request(request).await.expect("DynamoDB answers").map(Body::new)
}
