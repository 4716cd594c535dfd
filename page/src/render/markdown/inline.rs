//! The inside of a paragraph.
//!
//! Pieces are collected first and written when the paragraph ends: `*` opens emphasis only between
//! certain characters (CommonMark §6.2), so each pair of marks is checked against its neighbours,
//! and where marks would not work `<em>` is written instead. White space moves out of the marks.

mod escape;
mod marks;

use std::mem;

/// How a stretch of words is set off.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Style {
    Em,
    Strong,
    Del,
    /// What Markdown has no marks for.
    Html(&'static str),
}

/// What the paragraph is part of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Mode {
    Paragraph,
    /// One line.
    Heading,
    /// One line, `|` escaped.
    Cell,
}

/// A paragraph being collected.
#[derive(Debug, Default)]
pub(super) struct Inline {
    pieces: Vec<Piece>,
    /// Open styles and links, outermost first, each with whether it was written: a style inside the
    /// same style is not. They close and open again where a block ends inside of them.
    open: Vec<(Open, bool)>,
    /// The words of an open code span.
    code: Option<String>,
    code_depth: usize,
}

#[derive(Clone, PartialEq, Debug)]
enum Piece {
    Words(String),
    Break,
    Code(String),
    Image { alt: String, src: String, title: String },
    Open(Open),
    Close(Open),
}

#[derive(Clone, PartialEq, Debug)]
enum Open {
    Style(Style),
    Link { href: String, title: String },
}

impl Inline {
    /// Adds words; their white space collapses.
    pub(super) fn text(&mut self, text: &str) {
        if let Some(code) = &mut self.code {
            code.push_str(text);
            return;
        }
        match self.pieces.last_mut() {
            Some(Piece::Words(words)) => words.push_str(text),
            _ => self.pieces.push(Piece::Words(text.to_owned())),
        }
    }

    pub(super) fn line_break(&mut self) {
        match &mut self.code {
            Some(code) => code.push(' '),
            None => self.pieces.push(Piece::Break),
        }
    }

    pub(super) fn image(&mut self, alt: &str, src: &str, title: &str) {
        self.pieces.push(Piece::Image {
            alt: alt.to_owned(),
            src: src.to_owned(),
            title: title.to_owned(),
        });
    }

    pub(super) fn open(&mut self, style: Style) {
        self.push(Open::Style(style));
    }

    /// A link in a link is its words alone, as in HTML.
    pub(super) fn open_link(&mut self, href: &str, title: &str) {
        self.push(Open::Link { href: href.to_owned(), title: title.to_owned() });
    }

    fn push(&mut self, open: Open) {
        let is_written = self.code.is_none()
            && !self.open.iter().any(|(other, is_written)| {
                *is_written
                    && mem::discriminant(other) == mem::discriminant(&open)
                    && (*other == open || matches!(open, Open::Link { .. }))
            });
        if is_written {
            self.pieces.push(Piece::Open(open.clone()));
        }
        self.open.push((open, is_written));
    }

    /// Closes the innermost style or link.
    pub(super) fn close(&mut self) {
        if let Some((open, true)) = self.open.pop() {
            self.pieces.push(Piece::Close(open));
        }
    }

    pub(super) fn open_code(&mut self) {
        self.code_depth += 1;
        self.code.get_or_insert_default();
    }

    pub(super) fn close_code(&mut self) {
        self.code_depth = self.code_depth.saturating_sub(1);
        if self.code_depth == 0 {
            self.end_code();
        }
    }

    fn end_code(&mut self) {
        let Some(code) = self.code.take().filter(|code| !code.trim_ascii().is_empty()) else {
            return;
        };
        let space = |is_there: bool| is_there.then(|| Piece::Words(" ".to_owned()));
        self.pieces.extend(space(code.starts_with(|c: char| c.is_ascii_whitespace())));
        let ends_with_space = code.ends_with(|c: char| c.is_ascii_whitespace());
        match self.pieces.last_mut() {
            // Two fences side by side would be one longer fence.
            Some(Piece::Code(before)) => before.push_str(&code),
            _ => self.pieces.push(Piece::Code(code)),
        }
        self.pieces.extend(space(ends_with_space));
    }

    /// The paragraph as Markdown, empty when there is nothing to read in it. What is open stays
    /// open for the next one.
    pub(super) fn take(&mut self, mode: Mode) -> String {
        self.end_code();
        if self.code_depth > 0 {
            self.code = Some(String::new());
        }
        let mut pieces = mem::take(&mut self.pieces);
        let written = |open: &[(Open, bool)]| -> Vec<Open> {
            let open = open.iter().filter(|(_, is_written)| *is_written);
            open.map(|(open, _)| open.clone()).collect()
        };
        let is_solid = pieces.iter().any(Piece::is_solid);
        if is_solid {
            pieces.extend(written(&self.open).into_iter().rev().map(Piece::Close));
            for (open, is_written) in &mut self.open {
                *is_written &= !open.is_long();
            }
        }
        self.pieces = written(&self.open).into_iter().map(Piece::Open).collect();
        if is_solid { marks::write(&pieces, mode) } else { String::new() }
    }
}

/// A longer address is written once, however many paragraphs its link goes on for.
const MAX_REPEATED_BYTES: usize = 256;

impl Open {
    fn is_long(&self) -> bool {
        matches!(self, Open::Link { href, title } if href.len() + title.len() > MAX_REPEATED_BYTES)
    }
}

impl Piece {
    fn is_solid(&self) -> bool {
        match self {
            Piece::Words(words) => !words.trim_ascii().is_empty(),
            Piece::Code(_) | Piece::Image { .. } => true,
            Piece::Break | Piece::Open(_) | Piece::Close(_) => false,
        }
    }
}

/// The longest run of `wanted` in `text`.
pub(super) fn longest_run(text: &str, wanted: char) -> usize {
    let (mut longest, mut run) = (0, 0);
    for c in text.chars() {
        run = if c == wanted { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}
