//! When the article was published and last changed: every date a page states is heard, those that
//! cannot be are refused, and what several places agree on goes before what one says alone.

use jiff::civil::Date;

use super::day::{self, Order, Reading};
use super::evidence::{Evidence, Mark, Role, Sign};
use super::json_ld::Linked;
use super::shown;
use super::vocabulary::{self as words, Field, Hints};
use crate::article::{Found, Missing, Place, Stated};
use crate::dom::Document;

/// Visible dates looked at.
const VISIBLE_LIMIT: usize = 200;

/// What decides a date beside the evidence.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setting<'s> {
    pub(super) order: Order,
    /// Offset of the visible headline.
    pub(super) headline: Option<usize>,
    /// The path of the page's URL.
    pub(super) path: &'s str,
}

/// Published and modified.
#[derive(Debug, Default)]
pub(super) struct Dates {
    pub(super) published: Found<Stated>,
    pub(super) modified: Found<Stated>,
}

#[derive(Clone, Copy, Debug)]
struct Candidate {
    reading: Reading,
    place: Place,
}

/// Chooses both dates.
pub(super) fn choose(
    document: &Document<'_>,
    evidence: &Evidence<'_>,
    linked: &Linked<'_>,
    setting: Setting<'_>,
) -> Dates {
    let machine = |text: &str| {
        day::read_machine(super::clean::head(text.trim(), day::TEXT_BYTES), setting.order)
    };
    let mut unreadable = false;
    let mut declared: Vec<Candidate> = Vec::new();
    let mut modified: Vec<Candidate> = Vec::new();
    let mut hear = |out: &mut Vec<Candidate>, text: &str, place: Place| match machine(text) {
        Some(reading) => out.push(Candidate { reading, place }),
        None => unreadable = true,
    };
    if let Some(text) = linked.published {
        hear(&mut declared, text, Place::JsonLd);
    }
    if let Some(text) = linked.modified {
        hear(&mut modified, text, Place::JsonLd);
    }
    for place in [Place::OpenGraph, Place::Meta, Place::DublinCore] {
        for tag in evidence.tags.iter().filter(|tag| tag.place == place) {
            match tag.field {
                Field::Published => hear(&mut declared, tag.content, place),
                Field::Modified => hear(&mut modified, tag.content, place),
                _ => {}
            }
        }
    }
    for mark in &evidence.marks {
        let place = match mark.sign {
            Sign::Microdata => Place::Microdata,
            Sign::Rdfa => Place::Rdfa,
            _ => continue,
        };
        if (mark.own | mark.around) & (words::COMMENT | words::RELATED | words::NAV) != 0 {
            continue;
        }
        let out = match mark.role {
            Role::Published => &mut declared,
            Role::Modified => &mut modified,
            _ => continue,
        };
        match mark.attribute {
            Some(text) => hear(out, text, place),
            None => {
                if let Some(text) = shown::text_of(document, mark.node, day::TEXT_BYTES) {
                    hear(out, &text, place);
                }
            }
        }
    }
    let url = in_path(setting.path);
    let visible = visible(document, evidence, setting);
    let published = pick(&declared, &visible, url, &modified);
    let published = match published {
        Some(candidate) => Found::At(candidate.reading.stated, candidate.place),
        None if unreadable => Found::Not(Missing::Unreadable),
        None => Found::Not(Missing::NotStated),
    };
    let shown_change = visible.iter().find(|visible| visible.is_update && visible.score > 0.0);
    let modified = match modified.first().or(shown_change.map(|visible| &visible.candidate)) {
        Some(candidate) => Found::At(candidate.reading.stated, candidate.place),
        None => Found::Not(Missing::NotStated),
    };
    Dates { published, modified }
}

/// The declared date unless what the page shows speaks against it.
fn pick(
    declared: &[Candidate],
    visible: &[Visible],
    url: Option<Date>,
    modified: &[Candidate],
) -> Option<Candidate> {
    let shown = visible.first().filter(|best| best.score > 0.0);
    if let Some(first) = declared.first() {
        let mut best = *first;
        let date = best.reading.stated.date;
        let borne_out = |date: Date| {
            url == Some(date)
                || declared[1..]
                    .iter()
                    .map(|candidate| &candidate.reading)
                    .chain(visible.iter().map(|visible| &visible.candidate.reading))
                    .any(|reading| reading.other.is_none() && reading.stated.date == date)
        };
        // Day and month changed over, when something else bears it out.
        if let Some(other) = best.reading.other
            && borne_out(other)
            && !borne_out(date)
        {
            best.reading.stated.date = other;
            return Some(best);
        }
        if let Some(shown) = shown {
            // A page may declare when its first draft was made and show another day.
            let is_shown = visible.iter().any(|visible| {
                visible.candidate.reading.stated.date == date
                    || visible.candidate.reading.other == Some(date)
            });
            let is_changed_on =
                |date: Date| modified.iter().any(|modified| modified.reading.stated.date == date);
            if let Some(local) = in_own_zone(&best.reading.stated, visible)
                && !is_changed_on(local.reading.stated.date)
            {
                return Some(local);
            }
            if !is_shown
                && !is_changed_on(shown.candidate.reading.stated.date)
                && url != Some(date)
                && shown.score >= SURE
                && !shown.is_update
            {
                return Some(shown.candidate);
            }
        }
        return Some(best);
    }
    if let Some(shown) = visible.iter().find(|visible| visible.score > 0.0 && !visible.is_update)
        && !is_one_of_many(shown, visible)
    {
        let mut best = shown.candidate;
        if let Some(other) = best.reading.other
            && url == Some(other)
        {
            best.reading.stated.date = other;
        }
        return Some(best);
    }
    if let Some(date) = url {
        return Some(Candidate {
            reading: Reading {
                stated: Stated { date, time: None, offset: None },
                other: None,
                is_short: false,
                start: 0,
                end: 0,
            },
            place: Place::Url,
        });
    }
    // Far from the headline, but the only date the page shows.
    let rest: Vec<&Visible> = visible
        .iter()
        .filter(|visible| visible.score > LAST_RESORT && !visible.is_update)
        .collect();
    let labelled: Vec<&Visible> =
        rest.iter().copied().filter(|visible| visible.is_labelled).collect();
    let rest = if labelled.is_empty() { rest } else { labelled };
    let first = rest.first()?;
    let alone = rest.iter().all(|other| {
        other.candidate.reading.stated.date == first.candidate.reading.stated.date
            || other.score < first.score - MARGIN
    });
    alone.then_some(first.candidate)
}

/// The date of a card on a page of cards, each with its own.
fn is_one_of_many(shown: &Visible, visible: &[Visible]) -> bool {
    let day = shown.candidate.reading.stated.date;
    let others = visible
        .iter()
        .filter(|other| other.make == shown.make && other.candidate.reading.stated.date != day);
    shown.is_card && others.count() >= 2
}

/// Score from which a visible date is surely the article's.
const SURE: f32 = 2.0;
/// Score down to which a date counts that no other contradicts.
const LAST_RESORT: f32 = -3.0;

/// By how much the best of these must beat the next.
const MARGIN: f32 = 0.5;

/// A date stated in UTC as the page shows it to its readers, on the day before or after.
fn in_own_zone(stated: &Stated, visible: &[Visible]) -> Option<Candidate> {
    let offset = stated.offset?;
    let time = stated.time?;
    let near = visible.iter().filter(|visible| visible.score > 0.0);
    for shown in near {
        let mut local = shown.candidate;
        let there = local.reading.stated;
        let days = (there.date - stated.date).get_days();
        if days == 0 {
            return None;
        }
        // Later only from an afternoon in UTC, earlier only from its morning.
        if !(days == 1 && time.hour() >= 15 || days == -1 && time.hour() < 11) {
            continue;
        }
        if there.offset.is_some() {
            return Some(local);
        }
        if let Some(clock) = there.time {
            let minutes = i32::from(days as i8) * 1_440
                + (i32::from(clock.hour()) - i32::from(time.hour())) * 60
                + i32::from(clock.minute())
                - i32::from(time.minute());
            // Zones are whole quarters of an hour.
            if minutes % 15 != 0 || minutes.abs() > 14 * 60 {
                continue;
            }
            local.reading.stated.offset =
                jiff::tz::Offset::from_seconds(offset.seconds() + minutes * 60).ok();
        }
        return Some(local);
    }
    None
}

/// A date a reader sees.
#[derive(Clone, Copy, Debug)]
struct Visible {
    candidate: Candidate,
    /// How likely it is the article's day of publication; above 0 it may be, above [`SURE`] it is.
    score: f32,
    /// Said to be that of the last change.
    is_update: bool,
    /// Said to be that of publication.
    is_labelled: bool,
    /// What the element and those around it are, and whether that is a card of another story.
    make: (Hints, Hints),
    is_card: bool,
}

/// Visible dates, the likeliest first.
fn visible(document: &Document<'_>, evidence: &Evidence<'_>, setting: Setting<'_>) -> Vec<Visible> {
    let mut out: Vec<Visible> = Vec::new();
    let marks = evidence.marks.iter().filter(|mark| {
        matches!(mark.role, Role::Date | Role::Published | Role::Modified)
            && !matches!(mark.sign, Sign::Microdata | Sign::Rdfa)
    });
    for mark in marks.take(VISIBLE_LIMIT) {
        if (mark.own | mark.around) & words::COMMENT != 0 {
            continue;
        }
        let text = shown::text_of(document, mark.node, day::TEXT_BYTES);
        let reading = mark
            .attribute
            .and_then(|text| day::read_machine(text, setting.order))
            .or_else(|| day::read(text.as_deref()?, setting.order));
        let Some(reading) = reading else { continue };
        let in_front = text
            .as_deref()
            .and_then(|text| text.get(..reading.start))
            .filter(|_| mark.attribute.is_none() || text.is_some())
            .map(str::trim)
            .filter(|front| !front.is_empty());
        let label = match (in_front, mark.before) {
            (Some(front), _) => label(front),
            (None, Some(before)) => label(document.text(before)),
            (None, None) => Label::None,
        };
        // "The law of 3 May 2019 was …": a date inside prose.
        let is_prose = label == Label::None
            && mark.sign == Sign::Words
            && in_front.is_some_and(|front| front.split_whitespace().count() >= 3);
        let is_event = is_prose && in_front.is_some_and(of_an_event);
        let place = if mark.sign == Sign::Element { Place::TimeElement } else { Place::Visible };
        out.push(Visible {
            candidate: Candidate { reading, place },
            score: if is_event {
                -EVENT
            } else if is_prose {
                -PROSE
            } else {
                0.0
            } + worth(
                mark,
                &reading,
                label,
                text.as_ref().map_or(0, String::len),
                setting.headline,
            ),
            is_update: label == Label::Update,
            is_labelled: label == Label::Published,
            make: (mark.own, mark.around),
            is_card: (mark.own | mark.around) & words::RELATED != 0,
        });
    }
    // Stable: the first on the page of equals.
    out.sort_by(|one, two| two.score.total_cmp(&one.score));
    out
}

/// What a date inside prose is worth less: much less when the words before it make it the date of
/// what is told. Dev pages: 0.8 for prose loses no right date, 1.6 loses two.
const PROSE: f32 = 0.8;
const EVENT: f32 = 4.0;

/// "The census of May 1, 2021": words that tie a date to what stands before it.
fn of_an_event(front: &str) -> bool {
    const WORDS: &[&str] = &[
        "of", "since", "until", "till", "before", "after", "between", "seit", "bis", "nach", "vor",
        "depuis", "avant", "après", "desde", "hasta", "dal", "fino", "sinds", "tot", "sedan",
    ];
    let last = front.rsplit(char::is_whitespace).next().unwrap_or("");
    WORDS.iter().any(|word| last.eq_ignore_ascii_case(word))
}

/// What the words before a date say of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Label {
    None,
    Published,
    Update,
}

const PUBLISHED_WORDS: &[&str] = &[
    "publish",
    "posted",
    "post date",
    "veröffentlicht",
    "erschienen",
    "erstellt",
    "publié",
    "publicado",
    "pubblicato",
    "publicad",
    "gepubliceerd",
    "publicerad",
    "publisert",
    "opublikowan",
    "опубликован",
    "data publikacji",
    "first published",
    "date:",
    "datum:",
    "written on",
    "created",
    "released",
];
const UPDATE_WORDS: &[&str] = &[
    "updat",
    "modif",
    "edited",
    "revised",
    "aktualis",
    "stand:",
    "geändert",
    "mis à jour",
    "mise à jour",
    "actualiz",
    "aggiorna",
    "atualiz",
    "bijgewerkt",
    "uppdat",
    "oppdat",
    "opdater",
    "päivit",
    "zaktual",
    "обновлен",
    "güncelle",
    "更新",
    "last review",
    "reviewed",
];

/// Reads the words in front of a date; the last one of them counts.
fn label(before: &str) -> Label {
    let before = before.to_lowercase();
    let last = |words: &[&str]| words.iter().filter_map(|word| before.rfind(word)).max();
    match (last(PUBLISHED_WORDS), last(UPDATE_WORDS)) {
        (None, None) => Label::None,
        (published, update) if update > published => Label::Update,
        _ => Label::Published,
    }
}

fn worth(
    mark: &Mark<'_>,
    reading: &Reading,
    label: Label,
    length: usize,
    headline: Option<usize>,
) -> f32 {
    let hints = mark.own | mark.around;
    let mut score: f32 = match mark.sign {
        Sign::Element => 3.0,
        Sign::Class => 2.8,
        _ => 2.0,
    };
    if mark.own & words::PUBLISHED != 0 {
        score += 0.5;
    }
    match label {
        Label::Published => score += 0.8,
        Label::Update => score -= 1.0,
        Label::None if mark.role == Role::Modified => score -= 0.6,
        Label::None => {}
    }
    let in_story = hints & words::ARTICLE != 0;
    if hints & (words::RELATED | words::NAV) != 0 {
        score -= 2.5;
    }
    if hints & words::ASIDE != 0 {
        score -= if in_story { 1.0 } else { 2.5 };
    }
    if hints & words::FOOTER != 0 {
        score -= if hints & words::STORY != 0 { 0.5 } else { 6.0 };
    }
    if hints & words::FIGURE != 0 {
        score -= 1.5;
    }
    if reading.is_short {
        score -= 0.3;
    }
    if mark.sign == Sign::Words && length > 60 {
        score -= 1.0;
    }
    match headline {
        Some(headline) => {
            let (before, after) =
                (headline.saturating_sub(mark.offset), mark.offset.saturating_sub(headline));
            score -= (before as f32 / 300.0).min(4.0) + (after as f32 / 700.0).min(4.0);
        }
        None => score -= (mark.offset as f32 / 1_500.0).min(4.0),
    }
    score
}

/// The date in a URL's path: `/2024/01/05/`, `/2024-01-05/`, `/20240105/`.
pub(super) fn in_path(path: &str) -> Option<Date> {
    let parts: Vec<&str> = path.split(['/', '-', '_', '.']).take(40).collect();
    let number = |part: &str, digits: usize| {
        (part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| part.parse::<i16>().ok())
            .flatten()
    };
    let date = |year: i16, month: i16, day: i16| {
        (1994..=2100)
            .contains(&year)
            .then(|| Date::new(year, month as i8, day as i8).ok())
            .flatten()
    };
    for (at, part) in parts.iter().enumerate() {
        if let Some(year) = number(part, 4)
            && let (Some(month), Some(day)) = (
                parts.get(at + 1).and_then(|part| month_of(part)),
                parts.get(at + 2).and_then(|part| number(part, 2).or_else(|| number(part, 1))),
            )
            && let Some(date) = date(year, month, day)
        {
            return Some(date);
        }
        if part.len() == 8
            && part.bytes().all(|byte| byte.is_ascii_digit())
            && let (Some(year), Some(month), Some(day)) =
                (number(&part[..4], 4), number(&part[4..6], 2), number(&part[6..], 2))
            && let Some(date) = date(year, month, day)
        {
            return Some(date);
        }
    }
    None
}

fn month_of(part: &str) -> Option<i16> {
    if part.len() <= 2 && !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()) {
        return part.parse().ok();
    }
    super::months::of(&part.to_ascii_lowercase()).map(i16::from)
}
