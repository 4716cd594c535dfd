use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair,
    RsaPublicKeyComponents,
};
use serde_json::{Value, json};

use super::{Expected, Keys, verify};

/// A key made for these tests, and for nothing else: PKCS #8 in base64.
const RSA: &str = include_str!("rsa-of-tests.txt");

struct Signer {
    ec: EcdsaKeyPair,
    rsa: RsaKeyPair,
}

fn encoded(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

impl Signer {
    fn new() -> Self {
        let random = SystemRandom::new();
        let ec = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(ec, &random).expect("there is randomness");
        let ec = EcdsaKeyPair::from_pkcs8(ec, pkcs8.as_ref(), &random).expect("it was just made");
        let rsa = STANDARD.decode(RSA.trim()).expect("it is base64");
        Self { ec, rsa: RsaKeyPair::from_pkcs8(&rsa).expect("it is a key") }
    }

    fn keys(&self) -> Value {
        let point = self.ec.public_key().as_ref();
        let rsa = RsaPublicKeyComponents::<Vec<u8>>::from(self.rsa.public());
        json!({ "keys": [
            { "kty": "OKP", "kid": "unknown", "crv": "Ed25519", "x": "AAAA" },
            { "kty": "EC", "kid": "ec", "use": "sig", "crv": "P-256",
              "x": encoded(&point[1..33]), "y": encoded(&point[33..]) },
            { "kty": "RSA", "kid": "rsa", "n": encoded(rsa.n),
              "e": encoded(rsa.e) },
        ]})
    }

    fn token(&self, header: &Value, claims: &Value) -> String {
        let signed = format!("{}.{}", encoded(header.to_string()), encoded(claims.to_string()));
        let random = SystemRandom::new();
        let signature = if header["kid"] == "rsa" {
            let mut signature = vec![0; self.rsa.public().modulus_len()];
            self.rsa
                .sign(&RSA_PKCS1_SHA256, &random, signed.as_bytes(), &mut signature)
                .expect("it signs");
            signature
        } else {
            self.ec.sign(&random, signed.as_bytes()).expect("it signs").as_ref().to_vec()
        };
        format!("{signed}.{}", encoded(signature))
    }
}

const NOW: i64 = 1_795_512_600;

fn claims() -> Value {
    json!({ "iss": "https://id.example", "sub": "42", "aud": "room", "exp": NOW + 300, "iat": NOW,
        "nonce": "n" })
}

fn read(keys: &Value, token: &str) -> Result<String, &'static str> {
    let keys: Keys = serde_json::from_value(keys.clone()).expect("they are keys");
    let expected = Expected { issuer: "https://id.example", client_id: "room", nonce: "n" };
    let now = jiff::Timestamp::from_second(NOW).expect("an instant");
    verify(token, &keys, expected, now).map(|claims| claims.sub)
}

#[test]
fn tokens_hold_for_their_issuer_room_sign_in_and_time() {
    let signer = Signer::new();
    let check = |change: Value, expect: Result<&str, &'static str>| {
        let mut all = claims();
        for (name, value) in change.as_object().expect("an object") {
            all[name] = value.clone();
        }
        for (alg, kid) in [("ES256", "ec"), ("RS256", "rsa")] {
            let token = signer.token(&json!({ "alg": alg, "kid": kid }), &all);
            let found = read(&signer.keys(), &token);
            assert_eq!(found, expect.map(str::to_owned), "{alg} {change}");
        }
    };
    check(json!({}), Ok("42"));
    check(json!({ "aud": ["room"] }), Ok("42"));
    check(json!({ "aud": ["room", "other"], "azp": "room" }), Ok("42"));
    check(json!({ "exp": NOW as f64 + 0.5 }), Ok("42"));
    check(json!({ "exp": NOW - 60 }), Ok("42"));
    check(json!({ "exp": NOW - 600 }), Err("too old"));
    check(json!({ "iat": NOW + 600 }), Err("from the future"));
    check(json!({ "iss": "https://id.example/" }), Err("issued by another"));
    check(json!({ "aud": "other" }), Err("for another room"));
    check(json!({ "aud": [] }), Err("for another room"));
    check(json!({ "aud": ["room", "other"] }), Err("for another room"));
    check(json!({ "azp": "other" }), Err("for another room"));
    check(json!({ "nonce": "m" }), Err("for another sign-in"));
    check(json!({ "nonce": null }), Err("for another sign-in"));
    check(json!({ "sub": "" }), Err("of nobody"));
    check(json!({ "sub": "4".repeat(256) }), Err("of nobody"));
    check(json!({ "exp": "soon" }), Err("claims that are none"));
}

#[test]
fn signatures_are_those_of_the_providers_keys() {
    let (signer, other) = (Signer::new(), Signer::new());
    let check = |token: &str, expect: Result<&str, &'static str>| {
        assert_eq!(read(&signer.keys(), token), expect.map(str::to_owned), "{token}");
    };
    let unsigned = Err("not signed by the provider");
    let ec = json!({ "alg": "ES256", "kid": "ec" });
    check(&signer.token(&json!({ "alg": "ES256" }), &claims()), Ok("42"));
    check(&other.token(&ec, &claims()), unsigned);
    for alg in ["none", "HS256", "RS256", "ES384", "es256"] {
        check(&signer.token(&json!({ "alg": alg, "kid": "ec" }), &claims()), unsigned);
    }
    check(&signer.token(&json!({ "alg": "ES256", "kid": "rsa" }), &claims()), unsigned);
    check(&signer.token(&json!({ "alg": "ES256", "kid": "gone" }), &claims()), unsigned);
    let critical = json!({ "alg": "ES256", "kid": "ec", "crit": ["b64"] });
    check(&signer.token(&critical, &claims()), Err("a header we do not understand"));
    let good = signer.token(&ec, &claims());
    let (signed, signature) = good.rsplit_once('.').expect("it has dots");
    let (head, _) = signed.split_once('.').expect("it has dots");
    let mut forged = claims();
    forged["sub"] = "1".into();
    check(&format!("{head}.{}.{signature}", encoded(forged.to_string())), unsigned);
    check(&format!("{signed}."), unsigned);
    check(&format!("{signed}.{signature}="), Err("a signature that is none"));
    for none in ["", "a.b", "..", "a.b.c.d"] {
        assert!(read(&signer.keys(), none).is_err(), "{none}");
    }
}
