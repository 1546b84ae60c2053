//! Source tables as the platform writes them: every write makes the stream record that DynamoDB
//! makes of it, and the records make the tumbling-window events that Lambda makes of them.

use std::collections::BTreeMap;

use domain::record::Source;
use serde_json::{Map, Value, json};
use store::{Shard, Tables};

/// An item in DynamoDB's JSON.
pub(crate) type Image = Map<String, Value>;

/// An item of strings.
pub(crate) fn image<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Image {
    texts.into_iter().map(|(name, text)| (name.to_owned(), json!({ "S": text }))).collect()
}

/// The item with a list of maps of strings, as a session has its assignments.
pub(crate) fn with_maps(mut item: Image, name: &str, maps: Vec<Image>) -> Image {
    let maps: Vec<_> = maps.into_iter().map(|map| json!({ "M": map })).collect();
    item.insert(name.to_owned(), json!({ "L": maps }));
    item
}

/// A part of a source table's items, and the shard of its stream that tells of them.
#[derive(Debug, Clone)]
pub(crate) struct SourceShard {
    stream: String,
    id: String,
    key: [&'static str; 2],
    items: BTreeMap<String, Image>,
    records: Vec<Value>,
}

/// The first sequence number. The tenth has one digit more, and is smaller as text.
const FIRST_SEQUENCE: u128 = 999_999_999_999_999_999_991;

impl SourceShard {
    /// An empty one.
    pub(crate) fn new(source: Source, id: &str) -> Self {
        let tables = Tables::prefixed("");
        let schema = tables.schemas().into_iter().find(|it| it.name == source.table()).unwrap();
        let arn = "arn:aws:dynamodb:eu-central-1:123456789012:table";
        Self {
            stream: format!("{arn}/{}/stream/2026-11-01T00:00:00.000", schema.name),
            id: id.to_owned(),
            key: [schema.hash, schema.range],
            items: BTreeMap::new(),
            records: Vec::new(),
        }
    }

    /// Writes an item.
    pub(crate) fn put(&mut self, item: Image) {
        let key = self.key_of(&item);
        let old = self.items.insert(key.to_string(), item.clone());
        let event = if old.is_some() { "MODIFY" } else { "INSERT" };
        self.record(event, &key, old, Some(item), 1_795_000_000);
    }

    /// Writes the item with the same key as this one again as it stands, if there is one.
    pub(crate) fn put_again(&mut self, item: &Image) {
        if let Some(item) = self.items.get(&self.key_of(item).to_string()).cloned() {
            self.put(item);
        }
    }

    /// Removes the item with the same key as this one, if there is one.
    pub(crate) fn remove(&mut self, item: &Image, at: i64) {
        let key = self.key_of(item);
        if let Some(old) = self.items.remove(&key.to_string()) {
            self.record("REMOVE", &key, Some(old), None, at);
        }
    }

    /// The shard's name.
    #[allow(dead_code)] // not every test asks
    pub(crate) fn name(&self) -> Shard {
        Shard { stream: self.stream.clone(), id: self.id.clone() }
    }

    /// Forgets the records after the first so many.
    #[allow(dead_code)] // not every test does
    pub(crate) fn cut_to(&mut self, records: usize) {
        self.records.truncate(records);
    }

    /// How many records the shard has.
    pub(crate) fn len(&self) -> usize {
        self.records.len()
    }

    /// How many records the shard has up to the one with this sequence number.
    #[allow(dead_code)] // not every test asks
    pub(crate) fn up_to(sequence: &str) -> usize {
        usize::try_from(sequence.parse::<u128>().unwrap() - FIRST_SEQUENCE).unwrap() + 1
    }

    /// The items as they stand, by the order of their keys.
    #[allow(dead_code)] // not every test scans
    pub(crate) fn live(&self) -> impl Iterator<Item = &Image> {
        self.items.values()
    }

    /// The event of these records, in this order.
    pub(crate) fn event(&self, records: &[usize]) -> Value {
        json!({
            "Records": records.iter().map(|n| &self.records[*n]).collect::<Vec<_>>(),
            "shardId": self.id,
            "eventSourceARN": self.stream,
            "state": {},
            "isFinalInvokeForWindow": false,
            "isWindowTerminatedEarly": false,
        })
    }

    fn key_of(&self, item: &Image) -> Value {
        self.key.into_iter().map(|name| (name.to_owned(), item[name].clone())).collect()
    }

    fn record(
        &mut self,
        event: &str,
        key: &Value,
        old: Option<Image>,
        new: Option<Image>,
        at: i64,
    ) {
        let sequence = FIRST_SEQUENCE + self.records.len() as u128;
        let mut data = json!({
            "ApproximateCreationDateTime": at,
            "Keys": key,
            "SequenceNumber": sequence.to_string(),
            "StreamViewType": "NEW_AND_OLD_IMAGES",
        });
        for (name, image) in [("OldImage", old), ("NewImage", new)] {
            if let Some(image) = image {
                data[name] = image.into();
            }
        }
        self.records.push(json!({
            "eventID": sequence.to_string(),
            "eventName": event,
            "eventSource": "aws:dynamodb",
            "eventSourceARN": self.stream,
            "dynamodb": data,
        }));
    }
}
