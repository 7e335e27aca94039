//! The variables in which CI systems tell branch, commit and build.

use crate::variables::Variables;

// In the order in which the Pact command line has always looked; Azure's own names for the whole branch are added.
const BRANCH: [&str; 14] = [
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
    "SYSTEM_PULLREQUEST_SOURCEBRANCH",
    "BUILD_SOURCEBRANCH",
    AZURE_LAST_SEGMENT,
    "CIRRUS_BRANCH",
];

/// Holds `a` for the branch `feat/a`, `v1` for a tag and `merge` for a pull request.
const AZURE_LAST_SEGMENT: &str = "BUILD_SOURCEBRANCHNAME";

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

/// The branch that a known CI system names, without what says where it is.
///
/// A tag or a pull request is no branch, so the search goes on.
pub(super) fn branch(variables: &Variables) -> Option<String> {
    let is_whole = |name: &&&str| **name != AZURE_LAST_SEGMENT || variables.get("BUILD_SOURCEBRANCH").is_none();
    let named = BRANCH.iter().filter(is_whole).filter_map(|name| variables.get(name));
    named.filter_map(branch_of).next().map(str::to_owned)
}

/// The branch that an unknown CI system may name.
///
/// One that nobody listed here probably still has one variable whose name ends this way; two are ambiguous, and a known
/// system has had its say.
pub(super) fn lone_branch(variables: &Variables) -> Option<String> {
    if BRANCH.iter().any(|name| variables.get(name).is_some()) {
        return None;
    }
    let mut candidates = variables.ending_with("_BRANCH");
    let (_, branch) = candidates.next()?;
    candidates
        .next()
        .is_none()
        .then_some(branch)
        .and_then(branch_of)
        .map(str::to_owned)
}

fn branch_of(reference: &str) -> Option<&str> {
    let places = ["refs/heads/", "refs/remotes/origin/", "origin/"];
    let name = places.iter().find_map(|place| reference.strip_prefix(place));
    name.or_else(|| (!reference.starts_with("refs/")).then_some(reference))
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

    /// Variables, and the branch that they tell.
    type Case = (&'static [(&'static str, &'static str)], Option<&'static str>);

    #[test]
    fn a_branch_is_told_from_tags_and_pull_requests_and_has_no_place_in_its_name() {
        let cases: [Case; 12] = [
            (
                &[("GITHUB_HEAD_REF", "feat/a"), ("GITHUB_REF", "refs/pull/7/merge")],
                Some("feat/a"),
            ),
            (
                &[("GITHUB_HEAD_REF", ""), ("GITHUB_REF", "refs/heads/feat/a")],
                Some("feat/a"),
            ),
            (&[("GITHUB_REF", "refs/pull/7/merge")], None),
            (&[("GITHUB_REF", "refs/tags/v1.0")], None),
            (
                &[("GITHUB_REF", "refs/tags/v1.0"), ("GIT_BRANCH", "main")],
                Some("main"),
            ),
            (&[("GIT_BRANCH", "origin/main")], Some("main")),
            (&[("GIT_BRANCH", "refs/remotes/origin/feat/a")], Some("feat/a")),
            (&[("GIT_BRANCH", "feat/origin/a")], Some("feat/origin/a")),
            (
                &[
                    ("BUILD_SOURCEBRANCH", "refs/heads/feat/a"),
                    ("BUILD_SOURCEBRANCHNAME", "a"),
                ],
                Some("feat/a"),
            ),
            (
                &[("BUILD_SOURCEBRANCH", "refs/tags/v1"), ("BUILD_SOURCEBRANCHNAME", "v1")],
                None,
            ),
            (
                &[
                    ("SYSTEM_PULLREQUEST_SOURCEBRANCH", "refs/heads/feat/a"),
                    ("BUILD_SOURCEBRANCH", "refs/pull/7/merge"),
                    ("BUILD_SOURCEBRANCHNAME", "merge"),
                ],
                Some("feat/a"),
            ),
            (&[("BUILD_SOURCEBRANCHNAME", "a")], Some("a")),
        ];
        for (variables, expected) in cases {
            let given = Variables::from_iter(variables.iter().copied());
            assert_eq!(branch(&given).as_deref(), expected, "{variables:?}");
        }
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
        let lone = |variables: &[(&str, &str)]| lone_branch(&Variables::from_iter(variables.iter().copied()));
        assert_eq!(lone(&[("WERCKER_GIT_BRANCH", "origin/dev")]).as_deref(), Some("dev"));
        assert_eq!(lone(&[("X_BRANCH", "a"), ("Y_BRANCH", "b")]), None);
        assert_eq!(lone(&[("X_BRANCH", "a"), ("GITHUB_REF", "refs/tags/v1")]), None);
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
