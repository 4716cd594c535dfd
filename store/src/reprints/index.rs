//! The index of keys: what an article is found under, and what is found for it.

use std::collections::HashMap;

use record::signature::keys::{FULL, Keys, place};

use super::State;
use crate::database::{Tx, params};
use crate::shelf::{among, int_list};
use crate::{ArticleId, Error, Result, article};

/// Readers whose own articles a shared one is compared with: those who have it when it is read. A bound on the
/// work; who has it among hundreds of readers sees it folded with other shared articles all the same.
const READERS: i64 = 4;

/// Writes the rows of an article and gives what to compare it with. The work is bounded by the
/// number of keys, not by what is kept.
pub(super) fn put(
    tx: &mut Tx,
    id: ArticleId,
    version: i64,
    keys: &Keys,
    before: Option<&Keys>,
) -> Result<(Vec<ArticleId>, State)> {
    let owner = owner(tx, id)?;
    if let Some(before) = before {
        forget(tx, id, before)?;
    }
    let spaces = spaces(tx, id, owner)?;
    let found = look_up(tx, keys, &spaces)?;
    let mut counts = HashMap::new();
    let placement = place(keys, |key| {
        let own = found.get(&kept_key(key, owner)).map_or(&[][..], Vec::as_slice);
        // A full key has one row, for no article.
        if own.first() == Some(&0) {
            return None;
        }
        counts.insert(key, own.len());
        let others = spaces.iter().filter(|space| **space != owner).filter_map(|space| {
            let rows = found.get(&kept_key(key, *space))?;
            (rows.first() != Some(&0)).then_some(rows)
        });
        let others = others.flatten().take((FULL - 1).saturating_sub(own.len()));
        Some(own.iter().chain(others).map(|article| *article as u64).collect::<Vec<_>>())
    });
    for key in &placement.keep {
        let is_last = counts.get(key).is_some_and(|count| count + 1 >= FULL);
        let key = kept_key(*key, owner);
        if is_last {
            tx.execute("DELETE FROM signature_key WHERE key = ?1", params![key])?;
        }
        let sql = "INSERT INTO signature_key (key, article_id) VALUES (?1, ?2)
            ON CONFLICT DO NOTHING";
        tx.execute(sql, params![key, if is_last { 0 } else { id.0 }])?;
    }
    let state = if placement.why_none().is_some() { State::Template } else { State::Ordinary };
    let sql = "INSERT INTO signature (article_id, version, state) VALUES (?1, ?2, ?3)
        ON CONFLICT (article_id) DO UPDATE SET version = excluded.version, state = excluded.state";
    tx.execute(sql, params![id, version, state as i64])?;
    let candidates = placement.candidates.into_iter().map(|article| ArticleId(article as i64));
    let candidates: Vec<ArticleId> = candidates.filter(|other| *other != id).collect();
    Ok((visible(tx, owner, &candidates)?, state))
}

/// Takes an article out from under its keys.
pub(super) fn forget(tx: &mut Tx, id: ArticleId, keys: &Keys) -> Result<()> {
    let owner = owner(tx, id)?;
    let list = int_list(tx, keys.asked().map(|key| kept_key(key, owner)));
    let sql =
        format!("DELETE FROM signature_key WHERE article_id = ?2 AND {}", among(tx, "key", 1));
    tx.execute(&sql, params![&list, id])?;
    Ok(())
}

fn owner(tx: &mut Tx, id: ArticleId) -> Result<i64> {
    Ok(article::article(tx, id)?.owner.map_or(0, |reader| reader.0))
}

/// The key as it is kept: those of articles that one reader has are that reader's own.
fn kept_key(key: u32, owner: i64) -> i64 {
    let own = key ^ (owner as u32).wrapping_mul(0x9e37_79b1);
    i64::from(own as i32)
}

/// Whose articles are looked at: the shared ones (0), and those of who has this one.
fn spaces(tx: &mut Tx, id: ArticleId, owner: i64) -> Result<Vec<i64>> {
    if owner != 0 {
        return Ok(vec![0, owner]);
    }
    let sql = "SELECT s.reader_id FROM shelf s WHERE s.article_id = ?1
        AND EXISTS (SELECT 1 FROM article a WHERE a.owner_id = s.reader_id AND a.owner_id <> 0)
        ORDER BY s.reader_id LIMIT ?2";
    let rows = tx.rows(sql, params![id, READERS])?;
    let mut spaces = vec![0];
    for row in rows {
        spaces.push(row.int(0)?);
    }
    Ok(spaces)
}

/// The articles under each key, as it is kept.
fn look_up(tx: &mut Tx, keys: &Keys, spaces: &[i64]) -> Result<HashMap<i64, Vec<i64>>> {
    let asked = keys.asked().flat_map(|key| spaces.iter().map(move |space| kept_key(key, *space)));
    let list = int_list(tx, asked);
    let sql = format!(
        "SELECT key, article_id FROM signature_key WHERE {} ORDER BY key, article_id",
        among(tx, "key", 1)
    );
    let mut found: HashMap<i64, Vec<i64>> = HashMap::new();
    tx.each(&sql, params![&list], &mut |row| {
        found.entry(row.int(0)?).or_default().push(row.int(1)?);
        Ok(())
    })?;
    Ok(found)
}

/// Without what only another reader has: keys of two readers may meet by chance.
fn visible(tx: &mut Tx, owner: i64, ids: &[ArticleId]) -> Result<Vec<ArticleId>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let list = int_list(tx, ids.iter().map(|id| id.0));
    let sql = format!(
        "SELECT id FROM article WHERE {} AND (?2 = 0 OR owner_id IN (0, ?2))",
        among(tx, "id", 1)
    );
    let rows = tx.rows(&sql, params![&list, owner])?;
    let seen = rows.iter().map(|row| Ok(ArticleId(row.int(0)?))).collect::<Result<Vec<_>>>();
    let seen = seen.map_err(|_| Error::Damaged("an article's id"))?;
    Ok(ids.iter().copied().filter(|id| seen.contains(id)).collect())
}
