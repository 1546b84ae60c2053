//! The part of Chatwoot's API that an importer reads, with its pages and its limits.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::json;
use crate::life::World;

/// Conversations on a page.
const CONVERSATIONS: usize = 25;
/// Messages on a page that goes back in time.
const BEFORE: usize = 20;
/// Messages on a page that goes forward.
const AFTER: usize = 100;

/// A Chatwoot that answers.
#[derive(Clone)]
pub struct Server {
    world: Arc<Mutex<World>>,
    token: Arc<str>,
    limit: Arc<Mutex<Limit>>,
}

/// So many requests in a second, and no more.
struct Limit {
    most: u32,
    since: Instant,
    count: u32,
    refused: u64,
}

type Parameters = Query<std::collections::HashMap<String, String>>;

impl Server {
    /// Serves this world to whoever has the token, and so many requests in a second.
    pub fn new(world: Arc<Mutex<World>>, token: &str, a_second: u32) -> Self {
        let limit = Limit { most: a_second, since: Instant::now(), count: 0, refused: 0 };
        Self { world, token: token.into(), limit: Arc::new(Mutex::new(limit)) }
    }

    /// How many requests it refused because there were too many.
    pub fn refused(&self) -> u64 {
        self.limit.lock().expect("no panic").refused
    }

    /// Its routes.
    pub fn router(self) -> Router {
        let account = "/api/v1/accounts/{account}";
        let path = |rest: &str| format!("{account}/{rest}");
        Router::new()
            .route(&path("conversations"), get(conversations))
            .route(&path("conversations/{number}"), get(conversation))
            .route(&path("conversations/{number}/messages"), get(messages))
            .route(&path("inboxes"), get(inboxes))
            .route(&path("agents"), get(agents))
            .route(&path("teams"), get(teams))
            .route(&path("teams/{team}/team_members"), get(members))
            .with_state(self)
    }

    /// Answers with what there is, if the caller may ask now.
    fn answer(
        &self,
        account: u64,
        headers: &HeaderMap,
        answer: impl FnOnce(&World) -> Option<Value>,
    ) -> Response {
        if let Some(seconds) = self.limit.lock().expect("no panic").refuse() {
            let headers = [("retry-after", seconds.to_string())];
            return (StatusCode::TOO_MANY_REQUESTS, headers, "Retry later\n").into_response();
        }
        let given = headers.get("api_access_token").and_then(|value| value.to_str().ok());
        let world = self.world.lock().expect("no panic");
        if given != Some(&*self.token) || account != world.account.number {
            let error = json!({"error": "Invalid Access Token"});
            return (StatusCode::UNAUTHORIZED, Json(error)).into_response();
        }
        if let Some(answer) = answer(&world) {
            return Json(answer).into_response();
        }
        let error = json!({"error": "Resource could not be found"});
        (StatusCode::NOT_FOUND, Json(error)).into_response()
    }
}

impl Limit {
    /// How many seconds to wait, if there are too many requests.
    fn refuse(&mut self) -> Option<u64> {
        if self.since.elapsed() >= Duration::from_secs(1) {
            (self.since, self.count) = (Instant::now(), 0);
        }
        self.count += 1;
        let is_refused = self.count > self.most;
        self.refused += u64::from(is_refused);
        is_refused.then_some(1)
    }
}

/// `?status=all&page=2`, the latest activity first.
async fn conversations(
    State(server): State<Server>,
    Path(account): Path<u64>,
    Query(query): Parameters,
    headers: HeaderMap,
) -> Response {
    server.answer(account, &headers, |world| {
        let status = query.get("status").map_or("open", String::as_str);
        let page: usize = query.get("page").and_then(|page| page.parse().ok()).unwrap_or(1).max(1);
        let is_asked = |name: &str| status == "all" || status == name;
        let mut found: Vec<_> =
            world.conversations.iter().filter(|it| is_asked(it.state().status.name())).collect();
        found.sort_by_key(|it| (std::cmp::Reverse(it.last_activity_at()), it.number));
        let all = found.len();
        let page = found.into_iter().skip((page - 1) * CONVERSATIONS).take(CONVERSATIONS);
        let payload: Vec<_> = page.map(|it| json::answered(&world.account, it)).collect();
        Some(json!({"data": {"meta": {"all_count": all}, "payload": payload}}))
    })
}

async fn conversation(
    State(server): State<Server>,
    Path((account, number)): Path<(u64, u64)>,
    headers: HeaderMap,
) -> Response {
    server.answer(account, &headers, |world| {
        let found = world.conversations.iter().find(|it| it.number == number)?;
        Some(json::answered(&world.account, found))
    })
}

/// `?before=ID`: the 20 before it; `?after=ID`: the 100 after it; without: the last 20. Oldest first.
async fn messages(
    State(server): State<Server>,
    Path((account, number)): Path<(u64, u64)>,
    Query(query): Parameters,
    headers: HeaderMap,
) -> Response {
    server.answer(account, &headers, |world| {
        let found = world.conversations.iter().find(|it| it.number == number)?;
        let id = |name: &str| query.get(name).and_then(|id| id.parse::<u64>().ok());
        let all = &found.messages;
        let page = if let Some(after) = id("after") {
            let begin = all.partition_point(|message| message.id <= after);
            &all[begin..all.len().min(begin + AFTER)]
        } else {
            let end = id("before")
                .map_or(all.len(), |before| all.partition_point(|message| message.id < before));
            &all[end.saturating_sub(BEFORE)..end]
        };
        let payload = page.iter().map(|message| json::api_message(&world.account, found, message));
        Some(json!({"meta": {"labels": []}, "payload": payload.collect::<Vec<_>>()}))
    })
}

async fn inboxes(
    State(server): State<Server>,
    Path(account): Path<u64>,
    headers: HeaderMap,
) -> Response {
    server.answer(account, &headers, |world| {
        let list: Vec<_> = world.account.inboxes.iter().map(json::inbox).collect();
        Some(json!({"payload": list}))
    })
}

async fn agents(
    State(server): State<Server>,
    Path(account): Path<u64>,
    headers: HeaderMap,
) -> Response {
    server.answer(account, &headers, |world| {
        Some(world.account.agents.iter().map(json::agent).collect())
    })
}

async fn teams(
    State(server): State<Server>,
    Path(account): Path<u64>,
    headers: HeaderMap,
) -> Response {
    server.answer(account, &headers, |world| {
        let teams = world.account.teams.iter();
        Some(teams.map(|team| json!({"id": team.id, "name": team.name})).collect())
    })
}

async fn members(
    State(server): State<Server>,
    Path((account, team)): Path<(u64, u64)>,
    headers: HeaderMap,
) -> Response {
    server.answer(account, &headers, |world| {
        let team = world.account.teams.iter().find(|it| it.id == team)?;
        Some(team.members.iter().map(|id| json::agent(world.account.agent(*id))).collect())
    })
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::Request;
    use http_body_util::BodyExt;
    use tower::ServiceExt;

    use super::*;

    async fn ask(server: &Server, path: &str) -> (u16, Value) {
        let request = Request::get(format!("/api/v1/accounts/1/{path}"));
        let request = request.header("api_access_token", "t").body(Body::empty()).unwrap();
        let answer = server.clone().router().oneshot(request).await.unwrap();
        let status = answer.status().as_u16();
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
    }

    fn server(a_second: u32) -> Server {
        let mut world = World::new(7, 60, 30, 1_795_342_530_000);
        for n in 0..400 {
            world.act(0, 1_795_342_530_000 + n * 10_000);
        }
        Server::new(Arc::new(Mutex::new(world)), "t", a_second)
    }

    #[tokio::test]
    async fn pages_lead_through_everything_once() {
        let server = server(u32::MAX);
        let (mut seen, mut page) = (Vec::new(), 1);
        loop {
            let (_, answer) = ask(&server, &format!("conversations?status=all&page={page}")).await;
            let payload = answer["data"]["payload"].as_array().unwrap().clone();
            assert!(payload.len() <= 25);
            if payload.is_empty() {
                break;
            }
            seen.extend(payload.iter().map(|it| it["id"].as_u64().unwrap()));
            page += 1;
        }
        let all = server.world.lock().unwrap().conversations.len();
        seen.sort_unstable();
        assert_eq!(seen, (1..=all as u64).collect::<Vec<_>>());

        let longest = {
            let world = server.world.lock().unwrap();
            world.conversations.iter().max_by_key(|it| it.messages.len()).unwrap().clone()
        };
        assert!(longest.messages.len() > 130, "{}", longest.messages.len());
        let path = format!("conversations/{}/messages", longest.number);
        let ids = |answer: &Value| -> Vec<u64> {
            let payload = answer["payload"].as_array().unwrap();
            payload.iter().map(|it| it["id"].as_u64().unwrap()).collect()
        };
        let expected: Vec<u64> = longest.messages.iter().map(|message| message.id).collect();
        let (mut forward, mut after) = (Vec::new(), 0);
        loop {
            let page = ids(&ask(&server, &format!("{path}?after={after}")).await.1);
            let Some(last) = page.last() else { break };
            after = *last;
            assert!(page.len() <= 100);
            forward.extend(page);
        }
        assert_eq!(forward, expected);
        let mut back = ids(&ask(&server, &path).await.1);
        while back[0] != expected[0] {
            let page = ids(&ask(&server, &format!("{path}?before={}", back[0])).await.1);
            assert!((1..=20).contains(&page.len()));
            back.splice(0..0, page);
        }
        assert_eq!(back, expected);
    }

    #[tokio::test]
    async fn too_many_requests_and_strangers_are_refused() {
        let server = server(3);
        for _ in 0..3 {
            assert_eq!(ask(&server, "agents").await.0, 200);
        }
        assert_eq!(ask(&server, "agents").await.0, 429);
        assert_eq!(server.refused(), 1);
        let stranger = Server::new(server.world.clone(), "other", 9);
        assert_eq!(ask(&stranger, "agents").await.0, 401);
        let known = Server::new(server.world.clone(), "t", 9);
        assert_eq!(ask(&known, "conversations/999999").await.0, 404);
    }
}
