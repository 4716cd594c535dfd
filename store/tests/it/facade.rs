//! Opening, settings, and what holds for every write.

use store::testing::{Kind, Scratch};
use store::{Error, Location, Store};

#[test]
fn a_store_opens_again_with_what_was_written() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let Some(scratch) = Scratch::new(kind) else { continue };
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(async {
            let store = Store::open(scratch.location()).await.expect("opens");
            store.set_setting("name", Some("The Room\0 ☂")).await.expect("kept");
            drop(store);
            let store = Store::open(scratch.location()).await.expect("opens again");
            let name = store.setting("name").await.expect("an answer").expect("there");
            assert_eq!(name.replace('\0', ""), "The Room ☂");
            store.set_setting("name", None).await.expect("removed");
            assert_eq!(store.setting("name").await.expect("an answer"), None);
        });
    }
}

#[test]
fn of_two_first_values_one_is_kept() {
    store::testing::each(async |store: Store| {
        assert_eq!(store.setting_or("key", "a").await.ok().as_deref(), Some("a"));
        assert_eq!(store.setting_or("key", "b").await.ok().as_deref(), Some("a"));
    });
}

#[test]
fn two_processes_may_open_a_new_store_together() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let Some(scratch) = Scratch::new(kind) else { continue };
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(async {
            let (a, b) =
                tokio::join!(Store::open(scratch.location()), Store::open(scratch.location()));
            a.expect("opens").set_setting("x", Some("1")).await.expect("kept");
            let seen = b.expect("opens").setting("x").await.expect("an answer");
            assert_eq!(seen.as_deref(), Some("1"));
        });
    }
}

#[test]
fn what_is_no_database_is_refused_with_its_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("notes.txt");
    std::fs::write(&file, "not a database ".repeat(400)).expect("written");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    for path in [file, folder.path().join("no/such/folder/x.sqlite")] {
        let opened = runtime.block_on(Store::open(&Location::Sqlite(path.clone())));
        assert!(
            matches!(&opened, Err(Error::Open { path: named, .. }) if *named == path),
            "{opened:?}"
        );
    }
}

#[test]
fn a_password_in_an_address_is_not_printed() {
    let rows = [
        ("postgres://me:secret@db/x", "postgres://…"),
        ("postgresql://me:secret@db/x", "postgres://…"),
        ("/var/lib/dateline.sqlite", "\"/var/lib/dateline.sqlite\""),
    ];
    for (given, printed) in rows {
        assert_eq!(format!("{:?}", Location::parse(given)), printed);
    }
}
