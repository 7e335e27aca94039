//! Every row of a database as text that says the same in every database: names instead of ids, nothing of uuids, and of
//! times only whether they are there and what happened then.

use std::collections::{BTreeMap, BTreeSet};

use diesel::{
    Connection, PgConnection, QueryResult, QueryableByName, RunQueryDsl, SqliteConnection, sql_query, sql_types,
};

/// The rows of each table.
pub(super) type Rows = BTreeMap<String, BTreeSet<String>>;

/// What a broker adds up from the others while it runs.
const ADDED_UP: [&str; 2] = ["daily_figures", "figures_counted"];

/// Reads all tables but those.
pub(super) fn of_database(url: &str) -> Rows {
    let mut database = Reader::open(url);
    let tables = database.tables().unwrap();
    tables
        .into_iter()
        .filter(|(table, _)| !ADDED_UP.contains(&table.as_str()))
        .map(|(table, columns)| {
            let rows = database.rows(&table, &columns).unwrap();
            (table, rows)
        })
        .collect()
}

enum Reader {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

const TABLES_OF_SQLITE: &str = "SELECT m.name || '.' || c.name AS text FROM sqlite_master m, pragma_table_info(m.name) c \
     WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE '__diesel%'";
const TABLES_OF_POSTGRES: &str = "SELECT table_name || '.' || column_name AS text FROM information_schema.columns \
     WHERE table_schema = 'public' AND table_name NOT LIKE '__diesel%'";

impl Reader {
    fn open(url: &str) -> Self {
        match url.strip_prefix("sqlite://") {
            Some(path) => Self::Sqlite(SqliteConnection::establish(path).unwrap()),
            None => Self::Postgres(PgConnection::establish(url).unwrap()),
        }
    }

    fn texts(&mut self, statement: &str) -> QueryResult<Vec<String>> {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = sql_types::Text)]
            text: String,
        }
        let rows: Vec<Row> = match self {
            Self::Sqlite(connection) => sql_query(statement).load(connection)?,
            Self::Postgres(connection) => sql_query(statement).load(connection)?,
        };
        Ok(rows.into_iter().map(|row| row.text).collect())
    }

    fn tables(&mut self) -> QueryResult<BTreeMap<String, Vec<String>>> {
        let catalogue = match self {
            Self::Sqlite(_) => TABLES_OF_SQLITE,
            Self::Postgres(_) => TABLES_OF_POSTGRES,
        };
        let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for column in self.texts(catalogue)? {
            let (table, column) = column.split_once('.').unwrap();
            tables.entry(table.to_owned()).or_default().push(column.to_owned());
        }
        // Databases list columns in no order that could be relied on.
        tables.values_mut().for_each(|columns| columns.sort());
        Ok(tables)
    }

    fn rows(&mut self, table: &str, columns: &[String]) -> QueryResult<BTreeSet<String>> {
        let told = columns
            .iter()
            .filter_map(|column| Some((column.as_str(), self.told(column)?)));
        let all: Vec<String> = told
            .chain(also(table))
            .map(|(label, told)| format!("'{label}=' || COALESCE(CAST({told} AS TEXT), 'nothing')"))
            .collect();
        let statement = format!("SELECT {} AS text FROM {table} r", all.join(" || ', ' || "));
        let rows = self.texts(&statement)?;
        let (count, distinct) = (rows.len(), BTreeSet::from_iter(rows));
        assert_eq!(count, distinct.len(), "{table}: no two rows say the same");
        Ok(distinct)
    }

    /// What a column says apart from ids; nothing for those that differ from database to database.
    fn told(&self, column: &str) -> Option<String> {
        let of = format!("r.{column}");
        Some(match column {
            "id" | "uuid" => return None,
            "body" => match self {
                Self::Sqlite(_) => format!("hex({of})"),
                Self::Postgres(_) => format!("CAST({of} AS TEXT)"),
            },
            "pacticipant_id" | "consumer_id" | "provider_id" => pacticipant(&of),
            "environment_id" => format!("(SELECT e.name FROM environments e WHERE e.id = {of})"),
            "branch_id" => format!(
                "(SELECT {} || ' ' || b.name FROM branches b WHERE b.id = {of})",
                pacticipant("b.pacticipant_id")
            ),
            "content_id" => content(&of),
            "webhook_id" => format!("(SELECT w.uuid FROM webhooks w WHERE w.id = {of})"),
            "triggered_webhook_id" => format!("(SELECT t.uuid FROM triggered_webhooks t WHERE t.id = {of})"),
            _ if column.ends_with("version_id") => version(&of),
            _ if column.ends_with("verification_id") => format!(
                "(SELECT {} || ' by ' || {} FROM verifications f WHERE f.id = {of})",
                content("f.content_id"),
                version("f.provider_version_id")
            ),
            _ if column.ends_with("publication_id") => format!(
                "(SELECT {} || ' for ' || {} FROM publications f WHERE f.id = {of})",
                version("f.consumer_version_id"),
                pacticipant("f.provider_id")
            ),
            _ if column.ends_with("_id") => panic!("say here what {column} refers to"),
            _ if column.ends_with("_at") => format!("({of} IS NOT NULL)"),
            _ => of,
        })
    }
}

fn pacticipant(id: &str) -> String {
    format!("(SELECT p.name FROM pacticipants p WHERE p.id = {id})")
}

fn version(id: &str) -> String {
    format!(
        "(SELECT {} || ' ' || v.number FROM versions v WHERE v.id = {id})",
        pacticipant("v.pacticipant_id")
    )
}

fn content(id: &str) -> String {
    format!(
        "(SELECT {} || ' ' || {} || ' ' || c.sha FROM contents c WHERE c.id = {id})",
        pacticipant("c.consumer_id"),
        pacticipant("c.provider_id")
    )
}

/// The order of ids, which means something for some tables, and what happened at times that are heads.
fn also(table: &str) -> Vec<(&'static str, String)> {
    let verified_at = |moment: &str, content: &str| {
        let provider_version = version("f.provider_version_id");
        format!(
            "(SELECT {provider_version} FROM verifications f WHERE f.content_id = {content} AND f.executed_at = r.{moment})"
        )
    };
    match table {
        "versions" | "publications" | "verifications" => {
            vec![("place", format!("(SELECT count(*) FROM {table} o WHERE o.id < r.id)"))]
        }
        "contents" => vec![("first success by", verified_at("first_success_at", "r.id"))],
        "branch_successes" => vec![
            ("first by", verified_at("first_at", "r.content_id")),
            ("first without wip by", verified_at("first_not_wip_at", "r.content_id")),
        ],
        "integrations" => vec![(
            "changed by",
            "CASE r.contract_data_updated_at \
             WHEN (SELECT f.created_at FROM publications f WHERE f.id = r.latest_publication_id) THEN 'publication' \
             WHEN (SELECT f.created_at FROM verifications f WHERE f.id = r.latest_verification_id) THEN 'result' END"
                .to_owned(),
        )],
        _ => Vec::new(),
    }
}
