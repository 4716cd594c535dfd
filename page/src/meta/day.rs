//! Dates as pages write them, in machine formats and in words: given a short text, it gives back
//! the first date with the time and zone that stand beside it. Nothing is added that is not there.

use jiff::civil::{Date, Time};
use jiff::tz::Offset;

use crate::article::Stated;
use tokens::{Token, Word, digit, tokens};

mod tokens;

/// Longest text looked at, in bytes: longer ones are prose.
pub(super) const TEXT_BYTES: usize = 128;
/// Years that a page of the Web can have been published in. There is no clock here, so the upper
/// bound only refuses absurd ones.
const YEARS: std::ops::RangeInclusive<u16> = 1990..=2100;

/// Which number comes first in `03/04/2024`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Order {
    /// Day, month, year: most of the world.
    #[default]
    DayFirst,
    /// Month, day, year: the United States.
    MonthFirst,
}

/// A date found in a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Reading {
    pub(super) stated: Stated,
    /// The other date that the same numbers could mean, day and month changed over.
    pub(super) other: Option<Date>,
    /// The year was written with two digits.
    pub(super) is_short: bool,
    /// Byte range of the date and its time in the text.
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The first date in `text`; `order` decides `03/04/2024`.
pub(super) fn read(text: &str, order: Order) -> Option<Reading> {
    let text = super::clean::head(text, TEXT_BYTES);
    if !text.chars().any(|character| digit(character).is_some()) {
        return None;
    }
    let tokens = tokens(text);
    let reader = Reader { tokens: &tokens, order };
    (0..tokens.len()).find_map(|at| reader.date(at))
}

/// A date that a script or template wrote: [`read`], and beside it `20240105`, `202401051020` and
/// seconds or milliseconds since 1970.
pub(super) fn read_machine(text: &str, order: Order) -> Option<Reading> {
    let text = text.trim();
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return read(text, order);
    }
    let number: u64 = text.parse().ok()?;
    let day = |digits: u64| {
        checked_date((digits / 10_000) as u16, (digits / 100 % 100) as u8, (digits % 100) as u8)
    };
    let (date, time, offset) = match text.len() {
        8 => (day(number)?, None, None),
        12 => {
            let time = checked_time(number / 100 % 100, number % 100, 0);
            (day(number / 10_000)?, time, None)
        }
        14 => {
            let time = checked_time(number / 10_000 % 100, number / 100 % 100, number % 100);
            (day(number / 1_000_000)?, time, None)
        }
        10 | 13 => {
            let seconds = if text.len() == 13 { number / 1000 } else { number };
            let instant = jiff::Timestamp::from_second(seconds as i64).ok()?;
            let civil = Offset::UTC.to_datetime(instant);
            checked_date(civil.year() as u16, civil.month() as u8, civil.day() as u8)?;
            (civil.date(), Some(civil.time()), Some(Offset::UTC))
        }
        _ => return None,
    };
    Some(Reading {
        stated: Stated { date, time, offset },
        other: None,
        is_short: false,
        start: 0,
        end: text.len(),
    })
}

fn checked_date(year: u16, month: u8, day: u8) -> Option<Date> {
    // Thai pages count from 543 BC.
    let year = if (2533..=2643).contains(&year) { year - 543 } else { year };
    if !YEARS.contains(&year) {
        return None;
    }
    Date::new(year as i16, month as i8, day as i8).ok()
}

fn checked_time(hour: u64, minute: u64, second: u64) -> Option<Time> {
    let part = |value: u64| i8::try_from(value).ok();
    // A leap second is stated as the second before it.
    Time::new(part(hour)?, part(minute)?, part(second.min(59))?, 0).ok()
}

struct Reader<'a> {
    tokens: &'a [(Token, u32)],
    order: Order,
}

/// Year, month, day as written, the swapped reading, and the token after the date.
struct Parts {
    date: Date,
    other: Option<Date>,
    is_short: bool,
    end: usize,
    time: Option<(Time, Option<Offset>)>,
}

impl Reader<'_> {
    fn at(&self, at: usize) -> Option<Token> {
        self.tokens.get(at).map(|&(token, _)| token)
    }

    fn end_of(&self, at: usize) -> usize {
        at.checked_sub(1).map_or(0, |before| self.tokens[before].1 as usize)
    }

    /// Passes spaces, commas, full stops and glue.
    fn glue(&self, mut at: usize) -> usize {
        while matches!(
            self.at(at),
            Some(
                Token::Space
                    | Token::Mark(',' | '.' | '\'' | '’' | '،')
                    | Token::Word(Word::Glue | Word::Year | Word::Day)
            )
        ) {
            at += 1;
        }
        at
    }

    fn date(&self, at: usize) -> Option<Reading> {
        // Part of a longer number, a version or a fraction: "1.2024", "v3-04".
        let parts = match self.at(at)? {
            Token::Number(year, 4) => self.year_first(at, year)?,
            Token::Number(first, 1 | 2) => {
                self.numeric(at, first).or_else(|| self.day_month(at, first))?
            }
            Token::Number(digits, 8) if self.at(at + 1) == Some(Token::Word(Word::T)) => {
                self.compact(at, digits)?
            }
            Token::Month(month) => self.month_first(at, month)?,
            Token::Word(Word::Weekday) => self.unix(at)?,
            _ => return None,
        };
        let (time, offset, end) = match parts.time {
            Some((time, offset)) => (Some(time), offset, parts.end),
            None => match self.time_after(parts.end) {
                Some((time, offset, end)) => (Some(time), offset, end),
                None => match self.time_before(at) {
                    Some(time) => (Some(time), None, parts.end),
                    None => (None, None, parts.end),
                },
            },
        };
        Some(Reading {
            stated: Stated { date: parts.date, time, offset },
            other: parts.other,
            is_short: parts.is_short,
            start: self.end_of(at),
            end: self.end_of(end),
        })
    }

    fn plain(&self, year: u64, month: u64, day: u64, end: usize) -> Option<Parts> {
        let date = checked_date(
            u16::try_from(year).ok()?,
            u8::try_from(month).ok()?,
            u8::try_from(day).ok()?,
        )?;
        Some(Parts { date, other: None, is_short: false, end, time: None })
    }

    /// `2024-01-05`, `2024/1/5`, `2024.01.05.`, `2024年1月5日`, `2024. január 5.`
    fn year_first(&self, at: usize, year: u64) -> Option<Parts> {
        if let Some(Token::Mark(separator @ ('-' | '/' | '.' | '–' | '‑'))) = self.at(at + 1) {
            let skip = |at: usize| at + usize::from(self.at(at) == Some(Token::Space));
            let month_at = skip(at + 2);
            if let Some(Token::Number(month, 1 | 2)) = self.at(month_at)
                && self.at(month_at + 1) == Some(Token::Mark(separator))
                && let day_at = skip(month_at + 2)
                && let Some(Token::Number(day, 1 | 2)) = self.at(day_at)
            {
                return self.plain(year, month, day, day_at + 1);
            }
        }
        let mut next = self.glue(at + 1);
        match self.at(next)? {
            Token::Month(month) => {
                next = self.glue(next + 1);
                let Some(Token::Number(day, 1 | 2)) = self.at(next) else {
                    return None;
                };
                self.plain(year, u64::from(month), day, next + 1)
            }
            Token::Number(month, 1 | 2) => {
                next += 1;
                while self.at(next) == Some(Token::Space) {
                    next += 1;
                }
                match self.at(next)? {
                    Token::Word(Word::MonthMark) => {
                        next = self.glue(next + 1);
                        let Some(Token::Number(day, 1 | 2)) = self.at(next) else {
                            return None;
                        };
                        self.plain(year, month, day, next + 1)
                    }
                    // Latvian: "2024. gada 5. janvāris".
                    _ => {
                        next = self.glue(next);
                        let Some(Token::Month(named)) = self.at(next) else {
                            return None;
                        };
                        self.plain(year, u64::from(named), month, next + 1)
                    }
                }
            }
            _ => None,
        }
    }

    /// `05.01.2024`, `5/1/2024`, `05-01-24`.
    fn numeric(&self, at: usize, first: u64) -> Option<Parts> {
        // "1.05.01.2024" and "12/05/01/2024" are no dates.
        if at > 1
            && matches!(self.at(at - 1), Some(Token::Mark('.' | '/' | '-')))
            && matches!(self.at(at - 2), Some(Token::Number(..)))
        {
            return None;
        }
        let skip = |at: usize| at + usize::from(self.at(at) == Some(Token::Space));
        let mark_at = skip(at + 1);
        let Some(Token::Mark(separator @ ('-' | '/' | '.' | '·'))) = self.at(mark_at) else {
            return None;
        };
        let second_at = skip(mark_at + 1);
        let Some(Token::Number(second, 1 | 2)) = self.at(second_at) else {
            return None;
        };
        let mark_at = skip(second_at + 1);
        if self.at(mark_at) != Some(Token::Mark(separator)) {
            return None;
        }
        let third_at = skip(mark_at + 1);
        let Some(Token::Number(mut year, digits @ (2 | 4))) = self.at(third_at) else {
            return None;
        };
        // "10.20.30.40" is an address.
        if matches!(self.at(third_at + 1), Some(Token::Mark(mark)) if mark == separator)
            && matches!(self.at(third_at + 2), Some(Token::Number(..)))
        {
            return None;
        }
        let is_short = digits == 2;
        if is_short {
            // "24/01/05" in day-first lands: the last number is the year all the same.
            year += if year < 70 { 2000 } else { 1900 };
        }
        let end = third_at + 1;
        let day_first = self.plain(year, second, first, end);
        let month_first = self.plain(year, first, second, end);
        // Month-first dates are written with slashes.
        let month_leads = self.order == Order::MonthFirst && separator == '/';
        let (mut best, other) = match (day_first, month_first) {
            (Some(day), Some(month)) if month_leads => (month, Some(day.date)),
            (Some(day), Some(month)) => (day, Some(month.date)),
            (Some(only), None) | (None, Some(only)) => (only, None),
            (None, None) => return None,
        };
        best.other = other.filter(|&other| other != best.date);
        best.is_short = is_short;
        Some(best)
    }

    /// `5 January 2024`, `5. januar 2024`, `5 de enero de 2024`, `5-Jan-2024`, `5 tháng 1, 2024`.
    fn day_month(&self, at: usize, day: u64) -> Option<Parts> {
        let mut next = self.glue(at + 1);
        if matches!(self.at(next), Some(Token::Mark('-' | '/'))) {
            next += 1;
        }
        let month = match self.at(next)? {
            Token::Month(month) => u64::from(month),
            Token::Word(Word::MonthMark) => {
                next = self.glue(next + 1);
                let Token::Number(month, 1 | 2) = self.at(next)? else {
                    return None;
                };
                month
            }
            _ => return None,
        };
        next = self.glue(next + 1);
        if matches!(self.at(next), Some(Token::Mark('-' | '/' | '‘'))) {
            next += 1;
        }
        self.year_at(next, month, day)
    }

    /// The year under `at`, four digits or two after an apostrophe or hyphen.
    fn year_at(&self, at: usize, month: u64, day: u64) -> Option<Parts> {
        match self.at(at)? {
            Token::Number(year, 4) => self.plain(year, month, day, at + 1),
            // "5 Jan 24": but not "5 Jan 24:00" or "5 Jan 10:30".
            Token::Number(year, 2) if self.at(at + 1) != Some(Token::Mark(':')) => {
                let full = if year < 70 { 2000 } else { 1900 } + year;
                let mut parts = self.plain(full, month, day, at + 1)?;
                parts.is_short = true;
                Some(parts)
            }
            _ => None,
        }
    }

    /// `January 5, 2024`, `Jan 5 2024`, `Jan. 5th, 2024`.
    fn month_first(&self, at: usize, month: u8) -> Option<Parts> {
        let mut next = self.glue(at + 1);
        if matches!(self.at(next), Some(Token::Mark('-' | '/'))) {
            next += 1;
        }
        let Some(Token::Number(day, 1 | 2)) = self.at(next) else {
            return None;
        };
        let after = self.glue(next + 1);
        let after =
            after + usize::from(matches!(self.at(after), Some(Token::Mark('-' | '/' | '‘'))));
        if let Some(parts) = self.year_at(after, u64::from(month), day) {
            return Some(parts);
        }
        // "January 5 at 10:20 am, 2024" and "Jan 05, 10:20 2024".
        let from = after + usize::from(self.at(after) == Some(Token::Word(Word::At)));
        let (time, offset, end) = self.clock(self.glue(from), false)?;
        let year_at = self.glue(end);
        let mut parts = match self.at(year_at)? {
            Token::Number(year, 4) => self.plain(year, u64::from(month), day, year_at + 1)?,
            _ => return None,
        };
        parts.time = Some((time, offset));
        Some(parts)
    }

    /// `Fri Jan 05 10:20:30 CET 2024` (ctime, Java).
    fn unix(&self, at: usize) -> Option<Parts> {
        let month_at = self.glue(at + 1);
        let Token::Month(month) = self.at(month_at)? else {
            return None;
        };
        self.month_first(month_at, month)
    }

    /// `20240105T102030Z`.
    fn compact(&self, at: usize, digits: u64) -> Option<Parts> {
        let mut parts = self.plain(digits / 10_000, digits / 100 % 100, digits % 100, at + 1)?;
        if let Some(Token::Number(clock, count @ (4 | 6))) = self.at(at + 2) {
            let clock = if count == 4 { clock * 100 } else { clock };
            let time = checked_time(clock / 10_000, clock / 100 % 100, clock % 100)?;
            let (offset, end) = self.zone(at + 3);
            parts.time = Some((time, offset));
            parts.end = end;
        }
        Some(parts)
    }

    /// A time right behind a date.
    fn time_after(&self, at: usize) -> Option<(Time, Option<Offset>, usize)> {
        let mut next = at;
        let mut steps = 0;
        // "kl. 06.00": what follows is a time, whatever parts its numbers.
        let mut is_told = false;
        loop {
            is_told |= self.at(next) == Some(Token::Word(Word::At));
            match self.at(next)? {
                Token::Number(..) => break,
                Token::Space
                | Token::Mark(
                    ',' | '.' | '-' | '–' | '—' | '|' | '·' | '•' | '/' | '(' | ':' | '@',
                )
                | Token::Word(
                    Word::T
                    | Word::At
                    | Word::Glue
                    | Word::Weekday
                    | Word::Year
                    | Word::Day
                    | Word::Hour,
                ) => next += 1,
                _ => return None,
            }
            steps += 1;
            if steps > 6 {
                return None;
            }
        }
        self.clock(next, is_told)
    }

    /// `10:20` before the date: "10:20, 5 January 2024".
    fn time_before(&self, at: usize) -> Option<Time> {
        let mut before = at;
        while before > 0 && at - before < 4 {
            before -= 1;
            match self.at(before)? {
                Token::Space | Token::Mark(',' | '-' | '–' | '|' | '·') | Token::Word(Word::At) =>
                    {}
                Token::Number(minute, 2)
                    if before >= 2
                        && self.at(before - 1) == Some(Token::Mark(':'))
                        && (before < 4 || self.at(before - 3) != Some(Token::Mark(':'))) =>
                {
                    let Token::Number(hour, 1 | 2) = self.at(before - 2)? else {
                        return None;
                    };
                    return checked_time(hour, minute, 0);
                }
                _ => return None,
            }
        }
        None
    }

    /// `10:20`, `10:20:30.123+01:00`, `10h20`, `10.20 Uhr`, `9:05 p.m. EST`; `10.20` too where a
    /// word before it says so.
    fn clock(&self, at: usize, is_told: bool) -> Option<(Time, Option<Offset>, usize)> {
        let Token::Number(mut hour, 1 | 2) = self.at(at)? else {
            return None;
        };
        let mut end = at + 1;
        let (mut minute, mut second) = (0, 0);
        let mut is_clock = false;
        if let Some(separator @ (Token::Mark(':' | '.') | Token::Word(Word::Hour))) = self.at(end)
            && let Some(Token::Number(value, 2)) = self.at(end + 1)
        {
            minute = value;
            end += 2;
            // "on 10.12.2022" is a second date.
            let goes_on = self.at(end) == Some(Token::Mark('.'))
                && matches!(self.at(end + 1), Some(Token::Number(..)));
            is_clock = is_told && !goes_on || separator != Token::Mark('.');
            if self.at(end) == Some(Token::Mark(':'))
                && let Some(Token::Number(value, 2)) = self.at(end + 1)
            {
                second = value;
                end += 2;
                if matches!(self.at(end), Some(Token::Mark('.' | ',')))
                    && matches!(self.at(end + 1), Some(Token::Number(_, 1..=9)))
                {
                    end += 2;
                }
            }
        }
        let gap = end + usize::from(self.at(end) == Some(Token::Space));
        let (half, half_end) = self.half_day(gap);
        if let Some(is_pm) = half {
            if hour > 12 && !is_clock {
                return None;
            }
            hour = match (is_pm, hour) {
                (false, 12) => 0,
                (true, 1..=11) => hour + 12,
                _ => hour,
            };
            end = half_end;
            is_clock = true;
        } else if self.at(gap) == Some(Token::Word(Word::Hour)) {
            end = gap + 1;
            is_clock = true;
        }
        if !is_clock {
            return None;
        }
        let time = checked_time(hour, minute, second)?;
        let (offset, end) = self.zone(end);
        Some((time, offset, end))
    }

    /// `am`, `p.m.`: true for the afternoon.
    fn half_day(&self, at: usize) -> (Option<bool>, usize) {
        match self.at(at) {
            Some(Token::Word(Word::Am)) => (Some(false), at + 1),
            Some(Token::Word(Word::Pm)) => (Some(true), at + 1),
            // "a.m.", "p.m.": "a" is glue, "p" and "m" are words of their own.
            Some(Token::Word(half @ (Word::Glue | Word::Other)))
                if self.at(at + 1) == Some(Token::Mark('.'))
                    && self.at(at + 2) == Some(Token::Word(Word::Year)) =>
            {
                (Some(half == Word::Other), at + 3)
            }
            _ => (None, at),
        }
    }

    /// `Z`, `+01:00`, `+0100`, `GMT+1`, `EST`, in brackets or not.
    fn zone(&self, at: usize) -> (Option<Offset>, usize) {
        let mut next = at;
        while matches!(self.at(next), Some(Token::Space | Token::Mark('(' | '.'))) && next < at + 3
        {
            next += 1;
        }
        let spaced = next > at;
        let mut base = None;
        if let Some(Token::Word(Word::Zone(minutes))) = self.at(next) {
            base = Some(i32::from(minutes));
            next += 1;
        }
        if let Some(Token::Mark(sign @ ('+' | '-' | '−'))) = self.at(next)
            && (base == Some(0)
                || (base.is_none() && (!spaced || sign == '+' || self.is_offset(next))))
        {
            let minutes = match (self.at(next + 1), self.at(next + 2), self.at(next + 3)) {
                (
                    Some(Token::Number(hours, 2)),
                    Some(Token::Mark(':')),
                    Some(Token::Number(minutes, 2)),
                ) => Some((hours * 60 + minutes, 4)),
                (Some(Token::Number(both, 4)), ..) => Some((both / 100 * 60 + both % 100, 2)),
                (Some(Token::Number(hours, 1 | 2)), ..) => Some((hours * 60, 2)),
                _ => None,
            };
            if let Some((minutes, length)) = minutes.filter(|&(minutes, _)| minutes <= 14 * 60) {
                let minutes = minutes as i32;
                base = Some(if sign == '+' { minutes } else { -minutes });
                next += length;
            }
        }
        let offset = base.and_then(|minutes| Offset::from_seconds(minutes * 60).ok());
        match offset {
            Some(offset) => (Some(offset), next),
            None => (None, at),
        }
    }

    /// `-0500` behind a space, as RFC 5322 writes it; a bare "- 5" is something else.
    fn is_offset(&self, at: usize) -> bool {
        matches!(self.at(at + 1), Some(Token::Number(_, 4)))
            || (matches!(self.at(at + 1), Some(Token::Number(_, 2)))
                && self.at(at + 2) == Some(Token::Mark(':')))
    }
}

#[cfg(test)]
mod tests;
