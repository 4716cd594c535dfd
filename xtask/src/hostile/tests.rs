use super::cases;

#[test]
fn manifests() {
    let folder = std::env::temp_dir();
    let path = folder.join(format!("manifest-{}.jsonl", std::process::id()));
    let line =
        r#"{"id": "html-a", "class": "html", "file": "html/a.html", "expect": {"outcome": "ok"}}"#;
    std::fs::write(&path, line).expect("a temporary file can be written");
    let read = cases(&path, &folder);
    std::fs::remove_file(&path).expect("it was just written");
    let read = read.expect("the line is a case");
    assert_eq!(read.len(), 1);
    assert_eq!((read[0].id.as_str(), &read[0].path), ("html-a", &folder.join("html/a.html")));
}
