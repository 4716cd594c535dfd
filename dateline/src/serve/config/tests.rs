use super::Config;

#[test]
fn a_file_may_say_little_but_nothing_unknown() {
    let rows = [
        ("", None),
        ("listen = '0.0.0.0:80'\n[room]\nname = 'News'\nsign_up = 'open'", None),
        ("[room.mail]\nto = 'smtp://localhost:25'\nfrom = 'Room <room@example.org>'", None),
        ("[room.fetch]\nallow_private = true", None),
        (
            "[room.membership.stripe]\nsecret_key_file = '/run/secrets/stripe'\n\
             [[room.membership.plans]]\nslug = 'reader'\nname = 'Reader'\nfeeds = 5\n\
             rights = ['save', 'feeds']\n[[room.membership.plans]]\nslug = 'patron'\n\
             name = 'Patron'\nprices = [{ id = 'price_1', words = '5 € a month' }]",
            None,
        ),
        // A key has no place in this file.
        ("[room.membership.stripe]\nsecret_key = 'sk_test_1'", Some("unknown field `secret_key`")),
        (
            "[[room.membership.plans]]\nslug = 'a'\nname = 'A'\nrights = ['fly']",
            Some("unknown variant `fly`"),
        ),
        ("[[room.membership.plans]]\nslug = 'a'\nname = 'A'\nfeeds = -1", Some("-1")),
        ("lisen = '0.0.0.0:80'", Some("unknown field `lisen`")),
        ("listen = 'everywhere'", Some("line 1")),
        ("[room]\nsign_up = 'maybe'", Some("maybe")),
    ];
    for (text, expected) in rows {
        match (Config::parse(text), expected) {
            (Ok(_), None) => {}
            (Err(error), Some(part)) => {
                assert!(error.to_string().contains(part), "{text}: {error}");
            }
            (found, _) => panic!("{text}: {found:?}"),
        }
    }
}
