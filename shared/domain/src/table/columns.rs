//! The columns that the fields of an answer become: named and ordered as in JSON, nested names
//! joined by `_`.

use chrono::NaiveDate;

use super::cell::Cell;
use crate::id::Id;

/// A value that becomes one column or several.
pub(crate) trait Columns {
    /// The names of its columns, where the value itself has this name.
    fn names(name: &str, names: &mut Vec<String>);

    /// Its cells, one for each column.
    fn cells(&self, cells: &mut Vec<Cell>);
}

/// The name under which a field's columns begin: that of the field behind that of its struct, or,
/// for a flattened field, that of its struct.
macro_rules! column_name {
    ($struct:ident, $field:ident) => {
        if $struct.is_empty() {
            stringify!($field).to_owned()
        } else {
            format!(concat!("{}_", stringify!($field)), $struct)
        }
    };
    ($struct:ident, $field:ident, flatten) => {
        $struct
    };
}

pub(crate) use column_name;

/// One column for one value.
macro_rules! column {
    ($($type:ty: $value:ident => $cell:expr;)*) => { $(
        impl Columns for $type {
            fn names(name: &str, names: &mut Vec<String>) {
                names.push(name.to_owned());
            }

            fn cells(&self, cells: &mut Vec<Cell>) {
                let $value = self;
                cells.push($cell);
            }
        }
    )* };
}

column! {
    u64: count => Cell::Integer(*count);
    NaiveDate: date => Cell::Date(*date);
    Id: id => Cell::Text(id.to_string());
    Option<f64>: mean => mean.map_or(Cell::Empty, Cell::Number);
    Option<String>: name => name.clone().map_or(Cell::Empty, Cell::Text);
}
