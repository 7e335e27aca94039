-- The heads of all branches of a pacticipant, without the rows of the branches: work in progress looks at each of them.
CREATE INDEX branches_heads_of_pacticipant ON branches (pacticipant_id, name, head_version_id);
