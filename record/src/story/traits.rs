//! What is kept of an article and of a story: weighted keys, in a few hundred bytes.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use jiff::civil::Date;

use crate::dates::{self, When, WhenKind};
use crate::figures::{self, rows};
use crate::places;
use crate::scan::{Kind, Tokens};

/// What kind of word ties articles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyKind {
    Name,
    Place,
    Word,
    Number,
}

/// One word of an article as others are compared by it.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// Of the stem, with the kind of numbers mixed in.
    pub hash: u32,
    pub kind: KeyKind,
    /// How much it counts before its rarity is known: 1 + ln of its count.
    pub weight: f32,
    /// It stands in the headline or the first sentences.
    pub is_early: bool,
    /// The word as the article has it.
    pub word: String,
}

/// An article as stories are told by.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Traits {
    /// One each, by hash.
    pub keys: Vec<Key>,
    /// The day of publication, or the one the article's opening states.
    pub day: Option<Date>,
    /// How often each weekday is named, Monday first.
    pub weekdays: [u16; 7],
}

/// How many of the articles kept hold a key.
#[derive(Clone, Debug, Default)]
pub struct Frequencies {
    pub articles: u32,
    pub of_keys: HashMap<u32, u32>,
}

/// Tokens that count as the opening: the headline and a sentence or two.
const OPENING: usize = 60;

/// Keys kept of an article and of a story: the weightiest. Sizes chosen for the rows they make (240
/// keys are 2.9 kB); others were not measured.
pub(crate) const KEPT: usize = 80;
pub(crate) const KEPT_OF_STORY: usize = 240;

/// Tokens of a text that are looked at: what comes later repeats the story or leaves it.
const READ: usize = 4_000;

impl Traits {
    /// Reads an article's text, headline first.
    pub fn of(text: &str, published: Option<Date>) -> Traits {
        let tokens = Tokens::of(text);
        let places: Vec<Range<usize>> = places::read(text).into_iter().map(|p| p.span).collect();
        let mut found: HashMap<u32, (Key, f32)> = HashMap::new();
        let mut next_place = 0;
        for at in 0..tokens.len().min(READ) {
            let span = tokens.span(at, at + 1);
            while places.get(next_place).is_some_and(|place| place.end <= span.start) {
                next_place += 1;
            }
            let is_place = places.get(next_place).is_some_and(|place| place.start <= span.start);
            let Some((kind, stem)) = told(&tokens, at, is_place) else {
                continue;
            };
            let hash = hash_of(&stem, kind == KeyKind::Number);
            let is_early = at < OPENING;
            let (key, count) = found.entry(hash).or_insert_with(|| {
                let word = tokens.text(at).to_owned();
                (Key { hash, kind, weight: 0.0, is_early: false, word }, 0.0)
            });
            key.kind = key.kind.min(kind);
            key.is_early |= is_early;
            *count += if is_early { 2.0 } else { 1.0 };
        }
        let mut keys: Vec<Key> = found
            .into_values()
            .map(|(key, count)| Key { weight: 1.0 + count.ln(), ..key })
            .collect();
        keys.sort_unstable_by_key(|key| key.hash);
        let mut weekdays = [0; 7];
        for at in 0..tokens.len().min(READ) {
            if let Some(day) = weekday(tokens.low(at).as_str()) {
                weekdays[day] += 1;
            }
        }
        Traits { keys, day: published.or_else(|| stated_day(text)), weekdays }
    }
}

impl Traits {
    /// The keys that lead from an article to stories, with their weights, the weightiest first.
    pub fn leading(&self, frequencies: &Frequencies) -> Vec<(u32, f32)> {
        let parts = Vector::of(self, frequencies).parts.into_iter().take(super::keep::LOOKED_UP);
        parts.map(|(at, weight)| (self.keys[at].hash, weight)).collect()
    }
}

fn weekday(word: &str) -> Option<usize> {
    let word = word.strip_suffix("'s").unwrap_or(word);
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    days.iter().position(|day| *day == word)
}

/// The first full date in the opening, where a page without one in its head states it.
fn stated_day(text: &str) -> Option<Date> {
    let mut end = text.len().min(400);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let is_full = |when: &When| when.kind == WhenKind::Date && when.value.len() == 10;
    let found = dates::read(&text[..end], None).into_iter().filter(is_full);
    found.filter_map(|when| when.days).map(|(first, _)| first).next()
}

/// The kind and stem of a token, if it tells anything.
fn told(tokens: &Tokens<'_>, at: usize, is_place: bool) -> Option<(KeyKind, String)> {
    let text = tokens.text(at);
    match tokens.kind(at)? {
        Kind::Punct => None,
        Kind::Number => (text.len() > 1).then(|| (KeyKind::Number, text.replace(',', ""))),
        Kind::Word => {
            let stem = stem(text);
            let low = tokens.low(at);
            if stem.len() < 2 || figures::is_small_word(low.as_str()) {
                return None;
            }
            let after_break = at == 0 || tokens.opens(at) || is_quote(tokens.text(at - 1));
            let kind = match (is_place, tokens.capital(at) && !after_break) {
                (true, _) => KeyKind::Place,
                (false, true) => KeyKind::Name,
                (false, false) => KeyKind::Word,
            };
            Some((kind, stem))
        }
    }
}

fn is_quote(text: &str) -> bool {
    matches!(text, "\"" | "\u{201C}" | "'" | "\u{2018}" | "`" | "(")
}

/// Lower case, without possessive and the commonest endings.
fn stem(word: &str) -> String {
    let low = word.to_lowercase();
    let low = low.strip_suffix("'s").or_else(|| low.strip_suffix("\u{2019}s")).unwrap_or(&low);
    for ending in ["ing", "ed", "es", "s"] {
        if let Some(short) = low.strip_suffix(ending).filter(|short| short.len() >= 4) {
            return short.to_owned();
        }
    }
    low.to_owned()
}

/// FNV-1a: the same on every machine and in every version, as rows on disk need it.
fn hash_of(stem: &str, is_number: bool) -> u32 {
    let seed = if is_number { 0x811c_9dc5 ^ 0x23 } else { 0x811c_9dc5_u32 };
    stem.bytes().fold(seed, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

impl Frequencies {
    /// Articles of plain English news the built-in shares count as: with fewer articles kept, what
    /// is common is known from elsewhere.
    const PRIOR: f32 = 3_000.0;

    /// How much a key tells: the log of one over the share of articles that hold it.
    pub fn rarity(&self, hash: u32) -> f32 {
        let known = frequent().get(&hash).copied().unwrap_or(0.0) * Frequencies::PRIOR;
        let kept = self.of_keys.get(&hash).copied().unwrap_or(0) as f32;
        let all = Frequencies::PRIOR + self.articles as f32 + 1.0;
        (all / (known + kept + 0.5)).ln().max(0.0)
    }

    /// Counts an article in.
    pub fn add(&mut self, traits: &Traits) {
        self.articles = self.articles.saturating_add(1);
        for key in &traits.keys {
            let count = self.of_keys.entry(key.hash).or_default();
            *count = count.saturating_add(1);
        }
    }
}

/// Shares of English news pages that hold a stem, by its hash: counted on the 661 pages of the gold sets
/// that are English news; the table holds stems and shares, no text.
fn frequent() -> &'static HashMap<u32, f32> {
    static FREQUENT: OnceLock<HashMap<u32, f32>> = OnceLock::new();
    FREQUENT.get_or_init(|| {
        rows(include_str!("../../data/frequent.tsv"))
            .filter_map(|row| match row.as_slice() {
                &[stem, share] => Some((hash_of(stem, false), share.parse::<f32>().ok()? / 1000.0)),
                _ => None,
            })
            .collect()
    })
}

/// The weightiest keys of an article, scaled to length one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Vector {
    /// Index into the keys of the traits, and weight; the weightiest first.
    pub(crate) parts: Vec<(usize, f32)>,
}

/// Names weigh more than other words, numbers less.
const NAME: f32 = 1.5;
const NUMBER: f32 = 0.5;

impl Vector {
    pub(crate) fn of(traits: &Traits, frequencies: &Frequencies) -> Vector {
        let mut parts: Vec<(usize, f32)> = traits
            .keys
            .iter()
            .enumerate()
            .map(|(at, key)| {
                let kind = match key.kind {
                    KeyKind::Name | KeyKind::Place => NAME,
                    KeyKind::Word => 1.0,
                    KeyKind::Number => NUMBER,
                };
                (at, key.weight * kind * frequencies.rarity(key.hash))
            })
            .filter(|(_, weight)| *weight > 0.0)
            .collect();
        parts.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
        parts.truncate(KEPT);
        let length = parts.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
        parts.iter_mut().for_each(|(_, weight)| *weight /= length.max(f32::MIN_POSITIVE));
        Vector { parts }
    }
}

impl Vector {
    /// A story in an article's place: its weightiest keys, without words.
    pub(crate) fn of_story(story: &Story) -> (Traits, Vector) {
        let keys: Vec<Key> = story
            .parts
            .iter()
            .map(|part| {
                let is_name = part.as_name * 2 >= part.articles;
                let kind = if is_name { KeyKind::Name } else { KeyKind::Word };
                let (hash, word) = (part.hash, String::new());
                Key { hash, kind, weight: part.weight, is_early: true, word }
            })
            .collect();
        let mut parts: Vec<(usize, f32)> =
            keys.iter().enumerate().map(|(at, key)| (at, key.weight)).collect();
        parts.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
        parts.truncate(KEPT);
        let length = parts.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
        parts.iter_mut().for_each(|(_, weight)| *weight /= length.max(f32::MIN_POSITIVE));
        (Traits { keys, day: story.first, weekdays: story.weekdays }, Vector { parts })
    }
}

/// One key of a story.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    pub hash: u32,
    /// Sum of the articles' weights.
    pub weight: f32,
    /// Articles that hold it.
    pub articles: u16,
    /// Of those, as a name or place.
    pub as_name: u16,
}

/// The sum of a story's articles.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Story {
    /// By hash; the weightiest.
    pub parts: Vec<Part>,
    pub articles: u32,
    /// How often its articles name each weekday, Monday first.
    pub weekdays: [u16; 7],
    pub first: Option<Date>,
    pub last: Option<Date>,
}

impl Story {
    /// Takes an article in.
    pub fn add(&mut self, traits: &Traits, frequencies: &Frequencies) {
        for (at, weight) in Vector::of(traits, frequencies).parts {
            let key = &traits.keys[at];
            let is_name = matches!(key.kind, KeyKind::Name | KeyKind::Place);
            let slot = self.parts.binary_search_by_key(&key.hash, |part| part.hash);
            let at = slot.unwrap_or_else(|at| {
                let part = Part { hash: key.hash, weight: 0.0, articles: 0, as_name: 0 };
                self.parts.insert(at, part);
                at
            });
            let part = &mut self.parts[at];
            part.weight += weight;
            part.articles = part.articles.saturating_add(1);
            part.as_name = part.as_name.saturating_add(u16::from(is_name));
        }
        self.cut();
        self.articles += 1;
        for (sum, count) in self.weekdays.iter_mut().zip(traits.weekdays) {
            *sum = sum.saturating_add(count);
        }
        if let Some(day) = traits.day {
            self.first = Some(self.first.map_or(day, |first| first.min(day)));
            self.last = Some(self.last.map_or(day, |last| last.max(day)));
        }
    }

    /// Takes in all articles of another story.
    pub fn merge(&mut self, other: &Story) {
        for theirs in &other.parts {
            match self.parts.binary_search_by_key(&theirs.hash, |part| part.hash) {
                Ok(at) => {
                    let part = &mut self.parts[at];
                    part.weight += theirs.weight;
                    part.articles = part.articles.saturating_add(theirs.articles);
                    part.as_name = part.as_name.saturating_add(theirs.as_name);
                }
                Err(at) => self.parts.insert(at, *theirs),
            }
        }
        self.cut();
        self.articles = self.articles.saturating_add(other.articles);
        for (sum, count) in self.weekdays.iter_mut().zip(other.weekdays) {
            *sum = sum.saturating_add(count);
        }
        self.first = self.first.into_iter().chain(other.first).min();
        self.last = self.last.into_iter().chain(other.last).max();
    }

    /// Lightest keys go when there are too many.
    fn cut(&mut self) {
        if self.parts.len() <= KEPT_OF_STORY {
            return;
        }
        self.parts.sort_by(|one, other| other.weight.total_cmp(&one.weight));
        self.parts.truncate(KEPT_OF_STORY);
        self.parts.sort_unstable_by_key(|part| part.hash);
    }

    pub(crate) fn part(&self, hash: u32) -> Option<&Part> {
        self.parts.binary_search_by_key(&hash, |part| part.hash).ok().map(|at| &self.parts[at])
    }

    /// As a row on disk: 12 bytes a key, little-endian, after the number of articles
    /// and the seven weekdays.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(18 + self.parts.len() * 12);
        bytes.extend(self.articles.to_le_bytes());
        bytes.extend(self.weekdays.iter().flat_map(|count| count.to_le_bytes()));
        for part in &self.parts {
            bytes.extend(part.hash.to_le_bytes());
            bytes.extend(part.weight.to_le_bytes());
            bytes.extend(part.articles.to_le_bytes());
            bytes.extend(part.as_name.to_le_bytes());
        }
        bytes
    }

    /// A row read back; the days are kept beside it. `None` for what is no such row.
    pub fn from_bytes(bytes: &[u8]) -> Option<Story> {
        let (articles, rest) = bytes.split_first_chunk::<4>()?;
        let (days, rest) = rest.split_first_chunk::<14>()?;
        if rest.len() % 12 != 0 {
            return None;
        }
        let part = |row: &[u8]| {
            Some(Part {
                hash: u32::from_le_bytes(row.get(..4)?.try_into().ok()?),
                weight: f32::from_le_bytes(row.get(4..8)?.try_into().ok()?),
                articles: u16::from_le_bytes(row.get(8..10)?.try_into().ok()?),
                as_name: u16::from_le_bytes(row.get(10..12)?.try_into().ok()?),
            })
        };
        let parts: Vec<Part> = rest.chunks_exact(12).map(part).collect::<Option<_>>()?;
        let is_sorted = parts.windows(2).all(|pair| pair[0].hash < pair[1].hash);
        let is_sound = is_sorted && parts.iter().all(|part| part.weight.is_finite());
        let articles = u32::from_le_bytes(*articles);
        let mut weekdays = [0; 7];
        for (count, bytes) in weekdays.iter_mut().zip(days.chunks_exact(2)) {
            *count = u16::from_le_bytes([bytes[0], bytes[1]]);
        }
        is_sound.then_some(Story { parts, articles, weekdays, first: None, last: None })
    }
}
