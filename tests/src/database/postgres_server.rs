//! A PostgreSQL server of the tests' own, made by `initdb` and gone when the tests end.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, bail};
use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection};
use tempfile::TempDir;

/// What survives a crash of the machine is of no use to a test, what survives one of the server is; many connections
/// are, since tests run side by side.
const CONFIGURATION: &str = "
listen_addresses = '127.0.0.1'
max_connections = 300
shared_buffers = 64MB
fsync = off
full_page_writes = off
autovacuum = off
";

/// A server on a free port of 127.0.0.1 that any local user may use as `postgres`, without a password.
///
/// It stops with this value, or with this process however that ends: a small shell holds the other end of a pipe.
#[derive(Debug)]
pub struct PostgresServer {
    programs: PathBuf,
    directory: PathBuf,
    port: u16,
    watcher: Child,
}

impl PostgresServer {
    /// Makes and starts a server.
    ///
    /// # Errors
    /// When the server programs are not installed or do not work; the message says which and what they printed.
    pub fn start() -> anyhow::Result<Self> {
        let programs = programs()?;
        let home = TempDir::with_prefix("accord-postgres-")?;
        give_to_server(home.path())?;
        let data = home.path().join("data");
        let initdb = [
            "--auth=trust",
            "--username=postgres",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        ];
        finish(
            as_server_user(&programs.join("initdb"))
                .args(initdb)
                .arg("--pgdata")
                .arg(&data),
        )?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let configuration = format!(
            "{CONFIGURATION}port = {port}\nunix_socket_directories = '{}'\n",
            home.path().display()
        );
        append(&data.join("postgresql.conf"), &configuration)?;
        let directory = home.keep();
        let watcher = watch(&programs, &directory)?;
        let server = Self {
            programs,
            directory,
            port,
            watcher,
        };
        server.resume()?;
        Ok(server)
    }

    /// The URL of one of its databases.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    /// Makes an empty database whose tables are in a directory, such as one on another disk; returns its URL.
    ///
    /// # Errors
    /// When the directory is not empty or cannot be given to the server's user.
    pub fn database_in(&self, directory: &Path) -> anyhow::Result<String> {
        give_to_server(directory)?;
        let mut admin = PgConnection::establish(&self.url("postgres"))?;
        admin.batch_execute(&format!(
            "CREATE TABLESPACE elsewhere LOCATION '{}'",
            directory.display()
        ))?;
        admin.batch_execute("CREATE DATABASE elsewhere TABLESPACE elsewhere")?;
        Ok(self.url("elsewhere"))
    }

    /// Stops it at once, as a crash would.
    ///
    /// # Errors
    /// When it cannot be stopped.
    pub fn crash(&self) -> anyhow::Result<()> {
        finish(self.control().args(["stop", "--mode=immediate"]))
    }

    /// Starts it after [`PostgresServer::crash`], on the same port.
    ///
    /// # Errors
    /// When it does not come up.
    pub fn resume(&self) -> anyhow::Result<()> {
        let log = self.directory.join("server.log");
        finish(self.control().arg("start").arg("--wait").arg("--log").arg(&log))
            .with_context(|| std::fs::read_to_string(&log).unwrap_or_default())
    }

    fn control(&self) -> Command {
        let mut command = as_server_user(&self.programs.join("pg_ctl"));
        command.arg("--silent").arg("--pgdata").arg(self.directory.join("data"));
        command
    }
}

impl Drop for PostgresServer {
    fn drop(&mut self) {
        drop(self.watcher.stdin.take());
        if let Err(error) = self.watcher.wait() {
            eprintln!(
                "a PostgreSQL server may be left in {}: {error}",
                self.directory.display()
            );
        }
    }
}

/// Starts the shell that waits for the end of its input and then stops the server and removes its files.
fn watch(programs: &Path, directory: &Path) -> anyhow::Result<Child> {
    use std::os::unix::process::CommandExt as _;
    let script = r#"cat; "$1/pg_ctl" stop --silent --mode=immediate --pgdata "$2/data"; rm -rf "$2""#;
    as_server_user(Path::new("sh"))
        .args(["-c", script, "sh"])
        .args([programs, directory])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        // Out of the terminal's reach: an interrupt ends the tests first, and their end reaches the shell.
        .process_group(0)
        .spawn()
        .context("cannot start a shell")
}

fn programs() -> anyhow::Result<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut places: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|entries| entries.flatten().map(|entry| entry.path().join("bin")).collect())
        .unwrap_or_default();
    versions.sort();
    places.extend(versions.into_iter().rev());
    let found = places
        .into_iter()
        .map(|place| place.join("initdb"))
        .find(|initdb| initdb.is_file());
    let Some(initdb) = found else {
        bail!(
            "set ACCORD_TEST_POSTGRES_URL, or install the PostgreSQL server (no initdb in PATH or /usr/lib/postgresql)"
        );
    };
    let initdb = initdb.canonicalize()?;
    Ok(initdb.parent().context("initdb is in a directory")?.to_owned())
}

/// Lets the server write to a directory of ours.
fn give_to_server(directory: &Path) -> anyhow::Result<()> {
    if runs_as_root() {
        finish(Command::new("chown").arg("postgres").arg(directory))
            .context("PostgreSQL does not run as root and needs the user postgres")?;
    }
    Ok(())
}

fn runs_as_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// The server refuses to run as root, as tests in containers do.
fn as_server_user(program: &Path) -> Command {
    let mut command = if runs_as_root() {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    // Where the tests run may be closed to that user.
    command.current_dir("/").env("LC_ALL", "C").stdin(Stdio::null());
    command
}

fn finish(command: &mut Command) -> anyhow::Result<()> {
    // Into a file and not a pipe: the server would inherit the pipe and hold it open.
    let mut printed = tempfile::tempfile()?;
    let status = command
        .stdout(printed.try_clone()?)
        .stderr(printed.try_clone()?)
        .status()
        .with_context(|| format!("cannot run {}", command.get_program().display()))?;
    if status.success() {
        return Ok(());
    }
    use std::io::{Read as _, Seek as _};
    let mut text = String::new();
    printed.rewind()?;
    printed.read_to_string(&mut text)?;
    bail!("{command:?} failed ({status}): {}", text.trim())
}

fn append(file: &Path, text: &str) -> anyhow::Result<()> {
    use std::io::Write as _;
    std::fs::OpenOptions::new()
        .append(true)
        .open(file)?
        .write_all(text.as_bytes())?;
    Ok(())
}
