//! Routes for the operator of the local system: whether everything is counted, and which records
//! were rejected.

use std::sync::Arc;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodbstreams::types::StreamDescription;
use axum::Json;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use futures::future::try_join_all;
use serde::Deserialize;
use serde_json::json;
use store::{RejectedRecord, Shard};

use crate::event_source::Progress;

/// The state of these routes.
#[derive(Clone)]
pub(crate) struct Operator {
    pub(crate) progress: Arc<Progress>,
    pub(crate) client: Client,
    pub(crate) streams: aws_sdk_dynamodbstreams::Client,
    pub(crate) rejected_table: String,
    /// The streams' ARNs.
    pub(crate) feeds: Vec<String>,
}

/// The parameters of [`settled`].
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Waiting {
    /// The most seconds to wait; 30 if absent.
    timeout: Option<f64>,
}

/// `GET /local/settled?timeout=30`: 200 `{applied, rejected}` (records since the start) once every
/// source write that was acknowledged before this request is in the counters; else 504.
pub(crate) async fn settled(
    State(operator): State<Operator>,
    Query(waiting): Query<Waiting>,
) -> Response {
    let Ok(timeout) = Duration::try_from_secs_f64(waiting.timeout.unwrap_or(30.0)) else {
        let problem = json!({ "message": "`timeout` must be a number of seconds, 0 or more" });
        return (StatusCode::BAD_REQUEST, Json(problem)).into_response();
    };
    let waited = tokio::time::timeout(timeout, operator.progress.until_settled()).await;
    let (applied, rejected) = operator.progress.counts();
    if waited.is_ok() {
        return Json(json!({ "applied": applied, "rejected": rejected })).into_response();
    }
    let problem = json!({
        "message": "not everything is counted yet: ask again, or with a longer `timeout`",
        "applied": applied, "rejected": rejected,
    });
    (StatusCode::GATEWAY_TIMEOUT, Json(problem)).into_response()
}

/// `GET /local/rejected`: the rejected records, `[{table, key, reason, when}]`, oldest first.
pub(crate) async fn rejected(State(operator): State<Operator>) -> Response {
    match operator.rejected().await {
        Ok(mut all) => {
            all.sort_by_key(|it| it.at);
            let rejected = all.iter().map(|it| {
                let key: serde_json::Value = serde_json::from_str(&it.key).unwrap_or_default();
                json!({ "table": it.table, "key": key, "reason": it.reason, "when": it.at })
            });
            Json(json!({ "rejected": rejected.collect::<Vec<_>>() })).into_response()
        }
        Err(error) => {
            tracing::error!(error = format!("{error:#}"), "cannot list the rejected records");
            let problem =
                json!({ "message": "cannot read the table of rejected records: try again" });
            (StatusCode::BAD_GATEWAY, Json(problem)).into_response()
        }
    }
}

impl Operator {
    async fn rejected(&self) -> anyhow::Result<Vec<RejectedRecord>> {
        let mut all = Vec::new();
        for stream in &self.feeds {
            let described = self.streams.describe_stream().stream_arn(stream).send().await?;
            let described = described.stream_description;
            let ids =
                described.iter().flat_map(StreamDescription::shards).filter_map(|it| it.shard_id());
            let lists = try_join_all(ids.map(async |id| {
                let shard = Shard { stream: stream.clone(), id: id.to_owned() };
                RejectedRecord::list(&self.client, &self.rejected_table, &shard).await
            }));
            all.extend(lists.await?.into_iter().flatten());
        }
        Ok(all)
    }
}
