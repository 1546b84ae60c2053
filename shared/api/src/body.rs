//! Parameters in a JSON body, read as strictly as those of a query.

use std::borrow::Cow;
use std::fmt;

use axum::body::to_bytes;
use axum::extract::{FromRequest, Request};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

use crate::app::App;
use crate::parameters::{Given, Parameters};
use crate::problem::Problem;

/// The most bytes of a body.
pub(crate) const MOST_BYTES: usize = 4096;

/// An extractor of a route's parameters from its body, a JSON object whose values are texts: 413
/// for a body of more than 4 KB; 400 for anything but an object, for a field that the route does
/// not take, and for one that is repeated, empty, no text, or has a value that is not allowed. It
/// ignores the content type.
#[derive(Debug, Clone, Copy)]
pub struct StrictBody<P>(pub P);

impl<P: Parameters> FromRequest<App> for StrictBody<P> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &App) -> Result<Self, Problem> {
        // A sender that breaks off gets no answer, so any body that cannot be read is too large.
        let bytes = to_bytes(request.into_body(), MOST_BYTES).await;
        let bytes = bytes.map_err(|_| Problem::body_too_large(MOST_BYTES))?;
        P::of(&given(&bytes, P::NAMES)?).map(Self)
    }
}

/// The parameters of a body, for a route that takes these `names`.
fn given(bytes: &[u8], names: &[&'static str]) -> Result<Given<'static>, Problem> {
    let Fields(fields) = serde_json::from_slice(bytes).map_err(|error| {
        if error.is_data() {
            Problem::bad_body("is no JSON object")
        } else {
            Problem::bad_body(format_args!("is not JSON ({error})"))
        }
    })?;
    let mut given = Given::default();
    for (name, value) in fields {
        let name = given.known(&name, names)?;
        match value {
            Value::String(text) => given.put(name, Cow::Owned(text))?,
            Value::Null => {
                return Err(Problem::bad_parameter(
                    name,
                    "is null; give it a value, or leave it out",
                ));
            }
            _ => return Err(Problem::bad_parameter(name, "must be a text in quotes")),
        }
    }
    Ok(given)
}

/// The fields of an object as they are written, with those that are repeated.
struct Fields(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Fields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(Fields(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: &[&str] = &["section", "inbox_id"];

    #[test]
    fn fields_are_parameters() {
        for (body, section, inbox) in [
            ("{}", None, None),
            (" { \"section\" : \"all\" }\n", Some("all"), None),
            (r#"{"inbox_id":"群組 \ud83d\udc22+%","section":"a"}"#, Some("a"), Some("群組 🐢+%")),
        ] {
            let given = given(body.as_bytes(), NAMES).unwrap();
            assert_eq!(
                (given.value("section"), given.value("inbox_id")),
                (section, inbox),
                "{body}"
            );
        }
    }

    #[test]
    fn anything_else_is_refused() {
        let object = "bad_body The body is no JSON object; send a JSON object with \
                      `Content-Type: application/json`.";
        let unknown = |name: &str| {
            format!(
                "unknown_parameter There is no parameter `{name}`; this route takes `section`, \
                 `inbox_id`."
            )
        };
        for (body, expected) in [
            ("[]", object.to_owned()),
            ("null", object.to_owned()),
            (&*"[".repeat(4000), object.to_owned()),
            (r#""section""#, object.to_owned()),
            (r#"{"account_id":"other"}"#, unknown("account_id")),
            (r#"{"Section":"all"}"#, unknown("Section")),
            (
                r#"{"section":"all","section":"all"}"#,
                "repeated_parameter `section` is given more than once; give it once.".to_owned(),
            ),
            (
                r#"{"section":""}"#,
                "empty_parameter `section` has no value; give it one, or leave it out.".to_owned(),
            ),
            (
                r#"{"inbox_id":null}"#,
                "bad_parameter `inbox_id` is null; give it a value, or leave it out.".to_owned(),
            ),
            (
                r#"{"section":["all"]}"#,
                "bad_parameter `section` must be a text in quotes.".to_owned(),
            ),
            (r#"{"section":7}"#, "bad_parameter `section` must be a text in quotes.".to_owned()),
        ] {
            let problem = given(body.as_bytes(), NAMES).unwrap_err();
            assert_eq!(format!("{} {}", problem.code(), problem.detail()), expected, "{body}");
            assert_eq!(problem.status(), 400);
        }
        for body in ["", "{", "section=all", "{\"section\":\"all\"}}", "{'section':'all'}"] {
            let problem = given(body.as_bytes(), NAMES).unwrap_err();
            assert_eq!(problem.code(), "bad_body");
            assert!(problem.detail().starts_with("The body is not JSON ("), "{body}");
        }
        assert_eq!(given(b"{\"section\":\"\xff\"}", NAMES).unwrap_err().code(), "bad_body");
    }
}
