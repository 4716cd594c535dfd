use super::{Kind, NotAFeed, entry, feed, item, parse};

#[test]
fn kinds() {
    for (source, expect) in [
        ("<rss version='0.91'><channel/></rss>", Some(Kind::Rss)),
        (
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'></rdf:RDF>",
            Some(Kind::Rss),
        ),
        ("<channel><item/></channel>", Some(Kind::Rss)),
        ("<feed xmlns='http://www.w3.org/2005/Atom'/>", Some(Kind::Atom)),
        ("<a:feed xmlns:a='http://www.w3.org/2005/Atom'/>", Some(Kind::Atom)),
        ("\u{feff}\n junk <?xml version='1.0'?><!DOCTYPE rss><rss><channel>", Some(Kind::Rss)),
        ("{\"version\":\"https://jsonfeed.org/version/1.1\"}", Some(Kind::Json)),
        ("", None),
        ("<html><body><feed>", None),
        ("<opml><body/></opml>", None),
        ("words", None),
        ("{\"a\":1}", None),
    ] {
        assert_eq!(parse(source).ok().map(|feed| feed.kind), expect, "{source}");
    }
    assert!(matches!(parse("{\"a\":"), Err(NotAFeed::Json(_))));
    assert!(matches!(parse(&"[".repeat(100_000)), Err(NotAFeed::Json(_))));
}

#[test]
fn a_feed_about_itself() {
    let feed = feed(
        "<rss version='2.0' xmlns:at='http://www.w3.org/2005/Atom'><channel><title>Norland &amp; News</title>\
         <link>https://news.example/</link><at:link rel='self' href='https://news.example/feed'/>\
         <at:link rel='hub' href='https://hub.example/'/><description>All of it</description>\
         <language>en-GB</language><ttl>30</ttl><skipHours><hour>0</hour><hour>24</hour><hour>99</hour></skipHours>\
         <skipDays><day>Sunday</day><day>Someday</day></skipDays>\
         <lastBuildDate>Tue, 16 Jan 2024 10:00:00 GMT</lastBuildDate>\
         <image><url>/i.png</url><title>Picture</title><link>https://other.example/</link></image>\
         <managingEditor>desk@news.example (The Desk)</managingEditor></channel></rss>",
    );
    assert_eq!(feed.title, "Norland & News");
    assert_eq!(feed.home.as_ref().map(url::Url::as_str), Some("https://news.example/"));
    assert_eq!(feed.itself.as_ref().map(url::Url::as_str), Some("https://news.example/feed"));
    assert_eq!(feed.hubs.len(), 1);
    assert_eq!(feed.image.as_ref().map(url::Url::as_str), Some("https://news.example/i.png"));
    assert_eq!(
        (feed.language.as_str(), feed.authors.as_slice()),
        ("en-GB", &["The Desk".to_owned()][..])
    );
    assert_eq!(
        (feed.hints.ttl_minutes, feed.hints.skip_hours, feed.hints.skip_days),
        (Some(30), 1, 1 << 6)
    );
    assert!(feed.updated.is_some() && feed.entries.is_empty());
}

#[test]
fn titles() {
    for (title, expect) in [
        ("Plain", "Plain"),
        ("A &amp; B", "A & B"),
        ("A &amp;amp; B", "A & B"),
        ("&lt;b&gt;Bold&lt;/b&gt; words", "Bold words"),
        ("<![CDATA[<i>Italic</i> &#8211; words]]>", "Italic – words"),
        ("1 &lt; 2 and 3 &gt; 2", "1 < 2 and 3 > 2"),
        ("AT&amp;T &bogus; rises", "AT&T &bogus; rises"),
        ("  two\n lines ", "two lines"),
        ("a\0b\u{1}c", "abc"),
        ("<b>Markup</b> in it", "Markup in it"),
    ] {
        assert_eq!(item(&format!("<title>{title}</title>")).title, expect, "{title}");
    }
    let atom = |inner: &str| entry(inner).title;
    assert_eq!(atom("<title type='text'>a &lt;b&gt; c</title>"), "a <b> c");
    assert_eq!(atom("<title type='html'>&lt;img src=x onerror=alert(1)&gt;</title>"), "");
    assert_eq!(atom("<title type='xhtml'><div>A <b>b</b></div></title>"), "A b");
}

#[test]
fn addresses_and_ids() {
    let check = |inner: &str, url: Option<&str>, id: &str| {
        let item = item(inner);
        assert_eq!(item.url.as_ref().map(url::Url::as_str), url, "{inner}");
        assert_eq!(item.id, id, "{inner}");
    };
    check("<link>/a</link><guid>g</guid>", Some("https://news.example/a"), "g");
    check(
        "<guid>https://news.example/p</guid>",
        Some("https://news.example/p"),
        "https://news.example/p",
    );
    check(
        "<guid isPermaLink='false'>https://news.example/p</guid>",
        None,
        "https://news.example/p",
    );
    check(
        "<link>https://news.example/a</link>",
        Some("https://news.example/a"),
        "https://news.example/a",
    );
    check("<title>Only a title</title>", None, "Only a title");
    check("<description>Only words</description>", None, "Only words");
    check("<link>javascript:alert(1)</link><guid>g</guid>", None, "g");
    check("<link>http://user:pw@news.example/</link><guid>g</guid>", None, "g");
    check(
        "<link>https://news.example/?a=1&copy=2&b=3</link>",
        Some("https://news.example/?a=1&copy=2&b=3"),
        "https://news.example/?a=1&copy=2&b=3",
    );
    let atom = |inner: &str| entry(inner).url.map(String::from);
    let page = Some("https://news.example/b".to_owned());
    assert_eq!(atom("<link rel='self' href='/a'/><link href='/b'/>"), page);
    assert_eq!(
        atom(
            "<link rel='alternate' type='application/pdf' href='/a'/><link rel='alternate' type='text/html' href='/b'/>"
        ),
        page
    );
    assert_eq!(atom("<link rel='enclosure' href='/a'/>"), None);
}

#[test]
fn bodies() {
    let html = |inner: &str| item(inner).content.map(|content| content.html);
    let summary = |inner: &str| item(inner).summary.map(|summary| summary.html);
    let id = "<guid>g</guid>";
    let encoded = format!(
        "{id}<description>short</description><content:encoded><![CDATA[<p>long</p>]]></content:encoded>"
    );
    assert_eq!(html(&encoded).as_deref(), Some("<p>long</p>"));
    assert_eq!(summary(&encoded).as_deref(), Some("short"));
    assert_eq!(
        summary(&format!("{id}<description>&lt;p&gt;a&lt;/p&gt;</description>")).as_deref(),
        Some("<p>a</p>")
    );
    assert_eq!(
        summary(&format!("{id}<description><p>a<br>b</p></description>")).as_deref(),
        Some("<p>a<br>b</p>")
    );
    assert_eq!(summary(&format!("{id}<description>  </description>")), None);
    assert_eq!(
        html(&format!(
            "{id}<e:encoded xmlns:e='http://purl.org/rss/1.0/modules/content/'>x</e:encoded>"
        ))
        .as_deref(),
        Some("x")
    );
    let atom = |inner: &str| entry(inner).content.map(|content| content.html);
    assert_eq!(
        atom("<content type='html'>&lt;p&gt;a&lt;/p&gt;</content>").as_deref(),
        Some("<p>a</p>")
    );
    assert_eq!(
        atom("<content type='xhtml'><div><p>a</p></div></content>").as_deref(),
        Some("<div><p>a</p></div>")
    );
    assert_eq!(atom("<content type='text'>a &lt;b&gt;</content>").as_deref(), Some("a &lt;b&gt;"));
    assert_eq!(atom("<content src='http://169.254.169.254/'/>"), None);
    assert_eq!(atom("<content type='image/png'>iVBORw0KGgo=</content>"), None);
    let base =
        entry("<content xml:base='/sub/' type='html'>x</content>").content.and_then(|c| c.base);
    assert_eq!(base.map(String::from).as_deref(), Some("https://news.example/sub/"));
    let base = entry("<content xml:base='javascript:alert(1)//' type='html'>x</content>")
        .content
        .and_then(|c| c.base);
    assert_eq!(base.map(String::from).as_deref(), Some("https://news.example/feed"));
}

#[test]
fn people_topics_files_and_dates() {
    let item = item(
        "<guid>g</guid><author>a@news.example (Mara Lind)</author><dc:creator>Ines Varga</dc:creator>\
         <author>b@news.example</author><category>War</category><category>War</category><dc:subject>Rail</dc:subject>\
         <enclosure url='/a.mp3' type='audio/mpeg' length='12'/><enclosure url='file:///etc/passwd'/>\
         <media:group><media:content url='https://cdn.example/v.mp4' type='video/mp4' fileSize='-1'/></media:group>\
         <media:thumbnail url='/t.jpg'/><pubDate>Tue, 16 Jan 2024 10:00:00 GMT</pubDate><dc:language>en</dc:language>",
    );
    assert_eq!(item.authors, ["Mara Lind", "Ines Varga"]);
    assert_eq!(item.topics, ["War", "Rail"]);
    let files: Vec<_> = item
        .enclosures
        .iter()
        .map(|e| (e.url.path(), e.media_type.as_str(), e.size_bytes))
        .collect();
    assert_eq!(
        files,
        [
            ("/a.mp3", "audio/mpeg", Some(12)),
            ("/v.mp4", "video/mp4", None),
            ("/t.jpg", "image", None)
        ]
    );
    assert!(item.published.is_some() && item.updated.is_none());
    assert_eq!(item.language, "en");
    let entry = entry(
        "<author><name>A</name><email>a@b.example</email></author><published>2024-01-16</published><updated>2024-01-16T10:00:00Z</updated><category term='t' label='Label'/>",
    );
    assert_eq!((entry.authors, entry.topics), (vec!["A".to_owned()], vec!["Label".to_owned()]));
    assert!(entry.published.is_none() && entry.updated.is_some());
}

#[test]
fn broken_feeds_are_read_as_far_as_they_go() {
    let ids =
        |source: &str| feed(source).entries.into_iter().map(|entry| entry.id).collect::<Vec<_>>();
    for (source, expect) in [
        ("<rss><channel><item><guid>1</guid></item><item><guid>2</gu", &["1", "2"][..]),
        (
            "<rss><channel><item><guid>1</guid><item><guid>2</guid></item></channel></rss>",
            &["1", "2"],
        ),
        (
            "<rss><channel><item><guid>1</guid></item></chanel><item><guid>2</guid></item></rss>",
            &["1", "2"],
        ),
        (
            "<rss><channel><item><guid>1</guid><title>a < b & c</title></item></channel></rss>",
            &["1"],
        ),
        (
            "<rss><channel><item><guid>1</guid><description><b>x</i></description></item><item><guid>2</guid></item></channel></rss>",
            &["1", "2"],
        ),
        (
            "<rss><channel><item><guid>1</guid></item></channel></rss><rss><channel><item><guid>2</guid></item></channel></rss>",
            &["1", "2"],
        ),
        (
            "<rss><channel><item><guid>1</guid></item><item><guid>1</guid></item><item/></channel></rss>",
            &["1"],
        ),
        ("<rss><channel><item><guid>1</guid><description><![CDATA[never closed", &["1"]),
        (
            "<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><rss><channel><item><guid>&x;</guid></item></channel></rss>",
            &["&x;"],
        ),
        ("<rss><channel><q:item><guid>1</guid></q:item></channel></rss>", &["1"]),
        (
            "<rdf:RDF><channel><title>t</title></channel><item rdf:about='https://news.example/1'/></rdf:RDF>",
            &["https://news.example/1"],
        ),
    ] {
        assert_eq!(ids(source), expect, "{source}");
    }
}

#[test]
fn encodings() {
    let source = "<?xml version='1.0' encoding='windows-1252'?><rss><channel><title>caf\u{e9}</title></channel></rss>";
    let title = |bytes: &[u8], header: Option<&str>| {
        super::read(bytes, header, None).expect("a feed").title
    };
    let latin: Vec<u8> = source.chars().map(|char| char as u8).collect();
    assert_eq!(title(&latin, None), "café");
    assert_eq!(title(source.as_bytes(), None), "café");
    let wide: Vec<u8> = source.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(title(&wide, None), "café");
    assert_eq!(title(&[b"\xff\xfe".as_slice(), &wide].concat(), None), "café");
    let cyrillic =
        latin.iter().map(|byte| if *byte == 0xe9 { 0xc6 } else { *byte }).collect::<Vec<_>>();
    assert_eq!(title(&cyrillic, Some("text/xml; charset=\"windows-1251\"")), "cafЖ");
}

#[test]
fn json_feeds() {
    let feed = feed(
        "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"N\",\"home_page_url\":\"/\",\"items\":[\
         {\"id\":7,\"url\":\"/a\",\"title\":\"A\",\"content_html\":\"<p>x</p>\",\"summary\":\"s <\",\
          \"date_published\":\"2024-01-16T10:00:00Z\",\"authors\":[{\"name\":\"M\"},5],\"tags\":[\"t\",1],\
          \"attachments\":[{\"url\":\"/f\",\"mime_type\":\"audio/mpeg\",\"size_in_bytes\":3},{}]},\
         {\"id\":{},\"url\":[],\"content_html\":5},\
         {\"id\":\"8\",\"external_url\":\"https://b.example/\",\"content_text\":\"a\\nb\",\"author\":{\"name\":\"O\"}}]}",
    );
    assert_eq!((feed.entries.len(), feed.dropped_count), (2, 1));
    let [a, b] = &feed.entries[..] else { panic!("two entries") };
    assert_eq!(
        (a.id.as_str(), a.authors.as_slice(), a.topics.as_slice()),
        ("7", &["M".to_owned()][..], &["t".to_owned()][..])
    );
    assert_eq!(a.summary.as_ref().map(|html| html.html.as_str()), Some("s &lt;"));
    assert_eq!(a.enclosures.len(), 1);
    assert_eq!(b.content.as_ref().map(|html| html.html.as_str()), Some("a<br>b"));
    assert_eq!(
        (b.url.as_ref().map(url::Url::as_str), b.authors.as_slice()),
        (Some("https://b.example/"), &["O".to_owned()][..])
    );
}
