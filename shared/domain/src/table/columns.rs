//! The columns that the fields of an answer become: named and ordered as in JSON, nested names
//! joined by `_`.

use chrono::NaiveDate;

use super::cell::Cell;
use crate::id::Id;

/// A value that becomes one column or several.
pub(crate) trait Columns {
    /// Adds the names of its columns to `names`; `name` is the name of the value itself.
    fn names(name: &str, names: &mut Vec<String>);

    /// Adds its cells to `cells`, one for each column.
    fn cells(&self, cells: &mut Vec<Cell>);
}

/// The name of a field as its columns begin with it: the name of its struct, then its own. A
/// flattened field has the name of its struct alone.
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

/// Makes values of these types one column each.
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
    Option<u64>: count => count.map_or(Cell::Empty, Cell::Integer);
    Option<f64>: mean => mean.map_or(Cell::Empty, Cell::Number);
    Option<String>: name => name.clone().map_or(Cell::Empty, Cell::Text);
}
