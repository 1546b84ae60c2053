//! Entity tags: an answer that the caller already has is not sent again (RFC 9110, 8.8.3 and
//! 13.1.2).

use std::fmt::Write;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use sha2::{Digest, Sha256};

/// The tag of these bytes: the same for the same bytes in any process and on any day. It is weak,
/// since answers with one tag may differ in `as_of` and in their encoding.
pub(crate) fn of(bytes: &[u8]) -> HeaderValue {
    let mut tag = String::from("W/\"");
    for byte in &Sha256::digest(bytes)[..16] {
        let _ = write!(tag, "{byte:02x}");
    }
    tag.push('"');
    HeaderValue::from_str(&tag).unwrap_or(HeaderValue::from_static("W/\"\""))
}

/// Answers 304 where the caller's `If-None-Match` has the tag of the answer. It runs on the
/// finished answer, so a caller who may not read has been refused before.
pub(crate) async fn not_modified(request: Request, next: Next) -> Response {
    let known: Vec<_> = request.headers().get_all(IF_NONE_MATCH).iter().cloned().collect();
    let mut response = next.run(request).await;
    if response.status() == StatusCode::OK && matches(&known, response.headers()) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        *response.body_mut() = Body::empty();
        response.headers_mut().remove(CONTENT_TYPE);
        response.headers_mut().remove(CONTENT_LENGTH);
    }
    response
}

fn matches(known: &[HeaderValue], headers: &HeaderMap) -> bool {
    let Some(tag) = headers.get(ETAG).and_then(|tag| tag.to_str().ok()) else { return false };
    let mut known = known.iter().filter_map(|known| known.to_str().ok());
    known.any(|known| lists(known, opaque(tag)))
}

/// The part of a tag in quotes; weak comparison looks at nothing else.
fn opaque(tag: &str) -> &str {
    tag.trim_start_matches("W/").trim_matches('"')
}

/// Whether an `If-None-Match` is `*` or lists a tag with this text. A list counts up to the place
/// where it is not well formed; commas within quotes belong to their tag.
fn lists(known: &str, tag: &str) -> bool {
    if known.trim() == "*" {
        return true;
    }
    let mut rest = known;
    loop {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        let quoted = rest.strip_prefix("W/").unwrap_or(rest).strip_prefix('"');
        match quoted.and_then(|quoted| quoted.split_once('"')) {
            Some((found, _)) if found == tag => return true,
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_weak_and_depends_on_the_bytes_alone() {
        assert_eq!(of(b"{}"), "W/\"44136fa355b3678a1146ad16f7e8649e\"");
        assert_eq!(of(b"{}"), of(b"{}"));
        assert_ne!(of(b"{}"), of(b"{ }"));
    }

    #[test]
    fn a_known_tag_is_found_in_any_list_by_weak_comparison() {
        for (known, found) in [
            (r#"W/"abc""#, true),
            (r#""abc""#, true),
            (r#""x", W/"abc""#, true),
            (r#" "x,y" ,"abc" , "z""#, true),
            ("*", true),
            (" * ", true),
            (r#"W/"abd""#, false),
            (r#""ABC""#, false),
            (r#""x,abc""#, false),
            (r#""x, "abc""#, false),
            ("abc", false),
            ("w/\"abc\"", false),
            (r#""abc"#, false),
            ("", false),
        ] {
            assert_eq!(lists(known, "abc"), found, "{known}");
        }
    }

    #[test]
    fn the_tag_is_looked_for_in_every_header_line() {
        let mut answer = HeaderMap::new();
        let known = [HeaderValue::from_static("\"x\""), HeaderValue::from_static("\"abc\"")];
        assert!(!matches(&known, &answer));
        answer.insert(ETAG, HeaderValue::from_static("W/\"abc\""));
        assert!(matches(&known, &answer));
        assert!(!matches(&known[..1], &answer));
        assert!(!matches(&[], &answer));
    }
}
