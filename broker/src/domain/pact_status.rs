//! What is known about a pact at a glance (`semantics.md` section 8).

/// The state of a pact by its newest result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PactStatus {
    /// No result yet.
    Never,
    /// The newest result is a success.
    Success,
    /// An earlier pact was verified successfully, this one not at all.
    Stale,
    /// The newest result is a failure.
    Failed,
    /// The newest result is a failure of a pact that the provider need not fulfil yet.
    FailedPending,
}

/// What a result says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finding {
    /// Does the provider fulfil the contract?
    pub success: bool,
    /// Was the contract pending?
    pub pact_pending: bool,
}

impl PactStatus {
    /// All of them, in the order of concern.
    pub const ALL: [Self; 5] = [
        Self::Failed,
        Self::FailedPending,
        Self::Stale,
        Self::Never,
        Self::Success,
    ];

    /// The state of this name, as documents say it.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }

    /// From the newest result of a pact itself.
    pub fn of_own(finding: Finding) -> Self {
        match finding {
            Finding { success: true, .. } => Self::Success,
            Finding { pact_pending: true, .. } => Self::FailedPending,
            Finding { .. } => Self::Failed,
        }
    }

    /// From a result of which nothing else is known.
    pub fn of_success(success: bool) -> Self {
        Self::of_own(Finding {
            success,
            pact_pending: false,
        })
    }

    /// From the newest result of an earlier pact: a success there is none for this one.
    pub fn of_earlier(finding: Finding) -> Self {
        match Self::of_own(finding) {
            Self::Success => Self::Stale,
            failed => failed,
        }
    }

    /// As documents say it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Success => "success",
            Self::Stale => "stale",
            Self::Failed => "failed",
            Self::FailedPending => "failed_pending",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Finding, PactStatus};

    #[test]
    fn a_success_counts_for_the_pact_that_was_verified_only() {
        for (success, pact_pending, own, earlier) in [
            (true, false, "success", "stale"),
            (true, true, "success", "stale"),
            (false, false, "failed", "failed"),
            (false, true, "failed_pending", "failed_pending"),
        ] {
            let finding = Finding { success, pact_pending };
            assert_eq!(PactStatus::of_own(finding).as_str(), own);
            assert_eq!(PactStatus::of_earlier(finding).as_str(), earlier);
        }
    }
}
