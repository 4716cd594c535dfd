//! The command line on a shelf: a library here and a room elsewhere answer alike.

use std::sync::Arc;

use jiff::Timestamp;
use room::{App, Config};
use store::accounts::{NewReader, Role};
use store::article::{Content, Reading};
use store::shelf::Saving;
use store::{Location, Store};

use crate::run;

const TEXT: &str = "The ferry stays in harbour for nine days, leaving 1,400 residents to a launch.\n\n\
    \u{201c}We would rather disappoint people,\u{201d} said Maud Ellery, the director.";

/// A library with one article, and a room over it; the room's address.
fn room(folder: &std::path::Path) -> String {
    let location = Location::Sqlite(folder.join("dateline.sqlite"));
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(async move {
            let store = Store::open(&location).await.expect("opens");
            fill(&store).await;
            let app = Arc::new(App::open(store, Config::default()).await.expect("opens"));
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
            let address = listener.local_addr().expect("bound");
            sender.send(format!("http://{address}/")).expect("awaited");
            axum::serve(listener, room::router(app)).await.expect("serves");
        });
    });
    receiver.recv().expect("the room opens")
}

async fn fill(store: &Store) {
    let now = Timestamp::now();
    let new = NewReader {
        name: "mira",
        display_name: "Mira",
        email: None,
        password_hash: None,
        role: Role::Reader,
    };
    let reader = store.add_reader(new, now).await.expect("free");
    let hash = room::accounts::hash("app-secret");
    store.add_token(reader, "script", "read write", hash, None, now).await.expect("kept");
    let url = "https://post.example/ferry".parse().expect("a URL");
    let saved = store.save(reader, Saving::new(url, now), now).await.expect("saved");
    let record = record::read(TEXT, &record::Options::default());
    let html: String = TEXT.split("\n\n").map(|words| format!("<p>{words}</p>")).collect();
    let reading = Reading {
        title: "Ferry \u{1b}[31mstays".to_owned(),
        outlet: Some("Harbour Post".to_owned()),
        content: Content {
            text: TEXT.to_owned(),
            html,
            record: room::article::record::Kept::of(&record).to_json(),
        },
        ..Reading::default()
    };
    store.keep_reading(saved.article_id, reading, now).await.expect("kept");
}

#[test]
fn here_and_there_answer_alike() {
    let folder = tempfile::tempdir().expect("a folder");
    let room = room(folder.path());
    let here = ["--data-dir", folder.path().to_str().expect("text")];
    let there = ["--room", &room, "--token", "app-secret"];
    let ask = |arguments: &[&str], place: &[&str]| {
        let output = run(&[arguments, place].concat(), b"");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    for (arguments, code, wanted) in [
        (vec!["tag", "1", "war,sea"], 0, "Ferry"),
        (vec!["list"], 0, "       1  Ferry [31mstays  Harbour Post"),
        (vec!["list", "all", "--tag", "war", "--json"], 0, "\"tags\":[\"sea\",\"war\"]"),
        (vec!["list", "--tag", "none"], 2, ""),
        (vec!["list", "archive"], 0, ""),
        (vec!["search", "ferry"], 0, "Ferry"),
        (vec!["search", "ferry", "--json"], 0, "\"word_count\""),
        (vec!["show", "1"], 0, "# Ferry [31mstays\n\nhttps://post.example/ferry\n"),
        (vec!["show", "1", "--json"], 0, "\"html\""),
        (vec!["show", "7"], 2, ""),
        (vec!["feeds"], 0, ""),
        (vec!["stories"], 0, ""),
        (vec!["claims", "1"], 0, "Maud Ellery: "),
        (vec!["claims", "1", "--json"], 0, "\"quotes\""),
        (vec!["tag", "1", "--", "-sea"], 0, "Ferry"),
    ] {
        let dashed = arguments.contains(&"--");
        let (before, after) =
            if dashed { arguments.split_at(2) } else { (&arguments[..], &[][..]) };
        let with = |place: &[&str]| ask(&[before, place, after].concat(), &[]);
        let (one, other) = (with(&here), with(&there));
        assert_eq!(one, other, "{arguments:?}");
        assert_eq!(one.0, Some(code), "{arguments:?}: {}", one.2);
        assert!(one.1.contains(wanted), "{arguments:?}: {}", one.1);
        assert!(!one.1.contains('\u{1b}') || arguments.contains(&"--json"), "{arguments:?}");
    }
    let wrong = ask(&["list", "--room", &room, "--token", "wrong"], &[]);
    assert_eq!(wrong.0, Some(2));
    assert!(wrong.2.contains("An app password is needed"), "{}", wrong.2);
    assert_eq!(ask(&["list", "--room", &room], &[]).0, Some(2), "a room asks for a token");
}

#[test]
fn completions_and_manual_are_written() {
    for (arguments, wanted) in [
        (vec!["completions", "bash"], "_dateline"),
        (vec!["completions", "zsh"], "#compdef dateline"),
        (vec!["completions", "fish"], "complete -c dateline"),
        (vec!["man"], ".TH dateline"),
        (vec!["man"], "DATELINE CLAIMS"),
    ] {
        let output = run(&arguments, b"");
        assert!(output.status.success(), "{arguments:?}");
        assert!(String::from_utf8_lossy(&output.stdout).contains(wanted), "{arguments:?}");
    }
}
