//! Signatures of webhooks: `sha256=` and the HMAC-SHA256 of the raw body, in hexadecimal digits.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::secret::Secret;

/// Why a request is refused. The caller is told no more than that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The request has no signature and no token, or only a part of what is signed.
    #[error("the request is not signed")]
    NotSigned,
    /// The signature or the token is another one.
    #[error("the signature is wrong")]
    WrongSignature,
    /// It was signed more than five minutes ago, or ahead.
    #[error("the signature is more than five minutes old, or ahead")]
    WrongTime,
    /// The connector has no secret for this kind of signature.
    #[error("the connector has no secret for this")]
    NoSecret,
}

/// Fails unless `signature` is the one of these parts, one after the other. The comparison takes the
/// same time wherever they differ.
pub(crate) fn verify(secret: &Secret, parts: &[&[u8]], signature: &str) -> Result<(), Refused> {
    let digits = signature.strip_prefix("sha256=").ok_or(Refused::WrongSignature)?;
    let given = bytes(digits).ok_or(Refused::WrongSignature)?;
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.reveal().as_bytes())
        .unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
    for part in parts {
        mac.update(part);
    }
    mac.verify_slice(&given).map_err(|_| Refused::WrongSignature)
}

/// The bytes of 64 hexadecimal digits.
fn bytes(digits: &str) -> Option<[u8; 32]> {
    let digits = digits.as_bytes();
    let mut bytes = [0; 32];
    if digits.len() != 64 {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let digit = |digit: u8| char::from(digit).to_digit(16);
        *byte = u8::try_from(digit(pair[0])? * 16 + digit(pair[1])?).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 4231, test case 2.
    const SIGNATURE: &str =
        "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";

    #[test]
    fn a_signature_is_the_hmac_of_the_parts() {
        let key = Secret::new("Jefe");
        let parts: [&[u8]; 2] = [b"what do ya want ", b"for nothing?"];
        assert_eq!(verify(&key, &parts, SIGNATURE), Ok(()));
        assert_eq!(verify(&key, &[parts[0]], SIGNATURE), Err(Refused::WrongSignature));
        assert_eq!(verify(&Secret::new("jefe"), &parts, SIGNATURE), Err(Refused::WrongSignature));
    }

    #[test]
    fn a_signature_of_another_form_is_wrong() {
        let key = Secret::new("Jefe");
        let digits = SIGNATURE.strip_prefix("sha256=").unwrap();
        for form in [digits, "sha256=", "", &SIGNATURE[..70], &format!("sha1={digits}"), "sha256=é"]
        {
            assert_eq!(verify(&key, &[b""], form), Err(Refused::WrongSignature), "{form}");
        }
        assert!(bytes(&"é".repeat(32)).is_none());
    }
}
