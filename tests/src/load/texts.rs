//! Pairs of suggestion and sent text.

use fastrand::Rng;

/// The longest text that an accuracy is worked out for, in characters.
const LONGEST: usize = 16_384;

/// A suggestion and what was sent of it; either may be missing.
pub(super) fn pair(rng: &mut Rng) -> (Option<String>, Option<String>) {
    let suggestion = match rng.u8(0..100) {
        0..=5 => return (None, Some(words(rng, 20))),
        6..=10 => return (Some(words(rng, 20)), None),
        11 => return (None, None),
        12..=16 => return (Some(String::new()), Some(words(rng, 10))),
        17..=20 => return (Some(words(rng, 10)), Some(String::new())),
        21 => return (Some(String::new()), Some(String::new())),
        // At the limit and one over it, on either side. The other text is short: the distance costs their product.
        22 => return (Some(repeated("ä", LONGEST)), Some(words(rng, 30))),
        23 => return (Some(words(rng, 30)), Some(repeated("🧉", LONGEST))),
        24 => return (Some(repeated("b", LONGEST + 1)), Some(words(rng, 10))),
        25 => return (Some(words(rng, 10)), Some(repeated("é", LONGEST + 1))),
        // Lengths whose accuracies end in a five at the seventh decimal.
        26..=45 => {
            let length = *rng.choice(&[128, 64, 640, 384]).expect("some");
            (0..length).map(|_| rng.lowercase()).collect()
        }
        _ => {
            let length = rng.usize(1..120);
            words(rng, length)
        }
    };
    let sent = match rng.u8(0..10) {
        0 | 1 => suggestion.clone(),
        2 => words(rng, 40),
        _ => edited(&suggestion, rng),
    };
    (Some(suggestion), Some(sent))
}

fn words(rng: &mut Rng, length: usize) -> String {
    let pieces = [
        "a",
        "b",
        "c",
        " ",
        "e",
        "t",
        "ü",
        "ß",
        "茶",
        "好",
        "🙂",
        "👩‍👩‍👧",
        "e\u{301}",
        "\n",
        "\"",
        "Z",
        "𝄞",
    ];
    (0..length).map(|_| *rng.choice(&pieces).expect("some")).collect()
}

fn repeated(piece: &str, length: usize) -> String {
    piece.repeat(length)
}

/// The text with a few characters replaced, removed, added or swapped.
fn edited(text: &str, rng: &mut Rng) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    for _ in 0..rng.usize(1..8) {
        let at = rng.usize(0..=characters.len());
        match rng.u8(0..4) {
            0 => characters.insert(at, *rng.choice(&['x', '🙂', 'é']).expect("some")),
            1 if at < characters.len() => {
                characters.remove(at);
            }
            2 if at + 1 < characters.len() => characters.swap(at, at + 1),
            _ if at < characters.len() => characters[at] = '#',
            _ => {}
        }
    }
    characters.into_iter().collect()
}
