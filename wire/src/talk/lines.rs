//! Remark42: its backup, a line of JSON for each comment.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};

use serde::{Deserialize, Serialize};

use super::{COMMENT_BYTES, Comment, Entry, Found, Page, TalkError, hash, markdown_of};
use crate::date::instant_in_utc;

/// A line, as far as it is read.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Line {
    pub(super) id: String,
    pub(super) pid: String,
    /// HTML as it was shown, Markdown as it was written.
    pub(super) text: String,
    pub(super) orig: String,
    pub(super) user: User,
    pub(super) locator: Locator,
    pub(super) score: i64,
    pub(super) votes: std::collections::HashMap<String, bool>,
    pub(super) time: String,
    pub(super) delete: bool,
    pub(super) title: String,
    /// Ours: of programs that count both.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) down: Option<i64>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct User {
    pub(super) name: String,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Locator {
    pub(super) url: String,
}

/// The first pass. A line that is no comment, as the first one is, is passed over.
pub(super) fn look(file: &mut File, found: &mut Found) -> Result<(), TalkError> {
    let mut lines = BufReader::with_capacity(1 << 16, file);
    let mut offset = 0_u64;
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        let read =
            Read::by_ref(&mut lines).take(COMMENT_BYTES as u64).read_until(b'\n', &mut bytes)?;
        if read == 0 {
            return Ok(());
        }
        note(found, &bytes, offset);
        offset += read as u64;
    }
}

fn note(found: &mut Found, bytes: &[u8], offset: u64) {
    let Ok(line) = serde_json::from_slice::<Line>(bytes) else {
        found.skipped += u64::from(!bytes.trim_ascii().is_empty());
        return;
    };
    if line.id.is_empty() || line.locator.url.is_empty() {
        return;
    }
    let page = || Page { address: line.locator.url.clone(), title: line.title.clone() };
    let page = found.page(&line.locator.url, page);
    found.entries.push(Entry {
        key: hash(&line.id),
        parent: if line.pid.is_empty() { 0 } else { hash(&line.pid) },
        page,
        length: u32::try_from(bytes.len()).unwrap_or(u32::MAX),
        offset,
        at: instant_in_utc(&line.time).map_or(0, jiff::Timestamp::as_second),
    });
}

/// The second pass.
pub(super) fn comment(bytes: &[u8]) -> Result<Comment, TalkError> {
    let line: Line = serde_json::from_slice(bytes)
        .map_err(|_| TalkError::Damaged("the file was changed while it was read"))?;
    let (up, down) = match line.down {
        Some(down) => (line.score, down),
        None => {
            let up = line.votes.values().filter(|is_up| **is_up).count() as i64;
            let down = line.votes.len() as i64 - up;
            // Older backups have the sum alone.
            if line.votes.is_empty() {
                (line.score.max(0), (-line.score).max(0))
            } else {
                (up, down)
            }
        }
    };
    let source = if line.orig.trim().is_empty() { markdown_of(&line.text) } else { line.orig };
    Ok(Comment {
        author: line.user.name,
        source,
        created_at: instant_in_utc(&line.time),
        up,
        down,
        is_deleted: line.delete,
    })
}
