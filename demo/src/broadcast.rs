//! Messages to many customers at once, and the conversations that follow.

use crate::billing::{Category, Ledger};
use crate::business::Inbox;
use crate::contacts::Contacts;
use crate::conversation;
use crate::conversation_builder::{self, ConversationBuilder};
use crate::record::{Ids, Record, Time, later};
use crate::rng::Rng;

/// Sends a broadcast to at most `most` customers of an inbox, one after the other from `at` on. Each message costs
/// credits and has a session id of its own. If a customer answers, the session has that id.
pub(crate) fn send(
    (rng, ids): (&mut Rng, &mut Ids),
    (contacts, ledger): (&mut Contacts, &mut Ledger),
    inbox: &'static Inbox,
    at: Time,
    most: usize,
) -> Vec<Record> {
    let mut records = Vec::new();
    let mut sent_at = at;
    for number in contacts.without_session(rng, inbox, at, most) {
        sent_at = later(sent_at, rng.between(0.4, 2.4));
        let session_id = ids.next('s');
        let customer_id = contacts.get(number).id.clone();
        let fields = conversation_builder::message(
            ids,
            (&session_id, &customer_id),
            inbox,
            "broadcast",
            sent_at,
        );
        records.push(Record::once("messages", sent_at, fields));
        records.push(ledger.usage((rng, ids), Category::Marketing, Some(inbox), sent_at));
        if rng.happens(0.07) {
            let opened_at = later(sent_at, rng.around(2400.0, 1.2));
            let builder =
                ConversationBuilder::open((rng, ids), session_id, &customer_id, inbox, opened_at);
            let (session, until) = conversation::whole(builder, Some("campaign"));
            contacts.set_active_until(number, until);
            records.extend(session);
        }
    }
    records
}
