use super::{Report, look};

#[test]
fn a_file_is_looked_into_before_anything_is_taken() {
    let csv = "title,url,time_added,tags,status\n\
        Bridge,https://news.example/bridge,1700000000,river|traffic,unread\n\
        ,https://news.example/ferry,1700000001,river,archive\n\
        Nothing,not an address,1700000002,,unread\n";
    let (bytes, report, row_count) =
        look(csv.as_bytes().to_vec(), "part_000000.csv").expect("read");
    assert_eq!(bytes, csv.as_bytes());
    assert_eq!((row_count, report.pages, report.tags, report.refused_count), (3, 2, 2, 1));
    assert_eq!(report.format, "Pocket");
    assert_eq!(report.samples[1].title, "https://news.example/ferry", "no title: its address");
    assert!(report.refused[0].why.contains("not an address"), "{:?}", report.refused);
    assert_eq!(Report::parse(&report.to_json()), report);
}

#[test]
fn what_is_no_export_says_so() {
    let rows: [&[u8]; 3] = [b"\x7fELF\x02\x01\x01", b"PK\x03\x04broken", b"{\"a\": 1}"];
    for bytes in rows {
        let error = look(bytes.to_vec(), "file.bin").expect_err("refused");
        assert!(error.starts_with("file.bin: ") && error.ends_with('.'), "{error}");
    }
}
