//! Every table, in column types that SQLite and PostgreSQL share (`docs/ARCHITECTURE.md`, "Store").
//!
//! `pk` order and names follow `migrations/`; a test holds both migration sets to it.

diesel::table! {
    pacticipants (id) {
        id -> BigInt,
        name -> Text,
        display_name -> Nullable<Text>,
        repository_url -> Nullable<Text>,
        repository_name -> Nullable<Text>,
        repository_namespace -> Nullable<Text>,
        main_branch -> Nullable<Text>,
        latest_version_id -> Nullable<BigInt>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    labels (pacticipant_id, name) {
        pacticipant_id -> BigInt,
        name -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    versions (id) {
        id -> BigInt,
        pacticipant_id -> BigInt,
        number -> Text,
        build_url -> Nullable<Text>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    branches (id) {
        id -> BigInt,
        pacticipant_id -> BigInt,
        name -> Text,
        head_version_id -> Nullable<BigInt>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    branch_versions (id) {
        id -> BigInt,
        branch_id -> BigInt,
        version_id -> BigInt,
        auto_created -> Bool,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    tags (id) {
        id -> BigInt,
        pacticipant_id -> BigInt,
        version_id -> BigInt,
        name -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    tag_heads (pacticipant_id, name) {
        pacticipant_id -> BigInt,
        name -> Text,
        version_id -> BigInt,
    }
}

diesel::table! {
    contents (id) {
        id -> BigInt,
        consumer_id -> BigInt,
        provider_id -> BigInt,
        sha -> Text,
        interactions_count -> Integer,
        messages_count -> Integer,
        first_success_at -> Nullable<Timestamp>,
        latest_verification_id -> Nullable<BigInt>,
        created_at -> Timestamp,
        body -> Binary,
    }
}

diesel::table! {
    publications (id) {
        id -> BigInt,
        consumer_id -> BigInt,
        provider_id -> BigInt,
        consumer_version_id -> BigInt,
        content_id -> BigInt,
        revision -> Integer,
        is_current -> Bool,
        is_tagged -> Bool,
        created_at -> Timestamp,
    }
}

diesel::table! {
    verifications (id) {
        id -> BigInt,
        content_id -> BigInt,
        provider_id -> BigInt,
        provider_version_id -> BigInt,
        success -> Bool,
        wip -> Bool,
        pact_pending -> Nullable<Bool>,
        build_url -> Nullable<Text>,
        verifier_implementation -> Nullable<Text>,
        verifier_version -> Nullable<Text>,
        client_implementation -> Nullable<Text>,
        client_version -> Nullable<Text>,
        client_test_framework -> Nullable<Text>,
        executed_at -> Timestamp,
        created_at -> Timestamp,
        consumer_version_selectors -> Nullable<Text>,
        test_results -> Nullable<Text>,
    }
}

diesel::table! {
    verdicts (content_id, provider_version_id) {
        content_id -> BigInt,
        provider_version_id -> BigInt,
        provider_id -> BigInt,
        verification_id -> BigInt,
        success -> Bool,
    }
}

diesel::table! {
    branch_successes (content_id, branch_id) {
        content_id -> BigInt,
        branch_id -> BigInt,
        first_at -> Timestamp,
        first_not_wip_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    tag_successes (content_id, tag) {
        content_id -> BigInt,
        tag -> Text,
        first_at -> Nullable<Timestamp>,
        first_not_wip_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    integrations (id) {
        id -> BigInt,
        consumer_id -> BigInt,
        provider_id -> BigInt,
        latest_publication_id -> Nullable<BigInt>,
        latest_verification_id -> Nullable<BigInt>,
        contract_data_updated_at -> Timestamp,
        created_at -> Timestamp,
    }
}

diesel::table! {
    environments (id) {
        id -> BigInt,
        uuid -> Text,
        name -> Text,
        display_name -> Text,
        production -> Bool,
        contacts -> Nullable<Text>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    deployed_versions (id) {
        id -> BigInt,
        uuid -> Text,
        environment_id -> BigInt,
        pacticipant_id -> BigInt,
        version_id -> BigInt,
        target -> Text,
        auto_created -> Bool,
        undeployed_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    released_versions (id) {
        id -> BigInt,
        uuid -> Text,
        environment_id -> BigInt,
        pacticipant_id -> BigInt,
        version_id -> BigInt,
        support_ended_at -> Nullable<Timestamp>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    idempotency_keys (caller, key) {
        caller -> Text,
        key -> Text,
        fingerprint -> Text,
        status -> Nullable<Integer>,
        headers -> Nullable<Text>,
        body -> Nullable<Binary>,
        created_at -> Timestamp,
    }
}

diesel::table! {
    webhooks (id) {
        id -> BigInt,
        uuid -> Text,
        description -> Nullable<Text>,
        consumer_id -> Nullable<BigInt>,
        consumer_label -> Nullable<Text>,
        provider_id -> Nullable<BigInt>,
        provider_label -> Nullable<Text>,
        enabled -> Bool,
        method -> Text,
        url -> Text,
        headers -> Text,
        body -> Nullable<Text>,
        username -> Nullable<Text>,
        password -> Nullable<Text>,
        created_at -> Timestamp,
        updated_at -> Timestamp,
        failing_since -> Nullable<Timestamp>,
        disabled_at -> Nullable<Timestamp>,
        disabled_reason -> Nullable<Text>,
        repeat_seconds -> Nullable<Integer>,
        every_version -> Bool,
    }
}

diesel::table! {
    webhook_events (id) {
        id -> BigInt,
        webhook_id -> BigInt,
        name -> Text,
    }
}

diesel::table! {
    triggered_webhooks (id) {
        id -> BigInt,
        uuid -> Text,
        webhook_id -> Nullable<BigInt>,
        webhook_uuid -> Text,
        name -> Text,
        consumer_id -> BigInt,
        provider_id -> BigInt,
        publication_id -> Nullable<BigInt>,
        verification_id -> Nullable<BigInt>,
        event_name -> Text,
        event_context -> Text,
        trigger_type -> Text,
        status -> Text,
        attempts_made -> Integer,
        triggered_at -> Timestamp,
        next_attempt_at -> Nullable<Timestamp>,
        leased_by -> Nullable<Text>,
        leased_until -> Nullable<Timestamp>,
        receiver -> Text,
        attempts_before -> Integer,
        required_version_id -> Nullable<BigInt>,
        repeat_at -> Nullable<Timestamp>,
        repeat_until -> Nullable<Timestamp>,
    }
}

diesel::table! {
    webhook_attempts (id) {
        id -> BigInt,
        triggered_webhook_id -> BigInt,
        number -> Integer,
        success -> Bool,
        response_status -> Nullable<Integer>,
        duration_ms -> BigInt,
        created_at -> Timestamp,
        log -> Text,
        next_attempt_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    secrets (id) {
        id -> BigInt,
        name -> Text,
        description -> Nullable<Text>,
        value -> Text,
        created_at -> Timestamp,
        updated_at -> Timestamp,
    }
}

diesel::table! {
    signing_secrets (id) {
        id -> BigInt,
        uuid -> Text,
        webhook_id -> BigInt,
        value -> Text,
        created_at -> Timestamp,
        expires_at -> Nullable<Timestamp>,
    }
}

diesel::table! {
    removals (pacticipant_id) {
        pacticipant_id -> BigInt,
        created_at -> Timestamp,
    }
}

diesel::table! {
    leases (name) {
        name -> Text,
        holder -> Text,
        held_until -> Timestamp,
    }
}

diesel::table! {
    daily_figures (pacticipant_id, day, figure, detail) {
        pacticipant_id -> BigInt,
        day -> BigInt,
        figure -> Text,
        detail -> BigInt,
        amount -> BigInt,
    }
}

diesel::table! {
    figures_counted (source) {
        source -> Text,
        up_to -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    pacticipants,
    labels,
    versions,
    branches,
    branch_versions,
    tags,
    tag_heads,
    contents,
    publications,
    verifications,
    verdicts,
    branch_successes,
    tag_successes,
    integrations,
    environments,
    deployed_versions,
    released_versions,
    webhooks,
    webhook_events,
    triggered_webhooks,
    webhook_attempts,
    removals,
);
