use super::*;

#[test]
fn names_are_in_order() {
    assert!(NAMES.windows(2).all(|pair| pair[0].0 < pair[1].0));
    assert!(NAMES.iter().all(|(name, month)| (1..=12).contains(month) && name.len() <= 36));
}

#[test]
fn some() {
    for (word, month) in [("januar", 1), ("août", 8), ("października", 10), ("ธันวาคม", 12)]
    {
        assert_eq!(of(word), Some(month));
    }
    assert_eq!(of("monday"), None);
}
