//! The whole record of a text: who says what, every figure with its claimant, dates and places.
//!
//! Given a plain English text and what is known of it, [`read`] runs the readers of quotes, claims,
//! dates and places and joins them: the sources the quotes found are the claimants of the figures
//! that stand in their words. A text in another language gives a [`Record`] that says so and holds
//! nothing else.

use std::ops::Range;

use jiff::civil::Date;

use crate::claims::{self, Claim, Claimant};
use crate::dates::{self, When};
use crate::figures::{self, Figure};
use crate::places::{self, Place};
use crate::quotes::{Gear, Quote, Reader};
use crate::sources::Speaker;

#[cfg(test)]
mod tests;

/// What is known of a text before it is read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'o> {
    /// The day of publication; without it "on Tuesday" has no date.
    pub published: Option<Date>,
    /// A BCP 47 tag stated for the text; `None`: told by its words.
    pub language: Option<&'o str>,
    /// How much work to put into the quotes.
    pub gear: Gear,
}

/// Why a text has no record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoRecord {
    /// Stated, or told by its words, to be in a language the record does not read.
    OtherLanguage,
    /// It holds no word.
    NoWords,
}

impl NoRecord {
    /// In a sentence's words, without a full stop.
    pub fn reason(self) -> &'static str {
        match self {
            NoRecord::OtherLanguage => "no record for this language",
            NoRecord::NoWords => "no words to read",
        }
    }
}

/// Everything read out of a text. Spans are half-open byte ranges into it; lists are in its order.
#[derive(Clone, Debug)]
pub struct Record {
    /// "en", or why the lists are empty.
    pub language: Result<&'static str, NoRecord>,
    /// In order of their cues.
    pub quotes: Vec<Quote>,
    /// Everyone who is quoted; quotes point here.
    pub speakers: Vec<Speaker>,
    /// Every number, told apart by kind.
    pub figures: Vec<Figure>,
    /// The figures that say how many or how much, with all the text ties to them.
    pub claims: Vec<Claim>,
    /// Whom claims point to: one for each quote with a source, then those of the light rule.
    pub claimants: Vec<Claimant>,
    pub dates: Vec<When>,
    pub places: Vec<Place>,
}

impl Record {
    fn none(why: NoRecord) -> Self {
        Self {
            language: Err(why),
            quotes: Vec::new(),
            speakers: Vec::new(),
            figures: Vec::new(),
            claims: Vec::new(),
            claimants: Vec::new(),
            dates: Vec::new(),
            places: Vec::new(),
        }
    }
}

/// Reads all there is to read out of `text`. Never fails; linear in its length.
pub fn read(text: &str, options: &Options) -> Record {
    let stated_english = options.language.map(is_english);
    if !text.contains(char::is_alphanumeric) {
        return Record::none(NoRecord::NoWords);
    }
    if stated_english == Some(false) {
        return Record::none(NoRecord::OtherLanguage);
    }
    let found = Reader::built_in().read(text, options.gear);
    let is_read = found.language.is_some() || stated_english == Some(true) || is_bare(text);
    if !is_read {
        return Record::none(NoRecord::OtherLanguage);
    }
    let claimants = claimants(text, &found.quotes, &found.speakers);
    Record {
        language: Ok("en"),
        claims: claims::read(text, options.published, &claimants),
        quotes: found.quotes,
        speakers: found.speakers,
        figures: figures::read(text),
        claimants,
        dates: dates::read(text, options.published),
        places: places::read(text),
    }
}

/// The record as far as comparing needs it, from quotes and speakers that were found before: finding
/// them is what costs. Figures, dates and places outside claims are left empty.
pub fn recall(
    text: &str,
    published: Option<Date>,
    quotes: Vec<Quote>,
    speakers: Vec<Speaker>,
) -> Record {
    let claimants = claimants(text, &quotes, &speakers);
    let claims = claims::read(text, published, &claimants);
    let none = Record::none(NoRecord::NoWords);
    Record { language: Ok("en"), quotes, speakers, claims, claimants, ..none }
}

fn is_english(tag: &str) -> bool {
    let first = tag.split(['-', '_']).next().unwrap_or("");
    first.eq_ignore_ascii_case("en") || first.eq_ignore_ascii_case("eng")
}

/// Too short for its words to tell the language ("€30m", a list of names), in Latin letters and
/// without a word that is frequent in another language: read as English.
fn is_bare(text: &str) -> bool {
    let is_latin = |letter: char| !letter.is_alphabetic() || letter < '\u{250}';
    let words = || text.split(|letter: char| !letter.is_alphanumeric()).filter(|w| !w.is_empty());
    text.len() < BARE_BYTES
        && words().count() < BARE_WORDS
        && text.chars().all(is_latin)
        && !words().any(|word| FOREIGN.iter().any(|other| other.eq_ignore_ascii_case(word)))
}

/// The longest passages of NewsQuant and EventStoryLine that the words alone do not tell have 50.
const BARE_WORDS: usize = 60;
const BARE_BYTES: usize = 600;

/// The commonest words of languages in Latin letters that are no English words and seldom in names.
const FOREIGN: &[&str] = &[
    "und", "der", "das", "nicht", "mit", "von", "für", "auf", "ist", "les", "des", "est", "dans",
    "une", "avec", "pas", "los", "las", "por", "una", "del", "como", "para", "che", "della",
    "sono", "het", "een", "niet", "voor", "och", "att", "som", "är", "ikke", "og", "på", "nie",
    "jest", "ve", "bir", "não", "uma", "os", "è", "à", "há", "és", "az", "hogy", "dass",
];

/// The sources of the quotes as claimants. Where they are silent those of the light rule, and last
/// the pronouns nobody could resolve.
fn claimants(text: &str, quotes: &[Quote], speakers: &[Speaker]) -> Vec<Claimant> {
    let (named, unnamed): (Vec<&Quote>, Vec<&Quote>) =
        quotes.iter().partition(|quote| quote.resolution.speaker.is_some());
    let of = |quotes: Vec<&Quote>| -> Vec<Claimant> {
        quotes.into_iter().filter_map(|quote| claimant(text, quote, speakers)).collect()
    };
    let mut all = of(named);
    add_where_silent(&mut all, claims::claimants(text));
    add_where_silent(&mut all, of(unnamed));
    let persons: Vec<&str> =
        speakers.iter().filter(|s| s.is_person).map(|s| s.name.as_str()).collect();
    claims::name_in_full(&mut all, |name| persons.contains(&name));
    all
}

/// Adds `others` for the parts of their contents that lie outside all contents so far.
fn add_where_silent(all: &mut Vec<Claimant>, others: Vec<Claimant>) {
    let mut taken: Vec<Range<usize>> =
        all.iter().flat_map(|claimant| claimant.contents.iter().cloned()).collect();
    taken.sort_by_key(|span| span.start);
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(taken.len());
    for span in taken {
        match joined.last_mut().filter(|last| last.end >= span.start) {
            Some(last) => last.end = last.end.max(span.end),
            None => joined.push(span),
        }
    }
    for mut other in others {
        other.contents = other.contents.iter().flat_map(|span| without(span, &joined)).collect();
        if !other.contents.is_empty() {
            all.push(other);
        }
    }
}

/// What is left of a span outside `taken`, which is in order and does not overlap.
fn without(span: &Range<usize>, taken: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut left = Vec::new();
    let mut start = span.start;
    let first = taken.partition_point(|other| other.end <= span.start);
    for other in taken[first..].iter().take_while(|other| other.start < span.end) {
        if start < other.start {
            left.push(start..other.start);
        }
        start = other.end;
    }
    if start < span.end {
        left.push(start..span.end);
    }
    left
}

/// `None` for a quote without a source.
fn claimant(text: &str, quote: &Quote, speakers: &[Speaker]) -> Option<Claimant> {
    let own = quote.source.clone()?;
    let speaker = quote.resolution.speaker.map(|at| &speakers[at]);
    let name = speaker.map_or(&text[own.clone()], |speaker| speaker.name.as_str());
    let first = speaker.and_then(|speaker| speaker.mentions.first().cloned());
    Some(Claimant {
        name: name.to_owned(),
        source: first.unwrap_or(own),
        contents: quote.content.clone(),
        guesses: guesses(&text[quote.cue.clone()]),
    })
}

/// Cues that make a figure a guess.
fn guesses(cue: &str) -> bool {
    cue.split_whitespace().any(|word| {
        ["estimat", "believ", "project", "guess", "reckon"].iter().any(|stem| {
            word.get(..stem.len()).is_some_and(|start| start.eq_ignore_ascii_case(stem))
        })
    })
}
