use super::*;

#[track_caller]
fn check(words: &[(&str, Look)], frame: &Frame<'_>, expect: &str) {
    let runs = words.iter().map(|(text, look)| Run { text: (*text).to_owned(), look: *look });
    let mut out = String::new();
    write(&mut out, &runs.collect::<Vec<_>>(), frame);
    assert_eq!(out, expect);
}

fn plain(width: usize) -> Frame<'static> {
    Frame { width, first: "", rest: "", is_styled: false }
}

#[test]
fn lines_are_filled() {
    let check = |text: &str, width, expect: &str| {
        check(&[(text, Look::PLAIN)], &plain(width), expect);
    };
    check("one two three", 8, "one two\nthree\n");
    check("one two three", 7, "one two\nthree\n");
    check("one two three", 6, "one\ntwo\nthree\n");
    check("  one   two ", 80, "one two\n");
    check("one\ntwo", 80, "one\ntwo\n");
    check("a http://long.example/address b", 10, "a\nhttp://long.example/address\nb\n");
    check("10\u{a0}000 km", 6, "10\u{a0}000\nkm\n");
    check("", 10, "");
}

#[test]
fn scripts_without_spaces_break_between_characters() {
    let frame = plain(10);
    check(&[("小微企业所得税", Look::PLAIN)], &frame, "小微企业所\n得税\n");
    check(&[("一二三四五。六", Look::PLAIN)], &frame, "一二三四\n五。六\n");
    check(&[("「一二三四」五", Look::PLAIN)], &frame, "「一二三\n四」五\n");
}

#[test]
fn prefixes_and_looks() {
    let frame = Frame { width: 9, first: "1. ", rest: "   ", is_styled: false };
    check(&[("one two three", Look::PLAIN)], &frame, "1. one\n   two\n   three\n");
    let frame = Frame { width: 7, first: "", rest: "", is_styled: true };
    check(
        &[("one ", Look::PLAIN), ("two three", Look::BOLD), ("!", Look::PLAIN)],
        &frame,
        "one \x1b[0;1mtwo\x1b[0m\n\x1b[0;1mthree\x1b[0m!\n",
    );
}
