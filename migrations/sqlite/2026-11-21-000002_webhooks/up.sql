-- A request that is sent when something happens. Each side of its scope is a pacticipant, all with a label, or any.
CREATE TABLE webhooks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid TEXT NOT NULL UNIQUE,
    description TEXT,
    consumer_id INTEGER REFERENCES pacticipants ON DELETE CASCADE,
    consumer_label TEXT,
    provider_id INTEGER REFERENCES pacticipants ON DELETE CASCADE,
    provider_label TEXT,
    enabled INTEGER NOT NULL,
    method TEXT NOT NULL,
    url TEXT NOT NULL,
    -- JSON object of texts, in order; names in lower case.
    headers TEXT NOT NULL,
    -- JSON, as received; a body that is no JSON is a JSON text.
    body TEXT,
    username TEXT,
    password TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX webhooks_pair ON webhooks (consumer_id, provider_id);
CREATE INDEX webhooks_provider ON webhooks (provider_id);

CREATE TABLE webhook_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    webhook_id INTEGER NOT NULL REFERENCES webhooks ON DELETE CASCADE,
    name TEXT NOT NULL,
    UNIQUE (webhook_id, name)
) STRICT;

-- The outbox: that a webhook is to be sent for something that happened. Written by the transaction in which it happened.
CREATE TABLE triggered_webhooks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    uuid TEXT NOT NULL UNIQUE,
    -- Null when the webhook is gone; its uuid and name stay, for what is shown of it then.
    webhook_id INTEGER REFERENCES webhooks ON DELETE SET NULL,
    webhook_uuid TEXT NOT NULL,
    name TEXT NOT NULL,
    consumer_id INTEGER NOT NULL REFERENCES pacticipants ON DELETE CASCADE,
    provider_id INTEGER NOT NULL REFERENCES pacticipants ON DELETE CASCADE,
    publication_id INTEGER REFERENCES publications ON DELETE CASCADE,
    verification_id INTEGER REFERENCES verifications ON DELETE CASCADE,
    event_name TEXT NOT NULL,
    -- JSON object: what the parameters of the webhook's templates stood for when it happened.
    event_context TEXT NOT NULL,
    trigger_type TEXT NOT NULL,
    status TEXT NOT NULL,
    attempts_made INTEGER NOT NULL,
    triggered_at TEXT NOT NULL,
    -- When the next attempt is due; null when there is none. Who is at it, and until when nobody else may be.
    next_attempt_at TEXT,
    leased_by TEXT,
    leased_until TEXT
) STRICT;
CREATE INDEX triggered_webhooks_due ON triggered_webhooks (next_attempt_at) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX triggered_webhooks_latest ON triggered_webhooks (consumer_id, provider_id, webhook_uuid, event_name, id);
CREATE INDEX triggered_webhooks_provider ON triggered_webhooks (provider_id);
CREATE INDEX triggered_webhooks_publication ON triggered_webhooks (publication_id, id);
CREATE INDEX triggered_webhooks_verification ON triggered_webhooks (verification_id, id);
CREATE INDEX triggered_webhooks_webhook ON triggered_webhooks (webhook_id);

CREATE TABLE webhook_attempts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    triggered_webhook_id INTEGER NOT NULL REFERENCES triggered_webhooks ON DELETE CASCADE,
    number INTEGER NOT NULL,
    success INTEGER NOT NULL,
    -- Null when no answer came.
    response_status INTEGER,
    duration_ms INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    log TEXT NOT NULL,
    UNIQUE (triggered_webhook_id, number)
) STRICT;
