//! PostgreSQL: databases cloned from a template on the server of the test run.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use anyhow::Context as _;
use diesel::{Connection as _, PgConnection, QueryableByName, RunQueryDsl as _, sql_query, sql_types};
use tokio::sync::OnceCell;
use url::Url;

use super::postgres_server::PostgresServer;
use super::{Database, Remains, migrate};

/// Why there is no server, or the server.
static SERVER: LazyLock<Result<Server, String>> =
    LazyLock::new(|| Server::of_this_run().map_err(|error| format!("{error:#}")));
static TEMPLATE: OnceCell<String> = OnceCell::const_new();
static COUNT: AtomicU32 = AtomicU32::new(0);

/// Template names are locked on while they are made, so that test processes do not make the same one twice.
const LOCK: i64 = 0x0ACC_07E5;

/// Where databases are created.
struct Server {
    admin: Url,
    /// Kept, because the server stops with it.
    _own: Option<PostgresServer>,
}

/// A database that is dropped from its server with this value.
#[derive(Debug)]
pub(super) struct Scratch {
    name: String,
    admin: Url,
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let dropped = PgConnection::establish(self.admin.as_str())
            .map_err(anyhow::Error::from)
            .and_then(|mut admin| {
                run(
                    &mut admin,
                    &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name),
                )
            });
        if let Err(error) = dropped {
            eprintln!("the test database {} is left behind: {error:#}", self.name);
        }
    }
}

pub(super) async fn fresh() -> Option<Database> {
    let server = server()?;
    let template = TEMPLATE
        .get_or_try_init(|| server.template())
        .await
        .expect("the broker migrates a template");
    Some(
        server
            .database(template)
            .await
            .expect("a PostgreSQL database can be made"),
    )
}

pub(super) async fn unmigrated() -> Option<Database> {
    Some(
        server()?
            .database("template0")
            .await
            .expect("a PostgreSQL database can be made"),
    )
}

fn server() -> Option<&'static Server> {
    match &*SERVER {
        Ok(server) => Some(server),
        Err(reason) if std::env::var("ACCORD_REQUIRE_POSTGRES").is_ok_and(|value| value == "1") => {
            panic!("ACCORD_REQUIRE_POSTGRES=1, but there is no PostgreSQL server: {reason}")
        }
        Err(reason) => {
            eprintln!("skipped on PostgreSQL: {reason}");
            None
        }
    }
}

impl Server {
    fn of_this_run() -> anyhow::Result<Self> {
        if let Ok(url) = std::env::var("ACCORD_TEST_POSTGRES_URL") {
            let admin = Url::parse(&url).with_context(|| format!("ACCORD_TEST_POSTGRES_URL={url} is no URL"))?;
            return Ok(Self { admin, _own: None });
        }
        let own = PostgresServer::start()?;
        Ok(Self {
            admin: Url::parse(&own.url("postgres"))?,
            _own: Some(own),
        })
    }

    fn connect(&self) -> anyhow::Result<PgConnection> {
        PgConnection::establish(self.admin.as_str()).context("cannot connect to the PostgreSQL server of the tests")
    }

    fn url(&self, database: &str) -> String {
        let mut url = self.admin.clone();
        url.set_path(database);
        url.into()
    }

    async fn database(&self, template: &str) -> anyhow::Result<Database> {
        let name = format!(
            "accord_test_{}_{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        let mut admin = self.connect()?;
        run(&mut admin, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))?;
        until_unused(|| run(&mut admin, &format!("CREATE DATABASE {name} TEMPLATE {template}"))).await?;
        let url = self.url(&name);
        Ok(Database {
            url,
            _remains: Remains::Postgres {
                _database: Scratch {
                    name,
                    admin: self.admin.clone(),
                },
            },
        })
    }

    /// Makes the template of the present migrations unless the server has it; returns its name.
    async fn template(&self) -> anyhow::Result<String> {
        let name = format!("accord_template_{:016x}", hash_of_migrations()?);
        let mut admin = self.connect()?;
        run(&mut admin, &format!("SELECT pg_advisory_lock({LOCK})"))?;
        if !exists(&mut admin, &name)? {
            let unfinished = format!("{name}_unfinished");
            run(
                &mut admin,
                &format!("DROP DATABASE IF EXISTS {unfinished} WITH (FORCE)"),
            )?;
            create_with_language_order(&mut admin, &unfinished)?;
            migrate(&self.url(&unfinished)).await?;
            until_unused(|| run(&mut admin, &format!("ALTER DATABASE {unfinished} RENAME TO {name}"))).await?;
        }
        Ok(name)
    }
}

/// Most installations sort text by the rules of a language, unlike SQLite; where the server can, the tests' do too, so
/// that an answer whose order depends on the database is noticed.
fn create_with_language_order(admin: &mut PgConnection, name: &str) -> anyhow::Result<()> {
    let language = "LOCALE_PROVIDER icu ICU_LOCALE 'en-US' ENCODING 'UTF8'";
    run(admin, &format!("CREATE DATABASE {name} TEMPLATE template0 {language}")).or_else(|_| {
        run(
            admin,
            &format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"),
        )
    })
}

/// Repeats what the server refuses while a connection to the template is still closing.
async fn until_unused(mut statement: impl FnMut() -> anyhow::Result<()>) -> anyhow::Result<()> {
    for _ in 0..50 {
        match statement() {
            Err(error) if error.to_string().contains("being accessed by other users") => {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            outcome => return outcome,
        }
    }
    statement()
}

fn run(admin: &mut PgConnection, statement: &str) -> anyhow::Result<()> {
    sql_query(statement).execute(admin)?;
    Ok(())
}

fn exists(admin: &mut PgConnection, database: &str) -> anyhow::Result<bool> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = sql_types::Bool)]
        found: bool,
    }
    let row: Row = sql_query("SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1) AS found")
        .bind::<sql_types::Text, _>(database)
        .get_result(admin)?;
    Ok(row.found)
}

fn hash_of_migrations() -> anyhow::Result<u64> {
    let mut files = Vec::new();
    collect(
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../migrations/postgres")),
        &mut files,
    )?;
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        std::fs::read(&file)?.hash(&mut hasher);
    }
    Ok(hasher.finish())
}

fn collect(directory: &Path, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(directory).with_context(|| format!("cannot list {}", directory.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn databases_are_apart_and_go_when_they_are_dropped() {
        let Some(server) = server() else { return };
        let (one, other) = (unmigrated().await.unwrap(), unmigrated().await.unwrap());
        assert_ne!(one.url(), other.url());
        let name = one.url().rsplit('/').next().unwrap().to_owned();
        let mut admin = server.connect().unwrap();
        assert!(exists(&mut admin, &name).unwrap());
        drop(one);
        assert!(!exists(&mut admin, &name).unwrap());
    }
}
