use page::{Article, Capture};

use super::{Look, reprint};

fn article(paragraphs: &[&str]) -> Article {
    let body: String = paragraphs.iter().map(|text| format!("<p>{text}</p>")).collect();
    let html = format!("<title>Harbour</title><article><h1>Harbour closed</h1>{body}</article>");
    let capture = Capture { bytes: html.into_bytes(), url: None, headers: Vec::new() };
    page::read(&capture).expect("a page")
}

fn section(articles: &[Article; 2]) -> String {
    reprint::section(&reprint::compared(articles), articles, Look { is_styled: false })
}

const FIRST: &str = "The harbour at Lindholm was closed on Monday after a crane fell into the basin, \
    the port authority said. At least 12 people were hurt, and two ferries to Marstal were sent back.";
const SECOND: &str = "A freighter with 4,200 tonnes of grain waits outside the breakwater, where the \
    pilots hope to bring it in before the storm that is forecast for the night.";

#[test]
fn changes_are_shown_in_their_paragraphs() {
    let later = FIRST.replace("At least 12", "At least 15");
    let articles = [article(&[FIRST, SECOND]), article(&[&later, SECOND])];
    let out = section(&articles);
    assert!(out.contains("The same text"), "{out}");
    assert!(out.contains("[-12-] {+15+} people"), "{out}");
    assert!(out.contains("Figures\n"), "{out}");
    assert!(out.contains("Marstal were sent back.\n\nA freighter"), "{out}");
}

#[test]
fn unrelated_texts_say_so() {
    let other = "A new bridge over the Tarn opens in May, the ministry of roads announced after years \
        of delay, and the old one will be kept for walkers and bicycles.";
    let out = section(&[article(&[FIRST, SECOND]), article(&[other])]);
    assert_eq!(out.trim(), "The texts have nothing in common.");
}
