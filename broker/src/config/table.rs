//! Every setting. From a line here come its variables, its flag, its key in a file and its place in what
//! `accord-broker config` prints; where the reference has the setting, it has the reference's name.

use std::net::{IpAddr, Ipv4Addr};
use std::num::NonZeroU32;
use std::time::Duration;

use ipnet::IpNet;

use super::setting::settings;
use super::value::{
    Authorities, BaseUrl, ContextPath, DatabaseAdapter, DatabaseUrl, Features, LogFormat, LogLevel, Method, Schedule,
    Scheme, Secret, Selectors,
};
use crate::domain::retention::{KeepBranches, KeepVersions};
use crate::domain::webhook::HostPattern;
use crate::sealing::Key;

/// Connections that serve many requests at once, and that a small server allows.
const CONNECTIONS: NonZeroU32 = NonZeroU32::new(8).expect("eight is not zero");

settings! {
    "Where it listens" {
        port: u16 = 9292, "Port to listen on; 0 takes a free one, and the log says which.";
        bind: IpAddr = IpAddr::V4(Ipv4Addr::UNSPECIFIED), "Address to listen on; `127.0.0.1` for this machine only.";
        body_limit: usize = 10 * 1024 * 1024 - 1, "Largest request body in bytes; more is 413.";
        http_keep_alive: Duration = Duration::from_secs(5),
            "Seconds that a connection stays open for the next request; 0 closes it at once.";
        shutdown_timeout: Duration = Duration::from_secs(20),
            "Seconds that requests under way get when the broker is told to stop.";
    }
    "How it is reached" {
        base_url: Option<BaseUrl> = None,
            "What links begin with, for clients that reach the broker under another address than its own; without \
            it, the address of the request.";
        base_urls: Vec<BaseUrl> = Vec::new(),
            "Several of them: links begin with the one that the request was sent to, or with the first.";
        context_path: ContextPath = ContextPath::default(),
            "Path below which all routes answer too, and that links get when there is no base URL. The path of a \
            base URL is one without being named here.";
        trusted_proxies: Vec<IpNet> = Vec::new(),
            "Networks whose `X-Forwarded-…` and `Forwarded` headers are believed.";
    }
    "Where the data is" {
        database_url: Option<DatabaseUrl> = None,
            "`sqlite:///absolute/file` or `postgres://user:password@host:port/name`; without it the parts below make \
            one, and without those it is `sqlite:accord.db`.";
        database_adapter: DatabaseAdapter = DatabaseAdapter::Postgres,
            "Which database the parts are of: `postgres` or `sqlite`.";
        database_name: Option<String> = None, "Name of the database, or the file of `sqlite`.";
        database_host: Option<String> = None, "Where the server is; without it, `localhost`.";
        database_port: Option<u16> = None, "Port of the server.";
        database_username: Option<String> = None, "User of the database.";
        database_password: Option<Secret> = None, "Password of that user.";
        database_sslmode: Option<String> = None, "PostgreSQL's `sslmode`.";
        database_max_connections: NonZeroU32 = CONNECTIONS,
            "Connections for requests at most; for SQLite, readers beside the one writer.";
        database_pool_timeout: Duration = Duration::from_secs(10),
            "Seconds that a request waits for a connection, or for SQLite's lock, before it gets 503.";
        database_connect_max_retries: u32 = 0,
            "How often a start tries again, three seconds later, when the database does not answer.";
        database_statement_timeout: Duration = Duration::from_secs(15),
            "Seconds after which PostgreSQL ends a statement; 0 is never.";
        sql_log_warn_duration: Duration = Duration::from_millis(250),
            "Statements that take at least these seconds are logged, without values.";
        auto_migrate_db: bool = true,
            "Are pending migrations applied at start? If not, a start with pending ones fails.";
    }
    "Who may do what" {
        basic_auth_enabled: Option<bool> = None,
            "`true` makes a start without a user fail, `false` lets everybody in whatever users are set; without it, \
            users count as soon as there are any.";
        basic_auth_username: Option<String> = None, "The user who reads and writes.";
        basic_auth_password: Option<Secret> = None, "The password of that user.";
        basic_auth_read_only_username: Option<String> = None, "A user who only reads.";
        basic_auth_read_only_password: Option<Secret> = None, "The password of that user.";
        allow_public_read: bool = false, "May everybody read?";
        public_heartbeat: bool = false, "May everybody ask `/diagnostic/status/heartbeat`?";
        enable_public_badge_access: bool = false, "May everybody see badges, such as a README shows them?";
        enable_diagnostic_endpoints: bool = true, "Does `/diagnostic/…` answer? `/livez` and `/readyz` always do.";
    }
    "Log" {
        log_format: LogFormat = LogFormat::Text, "How log lines look: `text` or `json`.";
        log_level: LogLevel = LogLevel::Info,
            "Which are written: `error`, `warn`, `info`, `debug` or `trace` and what is graver; `RUST_LOG` wins.";
    }
    "Webhooks" {
        webhook_http_method_whitelist: Vec<Method> = vec![Method("POST".to_owned())],
            "Methods that webhooks may be sent with.";
        webhook_scheme_whitelist: Vec<Scheme> = vec![Scheme("https".to_owned())],
            "Schemes of addresses that they may be sent to: `http`, `https`.";
        webhook_host_whitelist: Vec<HostPattern> = Vec::new(),
            "Hosts that they may be sent to: names, `*.name`, addresses, networks or `/regular expressions/`; without \
            any, every public one, and then nobody is shown what they answer.";
        webhook_http_code_success: Vec<u16> = (200..=206).collect(), "Statuses of answers that count as success.";
        webhook_retry_schedule: Vec<u64> = vec![10, 60, 120, 300, 600, 1200],
            "Seconds before the second attempt to deliver, the third, and so on.";
        webhook_timeout: Duration = Duration::from_secs(15),
            "Seconds that an attempt may take, from looking up the name to the last byte that is read.";
        webhook_follow_redirects: u32 = 0,
            "How many redirects an attempt follows, each within the same rules; after the last, a redirect is an \
            answer like any other.";
        webhook_certificates: Vec<Authorities> = Vec::new(),
            "Certificates of authorities that receivers may have theirs from, besides those of the system: files in \
            PEM, or a list of `path` or `content`.";
        disable_ssl_verification: bool = false,
            "Must receivers not prove who they are? Then anybody on the way to them can read and answer.";
        webhook_retry_long_tail: Duration = Duration::ZERO,
            "Seconds after that schedule for which delivery is attempted still, at pauses that double, six hours at \
            most: 86400 for another day; 0 gives up after the schedule.";
        webhook_disable_after_days: u32 = 5,
            "Days after which a webhook is switched off whose attempts have all failed; 0 never.";
        webhook_concurrency: usize = 16,
            "Webhooks that are sent at once, a quarter of them to one host; 0 leaves sending to other replicas.";
    }
    "Secrets" {
        secrets_key: Option<Key> = None,
            "Key that secrets are kept with: 32 bytes as base64 or as 64 hexadecimal digits; `accord-broker secrets \
            new-key` prints one.";
        secrets_key_file: Option<String> = None,
            "File with that key in its first line; older ones may stand in further lines. Without key and file, a \
            broker on SQLite makes one beside the database when it needs one.";
        secrets_old_keys: Vec<Key> = Vec::new(),
            "Keys that secrets may still be kept with, until `accord-broker secrets rotate` has run.";
    }
    "Clean-up" {
        database_clean_enabled: bool = false, "Does the broker clean up by itself?";
        database_clean_cron_schedule: Schedule = Schedule::nightly(), "When it does: a cron expression, in UTC.";
        database_clean_deletion_limit: usize = 500,
            "Versions, branches, and rows of each kind of overwritten data that one clean-up deletes at most, oldest \
            first.";
        database_clean_keep_version_selectors: Option<Selectors<KeepVersions>> = None,
            "Versions that stay, as a JSON list of selectors; without it, the newest with every tag, of every branch \
            and of all, and those of the last 90 days. What is deployed or supported stays unless the list says which \
            of it.";
        database_clean_keep_branch_selectors: Option<Selectors<KeepBranches>> = None,
            "Branches that stay beside main branches, as a JSON list of selectors; without it, those to which something \
            was added in the last 90 days. `null` keeps all.";
        database_clean_overwritten_data_max_age: u32 = 7,
            "Days that superseded revisions and results stay, and contents that no version publishes.";
        database_clean_dry_run: bool = false, "Is only said what would be deleted?";
    }
    "Rules" {
        allow_dangerous_contract_modification: bool = false, "May the contract of a version be replaced by another?";
        check_for_potential_duplicate_pacticipant_names: bool = true,
            "Are publications refused whose names look like misspelt existing ones?";
        auto_detect_main_branch: bool = true,
            "Does the first branch or tag with one of the next names become the main branch?";
        main_branch_candidates: Vec<String> = ["develop", "main", "master"].map(str::to_owned).to_vec(),
            "Names of main branches.";
        use_first_tag_as_branch: bool = true, "Does the first tag of a version without a branch become its branch?";
        use_first_tag_as_branch_time_limit: i64 = 10, "Only within these seconds after the version was created.";
        create_deployed_versions_for_tags: bool = true, "Does a tag named like an environment record a deployment?";
        order_versions_by_date: bool = true, "Only `true`: versions are ordered by when they were created.";
        use_case_sensitive_resource_names: bool = true, "Only `true`: names are told apart by case.";
        base_equality_only_on_content_that_affects_verification_results: bool = true,
            "Only `true`: what does not affect a verification makes no other contract.";
        features: Features = Features::default(),
            "What is off unless it is named: `expand_currently_deployed_provider_versions` lets a webhook that has the \
            parameter `currentlyDeployedProviderVersionNumber` fire once for each version of the provider that is \
            deployed.";
        pact_content_diff_timeout: Duration = Duration::from_secs(15),
            "Seconds that a comparison of two contracts, a large page or a drawing may take before it is 408.";
    }
}
