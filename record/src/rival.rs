//! Rival claims: how the figures of a story's articles stand to one another, and why.
//!
//! Given the articles of a story with their records, [`compare`] aligns their claims by measure,
//! object, place and time and says of every aligned pair whether the two agree, differ, replace
//! one another or count a part of a whole; of pairs that only look alike it says why they are not
//! comparable. It never says who is right. [`table`] lays the same out with a row for each
//! measure and a column for each claimant.

mod judge;
mod question;
mod scale;
pub mod table;
mod voice;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use jiff::civil::Date;

use crate::claims::Claim;
use crate::figures::Bound;
use crate::read::Record;
use question::Question;
pub use voice::Voice;
use voice::Voices;

/// One article of a story.
#[derive(Clone, Copy, Debug)]
pub struct Account<'a> {
    pub text: &'a str,
    pub record: &'a Record,
    pub outlet: &'a str,
    pub published: Option<Date>,
    /// An earlier article of the list whose text this one reprints: its own voice is that one's.
    pub reprint_of: Option<usize>,
}

/// A claim as it is compared.
#[derive(Clone, Debug, PartialEq)]
pub struct Stated {
    /// Index of the article, and of the claim in its record.
    pub article: usize,
    pub claim: usize,
    /// Index into [`Comparison::voices`].
    pub voice: usize,
    /// The words of the figure: bytes of the article's text.
    pub span: Range<usize>,
}

/// How two claims stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The same value, in other words or another unit too.
    Same,
    /// Other words, and both can hold: "at least 14" and 16.
    Compatible,
    /// Different claimants, and both cannot hold.
    Rival,
    /// `a` replaces `b`: one claimant over time.
    Update,
    /// `a` is counted within `b`.
    Part,
    /// Each side counts what the other lost.
    Mirror,
    /// Looks alike and answers another question.
    Apart,
}

/// What is said of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Agree,
    Differ,
    Superseded,
    NotComparable,
    PartOf,
}

impl Verdict {
    pub fn words(self) -> &'static str {
        match self {
            Verdict::Agree => "agree",
            Verdict::Differ => "differ",
            Verdict::Superseded => "superseded",
            Verdict::NotComparable => "not comparable",
            Verdict::PartOf => "part of",
        }
    }
}

impl Kind {
    pub fn verdict(self) -> Verdict {
        match self {
            Kind::Same | Kind::Compatible => Verdict::Agree,
            Kind::Rival => Verdict::Differ,
            Kind::Update => Verdict::Superseded,
            Kind::Part => Verdict::PartOf,
            Kind::Mirror | Kind::Apart => Verdict::NotComparable,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Kind::Same => "same",
            Kind::Compatible => "compatible",
            Kind::Rival => "rival",
            Kind::Update => "update",
            Kind::Part => "part",
            Kind::Mirror => "mirror",
            Kind::Apart => "different",
        }
    }
}

/// Why a pair has its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    SameValue,
    SameVoiceRepeats,
    BoundsMeet,
    Rounded,
    ValuesApart,
    /// One denies that it happened, or the other's figure.
    Denied,
    LaterReport,
    SaysItChanged,
    Withdrawn,
    CountedWithin,
    OtherSidesLosses,
    OtherMeasure,
    OtherBase,
    OtherObject,
    OtherPlace,
    OtherTime,
    OtherSpan,
    OwnVoice,
}

impl Reason {
    pub fn words(self) -> &'static str {
        match self {
            Reason::SameValue => "the same value",
            Reason::SameVoiceRepeats => "the same claimant says it again",
            Reason::BoundsMeet => "both can hold: what they allow overlaps",
            Reason::Rounded => "one is the other, rounded",
            Reason::ValuesApart => "both cannot hold",
            Reason::Denied => "one denies what the other states",
            Reason::LaterReport => "a later report of the same claimant",
            Reason::SaysItChanged => "says that the figure changed",
            Reason::Withdrawn => "the earlier figure is withdrawn",
            Reason::CountedWithin => "counted within the other",
            Reason::OtherSidesLosses => "each side counts what the other lost",
            Reason::OtherMeasure => "another measure",
            Reason::OtherBase => "a share of another whole",
            Reason::OtherObject => "of something or somebody else",
            Reason::OtherPlace => "another place",
            Reason::OtherTime => "another time",
            Reason::OtherSpan => "over a longer time",
            Reason::OwnVoice => "nobody is named for one of them",
        }
    }
}

/// Indices into [`Comparison::stated`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Relation {
    pub a: usize,
    pub b: usize,
    pub kind: Kind,
    pub reason: Reason,
}

/// The claims of a story and what is said of them.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    pub voices: Vec<Voice>,
    /// In the order of the articles and of their texts.
    pub stated: Vec<Stated>,
    /// Parts first, then by pair.
    pub relations: Vec<Relation>,
    /// Row of each claim: claims that answer one question share it.
    pub rows: Vec<usize>,
    /// Claims that were not compared because their scale holds more than [`MOST_ON_SCALE`].
    pub left_out: usize,
}

/// Claims on one scale that are compared pair by pair: a story of 200 articles with more of one
/// kind is a table or a template, and the pairs would cost more than they tell.
pub const MOST_ON_SCALE: usize = 400;

/// Compares all claims of the articles that another source could deny; headlines left out.
pub fn compare(accounts: &[Account<'_>]) -> Comparison {
    let voices = Voices::of(accounts);
    let mut stated = Vec::new();
    let mut questions: Vec<Question> = Vec::new();
    for (article, account) in accounts.iter().enumerate() {
        let first = questions.len();
        for (at, claim) in account.record.claims.iter().enumerate() {
            if claim.headline || !claim.is_contestable() || is_condition(account.text, claim) {
                continue;
            }
            let voice = voices.of_claim(article, claim.claimant);
            let before = &questions[first..];
            let question = question::of(account, at, before);
            let span = claim.figure.span.clone();
            stated.push(Stated { article, claim: at, voice, span });
            questions.push(question);
        }
    }
    let mut relations = parts(accounts, &stated);
    let of_parts: HashSet<(usize, usize)> =
        relations.iter().map(|part| (part.a.min(part.b), part.a.max(part.b))).collect();
    let mut left_out = 0;
    let mut rows = Rows::of(stated.len());
    for group in on_one_scale(&questions) {
        left_out += group.len().saturating_sub(MOST_ON_SCALE);
        let group = &group[..group.len().min(MOST_ON_SCALE)];
        for (nth, &a) in group.iter().enumerate() {
            for &b in &group[nth + 1..] {
                if of_parts.contains(&(a, b)) {
                    continue;
                }
                let pair = judge::Pair {
                    a: judge::Side { at: a, stated: &stated[a], question: &questions[a] },
                    b: judge::Side { at: b, stated: &stated[b], question: &questions[b] },
                    accounts,
                    voices: &voices.all,
                };
                let judged = judge::judge(&pair);
                if judged.is_aligned {
                    rows.join(a, b);
                }
                relations.extend(judged.relation);
            }
        }
    }
    believe_what_changed(&mut relations, &stated, &questions, &rows);
    Comparison { voices: voices.all, stated, relations, rows: rows.numbers(), left_out }
}

/// "14,500; it had first spoken of 12,000" settles which of the two came first, whatever page repeats the older
/// one, on whatever day.
fn believe_what_changed(
    relations: &mut Vec<Relation>,
    stated: &[Stated],
    questions: &[Question],
    rows: &Rows,
) {
    let answer = |at: usize| Some((rows.root(at), stated[at].voice, questions[at].value?));
    let is_update = |one: &Relation, reason| one.kind == Kind::Update && one.reason == reason;
    let said: Vec<(usize, _, _)> = relations
        .iter()
        .filter(|one| is_update(one, Reason::SaysItChanged))
        .filter_map(|one| Some((one.a, answer(one.a)?, answer(one.b)?)))
        .collect();
    if said.is_empty() {
        return;
    }
    for one in relations.iter_mut().filter(|one| is_update(one, Reason::LaterReport)) {
        let (old, new) = (answer(one.a), answer(one.b));
        if said.iter().any(|(_, later, before)| Some(*later) == new && Some(*before) == old) {
            (one.a, one.b, one.reason) = (one.b, one.a, Reason::SaysItChanged);
        }
    }
    let mut related: HashSet<(usize, usize)> = relations.iter().map(|one| (one.a, one.b)).collect();
    for (at, _, before) in said {
        for old in (0..stated.len()).filter(|old| answer(*old) == Some(before)) {
            if !related.contains(&(old, at)) && related.insert((at, old)) {
                let (kind, reason) = (Kind::Update, Reason::SaysItChanged);
                relations.push(Relation { a: at, b: old, kind, reason });
            }
        }
    }
}

/// "When more than 15,000 homes are without power": what a rule waits for, and nobody claims.
fn is_condition(text: &str, claim: &Claim) -> bool {
    if !matches!(claim.figure.bound, Bound::AtLeast | Bound::MoreThan | Bound::LessThan) {
        return false;
    }
    let start = claim.sentence.start.min(claim.figure.number.start);
    let before: Vec<&str> = text[start..claim.figure.number.start].split_whitespace().collect();
    let is_bound =
        |word: &&&str| ["more", "than", "at", "least", "fewer", "less", "over"].contains(*word);
    let bound_count = before.iter().rev().take_while(is_bound).count();
    let conjunction = before.iter().rev().nth(bound_count).map_or("", |word| *word);
    let is_conditional = ["when", "if", "once", "unless", "whenever", "When", "If", "Once"];
    let end = claim.sentence.end.max(claim.figure.span.end);
    let mut after = text[claim.figure.span.end..end].split_whitespace().take(3);
    is_conditional.contains(&conjunction)
        && after.any(|word| matches!(word, "are" | "is" | "have" | "has" | "lose" | "loses"))
}

/// What the records say is part of what.
fn parts(accounts: &[Account<'_>], stated: &[Stated]) -> Vec<Relation> {
    let at = |article: usize, claim: usize| {
        stated.iter().position(|one| one.article == article && one.claim == claim)
    };
    let relation = |(a, one): (usize, &Stated)| {
        let whole = accounts[one.article].record.claims[one.claim].part_of?;
        let b = at(one.article, whole)?;
        Some(Relation { a, b, kind: Kind::Part, reason: Reason::CountedWithin })
    };
    stated.iter().enumerate().filter_map(relation).collect()
}

/// The claims by scale, each group in order; single ones left out.
fn on_one_scale(questions: &[Question]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..questions.len()).collect();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut of_scale = HashMap::new();
    for at in order.drain(..) {
        let group = *of_scale.entry(&questions[at].scale).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        groups[group].push(at);
    }
    groups.retain(|group| group.len() > 1);
    groups
}

/// Sets of claims that answer one question, joined pair by pair.
struct Rows(Vec<usize>);

impl Rows {
    fn of(count: usize) -> Rows {
        Rows((0..count).collect())
    }

    fn root(&self, mut at: usize) -> usize {
        while self.0[at] != at {
            at = self.0[at];
        }
        at
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        let (first, second) = (a.min(b), a.max(b));
        self.0[second] = first;
    }

    /// Numbered in the order of their first claims.
    fn numbers(&self) -> Vec<usize> {
        let mut numbers: Vec<usize> = Vec::with_capacity(self.0.len());
        let mut next = 0;
        for at in 0..self.0.len() {
            let root = self.root(at);
            if root == at {
                numbers.push(next);
                next += 1;
            } else {
                numbers.push(numbers[root]);
            }
        }
        numbers
    }
}
