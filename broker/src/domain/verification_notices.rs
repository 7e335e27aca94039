//! Why a contract is handed out for verification, and what a failure would mean: the sentences that a provider's build
//! prints (semantics.md sections 6 and 7).

mod criteria;
mod resolved;

pub use criteria::short_description;
pub use resolved::{ResolvedSelector, ResolvedSelectorKind, sort};

use super::names::TagName;

const ABOUT_PENDING: &str = "https://docs.pact.io/pact_broker/advanced_topics/pending_pacts";
const ABOUT_WIP: &str = "https://docs.pact.io/pact_broker/advanced_topics/wip_pacts";

/// A sentence for the provider's build and when to print it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// When it is printed.
    pub when: When,
    /// The sentence; it may have several lines.
    pub text: String,
}

/// When a notice is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Before the contract is verified.
    BeforeVerification,
    /// After the contract was verified with this outcome.
    AfterVerification {
        /// Whether the verification succeeded.
        success: bool,
        /// Whether its result was published.
        published: bool,
    },
}

impl When {
    /// The word that clients look for.
    pub fn as_str(self) -> &'static str {
        match self {
            When::BeforeVerification => "before_verification",
            When::AfterVerification {
                success: true,
                published: false,
            } => "after_verification:success_true_published_false",
            When::AfterVerification {
                success: false,
                published: false,
            } => "after_verification:success_false_published_false",
            When::AfterVerification {
                success: true,
                published: true,
            } => "after_verification:success_true_published_true",
            When::AfterVerification {
                success: false,
                published: true,
            } => "after_verification:success_false_published_true",
        }
    }
}

/// By which provider versions an earlier success was looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProviderScope<'a> {
    /// Any version of the provider.
    Any,
    /// Versions on a branch.
    Branch(&'a str),
    /// Versions with one of these tags; for a pending contract, the tags under which no success was found.
    Tags(&'a [TagName]),
}

/// A contract that was chosen for verification.
#[derive(Debug, Clone, Copy)]
pub struct ChosenContract<'a> {
    /// Name of the provider.
    pub provider: &'a str,
    /// Address of the content, without metadata.
    pub url: &'a str,
    /// The selectors that chose it, in the order of [`sort`]; never empty.
    pub selectors: &'a [ResolvedSelector],
    /// Whether it was chosen as work in progress.
    pub wip: bool,
    /// Whether it is pending, if that was asked.
    pub pending: Option<bool>,
    /// By which provider versions a success was looked for.
    pub scope: ProviderScope<'a>,
}

/// The notices of a contract: why it was chosen, and, if pending status was asked, what its result will mean.
pub fn notices(contract: &ChosenContract<'_>) -> Vec<Notice> {
    let inclusion = if contract.wip {
        wip_reason(contract)
    } else {
        selection_reason(contract)
    };
    let mut notices = vec![before(inclusion)];
    match contract.pending {
        Some(true) => {
            notices.push(before(pending_reason(contract)));
            notices.extend(after_verification());
        }
        Some(false) => notices.push(before(not_pending_reason(contract))),
        None => {}
    }
    notices
}

/// The notice that comes first when the question was asked by GET.
pub fn get_is_deprecated() -> Notice {
    before(
        "This list was requested with GET, which knows only tags and is deprecated. Please update the Pact library: \
         newer ones send a POST with consumer version selectors to the same address."
            .to_owned(),
    )
}

fn before(text: String) -> Notice {
    Notice {
        when: When::BeforeVerification,
        text,
    }
}

fn selection_reason(contract: &ChosenContract<'_>) -> String {
    let criteria = criteria::lines(contract.selectors, contract.provider);
    let (versions, heading) = match (criteria.len(), criteria::is_plural(contract.selectors)) {
        (1, false) => ("the consumer version", "that matches this criterion"),
        (1, true) => ("consumer versions", "that match this criterion"),
        _ => ("consumer versions", "that match these criteria"),
    };
    let list: String = criteria.iter().map(|line| format!("\n    * {line}")).collect();
    format!(
        "The pact at {} is verified here because its content was published by {versions} {heading}:{list}",
        contract.url
    )
}

fn wip_reason(contract: &ChosenContract<'_>) -> String {
    let origins = criteria::wip_origins(contract.selectors);
    let same = match origins.len() {
        1 => "",
        2 => " (both have the same content)",
        _ => " (all have the same content)",
    };
    let plural = if origins.len() == 1 { "version" } else { "versions" };
    format!(
        "The pact at {} is verified here because it is work in progress: it was published by the latest {plural} {}{same}, and {}. \
         Read more about work in progress at {ABOUT_WIP}",
        contract.url,
        joined(&origins),
        never_verified(contract),
    )
}

fn pending_reason(contract: &ChosenContract<'_>) -> String {
    let reason = if contract.wip {
        "it is work in progress".to_owned()
    } else {
        never_verified(contract)
    };
    format!(
        "This pact is pending for this version of {}, because {reason}: should its verification fail, the build need not \
         fail. Read more about pending pacts at {ABOUT_PENDING}",
        contract.provider
    )
}

fn not_pending_reason(contract: &ChosenContract<'_>) -> String {
    format!(
        "This pact is not pending: {} has verified it successfully before, so should its verification fail now, the build \
         fails too. Read more about pending pacts at {ABOUT_PENDING}",
        provider_version(contract)
    )
}

fn never_verified(contract: &ChosenContract<'_>) -> String {
    format!(
        "no successful verification by {} has been published yet",
        provider_version(contract)
    )
}

/// "a version of P from branch 'b'", with the scope of the question.
fn provider_version(contract: &ChosenContract<'_>) -> String {
    let provider = contract.provider;
    match contract.scope {
        ProviderScope::Branch(branch) => format!("a version of {provider} from branch '{branch}'"),
        ProviderScope::Tags(tags) if !tags.is_empty() => {
            let quoted: Vec<_> = tags.iter().map(|tag| format!("'{tag}'")).collect();
            let noun = if tags.len() == 1 { "tag" } else { "tags" };
            format!("a version of {provider} with {noun} {}", joined(&quoted))
        }
        ProviderScope::Any | ProviderScope::Tags(_) => format!("a version of {provider}"),
    }
}

/// What each outcome means for a pending contract.
fn after_verification() -> [Notice; 4] {
    let after = |success, published, text: &str| Notice {
        when: When::AfterVerification { success, published },
        text: text.to_owned(),
    };
    let failed = "This pact is still pending, because its verification did not succeed.";
    [
        after(
            true,
            false,
            "This pact is still pending, because the successful result was not published.",
        ),
        after(false, false, failed),
        after(
            true,
            true,
            "This pact is no longer pending: from now on a failure will fail the build.",
        ),
        after(false, true, failed),
    ]
}

/// "a, b and c".
fn joined(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests;
