//! Identifiers of accounts, inboxes, customers, sessions, agents, teams and flows.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// The longest id in bytes of UTF-8.
pub const MAX_BYTES: usize = 128;

/// An id that is known to be well formed: 1 to 128 bytes of UTF-8 without control characters
/// and without `#` (which separates the parts of the counters' keys).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(Arc<str>);

/// Why a text is not an id. The message continues a sentence that begins with the attribute's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// No bytes at all.
    #[error("is empty; an id has 1 to 128 bytes")]
    Empty,
    /// More than [`MAX_BYTES`].
    #[error("is too long; an id has at most 128 bytes of UTF-8")]
    TooLong,
    /// A control character or `#`.
    #[error("has a control character or `#`, which an id must not have")]
    Forbidden,
    /// `/`, `?` or `%` in the id of an agent or a team.
    #[error("has `/`, `?` or `%`, which the id of an agent or a team must not have")]
    NotInPaths,
}

impl Id {
    /// The id with this text, if it is well formed.
    pub fn new(text: &str) -> Result<Self, IdError> {
        if text.is_empty() {
            Err(IdError::Empty)
        } else if text.len() > MAX_BYTES {
            Err(IdError::TooLong)
        } else if text.chars().any(|c| c.is_control() || c == '#') {
            Err(IdError::Forbidden)
        } else {
            Ok(Self(text.into()))
        }
    }

    /// The id of an agent or a team with this text, if it is well formed. Such ids appear in paths,
    /// so they also have no `/`, `?` and `%`.
    pub fn in_path(text: &str) -> Result<Self, IdError> {
        if text.contains(['/', '?', '%']) { Err(IdError::NotInPaths) } else { Self::new(text) }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl PartialSchema for Id {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some(
                "An id: 1 to 128 bytes of UTF-8 without control characters and without `#`; that \
                 of an agent or a team also without `/`, `?` and `%`.",
            ))
            .min_length(Some(1))
            .max_length(Some(MAX_BYTES))
            .examples(["a-17"])
            .into()
    }
}

impl ToSchema for Id {}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

impl std::borrow::Borrow<str> for Id {
    fn borrow(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_1_to_128_bytes_without_control_characters_and_hash() {
        for good in ["a", "群組 7", &"x".repeat(128), "a/b?c%d"] {
            assert_eq!(Id::new(good).unwrap().as_str(), good);
        }
        for (bad, why) in [
            ("", IdError::Empty),
            (&*"x".repeat(129), IdError::TooLong),
            (&"é".repeat(65), IdError::TooLong),
            ("a#b", IdError::Forbidden),
            ("a\nb", IdError::Forbidden),
            ("a\u{85}b", IdError::Forbidden),
        ] {
            assert_eq!(Id::new(bad), Err(why));
        }
    }

    #[test]
    fn ids_in_paths_have_no_reserved_characters() {
        assert_eq!(Id::in_path("ann-1").unwrap().as_str(), "ann-1");
        for bad in ["a/b", "a?b", "a%b"] {
            assert_eq!(Id::in_path(bad), Err(IdError::NotInPaths));
        }
        assert_eq!(Id::in_path("a#b"), Err(IdError::Forbidden));
    }

    #[test]
    fn an_id_prints_as_its_text_and_is_found_by_it() {
        let web = Id::new("web").unwrap();
        assert_eq!((web.to_string(), format!("{web:?}")), ("web".to_owned(), "web".to_owned()));
        assert_eq!(serde_json::to_string(&web).unwrap(), "\"web\"");
        let names = std::collections::BTreeMap::from([(web, "Web chat")]);
        assert_eq!(names.get("web"), Some(&"Web chat"));
        assert_eq!(names.get("ig"), None);
    }
}
