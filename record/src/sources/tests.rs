use crate::quotes::{Gear, Reader};

/// The speaker of each quote, "?" where there is none.
fn speakers(text: &str) -> Vec<String> {
    let answer = Reader::built_in().read(text, Gear::Thorough);
    let name = |s: usize| answer.speakers[s].name.clone();
    answer
        .quotes
        .iter()
        .map(|q| q.resolution.speaker.map_or_else(|| "?".to_owned(), name))
        .collect()
}

#[test]
fn sources_get_one_name() {
    let rows: [(&str, &[&str]); 8] = [
        // A surname and a pronoun.
        (
            "Ines Varga said the road was shut. Varga said it would open in May. She said nobody was to blame.",
            &["Ines Varga", "Ines Varga", "Ines Varga"],
        ),
        // The pronoun's gender decides, not nearness.
        ("Ines Varga met Peter Lind on Monday. “The road is shut,” she said.", &["Ines Varga"]),
        ("Ines Varga met Peter Lind on Monday. “The road is shut,” he said.", &["Peter Lind"]),
        // A title that was given before.
        (
            "Mayor Ines Varga and Senator Peter Lind met on Monday. The senator said the road was shut.",
            &["Peter Lind"],
        ),
        // Described first, named after.
        (
            "A top army official said on Monday that the road was mined.\n\n“We found forty mines in a week,” Col. Lind said.",
            &["Col. Lind", "Col. Lind"],
        ),
        // An organisation speaks under its own name.
        (
            "The Kremlin said the talks were over. The army said it knew nothing.",
            &["The Kremlin", "The army"],
        ),
        // Someone's spokesman is not that someone.
        ("A spokesman for Ines Varga said the road was shut.", &["A spokesman for Ines Varga"]),
        // A group is nobody in particular.
        ("Ines Varga and Peter Lind met on Monday. They said the road was shut.", &["?"]),
    ];
    for (text, expect) in rows {
        assert_eq!(speakers(text), expect, "{text}");
    }
}

#[test]
fn the_chain_leads_from_the_words_to_the_name() {
    let text = "Ines Varga opened the road on Monday. “It took a year,” she said.";
    let answer = Reader::built_in().read(text, Gear::Thorough);
    assert_eq!(answer.quotes[0].resolution.chain, ["she", "Ines Varga"]);
    let mentions = &answer.speakers[0].mentions;
    assert_eq!(mentions.iter().map(|m| &text[m.clone()]).collect::<Vec<_>>(), ["Ines Varga"]);
}
