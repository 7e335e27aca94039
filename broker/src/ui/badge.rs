//! A badge with the markup that puts it into a README.

/// Shown by the macro `badge` of `parts.html`.
#[derive(Debug)]
pub(super) struct Badge {
    pub(super) image: String,
    /// What it shows, in words: no bracket in them.
    pub(super) says: String,
    /// Where it leads.
    pub(super) page: String,
}
