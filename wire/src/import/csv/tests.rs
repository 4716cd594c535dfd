use std::io::BufReader;

use super::{Record, Records};

/// Records with their fields; every chunk size gives the same.
fn records(source: &[u8]) -> Vec<Vec<String>> {
    let with = |size: usize| {
        let mut records = Records::new(BufReader::with_capacity(size, source), b',');
        let (mut all, mut record) = (Vec::new(), Record::default());
        while records.read(&mut record).expect("memory can be read") {
            let mut fields: Vec<String> = record.fields().map(|f| f.into_owned()).collect();
            fields.extend(record.is_cut.then(|| "CUT".to_owned()));
            all.push(fields);
        }
        all
    };
    let all = with(1 << 16);
    assert_eq!(with(1), all, "{:?}", String::from_utf8_lossy(source));
    all
}

#[test]
fn fields_of_records() {
    let check = |source: &[u8], expect: &[&[&str]]| {
        assert_eq!(records(source), expect, "{:?}", String::from_utf8_lossy(source));
    };
    check(b"a,b\nc,d\n", &[&["a", "b"], &["c", "d"]]);
    check(b"a,b\r\nc,d", &[&["a", "b"], &["c", "d"]]);
    check(b"a,b\rc,d\r", &[&["a", "b"], &["c", "d"]]);
    check(b"\"a,\nb\",c", &[&["a,\nb", "c"]]);
    check(b"\"say \"\"a\"\"\",c", &[&["say \"a\"", "c"]]);
    check(b"5\" disk,c", &[&["5\" disk", "c"]]);
    check(b"\"a\"b,c", &[&["ab", "c"]]);
    check(b",,\n", &[&["", "", ""]]);
    check(b"a,\"\"\n", &[&["a", ""]]);
    check(b"\n\n\r\na\n\n", &[&["a"]]);
    check(b"", &[]);
    check(b"a\0b,\0", &[&["a\0b", "\0"]]);
    check(b"caf\xe9", &[&["caf\u{e9}"]]);
    check(b"a,\"b\nc", &[&["a", "b\nc", "CUT"]]);
}

#[test]
fn bounds() {
    let wide = "c,".repeat(100_000);
    let mut record = Record::default();
    let mut records = Records::new(wide.as_bytes(), b',');
    assert!(records.read(&mut record).is_ok_and(|is_one| is_one));
    assert!(record.is_too_large && record.len() == 1_000);
}
