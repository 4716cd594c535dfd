//! Whatever the bytes: no panic, and no more rows than bytes.

use proptest::prelude::*;

use super::{archive, import};

fn soup() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "title,url,time_added,tags,status\n",
        "url",
        "https://news.example/a",
        ",",
        "\"",
        "\n",
        "\r",
        "|",
        "[",
        "]",
        "{",
        "}",
        ":",
        "\"url\":",
        "\"is_archived\":",
        "\"bookmarks\":",
        "\"collections\":",
        "\"links\":",
        "\"lists\":",
        "\"id\":",
        "\"content\":",
        "null",
        "1",
        "\\u",
        "\\ud800",
        "\0",
        "é",
        "<!DOCTYPE NETSCAPE-Bookmark-file-1>",
        "<DL>",
        "<DT>",
        "<A HREF=\"",
        "\">",
        "</A>",
        "<DD>",
        "<H3>",
        "</H3>",
        "</DL>",
        "<opml>",
        "<outline xmlUrl='https://b.example/'>",
        "</outline>",
        "{\"format\":\"dateline-library\",\"version\":1}\n",
        "\u{feff}",
        " ",
        ";",
        "\t",
        "['a', 'b']",
        "URL,Title,Selection,Folder\n",
        "\"highlights\":[{\"quote\":\"x\"}]",
        "> ",
        "#a",
        "\n\n",
    ]);
    prop::collection::vec(pieces, 0..50).prop_map(|pieces| pieces.concat())
}

fn rows(bytes: &[u8]) -> usize {
    import(bytes, "x").map_or(0, |rows| {
        rows.inspect(|row| {
            if let Ok(item) = row {
                assert!(matches!(item.url.scheme(), "http" | "https"));
            }
        })
        .count()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn soup_is_imported(source in soup()) {
        prop_assert!(rows(source.as_bytes()) <= source.len() + 1);
        for start in ["title,url,time_added\n", "[{\"is_archived\":", "{\"bookmarks\":[", "<dl><dt>"] {
            rows(format!("{start}{source}").as_bytes());
        }
        let names = ["part_0.csv", "annotations/a.json", "collections/c.json", "metadata_0.json", "content/a.html"];
        let files: Vec<(&str, &[u8])> = names.iter().map(|name| (*name, source.as_bytes())).collect();
        rows(&archive(&files));
    }

    #[test]
    fn broken_archives_are_imported(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<prop::sample::Index>()) {
        let mut bytes = archive(&[("part_0.csv", b"title,url\nT,https://news.example/a\n"), ("annotations/b.json", b"[{}]")]);
        let at = at.index(bytes.len());
        bytes[at] = byte;
        rows(&bytes);
        bytes.truncate(cut.index(bytes.len()));
        rows(&bytes);
    }
}
