//! What stands beside a version in the matrix.

use serde::Serialize;

use super::super::super::hal::timestamp;
use super::super::super::links::Links;
use super::{Href, SelfLink};
use crate::app::versions::VersionDetails;

/// A version with its branches, tags and environments.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Version<'a> {
    number: &'a str,
    branch: Option<&'a str>,
    branches: Vec<Branch<'a>>,
    branch_versions: Vec<Branch<'a>>,
    environments: Vec<Place<'a>>,
    #[serde(rename = "_links")]
    links: SelfLink<Href>,
    tags: Vec<Tag<'a>>,
}

#[derive(Debug, Clone, Serialize)]
struct Branch<'a> {
    name: &'a str,
    latest: bool,
    #[serde(rename = "_links")]
    links: SelfLink<Described<'a>>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Place<'a> {
    uuid: &'a str,
    name: &'a str,
    display_name: &'a str,
    production: bool,
    created_at: String,
    #[serde(rename = "_links")]
    links: SelfLink<Described<'a>>,
}

#[derive(Debug, Serialize)]
struct Tag<'a> {
    name: &'a str,
    latest: bool,
    #[serde(rename = "_links")]
    links: SelfLink<Href>,
}

/// A link with words for people.
#[derive(Debug, Clone, Serialize)]
struct Described<'a> {
    href: String,
    title: &'static str,
    name: &'a str,
}

impl<'a> Version<'a> {
    pub(super) fn new(links: &Links, name: &str, number: &'a str, details: &'a VersionDetails) -> Self {
        let branches: Vec<Branch<'a>> = details
            .branches
            .iter()
            .map(|branch| Branch {
                name: &branch.name,
                latest: branch.is_head,
                links: SelfLink::to(Described {
                    href: links.branch_version(name, &branch.name, number),
                    title: "Branch version",
                    name: &branch.name,
                }),
            })
            .collect();
        let environments = details.environments.iter().map(|environment| Place {
            uuid: &environment.uuid,
            name: &environment.name,
            display_name: &environment.display_name,
            production: environment.production,
            created_at: timestamp(environment.created_at),
            links: SelfLink::to(Described {
                href: links.environment(&environment.uuid),
                title: "Environment",
                name: &environment.name,
            }),
        });
        let tags = details.tags.iter().map(|tag| Tag {
            name: &tag.name,
            latest: tag.is_latest,
            links: SelfLink::to(Href::new(links.tag(name, number, &tag.name))),
        });
        Self {
            number,
            branch: details.last_branch(),
            branches: branches.clone(),
            branch_versions: branches,
            environments: environments.collect(),
            links: SelfLink::to(Href::new(links.version(name, number))),
            tags: tags.collect(),
        }
    }
}
