//! The sample events, `events/FUNCTION.json` and `events/FUNCTION-WHAT.json`.

use std::fs;
use std::path::Path;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{Days, NaiveDate, TimeDelta};
use http::Method;
use serde_json::{Value, json};

/// The day that the events are of.
const DAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 22).expect("a date");

/// One of them.
pub(crate) struct Event {
    /// The file's name without its ending.
    pub(crate) name: String,
    json: Value,
}

impl Event {
    /// All of them, in the order of their names.
    pub(crate) fn all() -> Vec<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../events");
        let mut files: Vec<_> =
            folder.read_dir().expect("events/").map(|file| file.expect("a file").path()).collect();
        files.sort();
        let event = |path: &std::path::PathBuf| {
            let text = fs::read_to_string(path).expect("a text");
            // So that the events' records lie in the periods that the events ask for.
            let today = e2e::clock::now().date_naive();
            let text = (0..4).fold(text, |text, ago| {
                let date = |day: NaiveDate| (day - Days::new(ago)).to_string();
                text.replace(&date(DAY), &format!("<{ago}>"))
            });
            let text = (0..4).fold(text, |text, ago| {
                text.replace(&format!("<{ago}>"), &(today - Days::new(ago)).to_string())
            });
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            Self { json: serde_json::from_str(&text).expect("JSON"), name }
        };
        files.iter().map(event).collect()
    }

    /// The function that it is for.
    pub(crate) fn function(&self) -> &str {
        self.name.split('-').next().unwrap_or_default()
    }

    /// Its text, with dates as if it had happened today.
    pub(crate) fn shifted(&self) -> String {
        self.json.to_string()
    }

    /// The method of the request.
    pub(crate) fn method(&self) -> Method {
        let method = self.json["requestContext"]["http"]["method"].as_str().expect("a method");
        method.parse().expect("a method")
    }

    /// The path and query of the request.
    pub(crate) fn address(&self) -> String {
        let [path, query] = ["rawPath", "rawQueryString"].map(|part| self.json[part].as_str());
        let (path, query) = (path.expect("a path"), query.expect("a query"));
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }

    /// The body of the request.
    pub(crate) fn body(&self) -> String {
        self.json["body"].as_str().unwrap_or_default().to_owned()
    }

    /// The claims that the token had, as it has them before API Gateway makes texts of them.
    pub(crate) fn claims(&self) -> Value {
        let claims = &self.json["requestContext"]["authorizer"]["jwt"]["claims"];
        let exp = (e2e::clock::now() + TimeDelta::hours(1)).timestamp();
        json!({
            "account_id": claims["account_id"], "role": claims["role"], "sub": claims["sub"],
            "exp": exp,
        })
    }

    /// Does to the local system's tables what the stream's records say was done.
    pub(crate) async fn write_to(&self, client: &Client) {
        for record in self.json["Records"].as_array().expect("records") {
            let arn = record["eventSourceARN"].as_str().expect("an ARN");
            let table = arn.split('/').nth(1).expect("a table");
            let data = &record["dynamodb"];
            if let Some(new) = data["NewImage"].as_object() {
                let item =
                    new.iter().map(|(name, value)| (name.clone(), attribute(value))).collect();
                let put = client.put_item().table_name(table).set_item(Some(item)).send().await;
                put.expect("the record is put");
            } else {
                let keys = data["Keys"].as_object().expect("keys").iter();
                let key = keys.map(|(name, value)| (name.clone(), attribute(value))).collect();
                let gone = client.delete_item().table_name(table).set_key(Some(key)).send().await;
                gone.expect("the record is removed");
            }
        }
    }
}

/// The names of the events' account, in these tables.
pub(crate) async fn put_directory(tables: &[&str], client: &Client) {
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let ids = |ids: &[&str]| AttributeValue::L(ids.iter().map(|id| text(id)).collect());
    let entities = [
        ("account", vec![("name", text("Acme")), ("timezone", text("Asia/Taipei"))]),
        ("inbox#whatsapp-main", vec![("name", text("WhatsApp")), ("channel", text("whatsapp"))]),
        ("inbox#webchat", vec![("name", text("網站客服")), ("channel", text("webchat"))]),
        ("agent#ann", vec![("name", text("Ann Lee"))]),
        ("agent#ben", vec![("name", text("Ben Ho"))]),
        ("team#sales", vec![("name", text("Sales")), ("agent_ids", ids(&["ann", "ben"]))]),
        ("flow#welcome", vec![("name", text("Welcome"))]),
    ];
    for table in tables {
        for (entity, attributes) in &entities {
            let mut put = client.put_item().table_name(*table).item("account_id", text("acme"));
            for (name, value) in attributes {
                put = put.item(*name, value.clone());
            }
            put.item("entity", text(entity)).send().await.expect("a name is put");
        }
    }
}

/// An attribute as DynamoDB's JSON writes it.
fn attribute(json: &Value) -> AttributeValue {
    let (kind, value) = json.as_object().and_then(|it| it.iter().next()).expect("one type");
    match kind.as_str() {
        "S" => AttributeValue::S(value.as_str().expect("a text").to_owned()),
        "N" => AttributeValue::N(value.as_str().expect("a number").to_owned()),
        "BOOL" => AttributeValue::Bool(value.as_bool().expect("a boolean")),
        "L" => AttributeValue::L(value.as_array().expect("a list").iter().map(attribute).collect()),
        "M" => {
            let fields = value.as_object().expect("a map").iter();
            AttributeValue::M(fields.map(|(name, it)| (name.clone(), attribute(it))).collect())
        }
        other => panic!("no event has a {other}"),
    }
}
