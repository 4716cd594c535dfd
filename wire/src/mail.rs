//! Letters as mail servers hand them on (RFC 5322, MIME): what a newsletter says, who it is from, whom it is for.
//!
//! A pure function over bytes. Attachments, and pictures that come with the letter, are left out.

use std::borrow::Cow;

use jiff::Timestamp;
use mail_parser::{Address, HeaderName, HeaderValue, Message, MessageParser, PartType};

#[cfg(test)]
mod tests;

/// A letter at most: mail servers take 25 to 50 MiB, nearly all of it attachments.
pub const BYTES: usize = 25 << 20;
/// Its words at most; what follows is left out.
const WORDS: usize = 4 << 20;
/// Parts of a body that are put together, and addresses that are looked at.
const MANY: usize = 50;
/// Lines that begin one letter inside another. More of them than anybody forwards is an attack on the stack.
const LETTERS_INSIDE: usize = 20;
/// Where mail servers write whom they deliver to, the surest first.
const FOR: [&str; 5] = ["Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc"];

/// A letter, as far as a reader of newsletters cares.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Letter {
    /// Without its angle brackets; empty where the letter has none.
    pub message_id: String,
    /// Empty where there is none.
    pub subject: String,
    /// As the letter calls its sender; empty where it does not.
    pub from_name: String,
    /// Lower case; empty where there is none.
    pub from_address: String,
    /// What a list calls itself (RFC 2919): the phrase, or else the name in angle brackets.
    pub list: Option<String>,
    pub sent_at: Option<Timestamp>,
    /// Addresses that it is for, in lower case, the surest first, each once.
    pub recipients: Vec<String>,
    /// As it came: nothing is cleaned here. `None` where the letter is plain text only.
    pub html: Option<String>,
    /// The plain text that it has, or has beside its HTML; empty where there is none.
    pub text: String,
}

/// Why bytes are no letter to file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Refused {
    #[error("the letter is larger than 25 MiB")]
    TooLarge,
    #[error("too many letters lie inside each other")]
    TooDeep,
    #[error("this is no letter")]
    NoLetter,
    #[error("the letter has no words")]
    Empty,
}

/// Reads a letter.
///
/// # Errors
/// See [`Refused`].
pub fn read(bytes: &[u8]) -> Result<Letter, Refused> {
    if bytes.len() > BYTES {
        return Err(Refused::TooLarge);
    }
    let inside = memchr::memmem::find_iter(bytes, b"/rfc822").take(LETTERS_INSIDE + 1).count()
        + memchr::memmem::find_iter(bytes, b"/RFC822").take(LETTERS_INSIDE + 1).count();
    if inside > LETTERS_INSIDE {
        return Err(Refused::TooDeep);
    }
    let message = MessageParser::default().parse(without_mbox_line(bytes));
    let message = message.filter(|message| message.from().is_some() || message.subject().is_some());
    let message = message.ok_or(Refused::NoLetter)?;
    let (html, text) = words(&message);
    if html.is_none() && text.trim().is_empty() {
        return Err(Refused::Empty);
    }
    let from = message.from().and_then(Address::first);
    let from_address = from.and_then(|one| one.address()).unwrap_or("");
    Ok(Letter {
        message_id: message.message_id().unwrap_or("").trim().to_owned(),
        subject: line(message.subject().unwrap_or("")),
        from_name: line(from.and_then(|one| one.name()).unwrap_or("")),
        from_address: from_address.trim().to_lowercase(),
        list: list(&message),
        sent_at: message.date().and_then(|at| Timestamp::from_second(at.to_timestamp()).ok()),
        recipients: recipients(&message),
        html,
        text,
    })
}

/// Some deliver with the line that parts letters in one file.
fn without_mbox_line(bytes: &[u8]) -> &[u8] {
    match bytes.strip_prefix(b"From ") {
        Some(rest) => {
            rest.iter().position(|&byte| byte == b'\n').map_or(rest, |at| &rest[at + 1..])
        }
        None => bytes,
    }
}

/// HTML, where any part of the body is, and the plain text.
fn words(message: &Message<'_>) -> (Option<String>, String) {
    let (mut html, mut text, mut has_html) = (String::new(), String::new(), false);
    for part in message.html_bodies().take(MANY) {
        match &part.body {
            PartType::Html(words) => {
                has_html = true;
                add(&mut html, words);
            }
            PartType::Text(words) => add(&mut html, &paragraphs(words)),
            _ => {}
        }
    }
    for part in message.text_bodies().take(MANY) {
        if let PartType::Text(words) = &part.body {
            add(&mut text, words);
            text.push('\n');
        }
    }
    let has_words = has_html && !html.trim().is_empty();
    (has_words.then_some(html), text.trim().to_owned())
}

fn add(out: &mut String, words: &str) {
    let room = WORDS.saturating_sub(out.len());
    out.push_str(&words[..words.floor_char_boundary(room)]);
}

/// Lines of this length and more were filled by a program (RFC 5322 §2.1.1 asks for 78 at most), and flow.
const FILLED: usize = 50;

/// Plain text as HTML: an empty line ends a paragraph. Short lines, such as those of an address, stay lines.
pub fn paragraphs(text: &str) -> String {
    let text = text.replace('\r', "");
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for paragraph in text.split("\n\n").map(str::trim).filter(|words| !words.is_empty()) {
        let lines: Vec<&str> = paragraph.lines().map(str::trim).collect();
        let is_filled = lines[..lines.len() - 1].iter().all(|line| line.len() >= FILLED);
        let lines: Vec<String> = lines.into_iter().map(crate::markup::escape).collect();
        out.push_str("<p>");
        out.push_str(&lines.join(if is_filled { " " } else { "<br>" }));
        out.push_str("</p>\n");
    }
    out
}

/// One line without control characters.
fn line(text: &str) -> String {
    let words = text.split(|c: char| c.is_control() || c.is_whitespace());
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

fn list(message: &Message<'_>) -> Option<String> {
    let raw: Cow<'_, str> = match message.list_id() {
        HeaderValue::Text(text) => text.clone(),
        HeaderValue::Address(address) => {
            let first = address.first()?;
            Cow::Owned(first.name().or(first.address())?.to_owned())
        }
        _ => message.header_raw(HeaderName::ListId).map(|raw| Cow::Owned(raw.to_owned()))?,
    };
    let (phrase, id) = raw.split_once('<').unwrap_or((&raw, ""));
    let phrase = line(phrase.trim().trim_matches('"'));
    let name = if phrase.is_empty() { line(id.trim().trim_end_matches('>')) } else { phrase };
    Some(name).filter(|name| !name.is_empty())
}

fn recipients(message: &Message<'_>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for header in FOR {
        for (name, raw) in message.headers_raw() {
            if name.eq_ignore_ascii_case(header) {
                found.extend(addresses(raw));
            }
        }
    }
    let mut kept: Vec<String> = Vec::new();
    for address in found {
        if !kept.contains(&address) && kept.len() < MANY {
            kept.push(address);
        }
    }
    kept
}

/// Whatever looks like an address: names and comments around it do not matter here.
fn addresses(raw: &str) -> Vec<String> {
    let is_apart =
        |c: char| c.is_whitespace() || matches!(c, '<' | '>' | ',' | ';' | '"' | '(' | ')');
    let words = raw.split(is_apart).filter(|word| {
        word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())
    });
    words.take(MANY).map(str::to_lowercase).collect()
}
