//! Counts of conversations, held against what they count.

use super::change::score;
use crate::Result;
use crate::database::{Tx, params};

/// What, the count that is kept, the count it should be, and how it is mended.
const COUNTS: [(&str, &str, &str); 6] = [
    (
        "comments of thread",
        "SELECT t.id, t.comment_count, (SELECT count(*) FROM comment c
            WHERE c.thread_id = t.id AND c.status = 0) AS counted FROM thread t",
        "UPDATE thread SET comment_count = ?2 WHERE id = ?1",
    ),
    (
        "answers to comment",
        "SELECT c.id, c.child_count, coalesce(n.counted, 0) AS counted FROM comment c
            LEFT JOIN (SELECT parent_id, count(*) AS counted FROM comment
                WHERE status = 0 AND parent_id IS NOT NULL GROUP BY parent_id) n
                ON n.parent_id = c.id",
        "UPDATE comment SET child_count = ?2 WHERE id = ?1",
    ),
    (
        "all below comment",
        "SELECT c.id, c.reply_count, coalesce(n.counted, 0) AS counted FROM comment c
            LEFT JOIN (SELECT thread_id, substr(path, 1, 4) AS root, count(*) AS counted
                FROM comment WHERE status = 0 AND depth > 0 GROUP BY thread_id, substr(path, 1, 4)) n
                ON n.thread_id = c.thread_id AND n.root = c.path
            WHERE c.depth = 0",
        "UPDATE comment SET reply_count = ?2 WHERE id = ?1",
    ),
    (
        "comments of reader",
        "SELECT r.id, coalesce(s.comment_count, 0), (SELECT count(*) FROM comment c
            WHERE c.author_id = r.id AND c.status = 0) AS counted
            FROM reader r LEFT JOIN speaker s ON s.reader_id = r.id",
        "INSERT INTO speaker (reader_id, comment_count) VALUES (?1, ?2) ON CONFLICT (reader_id)
            DO UPDATE SET comment_count = excluded.comment_count",
    ),
    (
        "followers of reader",
        "SELECT r.id, coalesce(s.follower_count, 0), (SELECT count(*) FROM follow f
            WHERE f.kind = 0 AND f.item_id = r.id) AS counted
            FROM reader r LEFT JOIN speaker s ON s.reader_id = r.id",
        "INSERT INTO speaker (reader_id, follower_count) VALUES (?1, ?2) ON CONFLICT (reader_id)
            DO UPDATE SET follower_count = excluded.follower_count",
    ),
    (
        "notices not read by reader",
        "SELECT r.id, coalesce(s.unread_count, 0), (SELECT count(*) FROM notice n
            WHERE n.reader_id = r.id AND n.is_read = 0) AS counted
            FROM reader r LEFT JOIN speaker s ON s.reader_id = r.id",
        "INSERT INTO speaker (reader_id, unread_count) VALUES (?1, ?2) ON CONFLICT (reader_id)
            DO UPDATE SET unread_count = excluded.unread_count",
    ),
];

/// A line for each count that is wrong; with `mend` they are put right.
pub(crate) fn wrong_counts(tx: &mut Tx, mend: bool) -> Result<Vec<String>> {
    let mut findings = Vec::new();
    for (what, sql, mending) in COUNTS {
        let mut wrong = Vec::new();
        tx.each(sql, params![], &mut |row| {
            let (id, kept, counted) = (row.int(0)?, row.int(1)?, row.int(2)?);
            if kept != counted {
                findings.push(format!("{what} {id}: {kept} kept, {counted} counted"));
                wrong.push((id, counted));
            }
            Ok(())
        })?;
        if mend {
            for (id, counted) in wrong {
                tx.execute(mending, params![id, counted])?;
            }
        }
    }
    findings.extend(wrong_votes(tx, mend)?);
    Ok(findings)
}

/// Comments with fewer votes than there are, or with a score that is not that of their votes. More votes than there
/// are is right: some came with an import, and those of readers who left stay.
fn wrong_votes(tx: &mut Tx, mend: bool) -> Result<Vec<String>> {
    let sql = "SELECT c.id, c.up, c.down, c.score, coalesce(v.up, 0), coalesce(v.down, 0)
        FROM comment c LEFT JOIN (SELECT comment_id,
            CAST(sum(CASE WHEN value > 0 THEN 1 ELSE 0 END) AS BIGINT) AS up,
            CAST(sum(CASE WHEN value < 0 THEN 1 ELSE 0 END) AS BIGINT) AS down
            FROM vote GROUP BY comment_id) v ON v.comment_id = c.id";
    let (mut findings, mut wrong) = (Vec::new(), Vec::new());
    tx.each(sql, params![], &mut |row| {
        let (id, up, down, kept) = (row.int(0)?, row.int(1)?, row.int(2)?, row.int(3)?);
        let right = (up.max(row.int(4)?), down.max(row.int(5)?));
        if (up, down, kept) != (right.0, right.1, score(right.0, right.1)) {
            findings.push(format!(
                "votes of comment {id}: {up} and {down} kept, {} and {} counted",
                right.0, right.1
            ));
            wrong.push((id, right));
        }
        Ok(())
    })?;
    if mend {
        for (id, (up, down)) in wrong {
            let sql = "UPDATE comment SET up = ?2, down = ?3, score = ?4 WHERE id = ?1";
            tx.execute(sql, params![id, up, down, score(up, down)])?;
        }
    }
    Ok(findings)
}
