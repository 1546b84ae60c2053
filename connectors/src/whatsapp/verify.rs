//! Whether a request is WhatsApp's.

use crate::connector::WhatsApp;
use crate::signature::{self, Refused};

/// What a verification request asks.
#[derive(Debug, Clone, Copy, Default)]
pub struct Verification<'a> {
    /// The query parameter `hub.mode`.
    pub mode: Option<&'a str>,
    /// The query parameter `hub.verify_token`.
    pub token: Option<&'a str>,
    /// The query parameter `hub.challenge`.
    pub challenge: Option<&'a str>,
}

/// What a verification request is answered with: its challenge.
pub fn verification<'a>(connector: &WhatsApp, asked: Verification<'a>) -> Result<&'a str, Refused> {
    match asked {
        Verification {
            mode: Some("subscribe"),
            token: Some(token),
            challenge: Some(challenge),
        } => {
            let is_right = connector.verify_token.is(token);
            if is_right { Ok(challenge) } else { Err(Refused::WrongSignature) }
        }
        _ => Err(Refused::NotSigned),
    }
}

/// Fails unless the raw body has this signature (`X-Hub-Signature-256`). Such a signature has no
/// time in it, since a webhook is sent again for days: what comes twice changes nothing.
pub fn verify(connector: &WhatsApp, signature: Option<&str>, body: &[u8]) -> Result<(), Refused> {
    let signature = signature.ok_or(Refused::NotSigned)?;
    signature::verify(&connector.app_secret, &[body], signature)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    fn connector() -> WhatsApp {
        WhatsApp {
            app_secret: Secret::new("Jefe"),
            verify_token: Secret::new("q7Vw2LmZx0RtYbN4sKd9eA"),
            phone_numbers: std::collections::BTreeMap::new(),
        }
    }

    #[test]
    fn a_verification_gets_its_challenge_for_the_right_token() {
        let right = Verification {
            mode: Some("subscribe"),
            token: Some("q7Vw2LmZx0RtYbN4sKd9eA"),
            challenge: Some("1158201444"),
        };
        assert_eq!(verification(&connector(), right), Ok("1158201444"));
        for (asked, refused) in [
            (Verification { token: Some("other"), ..right }, Refused::WrongSignature),
            (Verification { token: None, ..right }, Refused::NotSigned),
            (Verification { mode: Some("unsubscribe"), ..right }, Refused::NotSigned),
            (Verification { challenge: None, ..right }, Refused::NotSigned),
            (Verification::default(), Refused::NotSigned),
        ] {
            assert_eq!(verification(&connector(), asked), Err(refused), "{asked:?}");
        }
    }

    #[test]
    fn the_body_is_signed() {
        // RFC 4231, test case 2.
        let signature = "sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        let body = b"what do ya want for nothing?";
        assert_eq!(verify(&connector(), Some(signature), body), Ok(()));
        assert_eq!(verify(&connector(), Some(signature), b"{}"), Err(Refused::WrongSignature));
        assert_eq!(verify(&connector(), Some("sha256="), body), Err(Refused::WrongSignature));
        assert_eq!(verify(&connector(), None, body), Err(Refused::NotSigned));
    }
}
