use record::{Options, read};
use store::statements::Kind;

use super::Kept;

const TEXT: &str = "\"We lost everything,\" said Maria Keller, a farmer.\n\n\
    The regional governor, Olaf Brandt, said at least 12 people were injured in Harden on Tuesday.\n\n\
    Nobody answered the phone.";

fn kept(text: &str) -> Kept {
    let published = "2026-03-04".parse().ok();
    Kept::of(&read(text, &Options { published, language: Some("en"), ..Options::default() }), text)
}

#[test]
fn what_is_kept_points_into_the_text() {
    let kept = kept(TEXT);
    let words = |span: [usize; 2]| &TEXT[span[0]..span[1]];
    let direct = kept.quotes.iter().find(|quote| quote.form == 0).expect("one is direct");
    assert!(words(direct.content[0]).contains("We lost everything"));
    assert_eq!(kept.speaker_of(direct).map(|s| s.name.as_str()), Some("Maria Keller"));
    let injured = kept.figures.iter().find(|figure| figure.value == "12").expect("a figure");
    assert_eq!((words(injured.span), injured.measure.as_str()), ("at least 12", "people injured"));
    assert!(injured.claimant.as_deref().is_some_and(|name| name.contains("Brandt")));
}

#[test]
fn it_comes_back_from_json_and_nothing_is_an_empty_record() {
    let kept = kept(TEXT);
    let json = serde_json::to_string(&kept).expect("JSON");
    assert_eq!(serde_json::from_str::<Kept>(&json).expect("back"), kept);
    assert_eq!(serde_json::from_str::<Kept>("{}").expect("back"), Kept::default());
}

#[test]
fn statements_are_in_the_order_of_the_text() {
    let statements = kept(TEXT).statements();
    assert!(statements.iter().any(|statement| statement.kind == Kind::Figure));
    assert!(statements.is_sorted_by_key(|statement| statement.span.start));
    assert!(kept("Nobody answered the phone.").statements().is_empty(), "a counter-example");
}
