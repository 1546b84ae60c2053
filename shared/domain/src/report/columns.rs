//! The columns that the fields of answers become: named and ordered as in JSON, nested names
//! joined by `_`.
//!
//! Each list of fields must be complete (the compiler sees to it) and in the order of the struct
//! (a test compares it with the JSON).

use chrono::NaiveDate;

use super::table::Cell;
use crate::id::Id;
use crate::section::performance::{
    AgentDay, AgentRow, MemberFigures, ResponseFigures, TeamDay, TeamRow, WorkFigures,
};
use crate::section::{
    ContactCounts, Credits, Daily, MessageCounts, OverviewAnswer, PopularFlow, SessionsOfDay,
    ToolUse, ToolUses, Usd,
};

/// A value that becomes one column or several.
pub(super) trait Columns {
    /// The names of its columns, where the value itself has this name.
    fn names(name: &str, names: &mut Vec<String>);

    /// Its cells, one for each column.
    fn cells(&self, cells: &mut Vec<Cell>);
}

/// The columns of a struct; `#[flatten]` marks a field whose own name is not in the JSON.
macro_rules! columns {
    (@name $name:ident $field:ident) => { nested($name, stringify!($field)) };
    (@name $name:ident $field:ident [flatten]) => { $name };
    ($row:ty { $($(#$flatten:tt)? $field:ident: $kind:ty),* $(,)? }) => {
        impl Columns for $row {
            fn names(name: &str, names: &mut Vec<String>) {
                $(<$kind>::names(&columns!(@name name $field $($flatten)?), names);)*
            }

            fn cells(&self, cells: &mut Vec<Cell>) {
                let Self { $($field),* } = self;
                $($field.cells(cells);)*
            }
        }
    };
}

columns!(OverviewAnswer {
    active_sessions: u64,
    contacts: u64,
    messages_sent: u64,
    messages_received: u64,
    broadcasts_sent: u64,
});
columns!(MessageCounts { agent_sent: u64, bot_sent: u64, broadcast_sent: u64, received: u64 });
columns!(SessionsOfDay { new_sessions: u64, active_sessions: u64 });
columns!(ContactCounts { new_contacts: u64 });
columns!(Credits { total: Usd, marketing: Usd, utility: Usd, authentication: Usd, other: Usd });
columns!(ToolUse { uses: u64, samples: u64, average_accuracy: Option<f64> });
columns!(ToolUses { ai_writer: ToolUse, doc_reply: ToolUse, all: ToolUse });
columns!(PopularFlow { flow_id: Id, name: Option<String>, times_triggered: u64 });

columns!(WorkFigures { times_assigned: u64, messages_sent: u64 });
columns!(ResponseFigures { responses: u64, response_time_seconds: Option<f64> });
columns!(MemberFigures {
    active_sessions: u64,
    #[flatten]
    work: WorkFigures
});
columns!(AgentRow {
    agent_id: Id,
    name: Option<String>,
    active_sessions: u64,
    #[flatten] work: WorkFigures,
    #[flatten] response: ResponseFigures,
});
columns!(AgentDay {
    active_sessions: u64,
    #[flatten]
    work: WorkFigures,
    #[flatten]
    response: ResponseFigures,
});
columns!(TeamRow {
    team_id: Id,
    name: Option<String>,
    active_sessions: u64,
    #[flatten] work: WorkFigures,
    members: MemberFigures,
});
columns!(TeamDay {
    active_sessions: u64,
    #[flatten]
    work: WorkFigures,
    members: MemberFigures,
});

impl<T: Columns> Columns for Daily<T> {
    fn names(name: &str, names: &mut Vec<String>) {
        NaiveDate::names(&nested(name, "date"), names);
        T::names(name, names);
    }

    fn cells(&self, cells: &mut Vec<Cell>) {
        let Self { date, figures } = self;
        date.cells(cells);
        figures.cells(cells);
    }
}

/// One column for one value.
macro_rules! column {
    ($($kind:ty: $value:ident => $cell:expr;)*) => { $(
        impl Columns for $kind {
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
    Usd: amount => Cell::Money(amount.0.normalize());
    Id: id => Cell::Text(id.to_string());
    Option<f64>: mean => mean.map_or(Cell::Empty, Cell::Number);
    Option<String>: name => name.clone().map_or(Cell::Empty, Cell::Text);
}

fn nested(name: &str, field: &str) -> String {
    if name.is_empty() { field.to_owned() } else { format!("{name}_{field}") }
}
