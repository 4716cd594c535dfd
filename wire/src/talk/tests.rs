use std::io::Write;

use proptest::prelude::*;

use super::{Entry, Isso, IssoRow, Program, markdown_of, open, order};

const DISQUS: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">
<category dsq:id="1"><title>General</title></category>
<thread dsq:id="10"><id/><forum>x</forum><link>https://blog.example/a</link><title>A &amp; B</title><isDeleted>false</isDeleted></thread>
<post dsq:id="102"><id/><message><![CDATA[<p>An answer, before what it <b>answers</b>: </post> and <a href="https://x.example/">this</a></p>]]></message><createdAt>2019-03-04T05:07:00Z</createdAt><isDeleted>false</isDeleted><isSpam>false</isSpam><author><email>secret@x.example</email><name>Bo</name><isAnonymous>true</isAnonymous></author><ipAddress>192.0.2.1</ipAddress><thread dsq:id="10"/><parent dsq:id="101"/></post>
<post dsq:id="101"><id/><message><![CDATA[<p>First</p>]]></message><createdAt>2019-03-04T05:06:00Z</createdAt><isDeleted>false</isDeleted><isSpam>false</isSpam><author><name>Ann</name></author><thread dsq:id="10"/></post>
<post dsq:id="103"><message><![CDATA[<p>Buy</p>]]></message><isSpam>true</isSpam><author><name>Spam</name></author><thread dsq:id="10"/></post>
<post dsq:id="104"><message><![CDATA[]]></message><createdAt>2019-03-04T05:08:00Z</createdAt><isDeleted>true</isDeleted><isSpam>false</isSpam><author><name>Cy</name></author><thread dsq:id="10"/><parent dsq:id="999"/></post>
</disqus>"#;

const WORDPRESS: &str = r#"<?xml version="1.0"?><rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Blog</title><link>https://blog.example</link>
<item><title>Post one</title><link>https://blog.example/one</link><wp:post_id>1</wp:post_id>
<wp:comment><wp:comment_id>5</wp:comment_id><wp:comment_author><![CDATA[Ann]]></wp:comment_author><wp:comment_author_email>secret@x.example</wp:comment_author_email><wp:comment_author_IP>192.0.2.1</wp:comment_author_IP><wp:comment_date_gmt>2010-01-02 03:04:05</wp:comment_date_gmt><wp:comment_content><![CDATA[One line
another

a <em>paragraph</em>]]></wp:comment_content><wp:comment_approved>1</wp:comment_approved><wp:comment_type></wp:comment_type><wp:comment_parent>0</wp:comment_parent></wp:comment>
<wp:comment><wp:comment_id>6</wp:comment_id><wp:comment_author>Bo</wp:comment_author><wp:comment_date_gmt>2010-01-02 03:05:05</wp:comment_date_gmt><wp:comment_content>Aye &amp; so on</wp:comment_content><wp:comment_approved>1</wp:comment_approved><wp:comment_type>comment</wp:comment_type><wp:comment_parent>5</wp:comment_parent></wp:comment>
<wp:comment><wp:comment_id>7</wp:comment_id><wp:comment_content>ping</wp:comment_content><wp:comment_approved>1</wp:comment_approved><wp:comment_type>pingback</wp:comment_type></wp:comment>
<wp:comment><wp:comment_id>8</wp:comment_id><wp:comment_content>waits</wp:comment_content><wp:comment_approved>0</wp:comment_approved></wp:comment>
</item></channel></rss>"#;

const REMARK: &str = r#"{"version":1,"users":[],"posts":[]}
{"id":"b","pid":"a","text":"<p>Answer</p>","orig":"*Answer*","user":{"name":"Bo","id":"x","ip":"192.0.2.1"},"locator":{"site":"s","url":"https://blog.example/a"},"score":1,"votes":{"u":true,"v":false,"w":true},"time":"2020-01-02T03:05:00Z","title":"A"}
{"id":"a","pid":"","text":"<p>First</p>","user":{"name":"Ann"},"locator":{"url":"https://blog.example/a"},"score":-2,"time":"2020-01-02T03:04:00Z","title":"A"}
not json
{"id":"c","pid":"","text":"","delete":true,"user":{"name":"Cy"},"locator":{"url":"https://blog.example/b"},"time":"x"}"#;

/// Page, author, words and the author answered of each comment, in the order in which they are kept.
fn told(bytes: &[u8]) -> (Program, Vec<String>, u64, u64) {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(bytes).expect("written");
    let mut source = open(file.path()).expect("it is known");
    let (placed, orphans) = source.order();
    let mut lines = Vec::new();
    let mut authors: Vec<String> = Vec::new();
    for one in &placed {
        let comment = source.read(&one.entry).expect("it is there");
        let above = one.parent.map_or("", |at| authors[at as usize].as_str());
        let page = &source.pages[one.entry.page as usize];
        let gone = if comment.is_deleted { " gone" } else { "" };
        lines.push(format!(
            "{} {:?} {}>{above} {:?} +{} -{}{gone}",
            page.address, page.title, comment.author, comment.source, comment.up, comment.down
        ));
        authors.push(comment.author);
    }
    (source.program, lines, source.skipped, orphans)
}

#[test]
fn each_program_is_told_and_read() {
    let disqus = [
        r#"https://blog.example/a "A & B" Ann> "First" +0 -0"#,
        r#"https://blog.example/a "A & B" Bo>Ann "An answer, before what it **answers**: and [this](https://x.example/)" +0 -0"#,
        r#"https://blog.example/a "A & B" Cy> "" +0 -0 gone"#,
    ];
    let wordpress = [
        r#"https://blog.example/one "Post one" Ann> "One line\nanother\n\na *paragraph*" +0 -0"#,
        r#"https://blog.example/one "Post one" Bo>Ann "Aye & so on" +0 -0"#,
    ];
    let remark = [
        r#"https://blog.example/a "A" Ann> "First" +0 -2"#,
        r#"https://blog.example/a "A" Bo>Ann "*Answer*" +2 -1"#,
        r#"https://blog.example/b "" Cy> "" +0 -0 gone"#,
    ];
    for (text, program, expected, skipped, orphans) in [
        (DISQUS, Program::Disqus, &disqus[..], 1, 1),
        (WORDPRESS, Program::WordPress, &wordpress[..], 2, 0),
        (REMARK, Program::Remark42, &remark[..], 1, 0),
    ] {
        let (found, lines, left_out, alone) = told(text.as_bytes());
        assert_eq!((found, left_out, alone), (program, skipped, orphans), "{lines:?}");
        assert_eq!(lines, expected);
        assert!(!lines.concat().contains("secret"), "addresses stay behind");
    }
}

#[test]
fn rows_of_isso_are_set_aside() {
    let mut isso = Isso::new().expect("a place");
    for (id, parent, author) in [(1, 0, "Ann"), (2, 1, "")] {
        let row = IssoRow {
            id,
            parent,
            text: format!("*{id}*"),
            author: author.to_owned(),
            likes: 3,
            dislikes: 1,
            created: 1_500_000_000.5 + id as f64,
            uri: "/a/".to_owned(),
            title: "A".to_owned(),
            is_deleted: false,
        };
        isso.add(row).expect("set aside");
    }
    let mut source = isso.finish().expect("looked through");
    let (placed, orphans) = source.order();
    assert_eq!((source.program, placed.len(), orphans), (Program::Isso, 2, 0));
    assert_eq!(placed[1].parent, Some(0));
    let first = source.read(&placed[0].entry).expect("there");
    assert_eq!(
        (first.author.as_str(), first.source.as_str(), first.up, first.down),
        ("Ann", "*1*", 3, 1)
    );
    assert_eq!(first.created_at.expect("a time").to_string(), "2017-07-14T02:40:01.5Z");
}

#[test]
fn what_is_none_of_them_is_said_so() {
    for bytes in [&b""[..], b"<html>", b"{}", b"SQLite format 3\0 and nothing", b"a,b\n1,2"] {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        file.write_all(bytes).expect("written");
        assert!(open(file.path()).is_err());
    }
}

#[test]
fn html_is_said_in_markdown() {
    for (html, expected) in [
        ("plain", "plain"),
        ("a * b _ c [d] `e`", "a \\* b \\_ c \\[d\\] \\`e\\`"),
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("a<br>b", "a\nb"),
        ("<b>a</b> <i>b</i>", "**a** *b*"),
        ("<blockquote><p>a</p><p>b</p></blockquote>c", "> a\n> \n> b\n\nc"),
        ("<ul><li>a</li><li>b</li></ul>", "- a\n\n- b"),
        ("<a href=\"javascript:x\">a</a>", "a"),
        ("<a href=\"https://x.example/\">https://x.example/</a>", "https://x.example/"),
        ("<script>x</script>a<style>y</style>", "a"),
        ("# no heading", "\\# no heading"),
        ("1. no list", "1\\. no list"),
        ("a &lt;b&gt; &amp; c", "a \\<b> & c"),
        ("<pre><code>a\n*b*</code></pre>", "```\na\n*b*\n```"),
    ] {
        assert_eq!(markdown_of(html), expected, "{html}");
    }
    let deep = format!("{}a{}", "<blockquote>".repeat(5_000), "</blockquote>".repeat(5_000));
    assert!(markdown_of(&deep).len() < 10_000);
}

proptest! {
    /// Whatever answers what, each comes once, after what it answers, on its own page.
    #[test]
    fn every_comment_has_its_place(given in prop::collection::vec((0_u64..30, 0_u64..30, 0_u32..3, 0_i64..50), 0..60)) {
        let entries: Vec<Entry> = given
            .iter()
            .enumerate()
            .map(|(at, (_, parent, page, time))| Entry {
                key: at as u64 + 1,
                parent: *parent,
                page: *page,
                length: 0,
                offset: at as u64,
                at: *time,
            })
            .collect();
        let (placed, orphans) = order(&entries);
        prop_assert_eq!(placed.len(), entries.len());
        let mut seen: Vec<u64> = placed.iter().map(|one| one.entry.offset).collect();
        for (at, one) in placed.iter().enumerate() {
            if let Some(parent) = one.parent {
                prop_assert!((parent as usize) < at);
                prop_assert_eq!(placed[parent as usize].entry.key, one.entry.parent);
                prop_assert_eq!(placed[parent as usize].entry.page, one.entry.page);
            }
        }
        let alone = placed.iter().filter(|one| one.parent.is_none() && one.entry.parent != 0).count();
        prop_assert_eq!(alone as u64, orphans);
        seen.sort_unstable();
        prop_assert!(seen.iter().copied().eq(0..entries.len() as u64));
    }

    #[test]
    fn any_html_becomes_some_markdown(html in "(<[a-z]{1,10}>|</[a-z]{1,10}>|[ -~]|\n){0,80}") {
        let _ = markdown_of(&html);
    }
}
