//! Webhooks that tell the deployed version of the provider are sent once for each.

use super::super::super::{Answer, AnyConnection};
use super::super::facts::{Subject, distinct};
use super::Firing;
use crate::store::environments::{InEnvironment, deployed_now};

/// Puts one for each deployed version in place of each that tells it; with none deployed, nothing is sent.
pub(super) fn for_each_deployed<'a>(
    connection: &mut AnyConnection,
    firings: Vec<Firing<'a>>,
) -> Answer<Vec<Firing<'a>>> {
    let telling = firings.iter().filter(|one| one.waiting.for_each_deployed);
    let providers = distinct(telling.map(|one| one.subject.provider_id));
    if providers.is_empty() {
        return Ok(firings);
    }
    let of_providers = InEnvironment {
        pacticipants: Some(&providers),
        ..InEnvironment::default()
    };
    let deployed = deployed_now(connection, of_providers)?;
    let versions_of = |provider: i64| {
        let of_provider = deployed.iter().filter(|one| one.pacticipant_id == provider);
        distinct(of_provider.map(|one| one.version_id))
    };
    let expand = |firing: Firing<'a>| match firing.waiting.for_each_deployed {
        false => vec![firing],
        true => with_each(&firing, versions_of(firing.subject.provider_id)),
    };
    Ok(firings.into_iter().flat_map(expand).collect())
}

fn with_each<'a>(firing: &Firing<'a>, versions: Vec<i64>) -> Vec<Firing<'a>> {
    let with = |version: i64| Firing {
        subject: Subject {
            deployed_version_id: Some(version),
            ..firing.subject.clone()
        },
        ..*firing
    };
    versions.into_iter().map(with).collect()
}
