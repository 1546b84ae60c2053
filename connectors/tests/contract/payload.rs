//! Payloads, and the connectors that they are sent to.

use std::path::Path;

use connectors::{Connector, Event, NotUnderstood, Platform};
use serde_json::Value;

/// The connector of an account of Chatwoot.
pub(crate) fn chatwoot() -> Connector {
    serde_json::from_str(
        r#"{"name": "shop", "account_id": "acme",
            "chatwoot": {"account": 1, "webhook_secret": "4f1b0c6a9d2e8735a0b1c2d3e4f56789"}}"#,
    )
    .unwrap()
}

/// The connector of an app of the WhatsApp Cloud API, with made-up rates.
pub(crate) fn whatsapp() -> Connector {
    serde_json::from_str(
        r#"{"name": "line", "account_id": "acme",
            "whatsapp": {"app_secret": "4f1b0c6a9d2e8735a0b1c2d3e4f56789",
                         "verify_token": "q7Vw2LmZx0RtYbN4sKd9eA",
                         "phone_numbers": {"106540352242922": "Support"}},
            "rate_card": {"currency": "USD", "periods": [
                {"from": "2026-01-01", "rates": {
                    "marketing": {"TW": "0.0701", "*": "0.0802"}, "utility": {"*": "0.0302"},
                    "service": {"*": "0"}, "other": {"*": "0.01"}}}]}}"#,
    )
    .unwrap()
}

/// The body of a file in `tests/payloads`.
pub(crate) fn body(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/payloads");
    let file = folder.join(name).with_extension("json");
    std::fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// The same as JSON.
pub(crate) fn json(name: &str) -> Value {
    serde_json::from_slice(&body(name)).unwrap()
}

/// Reads a body as the connector's platform sends it.
pub(crate) fn read(body: &[u8], connector: &Connector) -> Result<Event, NotUnderstood> {
    match connector.platform {
        Platform::Chatwoot(_) => connectors::chatwoot::read(body, connector),
        Platform::WhatsApp(_) => connectors::whatsapp::read(body, connector),
    }
}
