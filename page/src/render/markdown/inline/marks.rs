//! Pieces of a paragraph into Markdown: white space settled, marks chosen, words escaped.

use std::mem;

use super::escape::{self, Spot};
use super::{Mode, Open, Piece, Style, longest_run};

/// Writes a paragraph; every opened piece must be closed.
pub(super) fn write(pieces: &[Piece], mode: Mode) -> String {
    let tokens = settle(pieces);
    let marks = choose(&tokens, mode);
    let mut out = String::new();
    let mut link_depth = 0;
    for (at, token) in tokens.iter().enumerate() {
        match *token {
            Token::Space => out.push(' '),
            Token::Break => out.push_str(match mode {
                Mode::Paragraph => "\\\n",
                Mode::Heading => " ",
                Mode::Cell => "<br>",
            }),
            Token::Word(word) => {
                let spot = Spot {
                    before: last_char(&tokens, at),
                    after: first_char(&tokens, at, mode),
                    starts_line: mode != Mode::Cell && starts_line(&tokens, at, mode),
                    is_in_link: link_depth > 0,
                    mode,
                };
                escape::word(&mut out, word, spot);
            }
            Token::Code(code) => write_code(&mut out, code, mode),
            Token::Image { alt, src, title } => {
                out.push_str("![");
                escape::label(&mut out, alt, mode);
                out.push_str("](");
                escape::target(&mut out, src, title, mode);
                out.push(')');
            }
            Token::Open(Open::Link { .. }) => {
                link_depth += 1;
                out.push('[');
            }
            Token::Close(Open::Link { href, title }) => {
                link_depth -= 1;
                out.push_str("](");
                escape::target(&mut out, href, title, mode);
                out.push(')');
            }
            Token::Open(Open::Style(style)) => marks[at].write(&mut out, *style, "<"),
            Token::Close(Open::Style(style)) => marks[at].write(&mut out, *style, "</"),
        }
    }
    out
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Token<'a> {
    /// No white space in it.
    Word(&'a str),
    Space,
    Break,
    Code(&'a str),
    Image {
        alt: &'a str,
        src: &'a str,
        title: &'a str,
    },
    Open(&'a Open),
    Close(&'a Open),
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
enum Gap {
    #[default]
    None,
    Space,
    Break,
}

/// Collapses white space and moves it out of marks; drops marks around nothing.
fn settle(pieces: &[Piece]) -> Vec<Token<'_>> {
    let mut settling = Settling::default();
    for piece in pieces {
        match piece {
            Piece::Words(words) => settling.words(words),
            Piece::Break => settling.gap = Gap::Break,
            Piece::Code(code) => settling.place(Token::Code(code)),
            Piece::Image { alt, src, title } => settling.place(Token::Image { alt, src, title }),
            Piece::Open(open) => settling.waiting.push(open),
            Piece::Close(open) => {
                if settling.waiting.pop().is_none() {
                    settling.tokens.push(Token::Close(open));
                }
            }
        }
    }
    settling.tokens
}

#[derive(Default)]
struct Settling<'a> {
    tokens: Vec<Token<'a>>,
    gap: Gap,
    /// Opened, but nothing written in them yet.
    waiting: Vec<&'a Open>,
}

impl<'a> Settling<'a> {
    fn words(&mut self, words: &'a str) {
        for (at, word) in words.split(|c: char| c.is_ascii_whitespace()).enumerate() {
            if at > 0 {
                self.gap = self.gap.max(Gap::Space);
            }
            if !word.is_empty() {
                self.place(Token::Word(word));
            }
        }
    }

    fn place(&mut self, token: Token<'a>) {
        match mem::take(&mut self.gap) {
            Gap::Space if !self.tokens.is_empty() => self.tokens.push(Token::Space),
            Gap::Break if !self.tokens.is_empty() => self.tokens.push(Token::Break),
            _ => {}
        }
        for open in self.waiting.drain(..) {
            match self.tokens.last() {
                // `<em>a</em><em>b</em>`: `*a**b*` would be something else.
                Some(Token::Close(closed)) if *closed == open => {
                    self.tokens.pop();
                }
                _ => self.tokens.push(Token::Open(open)),
            }
        }
        self.tokens.push(token);
    }
}

/// How a style is written.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Mark {
    #[default]
    Tags,
    Star,
    Underscore,
}

impl Mark {
    /// Writes the marks, or the tag that starts with `tag_start`.
    fn write(self, out: &mut String, style: Style, tag_start: &str) {
        let marks = match (style, self) {
            (Style::Html(_), _) | (_, Mark::Tags) => {
                out.push_str(tag_start);
                out.push_str(element(style));
                ">"
            }
            (Style::Em, Mark::Star) => "*",
            (Style::Em, Mark::Underscore) => "_",
            (Style::Strong, _) => "**",
            (Style::Del, _) => "~~",
        };
        out.push_str(marks);
    }
}

fn element(style: Style) -> &'static str {
    match style {
        Style::Em => "em",
        Style::Strong => "strong",
        Style::Del => "del",
        Style::Html(name) => name,
    }
}

/// For each token that opens or closes a style: how it is written. Both ends of a pair agree.
fn choose(tokens: &[Token<'_>], mode: Mode) -> Vec<Mark> {
    let mut marks = vec![Mark::Tags; tokens.len()];
    let mut open: Vec<usize> = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Open(_) => open.push(at),
            Token::Close(closed) => {
                let Some(start) = open.pop() else { continue };
                if let Open::Style(style) = closed {
                    let mark = choose_mark(tokens, start, at, *style, mode);
                    marks[start] = mark;
                    marks[at] = mark;
                }
            }
            _ => {}
        }
    }
    marks
}

fn choose_mark(tokens: &[Token<'_>], start: usize, end: usize, style: Style, mode: Mode) -> Mark {
    if matches!(style, Style::Html(_)) {
        return Mark::Tags;
    }
    let opening = Flanks::at(tokens, start, mode);
    let closing = Flanks::at(tokens, end, mode);
    if !opening.is_left() || !closing.is_right() {
        return Mark::Tags;
    }
    if style != Style::Em {
        return Mark::Star;
    }
    let is_mark = |at: Option<usize>| {
        let token = at.and_then(|at| tokens.get(at));
        matches!(token, Some(Token::Open(Open::Style(_)) | Token::Close(Open::Style(_))))
    };
    let near = [start.checked_sub(1), Some(start + 1), end.checked_sub(1), Some(end + 1)];
    if !near.into_iter().any(is_mark) {
        return Mark::Star;
    }
    // Beside `**` a single `*` would be read as part of it; `_` is stricter inside words.
    let opens = !opening.is_right() || opening.before == Class::Mark;
    let closes = !closing.is_left() || closing.after == Class::Mark;
    if opens && closes { Mark::Underscore } else { Mark::Tags }
}

/// A character's part in CommonMark's rules for marks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Space,
    /// Punctuation or symbol.
    Mark,
    Letter,
    /// Not ASCII and not plainly one of the others: both readings must work.
    Unsure,
}

impl Class {
    fn of(c: Option<char>) -> Class {
        match c {
            None => Class::Space,
            Some(c) if c.is_whitespace() => Class::Space,
            Some(c) if c.is_alphanumeric() => Class::Letter,
            Some(c) if c.is_ascii() => Class::Mark,
            // Quotation marks of Latin 1, general and CJK punctuation.
            Some('«' | '»' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{205e}') => Class::Mark,
            Some('\u{3001}'..='\u{3003}' | '\u{3008}'..='\u{3011}') => Class::Mark,
            Some(_) => Class::Unsure,
        }
    }
}

/// What stands on both sides of a run of marks.
struct Flanks {
    before: Class,
    after: Class,
}

impl Flanks {
    fn at(tokens: &[Token<'_>], at: usize, mode: Mode) -> Flanks {
        Flanks {
            before: Class::of(last_char(tokens, at)),
            after: Class::of(first_char(tokens, at, mode)),
        }
    }

    fn is_left(&self) -> bool {
        match self.after {
            Class::Space => false,
            Class::Letter => true,
            Class::Mark | Class::Unsure => matches!(self.before, Class::Space | Class::Mark),
        }
    }

    fn is_right(&self) -> bool {
        match self.before {
            Class::Space => false,
            Class::Letter => true,
            Class::Mark | Class::Unsure => matches!(self.after, Class::Space | Class::Mark),
        }
    }
}

/// The character written just before the token at `at`; `None` at a paragraph's start.
fn last_char(tokens: &[Token<'_>], at: usize) -> Option<char> {
    let c = match tokens.get(at.checked_sub(1)?)? {
        Token::Word(word) => word.chars().next_back()?,
        Token::Space => ' ',
        Token::Break => '\n',
        Token::Code(_) => '`',
        Token::Image { .. } => ')',
        Token::Open(Open::Link { .. }) => '[',
        Token::Close(Open::Link { .. }) => ')',
        Token::Open(Open::Style(_)) | Token::Close(Open::Style(_)) => '*',
    };
    Some(c)
}

/// The character written just after the token at `at`; `None` at a paragraph's end.
fn first_char(tokens: &[Token<'_>], at: usize, mode: Mode) -> Option<char> {
    let c = match tokens.get(at + 1)? {
        Token::Word(word) => word.chars().next()?,
        Token::Space => ' ',
        Token::Break => match mode {
            Mode::Paragraph => '\\',
            Mode::Heading => ' ',
            Mode::Cell => '<',
        },
        Token::Code(_) => '`',
        Token::Image { .. } => '!',
        Token::Open(Open::Link { .. }) => '[',
        Token::Close(Open::Link { .. }) => ']',
        Token::Open(Open::Style(_)) | Token::Close(Open::Style(_)) => '*',
    };
    Some(c)
}

/// Marks and brackets may stand before the word: what counts is that no other word does.
fn starts_line(tokens: &[Token<'_>], at: usize, mode: Mode) -> bool {
    match at.checked_sub(1).map(|before| tokens[before]) {
        None => true,
        Some(before) => before == Token::Break && mode == Mode::Paragraph,
    }
}

/// A code span: its fence is longer than any run of backticks in it (CommonMark §6.1).
fn write_code(out: &mut String, code: &str, mode: Mode) {
    let code: Vec<&str> = code.split_ascii_whitespace().collect();
    let mut code = code.join(" ");
    if mode == Mode::Cell {
        code = code.replace('|', "\\|");
    }
    let fence = "`".repeat(longest_run(&code, '`') + 1);
    let pad = if code.starts_with('`') || code.ends_with('`') { " " } else { "" };
    for part in [&fence, pad, &code, pad, &fence] {
        out.push_str(part);
    }
}
