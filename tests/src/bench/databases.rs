//! Loaded databases: kept where they can be, and copied for each run, because runs write.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use accord_broker::startup::Broker;
use anyhow::{Context as _, ensure};
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection, QueryableByName, RunQueryDsl as _, sql_query, sql_types};
use reqwest::Method;
use url::Url;

use crate::api::{Answer, Api};
use crate::database::{PostgresServer, System, settings};
use crate::landscape::{Size, load};

/// A landscape ages: brokers answer differently for results that are weeks old.
const FRESH_FOR: Duration = Duration::from_secs(24 * 60 * 60);

/// Charts that take longer never come.
const PATIENCE: Duration = Duration::from_secs(600);

/// Where databases come from.
pub struct Databases {
    cache: PathBuf,
    postgres_url: Option<Url>,
    /// Started when it is first needed, and kept until the end.
    own_server: Option<PostgresServer>,
}

/// A loaded database for one run.
pub(super) enum Loaded {
    Sqlite { file: PathBuf },
    Postgres { admin: Url, name: String },
}

impl Databases {
    /// Keeps SQLite files in the folder `cache`; uses the PostgreSQL server of a URL, or one of its own.
    ///
    /// # Errors
    /// When the folder cannot be made or the URL is none.
    pub fn new(cache: &Path, postgres_url: Option<&str>) -> anyhow::Result<Self> {
        std::fs::create_dir_all(cache).with_context(|| format!("folder {} cannot be made", cache.display()))?;
        Ok(Self {
            cache: cache
                .canonicalize()
                .with_context(|| format!("cannot find {}", cache.display()))?,
            postgres_url: postgres_url.map(Url::parse).transpose()?,
            own_server: None,
        })
    }

    /// A database with the landscape of a size as it is after loading.
    pub(super) async fn loaded(&mut self, system: System, size: Size) -> anyhow::Result<Loaded> {
        match system {
            System::Sqlite => self.sqlite(size).await,
            System::Postgres => self.postgres(size).await,
        }
    }

    async fn sqlite(&self, size: Size) -> anyhow::Result<Loaded> {
        let kept = self.cache.join(format!("landscape-{size}.db"));
        if !is_fresh(&kept) {
            eprintln!("loading size {size} into {}", kept.display());
            let unfinished = self.cache.join("unfinished.db");
            remove(&unfinished)?;
            fill(&sqlite_url(&unfinished), size).await?;
            std::fs::rename(&unfinished, &kept)?;
        }
        let file = self.cache.join("run.db");
        remove(&file)?;
        std::fs::copy(&kept, &file).with_context(|| format!("{} cannot be copied", kept.display()))?;
        // Otherwise the system writes the copy to disk while the broker's commits wait for the same disk.
        File::open(&file)?.sync_all()?;
        Ok(Loaded::Sqlite { file })
    }

    async fn postgres(&mut self, size: Size) -> anyhow::Result<Loaded> {
        let admin = self.admin()?;
        let loaded = Loaded::Postgres {
            name: format!("accord_bench_{}", std::process::id()),
            admin,
        };
        loaded.drop_and_create()?;
        eprintln!("loading size {size} into PostgreSQL");
        fill(&loaded.url(), size).await?;
        Ok(loaded)
    }

    fn admin(&mut self) -> anyhow::Result<Url> {
        if let Some(url) = &self.postgres_url {
            return Ok(url.clone());
        }
        let server = match self.own_server.take() {
            Some(server) => server,
            None => like_in_use(PostgresServer::start()?)?,
        };
        let url = Url::parse(&server.url("postgres"));
        self.own_server = Some(server);
        Ok(url?)
    }
}

/// Loads a landscape and leaves it as a broker does that has run for a while: what happened on each day is counted for
/// charts, which takes it some time after the first start.
async fn fill(url: &str, size: Size) -> anyhow::Result<()> {
    load(url, size).await?;
    let broker = Broker::start(settings(url)).await?;
    let api = Api::new(&broker.url());
    let begin = Instant::now();
    loop {
        let charts = Answer::to(api.call_accepting("text/html", Method::GET, "/charts")).await;
        if charts.status == 200 && !charts.text.contains("being counted") {
            break;
        }
        ensure!(
            begin.elapsed() < PATIENCE,
            "the charts were not ready after {PATIENCE:?}"
        );
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    broker.stop().await;
    Ok(())
}

/// Sets a server that was made for tests up as operators run theirs: commits survive a crash of the machine.
fn like_in_use(server: PostgresServer) -> anyhow::Result<PostgresServer> {
    let mut admin = PgConnection::establish(&server.url("postgres"))?;
    for setting in [
        "fsync = on",
        "full_page_writes = on",
        "autovacuum = on",
        "shared_buffers = '512MB'",
    ] {
        admin.batch_execute(&format!("ALTER SYSTEM SET {setting}"))?;
    }
    drop(admin);
    server.crash()?;
    server.resume()?;
    Ok(server)
}

impl Loaded {
    /// The URL that the broker takes.
    pub(super) fn url(&self) -> String {
        match self {
            Self::Sqlite { file } => sqlite_url(file),
            Self::Postgres { admin, name } => {
                let mut url = admin.clone();
                url.set_path(name);
                url.into()
            }
        }
    }

    /// Its size on disk in bytes.
    pub(super) fn bytes(&self) -> anyhow::Result<u64> {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = sql_types::BigInt)]
            bytes: i64,
        }
        match self {
            Self::Sqlite { file } => Ok(std::fs::metadata(file)?.len()),
            Self::Postgres { .. } => {
                let mut connection = PgConnection::establish(&self.url())?;
                let row: Row =
                    sql_query("SELECT pg_database_size(current_database()) AS bytes").get_result(&mut connection)?;
                Ok(u64::try_from(row.bytes)?)
            }
        }
    }

    fn drop_and_create(&self) -> anyhow::Result<()> {
        if let Self::Postgres { admin, name } = self {
            let mut admin = PgConnection::establish(admin.as_str())?;
            admin.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))?;
            admin.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"))?;
        }
        Ok(())
    }

    /// Removes it.
    pub(super) fn remove(self) -> anyhow::Result<()> {
        match &self {
            Self::Sqlite { file } => remove(file),
            Self::Postgres { admin, name } => {
                let mut admin = PgConnection::establish(admin.as_str())?;
                Ok(admin.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))?)
            }
        }
    }
}

fn sqlite_url(file: &Path) -> String {
    format!("sqlite://{}", file.display())
}

/// Whether a kept database is young enough, and was loaded by this very program: another may know another schema.
fn is_fresh(file: &Path) -> bool {
    let changed = |file: &Path| std::fs::metadata(file).and_then(|metadata| metadata.modified()).ok();
    let program = std::env::current_exe().ok().and_then(|program| changed(&program));
    let (Some(changed), Some(program)) = (changed(file), program) else {
        return false;
    };
    changed > program && changed.elapsed().is_ok_and(|age| age < FRESH_FOR)
}

/// Removes an SQLite file with its companions, if they are there.
fn remove(file: &Path) -> anyhow::Result<()> {
    for end in ["", "-wal", "-shm"] {
        let file = PathBuf::from(format!("{}{end}", file.display()));
        if file.exists() {
            std::fs::remove_file(&file).with_context(|| format!("{} cannot be removed", file.display()))?;
        }
    }
    Ok(())
}
