//! Pictures: known by articles, kept when looked at, forgotten by age and by size.

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use store::Store;
use store::accounts::{NewReader, Role};
use store::article::Reading;
use store::pictures::{Found, Picture};
use store::shelf::Saving;

fn now() -> Timestamp {
    "2026-03-04T05:06:07Z".parse().expect("an instant")
}

#[test]
fn pictures_are_forgotten_the_longest_unused_first() {
    store::testing::each(async |store: Store| {
        let new = NewReader {
            name: "ada",
            display_name: "Ada",
            email: None,
            password_hash: None,
            role: Role::Reader,
        };
        let reader = store.add_reader(new, now()).await.expect("taken in");
        let saving = Saving::new("https://a.example/1".parse().expect("a URL"), now());
        let saved = store.save(reader, saving, now()).await.expect("saved");
        let urls: Vec<String> = (0..4).map(|n| format!("https://a.example/{n}.png")).collect();
        let reading = Reading { pictures: urls.clone(), ..Reading::default() };
        store.keep_reading(saved.article_id, reading, now()).await.expect("kept");
        let hash = |at: usize| -> [u8; 32] { Sha256::digest(urls[at].as_bytes()).into() };
        for at in 0..4 {
            let picture = Picture { content_type: "image/png".to_owned(), bytes: vec![0; 100] };
            let day = SignedDuration::from_hours(24 * at as i64);
            store.keep_picture(hash(at), picture, now() + day).await.expect("kept");
        }
        let kept = async || {
            let mut kept = Vec::new();
            for at in 0..4 {
                let found = store.picture(hash(at), now()).await.expect("it is known");
                kept.push(matches!(found, Found::Kept(_)));
            }
            kept
        };
        let forget = async |before, limit| store.forget_pictures(before, limit).await;
        assert_eq!(forget(now(), 400).await.expect("looked through"), 0);
        let day = SignedDuration::from_hours(24);
        assert_eq!(forget(now() + day, 400).await.expect("looked through"), 1);
        assert_eq!(kept().await, [false, true, true, true]);
        assert_eq!(forget(now(), 250).await.expect("looked through"), 1);
        assert_eq!(kept().await, [false, false, true, true]);
    });
}
