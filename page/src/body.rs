//! The body of an article: which of a page's blocks are the story, and those blocks cleaned.

use url::Url;

use crate::body::features::Hints;
use crate::dom::Document;
use crate::meta::Meta;

pub(crate) mod choose;
pub(crate) mod clean;
pub(crate) mod features;
pub(crate) mod judge;
pub(crate) mod lexicon;
mod particulars;
pub(crate) mod scan;
pub(crate) mod signs;
pub(crate) mod state;
mod strips;

/// A cleaned body: a flat run of [`Event`]s that open and close elements, always balanced. It holds
/// only what [`Tag`] and [`Attr`] can name, so no script, style, handler or foreign URL scheme can
/// be in it.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// The events in document order.
    events: Vec<Event>,
    /// What [`Event::Text`] and [`Event::Attr`] point into.
    pool: String,
}

/// One step through a [`Body`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Event {
    /// An element starts; its attributes follow as [`Event::Attr`].
    Open(Tag),
    /// An attribute of the element just opened.
    Attr(Attr, Span),
    /// Character data, white space already collapsed except inside [`Tag::Pre`].
    Text(Span),
    /// The innermost open element ends. Void elements ([`Tag::is_void`]) are closed too.
    Close,
}

/// A byte range in the body's pool; read it with [`Body::str`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Span {
    start: u32,
    end: u32,
}

macro_rules! tags {
    ($($variant:ident $text:literal,)*) => {
        /// The elements a cleaned body may hold.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
        pub enum Tag { $(#[doc = concat!("`<", $text, ">`")] $variant,)* }

        impl Tag {
            /// The element's name in HTML.
            pub fn text(self) -> &'static str {
                match self { $(Tag::$variant => $text,)* }
            }

            /// The tag of that lower-case name, if a body may hold it.
            pub fn of(text: &str) -> Option<Tag> {
                match text { $($text => Some(Tag::$variant),)* _ => None }
            }
        }
    };
}

tags! {
    P "p", H1 "h1", H2 "h2", H3 "h3", H4 "h4", H5 "h5", H6 "h6",
    Ul "ul", Ol "ol", Li "li", Dl "dl", Dt "dt", Dd "dd",
    Table "table", Caption "caption", Thead "thead", Tbody "tbody", Tfoot "tfoot",
    Tr "tr", Th "th", Td "td",
    Blockquote "blockquote", Pre "pre", Hr "hr", Br "br",
    Figure "figure", Figcaption "figcaption", Img "img", Video "video", Audio "audio",
    Section "section",
    A "a", Em "em", Strong "strong", Code "code", Kbd "kbd", Samp "samp", Var "var",
    Sub "sub", Sup "sup", Q "q", Cite "cite", Time "time", Mark "mark", Small "small",
    Del "del", Ins "ins", Abbr "abbr",
}

impl Tag {
    /// True for elements without content or end tag.
    pub fn is_void(self) -> bool {
        matches!(self, Tag::Hr | Tag::Br | Tag::Img)
    }
}

/// The attributes a cleaned body may hold.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Attr {
    /// `href` of [`Tag::A`]: absolute, http, https or mailto.
    Href,
    /// `src` of a picture, video or sound: absolute, http or https.
    Src,
    /// `alt` of [`Tag::Img`].
    Alt,
    /// `title`.
    Title,
    /// `width` in CSS pixels, digits only.
    Width,
    /// `height` in CSS pixels, digits only.
    Height,
    /// `datetime` of [`Tag::Time`], and of the [`Tag::Section`] that is one post of a live blog.
    Datetime,
    /// `colspan` of a cell, digits only.
    Colspan,
    /// `rowspan` of a cell, digits only.
    Rowspan,
    /// `start` of [`Tag::Ol`], digits only.
    Start,
    /// `cite` of a quotation: absolute, http or https.
    Cite,
    /// `class`: only our own words (`embed`, `pullquote`, `credit`, `post`, `footnotes`).
    Class,
}

impl Attr {
    /// The attribute's name in HTML.
    pub fn text(self) -> &'static str {
        match self {
            Attr::Href => "href",
            Attr::Src => "src",
            Attr::Alt => "alt",
            Attr::Title => "title",
            Attr::Width => "width",
            Attr::Height => "height",
            Attr::Datetime => "datetime",
            Attr::Colspan => "colspan",
            Attr::Rowspan => "rowspan",
            Attr::Start => "start",
            Attr::Cite => "cite",
            Attr::Class => "class",
        }
    }

    /// The attribute of that lower-case name, if a body may hold it.
    pub fn of(text: &str) -> Option<Attr> {
        const ALL: [Attr; 12] = [
            Attr::Href,
            Attr::Src,
            Attr::Alt,
            Attr::Title,
            Attr::Width,
            Attr::Height,
            Attr::Datetime,
            Attr::Colspan,
            Attr::Rowspan,
            Attr::Start,
            Attr::Cite,
            Attr::Class,
        ];
        ALL.into_iter().find(|attr| attr.text() == text)
    }
}

impl Body {
    /// The events in document order.
    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The words a span stands for.
    pub fn str(&self, span: Span) -> &str {
        &self.pool[span.start as usize..span.end as usize]
    }

    /// Opens an element; its attributes come next.
    pub(crate) fn open(&mut self, tag: Tag) {
        self.events.push(Event::Open(tag));
    }

    /// Adds an attribute to the element just opened.
    pub(crate) fn attr(&mut self, attr: Attr, value: &str) {
        let span = self.keep(value);
        self.events.push(Event::Attr(attr, span));
    }

    /// Adds an attribute whose value is in the pool already.
    pub(crate) fn attr_again(&mut self, attr: Attr, value: Span) {
        self.events.push(Event::Attr(attr, value));
    }

    /// Adds character data.
    pub(crate) fn text(&mut self, text: &str) {
        self.text_with(|pool| pool.push_str(text));
    }

    /// Adds the character data that `write` appends to the pool; nothing when it appends nothing.
    /// Gives back what `write` does.
    pub(crate) fn text_with<T>(&mut self, write: impl FnOnce(&mut String) -> T) -> T {
        let start = self.pool_len();
        let answer = write(&mut self.pool);
        let end = self.pool_len();
        match self.events.last_mut() {
            _ if start == end => {}
            // Text after text is one run.
            Some(Event::Text(span)) if span.end as usize == start => span.end = end as u32,
            _ => self.events.push(Event::Text(Span { start: start as u32, end: end as u32 })),
        }
        answer
    }

    /// Closes the innermost open element.
    pub(crate) fn close(&mut self) {
        self.events.push(Event::Close);
    }

    /// Puts words into the pool, for [`Body::attr_again`].
    pub(crate) fn keep(&mut self, text: &str) -> Span {
        let start = self.pool.len() as u32;
        self.pool.push_str(text);
        Span { start, end: self.pool.len() as u32 }
    }

    /// Bytes in the pool.
    pub(crate) fn pool_len(&self) -> usize {
        self.pool.len()
    }

    /// The pool from a former [`Body::pool_len`] on.
    pub(crate) fn pool_from(&self, start: usize) -> &str {
        &self.pool[start..]
    }

    /// Forgets everything after the first `events` events and `pool` bytes, which must be what the
    /// body once held.
    pub(crate) fn truncate(&mut self, events: usize, pool: usize) {
        self.events.truncate(events);
        self.pool.truncate(pool);
        if let Some(Event::Text(span)) = self.events.last_mut() {
            span.end = span.end.min(pool as u32);
        }
    }
}

/// What [`read`] gives back.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    pub(crate) body: Body,
    pub(crate) text: String,
    /// The text ends in the middle and the page links to the rest.
    pub(crate) breaks_off: bool,
}

/// Chooses and cleans the body.
pub(crate) fn read(document: &Document<'_>, meta: &Meta, url: Option<&Url>) -> Reading {
    let model = judge::shipped();
    let scan = scan::scan(document, &model.lexicon);
    let mut kept = choose::choose(&scan, &hints(document, meta, url), model);
    strips::drop(document, &scan, &mut kept);
    particulars::drop(document, &scan, meta, &mut kept);
    let mut shown = clean::clean(document, &scan, &kept, url);
    shown.breaks_off = breaks_off(&shown.text) && strips::goes_on(&scan, &kept);
    state::read(document, &meta.article_body, &shown.text, url).unwrap_or(shown)
}

fn breaks_off(text: &str) -> bool {
    let end = text.trim_end_matches([']', ')', ' ']);
    end.ends_with('…') || end.ends_with("...")
}

/// What the metadata tells the judge.
pub(crate) fn hints(document: &Document<'_>, meta: &Meta, url: Option<&Url>) -> Hints {
    let words = |text: &str| scan::words_in(text);
    let mut body: Vec<u32> = features::shingles(&words(&meta.article_body)).collect();
    body.sort_unstable();
    body.dedup();
    Hints {
        title: words(meta.title.value().map_or("", |title| title)),
        standfirst: words(meta.standfirst.value().map_or("", |standfirst| standfirst)),
        body,
        signs: signs::signs(document, url),
    }
}
