//! Secrets: texts that are compared in constant time, and never shown.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Deserializer};
use sha2::Sha256;

/// A secret text. It has no `Display`, and its `Debug` says nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The secret with this text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, to be sent to the platform and to nobody else.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether a caller gave this secret. How long it takes does not depend on where they differ.
    pub fn is(&self, given: &str) -> bool {
        let expected = Self::keyed(self.0.as_bytes()).finalize().into_bytes();
        Self::keyed(given.as_bytes()).verify_slice(&expected).is_ok()
    }

    /// Whether it is long and mixed enough to have 128 bits: 32 hexadecimal digits, or 22 characters
    /// of a larger alphabet, ten of them different.
    pub(crate) fn has_128_bits(&self) -> bool {
        let hexadecimal = self.0.bytes().all(|byte| byte.is_ascii_hexdigit());
        let mut characters: Vec<char> = self.0.chars().collect();
        let length = characters.len();
        characters.sort_unstable();
        characters.dedup();
        length >= if hexadecimal { 32 } else { 22 } && characters.len() >= 10
    }

    fn keyed(key: &[u8]) -> Hmac<Sha256> {
        let mac = Hmac::<Sha256>::new_from_slice(key);
        mac.unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // The error of another type would repeat the value.
        let text = String::deserialize(deserializer);
        text.map(Self).map_err(|_| serde::de::Error::custom("a secret must be a string"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_itself_and_nothing_else() {
        let secret = Secret::new("0123456789abcdef0123456789abcdef");
        assert!(secret.is("0123456789abcdef0123456789abcdef"));
        for other in ["", "0123456789abcdef0123456789abcdeF", "0123456789abcdef0123456789abcde"] {
            assert!(!secret.is(other), "{other}");
        }
        assert!(!Secret::new("").is("x"));
    }

    #[test]
    fn a_secret_is_never_shown() {
        assert_eq!(format!("{:?}", Secret::new("s3cret")), "Secret");
        let error = serde_json::from_str::<Secret>("123456").unwrap_err().to_string();
        assert!(
            error.contains("a secret must be a string") && !error.contains("123456"),
            "{error}"
        );
    }

    #[test]
    fn weak_secrets_are_known_by_their_form() {
        for strong in ["0123456789abcdef0123456789abcdef", "q7Vw2LmZx0RtYbN4sKd9eA"] {
            assert!(Secret::new(strong).has_128_bits(), "{strong}");
        }
        for weak in ["", "secret", "0123456789abcdef0123456789abcde", &"ab".repeat(40)] {
            assert!(!Secret::new(weak).has_128_bits(), "{weak}");
        }
    }
}
