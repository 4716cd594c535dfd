use proptest::prelude::*;

use super::*;

#[test]
fn marked_bylines() {
    let rows: &[(&str, &[&str])] = &[
        ("By Ada Quill", &["Ada Quill"]),
        ("Written by: Ada Quill and Bo Inkwell", &["Ada Quill", "Bo Inkwell"]),
        ("Von Ada Quill, Bo Inkwell und Cy Nib", &["Ada Quill", "Bo Inkwell", "Cy Nib"]),
        ("Par Ada Quill et Bo Inkwell", &["Ada Quill", "Bo Inkwell"]),
        ("Автор: Ада Перо", &["Ада Перо"]),
        ("Ada Quill, Senior Political Editor", &["Ada Quill"]),
        ("Ada Quill | Staff Writer | Jan 5, 2024", &["Ada Quill"]),
        ("By Ada Quill • March 12, 2025", &["Ada Quill"]),
        ("Ada Quill 7 hours ago", &["Ada Quill"]),
        ("Ada Quill, PhD", &["Ada Quill, PhD"]),
        ("Ada (Addie) Quill (Berlin)", &["Ada (Addie) Quill"]),
        ("ada@example.org", &[]),
        ("Sat, 20 Dec 2025", &[]),
        ("Oct 13, 2016", &[]),
        ("https://example.org/ada", &[]),
        ("", &[]),
    ];
    for (text, expect) in rows {
        assert_eq!(names(text, true), *expect, "{text}");
    }
}

#[test]
fn lines() {
    let rows: &[(&str, &[&str])] = &[
        ("By\nAda Quill\nHead of Gardens", &["Ada Quill"]),
        ("Ada Quill,\nBo Inkwell", &["Ada Quill", "Bo Inkwell"]),
        ("Ada Quill\nand\nBo Inkwell\nLondon", &["Ada Quill", "Bo Inkwell"]),
        ("Ada Quill\nLondon", &["Ada Quill"]),
    ];
    for (text, expect) in rows {
        assert_eq!(from_lines(text), *expect, "{text}");
    }
}

#[test]
fn what_begins_a_byline() {
    for text in ["By Ada Quill", "by", "Von Ada Quill", "Autor: Ada", "作者：张三"] {
        assert!(begins(text), "{text}");
    }
    for text in ["Bypass opened", "Value", "Passengers wait", "Author names", "Bye", ""] {
        assert!(!begins(text), "{text}");
    }
}

#[test]
fn proper_and_full() {
    for name in ["Ada Quill", "Jan van der Pen", "张三"] {
        assert!(is_full(name), "{name}");
    }
    for name in ["amw", "Agencies", "default settings apply", "Senior Editor"] {
        assert!(!is_full(name), "{name}");
    }
}

#[test]
fn every_sure_opener_has_its_start() {
    for opener in SURE_OPENERS.iter().filter(|opener| opener.starts_with(|c: char| c.is_ascii())) {
        assert!(STARTS.contains(&&opener.as_bytes()[..2]), "{opener}");
    }
}

proptest! {
    #[test]
    fn never_panics(text in ".{0,200}") {
        begins(&text);
        for name in names(&text, true).iter().chain(&from_lines(&text)) {
            prop_assert!(!name.trim().is_empty());
        }
    }
}
