use super::super::Format;
use super::{check, import};

#[test]
fn pocket() {
    let heading = "title,url,time_added,tags,status\n";
    let row = |row: &str, expect: &str| check(format!("{heading}{row}"), Format::Pocket, &[expect]);
    row(
        "Drones over Smolensk,https://news.example/a,1768557600,war|drones,unread",
        "2 https://news.example/a 'Drones over Smolensk' Unread saved=2026-01-16T10:00:00Z tags=war|drones",
    );
    row(
        "\"Comma, \"\"quoted\"\"\nover lines\",\"https://news.example/b?x=1,2\",1768550000,,archive\r\n",
        "2 https://news.example/b?x=1,2 'Comma, \"quoted\" over lines' Archived saved=2026-01-16T07:53:20Z",
    );
    row(",https://news.example/a,,,", "2 https://news.example/a '' Unknown");
    row(
        "t,https://news.example/a,0,,gone",
        "2 https://news.example/a 't' Unknown extras=status:gone,time_added:0",
    );
    row("t,https://news.example/a", "2 https://news.example/a 't' Unknown");
    row(
        "\0t,https://news.example/a,-1,|a||a|,unread",
        "2 https://news.example/a 't' Unread tags=a extras=time_added:-1",
    );
    row("t,,1768557600,,unread", "2! no address");
    row(
        "=cmd|' /C calc'!A0,javascript:alert(1),1,,unread",
        "2! not the address of a web page: javascript:alert(1)",
    );
    row(
        "t,\"https://news.example/a",
        "2! the file ends in the middle of this row: a quoted field has no end",
    );
    row(
        "caf\u{e9} \u{202e}x,https://news.example/a,1768557600,\u{fc}ber uns,unread",
        "2 https://news.example/a 'caf\u{e9} \u{202e}x' Unread saved=2026-01-16T10:00:00Z tags=\u{fc}ber uns",
    );
    // Columns in any order, with the one of 2024, a mark in front and other line ends.
    check(
        "\u{feff}URL,Time_Added,cursor,tags,title,status,extra\rhttps://news.example/a,1768557600,9,,T,archive,more\r",
        Format::Pocket,
        &["2 https://news.example/a 'T' Archived saved=2026-01-16T10:00:00Z extras=extra:more"],
    );
    let wide: Vec<u8> = format!("\u{feff}{heading}é,https://news.example/a,,,")
        .encode_utf16()
        .flat_map(u16::to_be_bytes)
        .collect();
    check(wide, Format::Pocket, &["2 https://news.example/a 'é' Unknown"]);
    let latin = b"title,url,time_added\ncaf\xe9,https://news.example/a,1768557600\n";
    check(
        latin,
        Format::Pocket,
        &["2 https://news.example/a 'caf\u{e9}' Unknown saved=2026-01-16T10:00:00Z"],
    );
    let huge = format!(
        "{heading}{},https://news.example/a,,,\nt,https://news.example/b,,,",
        "x".repeat(17 << 20)
    );
    check(
        huge,
        Format::Pocket,
        &["2! larger or deeper than a row may be", "3 https://news.example/b 't' Unknown"],
    );
}

#[test]
fn other_tables() {
    check(
        "URL,Title,Selection,Folder,Timestamp,Tags\nhttps://news.example/a,Drones,,Unread,1768557600,\"[\"\"war\"\",\"\"drones\"\"]\"\nhttps://news.example/b,Old,first words,Archive,1640080879,[]\nhttps://news.example/c,S,,Starred,,\nhttps://news.example/d,D,,Rail,,\n,,only a note,Unread,,",
        Format::Instapaper,
        &[
            "2 https://news.example/a 'Drones' Unread saved=2026-01-16T10:00:00Z tags=war|drones",
            "3 https://news.example/b 'Old' Archived saved=2021-12-21T10:01:19Z excerpt=first words",
            "4 https://news.example/c 'S' Unread favourite=yes",
            "5 https://news.example/d 'D' Unknown folders=Rail",
            "6! no address",
        ],
    );
    check(
        "URL,Title,Selection,Folder\nhttps://news.example/a,T,,Unread",
        Format::Instapaper,
        &["2 https://news.example/a 'T' Unread"],
    );
    check(
        "Title,URL,ID,Document tags,Saved date,Reading progress,Location,Seen\nT,https://news.example/a,i,\"['war', 'it\\'s']\",2025-01-20 22:13:02.447000+00:00,0.425,archive,True\nF,https://news.example/f,,,,,feed,\nM,mailto:reader-forwarded-email/x,,,,,new,\nP,https://news.example/p,,,,7,later,",
        Format::Readwise,
        &[
            "2 https://news.example/a 'T' Archived saved=2025-01-20T22:13:02.447Z progress=42 tags=war|it's extras=ID:i,Location:archive,Seen:True",
            "3! an entry of a feed, not saved by the reader",
            "4! not the address of a web page: mailto:reader-forwarded-email/x",
            "5 https://news.example/p 'P' Unread extras=Location:later,Reading progress:7",
        ],
    );
    check(
        "id,title,note,excerpt,url,folder,tags,created,cover,highlights,favorite\n100,Drones,my note,Two counts,https://news.example/a,News / War,\"war, drones\",2026-01-16T10:00:00.000Z,https://news.example/c.jpg,\"Highlight:10 over\nNote:why\",true\n101,U,,,https://news.example/b,Unsorted,,,bad,free words,false",
        Format::Raindrop,
        &[
            "2 https://news.example/a 'Drones' Unknown saved=2026-01-16T10:00:00Z favourite=yes tags=war|drones folders=News/War note=my note excerpt=Two counts image=https://news.example/c.jpg mark=10 over/why// extras=folder:News / War,highlights:Highlight:10 over\nNote:why,id:100",
            "3 https://news.example/b 'U' Unknown extras=cover:bad,highlights:free words,id:101",
        ],
    );
    check(
        "Title,Author,Publisher,URL,Tags,Word Count,In Queue,Favorited,Read\nT,A,P,https://news.example/a,war;rail,9,False,True,True",
        Format::Matter,
        &[
            "2 https://news.example/a 'T' Archived favourite=yes tags=war|rail authors=A extras=Publisher:P,Read:True,Word Count:9",
        ],
    );
    check(
        "id,type,title,url,content,note,tags,created\n1,WebPage,T,https://news.example/a,words,n,\"a,b\",2026-01-16T10:00:00Z\n2,Note,T,,words,,,",
        Format::Mymind,
        &[
            "2 https://news.example/a 'T' Unknown saved=2026-01-16T10:00:00Z tags=a|b note=n body=Text(\"words\") extras=id:1,type:WebPage",
            "3! no address",
        ],
    );
    check(
        "Title;URL;Content;Tags;MIME Type;Language;Creation date\nT;https://news.example/a;<p>x</p>;a,b;text/html;en;16/01/2026 10:00:00",
        Format::WallabagTable,
        &[
            "2 https://news.example/a 'T' Unknown tags=a|b language=en body=Html(\"<p>x</p>\") extras=Creation date:16/01/2026 10:00:00,MIME Type:text/html",
        ],
    );
    check(
        "url,title,state,created,labels\nhttps://news.example/a,T,archived,2026-01-16T10:00:00Z,\"[\"\"x\"\"]\"",
        Format::Readeck,
        &["2 https://news.example/a 'T' Archived saved=2026-01-16T10:00:00Z tags=x"],
    );
    check("link\nhttps://news.example/a", Format::Table, &["2 https://news.example/a '' Unknown"]);
    for none in ["", "a,b\n1,2", "title\nx", "\0\0\0", "words and words"] {
        assert!(import(none, "x.csv").is_err(), "{none:?}");
    }
}

#[test]
fn wallabag() {
    check(
        r#"[{"is_archived":0,"is_starred":1,"is_public":false,"tags":["war"],"id":23,"uid":null,"title":"T","url":"https://news.example/a","given_url":"https://news.example/a?x","content":"<p>x</p>","created_at":"2016-09-08T11:55:58+0200","published_at":null,"published_by":["A"],"starred_at":"2016-09-08T12:00:00+02:00","annotations":[{"text":"note","quote":"10 over","ranges":[{"start":"/p[2]","startOffset":"12","end":"/p[2]","endOffset":"28"}]},{"quote":""},5],"language":"en","preview_picture":"https://news.example/i.png","headers":null},
           {"is_archived":true,"is_starred":"0","url":"https://news.example/b","tags":[{"label":"l"}],"created_at":[],"title":{}},
           {"is_archived":1,"url":{},"tags":5}, 7, {"url":"https://news.example/c","is_archived":false,"big":99999999999999999999999}]"#,
        Format::Wallabag,
        &[
            "1 https://news.example/a 'T' Unread saved=2016-09-08T09:55:58Z favourite=yes public=false tags=war authors=A language=en image=https://news.example/i.png mark=10 over/note///p[2]:12 body=Html(\"<p>x</p>\") extras=given_url:https://news.example/a?x,id:23",
            "2 https://news.example/b '' Archived tags=l",
            "3! no address",
            "4! cannot be read: not an object",
            "5 https://news.example/c '' Unread extras=big:1e+23",
        ],
    );
    check(
        r#"[{"is_archived":0,"url":"https://news.example/a"},{"url":"https://news.example/b","content":"cut"#,
        Format::Wallabag,
        &[
            "1 https://news.example/a '' Unread",
            "2! the file ends in the middle of this row: not JSON at byte 96: it ends too early",
        ],
    );
}

#[test]
fn karakeep_and_linkwarden() {
    check(
        r#"{"bookmarks":[{"createdAt":1768557600,"title":null,"tags":["war"],"lists":["l2","l9"],"content":{"type":"link","url":"https://news.example/a"},"note":"n","archived":false},
           {"title":"up","content":null},{"content":{"type":"text","text":"t"}},{"content":{"type":"asset"}}],
           "lists":[{"id":"l1","name":"Reading","parentId":null},{"id":"l2","name":"War","parentId":"l1"},{"id":"l3","name":"ring","parentId":"l3"}]}"#,
        Format::Karakeep,
        &[
            "1 https://news.example/a '' Unread saved=2026-01-16T10:00:00Z tags=war folders=Reading/War|l9 note=n",
            "2! an uploaded file, which the export does not hold",
            "3! no address",
            "4! an uploaded file, which the export does not hold",
        ],
    );
    check(
        r#"{"username":"u","collections":[{"id":1,"name":"News","parentId":null,"links":[]},{"links":[
           {"id":5,"name":"T","type":"url","description":"d","url":"https://news.example/a","textContent":"words","tags":[{"name":"war"}],"createdAt":"2025-01-01T00:00:00.000Z"},
           {"id":6,"type":"pdf","url":null}],"id":2,"name":"War","parentId":1},{"id":3,"parentId":3,"name":"ring","links":[{"url":"https://news.example/b"}]}],"pinnedLinks":[{"id":5}]}"#,
        Format::Linkwarden,
        &[
            "1 https://news.example/a 'T' Unknown saved=2025-01-01T00:00:00Z favourite=yes tags=war folders=News/War excerpt=d body=Text(\"words\") extras=id:5,type:url",
            "2! an uploaded file, which the export does not hold",
            &format!("3 https://news.example/b '' Unknown folders={}", ["ring"; 32].join("/")),
        ],
    );
}

#[test]
fn small_json() {
    check(
        r#"[{"href":"https://news.example/a","description":"T","extended":"n","time":"2026-03-01T13:28:24Z","shared":"no","toread":"yes","tags":"war drones"}]"#,
        Format::Pinboard,
        &[
            "1 https://news.example/a 'T' Unread saved=2026-03-01T13:28:24Z public=false tags=war|drones note=n",
        ],
    );
    check(
        r#"{"bookmarks":[{"article__url":"https://news.example/a","article__title":"A &amp; B","article__excerpt":"x","favorite":true,"archive":false,"date_added":"2016-08-25T12:05:00","date_archived":null}],"recommendations":[]}"#,
        Format::Readability,
        &[
            "1 https://news.example/a 'A & B' Unread saved=2016-08-25T12:05:00Z favourite=yes excerpt=x",
        ],
    );
    check(
        r#"[{"url":"https://news.example/a","title":"T","tags":["x"],"starred":true,"summary":"s","originalURL":"https://news.example/o","addedAt":1588601562}]"#,
        Format::GoodLinks,
        &[
            "1 https://news.example/a 'T' Unknown saved=2020-05-04T14:12:42Z favourite=yes tags=x excerpt=s extras=originalURL:https://news.example/o",
        ],
    );
    check(
        r#"{"id":"x","items":[{"id":"1","canonical":[{"href":"https://news.example/a"}],"title":"T","author":"A","published":1768557600,"categories":["user/-/state/com.google/read","user/-/label/War"],"summary":{"content":"<p>x</p>"}}]}"#,
        Format::Starred,
        &[
            "1 https://news.example/a 'T' Archived favourite=yes tags=War authors=A published=2026-01-16T10:00:00Z body=Html(\"<p>x</p>\") extras=id:1",
        ],
    );
}

#[test]
fn bookmark_files() {
    check(
        "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p>\n<DT><H3 ADD_DATE=\"1\">News &amp; co</H3>\n<DL><p>\n<DT><A HREF=\"https://news.example/a?x=1&amp;y\" ADD_DATE=\"1768557600\" PRIVATE=\"1\" TOREAD=\"1\" TAGS=\"war,drones\" ICON=\"data:x\">T &lt;b&gt;</A>\n<DD>Description\n[linkding-notes]my note[/linkding-notes]\n</DL><p>\n<DT><A HREF=\"https://news.example/b\" add_date=1768557600000 toread=0>B</A>\n<DT><a href='javascript:alert(1)'>x</a><DT><A HREF='https://news.example/h' FEEDURL='https://news.example/feed'>F</A></DL><p>",
        Format::Netscape,
        &[
            "1 https://news.example/a?x=1&y 'T <b>' Unread saved=2026-01-16T10:00:00Z public=false tags=war|drones folders=News & co note=my note excerpt=Description",
            "2 https://news.example/b 'B' Archived saved=2026-01-16T10:00:00Z",
            "3! not the address of a web page: javascript:alert(1)",
            "4 https://news.example/feed 'F' Unknown kind=feed extras=href:https://news.example/h",
        ],
    );
    // No doctype, nothing closed, dates that are none.
    check(
        "<dl><dt><h3>F<dl><dt><a href=https://news.example/a add_date=NaN>A<dt><a href=https://news.example/b add_date=-1>B",
        Format::Netscape,
        &["1 https://news.example/a 'A' Unknown", "2 https://news.example/b 'B' Unknown"],
    );
    check(
        "<!DOCTYPE html><html><body><h1>Unread</h1><ul><li><a href=\"https://news.example/a\" time_added=\"1768557600\" tags=\"war,drones\">T</a></li></ul><h1>Read Archive</h1><ul><li><a href=\"https://news.example/b\" time_added=\"1768557600\" tags=\"\">B</a></li></ul></body></html>",
        Format::PocketHtml,
        &[
            "1 https://news.example/a 'T' Unread saved=2026-01-16T10:00:00Z tags=war|drones",
            "2 https://news.example/b 'B' Archived saved=2026-01-16T10:00:00Z",
        ],
    );
    let deep = format!(
        "<!DOCTYPE NETSCAPE-Bookmark-file-1>{}<DT><A HREF='https://news.example/a'>A</A>",
        "<DT><H3>f</H3><DL><p>".repeat(20_000)
    );
    check(
        deep,
        Format::Netscape,
        &[&format!("1 https://news.example/a 'A' Unknown folders={}", ["f"; 32].join("/"))],
    );
}

#[test]
fn lists_and_subscriptions() {
    check(
        "https://news.example/a | T | t\n\nhttps://news.example/b\n",
        Format::OneTab,
        &["1 https://news.example/a 'T | t' Unknown", "3 https://news.example/b '' Unknown"],
    );
    check(
        "https://news.example/a\r\nhttps://news.example/b",
        Format::Lines,
        &["1 https://news.example/a '' Unknown", "2 https://news.example/b '' Unknown"],
    );
    let named = import("# mine\nhttps://news.example/a\nnot one", "list.txt")
        .map(|rows| rows.map(|row| super::short(&row)).collect::<Vec<_>>());
    assert_eq!(
        named.ok(),
        Some(vec![
            "2 https://news.example/a '' Unknown".to_owned(),
            "3! not the address of a web page: not one".to_owned()
        ])
    );
    check(
        "<opml version='2.0'><body><outline text='F'><outline text='N' type='rss' xmlUrl='https://news.example/feed' htmlUrl='https://news.example/'/></outline><outline text='x' xmlUrl='file:///x'/></body></opml>",
        Format::Opml,
        &[
            "2 https://news.example/feed 'N' Unknown kind=feed folders=F extras=htmlUrl:https://news.example/",
            "3! not the address of a web page: file:///x",
        ],
    );
}

#[test]
fn our_own() {
    let heading = "{\"format\":\"dateline-library\",\"version\":1}\n";
    let check =
        |rest: &str, expect: &[&str]| check(format!("{heading}{rest}"), Format::Dateline, expect);
    check(
        "{\"url\":\"https://news.example/a\",\"title\":\"T\"}\n",
        &["2 https://news.example/a 'T' Unknown"],
    );
    check(
        "{\"title\":\"T\"}\n\n{\"url\":\"file:///x\"}\n{\"url\":\"https://news.example/a\",\"new\":1}\n{",
        &[
            "2! no address",
            "4! cannot be read: not the address of a web page: file:///x at line 1 column 19",
            "5! cannot be read: unknown field `new`, expected one of `kind`, `url`, `title`, `saved_at`, `state`, `archived_at`, `is_favourite`, `favoured_at`, `is_public`, `progress_percent`, `tags`, `folders`, `note`, `excerpt`, `authors`, `published_at`, `language`, `image`, `marks`, `body`, `extras` at line 1 column 37",
            "6! cannot be read: EOF while parsing an object at line 1 column 1",
        ],
    );
    let newer =
        "{\"format\":\"dateline-library\",\"version\":2}\n{\"url\":\"https://news.example/a\"}";
    super::check(
        newer,
        Format::Dateline,
        &["1! cannot be read: version 2 is newer than this program"],
    );
}
