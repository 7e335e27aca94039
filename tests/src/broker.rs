//! A broker inside the test process, listening on a port of its own.

use std::ops::Deref;

use accord_broker::Statements;
use accord_broker::config::Settings;
use accord_broker::startup::Broker;

use crate::api::Api;
use crate::database::{Database, System, settings};

/// A running broker with a database of its own; call it through [`Api`], to which it dereferences.
pub struct TestBroker {
    api: Api,
    broker: Broker,
    database: Database,
}

impl TestBroker {
    /// Starts a broker on an empty database; none when the database system is not there.
    ///
    /// # Panics
    /// When the broker does not start.
    pub async fn start(system: System) -> Option<Self> {
        Self::start_with(system, |settings| settings).await
    }

    /// Starts a broker whose settings differ from the tests' usual ones.
    ///
    /// # Panics
    /// When the broker does not start.
    pub async fn start_with(system: System, adapt: impl FnOnce(Settings) -> Settings) -> Option<Self> {
        let database = Database::fresh(system).await?;
        let broker = Broker::start(adapt(settings(database.url())))
            .await
            .expect("the broker starts");
        Some(Self {
            api: Api::new(&broker.url()),
            broker,
            database,
        })
    }

    /// The statements that it sends to its database.
    #[must_use]
    pub fn statements(&self) -> &Statements {
        self.broker.statements()
    }

    /// The URL of its database.
    #[must_use]
    pub fn database_url(&self) -> &str {
        self.database.url()
    }

    /// Stops it gracefully and removes its database; a test that does not care may just drop it.
    pub async fn stop(self) {
        self.broker.stop().await;
    }
}

impl Deref for TestBroker {
    type Target = Api;

    fn deref(&self) -> &Api {
        &self.api
    }
}
