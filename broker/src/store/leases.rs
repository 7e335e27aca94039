//! Leases: work that one replica does at a time.

use diesel::prelude::*;

use super::connection::{AnyConnection, on_each};
use super::schema::leases;
use super::{Moment, StoreError};

/// Takes a lease that nobody holds any more, or renews one's own; tells whether it is held now.
pub fn lease_hold(
    connection: &mut AnyConnection,
    name: &str,
    holder: &str,
    now: Moment,
    until: Moment,
) -> Result<bool, StoreError> {
    let free = leases::holder.eq(holder).or(leases::held_until.lt(now));
    let taken = diesel::update(leases::table.find(name).filter(free))
        .set((leases::holder.eq(holder), leases::held_until.eq(until)))
        .execute(connection)?;
    if taken == 1 {
        return Ok(true);
    }
    let values = (
        leases::name.eq(name),
        leases::holder.eq(holder),
        leases::held_until.eq(until),
    );
    let inserted = on_each!(connection, inner => {
        diesel::insert_into(leases::table).values(&values).on_conflict_do_nothing().execute(inner)
    })?;
    Ok(inserted == 1)
}

/// Gives a lease back.
pub fn lease_end(connection: &mut AnyConnection, name: &str, holder: &str) -> Result<(), StoreError> {
    diesel::delete(leases::table.find(name).filter(leases::holder.eq(holder))).execute(connection)?;
    Ok(())
}
