//! What is known about a pact at a glance (`semantics.md` section 8).

/// The state of a pact by its newest result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    /// From the newest result of a pact itself.
    pub fn of_own(finding: Finding) -> Self {
        match finding {
            Finding { success: true, .. } => Self::Success,
            Finding { pact_pending: true, .. } => Self::FailedPending,
            Finding { .. } => Self::Failed,
        }
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
