//! An article laid out for reading on a terminal: headline, standfirst, who and when, then the body
//! filled to the width, links as numbers with their addresses at the end.

mod paint;
mod table;
pub(crate) mod wrap;

use std::collections::HashMap;
use std::iter;

use console::Term;
use page::{Access, Article, Attr, Body, Event, Stated, Tag};

use unicode_width::UnicodeWidthStr;

pub(crate) use paint::Paint;
use wrap::{Frame, Look, Run};

/// Lines longer than this tire the eye.
const MAX_WIDTH: usize = 80;
/// Below this there is nothing left to fill.
const MIN_WIDTH: usize = 20;

/// Lists and quotes that are set in; those deeper stay at this depth.
const MAX_DEPTH: usize = 8;

/// What is known of the terminal.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    /// Columns to fill.
    width: usize,
    /// Bold, italic and dim may be used. Without them headings are underlined.
    is_styled: bool,
}

impl Layout {
    /// For standard output; `width` is what the reader asked for. `NO_COLOR` is respected.
    pub(crate) fn of_stdout(width: Option<usize>) -> Layout {
        let term = Term::stdout();
        let columns = || match term.is_term() {
            true => usize::from(term.size().1).min(MAX_WIDTH),
            false => MAX_WIDTH,
        };
        Layout {
            width: width.unwrap_or_else(columns).max(MIN_WIDTH),
            is_styled: console::colors_enabled(),
        }
    }

    /// So many columns without looks.
    #[cfg(test)]
    pub(crate) fn plain(width: usize) -> Layout {
        Layout { width, is_styled: false }
    }

    pub(crate) fn width(&self) -> usize {
        self.width
    }

    pub(crate) fn is_styled(&self) -> bool {
        self.is_styled
    }
}

/// The article as lines; `paint` colours spans of its text.
pub(super) fn lay_out(article: &Article, layout: &Layout, paint: Option<Paint>) -> String {
    let mut page = Page::new(&article.body, layout);
    page.paint = paint;
    page.write_head(article);
    page.write_body();
    page.write_links();
    page.out
}

/// The text without the characters that steer a terminal; tabs and line feeds stay.
pub(crate) fn without_controls(text: &str) -> String {
    text.chars().filter(|&c| !c.is_control() || c == '\n' || c == '\t').collect()
}

/// What the lines of a block start with.
struct Prefix {
    /// Before the first line only, then `rest`.
    first: Option<String>,
    rest: String,
}

/// A list being written.
struct List {
    /// The number of the next item; `None` for bullets.
    next: Option<u64>,
    has_items: bool,
}

/// What an open element must do when it ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Nothing,
    Block,
    Heading,
    Look,
    Words(&'static str),
    Link(usize),
    Prefix,
    List,
    Pre,
    Table,
    Row,
    Cell,
}

struct Page<'a> {
    body: &'a Body,
    layout: &'a Layout,
    out: String,
    runs: Vec<Run>,
    looks: Vec<Look>,
    prefixes: Vec<Prefix>,
    /// How many of the prefixes the last line had too: those a blank line keeps.
    shared: usize,
    lists: Vec<List>,
    /// Addresses in the order of their first mention.
    links: Vec<&'a str>,
    /// Where each is in `links`.
    numbers: HashMap<&'a str, usize>,
    rows: table::Rows,
    table_depth: usize,
    is_in_cell: bool,
    pre_depth: usize,
    /// The next block follows without a blank line.
    is_tight: bool,
    paint: Option<Paint>,
}

impl<'a> Page<'a> {
    fn new(body: &'a Body, layout: &'a Layout) -> Page<'a> {
        Page {
            body,
            layout,
            out: String::new(),
            runs: Vec::new(),
            looks: vec![Look::PLAIN],
            prefixes: Vec::new(),
            shared: 0,
            lists: Vec::new(),
            links: Vec::new(),
            numbers: HashMap::new(),
            rows: Vec::new(),
            table_depth: 0,
            is_in_cell: false,
            pre_depth: 0,
            is_tight: false,
            paint: None,
        }
    }

    fn write_head(&mut self, article: &Article) {
        if let Some(title) = article.title.value() {
            self.text_in(Look::BOLD, title);
            self.end_heading('═');
        }
        if let Some(standfirst) = article.standfirst.value() {
            self.text_in(Look::ITALIC, standfirst);
            self.end_block();
        }
        let facts = [
            article.byline.value().map(|names| names.join(", ")),
            article.published.value().map(spoken),
            article.outlet.value().cloned(),
        ];
        let facts: Vec<String> = facts.into_iter().flatten().collect();
        if !facts.is_empty() {
            self.text_in(Look::DIM, &facts.join(" · "));
            self.end_block();
        }
        let note = match article.access {
            _ if article.text.is_empty() => "No article was found on this page.",
            Access::Paywalled => "For subscribers: the page may hold only a part.",
            Access::Truncated => "The page breaks off: it holds only a part.",
            Access::Open => return,
        };
        self.text_in(Look::DIM, note);
        self.end_block();
    }

    fn write_body(&mut self) {
        let mut ends: Vec<End> = Vec::new();
        let body = self.body;
        for (at, event) in body.events().iter().enumerate() {
            match *event {
                Event::Open(tag) => {
                    let end = self.open(tag, at);
                    ends.push(end);
                }
                Event::Attr(..) => {}
                Event::Text(span) => self.body_text(body.str(span)),
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
        self.end_block();
    }

    fn write_links(&mut self) {
        for (at, link) in std::mem::take(&mut self.links).into_iter().enumerate() {
            self.is_tight = at > 0;
            self.text_in(Look::DIM, &format!("[{}] {link}", at + 1));
            self.end_block();
        }
    }

    fn attr(&self, at: usize, wanted: Attr) -> Option<&'a str> {
        let body = self.body;
        let mut attrs = body.events()[at + 1..].iter().map_while(|event| match *event {
            Event::Attr(attr, span) => Some((attr, span)),
            _ => None,
        });
        let (_, span) = attrs.find(|(attr, _)| *attr == wanted)?;
        Some(body.str(span))
    }

    fn open(&mut self, tag: Tag, at: usize) -> End {
        match tag {
            Tag::H1 | Tag::H2 | Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6 => {
                self.end_block();
                self.push_look(Look::BOLD);
                End::Heading
            }
            Tag::P | Tag::Dd | Tag::Dl | Tag::Figure | Tag::Thead | Tag::Tbody | Tag::Tfoot => {
                self.end_block();
                End::Block
            }
            Tag::Dt => {
                self.end_block();
                self.push_look(Look::BOLD);
                End::Heading
            }
            Tag::Figcaption | Tag::Caption => {
                // The caption goes on in the picture's line.
                if !self.runs.is_empty() {
                    self.text(" ");
                }
                self.push_look(Look::DIM);
                End::Look
            }
            Tag::Section => {
                self.end_block();
                if self.attr(at, Attr::Class) == Some("footnotes") {
                    self.rule();
                }
                if let Some(datetime) = self.attr(at, Attr::Datetime) {
                    self.rule();
                    self.text_in(Look::BOLD, &datetime.replacen('T', " ", 1));
                    self.end_block();
                }
                End::Block
            }
            Tag::Blockquote => {
                self.end_block();
                self.push_prefix(None, "│ ");
                End::Prefix
            }
            Tag::Ul | Tag::Ol => {
                self.end_block();
                let start = self.attr(at, Attr::Start).and_then(|start| start.parse().ok());
                self.lists.push(List {
                    next: (tag == Tag::Ol).then(|| start.unwrap_or(1)),
                    has_items: false,
                });
                End::List
            }
            Tag::Li => {
                self.end_block();
                self.open_item();
                End::Prefix
            }
            Tag::Pre => {
                self.end_block();
                self.pre_depth += 1;
                End::Pre
            }
            Tag::Hr => {
                self.end_block();
                self.rule();
                End::Nothing
            }
            Tag::Br => {
                self.line_break();
                End::Nothing
            }
            Tag::Table => {
                self.end_block();
                self.table_depth += 1;
                End::Table
            }
            Tag::Tr => {
                self.end_block();
                if self.table_depth == 1 {
                    self.rows.push(Vec::new());
                }
                End::Row
            }
            Tag::Td | Tag::Th if self.table_depth == 1 => {
                self.end_block();
                self.is_in_cell = true;
                End::Cell
            }
            Tag::Td | Tag::Th => End::Words(" "),
            Tag::Img => {
                let alt = self.attr(at, Attr::Alt).unwrap_or_default().trim();
                let words = match alt {
                    "" => "[Picture]".to_owned(),
                    _ => format!("[Picture: {alt}]"),
                };
                self.text_in(Look::DIM, &words);
                End::Nothing
            }
            Tag::Video | Tag::Audio => {
                self.end_block();
                let name = if tag == Tag::Video { "[Video]" } else { "[Audio]" };
                self.text_in(Look::DIM, name);
                match self.attr(at, Attr::Src) {
                    Some(src) => {
                        self.push_look(Look::PLAIN);
                        End::Link(self.number_of(src))
                    }
                    None => End::Block,
                }
            }
            Tag::A => match self.attr(at, Attr::Href) {
                Some(href) => {
                    self.push_look(Look::UNDERLINE);
                    End::Link(self.number_of(href))
                }
                None => End::Nothing,
            },
            Tag::Q => {
                self.text("“");
                End::Words("”")
            }
            Tag::Em | Tag::Cite | Tag::Var => self.open_look(Look::ITALIC),
            Tag::Strong | Tag::Mark => self.open_look(Look::BOLD),
            _ => End::Nothing,
        }
    }

    fn close(&mut self, end: End) {
        match end {
            End::Nothing | End::Row => {}
            End::Block => self.end_block(),
            End::Heading => {
                self.end_heading('─');
                self.pop_look();
            }
            End::Look => self.pop_look(),
            End::Words(words) => self.text(words),
            End::Link(number) => {
                self.pop_look();
                self.text_in(Look::DIM, &format!("[{number}]"));
            }
            End::Prefix => {
                self.end_block();
                self.prefixes.pop();
                self.shared = self.shared.min(self.prefixes.len());
            }
            End::List => {
                self.end_block();
                self.lists.pop();
            }
            End::Pre => {
                self.pre_depth = self.pre_depth.saturating_sub(1);
                self.end_pre();
            }
            End::Cell => {
                self.is_in_cell = false;
                let words: String = self.runs.drain(..).map(|run| run.text).collect();
                let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
                if let Some(row) = self.rows.last_mut() {
                    row.push(words);
                }
            }
            End::Table => {
                self.table_depth = self.table_depth.saturating_sub(1);
                if self.table_depth == 0 {
                    self.end_table();
                }
            }
        }
    }

    /// Adds words of the article's text, in its colours.
    fn body_text(&mut self, text: &str) {
        let Some(mut paint) = self.paint.take() else {
            return self.text(text);
        };
        for (look, piece) in paint.pieces(text) {
            self.text_in(look, piece);
        }
        self.paint = Some(paint);
    }

    /// Adds words in the look of the open elements, white space as it came but for breaks.
    fn text(&mut self, text: &str) {
        let look = self.looks.last().copied().unwrap_or_default();
        self.push(look, text);
    }

    fn text_in(&mut self, look: Look, text: &str) {
        let around = self.looks.last().copied().unwrap_or_default();
        self.push(around.with(look), text);
    }

    fn push(&mut self, look: Look, text: &str) {
        let keeps_breaks = self.pre_depth > 0;
        let text = text
            .chars()
            .map(|c| match c {
                '\n' if keeps_breaks => c,
                '\n' | '\t' | '\r' => ' ',
                _ => c,
            })
            .filter(|&c| !c.is_control() || c == '\n')
            .collect();
        self.runs.push(Run { text, look });
    }

    fn line_break(&mut self) {
        let look = Look::PLAIN;
        let text = if self.is_in_cell { " " } else { "\n" }.to_owned();
        self.runs.push(Run { text, look });
    }

    fn open_look(&mut self, look: Look) -> End {
        self.push_look(look);
        End::Look
    }

    fn push_look(&mut self, look: Look) {
        let around = self.looks.last().copied().unwrap_or_default();
        self.looks.push(around.with(look));
    }

    fn pop_look(&mut self) {
        self.looks.pop();
    }

    /// The number a link is shown with; one address has one number.
    fn number_of(&mut self, link: &'a str) -> usize {
        let at = *self.numbers.entry(link).or_insert(self.links.len());
        if at == self.links.len() {
            self.links.push(link);
        }
        at + 1
    }

    fn open_item(&mut self) {
        let is_nested = self.lists.len() > 1;
        let Some(list) = self.lists.last_mut() else {
            self.push_prefix(None, "");
            return;
        };
        let marker = match &mut list.next {
            None => "• ".to_owned(),
            Some(number) => {
                let marker = format!("{number}. ");
                *number = number.saturating_add(1);
                marker
            }
        };
        self.is_tight = is_nested || list.has_items;
        list.has_items = true;
        let rest = " ".repeat(marker.chars().count());
        self.push_prefix(Some(marker), &rest);
    }

    fn push_prefix(&mut self, first: Option<String>, rest: &str) {
        let is_shown = self.prefixes.len() < MAX_DEPTH;
        let rest = if is_shown { rest.to_owned() } else { String::new() };
        self.prefixes.push(Prefix { first: first.filter(|_| is_shown), rest });
    }

    fn rule(&mut self) {
        if !self.is_in_cell {
            self.text_in(Look::DIM, "* * *");
            self.end_block();
        }
    }

    /// Writes the collected words as a block, if there are any.
    fn end_block(&mut self) {
        if self.is_in_cell {
            self.text(" ");
            return;
        }
        if self.runs.iter().all(|run| run.text.trim().is_empty()) {
            self.runs.clear();
            return;
        }
        let runs = std::mem::take(&mut self.runs);
        let (first, rest) = self.start_block();
        let frame = Frame {
            width: self.layout.width,
            first: &first,
            rest: &rest,
            is_styled: self.layout.is_styled,
        };
        wrap::write(&mut self.out, &runs, &frame);
    }

    /// A heading is bold, or underlined where there is no bold.
    fn end_heading(&mut self, line: char) {
        let width: usize = self.runs.iter().map(|run| run.text.trim().width()).sum();
        self.end_block();
        if !self.layout.is_styled && width > 0 {
            let (_, rest) = self.prefix();
            let room = self.layout.width.saturating_sub(rest.width());
            self.out.push_str(&rest);
            self.out.extend(iter::repeat_n(line, width.min(room)));
            self.out.push('\n');
        }
    }

    fn end_pre(&mut self) {
        let text: String = self.runs.drain(..).map(|run| run.text).collect();
        let text = text.trim_end();
        if self.is_in_cell {
            self.text(text);
        } else if !text.trim().is_empty() {
            self.push_prefix(None, "    ");
            self.lines(text.trim_start_matches('\n').split('\n'));
            self.prefixes.pop();
        }
    }

    fn end_table(&mut self) {
        let mut rows = std::mem::take(&mut self.rows);
        rows.retain(|row| row.iter().any(|cell| !cell.is_empty()));
        let (_, rest) = self.prefix();
        let room = self.layout.width.saturating_sub(rest.width());
        if let Some(lines) = table::aligned(&rows, room) {
            self.lines(lines.iter().map(String::as_str));
            return;
        }
        for (at, row) in rows.iter().enumerate() {
            self.is_tight = at > 0;
            let cells: Vec<&str> = row.iter().map(String::as_str).collect();
            self.text(&cells.join(" | "));
            self.end_block();
        }
    }

    /// Writes lines as they are.
    fn lines<'l>(&mut self, lines: impl Iterator<Item = &'l str>) {
        let (first, rest) = self.start_block();
        for (at, line) in lines.enumerate() {
            let prefix = if at == 0 { &first } else { &rest };
            let line = format!("{prefix}{line}");
            self.out.push_str(line.trim_end());
            self.out.push('\n');
        }
    }

    /// The blank line before a block, and what its lines start with.
    fn start_block(&mut self) -> (String, String) {
        if !self.out.is_empty() && !self.is_tight {
            let shared = &self.prefixes[..self.shared.min(self.prefixes.len())];
            let blank: String = shared.iter().map(|prefix| prefix.rest.as_str()).collect();
            self.out.push_str(blank.trim_end());
            self.out.push('\n');
        }
        self.is_tight = false;
        let prefix = self.prefix();
        for prefix in &mut self.prefixes {
            prefix.first = None;
        }
        self.shared = self.prefixes.len();
        prefix
    }

    fn prefix(&self) -> (String, String) {
        let rest = |prefix: &Prefix| prefix.rest.clone();
        let first = |prefix: &Prefix| prefix.first.clone().unwrap_or_else(|| rest(prefix));
        (self.prefixes.iter().map(first).collect(), self.prefixes.iter().map(rest).collect())
    }
}

/// A date in words: "21 January 2025, 15:12 UTC".
fn spoken(stated: &Stated) -> String {
    let mut words = stated.date.strftime("%-d %B %Y").to_string();
    if let Some(time) = stated.time {
        words.push_str(&format!(", {:02}:{:02}", time.hour(), time.minute()));
    }
    match stated.offset {
        Some(offset) if offset.seconds() == 0 => words.push_str(" UTC"),
        Some(offset) => words.push_str(&format!(" UTC{offset}")),
        None => {}
    }
    words
}
