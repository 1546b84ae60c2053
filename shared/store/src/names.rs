//! Writing names into the directory, for connectors.

use std::collections::BTreeMap;

use futures::future::try_join_all;
use serde_json::{Map, Value};

use crate::attribute::{Item, json_item, text, value_of_json};
use crate::batch_get::batch_get_items;
use crate::conversations::Conversations;
use crate::directory::{HASH, RANGE};
use crate::error::Error;

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
        let keys = entities.keys().map(|(account, entity)| key(account, entity)).collect();
        let doing = "comparing names with the directory";
        let table = &self.tables.directory;
        let found = batch_get_items(&self.client, table, keys, false, doing).await?;
        let found: BTreeMap<_, _> = found.into_iter().filter_map(keyed).collect();
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
                .expression_attribute_values(format!(":{n}"), value_of_json(value)?);
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

fn key(account: &str, entity: &str) -> Item {
    Item::from([(HASH.to_owned(), text(account)), (RANGE.to_owned(), text(entity))])
}
