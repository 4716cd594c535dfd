use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;

/// Places the texts in order, a day apart, and gives the number of each one's story.
fn check(texts: &[&str], expect: &[u64]) {
    let mut stories = Stories::default();
    let placed: Vec<u64> = texts
        .iter()
        .enumerate()
        .map(|(at, text)| {
            let day = date(2032, 5, 1 + at as i8);
            let decision = stories.place(at as u64, &Traits::of(text, Some(day)), Some(day));
            decision.story.expect("placed")
        })
        .collect();
    assert_eq!(placed, expect, "{texts:?}");
}

const FERRY: &str = "Ferry Marrow sinks off Lunde\nThe ferry Marrow went down off Lunde in heavy \
    seas, and the coast guard of Lunde searched for passengers of the Marrow through the night.";
const FERRY_LATER: &str = "Divers reach wreck of the Marrow\nDivers of the coast guard reached the \
    wreck of the ferry Marrow off Lunde, where passengers had drowned when the ferry sank.";
const MINE: &str = "Blast in Karsk colliery\nAn explosion tore through the Karsk colliery, and \
    rescuers dug for miners of the night shift, the mine inspectorate of Karsk said.";

#[test]
fn one_event_is_one_story() {
    check(&[FERRY, MINE, FERRY_LATER], &[0, 1, 0]);
    check(&["", "", FERRY], &[0, 1, 2]);
}

#[test]
fn ties_are_words_of_the_article() {
    let mut stories = Stories::default();
    let day = Some(date(2032, 5, 1));
    stories.place(1, &Traits::of(FERRY, day), day);
    let decision = stories.place(2, &Traits::of(FERRY_LATER, day), day);
    let Why::Tied { names, places, words } = decision.why else {
        panic!("not tied: {decision:?}");
    };
    assert!(names.iter().chain(&places).any(|name| name == "Marrow"), "{names:?} {places:?}");
    assert!(words.iter().any(|word| word == "ferry"), "{words:?}");
}

#[test]
fn a_reader_is_believed() {
    let day = Some(date(2032, 5, 1));
    let mut stories = Stories::default();
    stories.hear(1, 2, Word::Apart);
    stories.hear(1, 3, Word::Together);
    let place = |stories: &mut Stories, id, text: &str| {
        stories.place(id, &Traits::of(text, day), day).story
    };
    assert_eq!(place(&mut stories, 1, FERRY), Some(0));
    assert_eq!(place(&mut stories, 2, FERRY_LATER), Some(1));
    assert_eq!(place(&mut stories, 3, MINE), Some(0));
}

#[test]
fn quiet_stories_fade() {
    let (early, late) = (date(2032, 5, 1), date(2032, 7, 1));
    let mut stories = Stories::default();
    stories.place(1, &Traits::of(FERRY, Some(early)), Some(early));
    let again = stories.place(2, &Traits::of(FERRY_LATER, Some(late)), Some(late));
    assert_eq!((again.story, again.why), (Some(1), Why::Faded));
}

/// A page a day from one template: the weather of towns that share nothing else.
#[test]
fn templates_make_no_giant() {
    let mut stories = Stories::default();
    let day = Some(date(2032, 5, 1));
    for nth in 0..LARGE as u64 + 300 {
        let town = format!("Tarn{}vik", nth % 9);
        let text = format!(
            "Weather for {town}\nThe weather in {town} stays mild, with light winds and showers \
             near {town} in the afternoon, and {} degrees at noon.",
            nth % 31
        );
        stories.place(nth, &Traits::of(&text, day), day);
    }
    let largest = stories.stories.iter().map(|story| story.articles).max();
    assert!(largest <= Some(LARGEST as u32), "{largest:?}");
}

#[test]
fn stories_are_rows() {
    let day = Some(date(2032, 5, 1));
    let mut stories = Stories::default();
    stories.place(1, &Traits::of(FERRY, day), day);
    let story = &stories.stories[0];
    let read = Story::from_bytes(&story.to_bytes()).expect("a row");
    assert_eq!((&read.parts, read.articles), (&story.parts, 1));
    assert_eq!(Story::from_bytes(&[1, 2, 3]), None);
    assert_eq!(Story::from_bytes(&[0; 19]), None);
}

proptest! {
    #[test]
    fn any_text_is_placed(texts in prop::collection::vec("\\PC{0,80}", 0..8)) {
        let mut stories = Stories::default();
        let day: Option<Date> = None;
        for (at, text) in texts.iter().enumerate() {
            let decision = stories.place(at as u64, &Traits::of(text, day), day);
            prop_assert!(decision.story.is_some_and(|at| at < stories.stories.len() as u64));
        }
    }
}
