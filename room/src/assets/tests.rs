use super::{address, addresses, fnv1a};

#[test]
fn an_address_holds_the_hash_of_the_content() {
    let style = address("style.css");
    assert_eq!(style, format!("/assets/style.{:016x}.css", fnv1a(super::STYLE.as_bytes())));
    assert_eq!(address("no-such-file"), "no-such-file");
}

#[test]
fn scripts_import_each_other_by_address() {
    let room = super::ASSETS.iter().find(|asset| asset.name == "room.js").expect("it is listed");
    let script = std::str::from_utf8(&room.bytes).expect("it is text");
    assert!(!script.contains("\"./"), "a name was left: {script}");
    assert!(script.contains(address("keys.js")));
}

#[test]
fn every_file_has_an_address_of_its_own() {
    let mut all: Vec<&str> = addresses().collect();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), super::FILES.len());
}
