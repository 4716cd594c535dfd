//! Isso's database, whose comments are taken over: it is SQLite, so it is read here.

use std::path::Path;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, Row};

use crate::{Error, Result};

const UNREADABLE: Error = Error::Refused("this is no database of Isso, or a damaged one");
/// Comments that are accepted (1), and that were deleted and have answers (4); 2 waits.
const SQL: &str = "SELECT c.id, c.parent, c.text, c.author, c.likes, c.dislikes, c.created, c.mode,
    t.uri, t.title FROM comments c JOIN threads t ON t.id = c.tid WHERE c.mode IN (1, 4)
    ORDER BY c.tid, c.id";

/// A comment as Isso keeps it. Addresses of mail and network are not read.
#[derive(Clone, PartialEq, Debug)]
pub struct IssoComment {
    pub id: i64,
    /// 0: it answers none.
    pub parent: i64,
    pub text: String,
    pub author: String,
    pub likes: i64,
    pub dislikes: i64,
    /// Seconds since 1970.
    pub created: f64,
    pub is_deleted: bool,
    pub uri: String,
    pub title: String,
}

/// Hands over all comments of the database, thread by thread.
///
/// # Errors
/// `Refused` where it is none of Isso's, and the taker's.
pub fn each(path: &Path, take: &mut dyn FnMut(IssoComment) -> Result<()>) -> Result<()> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(|_| UNREADABLE)?;
    // Somebody else's file: no function or view in it may do anything.
    connection.pragma_update(None, "trusted_schema", false).map_err(|_| UNREADABLE)?;
    let mut statement = connection.prepare(SQL).map_err(|_| UNREADABLE)?;
    let mut rows = statement.query([]).map_err(|_| UNREADABLE)?;
    while let Some(row) = rows.next().map_err(|_| UNREADABLE)? {
        take(comment(row)?)?;
    }
    Ok(())
}

fn comment(row: &Row) -> Result<IssoComment> {
    let value = |column: usize| row.get_ref(column).map_err(|_| UNREADABLE);
    let text = |column| -> Result<String> {
        Ok(match value(column)? {
            ValueRef::Text(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            _ => String::new(),
        })
    };
    let number = |column| -> Result<f64> {
        Ok(match value(column)? {
            ValueRef::Integer(number) => number as f64,
            ValueRef::Real(number) => number,
            _ => 0.0,
        })
    };
    Ok(IssoComment {
        id: number(0)? as i64,
        parent: number(1)? as i64,
        text: text(2)?,
        author: text(3)?,
        likes: number(4)? as i64,
        dislikes: number(5)? as i64,
        created: number(6)?,
        is_deleted: number(7)? as i64 == 4,
        uri: text(8)?,
        title: text(9)?,
    })
}

#[cfg(test)]
mod tests {
    use super::each;

    #[test]
    fn what_was_accepted_is_read_without_addresses() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("comments.db");
        let connection = rusqlite::Connection::open(&path).expect("made");
        let schema = "CREATE TABLE threads (id INTEGER PRIMARY KEY, uri TEXT, title TEXT);
            CREATE TABLE comments (tid INTEGER, id INTEGER PRIMARY KEY, parent INTEGER, created FLOAT,
                modified FLOAT, mode INTEGER, remote_addr TEXT, text TEXT, author TEXT, email TEXT,
                website TEXT, likes INTEGER, dislikes INTEGER, voters BLOB);
            INSERT INTO threads VALUES (1, '/a/', NULL);
            INSERT INTO comments VALUES (1, 1, NULL, 1.5, NULL, 1, '192.0.2.0', 'a', 'Ann', 'x@y.example', NULL, 3, 1, x'');
            INSERT INTO comments VALUES (1, 2, 1, 2, NULL, 4, '', '', NULL, NULL, NULL, 0, 0, x'');
            INSERT INTO comments VALUES (1, 3, NULL, 3, NULL, 2, '', 'waits', 'Cy', NULL, NULL, 0, 0, x'');";
        connection.execute_batch(schema).expect("filled");
        let mut found = Vec::new();
        let read = each(&path, &mut |one| {
            found.push((one.id, one.parent, one.author, one.likes, one.is_deleted));
            Ok(())
        });
        read.expect("read");
        assert_eq!(found, [(1, 0, "Ann".to_owned(), 3, false), (2, 1, String::new(), 0, true)]);
        std::fs::write(&path, b"no database").expect("written");
        assert!(each(&path, &mut |_| Ok(())).is_err());
    }
}
