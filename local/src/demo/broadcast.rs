//! Messages to many customers at once, and who answers them.

use super::billing::{Category, Ledger};
use super::chance::Chance;
use super::contacts::Contacts;
use super::conversation;
use super::record::{Ids, Record, Time, later};
use super::shop::Inbox;
use super::thread::{self, Thread};

/// Sends a broadcast to at most `most` customers of an inbox, one after the other from `at` on. Each message is paid
/// for, and opens a thread of its own; a few customers answer, which opens a session under the same id.
pub(super) fn send(
    (chance, ids): (&mut Chance, &mut Ids),
    (contacts, ledger): (&mut Contacts, &mut Ledger),
    inbox: &'static Inbox,
    at: Time,
    most: usize,
) -> Vec<Record> {
    let mut records = Vec::new();
    let mut sent_at = at;
    for number in contacts.reachable(chance, inbox, at, most) {
        sent_at = later(sent_at, chance.between(0.4, 2.4));
        let session_id = ids.next('s');
        let customer_id = contacts.get(number).id.clone();
        let fields = thread::message(ids, (&session_id, &customer_id), inbox, "broadcast", sent_at);
        records.push(Record::once("messages", sent_at, fields));
        records.push(ledger.usage((chance, ids), Category::Marketing, Some(inbox), sent_at));
        if chance.happens(0.07) {
            let opened_at = later(sent_at, chance.around(2400.0, 1.2));
            let thread = Thread::open((chance, ids), session_id, &customer_id, inbox, opened_at);
            let (session, until) = conversation::play(thread, Some("campaign"));
            contacts.occupy(number, until);
            records.extend(session);
        }
    }
    records
}
