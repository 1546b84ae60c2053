//! A client of the local system, from the crates that the system itself is built from: another
//! HTTP library would have everything compiled a second time.

use anyhow::Context;
use axum::body::{Body, Bytes};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{Method, Request, StatusCode};
use http_body_util::BodyExt;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;

/// A client with connections of its own to one server.
#[derive(Debug, Clone)]
pub(crate) struct Http {
    base: String,
    client: Client<HttpConnector, Body>,
}

impl Http {
    /// A client of the server at `base`, such as `http://127.0.0.1:3000`.
    pub(crate) fn new(base: &str) -> Self {
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self { base: base.to_owned(), client }
    }

    /// The status and the body of a `GET`.
    pub(crate) async fn get(
        &self,
        path: &str,
        token: Option<&str>,
    ) -> anyhow::Result<(StatusCode, Bytes)> {
        self.send(Method::GET, path, token, Body::empty()).await
    }

    /// The status and the JSON that a `POST` of JSON is answered with.
    pub(crate) async fn post(
        &self,
        path: &str,
        token: Option<&str>,
        body: &Value,
    ) -> anyhow::Result<(StatusCode, Value)> {
        let body = Body::from(body.to_string());
        let (status, answer) = self.send(Method::POST, path, token, body).await?;
        Ok((status, serde_json::from_slice(&answer).context("the answer is no JSON")?))
    }

    /// The status that a `POST` of a text with these headers is answered with.
    pub(crate) async fn post_text(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        body: String,
    ) -> anyhow::Result<StatusCode> {
        let mut request = Request::post(format!("{}{path}", self.base));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = self.client.request(request.body(Body::from(body))?).await?;
        let status = answer.status();
        answer.into_body().collect().await?;
        Ok(status)
    }

    async fn send(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Body,
    ) -> anyhow::Result<(StatusCode, Bytes)> {
        let mut request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base))
            .header(CONTENT_TYPE, "application/json");
        if let Some(token) = token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        let answer = self.client.request(request.body(body)?).await?;
        let status = answer.status();
        Ok((status, answer.into_body().collect().await?.to_bytes()))
    }
}
