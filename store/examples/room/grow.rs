//! Rows of a large library, made by the database itself.

use std::path::Path;

use rusqlite::Connection;

use crate::{Failure, open};

/// Rows as the store writes them, but without text. Words: "the" and "said" in all, as in any library;
/// one in 1 %, one in 0.05 %, and thirty of 5,000 others.
const ROWS: &str = "
    CREATE TEMP TABLE number AS
        WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?1)
        SELECT n, (n * 2654435761) % 4294967296 AS h FROM number;
";
const ARTICLES: &str = "
    INSERT INTO article (id, url, url_key, title, outlet, created_at, updated_at)
        SELECT n, 'https://outlet' || (h % 200) || '.example/2026/a-title-of-some-words-' || n,
            randomblob(16), 'A title of some words ' || n, 'Outlet ' || (h % 200), n, n FROM number;
    INSERT INTO shelf (id, reader_id, article_id, is_read, is_favourite, feed_id, saved_at, clock)
        SELECT n, 1, n, h % 10 >= 3, h % 50 = 0, 1 + (h / 64) % 200, n, n FROM number;
";

pub(crate) async fn run(file: &Path, count: i64) -> Result<(), Failure> {
    let (store, reader) = open(file).await?;
    crate::follow(&store, reader).await?;
    let connection = Connection::open(file)?;
    connection.execute_batch("PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;")?;
    connection.execute_batch(&ROWS.replace("?1", &count.to_string()))?;
    connection.execute_batch(&format!("BEGIN; {ARTICLES} COMMIT;"))?;
    let words: Vec<String> =
        (0..30).map(|k| format!("' 1wword' || ((n * {} + {k}) % 5000)", 2 * k + 1)).collect();
    let terms = format!(
        "INSERT INTO shelf_terms (rowid, terms)
            SELECT n, '1wthe 1wsaid' || CASE WHEN n % 100 = 7 THEN ' 1wpercental' ELSE '' END
                || CASE WHEN n % 2000 = 7 THEN ' 1wzanzibar 1wname 1wwa' ELSE '' END || {}
            FROM number",
        words.join(" || ")
    );
    connection.execute_batch(&format!("BEGIN; {terms}; COMMIT;"))?;
    store.recount(true).await?;
    std::fs::write(file.with_extension("html-bytes"), "1")?;
    Ok(())
}
