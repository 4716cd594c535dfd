//! Who speaks: one voice for all the ways the articles of a story name a claimant.
//!
//! "the forestry service" and "the national forestry service" are one, "Her office" is hers, and a
//! figure nobody is named for is the outlet's own. A reprint has no voice but its original's.

use std::ops::Range;

use super::Account;
use crate::claims::Claimant;

/// One claimant of a story.
#[derive(Clone, Debug, PartialEq)]
pub struct Voice {
    /// As first met in its fullest form; the outlet's name for its own voice.
    pub name: String,
    /// The article speaks for itself.
    pub is_outlet: bool,
    /// Content words of the name, lowered, in order.
    pub(crate) words: Vec<String>,
    /// Words the articles describe the claimant with: "the Vessian minister, Oda Kell".
    pub(crate) about: Vec<String>,
}

/// All voices of a story, and whose each claimant of each article is.
#[derive(Debug, Default)]
pub(crate) struct Voices {
    pub(crate) all: Vec<Voice>,
    /// By article, then by claimant.
    of_claimants: Vec<Vec<usize>>,
    of_outlets: Vec<usize>,
}

impl Voices {
    pub(crate) fn of(accounts: &[Account<'_>]) -> Voices {
        let mut voices = Voices::default();
        for account in accounts {
            let mut found = Vec::with_capacity(account.record.claimants.len());
            let mut person: Option<usize> = None;
            for claimant in &account.record.claimants {
                let own = &account.text[claimant.source.clone()];
                let name = fuller(&claimant.name, own);
                let named = person_before(account, claimant.source.start);
                let at = match person.filter(|_| is_office(&claimant.name)) {
                    Some(person) => named.map_or(person, |named| voices.find(named)),
                    None => voices.find(name),
                };
                if !is_office(&claimant.name) {
                    person = Some(at);
                }
                found.push(at);
            }
            for quote in &account.record.quotes {
                let speaker = quote.resolution.speaker.map(|at| &account.record.speakers[at].name);
                let is_theirs = |claimant: &Claimant| Some(&claimant.name) == speaker;
                let at = account.record.claimants.iter().position(is_theirs);
                if let (Some(at), Some(source)) = (at, &quote.source) {
                    let about = name_words(&account.text[source.clone()]);
                    voices.all[found[at]].about.extend(about);
                }
            }
            voices.of_claimants.push(found);
            for speaker in account.record.speakers.iter().filter(|speaker| speaker.is_person) {
                let Some(first) = speaker.mentions.first() else { continue };
                let words = name_words(&speaker.name);
                if let Some(voice) = voices.all.iter_mut().find(|voice| voice.words == words) {
                    voice.about.extend(name_words(apposition(account.text, first)));
                }
            }
        }
        voices.merge_descriptions();
        for (at, account) in accounts.iter().enumerate() {
            let original = account.reprint_of.filter(|original| *original < at);
            let voice = match original {
                Some(original) => voices.of_outlets[original],
                None => voices.outlet(account.outlet),
            };
            voices.of_outlets.push(voice);
        }
        voices
    }

    pub(crate) fn of_claim(&self, article: usize, claimant: Option<usize>) -> usize {
        claimant
            .and_then(|at| self.of_claimants[article].get(at).copied())
            .unwrap_or(self.of_outlets[article])
    }

    /// The voice of a name: one that has all its words and ends alike, or a new one.
    fn find(&mut self, name: &str) -> usize {
        let words = name_words(name);
        let known = self.all.iter().position(|voice| {
            let is_one = voice.words == words || is_form_of(&words, &voice.words);
            let is_form = is_one || is_form_of(&voice.words, &words);
            !words.is_empty() && (is_form || is_one_name(&voice.name, name))
        });
        match known {
            Some(at) => {
                if words.len() > self.all[at].words.len() {
                    self.all[at].words = words;
                    self.all[at].name = trimmed(name);
                }
                at
            }
            None => {
                self.all.push(Voice {
                    name: trimmed(name),
                    is_outlet: false,
                    words,
                    about: Vec::new(),
                });
                self.all.len() - 1
            }
        }
    }

    /// "the ministry" joins the one voice whose name holds the word, "the office of the governor" the one
    /// who is described so; between two it stays alone.
    fn merge_descriptions(&mut self) {
        // More voices than any story has: a page of templates, left as it is.
        if self.all.len() > 200 {
            return;
        }
        for at in 0..self.all.len() {
            let own = &self.all[at];
            if own.is_outlet || own.name.contains(char::is_uppercase) {
                continue;
            }
            let office: Vec<&String> = own.words.iter().filter(|word| *word != "office").collect();
            let is_office = office.len() > 1 && office.len() < own.words.len();
            if own.words.len() != 1 && !is_office {
                continue;
            }
            let holds = |voice: &Voice| match is_office {
                true => office.iter().all(|word| voice.about.contains(*word)),
                false => voice.words.len() > 1 && voice.words.contains(&own.words[0]),
            };
            let mut fuller = (0..self.all.len()).filter(|other| holds(&self.all[*other]));
            if let (Some(only), None) = (fuller.next(), fuller.next()) {
                for voice in self.of_claimants.iter_mut().flatten().filter(|voice| **voice == at) {
                    *voice = only;
                }
            }
        }
    }

    fn outlet(&mut self, name: &str) -> usize {
        match self.all.iter().position(|voice| voice.is_outlet && voice.name == name) {
            Some(at) => at,
            None => {
                let words = name_words(name);
                self.all.push(Voice {
                    name: name.to_owned(),
                    is_outlet: true,
                    words,
                    about: Vec::new(),
                });
                self.all.len() - 1
            }
        }
    }
}

/// The resolved name, or the source's own words where they hold more of it.
fn fuller<'a>(name: &'a str, own: &'a str) -> &'a str {
    let holds = own.len() > name.len() && own.len() < 80 && own.contains(name);
    if holds { own } else { name }
}

/// The person who was named last before a place in the text.
fn person_before<'a>(account: &Account<'a>, place: usize) -> Option<&'a str> {
    let persons = account.record.speakers.iter().filter(|speaker| speaker.is_person);
    let last = |speaker: &crate::sources::Speaker| {
        speaker.mentions.iter().map(|mention| mention.end).filter(|end| *end <= place).max()
    };
    let named = persons.filter_map(|speaker| Some((last(speaker)?, speaker.name.as_str())));
    named.max_by_key(|(end, _)| *end).map(|(_, name)| name)
}

/// "The regional governor, " before a name.
fn apposition<'t>(text: &'t str, mention: &Range<usize>) -> &'t str {
    let start = text.floor_char_boundary(mention.start.saturating_sub(APPOSITION));
    let before = &text[start..mention.start];
    let from = before
        .rfind(['.', ';', ':', '!', '?', '\n', '“'])
        .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    match before[from..].trim_end().strip_suffix(',') {
        Some(description) if !description.contains(',') => description,
        _ => "",
    }
}

/// Bytes of a description before a name.
const APPOSITION: usize = 60;

/// "grid operator Valnet" and "network company Valnet": described otherwise, of one name.
fn is_one_name(one: &str, other: &str) -> bool {
    let described = |name: &str| {
        let words: Vec<String> = name.split_whitespace().map(str::to_owned).collect();
        let is_name = |word: &String| word.starts_with(char::is_uppercase);
        let start = words.iter().position(is_name)?;
        let all_capital = words[start..].iter().all(is_name);
        all_capital.then(|| (start, words[start..].join(" ")))
    };
    match (described(&trimmed(one)), described(&trimmed(other))) {
        (Some((a, one)), Some((b, other))) => one == other && a + b > 0,
        _ => false,
    }
}

/// "Her office", "his spokesman": whoever spoke last as a person.
fn is_office(name: &str) -> bool {
    let mut words = name.split_whitespace();
    let owner = words.next().is_some_and(|word| {
        ["her", "his"].iter().any(|pronoun| word.eq_ignore_ascii_case(pronoun))
    });
    let rest: Vec<&str> = words.collect();
    owner
        && matches!(
            rest.as_slice(),
            ["office" | "spokesman" | "spokeswoman" | "ministry" | "department" | "staff" | "team"]
        )
}

/// `short` is another form of `long`: all its words are in it, and both end alike.
fn is_form_of(short: &[String], long: &[String]) -> bool {
    let ends_alike = short.last() == long.last();
    let starts_alike = short.len() > 1 && short.first() == long.first();
    short.len() < long.len()
        && (ends_alike || starts_alike)
        && short.iter().all(|word| long.contains(word))
        // "the army" may be anybody's.
        && (short.len() > 1 || !is_owned(long))
}

/// Names that start with another's: "Vessia's army".
fn is_owned(words: &[String]) -> bool {
    words.first().is_some_and(|word| word.ends_with("'s"))
}

fn trimmed(name: &str) -> String {
    let name = name.trim();
    // "the service, which counts calls".
    let clauses = [", which ", ", who ", ", whose ", ", that "];
    let end = clauses.iter().filter_map(|clause| name.find(clause)).min();
    let name = &name[..end.unwrap_or(name.len())];
    let rest = ["the ", "The "].iter().find_map(|the| name.strip_prefix(the)).unwrap_or(name);
    rest.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Content words in order, without those who speak for it: "a spokesman for the army" is the army.
fn name_words(name: &str) -> Vec<String> {
    let words: Vec<String> = name
        .split(|letter: char| !(letter.is_alphanumeric() || letter == '\'' || letter == '\u{2019}'))
        .map(|word| word.replace('\u{2019}', "'").trim_matches('\'').to_lowercase())
        .filter(|word| !word.is_empty() && !is_filler(word))
        .collect();
    let speaker = |word: &String| {
        matches!(
            word.as_str(),
            "spokesman" | "spokeswoman" | "spokesperson" | "official" | "officials"
        )
    };
    let rest: Vec<String> = words.iter().filter(|word| !speaker(word)).cloned().collect();
    if rest.is_empty() { words } else { rest }
}

fn is_filler(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "a"
            | "an"
            | "of"
            | "for"
            | "in"
            | "at"
            | "on"
            | "with"
            | "from"
            | "mr"
            | "mrs"
            | "ms"
            | "dr"
    )
}
