use jiff::civil::date;
use proptest::prelude::*;

use super::*;

/// Told on Wednesday, 12 March 2025: `phrase=value` for each expression of the sentence.
fn check(text: &str, expect: &[&str]) {
    let found: Vec<String> = read(text, Some(date(2025, 3, 12)))
        .iter()
        .map(|when| format!("{}={}", &text[when.span.clone()], when.value))
        .collect();
    assert_eq!(found, expect, "{text}");
}

#[test]
fn days() {
    check("The mill burned on Monday.", &["Monday=2025-03-10"]);
    check("It reopens on Friday, the owner said.", &["Friday=2025-03-07"]);
    check("The vote will be held on Friday.", &["Friday=2025-03-14"]);
    check(
        "They met yesterday and will meet tomorrow.",
        &["yesterday=2025-03-11", "tomorrow=2025-03-13"],
    );
    check("Rain fell overnight.", &["overnight=2025-03-11TNI"]);
    check("The bridge fell last Tuesday night.", &["last Tuesday night=2025-03-11TNI"]);
    check("He left two weeks ago.", &["two weeks ago=2025-02-26"]);
    check("Saturday's storm", &["Saturday's=2025-03-08"]);
}

#[test]
fn calendar_dates() {
    check("It opened on March 3, 2011.", &["March 3, 2011=2011-03-03"]);
    check("On 7 July 2005 it closed.", &["7 July 2005=2005-07-07"]);
    check("The fire of January 16 killed none.", &["January 16=2025-01-16"]);
    check("Published 2024-11-05", &["2024-11-05=2024-11-05"]);
    check("It is due by May 2.", &["May 2=2025-05-02"]);
    check("In August 1988 and in 1993", &["August 1988=1988-08", "1993=1993"]);
    check("the winter of 2009", &["the winter of 2009=2009-WI"]);
    check("a town of the 1930s", &["the 1930s=193"]);
}

#[test]
fn stretches() {
    check("over the past three years", &["the past three years=P3Y"]);
    check("She waited two and a half hours.", &["two and a half hours=PT2H30M"]);
    check("a 90-day truce", &["a 90-day=P90D"]);
    check("for several months", &["several months=PXM"]);
    check("sales this week and last year", &["this week=2025-W11", "last year=2024"]);
    check("in the third quarter", &["the third quarter=2024-Q3"]);
    check("late last month", &["late last month=2025-02"]);
}

#[test]
fn clocks() {
    check("at 5:40 p.m. on Monday", &["5:40 p.m. on Monday=2025-03-10T17:40"]);
    check("around noon", &["around noon=2025-03-12T12:00"]);
}

#[test]
fn what_is_no_date() {
    check("They may march in the spring of hope.", &[]);
    check("April Jones sat by the second door.", &[]);
    check("It fell by 2000 points, sold 1999 lamps.", &["1999=1999"]);
    check("A sun and a moon", &[]);
}

#[test]
fn other_readings_and_direction() {
    let found = read("The court sits on Thursday.", Some(date(2025, 3, 12)));
    assert_eq!(found[0].value, "2025-03-06");
    assert_eq!(found[0].others[0], "2025-03-13");
    assert_eq!(found[0].direction, Tense::Past);
    let found = read("next year", Some(date(2025, 3, 12)));
    assert_eq!(found[0].direction, Tense::Future);
    assert_eq!(found[0].days, Some((date(2026, 1, 1), date(2026, 12, 31))));
}

#[test]
fn no_day_of_publication() {
    let found = read("on Monday, June 4", None);
    assert_eq!(found[0].value, "XXXX-06-04");
    assert_eq!(found[0].days, None);
}

fn valid(text: &str) {
    for day in [Some(date(2025, 3, 12)), Some(date(-9999, 1, 1)), Some(date(9999, 12, 31)), None] {
        let found = read(text, day);
        for when in &found {
            assert!(text.get(when.span.clone()).is_some(), "{when:?}");
        }
        for pair in found.windows(2) {
            assert!(pair[0].span.end <= pair[1].span.start, "{pair:?}");
        }
    }
}

proptest! {
    #[test]
    fn any_text_is_read(text in "\\PC*") {
        valid(&text);
    }

    #[test]
    fn any_pile_of_times_is_read(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "the", "last", "next", "past", "two", "99999999", "years", "ago", "week", "Friday",
                "Jan", ".", ",", "31", "2025", "5:40", "p.m.", "a", "of", "end", "quarter", "third",
                "spring", "early", "-", "'", "80", "s", "and", "half", "that", "day", "before",
                "\n", "year", "this", "February", "29", "noon", "each", "century", "20", "th",
            ]),
            0..40,
        ),
    ) {
        valid(&parts.join(" "));
        valid(&parts.concat());
    }
}

#[test]
fn long_texts_take_linear_time() {
    for unit in ["the ", "last ", "Friday, ", "the end of ", "early ", "1 ", "a ", "Jan 1 "] {
        valid(&unit.repeat(60_000 / unit.len()));
    }
}
