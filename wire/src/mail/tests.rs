use proptest::prelude::*;

use super::*;

const HEAD: &str = "From: Harbour Post <news@post.example>\r\nTo: reader+abc@room.example\r\n\
    Subject: Ferries\r\nMessage-ID: <one@post.example>\r\nDate: Fri, 16 Jan 2026 10:00:00 +0100\r\n";

fn letter(more: &str) -> Result<Letter, Refused> {
    read(format!("{HEAD}{more}").as_bytes())
}

fn alternative(html: &str) -> String {
    format!(
        "MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nPlain words.\r\n\
         --b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n--b--\r\n"
    )
}

#[test]
fn a_newsletter() {
    let found = letter(&format!(
        "List-Id: \"The ferry list\" <ferries.post.example>\r\n{}",
        alternative("<p>Words.</p>")
    ));
    let found = found.expect("a letter");
    assert_eq!(found.message_id, "one@post.example");
    assert_eq!(found.subject, "Ferries");
    assert_eq!(
        (found.from_name.as_str(), found.from_address.as_str()),
        ("Harbour Post", "news@post.example")
    );
    assert_eq!(found.list.as_deref(), Some("The ferry list"));
    assert_eq!(found.sent_at.expect("a date").to_string(), "2026-01-16T09:00:00Z");
    assert_eq!(found.recipients, ["reader+abc@room.example"]);
    assert_eq!(found.html.as_deref().map(str::trim), Some("<p>Words.</p>"));
    assert_eq!(found.text, "Plain words.");
}

/// What is written, what is read of it: HTML if any, else the text.
#[test]
fn words_of_many_makes() {
    let base64 = "PHA+w6k8L3A+";
    let rows: [(&str, Result<&str, Refused>); 12] = [
        ("Content-Type: text/plain; charset=utf-8\r\n\r\nJust words.", Ok("Just words.")),
        ("\r\nNo type at all.", Ok("No type at all.")),
        (
            "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>caf=C3=A9</p>",
            Ok("<p>café</p>"),
        ),
        (
            "Content-Type: text/html; charset=iso-8859-2\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>=B1</p>",
            Ok("<p>ą</p>"),
        ),
        (
            &format!(
                "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{base64}"
            ),
            Ok("<p>é</p>"),
        ),
        // A charset that nobody knows: read somehow, never refused.
        ("Content-Type: text/html; charset=x-none\r\n\r\n<p>words</p>", Ok("<p>words</p>")),
        (
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nBefore.\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>In.</p>\r\n--b--",
            Ok("<p>Before.</p>\n<p>In.</p>"),
        ),
        // A boundary that never comes, and one that never ends.
        (
            "Content-Type: multipart/alternative; boundary=none\r\n\r\n--b\r\n\r\nLost.",
            Err(Refused::Empty),
        ),
        ("Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\nOpen.", Ok("Open.")),
        (
            "Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0=",
            Err(Refused::Empty),
        ),
        ("Content-Type: text/html\r\n\r\n", Err(Refused::Empty)),
        ("\r\n", Err(Refused::Empty)),
    ];
    for (written, wanted) in rows {
        let found = letter(written).map(|one| one.html.unwrap_or(one.text).trim().to_owned());
        assert_eq!(found, wanted.map(str::to_owned), "{written}");
    }
}

#[test]
fn what_is_no_letter_or_too_much_of_one() {
    assert_eq!(read(b""), Err(Refused::NoLetter));
    assert_eq!(read(b"{\"no\": \"letter\"}"), Err(Refused::NoLetter));
    assert_eq!(read(&vec![b'a'; BYTES + 1]), Err(Refused::TooLarge));
    let inside = "Content-Type: message/rfc822\r\n\r\n".repeat(60_000);
    assert_eq!(letter(&inside), Err(Refused::TooDeep));
    // Two letters forwarded in one are none too many; the words of the outer one count.
    let two = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee below.\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\nInner.\r\n--b--";
    assert_eq!(letter(two).map(|one| one.text), Ok("See below.".to_owned()));
    // Ten thousand multiparts in each other are read, in time and on a small stack.
    let deep: String = (0..10_000)
        .map(|at| format!("Content-Type: multipart/mixed; boundary=b{at}\r\n\r\n--b{at}\r\n"))
        .collect();
    let _ = letter(&deep);
    let long = format!("Content-Type: text/html\r\n\r\n{}", "<p>é</p>".repeat(1_000_000));
    let found = letter(&long).expect("cut").html.expect("HTML");
    assert!(found.len() <= WORDS && found.len() > WORDS - 9, "{}", found.len());
}

#[test]
fn recipients_in_the_order_of_who_knows_best() {
    let rows: [(&str, &[&str]); 3] = [
        (
            "Delivered-To: A+x@room.example\r\nCc: \"B, C\" <b@x.example>, d@x.example\r\n\r\nw",
            &["a+x@room.example", "reader+abc@room.example", "b@x.example", "d@x.example"],
        ),
        ("X-Original-To: reader+ABC@room.example\r\n\r\nw", &["reader+abc@room.example"]),
        ("Cc: undisclosed recipients:;\r\n\r\nw", &["reader+abc@room.example"]),
    ];
    for (written, wanted) in rows {
        assert_eq!(letter(written).expect("a letter").recipients, wanted, "{written}");
    }
    let many = format!("Cc: {}\r\n\r\nw", "a@b.example, ".repeat(100_000));
    assert!(letter(&many).expect("a letter").recipients.len() <= MANY);
}

#[test]
fn names_are_one_line() {
    let rows = [
        ("List-Id: <ferries.post.example>\r\n\r\nw", Some("ferries.post.example")),
        (
            "List-Id: Ferries\r\n of the north <f.post.example>\r\n\r\nw",
            Some("Ferries of the north"),
        ),
        ("List-Id: \r\n\r\nw", None),
        ("\r\nw", None),
    ];
    for (written, wanted) in rows {
        assert_eq!(letter(written).expect("a letter").list.as_deref(), wanted, "{written}");
    }
    let found = read(b"Subject: =?utf-8?Q?F=C3=A4hren=0Aund=1B[31m?=\r\n\r\nw").expect("a letter");
    assert_eq!(found.subject, "Fähren und [31m");
}

/// Plain text, and the HTML made of it.
#[test]
fn text_as_paragraphs() {
    let long = "the ferry will stay in harbour for nine days, said the line";
    let rows = [
        ("", String::new()),
        ("\n\n  \n", String::new()),
        ("one\r\n\r\n\r\ntwo & <b>", "<p>one</p>\n<p>two &amp; &lt;b&gt;</p>\n".to_owned()),
        ("Quay 3\nHarbour", "<p>Quay 3<br>Harbour</p>\n".to_owned()),
        // The last line of a filled paragraph is short; one in the middle is not.
        (&format!("{long}\n{long}\nend"), format!("<p>{long} {long} end</p>\n")),
        (&format!("{long}\nshort\n{long}"), format!("<p>{long}<br>short<br>{long}</p>\n")),
    ];
    for (text, wanted) in rows {
        assert_eq!(paragraphs(text), wanted, "{text}");
    }
}

#[test]
fn letters_of_a_mailbox_file() {
    let found = read(format!("From news@post.example Fri Jan 16\n{HEAD}\r\nWords.").as_bytes());
    assert_eq!(found.expect("a letter").subject, "Ferries");
}

proptest! {
    #[test]
    fn no_bytes_break_it(bytes in prop::collection::vec(any::<u8>(), 0..400), at in 0_usize..300) {
        let _ = read(&bytes);
        let mut whole = format!("{HEAD}{}", alternative("<p>Words.</p>")).into_bytes();
        let at = at.min(whole.len());
        whole.splice(at..at, bytes);
        if let Ok(letter) = read(&whole) {
            prop_assert!(!letter.subject.contains(char::is_control));
            prop_assert_eq!(read(&whole), Ok(letter));
        }
    }
}

#[test]
fn words_lie_in_several_multiparts() {
    for depth in [1, 6, 40] {
        let mut out: String = (0..depth)
            .map(|at| format!("Content-Type: multipart/mixed; boundary=b{at}\r\n\r\n--b{at}\r\n"))
            .collect();
        out += "Content-Type: text/html\r\n\r\n<p>Deep words.</p>\r\n";
        out.extend((0..depth).rev().map(|at| format!("--b{at}--\r\n")));
        let html = letter(&out).expect("a letter").html.expect("HTML");
        assert_eq!(html.trim(), "<p>Deep words.</p>", "{depth}");
    }
}
