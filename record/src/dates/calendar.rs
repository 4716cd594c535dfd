//! Days, weeks, months and quarters as TIMEX3 values.

use jiff::civil::{Date, Weekday};

/// Units of time a phrase can count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
}

impl Unit {
    pub(crate) fn named(word: &str) -> Option<Unit> {
        let word = word.trim_end_matches("'s").trim_end_matches("\u{2019}s");
        Some(match word {
            "second" | "seconds" | "sec" | "secs" => Unit::Second,
            "minute" | "minutes" | "min" | "mins" => Unit::Minute,
            "hour" | "hours" | "hr" | "hrs" => Unit::Hour,
            "day" | "days" | "night" | "nights" => Unit::Day,
            "week" | "weeks" => Unit::Week,
            "month" | "months" => Unit::Month,
            "quarter" | "quarters" => Unit::Quarter,
            "year" | "years" | "season" | "seasons" | "yr" | "yrs" => Unit::Year,
            "decade" | "decades" => Unit::Decade,
            "century" | "centuries" => Unit::Century,
            _ => return None,
        })
    }

    /// `P3M`, `PT4H`, `PXY`: the letters after and before the count.
    pub(crate) fn length(self, count: &str) -> String {
        match self {
            Unit::Second => format!("PT{count}S"),
            Unit::Minute => format!("PT{count}M"),
            Unit::Hour => format!("PT{count}H"),
            Unit::Day => format!("P{count}D"),
            Unit::Week => format!("P{count}W"),
            Unit::Month => format!("P{count}M"),
            Unit::Quarter => format!("P{count}Q"),
            Unit::Year => format!("P{count}Y"),
            Unit::Decade => format!("P{count}E"),
            Unit::Century => format!("P{count}C"),
        }
    }
}

pub(crate) fn month_of(word: &str) -> Option<i8> {
    Some(match word {
        "january" | "jan" => 1,
        "february" | "feb" => 2,
        "march" | "mar" => 3,
        "april" | "apr" => 4,
        "may" => 5,
        "june" | "jun" => 6,
        "july" | "jul" => 7,
        "august" | "aug" => 8,
        "september" | "sept" | "sep" => 9,
        "october" | "oct" => 10,
        "november" | "nov" => 11,
        "december" | "dec" => 12,
        _ => return None,
    })
}

pub(crate) fn weekday_of(word: &str) -> Option<Weekday> {
    Some(match word {
        "monday" | "mon" | "mondays" => Weekday::Monday,
        "tuesday" | "tue" | "tues" | "tuesdays" => Weekday::Tuesday,
        "wednesday" | "wed" | "wednesdays" => Weekday::Wednesday,
        "thursday" | "thu" | "thur" | "thurs" | "thursdays" => Weekday::Thursday,
        "friday" | "fri" | "fridays" => Weekday::Friday,
        "saturday" | "sat" | "saturdays" => Weekday::Saturday,
        "sunday" | "sun" | "sundays" => Weekday::Sunday,
        _ => return None,
    })
}

/// TIMEX3's letters for a season, and its first month (northern).
pub(crate) fn season_of(word: &str) -> Option<(&'static str, i8)> {
    Some(match word {
        "spring" => ("SP", 3),
        "summer" | "summers" => ("SU", 6),
        "fall" | "autumn" => ("FA", 9),
        "winter" | "winters" => ("WI", 12),
        _ => return None,
    })
}

/// TIMEX3's letters for a part of the day.
pub(crate) fn part_of(word: &str) -> Option<&'static str> {
    Some(match word {
        "morning" | "mornings" | "dawn" | "sunrise" => "TMO",
        "afternoon" | "afternoons" | "midafternoon" => "TAF",
        "evening" | "evenings" | "dusk" => "TEV",
        "night" | "nights" | "overnight" => "TNI",
        _ => return None,
    })
}

/// Shifts by days; stays put at the ends of the calendar.
pub(crate) fn shift(day: Date, days: i64) -> Date {
    let span = jiff::Span::new().try_days(days).unwrap_or_default();
    day.checked_add(span).unwrap_or(day)
}

pub(crate) fn shift_months(day: Date, months: i64) -> Date {
    let span = jiff::Span::new().try_months(months).unwrap_or_default();
    day.checked_add(span).unwrap_or(day)
}

pub(crate) fn week(day: Date) -> String {
    let week = day.iso_week_date();
    format!("{:04}-W{:02}", week.year(), week.week())
}

pub(crate) fn month(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

pub(crate) fn quarter_of(day: Date) -> i8 {
    (day.month() - 1) / 3 + 1
}

/// First and last day of a month, a quarter or a year.
pub(crate) fn month_days(year: i16, month: i8) -> Option<(Date, Date)> {
    let first = Date::new(year, month, 1).ok()?;
    Some((first, first.last_of_month()))
}

pub(crate) fn quarter_days(year: i16, quarter: i8) -> Option<(Date, Date)> {
    let first = Date::new(year, quarter * 3 - 2, 1).ok()?;
    Some((first, Date::new(year, quarter * 3, 1).ok()?.last_of_month()))
}

pub(crate) fn year_days(year: i16) -> Option<(Date, Date)> {
    Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?))
}

/// Monday to Sunday of the day's week.
pub(crate) fn week_days(day: Date) -> (Date, Date) {
    let monday = shift(day, -i64::from(day.weekday().to_monday_zero_offset()));
    (monday, shift(monday, 6))
}
