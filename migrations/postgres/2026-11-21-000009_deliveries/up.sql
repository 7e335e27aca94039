-- Host and port that it goes to: so that one which hangs does not hold up all others.
ALTER TABLE triggered_webhooks ADD COLUMN receiver TEXT NOT NULL DEFAULT '';
-- Attempts made before somebody asked for it to be delivered again: the schedule begins anew after them.
ALTER TABLE triggered_webhooks ADD COLUMN attempts_before INTEGER NOT NULL DEFAULT 0;
-- The provider version that is to verify, when the webhook is to fire again without a result of it; when that is, and
-- until when it goes on. The version may be gone: ids are never used again.
ALTER TABLE triggered_webhooks ADD COLUMN required_version_id BIGINT;
ALTER TABLE triggered_webhooks ADD COLUMN repeat_at TIMESTAMP;
ALTER TABLE triggered_webhooks ADD COLUMN repeat_until TIMESTAMP;
CREATE INDEX triggered_webhooks_repeat ON triggered_webhooks (repeat_at) WHERE repeat_at IS NOT NULL;
-- Lists of deliveries, newest first, by what became of them and by webhook.
CREATE INDEX triggered_webhooks_status ON triggered_webhooks (status, id);
CREATE INDEX triggered_webhooks_of_webhook ON triggered_webhooks (webhook_uuid, id);

-- When the attempt after this one was due; null after the last.
ALTER TABLE webhook_attempts ADD COLUMN next_attempt_at TIMESTAMP;

-- Since when every attempt failed; and when and why the broker switched the webhook off by itself.
ALTER TABLE webhooks ADD COLUMN failing_since TIMESTAMP;
ALTER TABLE webhooks ADD COLUMN disabled_at TIMESTAMP;
ALTER TABLE webhooks ADD COLUMN disabled_reason TEXT;
-- After how many seconds without a result it fires again; null never.
ALTER TABLE webhooks ADD COLUMN repeat_seconds INTEGER;
