use serde_json::{Value, json};

use super::*;

const SECRET: &str = "4f1b0c6a9d2e8735a0b1c2d3e4f56789";

fn chatwoot() -> Value {
    json!({"name": "shop", "account_id": "acme", "timezone": "Asia/Taipei",
           "chatwoot": {"account": 1, "webhook_secret": SECRET}})
}

/// The configuration with one value changed, or taken away.
fn with(mut written: Value, path: &str, value: Value) -> Value {
    let (folder, name) = path.rsplit_once('/').unwrap();
    let fields = written.pointer_mut(folder).unwrap().as_object_mut().unwrap();
    match value {
        Value::Null => fields.remove(name),
        value => fields.insert(name.to_owned(), value),
    };
    written
}

fn read(written: Value) -> Result<Connector, String> {
    serde_json::from_value(written).map_err(|error| error.to_string())
}

#[test]
fn the_example_is_a_valid_configuration() {
    let connectors: Connectors = serde_json::from_str(include_str!("../../example.json")).unwrap();
    let shop = &connectors.0["shop"];
    assert_eq!((shop.account.as_str(), shop.timezone.as_deref()), ("demo", Some("Asia/Taipei")));
    let Platform::Chatwoot(chatwoot) = &shop.platform else { panic!("{shop:?}") };
    assert_eq!(chatwoot.account, 1);
    let Platform::WhatsApp(whatsapp) = &connectors.0["line-1"].platform else { panic!() };
    assert_eq!(whatsapp.phone_numbers.len(), 1);
    assert!(connectors.0["line-1"].rate_card.is_some());
}

#[test]
fn the_same_may_be_written_as_toml() {
    let json: Value = serde_json::from_str(include_str!("../../example.json")).unwrap();
    let text = format!(
        "[[connectors]]\nname = \"shop\"\naccount_id = \"demo\"\ntimezone = \"Asia/Taipei\"\n\
         [connectors.chatwoot]\naccount = 1\nwebhook_secret = {}\nurl = {}\napi_token = {}\n",
        json["connectors"][0]["chatwoot"]["webhook_secret"],
        json["connectors"][0]["chatwoot"]["url"],
        json["connectors"][0]["chatwoot"]["api_token"],
    );
    let toml: Connectors = toml::from_str(&text).unwrap();
    let json: Connectors = serde_json::from_value(json).unwrap();
    assert_eq!(toml.0["shop"], json.0["shop"]);
}

#[test]
fn what_is_wrong_is_said_and_what_to_change() {
    assert!(read(chatwoot()).is_ok());
    let whatsapp = with(chatwoot(), "/chatwoot", Value::Null);
    let whatsapp =
        with(whatsapp, "/whatsapp", json!({"app_secret": SECRET, "verify_token": SECRET}));
    assert!(read(whatsapp.clone()).is_ok());
    for (written, says) in [
        (with(chatwoot(), "/name", json!("Shop")), "`name` must be 1 to 32 small letters"),
        (with(chatwoot(), "/name", json!("a.b")), "`name` must be"),
        (with(chatwoot(), "/name", json!("")), "`name` must be"),
        (with(chatwoot(), "/name", json!("x".repeat(33))), "`name` must be"),
        (with(chatwoot(), "/account_id", json!("a#b")), "`account_id` has a control character"),
        (with(chatwoot(), "/timezone", json!("Taipei")), "`timezone` must be a name"),
        (with(chatwoot(), "/chatwoot", Value::Null), "give either `chatwoot` or `whatsapp`"),
        (
            with(whatsapp.clone(), "/chatwoot", chatwoot()["chatwoot"].clone()),
            "give either `chatwoot` or `whatsapp`",
        ),
        (with(chatwoot(), "/chatwoot/webhook_secret", Value::Null), "needs `webhook_secret`"),
        (
            with(chatwoot(), "/chatwoot/webhook_secret", json!("1234")),
            "`webhook_secret` is too short",
        ),
        (with(chatwoot(), "/chatwoot/token", json!("a".repeat(99))), "`token` is too short"),
        (with(chatwoot(), "/chatwoot/url", json!("https://chat.example")), "needs both `url`"),
        (with(chatwoot(), "/chatwoot/accout", json!(1)), "unknown field `accout`"),
        (with(whatsapp.clone(), "/whatsapp/app_secret", json!("")), "`app_secret` is too short"),
        (
            with(whatsapp.clone(), "/whatsapp/verify_token", json!("hello")),
            "`verify_token` is too short",
        ),
        (
            with(whatsapp.clone(), "/whatsapp/phone_numbers", json!({"+886": "Shop"})),
            "`phone_numbers` must be named by their ids",
        ),
    ] {
        let error = read(written).unwrap_err();
        assert!(error.contains(says), "{error}: not {says}");
    }
    let twice = json!({"connectors": [chatwoot(), chatwoot()]});
    let error = serde_json::from_value::<Connectors>(twice).unwrap_err().to_string();
    assert!(error.contains("two connectors are called `shop`"), "{error}");
}

#[test]
fn an_access_token_goes_only_where_nobody_listens() {
    for (url, is_taken) in [
        ("https://chat.example", true),
        ("http://127.0.0.1:4000", true),
        ("http://localhost/chat", true),
        ("http://chat.example", false),
        ("http://localhost.example", false),
        ("http://127.0.0.1.example", false),
        ("https://", false),
        ("chat.example", false),
    ] {
        let written = with(chatwoot(), "/chatwoot/url", json!(url));
        let result = read(with(written, "/chatwoot/api_token", json!("t")));
        assert_eq!(result.is_ok(), is_taken, "{url}: {result:?}");
    }
}

#[test]
fn no_secret_is_shown() {
    let shown = format!("{:?}", read(chatwoot()).unwrap());
    assert!(shown.contains("webhook_secret: Some(Secret)"), "{shown}");
    assert!(!shown.contains(SECRET), "{shown}");
}

#[test]
fn the_directory_has_the_zone_and_the_phone_numbers() {
    let mut written = with(chatwoot(), "/chatwoot", Value::Null);
    written["whatsapp"] = json!({"app_secret": SECRET, "verify_token": SECRET,
                                 "phone_numbers": {"106540352242922": "Support"}});
    let directory = read(written).unwrap().directory();
    let entries: Vec<_> = directory.iter().map(|entry| (entry.key().1, entry.put)).collect();
    assert_eq!(entries, [("account", Put::IfAbsent), ("inbox#shop.106540352242922", Put::Update)]);
    let directory = domain::directory::Directory::of(directory.iter().map(|it| &it.item));
    assert_eq!(directory.timezone.as_deref(), Some("Asia/Taipei"));
    let inbox = &directory.inboxes["shop.106540352242922"];
    assert_eq!(inbox.name.as_deref(), Some("Support"));
    assert_eq!(inbox.channel.as_deref(), Some("whatsapp"));
}

#[test]
fn a_connector_that_only_reads_has_the_same_rules() {
    let account = || domain::id::Id::new("acme").unwrap();
    let chatwoot = |url: &str| Chatwoot {
        account: 1,
        url: Some(url.to_owned()),
        webhook_secret: None,
        token: None,
        api_token: Some(Secret::new("t")),
    };
    let reading = |name: &str, zone: Option<&str>, url: &str| {
        let zone = zone.map(str::to_owned);
        Connector::reading(name, account(), zone, chatwoot(url)).map_err(|error| error.to_string())
    };
    let url = "https://chat.example";
    assert_eq!(reading("shop", Some("Asia/Taipei"), url).unwrap().name, "shop");
    for (made, says) in [
        (reading("Shop", None, url), "`name` must be"),
        (reading("shop", Some("Taipei"), url), "`timezone` must be"),
        (reading("shop", None, "http://chat.example"), "`url` must begin with"),
    ] {
        let error = made.unwrap_err();
        assert!(error.contains(says), "{error}: not {says}");
    }
}
