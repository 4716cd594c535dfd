use super::*;

#[test]
fn tables_are_in_order_and_fit() {
    assert!(KEYS.windows(2).all(|pair| pair[0].0 < pair[1].0));
    assert!(WORDS.windows(2).all(|pair| pair[0].0 < pair[1].0));
    assert!(WORDS.iter().all(|(word, _)| (2..=WORD_BYTES).contains(&word.len())));
    assert!(KEYS.iter().all(|(key, _)| field(key).is_some()));
    for (word, hints_of_word) in WORDS {
        assert_eq!(hints(word), *hints_of_word, "{word}");
    }
}

#[test]
fn words_in_class_names() {
    let rows = [
        ("article-header__byline", AUTHOR | STORY),
        ("authorName", AUTHOR | NAME),
        ("Post_Date", DATE | STORY),
        ("candidate outdated authority", 0),
        ("update", UPDATE | DATE),
        ("", 0),
    ];
    for (class, expect) in rows {
        assert_eq!(hints(class), expect, "{class}");
    }
}

#[test]
fn keys() {
    assert_eq!(field("DC.date.issued"), Some((Field::Published, Place::DublinCore)));
    assert_eq!(field("og:site_name"), Some((Field::Outlet, Place::OpenGraph)));
    assert_eq!(field("viewport"), None);
    assert_eq!(field(&"x".repeat(500)), None);
}
