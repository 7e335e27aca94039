//! Which of the files that were found are contracts of the provider.

use std::collections::BTreeMap;

use crate::io::Io;
use crate::output::counted;
use crate::pactfile::{Contract, Found};

/// Takes the contracts of one provider, as other verifiers do: a directory often holds those of all providers.
pub(super) struct Choice<'a> {
    /// The provider's name; without, every contract is taken.
    provider: Option<&'a str>,
    /// How many contracts of other providers were left out.
    left_out: BTreeMap<String, usize>,
}

impl<'a> Choice<'a> {
    /// A choice of the contracts of this provider, or of all.
    pub(super) fn new(provider: Option<&'a str>) -> Self {
        Self {
            provider,
            left_out: BTreeMap::new(),
        }
    }

    /// Whether the contract is to be verified. One whose file was named is, with a warning if it is another's.
    pub(super) fn takes(&mut self, contract: &Contract, file: &Found, io: &mut Io) -> bool {
        let Some(provider) = self.provider.filter(|name| *name != contract.provider) else {
            return true;
        };
        if file.is_named {
            io.note(&format!(
                "warning: '{}' is a contract of {}, not of {provider}; it is verified because it was named",
                contract.source, contract.provider
            ));
            return true;
        }
        *self.left_out.entry(contract.provider.clone()).or_default() += 1;
        false
    }

    /// Says once what was left out.
    pub(super) fn tell(&self, io: &mut Io) {
        let Some(provider) = self.provider.filter(|_| !self.left_out.is_empty()) else {
            return;
        };
        let owners = self.left_out.iter().map(|(name, number)| format!("{name} ({number})"));
        io.note(&format!(
            "note: left out what is not of {provider}: {}, of {}",
            counted(self.left_out.values().sum(), "pact file"),
            owners.collect::<Vec<_>>().join(", ")
        ));
    }
}
