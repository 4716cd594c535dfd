//! Reads what a reader typed: words, phrases, operators. Never fails: what is not understood is
//! said, and the rest is looked for. Linear in the length of the text.

use std::ops::Range;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::search::index::Place;
use crate::search::terms;
use crate::tags;

#[cfg(test)]
mod tests;

/// Things asked for at once; more is no question a person has.
const PART_LIMIT: usize = 32;
/// Bytes of a query that are read.
const LENGTH_LIMIT: usize = 1000;

/// A part of a query that was not understood, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// Bytes of the query.
    pub span: Range<usize>,
    /// For the reader, in English: one sentence without a full stop.
    pub message: String,
}

/// A query as it was understood: all of its parts must hold.
#[derive(Clone, PartialEq, Debug, Default)]
pub(crate) struct Query {
    pub(crate) parts: Vec<Part>,
    pub(crate) problems: Vec<Problem>,
}

impl Query {
    pub(crate) fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }
}

/// One of these must hold, or, with `is_not`, none of them.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Part {
    pub(crate) is_not: bool,
    pub(crate) any: Vec<Leaf>,
}

/// One thing asked for.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Leaf {
    /// Terms that must all stand in one place.
    Terms(Place, Vec<String>),
    /// The start of a word.
    Prefix(String),
    /// Words that follow each other, folded, and the terms of them.
    Phrase {
        words: Vec<String>,
        terms: Vec<String>,
    },
    /// The key of a tag.
    Tag(String),
    Is(Flag),
    /// Published, or saved where that is not known, before an instant.
    Before(Timestamp),
    /// The same, at an instant or later.
    After(Timestamp),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Flag {
    Unread,
    Read,
    Favourite,
    Marked,
    Link,
}

const OPERATORS: &str = "outlet, author, tag, source, figure, title, is, before and after";

/// Understands a query. Days are those of UTC.
pub(crate) fn parse(text: &str) -> Query {
    let end = text.floor_char_boundary(LENGTH_LIMIT);
    let mut query = Query::default();
    if end < text.len() {
        query.problem(end..text.len(), "a query is read up to 1000 characters");
    }
    let mut tokens = Tokens { text: &text[..end], at: 0 };
    // What `OR` joins to the part before it.
    let mut is_joined = false;
    let mut count = 0;
    while let Some(token) = tokens.next_token() {
        if token.is_or(text) {
            is_joined = !query.parts.is_empty();
            if !is_joined {
                query.problem(token.span, "OR stands between two things");
            }
            continue;
        }
        count += 1;
        if count > PART_LIMIT {
            query.problem(token.span.start..end, "a query has at most 32 parts");
            break;
        }
        match leaf(text, &token) {
            Err(message) => query.problem(token.span, &message),
            Ok(None) => {}
            Ok(Some(leaf)) => query.add(leaf, &token, is_joined),
        }
        is_joined = false;
    }
    query
}

impl Query {
    fn problem(&mut self, span: Range<usize>, message: &str) {
        self.problems.push(Problem { span, message: message.to_owned() });
    }

    fn add(&mut self, leaf: Leaf, token: &Token, is_joined: bool) {
        if !is_joined {
            self.parts.push(Part { is_not: token.is_not, any: vec![leaf] });
            return;
        }
        let Some(last) = self.parts.last_mut() else { return };
        if token.is_not || last.is_not {
            self.problem(token.span.clone(), "OR joins only things that are wanted, not “-” ones");
        } else {
            last.any.push(leaf);
        }
    }
}

/// A word, a quoted phrase, or an operator with either.
struct Token {
    span: Range<usize>,
    is_not: bool,
    /// The operator's name.
    name: Option<Range<usize>>,
    value: Range<usize>,
    is_quoted: bool,
}

impl Token {
    fn is_or(&self, text: &str) -> bool {
        !self.is_not && self.name.is_none() && !self.is_quoted && &text[self.value.clone()] == "OR"
    }
}

struct Tokens<'t> {
    text: &'t str,
    at: usize,
}

impl Tokens<'_> {
    fn next_token(&mut self) -> Option<Token> {
        let rest = &self.text[self.at..];
        let start = self.at + rest.find(|c: char| !c.is_whitespace())?;
        let mut at = start;
        let is_not = self.text[at..].starts_with('-')
            && self.text[at + 1..].starts_with(|c: char| !c.is_whitespace());
        if is_not {
            at += 1;
        }
        let name_len = self.text[at..].find(|c: char| !c.is_ascii_alphabetic());
        let name = name_len
            .filter(|&len| len > 0 && self.text[at + len..].starts_with(':'))
            .filter(|&len| !self.text[at + len..].starts_with("://"))
            .map(|len| at..at + len);
        if let Some(name) = &name {
            at = name.end + 1;
        }
        let (value, is_quoted, end) = self.value(at);
        self.at = end;
        Some(Token { span: start..end, is_not, name, value, is_quoted })
    }

    /// The value that starts here, whether it stood in quotes, and where it ends with them.
    fn value(&self, at: usize) -> (Range<usize>, bool, usize) {
        let rest = &self.text[at..];
        let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '“' | '”' | '„'))
        else {
            let len = rest.find(char::is_whitespace).unwrap_or(rest.len());
            return (at..at + len, false, at + len);
        };
        let start = at + quote.len_utf8();
        match self.text[start..].find(['"', '”', '“']) {
            Some(len) => {
                let close = self.text[start + len..].chars().next().map_or(0, char::len_utf8);
                (start..start + len, true, start + len + close)
            }
            // A quote that was not closed goes to the end: the reader is still typing.
            None => (start..self.text.len(), true, self.text.len()),
        }
    }
}

/// What a token asks for; `None`: nothing, as it has no letter or digit.
fn leaf(text: &str, token: &Token) -> Result<Option<Leaf>, String> {
    let value = &text[token.value.clone()];
    let Some(name) = token.name.clone().map(|name| text[name].to_ascii_lowercase()) else {
        return Ok(words(value, token.is_quoted));
    };
    let place = match name.as_str() {
        "outlet" | "site" => Place::Outlet,
        "author" | "by" => Place::Author,
        "source" => Place::Source,
        "figure" => Place::Figure,
        "title" | "intitle" => Place::Title,
        "tag" => {
            return match tags::clean(value) {
                Some(name) => Ok(Some(Leaf::Tag(tags::key(&name)))),
                None => Err("“tag:” needs the name of a tag".to_owned()),
            };
        }
        "is" => return flag(value).map(|flag| Some(Leaf::Is(flag))),
        "before" => return day(value).map(|at| Some(Leaf::Before(at))),
        "after" => return day(value).map(|at| Some(Leaf::After(at))),
        // Words with a colon are no operators: "10:30", "re:".
        _ => {
            let message = format!("there is no “{name}:”; there are {OPERATORS}");
            return Err(message);
        }
    };
    let terms = terms_of(value);
    if terms.is_empty() {
        return Err(format!("“{name}:” needs a word, or several in quotes"));
    }
    Ok(Some(Leaf::Terms(place, terms)))
}

/// Words without operator: one, or several that follow each other.
fn words(value: &str, is_quoted: bool) -> Option<Leaf> {
    if let Some(start) = value.strip_suffix('*').filter(|_| !is_quoted) {
        let mut folded = String::new();
        terms::folded(start, &mut folded);
        let is_word = folded.chars().all(char::is_alphanumeric);
        if is_word && folded.chars().count() >= 2 {
            return Some(Leaf::Prefix(folded));
        }
    }
    let spans: Vec<_> = terms::words(value).collect();
    match spans.as_slice() {
        [] => None,
        [_] if !is_quoted => Some(Leaf::Terms(Place::Word, terms_of(value))),
        _ => {
            let words = spans.into_iter().map(|span| {
                let mut word = String::new();
                terms::folded(&value[span], &mut word);
                word
            });
            let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
            let terms = terms_of(value);
            Some(Leaf::Phrase { words, terms }).filter(|_| !value.is_empty())
        }
    }
}

/// The terms of a text, each once.
fn terms_of(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    for span in terms::words(text) {
        let mut term = String::new();
        terms::term(&text[span], &mut term);
        if !term.is_empty() && !all.contains(&term) {
            all.push(term);
        }
    }
    all
}

fn flag(value: &str) -> Result<Flag, String> {
    match value.to_ascii_lowercase().as_str() {
        "unread" => Ok(Flag::Unread),
        "read" | "archived" => Ok(Flag::Read),
        "favourite" | "favorite" | "starred" => Ok(Flag::Favourite),
        "marked" => Ok(Flag::Marked),
        "link" => Ok(Flag::Link),
        _ => Err("“is:” takes unread, read, favourite, marked or link".to_owned()),
    }
}

/// The start of a day, month or year.
fn day(value: &str) -> Result<Timestamp, String> {
    let mut numbers = value.splitn(3, '-').map(|part| part.parse::<i16>().ok());
    let mut next = |default| numbers.next().unwrap_or(Some(default));
    let day = (|| {
        let (year, month, day) = (next(0)?, next(1)?, next(1)?);
        let date = Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()?;
        Some(date).filter(|date| (1000..=9998).contains(&date.year()))
    })();
    let date = day.ok_or("a date is written 2026-11-24, 2026-11 or 2026")?;
    TimeZone::UTC.to_timestamp(date.at(0, 0, 0, 0)).map_err(|_| "there is no such date".to_owned())
}
