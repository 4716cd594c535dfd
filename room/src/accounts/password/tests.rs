use super::{hash, is_right, objection};

#[test]
fn weak_passwords_are_refused_and_others_are_not() {
    let long = "x1".repeat(600);
    let rows = [
        ("short", "ada", Some("at least ten")),
        ("ÄÖÜäöüß", "ada", Some("at least ten")),
        ("aaaaaaaaaaaaaaaa", "ada", Some("first passwords")),
        ("Password123", "ada", Some("first passwords")),
        ("lovelace123", "lovelace", Some("your name")),
        ("lovelacelovelace", "lovelace", Some("your name")),
        (&long, "ada", Some("at most")),
        ("correct horse", "ada", None),
        ("lovelace on a bridge", "lovelace", None),
        ("adaadaadaada", "ada", None),
        ("猫が好きです、とても好き", "ada", None),
    ];
    for (password, name, expected) in rows {
        let found = objection(password, name);
        match expected {
            None => assert_eq!(found, None, "{password}"),
            Some(part) => {
                assert!(found.is_some_and(|why| why.contains(part)), "{password}: {found:?}")
            }
        }
    }
}

#[test]
fn only_the_password_itself_is_right() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let phc = hash("correct horse".to_owned()).await.expect("hashed");
        assert!(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{phc}");
        assert_ne!(hash("correct horse".to_owned()).await.expect("hashed"), phc, "salted");
        let rows = [
            ("correct horse", Some(phc.clone()), true),
            ("correct horse ", Some(phc.clone()), false),
            ("", Some(phc), false),
            ("anything", None, false),
        ];
        for (password, hash, expected) in rows {
            let found = is_right(password.to_owned(), hash).await.expect("checked");
            assert_eq!(found, expected, "{password}");
        }
    });
}
