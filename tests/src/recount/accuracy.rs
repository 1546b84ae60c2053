//! How much of a suggestion was sent as it was.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};

/// The accuracy of one use, `1 − d / max(len)`, in millionths, a half rounded up. `suggestion` is not empty.
pub(super) fn millionths(suggestion: &str, sent: &str) -> u64 {
    type Worked = HashMap<(String, String), u64>;
    static WORKED: LazyLock<Mutex<Worked>> = LazyLock::new(Mutex::default);
    let pair = (suggestion.to_owned(), sent.to_owned());
    if let Some(known) = WORKED.lock().expect("not poisoned").get(&pair) {
        return *known;
    }
    let (a, b): (Vec<char>, Vec<char>) = (suggestion.chars().collect(), sent.chars().collect());
    let longer = a.len().max(b.len()) as u64;
    let same = longer - distance(&a, &b) as u64;
    let accuracy = halves_up(same * 1_000_000, longer);
    WORKED.lock().expect("not poisoned").insert(pair, accuracy);
    accuracy
}

/// The mean in whole units, a half rounded up.
pub(super) fn halves_up(sum: u64, count: u64) -> u64 {
    (2 * sum + count) / (2 * count)
}

/// The Levenshtein distance, by the table of Wagner and Fischer, of which two rows are kept.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (row, x) in a.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, y) in b.iter().enumerate() {
            let replaced = above[column] + usize::from(x != y);
            let removed = above[column + 1] + 1;
            let added = current[column] + 1;
            current.push(replaced.min(removed).min(added));
        }
        above = current;
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_of_the_textbook() {
        let table = [
            ("kitten", "sitting", 3),
            ("saturday", "sunday", 3),
            ("", "abc", 3),
            ("abc", "", 3),
            ("flaw", "lawn", 2),
            ("é", "e\u{301}", 2),
            ("👩‍👩‍👧", "👩", 4),
            ("same", "same", 0),
        ];
        for (a, b, expected) in table {
            let (x, y): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            assert_eq!(distance(&x, &y), expected, "{a} → {b}");
        }
    }

    #[test]
    fn accuracies_round_halves_up() {
        let text = "abcdefgh".repeat(16);
        let changed = |n: usize| "#".repeat(n) + &text[n..];
        // 1 − 1/128 = 0.9921875 and 1 − 3/128 = 0.9765625, which rounding halves to even would bring to 0.976562.
        assert_eq!(millionths(&text, &changed(1)), 992_188);
        assert_eq!(millionths(&text, &changed(3)), 976_563);
        assert_eq!(millionths("abc", "abx"), 666_667);
        assert_eq!(millionths("abc", ""), 0);
        assert_eq!(millionths("abc", "abc"), 1_000_000);
    }
}
