//! One walk over the tree: the page as a row of text blocks, each with what its words and its
//! place in the tree say about it.
//!
//! A block is a run of text between block-level tags (a paragraph, a list item, a cell, a line
//! between two `<br>`). Nothing is judged here.

use std::collections::HashMap;

use crate::body::lexicon::{Lexicon, hash_word};
use crate::dom::{Document, Kind, Name, Namespace, NodeId, name};

/// Ancestors and traits of an element that the judge asks about, as bits.
pub(crate) mod flag {
    pub(crate) const ARTICLE: u32 = 1;
    pub(crate) const MAIN: u32 = 1 << 1;
    pub(crate) const ASIDE: u32 = 1 << 2;
    pub(crate) const NAV: u32 = 1 << 3;
    pub(crate) const HEADER: u32 = 1 << 4;
    pub(crate) const FOOTER: u32 = 1 << 5;
    pub(crate) const FORM: u32 = 1 << 6;
    pub(crate) const FIGURE: u32 = 1 << 7;
    pub(crate) const LIST: u32 = 1 << 8;
    pub(crate) const TABLE: u32 = 1 << 9;
    pub(crate) const HIDDEN: u32 = 1 << 10;
    pub(crate) const BODY_MARKED: u32 = 1 << 11;
    pub(crate) const QUOTE: u32 = 1 << 12;
    pub(crate) const CAPTION: u32 = 1 << 13;
    pub(crate) const BUTTON: u32 = 1 << 14;
    pub(crate) const DIALOG: u32 = 1 << 15;
    pub(crate) const DETAILS: u32 = 1 << 16;
    /// How many of the bits above there are.
    pub(crate) const COUNT: usize = 17;
}

/// A block-level element that holds at least one block.
#[derive(Clone, Debug)]
pub(crate) struct Element {
    pub(crate) node: NodeId,
    /// Index of the block-level element around it; the outermost is its own parent.
    pub(crate) parent: u32,
    pub(crate) name: Name,
    pub(crate) depth: u16,
    /// [`flag`] bits of this element and everything around it.
    pub(crate) flags: u32,
    /// Score of its own class and id words.
    pub(crate) class_score: f32,
    /// The least score of one of them, 0 or below.
    pub(crate) class_least: f32,
    /// What its own class and id words are known to name.
    pub(crate) kinds: u8,
    /// Sum, least and greatest score over this element and everything around it.
    pub(crate) chain_sum: f32,
    pub(crate) chain_least: f32,
    pub(crate) chain_most: f32,
    /// Hash of the names and classes from the root down to here.
    pub(crate) signature: u32,
    /// How many elements of the same signature stand beside it, itself among them.
    pub(crate) repeat: u16,
    /// The greatest `repeat` of this element and those around it that hold two blocks or more.
    pub(crate) chain_repeat: u16,
    /// Blocks inside, half-open.
    pub(crate) first_block: u32,
    pub(crate) end_block: u32,
}

/// A run of text between block-level tags.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    /// First and last text node; everything between them in document order belongs to the block.
    pub(crate) first: NodeId,
    pub(crate) last: NodeId,
    /// Index of the innermost block-level element around it.
    pub(crate) element: u32,
    /// Letters and other marks, white space not counted; an ideograph counts three.
    pub(crate) size: u32,
    /// The part of `size` inside links, and inside `<b>`, `<strong>`, `<em>` and the like.
    pub(crate) link_size: u32,
    pub(crate) bold_size: u32,
    pub(crate) link_count: u16,
    /// Ends of sentences, commas, digits, capitals, quotation marks.
    pub(crate) sentence_ends: u16,
    pub(crate) commas: u16,
    pub(crate) digits: u16,
    pub(crate) capitals: u16,
    pub(crate) quote_marks: u16,
    /// Bars, dots between words, at signs and other marks that part the items of menus and labels.
    pub(crate) separators: u16,
    pub(crate) ends_colon: bool,
    /// Pictures and players since the block before.
    pub(crate) pictures_before: u16,
    pub(crate) ends_sentence: bool,
    pub(crate) starts_capital: bool,
    /// True when only a `<br>` parts it from the block before.
    pub(crate) after_br: bool,
    /// Its words as hashes, half-open range in [`Scan::words`].
    pub(crate) first_word: u32,
    pub(crate) end_word: u32,
    /// Sum and least of its words' scores, and the first word's.
    pub(crate) word_sum: f32,
    pub(crate) word_least: f32,
    pub(crate) word_first: f32,
    /// Hash of all its words in order.
    pub(crate) fingerprint: u32,
    /// Of a few words with no sentence to them, what those say about the blocks below.
    pub(crate) label: Option<f32>,
}

/// Words a label has at most. 6: "Comments on this entry are closed".
const LABEL_WORDS: usize = 6;

impl Block {
    pub(crate) fn word_count(&self) -> usize {
        (self.end_word - self.first_word) as usize
    }

    /// The share of its text inside links, 0 to 1.
    pub(crate) fn link_share(&self) -> f32 {
        self.link_size as f32 / self.size.max(1) as f32
    }
}

/// A page as blocks.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scan {
    pub(crate) blocks: Vec<Block>,
    pub(crate) elements: Vec<Element>,
    pub(crate) words: Vec<u32>,
}

impl Scan {
    /// The hashes of a block's words, in order.
    pub(crate) fn words_of(&self, block: &Block) -> &[u32] {
        &self.words[block.first_word as usize..block.end_word as usize]
    }

    /// The block-level element around a block.
    pub(crate) fn element_of(&self, block: &Block) -> &Element {
        &self.elements[block.element as usize]
    }
}

/// What a tag does to the row of blocks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Role {
    /// Ends the block before it and the block in it.
    Block,
    /// Runs along with the text.
    Inline,
    /// Holds nothing a reader sees as text.
    Skipped,
    /// Ends a line.
    Break,
}

const NAME_COUNT: usize = name::KNOWN.len();

static ROLES: [Role; NAME_COUNT] = roles();

const fn roles() -> [Role; NAME_COUNT] {
    const BLOCK: &[Name] = &[
        name::ADDRESS,
        name::ARTICLE,
        name::ASIDE,
        name::BLOCKQUOTE,
        name::BODY,
        name::BUTTON,
        name::CAPTION,
        name::CENTER,
        name::DD,
        name::DETAILS,
        name::DIALOG,
        name::DIR,
        name::DIV,
        name::DL,
        name::DT,
        name::FIELDSET,
        name::FIGCAPTION,
        name::FIGURE,
        name::FOOTER,
        name::FORM,
        name::H1,
        name::H2,
        name::H3,
        name::H4,
        name::H5,
        name::H6,
        name::HEADER,
        name::HGROUP,
        name::HR,
        name::HTML,
        name::LEGEND,
        name::LI,
        name::LISTING,
        name::MAIN,
        name::MENU,
        name::NAV,
        name::OL,
        name::OPTION,
        name::P,
        name::PRE,
        name::SEARCH,
        name::SECTION,
        name::SELECT,
        name::SUMMARY,
        name::TABLE,
        name::TBODY,
        name::TD,
        name::TFOOT,
        name::TH,
        name::THEAD,
        name::TR,
        name::UL,
    ];
    const SKIPPED: &[Name] = &[
        name::SCRIPT,
        name::STYLE,
        name::TEMPLATE,
        name::HEAD,
        name::TITLE,
        name::IFRAME,
        name::NOSCRIPT,
        name::NOEMBED,
        name::NOFRAMES,
        name::TEXTAREA,
        name::SELECT,
        name::OPTION,
        name::CANVAS,
        name::OBJECT,
        name::AUDIO,
        name::VIDEO,
        name::PROGRESS,
        name::METER,
        name::MAP,
    ];
    let mut roles = [Role::Inline; NAME_COUNT];
    let mut i = 0;
    while i < BLOCK.len() {
        roles[BLOCK[i].number()] = Role::Block;
        i += 1;
    }
    i = 0;
    while i < SKIPPED.len() {
        roles[SKIPPED[i].number()] = Role::Skipped;
        i += 1;
    }
    roles[name::BR.number()] = Role::Break;
    roles
}

/// What the element `id` does to the row of blocks.
pub(crate) fn role(document: &Document<'_>, id: NodeId) -> Role {
    if document.namespace(id) != Namespace::Html {
        return Role::Skipped;
    }
    let name = document.name(id);
    match ROLES.get(name.number()) {
        Some(role) => *role,
        // Custom elements are mostly containers.
        None if document.name_text(name).contains('-') => Role::Block,
        None => Role::Inline,
    }
}

/// Walks a page once; scores words and classes with `lexicon`.
pub(crate) fn scan(document: &Document<'_>, lexicon: &Lexicon) -> Scan {
    let Some(root) = document.find(name::BODY).or_else(|| document.find(name::HTML)) else {
        return Scan::default();
    };
    let (scan, fallback) = Walk::new(document, lexicon).run(root);
    // Forums and blogs that draw themselves by script have their words for other readers there.
    let size = |scan: &Scan| scan.blocks.iter().map(|block| block.size as usize).sum::<usize>();
    let shown = size(&scan);
    match fallback {
        Some((node, bytes)) if bytes >= FALLBACK_BYTES.max(2 * shown) => {
            let other = Walk::new(document, lexicon).run(node).0;
            if size(&other) > 2 * shown { other } else { scan }
        }
        _ => scan,
    }
}

/// Bytes of text in a `<noscript>` that can be a page: three short paragraphs.
const FALLBACK_BYTES: usize = 400;

/// The hashes of the words of plain text, as blocks have them.
pub(crate) fn words_in(text: &str) -> Vec<u32> {
    let document = Document::new();
    let mut walk = Walk { open: vec![0], ..Walk::new(&document, Lexicon::EMPTY) };
    walk.start_block(NodeId::DOCUMENT);
    if let Some(mut block) = walk.block.take() {
        walk.read_text(text, &mut block);
        walk.end_word(&mut block);
    }
    walk.scan.words
}

struct Walk<'d, 'a> {
    document: &'d Document<'a>,
    lexicon: &'d Lexicon,
    scan: Scan,
    /// Block-level elements around the current node.
    open: Vec<u32>,
    block: Option<Block>,
    tally: Tally,
    /// The `<noscript>` with most text, and the bytes of it that are not white.
    fallback: Option<(NodeId, usize)>,
}

/// What the walk is inside of, and what the next block starts after.
#[derive(Default)]
struct Tally {
    links: u32,
    bolds: u32,
    after_br: bool,
    pictures: u16,
    in_word: bool,
    word: u32,
}

fn is_bold(name: Name) -> bool {
    matches!(name, name::B | name::STRONG | name::EM | name::I | name::U | name::MARK)
}

impl<'d, 'a> Walk<'d, 'a> {
    fn new(document: &'d Document<'a>, lexicon: &'d Lexicon) -> Self {
        Walk {
            document,
            lexicon,
            scan: Scan::default(),
            open: vec![],
            block: None,
            tally: Tally::default(),
            fallback: None,
        }
    }

    /// Reads what is inside `root`; also gives back the `<noscript>` with most text.
    fn run(mut self, root: NodeId) -> (Scan, Option<(NodeId, usize)>) {
        let document = self.document;
        self.enter(root);
        let mut next = document.first_child(root);
        while let Some(node) = next {
            let deeper = self.visit(node).then(|| document.first_child(node)).flatten();
            next = deeper;
            let mut at = node;
            if deeper.is_none() {
                self.leave(at);
                loop {
                    if let Some(sibling) = document.next_sibling(at) {
                        next = Some(sibling);
                        break;
                    }
                    match document.parent(at) {
                        Some(parent) if parent != root => {
                            at = parent;
                            self.leave(at);
                        }
                        _ => break,
                    }
                }
            }
        }
        self.close();
        count_repeats(&mut self.scan.elements);
        (self.scan, self.fallback)
    }

    /// Measures a `<noscript>`.
    fn weigh(&mut self, node: NodeId) {
        let document = self.document;
        let texts = document.descendants(node).filter(|&id| document.kind(id) == Kind::Text);
        let size = texts.map(|id| document.text(id).trim_ascii().len()).sum();
        if self.fallback.is_none_or(|(_, most)| size > most) {
            self.fallback = Some((node, size));
        }
    }

    /// Starts a node; false when nothing below it is looked at.
    fn visit(&mut self, node: NodeId) -> bool {
        match self.document.kind(node) {
            Kind::Text => {
                self.text(node);
                false
            }
            Kind::Element => match role(self.document, node) {
                Role::Skipped => {
                    if self.document.is(node, name::NOSCRIPT) {
                        self.weigh(node);
                    }
                    if matches!(
                        self.document.name(node),
                        name::IFRAME | name::VIDEO | name::AUDIO | name::OBJECT | name::NOSCRIPT
                    ) {
                        self.tally.pictures = self.tally.pictures.saturating_add(1);
                    }
                    false
                }
                Role::Break => {
                    self.end_block();
                    self.tally.after_br = true;
                    false
                }
                Role::Inline => {
                    let name = self.document.name(node);
                    if name == name::A {
                        self.tally.links += 1;
                        if let Some(block) = &mut self.block {
                            block.link_count = block.link_count.saturating_add(1);
                        }
                    } else if is_bold(name) {
                        self.tally.bolds += 1;
                    } else if matches!(name, name::IMG | name::PICTURE | name::AMP_IMG) {
                        self.tally.pictures = self.tally.pictures.saturating_add(1);
                    }
                    true
                }
                Role::Block => {
                    self.enter(node);
                    true
                }
            },
            _ => false,
        }
    }

    fn leave(&mut self, node: NodeId) {
        if self.document.kind(node) != Kind::Element {
            return;
        }
        match role(self.document, node) {
            Role::Inline => {
                let name = self.document.name(node);
                if name == name::A {
                    self.tally.links = self.tally.links.saturating_sub(1);
                } else if is_bold(name) {
                    self.tally.bolds = self.tally.bolds.saturating_sub(1);
                }
            }
            Role::Block => self.close(),
            Role::Break | Role::Skipped => {}
        }
    }

    /// Ends the innermost open element.
    fn close(&mut self) {
        self.end_block();
        self.tally.after_br = false;
        if let Some(element) = self.open.pop() {
            self.scan.elements[element as usize].end_block = self.scan.blocks.len() as u32;
        }
    }

    fn enter(&mut self, node: NodeId) {
        self.end_block();
        self.tally.after_br = false;
        let name = self.document.name(node);
        let index = self.scan.elements.len() as u32;
        let around = self.open.last().map(|&parent| self.scan.elements[parent as usize].clone());
        let mut words = 0u32;
        let mut score = 0f32;
        let mut least = 0f32;
        let mut kinds = 0u8;
        let mut flags = own_flags(name);
        for attr in self.document.attrs(node) {
            match attr.name {
                name::CLASS | name::ID => {
                    let reading = self.lexicon.classes(attr.value);
                    score += reading.sum;
                    least = least.min(reading.least);
                    kinds |= reading.kinds;
                    if attr.name == name::CLASS {
                        words = reading.hash;
                    }
                }
                name::ITEMPROP if attr.value.eq_ignore_ascii_case("articleBody") => {
                    flags |= flag::BODY_MARKED;
                }
                name::ROLE => flags |= role_flags(attr.value),
                name::HIDDEN => flags |= flag::HIDDEN,
                name::ARIA_HIDDEN if attr.value == "true" => flags |= flag::HIDDEN,
                name::STYLE if hides(attr.value) => flags |= flag::HIDDEN,
                _ => {}
            }
        }
        let signature = words.rotate_left(9) ^ (name.number() as u32).wrapping_mul(0x9e37_79b1);
        let start = self.scan.blocks.len() as u32;
        let element = match around {
            None => Element {
                node,
                parent: index,
                name,
                depth: 0,
                // A class of <body> says what the page is, nothing about its parts.
                flags: flags & !flag::HIDDEN,
                class_score: 0.0,
                class_least: 0.0,
                kinds: 0,
                chain_sum: 0.0,
                chain_least: 0.0,
                chain_most: 0.0,
                signature,
                repeat: 1,
                chain_repeat: 1,
                first_block: start,
                end_block: start,
            },
            Some(around) => Element {
                node,
                parent: *self.open.last().expect("there is an element around"),
                name,
                depth: around.depth.saturating_add(1),
                flags: flags | around.flags,
                class_score: score,
                class_least: least,
                kinds,
                chain_sum: around.chain_sum + score,
                chain_least: around.chain_least.min(score),
                chain_most: around.chain_most.max(score),
                signature: around.signature.wrapping_mul(0x85eb_ca6b).rotate_left(13) ^ signature,
                repeat: 1,
                chain_repeat: 1,
                first_block: start,
                end_block: start,
            },
        };
        self.scan.elements.push(element);
        self.open.push(index);
    }

    fn text(&mut self, node: NodeId) {
        let document = self.document;
        let text = document.text(node);
        if self.block.is_none() {
            if text.bytes().all(|byte| byte.is_ascii_whitespace()) {
                return;
            }
            self.start_block(node);
        }
        let Some(mut block) = self.block.take() else {
            return;
        };
        let size = block.size;
        self.read_text(text, &mut block);
        if block.size > size {
            block.last = node;
        }
        if self.tally.links > 0 {
            block.link_size += block.size - size;
        }
        if self.tally.bolds > 0 {
            block.bold_size += block.size - size;
        }
        self.block = Some(block);
    }

    fn start_block(&mut self, node: NodeId) {
        let start = self.scan.words.len() as u32;
        self.tally.in_word = false;
        self.block = Some(Block {
            first: node,
            last: node,
            element: *self.open.last().expect("the root is open"),
            size: 0,
            link_size: 0,
            bold_size: 0,
            link_count: u16::from(self.tally.links > 0),
            sentence_ends: 0,
            commas: 0,
            digits: 0,
            capitals: 0,
            quote_marks: 0,
            separators: 0,
            ends_colon: false,
            pictures_before: std::mem::take(&mut self.tally.pictures),
            ends_sentence: false,
            starts_capital: false,
            after_br: self.tally.after_br,
            first_word: start,
            end_word: start,
            word_sum: 0.0,
            word_least: 0.0,
            word_first: 0.0,
            fingerprint: 0,
            label: None,
        });
    }

    fn read_text(&mut self, text: &str, block: &mut Block) {
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let byte = bytes[at];
            if byte.is_ascii() {
                at += 1;
                match byte {
                    b'a'..=b'z' => self.letter(u32::from(byte), block),
                    b'A'..=b'Z' => {
                        block.capitals = block.capitals.saturating_add(1);
                        if block.size == 0 {
                            block.starts_capital = true;
                        }
                        self.letter(u32::from(byte | 0x20), block);
                    }
                    b'0'..=b'9' => {
                        block.digits = block.digits.saturating_add(1);
                        self.letter(u32::from(b'0'), block);
                    }
                    b' ' | b'\t' | b'\n' | b'\r' | 0x0c => self.end_word(block),
                    _ => self.mark(char::from(byte), block),
                }
                continue;
            }
            let Some(c) = text[at..].chars().next() else {
                return;
            };
            at += c.len_utf8();
            self.wide(c, block);
        }
    }

    /// A character beyond ASCII.
    fn wide(&mut self, c: char, block: &mut Block) {
        match c {
            '\u{a0}' | '\u{2000}'..='\u{200b}' | '\u{202f}' | '\u{3000}' | '\u{feff}' => {
                self.end_word(block);
            }
            // Ideographs, kana: a word each, as no space parts them.
            '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' => {
                self.end_word(block);
                self.letter(c as u32, block);
                block.size += 2;
                self.end_word(block);
            }
            '…' | '。' | '！' | '？' | '“' | '”' | '„' | '«' | '»' | '「' | '」' | '，' | '、' =>
            {
                self.mark(c, block);
            }
            _ if c.is_alphanumeric() => {
                let lower = c.to_lowercase().next().unwrap_or(c);
                if lower != c {
                    block.capitals = block.capitals.saturating_add(1);
                    if block.size == 0 {
                        block.starts_capital = true;
                    }
                }
                self.letter(lower as u32, block);
            }
            _ => self.mark(c, block),
        }
    }

    fn letter(&mut self, letter: u32, block: &mut Block) {
        if !self.tally.in_word {
            self.tally.in_word = true;
            self.tally.word = 0;
        }
        self.tally.word = hash_word(self.tally.word, letter);
        block.size += 1;
        block.ends_sentence = false;
        block.ends_colon = false;
    }

    fn mark(&mut self, c: char, block: &mut Block) {
        // An apostrophe inside a word belongs to it.
        if !matches!(c, '\'' | '’') {
            self.end_word(block);
        }
        block.size += 1;
        block.ends_colon = matches!(c, ':' | '：');
        match c {
            '.' | '!' | '?' | '…' | '。' | '！' | '？' => {
                block.sentence_ends = block.sentence_ends.saturating_add(1);
                block.ends_sentence = true;
            }
            ',' | '，' | '、' => {
                block.commas = block.commas.saturating_add(1);
                block.ends_sentence = false;
            }
            '"' | '“' | '”' | '„' | '«' | '»' | '「' | '」' => {
                block.quote_marks = block.quote_marks.saturating_add(1);
            }
            '|' | '·' | '•' | '/' | '@' | '#' | '©' | '›' | '→' | '+' | '*' | '_' | '&' => {
                block.separators = block.separators.saturating_add(1);
                block.ends_sentence = false;
            }
            ')' | '\'' | '’' | ']' => {}
            _ => block.ends_sentence = false,
        }
    }

    fn end_word(&mut self, block: &mut Block) {
        if !self.tally.in_word {
            return;
        }
        self.tally.in_word = false;
        let word = self.tally.word;
        self.scan.words.push(word);
        let score = self.lexicon.word(word);
        if block.fingerprint == 0 {
            block.word_first = score;
        }
        block.word_sum += score;
        block.word_least = block.word_least.min(score);
        block.fingerprint = (block.fingerprint.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b1) | 1;
    }

    fn end_block(&mut self) {
        let Some(mut block) = self.block.take() else {
            return;
        };
        self.end_word(&mut block);
        block.end_word = self.scan.words.len() as u32;
        if block.size > 0 {
            if block.word_count() <= LABEL_WORDS && !block.ends_sentence {
                block.label = Some(self.lexicon.label(self.scan.words_of(&block)));
            }
            self.scan.blocks.push(block);
            self.tally.after_br = false;
        }
    }
}

fn count_repeats(elements: &mut [Element]) {
    let mut counts: HashMap<(u32, u32), u16> = HashMap::with_capacity(elements.len());
    for element in elements.iter() {
        let count = counts.entry((element.parent, element.signature)).or_insert(0);
        *count = count.saturating_add(1);
    }
    for index in 0..elements.len() {
        let element = &elements[index];
        let repeat = counts.get(&(element.parent, element.signature)).copied().unwrap_or(1);
        let wide = element.end_block - element.first_block > 1;
        let around = if element.parent as usize == index {
            1
        } else {
            elements[element.parent as usize].chain_repeat
        };
        let element = &mut elements[index];
        element.repeat = repeat;
        element.chain_repeat = if wide { around.max(repeat) } else { around };
    }
}

fn own_flags(name: Name) -> u32 {
    match name {
        name::ARTICLE => flag::ARTICLE,
        name::MAIN => flag::MAIN,
        name::ASIDE => flag::ASIDE,
        name::NAV => flag::NAV,
        name::HEADER => flag::HEADER,
        name::FOOTER => flag::FOOTER,
        name::FORM | name::FIELDSET => flag::FORM,
        name::FIGURE => flag::FIGURE,
        name::UL | name::OL | name::MENU | name::DIR => flag::LIST,
        name::TABLE => flag::TABLE,
        name::BLOCKQUOTE => flag::QUOTE,
        name::FIGCAPTION => flag::CAPTION,
        name::BUTTON => flag::BUTTON,
        name::DIALOG => flag::DIALOG | flag::HIDDEN,
        name::DETAILS => flag::DETAILS,
        _ => 0,
    }
}

/// The landmark roles of ARIA that stand for an element of the same meaning.
fn role_flags(role: &str) -> u32 {
    match role {
        "article" => flag::ARTICLE,
        "main" => flag::MAIN,
        "complementary" => flag::ASIDE,
        "navigation" | "menu" | "menubar" | "tablist" => flag::NAV,
        "banner" => flag::HEADER,
        "contentinfo" => flag::FOOTER,
        "search" | "form" => flag::FORM,
        "button" => flag::BUTTON,
        "dialog" | "alertdialog" => flag::DIALOG,
        _ => 0,
    }
}

/// True for inline styles that keep text from the reader's eyes.
fn hides(style: &str) -> bool {
    // Long declarations are not looked at: no style that hides needs them.
    if style.len() > 512 {
        return false;
    }
    let compact: String = style
        .chars()
        .filter(|c| !c.is_ascii_whitespace())
        .map(|c| c.to_ascii_lowercase())
        .collect();
    compact.split(';').any(|declaration| {
        let Some((property, value)) = declaration.split_once(':') else {
            return false;
        };
        let value = value.trim_end_matches("!important");
        match property {
            "display" => value == "none",
            "visibility" => value == "hidden",
            "font-size" | "opacity" => matches!(value, "0" | "0px" | "0em" | "0%" | "0.0"),
            "left" | "top" | "text-indent" | "margin-left" => {
                let number = value.trim_end_matches(|c: char| c.is_ascii_alphabetic());
                number.parse::<f32>().is_ok_and(|offset| offset <= -999.0)
            }
            _ => false,
        }
    })
}
