//! The judgement on two claims of one scale: do they answer one question, and do they agree?

use jiff::civil::Date;

use super::question::{Owner, Question, stem_of};
use super::scale::Scale;
use super::{Account, Kind, Reason, Relation, Stated, Voice};

pub(crate) struct Side<'s> {
    pub(crate) at: usize,
    pub(crate) stated: &'s Stated,
    pub(crate) question: &'s Question,
}

pub(crate) struct Pair<'s> {
    /// Stands before `b` in the story.
    pub(crate) a: Side<'s>,
    pub(crate) b: Side<'s>,
    pub(crate) accounts: &'s [Account<'s>],
    pub(crate) voices: &'s [Voice],
}

#[derive(Default)]
pub(crate) struct Judged {
    pub(crate) relation: Option<Relation>,
    /// Both answer one question.
    pub(crate) is_aligned: bool,
}

pub(crate) fn judge(pair: &Pair<'_>) -> Judged {
    let (a, b) = (pair.a.question, pair.b.question);
    if !is_one_measure(a, b) {
        return Judged::default();
    }
    if let Some(found) = mirrored(pair) {
        return found;
    }
    if let Some(reason) = apart(pair) {
        return said(pair, Kind::Apart, reason, false);
    }
    compared(pair)
}

fn said(pair: &Pair<'_>, kind: Kind, reason: Reason, is_aligned: bool) -> Judged {
    let relation = Relation { a: pair.a.at, b: pair.b.at, kind, reason };
    Judged { relation: Some(relation), is_aligned }
}

fn replaces(pair: &Pair<'_>, is_b_newer: bool, reason: Reason) -> Judged {
    let (new, old) = if is_b_newer { (pair.b.at, pair.a.at) } else { (pair.a.at, pair.b.at) };
    let relation = Relation { a: new, b: old, kind: Kind::Update, reason };
    Judged { relation: Some(relation), is_aligned: true }
}

fn overlap(one: &[String], other: &[String]) -> bool {
    one.iter().any(|word| other.contains(word))
}

/// The nearest cue decides; without cues the words they share.
fn is_one_measure(a: &Question, b: &Question) -> bool {
    match (a.measures.first(), b.measures.first()) {
        (Some(one), Some(other)) => one == other,
        (None, None) => overlap(&a.words, &b.words) || a.words.is_empty() && b.words.is_empty(),
        _ => overlap(&a.words, &b.words),
    }
}

/// Each side counts the other's losses.
fn mirrored(pair: &Pair<'_>) -> Option<Judged> {
    let (a, b) = (pair.a.question, pair.b.question);
    if pair.a.stated.voice == pair.b.stated.voice || a.is_part || b.is_part {
        return None;
    }
    let (voice_a, voice_b) = (voice(pair, &pair.a), voice(pair, &pair.b));
    if voice_a.is_outlet || voice_b.is_outlet || share_name(voice_a, voice_b) {
        return None;
    }
    let is_mirror = match (&a.owner, &b.owner) {
        (Owner::Named(one), Owner::Named(other)) => {
            !akin(one, other) && (is_of(voice_b, one) || is_of(voice_a, other))
        }
        (Owner::Named(one), Owner::Unsaid) => b.is_agent && is_of(voice_b, one),
        (Owner::Unsaid, Owner::Named(other)) => a.is_agent && is_of(voice_a, other),
        (Owner::Unsaid, Owner::Unsaid) => a.is_agent && b.is_agent && is_of_war(a) && is_of_war(b),
        _ => false,
    };
    (is_mirror && is_one_time(pair))
        .then(|| said(pair, Kind::Mirror, Reason::OtherSidesLosses, false))
}

fn is_of_war(question: &Question) -> bool {
    question.measures.first().is_some_and(|measure| {
        matches!(
            *measure,
            "drones shot down"
                | "aircraft shot down"
                | "vehicles destroyed"
                | "people captured"
                | "ships sunk"
        )
    })
}

fn voice<'s>(pair: &Pair<'s>, side: &Side<'s>) -> &'s Voice {
    &pair.voices[side.stated.voice]
}

/// The claimant belongs to whom the word names: "Norland's air force" to Norland.
fn is_of(voice: &Voice, owner: &str) -> bool {
    let mut words = voice.words.iter().chain(&voice.about);
    words.any(|word| akin(word.trim_end_matches("'s"), owner))
}

fn share_name(one: &Voice, other: &Voice) -> bool {
    one.words.iter().any(|word| {
        word.ends_with("'s") && other.words.iter().any(|w| akin(w, word.trim_end_matches("'s")))
    })
}

/// A country and its people: Vessia, Vessian; Poland, Polish. Iran and Iraq are not.
fn akin(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let shared = short.bytes().zip(long.bytes()).take_while(|(x, y)| x == y).count();
    if shared < 3 || !short.is_char_boundary(shared) || !long.is_char_boundary(shared) {
        return false;
    }
    let base = |rest: &str| matches!(rest, "" | "a" | "e" | "y" | "ia" | "o" | "ea" | "ey" | "and");
    let people = |rest: &str| {
        matches!(
            rest,
            "" | "n"
                | "an"
                | "ian"
                | "ish"
                | "i"
                | "ese"
                | "ic"
                | "er"
                | "ers"
                | "s"
                | "ns"
                | "ans"
                | "ians"
                | "'s"
        )
    };
    let (short, long) = (&short[shared..], &long[shared..]);
    base(short) && people(long) || base(long) && people(short) || short == long
}

/// Why two claims on one measure answer different questions.
fn apart(pair: &Pair<'_>) -> Option<Reason> {
    let (a, b) = (pair.a.question, pair.b.question);
    if a.is_part || b.is_part || a.is_fresh != b.is_fresh {
        return Some(Reason::OtherObject);
    }
    if !a.base.is_empty() && !b.base.is_empty() && !overlap(&a.base, &b.base) {
        return Some(Reason::OtherBase);
    }
    if a.group != b.group {
        return Some(Reason::OtherObject);
    }
    if !is_one_owner(pair) || !is_one_subject(pair) {
        return Some(Reason::OtherObject);
    }
    if !a.place.is_empty() && !b.place.is_empty() && !overlap(&a.place, &b.place) {
        let both_own = a.is_placed && b.is_placed;
        if both_own {
            return Some(Reason::OtherPlace);
        }
    }
    if a.is_past != b.is_past || a.is_baseline != b.is_baseline || !is_one_time(pair) {
        return Some(Reason::OtherTime);
    }
    is_longer(a, b).then_some(Reason::OtherSpan)
}

fn is_one_owner(pair: &Pair<'_>) -> bool {
    match (&pair.a.question.owner, &pair.b.question.owner) {
        (Owner::Named(one), Owner::Named(other)) => akin(one, other),
        (Owner::Named(one), Owner::Own) => is_of(voice(pair, &pair.b), one),
        (Owner::Own, Owner::Named(other)) => is_of(voice(pair, &pair.a), other),
        _ => true,
    }
}

/// Shares, sums and counted things are of somebody: by name, by "its", or by the words around.
fn is_one_subject(pair: &Pair<'_>) -> bool {
    let (a, b) = (pair.a.question, pair.b.question);
    if !needs_subject(a) {
        return true;
    }
    if pair.a.stated.voice == pair.b.stated.voice && a.subject == b.subject {
        return true;
    }
    if a.points_back || b.points_back {
        return true;
    }
    let names = |voice: &Voice, name: &str| {
        voice.words.iter().any(|word| name.split(' ').any(|part| part == stem_of(word)))
    };
    let is_shared = overlap(&a.content, &b.content);
    match (&a.subject, &b.subject) {
        (Owner::Named(one), Owner::Named(other)) => {
            one.split(' ').any(|word| other.split(' ').any(|w| w == word))
        }
        (Owner::Named(one), Owner::Own) => names(voice(pair, &pair.b), one) || is_shared,
        (Owner::Own, Owner::Named(other)) => names(voice(pair, &pair.a), other) || is_shared,
        (Owner::Own, Owner::Own) => pair.a.stated.voice == pair.b.stated.voice,
        _ => a.content.is_empty() || b.content.is_empty() || is_shared,
    }
}

/// Tolls, turnouts and prices are of the story's place; profits, votes and costs of somebody.
fn needs_subject(question: &Question) -> bool {
    let Some(measure) = question.measures.first() else {
        return true;
    };
    match &question.scale {
        Scale::People | Scale::Measure(_) => false,
        Scale::Thing(_) => !["homes ", "drones ", "aircraft ", "ships ", "vehicles "]
            .iter()
            .any(|kind| measure.starts_with(kind)),
        _ => !matches!(
            *measure,
            "people voting turnout"
                | "inflation prices"
                | "unemployment jobless rate"
                | "deficit"
                | "debt"
                | "growth"
                | "interest rate"
                | "polling stations reporting"
                | "defence spending as share of output"
        ),
    }
}

/// Not told of days that exclude each other. Where only one tells its day, the other may be three
/// days off: reports trail what they tell of.
fn is_one_time(pair: &Pair<'_>) -> bool {
    let (a, b) = (pair.a.question, pair.b.question);
    let (Some(one), Some(other)) = (a.days, b.days) else {
        return true;
    };
    let gap = gap_days(one, other);
    match (a.is_dated, b.is_dated) {
        (true, true) => gap == 0,
        // One claimant's reports follow each other for as long as the story lasts.
        (false, false) => gap <= 14 || pair.a.stated.voice == pair.b.stated.voice,
        _ => gap <= 3,
    }
}

fn gap_days(one: (Date, Date), other: (Date, Date)) -> i32 {
    let days = |from: Date, to: Date| from.until(to).map_or(i32::MAX, |span| span.get_days());
    if one.1 < other.0 {
        days(one.1, other.0)
    } else if other.1 < one.0 {
        days(other.1, one.0)
    } else {
        0
    }
}

/// A day and a season: both told, one twenty times as long.
fn is_longer(a: &Question, b: &Question) -> bool {
    let length = |days: (Date, Date)| 1 + gap_days((days.0, days.0), (days.1, days.1));
    match (a.days, b.days) {
        (Some(one), Some(other)) if a.is_dated && b.is_dated => {
            let (one, other) = (length(one), length(other));
            one.max(other) >= 20 && one.max(other) / one.min(other).max(1) >= 10
        }
        _ => false,
    }
}

/// One question: what do the two answers say of each other?
fn compared(pair: &Pair<'_>) -> Judged {
    let (a, b) = (pair.a.question, pair.b.question);
    let (Some(one), Some(other)) = (a.interval, b.interval) else {
        return Judged::default();
    };
    let is_equal = a.value.is_some() && a.value == b.value;
    if pair.a.stated.voice == pair.b.stated.voice {
        return by_one_voice(pair, is_equal);
    }
    let (voice_a, voice_b) = (voice(pair, &pair.a), voice(pair, &pair.b));
    if a.is_withdrawn || b.is_withdrawn {
        return Judged { relation: None, is_aligned: true };
    }
    if a.is_denied != b.is_denied && is_equal {
        return said(pair, Kind::Rival, Reason::Denied, true);
    }
    if a.is_denied || b.is_denied {
        return Judged { relation: None, is_aligned: true };
    }
    if is_equal && a.is_bounded == b.is_bounded {
        return said(pair, Kind::Same, Reason::SameValue, true);
    }
    let is_unnamed = voice_a.is_outlet || voice_b.is_outlet;
    if is_unnamed {
        return by_outlet(pair);
    }
    if one.meets(&other) {
        let reason = if is_bounded(a, b) { Reason::BoundsMeet } else { Reason::Rounded };
        return said(pair, Kind::Compatible, reason, true);
    }
    let is_zero =
        |question: &Question| question.value.is_some_and(|(_, last)| last.as_whole() == Some(0));
    let reason = if is_zero(a) || is_zero(b) { Reason::Denied } else { Reason::ValuesApart };
    said(pair, Kind::Rival, reason, true)
}

fn is_bounded(a: &Question, b: &Question) -> bool {
    a.is_bounded || b.is_bounded
}

/// Restated, or replaced by a later report or by a word that says so.
fn by_one_voice(pair: &Pair<'_>, is_equal: bool) -> Judged {
    let (a, b) = (pair.a.question, pair.b.question);
    if is_equal {
        return said(pair, Kind::Same, Reason::SameVoiceRepeats, true);
    }
    if a.is_first_word != b.is_first_word {
        return replaces(pair, a.is_first_word, Reason::SaysItChanged);
    }
    if pair.a.stated.article == pair.b.stated.article {
        if a.is_withdrawn != b.is_withdrawn {
            return replaces(pair, a.is_withdrawn, Reason::Withdrawn);
        }
        if b.says_change && !b.is_past {
            return replaces(pair, true, Reason::SaysItChanged);
        }
        return Judged { relation: None, is_aligned: true };
    }
    let (first, second) = (published(pair, &pair.a), published(pair, &pair.b));
    let is_b_newer = match (first, second) {
        (Some(first), Some(second)) if first != second => second > first,
        _ if b.says_change && !a.says_change => true,
        _ if a.says_change && !b.says_change => false,
        _ => return Judged { relation: None, is_aligned: true },
    };
    let newer = if is_b_newer { b } else { a };
    // What is withdrawn replaces nothing, what is new adds.
    if newer.is_withdrawn || newer.is_fresh {
        return Judged { relation: None, is_aligned: true };
    }
    replaces(pair, is_b_newer, Reason::LaterReport)
}

/// A figure nobody is named for is no claimant's rival; in a later report it may replace one.
fn by_outlet(pair: &Pair<'_>) -> Judged {
    let silent = Judged { relation: None, is_aligned: true };
    let (Some(first), Some(second)) = (published(pair, &pair.a), published(pair, &pair.b)) else {
        return silent;
    };
    let (newer, is_b_newer) = match first.cmp(&second) {
        std::cmp::Ordering::Less => (&pair.b, true),
        std::cmp::Ordering::Greater => (&pair.a, false),
        std::cmp::Ordering::Equal => return silent,
    };
    if voice(pair, newer).is_outlet && newer.question.says_change && !newer.question.is_withdrawn {
        return replaces(pair, is_b_newer, Reason::SaysItChanged);
    }
    silent
}

fn published(pair: &Pair<'_>, side: &Side<'_>) -> Option<Date> {
    pair.accounts[side.stated.article].published
}
