//! Customers who write for the first time, and customers who come back.

use super::chance::Chance;
use super::record::{Ids, Time};
use super::shop::Inbox;

/// A customer the shop has heard from.
#[derive(Debug, Clone)]
pub(super) struct Contact {
    pub(super) id: String,
    /// Where the customer usually writes.
    pub(super) inbox: &'static Inbox,
    /// Until when the last session is active.
    pub(super) free_at: Time,
}

/// All customers so far, in the order of their first message.
///
/// The history's customer of a number has the same id and inbox for a seed, whatever the time: a life that starts
/// months later still meets them. Those who first write during a life have ids of that life.
#[derive(Debug)]
pub(super) struct Contacts {
    seed: u64,
    list: Vec<Contact>,
    newcomers: Option<Ids>,
}

/// Of a hundred sessions, how many are opened by a new customer.
const NEW: f64 = 0.54;

impl Contacts {
    /// The history's customers, before the first of them has written.
    pub(super) fn none_yet(seed: u64) -> Self {
        Self { seed, list: Vec::new(), newcomers: None }
    }

    /// The history's first `count` customers; others to come are given new ids.
    pub(super) fn known(seed: u64, count: usize, ids: Ids) -> Self {
        let mut contacts = Self::none_yet(seed);
        (0..count).for_each(|_| contacts.meet(Time::MIN_UTC));
        contacts.newcomers = Some(ids);
        contacts
    }

    fn meet(&mut self, free_at: Time) {
        let number = self.list.len();
        let inbox = Inbox::of_a_customer(&mut Chance::of(&[self.seed, number as u64]));
        let id = match &mut self.newcomers {
            Some(ids) => ids.next('c'),
            None => format!("c-{:05}", number + 1),
        };
        self.list.push(Contact { id, inbox, free_at });
    }

    /// Who opens a session at `at`, and in which inbox.
    pub(super) fn arrive(&mut self, chance: &mut Chance, at: Time) -> (usize, &'static Inbox) {
        if !self.list.is_empty() && !chance.happens(NEW) {
            for _ in 0..4 {
                let number = chance.below(self.list.len());
                if self.list[number].free_at <= at {
                    // Some come back another way.
                    let elsewhere = chance.happens(0.05);
                    let inbox = if elsewhere {
                        Inbox::of_a_customer(chance)
                    } else {
                        self.list[number].inbox
                    };
                    return (number, inbox);
                }
            }
        }
        self.meet(at);
        let number = self.list.len() - 1;
        (number, self.list[number].inbox)
    }

    /// The customer of a number.
    pub(super) fn get(&self, number: usize) -> &Contact {
        &self.list[number]
    }

    /// Notes until when a customer's session is active.
    pub(super) fn occupy(&mut self, number: usize, until: Time) {
        self.list[number].free_at = until;
    }

    /// At most `most` customers of an inbox without an active session, in no particular order.
    pub(super) fn reachable(
        &self,
        chance: &mut Chance,
        inbox: &Inbox,
        at: Time,
        most: usize,
    ) -> Vec<usize> {
        let mut numbers: Vec<_> = (0..self.list.len())
            .filter(|n| self.list[*n].inbox.id == inbox.id && self.list[*n].free_at <= at)
            .collect();
        for last in (1..numbers.len()).rev() {
            numbers.swap(last, chance.below(last + 1));
        }
        numbers.truncate(most);
        numbers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_the_same_customer_for_ever() {
        let ids = Ids::new('l', 7, Time::UNIX_EPOCH);
        let mut history = Contacts::none_yet(7);
        (0..60).for_each(|_| history.meet(Time::UNIX_EPOCH));
        let mut life = Contacts::known(7, 50, ids);
        life.meet(Time::UNIX_EPOCH);
        let name = |contacts: &Contacts, number: usize| {
            let contact = contacts.get(number);
            (contact.id.clone(), contact.inbox.id)
        };
        for number in 0..50 {
            assert_eq!(name(&history, number), name(&life, number));
        }
        assert_eq!(name(&history, 50).0, "c-00051");
        assert_eq!(name(&life, 50).0, "c-l-0-7-1", "someone else");
    }
}
