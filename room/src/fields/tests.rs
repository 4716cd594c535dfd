use super::{Fields, local};

#[test]
fn only_paths_of_this_room_are_gone_back_to() {
    let check = |path: &str, is_local: bool| {
        assert_eq!(local(Some(path)), if is_local { path } else { "/" }, "{path:?}");
    };
    check("/", true);
    check("/tag/ferries?after=3#x", true);
    check("/search?q=%2F%2Fevil.example", true);
    check("//evil.example", false);
    check("/\\evil.example", false);
    check("/\t/evil.example", false);
    check("https://evil.example", false);
    check("javascript:alert(1)", false);
    check("", false);
    check(&format!("/{}", "a".repeat(3_000)), false);
    assert_eq!(local(None), "/");
}

#[test]
fn values() {
    let pairs = [("id", "1"), ("id", "2"), ("tags", " a, ,b "), ("empty", "  "), ("n", "x")];
    let fields = Fields(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec());
    assert_eq!(fields.all("id").collect::<Vec<_>>(), ["1", "2"]);
    assert_eq!(fields.list("tags"), ["a", "b"]);
    assert_eq!((fields.get("empty"), fields.words("empty")), (Some("  "), None));
    assert_eq!(
        (fields.number("id"), fields.number("n"), fields.number("none")),
        (Some(1), None, None)
    );
}
