//! Backups: from either database into either.

use std::io::Write;
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use store::accounts::{NewReader, NewSession, Role};
use store::membership::NewCode;
use store::testing::{Kind, Scratch};
use store::{ArticleId, Error, ReaderId, Store};

/// A file in memory that the store can write to.
#[derive(Clone, Default)]
struct File(Arc<Mutex<Vec<u8>>>);

impl Write for File {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("no panic").write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn now() -> Timestamp {
    "2026-03-04T05:06:07Z".parse().expect("an instant")
}

async fn fill(store: &Store) {
    let role = Role::Admin;
    let (name, display_name) = ("ada", "Ada \"of\" Löwen\n☂");
    let new = NewReader { name, display_name, email: None, password_hash: Some("$x"), role };
    let id = store.add_reader(new, now()).await.expect("taken in");
    store.set_totp(id, Some(&[0, 1, 254, 255]), &[[7; 32]]).await.expect("on");
    store.add_token(id, "phone", "read", [9; 32], None, now()).await.expect("kept");
    let expires_at = now() + jiff::SignedDuration::from_hours(1);
    let session = NewSession { token_hash: [5; 32], reader_id: id, agent: "x", expires_at };
    store.add_session(session, now()).await.expect("kept");
    store.set_setting("name", Some("Room")).await.expect("kept");
    fill_membership(store, id).await;
}

/// A row of each table of membership.
async fn fill_membership(store: &Store, reader: ReaderId) {
    let new = NewCode {
        hash: [3; 32],
        hint: "AB".to_owned(),
        plan: "patron".to_owned(),
        days: Some(30),
        use_limit: 5,
        expires_at: None,
        note: "für alle".to_owned(),
    };
    store.add_code(new, now()).await.expect("kept");
    store.redeem([3; 32], reader, now()).await.expect("good");
    store.meter(reader, ArticleId(1), 3, now()).await.expect("counted");
    store.receive_event("evt_1", "invoice.paid", "sub_1", now()).await.expect("taken");
    store.begin_settling("sub_1", now()).await.expect("a turn");
}

async fn backup(store: &Store) -> Vec<u8> {
    let file = File::default();
    store.backup(file.clone()).await.expect("written");
    std::mem::take(&mut file.0.lock().expect("no panic"))
}

#[test]
fn a_store_comes_back_as_it_was_in_either_database() {
    let kinds = [Kind::Sqlite, Kind::Postgres];
    for (from, into) in kinds.into_iter().flat_map(|from| kinds.map(|into| (from, into))) {
        let (Some(from), Some(into)) = (Scratch::new(from), Scratch::new(into)) else { continue };
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(async {
            let old = Store::open(from.location()).await.expect("opens");
            fill(&old).await;
            let bytes = backup(&old).await;
            let new = Store::open(into.location()).await.expect("opens");
            let count = new.restore(std::io::Cursor::new(bytes.clone())).await.expect("restored");
            assert_eq!(count, 11, "five of accounts and settings, six of membership");
            assert_eq!(backup(&new).await, bytes, "a backup of the restored is the same");
            let ada = new.reader_by_name("ada").await.expect("there");
            let signed_in = new.signed_in([5; 32], now()).await.expect("an answer");
            assert_eq!(signed_in, None, "a copy signs nobody in");
            let again = new.restore(std::io::Cursor::new(bytes)).await;
            assert!(matches!(again, Err(Error::Refused(_))), "not over what is there");
            let new_reader = NewReader {
                name: "ben",
                display_name: "Ben",
                email: None,
                password_hash: None,
                role: Role::Reader,
            };
            let ben = new.add_reader(new_reader, now()).await.expect("ids go on");
            assert!(ben > ada.id);
        });
    }
}

#[test]
fn a_damaged_backup_is_refused_and_leaves_the_store_empty() {
    let gzip = |text: &str| {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        out.write_all(text.as_bytes()).expect("to memory");
        out.finish().expect("to memory")
    };
    let schema = std::fs::read_dir("migrations").expect("they are there").count();
    let head = format!("{{\"dateline_backup\":1,\"schema\":{schema}}}\n");
    let table = "{\"table\":\"setting\",\"columns\":[\"name\",\"value\"]}\n";
    let good = format!("{head}{table}[\"a\",\"b\"]\n{{\"end\":1}}\n");
    let rows: [(Vec<u8>, &str); 11] = [
        (Vec::new(), "damaged"),
        (b"not gzip".to_vec(), "damaged"),
        (gzip("hello\n"), "no backup"),
        (gzip(&head.replace(":1,", ":2,")), "later version"),
        (gzip(&head.replace(&format!("a\":{schema}}}"), "a\":99}")), "later version"),
        (gzip(&format!("{head}{table}[\"a\",\"b\"]\n")), "breaks off"),
        (gzip(&format!("{head}{table}[\"a\",\"b\"]\n{{\"end\":2}}\n")), "damaged"),
        (gzip(&format!("{head}{table}[\"a\"]\n{{\"end\":1}}\n")), "damaged"),
        (gzip(&good.replace("setting", "session")), "damaged"),
        (gzip(&good.replace("\"value\"", "\"value) VALUES (1); --\"")), "damaged"),
        (gzip(&good)[..30].to_vec(), "damaged"),
    ];
    store::testing::each(async |store: Store| {
        for (number, (bytes, why)) in rows.iter().enumerate() {
            let error = store.restore(std::io::Cursor::new(bytes.clone())).await;
            let error = error.expect_err("refused").to_string();
            assert!(error.contains(why), "row {number}: {error}");
            assert_eq!(store.setting("a").await.expect("an answer"), None, "row {number}");
        }
        store.restore(std::io::Cursor::new(gzip(&good))).await.expect("the counter-example");
        assert_eq!(store.setting("a").await.expect("an answer").as_deref(), Some("b"));
    });
}
