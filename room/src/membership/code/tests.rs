use super::{hash_of, hint, new};

#[test]
fn a_code_is_read_however_it_was_typed() {
    let code = "0A1BC-DEFGH-JKMNP-QRSTV";
    let known = hash_of(code).expect("a code");
    let same = [
        "0a1bc-defgh-jkmnp-qrstv",
        " oAlbc DEFGH JKMNP QRSTV\n",
        "OAIBCDEFGHJKMNPQRSTV",
        "0A1BC–DEFGH–JKMNP–QRSTV",
    ];
    for typed in same {
        assert_eq!(hash_of(typed), Some(known), "{typed}");
    }
    let other = [
        "",
        "0A1BC",
        "0A1BC-DEFGH-JKMNP-QRSTU",
        "0A1BC-DEFGH-JKMNP-QRSTVW",
        "ä",
        &"0".repeat(9_000),
    ];
    for typed in other {
        assert_eq!(hash_of(typed), None, "{typed}");
    }
    assert_ne!(hash_of("0A1BC-DEFGH-JKMNP-QRSTW"), Some(known));
    let (one, two) = (new().expect("made"), new().expect("made"));
    assert_ne!(one, two);
    assert_eq!((one.len(), hint(&one).len()), (23, 5));
    assert!(hash_of(&one).is_some());
}
