use proptest::prelude::*;

use super::*;
use crate::dom;

fn read_page(html: &str) -> Meta {
    let url = Url::parse("https://www.example.org/news/bridge-reopens").expect("a URL of the test");
    read(&dom::parse(html), Some(&url))
}

fn day(found: &Found<Stated>) -> String {
    found.value().map_or(String::new(), Stated::to_string)
}

#[test]
fn titles() {
    let rows = [
        // The outlet's name glued on.
        (
            "<title>Bridge reopens after repairs - Example News</title><meta property=og:site_name content='Example News'><h1>Bridge reopens after repairs</h1>",
            "Bridge reopens after repairs",
        ),
        (
            "<title>Bridge reopens after repairs | example.org</title>",
            "Bridge reopens after repairs",
        ),
        // A separator of the title's own.
        (
            "<title>Budget 2024 - what changes | Example</title><h1>Budget 2024 - what changes</h1><meta property=og:title content='Budget 2024 - what changes'>",
            "Budget 2024 - what changes",
        ),
        // A logo in the h1 is no headline.
        (
            "<title>Bridge reopens after repairs | Example</title><header><a href=/><h1>Example</h1></a></header><h2>Bridge reopens after repairs</h2>",
            "Bridge reopens after repairs",
        ),
        // An underscore parts pieces only where it stands between words of a sentence.
        ("<title>Module net_http_rewrite</title>", "Module net_http_rewrite"),
        ("<title>大桥重新开放_本地新闻_示例网</title><h1>大桥重新开放</h1>", "大桥重新开放"),
        // A bar drawn with a box character.
        (
            "<title>Bridge reopens after repairs│Example News</title><meta property=og:site_name content='Example News'>",
            "Bridge reopens after repairs",
        ),
        // Broken off for a card; the reader sees all of it.
        (
            "<title>Bridge reopens after two years of repairs on piers | Example</title><meta property=og:title content='Bridge reopens after two years of...'><h1>Bridge reopens after two years of repairs on piers</h1>",
            "Bridge reopens after two years of repairs on piers",
        ),
        // Dots of the title's own.
        (
            "<title>And then there were none... | Example</title><h1>And then there were none...</h1>",
            "And then there were none...",
        ),
        ("<p>no title", ""),
    ];
    for (html, expect) in rows {
        let meta = read_page(html);
        assert_eq!(meta.title.value().map_or("", String::as_str), expect, "{html}");
    }
}

#[test]
fn the_article_among_many_nodes() {
    let html = r##"<title>Bridge reopens</title><script type="application/ld+json">
        {"@context":"https://schema.org","@graph":[
          {"@type":"ItemList","itemListElement":[{"@type":"NewsArticle","headline":"Other","datePublished":"2020-01-01","author":"Bo Inkwell"}]},
          {"@type":"NewsArticle","headline":"Bridge reopens","datePublished":"2024-01-05T10:20:00+01:00","dateModified":"2024-01-06","author":{"@id":"#ada"},"isAccessibleForFree":"False","publisher":{"name":"Example News"},},
          {"@type":"Person","@id":"#ada","name":"Ada Quill"}
        ]}</script><h1>Bridge reopens</h1>"##;
    let meta = read_page(html);
    assert_eq!(meta.byline, Found::At(vec!["Ada Quill".to_owned()], Place::JsonLd));
    assert_eq!(day(&meta.published), "2024-01-05T10:20:00+01:00");
    assert_eq!(day(&meta.modified), "2024-01-06");
    assert_eq!(meta.outlet, Found::At("Example News".to_owned(), Place::JsonLd));
    assert_eq!(meta.access, Access::Paywalled);
}

#[test]
fn visible_bylines() {
    let rows: &[(&str, &[&str])] = &[
        (
            "<h1>Bridge reopens</h1><p class=byline>By <a href=/ada>Ada Quill</a> and <a href=/bo>Bo Inkwell</a></p>",
            &["Ada Quill", "Bo Inkwell"],
        ),
        ("<h1>Bridge reopens</h1><div>Von Ada Quill</div>", &["Ada Quill"]),
        ("<h1>Bridge reopens</h1><span>By </span><b>Ada Quill</b>", &["Ada Quill"]),
        // The opener in an element of its own.
        (
            "<h1>Bridge reopens</h1><p class=mb-1>Written by</p><p class=grey>Ada Quill</p>",
            &["Ada Quill"],
        ),
        (
            "<h1>Bridge reopens</h1><p>Repairs paid for <a href=/c>von</a> <b>Example Council</b></p>",
            &[],
        ),
        // A section of the same make beside the name, and two names of one make.
        (
            "<h1>Bridge reopens</h1><span class=author>Ada Quill</span> <span class=author>local</span>",
            &["Ada Quill"],
        ),
        (
            "<h1>Bridge reopens</h1><span class=author>Ada Quill</span> <span class=author>Bo Inkwell</span>",
            &["Ada Quill", "Bo Inkwell"],
        ),
        // The outlet's own address for want of an author; another outlet's is one.
        (
            "<meta name=author content=example.org><h1>Bridge reopens</h1><p class=byline>By Ada Quill</p>",
            &["Ada Quill"],
        ),
        (
            "<meta name=author content=gazette.test><h1>Bridge reopens</h1><p class=byline>By Ada Quill</p>",
            &["gazette.test"],
        ),
        // Prose and comments.
        ("<h1>Bridge reopens</h1><p>By default the bridge is closed at night.</p>", &[]),
        (
            "<h1>Bridge reopens</h1><div class=comments><span class=author>Troll Number</span></div>",
            &[],
        ),
    ];
    for (html, expect) in rows {
        let meta = read_page(html);
        assert_eq!(meta.byline.value().map_or(&[][..], Vec::as_slice), *expect, "{html}");
    }
}

#[test]
fn published_days() {
    let rows = [
        (
            "<h1>Bridge reopens</h1><time datetime=2024-01-05T10:20:00Z>Friday</time>",
            "2024-01-05T10:20:00+00:00",
        ),
        ("<h1>Bridge reopens</h1><span class=date>5 January 2024</span>", "2024-01-05"),
        // In the reader's zone, as shown.
        (
            "<meta property=article:published_time content=2024-01-05T23:30:00Z><h1>Bridge reopens</h1><time>6 January 2024, 00:30</time>",
            "2024-01-06T00:30:00+01:00",
        ),
        // Day and month changed over, borne out by the head.
        (
            "<meta name=date content=2024-03-04><h1>Bridge reopens</h1><span class=date>03/04/2024</span>",
            "2024-03-04",
        ),
        // A change is not a publication.
        ("<h1>Bridge reopens</h1><span class=date>Updated: 5 January 2024</span>", ""),
        (
            "<h1>Bridge reopens</h1><p>The bridge over the river is open again after two years of work on its piers.</p><footer>Copyright 2024-01-05</footer><div class=comments><time>2024-01-07</time></div>",
            "",
        ),
    ];
    for (html, expect) in rows {
        assert_eq!(day(&read_page(html).published), expect, "{html}");
    }
}

#[test]
fn the_rest() {
    let html = "<html lang=en_GB><base href=https://example.org/x/><link rel=canonical href=y><link rel=next href=/news/bridge-reopens/2>\
        <meta property=article:tag content=bridges><meta property=article:tag content='roads, Bridges'><meta property=og:image content=/p.jpg>\
        <meta property=article:section content=Local><meta name=description content='It took &amp;quot;years&amp;quot;.'>";
    let meta = read_page(html);
    let text = |found: &Found<String>| found.value().cloned().unwrap_or_default();
    assert_eq!(text(&meta.language), "en-GB");
    assert_eq!(text(&meta.canonical_url), "https://example.org/x/y");
    assert_eq!(text(&meta.lead_image), "https://example.org/p.jpg");
    assert_eq!(text(&meta.section), "Local");
    assert_eq!(text(&meta.standfirst), "It took \"years\".");
    assert_eq!(meta.tags.value(), Some(&vec!["bridges".to_owned(), "roads".to_owned()]));
    let mut bare = read_page("<p>x");
    complete(&mut bare, "The council said on Monday that it would not pay for the bridge.");
    assert_eq!(bare.language, Found::At("en".to_owned(), Place::Text));
}

#[test]
fn floods_stay_linear() {
    let floods = [
        "<meta property=article:tag content=x>".repeat(50_000),
        "<div class='author date headline card'>".repeat(20_000) + "By Ada Quill 5 January 2024",
        "<span class=author>Ada Quill</span>".repeat(30_000),
        "<time>2024-01-05</time>".repeat(30_000),
        format!(
            "<script type=application/ld+json>[{}]</script>",
            r#"{"@type":"NewsArticle","headline":"x"},"#.repeat(20_000)
        ),
        format!("<title>{}</title>", "a | ".repeat(100_000)),
        format!("<div class='{}'>", "author ".repeat(100_000)),
    ];
    for flood in floods {
        let document = dom::parse(&flood);
        let started = std::time::Instant::now();
        read(&document, None);
        assert!(started.elapsed().as_secs() < 5, "{}", clean::head(&flood, 40));
    }
}

proptest! {
    #[test]
    fn linked_data_never_panics(text in "[\\[\\]{}\":,@a-z\\\\ ]{0,200}") {
        let html = format!("<script type=application/ld+json>{{\"@type\":\"NewsArticle\",\"author\":{text}</script><h1>x</h1>");
        read_page(&html);
    }

    #[test]
    fn any_markup_never_panics(text in "[<>=a-z /\"'0-9|:é年]{0,300}") {
        read_page(&text);
    }
}
