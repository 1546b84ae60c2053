//! Customers' pseudonyms: what the counters keep in the place of customers' ids.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::id::Id;

/// The key of an account's pseudonyms: 256 random bits. Without it nobody can tell from a pseudonym
/// which customer it is, not even by trying all telephone numbers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct CustomerKey([u8; 32]);

impl CustomerKey {
    /// The key of these random bits.
    pub fn new(bits: [u8; 32]) -> Self {
        Self(bits)
    }

    /// Reads a key that was written by [`Self::to_text`].
    pub fn parse(text: &str) -> Option<Self> {
        let mut bits = [0; 32];
        let whole = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        for (n, byte) in bits.iter_mut().enumerate().filter(|_| whole) {
            *byte = u8::from_str_radix(&text[2 * n..2 * n + 2], 16).ok()?;
        }
        whole.then_some(Self(bits))
    }

    /// The key as text: 64 hexadecimal digits.
    pub fn to_text(&self) -> String {
        hexadecimal(&self.0)
    }

    /// A customer's pseudonym: the first 128 bits of the id's HMAC-SHA256, in 32 hexadecimal digits.
    pub fn pseudonym(&self, customer: &Id) -> Id {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0)
            .unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
        mac.update(customer.as_str().as_bytes());
        let digest = mac.finalize().into_bytes();
        Id::new(&hexadecimal(&digest[..16]))
            .unwrap_or_else(|_| unreachable!("hexadecimal digits are an id"))
    }
}

/// Says nothing of the key.
impl fmt::Debug for CustomerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CustomerKey")
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pseudonym_is_the_beginning_of_the_ids_hmac() {
        // RFC 4231, test case 1: the key is 20 bytes of 0b, here followed by the zeros that HMAC
        // pads a key with anyway.
        let mut bits = [0; 32];
        bits[..20].fill(0x0b);
        let pseudonym = CustomerKey::new(bits).pseudonym(&Id::new("Hi There").unwrap());
        assert_eq!(pseudonym.as_str(), "b0344c61d8db38535ca8afceaf0bf12b");
    }

    #[test]
    fn a_key_reads_back() {
        let key = CustomerKey::new(std::array::from_fn(|n| u8::try_from(7 * n).unwrap()));
        assert_eq!(CustomerKey::parse(&key.to_text()), Some(key));
        for bad in ["", "00", &"g".repeat(64), &"0".repeat(63), &"é".repeat(32)] {
            assert_eq!(CustomerKey::parse(bad), None, "{bad}");
        }
        assert_eq!(format!("{key:?}"), "CustomerKey");
    }
}
