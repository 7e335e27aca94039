DROP TABLE signing_secrets;
DROP TABLE secrets;
