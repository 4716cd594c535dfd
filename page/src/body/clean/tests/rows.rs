use crate::body::clean::tests::{check, read};

#[test]
fn paragraphs_and_inline_elements() {
    for (input, html, text) in [
        ("<p>One.</p><p>Two.</p>", "<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("<div>One.<p>junk</p>Two.</div>", "<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("<p> A \n b&nbsp; c </p>", "<p>A b c</p>", "A b c"),
        (
            "<p>A <b>bold </b><i>word</i> <font color=red>here</font>.</p>",
            "<p>A <strong>bold</strong> <em>word</em> here.</p>",
            "A bold word here.",
        ),
        ("<p>So<b> <i></i></b>far <em>good</em></p>", "<p>So far <em>good</em></p>", "So far good"),
        // An element around several paragraphs is opened in each.
        (
            "<b><div>One</div><div>Two</div></b>",
            "<p><strong>One</strong></p><p><strong>Two</strong></p>",
            "One\n\nTwo",
        ),
        ("<p><b>A<strong>b</strong></b>c</p>", "<p><strong>Ab</strong>c</p>", "Abc"),
        (
            "<h2>Head <small>s</small></h2><h4>Sub</h4><p>A</p>",
            "<h2>Head <small>s</small></h2><h4>Sub</h4><p>A</p>",
            "Head s\n\nSub\n\nA",
        ),
        (
            "<p>On <time datetime='2025-01-02T10:00Z'>2 January</time>, <abbr title='United  Nations'>UN</abbr>.</p>",
            "<p>On <time datetime=\"2025-01-02T10:00Z\">2 January</time>, <abbr title=\"United Nations\">UN</abbr>.</p>",
            "On 2 January, UN.",
        ),
        (
            "<p>H<sub>2</sub>O <kbd>x</kbd> <s>old</s> <q>said</q></p>",
            "<p>H<sub>2</sub>O <kbd>x</kbd> <del>old</del> <q>said</q></p>",
            "H2O x old said",
        ),
        // A heading never closed is no heading.
        (
            "<h3><div>One</div><div>Two</div><div>Three</div><div>Four</div></h3>",
            "<p>One</p><p>Two</p><p>Three</p><p>Four</p>",
            "One\n\nTwo\n\nThree\n\nFour",
        ),
        ("<p>junk</p>", "", ""),
    ] {
        check(input, html, text);
    }
}

#[test]
fn lines() {
    for (input, html, text) in [
        ("<p>One<br>two</p>", "<p>One<br>two</p>", "One\ntwo"),
        ("<p>One<br><br>two</p>", "<p>One</p><p>two</p>", "One\n\ntwo"),
        (
            "<p><b>One<br>two</b> three</p>",
            "<p><strong>One<br>two</strong> three</p>",
            "One\ntwo three",
        ),
        (
            "<p><b>One<br><br>two</b></p>",
            "<p><strong>One</strong></p><p><strong>two</strong></p>",
            "One\n\ntwo",
        ),
        // What is dropped parts what it stood between.
        ("<p>One<br>junk<br>two</p>", "<p>One</p><p>two</p>", "One\n\ntwo"),
        ("<h2>One<br>two</h2><p>A</p>", "<h2>One<br>two</h2><p>A</p>", "One\ntwo\n\nA"),
        ("<p>One</p><br><p>Two</p>", "<p>One</p><p>Two</p>", "One\n\nTwo"),
        (
            "<p>A</p><hr><p>B</p><hr><p>junk</p><p>C</p><hr>",
            "<p>A</p><hr><p>B</p><p>C</p>",
            "A\n\nB\n\nC",
        ),
        (
            "<p>A</p><pre>\n  x = 1\n\n<b>y</b>\t= 2\n</pre><p>B</p>",
            "<p>A</p><pre>  x = 1\n\n<strong>y</strong>\t= 2\n</pre><p>B</p>",
            "A\n\n  x = 1\n\ny\t= 2\n\nB",
        ),
        ("<pre><code>a<br>  b</code></pre>", "<pre><code>a\n  b</code></pre>", "a\n  b"),
    ] {
        check(input, html, text);
    }
}

#[test]
fn links_are_absolute_and_lead_somewhere_allowed() {
    for (href, expect) in [
        ("/a?b=1", Some("https://news.example/a?b=1")),
        ("other.html", Some("https://news.example/politics/other.html")),
        ("//cdn.example/x", Some("https://cdn.example/x")),
        ("http://x.example", Some("http://x.example/")),
        ("mailto:desk@news.example", Some("mailto:desk@news.example")),
        ("https://user:pass@x.example/", Some("https://x.example/")),
        ("javascript:alert(1)", None),
        (" java\nscript:alert(1)", None),
        ("JAVASCRIPT:alert(1)", None),
        ("data:text/html,x", None),
        ("vbscript:x", None),
        ("ftp://x.example/", None),
        ("#top", None),
        ("", None),
        ("https://", None),
    ] {
        let html = match expect {
            Some(expect) => format!("<p>A <a href=\"{expect}\">b</a> c</p>"),
            None => "<p>A b c</p>".to_owned(),
        };
        check(&format!("<p>A <a href=\"{href}\">b</a> c</p>"), &html, "A b c");
    }
    for (base, expect) in [
        ("https://base.example/x/", "https://base.example/x/y"),
        ("/z/", "https://news.example/z/y"),
        ("javascript:1", "https://news.example/politics/y"),
        ("data:text/html,1", "https://news.example/politics/y"),
    ] {
        check(
            &format!("<head><base href=\"{base}\"></head><p><a href=y>b</a></p>"),
            &format!("<p><a href=\"{expect}\">b</a></p>"),
            "b",
        );
    }
}

#[test]
fn lists() {
    for (input, html, text) in [
        (
            "<p>A</p><ul><li>One</li><li> <p>Two</p> </li><li>junk</li></ul><p>B</p>",
            "<p>A</p><ul><li>One</li><li>Two</li></ul><p>B</p>",
            "A\n\nOne\nTwo\n\nB",
        ),
        (
            "<ol start=3><li>One<ul><li>Two</li></ul></li></ol>",
            "<ol start=\"3\"><li>One<ul><li>Two</li></ul></li></ol>",
            "One\nTwo",
        ),
        (
            "<ul><li>One</li><ul><li>Two</li></ul></ul>",
            "<ul><li>One</li><li><ul><li>Two</li></ul></li></ul>",
            "One\nTwo",
        ),
        ("<ul>One<li>Two</li></ul>", "<ul><li>One</li><li>Two</li></ul>", "One\nTwo"),
        (
            "<ul><li><p>One</p><p>Two</p></li></ul>",
            "<ul><li><p>One</p><p>Two</p></li></ul>",
            "One\nTwo",
        ),
        ("<li>One</li><p>Two</p>", "<p>One</p><p>Two</p>", "One\n\nTwo"),
        (
            "<dl><dt>A</dt><dd>One</dd><dt>B</dt><dd>junk</dd></dl>",
            "<dl><dt>A</dt><dd>One</dd><dt>B</dt></dl>",
            "A\nOne\nB",
        ),
        // Two lists are two groups of lines.
        (
            "<ul><li>One</li></ul><ul><li>Two</li></ul>",
            "<ul><li>One</li></ul><ul><li>Two</li></ul>",
            "One\n\nTwo",
        ),
        (
            "<p>A<sup><a href='#fn1'>1</a></sup></p><ol class='footnotes'><li>Note</li></ol>",
            "<p>A<sup>1</sup></p><ol class=\"footnotes\"><li>Note</li></ol>",
            "A1\n\nNote",
        ),
        (
            "<p>A</p><section role='doc-endnotes'><h2>Notes</h2><p>Note</p></section>",
            "<p>A</p><section class=\"footnotes\"><h2>Notes</h2><p>Note</p></section>",
            "A\n\nNotes\n\nNote",
        ),
    ] {
        check(input, html, text);
    }
}

#[test]
fn tables() {
    for (input, html, text) in [
        (
            "<table><caption>Votes</caption><tr><th>Party<th>Share<tr><td>A<td colspan=2>40</table>",
            "<table><caption>Votes</caption><tbody><tr><th>Party</th><th>Share</th></tr><tr><td>A</td><td colspan=\"2\">40</td></tr></tbody></table>",
            "Votes\nParty\tShare\nA\t40",
        ),
        // Empty cells hold their column.
        (
            "<table><tr><th><th>X<tr><td>A<td></table>",
            "<table><tbody><tr><td></td><th>X</th></tr><tr><td>A</td><td></td></tr></tbody></table>",
            "X\nA",
        ),
        (
            "<table><thead><tr><td>A<td>B</thead><tr><td><p>1</p><p>2</p><td>3</table>",
            "<table><thead><tr><td>A</td><td>B</td></tr></thead><tbody><tr><td><p>1</p><p>2</p></td><td>3</td></tr></tbody></table>",
            "A\tB\n1 2\t3",
        ),
        // Layout: one column, a role, tables in cells.
        ("<table><tr><td>One<tr><td>Two</table>", "<p>One</p><p>Two</p>", "One\n\nTwo"),
        (
            "<table role=presentation><tr><th>A<th>B<tr><td>C<td>D</table>",
            "<p>A</p><p>B</p><p>C</p><p>D</p>",
            "A\n\nB\n\nC\n\nD",
        ),
        (
            "<table><tr><td>Nav<td><table><tr><th>A<td>1<tr><th>B<td>2</table></table>",
            "<p>Nav</p><table><tbody><tr><th>A</th><td>1</td></tr><tr><th>B</th><td>2</td></tr></tbody></table>",
            "Nav\n\nA\t1\nB\t2",
        ),
    ] {
        check(input, html, text);
    }
}

#[test]
fn quotations() {
    let long = "The minister said that nothing at all would be changed before the spring vote.";
    for (input, html, text) in [
        (
            "<p>A</p><blockquote cite='/b'><p>One</p><p>Two</p></blockquote>".to_owned(),
            "<p>A</p><blockquote cite=\"https://news.example/b\"><p>One</p><p>Two</p></blockquote>"
                .to_owned(),
            "A\n\nOne\n\nTwo".to_owned(),
        ),
        // A pull quote is said once, with whom it quotes.
        (
            format!(
                "<p>{long}</p><aside class=pullquote><p>nothing at all would be changed before the spring</p><p>The minister</p></aside><p>B</p>"
            ),
            format!("<p>{long}</p><p>B</p>"),
            format!("{long}\n\nB"),
        ),
        // Not when it says something new, or is longer than the passage it resembles.
        (
            format!(
                "<p>{long}</p><aside class=pull-quote>Everything would be changed before the spring vote.</aside>"
            ),
            format!(
                "<p>{long}</p><blockquote class=\"pullquote\"><p>Everything would be changed before the spring vote.</p></blockquote>"
            ),
            format!("{long}\n\nEverything would be changed before the spring vote."),
        ),
        (
            format!(
                "<blockquote>{long}</blockquote><p>nothing at all would be changed before the spring</p>"
            ),
            format!(
                "<blockquote><p>{long}</p></blockquote><p>nothing at all would be changed before the spring</p>"
            ),
            format!("{long}\n\nnothing at all would be changed before the spring"),
        ),
        // Of two that say the same one is left.
        (
            format!("<blockquote>{long}</blockquote><p>A</p><blockquote>{long}</blockquote>"),
            format!("<blockquote><p>{long}</p></blockquote><p>A</p>"),
            format!("{long}\n\nA"),
        ),
        // A pull quote within what wraps it is one.
        (
            "<p>One</p><div class=pullquote><blockquote class=pull-quote><p>Said</p></blockquote></div>".to_owned(),
            "<p>One</p><blockquote class=\"pullquote\"><p>Said</p></blockquote>".to_owned(),
            "One\n\nSaid".to_owned(),
        ),
        // Bootstrap's "pull-left" floats anything.
        (
            "<div class='pull-left'><p>One</p></div><p>Two</p>".to_owned(),
            "<p>One</p><p>Two</p>".to_owned(),
            "One\n\nTwo".to_owned(),
        ),
    ] {
        check(&input, &html, &text);
    }
}

#[test]
fn pictures() {
    let img = |attrs: &str| format!("<figure><img {attrs}></figure>");
    for (markup, expect) in [
        ("<img src=/a.jpg alt='A  b' width=640px height=480>".to_owned(),
         img("src=\"https://news.example/a.jpg\" alt=\"A b\" width=\"640\" height=\"480\"")),
        ("<img src='data:image/gif;base64,R0' data-src=/a.jpg width='100%'>".to_owned(),
         img("src=\"https://news.example/a.jpg\"")),
        ("<img src=/blank.gif data-original=/a.jpg>".to_owned(),
         img("src=\"https://news.example/a.jpg\"")),
        ("<img class=lazy data-img-url=/pics/a.jpg>".to_owned(),
         img("src=\"https://news.example/pics/a.jpg\"")),
        ("<img src=/s.jpg srcset='/m.jpg 800w, /l.jpg 1600w, /xl.jpg 3200w'>".to_owned(),
         img("src=\"https://news.example/l.jpg\"")),
        ("<img srcset='/w_300,c_fill/m.jpg 1x, /w_600,c_fill/l.jpg 2x'>".to_owned(),
         img("src=\"https://news.example/w_600,c_fill/l.jpg\"")),
        ("<picture><source srcset='/a.webp 1200w'><source srcset='/a-small.webp 400w'><img src=/a.jpg></picture>".to_owned(),
         img("src=\"https://news.example/a.webp\"")),
        ("<img src='data:,' class=lazy><noscript><img src=/a.jpg></noscript>".to_owned(),
         img("src=\"https://news.example/a.jpg\"")),
        // The same picture twice: its fallback, another size.
        ("<img data-src=/a.jpg><noscript><img src=/a.jpg?w=1></noscript><img src=/a-300x200.jpg>".to_owned(),
         img("src=\"https://news.example/a.jpg\"")),
        // No pictures.
        ("<img src=/t.gif width=1 height=1>".to_owned(), String::new()),
        ("<img src='https://count.example/pixel?id=4'>".to_owned(), String::new()),
        ("<img src=/spacer.gif>".to_owned(), String::new()),
        ("<img src='{{image}}'>".to_owned(), String::new()),
        ("<img src='javascript:alert(1)'>".to_owned(), String::new()),
        ("<img src='data:image/png;base64,AAAA'>".to_owned(), String::new()),
        ("<img src=/x.jpg class='share-icon'>".to_owned(), String::new()),
        ("<img src=/people/x.jpg class=avatar width=60>".to_owned(), String::new()),
        ("<img src=/arrow.svg>".to_owned(), String::new()),
        ("<img src=/x.jpg style='display:none'>".to_owned(), String::new()),
        ("<img>".to_owned(), String::new()),
        ("<div class=related-stories><img src=/a.jpg></div>".to_owned(), String::new()),
        ("<div><a href=/x><img src=/a.jpg></a><a href=/x>junk to click and read more of this</a></div>".to_owned(), String::new()),
        ("<nav><img src=/a.jpg></nav>".to_owned(), String::new()),
        ("<img src=/nav_12.jpg>".to_owned(), String::new()),
        ("<img src=/img/facebook_16.png>".to_owned(), String::new()),
        ("<img src=/wide.jpg width=728 height=90>".to_owned(), String::new()),
        ("<img src=https://ad.example/x.jpg>".to_owned(), String::new()),
        ("<img src='https://count.example/p?c=1'>".to_owned(), String::new()),
        ("<img src=/facebook-hearing-in-congress.jpg>".to_owned(),
         img("src=\"https://news.example/facebook-hearing-in-congress.jpg\"")),
        // A chart is a picture although its file is SVG, a photo of a reader's loading dock too.
        ("<img src=/chart.svg width=600>".to_owned(),
         img("src=\"https://news.example/chart.svg\" width=\"600\"")),
        ("<img src=/ships-unloading-at-the-loading-dock.jpg>".to_owned(),
         img("src=\"https://news.example/ships-unloading-at-the-loading-dock.jpg\"")),
    ] {
        check(
            &format!("<p>One</p>{markup}<p>Two</p>"),
            &format!("<p>One</p>{expect}<p>Two</p>"),
            "One\n\nTwo",
        );
    }
}

#[test]
fn figures() {
    let a = "<img src=\"https://news.example/a.jpg\">";
    let b = "<img src=\"https://news.example/b.jpg\">";
    for (markup, expect) in [
        (
            "<figure><img src=/a.jpg><figcaption>The junk bay <span class=credit>Photo: X</span></figcaption></figure>",
            format!(
                "<figure>{a}<figcaption>The junk bay <small class=\"credit\">Photo: X</small></figcaption></figure>"
            ),
        ),
        (
            "<figure><div><img src=/a.jpg></div><figcaption><p>The junk bay</p><p class=photo-credit>junk agency</p></figcaption></figure>",
            format!(
                "<figure>{a}<figcaption>The junk bay <small class=\"credit\">junk agency</small></figcaption></figure>"
            ),
        ),
        (
            "<div class=wp-caption><img src=/a.jpg><p class=wp-caption-text>The junk bay</p></div>",
            format!("<figure>{a}<figcaption>The junk bay</figcaption></figure>"),
        ),
        // A caption before its picture.
        (
            "<figure><figcaption>The junk bay</figcaption><img src=/a.jpg></figure>",
            format!("<figure><figcaption>The junk bay</figcaption>{a}</figure>"),
        ),
        // A gallery.
        (
            "<div class=gallery><figure><img src=/a.jpg><figcaption>junk A</figcaption></figure><figure><img src=/b.jpg><figcaption>junk B</figcaption></figure></div>",
            format!(
                "<figure>{a}<figcaption>junk A</figcaption></figure><figure>{b}<figcaption>junk B</figcaption></figure>"
            ),
        ),
        (
            "<div class=photos-photo><img src=/a.jpg><p>junk A</p><img src=/b.jpg><p>junk B</p></div>",
            format!(
                "<figure>{a}<figcaption>junk A</figcaption></figure><figure>{b}<figcaption>junk B</figcaption></figure>"
            ),
        ),
        // A caption without a picture is nothing.
        ("<figure><figcaption>The junk bay</figcaption></figure>", String::new()),
    ] {
        check(
            &format!("<p>One</p>{markup}<p>Two</p>"),
            &format!("<p>One</p>{expect}<p>Two</p>"),
            "One\n\nTwo",
        );
    }
    // A kept caption is text too.
    check(
        "<p>One</p><figure><img src=/a.jpg><figcaption>The bay</figcaption></figure><p>Two</p>",
        &format!("<p>One</p><figure>{a}<figcaption>The bay</figcaption></figure><p>Two</p>"),
        "One\n\nThe bay\n\nTwo",
    );
    // In the middle of a line; before the first words; after the last.
    check("<p>One <img src=/a.jpg> two</p>", &format!("<p>One {a} two</p>"), "One two");
    check(
        "<article><h1>junk</h1><figure><img src=/a.jpg></figure><p>One</p><p>Two</p></article>",
        &format!("<figure>{a}</figure><p>One</p><p>Two</p>"),
        "One\n\nTwo",
    );
    check(
        "<article><p>One</p><p>Two</p><figure><img src=/a.jpg></figure><img src=/c.jpg><p>junk</p><img src=/b.jpg></article>",
        &format!("<p>One</p><p>Two</p><figure>{a}</figure>"),
        "One\n\nTwo",
    );
}

#[test]
fn embeds() {
    let link = |href: &str, title: &str| {
        format!("<figure class=\"embed\"><a href=\"{href}\">{title}</a></figure>")
    };
    for (markup, expect) in [
        (
            "<iframe src='https://www.youtube.com/embed/abcdef12345?rel=0' title='The speech'></iframe>",
            link("https://www.youtube.com/watch?v=abcdef12345", "The speech"),
        ),
        (
            "<div class=video><iframe data-src='//player.vimeo.com/video/12345'></iframe></div>",
            link("https://vimeo.com/12345", "vimeo.com"),
        ),
        (
            "<figure><iframe src='https://video.example/player/77?x=1' title=Film></iframe></figure>",
            link("https://video.example/player/77?x=1", "Film"),
        ),
        (
            "<lite-youtube videoid=abcdef12345 playlabel=Speech></lite-youtube>",
            link("https://www.youtube.com/watch?v=abcdef12345", "Speech"),
        ),
        ("<iframe src='https://ads.example/embed/1'></iframe>", String::new()),
        ("<iframe src='https://x.example/subscribe/embed'></iframe>", String::new()),
        ("<iframe src='https://x.example/anything'></iframe>", String::new()),
        ("<iframe src='https://x.example/embed/1' width=1 height=1></iframe>", String::new()),
        ("<iframe src='javascript:embed'></iframe>", String::new()),
        ("<iframe srcdoc='<p>embed</p>'></iframe>", String::new()),
        (
            "<video poster=/p.jpg><source src=/f.mp4></video>",
            "<figure><video src=\"https://news.example/f.mp4\"></video></figure>".to_owned(),
        ),
        (
            "<video src='blob:https://news.example/1' poster=/p.jpg></video>",
            "<figure><img src=\"https://news.example/p.jpg\"></figure>".to_owned(),
        ),
        (
            "<audio src=/a.mp3 title='Listen'></audio>",
            "<figure><audio src=\"https://news.example/a.mp3\" title=\"Listen\"></audio></figure>".to_owned(),
        ),
        (
            "<blockquote class=twitter-tweet><p>junk words <a href='https://t.example/1'>x</a></p>&mdash; A. Name <a href='https://twitter.com/a/status/1'>junk May 1</a></blockquote>",
            "<blockquote class=\"embed\"><p>junk words <a href=\"https://t.example/1\">x</a></p><p>— A. Name <a href=\"https://twitter.com/a/status/1\">junk May 1</a></p></blockquote>".to_owned(),
        ),
        (
            "<blockquote class=instagram-media data-instgrm-permalink='https://www.instagram.com/p/x/'></blockquote>",
            link("https://www.instagram.com/p/x/", "instagram.com"),
        ),
        (
            "<div class=fb-post data-href='https://www.facebook.com/x/posts/1'></div>",
            link("https://www.facebook.com/x/posts/1", "facebook.com"),
        ),
        ("<div class=fb-like data-href='https://www.facebook.com/x'></div>", String::new()),
    ] {
        check(
            &format!("<p>One</p>{markup}<p>Two</p>"),
            &format!("<p>One</p>{expect}<p>Two</p>"),
            "One\n\nTwo",
        );
    }
    // A kept post stays in the text.
    check(
        "<p>One</p><blockquote class=twitter-tweet><p>Words</p></blockquote>",
        "<p>One</p><blockquote class=\"embed\"><p>Words</p></blockquote>",
        "One\n\nWords",
    );
    // Amid a paragraph: after it.
    check(
        "<p>One <iframe src='https://x.example/embed/1'></iframe> two</p><p>Three</p>",
        &format!("<p>One two</p>{}<p>Three</p>", link("https://x.example/embed/1", "x.example")),
        "One two\n\nThree",
    );
}

#[test]
fn formulas() {
    for (input, html, text) in [
        (
            "<p>So <math alttext='E=mc^2'><mi>E</mi></math> holds.</p>",
            "<p>So <code>E=mc^2</code> holds.</p>",
            "So E=mc^2 holds.",
        ),
        (
            "<p><math><semantics><mi>x</mi><annotation encoding='application/x-tex'>{\\displaystyle x_1}</annotation></semantics></math><img class=mwe-math-fallback alt='{\\displaystyle x_1}' src=/x.svg> is it</p>",
            "<p><code>x_1</code> is it</p>",
            "x_1 is it",
        ),
        (
            "<p>Is <img class=latex alt='\\sqrt 2' src=/l.png> odd?</p>",
            "<p>Is <code>\\sqrt 2</code> odd?</p>",
            "Is \\sqrt 2 odd?",
        ),
        (
            "<p>One</p><div><math><mi>a</mi><mo>=</mo><mi>b</mi></math></div><p>Two</p>",
            "<p>One</p><p>Two</p>",
            "One\n\nTwo",
        ),
    ] {
        check(input, html, text);
    }
}

#[test]
fn live_blogs() {
    check(
        "<div><article class=post><time datetime='2025-01-02T10:05Z'>junk</time><p>Second</p></article>\
         <article class=post><time datetime='2025-01-02T10:00Z'>junk</time><p>First</p></article></div>",
        "<section class=\"post\" datetime=\"2025-01-02T10:05Z\"><p>Second</p></section>\
         <section class=\"post\" datetime=\"2025-01-02T10:00Z\"><p>First</p></section>",
        "Second\n\nFirst",
    );
    // One article with a time is an article; a time without a date is none.
    check(
        "<div><article class=post><time datetime='2025-01-02T10:05Z'>junk</time><p>One</p><p>Two</p></article>\
         <article class=post><time datetime='2025-01-01'>junk</time><p>junk</p></article></div>",
        "<p>One</p><p>Two</p>",
        "One\n\nTwo",
    );
}

#[test]
fn a_paragraph_of_control_characters_parts_nothing() {
    for (input, text) in [
        ("<p>One</p><p>\u{e}</p>", "One"),
        ("<p>\u{e}</p><p>One</p>", "One"),
        ("<p>One</p><p>\u{e}</p><p>Two</p>", "One\n\nTwo"),
    ] {
        assert_eq!(read(input).text, text, "{input:?}");
    }
}
