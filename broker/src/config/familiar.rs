//! Settings of the reference broker that mean nothing here: deployments that have them start all the same, and are told
//! what to do instead.

/// Names, or beginnings of names with a `*`, with what to tell.
const FAMILIAR: &[(&str, &str)] = &[
    ("allow_missing_migration_files", "migrations are part of the program"),
    (
        "auto_migrate_db_data",
        "all migrations are of one kind: see auto_migrate_db",
    ),
    (
        "badge_default_cache_setting",
        "badges say themselves how long they may be kept",
    ),
    ("badge_provider_mode", "the broker draws badges itself"),
    (
        "database_connection_validation_timeout",
        "a broken connection shows at its next use and is replaced",
    ),
    (
        "dynamic_wip_window",
        "work in progress has no window: includeWipPactsSince decides",
    ),
    (
        "default_wip_window_days",
        "work in progress has no window: includeWipPactsSince decides",
    ),
    ("hide_pactflow_messages", "there are none"),
    (
        "http_debug_logging_enabled",
        "bodies are never logged; there is a line for each request",
    ),
    (
        "log_configuration_on_startup",
        "`accord-broker config` prints the configuration",
    ),
    (
        "log_dir",
        "log lines go to standard error, which the service manager can keep",
    ),
    (
        "log_otel_enabled",
        "log lines go to standard error; log_format json has the trace id in each",
    ),
    ("log_stream", "log lines go to standard error"),
    (
        "max_wip_lookback_days",
        "work in progress has no window: includeWipPactsSince decides",
    ),
    ("metrics_sql_statement_timeout", "use database_statement_timeout"),
    ("migration_target", "`accord-broker migrate` applies all migrations"),
    (
        "min_wip_window_days",
        "work in progress has no window: includeWipPactsSince decides",
    ),
    ("network_diagram_max_pacticipants", "there is no such limit"),
    (
        "puma_*",
        "there is no Puma: see http_keep_alive and database_max_connections",
    ),
    ("rack_protection_*", "there is no Rack"),
    ("seed_example_data", "a new database is empty"),
    ("semver_formats", "versions are ordered by when they were created"),
    ("shields_io_base_url", "the broker draws badges itself"),
    ("sql_enable_caller_logging", "use log_level debug"),
    ("sql_log_level", "use sql_log_warn_duration for slow statements"),
    ("use_hal_browser", "there is no HAL browser"),
    ("use_rack_protection", "there is no Rack"),
    ("user_agent", "a webhook can have a header of that name"),
    ("validate_database_connection_config", "text is always UTF-8"),
    (
        "verified_by_other_branch_lookback_days",
        "work in progress has no window: includeWipPactsSince decides",
    ),
    (
        "warning_error_class_names",
        "what the broker is at fault for is an error, the rest is no warning either",
    ),
    ("webhook_redact_sensitive_data", "secrets are never shown"),
];

/// Former names with today's.
const RENAMED: [(&str, &str); 1] = [("enable_badge_resources", "enable_public_badge_access")];

/// What a setting is called today.
pub(super) fn todays_name(name: &str) -> &str {
    let renamed = RENAMED.iter().find(|(former, _)| *former == name);
    renamed.map_or(name, |(_, today)| today)
}

/// What to do instead of setting this, if the reference has the setting and Accord has not.
pub(super) fn advice(name: &str) -> Option<&'static str> {
    let is = |known: &str| match known.strip_suffix('*') {
        Some(beginning) => name.starts_with(beginning),
        None => name == known,
    };
    FAMILIAR.iter().find(|(known, _)| is(known)).map(|(_, advice)| *advice)
}

#[cfg(test)]
mod tests {
    use super::advice;
    use crate::config::TABLE;

    #[test]
    fn what_is_a_setting_here_is_not_waved_away() {
        for setting in TABLE {
            assert_eq!(advice(setting.name), None, "{}", setting.name);
        }
    }
}
