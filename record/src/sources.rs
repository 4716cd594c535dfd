//! Sources resolved: who each quote's source is, by one name for the whole article.
//!
//! Given the text, its tags and the sources and cues of its quotes in order, [`resolve`] gathers the
//! people named in the article ([`people`]), and says for each source which of them it is, or that it
//! is an organisation or a description that speaks under its own words, or nobody in particular.
//! Every answer carries the chain of mentions that led to it.

mod lists;
pub mod people;
mod pronouns;

#[cfg(test)]
mod tests;

use crate::tagger::Tag;
use crate::text::Text;
use lists::Lists;
use people::{Gender, People};
use std::collections::HashMap;
use std::ops::Range;

/// Who a source is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Speaker {
    /// The fullest form of the name in the article, or the source's own words.
    pub name: String,
    /// A person named in the article (not an organisation or a description).
    pub is_person: bool,
    /// All places where the article names the speaker, in order; byte ranges.
    pub mentions: Vec<Range<usize>>,
}

/// How one source was resolved.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Resolution {
    /// Index into the speakers; `None`: nobody in particular, or not to be told.
    pub speaker: Option<usize>,
    /// The mentions that lead from the source to the name: "he", "Zelensky", "Volodymyr Zelensky".
    pub chain: Vec<String>,
    /// The rule that decided.
    pub why: &'static str,
}

/// A quote as far as resolving needs it, in word indices.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    pub(crate) source: Option<Range<usize>>,
    pub(crate) cue: Range<usize>,
    pub(crate) content: Vec<Range<usize>>,
}

/// Resolves the sources of all quotes of a text; one resolution each, in the same order.
pub(crate) fn resolve(text: &Text, tags: &[Tag], said: &[Said]) -> (Vec<Speaker>, Vec<Resolution>) {
    let lists = Lists::get();
    let mut people = People::gather(text, tags, lists);
    for source in said.iter().filter_map(|s| s.source.as_ref()) {
        if let Some(person) = people.head_of(text, lists, source) {
            people.spoke(person);
        }
    }
    let mut resolver = Resolver {
        text,
        tags,
        lists,
        sentence_of: text.sentence_of_words(),
        people,
        speakers: Vec::new(),
        of_person: HashMap::new(),
        of_phrase: HashMap::new(),
        last: None,
        resolved: Vec::with_capacity(said.len()),
    };
    let mut resolutions = Vec::with_capacity(said.len());
    for number in 0..said.len() {
        let resolution = resolver.resolve_one(said, number);
        resolver.resolved.push(resolution.speaker);
        resolutions.push(resolution);
    }
    (resolver.speakers, resolutions)
}

struct Resolver<'r, 't> {
    text: &'r Text<'t>,
    tags: &'r [Tag],
    lists: &'static Lists,
    sentence_of: Vec<u32>,
    people: People,
    speakers: Vec<Speaker>,
    of_person: HashMap<usize, usize>,
    of_phrase: HashMap<String, usize>,
    /// The last source that was resolved: the word it starts at, and who it was.
    last: Option<LastSpeaker>,
    /// The speakers of the quotes so far.
    resolved: Vec<Option<usize>>,
}

#[derive(Debug, Clone, Copy)]
struct LastSpeaker {
    at: usize,
    person: Option<usize>,
    speaker: usize,
}

impl Resolver<'_, '_> {
    fn resolve_one(&mut self, said: &[Said], number: usize) -> Resolution {
        let Some(source) = said[number].source.clone() else {
            return Resolution { why: "no source", ..Resolution::default() };
        };
        let word = self.text.word(source.start).to_ascii_lowercase();
        let own = self.text.source[self.text.span(&source)].to_owned();
        if source.len() == 1 {
            match word.as_str() {
                "he" | "she" | "him" | "her" => {
                    let gender = if matches!(word.as_str(), "he" | "him") {
                        Gender::Male
                    } else {
                        Gender::Female
                    };
                    return self.pronoun(said, number, source.start, gender, own);
                }
                "i" | "me" | "myself" => return self.speaker_around(said, number, own),
                "it" => return self.last_organisation(source.start, own),
                "they" | "we" | "you" | "who" | "that" | "which" | "them" | "us" | "those"
                | "many" | "some" | "others" | "one" | "someone" | "everyone" | "people" => {
                    return self.relative(said, number, &source, own, &word);
                }
                _ => {}
            }
        }
        if let Some(person) = self.people.head_of(self.text, self.lists, &source) {
            return self.person(source.start, person, vec![own], "a name in the source");
        }
        if source.len() == 1
            && own.starts_with(char::is_uppercase)
            && let Some(person) = self.people.of_surname(&own)
        {
            return self.person(source.start, person, vec![own], "a surname in the source");
        }
        if let Some((person, why)) = self.described(said, number, &source) {
            return self.person(source.start, person, vec![own], why);
        }
        self.phrase(&source, own)
    }

    fn person(
        &mut self,
        at: usize,
        person: usize,
        mut chain: Vec<String>,
        why: &'static str,
    ) -> Resolution {
        let speaker = *self.of_person.entry(person).or_insert_with(|| {
            let found = &self.people.all[person];
            let mentions = found.mentions.iter().map(|words| self.text.span(words)).collect();
            self.speakers.push(Speaker { name: found.name.clone(), is_person: true, mentions });
            self.speakers.len() - 1
        });
        self.last = Some(LastSpeaker { at, person: Some(person), speaker });
        if chain.last() != Some(&self.speakers[speaker].name) {
            chain.push(self.speakers[speaker].name.clone());
        }
        Resolution { speaker: Some(speaker), chain, why }
    }

    /// An organisation, a place that speaks, or a description nobody is named for.
    fn phrase(&mut self, source: &Range<usize>, own: String) -> Resolution {
        let mut words = source.clone();
        if matches!(self.text.word(words.start).to_ascii_lowercase().as_str(), "the" | "a" | "an")
            && words.len() > 1
        {
            words.start += 1;
        }
        let key = self.text.source[self.text.span(&words)].to_lowercase();
        let span = self.text.span(source);
        let speaker = *self.of_phrase.entry(key).or_insert_with(|| {
            self.speakers.push(Speaker {
                name: own.clone(),
                is_person: false,
                mentions: Vec::new(),
            });
            self.speakers.len() - 1
        });
        self.speakers[speaker].mentions.push(span);
        self.last = Some(LastSpeaker { at: source.start, person: None, speaker });
        Resolution { speaker: Some(speaker), chain: vec![own], why: "the source's own words" }
    }

    fn pronoun(
        &mut self,
        said: &[Said],
        number: usize,
        at: usize,
        gender: Gender,
        own: String,
    ) -> Resolution {
        let context = pronouns::Context {
            text: self.text,
            tags: self.tags,
            sentence_of: &self.sentence_of,
            people: &self.people,
            said,
            number,
            last: self.last.and_then(|last| Some((last.at, last.person?))),
        };
        match pronouns::choose(&context, at, gender) {
            Some(person) => {
                self.people.all[person].settle(gender);
                self.person(
                    at,
                    person,
                    vec![own],
                    "pronoun: gender, nearness, subject, last speaker",
                )
            }
            None => Resolution {
                chain: vec![own],
                why: "pronoun without a likely name",
                ..Resolution::default()
            },
        }
    }

    /// "I" inside someone's quote is that someone: the closest quote before whose content holds the cue.
    fn speaker_around(&self, said: &[Said], number: usize, own: String) -> Resolution {
        let at = said[number].cue.start;
        let around = (number.saturating_sub(12)..number)
            .rev()
            .find(|&n| said[n].content.iter().any(|c| c.contains(&at)))
            .and_then(|n| self.resolved.get(n).copied().flatten());
        match around {
            Some(speaker) => {
                let chain = vec![own, self.speakers[speaker].name.clone()];
                Resolution {
                    speaker: Some(speaker),
                    chain,
                    why: "speaks in the first person inside a quote",
                }
            }
            None => Resolution {
                chain: vec![own],
                why: "first person, outside any quote found before",
                ..Resolution::default()
            },
        }
    }

    /// "it" is the last organisation that spoke.
    fn last_organisation(&mut self, at: usize, own: String) -> Resolution {
        match self.last.filter(|last| last.person.is_none()) {
            Some(last) if self.near(last.at, at, 3) => {
                self.last = Some(LastSpeaker { at, ..last });
                let chain = vec![own, self.speakers[last.speaker].name.clone()];
                Resolution {
                    speaker: Some(last.speaker),
                    chain,
                    why: "the organisation that spoke last",
                }
            }
            _ => Resolution {
                chain: vec![own],
                why: "pronoun without a likely name",
                ..Resolution::default()
            },
        }
    }

    /// "who" right after a name (with at most a comma between) is that name.
    fn relative(
        &mut self,
        _said: &[Said],
        _number: usize,
        source: &Range<usize>,
        own: String,
        word: &str,
    ) -> Resolution {
        if word == "who" {
            let before = source.start.saturating_sub(3);
            if let Some(person) = self.people.ending_in(before..source.start) {
                return self.person(source.start, person, vec![own], "relative clause");
            }
        }
        Resolution { chain: vec![own], why: "nobody in particular", ..Resolution::default() }
    }

    fn near(&self, a: usize, b: usize, sentences: u32) -> bool {
        self.sentence_of[a].abs_diff(self.sentence_of[b]) <= sentences
    }

    /// The role noun that heads a description: the last one before "of", "for", "with" or a comma.
    fn role_of(&self, source: &Range<usize>) -> Option<String> {
        let mut role = None;
        for at in source.clone() {
            let word = self.text.word(at).to_ascii_lowercase();
            if at > source.start
                && matches!(
                    word.as_str(),
                    "of" | "for" | "with" | "in" | "who" | "," | "at" | "from" | "and" | "to"
                )
            {
                break;
            }
            role = self.lists.is_role(&word).then_some(word);
        }
        role
    }

    fn described(
        &self,
        said: &[Said],
        number: usize,
        source: &Range<usize>,
    ) -> Option<(usize, &'static str)> {
        let role = self.role_of(source)?;
        let article = self.text.word(source.start).to_ascii_lowercase();
        if article == "the" || self.lists.is_role(&article) {
            if let Some(person) = self.people.with_role(&role, source.start) {
                return Some((person, "a title that was given to the name before"));
            }
            // "The senator added": whoever spoke last, in this paragraph or at the end of the one before.
            let last = self.last.filter(|last| self.near(last.at, source.start, 2))?;
            let person = last.person?;
            let fits = self.people.all[person].fits_role(&role, self.lists);
            return fits.then_some((person, "the one who spoke last, described"));
        }
        if matches!(article.as_str(), "a" | "an" | "one" | "another") && article != "another" {
            // "A top official warned …" and in the next paragraph the name: introduced there, and quoted.
            let next = said.get(number + 1)?.source.clone()?;
            let person = self.people.head_of(self.text, self.lists, &next)?;
            let found = &self.people.all[person];
            let first = found.mentions.first()?.start;
            let introduced = first >= next.start && first < next.end;
            let fits = found.fits_role(&role, self.lists);
            if introduced && fits && self.near(source.start, next.start, 2) {
                return Some((person, "described first, named in the next quote"));
            }
        }
        None
    }
}
