//! Writes tape and text in one pass, so that both hold the same words.
//!
//! The walk says what it enters and leaves; nothing reaches the tape before there is content for
//! it, so empty elements vanish by themselves. What is open on the tape is at any time: frames
//! (lists, tables, quotations, headings…), then at most one paragraph, then inline elements.

use crate::body::clean::links::{self, Links};
use crate::body::clean::nesting::{between, is_balanced, is_raw, may_stand};
use crate::body::clean::white;
use crate::body::{Attr, Body, Span, Tag};
use crate::dom::{Document, NodeId, name};

/// Frames deeper than this are left out, their words kept. With the elements put between frames
/// that do not fit each other, a paragraph and inline elements, a tape stays below 64 deep.
const FRAMES: usize = 20;
const INLINES: usize = 12;
/// A link over several paragraphs is opened again in each, while that costs at most this many
/// bytes.
const REOPENED: usize = 4 * 1024;
/// Empty cells before the first filled one of a row that are remembered.
const EMPTY_CELLS: u16 = 100;

/// Attributes of a frame or inline element.
pub(super) type Attrs = Vec<(Attr, String)>;

#[derive(Debug)]
struct Frame {
    node: NodeId,
    tag: Tag,
    attrs: Attrs,
    /// Elements put around it so that it fits into the frame outside.
    extra: usize,
    /// Something was written directly into it.
    filled: bool,
    empty_cells: u16,
}

#[derive(Debug)]
struct Inline {
    node: NodeId,
    tag: Tag,
    /// Where its attributes are in the pool, once they are.
    attrs: Option<Vec<(Attr, Span)>>,
    /// False for a link that leads nowhere allowed.
    wanted: bool,
    reopened: usize,
}

/// Which place in which list or table the last words stood in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Spot {
    /// The innermost heading, caption or `<pre>`.
    raw: Option<NodeId>,
    /// The outermost list or table, and whether it is a table.
    group: Option<(NodeId, bool)>,
    row: Option<NodeId>,
    cell: Option<NodeId>,
}

/// A point to go back to.
#[derive(Debug)]
pub(super) struct Mark {
    events: usize,
    pool: usize,
    shown: usize,
    frames: usize,
}

/// What has been written so far.
#[derive(Debug)]
pub(super) struct Writer<'d, 'a> {
    document: &'d Document<'a>,
    pub(super) links: Links,
    pub(super) body: Body,
    pub(super) text: String,
    /// While true, words go to the tape only.
    pub(super) mute: bool,
    frames: Vec<Frame>,
    /// How many of `frames` are on the tape.
    shown: usize,
    inlines: Vec<Inline>,
    /// How many of `inlines` are on the tape.
    opened: usize,
    /// Elements of the open paragraph; `Some(0)` when words go straight into a frame.
    paragraph: Option<usize>,
    /// A space is due before the next word.
    gap: bool,
    /// Nothing has been written in this line.
    fresh: bool,
    /// No words have been written in this line.
    bare: bool,
    /// The space due is on the tape, not in the text, as a picture followed it.
    owed: bool,
    rule: bool,
    spot: Spot,
}

impl<'d, 'a> Writer<'d, 'a> {
    pub(super) fn new(document: &'d Document<'a>, links: Links) -> Self {
        Writer {
            document,
            links,
            body: Body::default(),
            text: String::new(),
            mute: false,
            frames: vec![],
            shown: 0,
            inlines: vec![],
            opened: 0,
            paragraph: None,
            gap: false,
            fresh: true,
            bare: true,
            owed: false,
            rule: false,
            spot: Spot::default(),
        }
    }

    /// The innermost frame.
    pub(super) fn top(&self) -> Option<Tag> {
        self.frames.last().map(|frame| frame.tag)
    }

    /// True where only words and inline elements may stand.
    pub(super) fn in_raw(&self) -> bool {
        self.top().is_some_and(is_raw)
    }

    pub(super) fn in_paragraph(&self) -> bool {
        self.paragraph.is_some()
    }

    /// Enters an element that becomes `tag`; ignored where that tag cannot stand.
    pub(super) fn push(&mut self, node: NodeId, tag: Tag, attrs: Attrs) {
        let top = self.top();
        if self.frames.len() >= FRAMES || top.is_some_and(is_raw) || !may_stand(tag, top) {
            return;
        }
        self.end_paragraph();
        self.frames.push(Frame { node, tag, attrs, extra: 0, filled: false, empty_cells: 0 });
    }

    /// True inside a frame of that kind.
    pub(super) fn is_in(&self, class: &str) -> bool {
        let has = |frame: &Frame| frame.attrs.iter().any(|(_, value)| value == class);
        self.frames.iter().any(has)
    }

    /// Names the kind of the innermost frame, as long as it is not on the tape and has no kind.
    pub(super) fn name_top(&mut self, class: &str) {
        let is_new = self.shown < self.frames.len();
        if let Some(top) = self.frames.last_mut().filter(|top| is_new && top.attrs.is_empty()) {
            top.attrs.push((Attr::Class, class.to_owned()));
        }
    }

    /// Enters an inline element; one inside another of its kind is ignored.
    pub(super) fn push_inline(&mut self, node: NodeId, tag: Tag) {
        let twice = self.inlines.iter().any(|inline| inline.tag == tag);
        if !twice && self.inlines.len() < INLINES {
            self.inlines.push(Inline { node, tag, attrs: None, wanted: true, reopened: 0 });
        }
    }

    /// Leaves an element, whether or not it was entered.
    pub(super) fn leave(&mut self, node: NodeId) {
        if self.inlines.last().is_some_and(|top| top.node == node) {
            if self.opened == self.inlines.len() {
                self.close_inline();
            }
            self.inlines.pop();
        }
        if self.frames.last().is_some_and(|top| top.node == node) {
            self.pop();
        }
    }

    fn pop(&mut self) {
        self.end_paragraph();
        let Some(frame) = self.frames.pop() else {
            return;
        };
        if self.shown > self.frames.len() {
            self.shown = self.frames.len();
            self.close_all(frame.extra + 1);
        } else if matches!(frame.tag, Tag::Td | Tag::Th) {
            let is_shown = self.shown == self.frames.len();
            match self.frames.last_mut() {
                Some(_) if is_shown => {
                    self.write_void(frame.tag, &frame.attrs);
                }
                Some(row) => row.empty_cells = (row.empty_cells + 1).min(EMPTY_CELLS),
                None => {}
            }
        }
    }

    fn close_all(&mut self, count: usize) {
        for _ in 0..count {
            self.body.close();
        }
    }

    /// A rule is due before the next paragraph, if something stands before it.
    pub(super) fn rule(&mut self, due: bool) {
        self.rule = due && !self.body.events().is_empty();
    }

    /// Puts all frames on the tape.
    fn show(&mut self) {
        if self.rule && self.shown < self.frames.len() {
            let outside = self.shown.checked_sub(1).map(|at| self.frames[at].tag);
            if between(outside, Tag::Hr).is_empty() && outside != Some(Tag::Figure) {
                self.body.open(Tag::Hr);
                self.body.close();
            }
            self.rule = false;
        }
        while self.shown < self.frames.len() {
            let outside = self.shown.checked_sub(1).map(|at| self.frames[at].tag);
            let tag = self.frames[self.shown].tag;
            let extra = between(outside, tag);
            for tag in extra {
                self.body.open(*tag);
            }
            self.body.open(tag);
            let frame = &mut self.frames[self.shown];
            frame.extra = extra.len();
            frame.filled = false;
            for (attr, value) in &frame.attrs {
                self.body.attr(*attr, value);
            }
            for _ in 0..frame.empty_cells {
                self.body.open(Tag::Td);
                self.body.close();
            }
            self.fill();
            self.shown += 1;
        }
    }

    /// Notes that the innermost shown frame has content.
    fn fill(&mut self) {
        if let Some(at) = self.shown.checked_sub(1) {
            self.frames[at].filled = true;
        }
    }

    /// Starts a paragraph of words. `alone`: nothing else will stand in its list item or cell.
    pub(super) fn begin_paragraph(&mut self, alone: bool) {
        self.end_paragraph();
        self.show();
        let top = self.top();
        let filled = self.frames.last().is_some_and(|frame| frame.filled);
        let count = match top {
            Some(Tag::Pre) => {
                if filled {
                    self.body.text("\n");
                }
                0
            }
            Some(tag) if is_raw(tag) => {
                if filled {
                    self.body.open(Tag::Br);
                    self.body.close();
                }
                0
            }
            Some(Tag::Li | Tag::Td | Tag::Th | Tag::Dd) if !filled && alone => 0,
            _ => self.begin_block(Tag::P),
        };
        self.fill();
        self.paragraph = Some(count);
        self.begin_line();
        self.part();
    }

    /// Opens `tag` with what has to be around it here; how many elements that were.
    fn begin_block(&mut self, tag: Tag) -> usize {
        let extra = between(self.top(), tag);
        if std::mem::take(&mut self.rule) && extra.is_empty() {
            self.body.open(Tag::Hr);
            self.body.close();
        }
        let synthetic_item = matches!(extra, [.., Tag::Li | Tag::Td | Tag::Dd]) && tag == Tag::P;
        for tag in extra {
            self.body.open(*tag);
        }
        if synthetic_item {
            return extra.len();
        }
        self.body.open(tag);
        extra.len() + 1
    }

    /// Starts the caption of the figure being written, or goes on with it.
    pub(super) fn begin_caption(&mut self, is_credit: bool) {
        if self.paragraph.is_some_and(|count| count > 0) {
            self.close_inlines();
            self.gap = !self.fresh;
            if self.paragraph == Some(2) {
                self.body.close();
            }
        } else {
            self.end_paragraph();
            self.show();
            self.body.open(Tag::Figcaption);
            self.begin_line();
        }
        self.paragraph = Some(1);
        if is_credit {
            if std::mem::take(&mut self.gap) {
                self.body.text(" ");
            }
            self.body.open(Tag::Small);
            self.body.attr(Attr::Class, "credit");
            self.fresh = true;
            self.paragraph = Some(2);
        }
    }

    /// Ends the open paragraph, if any.
    pub(super) fn end_paragraph(&mut self) {
        if let Some(count) = self.paragraph {
            self.close_inlines();
            self.paragraph = None;
            self.close_all(count);
            if self.top() == Some(Tag::Pre) && !self.mute {
                let end = self.text.trim_end_matches(white::is_space).len();
                self.text.truncate(end);
            }
        }
    }

    /// Takes back the parting of a paragraph that came to nothing: one of control characters alone.
    fn drop_line_ends(&mut self) {
        let end = self.text.trim_end_matches('\n').len();
        self.text.truncate(end);
    }

    /// What parts the coming words from those before.
    fn part(&mut self) {
        if self.mute {
            return;
        }
        let spot = self.here();
        let before = std::mem::replace(&mut self.spot, spot);
        if self.text.is_empty() {
            return;
        }
        let parting = match spot.group {
            _ if spot.raw.is_some() && spot.raw == before.raw => "\n",
            Some((_, is_table)) if spot.group == before.group => match is_table {
                true if spot.cell.is_some() && spot.cell == before.cell => " ",
                true if spot.row.is_some() && spot.row == before.row => "\t",
                _ => "\n",
            },
            _ => "\n\n",
        };
        if parting == "\n\n" {
            self.drop_line_ends();
        }
        self.text.push_str(parting);
    }

    fn here(&self) -> Spot {
        let mut spot = Spot::default();
        for frame in &self.frames {
            match frame.tag {
                Tag::Ul | Tag::Ol | Tag::Dl if spot.group.is_none() => {
                    spot.group = Some((frame.node, false));
                }
                Tag::Table if spot.group.is_none() => spot.group = Some((frame.node, true)),
                Tag::Tr if spot.row.is_none() => spot.row = Some(frame.node),
                Tag::Td | Tag::Th if spot.cell.is_none() => spot.cell = Some(frame.node),
                tag if is_raw(tag) => spot.raw = Some(frame.node),
                _ => {}
            }
        }
        spot
    }

    /// A line ends inside the paragraph.
    pub(super) fn line_break(&mut self, count: usize) {
        if self.top() == Some(Tag::Pre) {
            for _ in 0..count {
                self.body.text("\n");
                if !self.mute {
                    self.text.push('\n');
                }
            }
        } else {
            self.body.open(Tag::Br);
            self.body.close();
            if !self.mute {
                self.text.push('\n');
            }
        }
        self.begin_line();
    }

    /// Words of the open paragraph.
    pub(super) fn put(&mut self, words: &str) {
        if self.top() == Some(Tag::Pre) {
            self.put_verbatim(words);
            return;
        }
        let lead = white::leading(words);
        self.gap |= lead > 0 && !self.fresh;
        let words = &words[lead..];
        if words.is_empty() {
            return;
        }
        self.part_words();
        let start = self.body.pool_len();
        self.gap = self.body.text_with(|pool| white::collapse(pool, words));
        if !self.mute {
            self.text.push_str(self.body.pool_from(start));
        }
        (self.fresh, self.bare) = (false, false);
    }

    fn begin_line(&mut self) {
        (self.gap, self.fresh) = (false, true);
        (self.owed, self.bare) = (false, true);
    }

    /// The space due, if any, outside the inline elements that open now.
    fn part_words(&mut self) {
        self.part_tape();
        if std::mem::take(&mut self.owed) && !self.bare && !self.mute {
            self.text.push(' ');
        }
        self.open_inlines();
    }

    fn part_tape(&mut self) {
        if std::mem::take(&mut self.gap) {
            self.owed = true;
            if !self.fresh {
                self.body.text(" ");
            }
        }
    }

    fn put_verbatim(&mut self, words: &str) {
        let words = if self.fresh { words.trim_start_matches(['\n', '\r']) } else { words };
        if words.is_empty() {
            return;
        }
        self.open_inlines();
        let start = self.body.pool_len();
        self.body.text_with(|pool| {
            pool.extend(words.chars().filter_map(|c| match c {
                '\n' | '\t' => Some(c),
                '\u{a0}' => Some(' '),
                c if c.is_control() => None,
                c => Some(c),
            }));
        });
        if !self.mute {
            self.text.push_str(self.body.pool_from(start));
        }
        (self.fresh, self.bare) = (false, false);
    }

    /// An element with words of its own inside the paragraph: a formula.
    pub(super) fn put_element(&mut self, tag: Tag, words: &str) {
        self.part_words();
        self.body.open(tag);
        self.body.text(words);
        self.body.close();
        if !self.mute {
            self.text.push_str(words);
        }
        (self.fresh, self.bare) = (false, false);
    }

    /// A void element inside the paragraph.
    pub(super) fn put_void(&mut self, tag: Tag, attrs: &[(Attr, String)]) {
        self.part_tape();
        self.write_void(tag, attrs);
        self.fresh = false;
    }

    /// An element of its own between paragraphs, empty, around it `around` if that is no frame yet.
    pub(super) fn put_block(
        &mut self,
        around: Option<(Tag, Option<&'static str>)>,
        tag: Tag,
        attrs: &[(Attr, String)],
        words: &str,
    ) {
        self.end_paragraph();
        self.show();
        let outer = around.map_or(tag, |(tag, _)| tag);
        let mut count = self.begin_block(outer);
        if let Some((_, class)) = around {
            if let Some(class) = class {
                self.body.attr(Attr::Class, class);
            }
            self.body.open(tag);
            count += 1;
        }
        for (attr, value) in attrs {
            self.body.attr(*attr, value);
        }
        if !words.is_empty() {
            self.body.text(words);
        }
        self.close_all(count);
        self.fill();
    }

    fn write_void(&mut self, tag: Tag, attrs: &[(Attr, String)]) {
        self.body.open(tag);
        for (attr, value) in attrs {
            self.body.attr(*attr, value);
        }
        self.body.close();
    }

    fn open_inlines(&mut self) {
        while self.opened < self.inlines.len() {
            let at = self.opened;
            self.opened += 1;
            if self.inlines[at].attrs.is_none() {
                self.read_attrs(at);
            } else {
                let inline = &mut self.inlines[at];
                let size = |&(_, span): &(Attr, Span)| self.body.str(span).len() + 16;
                inline.reopened += inline.attrs.iter().flatten().map(size).sum::<usize>();
                inline.wanted &= inline.reopened <= REOPENED;
            }
            let inline = &self.inlines[at];
            if inline.wanted {
                self.body.open(inline.tag);
                for &(attr, span) in inline.attrs.iter().flatten() {
                    self.body.attr_again(attr, span);
                }
            }
        }
    }

    /// Resolves the attributes of an inline element the first time words stand in it.
    fn read_attrs(&mut self, at: usize) {
        let Inline { node, tag, .. } = self.inlines[at];
        let document = self.document;
        let stated = |name| document.attr(node, name);
        let value = match tag {
            Tag::A => {
                let href = stated(name::HREF).and_then(|href| self.links.href(href));
                self.inlines[at].wanted = href.is_some();
                href.map(|href| (Attr::Href, href))
            }
            Tag::Time => stated(name::DATETIME)
                .and_then(links::moment)
                .map(|moment| (Attr::Datetime, moment.to_owned())),
            Tag::Abbr => stated(name::TITLE).map(|title| (Attr::Title, links::words(title))),
            Tag::Q | Tag::Del | Tag::Ins => stated(name::CITE)
                .and_then(|cite| self.links.web(cite))
                .map(|cite| (Attr::Cite, cite)),
            Tag::Small => {
                Some((Attr::Class, "credit".to_owned())).filter(|_| !document.is(node, name::SMALL))
            }
            _ => None,
        };
        let attrs = value.into_iter();
        self.inlines[at].attrs =
            Some(attrs.map(|(attr, value)| (attr, self.body.keep(&value))).collect());
    }

    fn close_inline(&mut self) {
        self.opened -= 1;
        if self.inlines[self.opened].wanted {
            self.body.close();
        }
    }

    fn close_inlines(&mut self) {
        while self.opened > 0 {
            self.close_inline();
        }
    }

    /// Remembers this point; the paragraph before it ends.
    pub(super) fn mark(&mut self) -> Mark {
        self.end_paragraph();
        Mark {
            events: self.body.events().len(),
            pool: self.body.pool_len(),
            shown: self.shown,
            frames: self.frames.len(),
        }
    }

    /// Goes back to a mark, with the frames that were entered then. Only the tape: what was written
    /// since must have been written with `mute` on.
    pub(super) fn back_to(&mut self, mark: &Mark) {
        self.end_paragraph();
        self.frames.truncate(mark.frames);
        self.shown = mark.shown;
        self.body.truncate(mark.events, mark.pool);
        for inline in &mut self.inlines {
            inline.attrs = None;
        }
    }

    /// True when something has been written since the mark.
    pub(super) fn has_grown(&self, mark: &Mark) -> bool {
        self.body.events().len() > mark.events
    }

    /// Tape and text, everything closed.
    pub(super) fn finish(mut self) -> (Body, String) {
        while !self.frames.is_empty() {
            self.pop();
        }
        self.end_paragraph();
        debug_assert!(is_balanced(self.body.events()));
        self.drop_line_ends();
        (self.body, self.text)
    }
}
