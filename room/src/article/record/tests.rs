use super::{Kept, KeptFigure, KeptQuote, KeptSpeaker, letter};

const TEXT: &str =
    "“It leaks,” said Maud Ellery. She said nobody was hurt. A man said it was 38 centimetres.";

fn kept() -> Kept {
    let span = |words: &str| {
        let start = TEXT.find(words).expect("the words are in the text");
        (start, start + words.len())
    };
    let quote = |speaker, source, content, is_indirect| KeptQuote {
        speaker,
        source: Some(span(source)),
        cue: span("said"),
        content: vec![span(content)],
        is_indirect,
    };
    Kept {
        speakers: vec![KeptSpeaker {
            name: "Maud Ellery".to_owned(),
            is_person: true,
            first: Some(span("Maud Ellery")),
        }],
        quotes: vec![
            quote(Some(0), "Maud Ellery", "“It leaks,”", false),
            quote(Some(0), "She", "nobody was hurt", true),
            quote(None, "A man", "it was 38 centimetres", true),
            KeptQuote { content: vec![(3, 9_999)], ..KeptQuote::default() },
        ],
        figures: vec![
            KeptFigure {
                span: span("38 centimetres"),
                measure: "length".to_owned(),
                claimant: Some("A man".to_owned()),
            },
            KeptFigure { span: (9_000, 9_001), ..KeptFigure::default() },
        ],
        why_none: None,
    }
}

#[test]
fn comes_back_from_json_as_it_was() {
    assert_eq!(Kept::parse(&kept().to_json()), kept());
    assert_eq!(Kept::parse(""), Kept::default());
    assert_eq!(Kept::parse("{\"quotes\": 3}"), Kept::default());
}

#[test]
fn panel_groups_by_speaker_and_leaves_out_what_is_no_span() {
    let panel = kept().panel(TEXT);
    let names: Vec<_> =
        panel.speakers.iter().map(|one| (one.name.as_str(), one.quotes.len())).collect();
    assert_eq!(names, [("Maud Ellery", 2), ("A man", 1)]);
    assert_eq!((panel.quote_count, panel.figures.len()), (3, 1));
    assert_eq!(panel.figures[0].value, "38 centimetres");
    assert_eq!(panel.summary(), "3 quotes, 1 figure");
}

#[test]
fn of_a_text_that_was_read() {
    let text = "“We would rather disappoint people for a week than frighten them for a minute,” said \
                Maud Ellery, the managing director. The ferry carries 1,400 passengers a day.";
    let kept = Kept::of(&record::read(text, &record::Options::default()));
    let panel = kept.panel(text);
    assert_eq!(panel.speakers.len(), 1, "{kept:?}");
    assert!(panel.speakers[0].name.contains("Ellery"), "{kept:?}");
    assert!(panel.figures.iter().any(|figure| figure.value.contains("1,400")), "{kept:?}");
}

#[test]
fn letters() {
    let check = |at, expect: &str| assert_eq!(letter(at), expect);
    check(0, "a");
    check(25, "z");
    check(26, "aa");
    check(27, "ab");
    check(701, "zz");
    check(702, "aaa");
}

#[test]
fn who_somebody_is() {
    let check = |source, name, expect: Option<&str>| {
        assert_eq!(super::who(source, name).as_deref(), expect, "{source}");
    };
    check("Maud Ellery, the managing director", "Maud Ellery", Some("the managing director"));
    check("company director Maud Ellery", "Maud Ellery", Some("company director"));
    check("Maud Ellery", "Maud Ellery", None);
    check("Ellery", "Maud Ellery", None);
    check("She", "Maud Ellery", None);
    check("the managing director", "Maud Ellery", Some("the managing director"));
}
