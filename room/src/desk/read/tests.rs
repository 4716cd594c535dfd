use jiff::Timestamp;
use page::Capture;

use super::read;

const STORY: &str = "<p>The bridge at Harden was closed on Monday after an inspection found cracks in two of \
    its pillars, the roads office said, and traffic was led over the old ferry crossing.</p>\
    <p>\"Nobody was in danger at any time,\" said Maria Keller, who heads the office. She added that 40 \
    engineers were at work and that the bridge would open again before the summer holidays.</p>\
    <p>Shops on both banks of the river complained that they had not been told in time, and asked for \
    a second ferry. The town council will talk about it when it meets on Thursday evening.</p>";

fn page(head: &str, body: &str) -> Capture {
    let html =
        format!("<!doctype html><html lang=en><head>{head}</head><body>{body}</body></html>");
    let url = "https://news.example/bridge".parse().ok();
    Capture { bytes: html.into_bytes(), url, headers: Vec::new() }
}

#[test]
fn a_page_becomes_what_the_store_keeps() {
    let head = "<title>Bridge at Harden closed</title>\
        <meta property=article:published_time content=2026-03-02T08:30:00+01:00>";
    let body = format!("<article><h1>Bridge at Harden closed</h1>{STORY}</article>");
    let reading = read(page(head, &body), Timestamp::UNIX_EPOCH).expect("it is read");
    assert_eq!(reading.title, "Bridge at Harden closed");
    assert_eq!(reading.published.as_deref(), Some("2026-03-02T08:30:00+01:00"));
    let at = reading.published_at.map(|at| at.to_string());
    assert_eq!(at.as_deref(), Some("2026-03-02T07:30:00Z"));
    assert!(reading.content.html.contains("<p>") && reading.word_count > 80);
    assert!(reading.content.record.contains("Maria Keller"));
    assert!(!reading.statements.is_empty());
    assert!(reading.capture.is_some());
}

#[test]
fn a_page_without_an_article_says_so() {
    let rows = [("", "no article"), ("<nav><a href=/>Home</a></nav>", "no article")];
    for (body, why) in rows {
        let error = read(page("<title>x</title>", body), Timestamp::UNIX_EPOCH).expect_err(body);
        assert!(error.contains(why), "{error}");
    }
}
