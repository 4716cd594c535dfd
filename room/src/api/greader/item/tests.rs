use store::ShelfId;

use super::{id, long};

#[test]
fn ids_are_read_in_all_their_forms() {
    for (text, expected) in [
        ("12", Some(12)),
        (" 12 ", Some(12)),
        ("000000000000000c", Some(12)),
        ("tag:google.com,2005:reader/item/000000000000000c", Some(12)),
        ("tag:google.com,2005:reader/item/000000000000000C", Some(12)),
        ("tag:google.com,2005:reader/item/c", None),
        ("tag:google.com,2005:reader/item/12", None),
        ("tag:google.com,2005:reader/item/", None),
        ("ffffffffffffffff", None),
        ("-12", None),
        ("0", None),
        ("1.5", None),
        ("99999999999999999999", None),
        ("", None),
        ("x", None),
        ("é00000000000000", None),
    ] {
        assert_eq!(id(text), expected.map(ShelfId), "{text}");
    }
    assert_eq!(long(ShelfId(12)), "tag:google.com,2005:reader/item/000000000000000c");
    assert_eq!(id(&long(ShelfId(i64::MAX))), Some(ShelfId(i64::MAX)));
}
