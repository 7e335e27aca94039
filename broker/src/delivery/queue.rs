//! Deliveries that this replica has leased: those that wait for their turn, and how many are under way to whom.

use std::collections::{HashMap, VecDeque};

/// One receiver gets so many of the attempts under way, at most: a quarter. One that hangs leaves three for the others.
const RECEIVERS: usize = 4;

/// What is known of a delivery here: to whom it goes.
pub(super) trait Addressed {
    /// Host and port.
    fn receiver(&self) -> &str;
}

/// Deliveries under lease, in the order in which they are due.
#[derive(Debug)]
pub(super) struct Queue<D> {
    /// Attempts under way at most.
    concurrency: usize,
    waiting: VecDeque<D>,
    /// By receiver; none of them zero.
    under_way: HashMap<String, usize>,
}

impl<D: Addressed> Queue<D> {
    pub(super) fn new(concurrency: usize) -> Self {
        Self {
            concurrency,
            waiting: VecDeque::new(),
            under_way: HashMap::new(),
        }
    }

    /// How many more may be leased: what is under way, and as many that wait for their turn without asking anybody.
    pub(super) fn room(&self) -> usize {
        (2 * self.concurrency).saturating_sub(self.waiting.len() + self.total_under_way())
    }

    /// So many of one receiver are leased at most: those under way, and as many that wait.
    pub(super) fn of_each(&self) -> usize {
        2 * self.under_way_of_each()
    }

    /// The deliveries to lease, of some that are due: those that wait longest, no receiver getting more than its share.
    pub(super) fn chosen(&self, due: &[(i64, String)]) -> Vec<i64> {
        let mut leased = self.under_way.clone();
        for delivery in &self.waiting {
            *leased.entry(delivery.receiver().to_owned()).or_default() += 1;
        }
        let room = self.room();
        let mut chosen = Vec::new();
        for (id, receiver) in due {
            let of_receiver = leased.entry(receiver.clone()).or_default();
            if *of_receiver < self.of_each() && chosen.len() < room {
                *of_receiver += 1;
                chosen.push(*id);
            }
        }
        chosen
    }

    /// Lines up what was leased.
    pub(super) fn line_up(&mut self, leased: impl IntoIterator<Item = D>) {
        self.waiting.extend(leased);
    }

    /// The next whose turn it is, if any; it is under way from now on.
    pub(super) fn next(&mut self) -> Option<D> {
        if self.total_under_way() >= self.concurrency {
            return None;
        }
        let most = self.under_way_of_each();
        let has_turn = |delivery: &D| self.under_way.get(delivery.receiver()).is_none_or(|busy| *busy < most);
        let position = self.waiting.iter().position(has_turn)?;
        let next = self.waiting.remove(position)?;
        *self.under_way.entry(next.receiver().to_owned()).or_default() += 1;
        Some(next)
    }

    /// One that was under way to a receiver has ended.
    pub(super) fn ended(&mut self, receiver: &str) {
        if let Some(busy) = self.under_way.get_mut(receiver) {
            *busy -= 1;
            if *busy == 0 {
                self.under_way.remove(receiver);
            }
        }
    }

    /// Those that never had their turn.
    pub(super) fn into_waiting(self) -> impl Iterator<Item = D> {
        self.waiting.into_iter()
    }

    fn under_way_of_each(&self) -> usize {
        self.concurrency.div_ceil(RECEIVERS)
    }

    fn total_under_way(&self) -> usize {
        self.under_way.values().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::{Addressed, Queue};

    impl Addressed for &str {
        fn receiver(&self) -> &str {
            self
        }
    }

    fn due(receivers: &[&str]) -> Vec<(i64, String)> {
        (0..)
            .zip(receivers.iter().map(|receiver| (*receiver).to_owned()))
            .collect()
    }

    #[test]
    fn a_receiver_with_a_long_queue_gets_its_share_and_hides_nobody() {
        let mut queue = Queue::<&str>::new(8);
        assert_eq!(
            queue.chosen(&due(&["a", "a", "a", "a", "a", "a", "b"])),
            [0, 1, 2, 3, 6]
        );
        queue.line_up(["a", "a", "a", "a", "b"]);
        let begun: Vec<&str> = std::iter::from_fn(|| queue.next()).collect();
        assert_eq!(begun, ["a", "a", "b"]);
        assert_eq!(queue.chosen(&due(&["a", "b"])), [1], "two of a are under way, two wait");
        queue.ended("a");
        assert_eq!(queue.next(), Some("a"));
        assert_eq!(queue.next(), None);
        assert_eq!(queue.into_waiting().collect::<Vec<_>>(), ["a"]);
    }

    #[test]
    fn no_more_are_under_way_than_allowed_and_no_more_leased_than_twice_that() {
        let mut queue = Queue::<&str>::new(2);
        assert_eq!(queue.room(), 4);
        queue.line_up(["a", "b", "c", "d"]);
        assert_eq!(queue.room(), 0);
        assert!(queue.chosen(&due(&["e"])).is_empty());
        assert_eq!([queue.next(), queue.next(), queue.next()], [Some("a"), Some("b"), None]);
        queue.ended("b");
        assert_eq!(queue.next(), Some("c"));
        assert_eq!(queue.room(), 1);
    }
}
