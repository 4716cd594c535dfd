use proptest::prelude::{any, proptest};

use super::{Content, checksum, deflate, inflate, pack, unpack, unpack_text};

fn content(text: &str) -> Content {
    Content { text: text.to_owned(), html: format!("<p>{text}</p>"), record: "{}".to_owned() }
}

#[test]
fn what_is_damaged_is_an_error_not_a_panic() {
    let blob = pack(&content("The minister said on Monday that it was so."));
    for at in 0..blob.len() {
        let mut damaged = blob.clone();
        damaged[at] ^= 0x55;
        assert_ne!(checksum(&damaged), checksum(&blob));
        // Whatever comes out, nothing panics and nothing is huge.
        let _ = unpack(&damaged);
        let _ = unpack_text(&damaged);
        let _ = unpack(&blob[..at]);
    }
    for blob in [&[][..], &[9], &[1], &[1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], &[1, 5, 0, 0]] {
        assert!(unpack(blob).is_err(), "{blob:?}");
    }
}

#[test]
fn the_dictionary_saves_more_than_a_tenth_of_a_short_article() {
    let text = "The European Union said on Thursday that the number of people who had been told to \
        leave the country was more than three million. “We have not seen this before,” a spokesman \
        for the ministry told reporters in London. According to the report, prices rose by two per \
        cent in the first half of the year because of the war.";
    let content = content(text);
    let plain = deflate(format!("{}{}{}", content.text, content.html, content.record).as_bytes());
    let packed = pack(&content);
    assert!(packed.len() * 10 < plain.len() * 9, "{} of {}", packed.len(), plain.len());
}

proptest! {
    #[test]
    fn what_was_packed_comes_out(text in any::<String>(), html in any::<String>(), record in any::<String>()) {
        let content = Content { text, html, record };
        let blob = pack(&content);
        assert_eq!(unpack(&blob).ok().as_ref(), Some(&content));
        assert_eq!(unpack_text(&blob).ok(), Some(content.text));
    }

    #[test]
    fn any_bytes_come_out(bytes in any::<Vec<u8>>()) {
        assert_eq!(inflate(&deflate(&bytes)).ok(), Some(bytes));
    }
}
