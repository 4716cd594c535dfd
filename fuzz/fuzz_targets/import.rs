//! Exports of every format, told from the bytes: no panic, no more rows than bytes, and what is
//! taken goes through our own format unchanged.
#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use wire::export::{Target, write};
use wire::import::{Item, open};

fuzz_target!(|bytes: &[u8]| {
    let Ok(rows) = open(Cursor::new(bytes.to_vec()), "x.txt") else { return };
    let mut items = Vec::new();
    for (count, row) in rows.enumerate() {
        assert!(count <= bytes.len());
        items.extend(row.map(|item| Item { part: None, row: 0, ..item }));
    }
    let mut written = Vec::new();
    write(Target::Dateline, &items, &mut written).expect("memory can be written");
    let again = open(Cursor::new(written), "").expect("we wrote it");
    let again: Vec<Item> =
        again.map(|row| Item { row: 0, ..row.expect("we wrote it") }).collect();
    assert_eq!(again, items);
    for target in Target::ALL {
        write(target, &items, &mut Vec::new()).expect("memory can be written");
    }
});
