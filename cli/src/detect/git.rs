//! What the git repository around a directory says.

use std::path::Path;
use std::process::{Command, Stdio};

/// The branch that is checked out; none on a detached head.
pub(super) fn branch(directory: &Path) -> Option<String> {
    ask(directory, &["rev-parse", "--abbrev-ref", "HEAD"]).filter(|name| name != "HEAD")
}

/// The full hash of the commit that is checked out.
pub(super) fn commit(directory: &Path) -> Option<String> {
    ask(directory, &["rev-parse", "HEAD"])
}

fn ask(directory: &Path, arguments: &[&str]) -> Option<String> {
    let mut git = Command::new("git");
    let output = git
        .current_dir(directory)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .ok()?;
    let answer = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (output.status.success() && !answer.is_empty()).then_some(answer)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::detect) fn git(directory: &Path, arguments: &[&str]) {
        let identity = ["-c", "user.name=A", "-c", "user.email=a@example.org"];
        let done = Command::new("git")
            .current_dir(directory)
            .args(identity)
            .args(arguments)
            .output()
            .unwrap();
        assert!(done.status.success(), "git {arguments:?}: {done:?}");
    }

    pub(in crate::detect) fn commit_on(directory: &Path, branch: &str) {
        git(directory, &["init", "--quiet", "--initial-branch", branch]);
        git(directory, &["commit", "--quiet", "--allow-empty", "--message=first"]);
    }

    #[test]
    fn a_repository_tells_branch_and_commit() {
        let directory = tempfile::tempdir().unwrap();
        commit_on(directory.path(), "feat/a");
        assert_eq!(branch(directory.path()).as_deref(), Some("feat/a"));
        assert_eq!(commit(directory.path()).unwrap().len(), 40);
    }

    #[test]
    fn a_detached_head_has_a_commit_but_no_branch() {
        let directory = tempfile::tempdir().unwrap();
        commit_on(directory.path(), "main");
        git(directory.path(), &["checkout", "--quiet", "--detach"]);
        assert_eq!(branch(directory.path()), None);
        assert!(commit(directory.path()).is_some());
    }

    #[test]
    fn a_plain_directory_knows_nothing() {
        let directory = tempfile::tempdir().unwrap();
        assert_eq!(branch(directory.path()), None);
        assert_eq!(commit(directory.path()), None);
    }
}
