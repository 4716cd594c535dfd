use crate::{Body, Capture, read};

#[test]
fn what_was_written_is_read_back_as_it_was() {
    let page = "<article><h1>A headline of some words</h1><p>One &amp; two &lt;three&gt; \
        <em>four</em> of the words that a paragraph needs to be one, <a href=\"https://x.example/?a=1&amp;b=2\">\
        a link</a>.</p><p>Another paragraph with a line<br>that breaks, and \"quotes\" in it, long enough.</p>\
        <ul><li>a thing</li><li>another</li></ul><pre>\n x &amp;amp; y\n</pre>\
        <figure><img src=\"https://x.example/p.png\" alt=\"A &quot;picture&quot;\"><figcaption>Words</figcaption></figure>\
        <p>A last paragraph, so that there is enough to be an article of some length here.</p></article>";
    let capture = Capture { bytes: page.into(), ..Capture::default() };
    let html = read(&capture).expect("a page").body.html();
    assert!(html.contains("<em>four</em>") && html.contains("<br>"), "{html}");
    assert_eq!(Body::of_html(&html).html(), html);
}

#[test]
fn nothing_gets_in_that_a_body_cannot_hold() {
    for (html, expected) in [
        ("<p>a</p>", "<p>a</p>"),
        ("<p>a<script>b</script>c</p>", "<p>abc</p>"),
        ("<p onclick=\"x\">a", "<p>a</p>"),
        ("</p>a<p>b</em>", "a<p>b</p>"),
        ("<a href=\"javascript:x\">a</a>", "<a rel=\"nofollow noopener ugc\">a</a>"),
        ("<ul><li>a<li>b</ul>c", "<ul><li>a<li>b</li></li></ul>c"),
        ("a &amp;lt; b", "a &amp;lt; b"),
        ("<", ""),
        ("<p", "<p></p>"),
    ] {
        assert_eq!(Body::of_html(html).html(), expected, "{html}");
    }
}

#[test]
fn books_get_xml() {
    for (html, expected) in [
        ("<p>a<br>b &amp; c</p><hr>", "<p>a<br/>b &amp; c</p><hr/>"),
        (
            "<p>a<img src=\"https://x.example/\" alt=\"A &lt;b&gt;\">c</p>",
            "<p>a<i>[A &lt;b&gt;]</i>c</p>",
        ),
        ("<figure><video src=\"https://x.example/\"></video></figure>", "<figure></figure>"),
        (
            "<section datetime=\"2026\"><time datetime=\"2026\">x</time></section>",
            "<section><time datetime=\"2026\">x</time></section>",
        ),
        (
            "<a href=\"https://x.example/?a&amp;b\">c\u{1}d</a>",
            "<a href=\"https://x.example/?a&amp;b\">cd</a>",
        ),
    ] {
        assert_eq!(Body::of_html(html).xhtml(), expected, "{html}");
    }
}
