//! The headline: every place a page states one is heard, with the outlet's name cut off and left
//! on, and the candidates are judged together.

mod weights;

use super::clean;
use crate::article::Place;
use weights::WEIGHTS;

/// Where a title was stated.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Origin {
    /// The headline of the article's JSON-LD node.
    Linked,
    /// The name of that node.
    LinkedName,
    OpenGraph,
    Twitter,
    /// `itemprop="headline"` and its RDFa kin.
    Property,
    /// Parsely, Sailthru, `name="title"` …
    Meta,
    DublinCore,
    /// An `<h1>` in the story.
    Heading,
    /// An `<h1>` inside a link, in navigation, a sidebar or the foot.
    SideHeading,
    /// One of the pieces an `<h1>` is made of: kicker and title.
    HeadingPart,
    /// Another element whose class says headline.
    Class,
    /// `<title>`.
    Element,
}

const ORIGINS: usize = Origin::Element as usize + 1;

/// One statement, cleaned.
#[derive(Clone, Debug)]
pub(super) struct Statement {
    pub(super) origin: Origin,
    pub(super) place: Place,
    pub(super) text: String,
}

/// Features of a candidate that the judge weighs.
pub(crate) const FEATURES: usize = 51;

/// A text that may be the title.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) text: String,
    key: String,
    words: Vec<u32>,
    place: Place,
    origin: Origin,
    pub(super) features: [f32; FEATURES],
}

// Positions in the feature vector; the first ORIGINS are "stated in full by that origin".
const F_FIRST_HEADING: usize = 12;
const F_ONLY_HEADING: usize = 13;
const F_CUT_OUTLET: usize = 14;
const F_CUT_UNKNOWN: usize = 15;
const F_CUT_OUTLET_SHARED: usize = 16;
const F_CUT_UNKNOWN_SHARED: usize = 17;
const F_CUT_HEAD_OUTLET: usize = 18;
const F_CUT_HEAD_UNKNOWN: usize = 19;
const F_CUT_COLON: usize = 20;
const F_KEEPS_OUTLET: usize = 21;
const F_KEEPS_OUTLET_HEAD: usize = 22;
const F_IS_OUTLET: usize = 23;
const F_ONE_WORD: usize = 24;
const F_FEW_WORDS: usize = 25;
const F_MANY_WORDS: usize = 26;
const F_IN_ELEMENT: usize = 27;
const F_IN_SHARED: usize = 28;
const F_IN_HEADING: usize = 29;
const F_COVERS_ELEMENT: usize = 30;
const F_COVERS_SHARED: usize = 31;
const F_COVERS_HEADING: usize = 32;
const F_IN_SLUG: usize = 33;
const F_COVERS_SLUG: usize = 34;
const F_ORIGIN_COUNT: usize = 35;
const F_CUT_TWICE: usize = 36;
const F_PREFIX_OF_FULL: usize = 37;
const F_SUFFIX_OF_FULL: usize = 38;
const F_CUT_LONG: usize = 39;
const F_SEPARATOR_LEFT: usize = 40;
const F_LENGTH: usize = 41;
const F_BROKEN_OFF: usize = 42;
const F_BROKEN_OFF_OF_FULL: usize = 43;
const F_BAR: usize = 44;
const F_LIKE_ANOTHER: usize = 45;
const F_LIKE_ALL: usize = 46;
const F_HELD_BY: usize = 47;
const F_LENGTH_TO_HEADING: usize = 48;
const F_LENGTH_TO_OPEN_GRAPH: usize = 49;
const F_LENGTH_TO_ELEMENT: usize = 50;

/// What each feature says, for the table of weights.
#[cfg(feature = "training")]
pub(crate) const NAMES: [&str; FEATURES] = [
    "stated in full: JSON-LD headline",
    "stated in full: JSON-LD name",
    "stated in full: OpenGraph",
    "stated in full: Twitter card",
    "stated in full: microdata, RDFa",
    "stated in full: other <meta>",
    "stated in full: Dublin Core",
    "stated in full: <h1> in the story",
    "stated in full: <h1> elsewhere",
    "stated in full: part of an <h1>",
    "stated in full: by class",
    "stated in full: <title>",
    "the first <h1>",
    "the only <h1>",
    "outlet cut off the end of <title>",
    "something else cut off the end of <title>",
    "outlet cut off the end elsewhere",
    "something else cut off the end elsewhere",
    "outlet cut off the start",
    "something else cut off the start",
    "cut off the start at a colon",
    "ends with the outlet",
    "starts with the outlet",
    "is the outlet",
    "one word",
    "two or three words",
    "26 words or more",
    "share of its words in <title>",
    "share of its words in OpenGraph",
    "share of its words in the first <h1>",
    "share of <title> it covers",
    "share of OpenGraph it covers",
    "share of the first <h1> it covers",
    "share of its words in the URL",
    "share of the URL's words it covers",
    "places that state it, of four",
    "cut more than once",
    "starts a longer statement",
    "ends a longer statement",
    "more than four words cut off",
    "a separator is left",
    "characters, of 60",
    "ends in dots",
    "ends in dots, a longer one goes on",
    "has a bar, bullet or arrow",
    "likeness to the most alike statement",
    "likeness to all statements",
    "statements that hold it",
    "length to the first <h1>",
    "length to OpenGraph",
    "length to <title>",
];

/// Strings between a title and what is glued to it. Longest first where one holds another.
const SEPARATORS: &[&str] = &[
    " || ", " | ", " |", "| ", "|", " - ", " – ", " — ", " ― ", " -- ", " :: ", " : ", " » ",
    " « ", " › ", " · ", " • ", " / ", " > ", " < ", " ~ ", " ◂ ", " ▷ ", " ▸ ", "｜", "│", "_",
    "－", "–", " ⋆ ", " ✦ ", " * ", " @ ", " ★ ",
];
/// Cuts tried from each end of a statement.
const CUT_LIMIT: usize = 3;
/// Statements heard; more come only from lists of articles.
const STATEMENT_LIMIT: usize = 24;

/// Lower-case letters and digits only: equal for titles that differ in quotes, dashes and spaces.
pub(super) fn key(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars().filter(|character| character.is_alphanumeric()) {
        if character.is_ascii() {
            out.push(character.to_ascii_lowercase());
        } else {
            out.extend(character.to_lowercase());
        }
    }
    out
}

/// Hashes of the lower-case words of a text (FNV-1a).
fn word_hashes(text: &str) -> Vec<u32> {
    let mut out = Vec::with_capacity(16);
    let mut hash = 0x811c_9dc5u32;
    let mut inside = false;
    let mut push = |hash: &mut u32, inside: &mut bool| {
        if std::mem::take(inside) {
            out.push(*hash);
            *hash = 0x811c_9dc5;
        }
    };
    for character in text.chars() {
        if character.is_alphanumeric() {
            inside = true;
            for lower in character.to_lowercase() {
                hash = (hash ^ lower as u32).wrapping_mul(0x0100_0193);
            }
        } else if !matches!(character, '\'' | '’') {
            push(&mut hash, &mut inside);
        }
    }
    push(&mut hash, &mut inside);
    out
}

/// Share of `words` that are in `others`.
fn share(words: &[u32], others: &[u32]) -> f32 {
    if words.is_empty() {
        return 0.0;
    }
    let hits = words.iter().filter(|word| others.contains(word)).count();
    hits as f32 / words.len() as f32
}

/// Names the page's outlet goes by, as keys.
#[derive(Debug, Default)]
pub(super) struct Outlets {
    keys: Vec<String>,
    /// The registrable label of the host: "example" of "www.example.co.uk".
    host: String,
}

impl Outlets {
    pub(super) fn new<'n>(names: impl Iterator<Item = &'n str>, host: &str) -> Outlets {
        let mut keys = Vec::new();
        for name in names.take(16) {
            let key = key(name);
            if !key.is_empty() && !keys.contains(&key) {
                keys.push(key);
            }
        }
        Outlets { keys, host: host_label(host) }
    }

    /// True when a piece of a title is the outlet's name, or as good as.
    pub(super) fn names(&self, piece: &str) -> bool {
        let key = key(piece);
        if key.is_empty() {
            return false;
        }
        if self.keys.contains(&key) || (!self.host.is_empty() && key == self.host) {
            return true;
        }
        if self.keys.iter().any(|name| alike(name, &key)) {
            return true;
        }
        let host = &self.host;
        // "example.com" on www.example.com.
        if !host.is_empty() && piece.contains('.') && !piece.contains(' ') {
            let label = host_label(&piece.to_lowercase());
            if label == *host {
                return true;
            }
        }
        if host.len() >= 3 && (alike(host, &key)) {
            return true;
        }
        // "NYT", "F.A.Z.": initials of the piece's words.
        let initials: String = piece
            .split(|character: char| !character.is_alphanumeric())
            .filter_map(|word| word.chars().next())
            .flat_map(char::to_lowercase)
            .collect();
        host.len() >= 2 && initials == *host
    }
}

/// One name holds the other: "Example" and "Example News", "example.com".
fn alike(one: &str, two: &str) -> bool {
    let (short, long) = if one.len() <= two.len() { (one, two) } else { (two, one) };
    short.len() >= 4
        && long.len() <= short.len() * 4
        && (long.starts_with(short) || long.ends_with(short))
}

/// The label people know a host by.
pub(super) fn host_label(host: &str) -> String {
    let labels: Vec<&str> = host.split('.').collect();
    let last = labels.len().saturating_sub(1);
    // Second-level registries: co.uk, com.au, org.br.
    let label = match labels.as_slice() {
        [.., name, second, top]
            if top.len() == 2 && second.len() <= 3 && !matches!(*name, "www") =>
        {
            name
        }
        _ => labels.get(last.saturating_sub(1)).unwrap_or(&""),
    };
    key(label)
}

/// Every candidate of the statements, with its features.
pub(super) fn candidates(
    statements: &[Statement],
    outlets: &Outlets,
    slug: &str,
) -> Vec<Candidate> {
    let statements = &statements[..statements.len().min(STATEMENT_LIMIT)];
    let mut out: Vec<Candidate> = Vec::new();
    for statement in statements {
        let at = add(&mut out, &statement.text, statement);
        if let Some(at) = at {
            out[at].features[statement.origin as usize] = 1.0;
        }
    }
    let headings = statements.iter().filter(|statement| statement.origin == Origin::Heading);
    if let Some(first) = headings.clone().next() {
        let key = key(&first.text);
        let only = headings.count() == 1;
        for candidate in out.iter_mut().filter(|candidate| candidate.key == key) {
            candidate.features[F_FIRST_HEADING] = 1.0;
            candidate.features[F_ONLY_HEADING] = f32::from(u8::from(only));
        }
    }
    for candidate in &mut out {
        let count = candidate.features[..ORIGINS].iter().sum::<f32>();
        candidate.features[F_ORIGIN_COUNT] = count.min(4.0) / 4.0;
    }
    for statement in statements {
        cuts(&mut out, statement, outlets);
    }
    let words_of = |wanted: &[Origin]| -> Vec<u32> {
        statements
            .iter()
            .find(|statement| wanted.contains(&statement.origin))
            .map(|statement| word_hashes(&statement.text))
            .unwrap_or_default()
    };
    let element = words_of(&[Origin::Element]);
    let shared = words_of(&[Origin::OpenGraph, Origin::Twitter, Origin::Linked]);
    let heading = words_of(&[Origin::Heading]);
    let slug = word_hashes(slug);
    let full: Vec<Full> = out
        .iter()
        .filter(|candidate| candidate.features[F_ORIGIN_COUNT] > 0.0)
        .map(Full::of)
        .collect();
    let length_of = |origin: Origin| {
        let stated = statements.iter().find(|statement| statement.origin == origin)?;
        Some(stated.text.chars().count() as f32)
    };
    let lengths = [
        (F_LENGTH_TO_HEADING, length_of(Origin::Heading)),
        (F_LENGTH_TO_OPEN_GRAPH, length_of(Origin::OpenGraph)),
        (F_LENGTH_TO_ELEMENT, length_of(Origin::Element)),
    ];
    for candidate in &mut out {
        shape(candidate, &lengths);
        likeness(candidate, &full);
        let words = &candidate.words;
        let features = &mut candidate.features;
        features[F_IN_ELEMENT] = share(words, &element);
        features[F_IN_SHARED] = share(words, &shared);
        features[F_IN_HEADING] = share(words, &heading);
        features[F_COVERS_ELEMENT] = share(&element, words);
        features[F_COVERS_SHARED] = share(&shared, words);
        features[F_COVERS_HEADING] = share(&heading, words);
        features[F_IN_SLUG] = share(words, &slug);
        features[F_COVERS_SLUG] = share(&slug, words);
        match words.len() {
            0 | 1 => features[F_ONE_WORD] = 1.0,
            2 | 3 => features[F_FEW_WORDS] = 1.0,
            26.. => features[F_MANY_WORDS] = 1.0,
            _ => {}
        }
        if outlets.names(&candidate.text) {
            features[F_IS_OUTLET] = 1.0;
        }
        let text = candidate.text.as_str();
        if let Some((_, tail)) = last_cut(text) {
            features[F_SEPARATOR_LEFT] = 1.0;
            if outlets.names(tail) {
                features[F_KEEPS_OUTLET] = 1.0;
            }
        }
        if let Some((head, _)) = first_cut(text)
            && outlets.names(head)
        {
            features[F_KEEPS_OUTLET_HEAD] = 1.0;
        }
    }
    out
}

/// What the text of a candidate looks like by itself and in length beside the main statements.
fn shape(candidate: &mut Candidate, lengths: &[(usize, Option<f32>)]) {
    let text = candidate.text.as_str();
    let length = text.chars().count() as f32;
    let features = &mut candidate.features;
    let set = |is: bool| f32::from(u8::from(is));
    features[F_LENGTH] = (length / 60.0).min(4.0);
    features[F_BROKEN_OFF] = set(is_broken_off(text));
    features[F_BAR] = set(text.contains(['|', '»', '·', '•']));
    for &(feature, other) in lengths {
        features[feature] = other.map_or(-1.0, |other| (length / other.max(1.0)).min(4.0));
    }
}

fn is_broken_off(text: &str) -> bool {
    text.ends_with("...") || text.ends_with('…')
}

/// A statement as the page makes it, nothing cut.
struct Full {
    key: String,
    /// Each word once.
    words: Vec<u32>,
}

impl Full {
    fn of(candidate: &Candidate) -> Full {
        let mut words = candidate.words.clone();
        words.sort_unstable();
        words.dedup();
        Full { key: candidate.key.clone(), words }
    }

    /// Shared words among all words of both.
    fn likeness(&self, other: &Full) -> f32 {
        let shared =
            self.words.iter().filter(|word| other.words.binary_search(word).is_ok()).count();
        let all = self.words.len() + other.words.len() - shared;
        shared as f32 / all.max(1) as f32
    }
}

/// How a candidate stands to what the page states in full.
fn likeness(candidate: &mut Candidate, full: &[Full]) {
    let own = Full::of(candidate);
    let is_broken_off = candidate.features[F_BROKEN_OFF] > 0.0;
    let features = &mut candidate.features;
    let (mut sum, mut held) = (0.0, 0.0);
    for other in full {
        let alike = own.likeness(other);
        sum += alike;
        if other.key == own.key {
            held += 1.0;
            continue;
        }
        features[F_LIKE_ANOTHER] = features[F_LIKE_ANOTHER].max(alike);
        if other.key.contains(&own.key) {
            held += 1.0;
        }
        if other.key.len() <= own.key.len() {
            continue;
        }
        if other.key.starts_with(&own.key) {
            features[F_PREFIX_OF_FULL] = 1.0;
            features[F_BROKEN_OFF_OF_FULL] = f32::from(u8::from(is_broken_off));
        } else if other.key.ends_with(&own.key) {
            features[F_SUFFIX_OF_FULL] = 1.0;
        }
    }
    features[F_LIKE_ALL] = sum / full.len().max(1) as f32;
    features[F_HELD_BY] = held;
}

/// Adds a candidate or finds the one that says the same.
fn add(out: &mut Vec<Candidate>, text: &str, statement: &Statement) -> Option<usize> {
    let key = key(text);
    if key.is_empty() {
        return None;
    }
    if let Some(at) = out.iter().position(|candidate| candidate.key == key) {
        let have = &mut out[at];
        // The spelling of the place closest to the reader, unless it shouts.
        if statement.origin < have.origin && !shouts(text) || shouts(&have.text) && !shouts(text) {
            have.text = text.to_owned();
            have.place = statement.place;
            have.origin = statement.origin;
        }
        return Some(at);
    }
    out.push(Candidate {
        text: text.to_owned(),
        key,
        words: word_hashes(text),
        place: statement.place,
        origin: statement.origin,
        features: [0.0; FEATURES],
    });
    Some(out.len() - 1)
}

fn shouts(text: &str) -> bool {
    !text.chars().any(char::is_lowercase) && text.chars().any(char::is_uppercase)
}

/// Byte ranges of the separators of a text.
fn separators(text: &str) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let byte = text.as_bytes()[at];
        let may_begin = match byte {
            b' ' => text.as_bytes().get(at + 1).is_some_and(|next| !next.is_ascii_alphanumeric()),
            b'|' | b'_' => true,
            _ => !byte.is_ascii() && text.is_char_boundary(at),
        };
        if !may_begin {
            at += 1;
            continue;
        }
        let rest = &text[at..];
        // "ngx_http_rewrite_module" is one word; "标题_栏目_站名" is three pieces.
        let is_word = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
        if byte == b'_'
            && at > 0
            && is_word(text.as_bytes().get(at - 1))
            && is_word(text.as_bytes().get(at + 1))
        {
            at += 1;
            continue;
        }
        match SEPARATORS.iter().find(|separator| rest.starts_with(**separator)) {
            Some(separator) => {
                out.push((at, at + separator.len()));
                at += separator.len();
            }
            None => at += rest.chars().next().map_or(1, char::len_utf8),
        }
    }
    out
}

fn last_cut(text: &str) -> Option<(&str, &str)> {
    let &(start, end) = separators(text).last()?;
    Some((&text[..start], &text[end..]))
}

fn first_cut(text: &str) -> Option<(&str, &str)> {
    let &(start, end) = separators(text).first()?;
    Some((&text[..start], &text[end..]))
}

fn cuts(out: &mut Vec<Candidate>, statement: &Statement, outlets: &Outlets) {
    let text = statement.text.as_str();
    let separators = separators(text);
    let is_element = statement.origin == Origin::Element;
    for (count, &(start, end)) in separators.iter().rev().take(CUT_LIMIT).enumerate() {
        let (kept, cut) = (text[..start].trim(), text[end..].trim());
        let is_outlet = outlets.names(cut)
            || separators.last().is_some_and(|&(_, last)| outlets.names(&text[last..]));
        let Some(at) = add(out, kept, statement) else {
            continue;
        };
        let features = &mut out[at].features;
        let feature = match (is_element, is_outlet) {
            (true, true) => F_CUT_OUTLET,
            (true, false) => F_CUT_UNKNOWN,
            (false, true) => F_CUT_OUTLET_SHARED,
            (false, false) => F_CUT_UNKNOWN_SHARED,
        };
        features[feature] = 1.0;
        if count > 0 {
            features[F_CUT_TWICE] = 1.0;
        }
        if cut.split_whitespace().count() > 4 {
            features[F_CUT_LONG] = 1.0;
        }
    }
    for &(start, end) in separators.iter().take(CUT_LIMIT) {
        let (cut, kept) = (text[..start].trim(), text[end..].trim());
        let is_outlet = outlets.names(cut);
        if let Some(at) = add(out, kept, statement) {
            let feature = if is_outlet { F_CUT_HEAD_OUTLET } else { F_CUT_HEAD_UNKNOWN };
            out[at].features[feature] = 1.0;
        }
    }
    // "Outlet: title" and "Kicker: title".
    if let Some((cut, kept)) = text.split_once(": ") {
        let is_outlet = outlets.names(cut);
        if let Some(at) = add(out, kept.trim(), statement) {
            let feature = if is_outlet { F_CUT_HEAD_OUTLET } else { F_CUT_COLON };
            out[at].features[feature] = 1.0;
        }
    }
}

/// The best of the candidates. Of a page that says it is an article, other places are to be trusted
/// than of one that sells or lists something; each feature has a weight for every page and one on
/// top for articles.
pub(super) fn choose(candidates: Vec<Candidate>, is_article: bool) -> Option<(String, Place)> {
    let extra = f32::from(u8::from(is_article));
    let score = |candidate: &Candidate| -> f32 {
        let weighed = candidate.features.iter().zip(WEIGHTS);
        weighed.map(|(feature, [every, article])| feature * (every + extra * article)).sum()
    };
    let best = candidates
        .into_iter()
        .map(|candidate| (score(&candidate), candidate))
        .reduce(|best, next| if next.0 > best.0 { next } else { best })?;
    Some((best.1.text, best.1.place))
}

/// The last piece of a URL's path that reads like words.
pub(super) fn slug(path: &str) -> String {
    path.rsplit('/')
        .find(|part| part.contains('-') || part.contains('_'))
        .map(|part| clean::head(part, 300).replace(['-', '_', '.'], " "))
        .unwrap_or_default()
}
