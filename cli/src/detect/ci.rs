//! The variables in which CI systems tell branch, commit and build.

use crate::variables::Variables;

// In the order in which the Pact command line has always looked.
const BRANCH: [&str; 12] = [
    "GITHUB_HEAD_REF",
    "GITHUB_REF",
    "BUILDKITE_BRANCH",
    "CIRCLE_BRANCH",
    "TRAVIS_BRANCH",
    "GIT_BRANCH",
    "GIT_LOCAL_BRANCH",
    "APPVEYOR_REPO_BRANCH",
    "CI_COMMIT_REF_NAME",
    "BITBUCKET_BRANCH",
    "BUILD_SOURCEBRANCHNAME",
    "CIRRUS_BRANCH",
];

// GitLab says CI_COMMIT_SHA; the name CI_COMMIT_ID is kept for pipelines that set it by themselves.
const COMMIT: [&str; 11] = [
    "GITHUB_SHA",
    "BUILDKITE_COMMIT",
    "CIRCLE_SHA1",
    "TRAVIS_COMMIT",
    "GIT_COMMIT",
    "APPVEYOR_REPO_COMMIT",
    "CI_COMMIT_ID",
    "CI_COMMIT_SHA",
    "BITBUCKET_COMMIT",
    "BUILD_SOURCEVERSION",
    "CIRRUS_CHANGE_IN_REPO",
];

const BUILD_URL: [&str; 6] = [
    "BUILDKITE_BUILD_URL",
    "CIRCLE_BUILD_URL",
    "TRAVIS_BUILD_WEB_URL",
    "CI_JOB_URL",
    "CI_PIPELINE_URL",
    "BUILD_URL",
];

/// The branch, without a leading `refs/heads/`.
pub(super) fn branch(variables: &Variables) -> Option<String> {
    let known = BRANCH.iter().find_map(|name| variables.get(name));
    known
        .or_else(|| lone_branch(variables))
        .map(|name| name.strip_prefix("refs/heads/").unwrap_or(name).to_owned())
}

// A CI system that nobody listed here probably still has one variable whose name ends this way; two are ambiguous.
fn lone_branch(variables: &Variables) -> Option<&str> {
    let mut candidates = variables.ending_with("_BRANCH");
    let (_, branch) = candidates.next()?;
    candidates.next().is_none().then_some(branch)
}

/// The commit that is being built.
pub(super) fn commit(variables: &Variables) -> Option<String> {
    COMMIT.iter().find_map(|name| variables.get(name)).map(str::to_owned)
}

/// The page of the build.
pub(super) fn build_url(variables: &Variables) -> Option<String> {
    let named = || BUILD_URL.iter().find_map(|name| variables.get(name)).map(str::to_owned);
    github_build_url(variables).or_else(named)
}

fn github_build_url(variables: &Variables) -> Option<String> {
    let (server, repository) = (variables.get("GITHUB_SERVER_URL")?, variables.get("GITHUB_REPOSITORY")?);
    Some(format!(
        "{server}/{repository}/actions/runs/{}",
        variables.get("GITHUB_RUN_ID")?
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pull_request_on_github_is_its_head_branch() {
        let variables = Variables::from([("GITHUB_HEAD_REF", "feat/a"), ("GITHUB_REF", "refs/pull/7/merge")]);
        assert_eq!(branch(&variables).as_deref(), Some("feat/a"));
    }

    #[test]
    fn a_push_on_github_loses_the_prefix_of_the_ref() {
        let variables = Variables::from([("GITHUB_HEAD_REF", ""), ("GITHUB_REF", "refs/heads/feat/a")]);
        assert_eq!(branch(&variables).as_deref(), Some("feat/a"));
    }

    #[test]
    fn every_known_branch_variable_is_read() {
        for name in BRANCH {
            assert_eq!(
                branch(&Variables::from([(name, "main")])).as_deref(),
                Some("main"),
                "{name}"
            );
        }
    }

    #[test]
    fn every_known_commit_variable_is_read() {
        for name in COMMIT {
            assert_eq!(
                commit(&Variables::from([(name, "4f2c")])).as_deref(),
                Some("4f2c"),
                "{name}"
            );
        }
    }

    #[test]
    fn an_unknown_system_is_believed_when_it_names_one_branch_only() {
        assert_eq!(
            branch(&Variables::from([("WERCKER_GIT_BRANCH", "dev")])).as_deref(),
            Some("dev")
        );
        assert_eq!(branch(&Variables::from([("X_BRANCH", "a"), ("Y_BRANCH", "b")])), None);
    }

    #[test]
    fn the_github_build_is_put_together_from_three_variables() {
        let server = ("GITHUB_SERVER_URL", "https://github.com");
        let whole = Variables::from([server, ("GITHUB_REPOSITORY", "acme/shop"), ("GITHUB_RUN_ID", "42")]);
        assert_eq!(
            build_url(&whole).as_deref(),
            Some("https://github.com/acme/shop/actions/runs/42")
        );
        let part = Variables::from([server, ("BUILD_URL", "https://ci/7")]);
        assert_eq!(build_url(&part).as_deref(), Some("https://ci/7"));
    }
}
