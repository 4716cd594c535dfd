//! Looks for damage: what the database itself finds, checksums, counts, and rows of the full-text index.

use crate::article::{checksum, packed_versions};
use crate::database::{Tx, params};
use crate::{ReaderId, Result, Store, StoryId};
use crate::{counter, stories, watches};

/// Findings of one kind that are named; more are only counted.
const NAMED: usize = 20;

impl Store {
    /// Everything that is wrong, a line each; empty: nothing. With `mend`, counts are put right.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn check(&self, mend: bool) -> Result<Vec<String>> {
        self.write(move |tx| {
            let mut findings = database(tx)?;
            findings.extend(versions(tx)?);
            findings.extend(counts(tx, mend)?);
            findings.extend(shortened(watches::recount(tx, mend)?));
            findings.extend(terms(tx)?);
            findings.extend(shortened(crate::threads::wrong_counts(tx, mend)?));
            findings.extend(shortened(crate::moderation::broken_lines(tx)?));
            findings.extend(reprints(tx)?);
            findings.extend(stories(tx, mend)?);
            findings.extend(shortened(crate::membership::miscounted(tx)?));
            Ok(findings)
        })
        .await
    }
}

/// What SQLite says of its file. PostgreSQL checks its pages as it reads them.
fn database(tx: &mut Tx) -> Result<Vec<String>> {
    if tx.is_postgres() {
        return Ok(Vec::new());
    }
    let mut findings = Vec::new();
    for mut row in
        tx.rows("SELECT integrity_check FROM pragma_integrity_check LIMIT 20", params![])?
    {
        let finding = row.text(0)?;
        if finding != "ok" {
            findings.push(format!("database: {finding}"));
        }
    }
    let orphans = "SELECT \"table\", count(*) FROM pragma_foreign_key_check GROUP BY 1";
    for mut row in tx.rows(orphans, params![])? {
        findings.push(format!("{} rows of {} refer to nothing", row.int(1)?, row.text(0)?));
    }
    Ok(findings)
}

/// Versions whose bytes are not those that were written, and articles without the version they show.
fn versions(tx: &mut Tx) -> Result<Vec<String>> {
    let mut damaged = Vec::new();
    packed_versions(tx, &mut |packed| {
        if checksum(&packed.bytes) != packed.checksum {
            let (article, version) = (packed.article, packed.version);
            damaged.push(format!("article {article}, version {version}: damaged"));
        }
    })?;
    let sql = "SELECT a.id FROM article a WHERE a.version > 0 AND NOT EXISTS
        (SELECT 1 FROM version v WHERE v.article_id = a.id AND v.version = a.version)";
    for row in tx.rows(sql, params![])? {
        damaged.push(format!("article {}: the version shown is missing", row.int(0)?));
    }
    Ok(shortened(damaged))
}

fn counts(tx: &mut Tx, mend: bool) -> Result<Vec<String>> {
    let wrong = counter::recount(tx, mend)?.into_iter().map(|one| {
        let (reader, kind, item) = (one.reader, one.kind, one.item);
        format!(
            "count {kind} of {item} for reader {reader}: {} kept, {} counted",
            one.kept, one.counted
        )
    });
    Ok(shortened(wrong.collect()))
}

/// Articles on shelves that search does not know.
fn terms(tx: &mut Tx) -> Result<Vec<String>> {
    // FTS5 keeps a row for each document in a table of its own.
    let known = if tx.is_postgres() {
        "SELECT 1 FROM shelf_terms t WHERE t.rowid = s.id"
    } else {
        "SELECT 1 FROM shelf_terms_docsize t WHERE t.id = s.id"
    };
    let sql = format!("SELECT s.id FROM shelf s WHERE NOT EXISTS ({known})");
    let missing = tx.rows(&sql, params![])?;
    let missing: Result<Vec<String>> = missing
        .iter()
        .map(|row| Ok(format!("shelf {}: search does not know it", row.int(0)?)))
        .collect();
    Ok(shortened(missing?))
}

/// Rows of the index of reprints that lead to nothing, and pairs of which one half is missing.
fn reprints(tx: &mut Tx) -> Result<Vec<String>> {
    let checks = [
        (
            "keys of reprints lead to articles that are gone",
            "SELECT count(*) FROM signature_key k WHERE k.article_id <> 0
             AND NOT EXISTS (SELECT 1 FROM article a WHERE a.id = k.article_id)",
        ),
        (
            "reprints are known from one side only",
            "SELECT count(*) FROM reprint r WHERE NOT EXISTS
             (SELECT 1 FROM reprint o WHERE o.article_id = r.other_id AND o.other_id = r.article_id)",
        ),
    ];
    let mut findings = Vec::new();
    for (words, sql) in checks {
        let count = tx.rows(sql, params![])?[0].int(0)?;
        if count > 0 {
            findings.push(format!("{count} {words}"));
        }
    }
    Ok(findings)
}

/// Stories that say another number of articles than they have; mended where asked.
fn stories(tx: &mut Tx, mend: bool) -> Result<Vec<String>> {
    let wrong = stories::miscounted(tx)?;
    if mend {
        for (_, id, _, counted) in &wrong {
            tx.execute(
                "UPDATE story SET article_count = ?2 WHERE id = ?1",
                params![*id, *counted],
            )?;
        }
    }
    let line = |(reader, id, kept, counted): (ReaderId, StoryId, i64, i64)| {
        format!("story {id} of reader {reader}: {kept} articles kept, {counted} counted")
    };
    Ok(shortened(wrong.into_iter().map(line).collect()))
}

fn shortened(mut findings: Vec<String>) -> Vec<String> {
    if findings.len() > NAMED {
        let more = findings.len() - NAMED;
        findings.truncate(NAMED);
        findings.push(format!("and {more} more of the kind"));
    }
    findings
}
