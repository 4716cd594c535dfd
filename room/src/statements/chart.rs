//! A measure over time as a drawing made of numbers: days from left to right, values from the bottom
//! up, a mark of its own shape for each claimant. It carries all its points as a table.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::compare::rivals::{days, number_words};

#[cfg(test)]
mod tests;

/// Width and height of the drawing, and of its margins, in its own units.
const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 300.0;
const LEFT: f64 = 72.0;
const RIGHT: f64 = 16.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 34.0;
/// Claimants with a mark of their own; the others share the last.
const SHAPES: usize = 6;
/// Lines across.
const TICKS: usize = 4;

/// A figure and its day.
#[derive(Clone, Debug)]
pub struct Point {
    pub day: Date,
    pub low: f64,
    pub high: f64,
    pub unit: String,
    pub claimant: String,
    pub words: String,
    pub href: String,
}

/// A drawing.
#[derive(Clone, Debug)]
pub struct Chart {
    pub width: f64,
    pub height: f64,
    pub left: f64,
    pub right: f64,
    pub bottom: f64,
    /// Lines across: height and what they stand for.
    pub ticks: Vec<(String, String)>,
    /// First and last day.
    pub first: String,
    pub last: String,
    pub series: Vec<Series>,
    /// "Figures from 12,000 to 19,000 between …": the drawing in a sentence.
    pub sentence: String,
    pub unit: String,
    /// Points in other units, which are not drawn.
    pub left_out: usize,
}

/// The marks of one claimant.
#[derive(Clone, Debug)]
pub struct Series {
    pub claimant: String,
    /// `s0` … `s5`.
    pub class: String,
    /// From mark to mark; empty for one mark.
    pub line: String,
    pub marks: Vec<Mark>,
    /// The shape, around the origin.
    pub shape: &'static str,
}

/// One figure drawn.
#[derive(Clone, Debug)]
pub struct Mark {
    pub x: String,
    pub y: String,
    /// Where a range ends; the same as `y` for one value.
    pub y_low: String,
    pub day: String,
    pub words: String,
    pub href: String,
}

/// A circle, a square, a triangle, a diamond, a triangle on its tip, a cross: told apart without colour.
const SHAPE: [&str; SHAPES] = [
    "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z",
    "M-4.5-4.5h9v9h-9z",
    "M0-5.5l5.5 9.5h-11z",
    "M0-6l6 6-6 6-6-6z",
    "M0 5.5l5.5-9.5h-11z",
    "M-5-2h3v-3h4v3h3v4h-3v3h-4v-3h-3z",
];

/// The drawing of the points in the unit that most are in; `None` for fewer than two of them.
pub fn draw(mut points: Vec<Point>) -> Option<Chart> {
    let mut units: BTreeMap<String, usize> = BTreeMap::new();
    for point in &points {
        *units.entry(point.unit.clone()).or_default() += 1;
    }
    let unit = units.into_iter().max_by_key(|(_, count)| *count)?.0;
    let all = points.len();
    points.retain(|point| point.unit == unit);
    let left_out = all - points.len();
    if points.len() < 2 {
        return None;
    }
    points.sort_by_key(|point| point.day);
    let (first, last) = (points[0].day, points[points.len() - 1].day);
    let low = points.iter().map(|point| point.low.min(point.high)).fold(f64::INFINITY, f64::min);
    let high = points.iter().map(|point| point.high.max(point.low)).fold(f64::MIN, f64::max);
    let scale = Scale::of(low, high, first, last);
    let series = series(&points, &scale);
    let sentence = format!(
        "{} figures of {} claimants, from {} to {} {unit}, {}.",
        points.len(),
        series.iter().map(|one| &one.claimant).collect::<std::collections::BTreeSet<_>>().len(),
        number_words(low),
        number_words(high),
        days((first, last)),
    );
    Some(Chart {
        width: WIDTH,
        height: HEIGHT,
        left: LEFT,
        right: WIDTH - RIGHT,
        bottom: HEIGHT - BOTTOM,
        ticks: scale.ticks(),
        first: first.strftime("%-d %b %Y").to_string(),
        last: if first == last { String::new() } else { last.strftime("%-d %b %Y").to_string() },
        series,
        sentence,
        unit,
        left_out,
    })
}

struct Scale {
    floor: f64,
    step: f64,
    ceiling: f64,
    first: Date,
    day_count: f64,
}

impl Scale {
    /// From nought where that costs less than half of the height; in round steps.
    fn of(low: f64, high: f64, first: Date, last: Date) -> Scale {
        let from = if low >= 0.0 && (low < high / 2.0 || low == high) { 0.0 } else { low };
        let span = if high > from { high - from } else { 1.0 };
        let raw = span / TICKS as f64;
        let power = 10f64.powf(raw.log10().floor());
        let step = [1.0, 2.0, 2.5, 5.0, 10.0].map(|one| one * power);
        let step = step.into_iter().find(|step| *step >= raw).unwrap_or(raw);
        let floor = (from / step).floor() * step;
        let ceiling = (high / step).ceil() * step;
        let ceiling = if ceiling > floor { ceiling } else { floor + step };
        let day_count = f64::from((last - first).get_days());
        Scale { floor, step, ceiling, first, day_count }
    }

    fn y(&self, value: f64) -> f64 {
        let share = (value - self.floor) / (self.ceiling - self.floor);
        HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)
    }

    fn x(&self, day: Date) -> f64 {
        let room = WIDTH - LEFT - RIGHT - 40.0;
        let share = match self.day_count {
            0.0 => 0.5,
            count => f64::from((day - self.first).get_days()) / count,
        };
        LEFT + 20.0 + share * room
    }

    fn ticks(&self) -> Vec<(String, String)> {
        let count = ((self.ceiling - self.floor) / self.step).round() as usize;
        let tick = |at: usize| {
            let value = self.floor + at as f64 * self.step;
            (place(self.y(value)), number_words(value))
        };
        (0..=count.min(2 * TICKS)).map(tick).collect()
    }
}

fn place(at: f64) -> String {
    format!("{at:.1}")
}

/// Those who speak most first.
fn series(points: &[Point], scale: &Scale) -> Vec<Series> {
    let mut of: BTreeMap<&str, Vec<&Point>> = BTreeMap::new();
    for point in points {
        of.entry(&point.claimant).or_default().push(point);
    }
    let mut all: Vec<(&str, Vec<&Point>)> = of.into_iter().collect();
    all.sort_by_key(|(_, points)| std::cmp::Reverse(points.len()));
    let one = |(at, (claimant, points)): (usize, (&str, Vec<&Point>))| {
        let shape = at.min(SHAPES - 1);
        let mark = |point: &&Point| Mark {
            x: place(scale.x(point.day)),
            y: place(scale.y(point.high.max(point.low))),
            y_low: place(scale.y(point.low.min(point.high))),
            day: days((point.day, point.day)),
            words: point.words.clone(),
            href: point.href.clone(),
        };
        let marks: Vec<Mark> = points.iter().map(mark).collect();
        let line = marks.iter().map(|mark| format!("{},{}", mark.x, mark.y)).collect::<Vec<_>>();
        Series {
            claimant: claimant.to_owned(),
            class: format!("s{shape}"),
            line: if marks.len() > 1 { line.join(" ") } else { String::new() },
            marks,
            shape: SHAPE[shape],
        }
    };
    all.into_iter().enumerate().map(one).collect()
}
