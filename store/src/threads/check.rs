//! Counts of conversations, held against what they count.

use crate::Result;
use crate::database::{Tx, params};

/// What, the count that is kept, the count it should be, and how it is mended.
const COUNTS: [(&str, &str, &str); 4] = [
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
        "SELECT s.reader_id, s.comment_count, (SELECT count(*) FROM comment c
            WHERE c.author_id = s.reader_id AND c.status = 0) AS counted FROM speaker s",
        "UPDATE speaker SET comment_count = ?2 WHERE reader_id = ?1",
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
    Ok(findings)
}
