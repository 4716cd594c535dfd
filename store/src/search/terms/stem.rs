//! A light English stemmer: plurals and the endings of verbs, nothing that changes the word's kind.
//! It must never be clever: a term that is wrong in the same way in text and query still finds.

/// Takes the ending off the word that starts at `start`.
pub(super) fn stem(out: &mut String, start: usize) {
    if !out[start..].is_ascii() || out[start..].bytes().any(|b| b.is_ascii_digit()) {
        return;
    }
    plural(out, start);
    if !past_or_ing(out, start) {
        silent_e(out, start);
    }
    // "studies", "studied" and "study" meet at "studi".
    let word = &out[start..];
    if word.len() > 3 && word.ends_with('y') && !is_vowel(word.as_bytes()[word.len() - 2]) {
        out.pop();
        out.push('i');
    }
}

fn plural(out: &mut String, start: usize) {
    let word = &out[start..];
    let cut = match word {
        _ if word.len() < 4 || !word.ends_with('s') => 0,
        // No plural of "new", and what many search for here.
        "news" => 0,
        _ if word.ends_with("ss") || word.ends_with("us") || word.ends_with("is") => 0,
        _ if word.ends_with("sses") || word.ends_with("ies") && word.len() > 4 => 2,
        _ if ["xes", "ches", "shes", "zes"].iter().any(|end| word.ends_with(end)) => 2,
        _ => 1,
    };
    out.truncate(out.len() - cut);
}

/// Whether an ending was taken off.
fn past_or_ing(out: &mut String, start: usize) -> bool {
    let word = &out[start..];
    let cut = match word {
        _ if word.ends_with("ied") && word.len() > 4 => 2,
        _ if word.ends_with("eed") => return false,
        _ if word.ends_with("ed") => 2,
        _ if word.ends_with("ing") => 3,
        _ => return false,
    };
    let left = &word[..word.len() - cut];
    // "red", "bring", "sing" are no forms of "r", "br", "s".
    if left.len() < 3 || !left.bytes().any(is_vowel_or_y) {
        return false;
    }
    out.truncate(out.len() - cut);
    let word = &out.as_bytes()[start..];
    let [.., before, last] = word else { return true };
    // "stopped" is "stop", but "called" is "call" and "passed" is "pass".
    if before == last && !is_vowel(*last) && !matches!(last, b'l' | b's' | b'z') {
        out.pop();
    } else {
        silent_e(out, start);
    }
    true
}

/// "make" and "making" meet at "mak".
fn silent_e(out: &mut String, start: usize) {
    let word = &out[start..];
    if word.len() > 3 && word.ends_with('e') && !word.ends_with("ee") {
        out.pop();
    }
}

fn is_vowel(byte: u8) -> bool {
    matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u')
}

fn is_vowel_or_y(byte: u8) -> bool {
    is_vowel(byte) || byte == b'y'
}
