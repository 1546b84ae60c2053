//! Which work items fit into one transaction.

use chrono::{DateTime, Days, NaiveDate};
use domain::change::Effect;
use domain::contact::{Contact, ContactSession, SessionStatus};
use domain::counter::{CounterKey, Measure, Row, Scope};
use store::{Customer, RejectedRecord};

use super::*;

fn id(text: &str) -> Id {
    Id::new(text).unwrap()
}

fn customer(name: &str) -> Customer {
    (id("acme"), id(name))
}

fn contact(name: &str) -> ContactKey {
    ContactKey { generation: 1, customer: customer(name) }
}

fn date() -> NaiveDate {
    "2026-11-22".parse().unwrap()
}

fn removed_session(inbox: &str) -> ContactSession {
    ContactSession { inbox: id(inbox), opened: date(), status: SessionStatus::Removed }
}

/// A work item with nothing in it.
fn empty(sequence: u32) -> WorkItem<u32> {
    let mut items =
        WorkItem::parts(BTreeMap::from([(1, Effect::default())]), |_| sequence, None, None, None);
    items.remove(0)
}

impl WorkItem<u32> {
    fn effect(&mut self) -> &mut Effect {
        self.effects.entry(1).or_default()
    }

    /// Counts one run of each of these flows.
    fn counting(mut self, flows: std::ops::Range<usize>) -> Self {
        for flow in flows {
            let row = Row::FlowDay(date(), id(&format!("f{flow}")));
            let counter = CounterKey { account: id("acme"), scope: Scope::All, row };
            self.effect().deltas.add(counter, Measure::TimesTriggered, 1);
        }
        self
    }

    /// Adds a session, of this inbox, to a customer.
    fn adding(mut self, name: &str, inbox: &str) -> Self {
        let sessions = self.effect().contact_sessions.entry(customer(name)).or_default();
        sessions.push((removed_session(inbox), 1));
        self
    }

    /// Rejects a record whose images have this many bytes together.
    fn rejecting(mut self, bytes: usize) -> Self {
        self.rejected = Some(RejectedRecord {
            sequence: self.after.to_string(),
            table: "messages".to_owned(),
            key: "{}".to_owned(),
            reason: "`sent_at` is missing".to_owned(),
            old_image: Some("o".repeat(bytes / 2)),
            new_image: Some("n".repeat(bytes - bytes / 2)),
            at: DateTime::UNIX_EPOCH,
        });
        self
    }
}

/// What was read before: these contacts, and accounts without counting settings.
#[derive(Default)]
struct Read {
    contacts: BTreeMap<ContactKey, VersionedContact>,
    without_settings: BTreeSet<Id>,
}

impl Read {
    /// Contacts of customers without any session.
    fn unknown(names: &[&str]) -> Self {
        let contacts = names.iter().map(|name| (contact(name), VersionedContact::default()));
        Self { contacts: contacts.collect(), ..Self::default() }
    }

    fn prefetched(&self) -> Prefetched<'_> {
        Prefetched {
            contacts: &self.contacts,
            without_settings: &self.without_settings,
            first_items: 1,
            now: Minute(0),
        }
    }
}

/// The next chunk and how many items are in it.
#[track_caller]
fn ready(items: &[WorkItem<u32>], most: usize, read: &Read) -> (Chunk, usize) {
    match next_chunk(items, most, read.prefetched()) {
        NextChunk::Ready { chunk, items: taken, after } => {
            assert_eq!(*after, taken.last().unwrap().after, "counted up to the last item");
            (chunk, taken.len())
        }
        other => panic!("no chunk is ready: {other:?}"),
    }
}

fn taken(items: &[WorkItem<u32>], read: &Read) -> usize {
    ready(items, usize::MAX, read).1
}

#[test]
fn without_items_there_is_no_chunk() {
    let next = next_chunk::<u32>(&[], usize::MAX, Read::default().prefetched());
    assert!(matches!(next, NextChunk::Nothing), "{next:?}");
}

#[test]
fn a_chunk_has_at_most_so_many_items_but_at_least_one() {
    let items: Vec<_> = (1..=3).map(|n| empty(n).counting(0..1)).collect();
    for (most, items_taken) in [(0, 1), (1, 1), (2, 2), (3, 3), (usize::MAX, 3)] {
        assert_eq!(ready(&items, most, &Read::default()).1, items_taken, "at most {most}");
    }
}

#[test]
fn the_changes_of_all_items_are_summed() {
    let items = [empty(1).counting(0..2), empty(2).counting(1..3)];
    let (chunk, _) = ready(&items, usize::MAX, &Read::default());
    let lines = chunk.deltas[&1].to_string();
    let flow =
        |n, count| format!("acme, all inboxes, 2026-11-22 flow f{n}: times_triggered +{count}\n");
    assert_eq!(lines, flow(0, 1) + &flow(1, 2) + &flow(2, 1));
}

/// Items as (checkpoint +) counters, contacts, rejected records and new settings.
#[test]
fn a_chunk_fits_into_a_transaction_of_100_items() {
    // One contact without any session before counts for four items: itself, and a contact and a new
    // contact each in its inbox and in all.
    let with_contact = 1 + 4;
    for (first, second, fits) in vec![
        // with the checkpoint: 1 + 50 + 49, and one more
        (empty(1).counting(0..50), empty(2).counting(50..99), true),
        (empty(1).counting(0..50), empty(2).counting(50..100), false),
        // a counter that both touch is one item
        (empty(1).counting(0..90), empty(2).counting(30..99), true),
        (empty(1).counting(0..90), empty(2).counting(30..100), false),
        // a rejected record is an item, in the chunk and in the step
        (empty(1).counting(0..50).rejecting(0), empty(2).counting(50..98), true),
        (empty(1).counting(0..50).rejecting(0), empty(2).counting(50..99), false),
        (empty(1).counting(0..50), empty(2).counting(50..98).rejecting(0), true),
        (empty(1).counting(0..50), empty(2).counting(50..99).rejecting(0), false),
        (empty(1).counting(0..50).rejecting(0), empty(2).counting(50..97).rejecting(0), true),
        (empty(1).counting(0..50).rejecting(0), empty(2).counting(50..98).rejecting(0), false),
        // a contact is an item, in the chunk and in the step
        (
            empty(1).counting(0..50).adding("c1", "web"),
            empty(2).counting(50..99 - with_contact),
            true,
        ),
        (
            empty(1).counting(0..50).adding("c1", "web"),
            empty(2).counting(50..100 - with_contact),
            false,
        ),
        (
            empty(1).counting(0..50),
            empty(2).counting(50..99 - with_contact).adding("c1", "web"),
            true,
        ),
        (
            empty(1).counting(0..50),
            empty(2).counting(50..100 - with_contact).adding("c1", "web"),
            false,
        ),
        // a contact that both change is one item, and its changes come to nothing new
        (
            empty(1).counting(0..50).adding("c1", "web"),
            empty(2).counting(50..99 - with_contact).adding("c1", "web"),
            true,
        ),
        (
            empty(1).counting(0..50).adding("c1", "web"),
            empty(2).counting(50..100 - with_contact).adding("c1", "web"),
            false,
        ),
        // two contacts share the counters of their inbox
        (
            empty(1).counting(0..50).adding("c1", "web"),
            empty(2).counting(50..98 - with_contact).adding("c2", "web"),
            true,
        ),
        (
            empty(1).counting(0..50).adding("c1", "web"),
            empty(2).counting(50..99 - with_contact).adding("c2", "web"),
            false,
        ),
    ] {
        let read = Read::unknown(&["c1", "c2"]);
        let described = format!("{first:?}\n{second:?}");
        assert_eq!(taken(&[first, second], &read), if fits { 2 } else { 1 }, "{described}");
    }
}

#[test]
fn the_settings_of_a_new_account_are_one_item_of_its_first_chunk() {
    let mut read = Read::unknown(&["c1"]);
    read.without_settings.insert(id("acme"));
    let items = |last| [empty(1).counting(0..50), empty(2).counting(50..last)];
    assert_eq!(taken(&items(98), &read), 2);
    assert_eq!(taken(&items(99), &read), 1);
    let (chunk, _) = ready(&items(98), usize::MAX, &read);
    assert_eq!(chunk.new_settings, [id("acme")], "once");

    // An account that only a contact's change names.
    let (chunk, _) = ready(&[empty(1).adding("c1", "web")], usize::MAX, &read);
    assert_eq!(chunk.new_settings, [id("acme")]);
    // An item of no account, and an account that has settings.
    let (chunk, _) = ready(&[empty(1)], usize::MAX, &read);
    assert_eq!(chunk.new_settings, []);
    let (chunk, _) = ready(&[empty(1).counting(0..1)], usize::MAX, &Read::default());
    assert_eq!(chunk.new_settings, []);
}

#[test]
fn settings_that_the_second_item_needs_count_with_it() {
    let mut read = Read::default();
    read.without_settings.insert(id("acme"));
    let bolt = |last: usize| {
        let mut item = empty(1);
        for flow in 0..last {
            let row = Row::FlowDay(date(), id(&format!("f{flow}")));
            let counter = CounterKey { account: id("bolt"), scope: Scope::All, row };
            item.effect().deltas.add(counter, Measure::TimesTriggered, 1);
        }
        item
    };
    // checkpoint + 50 of bolt + 48 of acme + acme's settings
    assert_eq!(taken(&[bolt(50), empty(2).counting(0..48)], &read), 2);
    assert_eq!(taken(&[bolt(50), empty(2).counting(0..49)], &read), 1);
    read.without_settings.insert(id("bolt"));
    assert_eq!(taken(&[bolt(50), empty(2).counting(0..47)], &read), 2);
    assert_eq!(taken(&[bolt(50), empty(2).counting(0..48)], &read), 1);
}

#[test]
fn the_first_item_fits_whatever_its_size() {
    let items = [empty(1).counting(0..120), empty(2).counting(0..1)];
    assert_eq!(taken(&items, &Read::default()), 1);
    let items = [empty(1).rejecting(5_000_000).counting(0..120)];
    assert_eq!(taken(&items, &Read::default()), 1);
}

#[test]
fn an_item_whose_contacts_were_not_read_ends_the_chunk_or_asks_for_them() {
    let read = Read::unknown(&["c1"]);
    let items = [
        empty(1).adding("c1", "web"),
        empty(2).counting(0..1),
        empty(3).adding("c1", "web").adding("c2", "web").adding("c3", "web"),
    ];
    assert_eq!(taken(&items, &read), 2);
    match next_chunk(&items[2..], usize::MAX, read.prefetched()) {
        NextChunk::NeedsContacts(customers) => {
            assert_eq!(customers, [contact("c2"), contact("c3")]);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_contact_goes_on_from_what_the_chunk_made_of_it_and_keeps_the_version_that_was_read() {
    let mut read = Read::default();
    let mut known = Contact::default();
    known.add(&removed_session("web"), 1);
    read.contacts.insert(contact("c1"), VersionedContact { contact: known.clone(), version: 7 });
    let items = [empty(1).adding("c1", "web"), empty(2).adding("c1", "ig")];
    let (chunk, _) = ready(&items, usize::MAX, &read);
    known.add(&removed_session("web"), 1);
    known.add(&removed_session("ig"), 1);
    let expected = VersionedContact { contact: known, version: 7 };
    assert_eq!(chunk.contacts, [(contact("c1"), expected)].into());
    // What is new is the contact's inbox `ig`; in all inboxes it was a contact before.
    assert_eq!(
        chunk.deltas[&1].to_string(),
        "acme, inbox ig, 2026-11-22: new_contacts +1\nacme, inbox ig, now: contacts +1\n"
    );
}

#[test]
fn contacts_drop_resolutions_that_no_longer_matter() {
    let resolved = |minute| ContactSession {
        status: SessionStatus::Resolved(Minute(minute)),
        ..removed_session("web")
    };
    let mut known = Contact::default();
    for minute in 0..300 {
        known.add(&resolved(minute), 1);
    }
    let before = known.size();
    let mut read = Read::default();
    read.contacts.insert(contact("c1"), VersionedContact { contact: known, version: 1 });
    let items = [empty(1).adding("c1", "web")];
    let later = Prefetched { now: Minute(1_000_000), ..read.prefetched() };
    let NextChunk::Ready { chunk, .. } = next_chunk(&items, 1, later) else { panic!() };
    assert!(chunk.contacts[&contact("c1")].contact.size() < before);
}

/// A contact whose size is so many bytes, and which a removed session in the inbox `web` leaves as
/// large as it is.
fn contact_of(bytes: usize) -> VersionedContact {
    let mut contact = Contact::default();
    contact.add(&removed_session("web"), 1);
    // Another inbox takes 56 bytes and its name, and 16 for every date more.
    let left = bytes - contact.size() - 56;
    let name = "n".repeat(left % 16 + 16);
    for days in 0..=u64::try_from(left / 16 - 1).unwrap() {
        let opened = date() + Days::new(days);
        contact.add(&ContactSession { opened, ..removed_session(&name) }, 1);
    }
    assert_eq!(contact.size(), bytes);
    VersionedContact { contact, version: 1 }
}

#[test]
fn a_chunk_has_at_most_3_million_bytes_of_contacts_and_rejected_images() {
    // A contact has at most 100,000 bytes, so it takes many.
    let sizes = |bytes: usize| {
        let full = bytes / 50_000 - 1;
        let last = bytes - full * 50_000;
        std::iter::repeat_n(50_000, full).chain([last]).enumerate()
    };
    let mut contacts = BTreeMap::new();
    for (first, second, rejected, fits) in [
        (1_500_000, 1_500_000, None, true),
        (1_500_000, 1_500_001, None, false),
        (1_000_000, 1_999_000, Some(1_000), true),
        (1_000_000, 1_999_000, Some(1_001), false),
        // a rejected record keeps 8 KB of each image
        (1_000_000, 1_983_616, Some(100_000), true),
        (1_000_000, 1_983_617, Some(100_000), false),
    ] {
        let mut read = Read::default();
        let mut items = [empty(1), empty(2)];
        for (item, (kind, bytes)) in items.iter_mut().zip([("a", first), ("b", second)]) {
            for (n, bytes) in sizes(bytes) {
                let name = format!("{kind}{n}");
                let known = contacts.entry(bytes).or_insert_with(|| contact_of(bytes));
                read.contacts.insert(contact(&name), known.clone());
                *item = item.clone().adding(&name, "web");
            }
        }
        if let Some(bytes) = rejected {
            items[1] = items[1].clone().rejecting(bytes);
        }
        let expected = if fits { 2 } else { 1 };
        assert_eq!(taken(&items, &read), expected, "{first} {second} {rejected:?}");
    }
}

#[test]
fn rejected_records_are_written_with_the_chunk() {
    let items = [empty(1).rejecting(10), empty(2), empty(3).rejecting(10)];
    let (chunk, _) = ready(&items, usize::MAX, &Read::default());
    let sequences: Vec<_> = chunk.rejected.iter().map(|it| it.sequence.as_str()).collect();
    assert_eq!(sequences, ["1", "3"]);
}
