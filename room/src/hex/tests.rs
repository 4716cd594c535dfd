use super::{read, written};

#[test]
fn bytes_are_read_as_they_are_written() {
    for (text, bytes) in [
        ("00ff", Some([0, 255])),
        ("0aFf", Some([10, 255])),
        ("0aF", None),
        ("00ff00", None),
        ("+1ff", None),
        ("0g00", None),
        ("é1f", None),
        ("", None),
    ] {
        assert_eq!(read::<2>(text), bytes, "{text}");
        if let Some(bytes) = bytes {
            assert_eq!(written(&bytes), text.to_lowercase());
        }
    }
}
