use super::{Tagger, looks};
use crate::text::Text;

#[test]
fn tags_of_plain_sentences() {
    let tagger =
        Tagger::read(include_bytes!("../../models/tagger.bin")).expect("the built-in model");
    let rows = [
        ("The mayor said she would resign.", "DT NN VBD PRP MD VB ."),
        ("Prices rose sharply in March.", "NNS VBD RB IN NNP ."),
        ("“We won’t pay,” he told Ms. Bell.", "`` PRP MD RB VB , '' PRP VBD NNP NNP ."),
        // The same word as a verb and as a noun.
        ("They plan to vote on the plan.", "PRP VBP TO VB IN DT NN ."),
    ];
    for (sentence, expect) in rows {
        let text = Text::read(sentence);
        let tags: Vec<_> = tagger.tag(&text, &looks(&text)).iter().map(|t| t.name()).collect();
        assert_eq!(tags.join(" "), expect, "{sentence}");
    }
}
