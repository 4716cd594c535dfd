use super::{DateMatch, Extracted, Match, PageScore, Snippets, score_page, summarise};
use crate::gold::GoldPage;

fn gold(json: &str) -> GoldPage {
    serde_json::from_str(&format!(r#"{{"id": "1", "set": "s", "html": "x"{json}}}"#)).expect(json)
}

fn found(json: &str) -> Extracted {
    serde_json::from_str(json).expect(json)
}

#[test]
fn saved_output_of_any_shape() {
    let check = |json, title: &str, byline: &[&str], text: &str| {
        let e = found(json);
        assert_eq!((e.title.as_str(), e.text.as_str()), (title, text), "{json}");
        assert_eq!(e.byline, byline, "{json}");
    };
    check("{}", "", &[], "");
    check(r#"{"id": 3, "title": null, "byline": null, "text": null, "ms": 1.5}"#, "", &[], "");
    check(r#"{"title": "T", "byline": "A and B", "text": "x"}"#, "T", &["A and B"], "x");
    check(r#"{"byline": ["A", ["B"], null, 3]}"#, "", &["A", "B"], "");
    check(r#"{"title": ["T"], "text": 5}"#, "", &[], "");
}

#[test]
fn dates() {
    let check = |gold_json, date, is_right, is_given| {
        let page = Extracted { date: str::to_owned(date), ..Extracted::default() };
        let score = score_page(&gold(gold_json), &page, false);
        assert_eq!(score.date, Some(DateMatch { is_right, is_given }), "{gold_json} {date}");
    };
    check(r#", "date": "2024-01-16""#, "2024-01-16T23:00:00-05:00", true, true);
    check(r#", "date": "2024-01-16""#, "2024-01-17", false, true);
    check(r#", "date": "2024-01-16""#, "", false, false);
    check(r#", "date": "2024-01-16""#, "16.1.2024", false, false);
    check(
        r#", "date": "2024-01-16", "dates": ["2024-01-16", "2024-01-17"]"#,
        "2024-01-17",
        true,
        true,
    );
}

#[test]
fn titles_bylines_snippets() {
    let page = gold(
        r#", "title": "A b c", "byline": ["Ann Lee", "Bo Ek"], "with": ["one", "two"], "without": ["ad"]"#,
    );
    let score = score_page(
        &page,
        &found(r#"{"title": "a b d", "byline": "By Bo Ek, Ann Lee", "text": "one ad"}"#),
        true,
    );
    let title = score.title.expect("gold has a title");
    assert!(!title.is_exact && (title.word_f1 - 2.0 / 3.0).abs() < 1e-12, "{title:?}");
    assert_eq!(score.byline, Some(Match { is_exact: true, word_f1: 1.0 }));
    assert_eq!(
        score.snippets,
        Some(Snippets { wanted_found: 1, wanted_missed: 1, unwanted_found: 1 })
    );
    assert!(score.text.is_none() && score.date.is_none());
    assert_eq!(score.overall(), 0.5);
}

#[test]
fn a_set_of_two_pages() {
    let pages: Vec<PageScore> = [
        (
            r#", "text": "a b c d", "date": "2024-01-16""#,
            r#"{"text": "a b c d", "date": "2024-01-16"}"#,
        ),
        (r#", "text": "a b c d", "date": "2024-01-16""#, "{}"),
    ]
    .iter()
    .map(|(g, f)| score_page(&gold(g), &found(f), true))
    .collect();
    let metrics = summarise(&pages);
    for (name, expect) in [
        ("pages", 2.0),
        ("text_pages", 2.0),
        ("sh_p", 1.0),
        ("sh_r", 0.5),
        ("sh_f1", 2.0 / 3.0),
        ("sh_acc", 0.5),
        ("w_f1", 0.5),
        ("ro_mean", 0.5),
        ("ro_median", 0.5),
        ("date_acc", 0.5),
        ("date_prec", 1.0),
    ] {
        assert!((metrics[name] - expect).abs() < 1e-12, "{name}: {metrics:?}");
    }
    assert!(!metrics.contains_key("seg_f1") && !metrics.contains_key("title_exact"), "{metrics:?}");
}
