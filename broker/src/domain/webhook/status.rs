//! How far the delivery of a triggered webhook has come.

/// How far the delivery of a triggered webhook has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryStatus {
    /// No attempt was made yet.
    NotRun,
    /// Attempts failed, and there will be more.
    Retrying,
    /// An attempt succeeded.
    Success,
    /// Every attempt failed, or there is nothing to send any more.
    Failure,
}

impl DeliveryStatus {
    /// The name on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotRun => "not_run",
            Self::Retrying => "retrying",
            Self::Success => "success",
            Self::Failure => "failure",
        }
    }

    /// Reads a name; one that is unknown was written by a newer broker, which is at work on it.
    pub fn from_name(name: &str) -> Self {
        match name {
            "not_run" => Self::NotRun,
            "success" => Self::Success,
            "failure" => Self::Failure,
            _ => Self::Retrying,
        }
    }

    /// Whether there may be more attempts.
    pub fn is_open(self) -> bool {
        matches!(self, Self::NotRun | Self::Retrying)
    }

    /// The one to show for several deliveries: what somebody has to look at comes first.
    pub fn of_all(statuses: &[Self]) -> Option<Self> {
        [Self::Retrying, Self::Failure, Self::Success, Self::NotRun]
            .into_iter()
            .find(|status| statuses.contains(status))
    }
}
