use super::{References, Token, line, next, plain, web_url};

/// Tokens in short: `<name a=b`, `>name`, text, `[raw`, `?`.
fn tokens(source: &str) -> String {
    let (mut at, mut all) = (0, Vec::new());
    while let Some((token, used)) = next(&source.as_bytes()[at..], true) {
        assert!(used > 0, "{source:?} stands still at {at}");
        at += used;
        let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
        all.push(match token {
            Token::Open(tag) => {
                let attributes = tag.attributes().map(|(n, v)| format!(" {}={}", text(n), text(v)));
                let end = if tag.is_empty { "/" } else { "" };
                format!("<{}{}{end}", text(tag.name), attributes.collect::<String>())
            }
            Token::Close(name) => format!(">{}", text(name)),
            Token::Text(bytes) => text(bytes),
            Token::Raw(bytes) => format!("[{}", text(bytes)),
            Token::Other => "?".to_owned(),
        });
    }
    all.join("|")
}

#[test]
fn token_by_token() {
    for (source, expect) in [
        ("<a>b</a>", "<a|b|>a"),
        ("<a x='1' y=\"2\" z=3 w/>", "<a x=1 y=2 z=3 w=/"),
        ("<a x='>'>", "<a x=>"),
        ("<a title=it's>b</a>", "<a title=it's|b|>a"),
        ("<a x='1>b</a>", "<a x=1|b|>a"),
        ("<a x = '1' >", "<a x=1"),
        ("1 < 2 & 3 > 2", "1 |< 2 & 3 > 2"),
        ("<", "<"),
        ("</", ">"),
        ("</a", ">a"),
        ("</a <b>", ">a|<b"),
        ("<a", "<a"),
        ("<![CDATA[<b>]]]>c", "[<b>]|c"),
        ("<![CDATA[<b>", "[<b>"),
        ("<!-- <a> -->b", "?|b"),
        ("<!-- <a>b", "?|b"),
        ("<?xml v?><a>", "?|<a"),
        ("<!DOCTYPE r [<!ENTITY a ']>'>]><a>", "?|<a"),
        ("<!doctype NETSCAPE><a>", "?|<a"),
        ("<!DOCTYPE r [<!ENTITY a 'x>b", "?|b"),
    ] {
        assert_eq!(tokens(source), expect, "{source}");
    }
}

#[test]
fn references() {
    for (text, expect) in [
        ("a &amp; b", "a & b"),
        ("&lt;p&gt;", "<p>"),
        ("&#65;&#x42;&#X43;", "ABC"),
        ("&eacute;&hellip;&nbsp;", "é…\u{a0}"),
        ("&bogus; &x;", "&bogus; &x;"),
        ("?a=1&copy=2", "?a=1&copy=2"),
        ("&#0;&#xd800;&#99999999999;", "&#0;&#xd800;&#99999999999;"),
        ("&", "&"),
        ("&&amp;&", "&&&"),
        ("&amp;amp;", "&amp;"),
        ("a&é;", "a&é;"),
        ("&ééééééééééééééééééééééé;", "&ééééééééééééééééééééééé;"),
    ] {
        assert_eq!(References::default().resolve(text), expect, "{text}");
    }
}

#[test]
fn words_of_html() {
    assert_eq!(plain("<b>A</b> &amp; B<script>c</script>"), "A & B");
    assert_eq!(plain("<img src=x onerror=alert(1)>"), "");
    assert_eq!(line(" a\n\tb\0\u{1}c  "), "a bc");
}

#[test]
fn addresses() {
    let base = url::Url::parse("https://news.example/a/").ok();
    let check = |text: &str, expect: Option<&str>| {
        let url = web_url(text, base.as_ref());
        assert_eq!(url.as_ref().map(url::Url::as_str), expect, "{text}");
    };
    check("b?c", Some("https://news.example/a/b?c"));
    check(" https://b.example/ ", Some("https://b.example/"));
    check("//b.example", Some("https://b.example/"));
    check("", None);
    check("javascript:alert(1)", None);
    check("file:///etc/passwd", None);
    check("http://user:pw@news.example/", None);
    check(&"x".repeat(5_000), None);
}
