//! Keeps what reading a page gave: version, article, statements, search index, clocks.

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::{Article, Kept, Reading, article, content};
use crate::database::{Tx, params};
use crate::news::{self, News};
use crate::search::index;
use crate::{ArticleId, Error, ReaderId, Result, jobs, pictures, shelf, statements, webhooks};

pub(crate) fn keep_reading(
    tx: &mut Tx,
    id: ArticleId,
    reading: &Reading,
    now: Timestamp,
) -> Result<Kept> {
    let before = article(tx, id)?;
    // Before the rows change, as the terms to take out are made of them.
    index::drop_article(tx, id)?;
    let kept = write(tx, &before, reading, now)?;
    index::put_article(tx, id)?;
    touch(tx, id, now)?;
    if kept.is_other_text {
        webhooks::tell_of_text(tx, id, now)?;
    }
    news::tell(tx, News::Read)?;
    Ok(kept)
}

/// Writes the rows of a reading, without index and clocks.
pub(crate) fn write(
    tx: &mut Tx,
    before: &Article,
    reading: &Reading,
    now: Timestamp,
) -> Result<Kept> {
    let id = before.id;
    let hash: [u8; 32] = Sha256::digest(reading.content.text.as_bytes()).into();
    let is_other_text = !has_text(tx, before, &hash)?;
    let is_new = is_other_text && !(reading.is_same_page && before.version > 0);
    let version = if is_new { before.version + 1 } else { before.version };
    keep_version(tx, id, version, &hash, reading, now)?;
    update(tx, id, version, reading, now)?;
    statements::replace(tx, id, &reading.statements)?;
    pictures::note(tx, &reading.pictures, now)?;
    jobs::place(tx, id, now)?;
    Ok(Kept { version, is_new, is_other_text })
}

/// Whether the version shown has this text.
fn has_text(tx: &mut Tx, article: &Article, hash: &[u8; 32]) -> Result<bool> {
    let sql = "SELECT 1 FROM version WHERE article_id = ?1 AND version = ?2 AND text_hash = ?3";
    Ok(tx.first(sql, params![article.id, article.version, hash])?.is_some())
}

fn keep_version(
    tx: &mut Tx,
    id: ArticleId,
    version: i64,
    hash: &[u8; 32],
    reading: &Reading,
    now: Timestamp,
) -> Result<()> {
    let blob = content::pack(&reading.content);
    let sql = "INSERT INTO version
            (article_id, version, content, text_hash, checksum, extractor, created_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT (article_id, version) DO UPDATE SET content = excluded.content,
            text_hash = excluded.text_hash, checksum = excluded.checksum, extractor = excluded.extractor";
    let checksum = content::checksum(&blob);
    tx.execute(sql, params![id, version, &blob, hash, checksum, &reading.extractor, now])?;
    let Some(capture) = &reading.capture else { return Ok(()) };
    super::note_address(tx, id, &capture.url)?;
    let sql = "INSERT INTO capture (article_id, version, url, content_type, bytes, fetched_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT (article_id, version) DO UPDATE SET url = excluded.url,
            content_type = excluded.content_type, bytes = excluded.bytes,
            fetched_at = excluded.fetched_at";
    let (kind, bytes) = (capture.content_type.as_deref(), content::deflate(&capture.bytes));
    tx.execute(sql, params![id, version, &capture.url, kind, &bytes, capture.fetched_at])?;
    Ok(())
}

fn update(
    tx: &mut Tx,
    id: ArticleId,
    version: i64,
    reading: &Reading,
    now: Timestamp,
) -> Result<()> {
    let byline = serde_json::to_string(&reading.byline).expect("strings are JSON");
    let figure_count = reading.statements.iter().filter(|s| s.figure.is_some()).count() as i64;
    let quote_count = reading.statements.len() as i64 - figure_count;
    tx.execute(
        "UPDATE article SET state = 1, reason = NULL,
            title = CASE WHEN ?2 = '' THEN title ELSE ?2 END, standfirst = ?3, byline = ?4,
            outlet = ?5, published = ?6, published_at = ?7, language = ?8, lead_image = ?9,
            word_count = ?10, quote_count = ?11, figure_count = ?12, version = ?13,
            updated_at = ?14
         WHERE id = ?1",
        params![
            id,
            &reading.title,
            reading.standfirst.as_deref(),
            &byline,
            reading.outlet.as_deref(),
            reading.published.as_deref(),
            reading.published_at,
            reading.language.as_deref(),
            reading.lead_image.as_deref(),
            reading.word_count,
            quote_count,
            figure_count,
            version,
            now
        ],
    )?;
    Ok(())
}

pub(super) fn keep_as_link(tx: &mut Tx, id: ArticleId, reason: &str, now: Timestamp) -> Result<()> {
    let sql = "UPDATE article SET reason = ?2, updated_at = ?3,
                   state = CASE WHEN version > 0 THEN 1 ELSE 2 END WHERE id = ?1";
    if tx.execute(sql, params![id, reason, now])? == 0 {
        return Err(Error::NotFound);
    }
    news::tell(tx, News::Read)?;
    touch(tx, id, now)
}

/// Tells the shelves that have the article that it changed.
fn touch(tx: &mut Tx, id: ArticleId, now: Timestamp) -> Result<()> {
    let sql = "SELECT DISTINCT reader_id FROM shelf WHERE article_id = ?1 ORDER BY reader_id";
    for row in tx.rows(sql, params![id])? {
        let reader = ReaderId(row.int(0)?);
        let clock = shelf::tick(tx, reader, now)?;
        let sql = "UPDATE shelf SET clock = ?3 WHERE reader_id = ?1 AND article_id = ?2";
        tx.execute(sql, params![reader, id, clock])?;
    }
    Ok(())
}
