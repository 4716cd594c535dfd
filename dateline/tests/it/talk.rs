//! Conversations of other programs, brought twice, and all of them taken out as pages.

use std::io::Write;

use dateline::talk::{export_pages, import};
use store::Store;
use wire::talk::{Isso, IssoRow, Source};

const DISQUS: &str = r#"<?xml version="1.0"?><disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">
<thread dsq:id="10"><link>https://blog.example/disqus</link><title>The &lt;i&gt;quay&lt;/i&gt;</title></thread>
<post dsq:id="2"><message><![CDATA[<p>An answer</p>]]></message><createdAt>2019-03-04T05:07:00Z</createdAt><author><name>Bo</name></author><thread dsq:id="10"/><parent dsq:id="1"/></post>
<post dsq:id="1"><message><![CDATA[<p>First</p>]]></message><createdAt>2019-03-04T05:06:00Z</createdAt><author><name>Ann</name></author><thread dsq:id="10"/></post>
</disqus>"#;

const WORDPRESS: &str = r#"<?xml version="1.0"?><rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel>
<item><title>One</title><link>https://blog.example/wordpress</link>
<wp:comment><wp:comment_id>5</wp:comment_id><wp:comment_author>Ann</wp:comment_author><wp:comment_date_gmt>2010-01-02 03:04:05</wp:comment_date_gmt><wp:comment_content>First</wp:comment_content><wp:comment_approved>1</wp:comment_approved><wp:comment_parent>0</wp:comment_parent></wp:comment>
<wp:comment><wp:comment_author>Bo</wp:comment_author><wp:comment_date_gmt>2010-01-02 03:04:05</wp:comment_date_gmt><wp:comment_content>Without a number</wp:comment_content><wp:comment_approved>1</wp:comment_approved></wp:comment>
<wp:comment><wp:comment_author>Cy</wp:comment_author><wp:comment_date_gmt>2010-01-02 03:04:05</wp:comment_date_gmt><wp:comment_content>Nor this one</wp:comment_content><wp:comment_approved>1</wp:comment_approved></wp:comment>
</item></channel></rss>"#;

const REMARK: &str = r#"{"version":1,"users":[],"posts":[]}
{"id":"b","pid":"a","text":"","orig":"An answer","user":{"name":"Bo"},"locator":{"url":"https://blog.example/remark"},"time":"2020-01-02T03:05:00Z"}
{"id":"a","pid":"","text":"","orig":"First","user":{"name":"Ann"},"locator":{"url":"https://blog.example/remark"},"time":"no time"}
"#;

fn file(text: &str) -> Source {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(text.as_bytes()).expect("written");
    wire::talk::open(file.path()).expect("it is known")
}

fn isso() -> Source {
    let mut isso = Isso::new().expect("a place");
    for (id, parent) in [(1, 0), (2, 1)] {
        let row = IssoRow {
            id,
            parent,
            text: format!("Comment {id}"),
            author: "Ann".to_owned(),
            created: 1_500_000_000.5 + id as f64,
            uri: "https://blog.example/isso".to_owned(),
            ..IssoRow::default()
        };
        isso.add(row).expect("set aside");
    }
    isso.finish().expect("looked through")
}

#[test]
fn what_is_brought_twice_is_taken_once() {
    store::testing::each(async |store: Store| {
        type Given = (&'static str, fn() -> Source, u64);
        let rows: [Given; 4] = [
            ("Disqus", || file(DISQUS), 2),
            ("WordPress", || file(WORDPRESS), 3),
            ("Remark42", || file(REMARK), 2),
            ("Isso", isso, 2),
        ];
        let mut all = 0;
        for (name, source, count) in rows {
            all += count;
            for (new, known) in [(count, 0), (0, count), (0, count)] {
                let said = import(&store, source(), None).await.expect("taken");
                assert!(said.starts_with(&format!("{name}: {new} comments on 1 pages")), "{said}");
                assert!(said.contains(&format!("; {known} were here already")), "{said}");
            }
        }
        // What a file brings later is taken, and nothing else.
        let more = DISQUS.replace("</disqus>", r#"<post dsq:id="3"><message>Later</message><createdAt>2019-03-05T05:06:00Z</createdAt><author><name>Cy</name></author><thread dsq:id="10"/><parent dsq:id="2"/></post></disqus>"#);
        let said = import(&store, file(&more), None).await.expect("taken");
        assert!(said.contains(": 1 comments") && said.contains("; 2 were here"), "{said}");
        assert_eq!(store.check(false).await.expect("checked"), Vec::<String>::new());

        let folder = tempfile::tempdir().expect("a folder");
        let count = export_pages(&store, folder.path(), None).await.expect("written");
        assert_eq!(count, 4);
        let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect("a page");
        let index = read("index.html");
        assert!(index.contains("The &lt;i&gt;quay&lt;/i&gt;</a> (3 comments)"), "{index}");
        let articles: usize = std::fs::read_dir(folder.path())
            .expect("a folder")
            .map(|entry| read(&entry.expect("a file").file_name().to_string_lossy()))
            .map(|page| page.matches("<article").count())
            .sum();
        assert_eq!(articles as u64, all + 1);
    });
}
