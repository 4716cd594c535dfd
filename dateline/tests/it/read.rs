use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;

use crate::{json_lines, pages, run, scratch, stderr, stdout};

const WORDS: &str = "cheered on by several hundred people";

#[test]
fn one_page_is_markdown_in_a_pipe() {
    let output = run(&["read", "ferry.html"], b"");
    assert_eq!(output.status.code(), Some(0));
    assert!(stdout(&output).contains(WORDS));
    assert_eq!(stderr(&output), "");
    assert_eq!(stdout(&run(&["read", "ferry.html", "-f", "markdown"], b"")), stdout(&output));
}

#[test]
fn formats() {
    for (format, start) in
        [("html", "<!DOCTYPE html>\n<html"), ("json", "{\"protocol\":1,\"id\":\"ferry.html\",")]
    {
        let output = run(&["read", "--format", format, "ferry.html"], b"");
        assert!(stdout(&output).starts_with(start), "{format}");
        assert!(stdout(&output).contains(WORDS), "{format}");
    }
    let text = stdout(&run(&["read", "--format", "text", "ferry.html"], b""));
    assert!(text.contains(WORDS) && text.ends_with('\n') && !text.ends_with("\n\n"));
    let output = run(&["read", "--front-matter", "ferry.html"], b"");
    assert!(stdout(&output).starts_with("---\n"));
}

#[test]
fn for_reading_it_is_filled_to_the_width() {
    let output = run(&["read", "--format", "read", "--width", "40", "ferry.html"], b"");
    let text = stdout(&output);
    assert!(!text.contains('\x1b'), "no styles in a pipe");
    let longest = text.lines().map(|line| line.chars().count()).max();
    assert!(longest.is_some_and(|columns| (30..=40).contains(&columns)), "{text}");
}

#[test]
fn a_page_does_not_steer_the_terminal() {
    let page = "<article><p>before \u{1b}]0;title\u{7} &#27;[31m &#x9b;2J after, and enough words \
                for a paragraph of a story that is read.</p></article>";
    let output = run(&["read", "--format", "read", "-"], page.as_bytes());
    let text = stdout(&output);
    assert!(text.contains("after") && !text.contains(['\u{1b}', '\u{7}', '\u{9b}']), "{text:?}");
}

#[test]
fn standard_input_packed_or_not() {
    let page = fs::read(pages().join("ferry.html")).expect("the sample page");
    let output = run(&["read", "-"], &page);
    assert!(stdout(&output).contains(WORDS));
}

#[test]
fn many_are_json_lines_in_input_order() {
    let mut args = vec!["read"];
    let names: Vec<String> = (0..40)
        .map(|n| if n % 4 == 3 { format!("missing{n}.html") } else { "ferry.html".to_owned() })
        .collect();
    args.extend(names.iter().map(String::as_str));
    let output = run(&args, b"");
    assert_eq!(output.status.code(), Some(1));
    let lines = json_lines(&output);
    let ids: Vec<&str> = lines.iter().filter_map(|line| line["id"].as_str()).collect();
    assert_eq!(ids, names);
    for line in &lines {
        let is_missing = line["id"] != "ferry.html";
        assert_eq!(line.get("error").is_some(), is_missing);
        assert_eq!(line.get("found").is_some(), !is_missing);
    }
    assert_eq!(stderr(&output), "dateline: 10 of 40 could not be read\n");
}

#[test]
fn other_formats_say_on_standard_error_what_failed() {
    let output = run(&["read", "-f", "text", "missing.html", "ferry.html"], b"");
    assert_eq!(output.status.code(), Some(1));
    assert!(stdout(&output).contains(WORDS));
    let said = "dateline: missing.html: no such file\ndateline: 1 of 2 could not be read\n";
    assert_eq!(stderr(&output), said);
}

#[test]
fn folders_and_lists() {
    let folder = scratch("folders");
    let page = fs::read(pages().join("ferry.html")).expect("the sample page");
    fs::create_dir(folder.join("b")).expect("ours");
    for name in ["c.HTML", "b/x.htm", "a.html", "notes.txt", "b/y.png"] {
        fs::write(folder.join(name), &page).expect("ours");
    }
    let root = folder.to_str().expect("UTF-8");
    let ids = |args: &[&str], input: &[u8]| {
        let lines = json_lines(&run(args, input));
        let ids = lines.iter().filter_map(|line| line["id"].as_str());
        ids.map(|id| id.replace(root, "")).collect::<Vec<_>>()
    };
    assert_eq!(ids(&["read", root], b""), ["/a.html", "/b/x.htm", "/c.HTML"]);
    let list = format!("{root}/c.HTML\0{root}/a.html\0");
    assert_eq!(ids(&["read", "-0"], list.as_bytes()), ["/c.HTML", "/a.html"]);
    let file = folder.join("list");
    fs::write(&file, &list).expect("ours");
    let flag = format!("--files0-from={}", file.display());
    assert_eq!(ids(&["read", &flag], b""), ["/c.HTML", "/a.html"]);
    // An empty list is no mistake.
    let output = run(&["read", "-0"], b"");
    assert_eq!((output.status.code(), stdout(&output)), (Some(0), String::new()));
}

#[test]
fn wrong_use() {
    let output = run(&["read"], b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("no input"));
    assert_eq!(run(&["read", "--format", "pdf", "x"], b"").status.code(), Some(2));
    assert_eq!(run(&["read", "--batch", "x"], b"").status.code(), Some(2));
    let output = run(&["read", "--files0-from=missing"], b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("cannot read the list of files missing"));
}

#[test]
fn bytes_that_are_no_page() {
    let output = run(&["read", "-"], b"%PDF-1.7\n");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stdout(&output), "");
    assert!(stderr(&output).starts_with("dateline: -: not a web page"), "{}", stderr(&output));
}

#[test]
fn addresses_are_fetched_if_public() {
    let output = run(&["read", "http://169.254.169.254/latest/"], b"");
    assert_eq!(output.status.code(), Some(1));
    let said = "dateline: http://169.254.169.254/latest/: the host is at 169.254.169.254, \
                which is no public address\n";
    assert_eq!(stderr(&output), said);

    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has free ports");
    let url = format!("http://{}/story", listener.local_addr().expect("bound"));
    let output = run(&["read", &url], b"");
    assert!(stderr(&output).contains("--allow-private permits it"), "{}", stderr(&output));

    let page = fs::read(pages().join("ferry.html")).expect("the sample page");
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept()?;
        // The request fits one packet on loopback.
        let _ = stream.read(&mut [0; 4_096])?;
        let length = page.len();
        write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n")?;
        stream.write_all(&page)
    });
    let output = run(&["read", "--allow-private", &url], b"");
    assert!(stdout(&output).contains(WORDS), "{}", stderr(&output));
    server.join().expect("no panic").expect("served");
}
