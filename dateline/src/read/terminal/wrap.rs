//! Words into lines of a terminal.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How words look; combines with `|`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Look(u8);

impl Look {
    pub(crate) const PLAIN: Look = Look(0);
    pub(crate) const BOLD: Look = Look(1);
    pub(crate) const DIM: Look = Look(2);
    pub(crate) const ITALIC: Look = Look(4);
    pub(crate) const UNDERLINE: Look = Look(8);
    /// Who is speaking: cyan.
    pub(crate) const SOURCE: Look = Look(16);
    /// A figure: yellow.
    pub(crate) const FIGURE: Look = Look(32);

    pub(crate) fn with(self, other: Look) -> Look {
        Look(self.0 | other.0)
    }

    /// The sequence that sets exactly this look (ECMA-48 §8.3.117).
    fn write(self, out: &mut String) {
        out.push_str("\x1b[0");
        for (bit, code) in [(1, ";1"), (2, ";2"), (4, ";3"), (8, ";4"), (16, ";36"), (32, ";33")] {
            if self.0 & bit != 0 {
                out.push_str(code);
            }
        }
        out.push('m');
    }
}

/// Words of one look; a line feed is a forced break.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Run {
    pub(crate) text: String,
    pub(crate) look: Look,
}

/// Where lines go.
#[derive(Clone, Debug)]
pub(crate) struct Frame<'a> {
    /// Columns of a line, prefix included.
    pub(crate) width: usize,
    /// Before the first line.
    pub(crate) first: &'a str,
    /// Before the others; as wide as `first`.
    pub(crate) rest: &'a str,
    /// May looks be written?
    pub(crate) is_styled: bool,
}

/// A line as it stands, in its look.
pub(crate) fn styled(run: &Run, is_styled: bool) -> String {
    let mut out = String::new();
    if is_styled {
        run.look.write(&mut out);
    }
    out.push_str(&run.text);
    if is_styled {
        Look::PLAIN.write(&mut out);
    }
    out
}

/// Writes a paragraph, filled line by line. Words wider than a line stay whole: most are addresses.
pub(crate) fn write(out: &mut String, runs: &[Run], frame: &Frame<'_>) {
    let mut lines =
        Lines { out, frame, column: 0, is_line_open: false, is_first: true, look: Look::PLAIN };
    let mut word: Vec<(char, Look)> = Vec::new();
    let mut gap: Option<Look> = None;
    for (c, look) in runs.iter().flat_map(|run| run.text.chars().map(|c| (c, run.look))) {
        match c {
            '\n' => {
                lines.place(&mut word, gap.take());
                lines.end();
                gap = None;
            }
            ' ' => {
                lines.place(&mut word, gap.take());
                gap = Some(look);
            }
            _ => {
                if may_break_before(c, word.last().map(|(last, _)| *last)) {
                    lines.place(&mut word, gap.take());
                }
                word.push((c, look));
            }
        }
    }
    lines.place(&mut word, gap);
    lines.end();
}

/// Scripts without spaces break between any two wide characters, but not before those that close.
fn may_break_before(c: char, last: Option<char>) -> bool {
    let is_wide = |c: char| c.width() == Some(2);
    let closes = "、。，．：；？！）」』】〉》〕’”…ー々".contains(c);
    let opens = |c: char| "（「『【〈《〔‘“".contains(c);
    last.is_some_and(|last| (is_wide(c) || is_wide(last)) && !closes && !opens(last))
}

struct Lines<'a> {
    out: &'a mut String,
    frame: &'a Frame<'a>,
    column: usize,
    is_line_open: bool,
    is_first: bool,
    look: Look,
}

impl Lines<'_> {
    /// Puts a word, with a space before it if there was one, on this line or the next.
    fn place(&mut self, word: &mut Vec<(char, Look)>, gap: Option<Look>) {
        if word.is_empty() {
            return;
        }
        let width: usize = word.iter().filter_map(|(c, _)| c.width()).sum();
        let space = usize::from(gap.is_some());
        let start = self.frame.rest.width();
        if self.is_line_open
            && self.column > start
            && self.column + space + width > self.frame.width
        {
            self.end();
        }
        if !self.is_line_open {
            self.start();
        } else if let Some(look) = gap {
            self.set(look);
            self.out.push(' ');
            self.column += 1;
        }
        for (c, look) in word.drain(..) {
            self.set(look);
            self.out.push(c);
        }
        self.column += width;
    }

    fn start(&mut self) {
        let prefix = if self.is_first { self.frame.first } else { self.frame.rest };
        self.out.push_str(prefix);
        self.column = prefix.width();
        self.is_line_open = true;
        self.is_first = false;
    }

    fn end(&mut self) {
        if self.is_line_open {
            self.set(Look::PLAIN);
            self.out.push('\n');
            self.is_line_open = false;
        }
    }

    fn set(&mut self, look: Look) {
        if self.frame.is_styled && look != self.look {
            look.write(self.out);
        }
        self.look = look;
    }
}

#[cfg(test)]
mod tests;
