//! Recording what runs where.

use serde_json::{Value, json};
use url::Url;

use crate::client::Client;
use crate::error::Error;
use crate::model::deployment::{Deployment, DeploymentList};
use crate::model::version::Version;
use crate::resource::Resource;

impl Client {
    /// Records that a version now runs in an environment, in place of what ran there before.
    ///
    /// `instance` tells several instances of the application in one environment apart.
    ///
    /// # Errors
    /// 404 when the broker does not know the version; [`Error::UnknownEnvironment`] names the environments that exist.
    pub async fn record_deployment(
        &self,
        pacticipant: &str,
        version: &str,
        environment: &str,
        instance: Option<&str>,
    ) -> Result<Resource<Deployment>, Error> {
        let version = self.version(pacticipant, version).await?;
        let url = self.url_for_environment(&version, "pb:record-deployment", environment)?;
        let body = instance.map_or_else(
            || json!({}),
            |name| json!({"applicationInstance": name, "target": name}),
        );
        // The broker answers a second recording with the first.
        self.post_repeatable(url, &body).await
    }

    /// Records that an application no longer runs in an environment; `None` means the instance without a name.
    ///
    /// # Errors
    /// [`Error::UnknownEnvironment`]; [`Error::NothingToEnd`] when it does not run there, naming the instances that do.
    pub async fn record_undeployment(
        &self,
        pacticipant: &str,
        environment: &str,
        instance: Option<&str>,
    ) -> Result<Vec<Resource<Deployment>>, Error> {
        let place = self.environment(environment).await?;
        let mut url = self.url_of_first(
            &place,
            &[
                "pb:currently-deployed-deployed-versions",
                "pb:currently-deployed-versions",
            ],
        )?;
        url.query_pairs_mut().append_pair("pacticipant", pacticipant);
        let current: Resource<DeploymentList> = self.fetch(url).await?;
        let all = &current.embedded.deployed_versions;
        let (meant, others): (Vec<_>, Vec<_>) = all
            .iter()
            .partition(|deployment| deployment.application_instance() == instance);
        if meant.is_empty() {
            return Err(not_deployed(pacticipant, environment, instance, &others));
        }
        let mut ended = Vec::with_capacity(meant.len());
        for deployment in meant {
            ended.push(
                self.end(&current, &deployment.links, &json!({"currentlyDeployed": false}))
                    .await?,
            );
        }
        Ok(ended)
    }

    /// The link of a version that carries the name of an environment.
    pub(crate) fn url_for_environment(
        &self,
        version: &Resource<Version>,
        relation: &str,
        environment: &str,
    ) -> Result<Url, Error> {
        // A version without any such link has no environments to go to, or a broker that does not know them.
        if !version.links().relations().any(|known| known == relation) {
            version.link(relation)?;
        }
        let link = version.links().named(relation, environment).ok_or_else(|| {
            let known = version
                .links()
                .all(relation)
                .iter()
                .filter_map(|link| link.name.clone())
                .collect();
            Error::UnknownEnvironment {
                name: environment.to_owned(),
                known,
            }
        })?;
        self.url_of_link(link, version.url(), &[])
    }

    pub(crate) async fn end<T: serde::de::DeserializeOwned, L>(
        &self,
        list: &Resource<L>,
        links: &crate::link::Links,
        change: &Value,
    ) -> Result<Resource<T>, Error> {
        let link = links
            .get("self")
            .ok_or_else(|| crate::resource::missing("self", list.url().as_str(), links))?;
        self.patch(self.url_of_link(link, list.url(), &[])?, change).await
    }

    /// The address behind the first relation that is there; relations were renamed in the course of time.
    pub(crate) fn url_of_first<T>(&self, resource: &Resource<T>, relations: &[&str]) -> Result<Url, Error> {
        let present = relations
            .iter()
            .find(|relation| resource.links().get(relation).is_some());
        self.url_of(resource, present.unwrap_or(&relations[0]), &[])
    }
}

fn not_deployed(pacticipant: &str, environment: &str, instance: Option<&str>, others: &[&Deployment]) -> Error {
    let name_of =
        |instance: Option<&str>| instance.map_or("the one without a name".to_owned(), |name| format!("`{name}`"));
    let names: Vec<_> = others
        .iter()
        .map(|deployment| name_of(deployment.application_instance()))
        .collect();
    Error::NothingToEnd {
        pacticipant: pacticipant.to_owned(),
        what: instance.map_or("deployed to".to_owned(), |name| {
            format!("deployed as instance `{name}` to")
        }),
        environment: environment.to_owned(),
        elsewhere: if names.is_empty() {
            String::new()
        } else {
            format!("its instances there are {}", names.join(", "))
        },
    }
}
