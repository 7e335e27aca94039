-- Whether a result that changes what is known of a content is told for every consumer version that has the content.
ALTER TABLE webhooks ADD COLUMN every_version INTEGER NOT NULL DEFAULT 0;
