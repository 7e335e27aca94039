//! What happened when a contract was published (`semantics.md` section 4).

use super::super::{Answer, AnyConnection};
use super::publish::Stored;
use crate::domain::publication_notices::{Event, PublicationKind};
use crate::domain::webhook::EventName;
use crate::store::contracts::publication_previous;
use crate::store::required_versions::requires_verification;

/// The events of a publication; `tags` are those of its consumer version.
pub(super) fn events(connection: &mut AnyConnection, stored: &Stored, tags: &[String]) -> Answer<Vec<Event>> {
    let changed = match stored.kind {
        PublicationKind::New => reason_of_change(connection, stored, tags)?,
        PublicationKind::Unchanged => None,
        PublicationKind::Modified | PublicationKind::Merged => stored
            .content_differs
            .then(|| "the content of this version changed".to_owned()),
    };
    let unchanged = changed
        .is_none()
        .then(|| "the content is that of the contract before".to_owned());
    let mut events = vec![Event::new(EventName::ContractPublished, unchanged)];
    if let Some(reason) = changed {
        events.push(Event::new(EventName::ContractContentChanged, Some(reason)));
    }
    if requires_verification(connection, stored.content_id)? {
        events.push(Event::new(EventName::ContractRequiringVerificationPublished, None));
    }
    Ok(events)
}

/// Compares with the contract before, for each tag, or among the untagged; branches play no part.
fn reason_of_change(connection: &mut AnyConnection, stored: &Stored, tags: &[String]) -> Answer<Option<String>> {
    let (consumer, provider) = (stored.consumer_id, stored.provider_id);
    if tags.is_empty() {
        let previous = publication_previous(connection, consumer, provider, stored.consumer_version_id, None)?;
        return Ok(match previous {
            None => Some("first contract of an untagged version".to_owned()),
            Some(previous) if previous.sha != stored.sha => {
                Some("the content differs from that of the untagged version before".to_owned())
            }
            Some(_) => None,
        });
    }
    for tag in tags {
        let previous = publication_previous(connection, consumer, provider, stored.consumer_version_id, Some(tag))?;
        match previous {
            None => return Ok(Some(format!("first contract with the tag {tag}"))),
            Some(previous) if previous.sha != stored.sha => {
                return Ok(Some(format!(
                    "the content differs from that of the version before with the tag {tag}"
                )));
            }
            Some(_) => {}
        }
    }
    Ok(None)
}
