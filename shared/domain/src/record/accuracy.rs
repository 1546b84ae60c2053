//! The accuracy of a suggestion: how close it is to the text that was sent.

use rapidfuzz::distance::levenshtein;

/// The longest text in Unicode scalar values that is compared.
const MAX_CHARS: usize = 16_384;

/// `1 − d / max(len)` in millionths, rounded half up: `d` the Levenshtein distance of the two
/// texts and `len` their lengths, in Unicode scalar values. `None` where the suggestion is empty
/// or a text is longer than 16,384 characters.
pub(super) fn accuracy_in_millionths(suggestion: &str, sent: &str) -> Option<u32> {
    let lengths = [suggestion, sent].map(|text| text.chars().count());
    let longest = lengths.into_iter().max()?;
    if suggestion.is_empty() || longest > MAX_CHARS {
        return None;
    }
    let same = longest - levenshtein::distance(suggestion.chars(), sent.chars());
    let millionths = (2_000_000 * same + longest) / (2 * longest);
    u32::try_from(millionths).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accuracy_counts_unicode_scalar_values_and_rounds_half_up() {
        for (suggestion, sent, accuracy) in [
            ("kitten", "sitting", Some(571_429)),
            ("same", "same", Some(1_000_000)),
            ("abc", "", Some(0)),
            ("", "abc", None),
            ("", "", None),
            ("👍🏽", "👍", Some(500_000)),
            ("é", "e\u{301}", Some(0)),
            // 1/128 = 0.0078125
            (&*"a".repeat(128), "a", Some(7_813)),
            (&"a".repeat(16_384), &"a".repeat(16_384), Some(1_000_000)),
            (&"a".repeat(16_385), "a", None),
            ("a", &"é".repeat(16_385), None),
        ] {
            assert_eq!(accuracy_in_millionths(suggestion, sent), accuracy);
        }
    }
}
