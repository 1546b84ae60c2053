//! The way through the list of conversations: page by page, from the front again and again, until
//! nothing can have been passed over.
//!
//! The list has the latest activity first. While it is read, a conversation moves to the front whenever
//! something is written in it. If that is one whose page is not read yet, this pass passes it over.
//! But its activity is then later than the beginning of the pass. So the next pass reads the
//! conversations with activity since this one began, which are few; and so on, until a pass has only
//! one page: nothing moves within a page. Or until nothing has later activity than what the pass before
//! began with: more than a page of conversations may have had activity in one second.
//!
//! A conversation that is deleted in Chatwoot moves all behind it up by one, and the first one of the
//! next page would be passed over. The list says how many conversations there are. If that has become
//! less, the way goes back by as many pages as the gap may have.

use serde::{Deserialize, Serialize};

/// Where the way is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Passes {
    /// The pass, from 1.
    pub(super) pass: u32,
    /// The page that is to be read next, from 1.
    pub(super) page: u32,
    /// Conversations without activity since this second are left out.
    since: Option<i64>,
    /// The latest activity when this pass began.
    front: Option<i64>,
    /// How many conversations there were.
    all: Option<u64>,
}

/// What to do with a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Met {
    /// Something was deleted: the page that is now next has to be asked for instead.
    Back,
    /// Read those of its conversations that are marked, and then go on.
    Read(Vec<bool>),
}

impl Passes {
    /// At the beginning. Conversations without activity since this second are left out.
    pub(super) fn new(since: Option<i64>) -> Self {
        Self { pass: 1, page: 1, since, front: None, all: None }
    }

    /// Meets the page: the last activity of each of its conversations, and how many there are in all.
    pub(super) fn meet(&mut self, page: &[Option<i64>], all: Option<u64>) -> Met {
        let gone = self.all.zip(all).map_or(0, |(before, now)| before.saturating_sub(now));
        self.all = all.or(self.all);
        if gone > 0 && self.page > 1 {
            // A page has 25 conversations, if nobody has configured fewer or more.
            let size = u64::try_from(page.len()).unwrap_or(u64::MAX).max(1);
            let back = u32::try_from(gone.div_ceil(size)).unwrap_or(u32::MAX);
            self.page = self.page.saturating_sub(back).max(1);
            return Met::Back;
        }
        if self.page == 1 {
            self.front = page.iter().flatten().max().copied();
        }
        Met::Read(page.iter().map(|at| !self.is_before(*at)).collect())
    }

    /// Goes on behind a page that is read; whether there is anything left to read.
    pub(super) fn go_on(&mut self, page: &[Option<i64>]) -> bool {
        let is_end = page.is_empty() || page.iter().any(|at| self.is_before(*at));
        if !is_end {
            self.page += 1;
            return true;
        }
        // Nothing at all is later than what the pass before this one began with.
        let is_quiet = self.pass > 1 && self.front <= self.since;
        if self.page == 1 || is_quiet {
            return false;
        }
        let Self { pass, since, front, .. } = *self;
        *self = Self { pass: pass + 1, ..Self::new(front.max(since)) };
        true
    }

    /// How many conversations there are, if Chatwoot says so and all are read.
    pub(super) fn all(&self) -> Option<u64> {
        self.all.filter(|_| self.since.is_none())
    }

    fn is_before(&self, activity: Option<i64>) -> bool {
        activity.zip(self.since).is_some_and(|(at, since)| at < since)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// A list of conversations, each a number with its last activity.
    struct List(Vec<(u32, i64)>);

    impl List {
        fn touch(&mut self, number: u32, at: i64) {
            self.0.retain(|(it, _)| *it != number);
            self.0.insert(0, (number, at));
        }

        /// Reads the list while `happens` changes it before each request; what was read, each with the
        /// activity that it had then.
        fn read(
            &mut self,
            passes: &mut Passes,
            mut happens: impl FnMut(&mut Self),
        ) -> BTreeSet<(u32, i64)> {
            let mut read = BTreeSet::new();
            loop {
                happens(self);
                let begin = (usize::try_from(passes.page).unwrap() - 1) * 5;
                let page: Vec<_> = self.0.iter().skip(begin).take(5).copied().collect();
                let all = u64::try_from(self.0.len()).ok();
                let activities: Vec<_> = page.iter().map(|(_, at)| Some(*at)).collect();
                let Met::Read(wanted) = passes.meet(&activities, all) else { continue };
                read.extend(page.iter().zip(wanted).filter(|(_, is)| *is).map(|(it, _)| *it));
                if !passes.go_on(&activities) {
                    return read;
                }
            }
        }
    }

    fn list(count: u32) -> List {
        List((0..count).map(|n| (n, 1000 - i64::from(n))).collect())
    }

    #[test]
    fn a_quiet_list_is_read_once_and_its_front_again() {
        let mut passes = Passes::new(None);
        assert_eq!(list(23).read(&mut passes, |_| {}).len(), 23);
        assert_eq!((passes.pass, passes.page), (2, 1));
        // Nothing, and all in one second on more than a page.
        assert_eq!(List(vec![]).read(&mut Passes::new(None), |_| {}).len(), 0);
        let mut alike = List((0..12).map(|n| (n, 7)).collect());
        assert_eq!(alike.read(&mut Passes::new(None), |_| {}).len(), 12);
    }

    #[test]
    fn what_is_old_is_left_out() {
        let read = list(23).read(&mut Passes::new(Some(990)), |_| {});
        assert_eq!(read.iter().map(|(n, _)| *n).collect::<Vec<_>>(), (0..=10).collect::<Vec<_>>());
    }

    #[test]
    fn nothing_that_moves_to_the_front_is_passed_over() {
        for seed in 0..200 {
            let mut rng = fastrand::Rng::with_seed(seed);
            let (mut list, mut now, mut left) = (list(40), 2000, 60);
            let read = list.read(&mut Passes::new(None), |list| {
                for _ in 0..rng.u32(0..4).min(left) {
                    left -= 1;
                    now += 1;
                    let number = rng.u32(0..45);
                    list.touch(number, now);
                }
            });
            for it in &list.0 {
                assert!(read.contains(it), "{it:?} of seed {seed}");
            }
        }
    }

    #[test]
    fn nothing_is_passed_over_where_conversations_are_deleted() {
        for seed in 0..200 {
            let mut rng = fastrand::Rng::with_seed(seed);
            let (mut list, mut left) = (list(40), 12);
            let read = list.read(&mut Passes::new(None), |list| {
                for _ in 0..rng.usize(0..3).min(left) {
                    left -= 1;
                    list.0.remove(rng.usize(0..list.0.len()));
                }
            });
            for it in &list.0 {
                assert!(read.contains(it), "{it:?} of seed {seed}");
            }
        }
    }
}
