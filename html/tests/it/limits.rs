//! Past each limit text is kept, markup dropped, and the document says so.

use html::{Document, Kind, Limits, LimitsHit, NodeId};

/// All text but that of scripts and styles.
fn text(document: &Document) -> String {
    document
        .descendants(NodeId::DOCUMENT)
        .filter(|&id| document.kind(id) == Kind::Text)
        .map(|id| document.text(id))
        .collect()
}

fn depth(document: &Document) -> usize {
    let mut depths = vec![0; document.len()];
    for id in document.descendants(NodeId::DOCUMENT) {
        let parent = document.parent(id).expect("what is in the tree has a parent");
        depths[id.index()] = depths[parent.index()] + 1;
    }
    depths.into_iter().max().unwrap_or(0)
}

fn check(input: &str, limits: Limits, expect: LimitsHit) -> Document<'_> {
    let document = html::parse(input, &limits);
    assert_eq!(document.limits_hit(), expect, "{}", &input[..input.len().min(80)]);
    document
}

const DEPTH: LimitsHit = LimitsHit { depth: true, ..NO_LIMIT };

const NO_LIMIT: LimitsHit = LimitsHit {
    depth: false,
    attributes: false,
    value_bytes: false,
    formatting: false,
    nodes: false,
    names: false,
    bytes: false,
};

#[test]
fn nesting_ends_at_512_and_keeps_all_text() {
    let shapes = [
        "div",
        "span",
        "p><div",
        "blockquote",
        "ul><li",
        "table><tr><td",
        "svg><g",
        "math><mrow",
        "template><div",
        "dl><dd",
        "em><strong><div",
        "object",
        "x-y",
        "a><b><div",
    ];
    for shape in shapes {
        let open = format!("<{shape}>");
        let close: String = shape.rsplit("><").map(|name| format!("</{name}>")).collect();
        let input = format!(
            "<article>before{}inside{}<p>after</p></article>",
            open.repeat(1000),
            close.repeat(1000)
        );
        let document = check(&input, Limits::default(), DEPTH);
        let text = text(&document);
        for word in ["before", "inside", "after"] {
            assert!(text.contains(word), "{shape} lost {word}");
        }
        // The text of the deepest element, and a template's contents, are nodes too.
        assert!(depth(&document) <= 512 + 3, "{shape} {}", depth(&document));
    }
}

#[test]
fn end_tags_past_the_depth_limit_close_nothing_above_it() {
    let deep = format!("{}x{}", "<div>".repeat(1000), "</div>".repeat(1000));
    let input = format!("<article>{deep}<p id=last>y</article>");
    let document = check(&input, Limits::default(), DEPTH);
    let last = document
        .descendants(NodeId::DOCUMENT)
        .find(|&id| document.is(id, html::name::P))
        .expect("the paragraph");
    let above = document.parent(last).expect("a parent");
    assert!(document.is(above, html::name::ARTICLE));
}

#[test]
fn attributes_are_counted_and_cut() {
    let many: String = (0..300).map(|i| format!(" a{i}=1")).collect();
    let input = format!("<div{many}>x</div>");
    let document = check(&input, Limits::default(), LimitsHit { attributes: true, ..NO_LIMIT });
    let div = document.find(html::name::DIV).expect("the div");
    assert_eq!(document.attrs(div).len(), 256);

    let input: String = (0..300).map(|i| format!("<body a{i}=1>")).collect();
    let document = check(&input, Limits::default(), LimitsHit { attributes: true, ..NO_LIMIT });
    let body = document.find(html::name::BODY).expect("the body");
    assert_eq!(document.attrs(body).len(), 256);

    let input = format!("<div title='{}'>x</div>", "é".repeat(40_000));
    let document = check(&input, Limits::default(), LimitsHit { value_bytes: true, ..NO_LIMIT });
    let div = document.find(html::name::DIV).expect("the div");
    assert_eq!(document.attr(div, html::name::TITLE).map(str::len), Some(64 * 1024));
    assert_eq!(text(&document), "x");
}

#[test]
fn the_oldest_formatting_element_makes_room() {
    let open: String = (0..100).map(|i| format!("<font size={i}>")).collect();
    let input = format!("<p>{open}a</p><p>b</p>");
    let document = check(&input, Limits::default(), LimitsHit { formatting: true, ..NO_LIMIT });
    let second = document
        .descendants(NodeId::DOCUMENT)
        .filter(|&id| document.is(id, html::name::P))
        .nth(1)
        .expect("two paragraphs");
    let fonts = document.descendants(second).filter(|&id| document.kind(id) == Kind::Element);
    assert_eq!(fonts.count(), 64);
}

#[test]
fn past_the_node_limit_text_goes_on_and_markup_does_not() {
    let limits = Limits { nodes: 100, ..Limits::default() };
    let input = format!("{}<script>gone</script>&amp;<b>kept</b> words", "<i>x</i>".repeat(100));
    let document = check(&input, limits, LimitsHit { nodes: true, ..NO_LIMIT });
    let text = text(&document);
    assert!(text.ends_with("&kept words"), "{text}");
    assert!(!text.contains("gone"));
    assert_eq!(text.matches('x').count(), 100);
    assert!(document.len() <= 110);
}

#[test]
fn short_tags_make_no_more_nodes_than_a_share_of_the_input() {
    let input = "<b><p>".repeat(200_000);
    let document =
        check(&input, Limits::default(), LimitsHit { nodes: true, depth: false, ..NO_LIMIT });
    assert!(document.len() <= input.len() / 4 + 200);
    // A page of 64 Ki nodes or less is let be, however dense.
    let input = "<td>1".repeat(30_000);
    check(&format!("<table>{input}"), Limits::default(), NO_LIMIT);
}

#[test]
fn without_limits_nothing_is_dropped() {
    let input = format!("{}x", "<div>".repeat(5_000));
    let document = check(&input, Limits::NONE, NO_LIMIT);
    assert_eq!(depth(&document), 5_003);
}

/// The generated hostile pack (`data/hostile/generate.py --only html`), in the folder that
/// `DATELINE_HOSTILE` names: within the budget of time, and nothing lost that must be kept.
#[test]
#[ignore = "needs the generated pack; cargo xtask hostile reads the same pages through the binary"]
fn hostile_pack() {
    let folder = std::env::var_os("DATELINE_HOSTILE").map(std::path::PathBuf::from);
    let folder = folder.expect("DATELINE_HOSTILE names the folder of the pack");
    let manifest = std::fs::read_to_string(folder.join("manifest.jsonl")).expect("the manifest");
    let mut failures = Vec::new();
    for line in manifest.lines() {
        let case: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let file = folder.join(case["file"].as_str().expect("a file"));
        let bytes = std::fs::read(file).expect("a page");
        let input = String::from_utf8_lossy(&bytes);
        let start = std::time::Instant::now();
        let document = html::parse(&input, &Limits::default());
        let took_ms = start.elapsed().as_millis() as u64;
        let text = text(&document);
        let kept = case["expect"]["keep"].as_array().expect("a list");
        let lost = kept.iter().filter(|keep| !text.contains(keep.as_str().expect("a string")));
        let lost = lost.count();
        let budget_ms = case["expect"]["max_cpu_ms"].as_u64().expect("a number");
        if lost > 0 || took_ms > budget_ms {
            failures.push(format!("{} lost {lost}, {took_ms} of {budget_ms} ms", case["id"]));
        }
    }
    assert!(failures.is_empty(), "{} failed:\n{}", failures.len(), failures.join("\n"));
}
