use super::*;

#[test]
fn known_names_have_the_number_of_their_place() {
    for (number, text) in KNOWN.iter().enumerate().skip(1) {
        assert_eq!(known(text), Some(Name(number as u16)), "{text}");
        let mut interner = Interner::default();
        assert_eq!(interner.intern(text), Name(number as u16), "{text}");
        assert!(text.len() <= LONGEST_KNOWN, "{text}");
    }
    assert!(KNOWN.is_sorted());
    assert_eq!(KNOWN[VIEW_BOX.number()], "viewBox");
}

#[test]
fn other_names_are_remembered() {
    let mut interner = Interner::default();
    let names: Vec<String> = (0..70_000).map(|i| format!("x-{i}")).collect();
    let ids: Vec<Name> = names.iter().map(|name| interner.intern(name)).collect();
    assert!(interner.is_full);
    for (name, id) in names.iter().zip(&ids) {
        assert_eq!(interner.intern(name), *id);
        if *id != Name::OTHER {
            assert_eq!(interner.text(*id), name);
        }
    }
    assert_eq!(ids[65_000 - KNOWN.len()].number(), 65_000);
    assert_eq!(interner.text(Name::OTHER), "");
}
