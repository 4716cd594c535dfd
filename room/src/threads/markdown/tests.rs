use super::{MENTIONS, clean, render};

#[track_caller]
fn check(source: &str, expected: &str) {
    assert_eq!(render(&clean(source)).html, expected, "{source:?}");
}

#[test]
fn the_subset_is_rendered() {
    for (source, expected) in [
        ("plain", "<p>plain</p>"),
        ("two\nlines", "<p>two<br>lines</p>"),
        ("one\n\n\n\n\ntwo", "<p>one</p><p>two</p>"),
        (
            "*a* **b** ~~c~~ `d<e`",
            "<p><em>a</em> <strong>b</strong> <del>c</del> <code>d&lt;e</code></p>",
        ),
        ("> they said\n\nno", "<blockquote><p>they said</p></blockquote><p>no</p>"),
        ("# Loud", "<p><strong>Loud</strong></p>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("7. a", "<ol><li>a</li></ol>"),
        ("```\n<b>\n```", "<pre><code>&lt;b&gt;\n</code></pre>"),
        ("a & b < c", "<p>a &amp; b &lt; c</p>"),
        ("é ☂ 中", "<p>é ☂ 中</p>"),
    ] {
        check(source, expected);
    }
}

#[test]
fn links_lead_to_the_web_alone() {
    const REL: &str = "rel=\"nofollow ugc noopener noreferrer\"";
    let link = |url: &str, words: &str| format!("<p><a href=\"{url}\" {REL}>{words}</a></p>");
    check("[a](https://x.example/b?c&d)", &link("https://x.example/b?c&amp;d", "a"));
    check("https://x.example/a", &link("https://x.example/a", "https://x.example/a"));
    check("<https://x.example/a>", &link("https://x.example/a", "https://x.example/a"));
    check("![a picture](https://x.example/p.png)", &link("https://x.example/p.png", "a picture"));
    check(
        "[https://y.example](https://x.example)",
        &link("https://x.example/", "https://y.example"),
    );
    for source in [
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](data:text/html,x)",
        "[a](vbscript:x)",
        "[a](//x.example)",
        "[a](/sign-out)",
        "[a](https://bank.example@evil.example/)",
        "[a](mailto:x@y.example)",
    ] {
        check(source, "<p>a</p>");
    }
    assert_eq!(render("see https://x.example/a, and").hosts, ["x.example"]);
    check(
        "(https://x.example/a_(b))",
        &format!(
            "<p>({}</p>",
            link("https://x.example/a_(b))", "https://x.example/a_(b))")
                .replace("<p>", "")
                .replace("</p>", "")
        ),
    );
}

#[test]
fn html_is_words() {
    for source in [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "a <b onclick=\"x\">b</b>",
        "<!-- a -->",
        "<svg/onload=alert(1)>",
        "<iframe srcdoc='<script>'>",
        "<a href=\"javascript:alert(1)\">a</a>",
        "<style>*{display:none}</style>",
        "<![CDATA[ <b> ]]>",
        "<?php ?>",
        "\"><script>alert(1)</script>",
        "&lt;script&gt;",
        "&#60;script&#62;",
        "[x](https://x.example/\"onmouseover=\"alert(1))",
        "[x](https://x.example/'onmouseover='alert(1))",
        "`<script>`",
        "<https://x.example/\"><script>alert(1)</script>>",
    ] {
        let html = render(&clean(source)).html;
        let mut rest = html.as_str();
        while let Some((_, tag)) = rest.split_once('<') {
            let (tag, after) = tag.split_once('>').expect("a tag that we wrote ends");
            let is_ours = ["p", "/p", "code", "/code", "/a", "em", "/em"].contains(&tag)
                || (tag.starts_with("a href=\"https://x.example/")
                    && tag.matches('"').count() == 4);
            assert!(is_ours, "{source:?} gave {html}");
            rest = after;
        }
    }
}

#[test]
fn names_are_mentioned_once_and_not_without_end() {
    check("@Ada and @ada.", "<p><a href=\"/@ada\">@Ada</a> and <a href=\"/@ada\">@ada</a>.</p>");
    check("mail ada@paper.example", "<p>mail ada@paper.example</p>");
    check("`@ada`", "<p><code>@ada</code></p>");
    check("@a", "<p>@a</p>");
    assert_eq!(render("@Ada @ben @ada").mentions, ["ada", "ben"]);
    let many: String = (0..10_000).map(|number| format!("@reader{number} ")).collect();
    let rendered = render(&clean(&many));
    assert_eq!(rendered.mentions.len(), MENTIONS);
    assert_eq!(rendered.html.matches("<a ").count(), MENTIONS);
}

#[test]
fn what_cannot_be_seen_or_runs_over_is_taken_out() {
    let zalgo = format!("Z{}a", "\u{301}".repeat(300));
    for (typed, kept) in [
        ("  a \r\n b\r\r\r\rc ", "a \n b\n\nc"),
        ("a\u{202e}b\u{2066}c\u{0}d\u{7}", "abcd"),
        (zalgo.as_str(), "Z\u{301}\u{301}\u{301}\u{301}a"),
        ("ngôn ngữ", "ngôn ngữ"),
        ("👩\u{200d}👧", "👩\u{200d}👧"),
        ("שָׁלוֹם", "שָׁלוֹם"),
    ] {
        assert_eq!(clean(typed), kept, "{typed:?}");
    }
}

#[test]
fn nothing_grows_beyond_bounds() {
    for source in [
        ">".repeat(10_000),
        "- ".repeat(5_000),
        "*".repeat(10_000),
        "[".repeat(10_000),
        "`".repeat(10_000),
        "<".repeat(10_000),
        "![".repeat(5_000),
        "a*_".repeat(3_000),
        "https://".repeat(1_000),
    ] {
        let html = render(&clean(&source)).html;
        assert!(html.matches("<blockquote>").count() <= 6, "{}", &source[..4]);
        assert!(html.len() <= source.len() * 8 + 100, "{} {}", &source[..4], html.len());
    }
}
