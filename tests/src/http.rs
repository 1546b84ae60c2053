//! A plain HTTP client for the API, and the encoding of ids in addresses.

use std::fmt::Write as _;
use std::time::Duration;

use http::{HeaderMap, Method, Request};
use http_body_util::BodyExt;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

/// What the API answered.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as it came.
    pub body: Vec<u8>,
}

impl Reply {
    /// The body as JSON, or null if it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    /// A header's text, or nothing.
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.and_then(|v| v.to_str().ok()).unwrap_or_default()
    }
}

/// Talks to one server.
#[derive(Clone, Debug)]
pub struct Http {
    base: String,
    client: Client<HttpConnector, String>,
}

impl Http {
    /// A client for the server at `base`, such as `http://127.0.0.1:3000`.
    pub fn new(base: String) -> Self {
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self { base, client }
    }

    /// One request. Anything but an answer is a failed test.
    pub async fn request(&self, method: Method, path: &str, headers: &[(&str, &str)]) -> Reply {
        self.send(method, path, headers, String::new()).await
    }

    /// One request with a body.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: String,
    ) -> Reply {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.base));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body).expect("a well-formed request");
        let answer = async {
            let (head, body) = self.client.request(request).await?.into_parts();
            let body = body.collect().await.map(|b| b.to_bytes().to_vec());
            Ok::<_, hyper_util::client::legacy::Error>((head, body))
        };
        let (head, body) = tokio::time::timeout(Duration::from_secs(150), answer)
            .await
            .unwrap_or_else(|_| panic!("{path}: no answer"))
            .unwrap_or_else(|error| panic!("{path}: {error:?}"));
        Reply {
            status: head.status.as_u16(),
            headers: head.headers,
            body: body.unwrap_or_else(|error| panic!("{path}: {error:?}")),
        }
    }

    /// A `GET`, with a bearer token where there is one.
    pub async fn get(&self, path: &str, token: Option<&str>) -> Reply {
        let bearer = token.map(|t| format!("Bearer {t}"));
        let headers: Vec<_> = bearer.iter().map(|b| ("authorization", b.as_str())).collect();
        self.request(Method::GET, path, &headers).await
    }
}

/// An id as it stands in a path or a query: everything but letters, digits and `-._~` percent-encoded.
pub fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            write!(out, "%{byte:02X}").expect("a string takes all");
        }
    }
    out
}
