//! Isso: its SQLite file, read once and set aside as lines.

use std::fs::File;
use std::io::{BufWriter, Seek, Write};
use std::path::Path;

use jiff::Timestamp;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, Row};

use super::TalkError;
use super::lines::{Line, Locator, User};

const UNREADABLE: TalkError = TalkError::Damaged("this is no database of Isso, or a damaged one");
/// Comments that are accepted (1) or were deleted and have answers (4); 2 waits.
const SQL: &str = "SELECT c.id, c.parent, c.text, c.author, c.likes, c.dislikes, c.created, c.mode,
    t.uri, t.title FROM comments c JOIN threads t ON t.id = c.tid WHERE c.mode IN (1, 4)
    ORDER BY c.tid, c.id";

/// The comments as lines in a file that is gone when it is closed.
pub(super) fn set_aside(path: &Path) -> Result<File, TalkError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(|_| UNREADABLE)?;
    // A file of somebody else's: no function or view in it may do anything.
    connection.pragma_update(None, "trusted_schema", false).map_err(|_| UNREADABLE)?;
    let mut statement = connection.prepare(SQL).map_err(|_| UNREADABLE)?;
    let mut rows = statement.query([]).map_err(|_| UNREADABLE)?;
    let mut out = BufWriter::new(tempfile::tempfile()?);
    while let Some(row) = rows.next().map_err(|_| UNREADABLE)? {
        serde_json::to_writer(&mut out, &line(row)?).map_err(std::io::Error::from)?;
        out.write_all(b"\n")?;
    }
    let mut file = out.into_inner().map_err(std::io::IntoInnerError::into_error)?;
    file.rewind()?;
    Ok(file)
}

fn line(row: &Row) -> Result<Line, TalkError> {
    let text = |column: usize| -> Result<String, TalkError> {
        Ok(match row.get_ref(column).map_err(|_| UNREADABLE)? {
            ValueRef::Text(bytes) => String::from_utf8_lossy(bytes).into_owned(),
            _ => String::new(),
        })
    };
    let number = |column: usize| -> Result<f64, TalkError> {
        Ok(match row.get_ref(column).map_err(|_| UNREADABLE)? {
            ValueRef::Integer(number) => number as f64,
            ValueRef::Real(number) => number,
            _ => 0.0,
        })
    };
    let parent = number(1)? as i64;
    let created = Timestamp::from_microsecond((number(6)? * 1e6) as i64).ok();
    Ok(Line {
        id: (number(0)? as i64).to_string(),
        pid: if parent == 0 { String::new() } else { parent.to_string() },
        orig: text(2)?,
        user: User { name: text(3)? },
        locator: Locator { url: text(8)? },
        score: number(4)? as i64,
        down: Some(number(5)? as i64),
        time: created.map_or_else(String::new, |at| at.to_string()),
        delete: number(7)? as i64 == 4,
        title: text(9)?,
        ..Line::default()
    })
}
