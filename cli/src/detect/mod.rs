//! What a build already knows about itself: branch, commit and address, from the CI system or from git.

mod ci;
mod git;

use std::path::Path;

use crate::error::{CliError, Result};
use crate::variables::Variables;

/// The branch that is being built: CI variables first, then git, then, as on a detached head, a lone `…_BRANCH` variable.
///
/// `hint` says how the command can be told, if it can.
pub(crate) fn branch(variables: &Variables, directory: &Path, hint: &str) -> Result<String> {
    let known = ci::branch(variables).or_else(|| git::branch(directory));
    known.or_else(|| ci::lone_branch(variables)).ok_or_else(|| {
        CliError::new("could not tell the git branch: no CI variable names it and git does not know it").hint(hint)
    })
}

/// The commit that is being built: CI variables first, then git.
pub(crate) fn commit(variables: &Variables, directory: &Path) -> Result<String> {
    ci::commit(variables).or_else(|| git::commit(directory)).ok_or_else(|| {
        CliError::new("could not tell the git commit: no CI variable names it and git does not know it").hint(
            "Give it with --consumer-app-version, or set one of the variables that CI systems set, such as GIT_COMMIT.",
        )
    })
}

/// The address of the CI build, where the CI system tells it.
pub(crate) fn build_url(variables: &Variables) -> Option<String> {
    ci::build_url(variables)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn git_is_believed_before_a_variable_that_may_be_about_something_else() {
        let checkout = tempfile::tempdir().unwrap();
        let guess = Variables::from([("PROTECTED_BRANCH", "release")]);
        let detected = || branch(&guess, checkout.path(), "").unwrap();
        assert_eq!(detected(), "release");
        git::tests::commit_on(checkout.path(), "feat/a");
        assert_eq!(detected(), "feat/a");
        git::tests::git(checkout.path(), &["checkout", "--quiet", "--detach"]);
        assert_eq!(detected(), "release");
    }
}
