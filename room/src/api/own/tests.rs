use std::collections::BTreeSet;

use super::all;
use super::describe::{OPERATIONS, document};
use super::scope::SCOPES;

#[test]
fn every_route_is_described_and_nothing_else() {
    let mut routes: BTreeSet<(&str, &str)> = all().known.into_iter().collect();
    assert!(routes.remove(&("get", "/api/v1/openapi.json")), "the document itself");
    let described: BTreeSet<(&str, &str)> =
        OPERATIONS.iter().map(|one| (one.method, one.path)).collect();
    assert_eq!(routes, described);
    assert_eq!(described.len(), OPERATIONS.len(), "each once");
}

#[test]
fn the_document_refers_only_to_what_it_holds_and_holds_nothing_else() {
    let document = document();
    let schemas = document["components"]["schemas"].as_object().expect("an object");
    let text = document.to_string();
    let mut used = BTreeSet::new();
    for reference in text.split("#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap_or("");
        assert!(schemas.contains_key(name), "{name}");
        used.insert(name);
    }
    let held: BTreeSet<&str> = schemas.keys().map(String::as_str).collect();
    assert_eq!(used, held);
    let names: BTreeSet<String> = OPERATIONS
        .iter()
        .map(|one| document["paths"][one.path][one.method]["operationId"].to_string())
        .collect();
    assert_eq!(names.len(), OPERATIONS.len(), "each has a name of its own");
}

#[test]
fn the_document_names_every_event() {
    let document = document();
    let body = &document["paths"]["/api/v1/webhooks"]["post"]["requestBody"]["content"];
    let named = &body["application/json"]["schema"]["properties"]["events"]["items"]["enum"];
    let events = store::webhooks::Event::ALL.map(store::webhooks::Event::word);
    assert_eq!(*named, serde_json::json!(events));
}

#[test]
fn each_call_needs_a_scope_that_can_be_given_and_reading_needs_no_more() {
    for one in OPERATIONS.iter().filter(|one| !one.scope.is_empty()) {
        let (part, kind) = one.scope.split_once(':').expect("part and kind");
        assert!(SCOPES.iter().any(|(known, _)| *known == part), "{}", one.scope);
        assert_eq!(kind, if one.method == "get" { "read" } else { "write" }, "{}", one.path);
    }
}
