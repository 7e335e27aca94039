//! Provider versions that a content matters to, and that have no result for it.

use diesel::OptionalExtension as _;
use diesel::sql_types::{BigInt, Integer, Text};

use super::StoreError;
use super::connection::AnyConnection;
use super::list::handwritten;
use super::query::Ask;

/// Why a provider version must be verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// It is the head of the main branch.
    MainBranch,
    /// It is deployed.
    Deployed,
    /// It is released and supported.
    Released,
}

/// A provider version without a result for a content.
#[derive(Debug, Clone)]
pub struct RequiredVersion {
    pub content_id: i64,
    pub version_id: i64,
    pub place: Place,
    /// The name of the branch or of the environment.
    pub place_name: String,
}

/// Whether the provider `p` has a main branch with a head; if not, its newest version with a tag of that name stands in
/// (`semantics.md` section 1).
const MAIN_BRANCH_OF_PROVIDER: &str = "SELECT 1 FROM branches m \
    WHERE m.pacticipant_id = p.id AND m.name = p.main_branch AND m.head_version_id IS NOT NULL";

/// Rows `r` of the provider versions at the head of main, deployed or supported that have no result for the contents of a
/// list, which stands in it four times.
fn without_result(list: &str) -> String {
    format!(
        "( \
             SELECT c.id AS content_id, b.head_version_id AS version_id, 0 AS place, b.name AS name FROM contents c \
             JOIN pacticipants p ON p.id = c.provider_id \
             JOIN branches b ON b.pacticipant_id = p.id AND b.name = p.main_branch \
             WHERE c.id IN {list} AND b.head_version_id IS NOT NULL \
         UNION ALL \
             SELECT c.id, t.version_id, 0, t.name FROM contents c \
             JOIN pacticipants p ON p.id = c.provider_id \
             JOIN tag_heads t ON t.pacticipant_id = p.id AND t.name = p.main_branch \
             WHERE c.id IN {list} AND NOT EXISTS ({MAIN_BRANCH_OF_PROVIDER}) \
         UNION ALL \
             SELECT c.id, d.version_id, 1, e.name FROM contents c \
             JOIN deployed_versions d ON d.pacticipant_id = c.provider_id AND d.undeployed_at IS NULL \
             JOIN environments e ON e.id = d.environment_id WHERE c.id IN {list} \
         UNION ALL \
             SELECT c.id, s.version_id, 2, e.name FROM contents c \
             JOIN released_versions s ON s.pacticipant_id = c.provider_id AND s.support_ended_at IS NULL \
             JOIN environments e ON e.id = s.environment_id WHERE c.id IN {list} \
         ) r WHERE NOT EXISTS ( \
             SELECT 1 FROM verdicts d WHERE d.content_id = r.content_id AND d.provider_version_id = r.version_id)"
    )
}

/// Is there a provider version at the head of main, deployed or supported that has no result for a content?
pub fn requires_verification(connection: &mut AnyConnection, content: i64) -> Result<bool, StoreError> {
    let (list, content) = connection.ids(&[content]).by_hand();
    let text = format!("SELECT r.version_id FROM {} LIMIT 1", without_result(&list));
    let lacking: Option<i64> = handwritten::<BigInt>(text, vec![content; 4])
        .row(connection)
        .optional()?;
    Ok(lacking.is_some())
}

/// The provider versions at the head of main, deployed or supported that have no result for these contents.
///
/// By content and version, those from the main branch first; a version stands for each of its places.
pub fn required_versions(connection: &mut AnyConnection, contents: &[i64]) -> Result<Vec<RequiredVersion>, StoreError> {
    let (list, contents) = connection.ids(contents).by_hand();
    let text = format!(
        "SELECT DISTINCT r.content_id, r.version_id, r.place, r.name FROM {} \
         ORDER BY r.content_id, r.version_id, r.place, r.name",
        without_result(&list)
    );
    type Row = (BigInt, BigInt, Integer, Text);
    let values = vec![contents; 4];
    let rows: Vec<(i64, i64, i32, String)> = handwritten::<Row>(text, values).rows(connection)?;
    let required = |(content_id, version_id, place, place_name)| RequiredVersion {
        content_id,
        version_id,
        place: match place {
            0 => Place::MainBranch,
            1 => Place::Deployed,
            _ => Place::Released,
        },
        place_name,
    };
    Ok(rows.into_iter().map(required).collect())
}

/// The newest result for each content by a version on the provider's main branch: (content, result).
pub fn newest_results_of_main_branch(
    connection: &mut AnyConnection,
    contents: &[i64],
) -> Result<Vec<(i64, i64)>, StoreError> {
    let (list, contents) = connection.ids(contents).by_hand();
    let text = format!(
        "SELECT d.content_id, max(d.verification_id) FROM verdicts d \
         JOIN pacticipants p ON p.id = d.provider_id \
         JOIN branches b ON b.pacticipant_id = p.id AND b.name = p.main_branch \
         JOIN branch_versions m ON m.branch_id = b.id AND m.version_id = d.provider_version_id \
         WHERE d.content_id IN {list} GROUP BY d.content_id"
    );
    Ok(handwritten::<(BigInt, BigInt)>(text, vec![contents]).rows(connection)?)
}
