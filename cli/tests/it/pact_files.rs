//! Pact files as other libraries write them.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::provider::{Conduct, Provider};

/// Every file, with the number of its interactions, how many of them are pending, and how many expect a body.
const FILES: [(&str, usize, usize, usize); 11] = [
    ("js-consumer-v2-orders-api.json", 2, 0, 2),
    ("js-consumer-v3-orders-api.json", 2, 0, 2),
    ("js-consumer-v4-orders-api.json", 3, 1, 2),
    ("js-msg-consumer-v3-orders-events.json", 1, 0, 1),
    ("js-msg-consumer-v4-orders-events.json", 1, 0, 1),
    ("py-consumer-v2-users-api.json", 4, 0, 3),
    ("py-consumer-v3-users-api.json", 7, 0, 5),
    ("py-consumer-v4-users-api.json", 9, 1, 6),
    ("py-msg-consumer-v3-users-events.json", 2, 0, 2),
    ("py-msg-consumer-v4-users-events.json", 3, 0, 3),
    ("py2-consumer-py2-provider.json", 1, 0, 1),
];

/// A pact file and what a verification should find in it.
pub struct PactFile {
    pub name: &'static str,
    pub directory: PathBuf,
    pub pact: Value,
    interactions: usize,
    pending: usize,
    with_body: usize,
}

impl PactFile {
    /// Every file.
    pub fn all() -> Vec<Self> {
        let directory = directory();
        let known: Vec<&str> = FILES.iter().map(|(name, ..)| *name).collect();
        assert_eq!(
            names_in(&directory),
            known,
            "the list of files lacks one, or has one too many"
        );
        known.iter().map(|name| Self::read(&directory, name)).collect()
    }

    /// The file with this name.
    pub fn named(name: &str) -> Self {
        Self::read(&directory(), name)
    }

    fn read(directory: &Path, name: &str) -> Self {
        let (name, interactions, pending, with_body) = *FILES.iter().find(|(known, ..)| *known == name).unwrap();
        Self {
            name,
            directory: directory.to_owned(),
            pact: serde_json::from_slice(&std::fs::read(directory.join(name)).unwrap()).unwrap(),
            interactions,
            pending,
            with_body,
        }
    }

    /// A provider of what the file expects.
    pub fn provider(&self, conduct: Conduct) -> Provider {
        Provider::start(self.pact.clone(), conduct)
    }

    /// How a verification of such a provider is summed up.
    pub fn summary(&self, conduct: Conduct) -> String {
        let (all, pending) = (self.interactions, self.pending);
        match conduct {
            Conduct::Honest => format!("{all} passed, 0 failed\n"),
            Conduct::Lying => format!("{} passed, {} failed\n", all - self.with_body, self.with_body),
            Conduct::Failing | Conduct::Asleep if pending == 0 => format!("0 passed, {all} failed\n"),
            Conduct::Failing | Conduct::Asleep => {
                format!("0 passed, {} failed, {pending} pending failed\n", all - pending)
            }
        }
    }
}

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/pacts")
}

fn names_in(directory: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(directory).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}
