//! The people an article names: every mention found, and mentions of one person put together.

use super::lists::Lists;
use crate::tagger::Tag;
use crate::text::Text;
use crate::text::words::{Kind, is_title};
use std::collections::HashMap;
use std::ops::Range;

/// As far as a name, a title or a pronoun tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Gender {
    /// Nothing told.
    #[default]
    Unknown,
    /// "she".
    Female,
    /// "he".
    Male,
}

/// A person.
#[derive(Debug, Clone)]
pub struct Person {
    /// The fullest form in the article.
    pub name: String,
    /// As far as it is known.
    pub gender: Gender,
    /// Ranges of word indices, in order, titles left out.
    pub mentions: Vec<Range<usize>>,
    first: Option<String>,
    last: String,
    roles: Vec<String>,
    /// A title, a first name of the lists or a full name said that this is a person.
    sure: bool,
}

impl Person {
    /// Takes a pronoun's word for the gender if nothing else told it.
    pub(super) fn settle(&mut self, gender: Gender) {
        if self.gender == Gender::Unknown {
            self.gender = gender;
        }
    }

    /// Could someone call this person a …? Not if the article gives another title of one word.
    pub(super) fn fits_role(&self, role: &str, lists: &Lists) -> bool {
        let gendered = lists.title(role).map_or(Gender::Unknown, |t| t.gender);
        let by_gender = gendered == Gender::Unknown
            || self.gender == Gender::Unknown
            || gendered == self.gender;
        let generic = matches!(
            role,
            "official"
                | "leader"
                | "head"
                | "politician"
                | "chief"
                | "boss"
                | "commander"
                | "candidate"
                | "lawmaker"
                | "man"
                | "woman"
                | "officer"
                | "veteran"
                | "spokesman"
                | "spokeswoman"
                | "expert"
                | "analyst"
        );
        by_gender && (generic || self.roles.is_empty() || self.roles.iter().any(|r| r == role))
    }
}

/// All people of an article.
#[derive(Debug, Default)]
pub struct People {
    /// In the order of their first mention.
    pub all: Vec<Person>,
    /// Start of a mention, its end and whose it is; in order.
    mentions: Vec<(usize, usize, usize)>,
}

/// A run of capitalised words that may name a person.
struct Candidate {
    words: Range<usize>,
    /// With the titles before it.
    run: Range<usize>,
    gender: Gender,
    roles: Vec<String>,
    titled: bool,
    /// Stands in a headline set in capitals, where a run of capitals means little.
    shouted: bool,
}

impl People {
    /// Finds them.
    pub(super) fn gather(text: &Text, tags: &[Tag], lists: &Lists) -> Self {
        let mut candidates = candidates(text, tags, lists);
        candidates.iter_mut().for_each(|candidate| candidate.take_roles(text, lists));
        let mut people = Self::default();
        let mut by_last: HashMap<String, Vec<usize>> = HashMap::new();
        // Full names first, so that a surname in the headline finds its person. A headline in capitals
        // comes last and only adds to people whom the article names elsewhere.
        let rank = |candidate: &Candidate| (candidate.shouted, candidate.words.len() == 1);
        candidates.sort_by_key(|candidate| (rank(candidate), candidate.words.start));
        for candidate in &candidates {
            people.add(text, lists, candidate, &mut by_last);
        }
        for (number, person) in people.all.iter_mut().enumerate() {
            person.mentions.sort_by_key(|m| m.start);
            people.mentions.extend(person.mentions.iter().map(|m| (m.start, m.end, number)));
        }
        people.mentions.sort_unstable();
        people.add_descriptions(text, lists);
        people
    }

    /// "the president", "the Republican": a further mention of the last one who was given that role.
    fn add_descriptions(&mut self, text: &Text, lists: &Lists) {
        let mut found = Vec::new();
        for at in 1..text.words.len() {
            if !text.word(at - 1).eq_ignore_ascii_case("the") || !text.words[at].is_wordlike() {
                continue;
            }
            let role = text.word(at).to_lowercase();
            let named = text
                .words
                .get(at + 1)
                .is_some_and(|next| next.of(text.source).starts_with(char::is_uppercase));
            if lists.is_role(&role)
                && !named
                && let Some(person) = self.with_role(&role, at)
            {
                found.push((at, at + 1, person));
            }
        }
        self.mentions.extend(found);
        self.mentions.sort_unstable();
    }

    /// Takes someone who is quoted for a person.
    pub(super) fn spoke(&mut self, person: usize) {
        self.all[person].sure = true;
    }

    fn add(
        &mut self,
        text: &Text,
        lists: &Lists,
        candidate: &Candidate,
        by_last: &mut HashMap<String, Vec<usize>>,
    ) {
        let word = |at: usize| text.word(at);
        let mut end = candidate.words.end;
        while end > candidate.words.start + 1
            && matches!(
                word(end - 1).to_lowercase().as_str(),
                "jr." | "sr." | "jr" | "sr" | "ii" | "iii"
            )
        {
            end -= 1;
        }
        let last = word(end - 1).to_lowercase();
        let full = end > candidate.words.start + 1;
        let first = full.then(|| word(candidate.words.start).to_lowercase());
        let of_first = lists.first_name(word(candidate.words.start));
        let start = candidate.words.start;
        let fits = |&&p: &&usize| {
            let known = &self.all[p];
            first.is_none() || known.first.is_none() || known.first == first
        };
        // Of two of one surname, the one who was named last.
        let last_named = |&&p: &&usize| {
            self.all[p].mentions.iter().map(|m| m.start).filter(|&m| m < start).max()
        };
        let same =
            by_last.get(&last).into_iter().flatten().filter(fits).max_by_key(last_named).copied();
        let same = same.or_else(|| {
            // A first name alone: "Melania", if one person of that first name was named in full.
            (!full)
                .then(|| self.all.iter().position(|p| p.first.as_deref() == Some(last.as_str())))
                .flatten()
        });
        let gender = match candidate.gender {
            Gender::Unknown if full || same.is_none() => of_first.unwrap_or_default(),
            known => known,
        };
        if let Some(person) = same {
            let person = &mut self.all[person];
            person.mentions.push(candidate.words.clone());
            person.settle(gender);
            person.sure |= candidate.titled;
            for role in &candidate.roles {
                if !person.roles.contains(role) {
                    person.roles.push(role.clone());
                }
            }
            return;
        }
        let sure = candidate.titled || of_first.is_some() || (full && !candidate.roles.is_empty());
        if candidate.shouted || (!sure && !full) {
            return;
        }
        by_last.entry(last.clone()).or_default().push(self.all.len());
        // A surname alone keeps its title: "Maj. Gen. Freuding".
        let named = if full { candidate.words.clone() } else { candidate.run.clone() };
        self.all.push(Person {
            name: text.source[text.span(&named)].to_owned(),
            gender,
            mentions: vec![candidate.words.clone()],
            first,
            last,
            roles: candidate.roles.clone(),
            sure,
        });
    }

    /// Mentions that start before `at`, last first: person, range of words.
    pub(super) fn before(&self, at: usize) -> impl Iterator<Item = (usize, Range<usize>)> {
        let end = self.mentions.partition_point(|m| m.0 < at);
        self.mentions[..end].iter().rev().map(|&(start, end, person)| (person, start..end))
    }

    /// The person whose name heads a source: the last name before a comma, "of", "who" and the like that
    /// does not stand before "'s".
    pub(super) fn head_of(
        &self,
        text: &Text,
        lists: &Lists,
        source: &Range<usize>,
    ) -> Option<usize> {
        let from = self.mentions.partition_point(|m| m.1 <= source.start);
        let mut found = None;
        for &(start, end, person) in self.mentions[from..].iter().take_while(|m| m.0 < source.end) {
            let possessive =
                end < text.words.len() && matches!(text.word(end), "'s" | "’s") && end < source.end;
            let between = source.start..start.max(source.start);
            let stopped = between.clone().any(|at| {
                matches!(
                    text.word(at),
                    "of" | "for" | "to" | "with" | "who" | "from" | "by" | "about" | "and"
                )
            });
            // "Mr. Bell, a friend of Ann Ray": Bell. "the senator, Ann Ray": Ray.
            let role_before =
                between.clone().any(|at| lists.is_role(&text.word(at).to_lowercase()));
            let past_comma = between.clone().any(|at| text.word(at) == ",") && !role_before;
            if possessive || stopped || (past_comma && found.is_some()) {
                continue;
            }
            if start >= source.start || found.is_none() {
                found = found.filter(|_| past_comma).or(Some(person));
            }
        }
        found
    }

    /// A person of that surname, if the article names exactly one: for a name the tagger missed.
    pub(super) fn of_surname(&self, word: &str) -> Option<usize> {
        let word = word.to_lowercase();
        let mut found = self.all.iter().enumerate().filter(|(_, person)| person.last == word);
        let (person, _) = found.next()?;
        found.next().is_none().then_some(person)
    }

    /// The person whose mention ends inside the range.
    pub(super) fn ending_in(&self, range: Range<usize>) -> Option<usize> {
        let end = self.mentions.partition_point(|m| m.0 < range.end);
        self.mentions[..end].last().filter(|m| m.1 > range.start).map(|m| m.2)
    }

    /// The person named last before `at` who was given the role.
    pub(super) fn with_role(&self, role: &str, at: usize) -> Option<usize> {
        self.before(at)
            .map(|(person, _)| person)
            .find(|&p| self.all[p].roles.iter().any(|r| r == role))
    }

    /// Is it sure that this is a person?
    pub(super) fn is_sure(&self, person: usize) -> bool {
        let person = &self.all[person];
        person.sure || person.mentions.len() > 2
    }
}

impl Person {
    /// The surname, in lower case.
    pub fn surname(&self) -> &str {
        &self.last
    }
}

/// Runs of proper nouns, without titles, that are not plainly organisations or places.
fn candidates(text: &Text, tags: &[Tag], lists: &Lists) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    let mut shouting = text.paragraphs.iter().filter(|p| is_in_capitals(text, p)).peekable();
    let mut at = 0;
    while at < tags.len() {
        if !is_name_word(text, tags, lists, at) {
            at += 1;
            continue;
        }
        let start = at;
        while at < tags.len()
            && at - start < 12
            && is_name_word(text, tags, lists, at)
            && (at == start || same_line(text, at))
        {
            at += 1;
        }
        while shouting.next_if(|p| (p.end as usize) <= start).is_some() {}
        if let Some(mut candidate) = candidate(text, lists, start..at) {
            candidate.shouted = shouting.peek().is_some_and(|p| (p.start as usize) <= start);
            found.push(candidate);
        }
    }
    found
}

/// A headline in which nearly every word has a capital.
fn is_in_capitals(text: &Text, paragraph: &Range<u32>) -> bool {
    let (mut all, mut capital) = (0, 0);
    for at in paragraph.clone().take(60) {
        let word = text.word(at as usize);
        if word.starts_with(char::is_alphabetic) {
            all += 1;
            capital += usize::from(word.starts_with(char::is_uppercase));
        }
    }
    all >= 4 && capital * 10 >= all * 6
}

/// Capitalised, and a proper noun to the tagger; or a known first name, or (inside a sentence) any
/// noun, since the tagger does not know every name.
fn is_name_word(text: &Text, tags: &[Tag], lists: &Lists, at: usize) -> bool {
    let word = text.word(at);
    if !text.words[at].is_wordlike() || !word.starts_with(char::is_uppercase) {
        return false;
    }
    let opens = at == 0
        || matches!(text.words[at - 1].kind, Kind::Stop | Kind::Quote)
        || !same_line(text, at);
    tags[at].is_name()
        || is_title(word)
        || (tags[at].is_noun() && !opens)
        || (lists.first_name(word).is_some() && !matches!(tags[at].name(), "MD" | "IN" | "DT"))
}

fn same_line(text: &Text, at: usize) -> bool {
    let (before, here) = (&text.words[at - 1], &text.words[at]);
    !text.source[before.end as usize..here.start as usize].contains('\n')
}

fn candidate(text: &Text, lists: &Lists, run: Range<usize>) -> Option<Candidate> {
    let mut words = run.clone();
    let mut candidate = Candidate {
        words: run.clone(),
        run: run.clone(),
        gender: Gender::Unknown,
        roles: Vec::new(),
        titled: false,
        shouted: false,
    };
    // Titles, and what stands before them ("Russian President", "U.S. Sen."), are no part of the name.
    let last_title = run.clone().rev().skip(1).find(|&at| lists.title(text.word(at)).is_some());
    if let Some(title) = last_title {
        for at in run.start..=title {
            if let Some(title) = lists.title(text.word(at)) {
                candidate.titled = true;
                candidate.roles.extend(title.role.map(str::to_owned));
                if title.gender != Gender::Unknown {
                    candidate.gender = title.gender;
                }
            }
        }
        words.start = title + 1;
    }
    let organisation = words.clone().any(|at| lists.is_organisation(text.word(at)));
    let shouted = words
        .clone()
        .all(|at| text.word(at).len() > 1 && !text.word(at).chars().any(char::is_lowercase));
    if words.is_empty() || words.len() > 4 || shouted && !candidate.titled {
        return None;
    }
    if lists.is_role(&text.word(words.end - 1).to_lowercase()) {
        return None;
    }
    if organisation && (words.len() == 1 || lists.first_name(text.word(words.start)).is_none()) {
        return None;
    }
    candidate.words = words;
    Some(candidate)
}

impl Candidate {
    /// Roles that stand beside the name: "the senator, Ann Ray", "Ann Ray, the mayor of …".
    fn take_roles(&mut self, text: &Text, lists: &Lists) {
        let mut take = |at: usize| {
            let word = text.word(at).to_lowercase();
            if lists.is_role(&word) && !self.roles.contains(&word) {
                self.roles.push(word);
            }
        };
        let start = self.words.start;
        for back in 1..=2 {
            if start >= back && same_line(text, start + 1 - back) {
                take(start - back);
            }
        }
        let end = self.words.end;
        if end + 1 < text.words.len() && text.word(end) == "," && same_line(text, end) {
            for at in end + 1..(end + 9).min(text.words.len()) {
                if !same_line(text, at)
                    || matches!(text.word(at), "," | "." | "who" | "of" | "said")
                {
                    break;
                }
                take(at);
            }
        }
    }
}
