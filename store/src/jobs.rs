//! The desk's work: rows that are claimed, done and removed, or tried again.
//!
//! Several processes may claim from one database. A claim lasts for a while; a process that dies
//! loses it, and the work is done by another.

use jiff::{SignedDuration, Timestamp};

use crate::database::{Row, Tx, params};
use crate::news::{self, News};
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
    /// Find reprints of an article that was read, and the stories it belongs to.
    Place,
    /// Sum up a story that changed.
    Story,
    /// Ask Stripe how a subscription stands.
    Stripe,
    /// Look at a reader's watches for an article that was read before.
    Watch,
    /// Tell a webhook of what happened.
    Webhook,
}

const KINDS: [JobKind; 8] = [
    JobKind::Fetch,
    JobKind::Import,
    JobKind::Mail,
    JobKind::Place,
    JobKind::Story,
    JobKind::Stripe,
    JobKind::Watch,
    JobKind::Webhook,
];

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

/// Longer than any work waits for its next try, or is claimed for.
const WAITS: SignedDuration = SignedDuration::from_hours(24);
/// Longer than any feed that fails waits to be asked again.
const POLLS: SignedDuration = SignedDuration::from_hours(15 * 24);

const JOB: &str = "id, kind, reader_id, article_id, payload, run_at, try_count, failure, state,
    created_at";

impl Store {
    /// Adds work.
    pub async fn add_job(&self, new: NewJob, now: Timestamp) -> Result<JobId> {
        self.write(move |tx| {
            news::tell(tx, News::Work)?;
            add(tx, &new, now)
        })
        .await
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
        // Two walks along indexes: a look at all that waits takes long after an import.
        let free = "SELECT run_at FROM job WHERE state = 0 AND claimed_until IS NULL
            ORDER BY run_at LIMIT 1";
        let claimed = "SELECT min(claimed_until) FROM job WHERE claimed_until IS NOT NULL";
        self.read(move |tx| {
            let free = tx.first(free, params![])?.map(|row| row.instant(0)).transpose()?;
            let claimed = tx.rows(claimed, params![])?[0].opt_instant(0)?;
            Ok([free, claimed].into_iter().flatten().min())
        })
        .await
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

    /// For a clock that was ahead and was put right: work and polls that would wait longer than anything here
    /// waits are due now, and claims that would last so long are void.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn put_right(&self, now: Timestamp) -> Result<()> {
        self.write(move |tx| {
            let sql = "UPDATE job SET run_at = ?1 WHERE state = 0 AND run_at > ?2";
            tx.execute(sql, params![now, now + WAITS])?;
            let sql = "UPDATE job SET claimed_until = NULL WHERE claimed_until > ?1";
            tx.execute(sql, params![now + WAITS])?;
            let sql = "UPDATE feed SET next_poll_at = ?1 WHERE next_poll_at > ?2";
            tx.execute(sql, params![now, now + POLLS])?;
            Ok(())
        })
        .await
    }

    /// Adds the placing of each article that has a text and was never placed: those of a library that an earlier
    /// version wrote.
    pub async fn place_waiting(&self, now: Timestamp) -> Result<()> {
        self.write(move |tx| {
            let sql = "INSERT INTO job (kind, article_id, run_at, created_at)
                SELECT ?1, a.id, ?2, ?2 FROM article a WHERE a.version > 0
                AND NOT EXISTS (SELECT 1 FROM signature g WHERE g.article_id = a.id)
                AND NOT EXISTS (SELECT 1 FROM job j WHERE j.article_id = a.id AND j.kind = ?1)
                ORDER BY a.id";
            tx.execute(sql, params![JobKind::Place as i64, now])?;
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

/// Adds the placing of an article, unless it is waiting to be placed.
pub(crate) fn place(tx: &mut Tx, article: ArticleId, now: Timestamp) -> Result<()> {
    let sql = "INSERT INTO job (kind, article_id, run_at, created_at)
        SELECT CAST(?1 AS BIGINT), CAST(?2 AS BIGINT), CAST(?3 AS BIGINT), CAST(?3 AS BIGINT)
        WHERE NOT EXISTS (SELECT 1 FROM job
            WHERE article_id = ?2 AND kind = ?1 AND claimed_until IS NULL AND state = 0)";
    // Types of parameters in a bare SELECT are not guessed by PostgreSQL.
    tx.execute(sql, params![JobKind::Place as i64, article, now])?;
    Ok(())
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
    let mut kinds: Vec<i64> = kinds.iter().map(|kind| *kind as i64).collect();
    // In this order they are the words of an index: "job_urgent" and "job_patient" of the schema.
    kinds.sort_unstable();
    let kinds: Vec<String> = kinds.iter().map(i64::to_string).collect();
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
