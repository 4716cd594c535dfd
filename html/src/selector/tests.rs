use super::*;
use crate::{Limits, parse};

const PAGE: &str = "<!DOCTYPE html><body id=top class='home front'>\
    <div class=story id=s1><p id=p1>a<p id=p2 class='lead  big'><a id=a1 href='/x.pdf' lang=en-GB>b</a></div>\
    <div class=STORY id=s2><blockquote id=q><p id=p3 data-kind='one two'>c</blockquote></div>\
    <svg id=v><linearGradient id=g></svg>";

/// The ids of the elements found.
fn check(selector: &str, expect: &str) {
    let document = parse(PAGE, &Limits::default());
    let selector = Selector::new(selector).unwrap_or_else(|error| panic!("{selector}: {error}"));
    let found: Vec<NodeId> = document.select(NodeId::DOCUMENT, &selector).collect();
    let ids: Vec<&str> =
        found.iter().map(|&id| document.attr(id, name::ID).unwrap_or("-")).collect();
    assert_eq!(ids.join(" "), expect, "{selector:?}");
    for id in document.descendants(NodeId::DOCUMENT) {
        assert_eq!(selector.matches(&document, id), found.contains(&id));
    }
}

#[test]
fn selects() {
    check("p", "p1 p2 p3");
    check("P", "p1 p2 p3");
    check("#p2", "p2");
    check(".story", "s1");
    check(".story p", "p1 p2");
    check("div p", "p1 p2 p3");
    check("div > p", "p1 p2");
    check("div>p a", "a1");
    check("body > p", "");
    check("body div blockquote > p", "p3");
    check("blockquote, a", "a1 q");
    check("p.lead.big", "p2");
    check("p[data-kind]", "p3");
    check("[data-kind~=two]", "p3");
    check("[data-kind='one two']", "p3");
    check("[data-kind=one]", "");
    check("a[href$='.pdf']", "a1");
    check("a[href^='/x']", "a1");
    check("a[href*='x.p']", "a1");
    check("a[href*='']", "");
    check("[lang|=en]", "a1");
    check("lineargradient", "g");
    check("svg *", "g");
    check("div div", "");
}

#[test]
fn refuses_what_it_does_not_know() {
    for text in ["", "p:first-child", "a,", "> p", "a > > b", "a + b", "[a", "[a!=b]", "#", "p]"] {
        assert!(Selector::new(text).is_err(), "{text}");
    }
    assert!(Selector::new(&"a ".repeat(65)).is_err());
    let error = Selector::new("p:hover").expect_err("a pseudo-class");
    assert_eq!(error.to_string(), "unexpected character at byte 1");
}
