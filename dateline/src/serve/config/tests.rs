use super::Config;

#[test]
fn a_file_may_say_little_but_nothing_unknown() {
    let rows = [
        ("", None),
        ("listen = '0.0.0.0:80'\n[room]\nname = 'News'\nsign_up = 'open'", None),
        ("[room.mail]\nto = 'smtp://localhost:25'\nfrom = 'Room <room@example.org>'", None),
        ("[room.fetch]\nallow_private = true", None),
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
