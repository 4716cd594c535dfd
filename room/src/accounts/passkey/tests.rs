use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair};

use super::{Credential, EDWARDS, Expected, Made, P256, Used, register, verify};

const EXPECTED: Expected =
    Expected { challenge: "Y2hhbGxlbmdl", origin: "https://room.example", host: "room.example" };

/// An authenticator for tests.
enum Device {
    P256(EcdsaKeyPair),
    Edwards(Ed25519KeyPair),
}

impl Device {
    fn p256() -> Self {
        let random = SystemRandom::new();
        let kind = &ECDSA_P256_SHA256_ASN1_SIGNING;
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(kind, &random).expect("a key");
        Self::P256(EcdsaKeyPair::from_pkcs8(kind, pkcs8.as_ref(), &random).expect("a key"))
    }

    fn edwards() -> Self {
        let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).expect("a key");
        Self::Edwards(Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).expect("a key"))
    }

    fn key(&self) -> (i64, String) {
        let (algorithm, name, bytes) = match self {
            Self::P256(pair) => (-7, P256, pair.public_key().as_ref()),
            Self::Edwards(pair) => (-8, EDWARDS, pair.public_key().as_ref()),
        };
        let element = |tag: u8, content: &[u8]| {
            let mut out = vec![tag, u8::try_from(content.len()).expect("short")];
            out.extend_from_slice(content);
            out
        };
        let mut bits = vec![0];
        bits.extend_from_slice(bytes);
        let inner = [element(0x30, name), element(0x03, &bits)].concat();
        (algorithm, encode(&element(0x30, &inner)))
    }

    fn sign(&self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::P256(pair) => {
                pair.sign(&SystemRandom::new(), message).expect("signed").as_ref().to_vec()
            }
            Self::Edwards(pair) => pair.sign(message).as_ref().to_vec(),
        }
    }
}

fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn client_data(kind: &str, challenge: &str, origin: &str, more: &str) -> String {
    format!(r#"{{"type":"{kind}","challenge":"{challenge}","origin":"{origin}"{more}}}"#)
}

fn authenticator_data(host: &str, flags: u8, counter: u32, id: Option<&[u8]>) -> Vec<u8> {
    let mut out = digest(&SHA256, host.as_bytes()).as_ref().to_vec();
    out.push(flags);
    out.extend_from_slice(&counter.to_be_bytes());
    if let Some(id) = id {
        out.extend_from_slice(&[0; 16]);
        out.extend_from_slice(&u16::try_from(id.len()).expect("short").to_be_bytes());
        out.extend_from_slice(id);
        out.extend_from_slice(b"a COSE key");
    }
    out
}

fn made(device: &Device) -> Made {
    let (algorithm, key) = device.key();
    let client = client_data("webauthn.create", EXPECTED.challenge, EXPECTED.origin, "");
    Made {
        id: encode(b"id"),
        client_data: encode(client.as_bytes()),
        authenticator_data: encode(&authenticator_data(EXPECTED.host, 0b0100_0101, 0, Some(b"id"))),
        key,
        algorithm,
    }
}

#[test]
fn a_key_is_registered_when_it_was_made_here_and_now() {
    let device = Device::p256();
    let create = |kind: &str, challenge: &str, origin: &str, more: &str| {
        encode(client_data(kind, challenge, origin, more).as_bytes())
    };
    let (challenge, origin) = (EXPECTED.challenge, EXPECTED.origin);
    let data = |host, flags, id| encode(&authenticator_data(host, flags, 0, id));
    let good = made(&device);
    let (id, _) = register(&good, EXPECTED).expect("good");
    assert_eq!(id, b"id");
    assert!(register(&made(&Device::edwards()), EXPECTED).is_some());
    let of_client = |client_data| Made { client_data, ..good.clone() };
    let of_authenticator = |authenticator_data| Made { authenticator_data, ..good.clone() };
    let rows = [
        ("another type", of_client(create("webauthn.get", challenge, origin, ""))),
        ("another challenge", of_client(create("webauthn.create", "eA", origin, ""))),
        (
            "another origin",
            of_client(create("webauthn.create", challenge, "https://evil.example", "")),
        ),
        (
            "a frame",
            of_client(create("webauthn.create", challenge, origin, ",\"crossOrigin\":true")),
        ),
        ("no JSON", of_client(encode(b"{"))),
        ("another host", of_authenticator(data("evil.example", 0b0100_0101, Some(b"id")))),
        ("nobody there", of_authenticator(data("room.example", 0b0100_0100, Some(b"id")))),
        ("nobody verified", of_authenticator(data("room.example", 0b0100_0001, Some(b"id")))),
        ("no credential", of_authenticator(data("room.example", 0b0000_0101, None))),
        ("another credential", of_authenticator(data("room.example", 0b0100_0101, Some(b"ie")))),
        ("cut short", of_authenticator(encode(&[1; 36]))),
        ("unknown algorithm", Made { algorithm: -6, ..good.clone() }),
        ("key of another algorithm", Made { algorithm: -8, ..good.clone() }),
        ("no key", Made { key: encode(b"key"), ..good.clone() }),
        ("no base64", Made { id: "!".to_owned(), ..good.clone() }),
    ];
    for (what, made) in rows {
        assert!(register(&made, EXPECTED).is_none(), "{what}");
    }
}

#[test]
fn a_signature_signs_in_when_it_is_of_this_key_for_this_challenge() {
    for device in [Device::p256(), Device::edwards()] {
        let (_, kept) = register(&made(&device), EXPECTED).expect("good");
        let used = |challenge: &str, flags, counter, signer: &Device| {
            let client = client_data("webauthn.get", challenge, EXPECTED.origin, "");
            let data = authenticator_data(EXPECTED.host, flags, counter, None);
            let hash = digest(&SHA256, client.as_bytes());
            let signature = signer.sign(&[&data[..], hash.as_ref()].concat());
            Used {
                id: encode(b"id"),
                client_data: encode(client.as_bytes()),
                authenticator_data: encode(&data),
                signature: encode(&signature),
            }
        };
        let challenge = EXPECTED.challenge;
        let after = |kept: &Credential, used: &Used| verify(kept, used, EXPECTED);
        let once = after(&kept, &used(challenge, 0b101, 7, &device)).expect("good");
        assert_eq!(once.counter, 7);
        assert!(after(&once, &used(challenge, 0b101, 8, &device)).is_some());
        assert!(after(&kept, &used(challenge, 0b101, 0, &device)).is_some(), "most count nothing");
        let rows = [
            ("a counter that stands still", after(&once, &used(challenge, 0b101, 7, &device))),
            ("a counter gone back", after(&once, &used(challenge, 0b101, 0, &device))),
            ("another challenge", after(&kept, &used("eA", 0b101, 7, &device))),
            ("nobody verified", after(&kept, &used(challenge, 0b001, 7, &device))),
            ("another key", after(&kept, &used(challenge, 0b101, 7, &Device::p256()))),
        ];
        for (what, found) in rows {
            assert!(found.is_none(), "{what}");
        }
        let mut changed = used(challenge, 0b101, 7, &device);
        changed
            .signature
            .replace_range(8..9, if &changed.signature[8..9] == "A" { "B" } else { "A" });
        assert!(after(&kept, &changed).is_none(), "a changed signature");
    }
}
