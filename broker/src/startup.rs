//! From settings to a running broker: the only place that sees every layer.

mod backup;
mod clean;
mod secrets;
mod whole_file;

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::http::KeepAlive;
use actix_web::middleware::from_fn;
use actix_web::{App, HttpServer, web};
use anyhow::Context;
use tokio::task::JoinHandle;

use crate::app::figures::CountUp;
use crate::app::removal_of_histories::RemoveHidden;
use crate::background::Background;
use crate::checkpoints::keep_log_short;
use crate::config::Settings;
use crate::delivery::{Resolver, Sender, SystemResolver, Worker};
use crate::http::{self, Front, SlowWork, State};
use crate::store::{Db, Statements, StoreError};
use crate::ui;

pub use backup::{backup, restore};
pub use clean::{Cleaned, clean};
pub use secrets::rotate_keys;

/// Between two attempts of a start to reach its database.
const BETWEEN_ATTEMPTS: Duration = Duration::from_secs(3);

/// How long a new connection may wait for its first request. Clients open some in advance and keep them for up to 90
/// seconds; one that is answered 408 before it has asked takes that for the answer to its next request.
const FIRST_REQUEST_PATIENCE: Duration = Duration::from_secs(120);

/// How long jobs may take when the broker stops, besides the step that each is at.
const JOB_GRACE: Duration = Duration::from_secs(5);

/// Connections to PostgreSQL for deliveries: one to take them, one to write down what came of them. Among those of
/// requests, every event would wait behind whoever publishes the next one.
const DELIVERY_CONNECTIONS: u32 = 2;

/// How soon rows of deleted pacticipants are taken up that a replica has left which is gone.
const REMOVALS_PAUSE: Duration = Duration::from_secs(300);

/// How often what happened is added up for charts. Until then, who looks at them counts it.
const COUNT_PAUSE: Duration = Duration::from_secs(300);

/// A running broker.
#[derive(Debug)]
pub struct Broker {
    address: SocketAddr,
    handle: ServerHandle,
    task: JoinHandle<std::io::Result<()>>,
    statements: Statements,
    background: Background,
}

impl Broker {
    /// Prepares the database and listens; requests are answered when this returns.
    ///
    /// Fails when a setting cannot be used, the database cannot be reached, migrations are pending that must not be
    /// applied, or the address is taken.
    pub async fn start(settings: Settings) -> anyhow::Result<Self> {
        Self::start_resolving(settings, Arc::new(SystemResolver)).await
    }

    /// The same with a resolver of one's own, which finds the receivers of webhooks.
    pub async fn start_resolving(settings: Settings, resolver: Arc<dyn Resolver>) -> anyhow::Result<Self> {
        let database = settings.database()?;
        let front = Front::new(&settings.reach)?;
        let wanted = SocketAddr::new(settings.bind, settings.port);
        // First, so that a broker which cannot be reached changes no data.
        let listener = TcpListener::bind(wanted).with_context(|| format!("cannot listen on {wanted}"))?;
        let address = listener.local_addr()?;
        let db = Db::new(&database)?;
        prepare(&db, &settings)
            .await
            .with_context(|| format!("{} cannot be used", database.location))?;
        let vault = Arc::new(settings.vault(&database.location)?);
        secrets::seal_what_is_plain(&db, &vault).await?;
        let statements = db.statements();
        let background = Background::new(db.clone());
        background.repeat(RemoveHidden, REMOVALS_PAUSE);
        keep_log_short(&db, &background);
        background.repeat(CountUp, COUNT_PAUSE);
        clean::on_schedule(&background, &db, &settings.clean);
        let webhook_rules = Arc::new(settings.webhooks);
        let webhook_sender = Arc::new(Sender::new(Arc::clone(&webhook_rules), resolver));
        if settings.webhook_concurrency > 0 {
            let worker = Worker::new(
                db.with_own_connections(&database, DELIVERY_CONNECTIONS)?,
                Arc::clone(&webhook_sender),
                Arc::clone(&vault),
                settings.webhook_concurrency,
            );
            background.spawn(|mut closing| async move { worker.run(closing.comes()).await });
        }
        // One thread for each core, at least two, so that a slow client cannot hold up all others.
        let threads = std::thread::available_parallelism().map_or(2, |cores| cores.get().max(2));
        let state = web::Data::new(State {
            db,
            background: background.clone(),
            access: settings.access,
            rules: Arc::new(settings.rules),
            front,
            webhook_sender,
            webhook_rules,
            vault,
            body_limit: settings.body_limit,
            diagnostics: settings.diagnostics,
            slow: SlowWork::new(settings.comparison_timeout, threads),
        });
        let keep_alive = match settings.keep_alive {
            Duration::ZERO => KeepAlive::Disabled,
            time => KeepAlive::Timeout(time),
        };
        let server = HttpServer::new(move || {
            App::new()
                .configure(|config| http::configure(config, state.clone(), ui::pages()))
                .default_service(web::to(http::nothing_here))
                .wrap(from_fn(http::idempotency))
                .wrap(from_fn(http::trace))
        })
        .workers(threads)
        .keep_alive(keep_alive)
        // A compressed answer is written in parts; the last would wait until the client has acknowledged those before, and
        // clients take 40 ms over that.
        .tcp_nodelay(true)
        .client_request_timeout(FIRST_REQUEST_PATIENCE)
        .shutdown_timeout(settings.shutdown_timeout.as_secs_f64().ceil() as u64)
        .disable_signals()
        .listen(listener)?
        .run();
        let handle = server.handle();
        let task = tokio::spawn(server);
        tracing::info!(address = %address, data = %database.location, "listening on http://{}, data in {}", shown(address), database.location);
        Ok(Self {
            address,
            handle,
            task,
            statements,
            background,
        })
    }

    /// The address to send requests to from this machine.
    pub fn url(&self) -> String {
        format!("http://{}", shown(self.address))
    }

    /// The statements that the broker sends to its database, for tests.
    pub fn statements(&self) -> &Statements {
        &self.statements
    }

    /// Answers what is under way, lets jobs end, and stops.
    pub async fn stop(self) {
        self.handle.stop(true).await;
        // The server has stopped; that its task ended with an error would change nothing.
        let _ = self.task.await;
        self.background.finish(JOB_GRACE).await;
    }

    /// Serves until the process is told to stop (SIGTERM, or Ctrl-C), then answers what is under way.
    pub async fn run_until_told_to_stop(self) -> anyhow::Result<()> {
        told_to_stop().await?;
        tracing::info!("stopping: answering what is under way");
        self.stop().await;
        tracing::info!("stopped");
        Ok(())
    }
}

/// Applies pending migrations; returns their names.
pub async fn migrate(settings: &Settings) -> anyhow::Result<Vec<String>> {
    let database = settings.database()?;
    let db = Db::new(&database)?;
    db.migrate()
        .await
        .with_context(|| format!("{} cannot be migrated", database.location))
}

/// Brings the database to where it can be used; tries again, if that is set, while it does not answer.
async fn prepare(db: &Db, settings: &Settings) -> anyhow::Result<()> {
    let mut retries = settings.database_connect_retries;
    let found = loop {
        let outcome = if settings.migrate {
            db.migrate().await
        } else {
            db.pending_migrations().await
        };
        match outcome {
            Err(error @ (StoreError::Unavailable(_) | StoreError::Busy(_))) if retries > 0 => {
                tracing::warn!(retries, "the database does not answer, trying again: {error}");
                retries -= 1;
                tokio::time::sleep(BETWEEN_ATTEMPTS).await;
            }
            outcome => break outcome?,
        }
    };
    if settings.migrate {
        applied(&found);
        return Ok(());
    }
    refuse_pending(&found)
}

fn applied(names: &[String]) {
    for name in names {
        tracing::info!(migration = name, "applied migration {name}");
    }
}

fn refuse_pending(pending: &[String]) -> anyhow::Result<()> {
    anyhow::ensure!(
        pending.is_empty(),
        "migrations are pending ({}) and must not be applied now: run `accord-broker migrate`",
        pending.join(", ")
    );
    Ok(())
}

/// An address that can be connected to: "all of them" is this machine.
fn shown(address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        SocketAddr::from(([127, 0, 0, 1], address.port()))
    } else {
        address
    }
}

#[cfg(unix)]
async fn told_to_stop() -> std::io::Result<()> {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        _ = terminate.recv() => Ok(()),
        interrupt = tokio::signal::ctrl_c() => interrupt,
    }
}

#[cfg(not(unix))]
async fn told_to_stop() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}

#[cfg(test)]
mod tests;
