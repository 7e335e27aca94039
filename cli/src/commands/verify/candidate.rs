//! A contract on its way to verification.

use accord_client::model::pact::Pact;
use accord_client::model::pacts_for_verification::VerificationProperties;

use crate::engine::{Engine, Prepared};
use crate::error::Result;
use crate::pactfile::Contract;
use crate::report::ContractReport;

/// A contract that is to be verified.
pub(super) struct Candidate {
    /// Whether a failure does not count.
    pub(super) pending: bool,
    /// The contract as the broker has it, with the links to publish results to.
    pub(super) pact: Option<Pact>,
    source: String,
    // What a broker holds may be no pact; that is a trouble of this contract alone.
    contract: Result<Contract>,
    properties: VerificationProperties,
}

impl Candidate {
    /// A contract that lies in a file.
    pub(super) fn from_file(contract: Contract) -> Self {
        Self {
            pending: false,
            pact: None,
            source: contract.source.clone(),
            contract: Ok(contract),
            properties: VerificationProperties::default(),
        }
    }

    /// A contract that lies in a broker.
    pub(super) fn from_broker(pact: Pact, properties: VerificationProperties) -> Self {
        // The broker's name for the pact says more than its address, in fewer letters.
        let name = pact.links().get("self").and_then(|link| link.name.as_deref());
        let source = name.unwrap_or(pact.url().as_str()).to_owned();
        Self {
            pending: properties.pending.unwrap_or(false),
            contract: Contract::parse(&source, pact.bytes()),
            source,
            pact: Some(pact),
            properties,
        }
    }

    /// The name of the consumer, if the document tells it.
    pub(super) fn consumer(&self) -> &str {
        match (&self.contract, &self.pact) {
            (Ok(contract), _) => &contract.consumer,
            (Err(_), Some(pact)) => pact.consumer().unwrap_or_default(),
            (Err(_), None) => "",
        }
    }

    /// The contract as the engine understands it, or why it cannot be verified.
    pub(super) async fn prepare(&self, engine: &Engine) -> Result<Prepared> {
        engine.prepare(self.contract.as_ref().map_err(Clone::clone)?).await
    }

    /// What the broker says at a moment of the verification.
    pub(super) fn notices(&self, when: &str) -> Vec<String> {
        self.properties.notices_for(when).map(str::to_owned).collect()
    }

    /// A report without interactions yet.
    pub(super) fn report(&self) -> ContractReport {
        let provider = match (&self.contract, &self.pact) {
            (Ok(contract), _) => Some(contract.provider.as_str()),
            (Err(_), pact) => pact.as_ref().and_then(Pact::provider),
        };
        ContractReport {
            consumer: self.consumer().to_owned(),
            provider: provider.unwrap_or_default().to_owned(),
            source: self.source.clone(),
            pending: self.pending,
            refusal: None,
            trouble: None,
            interactions: Vec::new(),
            published: None,
        }
    }
}
