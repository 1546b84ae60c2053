//! Asking for an export, and downloading it as anybody with the URL does.

use e2e::http::{Http, Reply};
use e2e::system::System;
use e2e::token::token;
use http::Method;
use serde_json::Value;

/// A file as it was announced and as it came.
pub(crate) struct Export {
    pub(crate) filename: String,
    pub(crate) rows: usize,
    pub(crate) url: String,
    pub(crate) expires_at: String,
    pub(crate) reply: Reply,
}

/// Asks as an admin of this account.
pub(crate) async fn ask(system: &System, account: &str, body: &Value) -> Reply {
    ask_as(system, Some(&token(account, "admin")), body).await
}

/// Asks with a token or without.
pub(crate) async fn ask_as(system: &System, token: Option<&str>, body: &Value) -> Reply {
    let bearer = token.map(|token| format!("Bearer {token}"));
    let mut headers = vec![("content-type", "application/json")];
    headers.extend(bearer.iter().map(|bearer| ("authorization", bearer.as_str())));
    system.http().send(Method::POST, "/v1/exports", &headers, body.to_string()).await
}

/// Asks, downloads, and holds the file against its announcement.
pub(crate) async fn export(system: &System, account: &str, body: &Value) -> Export {
    let answer = ask(system, account, body).await;
    let text = String::from_utf8_lossy(&answer.body);
    assert_eq!(answer.status, 201, "{body}: {text}\n{}", system.log());
    let json = answer.json();
    let text = |name: &str| json[name].as_str().unwrap_or_else(|| panic!("{name}: {json}"));
    let count = |name: &str| {
        let count = json[name].as_u64().unwrap_or_else(|| panic!("{name}: {json}"));
        usize::try_from(count).expect("a small number")
    };
    assert_eq!(json.as_object().map(serde_json::Map::len), Some(5), "{json}");
    let reply = get(text("url")).await;
    assert_eq!(reply.status, 200, "{}", String::from_utf8_lossy(&reply.body));
    assert_eq!(reply.body.len(), count("bytes"), "{json}");
    let disposition = format!("attachment; filename=\"{}\"", text("filename"));
    assert_eq!(reply.header("content-disposition"), disposition);
    let media_type = match text("filename").rsplit('.').next() {
        Some("csv") => "text/csv; charset=utf-8",
        Some("zip") => "application/zip",
        _ => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    };
    assert_eq!(reply.header("content-type"), media_type);
    Export {
        filename: text("filename").to_owned(),
        rows: count("rows"),
        url: text("url").to_owned(),
        expires_at: text("expires_at").to_owned(),
        reply,
    }
}

/// A GET of a URL, without any header of ours.
pub(crate) async fn get(url: &str) -> Reply {
    request(Method::GET, url).await
}

/// Any request of a URL.
pub(crate) async fn request(method: Method, url: &str) -> Reply {
    let path = url.match_indices('/').nth(2).map_or(url.len(), |(at, _)| at);
    let (base, path) = url.split_at(path);
    Http::new(base.to_owned()).request(method, path, &[]).await
}
