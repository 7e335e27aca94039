//! Deleting what may have a long history: pacticipants and integrations.
//!
//! A short history goes at once. A long one would keep everybody waiting who publishes, so it goes in small steps: that of
//! a pacticipant after the answer, while no question finds it any more; that of an integration before the answer.

use super::contracts::pair_find;
use super::job::Job;
use super::pacticipants::pacticipant_find;
use super::{Answer, AnyConnection, Moment};
use crate::store::drain::{History, exceeds, pacticipant_drain, pair_drain};
use crate::store::hidden::{hidden_next, pacticipant_hide};
use crate::store::pacticipants::{pacticipant_ids, pacticipants_lock};
use crate::store::removal::{
    has_other_integrations, idle_versions, integration_remove, pacticipant_remove, versions_remove,
};
use crate::store::webhooks::webhook_delete_unbound;

/// Rows that one transaction may delete.
const AT_ONCE: usize = 1000;

/// Versions that one transaction deletes, heads made right.
const VERSIONS: usize = 100;

/// Removes the rows of deleted pacticipants, also those that another replica, or an earlier start, has left.
#[derive(Debug, Clone, Copy)]
pub struct RemoveHidden;

impl Job for RemoveHidden {
    fn name(&self) -> String {
        "remove the rows of deleted pacticipants".to_owned()
    }

    fn step(&self, connection: &mut AnyConnection, done: usize, _: Moment) -> Answer<Option<usize>> {
        let Some(id) = hidden_next(connection)? else {
            return Ok(None);
        };
        pacticipant_drain(connection, id)?;
        Ok(Some(done + 1))
    }
}

/// What is to be done after the answer, if anything.
pub type Rest = Option<RemoveHidden>;

/// Deletes a pacticipant with everything that names it.
pub fn pacticipant_delete(connection: &mut AnyConnection, name: &str, now: Moment) -> Answer<Rest> {
    let pacticipant = pacticipant_find(connection, name)?;
    pacticipants_lock(connection, &[pacticipant.id])?;
    remove_or_hide(connection, pacticipant.id, now)
}

fn remove_or_hide(connection: &mut AnyConnection, id: i64, now: Moment) -> Answer<Rest> {
    if exceeds(connection, History::Pacticipant(id), AT_ONCE)? {
        pacticipant_hide(connection, id, now)?;
        return Ok(Some(RemoveHidden));
    }
    pacticipant_remove(connection, id)?;
    Ok(None)
}

/// Deletes every integration with all that belongs to it: everything but environments.
pub fn integrations_delete_all(connection: &mut AnyConnection, now: Moment) -> Answer<Rest> {
    let long = exceeds(connection, History::All, AT_ONCE)?;
    for id in pacticipant_ids(connection)? {
        match long {
            true => pacticipant_hide(connection, id, now)?,
            false => pacticipant_remove(connection, id)?,
        }
    }
    webhook_delete_unbound(connection)?;
    Ok(long.then_some(RemoveHidden))
}

/// How far the deletion of an integration is.
#[derive(Debug, Clone, Copy)]
pub enum IntegrationGoing {
    /// There is more: call again.
    Partly,
    /// It is gone.
    Wholly(Rest),
}

/// Deletes an integration with what belongs to it, or a piece of it; it need not be there any more.
///
/// With it go the versions on either side that have neither pact nor result then, and a side without any other
/// integration.
pub fn integration_delete(
    connection: &mut AnyConnection,
    consumer: &str,
    provider: &str,
    now: Moment,
) -> Answer<IntegrationGoing> {
    let pair = pair_find(connection, consumer, provider)?;
    let pair = (pair.consumer.id, pair.provider.id);
    let mut sides = vec![pair.0, pair.1];
    sides.dedup();
    pacticipants_lock(connection, &sides)?;
    let (mut staying, mut going) = (Vec::new(), Vec::new());
    for side in sides {
        match has_other_integrations(connection, side, pair)? {
            true => staying.push(side),
            false => going.push(side),
        }
    }
    // A side that goes takes along what the pair shares.
    if going.is_empty() && exceeds(connection, History::Pair(pair.0, pair.1), AT_ONCE)? {
        pair_drain(connection, pair)?;
        return Ok(IntegrationGoing::Partly);
    }
    for side in staying {
        let idle = idle_versions(connection, side, pair, VERSIONS)?;
        versions_remove(connection, side, &idle)?;
        if idle.len() == VERSIONS {
            return Ok(IntegrationGoing::Partly);
        }
    }
    let mut rest = None;
    for side in going {
        rest = remove_or_hide(connection, side, now)?.or(rest);
    }
    if rest.is_none() {
        integration_remove(connection, pair.0, pair.1)?;
    }
    Ok(IntegrationGoing::Wholly(rest))
}
