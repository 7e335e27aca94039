//! From single values to settings, and what contradicts itself between them.

use std::path::PathBuf;
use std::time::Duration;

use super::access;
use super::database;
use super::table::Values;
use super::value::{Authorities, EXPAND_DEPLOYED_VERSIONS};
use super::{CleanSettings, ConfigError, Reach, Settings};
use crate::domain::retention::{KeepBranches, KeepVersions};
use crate::domain::rules::Rules;
use crate::domain::webhook::{WebhookRules, with_long_tail};
use crate::sealing::Keys;

impl Settings {
    /// Puts single values together; what contradicts itself is added to the problems.
    pub(super) fn of(values: &Values, problems: &mut Vec<ConfigError>) -> Self {
        refuse_what_is_fixed(values, problems);
        for (name, time) in [
            ("database_pool_timeout", values.database_pool_timeout),
            ("pact_content_diff_timeout", values.pact_content_diff_timeout),
            ("webhook_timeout", values.webhook_timeout),
        ] {
            if time == Duration::ZERO {
                problems.push(ConfigError::new(name, "must be longer than nothing"));
            }
        }
        Self {
            bind: values.bind,
            port: values.port,
            body_limit: values.body_limit,
            keep_alive: values.http_keep_alive,
            shutdown_timeout: values.shutdown_timeout,
            reach: reach(values, problems),
            database_url: database::url(values, problems),
            database_pool_size: values.database_max_connections.get(),
            database_patience: values.database_pool_timeout,
            database_connect_retries: values.database_connect_max_retries,
            database_statement_timeout: values.database_statement_timeout,
            slow_statement: values.sql_log_warn_duration,
            migrate: values.auto_migrate_db,
            access: access::access(values, problems),
            diagnostics: values.enable_diagnostic_endpoints,
            log_format: values.log_format,
            log_level: values.log_level,
            rules: rules(values),
            webhooks: webhooks(values),
            webhook_concurrency: values.webhook_concurrency,
            secrets: secrets(values, problems),
            comparison_timeout: values.pact_content_diff_timeout,
            clean: clean(values),
        }
    }
}

/// Settings of the reference that are kept for the value that Accord has; the other is refused, not ignored.
fn refuse_what_is_fixed(values: &Values, problems: &mut Vec<ConfigError>) {
    for (name, value, why) in [
        (
            "order_versions_by_date",
            values.order_versions_by_date,
            "versions are ordered by when they were created; what their numbers look like says nothing",
        ),
        (
            "use_case_sensitive_resource_names",
            values.use_case_sensitive_resource_names,
            "`Foo` and `foo` are two names; rename with PUT what was published under the wrong one",
        ),
        (
            "base_equality_only_on_content_that_affects_verification_results",
            values.base_equality_only_on_content_that_affects_verification_results,
            "a contract is known by what affects its verification",
        ),
    ] {
        if !value {
            problems.push(ConfigError::new(name, format!("cannot be false: {why}")));
        }
    }
}

fn reach(values: &Values, problems: &mut Vec<ConfigError>) -> Reach {
    if values.base_url.is_some() && !values.base_urls.is_empty() {
        problems.push(ConfigError::new(
            "base_url",
            "base_urls is set, too; put all addresses there, or set only this one",
        ));
    }
    let all = values.base_url.iter().chain(&values.base_urls);
    Reach {
        base_urls: all.cloned().collect(),
        context_path: values.context_path.as_str().to_owned(),
        trusted_proxies: values.trusted_proxies.clone(),
    }
}

fn rules(values: &Values) -> Rules {
    let candidates = values
        .auto_detect_main_branch
        .then(|| values.main_branch_candidates.clone());
    let limit = values.use_first_tag_as_branch_time_limit;
    Rules {
        allow_contract_modification: values.allow_dangerous_contract_modification,
        check_potential_duplicates: values.check_for_potential_duplicate_pacticipant_names,
        first_tag_as_branch_within_seconds: values.use_first_tag_as_branch.then_some(limit),
        main_branch_candidates: candidates.unwrap_or_default(),
        deploy_on_tag: values.create_deployed_versions_for_tags,
        expand_deployed_versions: values.features.has(EXPAND_DEPLOYED_VERSIONS),
    }
}

fn clean(values: &Values) -> CleanSettings {
    let versions = values.database_clean_keep_version_selectors.as_ref();
    let branches = values.database_clean_keep_branch_selectors.as_ref();
    CleanSettings {
        schedule: values
            .database_clean_enabled
            .then(|| values.database_clean_cron_schedule.clone()),
        limit: values.database_clean_deletion_limit,
        keep_versions: versions.map_or_else(KeepVersions::defaults, |given| given.list()),
        keep_branches: branches.map_or_else(KeepBranches::defaults, |given| given.list()),
        overwritten_max_age: values.database_clean_overwritten_data_max_age,
        dry_run: values.database_clean_dry_run,
    }
}

fn webhooks(values: &Values) -> WebhookRules {
    let methods = values.webhook_http_method_whitelist.iter();
    let schemes = values.webhook_scheme_whitelist.iter();
    let authorities = values.webhook_certificates.iter();
    WebhookRules {
        methods: methods.map(|method| method.0.clone()).collect(),
        schemes: schemes.map(|scheme| scheme.0.clone()).collect(),
        hosts: values.webhook_host_whitelist.clone(),
        redirects: values.webhook_follow_redirects,
        timeout: values.webhook_timeout,
        authorities: authorities.flat_map(Authorities::certificates).cloned().collect(),
        verifies_receivers: !values.disable_ssl_verification,
        success_statuses: values.webhook_http_code_success.clone(),
        retry_after_seconds: with_long_tail(values.webhook_retry_schedule.clone(), values.webhook_retry_long_tail),
        disable_after_days: values.webhook_disable_after_days,
    }
}

fn secrets(values: &Values, problems: &mut Vec<ConfigError>) -> Keys {
    if values.secrets_key.is_some() && values.secrets_key_file.is_some() {
        let reason = "secrets_key is set, too; put the key into one of them";
        problems.push(ConfigError::new("secrets_key_file", reason));
    }
    Keys {
        key: values.secrets_key.clone(),
        file: values.secrets_key_file.as_ref().map(PathBuf::from),
        old: values.secrets_old_keys.clone(),
    }
}
