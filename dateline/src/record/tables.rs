//! A record for reading: who says what, then the figures in columns.

use ::record::Record;
use ::record::claims::Claim;
use ::record::figures::{Bound, UnitKind, Value};
use ::record::quotes::{Form, Quote};
use jiff::civil::Date;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::Choice;
use crate::read::terminal::Layout;
use crate::read::terminal::wrap::{self, Frame, Look, Run};

/// Columns of a speaker's name, and of the words that attribute.
const NAME: usize = 26;
const CUE: usize = 14;
/// Columns of a cell of the figures.
const CELL: usize = 26;

/// Both tables, each under its heading; or why there are none.
pub(crate) fn of(record: &Record, text: &str, layout: &Layout, choice: Choice) -> String {
    if let Err(why) = record.language {
        return format!("({})\n", why.reason());
    }
    let mut out = String::new();
    heading(&mut out, "Who says what", layout);
    write_quotes(&mut out, record, text, layout, choice);
    if record.quotes.is_empty() {
        out.push_str("Nobody is quoted.\n");
    }
    out.push('\n');
    heading(&mut out, "Figures", layout);
    let rows = figures(record, text, choice);
    if rows.is_empty() {
        out.push_str("No figures.\n");
    }
    write_rows(&mut out, rows, layout);
    out
}

fn heading(out: &mut String, words: &str, layout: &Layout) {
    let run = Run { text: words.to_owned(), look: Look::BOLD };
    wrap::write(out, &[run], &frame(layout, "", ""));
    if !layout.is_styled() {
        out.push_str(&"─".repeat(words.width()));
        out.push('\n');
    }
}

fn frame<'f>(layout: &Layout, first: &'f str, rest: &'f str) -> Frame<'f> {
    Frame { width: layout.width(), first, rest, is_styled: layout.is_styled() }
}

/// Name and cue in columns as wide as the widest needs, the words filled beside them.
fn write_quotes(out: &mut String, record: &Record, text: &str, layout: &Layout, choice: Choice) {
    let quotes: Vec<&Quote> =
        record.quotes.iter().filter(|quote| choice.why || tells(quote)).collect();
    let rows: Vec<(String, String)> = quotes
        .iter()
        .map(|quote| {
            let cue = cut(&plain(&text[quote.cue.clone()]), CUE);
            (cut(&speaker(record, quote, text), NAME), cue)
        })
        .collect();
    let names = rows.iter().map(|(name, _)| name.width()).max().unwrap_or(0);
    let cues = rows.iter().map(|(_, cue)| cue.width()).max().unwrap_or(0);
    let indent = " ".repeat(names + cues + 4);
    for (quote, (name, cue)) in quotes.into_iter().zip(rows) {
        let first = format!("{}  {}  ", padded(&name, names), padded(&cue, cues));
        let pieces: Vec<String> =
            quote.content.iter().map(|span| plain(&text[span.clone()])).collect();
        let words = Run { text: pieces.join(" … "), look: Look::PLAIN };
        wrap::write(out, &[words], &frame(layout, &first, &indent));
        if choice.why {
            let run = Run { text: reasons(record, quote), look: Look::DIM };
            let indent = format!("{indent}· ");
            wrap::write(out, &[run], &frame(layout, &indent, &indent));
        }
    }
}

/// What nobody says in no quotation marks ("was expected to …") is left out of the table.
fn tells(quote: &Quote) -> bool {
    quote.source.is_some() || quote.form != Form::Indirect
}

fn speaker(record: &Record, quote: &Quote, text: &str) -> String {
    match (quote.resolution.speaker, &quote.source) {
        (Some(at), _) => plain(&record.speakers[at].name),
        (None, Some(own)) => format!("{} (?)", plain(&text[own.clone()])),
        (None, None) => "(not named)".to_owned(),
    }
}

/// What found the quote, and by which mentions its speaker got a name.
fn reasons(record: &Record, quote: &Quote) -> String {
    let mut all = quote.why.clone();
    all.push(format!("sure {:.0} %", 100.0 * quote.confidence));
    let resolution = &quote.resolution;
    if !resolution.chain.is_empty() {
        let chain: Vec<String> = resolution.chain.iter().map(|link| plain(link)).collect();
        all.push(format!("named by {}: {}", resolution.why, chain.join(" → ")));
    } else if !resolution.why.is_empty() {
        all.push(format!("speaker: {}", resolution.why));
    }
    if let Some(outer) = quote.within.and_then(|at| record.quotes.get(at)) {
        let name = outer.resolution.speaker.map(|at| plain(&record.speakers[at].name));
        all.push(format!("within the words of {}", name.unwrap_or("another".to_owned())));
    }
    plain(&all.join("; "))
}

/// A line of cells: value, unit, what is counted, who says so, where, when, of which whole, why.
type Row = [String; 7];
const HEADINGS: [&str; 7] = ["value", "unit", "of what", "who says so", "where", "when", "part"];

fn figures(record: &Record, text: &str, choice: Choice) -> Vec<(Row, String)> {
    let is_shown = |claim: &&Claim| !claim.headline && (!choice.strict || claim.figure.is_strict());
    let row = |claim: &Claim| {
        let figure = &claim.figure;
        let who =
            claim.claimant.map_or("the article".to_owned(), |at| plain(&record.claimants[at].name));
        let days = claim.days.map_or(String::new(), days);
        let mut part = figure.of_total.map_or(String::new(), |total| format!("of {total}"));
        if let Some(whole) = claim.part_of {
            part = format!("of the {}", value(&record.claims[whole]));
        }
        let cells = [
            value(claim),
            unit(claim),
            of_what(claim),
            who,
            claim.place.clone().map_or(String::new(), |place| plain(&text[place])),
            days,
            part,
        ];
        let why = format!(
            "“{}”; sure {} %{}",
            plain(&text[figure.span.clone()]),
            figure.confidence,
            if figure.is_strict() { ", strict" } else { "" }
        );
        (cells.map(|cell| cut(&cell, CELL)), if choice.why { why } else { String::new() })
    };
    record.claims.iter().filter(is_shown).map(row).collect()
}

/// `2025-01-21`; a span of days without what both ends share; a whole year as one.
fn days((first, last): (Date, Date)) -> String {
    if first == last {
        return first.to_string();
    }
    if first.year() == last.year() {
        let is_whole = first.day_of_year() == 1 && last.day_of_year() == last.days_in_year();
        return match first.month() == last.month() {
            _ if is_whole => first.year().to_string(),
            true => format!("{first}–{:02}", last.day()),
            false => format!("{first}–{:02}-{:02}", last.month(), last.day()),
        };
    }
    format!("{first}–{last}")
}

fn value(claim: &Claim) -> String {
    let mark = match claim.figure.bound {
        Bound::Equal => "",
        Bound::About => "~",
        Bound::AtLeast => "≥ ",
        Bound::MoreThan => "> ",
        Bound::AtMost => "≤ ",
        Bound::LessThan => "< ",
    };
    match claim.figure.value {
        Value::One(one) => format!("{mark}{}", grouped(&one.to_string())),
        Value::Range(low, high) => {
            format!("{mark}{}–{}", grouped(&low.to_string()), grouped(&high.to_string()))
        }
    }
}

/// Thin groups of three from five digits on: `12,000,000`, but `2022`.
fn grouped(digits: &str) -> String {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |rest| ("−", rest));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(w, f)| (w, Some(f)));
    let mut out = sign.to_owned();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && whole.len() > 4 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

fn unit(claim: &Claim) -> String {
    match claim.figure.unit.as_str() {
        "percentage" if !claim.base.is_empty() => format!("% of {}", plain(&claim.base)),
        "percentage" => "%".to_owned(),
        // A bare number counts nothing that has a name.
        "count" => String::new(),
        unit => plain(unit),
    }
}

/// The measure, where it says more than the unit and is of the thing counted: words near by give "drones
/// shot down" for two cars. Spans of time and ages have none of their own.
fn of_what(claim: &Claim) -> String {
    let measure = claim.measure.split("; ").next().unwrap_or("");
    let unit = claim.figure.unit.as_str();
    let counts = matches!(claim.figure.unit_kind, UnitKind::Thing | UnitKind::None);
    let things = [claim.counted.as_str(), unit.rsplit(' ').next().unwrap_or("")];
    let is_of_unit = things.iter().any(|thing| !thing.is_empty() && measure.starts_with(thing));
    if claim.is_contestable() && measure != unit && (!counts || is_of_unit) {
        plain(measure)
    } else {
        String::new()
    }
}

/// Values end at their last digit; a column that holds nothing is left out. Reasons follow a row.
fn write_rows(out: &mut String, rows: Vec<(Row, String)>, layout: &Layout) {
    if rows.is_empty() {
        return;
    }
    let widths: Vec<usize> = (0..HEADINGS.len())
        .map(|column| {
            let widest = rows.iter().map(|(row, _)| row[column].width()).max().unwrap_or(0);
            if widest == 0 { 0 } else { widest.max(HEADINGS[column].width()) }
        })
        .collect();
    let widths = narrowed(widths, layout.width());
    let line = |cells: &[&str]| {
        let mut line = String::new();
        for (column, (cell, &width)) in cells.iter().zip(&widths).enumerate() {
            if width == 0 {
                continue;
            }
            let cell = cut(cell, width);
            let pad = " ".repeat(width - cell.width().min(width));
            let (before, after) = if column == 0 { (pad.as_str(), "") } else { ("", pad.as_str()) };
            line.push_str(&format!("{before}{cell}{after}  "));
        }
        format!("{}\n", line.trim_end())
    };
    let head = line(&HEADINGS);
    let run = Run { text: head.trim_end().to_owned(), look: Look::DIM };
    // Written word by word it would lose its columns: the look goes around the whole line.
    out.push_str(&wrap::styled(&run, layout.is_styled()));
    out.push('\n');
    for (row, why) in &rows {
        out.push_str(&line(&row.each_ref().map(String::as_str)));
        if !why.is_empty() {
            let indent = format!("{}· ", " ".repeat(widths[0] + 2));
            let run = Run { text: why.clone(), look: Look::DIM };
            wrap::write(out, &[run], &frame(layout, &indent, &indent));
        }
    }
}

/// Takes columns of words from the widest until the line fits; ten are left to each.
fn narrowed(mut widths: Vec<usize>, room: usize) -> Vec<usize> {
    let line = |widths: &[usize]| -> usize {
        widths.iter().filter(|&&width| width > 0).map(|width| width + 2).sum::<usize>()
    };
    while line(&widths) > room + 2 {
        let words = widths.iter_mut().skip(1).filter(|width| **width > 10);
        let Some(widest) = words.max() else { break };
        *widest -= 1;
    }
    widths
}

/// One line, without the characters that steer a terminal.
fn plain(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// At most so many columns; an ellipsis says that there was more.
fn cut(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > columns {
            break;
        }
        out.push(c);
    }
    format!("{}…", out.trim_end())
}

fn padded(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(text.width())))
}

#[cfg(test)]
mod tests;
