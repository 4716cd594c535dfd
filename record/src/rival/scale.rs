//! Values on one scale: what a figure counts in, and between which bounds it may lie.
//!
//! Hectares and square kilometres come to one base unit; "at least 14" and "about 3,000" become
//! intervals. Nothing is rounded: a value that does not fit is no interval.

use crate::claims::Claim;
use crate::figures::{Bound, Exact, Figure, UnitKind, Value};

/// What two figures must share to be set beside each other at all.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Scale {
    People,
    /// A counted noun, singular, without its adjectives.
    Thing(String),
    Money(String),
    Percent,
    Points,
    /// A measure with its base unit: all areas are square metres.
    Measure(&'static str),
    /// A unit nothing is known of, under its own name.
    Other(String),
    Bare,
}

/// Between which values a figure may lie; `None`: no bound on that side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Interval {
    pub(crate) low: Option<Exact>,
    pub(crate) high: Option<Exact>,
}

impl Interval {
    pub(crate) fn meets(&self, other: &Interval) -> bool {
        let reaches = |high: Option<Exact>, low: Option<Exact>| match (high, low) {
            (Some(high), Some(low)) => high >= low,
            _ => true,
        };
        reaches(self.high, other.low) && reaches(other.high, self.low)
    }
}

/// Unit, its base, and how many bases it is: numerator over denominator.
const UNITS: [(&str, &str, i128, i128); 38] = [
    ("metre", "metre", 1, 1),
    ("kilometre", "metre", 1_000, 1),
    ("centimetre", "metre", 1, 100),
    ("millimetre", "metre", 1, 1_000),
    ("mile", "metre", 1_609_344, 1_000),
    ("nautical mile", "metre", 1_852, 1),
    ("yard", "metre", 9_144, 10_000),
    ("foot", "metre", 3_048, 10_000),
    ("inch", "metre", 254, 10_000),
    ("square metre", "square metre", 1, 1),
    ("square kilometre", "square metre", 1_000_000, 1),
    ("hectare", "square metre", 10_000, 1),
    ("acre", "square metre", 40_468_564_224, 10_000_000),
    ("square mile", "square metre", 2_589_988_110_336, 1_000_000),
    ("square foot", "square metre", 9_290_304, 100_000_000),
    ("litre", "litre", 1, 1),
    ("millilitre", "litre", 1, 1_000),
    ("centilitre", "litre", 1, 100),
    ("cubic metre", "litre", 1_000, 1),
    ("gallon", "litre", 3_785_411_784, 1_000_000_000),
    ("kilogram", "kilogram", 1, 1),
    ("gram", "kilogram", 1, 1_000),
    ("milligram", "kilogram", 1, 1_000_000),
    ("tonne", "kilogram", 1_000, 1),
    ("pound-mass", "kilogram", 45_359_237, 100_000_000),
    ("ounce", "kilogram", 28_349_523_125, 1_000_000_000_000),
    ("kilometre per hour", "kilometre per hour", 1, 1),
    ("mile per hour", "kilometre per hour", 1_609_344, 1_000_000),
    ("metre per second", "kilometre per hour", 36, 10),
    ("knot", "kilometre per hour", 1_852, 1_000),
    ("watt", "watt", 1, 1),
    ("kilowatt", "watt", 1_000, 1),
    ("megawatt", "watt", 1_000_000, 1),
    ("gigawatt", "watt", 1_000_000_000, 1),
    ("kilowatt hour", "kilowatt hour", 1, 1),
    ("megawatt hour", "kilowatt hour", 1_000, 1),
    ("gigawatt hour", "kilowatt hour", 1_000_000, 1),
    ("terawatt hour", "kilowatt hour", 1_000_000_000, 1),
];

/// The scale of a claim, by what its clause tells of it, and what a value is multiplied by to stand on it.
pub(crate) fn of(claim: &Claim, told: &[&str]) -> (Scale, Exact) {
    let figure = &claim.figure;
    let plain = |scale| (scale, Exact::whole(1));
    if let Some((_, base, over, under)) = UNITS.iter().find(|(unit, ..)| *unit == figure.unit) {
        let factor = Exact::ratio(*over, *under).unwrap_or(Exact::whole(1));
        return (Scale::Measure(base), factor);
    }
    match figure.unit_kind {
        UnitKind::Percent => plain(Scale::Percent),
        UnitKind::Points if figure.unit == "basis point" => {
            (Scale::Points, Exact::ratio(1, 100).unwrap_or(Exact::whole(1)))
        }
        UnitKind::Points => plain(Scale::Points),
        UnitKind::Money => plain(Scale::Money(figure.unit.clone())),
        UnitKind::Thing | UnitKind::None if claim.counted == "people" => plain(Scale::People),
        UnitKind::Thing if is_person(&claim.counted, told) => plain(Scale::People),
        UnitKind::Thing => {
            let head = claim.counted.rsplit(' ').next().unwrap_or("");
            plain(Scale::Thing(head.to_owned()))
        }
        UnitKind::None => plain(Scale::Bare),
        _ => plain(Scale::Other(figure.unit.clone())),
    }
}

/// A noun no table knows, formed as those for people are, of whom is told what befalls people:
/// "34 campers were missing". Cases of an illness are people too.
fn is_person(noun: &str, told: &[&str]) -> bool {
    let befalls = |measure: &&str| {
        matches!(
            *measure,
            "people killed"
                | "people injured"
                | "people missing"
                | "people trapped"
                | "people evacuated"
                | "people rescued"
                | "people arrested"
                | "people infected"
                | "people homeless"
                | "people captured"
                | "people fled"
        )
    };
    let endings = ["er", "or", "ist", "ant", "ee", "ian", "man", "case"];
    told.first().is_some_and(befalls) && endings.iter().any(|ending| noun.ends_with(ending))
}

/// The value between its stated bounds, on the scale; `None` where it does not fit.
pub(crate) fn interval(figure: &Figure, factor: Exact, words: &str) -> Option<Interval> {
    let (first, last) = match figure.value {
        Value::One(one) => (one, one),
        Value::Range(one, other) if one <= other => (one, other),
        Value::Range(one, other) => (other, one),
    };
    let (first, last) = (first.times(factor)?, last.times(factor)?);
    Some(match figure.bound {
        Bound::Equal => {
            let slack = rounding(&figure.value, words).and_then(|half| half.times(factor));
            let slack = slack.unwrap_or(Exact::whole(0));
            Interval { low: first.plus(slack.negated()?), high: last.plus(slack) }
        }
        // "About 3,000" is not heard as 3,400: a tenth each way.
        Bound::About => Interval {
            low: first.times(Exact::ratio(9, 10)?),
            high: last.times(Exact::ratio(11, 10)?),
        },
        Bound::AtLeast | Bound::MoreThan => Interval { low: Some(first), high: None },
        Bound::AtMost | Bound::LessThan => Interval { low: None, high: Some(last) },
    })
}

/// Half a step of a large number's last digit that is not zero, where it has at most two such
/// digits: "1.1 billion" may be 1,080 million, "40,000" may be 41,200. Small counts are exact.
fn rounding(value: &Value, words: &str) -> Option<Exact> {
    let Value::One(one) = value else {
        return None;
    };
    let whole = one.as_whole()?.checked_abs()?;
    let mut step: i128 = 1;
    while whole >= 1_000 && (whole / step) % 10 == 0 {
        step = step.checked_mul(10)?;
    }
    let is_round = whole >= 1_000 && whole / step < 100;
    let has_scale = ["million", "billion", "bn", "trillion", "thousand"];
    let is_short = words.split_whitespace().any(|word| {
        let word = word.trim_start_matches(|c: char| !c.is_alphabetic());
        has_scale.contains(&word.to_ascii_lowercase().as_str())
    });
    (is_round && (is_short || step >= 1_000)).then(|| Exact::ratio(step, 2)).flatten()
}
