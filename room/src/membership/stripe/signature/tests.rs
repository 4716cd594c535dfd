use jiff::{SignedDuration, Timestamp};
use ring::hmac;

use super::Refusal::{Forged, Stale, Unsigned};
use super::{Key, verify};
use crate::membership::dice::Dice;

const BODY: &[u8] = b"{\"id\": \"evt_1\"}";
const AT: i64 = 1_772_600_767;

fn now() -> Timestamp {
    Timestamp::from_second(AT).expect("an instant")
}

fn sign(secret: &str, at: i64, body: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let signed = [format!("{at}.").as_bytes(), body].concat();
    hmac::sign(&key, &signed).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn keys(secrets: &[&str]) -> Vec<Key> {
    secrets.iter().map(|secret| Key((*secret).to_owned())).collect()
}

#[test]
fn the_signature_is_that_of_a_known_example() {
    // Computed with OpenSSL: printf '1772600767.{"id": "evt_1"}' | openssl dgst -sha256 -hmac whsec_x
    let known = "4351f27e346e2e682b81407557a3b1cddbfda5da4f18b0e462f8d75841ced123";
    assert_eq!(sign("whsec_x", AT, BODY), known);
    assert_eq!(verify(&format!("t={AT},v1={known}"), BODY, &keys(&["whsec_x"]), now()), Ok(()));
}

#[test]
fn good_headers_are_taken_and_others_refused() {
    let good = sign("new", AT, BODY);
    let old = sign("old", AT, BODY);
    let wrong = sign("eve", AT, BODY);
    let header = |parts: &str| format!("t={AT},{parts}");
    let rows = [
        (header(&format!("v1={good}")), Ok(())),
        (header(&format!("v1={good},v0={wrong}")), Ok(())),
        (header(&format!(" v1={good} , v9=x")), Ok(())),
        (header(&format!("v1={}", good.to_uppercase())), Ok(())),
        // While the secret is changed: signed with both, or with the one that is going.
        (header(&format!("v1={wrong},v1={good}")), Ok(())),
        (header(&format!("v1={old}")), Ok(())),
        (header(&format!("v1={wrong}")), Err(Forged)),
        (header(&format!("v1={}", sign("", AT, BODY))), Err(Forged)),
        (header(&format!("v1={}", sign("new", AT, b"{}"))), Err(Forged)),
        // Signed for another time.
        (format!("t={},v1={good}", AT + 1), Err(Forged)),
        // The old scheme, and none.
        (header(&format!("v0={good}")), Err(Unsigned)),
        (header(&format!("v1={}", &good[..62])), Err(Unsigned)),
        (header(&format!("v1={}zz", &good[..62])), Err(Unsigned)),
        (header(&format!("v1={}é", &good[..62])), Err(Unsigned)),
        (header("v1="), Err(Unsigned)),
        (format!("v1={good}"), Err(Unsigned)),
        (format!("t=,v1={good}"), Err(Unsigned)),
        (format!("t=-{AT},v1={good}"), Err(Unsigned)),
        (format!("t={AT},t={AT},v1={good}"), Err(Unsigned)),
        (String::new(), Err(Unsigned)),
        (",".repeat(3_000), Err(Unsigned)),
        (format!("t={AT},v1={good},{}", "x".repeat(5_000)), Err(Unsigned)),
    ];
    for (header, expected) in rows {
        assert_eq!(verify(&header, BODY, &keys(&["new", "old"]), now()), expected, "{header}");
    }
    let huge = format!("t=99999999999999999999,v1={good}");
    assert_eq!(verify(&huge, BODY, &keys(&["new"]), now()), Err(Forged));
    assert_eq!(verify(&header(&format!("v1={good}")), BODY, &[], now()), Err(Forged));
}

#[test]
fn a_signature_is_good_for_five_minutes() {
    let header = format!("t={AT},v1={}", sign("s", AT, BODY));
    for (later, expected) in [
        (0, Ok(())),
        (300, Ok(())),
        (-300, Ok(())),
        (301, Err(Stale)),
        (-301, Err(Stale)),
        (86_400, Err(Stale)),
    ] {
        let now = now() + SignedDuration::from_secs(later);
        assert_eq!(verify(&header, BODY, &keys(&["s"]), now), expected, "{later} s");
    }
}

#[test]
fn one_bit_anywhere_makes_it_forged() {
    let mut dice = Dice::new(11);
    let body: Vec<u8> = (0..600).map(|_| dice.below(256) as u8).collect();
    let signature = sign("s", AT, &body);
    for round in 0..20_000 {
        let (mut body, mut header) = (body.clone(), format!("t={AT},v1={signature}").into_bytes());
        if dice.below(2) == 0 {
            let at = dice.below(body.len());
            body[at] ^= 1 << dice.below(8);
        } else {
            let at = header.len() - 1 - dice.below(64);
            // Another digit: the same one in another case is the same number.
            header[at] = if header[at] == b'0' { b'1' } else { b'0' };
        }
        let header = String::from_utf8(header).expect("digits and letters");
        assert_eq!(verify(&header, &body, &keys(&["s"]), now()), Err(Forged), "round {round}");
    }
}
