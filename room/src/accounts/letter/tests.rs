use super::is_address;

#[test]
fn what_can_be_written_to_is_an_address() {
    let long = format!("{}@example.org", "a".repeat(250));
    let rows = [
        ("ada@example.org", true),
        ("a.b+c@sub.example.org", true),
        ("ädä@exämple.org", true),
        ("", false),
        ("ada", false),
        ("@example.org", false),
        ("ada@", false),
        ("ada@example", false),
        ("ada@example..org", false),
        ("ada@@example.org", false),
        ("ada lovelace@example.org", false),
        ("<ada@example.org>", false),
        ("ada@example.org,ben@example.org", false),
        ("ada@example.org\nBcc: ben@example.org", false),
        (&long, false),
    ];
    for (given, expected) in rows {
        assert_eq!(is_address(given), expected, "{given:?}");
    }
}
