use std::io::Cursor;

use zip::ZipArchive;

use super::super::epub::tests::full;
use super::{article, bundle};

#[test]
fn an_article_has_its_facts_above() {
    let full = full("Ferry: \"stays\"", "<p>Nine <em>days</em>.</p>");
    assert_eq!(
        article(&full),
        "---\ntitle: \"Ferry: \\\"stays\\\"\"\nurl: \"https://post.example/ferry?a=1&b=2\"\n\
         outlet: \"Harbour & Post\"\npublished: \"2026-11-24\"\nsaved: \"2026-11-24\"\n\
         language: \"en\"\nauthor: [\"Mara Ellison\"]\ntags: [\"ferries\"]\n---\n\n\
         Nine *days*.\n"
    );
}

#[test]
fn a_bundle_has_a_file_for_each_article_of_one_title_too() {
    let bytes = bundle(&[full("A: b", ""), full("a / B", ""), full("", "")]).expect("a bundle");
    let archive = ZipArchive::new(Cursor::new(bytes)).expect("an archive");
    let names: Vec<String> =
        archive.file_names().map(|name| name.expect("a name").into_owned()).collect();
    assert_eq!(names.len(), 3, "{names:?}");
    assert!(
        names.contains(&"A-b.md".to_owned()) && names.contains(&"a-B-7.md".to_owned()),
        "{names:?}"
    );
}
