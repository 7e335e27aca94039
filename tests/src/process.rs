//! The real broker program, in a process of its own.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::NamedTempFile;

use crate::api::Api;

static PROGRAM: LazyLock<PathBuf> = LazyLock::new(|| build().expect("accord-broker can be built"));

/// A running `accord-broker`, killed when dropped.
#[derive(Debug)]
pub struct BrokerProcess {
    child: Child,
    api: Api,
    log: NamedTempFile,
}

impl BrokerProcess {
    /// Starts the program on a free port and waits until it is ready.
    ///
    /// # Errors
    /// When it ends or is not ready within half a minute; the message holds its log.
    pub async fn start(database_url: &str) -> anyhow::Result<Self> {
        let mut process = Self::launch(database_url)?;
        process.until_ready(Duration::from_secs(30)).await?;
        Ok(process)
    }

    /// Starts the program on a free port without waiting.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn launch(database_url: &str) -> anyhow::Result<Self> {
        Self::launch_as(|program, port| {
            program.args([
                "serve",
                "--bind",
                "127.0.0.1",
                "--port",
                port,
                "--database-url",
                database_url,
            ]);
        })
    }

    /// Starts the program as `configure` says, which is given a free port; the environment is empty of settings.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn launch_as(configure: impl FnOnce(&mut Command, &str)) -> anyhow::Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let log = NamedTempFile::new()?;
        let mut program = Command::new(&*PROGRAM);
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy();
            if name.starts_with("ACCORD_") || name.starts_with("PACT_BROKER_") {
                program.env_remove(&*name);
            }
        }
        configure(&mut program, &port.to_string());
        let child = program
            .stdin(Stdio::null())
            .stdout(log.reopen()?)
            .stderr(log.reopen()?)
            .spawn()
            .with_context(|| format!("cannot start {}", PROGRAM.display()))?;
        Ok(Self {
            child,
            api: Api::new(&format!("http://127.0.0.1:{port}")),
            log,
        })
    }

    /// Waits until `/readyz` says yes.
    ///
    /// # Errors
    /// When the program ends or the time is over; the message holds its log.
    pub async fn until_ready(&mut self, patience: Duration) -> anyhow::Result<()> {
        let deadline = Instant::now() + patience;
        let url = format!("{}/readyz", self.api.base());
        loop {
            if self
                .api
                .http()
                .get(&url)
                .send()
                .await
                .is_ok_and(|answer| answer.status().is_success())
            {
                return Ok(());
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("the broker ended ({status}) before it was ready:\n{}", self.log()?);
            }
            if Instant::now() > deadline {
                bail!("the broker was not ready after {patience:?}:\n{}", self.log()?);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Calls it.
    #[must_use]
    pub fn api(&self) -> &Api {
        &self.api
    }

    /// What it has logged so far.
    ///
    /// # Errors
    /// When the log cannot be read.
    pub fn log(&self) -> anyhow::Result<String> {
        Ok(String::from_utf8_lossy(&std::fs::read(self.log.path())?).into_owned())
    }

    /// Its resident memory in bytes.
    ///
    /// # Errors
    /// Where there is no `/proc`, or when it has ended.
    pub fn resident(&self) -> anyhow::Result<u64> {
        resident(self.child.id())
    }

    /// Asks it to stop, as an operator's SIGTERM does.
    ///
    /// # Errors
    /// When it is gone already.
    pub fn terminate(&self) -> anyhow::Result<()> {
        let pid = Pid::from_raw(self.child.id().cast_signed()).context("a child has an id")?;
        Ok(kill_process(pid, Signal::TERM)?)
    }

    /// Waits until it has ended.
    ///
    /// # Errors
    /// When it still runs after `patience`.
    pub async fn until_ended(&mut self, patience: Duration) -> anyhow::Result<ExitStatus> {
        let deadline = Instant::now() + patience;
        loop {
            match self.child.try_wait()? {
                Some(status) => return Ok(status),
                None if Instant::now() > deadline => bail!("still running after {patience:?}:\n{}", self.log()?),
                None => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
    }
}

impl Drop for BrokerProcess {
    fn drop(&mut self) {
        // It may have ended by itself, which is no fault here.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The resident memory of a process in bytes.
pub(crate) fn resident(id: u32) -> anyhow::Result<u64> {
    let status = proc(id, "status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kibibytes = line.and_then(|rest| rest.split_whitespace().next());
    let kibibytes: u64 = kibibytes.context("/proc tells no resident memory")?.parse()?;
    Ok(kibibytes * 1024)
}

/// What Linux tells of a process.
pub(crate) fn proc(id: u32, file: &str) -> anyhow::Result<String> {
    let path = format!("/proc/{id}/{file}");
    std::fs::read_to_string(&path).with_context(|| format!("cannot read {path}, which Linux has"))
}

/// Builds the program beside the tests' own, because `cargo test` does not build other packages' programs.
fn build() -> anyhow::Result<PathBuf> {
    if let Some(program) = std::env::var_os("ACCORD_BROKER_PROGRAM") {
        return Ok(program.into());
    }
    let tests = std::env::current_exe()?;
    let profile_directory = tests
        .parent()
        .and_then(Path::parent)
        .context("tests run from <target>/<profile>/deps")?;
    let target_directory = profile_directory
        .parent()
        .context("tests run from <target>/<profile>/deps")?;
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .args([
            "build",
            "--quiet",
            "--package",
            "accord-broker",
            "--bin",
            "accord-broker",
            "--target-dir",
        ])
        .arg(target_directory)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    if profile_directory.ends_with("release") {
        cargo.arg("--release");
    }
    let built = cargo.output().context("cannot run cargo")?;
    anyhow::ensure!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    Ok(profile_directory.join("accord-broker"))
}
