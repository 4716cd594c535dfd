//! Groups: articles that tell one text. A group is a number that its members share.

use super::State;
use crate::database::{Tx, params};
use crate::{ArticleId, Error, Result};

/// Articles that one text has at most: a page of which there are more is a template, whatever its words
/// say. As many as make a key full.
const LARGEST: i64 = record::signature::keys::FULL as i64;

/// Who may stand with whom.
struct Membership {
    id: ArticleId,
    group: Option<i64>,
    is_shared: bool,
    is_container: bool,
}

/// Puts an article into the groups of those that tell the same text, `others`, the likeliest first.
///
/// Two groups of shared articles become one through a shared article only: what one reader has says
/// nothing to others.
pub(crate) fn unite(tx: &mut Tx, id: ArticleId, others: &[ArticleId]) -> Result<()> {
    tx.execute("UPDATE signature SET group_id = NULL WHERE article_id = ?1", params![id])?;
    for &other in others {
        let (Some(ours), Some(theirs)) = (membership(tx, id)?, membership(tx, other)?) else {
            continue;
        };
        if ours.is_container || theirs.is_container {
            continue;
        }
        if ours.group.is_some() && ours.group == theirs.group {
            continue;
        }
        let is_private = !ours.is_shared || !theirs.is_shared;
        if is_private && has_shared(tx, &ours)? && has_shared(tx, &theirs)? {
            continue;
        }
        if size(tx, &ours)? + size(tx, &theirs)? > LARGEST {
            let sql = "UPDATE signature SET state = ?2 WHERE article_id = ?1 AND state = 0";
            tx.execute(sql, params![id, State::Crowded as i64])?;
            continue;
        }
        join(tx, &ours, &theirs)?;
    }
    Ok(())
}

fn join(tx: &mut Tx, one: &Membership, other: &Membership) -> Result<()> {
    let group = match (one.group, other.group) {
        (Some(one), Some(other)) => one.min(other),
        (Some(group), None) | (None, Some(group)) => group,
        (None, None) => unused(tx, one.id, other.id)?,
    };
    for member in [one, other] {
        match member.group {
            Some(before) if before != group => {
                let sql = "UPDATE signature SET group_id = ?2 WHERE group_id = ?1";
                tx.execute(sql, params![before, group])?;
            }
            Some(_) => {}
            None => {
                let sql = "UPDATE signature SET group_id = ?2 WHERE article_id = ?1";
                tx.execute(sql, params![member.id, group])?;
            }
        }
    }
    Ok(())
}

/// A number for a new group: that of a member, unless a group has it that the member has left.
fn unused(tx: &mut Tx, one: ArticleId, other: ArticleId) -> Result<i64> {
    let numbers = [one.0, other.0, -one.0, -other.0];
    for number in numbers {
        let sql = "SELECT 1 FROM signature WHERE group_id = ?1 LIMIT 1";
        if tx.first(sql, params![number])?.is_none() {
            return Ok(number);
        }
    }
    Err(Error::Damaged("groups of articles that have left them"))
}

fn membership(tx: &mut Tx, id: ArticleId) -> Result<Option<Membership>> {
    let sql = "SELECT g.group_id, a.owner_id, g.state FROM signature g
        JOIN article a ON a.id = g.article_id WHERE g.article_id = ?1";
    let row = tx.first(sql, params![id])?;
    row.map(|row| {
        Ok(Membership {
            id,
            group: row.opt_int(0)?,
            is_shared: row.int(1)? == 0,
            is_container: row.int(2)? == State::Container as i64,
        })
    })
    .transpose()
}

fn has_shared(tx: &mut Tx, member: &Membership) -> Result<bool> {
    let Some(group) = member.group else { return Ok(member.is_shared) };
    let sql = "SELECT 1 FROM signature g JOIN article a ON a.id = g.article_id
        WHERE g.group_id = ?1 AND a.owner_id = 0 LIMIT 1";
    Ok(tx.first(sql, params![group])?.is_some())
}

fn size(tx: &mut Tx, member: &Membership) -> Result<i64> {
    let Some(group) = member.group else { return Ok(1) };
    let sql = "SELECT count(*) FROM signature WHERE group_id = ?1";
    tx.rows(sql, params![group])?[0].int(0)
}
