//! OPML: no panic, and what is written from what was read is read as the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wire::opml;

fuzz_target!(|bytes: &[u8]| {
    let Ok(read) = opml::read(bytes) else { return };
    let once = opml::write(&read.title, &read.outlines);
    let again = opml::read(once.as_bytes()).expect("we wrote it");
    assert_eq!(again.outlines.len(), read.outlines.len());
    assert_eq!(opml::write(&again.title, &again.outlines), once);
});
