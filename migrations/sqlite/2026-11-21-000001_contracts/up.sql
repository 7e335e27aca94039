CREATE TABLE pacticipants (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    display_name TEXT,
    repository_url TEXT,
    repository_name TEXT,
    repository_namespace TEXT,
    main_branch TEXT,
    -- Head: the version created last. Kept by the transaction that creates or deletes versions.
    latest_version_id INTEGER,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE labels (
    pacticipant_id INTEGER NOT NULL REFERENCES pacticipants ON DELETE CASCADE,
    name TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (pacticipant_id, name)
) STRICT;
CREATE INDEX labels_name ON labels (name);

-- The id is the global order of creation, which is what "latest" means.
CREATE TABLE versions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    pacticipant_id INTEGER NOT NULL REFERENCES pacticipants ON DELETE CASCADE,
    number TEXT NOT NULL,
    build_url TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    UNIQUE (pacticipant_id, number)
) STRICT;
CREATE INDEX versions_order ON versions (pacticipant_id, id);

CREATE TABLE branches (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    pacticipant_id INTEGER NOT NULL REFERENCES pacticipants ON DELETE CASCADE,
    name TEXT NOT NULL,
    -- Head: the version added to the branch last, which need not be the newest.
    head_version_id INTEGER,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    UNIQUE (pacticipant_id, name)
) STRICT;
CREATE INDEX branches_head ON branches (head_version_id);

CREATE TABLE branch_versions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    branch_id INTEGER NOT NULL REFERENCES branches ON DELETE CASCADE,
    version_id INTEGER NOT NULL REFERENCES versions ON DELETE CASCADE,
    auto_created INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    UNIQUE (branch_id, version_id)
) STRICT;
CREATE INDEX branch_versions_version ON branch_versions (version_id);

CREATE TABLE tags (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    pacticipant_id INTEGER NOT NULL REFERENCES pacticipants ON DELETE CASCADE,
    version_id INTEGER NOT NULL REFERENCES versions ON DELETE CASCADE,
    name TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    UNIQUE (version_id, name)
) STRICT;
CREATE INDEX tags_name ON tags (pacticipant_id, name, version_id);
CREATE INDEX tags_first_use ON tags (pacticipant_id, name, created_at);

-- Head: the newest version with the tag.
CREATE TABLE tag_heads (
    pacticipant_id INTEGER NOT NULL REFERENCES pacticipants ON DELETE CASCADE,
    name TEXT NOT NULL,
    version_id INTEGER NOT NULL REFERENCES versions ON DELETE CASCADE,
    PRIMARY KEY (pacticipant_id, name)
) STRICT;
CREATE INDEX tag_heads_version ON tag_heads (version_id);

-- A contract's content, stored once; body stands last so that other columns are read without it.
CREATE TABLE contents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    consumer_id INTEGER NOT NULL REFERENCES pacticipants ON DELETE CASCADE,
    provider_id INTEGER NOT NULL REFERENCES pacticipants ON DELETE CASCADE,
    sha TEXT NOT NULL,
    interactions_count INTEGER NOT NULL,
    messages_count INTEGER NOT NULL,
    -- Heads: the first success by anybody, and the newest result.
    first_success_at TEXT,
    latest_verification_id INTEGER,
    created_at TEXT NOT NULL,
    body BLOB NOT NULL,
    UNIQUE (consumer_id, provider_id, sha)
) STRICT;
CREATE INDEX contents_provider ON contents (provider_id);

-- What a consumer version published for a provider. A later revision supersedes an earlier one.
CREATE TABLE publications (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    consumer_id INTEGER NOT NULL REFERENCES pacticipants ON DELETE CASCADE,
    provider_id INTEGER NOT NULL REFERENCES pacticipants ON DELETE CASCADE,
    consumer_version_id INTEGER NOT NULL REFERENCES versions ON DELETE CASCADE,
    content_id INTEGER NOT NULL REFERENCES contents ON DELETE CASCADE,
    revision INTEGER NOT NULL,
    -- Is this the last revision?
    is_current INTEGER NOT NULL,
    -- Has the consumer version a tag? Kept with the tags, so that the latest untagged pact needs no search.
    is_tagged INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    UNIQUE (consumer_version_id, provider_id, revision)
) STRICT;
CREATE UNIQUE INDEX publications_current ON publications (consumer_version_id, provider_id) WHERE is_current;
CREATE INDEX publications_pair ON publications (provider_id, consumer_id, consumer_version_id) WHERE is_current;
CREATE INDEX publications_untagged ON publications (provider_id, consumer_id, consumer_version_id) WHERE is_current AND NOT is_tagged;
CREATE INDEX publications_consumer ON publications (consumer_id, id);
CREATE INDEX publications_history ON publications (consumer_id, provider_id, id);
CREATE INDEX publications_provider ON publications (provider_id, id);
CREATE INDEX publications_content ON publications (content_id, consumer_version_id);

-- The id is the number that the outside sees: one sequence for all results.
CREATE TABLE verifications (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    content_id INTEGER NOT NULL REFERENCES contents ON DELETE CASCADE,
    provider_id INTEGER NOT NULL REFERENCES pacticipants ON DELETE CASCADE,
    provider_version_id INTEGER NOT NULL REFERENCES versions ON DELETE CASCADE,
    success INTEGER NOT NULL,
    wip INTEGER NOT NULL,
    pact_pending INTEGER,
    build_url TEXT,
    verifier_implementation TEXT,
    verifier_version TEXT,
    client_implementation TEXT,
    client_version TEXT,
    client_test_framework TEXT,
    executed_at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    -- JSON: the selectors that had chosen the contract, from the link's metadata.
    consumer_version_selectors TEXT,
    -- JSON, as received.
    test_results TEXT
) STRICT;
CREATE INDEX verifications_content ON verifications (content_id, provider_version_id);
CREATE INDEX verifications_provider_version ON verifications (provider_version_id);
CREATE INDEX verifications_provider ON verifications (provider_id);

-- Head: the newest result of a provider version for a content.
CREATE TABLE verdicts (
    content_id INTEGER NOT NULL REFERENCES contents ON DELETE CASCADE,
    provider_version_id INTEGER NOT NULL REFERENCES versions ON DELETE CASCADE,
    provider_id INTEGER NOT NULL REFERENCES pacticipants ON DELETE CASCADE,
    verification_id INTEGER NOT NULL REFERENCES verifications ON DELETE CASCADE,
    success INTEGER NOT NULL,
    PRIMARY KEY (content_id, provider_version_id)
) STRICT;
CREATE INDEX verdicts_provider_version ON verdicts (provider_version_id);
CREATE INDEX verdicts_provider ON verdicts (provider_id, verification_id);
CREATE INDEX verdicts_verification ON verdicts (verification_id);

-- Head: when a provider branch first verified a content, ever and outside work in progress.
CREATE TABLE branch_successes (
    content_id INTEGER NOT NULL REFERENCES contents ON DELETE CASCADE,
    branch_id INTEGER NOT NULL REFERENCES branches ON DELETE CASCADE,
    first_at TEXT NOT NULL,
    first_not_wip_at TEXT,
    PRIMARY KEY (content_id, branch_id)
) STRICT;
CREATE INDEX branch_successes_branch ON branch_successes (branch_id);

-- Head: the same by provider tag. Pending looks at tags that stand now, work in progress at those that stood when the
-- result arrived, so either moment may be missing.
CREATE TABLE tag_successes (
    content_id INTEGER NOT NULL REFERENCES contents ON DELETE CASCADE,
    tag TEXT NOT NULL,
    first_at TEXT,
    first_not_wip_at TEXT,
    PRIMARY KEY (content_id, tag)
) STRICT;

CREATE TABLE integrations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    consumer_id INTEGER NOT NULL REFERENCES pacticipants ON DELETE CASCADE,
    provider_id INTEGER NOT NULL REFERENCES pacticipants ON DELETE CASCADE,
    -- Heads: the publication of the newest consumer version, and the newest result of any content.
    latest_publication_id INTEGER,
    latest_verification_id INTEGER,
    contract_data_updated_at TEXT NOT NULL,
    created_at TEXT NOT NULL,
    UNIQUE (consumer_id, provider_id)
) STRICT;
CREATE INDEX integrations_provider ON integrations (provider_id, consumer_id);
CREATE INDEX integrations_updated ON integrations (contract_data_updated_at);

CREATE TABLE environments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    production INTEGER NOT NULL,
    -- JSON array, as received.
    contacts TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

CREATE TABLE deployed_versions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid TEXT NOT NULL UNIQUE,
    environment_id INTEGER NOT NULL REFERENCES environments ON DELETE CASCADE,
    pacticipant_id INTEGER NOT NULL REFERENCES pacticipants ON DELETE CASCADE,
    version_id INTEGER NOT NULL REFERENCES versions ON DELETE CASCADE,
    -- The application instance; empty when none was named.
    target TEXT NOT NULL,
    auto_created INTEGER NOT NULL,
    undeployed_at TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
-- What is deployed now, found without looking at what was.
CREATE UNIQUE INDEX deployed_versions_current ON deployed_versions (environment_id, pacticipant_id, target) WHERE undeployed_at IS NULL;
CREATE INDEX deployed_versions_current_pacticipant ON deployed_versions (pacticipant_id) WHERE undeployed_at IS NULL;
CREATE INDEX deployed_versions_version ON deployed_versions (version_id, environment_id);
CREATE INDEX deployed_versions_pacticipant ON deployed_versions (pacticipant_id, environment_id);

CREATE TABLE released_versions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid TEXT NOT NULL UNIQUE,
    environment_id INTEGER NOT NULL REFERENCES environments ON DELETE CASCADE,
    pacticipant_id INTEGER NOT NULL REFERENCES pacticipants ON DELETE CASCADE,
    version_id INTEGER NOT NULL REFERENCES versions ON DELETE CASCADE,
    support_ended_at TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    UNIQUE (version_id, environment_id)
) STRICT;
CREATE INDEX released_versions_supported ON released_versions (environment_id, pacticipant_id) WHERE support_ended_at IS NULL;
CREATE INDEX released_versions_supported_pacticipant ON released_versions (pacticipant_id) WHERE support_ended_at IS NULL;
CREATE INDEX released_versions_pacticipant ON released_versions (pacticipant_id, environment_id);
