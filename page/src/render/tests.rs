use crate::body::{Attr, Body, Tag};
use crate::dom::{Document, Kind, NodeId};

/// A tape from HTML, element by element: nothing is chosen and nothing cleaned but white space.
fn tape(source: &str) -> Body {
    let document = crate::dom::parse(source);
    let mut body = Body::default();
    for child in document.children(NodeId::DOCUMENT) {
        copy(&document, child, false, &mut body);
    }
    body
}

fn copy(document: &Document<'_>, node: NodeId, is_pre: bool, body: &mut Body) {
    if document.kind(node) == Kind::Text {
        let text = document.text(node);
        if is_pre {
            body.text(text);
        } else {
            let is_space = |c: char| c.is_ascii_whitespace();
            let mut words = text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
            if !words.is_empty() && text.ends_with(is_space) {
                words.push(' ');
            }
            if text.starts_with(is_space) {
                words.insert(0, ' ');
            }
            body.text(&words);
        }
        return;
    }
    let name = document.name_text(document.name(node));
    let tag = (document.kind(node) == Kind::Element).then(|| Tag::of(name));
    let tag = tag.flatten();
    if let Some(tag) = tag {
        body.open(tag);
        for (attr, text) in ATTRS {
            let name = document.attrs(node).find(|have| document.name_text(have.name) == text);
            if let Some(have) = name {
                body.attr(attr, have.value);
            }
        }
    }
    let is_pre = is_pre || tag == Some(Tag::Pre);
    for child in document.children(node) {
        copy(document, child, is_pre, body);
    }
    if tag.is_some() {
        body.close();
    }
}

const ATTRS: [(Attr, &str); 12] = [
    (Attr::Href, "href"),
    (Attr::Src, "src"),
    (Attr::Alt, "alt"),
    (Attr::Title, "title"),
    (Attr::Width, "width"),
    (Attr::Height, "height"),
    (Attr::Datetime, "datetime"),
    (Attr::Colspan, "colspan"),
    (Attr::Rowspan, "rowspan"),
    (Attr::Start, "start"),
    (Attr::Cite, "cite"),
    (Attr::Class, "class"),
];

#[track_caller]
fn check_markdown(source: &str, expect: &str) {
    let found = tape(source).markdown();
    assert_eq!(found.trim_end_matches('\n'), expect);
}

#[test]
fn paragraphs_and_marks() {
    check_markdown("<p>One</p><p>Two</p>", "One\n\nTwo");
    check_markdown("<p>a <em>b</em> <strong>c</strong>", "a *b* **c**");
    check_markdown("<p>a<em> b </em>c", "a *b* c");
    check_markdown("<p>a<em> </em>c", "a c");
    check_markdown("<p><strong><em>b</em></strong>", "**_b_**");
    check_markdown("<p>un<em>believ</em>able", "un*believ*able");
    check_markdown("<p>He said <strong>“no”</strong>s", "He said <strong>“no”</strong>s");
    check_markdown("<p><em>a</em><em>b</em>", "*ab*");
    check_markdown("<p><em>a <em>b</em> c</em>", "*a b c*");
    check_markdown("<p><em>a</em><strong>b</strong>", "_a_**b**");
    check_markdown("<p><del>a</del> H<sub>2</sub>O", "~~a~~ H<sub>2</sub>O");
    check_markdown("<p>one<br>two<br><br>", "one\\\ntwo");
    check_markdown("<p>She <q>agreed</q>", "She “agreed”");
}

#[test]
fn words_that_look_like_markup() {
    check_markdown("<p>5 * 3 and *", "5 * 3 and *");
    check_markdown("<p>* not a list", "\\* not a list");
    check_markdown("<p>- not a list", "\\- not a list");
    check_markdown("<p>1. not a list", "1\\. not a list");
    check_markdown("<p>1986. A year", "1986\\. A year");
    check_markdown("<p>2.5 percent", "2.5 percent");
    check_markdown("<p># not a heading", "\\# not a heading");
    check_markdown("<p>#tag is not", "#tag is not");
    check_markdown("<p>&gt; not a quote", "\\> not a quote");
    check_markdown("<p>a<br>---", "a\\\n\\---");
    check_markdown("<p>a<br>===", "a\\\n\\===");
    check_markdown("<p>AT&amp;T &amp;amp; &lt;b&gt; 1 &lt; 2", "AT&T \\&amp; \\<b> 1 < 2");
    check_markdown("<p>snake_case _x_", "snake_case \\_x\\_");
    check_markdown("<p>the [sic] word", "the [sic] word");
    check_markdown("<p>the [x](y) word", "the [x\\](y) word");
    check_markdown("<p>[x]: y", "\\[x\\]: y");
    check_markdown("<p>wow!<a href='http://a/'>b</a>", "wow\\![b](http://a/)");
    check_markdown("<h2>C #</h2>", "## C \\#");
    check_markdown("<p>a\\b `c`", "a\\\\b \\`c\\`");
}

#[test]
fn lists() {
    check_markdown(
        "<ul><li>a</li><li>b<ul><li>c</li></ul></li><li>d</li></ul>",
        "- a\n- b\n  - c\n- d",
    );
    check_markdown("<ol start='9'><li>a</li><li><p>b</p></li></ol>", "9. a\n10. b");
    check_markdown("<ul><li><p>a</p><p>b</p></li><li>c</li></ul>", "- a\n\n  b\n\n- c");
    check_markdown("<ul><li>a</li><li></li><li>b</li></ul>", "- a\n- b");
    check_markdown("<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n\n* b");
    check_markdown("<ul><li>a<ol start='3'><li>b</li></ol></li></ul>", "- a\n\n  3. b");
    check_markdown("<ul><li><pre>x\n  y</pre></li></ul>", "- ```\n  x\n    y\n  ```");
    check_markdown("<ul><li>a<blockquote><p>b</blockquote></li></ul>", "- a\n\n  > b");
}

#[test]
fn quotes_code_and_rules() {
    check_markdown(
        "<blockquote><p>a</p><p>b</p></blockquote><blockquote>c</blockquote>",
        "> a\n>\n> b\n\n> c",
    );
    check_markdown("<blockquote><ul><li>a<li>b</ul>c</blockquote>", "> - a\n> - b\n>\n> c");
    check_markdown("<pre>a\n\n```\nb\n</pre>", "````\na\n\n```\nb\n````");
    check_markdown("<p><code>a</code> <code>`b``</code>", "`a` ``` `b`` ```");
    check_markdown("<p>a<hr><ul><li><hr></ul>", "a\n\n---\n\n- ___");
    check_markdown("<h3>a<br>b</h3><h4> </h4>", "### a b");
}

#[test]
fn links_and_pictures() {
    check_markdown(
        "<p><a href='http://a/(b)?c&amp;copy;' title='x \"y\"'>an [x] <em>b</em></a>",
        "[an \\[x\\] *b*](http://a/\\(b\\)?c\\&copy; \"x \\\"y\\\"\")",
    );
    check_markdown("<p><a href='http://a/'></a>b<a>c</a>", "bc");
    check_markdown(
        "<a href='http://a/'><h2>b</h2><p>c</p></a>",
        "## [b](http://a/)\n\n[c](http://a/)",
    );
    check_markdown(
        "<figure><img src='http://a/b.jpg' alt='A [b]'><figcaption>C <em>d</em></figcaption></figure>",
        "![A \\[b\\]](http://a/b.jpg)\n\n*C d*",
    );
    check_markdown(
        "<video src='http://a/b.mp4'>no player</video>",
        "[Video](http://a/b.mp4)\n\nno player",
    );
}

#[test]
fn tables() {
    check_markdown(
        "<table><caption>T</caption><tr><th>a<th>b</tr><tr><td>1|2<td><p>x</p><p>y</p></table>",
        "*T*\n\n| a | b |\n| --- | --- |\n| 1\\|2 | x<br>y |",
    );
    check_markdown(
        "<table><tr><td>a<td>b<td>c<tr><td colspan=2>d<td>e</table>",
        "| | | |\n| --- | --- | --- |\n| a | b | c |\n| d | | e |",
    );
    check_markdown("<table><tr><td> </table>", "");
    check_markdown("<table><tr><th><ul><li>a<li>b</ul></table>", "| • a<br>• b |\n| --- |");
}

#[test]
fn live_posts_and_footnotes() {
    check_markdown(
        "<section class=post datetime='2025-01-21T15:12:00+00:00'><h3>a</h3><p>b</section>",
        "---\n\n**2025-01-21 15:12 UTC**\n\n### a\n\nb",
    );
    check_markdown(
        "<p>a<sup>1</sup><section class=footnotes><ol><li>b</ol></section>",
        "a<sup>1</sup>\n\n---\n\n1. b",
    );
}

#[test]
fn times_as_readers_like_them() {
    for (stated, expect) in [
        ("2025-01-21", "2025-01-21"),
        ("2025-01-21T15:12:00", "2025-01-21 15:12"),
        ("2025-01-21T15:12:00.123Z", "2025-01-21 15:12 UTC"),
        ("2025-01-21T15:12+05:30", "2025-01-21 15:12 +05:30"),
        ("T", "T"),
        ("2025T1é:00", "2025T1é:00"),
    ] {
        assert_eq!(super::markdown::moment(stated), expect);
    }
}

#[track_caller]
fn check_html(source: &str, expect: &str) {
    assert_eq!(tape(source).html(), expect);
}

#[test]
fn html_is_escaped_and_closed() {
    check_html("<p>a &amp; &lt;b> \"c\"", "<p>a &amp; &lt;b&gt; \"c\"</p>");
    check_html(
        "<p><a href='http://a/?b&amp;c=\"' title='<'>d</a>",
        "<p><a rel=\"nofollow noopener ugc\" href=\"http://a/?b&amp;c=&quot;\" title=\"&lt;\">d</a></p>",
    );
    check_html(
        "<figure><img src='http://a/b' alt=''><br></figure>",
        "<figure><img src=\"http://a/b\" alt=\"\"><br></figure>",
    );
    check_html("<pre>\n\na</pre>", "<pre>\n\na</pre>");
    check_html("<pre>a</pre>", "<pre>a</pre>");
    let mut open = Body::default();
    open.open(Tag::P);
    open.open(Tag::A);
    open.attr(Attr::Href, "http://a/");
    assert_eq!(open.html(), "<p><a rel=\"nofollow noopener ugc\" href=\"http://a/\"></a></p>");
}

#[test]
fn cost_stays_in_proportion() {
    let deep = format!("{}{}", "<ul><li>".repeat(400), "<p>word".repeat(2_000));
    let address = format!("http://a/{}", "x".repeat(20_000));
    let linked = format!("<a href='{address}'>{}</a>", "<p>word</p>".repeat(2_000));
    for source in [deep, linked] {
        let written_bytes = tape(&source).markdown().len();
        assert!(written_bytes < 12 * source.len(), "{written_bytes} from {}", source.len());
    }
}

mod round_trip {
    //! Markdown is read back by another's parser and must be the same document.

    use proptest::prelude::*;
    use pulldown_cmark::{Options, Parser, html};

    use super::tape;
    use crate::body::{Event, Tag};

    /// Words that Markdown could take for markup, and a few that it could not.
    const WORDS: [&str; 40] = [
        "a",
        "word",
        "é",
        "漢字",
        "“q”",
        "x.",
        "*",
        "**",
        "*b",
        "b*",
        "_",
        "_c_",
        "d_e",
        "[f]",
        "(g)",
        "[h](i)",
        "[j]:",
        "!",
        "![k]",
        "1.",
        "23)",
        "-",
        "--",
        "---",
        "+",
        "#",
        "##",
        "=",
        "===",
        "&gt;",
        "&lt;b&gt;",
        "&amp;amp;",
        "&amp;#35;",
        "`",
        "``",
        "~~",
        "|",
        ":--",
        "\\",
        "\\*",
    ];

    fn words() -> impl Strategy<Value = String> {
        let word = prop::sample::select(WORDS.as_slice());
        let gap = prop::sample::select(["", " ", " ", " "].as_slice());
        prop::collection::vec((word, gap), 1..4)
            .prop_map(|parts| parts.into_iter().flat_map(|(word, gap)| [word, gap]).collect())
    }

    fn inline() -> impl Strategy<Value = String> {
        words().prop_recursive(3, 12, 3, |inner| {
            let tag = prop::sample::select(
                ["em", "strong", "del", "a href='http://l/'", "sup"].as_slice(),
            );
            let many = prop::collection::vec(inner, 1..4).prop_map(|parts| parts.concat());
            prop_oneof![
                3 => (tag, many.clone()).prop_map(|(tag, inner)| {
                    let name = tag.split(' ').next().unwrap_or_default();
                    format!("<{tag}>{inner}</{name}>")
                }),
                1 => words().prop_map(|words| format!("<code>{words}</code>")),
                1 => many.clone().prop_map(|inner| format!("{inner}<br>")),
                1 => many,
                1 => Just("<img src='http://p/' alt='[z]'>".to_owned()),
            ]
        })
    }

    fn block() -> impl Strategy<Value = String> {
        let leaf = prop_oneof![
            4 => inline().prop_map(|words| format!("<p>{words}</p>")),
            1 => inline().prop_map(|words| format!("<h3>{words}</h3>")),
            1 => words().prop_map(|words| format!("<pre>{words}\n  {words}</pre>")),
            1 => Just("<hr>".to_owned()),
            1 => (inline(), inline()).prop_map(|(a, b)| {
                format!("<table><tr><th>{a}</th><th>{b}</th></tr><tr><td>{b}</td><td>{a}</td></tr></table>")
            }),
        ];
        leaf.prop_recursive(3, 12, 3, |inner| {
            let item = prop_oneof![
                inline(),
                prop::collection::vec(inner.clone(), 1..3).prop_map(|parts| parts.concat()),
                (inline(), inner.clone()).prop_map(|(words, block)| format!("{words}{block}")),
            ];
            let tag = prop::sample::select(["ul", "ol", "ol start='7'"].as_slice());
            prop_oneof![
                inner.clone().prop_map(|block| format!("<blockquote>{block}</blockquote>")),
                (tag, prop::collection::vec(item, 1..3)).prop_map(|(tag, items)| {
                    let name = tag.split(' ').next().unwrap_or_default();
                    let items: String =
                        items.iter().map(|item| format!("<li>{item}</li>")).collect();
                    format!("<{tag}>{items}</{name}>")
                }),
            ]
        })
    }

    /// What Markdown keeps: each block's path and its characters with their styles, white space
    /// collapsed. Marks around nothing and empty blocks are gone.
    fn essence(source: &str) -> Vec<String> {
        let body = tape(source);
        let mut blocks: Vec<String> = Vec::new();
        let mut open: Vec<Tag> = Vec::new();
        let mut line = String::new();
        let mut items = 0;
        for event in body.events() {
            match *event {
                Event::Open(tag) => {
                    match tag {
                        Tag::Br => line.push(' '),
                        Tag::Img => line.push_str(&styled('▣', &open)),
                        Tag::Hr => {
                            end_line(&mut blocks, &open, items, &mut line);
                            line.push('—');
                            end_line(&mut blocks, &open, items, &mut line);
                        }
                        _ if is_block(tag) => end_line(&mut blocks, &open, items, &mut line),
                        _ => {}
                    }
                    items += usize::from(tag == Tag::Li);
                    open.push(tag);
                }
                Event::Text(span) => {
                    for c in body.str(span).chars() {
                        if c.is_whitespace() {
                            line.push(' ');
                        } else {
                            line.push_str(&styled(c, &open));
                        }
                    }
                }
                Event::Close => {
                    if open.last().is_some_and(|&tag| is_block(tag)) {
                        end_line(&mut blocks, &open, items, &mut line);
                    }
                    open.pop();
                }
                Event::Attr(..) => {}
            }
        }
        end_line(&mut blocks, &open, items, &mut line);
        blocks
    }

    fn is_block(tag: Tag) -> bool {
        !INLINE.contains(&tag)
    }

    const INLINE: [Tag; 8] =
        [Tag::Em, Tag::Strong, Tag::Del, Tag::Code, Tag::A, Tag::Sup, Tag::Br, Tag::Img];

    /// A character with the styles around it; those inside a code span do not count.
    fn styled(c: char, open: &[Tag]) -> String {
        let end = open.iter().position(|&tag| tag == Tag::Code).map_or(open.len(), |at| at + 1);
        let mut out = c.to_string();
        if open.contains(&Tag::Pre) {
            return out;
        }
        for (tag, letter) in INLINE.iter().zip("esdcau".chars()) {
            if open[..end].contains(tag) {
                out.push(letter);
            }
        }
        out
    }

    fn end_line(blocks: &mut Vec<String>, open: &[Tag], items: usize, line: &mut String) {
        let words = line.split_whitespace().collect::<Vec<_>>().join(" ");
        line.clear();
        if words.is_empty() {
            return;
        }
        let path: Vec<&str> = open
            .iter()
            .filter(|&&tag| {
                is_block(tag) && !matches!(tag, Tag::P | Tag::Tbody | Tag::Thead | Tag::Hr)
            })
            .map(|tag| tag.text())
            .collect();
        let _ = items;
        blocks.push(format!("{}: {words}", path.join(" ")));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 1_500, ..ProptestConfig::default() })]
        #[test]
        fn markdown_reads_back(blocks in prop::collection::vec(block(), 1..4)) {
            let source = blocks.concat();
            let markdown = tape(&source).markdown();
            let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
            let mut back = String::new();
            html::push_html(&mut back, Parser::new_ext(&markdown, options));
            // What is written as HTML is read back as it was, too.
            let written = tape(&source).html();
            prop_assert_eq!(tape(&written).html(), written.as_str());
            prop_assert_eq!(essence(&back), essence(&source), "{}\n{}\n{}", source, markdown, back);
        }
    }
}
