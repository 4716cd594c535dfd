//! White space as readers see it: each run one space. Everything Unicode calls white space counts,
//! and the zero-width space and no-break space, which scanning takes for ends of words too, and
//! control characters.

/// True for what parts words.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}' | '\u{feff}')
}

/// Bytes of white space `text` starts with.
pub(super) fn leading(text: &str) -> usize {
    text.find(|c: char| !is_space(c)).unwrap_or(text.len())
}

/// Appends `text`, which starts with a word, with each run of white space made one space and none
/// at the end. True when white space was left off the end.
pub(super) fn collapse(out: &mut String, text: &str) -> bool {
    let bytes = text.as_bytes();
    // Copied up to here; `at` runs ahead over words parted by single spaces.
    let mut from = 0;
    let mut at = 0;
    let mut gap = false;
    while at < bytes.len() {
        let byte = bytes[at];
        if byte > b' ' && byte < 0x7f {
            at += 1;
            continue;
        }
        if byte == b' ' && bytes.get(at + 1).is_some_and(|next| (0x21..0x7f).contains(next)) {
            at += 2;
            continue;
        }
        let Some(c) = text[at..].chars().next() else {
            break;
        };
        if !is_space(c) {
            at += c.len_utf8();
            continue;
        }
        out.push_str(&text[from..at]);
        at += leading(&text[at..]);
        from = at;
        gap = at == bytes.len();
        if !gap {
            out.push(' ');
        }
    }
    out.push_str(&text[from..at]);
    gap
}

#[cfg(test)]
mod tests {
    use super::{collapse, leading};

    #[test]
    fn runs_become_one_space() {
        for (text, expect, gap) in [
            ("a b", "a b", false),
            ("a  b\n", "a b", true),
            ("a\u{a0}b \u{2009} c", "a b c", false),
            ("a\u{200b}b", "a b", false),
            ("a\u{0}b", "a b", false),
            ("a \u{1} b", "a b", false),
            ("né  à\tla", "né à la", false),
            ("漢字\u{3000}仮名", "漢字 仮名", false),
            ("a \u{a0}", "a", true),
            ("x", "x", false),
        ] {
            let mut out = String::new();
            assert_eq!((collapse(&mut out, text), &*out), (gap, expect), "{text:?}");
        }
        assert_eq!(leading(" \u{a0}\u{1}a"), 4);
    }
}
