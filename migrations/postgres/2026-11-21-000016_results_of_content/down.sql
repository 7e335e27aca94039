DROP INDEX verifications_of_content;
