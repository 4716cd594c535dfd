//! The question a claim answers: how many of what, whose, where and when, and how it is asked.
//!
//! Read from the claim's own clause; a claim that says only a number ("the League spoke of
//! 50,000") asks what the claim before it asked.

use std::ops::Range;

use jiff::civil::Date;

use super::Account;
use super::scale::{self, Interval, Scale};
use crate::claims::{Claim, Dated, is_cue, is_measure_cue, told};
use crate::figures::{self, Bound, Exact, Value};
use crate::scan::{Kind, Tokens};

/// Whose the counted things are, or what a share or sum is said of.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Owner {
    Unsaid,
    /// The claimant's: "none of its aircraft".
    Own,
    Named(String),
}

#[derive(Clone, Debug)]
pub(crate) struct Question {
    pub(crate) scale: Scale,
    /// First and last value on the scale, without bounds.
    pub(crate) value: Option<(Exact, Exact)>,
    pub(crate) interval: Option<Interval>,
    pub(crate) is_bounded: bool,
    /// Told in its clause (or taken over), those that name no event last.
    pub(crate) measures: Vec<&'static str>,
    /// Content words of the clause, cut to stems, without those that name the measure.
    pub(crate) content: Vec<String>,
    /// With them.
    pub(crate) words: Vec<String>,
    pub(crate) subject: Owner,
    /// "the company's profit": of whom was said before.
    pub(crate) points_back: bool,
    pub(crate) owner: Owner,
    /// "its crews had stopped": the claimant counts its own deeds.
    pub(crate) is_agent: bool,
    pub(crate) group: Option<String>,
    pub(crate) base: Vec<String>,
    pub(crate) place: Vec<String>,
    pub(crate) is_placed: bool,
    pub(crate) days: Option<(Date, Date)>,
    pub(crate) is_dated: bool,
    /// "at the last election".
    pub(crate) is_past: bool,
    /// "up from 3.2": what was before.
    pub(crate) is_baseline: bool,
    /// "it had first spoken of": what the claimant said before.
    pub(crate) is_first_word: bool,
    /// "new", "another": adds to what was, and does not replace it.
    pub(crate) is_fresh: bool,
    /// "raised", "now", "later": says that it replaces a figure.
    pub(crate) says_change: bool,
    pub(crate) is_withdrawn: bool,
    pub(crate) is_denied: bool,
    /// A part told by its words, not by "72 of 131".
    pub(crate) is_part: bool,
}

/// The question of one claim. `before` are those of the article so far.
pub(crate) fn of(account: &Account<'_>, at: usize, before: &[Question]) -> Question {
    let claim = &account.record.claims[at];
    let clause = Clause::of(account, claim);
    let told = told(&clause.tokens, &clause.figure, &clause.is_source);
    let (scale, factor) = scale::of(claim, &told);
    let words = &account.text[claim.figure.span.clone()];
    let value = match claim.figure.value {
        Value::One(one) => one.times(factor).map(|one| (one, one)),
        Value::Range(first, last) => first.times(factor).zip(last.times(factor)),
    };
    let mut question = Question {
        value,
        interval: scale::interval(&claim.figure, factor, words),
        is_bounded: !matches!(claim.figure.bound, Bound::Equal | Bound::About),
        measures: events_first(&told, &scale),
        content: clause.content(true),
        words: clause.content(false),
        subject: clause.subject(&scale),
        points_back: clause.points_back(),
        owner: clause.owner(),
        is_agent: clause.is_agent(),
        group: group(claim),
        base: stems_of(&claim.base),
        place: place_words(account, claim),
        is_placed: claim.is_placed,
        days: claim.days,
        is_dated: claim.dated == Dated::Own,
        is_past: clause.is_past(),
        is_baseline: clause.is_baseline(),
        is_first_word: clause.is_first_word(),
        is_fresh: clause.is_fresh(),
        says_change: clause.says_change(),
        is_withdrawn: clause.is_withdrawn(),
        is_denied: clause.is_denied(),
        is_part: claim.part_of.is_some() && claim.figure.of_total.is_none(),
        scale,
    };
    let is_whole =
        |(first, last): (Exact, Exact)| first.as_whole().is_some() && last.as_whole().is_some();
    let counts = matches!(question.scale, Scale::People | Scale::Thing(_));
    if counts && !question.value.is_some_and(is_whole) {
        // "Half the votes": a share of things is no count of them.
        question.interval = None;
    }
    take_over(&mut question, claim, before);
    question
}

/// A bare number asks what the last claim on its scale asked.
fn take_over(question: &mut Question, claim: &Claim, before: &[Question]) {
    let is_bare = claim.figure.number == claim.figure.span || question.words.is_empty();
    let is_share = matches!(question.scale, Scale::Percent | Scale::Points | Scale::Money(_));
    let is_silent = question.measures.is_empty() && (is_bare || is_share && says_nothing(question));
    let last = before.iter().rev().take(6).find(|last| {
        last.scale == question.scale && !last.is_baseline && !last.is_withdrawn && !last.is_past
    });
    let Some(last) = last.filter(|_| is_silent) else {
        return;
    };
    question.measures.clone_from(&last.measures);
    question.content.clone_from(&last.content);
    question.words.clone_from(&last.words);
    question.subject = last.subject.clone();
    if question.owner == Owner::Unsaid {
        question.owner = last.owner.clone();
    }
    question.group.clone_from(&last.group);
    if question.base.is_empty() {
        question.base.clone_from(&last.base);
    }
    if !question.is_placed {
        question.place.clone_from(&last.place);
        question.is_placed = last.is_placed;
    }
    if !question.is_dated && !question.is_past {
        question.days = last.days;
        question.is_dated = last.is_dated;
    }
}

/// All its words stand for a figure told before: "the share", "the number".
fn says_nothing(question: &Question) -> bool {
    question.content.iter().all(|stem| {
        matches!(
            stem.as_str(),
            "share"
                | "figur"
                | "numbe"
                | "total"
                | "level"
                | "count"
                | "rate"
                | "amoun"
                | "sum"
                | "real"
                | "true"
                | "close"
                | "neare"
                | "highe"
                | "lower"
                | "bigge"
                | "rathe"
        )
    })
}

/// Measures that fit the scale, those that say only how it moved last.
fn events_first(told: &[&'static str], scale: &Scale) -> Vec<&'static str> {
    let kind = match scale {
        Scale::People => "people ",
        Scale::Thing(noun) => match noun.as_str() {
            "home" => "homes ",
            "drone" | "missile" => "drones ",
            "aircraft" => "aircraft ",
            "job" => "jobs ",
            "ship" => "ships ",
            "vehicle" => "vehicles ",
            _ => "",
        },
        _ => "",
    };
    let mut measures: Vec<&'static str> = told.to_vec();
    if !kind.is_empty() && measures.iter().any(|measure| measure.starts_with(kind)) {
        measures.retain(|measure| measure.starts_with(kind));
    }
    measures.sort_by_key(|measure| is_loose(measure));
    measures
}

/// Names no event.
fn is_loose(measure: &str) -> bool {
    matches!(
        measure,
        "rise" | "fall" | "value worth" | "targets hit struck" | "price" | "share of output GDP"
    )
}

/// People counted by what they are: fewer than all, and another count.
fn group(claim: &Claim) -> Option<String> {
    let noun = claim.figure.unit.rsplit(' ').next().unwrap_or("");
    let is_group = matches!(
        noun,
        "child"
            | "woman"
            | "man"
            | "girl"
            | "boy"
            | "baby"
            | "soldier"
            | "officer"
            | "policeman"
            | "firefighter"
            | "tourist"
            | "foreigner"
            | "journalist"
            | "medic"
            | "teenager"
            | "nurse"
            | "doctor"
            | "teacher"
            | "adult"
            | "infant"
            | "crew"
            | "rescuer"
    );
    is_group.then(|| noun.to_owned())
}

fn place_words(account: &Account<'_>, claim: &Claim) -> Vec<String> {
    let Some(place) = claim.place.clone() else {
        return Vec::new();
    };
    let is_kind = |word: &str| {
        matches!(
            word,
            "region"
                | "province"
                | "district"
                | "county"
                | "woods"
                | "valley"
                | "state"
                | "oblast"
                | "city"
                | "town"
                | "of"
                | "the"
                | "north"
                | "south"
                | "east"
                | "west"
                | "port"
        )
    };
    account.text[place]
        .split(|letter: char| !letter.is_alphanumeric())
        .map(str::to_lowercase)
        .filter(|word| word.len() > 1 && !is_kind(word))
        .collect()
}

fn stems_of(words: &str) -> Vec<String> {
    words.split_whitespace().map(stem_of).filter(|stem| stem.len() > 1).collect()
}

/// Five letters tell words apart well enough and endings together.
pub(crate) fn stem_of(word: &str) -> String {
    let word = word.trim_end_matches("'s").trim_end_matches("\u{2019}s");
    let stem: String = word.chars().take(5).flat_map(char::to_lowercase).collect();
    match stem.strip_suffix('s') {
        Some(short) if stem.len() < 5 && short.len() > 2 => short.to_owned(),
        _ => stem,
    }
}

/// The clause of a figure, cut to tokens.
struct Clause<'a> {
    tokens: Tokens<'a>,
    /// Tokens of the figure.
    figure: Range<usize>,
    number_at: usize,
    /// Token is part of who says it, or of the saying.
    is_source: Vec<bool>,
    opens_sentence: bool,
    claim: &'a Claim,
}

impl<'a> Clause<'a> {
    fn of(account: &Account<'a>, claim: &'a Claim) -> Clause<'a> {
        let mut span = claim.clause.clone();
        if span.is_empty() {
            span = claim.figure.span.clone();
        }
        // A figure may reach past its clause: "72 of the 131 drones".
        span.end = span.end.max(claim.figure.span.end);
        span.start = span.start.min(claim.figure.span.start);
        let tokens = Tokens::of(&account.text[span.clone()]);
        let record = account.record;
        let quotes = || record.quotes.iter().filter(|quote| quote.cue.start < span.end);
        let sources = quotes().flat_map(|quote| quote.source.iter().chain([&quote.cue]));
        let own = claim.claimant.and_then(|at| record.claimants.get(at));
        let sources: Vec<Range<usize>> = sources
            .chain(own.map(|own| &own.source))
            .filter(|source| source.start < span.end && span.start < source.end)
            .cloned()
            .collect();
        let place = |at: usize| {
            let token = tokens.list[at];
            token.start as usize + span.start..token.end as usize + span.start
        };
        let inside = |at: usize, outer: &Range<usize>| {
            let own = place(at);
            outer.start <= own.start && own.end <= outer.end
        };
        let is_source =
            (0..tokens.len()).map(|at| sources.iter().any(|source| inside(at, source))).collect();
        let first = (0..tokens.len()).find(|at| inside(*at, &claim.figure.span)).unwrap_or(0);
        let end = (first..tokens.len())
            .find(|at| !inside(*at, &claim.figure.span))
            .unwrap_or(tokens.len());
        let number_at = (first..end).find(|at| inside(*at, &claim.figure.number)).unwrap_or(first);
        let opens_sentence = claim.clause.start == claim.sentence.start;
        Clause { tokens, figure: first..end, number_at, is_source, opens_sentence, claim }
    }

    fn low_is(&self, at: usize, words: &[&str]) -> bool {
        let low = self.tokens.low(at);
        words.contains(&low.as_str())
    }

    fn any(&self, words: &[&str]) -> bool {
        (0..self.tokens.len()).any(|at| self.low_is(at, words))
    }

    fn is_name(&self, at: usize) -> bool {
        let low = self.tokens.low(at);
        let is_first = at == 0 && self.opens_sentence && !self.tokens.capital(1);
        self.tokens.kind(at) == Some(Kind::Word)
            && self.tokens.capital(at)
            && !is_first
            && !self.is_source[at]
            && !is_day(low.as_str())
            && !figures::is_small_word(low.as_str())
    }

    fn content(&self, without_cues: bool) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for at in 0..self.tokens.len() {
            let low = self.tokens.low(at);
            let word = low.as_str();
            let is_worth = self.tokens.kind(at) == Some(Kind::Word)
                && word.len() > 2
                && !self.is_source[at]
                && !self.figure.contains(&at)
                && !figures::is_small_word(word)
                && !is_day(word)
                && !is_cue(word)
                && !is_plain_verb(word)
                && !(without_cues && is_measure_cue(word));
            let stem = stem_of(word);
            if is_worth && !found.contains(&stem) {
                found.push(stem);
            }
        }
        found
    }

    /// Of whom or what a share, sum or count of things is said: the name it is for, the name
    /// before it, or the claimant ("its net profit").
    fn subject(&self, scale: &Scale) -> Owner {
        if matches!(scale, Scale::People | Scale::Measure(_)) {
            return Owner::Unsaid;
        }
        let after = self.figure.end;
        if self.low_is(after, &["for", "to"]) && self.is_name(after + 1) {
            return Owner::Named(self.name_from(after + 1));
        }
        let is_number = |at: usize| self.tokens.kind(at) == Some(Kind::Number);
        let floor = (0..self.figure.start).rev().find(|at| is_number(*at)).map_or(0, |at| at + 1);
        let placed = self.claim.place.is_some();
        for at in (floor..self.figure.start).rev() {
            if self.low_is(at, &["its", "it", "his", "her", "their", "they", "our", "we"]) {
                return Owner::Own;
            }
            // "Nordhav Bank posted a profit": a company that reports a result reports its own.
            let is_own_result = self.low_is(at, &["posted", "booked", "reported"])
                && self.low_is(at + 1, &["a", "an", "net", "record"]);
            if is_own_result && self.claim.claimant.is_some() {
                return Owner::Own;
            }
            let is_place = at > 0 && placed && self.low_is(at - 1, &["in", "at", "near", "over"]);
            if self.is_name(at) && !is_place {
                return Owner::Named(self.name_to(at));
            }
        }
        Owner::Unsaid
    }

    fn name_from(&self, start: usize) -> String {
        let end = (start..self.tokens.len()).find(|at| !self.is_name(*at));
        self.joined(start..end.unwrap_or(self.tokens.len()))
    }

    fn name_to(&self, last: usize) -> String {
        let before = (0..last).rev().find(|at| !self.is_name(*at));
        self.joined(before.map_or(0, |at| at + 1)..last + 1)
    }

    fn joined(&self, tokens: Range<usize>) -> String {
        tokens.map(|at| stem_of(self.tokens.text(at))).collect::<Vec<_>>().join(" ")
    }

    /// "the company's", "the country's".
    fn points_back(&self) -> bool {
        (1..self.tokens.len()).any(|at| {
            self.low_is(at - 1, &["the"])
                && self.low_is(
                    at,
                    &[
                        "company's",
                        "firm's",
                        "group's",
                        "club's",
                        "country's",
                        "bank's",
                        "company",
                        "firm",
                        "club",
                        "city's",
                        "party's",
                    ],
                )
        })
    }

    /// Whose drones: "55 Norland drones", "drones that Vessia sent", "none of the country's".
    fn owner(&self) -> Owner {
        let capital = |at: &usize| {
            self.tokens.capital(*at) && self.tokens.text(*at).len() > 2 && !self.is_source[*at]
        };
        if let Some(at) = (self.number_at + 1..self.figure.end).find(capital) {
            return Owner::Named(owner_of(self.tokens.text(at)));
        }
        let start = self.figure.start;
        let possessive = |at: &usize| capital(at) && self.tokens.text(*at).ends_with("'s");
        if let Some(at) = start.checked_sub(1).filter(possessive) {
            return Owner::Named(owner_of(self.tokens.text(at)));
        }
        for at in self.figure.end..(self.figure.end + 4).min(self.tokens.len()) {
            let links = self.low_is(at, &["that", "which", "from", "by"]);
            let next = (at + 1..(at + 3).min(self.tokens.len())).find(capital);
            if let Some(next) = next.filter(|_| links) {
                return Owner::Named(owner_of(self.tokens.text(next)));
            }
        }
        let own = (self.number_at..self.tokens.len()).any(|at| {
            self.low_is(at, &["its", "our", "their", "country's", "own"])
                && at <= self.figure.end + 2
        });
        if own { Owner::Own } else { Owner::Unsaid }
    }

    fn is_agent(&self) -> bool {
        (self.figure.start.saturating_sub(9)..self.figure.start)
            .any(|at| self.low_is(at, &["it", "its", "they", "their", "we", "our"]))
    }

    fn is_past(&self) -> bool {
        (0..self.tokens.len()).any(|at| {
            let past = self.low_is(at, &["last", "previous", "preceding", "prior"])
                && self.low_is(
                    at + 1,
                    &[
                        "year",
                        "year's",
                        "election",
                        "elections",
                        "vote",
                        "season",
                        "census",
                        "month",
                        "quarter",
                        "time",
                        "summer",
                        "winter",
                        "survey",
                        "poll",
                        "ballot",
                    ],
                );
            let ago = self.low_is(at, &["year", "years", "month", "months", "week", "weeks"])
                && self.low_is(at + 1, &["earlier", "ago", "before"]);
            past || ago
        })
    }

    fn is_baseline(&self) -> bool {
        let before = self.figure.start.checked_sub(1);
        before.is_some_and(|at| self.low_is(at, &["from"]))
            && (0..self.figure.start).any(|at| {
                self.low_is(
                    at,
                    &[
                        "up",
                        "down",
                        "rose",
                        "risen",
                        "rise",
                        "fell",
                        "fallen",
                        "raised",
                        "lowered",
                        "cut",
                        "climbed",
                        "increased",
                        "grew",
                        "revised",
                        "jumped",
                        "dropped",
                    ],
                )
            })
    }

    fn is_first_word(&self) -> bool {
        let said = |at: usize| {
            self.low_is(
                at,
                &[
                    "spoken",
                    "said",
                    "put",
                    "reported",
                    "given",
                    "estimated",
                    "announced",
                    "counted",
                ],
            )
        };
        (0..self.figure.start).any(|at| {
            self.low_is(at, &["first", "initially", "originally", "earlier", "previously"])
                && (said(at + 1) || at > 0 && said(at - 1))
        })
    }

    fn is_fresh(&self) -> bool {
        let near = self.figure.start.saturating_sub(1)..(self.number_at + 2).min(self.tokens.len());
        near.into_iter().any(|at| {
            self.low_is(
                at,
                &["another", "new", "further", "additional", "more", "extra", "fresh", "daily"],
            ) && !self.low_is(at + 1, &["than"])
        })
    }

    fn says_change(&self) -> bool {
        self.any(&[
            "raised",
            "revised",
            "lowered",
            "updated",
            "later",
            "now",
            "rose",
            "risen",
            "climbed",
            "corrected",
            "increased",
            "upped",
            "reduced",
            "reached",
            "adjusted",
            "since",
            "cut",
            "jumped",
            "dropped",
            "fallen",
            "grown",
            "still",
        ])
    }

    /// "15, not 17", "rather than 17".
    fn is_withdrawn(&self) -> bool {
        let Some(at) = self.figure.start.checked_sub(1) else {
            return false;
        };
        let instead = at > 0
            && (self.low_is(at, &["than"]) && self.low_is(at - 1, &["rather"])
                || self.low_is(at, &["of"]) && self.low_is(at - 1, &["instead"])
                || self.low_is(at, &["the"]) && self.low_is(at - 1, &["not"]));
        self.low_is(at, &["not"]) || instead
    }

    fn is_denied(&self) -> bool {
        (0..self.figure.start).any(|at| {
            self.low_is(
                at,
                &["denied", "denies", "rejected", "rejects", "dismissed", "disputed", "disputes"],
            )
        })
    }
}

/// Without the possessive.
fn owner_of(word: &str) -> String {
    word.trim_end_matches("'s").trim_end_matches("\u{2019}s").to_lowercase()
}

fn is_day(word: &str) -> bool {
    let word = word.trim_end_matches("'s").trim_end_matches("\u{2019}s");
    word.ends_with("day")
        && matches!(
            word,
            "monday"
                | "tuesday"
                | "wednesday"
                | "thursday"
                | "friday"
                | "saturday"
                | "sunday"
                | "today"
                | "yesterday"
                | "day"
        )
        || figures::is_month_name(word)
        || matches!(word, "year" | "years" | "week" | "month" | "night" | "morning" | "evening")
}

/// Verbs and fillers that say nothing of what is counted.
fn is_plain_verb(word: &str) -> bool {
    matches!(
        word,
        "had"
            | "has"
            | "have"
            | "was"
            | "were"
            | "been"
            | "will"
            | "would"
            | "could"
            | "get"
            | "gets"
            | "got"
            | "take"
            | "takes"
            | "took"
            | "put"
            | "puts"
            | "gave"
            | "give"
            | "reach"
            | "reached"
            | "come"
            | "came"
            | "make"
            | "made"
            | "won"
            | "win"
            | "wins"
            | "number"
            | "count"
            | "counted"
            | "estimate"
            | "estimated"
            | "figure"
            | "total"
            | "according"
            | "only"
            | "least"
            | "more"
            | "than"
            | "about"
            | "some"
            | "nearly"
            | "stood"
            | "stands"
            | "raised"
            | "revised"
            | "lowered"
            | "later"
            | "expects"
            | "expect"
            | "expected"
            | "recorded"
            | "spoke"
            | "listed"
            | "knew"
            | "same"
            | "next"
            | "last"
            | "people"
    )
}
