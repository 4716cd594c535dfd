use std::collections::{BTreeMap, BTreeSet};

use super::{Dependency, LAYERS, Package, layering, other_than_capture, tree_entry, tree_findings};

#[test]
fn layers() {
    let check = |package: &str, dependency: &str, kind: Option<&str>, is_allowed: bool| {
        let package = Package {
            name: package.to_owned(),
            version: String::new(),
            license: None,
            source: None,
            dependencies: vec![Dependency {
                name: dependency.to_owned(),
                kind: kind.map(str::to_owned),
                path: Some(String::new()),
            }],
        };
        let findings = layering(&package);
        assert_eq!(
            findings.is_empty(),
            is_allowed,
            "{} {dependency} {kind:?}: {findings:?}",
            package.name
        );
    };
    check("page", "html", None, true);
    check("html", "page", None, false);
    check("record", "page", None, true);
    check("page", "record", None, false);
    check("record", "wire", None, false);
    check("wire", "record", None, false);
    check("corpus", "store", None, false);
    check("room", "store", None, true);
    check("store", "room", Some("dev"), false);
    check("html", "oracle", Some("dev"), true);
    check("html", "oracle", None, false);
    check("page", "oracle", Some("build"), false);
    check("page", "eval", Some("dev"), true);
    check("dateline", "eval", None, false);
    check("eval", "page", None, true);
    check("helpers", "page", None, false); // a crate nobody put in the table
}

#[test]
fn nobody_may_use_a_later_layer() {
    let order: Vec<&str> = LAYERS.iter().map(|(name, _)| *name).collect();
    for (at, (name, allowed)) in LAYERS.iter().enumerate() {
        for used in *allowed {
            let place = order.iter().position(|n| n == used).expect(used);
            assert!(place < at, "{name} uses {used}");
        }
    }
}

#[test]
fn wire_takes_captures_only() {
    let check = |source: &str, expect: Option<&str>| {
        assert_eq!(other_than_capture(source), expect, "{source}")
    };
    check("use page::Capture;", None);
    check("use page::{Capture};\nfn f(c: &page::Capture) {}", None);
    check("let x = page::read(&c);", Some("let x = page::read(&c);"));
    check("use page::{Article, Capture};", Some("use page::{Article, Capture};"));
    check("// see page::read\n/// [`page::read`]", None);
    check("use front_page::Thing;\nuse crate::page::Thing;", None); // not that page
}

#[test]
fn trees() {
    let tree =
        |entries: &[&str]| entries.iter().map(|e| format!("{e} v1")).collect::<BTreeSet<_>>();
    let check = |trees: &[(&str, BTreeSet<String>)], expect: &[&str]| {
        let trees: BTreeMap<String, _> =
            trees.iter().map(|(n, t)| ((*n).to_owned(), t.clone())).collect();
        assert_eq!(tree_findings(&trees), expect);
    };
    check(&[("page", tree(&["page", "url"])), ("record", tree(&["record", "page", "url"]))], &[]);
    check(
        &[("page", tree(&["page"])), ("record", tree(&["record", "page", "x"]))],
        &["record adds crates to page's: x v1"],
    );
    check(&[("record", tree(&["rayon"]))], &["rayon must not be in the tree of record"]);
    check(&[("dateline", tree(&["ring", "rustls"]))], &[]);
    check(
        &[("dateline", tree(&["ring", "aws-lc-rs"]))],
        &["more than one TLS provider: ring, aws-lc-rs"],
    );
    let many: BTreeSet<String> = (0..54).map(|i| format!("c{i} v1")).collect();
    check(&[("page", many)], &["page: 54 crates, at most 53 allowed"]);
}

#[test]
fn tree_lines() {
    let check =
        |line, expect: Option<&str>| assert_eq!(tree_entry(line).as_deref(), expect, "{line:?}");
    check("html v0.0.0 (/work/html) (*)", Some("html v0.0.0"));
    check("serde_derive v1.0.229 (proc-macro)", Some("serde_derive v1.0.229"));
    check("", None);
}
