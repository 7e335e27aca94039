//! What webhooks wait for.

use crate::domain::invalid::{Fields, Invalid};
use serde_json::Value;

/// A thing that happens, under the name that webhooks subscribe to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventName {
    /// A contract was published, whatever it says.
    ContractPublished,
    /// A contract says something else than the one before.
    ContractContentChanged,
    /// A contract was published that a provider version in use has no result for.
    ContractRequiringVerificationPublished,
    /// A result was published.
    ProviderVerificationPublished,
    /// A result was published that is a success.
    ProviderVerificationSucceeded,
    /// A result was published that is a failure.
    ProviderVerificationFailed,
}

impl EventName {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::ContractPublished,
        Self::ContractContentChanged,
        Self::ContractRequiringVerificationPublished,
        Self::ProviderVerificationPublished,
        Self::ProviderVerificationSucceeded,
        Self::ProviderVerificationFailed,
    ];

    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ContractPublished => "contract_published",
            Self::ContractContentChanged => "contract_content_changed",
            Self::ContractRequiringVerificationPublished => "contract_requiring_verification_published",
            Self::ProviderVerificationPublished => "provider_verification_published",
            Self::ProviderVerificationSucceeded => "provider_verification_succeeded",
            Self::ProviderVerificationFailed => "provider_verification_failed",
        }
    }

    /// The event of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.as_str() == name)
    }

    /// Whether it is about a result, and not about a contract.
    pub fn is_of_result(self) -> bool {
        Self::of_result(true).contains(&self) || Self::of_result(false).contains(&self)
    }

    /// The events of a result.
    pub fn of_result(success: bool) -> [Self; 2] {
        let outcome = match success {
            true => Self::ProviderVerificationSucceeded,
            false => Self::ProviderVerificationFailed,
        };
        [Self::ProviderVerificationPublished, outcome]
    }

    /// Reads `{"name": "…"}`.
    pub(super) fn from_value(value: &Value) -> Result<Self, Invalid> {
        let mut fields = Fields::of(value)?;
        let name = fields.required_choice("name", &Self::ALL.map(Self::as_str));
        fields.finish(|| Self::from_name(name?))
    }
}
