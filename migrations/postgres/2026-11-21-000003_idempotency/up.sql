-- Requests that must not take effect twice, under the key that the caller gave them. Without an answer, one is under way.
CREATE TABLE idempotency_keys (
    caller TEXT NOT NULL,
    key TEXT NOT NULL,
    -- Hash of what was asked: the same key must not be used for another request.
    fingerprint TEXT NOT NULL,
    status INTEGER,
    -- JSON: pairs of name and value.
    headers TEXT,
    body BYTEA,
    created_at TIMESTAMP NOT NULL,
    PRIMARY KEY (caller, key)
);
CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);
