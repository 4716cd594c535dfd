//! Brings the spellings of a name to one: lower case, no accents, no apostrophes, hyphens as spaces.

/// The key under which the gazetteer keeps a name: ASCII letters, digits and single spaces for any
/// Latin name; letters of other scripts stay. `Côte d’Ivoire` and `cote d'ivoire` share one key.
pub fn fold(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    fold_into(name, &mut key);
    key
}

pub(crate) fn fold_into(name: &str, key: &mut String) {
    key.clear();
    for letter in name.chars() {
        match letter {
            'a'..='z' | '0'..='9' => key.push(letter),
            'A'..='Z' => key.push(letter.to_ascii_lowercase()),
            '\''
            | '\u{2019}'
            | '\u{2018}'
            | '`'
            | '.'
            | 'ʻ'
            | 'ʼ'
            | 'ʿ'
            | 'ʾ'
            | '\u{300}'..='\u{36F}' => {}
            _ if letter.is_ascii() => {
                if !key.is_empty() && !key.ends_with(' ') {
                    key.push(' ');
                }
            }
            _ => match base(letter) {
                "" => key.extend(letter.to_lowercase()),
                letters => key.push_str(letters),
            },
        }
    }
    if key.ends_with(' ') {
        key.pop();
    }
}

/// The plain letters behind an accented Latin letter; empty for anything else.
fn base(letter: char) -> &'static str {
    match letter {
        'À'..='Å' | 'à'..='å' | 'Ā'..='ą' | 'Ǎ' | 'ǎ' | 'ạ'..='ặ' | 'Ạ' => "a",
        'Æ' | 'æ' => "ae",
        'Ç' | 'ç' | 'Ć'..='č' => "c",
        'Ď'..='đ' | 'Ð' | 'ð' => "d",
        'È'..='Ë' | 'è'..='ë' | 'Ē'..='ě' | 'ẹ'..='ệ' | 'ə' | 'Ə' => "e",
        'Ĝ'..='ģ' => "g",
        'Ĥ'..='ħ' | 'ḩ' | 'Ḩ' | 'ḥ' | 'Ḥ' => "h",
        'Ì'..='Ï' | 'ì'..='ï' | 'Ĩ'..='ı' | 'ỉ'..='ị' => "i",
        'Ĵ' | 'ĵ' => "j",
        'Ķ' | 'ķ' | 'ḱ' => "k",
        'Ĺ'..='ł' => "l",
        'Ñ' | 'ñ' | 'Ń'..='ň' => "n",
        'Ò'..='Ö' | 'Ø' | 'ò'..='ö' | 'ø' | 'Ō'..='ő' | 'Ơ' | 'ơ' | 'ọ'..='ợ' => "o",
        'Œ' | 'œ' => "oe",
        'Ŕ'..='ř' => "r",
        'Ś'..='š' | 'Ș' | 'ș' | 'ṣ' | 'Ṣ' => "s",
        'ß' => "ss",
        'Ţ'..='ŧ' | 'Ț' | 'ț' | 'ṭ' | 'Ṭ' => "t",
        'Þ' | 'þ' => "th",
        'Ù'..='Ü' | 'ù'..='ü' | 'Ũ'..='ų' | 'Ư' | 'ư' | 'ụ'..='ự' => "u",
        'Ŵ' | 'ŵ' => "w",
        'Ý' | 'ý' | 'ÿ' | 'Ŷ'..='Ÿ' | 'ỳ'..='ỹ' => "y",
        'Ź'..='ž' | 'ẓ' | 'Ẓ' => "z",
        _ => "",
    }
}
