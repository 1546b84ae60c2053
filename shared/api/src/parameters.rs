//! Parameters, in a query or in a body, read strictly: nothing is ignored, nothing is guessed.

use std::borrow::Cow;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use percent_encoding::percent_decode_str;

use crate::app::App;
use crate::problem::Problem;

pub use crate::selection::inbox;

/// The parameters of a route, read from those that are given.
pub trait Parameters: Sized {
    /// The names that the route takes.
    const NAMES: &'static [&'static str];

    /// Makes the parameters from the given values: each is given once and is not empty.
    fn of(given: &Given) -> Result<Self, Problem>;
}

/// An extractor of a route's parameters: 400 for any that it does not take, and for any that is
/// repeated, empty, or has a value that is not allowed.
#[derive(Debug, Clone, Copy)]
pub struct Strict<P>(pub P);

/// The parameters of a route that takes none.
#[derive(Debug, Clone, Copy)]
pub struct NoParameters;

/// Parameters as they are given: known names, each once, none empty.
#[derive(Debug, Default)]
pub struct Given<'a>(Vec<(&'static str, Cow<'a, str>)>);

impl<P: Parameters> FromRequestParts<App> for Strict<P> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        let given = Given::parse(parts.uri.query(), P::NAMES)?;
        P::of(&given).map(Self)
    }
}

impl Parameters for NoParameters {
    const NAMES: &'static [&'static str] = &[];

    fn of(_: &Given) -> Result<Self, Problem> {
        Ok(Self)
    }
}

impl<'a> Given<'a> {
    /// The parameters of a form-encoded query string, for a route that takes these `names`.
    pub fn parse(query: Option<&'a str>, names: &[&'static str]) -> Result<Self, Problem> {
        let mut given = Self::default();
        for pair in query.filter(|query| !query.is_empty()).into_iter().flat_map(|q| q.split('&')) {
            given.add(pair, names)?;
        }
        Ok(given)
    }

    /// The value of a parameter, if it is given.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(given, _)| *given == name).map(|(_, value)| &**value)
    }

    fn add(&mut self, pair: &'a str, names: &[&'static str]) -> Result<(), Problem> {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let name = self.known(&decoded(name).unwrap_or(Cow::Borrowed(name)), names)?;
        let value = decoded(value).ok_or_else(|| {
            Problem::bad_parameter(name, "is not percent-encoded UTF-8; encode its value anew")
        })?;
        self.put(name, value)
    }

    /// The route's own copy of a parameter's name. A problem where the route does not take the
    /// parameter, or it was given before.
    pub(crate) fn known(
        &self,
        name: &str,
        names: &[&'static str],
    ) -> Result<&'static str, Problem> {
        let Some(name) = names.iter().copied().find(|known| *known == name) else {
            return Err(Problem::unknown_parameter(name, names));
        };
        if self.value(name).is_some() {
            return Err(Problem::repeated_parameter(name));
        }
        Ok(name)
    }

    /// Adds the value of a [known](Self::known) parameter; a problem where it is empty.
    pub(crate) fn put(&mut self, name: &'static str, value: Cow<'a, str>) -> Result<(), Problem> {
        if value.is_empty() {
            return Err(Problem::empty_parameter(name));
        }
        self.0.push((name, value));
        Ok(())
    }
}

/// Decodes a form-encoded text. `None` where a `%` is not followed by two hexadecimal digits, or
/// the bytes are not UTF-8.
fn decoded(text: &str) -> Option<Cow<'_, str>> {
    let well_formed = text.split('%').skip(1).all(|after| {
        let digits = after.as_bytes().get(..2);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    });
    if !well_formed {
        return None;
    }
    if !text.contains(['+', '%']) {
        return Some(Cow::Borrowed(text));
    }
    let spaced = text.replace('+', " ");
    let bytes: Vec<u8> = percent_decode_str(&spaced).collect();
    String::from_utf8(bytes).ok().map(Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: &[&str] = &["period", "inbox_id"];

    #[test]
    fn known_parameters_are_decoded() {
        for (query, period, inbox) in [
            (None, None, None),
            (Some(""), None, None),
            (Some("period=7d"), Some("7d"), None),
            (Some("inbox_id=a=b&period=x"), Some("x"), Some("a=b")),
            (Some("%70eriod=7%64"), Some("7d"), None),
            (Some("inbox_id=%F0%9F%90%A2+%2B"), None, Some("🐢 +")),
            (Some("inbox_id=🐢"), None, Some("🐢")),
        ] {
            let given = Given::parse(query, NAMES).unwrap();
            let found = (given.value("period"), given.value("inbox_id"));
            assert_eq!(found, (period, inbox), "{query:?}");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        let unknown = |name: &str| {
            format!(
                "unknown_parameter There is no parameter `{name}`; this route takes `period`, \
                 `inbox_id`."
            )
        };
        let repeated = "repeated_parameter `period` is given more than once; give it once.";
        let empty = "empty_parameter `period` has no value; give it one, or leave it out.";
        let encoding =
            "bad_parameter `inbox_id` is not percent-encoded UTF-8; encode its value anew.";
        for (query, expected) in [
            ("account_id=other", unknown("account_id")),
            ("Period=7d", unknown("Period")),
            ("period=7d&", unknown("")),
            ("&&", unknown("")),
            ("=7d", unknown("")),
            ("%ff=7d", unknown("%ff")),
            (&*"x".repeat(100), unknown(&format!("{}…", "x".repeat(40)))),
            ("period=7d&period=7d", repeated.into()),
            ("period=7d&%70eriod=15d", repeated.into()),
            ("period", empty.into()),
            ("period=", empty.into()),
            ("inbox_id=%ff", encoding.into()),
            ("inbox_id=%ed%a0%80", encoding.into()),
            ("inbox_id=100%", encoding.into()),
            ("inbox_id=%2", encoding.into()),
            ("inbox_id=%zz", encoding.into()),
            ("inbox_id=%+1", encoding.into()),
        ] {
            let problem = Given::parse(Some(query), NAMES).unwrap_err();
            assert_eq!(format!("{} {}", problem.code(), problem.detail()), expected, "{query}");
            assert_eq!(problem.status(), 400);
        }
    }

    #[test]
    fn a_route_without_parameters_says_so() {
        let problem = Given::parse(Some("a=b"), NoParameters::NAMES).unwrap_err();
        assert_eq!(problem.detail(), "There is no parameter `a`; this route takes none.");
    }
}
