//! Writing names into the directory, for connectors.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};
use futures::future::try_join_all;
use serde_json::{Map, Value};

use crate::attribute::{Item, json_item, text};
use crate::conversations::Conversations;
use crate::directory::{HASH, RANGE};
use crate::error::{Error, Kind};
use crate::source_write::attribute;

/// The most keys that DynamoDB accepts in one request.
const MOST_KEYS: usize = 100;

const DOING: &str = "comparing names with the directory";

/// Attributes of an entity of the directory that are to be as told. Its others stay.
#[derive(Debug, Clone, PartialEq)]
pub struct NameWrite {
    /// The item as DynamoDB's JSON, its key included.
    pub item: Map<String, Value>,
    /// Whether attributes are written only where the entity does not have them.
    pub if_absent: bool,
}

/// What is told of an entity: each attribute, and whether it is written only where there is none.
type Told = BTreeMap<String, (Value, bool)>;

impl Conversations {
    /// Writes what the directory says otherwise; how many of its entities that were.
    pub async fn write_names(&self, names: &[NameWrite]) -> Result<usize, Error> {
        let entities = by_entity(names);
        let keys: Vec<_> = entities.keys().cloned().collect();
        let found = try_join_all(keys.chunks(MOST_KEYS).map(|keys| self.entities(keys))).await?;
        let found: BTreeMap<_, _> = found.into_iter().flatten().filter_map(keyed).collect();
        let differ = entities.iter().filter_map(|(key, told)| {
            let there = found.get(key);
            let is_new = |name: &String, value: &Value, if_absent: bool| {
                let value_there = there.and_then(|there| there.get(name));
                value_there.is_none_or(|it| !if_absent && it != value)
            };
            let new: Vec<_> = told
                .iter()
                .filter(|(name, (value, if_absent))| is_new(name, value, *if_absent))
                .map(|(name, (value, if_absent))| (name, value, *if_absent))
                .collect();
            (!new.is_empty()).then_some((key, new))
        });
        let written = try_join_all(differ.map(|(key, new)| self.write_entity(key, new))).await?;
        Ok(written.len())
    }

    /// The entities with these keys that are there.
    async fn entities(&self, keys: &[(String, String)]) -> Result<Vec<Item>, Error> {
        let keys = keys.iter().map(|(account, entity)| key(account, entity)).collect();
        let request = KeysAndAttributes::builder().set_keys(Some(keys)).build();
        let request = request.map_err(|error| Error::unreadable(DOING, error.to_string()))?;
        let get = self.client.batch_get_item().request_items(&self.tables.directory, request);
        let answer = get.send().await.map_err(|error| Error::sdk(DOING, error))?;
        if answer.unprocessed_keys.is_some_and(|left| !left.is_empty()) {
            // What is not found would be written; what is not told must not be.
            let cause = "some keys were left unprocessed".to_owned();
            return Err(Error { doing: DOING, kind: Kind::Busy, cause });
        }
        Ok(answer.responses.into_iter().flatten().flat_map(|(_, items)| items).collect())
    }

    async fn write_entity(
        &self,
        (account, entity): &(String, String),
        new: Vec<(&String, &Value, bool)>,
    ) -> Result<(), Error> {
        let mut update = self.client.update_item().table_name(&self.tables.directory);
        let mut sets = Vec::new();
        for (n, (name, value, if_absent)) in new.into_iter().enumerate() {
            sets.push(if if_absent {
                format!("#{n} = if_not_exists(#{n}, :{n})")
            } else {
                format!("#{n} = :{n}")
            });
            update = update
                .expression_attribute_names(format!("#{n}"), name)
                .expression_attribute_values(format!(":{n}"), attribute(value)?);
        }
        let update = update.set_key(Some(key(account, entity)));
        let update = update.update_expression(format!("SET {}", sets.join(", "))).send().await;
        update.map_err(|error| Error::sdk("writing names into the directory", error)).map(|_| ())
    }
}

/// What is told of each entity, by its account and itself. Of two that tell one attribute, the last
/// one holds.
fn by_entity(names: &[NameWrite]) -> BTreeMap<(String, String), Told> {
    let mut entities: BTreeMap<_, Told> = BTreeMap::new();
    for NameWrite { item, if_absent } in names {
        let part = |name: &str| item.get(name)?.get("S")?.as_str().map(str::to_owned);
        let Some(key) = part(HASH).zip(part(RANGE)) else { continue };
        let told = item.iter().filter(|(name, _)| ![HASH, RANGE].contains(&name.as_str()));
        let told = told.map(|(name, value)| (name.clone(), (value.clone(), *if_absent)));
        entities.entry(key).or_default().extend(told);
    }
    entities
}

fn keyed(item: Item) -> Option<((String, String), Map<String, Value>)> {
    let json = json_item(&item);
    let part = |name: &str| json.get(name)?.get("S")?.as_str().map(str::to_owned);
    let key = part(HASH).zip(part(RANGE))?;
    Some((key, json))
}

fn key(account: &str, entity: &str) -> std::collections::HashMap<String, AttributeValue> {
    Item::from([(HASH.to_owned(), text(account)), (RANGE.to_owned(), text(entity))])
}
