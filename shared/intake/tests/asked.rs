//! How a Chatwoot's API is asked: what is asked again, and what is said where that is of no use.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::http::{HeaderMap, StatusCode, Uri};
use connectors::connector::Chatwoot;
use connectors::secret::Secret;
use intake::chatwoot::{Client, Error, Manner, Page};
use serde_json::json;
use tokio::net::TcpListener;

const TOKEN: &str = "hunter2-hunter2";

/// An answer: status, headers, body.
type Answer = (StatusCode, Vec<(&'static str, &'static str)>, String);

fn answer(status: u16, headers: &[(&'static str, &'static str)], body: &str) -> Answer {
    (StatusCode::from_u16(status).unwrap(), headers.to_vec(), body.to_owned())
}

fn page() -> Answer {
    let list = json!({"data": {"meta": {"all_count": 1}, "payload": [{"id": 7}]}});
    answer(200, &[("content-type", "application/json")], &list.to_string())
}

/// Answers so, one after another, and keeps what was asked. The last answer is given again and again.
async fn serve(answers: Vec<Answer>) -> (String, Arc<Mutex<Vec<String>>>) {
    let asked = Arc::<Mutex<Vec<String>>>::default();
    let kept = Arc::clone(&asked);
    let router = Router::new().fallback(async move |uri: Uri, headers: HeaderMap| {
        let token = headers.get("api_access_token").and_then(|it| it.to_str().ok());
        assert_eq!(token, Some(TOKEN));
        let mut asked = kept.lock().unwrap();
        let (status, headers, body) = answers[asked.len().min(answers.len() - 1)].clone();
        asked.push(uri.to_string());
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(name, value.parse().unwrap());
        }
        (status, map, body)
    });
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    tokio::spawn(axum::serve(listener, router).into_future());
    (url, asked)
}

async fn ask(url: &str, attempts: u32) -> Result<Page, Error> {
    let chatwoot = Chatwoot {
        account: 3,
        url: Some(url.to_owned()),
        webhook_secret: None,
        token: None,
        api_token: Some(Secret::new(TOKEN)),
    };
    let client = Client::new(&chatwoot, Manner { a_minute: 60_000, attempts })?;
    assert!(!format!("{client:?}").contains(TOKEN));
    client.page(2).await
}

#[tokio::test]
async fn what_passes_is_asked_again() {
    let (url, asked) =
        serve(vec![answer(503, &[], "busy"), answer(502, &[], "<html>"), page()]).await;
    let page_of = ask(&url, 8).await.unwrap();
    assert_eq!(page_of, Page { conversations: vec![json!({"id": 7})], all: Some(1) });
    let path = "/api/v1/accounts/3/conversations?status=all&sort_by=last_activity_at_desc&page=2";
    assert_eq!(*asked.lock().unwrap(), [path; 3]);
}

#[tokio::test]
async fn a_chatwoot_that_asks_for_a_pause_gets_it() {
    let (url, asked) =
        serve(vec![answer(429, &[("retry-after", "2")], "Retry later"), page()]).await;
    let began = Instant::now();
    ask(&url, 2).await.unwrap();
    assert!(began.elapsed() >= Duration::from_secs(2), "{:?}", began.elapsed());
    assert_eq!(asked.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn what_does_not_pass_is_said_with_what_to_change() {
    let elsewhere = answer(302, &[("location", "https://login.example/x")], "");
    for (answer, asked_for, says) in [
        (answer(401, &[], "{}"), 1, "an administrator of account 3"),
        (answer(403, &[], "{}"), 1, "underscores_in_headers"),
        (answer(404, &[], "{}"), 1, "the account's number must be 3"),
        (answer(200, &[], "<html>"), 1, "is no Chatwoot"),
        (answer(200, &[], "{}"), 1, "is no Chatwoot"),
        (elsewhere, 1, "leads on to login.example"),
        (answer(422, &[], ""), 1, "the status 422"),
        (answer(429, &[("retry-after", "0")], ""), 3, "lower the requests per minute"),
        (answer(500, &[], ""), 3, "the status 500"),
    ] {
        let (url, asked) = serve(vec![answer]).await;
        let error = ask(&url, 3).await.unwrap_err();
        let said = error.to_string();
        assert!(said.contains(says), "{said}: not {says}");
        assert!(!format!("{said}{error:?}").contains(TOKEN), "{said}");
        assert_eq!(asked.lock().unwrap().len(), asked_for, "{said}");
        assert_eq!(error.passes(), asked_for > 1, "{said}");
    }
    let error = ask("http://127.0.0.1:1", 2).await.unwrap_err();
    assert!(error.to_string().starts_with("Chatwoot cannot be reached: "), "{error}");
    for url in ["http://", "http://127.0.0.1:1/?x="] {
        assert_eq!(ask(url, 1).await.unwrap_err(), Error::Url, "{url}");
    }
}
