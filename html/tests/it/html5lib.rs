//! The tree-construction cases of html5lib.

use std::fs;

use html::{Namespace, Options};

use crate::dump::dump;

#[derive(Default)]
struct Case {
    data: String,
    context: Option<String>,
    /// `None`: the case holds with scripting and without.
    scripting: Option<bool>,
    expect: String,
}

fn cases(file: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut section = "";
    let mut case = Case::default();
    for line in file.split_inclusive('\n') {
        let bare = line.trim_end_matches('\n');
        match bare {
            "#data" => {
                if !section.is_empty() {
                    cases.push(std::mem::take(&mut case));
                }
                section = "data";
            }
            "#errors" | "#new-errors" => section = "errors",
            "#document-fragment" => section = "fragment",
            "#document" => section = "document",
            "#script-off" => case.scripting = Some(false),
            "#script-on" => case.scripting = Some(true),
            _ => match section {
                "data" => case.data.push_str(line),
                "fragment" => case.context = Some(bare.to_string()),
                "document" => case.expect.push_str(line),
                _ => {}
            },
        }
    }
    cases.push(case);
    for case in &mut cases {
        case.data.pop();
        let end = case.expect.trim_end_matches('\n').len();
        case.expect.truncate(end);
        case.expect.push('\n');
    }
    cases
}

fn parse(case: &Case, scripting: bool) -> String {
    let options = Options { scripting, ..Options::default() };
    let document = match &case.context {
        None => html::parse_with(&case.data, &options),
        Some(context) => {
            let (namespace, name) = match context.split_once(' ') {
                Some(("svg", name)) => (Namespace::Svg, name),
                Some((_, name)) => (Namespace::MathMl, name),
                None => (Namespace::Html, context.as_str()),
            };
            html::parse_fragment_with(&case.data, name, namespace, &options)
        }
    };
    dump(&document)
}

#[test]
fn tree_construction() {
    let Some(folder) = crate::gold("html5lib/tree-construction") else {
        return;
    };
    let mut count = 0;
    let mut failures = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder of cases") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|extension| extension != "dat") {
            continue;
        }
        let file = fs::read_to_string(&path).expect("a file of cases");
        for (number, case) in cases(&file).iter().enumerate() {
            for scripting in [false, true] {
                if case.scripting.is_some_and(|wanted| wanted != scripting) {
                    continue;
                }
                count += 1;
                let found = parse(case, scripting);
                if found != case.expect {
                    let name = path.file_name().expect("a file").to_string_lossy();
                    failures.push(format!(
                        "{name} {number} scripting {scripting} in {:?}\n{}\nexpect\n{}found\n{found}",
                        case.context, case.data, case.expect
                    ));
                }
            }
        }
    }
    println!("{count} cases");
    assert!(
        failures.is_empty(),
        "{} of {count} failed:\n{}",
        failures.len(),
        failures[..failures.len().min(25)].join("\n")
    );
}
