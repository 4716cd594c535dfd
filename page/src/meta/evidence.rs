//! One pass over a page: everything its tree states about the article, in document order, as found.
//! What is made of it is decided elsewhere.

use super::json::{self, Json};
use super::vocabulary::{self as words, Field, Hints};
use super::{clean, day, names};
use crate::article::Place;
use crate::dom::{Document, Kind, Name, NodeId, name};

/// Most elements remembered of each kind; a page with more is a list of articles or an attack.
const MARK_LIMIT: usize = 400;
/// Most `<meta>` elements remembered. The largest real heads hold about 300.
const TAG_LIMIT: usize = 2_000;
/// Bytes of linked data read in all: the largest real pages (articleBody and live blogs) hold half
/// of this.
const JSON_BYTES: usize = 4 << 20;
/// Longest visible text, in bytes, that can be a byline or a date.
const SHORT_TEXT: usize = 300;
/// Links to a next page remembered.
const NEXT_LIMIT: usize = 8;
/// Longest label in front of a value, in bytes: "Zuletzt aktualisiert am".
const LABEL_BYTES: usize = 48;

/// A `<meta>` whose key is known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tag<'d> {
    pub(super) field: Field,
    pub(super) place: Place,
    pub(super) content: &'d str,
}

/// What an element or text is taken for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Role {
    Author,
    Published,
    Modified,
    /// A date of which nothing says what happened then.
    Date,
    Headline,
    Standfirst,
    /// Who published it.
    Publisher,
}

/// How a mark was recognised.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Sign {
    /// `itemprop`.
    Microdata,
    /// `property`.
    Rdfa,
    /// `rel="author"`.
    Rel,
    /// `<time>`, `<h1>`, `<address>`.
    Element,
    /// A word in its class or id.
    Class,
    /// The text itself: "By …", a date.
    Words,
}

/// An element or text that may hold a value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark<'d> {
    pub(super) node: NodeId,
    pub(super) role: Role,
    pub(super) sign: Sign,
    /// `content` or `datetime`, where the element has one.
    pub(super) attribute: Option<&'d str>,
    /// Hints of the element itself.
    pub(super) own: Hints,
    /// Hints of the elements around it.
    pub(super) around: Hints,
    /// Bytes of visible text before it.
    pub(super) offset: usize,
    /// The last visible text before it, where that is short: the label of a value.
    pub(super) before: Option<NodeId>,
}

/// All a page states.
#[derive(Debug, Default)]
pub(super) struct Evidence<'d> {
    pub(super) tags: Vec<Tag<'d>>,
    pub(super) json: Vec<Json<'d>>,
    pub(super) title_element: Option<&'d str>,
    pub(super) html_lang: Option<&'d str>,
    pub(super) base: Option<&'d str>,
    pub(super) canonical: Option<&'d str>,
    /// `rel="next"`, of links in the head and in the text.
    pub(super) next: Vec<(&'d str, Place)>,
    pub(super) image_link: Option<&'d str>,
    pub(super) marks: Vec<Mark<'d>>,
    /// The first text after the headline is cut off at this many bytes of visible text.
    pub(super) text_bytes: usize,
}

/// Collects the evidence of a page.
pub(super) fn collect<'d>(document: &'d Document<'_>) -> Evidence<'d> {
    let mut walk = Walk {
        document,
        found: Evidence::default(),
        counts: [0; 7],
        json_bytes: 0,
        offset: 0,
        before: None,
        spans: Vec::new(),
    };
    walk.run();
    walk.found.text_bytes = walk.offset;
    walk.place_furniture();
    walk.found
}

struct Walk<'d, 'a> {
    document: &'d Document<'a>,
    found: Evidence<'d>,
    counts: [usize; 7],
    json_bytes: usize,
    offset: usize,
    before: Option<NodeId>,
    spans: Vec<Span>,
}

/// A stretch of the page that a class name or element calls furniture.
struct Span {
    hints: Hints,
    marks: std::ops::Range<usize>,
    bytes: usize,
}

/// An element whose children are being walked.
struct Open {
    hints: Hints,
    /// The furniture hints of the element itself, its first mark and the text before it.
    furniture: Hints,
    first_mark: usize,
    offset: usize,
}

/// A stretch with more than this share of the page's text holds the story, whatever it is called
/// ("layout-with-sidebar", "widget-area"). Dev pages: 30–60 % make no difference.
const STORY_SHARE: usize = 40;

impl<'d> Walk<'d, '_> {
    fn run(&mut self) {
        let mut open = vec![Open { hints: 0, furniture: 0, first_mark: 0, offset: 0 }];
        let mut node = self.document.first_child(NodeId::DOCUMENT);
        while let Some(id) = node {
            let above = open.last().expect("the document's own entry stays").hints;
            let (first_mark, offset) = (self.found.marks.len(), self.offset);
            let below = match self.document.kind(id) {
                Kind::Element => self.element(id, above),
                Kind::Text => {
                    self.text(id, above);
                    None
                }
                _ => None,
            };
            if let Some(own) = below
                && let Some(first) = self.document.first_child(id)
            {
                open.push(Open {
                    hints: above | own & !words::FURNITURE,
                    furniture: own & words::FURNITURE,
                    first_mark,
                    offset,
                });
                node = Some(first);
                continue;
            }
            let mut at = id;
            node = loop {
                if let Some(next) = self.document.next_sibling(at) {
                    break Some(next);
                }
                match self.document.parent(at) {
                    Some(parent) if open.len() > 1 => {
                        self.close(open.pop());
                        at = parent;
                    }
                    _ => break None,
                }
            };
        }
    }

    fn close(&mut self, open: Option<Open>) {
        let Some(open) = open.filter(|open| open.furniture != 0) else {
            return;
        };
        let marks = open.first_mark..self.found.marks.len();
        if !marks.is_empty() {
            self.spans.push(Span {
                hints: open.furniture,
                marks,
                bytes: self.offset - open.offset,
            });
        }
    }

    /// Tells the marks which of them lie in furniture, now that the sizes are known. A running sum
    /// of starts and ends keeps this linear however the stretches nest.
    fn place_furniture(&mut self) {
        let marks = &mut self.found.marks;
        let limit = self.offset * STORY_SHARE / 100;
        for bit in [words::COMMENT, words::RELATED, words::FOOTER, words::NAV, words::ASIDE] {
            let mut steps = vec![0i32; marks.len() + 1];
            for span in self.spans.iter().filter(|span| span.hints & bit != 0) {
                let has_heading = marks[span.marks.clone()]
                    .iter()
                    .take(MARK_LIMIT)
                    .any(|mark| mark.role == Role::Headline && mark.sign == Sign::Element);
                if span.bytes > limit && bit != words::COMMENT || has_heading && bit != words::NAV {
                    continue;
                }
                steps[span.marks.start] += 1;
                steps[span.marks.end] -= 1;
            }
            let mut depth = 0;
            for (mark, step) in marks.iter_mut().zip(steps) {
                depth += step;
                if depth > 0 {
                    mark.around |= bit;
                }
            }
        }
    }

    /// Notes what an element states; gives back the hints for what is inside it, or `None` when
    /// nothing inside is shown to a reader.
    fn element(&mut self, id: NodeId, above: Hints) -> Option<Hints> {
        let document = self.document;
        let name = document.name(id);
        match name {
            name::META => {
                self.meta(id);
                return None;
            }
            name::LINK => {
                self.link(id, above);
                return None;
            }
            name::SCRIPT => {
                self.script(id);
                return None;
            }
            name::TITLE => {
                if self.found.title_element.is_none() && document.is(id, name::TITLE) {
                    self.found.title_element =
                        document.first_child(id).map(|text| document.text(text));
                }
                return None;
            }
            name::STYLE
            | name::SVG
            | name::MATH
            | name::IFRAME
            | name::TEMPLATE
            | name::SELECT
            | name::TEXTAREA
            | name::OBJECT
            | name::NOSCRIPT => return None,
            name::BASE => {
                self.found.base = self.found.base.or(document.attr(id, name::HREF));
                return None;
            }
            name::HTML => {
                self.found.html_lang =
                    document.attr(id, name::LANG).filter(|lang| !lang.trim().is_empty());
                return Some(0);
            }
            name::HEAD | name::BODY => return Some(0),
            _ => {}
        }
        let own = self.hints(id, name);
        self.marks_of(id, name, own, above);
        // A headline or role word in a class speaks of that element only.
        let inherited = own & !(words::HEADLINE | words::NAME);
        Some(inherited)
    }

    fn hints(&mut self, id: NodeId, name: Name) -> Hints {
        let mut hints = match name {
            name::NAV => words::NAV,
            name::FOOTER => words::FOOTER,
            name::ASIDE => words::ASIDE,
            name::ARTICLE | name::MAIN => words::ARTICLE,
            name::FIGURE | name::FIGCAPTION => words::FIGURE,
            name::A => words::LINK,
            _ => 0,
        };
        for attr in self.document.attrs(id) {
            match attr.name {
                name::CLASS | name::ID => hints |= words::hints(attr.value),
                // Names for the outlet's own tests say whose name or day stands there; what they call
                // a card or a title made the choice of titles worse.
                name::DATA_TESTID => hints |= words::hints(attr.value) & words::PARTICULARS,
                name::HIDDEN => hints |= words::HIDDEN,
                name::STYLE if attr.value.len() < 200 && attr.value.contains("display") => {
                    let squeezed: String =
                        attr.value.chars().filter(|c| !c.is_whitespace()).collect();
                    if squeezed.contains("display:none") {
                        hints |= words::HIDDEN;
                    }
                }
                _ => {}
            }
        }
        hints
    }

    fn mark(
        &mut self,
        id: NodeId,
        role: Role,
        sign: Sign,
        attribute: Option<&'d str>,
        own: Hints,
        around: Hints,
    ) {
        let count = &mut self.counts[role as usize];
        if *count == MARK_LIMIT {
            return;
        }
        *count += 1;
        self.found.marks.push(Mark {
            node: id,
            role,
            sign,
            attribute,
            own,
            around,
            offset: self.offset,
            before: self.before,
        });
    }

    fn marks_of(&mut self, id: NodeId, name: Name, own: Hints, above: Hints) {
        let document = self.document;
        let mut property: Option<(&'d str, Sign)> = None;
        let (mut content, mut datetime, mut is_author, mut is_next) = (None, None, false, false);
        for attr in document.attrs(id) {
            match attr.name {
                name::ITEMPROP => property = Some((attr.value, Sign::Microdata)),
                name::PROPERTY if property.is_none() => property = Some((attr.value, Sign::Rdfa)),
                name::CONTENT => content = Some(attr.value),
                name::DATETIME => datetime = Some(attr.value),
                name::REL => {
                    is_author = has_token(attr.value, "author");
                    is_next = name == name::A && has_token(attr.value, "next");
                }
                _ => {}
            }
        }
        if is_next
            && self.found.next.len() < NEXT_LIMIT
            && let Some(href) = document.attr(id, name::HREF)
        {
            self.found.next.push((href, Place::Visible));
        }
        let attribute = content.or(datetime);
        if let Some((value, sign)) = property {
            for token in value.split_ascii_whitespace().take(8) {
                if let Some(role) = property_role(token) {
                    self.mark(id, role, sign, attribute, own, above);
                }
            }
        }
        if is_author {
            self.mark(id, Role::Author, Sign::Rel, None, own, above);
        }
        match name {
            name::TIME => {
                let role =
                    if (own | above) & words::UPDATE != 0 { Role::Modified } else { Role::Date };
                self.mark(id, role, Sign::Element, datetime, own, above);
                return;
            }
            name::H1 => self.mark(id, Role::Headline, Sign::Element, None, own, above),
            _ => {}
        }
        if own & (words::AUTHOR | words::DATE | words::UPDATE | words::STANDFIRST | words::HEADLINE)
            == 0
        {
            return;
        }
        if own & words::AUTHOR != 0 {
            self.mark(id, Role::Author, Sign::Class, None, own, above);
        }
        if own & words::UPDATE != 0 {
            self.mark(id, Role::Modified, Sign::Class, attribute, own, above);
        } else if own & words::DATE != 0 {
            self.mark(id, Role::Date, Sign::Class, attribute, own, above);
        }
        if own & words::STANDFIRST != 0 {
            self.mark(id, Role::Standfirst, Sign::Class, None, own, above);
        }
        if own & words::HEADLINE != 0 && name != name::H1 {
            self.mark(id, Role::Headline, Sign::Class, None, own, above);
        }
    }

    fn text(&mut self, id: NodeId, above: Hints) {
        let text = self.document.text(id);
        let trimmed = text.trim_ascii();
        if trimmed.is_empty() {
            return;
        }
        if trimmed.len() <= SHORT_TEXT {
            if names::begins(trimmed) {
                self.mark(id, Role::Author, Sign::Words, None, 0, above);
            }
            if trimmed.len() <= day::TEXT_BYTES && may_hold_date(trimmed) {
                self.mark(id, Role::Date, Sign::Words, None, 0, above);
            }
        }
        self.offset += trimmed.len();
        self.before = (trimmed.len() <= LABEL_BYTES).then_some(id);
    }

    fn meta(&mut self, id: NodeId) {
        let document = self.document;
        let (mut keys, mut content) = ([None; 4], None);
        for attr in document.attrs(id) {
            match attr.name {
                name::PROPERTY => keys[0] = Some(attr.value),
                name::NAME => keys[1] = Some(attr.value),
                name::ITEMPROP => keys[2] = Some(attr.value),
                name::HTTP_EQUIV => keys[3] = Some(attr.value),
                name::CONTENT => content = Some(attr.value),
                // Some clean-up tools and old templates write the content there.
                name::VALUE if content.is_none() => content = Some(attr.value),
                _ => {}
            }
        }
        let Some(content) = content.filter(|content| !content.trim_ascii().is_empty()) else {
            return;
        };
        if let Some(role) = keys[2].and_then(property_role) {
            self.mark(id, role, Sign::Microdata, Some(content), 0, 0);
        }
        if self.found.tags.len() == TAG_LIMIT {
            return;
        }
        let known = [keys[0], keys[1], keys[3]].into_iter().flatten().find_map(words::field);
        if let Some((field, place)) = known {
            self.found.tags.push(Tag { field, place, content });
        }
    }

    fn link(&mut self, id: NodeId, above: Hints) {
        let document = self.document;
        let (Some(rel), Some(href)) = (document.attr(id, name::REL), document.attr(id, name::HREF))
        else {
            if let Some(role) = document.attr(id, name::ITEMPROP).and_then(property_role) {
                self.mark(id, role, Sign::Microdata, document.attr(id, name::CONTENT), 0, above);
            }
            return;
        };
        let found = &mut self.found;
        for token in rel.split_ascii_whitespace().take(8) {
            let slot = if token.eq_ignore_ascii_case("canonical") {
                &mut found.canonical
            } else if token.eq_ignore_ascii_case("next") {
                if found.next.len() < NEXT_LIMIT {
                    found.next.push((href, Place::Link));
                }
                continue;
            } else if token.eq_ignore_ascii_case("image_src") {
                &mut found.image_link
            } else {
                continue;
            };
            *slot = slot.or(Some(href));
        }
    }

    fn script(&mut self, id: NodeId) {
        let document = self.document;
        let is_json = document.attr(id, name::TYPE).is_some_and(|kind| {
            clean::head(kind.trim_ascii(), 19).eq_ignore_ascii_case("application/ld+json")
        });
        if !is_json {
            return;
        }
        for text in document.children(id) {
            let text = document.text(text);
            self.json_bytes += text.len();
            if self.json_bytes > JSON_BYTES {
                return;
            }
            self.found.json.extend(json::read(text));
        }
    }
}

/// What an `itemprop` or `property` states, with or without the prefix of its vocabulary.
fn property_role(token: &str) -> Option<Role> {
    let local = token.rsplit([':', '/', '#']).next()?;
    let prefix = token.len() - local.len();
    let role = match local {
        "author" | "creator" => Role::Author,
        "datePublished" | "datepublished" | "dateCreated" | "issued" | "created"
        | "published_time" => Role::Published,
        "dateModified" | "datemodified" | "modified" => Role::Modified,
        "date" => Role::Date,
        "headline" => Role::Headline,
        "title" if prefix > 0 => Role::Headline,
        "alternativeHeadline" | "description" => Role::Standfirst,
        "publisher" => Role::Publisher,
        _ => return None,
    };
    Some(role)
}

fn has_token(value: &str, token: &str) -> bool {
    value.split_ascii_whitespace().take(8).any(|have| have.eq_ignore_ascii_case(token))
}

/// A quick look whether a text can hold a date: two runs of digits, or one beside a letter.
fn may_hold_date(text: &str) -> bool {
    let (mut digits, mut run, mut longest) = (0usize, 0usize, 0usize);
    for byte in text.bytes() {
        if byte.is_ascii_digit() {
            digits += 1;
            run += 1;
            longest = longest.max(run);
        } else {
            run = 0;
        }
    }
    if digits == 0 {
        // Arabic-Indic, Persian, Devanagari and Bengali digits.
        return !text.is_ascii()
            && text.chars().any(|c| matches!(c, '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}' | '\u{966}'..='\u{96f}' | '\u{9e6}'..='\u{9ef}'));
    }
    (3..=24).contains(&digits) && longest <= 8
}
