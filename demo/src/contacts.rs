//! Customers who write for the first time, and customers who come back.

use crate::business::Inbox;
use crate::record::{Ids, Time};
use crate::rng::Rng;

/// A customer who has written before.
#[derive(Debug, Clone)]
pub(crate) struct Contact {
    pub(crate) id: String,
    /// Where the customer usually writes.
    pub(crate) inbox: &'static Inbox,
    /// When the last session stops being active.
    pub(crate) active_until: Time,
}

/// All customers so far, in the order of their first message.
///
/// For one seed, the history's customer of a number has the same id and inbox at any time, so that a live business that
/// starts months later still has the same customers. Customers who first write to a live business have ids of their own.
#[derive(Debug)]
pub(crate) struct Contacts {
    seed: u64,
    list: Vec<Contact>,
    newcomers: Option<Ids>,
}

/// The share of sessions that a new customer opens.
const NEW: f64 = 0.54;

impl Contacts {
    /// No customers yet. The history's are added as they write.
    pub(crate) fn empty(seed: u64) -> Self {
        Self { seed, list: Vec::new(), newcomers: None }
    }

    /// The history's first `count` customers. Customers that are added get ids from `ids`.
    pub(crate) fn known(seed: u64, count: usize, ids: Ids) -> Self {
        let mut contacts = Self::empty(seed);
        (0..count).for_each(|_| contacts.add(Time::MIN_UTC));
        contacts.newcomers = Some(ids);
        contacts
    }

    fn add(&mut self, active_until: Time) {
        let number = self.list.len();
        let inbox = Inbox::of_a_customer(&mut Rng::of(&[self.seed, number as u64]));
        let id = match &mut self.newcomers {
            Some(ids) => ids.next('c'),
            None => format!("c-{:05}", number + 1),
        };
        self.list.push(Contact { id, inbox, active_until });
    }

    /// The number of the customer who opens a session at `at`, and the inbox: a new customer or one from before.
    pub(crate) fn next_to_write(&mut self, rng: &mut Rng, at: Time) -> (usize, &'static Inbox) {
        if !self.list.is_empty() && !rng.happens(NEW) {
            for _ in 0..4 {
                let number = rng.below(self.list.len());
                if self.list[number].active_until <= at {
                    // Some write to another inbox this time.
                    let elsewhere = rng.happens(0.05);
                    let inbox =
                        if elsewhere { Inbox::of_a_customer(rng) } else { self.list[number].inbox };
                    return (number, inbox);
                }
            }
        }
        self.add(at);
        let number = self.list.len() - 1;
        (number, self.list[number].inbox)
    }

    /// The customer with this number.
    pub(crate) fn get(&self, number: usize) -> &Contact {
        &self.list[number]
    }

    /// Records when a customer's session stops being active.
    pub(crate) fn set_active_until(&mut self, number: usize, until: Time) {
        self.list[number].active_until = until;
    }

    /// At most `most` customers of an inbox who have no active session, in random order.
    pub(crate) fn without_session(
        &self,
        rng: &mut Rng,
        inbox: &Inbox,
        at: Time,
        most: usize,
    ) -> Vec<usize> {
        let mut numbers: Vec<_> = (0..self.list.len())
            .filter(|n| self.list[*n].inbox.id == inbox.id && self.list[*n].active_until <= at)
            .collect();
        for last in (1..numbers.len()).rev() {
            numbers.swap(last, rng.below(last + 1));
        }
        numbers.truncate(most);
        numbers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_always_the_same_customer() {
        let ids = Ids::new('l', 7, Time::UNIX_EPOCH);
        let mut history = Contacts::empty(7);
        (0..60).for_each(|_| history.add(Time::UNIX_EPOCH));
        let mut live = Contacts::known(7, 50, ids);
        live.add(Time::UNIX_EPOCH);
        let name = |contacts: &Contacts, number: usize| {
            let contact = contacts.get(number);
            (contact.id.clone(), contact.inbox.id)
        };
        for number in 0..50 {
            assert_eq!(name(&history, number), name(&live, number));
        }
        assert_eq!(name(&history, 50).0, "c-00051");
        assert_eq!(name(&live, 50).0, "c-l-0-7-1", "another customer");
    }
}
