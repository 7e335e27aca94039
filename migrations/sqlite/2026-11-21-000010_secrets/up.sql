-- What webhooks send and nobody is shown. Values here, and those of passwords and sensitive headers in webhooks, are
-- sealed: each for its table, row and column.
CREATE TABLE secrets (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    description TEXT,
    value TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;

-- What requests of a webhook are signed with.
CREATE TABLE signing_secrets (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid TEXT NOT NULL UNIQUE,
    webhook_id INTEGER NOT NULL REFERENCES webhooks ON DELETE CASCADE,
    value TEXT NOT NULL,
    created_at TEXT NOT NULL,
    -- Null for the one in use; those before it are used beside it until then.
    expires_at TEXT
) STRICT;
CREATE INDEX signing_secrets_webhook ON signing_secrets (webhook_id, id);
