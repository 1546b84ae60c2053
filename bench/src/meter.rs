//! A meter between the SDK and DynamoDB: counts requests and the time spent waiting for them.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;

/// Counts requests and the time during which at least one was open. Clones share the counts.
#[derive(Debug, Clone, Default)]
pub struct Meter(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    requests: usize,
    open: usize,
    open_since: Option<Instant>,
    waited: Duration,
}

impl Meter {
    /// A client of the DynamoDB at this URL whose requests this meter counts.
    pub fn client(&self, endpoint: &str) -> Client {
        let http = Metered {
            meter: self.clone(),
            inner: Arc::new(aws_smithy_http_client::Builder::new().build_http()),
        };
        let config = aws_sdk_dynamodb::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .endpoint_url(endpoint)
            .region(Region::from_static("us-east-1"))
            .credentials_provider(Credentials::new("bench", "bench", None, None, "bench"))
            .http_client(http);
        Client::from_conf(config.build())
    }

    /// The number of requests since the last call, and the time during which at least one was open.
    pub fn take(&self) -> (usize, Duration) {
        let mut state = self.state();
        (std::mem::take(&mut state.requests), std::mem::take(&mut state.waited))
    }

    fn begin(&self) {
        let mut state = self.state();
        state.requests += 1;
        state.open += 1;
        state.open_since.get_or_insert_with(Instant::now);
    }

    fn end(&self) {
        let mut state = self.state();
        state.open -= 1;
        if state.open == 0 {
            let waited = state.open_since.take().map_or(Duration::ZERO, |since| since.elapsed());
            state.waited += waited;
        }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Debug, Clone)]
struct Metered<T> {
    meter: Meter,
    inner: T,
}

impl<T: HttpClient + Clone + 'static> HttpClient for Metered<Arc<T>> {
    fn http_connector(
        &self,
        settings: &HttpConnectorSettings,
        components: &RuntimeComponents,
    ) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, components);
        SharedHttpConnector::new(Metered { meter: self.meter.clone(), inner })
    }
}

impl HttpConnector for Metered<SharedHttpConnector> {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let (meter, call) = (self.meter.clone(), self.inner.call(request));
        meter.begin();
        HttpConnectorFuture::new(async move {
            let answer = call.await;
            meter.end();
            answer
        })
    }
}
