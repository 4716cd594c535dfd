//! Claims: each figure with who states it, what it measures, where, when, and of which whole.
//!
//! Given a text, its day of publication and the claimants found by the reader of quotes (a source
//! and the spans of what it states); gives back one [`Claim`] for every figure that claims how many
//! or how much. A figure outside all stated spans is the article's own: `claimant` is `None`.

mod measure;
mod part;
mod sayer;

#[cfg(test)]
mod tests;

use std::ops::Range;

use jiff::civil::Date;

use crate::dates::{self, When, WhenKind};
use crate::figures::{self, Bound, Figure, FigureKind, UnitKind};
use crate::scan::Tokens;

pub(crate) use measure::{is_measure_cue, told};
pub use sayer::claimants;
pub(crate) use sayer::{is_cue, name_in_full};

/// A source and what it states, as spans into the text.
#[derive(Clone, Debug, PartialEq)]
pub struct Claimant {
    pub name: String,
    pub source: Range<usize>,
    pub contents: Vec<Range<usize>>,
    /// Its cue makes the figure a guess: `estimated`, `believes`.
    pub guesses: bool,
}

/// One figure and everything the text ties to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    pub figure: Figure,
    /// Index into the claimants given; `None` for the article itself.
    pub claimant: Option<usize>,
    /// What is counted or measured: `people killed`, `homes without power`.
    pub measure: String,
    /// Whom or what the figure is said of, as the text has it; may be empty.
    pub subject: String,
    /// What a share is of: `GDP`; empty for other figures and where nothing is said.
    pub base: String,
    /// The kind of the counted thing: `people` for passengers and miners alike.
    pub counted: String,
    /// The place named with it.
    pub place: Option<Range<usize>>,
    /// The place stands in the figure's own sentence, not in one before.
    pub is_placed: bool,
    /// First and last day it holds for.
    pub days: Option<(Date, Date)>,
    /// What gave the days.
    pub dated: Dated,
    /// The expression that dates it.
    pub when: Option<Range<usize>>,
    /// Index of the claim whose total this one is part of.
    pub part_of: Option<usize>,
    /// The figure stands in the headline and is not put in anybody's mouth there.
    pub headline: bool,
    /// The clause that holds the figure, and the sentence that holds the clause.
    pub clause: Range<usize>,
    pub sentence: Range<usize>,
}

/// What a claim's days were taken from, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dated {
    /// An expression of time in its own sentence.
    Own,
    /// The claim before.
    Before,
    /// The time at which it was said.
    Saying,
    /// The day of publication.
    Published,
}

impl Claim {
    fn bare(figure: Figure, claimant: Option<usize>, headline: bool) -> Claim {
        Claim {
            figure,
            claimant,
            measure: String::new(),
            subject: String::new(),
            base: String::new(),
            counted: String::new(),
            place: None,
            is_placed: false,
            days: None,
            dated: Dated::Published,
            when: None,
            part_of: None,
            headline,
            clause: 0..0,
            sentence: 0..0,
        }
    }

    /// Another source could deny it: not an age, nor a span of time.
    pub fn is_contestable(&self) -> bool {
        !matches!(self.figure.unit_kind, UnitKind::Time | UnitKind::Age)
            && self.figure.kind != FigureKind::Age
    }
}

impl Claim {
    /// What is measured, in one phrase: the first that fits what is counted, as trees are not shot down
    /// and passengers cost nothing. Empty where none does: then the unit says it.
    pub fn measured(&self) -> &str {
        let fits = |measure: &&str| {
            let is_thing = self.figure.unit_kind == UnitKind::Thing;
            let head = self.figure.unit.rsplit(' ').next().unwrap_or("");
            let kind = measure.split(' ').next().unwrap_or("");
            let of_kind = THINGS.iter().find(|(name, _)| *name == kind);
            match of_kind {
                Some((_, heads)) => !is_thing || heads.contains(&head),
                None => !is_thing || !MONEY.contains(&kind),
            }
        };
        self.measure.split("; ").find(fits).unwrap_or("")
    }
}

/// First words of measures that count one kind of thing, and what that is called.
const THINGS: [(&str, &[&str]); 5] = [
    ("drones", &["drone", "missile", "rocket", "shell", "bomb"]),
    ("aircraft", &["aircraft", "jet", "plane", "helicopter", "bomber", "fighter", "drone"]),
    (
        "homes",
        &[
            "home",
            "house",
            "household",
            "building",
            "flat",
            "apartment",
            "dwelling",
            "property",
            "customer",
            "farm",
            "family",
            "village",
            "shop",
            "school",
        ],
    ),
    ("ships", &["ship", "boat", "vessel", "ferry", "tanker", "submarine", "frigate"]),
    ("vehicles", &["vehicle", "tank", "car", "truck", "lorry", "bus", "gun", "system"]),
];
/// First words of measures in money or shares of it.
const MONEY: [&str; 10] = [
    "spending",
    "revenue",
    "profit",
    "loss",
    "deficit",
    "debt",
    "inflation",
    "price",
    "rent",
    "value",
];

/// What the rules share while going through the figures.
pub(crate) struct Context<'a> {
    pub(crate) tokens: &'a Tokens<'a>,
    pub(crate) whens: &'a [(When, Range<usize>)],
    pub(crate) published: Option<Date>,
    pub(crate) marks: &'a measure::Marks,
}

/// All claims of a text, in order.
pub fn read(text: &str, published: Option<Date>, claimants: &[Claimant]) -> Vec<Claim> {
    let tokens = Tokens::of(text);
    let whens = dates::read_tokens(&tokens, published);
    let figures = figures::read_tokens(&tokens);
    let marks = measure::Marks::of(&tokens);
    let context = Context { tokens: &tokens, whens: &whens, published, marks: &marks };
    let headline_end = headline_end(text).unwrap_or(0);
    let mut claims: Vec<Claim> = Vec::new();
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut by_content = Contents::new(claimants);
    let mut last: Option<usize> = None;
    let mut crowd = Crowd::default();
    for (figure, range) in figures {
        if !states(&figure) || is_backward(&tokens, &figure, &range) {
            continue;
        }
        let claimant = by_content.holding(figure.number.start);
        let headline = figure.span.start < headline_end && claimant.is_none();
        let mut claim = Claim::bare(figure, claimant, headline);
        if claimant.is_some_and(|at| claimants[at].guesses) && claim.figure.bound == Bound::Equal {
            claim.figure.bound = Bound::About;
        }
        if crowd.has_room(&tokens, &range) {
            let before = last.map(|at| &claims[at]);
            tie(&context, &mut claim, &range, before, claims.last());
        }
        if !claim.headline && claim.is_contestable() {
            last = Some(claims.len());
        }
        claims.push(claim);
        ranges.push(range);
    }
    part::tie(&tokens, &mut claims, &ranges);
    claims
}

/// Fills what the sentence says of the figure. `before` is the last claim of the running text that
/// can be contested, `neighbour` the last of any kind.
fn tie(
    context: &Context<'_>,
    claim: &mut Claim,
    range: &Range<usize>,
    before: Option<&Claim>,
    neighbour: Option<&Claim>,
) {
    let tokens = context.tokens;
    let sentence = sentence_of(tokens, range);
    measure::fill(context, claim, range, &sentence, before);
    if claim.figure.unit_kind == UnitKind::Percent {
        claim.base = measure::base(tokens, range, &sentence);
        // "If it takes 5 per cent of GDP …, 5 percent it is."
        if claim.base.is_empty()
            && let Some(before) = before.filter(|before| before.figure.value == claim.figure.value)
        {
            claim.base.clone_from(&before.base);
        }
    }
    let far = |last: &&Claim| claim.figure.span.start.saturating_sub(last.figure.span.end);
    let neighbour = neighbour.filter(|last| far(last) < CARRY);
    date(context, claim, range, &sentence, neighbour);
    claim.sentence = tokens.span(sentence.start, sentence.end);
    claim.place = place_near(tokens, range, &sentence);
    claim.is_placed = claim.place.is_some();
    claim.place =
        claim.place.take().or_else(|| neighbour.and_then(|neighbour| neighbour.place.clone()));
}

/// A claim that names no day or place takes those of the claim before it, if no more bytes lie between
/// them: two or three sentences. Further off, the text has gone on to something else.
const CARRY: usize = 400;

/// Counts figures since the last end of a sentence.
#[derive(Default)]
struct Crowd {
    until: usize,
    figures: usize,
}

impl Crowd {
    /// Figures of one sentence that are looked at closely: no sentence of news has as many, and
    /// a table without full stops must not cost a hundred words a figure.
    const ROOM: usize = 100;

    fn has_room(&mut self, tokens: &Tokens<'_>, range: &Range<usize>) -> bool {
        if (self.until..=range.start).any(|at| tokens.opens(at)) {
            self.figures = 0;
        }
        self.until = range.start + 1;
        self.figures += 1;
        self.figures <= Crowd::ROOM
    }
}

/// Numbers that say how many or how much.
fn states(figure: &Figure) -> bool {
    figure.is_quantity() && figure.confidence >= 60
}

/// `the two leaders`, `those three men`: points at who was named before and counts nothing new.
fn is_backward(tokens: &Tokens<'_>, figure: &Figure, range: &Range<usize>) -> bool {
    let small = figures::small_number(tokens.low(range.start).as_str()).is_some_and(|n| n <= 5);
    let pointing = range.start.checked_sub(1).is_some_and(|before| {
        matches!(tokens.low(before).as_str(), "the" | "these" | "those" | "both")
    });
    let points = pointing && figure.unit_kind == UnitKind::Thing;
    // "All three can be honest": without a noun, who was named before.
    let all = range.start.checked_sub(1).is_some_and(|at| tokens.low(at).as_str() == "all");
    let points = points || all && figure.unit_kind == UnitKind::None;
    small && points && figure.of_total.is_none()
}

/// End of the first line when it reads like a headline: no full stop, and more text after it.
fn headline_end(text: &str) -> Option<usize> {
    let (line, _) = text.split_once('\n')?;
    let closes = line.trim_end().ends_with(['.', '!', '?', '"', '\u{201D}']);
    (!closes && line.len() < 200).then_some(line.len())
}

/// The claimants' contents in order, walked along with the figures.
struct Contents {
    spans: Vec<(Range<usize>, usize)>,
    at: usize,
}

impl Contents {
    fn new(claimants: &[Claimant]) -> Contents {
        let mut spans: Vec<(Range<usize>, usize)> = claimants
            .iter()
            .enumerate()
            .flat_map(|(index, claimant)| {
                claimant.contents.iter().map(move |span| (span.clone(), index))
            })
            .collect();
        spans.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
        Contents { spans, at: 0 }
    }

    /// The claimant with the innermost content around an offset; offsets must not go back.
    fn holding(&mut self, offset: usize) -> Option<usize> {
        while self.spans.get(self.at).is_some_and(|(span, _)| span.end <= offset) {
            self.at += 1;
        }
        // Nested contents start later; eight levels are more than any sentence has.
        self.spans[self.at..]
            .iter()
            .take(8)
            .filter(|(span, _)| span.contains(&offset))
            .min_by_key(|(span, _)| span.len())
            .map(|(_, index)| *index)
    }
}

/// Tokens of the sentence, at most sixty to either side.
fn sentence_of(tokens: &Tokens<'_>, range: &Range<usize>) -> Range<usize> {
    let mut start = range.start;
    while start > range.start.saturating_sub(60) && !tokens.opens(start) {
        start -= 1;
    }
    let mut end = range.end.max(start + 1);
    while end < tokens.len() && end < range.end + 60 && !tokens.opens(end) {
        end += 1;
    }
    start..end
}

/// The nearest `in`, `over`, `near` Name after the figure, else before it.
fn place_near(
    tokens: &Tokens<'_>,
    range: &Range<usize>,
    sentence: &Range<usize>,
) -> Option<Range<usize>> {
    let name_after = |at: usize| {
        let preposition = matches!(
            tokens.low(at).as_str(),
            "in" | "over"
                | "near"
                | "at"
                | "off"
                | "across"
                | "through"
                | "above"
                | "outside"
                | "around"
                | "on"
                | "for"
                | "of"
        );
        if !preposition {
            return None;
        }
        let mut first = at + 1;
        while first < at + 5
            && !tokens.capital(first)
            && matches!(
                tokens.low(first).as_str(),
                "the" | "town" | "city" | "of" | "village" | "province" | "covered" | "market"
            )
        {
            first += 1;
        }
        let word = tokens.low(first);
        let word = word.as_str().trim_end_matches("'s").trim_end_matches("\u{2019}s");
        let date = figures::is_month_name(word) || is_weekday(word);
        if !tokens.capital(first) || date || tokens.opens(first) {
            return None;
        }
        let mut end = first + 1;
        // "Gulf of Marl", "Smolensk region"
        let goes_on = |end: usize| {
            tokens.capital(end)
                || is_region_word(tokens.low(end).as_str())
                || tokens.is(end, "of") && tokens.capital(end + 1)
        };
        while end < sentence.end && goes_on(end) {
            end += 1;
        }
        let strict = matches!(tokens.low(at).as_str(), "on" | "for" | "of");
        (!strict || is_region_word(tokens.low(end - 1).as_str())).then(|| tokens.span(first, end))
    };
    // A second figure ends the reach of the first.
    let next_number = (range.end..sentence.end)
        .find(|at| {
            tokens.kind(*at) == Some(crate::scan::Kind::Number)
                || figures::small_number(tokens.low(*at).as_str()).is_some()
        })
        .unwrap_or(sentence.end);
    (range.end..next_number)
        .find_map(name_after)
        .or_else(|| (sentence.start..range.start).rev().find_map(name_after))
        .or_else(|| (next_number..sentence.end).find_map(name_after))
}

fn is_weekday(word: &str) -> bool {
    matches!(
        word,
        "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday"
    )
}

fn is_region_word(word: &str) -> bool {
    matches!(
        word,
        "region"
            | "province"
            | "district"
            | "county"
            | "woods"
            | "pit"
            | "hospital"
            | "valley"
            | "state"
            | "oblast"
            | "depot"
            | "market"
            | "port"
            | "bay"
    )
}

/// Dates the claim: an expression of its own sentence that does not date the saying, else that of
/// the claim before, else the saying's, else the day of publication.
fn date(
    context: &Context<'_>,
    claim: &mut Claim,
    range: &Range<usize>,
    sentence: &Range<usize>,
    last: Option<&Claim>,
) {
    let first = context.whens.partition_point(|(_, r)| r.end <= sentence.start);
    let mut own: Option<(&When, u32)> = None;
    let mut saying: Option<&When> = None;
    for (when, tokens) in context.whens[first..].iter().take_while(|(_, r)| r.start < sentence.end)
    {
        if when.days.is_none() || matches!(when.kind, WhenKind::Reference | WhenKind::Set) {
            continue;
        }
        if dates_saying(context.tokens, tokens.start) {
            saying = Some(when);
            continue;
        }
        let far = if tokens.start >= range.end {
            tokens.start - range.end
        } else {
            range.start.saturating_sub(tokens.end)
        };
        let possessive = context.tokens.text(tokens.end.saturating_sub(1)).ends_with('s')
            && context.text_of(when).ends_with("'s");
        let cost = if possessive { 0 } else { far as u32 + 1 };
        if own.is_none_or(|(_, best)| cost < best) {
            own = Some((when, cost));
        }
    }
    // "up from 3.2 per cent": what was before that which is to come.
    let baseline = range.start >= 2
        && context.tokens.is(range.start - 1, "from")
        && matches!(context.tokens.low(range.start - 2).as_str(), "up" | "down");
    let today = context.published;
    let ahead =
        |when: &&When| when.days.zip(today).is_some_and(|((first, _), today)| first > today);
    let chosen = own.map(|(when, _)| when).filter(|when| !(baseline && ahead(when)));
    if let Some(when) = chosen {
        claim.days = when.days;
        let before = context.text_before(when);
        if let (Some((first, last)), Some(today)) = (when.days, today)
            && before.ends_with("since")
        {
            claim.days = Some((first, last.max(today)));
        }
        claim.when = Some(when.span.clone());
        claim.dated = Dated::Own;
    } else if own.is_none() && is_standing(context.tokens, sentence) {
        claim.days = context.published.map(|day| (day, day));
    } else if let Some(last) =
        last.filter(|last| !baseline && last.days.is_some() && !last.headline)
    {
        claim.days = last.days;
        claim.when = last.when.clone();
        claim.dated = Dated::Before;
    } else if let Some(when) = saying {
        claim.days = when.days;
        claim.dated = Dated::Saying;
        claim.when = Some(when.span.clone());
    } else {
        claim.days = context.published.map(|day| (day, day));
    }
}

/// `Eight people are still missing`: so on the day of publication.
fn is_standing(tokens: &Tokens<'_>, sentence: &Range<usize>) -> bool {
    sentence.clone().any(|at| {
        matches!(tokens.low(at).as_str(), "still" | "remain" | "remains" | "currently" | "now")
    })
}

impl Context<'_> {
    fn text_before(&self, when: &When) -> &str {
        self.tokens.text[..when.span.start].trim_end()
    }

    fn text_of(&self, when: &When) -> &str {
        &self.tokens.text[when.span.clone()]
    }
}

/// `said on Tuesday`, `told reporters on Thursday`.
fn dates_saying(tokens: &Tokens<'_>, at: usize) -> bool {
    (1..=4).any(|back| {
        at.checked_sub(back).is_some_and(|before| {
            sayer::is_cue(tokens.low(before).as_str())
                && (before + 1..at).all(|between| {
                    matches!(
                        tokens.low(between).as_str(),
                        "on" | "late"
                            | "early"
                            | "reporters"
                            | "at"
                            | "separately"
                            | "a"
                            | "statement"
                            | "in"
                    )
                })
        })
    })
}
