//! Does the database answer?

use super::{Answer, AnyConnection};

/// Asks the database the smallest question about our own tables.
pub fn database_answers(connection: &mut AnyConnection) -> Answer<()> {
    crate::store::environments::environment_by_name(connection, "")?;
    Ok(())
}
