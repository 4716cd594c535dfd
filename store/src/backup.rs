//! A whole store as one file, and back: while the room runs, from either database into either.
//!
//! The file is gzip over JSON Lines. The first line names the format and the schema; then for each
//! table a line with its columns, followed by its rows as lists (bytes as `{"b": base64}`); the last
//! line has the count of rows, so that a file that breaks off is known. Sessions and tickets are left
//! out: a copy signs nobody in. The full-text index is made anew from the articles.

use std::io::{BufRead, BufReader, BufWriter, Read, Write};

use crate::database::{Param, Row, Tx, Value, params};
use crate::{Error, Result, Store, migrate};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};

const FORMAT: i64 = 1;
/// A row at most: an article's compressed text with room to spare.
const LINE_BYTES: u64 = 64 << 20;

/// Tables in an order in which each refers only to those before it.
const TABLES: &[&str] = &[
    "reader",
    "recovery_code",
    "token",
    "passkey",
    "identity",
    "article",
    "version",
    "capture",
    "source",
    "statement",
    "signature",
    "signature_key",
    "reprint",
    "picture",
    "folder",
    "feed",
    "subscription",
    "feed_entry",
    "shelf",
    "removed",
    "tag",
    "shelf_tag",
    "counter",
    "rule",
    "saved_search",
    "watch",
    "watch_hit",
    "webhook",
    "mark",
    "story",
    "story_traits",
    "story_key",
    "story_article",
    "story_apart",
    "story_term",
    "job",
    "setting",
    "client",
    "address",
    "thread",
    "thread_article",
    "thread_figure",
    "guest",
    "comment",
    "revision",
    "vote",
    "draft",
    "speaker",
    "follow",
    "shun",
    "news",
    "notice",
    "report",
    "moderation",
    "membership_grant",
    "gift_code",
    "gift_use",
    "metered",
    "stripe_event",
    "stripe_subscription",
    "mail_address",
];

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Line {
    Head { dateline_backup: i64, schema: i64 },
    Table { table: String, columns: Vec<String> },
    End { end: u64 },
}

impl Store {
    /// Writes everything kept, as of one moment, to `out`; gives the count of rows.
    ///
    /// # Errors
    /// `Copy` when `out` fails.
    pub async fn backup<W: Write + Send + 'static>(&self, out: W) -> Result<u64> {
        self.read(move |tx| write(tx, out)).await
    }

    /// Takes a backup into this store, which must be empty; gives the count of rows.
    ///
    /// # Errors
    /// `Refused` when the store is not empty or the file is no backup, or is one of a later version, or breaks
    /// off: the store is empty then as it was.
    pub async fn restore<R: Read + Send + 'static>(&self, from: R) -> Result<u64> {
        self.write(move |tx| read(tx, from)).await
    }
}

fn write(tx: &mut Tx, out: impl Write) -> Result<u64> {
    let mut out = BufWriter::new(GzEncoder::new(out, Compression::default()));
    let schema = migrate::known();
    line(&mut out, &Line::Head { dateline_backup: FORMAT, schema })?;
    let mut count = 0;
    for table in TABLES {
        let columns = tx.columns(table)?;
        let sql = format!("SELECT {} FROM {table} ORDER BY 1, 2", columns.join(", "));
        line(&mut out, &Line::Table { table: (*table).to_owned(), columns })?;
        tx.each(&sql, params![], &mut |row| {
            count += 1;
            write_row(&mut out, row)
        })?;
    }
    line(&mut out, &Line::End { end: count })?;
    out.into_inner().map_err(|error| error.into_error())?.finish()?.flush()?;
    Ok(count)
}

fn line(out: &mut impl Write, line: &Line) -> Result<()> {
    serde_json::to_writer(&mut *out, line).map_err(std::io::Error::from)?;
    Ok(out.write_all(b"\n")?)
}

fn write_row(out: &mut impl Write, row: Row) -> Result<()> {
    let mut before = "[";
    for value in row.into_values() {
        out.write_all(before.as_bytes())?;
        match value {
            Value::Null => out.write_all(b"null")?,
            Value::Int(value) => write!(out, "{value}")?,
            Value::Real(_) => return Err(Error::Damaged("no column holds such numbers")),
            Value::Text(text) => {
                serde_json::to_writer(&mut *out, &text).map_err(std::io::Error::from)?;
            }
            Value::Blob(bytes) => write!(out, "{{\"b\":\"{}\"}}", BASE64.encode(&bytes))?,
        }
        before = ",";
    }
    Ok(out.write_all(b"]\n")?)
}

/// A value as the file has it.
#[derive(Deserialize)]
#[serde(untagged)]
enum Cell {
    Null(()),
    Int(i64),
    Text(String),
    Blob { b: String },
}

fn read(tx: &mut Tx, from: impl Read) -> Result<u64> {
    if tx.first("SELECT 1 FROM reader LIMIT 1", params![])?.is_some()
        || tx.first("SELECT 1 FROM article LIMIT 1", params![])?.is_some()
    {
        return Err(Error::Refused("the store to restore into is not empty"));
    }
    for table in TABLES.iter().rev() {
        tx.execute(&format!("DELETE FROM {table}"), params![])?;
    }
    let mut lines = BufReader::new(MultiGzDecoder::new(from));
    let mut text = String::new();
    next_line(&mut lines, &mut text)?;
    check_head(&text)?;
    let mut count = 0;
    let mut sql = String::new();
    let mut width = 0;
    loop {
        next_line(&mut lines, &mut text)?;
        if text.starts_with('[') {
            let cells: Vec<Cell> = serde_json::from_str(&text).map_err(|_| DAMAGED)?;
            if cells.len() != width {
                return Err(DAMAGED);
            }
            let values = cells.into_iter().map(value).collect::<Result<Vec<_>>>()?;
            let params: Vec<Param> = values.iter().map(Param::from).collect();
            tx.execute(&sql, &params)?;
            count += 1;
            continue;
        }
        match serde_json::from_str(&text).map_err(|_| DAMAGED)? {
            Line::Table { table, columns } => {
                width = columns.len();
                sql = insert(tx, &table, &columns)?;
            }
            Line::End { end } if end == count => break,
            _ => return Err(DAMAGED),
        }
    }
    if tx.is_postgres() {
        for table in TABLES {
            after_copied_ids(tx, table)?;
        }
    }
    crate::search::index::rebuild(tx)?;
    Ok(count)
}

fn next_line(lines: &mut impl BufRead, text: &mut String) -> Result<()> {
    text.clear();
    lines.take(LINE_BYTES).read_line(text).map_err(|_| DAMAGED)?;
    if text.ends_with('\n') { Ok(()) } else { Err(DAMAGED) }
}

fn check_head(text: &str) -> Result<()> {
    let Ok(Line::Head { dateline_backup, schema }) = serde_json::from_str(text) else {
        return Err(Error::Refused("this is no backup"));
    };
    if dateline_backup > FORMAT || schema > migrate::known() {
        return Err(Error::Refused("the backup was written by a later version of Dateline"));
    }
    if schema < migrate::known() {
        return Err(Error::Refused(
            "restore this backup with the version that wrote it, then update",
        ));
    }
    Ok(())
}

/// The next id of a table is after those that were copied in.
fn after_copied_ids(tx: &mut Tx, table: &str) -> Result<()> {
    let found = "SELECT pg_get_serial_sequence(?1, 'id') FROM information_schema.columns
        WHERE table_schema = current_schema() AND table_name = ?1 AND column_name = 'id'
        AND is_identity = 'YES'";
    let Some(mut row) = tx.first(found, params![table])? else { return Ok(()) };
    if let Some(sequence) = row.opt_text(0)? {
        tx.batch(&format!(
            "SELECT setval('{sequence}', (SELECT coalesce(max(id), 0) + 1 FROM {table}), false)"
        ))?;
    }
    Ok(())
}

const DAMAGED: Error = Error::Refused("the backup is damaged or breaks off");

/// Only names that this schema has get into the statement.
fn insert(tx: &mut Tx, table: &str, columns: &[String]) -> Result<String> {
    let table = TABLES.iter().find(|known| **known == table).ok_or(DAMAGED)?;
    let known = tx.columns(table)?;
    if columns.is_empty() || !columns.iter().all(|column| known.contains(column)) {
        return Err(DAMAGED);
    }
    let places: Vec<String> = (1..=columns.len()).map(|number| format!("?{number}")).collect();
    Ok(format!("INSERT INTO {table} ({}) VALUES ({})", columns.join(", "), places.join(", ")))
}

fn value(cell: Cell) -> Result<Value> {
    Ok(match cell {
        Cell::Null(()) => Value::Null,
        Cell::Int(value) => Value::Int(value),
        Cell::Text(text) => Value::Text(text),
        Cell::Blob { b } => Value::Blob(BASE64.decode(b).map_err(|_| DAMAGED)?),
    })
}
