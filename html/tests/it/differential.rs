//! The same tree as html5ever on every real page of `data/pages`.

use std::fs;
use std::io::Read;
use std::path::PathBuf;

use html::{Document, Limits};

use crate::dump::dump;

/// Every page of every set, by path.
pub(crate) fn pages() -> Option<Vec<PathBuf>> {
    let folder = crate::gold("pages")?;
    let mut pages = Vec::new();
    for set in fs::read_dir(folder).expect("the folder of sets") {
        let html = set.expect("an entry").path().join("html");
        let Ok(entries) = fs::read_dir(html) else {
            continue;
        };
        pages.extend(entries.map(|entry| entry.expect("an entry").path()));
    }
    pages.sort();
    Some(pages)
}

/// The text of a page. Decoding is not what is tested here: what is not UTF-8 becomes U+FFFD.
pub(crate) fn read(path: &PathBuf) -> String {
    let file = fs::File::open(path).expect("a page");
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(file).read_to_end(&mut bytes).expect("a gzip file");
    let text = String::from_utf8_lossy(&bytes);
    // html5ever drops a byte order mark, which is the decoder's to do (HTML §13.2.3.2).
    text.trim_start_matches('\u{FEFF}').to_string()
}

/// The first line that differs, with what comes before it.
pub(crate) fn difference(ours: &Document, theirs: &Document) -> Option<String> {
    let (ours, theirs) = (dump(ours), dump(theirs));
    if ours == theirs {
        return None;
    }
    let common = ours.lines().zip(theirs.lines()).take_while(|(our, their)| our == their).count();
    let around = |dump: &str| {
        let lines = dump.lines().skip(common.saturating_sub(6)).take(10);
        lines.map(|line| line.chars().take(160).collect::<String>() + "\n").collect::<String>()
    };
    Some(format!("line {common}\nours\n{}theirs\n{}", around(&ours), around(&theirs)))
}

#[test]
fn same_tree_as_html5ever() {
    let Some(pages) = pages() else { return };
    // Seven pages hold JSON of more than 64 KiB in an attribute; html5ever does not cut it.
    let limits = Limits { value_bytes: usize::MAX, ..Limits::default() };
    let mut failures = Vec::new();
    for path in &pages {
        let text = read(path);
        let ours = html::parse(&text, &limits);
        if let Some(difference) = difference(&ours, &oracle::parse(&text)) {
            let hit = ours.limits_hit();
            failures.push(format!("{} {hit:?}\n{difference}", path.display()));
        }
    }
    println!("{} pages", pages.len());
    assert!(
        failures.is_empty(),
        "{} of {} pages differ:\n{}",
        failures.len(),
        pages.len(),
        failures[..failures.len().min(25)].join("\n")
    );
}
