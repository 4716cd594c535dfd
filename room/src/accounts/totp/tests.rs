use jiff::Timestamp;

use super::{base32, code, from_base32, step_of, uri};

/// The secret of RFC 6238's appendix B.
const SECRET: &[u8] = b"12345678901234567890";

#[test]
fn codes_are_those_of_rfc_6238() {
    let rows = [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ];
    for (second, expected) in rows {
        assert_eq!(code(SECRET, second / 30), expected, "{second}");
    }
}

#[test]
fn a_code_holds_for_its_step_and_one_on_either_side() {
    let rows = [
        ("287082", 59, Some(1)),
        (" 287 082 ", 59, Some(1)),
        ("287082", 0, Some(1)),
        ("287082", 89, Some(1)),
        ("287082", 90, None),
        ("287083", 59, None),
        ("", 59, None),
        ("28708", 59, None),
    ];
    for (given, second, expected) in rows {
        let now = Timestamp::from_second(second).expect("an instant");
        assert_eq!(step_of(given, SECRET, now), expected, "{given} at {second}");
    }
}

#[test]
fn base32_is_that_of_rfc_4648() {
    let rows = [
        ("", ""),
        ("f", "MY"),
        ("fo", "MZXQ"),
        ("foo", "MZXW6"),
        ("foob", "MZXW6YQ"),
        ("fooba", "MZXW6YTB"),
        ("foobar", "MZXW6YTBOI"),
    ];
    for (given, expected) in rows {
        assert_eq!(base32(given.as_bytes()), expected);
        assert_eq!(from_base32(expected).as_deref(), Some(given.as_bytes()));
    }
}

#[test]
fn an_address_for_apps_names_room_and_reader() {
    let expected = "otpauth://totp/My%20Room%26:ada?secret=MZXW6&issuer=My%20Room%26";
    assert_eq!(uri(b"foo", "My Room&", "ada"), expected);
}

#[test]
fn a_secret_is_read_as_people_type_it() {
    let rows =
        [("mzxw 6ytb\n", Some(&b"fooba"[..])), ("MZXW1", None), ("MZXW=", None), ("ä", None)];
    for (given, expected) in rows {
        assert_eq!(from_base32(given).as_deref(), expected, "{given:?}");
    }
}
