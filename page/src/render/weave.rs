//! Highlights woven into a body's HTML: ranges of the canonical text become elements around the same
//! words.
//!
//! Given what [`html::fragment`](super::html) wrote, and the text it was written with, the walk goes
//! through both side by side. It knows no HTML but that serialiser's: tags hold no `>` in their
//! attributes, and three characters are escaped. What it adds is balanced within each run of
//! characters, so nothing can be torn, and what it does not recognise it copies.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memchr;

#[cfg(test)]
mod tests;

/// A range of the canonical text and the element that shows it.
#[derive(Clone, Debug)]
pub struct Highlight {
    /// Half-open bytes of the canonical text, on character boundaries.
    pub span: Range<usize>,
    /// `span` or `mark`.
    pub tag: &'static str,
    /// Our own words, separated by spaces.
    pub class: String,
    /// Where a link leads to: on the first piece only.
    pub id: String,
    /// HTML put after the last piece: of our making.
    pub after: String,
}

/// How often words that are not where they are expected are looked for further on: enough for pages
/// with a table or a list in a figure, few enough to stay linear.
const SEARCHES: usize = 32;
/// A run of fewer bytes is not looked for: it would be found in the wrong place.
const SEARCHED_BYTES: usize = 12;

/// The body's HTML with `highlights` around their words. Those that overlap are nested, the longer
/// outside. Words outside the canonical text (captions, some embedded posts) stay as they are.
/// `picture` gives the address to show a picture from, for the one the page had.
pub fn weave(
    html: &str,
    text: &str,
    highlights: &[Highlight],
    picture: &dyn Fn(&str) -> String,
) -> String {
    let spans: Vec<Range<usize>> = highlights.iter().map(|one| trimmed(text, &one.span)).collect();
    let mut order: Vec<usize> = (0..spans.len()).filter(|&at| !spans[at].is_empty()).collect();
    order.sort_by_key(|&at| (spans[at].start, usize::MAX - spans[at].end));
    Weaver {
        text,
        highlights,
        begun: vec![false; spans.len()],
        spans,
        order,
        next: 0,
        active: Vec::new(),
        until: 0,
        at: 0,
        searches: SEARCHES,
        out: String::with_capacity(html.len() + highlights.len() * 96),
    }
    .run(html, picture)
}

/// The span without white space at its ends; empty when it is no span of the text.
fn trimmed(text: &str, span: &Range<usize>) -> Range<usize> {
    let Some(words) = text.get(span.clone()) else { return 0..0 };
    let start = span.start + (words.len() - words.trim_start().len());
    start..start + words.trim().len()
}

struct Weaver<'w> {
    text: &'w str,
    highlights: &'w [Highlight],
    /// Of the highlights, without white space at their ends.
    spans: Vec<Range<usize>>,
    /// Highlights by start, the longer first.
    order: Vec<usize>,
    /// The first of `order` that has not started yet.
    next: usize,
    /// Those that hold the present place, the outermost first.
    active: Vec<usize>,
    /// Before this byte of the text none starts and none ends.
    until: usize,
    /// Whether a piece of it was written.
    begun: Vec<bool>,
    /// Byte of the text.
    at: usize,
    searches: usize,
    out: String,
}

/// Where words may not be those of the text: in figures they never are, in embedded posts not
/// always, so that those are not looked for further on, where somebody may quote them.
#[derive(Default)]
struct Aside {
    /// Elements open inside the figure or post we are in, itself included.
    depth: usize,
    is_figure: bool,
}

impl Aside {
    fn is_mute(&self) -> bool {
        self.depth > 0 && self.is_figure
    }

    fn is_embed(&self) -> bool {
        self.depth > 0 && !self.is_figure
    }

    fn pass(&mut self, tag: &str) {
        let is_void = tag.starts_with("<br") || tag.starts_with("<hr");
        let is_figure = tag.starts_with("<figure");
        if tag.starts_with("</") {
            self.depth = self.depth.saturating_sub(1);
        } else if self.depth > 0 {
            self.depth += usize::from(!is_void);
        } else if is_figure || tag.starts_with("<blockquote class=\"embed\"") {
            *self = Self { depth: 1, is_figure };
        }
    }
}

impl Weaver<'_> {
    fn run(mut self, html: &str, picture: &dyn Fn(&str) -> String) -> String {
        let mut aside = Aside::default();
        let mut rest = html;
        while !rest.is_empty() {
            if rest.starts_with('<') {
                let end = memchr(b'>', rest.as_bytes()).map_or(rest.len(), |at| at + 1);
                let (tag, after) = rest.split_at(end);
                self.tag(tag, &mut aside, picture);
                rest = after;
            } else {
                let end = memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
                let (run, after) = rest.split_at(end);
                if aside.is_mute() || !self.run_of_text(run, !aside.is_embed()) {
                    self.out.push_str(run);
                }
                rest = after;
            }
        }
        self.out
    }

    fn tag(&mut self, tag: &str, aside: &mut Aside, picture: &dyn Fn(&str) -> String) {
        if let Some(rest) = tag.strip_prefix("<img ") {
            self.picture(rest, picture);
            return;
        }
        self.out.push_str(tag);
        aside.pass(tag);
    }

    fn picture(&mut self, rest: &str, picture: &dyn Fn(&str) -> String) {
        self.out.push_str("<img ");
        let start = rest.strip_prefix("src=\"").map(|_| 5);
        let start = start.or_else(|| rest.find(" src=\"").map(|at| at + 6));
        let end = start.and_then(|at| Some(at + memchr(b'"', &rest.as_bytes()[at..])?));
        let (Some(start), Some(end)) = (start, end) else {
            self.out.push_str(rest);
            return;
        };
        let address = picture(&unescape(&rest[start..end]));
        self.out.push_str("loading=\"lazy\" decoding=\"async\" ");
        self.out.push_str(&rest[..start]);
        super::html::escape_value(&mut self.out, &address);
        self.out.push_str(&rest[end..]);
    }

    /// Writes a run of characters with what lies in it; false if it is not in the text.
    fn run_of_text(&mut self, run: &str, may_search: bool) -> bool {
        let Some(start) = self.place(run, may_search) else {
            return false;
        };
        self.at = start;
        let mut open: Vec<usize> = Vec::new();
        let (mut written, mut here) = (0, 0);
        let mut is_other = !self.active.is_empty();
        while here < run.len() {
            let (character, size) = read(&run[here..]);
            // White space that only the page has belongs to whatever is open.
            if !self.skips(character) {
                is_other |= self.move_on();
                if is_other {
                    self.out.push_str(&run[written..here]);
                    written = here;
                    self.reopen(&mut open);
                    is_other = false;
                }
                self.at += character.len_utf8();
            }
            here += size;
        }
        self.out.push_str(&run[written..]);
        while let Some(one) = open.pop() {
            self.close(one);
        }
        true
    }

    /// Finds which highlights hold the place we have come to; whether they are others than before.
    fn move_on(&mut self) -> bool {
        let at = self.at;
        if at < self.until {
            return false;
        }
        if self.active.iter().any(|&one| self.spans[one].end <= at) {
            let spans = &self.spans;
            self.active.retain(|&one| at < spans[one].end);
        }
        while let Some(&one) = self.order.get(self.next).filter(|&&one| self.spans[one].start <= at)
        {
            self.next += 1;
            if at < self.spans[one].end {
                self.active.push(one);
            }
        }
        let ends = self.active.iter().map(|&one| self.spans[one].end);
        let start = self.order.get(self.next).map(|&one| self.spans[one].start);
        self.until = ends.chain(start).min().unwrap_or(usize::MAX);
        true
    }

    /// Closes what has ended, with all inside it, and opens what has begun.
    fn reopen(&mut self, open: &mut Vec<usize>) {
        let same =
            open.iter().zip(&self.active).take_while(|(open, active)| open == active).count();
        while open.len() > same
            && let Some(one) = open.pop()
        {
            self.close(one);
        }
        for at in same..self.active.len() {
            let one = self.active[at];
            self.open(one);
            open.push(one);
        }
    }

    fn open(&mut self, one: usize) {
        let highlight = &self.highlights[one];
        self.out.push('<');
        self.out.push_str(highlight.tag);
        super::html::attribute(&mut self.out, "class", &highlight.class);
        if !std::mem::replace(&mut self.begun[one], true) {
            super::html::attribute(&mut self.out, "id", &highlight.id);
        }
        self.out.push('>');
    }

    fn close(&mut self, one: usize) {
        let highlight = &self.highlights[one];
        self.out.push_str("</");
        self.out.push_str(highlight.tag);
        self.out.push('>');
        if self.spans[one].end <= self.at {
            self.out.push_str(&highlight.after);
        }
    }

    /// Where in the text a run starts: here, after the white space that parts runs, or further on.
    fn place(&mut self, run: &str, may_search: bool) -> Option<usize> {
        let is_blank = run.chars().all(char::is_whitespace);
        if is_blank || self.is_at(self.at, run) {
            return Some(self.at);
        }
        let plain = unescape(run);
        let plain = plain.trim();
        if !may_search || plain.len() < SEARCHED_BYTES || self.searches == 0 {
            return None;
        }
        self.searches -= 1;
        let found = self.text[self.at..].find(plain.lines().next().unwrap_or(plain))? + self.at;
        self.is_at(found, run).then_some(found)
    }

    /// Whether the run's words are the text's from `at` on, white space aside.
    fn is_at(&self, at: usize, run: &str) -> bool {
        let bytes = self.text.as_bytes();
        let mut at = at;
        let mut rest = run;
        while !rest.is_empty() {
            let (character, size) = read(rest);
            rest = &rest[size..];
            if character.is_whitespace() {
                continue;
            }
            at += white(&bytes[at..]);
            if !self.text[at..].starts_with(character) {
                return false;
            }
            at += character.len_utf8();
        }
        true
    }

    /// Brings the text to `character`; true if it is white space that the text does not have here.
    fn skips(&mut self, character: char) -> bool {
        if character.is_whitespace() {
            // Both have some: the text's may be longer (a paragraph's end) or of another kind.
            return !self.text[self.at..].starts_with(character);
        }
        self.at += white(&self.text.as_bytes()[self.at..]);
        false
    }
}

/// The first character of escaped text, and how many bytes it takes there.
fn read(text: &str) -> (char, usize) {
    if text.starts_with('&') {
        for (entity, character) in [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"')] {
            if text.starts_with(entity) {
                return (character, entity.len());
            }
        }
    }
    let character = text.chars().next().unwrap_or(' ');
    (character, character.len_utf8())
}

/// Of what `render::html` escapes.
pub(super) fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let (character, size) = read(rest);
        plain.push(character);
        rest = &rest[size..];
    }
    Cow::Owned(plain)
}

/// Bytes of the white space that the text starts with: the canonical text has no other than these.
fn white(text: &[u8]) -> usize {
    text.iter().take_while(|byte| matches!(byte, b' ' | b'\n' | b'\t')).count()
}
