ALTER TABLE webhooks DROP COLUMN repeat_seconds;
ALTER TABLE webhooks DROP COLUMN disabled_reason;
ALTER TABLE webhooks DROP COLUMN disabled_at;
ALTER TABLE webhooks DROP COLUMN failing_since;

ALTER TABLE webhook_attempts DROP COLUMN next_attempt_at;

DROP INDEX triggered_webhooks_of_webhook;
DROP INDEX triggered_webhooks_status;
DROP INDEX triggered_webhooks_repeat;
ALTER TABLE triggered_webhooks DROP COLUMN repeat_until;
ALTER TABLE triggered_webhooks DROP COLUMN repeat_at;
ALTER TABLE triggered_webhooks DROP COLUMN required_version_id;
ALTER TABLE triggered_webhooks DROP COLUMN attempts_before;
ALTER TABLE triggered_webhooks DROP COLUMN receiver;
