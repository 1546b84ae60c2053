//! The tables: their keys and attributes, the transactions that move counters together with the
//! checkpoint, the reads of the sections, and the source records that connectors write. Only this crate
//! knows attribute names.

mod attempts;
mod attribute;
mod batch_get;
mod checkpoint;
mod connection;
mod contact;
mod conversations;
mod counter_items;
mod counters;
mod create;
mod deletions;
mod directory;
mod epoch;
mod error;
mod import_place;
mod keys;
mod lanes;
mod ledger;
mod names;
mod reader;
mod rejected;
mod removed;
mod request;
mod runs;
mod scan_place;
mod settings;
mod source_write;
mod staff_lanes;
mod tables;
mod transaction;
mod versioned;
mod writer;

pub use attempts::{Attempts, again};
pub use attribute::{Item, item_of_json, json_item};
pub use checkpoint::{Checkpoint, Divided, Listing, Shard};
pub use contact::{ContactKey, Customer, VersionedContact};
pub use conversations::{ConversationKey, Conversations, NewState, Stored, StoredConversation};
pub use epoch::{Epoch, Mode, Phase, Purpose, Run, first_generation, generation_of};
pub use error::{Error, Kind};
pub use keys::{ItemKey, counted, in_generation, lanes_of, without_lane};
pub use lanes::{LANES_NOTICE, Lanes, MOST_LANES, lane_of};
pub use ledger::{LedgerEntry, LedgerKey, RecordKey, ledger_table};
pub use names::NameWrite;
pub use reader::{AccountContext, Reader};
pub use rejected::RejectedRecord;
pub use removed::RemovedRecord;
pub use runs::{Page, Runs};
pub use scan_place::{Reached, ScanPlace, ScannedTable, Segment};
pub use settings::{CountingSettings, SettingsByAccount};
pub use source_write::SourceWrite;
pub use staff_lanes::FEW_LANES;
pub use tables::{Index, Schema, Tables};
pub use transaction::{Advance, Chunk, Contended, MAX_ITEMS, Outcome};
pub use writer::{Writer, new_customer_key};
