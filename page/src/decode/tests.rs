use super::*;

fn capture(bytes: &[u8], content_type: Option<&str>) -> Capture {
    let headers = content_type.map(|value| ("Content-Type".to_string(), value.to_string()));
    Capture { bytes: bytes.to_vec(), url: None, headers: headers.into_iter().collect() }
}

#[test]
fn encodings() {
    let rows: &[(&[u8], Option<&str>, &str, &str)] = &[
        (b"plain", None, "UTF-8", "plain"),
        ("\u{feff}é".as_bytes(), Some("text/html; charset=koi8-r"), "UTF-8", "é"),
        (b"\xff\xfea\0b\0", None, "UTF-16LE", "ab"),
        (b"\xe9t\xe9", Some("text/html; charset=ISO-8859-1"), "windows-1252", "été"),
        (
            b"<meta charset=windows-1251>\xcc\xe8\xf0",
            None,
            "windows-1251",
            "<meta charset=windows-1251>Мир",
        ),
        (
            b"<META http-equiv=Content-Type content='text/html; charset = \"euc-kr\"'>\xb0\xa1",
            None,
            "EUC-KR",
            "<META http-equiv=Content-Type content='text/html; charset = \"euc-kr\"'>가",
        ),
        (
            b"<?xml version='1.0' encoding='iso-8859-2'?>\xb1",
            None,
            "ISO-8859-2",
            "<?xml version='1.0' encoding='iso-8859-2'?>ą",
        ),
        // The header wins over the page.
        (
            b"<meta charset=windows-1251>\xe9",
            Some("text/html;charset=windows-1252"),
            "windows-1252",
            "<meta charset=windows-1251>é",
        ),
        // A label that has stopped being true: the bytes are UTF-8.
        (
            "<meta charset=iso-8859-1>déjà".as_bytes(),
            None,
            "UTF-8",
            "<meta charset=iso-8859-1>déjà",
        ),
        // UTF-16 cannot have been declared in ASCII bytes.
        (b"<meta charset=utf-16>\x41", None, "UTF-8", "<meta charset=utf-16>A"),
        // An unknown label is no answer.
        (b"<meta charset=klingon>ok", None, "UTF-8", "<meta charset=klingon>ok"),
    ];
    for (bytes, header, encoding, text) in rows {
        let capture = capture(bytes, *header);
        let decoded = decode(&capture).expect("these are pages");
        assert_eq!((decoded.encoding, &*decoded.text), (*encoding, *text));
    }
}

#[test]
fn a_few_broken_bytes_do_not_change_a_declared_utf_8() {
    let mut bytes = "<meta charset=utf-8>Ένα δύο τρία τέσσερα".as_bytes().to_vec();
    bytes.push(0xce);
    let capture = capture(&bytes, None);
    let decoded = decode(&capture).expect("a page");
    assert_eq!(decoded.encoding, "UTF-8");
    assert!(decoded.text.ends_with("τέσσερα\u{fffd}"));
}

#[test]
fn detection_without_any_declaration() {
    let russian = "Министерство сообщило во вторник, что дороги снова открыты для движения.";
    let (bytes, _, _) = encoding_rs::WINDOWS_1251.encode(russian);
    let capture = capture(&bytes, None);
    assert_eq!(decode(&capture).expect("a page").text, russian);
}

#[test]
fn what_is_no_page_says_so() {
    let rows: &[(&[u8], Error)] = &[
        (b"", Error::Empty),
        (b" \n\0\t", Error::Empty),
        (b"%PDF-1.7\n", Error::NotAPage("a PDF document")),
        (b"\x89PNG\r\n\x1a\n\0", Error::NotAPage("a PNG picture")),
        (b"RIFF\0\0\0\0WEBPVP8 ", Error::NotAPage("a WebP picture")),
    ];
    for (bytes, error) in rows {
        assert_eq!(decode(&capture(bytes, None)).expect_err("no page"), *error);
    }
    assert!(decode(&capture(b"IDEAS for a page", None)).is_ok());
}
