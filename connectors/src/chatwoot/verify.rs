//! Whether a webhook is Chatwoot's.

use chrono::{DateTime, TimeDelta, Utc};

use crate::connector::Chatwoot;
use crate::signature::{self, Refused};

/// How old a signature may be, or how far ahead.
const TOLERANCE: TimeDelta = TimeDelta::minutes(5);

/// What a request gives to show that it is Chatwoot's.
#[derive(Debug, Clone, Copy, Default)]
pub struct Given<'a> {
    /// The header `X-Chatwoot-Timestamp`.
    pub timestamp: Option<&'a str>,
    /// The header `X-Chatwoot-Signature`.
    pub signature: Option<&'a str>,
    /// The query parameter `token`.
    pub token: Option<&'a str>,
}

/// Fails unless the request is signed, by `{timestamp}.{raw body}`, or has the token of a connector
/// for a Chatwoot that does not sign. A signature that is given has to be right where the connector
/// has its secret.
pub fn verify(
    connector: &Chatwoot,
    given: Given<'_>,
    body: &[u8],
    now: DateTime<Utc>,
) -> Result<(), Refused> {
    match (&connector.webhook_secret, given.signature) {
        (Some(secret), Some(signature)) => {
            let timestamp = given.timestamp.ok_or(Refused::NotSigned)?;
            signature::verify(secret, &[timestamp.as_bytes(), b".", body], signature)?;
            let seconds = timestamp.parse().map_err(|_| Refused::WrongTime)?;
            let signed = DateTime::from_timestamp(seconds, 0).ok_or(Refused::WrongTime)?;
            let is_fresh = (now - signed).abs() <= TOLERANCE;
            if is_fresh { Ok(()) } else { Err(Refused::WrongTime) }
        }
        _ => match (&connector.token, given.token) {
            (Some(token), Some(given)) if token.is(given) => Ok(()),
            (Some(_), Some(_)) => Err(Refused::WrongSignature),
            (None, _) if given.signature.is_some() => Err(Refused::NoSecret),
            _ => Err(Refused::NotSigned),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::Secret;

    const BODY: &[u8] = br#"{"event":"message_created"}"#;
    const SECRET: &str = "8c1f0b3a52d94e6790ab1c2d3e4f5061";
    // printf '1795342530.{"event":"message_created"}' | openssl dgst -sha256 -hmac $SECRET
    const SIGNATURE: &str =
        "sha256=c76ad0a4758b5b2bb02b979b2295613b08052daead0d63b9bb076522ad517ae7";

    fn connector(secret: Option<&str>, token: Option<&str>) -> Chatwoot {
        Chatwoot {
            account: 1,
            url: None,
            webhook_secret: secret.map(Secret::new),
            token: token.map(Secret::new),
            api_token: None,
        }
    }

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    const SIGNED: Given<'_> =
        Given { timestamp: Some("1795342530"), signature: Some(SIGNATURE), token: None };

    #[test]
    fn a_signature_is_taken_for_five_minutes_both_ways() {
        let connector = connector(Some(SECRET), None);
        for (now, result) in [
            (1_795_342_530, Ok(())),
            (1_795_342_830, Ok(())),
            (1_795_342_230, Ok(())),
            (1_795_342_831, Err(Refused::WrongTime)),
            (1_795_342_229, Err(Refused::WrongTime)),
        ] {
            assert_eq!(verify(&connector, SIGNED, BODY, at(now)), result, "{now}");
        }
    }

    #[test]
    fn what_is_signed_is_the_time_and_the_body() {
        let connector = connector(Some(SECRET), None);
        let check = |given, body: &[u8]| verify(&connector, given, body, at(1_795_342_530));
        let other = Given { timestamp: Some("1795342531"), ..SIGNED };
        assert_eq!(check(other, BODY), Err(Refused::WrongSignature));
        assert_eq!(check(SIGNED, b"{}"), Err(Refused::WrongSignature));
        assert_eq!(check(Given { timestamp: None, ..SIGNED }, BODY), Err(Refused::NotSigned));
        assert_eq!(check(Given { signature: None, ..SIGNED }, BODY), Err(Refused::NotSigned));
        assert_eq!(check(Given::default(), BODY), Err(Refused::NotSigned));
        // What is no time cannot be signed without the secret; who has it is told nothing else.
        let other = connector_of_another();
        assert_eq!(verify(&other, SIGNED, BODY, at(1_795_342_530)), Err(Refused::WrongSignature));
    }

    fn connector_of_another() -> Chatwoot {
        connector(Some("00112233445566778899aabbccddeeff"), None)
    }

    #[test]
    fn a_token_is_taken_of_a_chatwoot_that_does_not_sign() {
        let token = "q7Vw2LmZx0RtYbN4sKd9eA";
        let given = |token| Given { token: Some(token), ..Given::default() };
        let check = |connector: &Chatwoot, given| verify(connector, given, BODY, at(0));
        let by_token = connector(None, Some(token));
        assert_eq!(check(&by_token, given(token)), Ok(()));
        assert_eq!(check(&by_token, given("q7Vw2LmZx0RtYbN4sKd9eB")), Err(Refused::WrongSignature));
        assert_eq!(check(&by_token, Given::default()), Err(Refused::NotSigned));
        // A signature that cannot be checked does not matter beside the right token.
        assert_eq!(check(&by_token, Given { token: Some(token), ..SIGNED }), Ok(()));
        let signing = connector(Some(SECRET), None);
        assert_eq!(check(&signing, given(token)), Err(Refused::NotSigned));
        assert_eq!(check(&connector(None, None), SIGNED), Err(Refused::NoSecret));
        // A wrong signature is refused whatever stands beside it.
        let both = connector(Some(SECRET), Some(token));
        let wrong = Given { token: Some(token), signature: Some("sha256=00"), ..SIGNED };
        assert_eq!(check(&both, wrong), Err(Refused::WrongSignature));
    }
}
