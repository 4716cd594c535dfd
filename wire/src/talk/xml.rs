//! Disqus and WordPress: XML read a window at a time.

use std::fs::File;
use std::io::{self, Read};

use jiff::Timestamp;

use super::{COMMENT_BYTES, Comment, Entry, Found, Page, Program, hash, markdown_of};
use crate::date::instant_in_utc;
use crate::markup::{References, Token, next, text_of};

/// Bytes read at a time.
const WINDOW: usize = 1 << 20;
/// The longest single token: a comment's words, or a page of the blog, which are stepped over.
const TOKEN_BYTES: usize = 32 << 20;

/// What the elements of a file say, one after the other.
#[derive(Default)]
struct Leaves {
    references: References,
    text: String,
    /// Whether the last thing opened has no element in it.
    is_leaf: bool,
}

/// Something that was read.
enum Event<'a> {
    Open(&'a [u8], Option<String>),
    /// An element without others in it: its name and text.
    Leaf(&'a [u8], &'a str),
    Close(&'a [u8]),
    Nothing,
}

impl Leaves {
    /// `Open` gives the attribute `dsq:id`.
    fn take<'a>(&'a mut self, token: Token<'a>) -> Event<'a> {
        match token {
            Token::Open(tag) => {
                self.text.clear();
                self.is_leaf = !tag.is_empty;
                let id = tag.attributes().find(|(name, _)| *name == b"dsq:id");
                Event::Open(tag.name, id.map(|(_, value)| text_of(value).into_owned()))
            }
            Token::Text(bytes) if self.is_leaf => {
                let text = text_of(bytes);
                self.add(&text, true);
                Event::Nothing
            }
            Token::Raw(bytes) if self.is_leaf => {
                let text = text_of(bytes);
                self.add(&text, false);
                Event::Nothing
            }
            Token::Close(name) if self.is_leaf => {
                self.is_leaf = false;
                Event::Leaf(name, self.text.trim())
            }
            Token::Close(name) => Event::Close(name),
            _ => Event::Nothing,
        }
    }

    fn add(&mut self, text: &str, is_coded: bool) {
        if self.text.len() + text.len() <= COMMENT_BYTES {
            if is_coded {
                self.text.push_str(&self.references.resolve(text));
            } else {
                self.text.push_str(text);
            }
        }
    }
}

/// What a comment is called there.
fn element(program: Program) -> &'static [u8] {
    if program == Program::Disqus { b"post" } else { b"wp:comment" }
}

/// What is known of the comment that is being read.
#[derive(Default)]
struct Started {
    offset: u64,
    key: String,
    parent: String,
    page: String,
    at: i64,
    is_skipped: bool,
}

/// The first pass.
pub(super) fn look(file: &mut File, program: Program, found: &mut Found) -> io::Result<()> {
    let mut leaves = Leaves::default();
    let mut started: Option<Started> = None;
    let mut page = (String::new(), Page::default());
    tokens(file, |token, offset, end| {
        match (leaves.take(token), &mut started) {
            (Event::Open(name, id), _) if name == element(program) => {
                let key = id.unwrap_or_default();
                started = Some(Started { offset, key, ..Started::default() });
            }
            (Event::Open(b"thread", Some(id)), None) => page = (id, Page::default()),
            (Event::Open(b"item", _), None) => page = (offset.to_string(), Page::default()),
            (Event::Open(b"thread", Some(id)), Some(comment)) => comment.page = id,
            (Event::Open(b"parent", Some(id)), Some(comment)) => comment.parent = id,
            (Event::Leaf(name, text), Some(comment)) => {
                field(comment, name, text);
                // A comment without fields is a leaf itself.
                if name == element(program) {
                    started = None;
                }
            }
            (Event::Leaf(b"link", text), None) => text.clone_into(&mut page.1.address),
            (Event::Leaf(b"title", text), None) => text.clone_into(&mut page.1.title),
            (Event::Close(b"thread"), None) if program == Program::Disqus => {
                let (key, page) = std::mem::take(&mut page);
                found.page(&key, || page);
            }
            (Event::Close(name), Some(_)) if name == element(program) => {
                if let Some(comment) = started.take() {
                    let number = match program {
                        Program::Disqus => found.known_page(&comment.page),
                        _ => Some(found.page(&page.0, || page.1.clone())),
                    };
                    note(found, &comment, number, end);
                }
            }
            _ => {}
        }
    })
}

fn field(comment: &mut Started, name: &[u8], text: &str) {
    match name {
        b"createdAt" | b"wp:comment_date_gmt" => {
            comment.at = instant_in_utc(text).map_or(0, Timestamp::as_second)
        }
        b"isSpam" => comment.is_skipped |= text == "true",
        b"wp:comment_id" => text.clone_into(&mut comment.key),
        b"wp:comment_parent" => {
            let parent = if text == "0" { "" } else { text };
            parent.clone_into(&mut comment.parent);
        }
        b"wp:comment_approved" => comment.is_skipped |= text != "1",
        b"wp:comment_type" => comment.is_skipped |= !matches!(text, "" | "comment"),
        _ => {}
    }
}

fn note(found: &mut Found, comment: &Started, page: Option<u32>, end: u64) {
    let length =
        u32::try_from(end - comment.offset).ok().filter(|length| *length as usize <= COMMENT_BYTES);
    let (Some(page), Some(length), false) = (page, length, comment.is_skipped) else {
        found.skipped += 1;
        return;
    };
    // Without a key it is nobody's parent, and known by its place alone.
    let place = || format!("at {}", comment.offset);
    found.entries.push(Entry {
        key: if comment.key.is_empty() { hash(&place()) } else { hash(&comment.key) },
        parent: if comment.parent.is_empty() { 0 } else { hash(&comment.parent) },
        page,
        length,
        offset: comment.offset,
        at: comment.at,
    });
}

/// Hands over each token with where it stands and where it ends.
fn tokens(file: &mut File, mut take: impl FnMut(Token<'_>, u64, u64)) -> io::Result<()> {
    let (mut window, mut base, mut is_all) = (Vec::new(), 0_u64, false);
    loop {
        let mut at = 0;
        while let Some((token, used)) = next(&window[at..], is_all) {
            take(token, base + at as u64, base + (at + used) as u64);
            at += used.max(1);
        }
        if is_all {
            return Ok(());
        }
        if at == 0 && window.len() > TOKEN_BYTES {
            // What never ends is passed over.
            at = window.len() - 1;
        }
        window.drain(..at);
        base += at as u64;
        let before = window.len();
        // At least as much again as there is, so that a long token is not looked at again and again.
        let wanted = WINDOW.max(before) as u64;
        Read::by_ref(file).take(wanted).read_to_end(&mut window)?;
        is_all = window.len() == before;
    }
}

/// The second pass: one comment out of its bytes.
pub(super) fn comment(bytes: &[u8]) -> Comment {
    let mut leaves = Leaves::default();
    let mut comment = Comment::default();
    let mut is_author = false;
    let mut at = 0;
    while let Some((token, used)) = next(&bytes[at..], true) {
        at += used.max(1);
        match leaves.take(token) {
            Event::Open(b"author", _) => is_author = true,
            Event::Close(b"author") => is_author = false,
            Event::Leaf(b"name", text) if is_author => text.clone_into(&mut comment.author),
            Event::Leaf(b"wp:comment_author", text) => text.clone_into(&mut comment.author),
            Event::Leaf(b"message", text) => comment.source = markdown_of(text),
            Event::Leaf(b"wp:comment_content", text) => {
                comment.source = markdown_of(&paragraphs(text))
            }
            Event::Leaf(b"createdAt" | b"wp:comment_date_gmt", text) => {
                comment.created_at = instant_in_utc(text);
            }
            Event::Leaf(b"isDeleted", text) => comment.is_deleted |= text == "true",
            _ => {}
        }
    }
    comment
}

/// WordPress keeps lines as they were typed and makes paragraphs when it shows them.
fn paragraphs(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let parts =
        text.split("\n\n").map(|part| format!("<p>{}</p>", part.trim().replace('\n', "<br>")));
    parts.collect()
}
