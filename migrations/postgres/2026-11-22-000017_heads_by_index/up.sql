-- What a pair has current, with its contents: questions about many heads need no rows.
DROP INDEX publications_pair;
CREATE INDEX publications_pair ON publications (provider_id, consumer_id, consumer_version_id) INCLUDE (content_id) WHERE is_current;
