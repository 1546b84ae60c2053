//! The tables: their keys and attributes, the transactions that move counters together with the
//! checkpoint, and the reads of the sections. Only this crate knows attribute names.

mod attribute;
mod batch_get;
mod checkpoint;
mod connection;
mod contact;
mod counters;
mod directory;
mod error;
mod keys;
mod reader;
mod rejected;
mod request;
mod settings;
mod tables;
mod transaction;
mod writer;

pub use attribute::{Item, json_item};
pub use checkpoint::Shard;
pub use contact::{Customer, VersionedContact};
pub use error::{Error, Kind};
pub use reader::{AccountContext, Reader};
pub use rejected::RejectedRecord;
pub use settings::{CountingSettings, SettingsByAccount};
pub use tables::{Schema, Tables};
pub use transaction::{Chunk, MAX_ITEMS, Outcome};
pub use writer::Writer;
