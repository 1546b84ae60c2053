//! Exports against the running local system: what the files hold, how spreadsheets read them, and who gets at them.

mod download;
mod figures;
mod hostile;
mod read;
mod refused;
mod sheet;
mod url;
