//! Answers the JSON-lines protocol of the page benchmark with metadata only.
use std::io::BufRead;

fn main() {
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("stdin is readable");
        let ask: serde_json::Value = serde_json::from_str(&line).expect("one JSON object a line");
        let path = ask["path"].as_str().expect("a path");
        let capture = page::Capture {
            bytes: std::fs::read(path).expect("the page is readable"),
            url: ask["url"].as_str().and_then(|url| url::Url::parse(url).ok()),
            headers: Vec::new(),
        };
        let answer = match page::read(&capture) {
            Ok(article) => serde_json::json!({
                "id": ask["id"], "title": article.title, "byline": article.byline,
                // The day the page carries: that of the last change where no other is stated.
                "date": article.published.value().or(article.modified.value()).map(|stated| stated.date.to_string()),
                "places": [article.title.place(), article.byline.place(), article.published.place()],
                "standfirst": article.standfirst, "modified": article.modified,
                "published": article.published, "outlet": article.outlet,
                "section": article.section, "tags": article.tags, "language": article.language,
                "canonical_url": article.canonical_url, "next_url": article.next_url,
                "lead_image": article.lead_image, "access": article.access,
            }),
            Err(error) => serde_json::json!({"id": ask["id"], "error": error.to_string()}),
        };
        println!("{answer}");
    }
}
