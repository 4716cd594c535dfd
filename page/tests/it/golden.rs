//! Golden pages: small pages written for these tests, each with one kind of trouble, and what
//! `page` makes of them.
//!
//! A folder of `tests/pages` holds `source.html` (the bytes), `must.json` (written by hand, see
//! [`crate::must`]), `expected.html` and `expected.json` (written by `UPDATE=1 cargo test -p page
//! --test it`), and where the trouble needs them `url` (the capture's final URL) and `headers` (one
//! `Name: value` per line). The hand-written file is the judge: a page whose answer breaks it is
//! not blessed.

use std::fs;
use std::path::{Path, PathBuf};

use page::{Article, Capture, Error};
use serde_json::{Value, json};
use url::Url;

use crate::must::Must;

/// What `page` makes of one golden page.
pub(crate) struct Answer {
    /// The sanitised body, with a line feed at its end; empty for a page that is refused.
    html: String,
    /// The article's fields, or `{"error": …}`.
    fields: Value,
}

#[test]
fn every_page_reads_as_expected() {
    let update = std::env::var_os("UPDATE").is_some();
    let mut faults = Vec::new();
    for folder in folders("pages") {
        let answer = read(&folder);
        let broken = must(&folder).broken(&answer.html, &answer.fields);
        let fields = serde_json::to_string_pretty(&answer.fields).expect("JSON is writable") + "\n";
        let files = [("expected.html", &answer.html), ("expected.json", &fields)];
        for (name, is) in files {
            let path = folder.join(name);
            if update && broken.is_empty() {
                fs::write(&path, is).expect("the tests' own folder is writable");
            }
            let wanted = fs::read_to_string(&path).unwrap_or_default();
            faults.extend(difference(&wanted, is).map(|at| format!("{}: {at}", show(&path))));
        }
        faults.extend(broken.into_iter().map(|why| format!("{}: {why}", show(&folder))));
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn no_folder_lacks_a_file() {
    let folders = folders("pages");
    assert!(folders.len() >= 60, "only {} golden pages", folders.len());
    for folder in folders {
        for name in ["source.html", "must.json", "expected.html", "expected.json"] {
            assert!(folder.join(name).is_file(), "{} lacks {name}", show(&folder));
        }
        assert!(!must(&folder).is_idle(), "{}: must.json asks for nothing", show(&folder));
    }
}

/// Pages that `page` gets wrong today. Not part of the suite: run it to see which of them a change
/// has mended, and move those to `pages`.
#[test]
#[ignore = "a list of known faults, not a promise"]
fn known_faults() {
    for folder in folders("pages-known") {
        let answer = read(&folder);
        let broken = must(&folder).broken(&answer.html, &answer.fields);
        println!("{}: {}", show(&folder), if broken.is_empty() { "mended" } else { "still wrong" });
        broken.iter().for_each(|why| println!("    {why}"));
    }
}

/// The golden folders under `tests/<name>`, in order of their slugs.
fn folders(name: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name);
    let Ok(entries) = fs::read_dir(root) else {
        return Vec::new();
    };
    let mut folders: Vec<PathBuf> =
        entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// Reads the page of a folder.
fn read(folder: &Path) -> Answer {
    let text = |name: &str| fs::read_to_string(folder.join(name)).ok();
    let capture = Capture {
        bytes: fs::read(folder.join("source.html")).expect("a golden page has its source"),
        url: text("url").map(|url| Url::parse(url.trim()).expect("`url` holds a URL")),
        headers: text("headers").map(|headers| headers_of(&headers)).unwrap_or_default(),
    };
    answer(page::read(&capture))
}

fn headers_of(lines: &str) -> Vec<(String, String)> {
    let pairs = lines.lines().filter_map(|line| line.split_once(": "));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

fn answer(article: Result<Article, Error>) -> Answer {
    match article {
        Ok(article) => {
            let html = article.body.html();
            Answer {
                html: if html.is_empty() { html } else { html.trim_end().to_owned() + "\n" },
                fields: serde_json::to_value(&article).expect("an article is plain data"),
            }
        }
        Err(error) => Answer { html: String::new(), fields: json!({ "error": error.to_string() }) },
    }
}

fn must(folder: &Path) -> Must {
    let file = fs::read_to_string(folder.join("must.json"))
        .unwrap_or_else(|error| panic!("{}/must.json: {error}", show(folder)));
    serde_json::from_str(&file)
        .unwrap_or_else(|error| panic!("{}/must.json: {error}", show(folder)))
}

/// The first line in which two texts differ.
fn difference(wanted: &str, is: &str) -> Option<String> {
    if wanted == is {
        return None;
    }
    let (mut wanted, mut is) = (wanted.lines(), is.lines());
    for number in 1.. {
        let (left, right) = (wanted.next(), is.next());
        if left != right || left.is_none() {
            let (left, right) = (left.unwrap_or("(end)"), right.unwrap_or("(end)"));
            return Some(format!("line {number}\n    wanted {left}\n    is     {right}"));
        }
    }
    None
}

/// A path as it is called from the crate's folder.
fn show(path: &Path) -> String {
    path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap_or(path).display().to_string()
}
