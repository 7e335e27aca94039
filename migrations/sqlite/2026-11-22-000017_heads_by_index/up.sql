-- What a pair has current, with its contents: questions about many heads need no rows. The flag stands in the index, too,
-- because a question that names it is otherwise not answered by the index alone.
DROP INDEX publications_pair;
CREATE INDEX publications_pair ON publications (provider_id, consumer_id, consumer_version_id, content_id, is_current) WHERE is_current;

-- Successes lie in the order in which they are looked up, without rows elsewhere.
ALTER TABLE branch_successes RENAME TO branch_successes_before;
DROP INDEX branch_successes_branch;
CREATE TABLE branch_successes (
    content_id INTEGER NOT NULL REFERENCES contents ON DELETE CASCADE,
    branch_id INTEGER NOT NULL REFERENCES branches ON DELETE CASCADE,
    first_at TEXT NOT NULL,
    first_not_wip_at TEXT,
    PRIMARY KEY (content_id, branch_id)
) STRICT, WITHOUT ROWID;
INSERT INTO branch_successes SELECT content_id, branch_id, first_at, first_not_wip_at FROM branch_successes_before;
DROP TABLE branch_successes_before;
CREATE INDEX branch_successes_branch ON branch_successes (branch_id);

ALTER TABLE tag_successes RENAME TO tag_successes_before;
CREATE TABLE tag_successes (
    content_id INTEGER NOT NULL REFERENCES contents ON DELETE CASCADE,
    tag TEXT NOT NULL,
    first_at TEXT,
    first_not_wip_at TEXT,
    PRIMARY KEY (content_id, tag)
) STRICT, WITHOUT ROWID;
INSERT INTO tag_successes SELECT content_id, tag, first_at, first_not_wip_at FROM tag_successes_before;
DROP TABLE tag_successes_before;
