//! The tables: their keys and attributes, the transactions that move counters together with the
//! checkpoint, and the reads of the sections. Only this crate knows attribute names.

mod attempts;
mod attribute;
mod batch_get;
mod checkpoint;
mod connection;
mod contact;
mod counters;
mod directory;
mod epoch;
mod error;
mod keys;
mod lanes;
mod ledger;
mod reader;
mod rejected;
mod removed;
mod request;
mod runs;
mod scan_place;
mod settings;
mod tables;
mod transaction;
mod versioned;
mod writer;

pub use attempts::Attempts;
pub use attribute::{Item, json_item};
pub use checkpoint::{Checkpoint, Divided, Listing, Shard};
pub use contact::{ContactKey, Customer, VersionedContact};
pub use epoch::{Epoch, Mode, Phase, Purpose, Run, first_generation, generation_of};
pub use error::{Error, Kind};
pub use keys::{ItemKey, counted, in_generation, lanes_of, without_lane};
pub use lanes::{LANES_NOTICE, Lanes, MOST_LANES, lane_of};
pub use ledger::{LedgerEntry, LedgerKey, RecordKey, ledger_table};
pub use reader::{AccountContext, Reader};
pub use rejected::RejectedRecord;
pub use removed::RemovedRecord;
pub use runs::{Page, Runs};
pub use scan_place::{Reached, ScanPlace, ScannedTable, Segment};
pub use settings::{CountingSettings, SettingsByAccount};
pub use tables::{Schema, Tables};
pub use transaction::{Advance, Chunk, Contended, MAX_ITEMS, Outcome};
pub use writer::{Writer, new_customer_key};
