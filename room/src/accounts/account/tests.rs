use super::{recovery_codes, recovery_hash, scopes_in_words};

#[test]
fn recovery_codes_are_many_differ_and_are_known_however_typed() {
    let (codes, hashes) = recovery_codes().expect("made");
    assert_eq!((codes.len(), hashes.len()), (10, 10));
    for (code, hash) in codes.iter().zip(&hashes) {
        assert_eq!(code.len(), 17, "{code}");
        let typed =
            [code.clone(), code.to_uppercase(), code.replace('-', " "), format!(" {code}\n")];
        for typed in typed {
            assert_eq!(&recovery_hash(&typed), hash, "{typed:?}");
        }
        assert_eq!(codes.iter().filter(|other| *other == code).count(), 1);
        assert_ne!(&recovery_hash(&code[1..]), hash);
    }
}

#[test]
fn rights_are_said_in_words() {
    let rows = [("read", "read"), ("read write", "read and change"), ("x", "x")];
    for (given, expected) in rows {
        assert_eq!(scopes_in_words(given), expected);
    }
}
