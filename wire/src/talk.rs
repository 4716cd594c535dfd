//! Conversations of other programs: Disqus (XML), WordPress (WXR), Isso (SQLite), Remark42 (its backup).
//!
//! [`open`] is given a file and tells what it is. Reading is in two passes, as answers may stand before what they
//! answer: the first notes for each comment its key, the key it answers, its page and its place in the file, some 60
//! bytes; [`Source::order`] puts those answered before their answers, breaks circles, and lets what answers nothing
//! known stand by itself. The second pass reads each comment at its place. E-mail and network addresses are not read.

use std::collections::HashMap;
use std::fs::File;
use std::io;
use std::path::Path;

use jiff::Timestamp;
use sha2::{Digest, Sha256};

mod isso;
mod lines;
mod markdown;
mod xml;

#[cfg(test)]
mod tests;

pub use isso::{Isso, IssoRow};
pub use markdown::markdown_of;

/// Bytes of one comment; longer ones are refused.
pub(crate) const COMMENT_BYTES: usize = 1 << 20;

/// Which program wrote a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Program {
    Disqus,
    WordPress,
    Isso,
    Remark42,
}

impl Program {
    /// As it calls itself.
    pub fn name(self) -> &'static str {
        match self {
            Self::Disqus => "Disqus",
            Self::WordPress => "WordPress",
            Self::Isso => "Isso",
            Self::Remark42 => "Remark42",
        }
    }
}

/// What went wrong with a file as a whole.
#[derive(Debug, thiserror::Error)]
pub enum TalkError {
    #[error("this is no export of Disqus, WordPress, Isso or Remark42")]
    Unknown,
    /// Isso's: see [`Isso`].
    #[error("this is a database")]
    Database,
    #[error("the file cannot be read")]
    File(#[from] io::Error),
    #[error("{0}")]
    Damaged(&'static str),
}

/// A page that is spoken about.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Page {
    /// As the file has it: perhaps a path, perhaps nothing.
    pub address: String,
    pub title: String,
}

/// A comment.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Comment {
    /// Empty: none is said.
    pub author: String,
    /// Markdown.
    pub source: String,
    pub created_at: Option<Timestamp>,
    pub up: i64,
    pub down: i64,
    /// Its words are gone; its place holds answers.
    pub is_deleted: bool,
}

/// A comment's place in the file, and what it belongs to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Entry {
    key: u64,
    /// Of the one it answers; 0: none.
    parent: u64,
    /// Index into the pages.
    pub page: u32,
    length: u32,
    offset: u64,
    /// For order, seconds.
    at: i64,
}

/// A comment in the order in which it can be kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Placed {
    pub entry: Entry,
    /// The place in this order of the one it answers.
    pub parent: Option<u32>,
}

/// An export that was looked through.
#[derive(Debug)]
pub struct Source {
    pub program: Program,
    pub pages: Vec<Page>,
    /// Comments that are left out: spam, and those that were never approved.
    pub skipped: u64,
    entries: Vec<Entry>,
    file: File,
}

/// Looks through an export.
///
/// # Errors
/// When the file cannot be read, or is none of those known; `Database` for Isso's.
pub fn open(path: &Path) -> Result<Source, TalkError> {
    let mut file = File::open(path)?;
    let program = detect(&mut file)?;
    let mut found = Found::default();
    match program {
        Program::Disqus | Program::WordPress => xml::look(&mut file, program, &mut found)?,
        Program::Remark42 => lines::look(&mut file, &mut found)?,
        Program::Isso => return Err(TalkError::Database),
    }
    Ok(Source::of(program, found, file))
}

fn detect(file: &mut File) -> Result<Program, TalkError> {
    use std::io::{Read, Seek};
    let mut head = Vec::with_capacity(32 << 10);
    Read::by_ref(file).take(32 << 10).read_to_end(&mut head)?;
    file.rewind()?;
    let has = |word: &str| memchr::memmem::find(&head, word.as_bytes()).is_some();
    let is_json = head.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
    if head.starts_with(b"SQLite format 3\0") {
        Ok(Program::Isso)
    } else if has("disqus.com") && has("<disqus") {
        Ok(Program::Disqus)
    } else if has("wordpress.org/export") || has("<wp:wxr_version>") {
        Ok(Program::WordPress)
    } else if is_json && (has("\"version\"") || has("\"locator\"")) {
        Ok(Program::Remark42)
    } else {
        Err(TalkError::Unknown)
    }
}

/// What the first pass notes.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pages: Vec<Page>,
    /// By what the file calls them.
    page_keys: HashMap<u64, u32>,
    entries: Vec<Entry>,
    skipped: u64,
}

impl Found {
    /// The number of a page, by the key the file gives it.
    pub(crate) fn page(&mut self, key: &str, page: impl FnOnce() -> Page) -> u32 {
        let next = u32::try_from(self.pages.len()).unwrap_or(u32::MAX);
        *self.page_keys.entry(hash(key)).or_insert_with(|| {
            self.pages.push(page());
            next
        })
    }

    pub(crate) fn known_page(&self, key: &str) -> Option<u32> {
        self.page_keys.get(&hash(key)).copied()
    }
}

/// Keys are compared by their hash: of a million, two are the same once in 40 million files. It is the same in every
/// version of this program, as marks are made of it.
pub(crate) fn hash(key: &str) -> u64 {
    number_of(Sha256::digest(key.as_bytes()).as_slice()).max(1)
}

fn number_of(hash: &[u8]) -> u64 {
    hash.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
}

impl Entry {
    /// What the comment is known again by when the same file comes once more: which program it is of, its key, and
    /// when it was written, as two sites number their comments alike.
    pub fn mark(&self, program: Program) -> i64 {
        let mut hash = Sha256::new();
        hash.update(program.name().as_bytes());
        hash.update(self.key.to_be_bytes());
        hash.update(self.at.to_be_bytes());
        number_of(hash.finalize().as_slice()) as i64
    }
}

impl Source {
    fn of(program: Program, found: Found, file: File) -> Self {
        let Found { pages, entries, skipped, .. } = found;
        Self { program, pages, skipped, entries, file }
    }

    /// How many comments there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// All comments, each after the one it answers, those of one page in order of time; and how many answered
    /// something that is not there, or each other in a circle: those stand by themselves.
    pub fn order(&self) -> (Vec<Placed>, u64) {
        order(&self.entries)
    }

    /// The comment at a place.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn read(&mut self, entry: &Entry) -> Result<Comment, TalkError> {
        use std::io::{Read, Seek, SeekFrom};
        let mut bytes = vec![0; entry.length as usize];
        self.file.seek(SeekFrom::Start(entry.offset))?;
        self.file.read_exact(&mut bytes)?;
        match self.program {
            Program::Disqus | Program::WordPress => Ok(xml::comment(&bytes)),
            Program::Isso | Program::Remark42 => lines::comment(&bytes),
        }
    }
}

/// Sorted by page and time, then walked so that what is answered comes first.
fn order(entries: &[Entry]) -> (Vec<Placed>, u64) {
    const NOT_YET: u32 = u32::MAX;
    const ON_THE_WAY: u32 = u32::MAX - 1;
    let mut by_time: Vec<u32> = (0..u32::try_from(entries.len()).unwrap_or(u32::MAX)).collect();
    by_time.sort_by_key(|at| (entries[*at as usize].page, entries[*at as usize].at, *at));
    let by_key: HashMap<u64, u32> = entries.iter().map(|entry| entry.key).zip(0..).collect();
    let mut place = vec![NOT_YET; entries.len()];
    let mut placed: Vec<Placed> = Vec::with_capacity(entries.len());
    let mut orphans = 0;
    let mut chain = Vec::new();
    for first in by_time {
        // Up to the first that has its place, or that answers none.
        let mut at = first;
        chain.clear();
        let mut above = None;
        loop {
            match place[at as usize] {
                NOT_YET => {}
                // A circle: the last one looked at answers nobody.
                ON_THE_WAY => {
                    orphans += 1;
                    break;
                }
                number => {
                    above = Some(number);
                    break;
                }
            }
            place[at as usize] = ON_THE_WAY;
            chain.push(at);
            let entry = &entries[at as usize];
            if entry.parent == 0 {
                break;
            }
            let is_of_page = |parent: &&u32| entries[**parent as usize].page == entry.page;
            match by_key.get(&entry.parent).filter(is_of_page) {
                Some(parent) => at = *parent,
                None => {
                    orphans += 1;
                    break;
                }
            }
        }
        while let Some(at) = chain.pop() {
            let number = u32::try_from(placed.len()).unwrap_or(u32::MAX);
            place[at as usize] = number;
            placed.push(Placed { entry: entries[at as usize], parent: above });
            above = Some(number);
        }
    }
    (placed, orphans)
}
