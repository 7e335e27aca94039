ALTER TABLE webhooks DROP COLUMN every_version;
