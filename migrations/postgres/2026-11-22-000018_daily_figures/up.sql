-- How much happened on a day: of a pacticipant, or of all, for whom the id is 0 (ids begin at 1, so there is no foreign
-- key). The day is the number of days since 1970-01-01. The detail says of which kind or where.
CREATE TABLE daily_figures (
    pacticipant_id BIGINT NOT NULL,
    day BIGINT NOT NULL,
    figure TEXT NOT NULL,
    detail BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (pacticipant_id, day, figure, detail)
);

-- The last row of each table that is contained in daily_figures.
CREATE TABLE figures_counted (
    source TEXT PRIMARY KEY NOT NULL,
    up_to BIGINT NOT NULL
);
INSERT INTO figures_counted (source, up_to) VALUES
    ('publications', 0), ('contents', 0), ('verifications', 0), ('deployed_versions', 0), ('released_versions', 0);
