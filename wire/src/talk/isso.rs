//! Isso: its rows, which whoever can read its database hands over, set aside as lines.

use std::fs::File;
use std::io::{BufWriter, Seek, Write};

use jiff::Timestamp;

use super::lines::{Line, Locator, User};
use super::{Found, Program, Source, TalkError, lines};

/// A comment that is accepted, or was deleted and has answers, with its thread.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct IssoRow {
    pub id: i64,
    /// 0: it answers none.
    pub parent: i64,
    /// Markdown.
    pub text: String,
    pub author: String,
    pub likes: i64,
    pub dislikes: i64,
    /// Seconds since 1970.
    pub created: f64,
    pub is_deleted: bool,
    /// Of the page: mostly a path.
    pub uri: String,
    pub title: String,
}

/// Rows set aside in a file that is gone when it is closed.
#[derive(Debug)]
pub struct Isso {
    out: BufWriter<File>,
}

impl Isso {
    /// Nothing is set aside yet.
    ///
    /// # Errors
    /// When there is no place for temporary files.
    pub fn new() -> Result<Self, TalkError> {
        Ok(Self { out: BufWriter::new(tempfile::tempfile()?) })
    }

    /// # Errors
    /// When the disk is full.
    pub fn add(&mut self, row: IssoRow) -> std::io::Result<()> {
        let created = Timestamp::from_microsecond((row.created * 1e6) as i64).ok();
        let line = Line {
            id: row.id.to_string(),
            pid: if row.parent == 0 { String::new() } else { row.parent.to_string() },
            orig: row.text,
            user: User { name: row.author },
            locator: Locator { url: row.uri },
            score: row.likes,
            down: Some(row.dislikes),
            time: created.map_or_else(String::new, |at| at.to_string()),
            delete: row.is_deleted,
            title: row.title,
            ..Line::default()
        };
        serde_json::to_writer(&mut self.out, &line)?;
        self.out.write_all(b"\n")
    }

    /// All of them, looked through.
    ///
    /// # Errors
    /// When the disk is full.
    pub fn finish(self) -> Result<Source, TalkError> {
        let mut file = self.out.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        file.rewind()?;
        let mut found = Found::default();
        lines::look(&mut file, &mut found)?;
        Ok(Source::of(Program::Isso, found, file))
    }
}
