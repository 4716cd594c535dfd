use super::*;
use ::record::Options;

fn tables(text: &str, choice: Choice) -> Vec<String> {
    let published = Some(jiff::civil::date(2025, 1, 21));
    let record = ::record::read(text, &Options { published, ..Options::default() });
    let layout = Layout::plain(96);
    of(&record, text, &layout, choice).lines().map(str::to_owned).collect()
}

const TEXT: &str = "The harbour office said it had moved 55 boats on Tuesday, 10 of them over the \
                    Aldmoor bar. “We will not stop,” Ines Varga, its director, told reporters.";

#[test]
fn columns_line_up() {
    let lines = tables(TEXT, Choice::default());
    let heading = lines.iter().find(|line| line.contains("unit")).expect("a heading");
    let row = lines.iter().find(|line| line.trim_start().starts_with("55")).expect("a row");
    let column = |line: &str, word: &str| line.find(word).map(|at| line[..at].width());
    assert_eq!(column(heading, "unit"), column(row, "boat"), "{lines:#?}");
    assert_eq!(column(heading, "who says so"), column(row, "The harbour office"), "{lines:#?}");
    assert!(lines.iter().all(|line| line.width() <= 96), "{lines:#?}");
}

#[test]
fn reasons_are_told_when_asked() {
    let why = Choice { why: true, strict: false };
    assert!(tables(TEXT, why).iter().any(|line| line.contains("sure ")));
    assert!(!tables(TEXT, Choice::default()).iter().any(|line| line.contains("sure ")));
}

#[test]
fn no_record_is_said() {
    let german = "Der Minister sagte am Dienstag, dass die Brücke erst im Frühjahr wieder geöffnet \
                  werde, weil das Geld fehle.";
    assert_eq!(tables(german, Choice::default()), ["(no record for this language)"]);
}

#[test]
fn digits_are_grouped() {
    for (digits, expect) in [
        ("7", "7"),
        ("2022", "2022"),
        ("55000", "55,000"),
        ("12000000", "12,000,000"),
        ("1234567.25", "1,234,567.25"),
        ("-40000", "−40,000"),
    ] {
        assert_eq!(grouped(digits), expect);
    }
}

#[test]
fn long_cells_are_cut() {
    for (text, columns, expect) in
        [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("ab cd", 4, "ab…"), ("你好吗", 5, "你好…")]
    {
        assert_eq!(cut(text, columns), expect);
    }
}

#[test]
fn spans_of_days_are_short() {
    use jiff::civil::date;
    for (first, last, expect) in [
        (date(2025, 1, 21), date(2025, 1, 21), "2025-01-21"),
        (date(2025, 1, 20), date(2025, 1, 21), "2025-01-20–21"),
        (date(2025, 1, 30), date(2025, 2, 1), "2025-01-30–02-01"),
        (date(2022, 1, 1), date(2022, 12, 31), "2022"),
        (date(2022, 1, 1), date(2025, 1, 21), "2022-01-01–2025-01-21"),
    ] {
        assert_eq!(days((first, last)), expect);
    }
}
