//! The desk's work: rows that are claimed, done and removed, or tried again.
//!
//! Several processes may claim from one database. A claim lasts for a while; a process that dies
//! loses it, and the work is done by another.

use jiff::{SignedDuration, Timestamp};

use crate::database::{Row, Tx, params};
use crate::{ArticleId, Error, JobId, ReaderId, Result, Store};

/// What is to be done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum JobKind {
    /// Fetch a page and read it.
    Fetch,
    /// Take in a file of articles.
    Import,
    /// Send a letter.
    Mail,
    /// Look at a reader's watches for an article that was read before.
    Watch,
}

const KINDS: [JobKind; 4] = [JobKind::Fetch, JobKind::Import, JobKind::Mail, JobKind::Watch];

/// A piece of work.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Job {
    pub id: JobId,
    pub kind: JobKind,
    /// For whom; `None`: the room.
    pub reader_id: Option<ReaderId>,
    pub article_id: Option<ArticleId>,
    /// JSON, by kind.
    pub payload: String,
    /// Not before.
    pub run_at: Timestamp,
    /// How often it was claimed.
    pub try_count: i64,
    /// Why the last try failed.
    pub failure: Option<String>,
    /// Given up: only a reader can have it tried again.
    pub has_failed: bool,
    pub created_at: Timestamp,
}

/// What a new piece of work is made of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewJob {
    pub kind: JobKind,
    pub reader_id: Option<ReaderId>,
    pub article_id: Option<ArticleId>,
    /// JSON, by kind.
    pub payload: String,
    pub run_at: Timestamp,
}

const JOB: &str = "id, kind, reader_id, article_id, payload, run_at, try_count, failure, state,
    created_at";

impl Store {
    /// Adds work.
    pub async fn add_job(&self, new: NewJob, now: Timestamp) -> Result<JobId> {
        self.write(move |tx| add(tx, &new, now)).await
    }

    /// Claims the work that is due longest, for as long as `lease`; it counts as a try.
    pub async fn claim_job(
        &self,
        kinds: &[JobKind],
        lease: SignedDuration,
        now: Timestamp,
    ) -> Result<Option<Job>> {
        let kinds = kinds.to_vec();
        self.write(move |tx| claim(tx, &kinds, lease, now)).await
    }

    /// When the next work is due, claimed or not; `None`: there is none.
    pub async fn next_job_at(&self) -> Result<Option<Timestamp>> {
        let sql = "SELECT min(CASE WHEN claimed_until > run_at THEN claimed_until ELSE run_at END)
            FROM job WHERE state = 0";
        self.read(move |tx| tx.rows(sql, params![])?[0].opt_instant(0)).await
    }

    /// Work that is done has no row.
    pub async fn finish_job(&self, id: JobId) -> Result<()> {
        self.write(move |tx| finish(tx, id)).await
    }

    /// Work that is done and what is to be done after it.
    pub async fn follow_job(&self, id: JobId, next: Option<NewJob>, now: Timestamp) -> Result<()> {
        self.write(move |tx| {
            finish(tx, id)?;
            if let Some(next) = next {
                add(tx, &next, now)?;
            }
            Ok(())
        })
        .await
    }

    /// Notes why a try failed; `again` says when to try next, `None` gives up.
    pub async fn fail_job(&self, id: JobId, why: &str, again: Option<Timestamp>) -> Result<()> {
        let why = why.to_owned();
        self.write(move |tx| {
            let sql = "UPDATE job SET failure = ?2, claimed_until = NULL,
                state = CASE WHEN CAST(?3 AS BIGINT) IS NULL THEN 1 ELSE 0 END, run_at = coalesce(?3, run_at)
                WHERE id = ?1";
            tx.execute(sql, params![id, &why, again])?;
            Ok(())
        })
        .await
    }

    /// A reader's work that waits or was given up, the newest first.
    pub async fn jobs(&self, reader: ReaderId, limit: i64) -> Result<Vec<Job>> {
        self.read(move |tx| {
            let sql =
                format!("SELECT {JOB} FROM job WHERE reader_id = ?1 ORDER BY id DESC LIMIT ?2");
            tx.rows(&sql, params![reader, limit])?.into_iter().map(job).collect()
        })
        .await
    }

    /// Adds a fetch for each shared article that waits and has none: what a process that died between
    /// two steps left.
    pub async fn fetch_waiting(&self, now: Timestamp) -> Result<()> {
        self.write(move |tx| {
            let sql = "INSERT INTO job (kind, article_id, run_at, created_at)
                SELECT ?1, a.id, ?2, ?2 FROM article a WHERE a.state = 0 AND a.owner_id = 0
                AND NOT EXISTS (SELECT 1 FROM job j WHERE j.article_id = a.id)";
            tx.execute(sql, params![JobKind::Fetch as i64, now])?;
            Ok(())
        })
        .await
    }

    /// Has given-up work of a reader tried again.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn retry_job(&self, reader: ReaderId, id: JobId, now: Timestamp) -> Result<()> {
        let sql = "UPDATE job SET state = 0, run_at = ?3, try_count = 0
            WHERE id = ?1 AND reader_id = ?2";
        self.write(move |tx| some(tx.execute(sql, params![id, reader, now])?)).await
    }

    /// Drops work of a reader.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn drop_job(&self, reader: ReaderId, id: JobId) -> Result<()> {
        let sql = "DELETE FROM job WHERE id = ?1 AND reader_id = ?2";
        self.write(move |tx| some(tx.execute(sql, params![id, reader])?)).await
    }
}

/// Adds work in a transaction that changes what it is about.
pub(crate) fn add(tx: &mut Tx, new: &NewJob, now: Timestamp) -> Result<JobId> {
    let sql = "INSERT INTO job (kind, reader_id, article_id, payload, run_at, created_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING id";
    let given =
        params![new.kind as i64, new.reader_id, new.article_id, &new.payload, new.run_at, now];
    Ok(JobId(tx.insert(sql, given)?))
}

/// Removes work that is done, in the transaction that keeps what it made.
pub(crate) fn finish(tx: &mut Tx, id: JobId) -> Result<()> {
    tx.execute("DELETE FROM job WHERE id = ?1", params![id])?;
    Ok(())
}

fn claim(
    tx: &mut Tx,
    kinds: &[JobKind],
    lease: SignedDuration,
    now: Timestamp,
) -> Result<Option<Job>> {
    let until = now.checked_add(lease).map_err(|_| Error::Refused("lease is too long"))?;
    let kinds: Vec<String> = kinds.iter().map(|kind| (*kind as i64).to_string()).collect();
    // SQLite has one writer; in PostgreSQL two processes must not wait for each other's row.
    let lock = if tx.is_postgres() { "FOR UPDATE SKIP LOCKED" } else { "" };
    let sql = format!(
        "UPDATE job SET claimed_until = ?2, try_count = try_count + 1 WHERE id = (
            SELECT id FROM job WHERE state = 0 AND run_at <= ?1 AND kind IN ({})
            AND (claimed_until IS NULL OR claimed_until <= ?1)
            ORDER BY run_at, id LIMIT 1 {lock}
         ) RETURNING {JOB}",
        kinds.join(", ")
    );
    tx.first(&sql, params![now, until])?.map(job).transpose()
}

fn some(count: u64) -> Result<()> {
    if count == 0 { Err(Error::NotFound) } else { Ok(()) }
}

fn job(mut row: Row) -> Result<Job> {
    let kind = usize::try_from(row.int(1)?).ok().and_then(|index| KINDS.get(index));
    Ok(Job {
        id: JobId(row.int(0)?),
        kind: *kind.ok_or(Error::Damaged("job"))?,
        reader_id: row.opt_int(2)?.map(ReaderId),
        article_id: row.opt_int(3)?.map(ArticleId),
        payload: row.text(4)?,
        run_at: row.instant(5)?,
        try_count: row.int(6)?,
        failure: row.opt_text(7)?,
        has_failed: row.flag(8)?,
        created_at: row.instant(9)?,
    })
}
