//! Counter items, read from the bytes of DynamoDB's answers.
//!
//! A list reads thousands of items with dozens of numbers each. The SDK makes a map of strings of every
//! item, which takes several times as long as all that is done with the numbers. So a successful answer is
//! read here instead; requests, retries and errors stay the SDK's.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::{self, Debug, Formatter};
use std::sync::{Arc, Mutex, PoisonError};

use aws_sdk_dynamodb::config::interceptors::BeforeDeserializationInterceptorContextMut;
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::operation::batch_get_item::builders::BatchGetItemFluentBuilder;
use aws_sdk_dynamodb::operation::batch_get_item::{BatchGetItem, BatchGetItemOutput};
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::operation::query::{Query, QueryOutput};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::{Error as AnyError, Output};
use aws_smithy_runtime_api::client::orchestrator::{HttpResponse, OrchestratorError};
use aws_smithy_runtime_api::client::runtime_plugin::RuntimePlugin;
use aws_smithy_runtime_api::client::ser_de::{DeserializeResponse, SharedResponseDeserializer};
use domain::counter::{Amount, Measure, Measures};
use serde::de::{DeserializeOwned, Error as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::error::Error;
use crate::keys::{Key, PK, SK};

/// A counter item.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct CounterItem {
    /// Its partition key; empty if it was not asked for.
    pub(crate) pk: String,
    /// Its sort key.
    pub(crate) sk: String,
    /// Its numbers.
    pub(crate) measures: Measures,
}

/// The answer of a `Query`.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct QueryPage {
    /// The items of the page.
    #[serde(default)]
    pub(crate) items: Vec<CounterItem>,
    /// Where the next page begins; `None` on the last one.
    pub(crate) last_evaluated_key: Option<Key>,
}

/// The answer of a `BatchGetItem`.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct BatchPage {
    /// The items, by table.
    #[serde(default)]
    pub(crate) responses: HashMap<String, Vec<CounterItem>>,
    /// What DynamoDB leaves to be asked for again, by table.
    #[serde(default)]
    pub(crate) unprocessed_keys: HashMap<String, Unprocessed>,
}

/// The keys that DynamoDB leaves to be asked for again.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Unprocessed {
    pub(crate) keys: Vec<Key>,
}

/// Sends a query of counters.
pub(crate) async fn query(
    query: QueryFluentBuilder,
    doing: &'static str,
) -> Result<QueryPage, Error> {
    let reading = Reading::new(Query::new(), || Output::erase(QueryOutput::builder().build()));
    let sent = query.customize().interceptor(reading.clone()).send().await;
    sent.map_err(|error| Error::sdk(doing, error))?;
    reading.take(doing)
}

/// Sends a request for counters by their keys.
pub(crate) async fn batch_get(
    request: BatchGetItemFluentBuilder,
    doing: &'static str,
) -> Result<BatchPage, Error> {
    let empty = || Output::erase(BatchGetItemOutput::builder().build());
    let reading = Reading::new(BatchGetItem::new(), empty);
    let sent = request.customize().interceptor(reading.clone()).send().await;
    sent.map_err(|error| Error::sdk(doing, error))?;
    reading.take(doing)
}

/// Reads the successful answer of one request as a `T`; the SDK gets an empty output instead.
struct Reading<T> {
    answer: Arc<Mutex<Option<T>>>,
    /// The SDK's own way to read an answer of this operation: for errors.
    operation: Arc<dyn RuntimePlugin>,
    empty: fn() -> Output,
}

impl<T> Reading<T> {
    fn new(operation: impl RuntimePlugin + 'static, empty: fn() -> Output) -> Self {
        Self { answer: Arc::default(), operation: Arc::new(operation), empty }
    }

    fn take(&self, doing: &'static str) -> Result<T, Error> {
        let answer = self.answer.lock().unwrap_or_else(PoisonError::into_inner).take();
        answer.ok_or_else(|| Error::unreadable(doing, "a successful answer was not read"))
    }
}

impl<T> Clone for Reading<T> {
    fn clone(&self) -> Self {
        let (answer, operation) = (Arc::clone(&self.answer), Arc::clone(&self.operation));
        Self { answer, operation, empty: self.empty }
    }
}

impl<T> Debug for Reading<T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reading").finish_non_exhaustive()
    }
}

impl<T: DeserializeOwned + Send + 'static> Intercept for Reading<T> {
    fn name(&self) -> &'static str {
        "ReadCounterItems"
    }

    fn modify_before_deserialization(
        &self,
        _: &mut BeforeDeserializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        config.interceptor_state().store_put(SharedResponseDeserializer::new(self.clone()));
        Ok(())
    }
}

impl<T: DeserializeOwned + Send + 'static> DeserializeResponse for Reading<T> {
    fn deserialize_nonstreaming_with_config(
        &self,
        response: &HttpResponse,
        config: &ConfigBag,
    ) -> Result<Output, OrchestratorError<AnyError>> {
        if !response.status().is_success() {
            let sdk = self.operation.config();
            let sdk = sdk.as_ref().and_then(|layer| layer.load::<SharedResponseDeserializer>());
            let sdk = sdk.ok_or_else(|| OrchestratorError::other("no way to read an error"))?;
            return sdk.deserialize_nonstreaming_with_config(response, config);
        }
        let answer = serde_json::from_slice(response.body().bytes().unwrap_or_default());
        // Such as a body of another program: what comes next time may be right.
        let answer = answer.map_err(|error| OrchestratorError::response(error.into()))?;
        *self.answer.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer);
        Ok((self.empty)())
    }
}

impl<'de> Deserialize<'de> for CounterItem {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(ItemVisitor)
    }
}

struct ItemVisitor;

impl<'de> Visitor<'de> for ItemVisitor {
    type Value = CounterItem;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("an item")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<CounterItem, M::Error> {
        let mut item = CounterItem::default();
        let mut numbers: Vec<(Measure, Amount)> = Vec::new();
        while let Some(Text(name)) = map.next_key()? {
            let measure = Measure::parse(&name);
            match (map.next_value()?, measure) {
                (Attribute::Number(number), Some(measure)) => {
                    let amount = Amount::from_str_exact(&number);
                    numbers.push((measure, amount.map_err(M::Error::custom)?));
                }
                (Attribute::Text(text), _) if name == PK => item.pk = text.into_owned(),
                (Attribute::Text(text), _) if name == SK => item.sk = text.into_owned(),
                _ => {}
            }
        }
        item.measures = numbers.into_iter().collect();
        Ok(item)
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let CounterItem { pk, sk, .. } = CounterItem::deserialize(from)?;
        Ok(Self { pk, sk })
    }
}

/// An attribute's value, as far as counter items have such.
enum Attribute<'a> {
    Number(Cow<'a, str>),
    Text(Cow<'a, str>),
    Other,
}

impl<'de> Deserialize<'de> for Attribute<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(AttributeVisitor)
    }
}

struct AttributeVisitor;

impl<'de> Visitor<'de> for AttributeVisitor {
    type Value = Attribute<'de>;

    fn expecting(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("a value with its type")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Attribute<'de>, M::Error> {
        let mut value = Attribute::Other;
        while let Some(Text(kind)) = map.next_key()? {
            value = match &*kind {
                "N" => Attribute::Number(map.next_value::<Text<'_>>()?.0),
                "S" => Attribute::Text(map.next_value::<Text<'_>>()?.0),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    Attribute::Other
                }
            };
        }
        Ok(value)
    }
}

/// A text of the answer, in place unless it has escapes.
#[derive(Deserialize)]
#[serde(transparent)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

#[cfg(test)]
mod tests;
