//! Ids of records: the connector's name, a point, and what the platform calls the thing. A name has
//! no point, so two connectors never make the same id.

use sha2::{Digest, Sha256};

/// The longest part of a platform's own that is taken over as it is.
const LONGEST: usize = 64;

/// The id of what the platform calls `own`.
pub(crate) fn id(connector: &str, own: &str) -> String {
    format!("{connector}.{own}")
}

/// What the platform calls something, in a form that may stand in every id: as it is if it has only
/// letters, digits and `_`, `-`, `+` and `.`, and else 128 bits of its SHA-256 in hexadecimal digits.
pub(crate) fn own(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-+.".contains(c);
    if (1..=LONGEST).contains(&text.len()) && text.chars().all(is_plain) {
        text.to_owned()
    } else {
        hash(text)
    }
}

/// 128 bits of a text's SHA-256, in hexadecimal digits.
pub(crate) fn hash(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
    digest.iter().take(16).flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

#[cfg(test)]
mod tests {
    use domain::id::Id;

    use super::*;

    #[test]
    fn every_text_has_an_id() {
        assert_eq!(id("shop", &own("886912345678")), "shop.886912345678");
        assert_eq!(own("US.13491208655302741918"), "US.13491208655302741918");
        // The beginning of a value of FIPS 180-4's examples.
        assert_eq!(own("a b#"), hash("a b#"));
        assert_eq!(hash("abc"), "ba7816bf8f01cfea414140de5dae2223");
        let longest = "x".repeat(32);
        for text in ["", "a/b", "a#b", "a\nb", "群", &"x".repeat(65), &"y".repeat(64)] {
            let id = id(&longest, &own(text));
            assert!(Id::in_path(&id).is_ok(), "{id}");
        }
    }
}
