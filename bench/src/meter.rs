//! A meter between the SDK and DynamoDB: how many requests, and how long they were waited for.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::{BehaviorVersion, Credentials, Region};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;

/// Counts and times what passes. Clones share one count.
#[derive(Debug, Clone, Default)]
pub struct Meter(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    requests: usize,
    under_way: usize,
    since: Option<Instant>,
    waited: Duration,
}

impl Meter {
    /// A client of the DynamoDB at this URL, metered.
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

    /// How many requests passed, and for how long at least one was waited for, since it was last
    /// asked.
    pub fn take(&self) -> (usize, Duration) {
        let mut state = self.state();
        (std::mem::take(&mut state.requests), std::mem::take(&mut state.waited))
    }

    fn begin(&self) {
        let mut state = self.state();
        state.requests += 1;
        state.under_way += 1;
        state.since.get_or_insert_with(Instant::now);
    }

    fn end(&self) {
        let mut state = self.state();
        state.under_way -= 1;
        if state.under_way == 0 {
            let waited = state.since.take().map_or(Duration::ZERO, |since| since.elapsed());
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
