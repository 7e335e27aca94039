//! What a verification tells: lines for people, JSON and JUnit files for machines.

mod json;
mod junit;
mod text;

pub(crate) use json::write as write_json;
pub(crate) use junit::write as write_junit;
pub(crate) use text::TextReport;

use std::path::Path;

use crate::engine::Verified;
use crate::error::{CliError, Result};

/// What became of one contract.
#[derive(Debug, Clone)]
pub(crate) struct ContractReport {
    /// The pacticipant that wrote the contract.
    pub(crate) consumer: String,
    /// The pacticipant that was verified.
    pub(crate) provider: String,
    /// The file or address of the contract.
    pub(crate) source: String,
    /// Whether a failure is no reason to fail: the broker says that this provider has not yet promised the contract.
    pub(crate) pending: bool,
    /// Why nothing of the contract could be verified, if so.
    pub(crate) refusal: Option<String>,
    /// Why the result is of no use, pending or not: nothing was asked, nobody was there, or it could not be published.
    pub(crate) trouble: Option<String>,
    /// The interactions that were verified, in the order of the contract.
    pub(crate) interactions: Vec<Verified>,
    /// The address of the published result, once there is one.
    pub(crate) published: Option<String>,
}

/// How an interaction counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// The provider does what the contract says.
    Passed,
    /// It does not, and that fails the verification.
    Failed,
    /// It does not, and need not yet.
    PendingFailed,
}

impl ContractReport {
    /// Whether the provider does everything that the contract says.
    pub(crate) fn holds(&self) -> bool {
        self.refusal.is_none() && self.interactions.iter().all(Verified::holds)
    }

    /// Whether the contract is no reason to fail: it holds, or what does not is pending.
    pub(crate) fn is_acceptable(&self) -> bool {
        let is_verified = self.refusal.is_none() || self.pending;
        self.count(Standing::Failed) == 0 && is_verified && self.trouble.is_none()
    }

    /// How an interaction of this contract counts.
    pub(crate) fn standing(&self, interaction: &Verified) -> Standing {
        match (interaction.holds(), self.pending || interaction.pending) {
            (true, _) => Standing::Passed,
            (false, true) => Standing::PendingFailed,
            (false, false) => Standing::Failed,
        }
    }

    /// The number of interactions that count so.
    pub(crate) fn count(&self, standing: Standing) -> usize {
        self.interactions
            .iter()
            .filter(|interaction| self.standing(interaction) == standing)
            .count()
    }
}

/// The number of interactions in all contracts that count so.
pub(crate) fn count(contracts: &[ContractReport], standing: Standing) -> usize {
    contracts.iter().map(|contract| contract.count(standing)).sum()
}

fn write_file(path: &Path, kind: &str, content: &[u8]) -> Result<()> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let written = parent
        .map_or(Ok(()), std::fs::create_dir_all)
        .and_then(|()| std::fs::write(path, content));
    written.map_err(|error| {
        CliError::new(format!(
            "could not write the {kind} report '{}': {error}",
            path.display()
        ))
    })
}

#[cfg(test)]
pub(crate) mod samples {
    //! A contract with one interaction of each standing.

    use std::time::Duration;

    use super::ContractReport;
    use crate::engine::{Attribute, Difference, Exchange, Verdict, Verified};

    pub(crate) fn interaction(description: &str, pending: bool, verdict: Verdict) -> Verified {
        Verified {
            id: Some("4f2c".to_owned()),
            kind: "Synchronous/HTTP".to_owned(),
            description: description.to_owned(),
            states: vec!["order 1 exists".to_owned(), "the shop is open".to_owned()],
            pending,
            exchange: Exchange {
                asked: "GET http://127.0.0.1:8080/orders/1".to_owned(),
                answer: Some("out of memory".to_owned()),
            },
            verdict,
            duration: Duration::from_millis(12),
        }
    }

    pub(crate) fn contract() -> ContractReport {
        let differences = vec![
            Difference::of_status("200", 500, "expected 200 but was 500".to_owned()),
            Difference {
                attribute: Attribute::Body,
                place: "$.lines[0].sku".to_owned(),
                expected: Some("\"A1\"".to_owned()),
                received: None,
                description: "Expected 'A1' to match '[A-Z]\\d'".to_owned(),
            },
        ];
        ContractReport {
            consumer: "shop".to_owned(),
            provider: "orders".to_owned(),
            source: "pacts/shop-orders.json".to_owned(),
            pending: false,
            refusal: None,
            trouble: None,
            interactions: vec![
                interaction("a request for order 1", false, Verdict::Holds),
                interaction("a request for order 2", false, Verdict::Differs(differences)),
                interaction("a request for order 3", true, Verdict::Failed("timed out".to_owned())),
            ],
            published: None,
        }
    }

    pub(crate) fn unpublished(pending: bool) -> ContractReport {
        ContractReport {
            pending,
            trouble: Some("the broker is out of reach".to_owned()),
            interactions: vec![interaction("a request for order 1", false, Verdict::Holds)],
            ..contract()
        }
    }

    pub(crate) fn refused(pending: bool) -> ContractReport {
        let refusal = Some("it needs the Pact plugin csv".to_owned());
        ContractReport {
            pending,
            refusal,
            interactions: Vec::new(),
            ..contract()
        }
    }
}
