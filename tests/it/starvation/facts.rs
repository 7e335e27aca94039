//! What members of a crowd know of each other's work.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard};

use rand::seq::IndexedRandom as _;

use crate::storm::ledger::Published;

/// What was acknowledged to anybody.
#[derive(Default)]
pub struct Facts(Mutex<Known>);

#[derive(Default)]
struct Known {
    published: Vec<Published>,
    to_verify: VecDeque<Published>,
    newest: HashMap<String, usize>,
    verdicts: HashMap<String, Verdict>,
}

/// What is known of a version's verification: none of it while nobody has begun.
#[derive(Debug, Clone, Copy, Default)]
pub struct Verdict {
    /// It was sent, and may count.
    pub sent: Option<bool>,
    /// It was acknowledged, and does count.
    pub told: Option<bool>,
}

impl Facts {
    pub fn published(&self, published: &Published) {
        let mut known = self.known();
        known.published.push(published.clone());
        known.to_verify.push_back(published.clone());
        let version = published.version.parse().unwrap();
        known.newest.insert(published.consumer.clone(), version);
    }

    pub fn any_published(&self) -> Option<Published> {
        self.known().published.choose(&mut rand::rng()).cloned()
    }

    pub fn newest(&self, consumer: &str) -> usize {
        self.known().newest[consumer]
    }

    pub fn next_to_verify(&self) -> Option<Published> {
        self.known().to_verify.pop_front()
    }

    pub fn verdict_sent(&self, of: &Published, success: bool) {
        self.known().verdicts.entry(of.what.clone()).or_default().sent = Some(success);
    }

    pub fn verdict_told(&self, of: &Published, success: bool) {
        self.known().verdicts.entry(of.what.clone()).or_default().told = Some(success);
    }

    pub fn verdict(&self, of: &Published) -> Verdict {
        self.known().verdicts.get(&of.what).copied().unwrap_or_default()
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap()
    }
}
