//! Work in progress: what is new at the heads of branches and tags, offered without being asked for.

use std::collections::{HashMap, HashSet};

use super::select::{Hit, merged};
use super::{ChosenPact, Partners};
use crate::app::{Answer, AnyConnection, Moment};
use crate::domain::consumer_selector::PactsForVerification;
use crate::domain::names::Name;
use crate::domain::verification_notices::ResolvedSelectorKind;
use crate::store::branches::{branch_by_name, branch_first_version};
use crate::store::contracts::publications_by_ids;
use crate::store::tags::tag_first_use;
use crate::store::wip::{Heads, Verifier, WipRow, wip_publications};

/// The contracts that are work in progress and not chosen anyway.
pub(super) fn in_progress(
    connection: &mut AnyConnection,
    partners: &Partners,
    question: &PactsForVerification,
    since: Moment,
    chosen: &[ChosenPact],
) -> Answer<Vec<ChosenPact>> {
    let mut rows: Vec<(WipRow, Heads)> = Vec::new();
    if let Some(name) = &question.provider_branch {
        let branch = branch_by_name(connection, partners.provider.id, name)?;
        let first = match &branch {
            Some(branch) => branch_first_version(connection, branch.id)?,
            None => None,
        };
        let verifier = Verifier::Branch {
            id: branch.map(|branch| branch.id),
            first_version_at: first.map(|version| version.created_at),
        };
        rows = at_all_heads(connection, partners, since, verifier)?;
    } else {
        for tag in &question.provider_tags {
            let first_use_at = tag_first_use(connection, partners.provider.id, tag)?;
            let verifier = Verifier::Tag {
                name: tag.as_str(),
                first_use_at,
            };
            rows.extend(at_all_heads(connection, partners, since, verifier)?);
        }
    }
    let explicit: HashSet<i64> = chosen
        .iter()
        .map(|pact| pact.published.publication.content_id)
        .collect();
    let hits = hits(connection, rows)?;
    let mut pacts = merged(partners, hits);
    pacts.retain(|pact| !explicit.contains(&pact.published.publication.content_id));
    for pact in &mut pacts {
        pact.wip = true;
        pact.pending = Some(true);
        pact.pending_tags.clone_from(&question.provider_tags);
    }
    Ok(pacts)
}

fn at_all_heads(
    connection: &mut AnyConnection,
    partners: &Partners,
    since: Moment,
    verifier: Verifier<'_>,
) -> Answer<Vec<(WipRow, Heads)>> {
    let mut rows = Vec::new();
    for heads in [Heads::OfBranches, Heads::OfTags] {
        let found = wip_publications(connection, partners.provider.id, heads, since, verifier)?;
        rows.extend(found.into_iter().map(|row| (row, heads)));
    }
    Ok(rows)
}

fn hits(connection: &mut AnyConnection, rows: Vec<(WipRow, Heads)>) -> Answer<Vec<Hit>> {
    let mut ids: Vec<i64> = rows.iter().map(|(row, _)| row.publication_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let published: HashMap<i64, _> = publications_by_ids(connection, &ids)?
        .into_iter()
        .map(|one| (one.publication.id, one))
        .collect();
    let hit = |(row, heads): (WipRow, Heads)| {
        let kind = match heads {
            Heads::OfBranches => ResolvedSelectorKind::Branch {
                branch: Name::trusted(row.name),
                fallback_for: None,
            },
            Heads::OfTags => ResolvedSelectorKind::LatestTag {
                tag: Name::trusted(row.name),
                fallback_for: None,
            },
        };
        Some(Hit::at_head(published.get(&row.publication_id)?.clone(), kind))
    };
    Ok(rows.into_iter().filter_map(hit).collect())
}
