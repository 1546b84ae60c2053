//! The sample events, `events/FUNCTION.json` and `events/FUNCTION-WHAT.json`.

use std::fs;
use std::path::Path;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use chrono::{DateTime, FixedOffset, SecondsFormat, TimeDelta, Timelike, Utc};
use http::Method;
use serde_json::{Value, json};

/// When the events happened: the time of the removal among them.
const HAPPENED: DateTime<Utc> = DateTime::from_timestamp(1_795_342_560, 0).expect("a time");
/// The local hour at that time, in the zone of the events' account (Asia/Taipei).
const LOCAL_HOUR: u32 = 18;
/// How an event of API Gateway writes the time of its request.
const REQUEST_TIME: &str = "%d/%b/%Y:%H:%M:%S %z";

/// The one clock of the events: they happen again, now.
///
/// The local system counts a removal at the time of its own stream, which is now, and the function at the time that
/// the event says. So every time in an event moves by the same duration, and the removal's becomes now. The account
/// moves, too: into a zone where it is as late in the day as it was in Taipei. So every record stays on its day, and
/// no midnight passes during the test.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Replay {
    now: DateTime<Utc>,
}

impl Replay {
    /// The events happen at this time.
    pub(crate) fn at(now: DateTime<Utc>) -> Self {
        Self { now }
    }

    /// All events, in the order of their names.
    pub(crate) fn events(self) -> Vec<Event> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../events");
        let mut files: Vec<_> =
            folder.read_dir().expect("events/").map(|file| file.expect("a file").path()).collect();
        files.sort();
        let event = |path: &std::path::PathBuf| {
            let text = fs::read_to_string(path).expect("a text");
            let mut json = serde_json::from_str(&text).expect("JSON");
            self.move_times(&mut json, "");
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            Event { name, json }
        };
        files.iter().map(event).collect()
    }

    /// The zone of the events' account.
    fn zone(self) -> String {
        let east = i64::from(LOCAL_HOUR) - i64::from(self.now.hour());
        // Zones reach from 12 hours west to 14 hours east; their names have the sign of POSIX.
        match if east > 14 { east - 24 } else { east } {
            0 => "Etc/GMT".to_owned(),
            east => format!("Etc/GMT{:+}", -east),
        }
    }

    /// The entities of the account's directory go into these tables.
    pub(crate) async fn put_directory(self, tables: &[&str], client: &Client) {
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let ids = |ids: &[&str]| AttributeValue::L(ids.iter().map(|id| text(id)).collect());
        let entities = [
            ("account", vec![("name", text("Acme")), ("timezone", text(&self.zone()))]),
            (
                "inbox#whatsapp-main",
                vec![("name", text("WhatsApp")), ("channel", text("whatsapp"))],
            ),
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
                put.item("entity", text(entity)).send().await.expect("the entity is put");
            }
        }
    }

    /// Moves every time in a value; `name` is the value's own name.
    fn move_times(self, value: &mut Value, name: &str) {
        match value {
            Value::Object(fields) => {
                for (name, value) in fields {
                    self.move_times(value, name);
                }
            }
            Value::Array(values) => values.iter_mut().for_each(|it| self.move_times(it, name)),
            Value::Number(number) => {
                let seconds = self.later().num_seconds();
                let later = match name {
                    "ApproximateCreationDateTime" => seconds,
                    "timeEpoch" => seconds * 1_000,
                    _ => return,
                };
                *value = json!(number.as_i64().expect("a whole number") + later);
            }
            Value::String(text) => {
                if let Some(moved) = self.moved(text, name) {
                    *text = moved;
                }
            }
            Value::Null | Value::Bool(_) => {}
        }
    }

    /// A text with another time; none where it is no time.
    fn moved(self, text: &str, name: &str) -> Option<String> {
        match name {
            "iat" | "exp" => {
                let seconds: i64 = text.parse().expect("seconds");
                Some((seconds + self.later().num_seconds()).to_string())
            }
            // A request's. A schedule writes its time as records do.
            "time" if text.contains('/') => {
                let at = DateTime::parse_from_str(text, REQUEST_TIME).expect("a request's time");
                Some(self.later_than(at).format(REQUEST_TIME).to_string())
            }
            _ => {
                let at = self.later_than(DateTime::parse_from_rfc3339(text).ok()?);
                Some(at.to_rfc3339_opts(SecondsFormat::AutoSi, true))
            }
        }
    }

    fn later(self) -> TimeDelta {
        TimeDelta::seconds((self.now - HAPPENED).num_seconds())
    }

    fn later_than(self, at: DateTime<FixedOffset>) -> DateTime<FixedOffset> {
        at + self.later()
    }
}

/// One of them.
pub(crate) struct Event {
    /// The file's name without its ending.
    pub(crate) name: String,
    json: Value,
}

impl Event {
    /// The function that it is for.
    pub(crate) fn function(&self) -> &str {
        self.name.split('-').next().unwrap_or_default()
    }

    /// Its text.
    pub(crate) fn text(&self) -> String {
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

#[test]
fn every_time_in_an_event_moves() {
    let now: DateTime<Utc> = "2040-02-29T23:59:30Z".parse().expect("a time");
    for event in Replay::at(now).events() {
        // The label of a stream, the id of a shard and the id of a trace name things and say no time.
        // What a platform has signed stays as it was signed.
        let mut json: Value = serde_json::from_str(&event.text()).expect("JSON");
        if event.function() == "ingest" {
            json["body"].take();
            json["headers"]["x-chatwoot-timestamp"].take();
        }
        let text = json.to_string();
        let named = ["/stream/2026-11-01T08:00:00.000", "shardId-00000001795342500123"];
        let text = named.iter().fold(text, |text, name| text.replace(name, ""));
        for left in ["2026", "17953"] {
            assert!(!text.contains(left), "{}: {left} in {text}", event.name);
        }
    }
}

#[test]
fn it_is_always_the_same_hour_where_the_account_is() {
    for hour in 0..24 {
        let now = HAPPENED + TimeDelta::hours(hour);
        let zone: chrono_tz::Tz = Replay::at(now).zone().parse().expect("a zone");
        assert_eq!(now.with_timezone(&zone).hour(), LOCAL_HOUR, "{now} {zone}");
    }
}
