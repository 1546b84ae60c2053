//! Amounts of money in answers.

use rust_decimal::Decimal;
use serde::{Serialize, Serializer};
use utoipa::openapi::RefOr;
use utoipa::openapi::extensions::Extensions;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::table::{Cell, Columns};

/// An amount in USD, exact, as a decimal string: `"12.0470"` and `"12.047"` are equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Usd(pub Decimal);

impl PartialSchema for Usd {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("An amount in USD, exact, as a decimal string."))
            .pattern(Some(r"^-?[0-9]+(\.[0-9]+)?$"))
            .examples(["12.047"])
            .extensions(Some(Extensions::builder().add("x-kind", "money").build()))
            .into()
    }
}

impl ToSchema for Usd {}

impl Serialize for Usd {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0.normalize())
    }
}

impl Columns for Option<Usd> {
    fn names(name: &str, names: &mut Vec<String>) {
        Usd::names(name, names);
    }

    fn cells(&self, cells: &mut Vec<Cell>) {
        match self {
            Some(amount) => amount.cells(cells),
            None => cells.push(Cell::Empty),
        }
    }
}

impl Columns for Usd {
    fn names(name: &str, names: &mut Vec<String>) {
        names.push(name.to_owned());
    }

    fn cells(&self, cells: &mut Vec<Cell>) {
        cells.push(Cell::Money(self.0.normalize()));
    }
}
