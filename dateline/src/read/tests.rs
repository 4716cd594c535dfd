use super::{guarded, line};

#[test]
fn a_defect_costs_one_page() {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let found = guarded(|| -> Result<(), String> { panic!("a defect") });
    std::panic::set_hook(hook);
    assert!(found.is_err_and(|reason| reason.starts_with("defect in Dateline")));
    assert_eq!(guarded(|| Ok(1)), Ok(1));
}

#[test]
fn the_day_of_an_article() {
    let changed = "<meta property=article:modified_time content=2024-02-03T10:00:00Z>";
    let published = "<meta property=article:published_time content=2024-01-05T10:00:00Z>";
    let rows = [
        (published.to_owned(), "2024-01-05"),
        (format!("{changed}{published}"), "2024-01-05"),
        (changed.to_owned(), "2024-02-03"),
        (String::new(), ""),
    ];
    for (head, expect) in rows {
        let bytes = format!("<title>Bridge reopens</title>{head}<p>It does.").into_bytes();
        let capture = page::Capture { bytes, url: None, headers: vec![] };
        let article = page::read(&capture).expect("a page");
        let line = line::of(&serde_json::Value::Null, &article, &[], None, false);
        let record: serde_json::Value = serde_json::from_slice(&line).expect("JSON");
        assert_eq!(record["date"].as_str().unwrap_or(""), expect, "{head}");
    }
}
