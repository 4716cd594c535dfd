//! Files of other programs that a reader has taken in.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use jiff::Timestamp;

use crate::database::{Row, Tx, params};
use crate::jobs::{self, JobKind, NewJob};
use crate::news::{self, News};
use crate::shelf::{Saved, Saving, save_batch};
use crate::{Error, ImportId, JobId, ReaderId, Result, Store};

/// How far it has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ImportState {
    /// The reader looks at what is in it.
    Shown,
    /// The desk takes it in.
    Taking,
    Done,
    GivenUp,
}

const STATES: [ImportState; 4] =
    [ImportState::Shown, ImportState::Taking, ImportState::Done, ImportState::GivenUp];

/// A file and what became of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Import {
    pub id: ImportId,
    pub reader_id: ReaderId,
    pub file_name: String,
    pub state: ImportState,
    /// Rows there are, and rows that are done; refused ones count.
    pub row_count: i64,
    pub done_count: i64,
    /// JSON, as the room wrote it.
    pub report: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

const IMPORT: &str = "SELECT id, reader_id, file_name, state, row_count, done_count, report,
    created_at, updated_at FROM import";

impl Store {
    /// Keeps a file to be looked at.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn add_import(
        &self,
        reader: ReaderId,
        file_name: &str,
        bytes: Vec<u8>,
        row_count: i64,
        report: &str,
        now: Timestamp,
    ) -> Result<ImportId> {
        let (file_name, report) = (file_name.to_owned(), report.to_owned());
        let packed = pack(&bytes)?;
        self.write(move |tx| {
            // One that was looked at and left long ago is not wanted.
            let week = jiff::SignedDuration::from_hours(7 * 24);
            let old = "DELETE FROM import WHERE state = 0 AND created_at < ?1";
            tx.execute(old, params![now - week])?;
            let sql = "INSERT INTO import
                (reader_id, file_name, row_count, report, bytes, created_at, updated_at)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6) RETURNING id";
            let given = params![reader, &file_name, row_count, &report, &packed, now];
            Ok(ImportId(tx.insert(sql, given)?))
        })
        .await
    }

    /// A reader's imports, the newest first.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn imports(&self, reader: ReaderId, limit: i64) -> Result<Vec<Import>> {
        let sql = format!("{IMPORT} WHERE reader_id = ?1 ORDER BY id DESC LIMIT ?2");
        self.read(move |tx| {
            tx.rows(&sql, params![reader, limit])?.into_iter().map(import).collect()
        })
        .await
    }

    /// One import of a reader.
    ///
    /// # Errors
    /// `NotFound`, and those of the database.
    pub async fn import(&self, reader: ReaderId, id: ImportId) -> Result<Import> {
        let sql = format!("{IMPORT} WHERE id = ?1 AND reader_id = ?2");
        self.read(move |tx| import(tx.first(&sql, params![id, reader])?.ok_or(Error::NotFound)?))
            .await
    }

    /// The file.
    ///
    /// # Errors
    /// `NotFound` when it is done, `Damaged`, and those of the database.
    pub async fn import_bytes(&self, id: ImportId) -> Result<Vec<u8>> {
        let sql = "SELECT bytes FROM import WHERE id = ?1";
        let row = self.read(move |tx| tx.first(sql, params![id])).await?;
        let packed = row.ok_or(Error::NotFound)?.opt_blob(0)?.ok_or(Error::NotFound)?;
        let mut bytes = Vec::new();
        let read = ZlibDecoder::new(&packed[..]).read_to_end(&mut bytes);
        read.map_err(|_| Error::Damaged("an import's file"))?;
        Ok(bytes)
    }

    /// Has the desk take a file in that is shown, or go on with one that was given up.
    ///
    /// # Errors
    /// `NotFound`, and those of the database.
    pub async fn take_import(&self, reader: ReaderId, id: ImportId, now: Timestamp) -> Result<()> {
        self.write(move |tx| {
            let sql = "UPDATE import SET state = 1, updated_at = ?3
                WHERE id = ?1 AND reader_id = ?2 AND state IN (0, 3) AND bytes IS NOT NULL";
            if tx.execute(sql, params![id, reader, now])? == 0 {
                return Err(Error::NotFound);
            }
            let job = NewJob {
                kind: JobKind::Import,
                reader_id: Some(reader),
                article_id: None,
                payload: id.to_string(),
                run_at: now,
            };
            jobs::add(tx, &job, now)?;
            news::tell(tx, News::Work)
        })
        .await
    }

    /// Keeps a few rows of a file, and how far it has come by them, together: a process that dies
    /// leaves no row done twice.
    ///
    /// # Errors
    /// As [`Store::save`].
    pub async fn keep_rows(
        &self,
        reader: ReaderId,
        id: ImportId,
        savings: Vec<Saving>,
        done_count: i64,
        report: &str,
        now: Timestamp,
    ) -> Result<Vec<Saved>> {
        let report = report.to_owned();
        self.write(move |tx| {
            let saved = save_batch(tx, reader, &savings, now)?;
            progress(tx, id, ImportState::Taking, done_count, &report, now)?;
            Ok(saved)
        })
        .await
    }

    /// Notes that a file is done, and forgets its bytes.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn finish_import(
        &self,
        id: ImportId,
        job: JobId,
        report: &str,
        now: Timestamp,
    ) -> Result<()> {
        let report = report.to_owned();
        self.write(move |tx| {
            let sql = "UPDATE import SET state = 2, done_count = row_count, report = ?2,
                bytes = NULL, updated_at = ?3 WHERE id = ?1";
            tx.execute(sql, params![id, &report, now])?;
            jobs::finish(tx, job)
        })
        .await
    }

    /// Forgets an import that is not being taken.
    ///
    /// # Errors
    /// `NotFound`, and those of the database.
    pub async fn drop_import(&self, reader: ReaderId, id: ImportId) -> Result<()> {
        let sql = "DELETE FROM import WHERE id = ?1 AND reader_id = ?2 AND state <> 1";
        self.write(move |tx| {
            let count = tx.execute(sql, params![id, reader])?;
            if count == 0 { Err(Error::NotFound) } else { Ok(()) }
        })
        .await
    }
}

fn progress(
    tx: &mut Tx,
    id: ImportId,
    state: ImportState,
    done_count: i64,
    report: &str,
    now: Timestamp,
) -> Result<()> {
    let sql = "UPDATE import SET state = ?2, done_count = ?3, report = ?4, updated_at = ?5
        WHERE id = ?1";
    tx.execute(sql, params![id, state as i64, done_count, report, now])?;
    Ok(())
}

fn pack(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut out = ZlibEncoder::new(Vec::new(), Compression::fast());
    out.write_all(bytes)?;
    Ok(out.finish()?)
}

fn import(mut row: Row) -> Result<Import> {
    let state = usize::try_from(row.int(3)?).ok().and_then(|index| STATES.get(index));
    Ok(Import {
        id: ImportId(row.int(0)?),
        reader_id: ReaderId(row.int(1)?),
        file_name: row.text(2)?,
        state: *state.ok_or(Error::Damaged("import"))?,
        row_count: row.int(4)?,
        done_count: row.int(5)?,
        report: row.text(6)?,
        created_at: row.instant(7)?,
        updated_at: row.instant(8)?,
    })
}
