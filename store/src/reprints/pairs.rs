//! The rows of what two articles have in common: one for each of the two.

use record::reprint::holds_several;

use super::{Alike, Kind, Original, Pair, State, state_of};
use crate::database::{Row, Tx, params};
use crate::{ArticleId, ReaderId, Result, ShelfId};

/// Puts what was found of an article in the place of what was found of its version before.
pub(crate) fn keep(tx: &mut Tx, id: ArticleId, pairs: &[Pair]) -> Result<()> {
    forget(tx, id)?;
    for pair in pairs {
        let turned = match pair.original {
            Original::Unknown => Original::Unknown,
            Original::This => Original::Other,
            Original::Other => Original::This,
        };
        let [ours, theirs] = &pair.spans;
        put(tx, [id, pair.other], pair.kind, pair, pair.shares[0], ours, pair.original)?;
        put(tx, [pair.other, id], pair.kind.turned(), pair, pair.shares[1], theirs, turned)?;
    }
    Ok(())
}

fn put(
    tx: &mut Tx,
    [id, other]: [ArticleId; 2],
    kind: Kind,
    pair: &Pair,
    share: i64,
    span: &std::ops::Range<usize>,
    original: Original,
) -> Result<()> {
    let sql = "INSERT INTO reprint (article_id, other_id, kind, score, share, span_start, span_end,
            original, why)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        ON CONFLICT (article_id, other_id) DO UPDATE SET kind = excluded.kind,
            score = excluded.score, share = excluded.share, span_start = excluded.span_start,
            span_end = excluded.span_end, original = excluded.original, why = excluded.why";
    let (start, end) = (span.start as i64, span.end as i64);
    let (kind, original) = (kind as i64, original as i64);
    tx.execute(sql, params![id, other, kind, pair.score, share, start, end, original, &pair.why])?;
    Ok(())
}

/// Drops both rows of every pair of an article.
pub(crate) fn forget(tx: &mut Tx, id: ArticleId) -> Result<()> {
    let rows = tx.rows("SELECT other_id FROM reprint WHERE article_id = ?1", params![id])?;
    for row in &rows {
        let sql = "DELETE FROM reprint WHERE article_id = ?1 AND other_id = ?2";
        tx.execute(sql, params![row.int(0)?, id])?;
    }
    tx.execute("DELETE FROM reprint WHERE article_id = ?1", params![id])?;
    Ok(())
}

/// Looks at an article and at what it stands on whole: does one of them hold several articles? Those that do
/// leave their group. Gives whether the article itself does.
pub(crate) fn look_again_for_containers(
    tx: &mut Tx,
    id: ArticleId,
    pairs: &[Pair],
) -> Result<bool> {
    let pages = pairs.iter().filter(|pair| pair.shares[0] > pair.shares[1]);
    for page in pages.map(|pair| pair.other).chain([id]) {
        if is_container(tx, page)? {
            let sql = "UPDATE signature SET state = ?2, group_id = NULL WHERE article_id = ?1";
            tx.execute(sql, params![page, State::Container as i64])?;
        }
    }
    let row = tx.first("SELECT state FROM signature WHERE article_id = ?1", params![id])?;
    Ok(row.is_some_and(|row| row.int(0).is_ok_and(|state| state == State::Container as i64)))
}

fn is_container(tx: &mut Tx, page: ArticleId) -> Result<bool> {
    let sql = "SELECT held.share, p.span_start, p.span_end FROM reprint p
        JOIN reprint held ON held.article_id = p.other_id AND held.other_id = p.article_id
        WHERE p.article_id = ?1";
    let rows = tx.rows(sql, params![page])?;
    let held = rows
        .iter()
        .map(|row| Ok((row.int(0)? as f32 / 1_000.0, row.int(1)? as usize..row.int(2)? as usize)));
    Ok(holds_several(held.collect::<Result<Vec<_>>>()?.into_iter()))
}

pub(super) fn of_article(tx: &mut Tx, reader: ReaderId, article: ArticleId) -> Result<Vec<Alike>> {
    let sql = "SELECT s.id, a.id, coalesce(s.title, a.title), a.url, a.outlet, a.published_at, r.kind, r.share,
            r.original, r.why, g.state
        FROM reprint r JOIN article a ON a.id = r.other_id
        JOIN shelf s ON s.article_id = a.id AND s.reader_id = ?1
        JOIN signature g ON g.article_id = a.id
        WHERE r.article_id = ?2 ORDER BY r.score DESC, r.share DESC, a.id";
    let rows = tx.rows(sql, params![reader, article])?;
    rows.into_iter().map(alike).collect()
}

fn alike(mut row: Row) -> Result<Alike> {
    Ok(Alike {
        shelf_id: ShelfId(row.int(0)?),
        article_id: ArticleId(row.int(1)?),
        title: row.text(2)?,
        url: row.text(3)?,
        outlet: row.opt_text(4)?,
        published_at: row.opt_instant(5)?,
        kind: Kind::of(row.int(6)?)?,
        share: row.int(7)?,
        original: original(row.int(8)?)?,
        why: row.text(9)?,
        is_container: state_of(row.int(10)?)? == State::Container,
    })
}

pub(crate) fn original(number: i64) -> Result<Original> {
    match number {
        0 => Ok(Original::Unknown),
        1 => Ok(Original::This),
        2 => Ok(Original::Other),
        _ => Err(crate::Error::Damaged("which article was first")),
    }
}
