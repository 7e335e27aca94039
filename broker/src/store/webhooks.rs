//! Webhooks: what is sent, when, and for which pairs.

use diesel::prelude::*;

use super::connection::{AnyConnection, on_each};
use super::hidden::hidden;
use super::list::InList;
use super::query::{Ask, Change, columns};
use super::schema::{webhook_events, webhooks};
use super::{Moment, StoreError};

/// A webhook without its events.
#[derive(Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = webhooks, treat_none_as_null = true)]
pub struct Webhook {
    #[diesel(skip_insertion, skip_update)]
    pub id: i64,
    pub uuid: String,
    pub description: Option<String>,
    pub consumer_id: Option<i64>,
    pub consumer_label: Option<String>,
    pub provider_id: Option<i64>,
    pub provider_label: Option<String>,
    pub enabled: bool,
    pub method: String,
    pub url: String,
    /// JSON object of texts; those that are secrets are sealed.
    pub headers: String,
    /// JSON.
    pub body: Option<String>,
    pub username: Option<String>,
    /// Sealed, unless it is nothing but a parameter.
    pub password: Option<String>,
    pub created_at: Moment,
    pub updated_at: Moment,
    /// Since when every attempt has failed.
    pub failing_since: Option<Moment>,
    /// When the broker switched it off by itself, and why.
    pub disabled_at: Option<Moment>,
    pub disabled_reason: Option<String>,
    /// After how many seconds without a result it fires again.
    pub repeat_seconds: Option<i32>,
    /// Whether it tells a result that changes something for every consumer version with the content.
    pub every_version: bool,
}

/// Shows no secret.
impl std::fmt::Debug for Webhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Webhook")
            .field("uuid", &self.uuid)
            .finish_non_exhaustive()
    }
}

/// A webhook as far as it takes to see whether something triggers it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = webhooks)]
pub struct Hook {
    pub id: i64,
    pub uuid: String,
    pub description: Option<String>,
    pub consumer_id: Option<i64>,
    pub consumer_label: Option<String>,
    pub provider_id: Option<i64>,
    pub provider_label: Option<String>,
    pub method: String,
    pub url: String,
    pub repeat_seconds: Option<i32>,
    pub every_version: bool,
}

/// Finds a webhook by its uuid.
pub fn webhook_by_uuid(connection: &mut AnyConnection, uuid: &str) -> Result<Option<Webhook>, StoreError> {
    let found = webhooks::table
        .filter(webhooks::uuid.eq(uuid))
        .select(columns::<Webhook>());
    Ok(found.row(connection).optional()?)
}

/// Lets one transaction at a time change a webhook.
///
/// Taken before it is read by whoever keeps parts of what is stored. What it triggers meanwhile does not wait. SQLite has
/// one writer anyway.
pub fn webhook_lock(connection: &mut AnyConnection, uuid: &str) -> Result<(), StoreError> {
    let AnyConnection::Postgresql(inner) = connection else {
        return Ok(());
    };
    webhooks::table
        .filter(webhooks::uuid.eq(uuid))
        .select(webhooks::id)
        .for_no_key_update()
        .load::<i64>(inner)?;
    Ok(())
}

/// Which webhooks are listed.
#[derive(Debug, Clone, Copy)]
pub enum Listed {
    /// Every one.
    All,
    /// Those whose scope names exactly this consumer and this provider, or none on that side.
    Of {
        consumer: Option<i64>,
        provider: Option<i64>,
    },
}

/// Lists webhooks, oldest first.
pub fn webhook_list(connection: &mut AnyConnection, which: Listed) -> Result<Vec<Webhook>, StoreError> {
    let consumer = webhooks::consumer_id.assume_not_null().ne_all(hidden());
    let provider = webhooks::provider_id.assume_not_null().ne_all(hidden());
    let mut query = webhooks::table
        .filter(webhooks::consumer_id.is_null().or(consumer))
        .filter(webhooks::provider_id.is_null().or(provider))
        .order(webhooks::id)
        .select(columns::<Webhook>())
        .into_boxed();
    if let Listed::Of { consumer, provider } = which {
        query = match consumer {
            Some(id) => query.filter(webhooks::consumer_id.eq(id)),
            None => query.filter(webhooks::consumer_id.is_null().and(webhooks::consumer_label.is_null())),
        };
        query = match provider {
            Some(id) => query.filter(webhooks::provider_id.eq(id)),
            None => query.filter(webhooks::provider_id.is_null().and(webhooks::provider_label.is_null())),
        };
    }
    Ok(query.load(connection)?)
}

/// What those of these webhooks are for that say so, by id.
pub fn webhook_descriptions(connection: &mut AnyConnection, ids: &[i64]) -> Result<Vec<(i64, String)>, StoreError> {
    super::unless_empty(ids, |ids| {
        let described = webhooks::table
            .filter(webhooks::id.in_list(connection.ids(ids)))
            .filter(webhooks::description.is_not_null())
            .select((webhooks::id, webhooks::description.assume_not_null()));
        Ok(described.rows(connection)?)
    })
}

/// Stores a new webhook; returns its id.
pub fn webhook_insert(connection: &mut AnyConnection, new: &Webhook) -> Result<i64, StoreError> {
    let stored = diesel::insert_into(webhooks::table).values(new).returning(webhooks::id);
    Ok(stored.row(connection)?)
}

/// Replaces a webhook.
pub fn webhook_update(connection: &mut AnyConnection, changed: &Webhook) -> Result<(), StoreError> {
    diesel::update(webhooks::table.find(changed.id))
        .set(changed)
        .make(connection)?;
    Ok(())
}

/// Those with an id greater than another, so many at most.
pub fn webhooks_after(connection: &mut AnyConnection, id: i64, most: i64) -> Result<Vec<Webhook>, StoreError> {
    Ok(webhooks::table
        .filter(webhooks::id.gt(id))
        .order(webhooks::id)
        .limit(most)
        .select(Webhook::as_select())
        .load(connection)?)
}

/// Puts the same secrets, sealed anew, in place of those of a webhook that nobody has changed meanwhile.
pub fn webhook_reseal(
    connection: &mut AnyConnection,
    old: &Webhook,
    headers: &str,
    password: Option<&str>,
) -> Result<(), StoreError> {
    let same = webhooks::updated_at
        .eq(old.updated_at)
        .and(webhooks::headers.eq(&old.headers));
    diesel::update(webhooks::table.find(old.id).filter(same))
        .set((webhooks::headers.eq(headers), webhooks::password.eq(password)))
        .execute(connection)?;
    Ok(())
}

/// Deletes a webhook; what it was triggered for stays, without it.
pub fn webhook_delete(connection: &mut AnyConnection, id: i64) -> Result<(), StoreError> {
    diesel::delete(webhooks::table.find(id)).make(connection)?;
    Ok(())
}

/// Deletes the webhooks that name no pacticipant; the others go with theirs.
pub fn webhook_delete_unbound(connection: &mut AnyConnection) -> Result<(), StoreError> {
    let unbound = webhooks::consumer_id.is_null().and(webhooks::provider_id.is_null());
    diesel::delete(webhooks::table.filter(unbound)).make(connection)?;
    Ok(())
}

/// Replaces what a webhook waits for.
pub fn webhook_set_events(connection: &mut AnyConnection, id: i64, names: &[&str]) -> Result<(), StoreError> {
    diesel::delete(webhook_events::table.filter(webhook_events::webhook_id.eq(id))).make(connection)?;
    let events: Vec<_> = names
        .iter()
        .map(|name| (webhook_events::webhook_id.eq(id), webhook_events::name.eq(*name)))
        .collect();
    on_each!(connection, inner => {
        diesel::insert_into(webhook_events::table).values(&events).execute(inner)
    })?;
    Ok(())
}

/// What a webhook waits for, in the order in which it was said.
pub fn webhook_events(connection: &mut AnyConnection, id: i64) -> Result<Vec<String>, StoreError> {
    Ok(webhook_events::table
        .filter(webhook_events::webhook_id.eq(id))
        .order(webhook_events::id)
        .select(webhook_events::name)
        .rows(connection)?)
}

/// Which of these webhooks have a text in their address, headers or body.
pub fn webhooks_with_text(connection: &mut AnyConnection, ids: &[i64], text: &str) -> Result<Vec<i64>, StoreError> {
    let anywhere = format!("%{text}%");
    let found = webhooks::url
        .like(&anywhere)
        .or(webhooks::headers.like(&anywhere))
        .or(webhooks::body
            .is_not_null()
            .and(webhooks::body.assume_not_null().like(&anywhere)));
    super::unless_empty(ids, |ids| {
        Ok(webhooks::table
            .filter(webhooks::id.in_list(connection.ids(ids)))
            .filter(found)
            .select(webhooks::id)
            .rows(connection)?)
    })
}

/// A webhook, and everything that it waits for.
pub type HookAndEvents = (Hook, Vec<String>);

/// The enabled webhooks whose scope does not name a consumer or a provider other than these, oldest first.
///
/// Asked at every publication: one statement, which reads an index and nothing else while there are no webhooks.
pub fn hooks_enabled(
    connection: &mut AnyConnection,
    consumers: &[i64],
    providers: &[i64],
) -> Result<Vec<HookAndEvents>, StoreError> {
    let consumer = webhooks::consumer_id
        .assume_not_null()
        .in_list(connection.ids(consumers));
    let provider = webhooks::provider_id
        .assume_not_null()
        .in_list(connection.ids(providers));
    let rows: Vec<(Hook, String)> = webhooks::table
        .inner_join(webhook_events::table.on(webhook_events::webhook_id.eq(webhooks::id)))
        .filter(webhooks::consumer_id.is_null().or(consumer))
        .filter(webhooks::provider_id.is_null().or(provider))
        .filter(webhooks::enabled)
        .order((webhooks::id, webhook_events::id))
        .select((columns::<Hook>(), webhook_events::name))
        .rows(connection)?;
    let mut hooks: Vec<HookAndEvents> = Vec::new();
    for (hook, event) in rows {
        match hooks.last_mut() {
            Some((same, events)) if same.id == hook.id => events.push(event),
            _ => hooks.push((hook, vec![event])),
        }
    }
    Ok(hooks)
}
