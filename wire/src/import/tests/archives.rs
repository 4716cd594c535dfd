use super::super::{Format, ImportError};
use super::{archive, check, import};

const TABLE: &[u8] =
    b"title,url,time_added,tags,status\nT,https://news.example/a,1768557600,war,unread\n";

#[test]
fn pocket() {
    let marks = br#"[{"url":"https://news.example/a","title":"T","highlights":[{"quote":"10 over","created_at":1768557700},{"quote":""}]},{"url":5},7]"#;
    let collection = br#"{"slug":"war-reads","items":[{"url":"https://news.example/a","title":"T","excerpt":"e","note":"n"},{"url":null}],"title":"War reads","description":null}"#;
    check(
        archive(&[
            ("part_000000.csv", TABLE),
            ("annotations/part_000000.json", marks),
            ("collections/war-reads.json", collection),
            ("read me.bin", b"\x01\x02"),
        ]),
        Format::Pocket,
        &[
            "2 https://news.example/a 'T' Unread saved=2026-01-16T10:00:00Z tags=war",
            "1 https://news.example/a 'T' Unknown mark=10 over///",
            "2! no address",
            "3! cannot be read: not an object",
            "1 https://news.example/a 'T' Unknown folders=War reads note=n excerpt=e",
            "2! no address",
            "0! cannot be read: not an export that is known",
        ],
    );
}

#[test]
fn omnivore() {
    let list = br#"[{"id":"1","slug":"drones-1","title":"T","description":"d","author":null,"url":"https://news.example/a","state":"Archived","readingProgress":42,"thumbnail":null,"labels":["war"],"savedAt":"2024-10-29T16:30:11.000Z","publishedAt":null},{"slug":"b","url":"https://news.example/b","savedAt":5,"readingProgress":900}]"#;
    let marks = b"about the page\n\n> 10 over\n> Smolensk\n\n#war #rail\n\nmy note\n\n> second\n";
    check(
        archive(&[
            ("metadata_0_to_20.json", list),
            ("content/drones-1.html", b"<p>x</p>"),
            ("highlights/drones-1.md", marks),
            ("content/other.pdf", b"%PDF"),
        ]),
        Format::Omnivore,
        &[
            "1 https://news.example/a 'T' Archived saved=2024-10-29T16:30:11Z progress=42 tags=war note=about the page excerpt=d mark=10 over\nSmolensk/my note/war rail/ mark=second/// body=Html(\"<p>x</p>\") extras=id:1,slug:drones-1",
            "2 https://news.example/b '' Unknown saved=1970-01-01T00:00:05Z extras=readingProgress:900,slug:b",
        ],
    );
}

#[test]
fn of_anything_and_of_evil() {
    check(
        archive(&[
            ("../../etc/passwd", TABLE),
            ("folder/", b""),
            ("C:\\x.txt", b"https://news.example/b\n"),
        ]),
        Format::Archive,
        &[
            "2 https://news.example/a 'T' Unread saved=2026-01-16T10:00:00Z tags=war",
            "1 https://news.example/b '' Unknown",
        ],
    );
    let bomb = [TABLE, &b"x".repeat(50_000_000)].concat();
    let rows: Vec<_> = import(archive(&[("part_0.csv", &bomb)]), "").expect("an archive").collect();
    assert_eq!(rows.len(), 2);
    assert!(
        rows[0].is_ok()
            && rows[1]
                .as_ref()
                .is_err_and(|refused| refused.reason.to_string().contains("100 times"))
    );
    let whole = archive(&[("part_0.csv", TABLE)]);
    assert!(matches!(import(&whole[..whole.len() - 30], ""), Err(ImportError::Archive(_))));
    assert!(import(b"PK\x03\x04", "x.zip").is_err());
    // The content cut short: what is whole is read, and the row after it says so.
    let mut broken = whole.clone();
    for byte in &mut broken[60..80] {
        *byte ^= 0x55;
    }
    let rows: Vec<_> = import(&broken, "").expect("an archive").collect();
    assert!(rows.iter().all(Result::is_err), "{rows:?}");
}
