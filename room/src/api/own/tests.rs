use std::collections::BTreeSet;

use super::describe::{OPERATIONS, document};

#[test]
fn every_route_is_described_and_nothing_else() {
    let source = include_str!("../own.rs");
    let routes: BTreeSet<&str> = source
        .split("\"/api/v1/")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|path| *path != "openapi.json")
        .collect();
    let described: BTreeSet<&str> =
        OPERATIONS.iter().filter_map(|one| one.path.strip_prefix("/api/v1/")).collect();
    assert_eq!(routes, described);
}

#[test]
fn the_document_refers_only_to_what_it_holds() {
    let text = document().to_string();
    for reference in text.split("#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap_or("");
        assert!(document()["components"]["schemas"][name].is_object(), "{name}");
    }
    let names: BTreeSet<String> = OPERATIONS
        .iter()
        .map(|one| document()["paths"][one.path][one.method]["operationId"].to_string())
        .collect();
    assert_eq!(names.len(), OPERATIONS.len(), "each has a name of its own");
}
