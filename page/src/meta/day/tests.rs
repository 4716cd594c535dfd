use proptest::prelude::*;

use super::*;

fn check(rows: &[(&str, &str)], order: Order) {
    for &(text, expect) in rows {
        let read =
            read_machine(text, order).map_or(String::new(), |reading| reading.stated.to_string());
        assert_eq!(read, expect, "{text}");
    }
}

#[test]
fn machine_formats() {
    check(
        &[
            ("2024-01-05", "2024-01-05"),
            ("2024-01-05T10:20", "2024-01-05T10:20:00"),
            ("2024-01-05T10:20:30Z", "2024-01-05T10:20:30+00:00"),
            ("2024-01-05T10:20:30.123+01:00", "2024-01-05T10:20:30+01:00"),
            ("2024-01-05 10:20:30 -0500", "2024-01-05T10:20:30-05:00"),
            ("20240105", "2024-01-05"),
            ("20240105T102030Z", "2024-01-05T10:20:30+00:00"),
            ("1704450030", "2024-01-05T10:20:30+00:00"),
            ("1704450030000", "2024-01-05T10:20:30+00:00"),
            ("Fri, 05 Jan 2024 10:20:30 GMT", "2024-01-05T10:20:30+00:00"),
            ("Fri Jan 05 10:20:30 CET 2024", "2024-01-05T10:20:30+01:00"),
            ("2024-1-5", "2024-01-05"),
            // What no page can have been published on.
            ("0000-00-00", ""),
            ("1890-01-05", ""),
            ("2024-13-45", ""),
            ("12345678901234567890", ""),
            ("", ""),
        ],
        Order::DayFirst,
    );
}

#[test]
fn words_of_many_languages() {
    check(
        &[
            ("5 January 2024", "2024-01-05"),
            ("January 5th, 2024 at 3:05 p.m. EST", "2024-01-05T15:05:00-05:00"),
            ("Jan. 5, 2024 | 12:05 am", "2024-01-05T00:05:00"),
            ("5. Januar 2024, 10:20 Uhr", "2024-01-05T10:20:00"),
            ("05.01.2024 | 10.20 Uhr", "2024-01-05T10:20:00"),
            ("le 5 janvier 2024 à 10h20", "2024-01-05T10:20:00"),
            ("5 de enero de 2024", "2024-01-05"),
            ("5 gennaio 2024 alle 10:20", "2024-01-05T10:20:00"),
            ("5 stycznia 2024", "2024-01-05"),
            ("5 января 2024 г., 10:20", "2024-01-05T10:20:00"),
            ("2024. január 5.", "2024-01-05"),
            ("2024. gada 5. janvāris", "2024-01-05"),
            ("5 Ιανουαρίου 2024", "2024-01-05"),
            ("2024年1月5日 10時20分", "2024-01-05T10:20:00"),
            ("2024년 1월 5일", "2024-01-05"),
            ("5 tháng 1, 2024", "2024-01-05"),
            ("5 มกราคม 2567", "2024-01-05"),
            ("٥ يناير ٢٠٢٤", "2024-01-05"),
            ("10:20, 5 January 2024", "2024-01-05T10:20:00"),
            // Counter-examples.
            ("version 10.20.30.40", ""),
            ("call 05/01/2024/7", ""),
            ("May I help 24 people", ""),
            ("January sales", ""),
            ("5:01 20", ""),
        ],
        Order::DayFirst,
    );
}

#[test]
fn day_and_month_order() {
    let rows = [
        ("03/04/2024", Order::DayFirst, "2024-04-03", Some("2024-03-04")),
        ("03/04/2024", Order::MonthFirst, "2024-03-04", Some("2024-04-03")),
        ("03.04.2024", Order::MonthFirst, "2024-04-03", Some("2024-03-04")),
        ("25/12/2024", Order::MonthFirst, "2024-12-25", None),
        ("12/25/2024", Order::DayFirst, "2024-12-25", None),
        ("05/05/2024", Order::DayFirst, "2024-05-05", None),
    ];
    for (text, order, date, other) in rows {
        let reading = read(text, order).expect(text);
        assert_eq!(reading.stated.to_string(), date, "{text}");
        assert_eq!(reading.other.map(|date| date.to_string()).as_deref(), other, "{text}");
    }
}

proptest! {
    #[test]
    fn never_panics_and_spans_fit(text in ".{0,160}") {
        if let Some(reading) = read(&text, Order::DayFirst) {
            prop_assert!(reading.start <= reading.end && text.is_char_boundary(reading.start));
            prop_assert!(text.is_char_boundary(reading.end));
        }
        read_machine(&text, Order::MonthFirst);
    }

    #[test]
    fn date_like_text_never_panics(text in "[0-9./:, TZapm+\\-年月janMay]{0,60}") {
        read_machine(&text, Order::MonthFirst);
    }
}
