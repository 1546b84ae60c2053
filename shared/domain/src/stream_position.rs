//! Positions in a shard of a stream.

use std::cmp::Ordering;
use std::fmt;

/// The sequence number of a stream record: a decimal number of up to 40 digits, comparable within
/// a shard, as a number and not as text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SequenceNumber(String);

impl SequenceNumber {
    /// Reads a sequence number: 1 to 40 digits.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = (1..=40).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| Self(text.to_owned()))
    }

    /// The number as the stream wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn significant(&self) -> &str {
        self.0.trim_start_matches('0')
    }
}

impl fmt::Display for SequenceNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Ord for SequenceNumber {
    fn cmp(&self, other: &Self) -> Ordering {
        let (mine, theirs) = (self.significant(), other.significant());
        mine.len().cmp(&theirs.len()).then_with(|| mine.cmp(theirs))
    }
}

impl PartialOrd for SequenceNumber {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// How much of a record is applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Its parts up to this one, counted from 0; more follow.
    Through(u32),
    /// All of it.
    Whole,
}

/// How far a shard is counted: everything up to this position, and nothing after it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct StreamPosition {
    /// The last record that is applied, in whole or in part.
    pub sequence: SequenceNumber,
    /// How much of that record is applied.
    pub part: Part,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn position(sequence: &str, part: Part) -> StreamPosition {
        StreamPosition { sequence: SequenceNumber::parse(sequence).unwrap(), part }
    }

    #[test]
    fn positions_are_ordered_by_number_and_part() {
        let ordered = [
            position("0", Part::Whole),
            position("9", Part::Whole),
            position("010", Part::Through(0)),
            position("10", Part::Through(1)),
            position("10", Part::Through(10)),
            position("10", Part::Whole),
            position("9999999999999999999999999999999999999998", Part::Whole),
            position("9999999999999999999999999999999999999999", Part::Through(0)),
        ];
        assert!(ordered.is_sorted_by(|a, b| a < b));
        for bad in ["", "-1", "1a", " 1", &"1".repeat(41)] {
            assert_eq!(SequenceNumber::parse(bad), None);
        }
    }

    #[test]
    fn a_sequence_number_is_kept_as_the_stream_wrote_it() {
        for text in ["0", "010", &"9".repeat(40)] {
            let sequence = SequenceNumber::parse(text).unwrap();
            assert_eq!((sequence.as_str(), sequence.to_string()), (text, text.to_owned()));
        }
    }
}
