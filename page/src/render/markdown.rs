//! Markdown out: CommonMark with GitHub's tables and strikethrough.
//!
//! Blocks are decided here; a paragraph's inside is collected as [`Inline`] and written by it, as
//! whether `*` works or an escape is needed depends on the characters on both sides.

mod inline;
mod loose;
mod table;

use std::collections::HashMap;
use std::iter;

use crate::article::Article;
use crate::body::{Attr, Body, Event, Tag};

use inline::{Inline, Mode, Style};
use table::Table;

/// The body alone.
pub(super) fn body(body: &Body) -> String {
    let mut writer = Writer::new(body);
    writer.write_body();
    writer.finish()
}

/// Headline, standfirst, who and when, body.
pub(super) fn article(article: &Article) -> String {
    let mut writer = Writer::new(&article.body);
    if let Some(title) = article.title.value() {
        writer.heading = Some(1);
        writer.inline.text(title);
        writer.end_paragraph();
        writer.heading = None;
    }
    if let Some(standfirst) = article.standfirst.value() {
        writer.inline.open(Style::Strong);
        writer.inline.text(standfirst);
        writer.inline.close();
        writer.end_paragraph();
    }
    let facts = [
        article.byline.value().map(|names| names.join(", ")),
        article.published.value().map(|stated| moment(&stated.to_string())),
        article.outlet.value().cloned(),
    ];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    if !facts.is_empty() {
        writer.inline.open(Style::Em);
        writer.inline.text(&facts.join(" · "));
        writer.inline.close();
        writer.end_paragraph();
    }
    writer.write_body();
    writer.finish()
}

/// A date as a reader likes it: `2025-01-21T15:12:00+00:00` is `2025-01-21 15:12 UTC`. Anything
/// that does not start so stays as it is.
pub(super) fn moment(stated: &str) -> String {
    let is_clock = |text: &str| match text.as_bytes() {
        [a, b, b':', c, d] => [a, b, c, d].iter().all(|byte| byte.is_ascii_digit()),
        _ => false,
    };
    let Some((date, clock)) = stated.split_once('T') else { return stated.to_owned() };
    let Some((minutes, rest)) = clock.split_at_checked(5).filter(|parts| is_clock(parts.0)) else {
        return stated.to_owned();
    };
    let zone = rest.trim_start_matches(|c: char| c == ':' || c == '.' || c.is_ascii_digit());
    match zone {
        "" => format!("{date} {minutes}"),
        "Z" | "+00:00" | "-00:00" => format!("{date} {minutes} UTC"),
        _ => format!("{date} {minutes} {zone}"),
    }
}

/// Lists and quotes that are set in; those deeper stay at this depth. Real pages stop at 8, and each
/// level is repeated on every line.
const MAX_DEPTH: usize = 24;

/// What every line of a block is set in from.
#[derive(Debug)]
enum Container {
    Quote,
    Item {
        /// Written before the item's first line.
        marker: String,
        /// The first line is out; later ones are indented.
        is_started: bool,
        /// The first item of its list.
        is_first: bool,
        /// No blank lines between this list's items.
        is_tight: bool,
    },
}

/// A list being written.
#[derive(Debug)]
struct List {
    /// The number of the next item; `None` for bullets.
    next: Option<u64>,
    is_tight: bool,
    /// Written with the other marker, as a list of the same kind ended right before it.
    is_other: bool,
    has_items: bool,
}

struct Writer<'a> {
    body: &'a Body,
    out: String,
    containers: Vec<Container>,
    /// The fewest containers open since the last line: those a blank line belongs to.
    shared: usize,
    lists: Vec<List>,
    /// Kind and marker of a list that ended with nothing written since.
    ended_list: Option<(bool, bool)>,
    loose: HashMap<usize, bool>,
    inline: Inline,
    heading: Option<usize>,
    /// The outermost open table; tables inside a cell are flattened.
    table: Option<Table>,
    table_depth: usize,
    /// The text of an open `<pre>`.
    pre: Option<String>,
}

/// What an open element must do when it ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Nothing,
    Paragraph,
    Heading,
    Styled,
    /// A style or a link.
    Inline,
    Code,
    Quote,
    List,
    Item,
    Pre,
    Table,
    Row,
    Cell,
    Words(&'static str),
}

impl<'a> Writer<'a> {
    fn new(body: &'a Body) -> Writer<'a> {
        Writer {
            body,
            out: String::with_capacity(body.events().len() * 24),
            containers: Vec::new(),
            shared: 0,
            lists: Vec::new(),
            ended_list: None,
            loose: HashMap::new(),
            inline: Inline::default(),
            heading: None,
            table: None,
            table_depth: 0,
            pre: None,
        }
    }

    fn finish(mut self) -> String {
        self.end_paragraph();
        self.out
    }

    fn write_body(&mut self) {
        self.loose = loose::lists(self.body);
        let mut ends: Vec<End> = Vec::new();
        let body = self.body;
        for (at, event) in body.events().iter().enumerate() {
            match *event {
                Event::Open(tag) => {
                    let end = self.open(tag, at);
                    ends.push(end);
                }
                Event::Attr(..) => {}
                Event::Text(span) => {
                    let text = body.str(span);
                    match &mut self.pre {
                        Some(pre) => pre.push_str(text),
                        None => self.inline.text(text),
                    }
                }
                Event::Close => {
                    if let Some(end) = ends.pop() {
                        self.close(end);
                    }
                }
            }
        }
        while let Some(end) = ends.pop() {
            self.close(end);
        }
    }

    fn attr(&self, at: usize, wanted: Attr) -> Option<&'a str> {
        attr(self.body, at, wanted)
    }

    fn number(&self, at: usize, wanted: Attr) -> Option<u64> {
        self.attr(at, wanted)?.trim().parse().ok()
    }

    fn open(&mut self, tag: Tag, at: usize) -> End {
        match tag {
            Tag::P | Tag::Figure | Tag::Thead | Tag::Tbody | Tag::Tfoot | Tag::Dl | Tag::Dd => {
                self.end_paragraph();
                if let (Tag::Thead, Some(table)) = (tag, &mut self.table) {
                    table.has_head = true;
                }
                End::Paragraph
            }
            Tag::H1 | Tag::H2 | Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6 => {
                self.end_paragraph();
                self.heading = Some(heading_level(tag));
                End::Heading
            }
            Tag::Dt => self.open_styled(Style::Strong),
            Tag::Figcaption | Tag::Caption => self.open_styled(Style::Em),
            Tag::Section => {
                self.end_paragraph();
                self.open_section(at);
                End::Paragraph
            }
            Tag::Blockquote => {
                self.end_paragraph();
                if self.table.is_some() || self.containers.len() >= MAX_DEPTH {
                    return End::Paragraph;
                }
                self.containers.push(Container::Quote);
                End::Quote
            }
            Tag::Ul | Tag::Ol => {
                self.end_paragraph();
                self.open_list(tag, at)
            }
            Tag::Li => {
                self.end_paragraph();
                self.open_item()
            }
            Tag::Pre => {
                self.end_paragraph();
                self.pre = Some(String::new());
                End::Pre
            }
            Tag::Hr => {
                self.end_paragraph();
                self.rule();
                End::Nothing
            }
            Tag::Table => {
                self.end_paragraph();
                self.table_depth += 1;
                self.table.get_or_insert_with(Table::default);
                End::Table
            }
            Tag::Tr => {
                self.end_paragraph();
                match &mut self.table {
                    Some(table) if self.table_depth == 1 => {
                        table.start_row();
                        End::Row
                    }
                    _ => End::Paragraph,
                }
            }
            Tag::Td | Tag::Th => {
                self.end_paragraph();
                let columns = self.number(at, Attr::Colspan).unwrap_or(1);
                match &mut self.table {
                    Some(table) if self.table_depth == 1 => {
                        table.start_cell(tag == Tag::Th, columns);
                        End::Cell
                    }
                    _ => End::Paragraph,
                }
            }
            Tag::Video | Tag::Audio => {
                self.end_paragraph();
                self.open_media(tag, at)
            }
            Tag::Br => {
                match &mut self.pre {
                    Some(pre) => pre.push('\n'),
                    None => self.inline.line_break(),
                }
                End::Nothing
            }
            Tag::Img => {
                if let Some(src) = self.attr(at, Attr::Src) {
                    let alt = self.attr(at, Attr::Alt).unwrap_or_default();
                    let title = self.attr(at, Attr::Title).unwrap_or_default();
                    self.inline.image(alt, src, title);
                }
                End::Nothing
            }
            _ if self.pre.is_some() => End::Nothing,
            Tag::A => match self.attr(at, Attr::Href) {
                Some(href) => {
                    let title = self.attr(at, Attr::Title).unwrap_or_default();
                    self.inline.open_link(href, title);
                    End::Inline
                }
                None => End::Nothing,
            },
            Tag::Code | Tag::Samp => {
                self.inline.open_code();
                End::Code
            }
            Tag::Q => {
                self.inline.text("“");
                End::Words("”")
            }
            Tag::Em | Tag::Cite | Tag::Var => self.open_style(Style::Em),
            Tag::Strong => self.open_style(Style::Strong),
            Tag::Del => self.open_style(Style::Del),
            Tag::Sub => self.open_style(Style::Html("sub")),
            Tag::Sup => self.open_style(Style::Html("sup")),
            Tag::Kbd => self.open_style(Style::Html("kbd")),
            Tag::Mark => self.open_style(Style::Html("mark")),
            Tag::Ins => self.open_style(Style::Html("ins")),
            Tag::Time | Tag::Small | Tag::Abbr => End::Nothing,
        }
    }

    fn open_style(&mut self, style: Style) -> End {
        self.inline.open(style);
        End::Inline
    }

    fn open_styled(&mut self, style: Style) -> End {
        self.end_paragraph();
        self.inline.open(style);
        End::Styled
    }

    /// A post of a live blog starts with its time, the footnotes with a rule.
    fn open_section(&mut self, at: usize) {
        if self.attr(at, Attr::Class) == Some("footnotes") {
            self.rule();
        }
        if let Some(datetime) = self.attr(at, Attr::Datetime) {
            self.rule();
            self.inline.open(Style::Strong);
            self.inline.text(&moment(datetime));
            self.inline.close();
            self.end_paragraph();
        }
    }

    fn open_list(&mut self, tag: Tag, at: usize) -> End {
        if self.table.is_some() {
            return End::Paragraph;
        }
        let is_ordered = tag == Tag::Ol;
        let is_other = match self.ended_list {
            Some((was_ordered, was_other)) if was_ordered == is_ordered => !was_other,
            _ => false,
        };
        self.lists.push(List {
            // CommonMark reads at most nine digits.
            next: is_ordered
                .then(|| self.number(at, Attr::Start).unwrap_or(1).min(loose::MAX_START)),
            is_tight: !self.loose.get(&at).copied().unwrap_or(true),
            is_other,
            has_items: false,
        });
        End::List
    }

    fn open_item(&mut self) -> End {
        if self.table.is_some() {
            self.inline.text("• ");
            return End::Paragraph;
        }
        if self.containers.len() >= MAX_DEPTH {
            return End::Paragraph;
        }
        let Some(list) = self.lists.last_mut() else {
            return End::Paragraph;
        };
        let marker = match (&mut list.next, list.is_other) {
            (None, false) => "- ".to_owned(),
            (None, true) => "* ".to_owned(),
            (Some(number), is_other) => {
                let marker = format!("{number}{} ", if is_other { ')' } else { '.' });
                *number += 1;
                marker
            }
        };
        self.containers.push(Container::Item {
            marker,
            is_started: false,
            is_first: !list.has_items,
            is_tight: list.is_tight,
        });
        End::Item
    }

    /// A film or sound becomes a link to it; what stands inside the element is its fallback text.
    fn open_media(&mut self, tag: Tag, at: usize) -> End {
        let name = if tag == Tag::Video { "Video" } else { "Audio" };
        if let Some(src) = self.attr(at, Attr::Src) {
            self.inline.open_link(src, "");
            self.inline.text(self.attr(at, Attr::Title).unwrap_or(name));
            self.inline.close();
            self.end_paragraph();
        }
        End::Paragraph
    }

    fn close(&mut self, end: End) {
        match end {
            End::Nothing => {}
            End::Paragraph => self.end_paragraph(),
            End::Heading => {
                self.end_paragraph();
                self.heading = None;
            }
            End::Styled => {
                self.inline.close();
                self.end_paragraph();
            }
            End::Inline => self.inline.close(),
            End::Code => self.inline.close_code(),
            End::Words(words) => self.inline.text(words),
            End::Quote => {
                self.end_paragraph();
                self.leave();
            }
            End::Item => {
                self.end_paragraph();
                let list = self.lists.last_mut();
                if let (Some(list), Some(Container::Item { is_started: true, .. })) =
                    (list, self.containers.last())
                {
                    list.has_items = true;
                }
                self.leave();
            }
            End::List => {
                self.end_paragraph();
                if let Some(list) = self.lists.pop()
                    && list.has_items
                {
                    self.ended_list = Some((list.next.is_some(), list.is_other));
                }
            }
            End::Pre => self.end_pre(),
            End::Table => {
                self.end_paragraph();
                self.table_depth -= 1;
                if self.table_depth == 0
                    && let Some(table) = self.table.take()
                {
                    self.block(&table.lines());
                }
            }
            End::Row => self.end_paragraph(),
            End::Cell => {
                let words = self.inline.take(Mode::Cell);
                if let Some(table) = &mut self.table {
                    table.end_cell(words);
                }
            }
        }
    }

    fn leave(&mut self) {
        self.containers.pop();
        self.shared = self.shared.min(self.containers.len());
    }

    /// Writes the collected paragraph, if there is one.
    fn end_paragraph(&mut self) {
        if self.table.as_ref().is_some_and(Table::is_in_cell) {
            self.inline.line_break();
            return;
        }
        let words = match self.heading {
            Some(level) => {
                let words = self.inline.take(Mode::Heading);
                if words.is_empty() {
                    words
                } else {
                    let marks = "#".repeat(level);
                    format!("{marks} {words}")
                }
            }
            None => self.inline.take(Mode::Paragraph),
        };
        if !words.is_empty() {
            self.block(&words);
        }
    }

    fn end_pre(&mut self) {
        let Some(text) = self.pre.take() else { return };
        let text = text.strip_suffix('\n').unwrap_or(&text);
        if text.trim().is_empty() {
            return;
        }
        if self.table.is_some() {
            self.inline.open_code();
            self.inline.text(text);
            self.inline.close_code();
            return;
        }
        let fence = "`".repeat(inline::longest_run(text, '`').max(2) + 1);
        self.block(&format!("{fence}\n{text}\n{fence}"));
    }

    fn rule(&mut self) {
        if self.table.is_none() {
            // In a list item `---` after the marker `-` would be one rule without the item.
            let rule = if self.containers.is_empty() { "---" } else { "___" };
            self.block(rule);
        }
    }

    /// Writes one block, line by line, inside the open containers.
    fn block(&mut self, lines: &str) {
        if lines.is_empty() {
            return;
        }
        if !self.out.is_empty() && self.needs_blank_line() {
            let blank = self.prefix(self.shared);
            self.out.push_str(blank.trim_end());
            self.out.push('\n');
        }
        for line in lines.split('\n') {
            let prefix = self.prefix(self.containers.len());
            self.start_items();
            let line = format!("{prefix}{line}");
            self.out.push_str(line.trim_end_matches(' '));
            self.out.push('\n');
        }
        self.shared = self.containers.len();
        self.ended_list = None;
    }

    /// Items of a tight list follow each other, and the text they hang under, without a blank line.
    fn needs_blank_line(&self) -> bool {
        let fresh =
            self.containers.iter().enumerate().find_map(|(at, container)| match container {
                Container::Item { is_started: false, is_first, is_tight, .. } => {
                    Some((at, *is_first, *is_tight))
                }
                _ => None,
            });
        match fresh {
            Some((_, false, is_tight)) => !is_tight,
            Some((at, true, _)) => !matches!(
                at.checked_sub(1).map(|above| &self.containers[above]),
                Some(Container::Item { is_tight: true, .. })
            ),
            None => true,
        }
    }

    fn prefix(&self, depth: usize) -> String {
        let mut prefix = String::new();
        for container in &self.containers[..depth] {
            match container {
                Container::Quote => prefix.push_str("> "),
                Container::Item { marker, is_started: false, .. } => prefix.push_str(marker),
                Container::Item { marker, .. } => {
                    prefix.extend(iter::repeat_n(' ', marker.len()));
                }
            }
        }
        prefix
    }

    fn start_items(&mut self) {
        for container in &mut self.containers {
            if let Container::Item { is_started, .. } = container {
                *is_started = true;
            }
        }
    }
}

/// The attribute of the element opened by the event at `at`.
fn attr(body: &Body, at: usize, wanted: Attr) -> Option<&str> {
    body.events()[at + 1..]
        .iter()
        .map_while(|event| match *event {
            Event::Attr(attr, span) => Some((attr, span)),
            _ => None,
        })
        .find(|(attr, _)| *attr == wanted)
        .map(|(_, span)| body.str(span))
}

fn heading_level(tag: Tag) -> usize {
    match tag {
        Tag::H1 => 1,
        Tag::H2 => 2,
        Tag::H3 => 3,
        Tag::H4 => 4,
        Tag::H5 => 5,
        _ => 6,
    }
}
