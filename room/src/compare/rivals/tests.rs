use jiff::civil::date;

use super::*;

#[test]
fn numbers_as_people_write_them() {
    let check = |value, expect: &str| assert_eq!(number_words(value), expect);
    check(12_000.0, "12,000");
    check(1_300_000.0, "1,300,000");
    check(5.25, "5.25");
    check(0.1 + 0.2, "0.3");
    check(-1.5, "-1.5");
}

#[test]
fn days_as_people_say_them() {
    let check = |first, last, expect: &str| assert_eq!(days((first, last)), expect);
    check(date(2026, 11, 23), date(2026, 11, 23), "23 November 2026");
    check(date(2026, 6, 1), date(2026, 6, 30), "1 to 30 June 2026");
    check(date(2026, 5, 31), date(2026, 6, 1), "31 May to 1 June 2026");
    check(date(2025, 12, 31), date(2026, 1, 1), "31 December 2025 to 1 January 2026");
}

#[test]
fn a_figure_stands_in_its_sentence() {
    let check = |text: &str, figure: &str, expect: (&str, &str)| {
        let start = text.find(figure).expect("the figure is in the text");
        let (before, after) = around(text, &(start..start + figure.len()), &(0..text.len()));
        assert_eq!((before.as_str(), after.as_str()), expect);
    };
    check("Some 12 homes\nburned.", "12 homes", ("Some ", " burned."));
    check("12 homes", "12 homes", ("", ""));
    let long = format!("{} 12 homes {}", "äöü ".repeat(60), "word ".repeat(60));
    let start = long.find("12").expect("it is there");
    let (before, after) = around(&long, &(start..start + 8), &(0..long.len()));
    assert!(before.starts_with("… äöü") && before.ends_with(' '), "{before}");
    assert!(after.ends_with(" …") && after.len() < 160, "{after}");
}
