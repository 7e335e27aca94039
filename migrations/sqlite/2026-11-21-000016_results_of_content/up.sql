-- The results of a content by number: its history, newest first.
CREATE INDEX verifications_of_content ON verifications (content_id, id);
