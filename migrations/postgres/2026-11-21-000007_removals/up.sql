-- Pacticipants that are deleted while their rows, too many for one transaction, are still being removed. No question
-- finds them; the row goes with the last of them.
CREATE TABLE removals (
    pacticipant_id BIGINT PRIMARY KEY REFERENCES pacticipants ON DELETE CASCADE,
    created_at TIMESTAMP NOT NULL
);
