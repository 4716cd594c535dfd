//! Feeds of any kind: no panic, no entry without an id, no address that is not of the web, and the
//! same feed twice is the same.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let url = url::Url::parse("https://news.example/").ok();
    let Ok(feed) = wire::feed::read(bytes, None, url.as_ref()) else { return };
    assert!(feed.entries.len() <= wire::feed::MAX_ENTRIES);
    for entry in &feed.entries {
        assert!(!entry.id.is_empty());
        assert!(entry.url.iter().all(|url| matches!(url.scheme(), "http" | "https")));
    }
    assert_eq!(wire::feed::read(bytes, None, url.as_ref()), Ok(feed));
});
