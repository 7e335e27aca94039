DROP TABLE webhook_attempts;
DROP TABLE triggered_webhooks;
DROP TABLE webhook_events;
DROP TABLE webhooks;
