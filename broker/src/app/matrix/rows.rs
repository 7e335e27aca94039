//! The rows that resolved selectors span.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use super::super::{Answer, AnyConnection};
use super::numbers_of;
use crate::domain::matrix::{
    Integration, MatrixQuery, MatrixRow, Party, PartyVersion, Resolution, Resolved, RowResult,
};
use crate::store::matrix::{
    Depth, PublicationLine, Published, ResultLine, Results, matrix_publications, matrix_publications_of_pairs,
    matrix_results, matrix_results_of_pairs,
};
use crate::store::pacticipants::pacticipant_refs;

/// A publication and a result of its content, if there is one.
type Joined = (PublicationLine, Option<ResultLine>);

/// Loads the rows, the most recent ones if the question has a limit.
pub(super) fn load(
    connection: &mut AnyConnection,
    query: &MatrixQuery,
    selectors: &[Resolved],
    integrations: &[Integration],
) -> Answer<Vec<MatrixRow>> {
    let depth = if query.latest_by.is_some() {
        Depth::Current
    } else {
        Depth::All
    };
    let scope = Scope::of(selectors);
    let joined = if selectors.len() == 1 {
        either_side(connection, &scope, depth, query.limit)?
    } else {
        between(connection, &scope, integrations, depth, query.limit)?
    };
    let mut rows = name(connection, joined, selectors, integrations)?;
    if let Some(limit) = query.limit {
        rows.sort_by_key(|row| Reverse(row.recency()));
        rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    }
    Ok(rows)
}

/// What the selectors mean, sorted out for SQL.
#[derive(Debug, Default)]
struct Scope {
    /// Versions by id, with their pacticipant.
    versions: Vec<(i64, i64)>,
    /// Pacticipants of which any version counts.
    any: Vec<i64>,
    pacticipants: BTreeSet<i64>,
    specified: BTreeSet<i64>,
}

impl Scope {
    fn of(selectors: &[Resolved]) -> Self {
        let mut scope = Self::default();
        for selector in selectors {
            scope.pacticipants.insert(selector.pacticipant_id);
            if selector.specified {
                scope.specified.insert(selector.pacticipant_id);
            }
            match &selector.resolution {
                Resolution::Version { version, .. } => scope.versions.push((version.id, selector.pacticipant_id)),
                Resolution::Any => scope.any.push(selector.pacticipant_id),
                Resolution::Missing => {}
            }
        }
        scope
    }

    fn version_ids(&self) -> Vec<i64> {
        self.versions.iter().map(|(version, _)| *version).collect()
    }
}

/// One selector alone: its contracts with all their results, and the contracts that it verified as a provider.
fn either_side(connection: &mut AnyConnection, scope: &Scope, depth: Depth, limit: Option<i64>) -> Answer<Vec<Joined>> {
    let as_consumer = consumed(connection, scope, depth, limit)?;
    let results = matrix_results(connection, Results::OfContents(&contents_of(&as_consumer)), depth)?;
    let mut joined = join(as_consumer, results, true);

    if scope.any.is_empty() {
        let results = matrix_results(connection, Results::ByVersions(&scope.version_ids()), depth)?;
        let contents: BTreeSet<i64> = results.iter().map(|result| result.content_id).collect();
        let contents: Vec<i64> = contents.into_iter().collect();
        let verified = matrix_publications(connection, Published::OfContents(&contents), depth, limit)?;
        joined.extend(join(verified, results, false));
    } else {
        let mut provided = Vec::new();
        for provider in &scope.any {
            provided.extend(matrix_publications(
                connection,
                Published::ForProvider(*provider),
                depth,
                limit,
            )?);
        }
        let results = matrix_results(connection, Results::OfContents(&contents_of(&provided)), depth)?;
        joined.extend(join(provided, results, false));
    }
    Ok(joined)
}

/// Several selectors: contracts between them, with the results of their provider versions only, so that a contract
/// which the wanted version has not verified shows as such.
fn between(
    connection: &mut AnyConnection,
    scope: &Scope,
    integrations: &[Integration],
    depth: Depth,
    limit: Option<i64>,
) -> Answer<Vec<Joined>> {
    let publications = consumed_between(connection, scope, integrations, depth, limit)?;
    let mut versions_of: HashMap<i64, Vec<i64>> = HashMap::new();
    for (version, pacticipant) in &scope.versions {
        versions_of.entry(*pacticipant).or_default().push(*version);
    }
    let mut pairs = BTreeSet::new();
    let mut any_result = BTreeSet::new();
    for line in &publications {
        if scope.any.contains(&line.provider_id) {
            any_result.insert(line.content_id);
        }
        for version in versions_of.get(&line.provider_id).into_iter().flatten() {
            pairs.insert((line.content_id, *version));
        }
    }
    let mut results = matrix_results_of_pairs(connection, &pairs.into_iter().collect::<Vec<_>>(), depth)?;
    let any_result: Vec<i64> = any_result.into_iter().collect();
    results.extend(matrix_results(connection, Results::OfContents(&any_result), depth)?);
    results.sort_by_key(|result| result.verification_id);
    results.dedup_by_key(|result| result.verification_id);
    Ok(join(publications, results, true))
}

/// What the scope's versions published for anybody, most recent first.
fn consumed(
    connection: &mut AnyConnection,
    scope: &Scope,
    depth: Depth,
    limit: Option<i64>,
) -> Answer<Vec<PublicationLine>> {
    let mut lines = matrix_publications(connection, Published::ByVersions(&scope.version_ids()), depth, limit)?;
    for consumer in &scope.any {
        lines.extend(matrix_publications(
            connection,
            Published::ByConsumer(*consumer),
            depth,
            limit,
        )?);
    }
    Ok(most_recent(lines, limit))
}

/// What the scope's versions published for each other, most recent first.
fn consumed_between(
    connection: &mut AnyConnection,
    scope: &Scope,
    integrations: &[Integration],
    depth: Depth,
    limit: Option<i64>,
) -> Answer<Vec<PublicationLine>> {
    let mut pairs = Vec::new();
    for (version, pacticipant) in &scope.versions {
        let consumed = integrations
            .iter()
            .filter(|pair| pair.consumer.id == *pacticipant && scope.pacticipants.contains(&pair.provider.id));
        pairs.extend(consumed.map(|pair| (*version, pair.provider.id)));
    }
    let mut lines = matrix_publications_of_pairs(connection, &pairs, depth)?;
    for Integration { consumer, provider, .. } in integrations {
        if scope.any.contains(&consumer.id) && scope.pacticipants.contains(&provider.id) {
            let pair = Published::OfPair(consumer.id, provider.id);
            lines.extend(matrix_publications(connection, pair, depth, limit)?);
        }
    }
    lines.retain(|line| scope.specified.contains(&line.consumer_id) || scope.specified.contains(&line.provider_id));
    Ok(most_recent(lines, limit))
}

fn most_recent(mut lines: Vec<PublicationLine>, limit: Option<i64>) -> Vec<PublicationLine> {
    lines.sort_by_key(|line| Reverse(line.id));
    lines.dedup_by_key(|line| line.id);
    lines.truncate(
        limit
            .and_then(|limit| usize::try_from(limit).ok())
            .unwrap_or(usize::MAX),
    );
    lines
}

fn contents_of(lines: &[PublicationLine]) -> Vec<i64> {
    let ids: BTreeSet<i64> = lines.iter().map(|line| line.content_id).collect();
    ids.into_iter().collect()
}

/// Joins publications with results of the same content; `outer` keeps publications without any.
fn join(publications: Vec<PublicationLine>, results: Vec<ResultLine>, outer: bool) -> Vec<Joined> {
    let mut of_content: HashMap<i64, Vec<ResultLine>> = HashMap::new();
    for result in results {
        of_content.entry(result.content_id).or_default().push(result);
    }
    let mut joined = Vec::new();
    for line in publications {
        match of_content.get(&line.content_id) {
            Some(results) => joined.extend(results.iter().map(|result| (line.clone(), Some(result.clone())))),
            None if outer => joined.push((line, None)),
            None => {}
        }
    }
    joined
}

/// Gives names and numbers to the ids, and drops what both sides of a lone selector brought twice.
fn name(
    connection: &mut AnyConnection,
    joined: Vec<Joined>,
    selectors: &[Resolved],
    integrations: &[Integration],
) -> Answer<Vec<MatrixRow>> {
    let mut names: HashMap<i64, String> = selectors
        .iter()
        .map(|selector| (selector.pacticipant_id, selector.pacticipant.clone()))
        .collect();
    for party in integrations
        .iter()
        .flat_map(|integration| [&integration.consumer, &integration.provider])
    {
        names.entry(party.id).or_insert_with(|| party.name.clone());
    }
    let unnamed: BTreeSet<i64> = joined
        .iter()
        .flat_map(|(line, _)| [line.consumer_id, line.provider_id])
        .filter(|id| !names.contains_key(id))
        .collect();
    if !unnamed.is_empty() {
        let found = pacticipant_refs(connection, &unnamed.into_iter().collect::<Vec<_>>())?;
        names.extend(found.into_iter().map(|pacticipant| (pacticipant.id, pacticipant.name)));
    }
    let versions = joined.iter().flat_map(|(line, result)| {
        [
            Some(line.consumer_version_id),
            result.as_ref().map(|result| result.provider_version_id),
        ]
    });
    let numbers = numbers_of(connection, versions.flatten())?;

    let party = |id: i64| Party {
        id,
        name: names.get(&id).cloned().unwrap_or_default(),
    };
    let version = |id: i64| PartyVersion {
        id,
        number: numbers.get(&id).cloned().unwrap_or_default(),
    };
    let mut seen = BTreeSet::new();
    let rows = joined
        .into_iter()
        .filter(|(line, result)| seen.insert((line.id, result.as_ref().map(|result| result.verification_id))))
        .map(|(line, result)| MatrixRow {
            consumer: party(line.consumer_id),
            consumer_version: version(line.consumer_version_id),
            provider: party(line.provider_id),
            publication_id: line.id,
            revision: line.revision,
            sha: line.sha,
            pact_created_at: line.created_at,
            result: result.map(|result| RowResult {
                number: result.verification_id,
                success: result.success,
                executed_at: result.executed_at,
                created_at: result.created_at,
                provider_version: version(result.provider_version_id),
            }),
        });
    Ok(rows.collect())
}
