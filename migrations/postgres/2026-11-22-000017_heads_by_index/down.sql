DROP INDEX publications_pair;
CREATE INDEX publications_pair ON publications (provider_id, consumer_id, consumer_version_id) WHERE is_current;
