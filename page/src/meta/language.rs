//! Languages: tags as declared, and the language of a text that declares none.

/// Bytes of text looked at: 4 KB of prose hold hundreds of the words below.
const SAMPLE_BYTES: usize = 4_096;
/// Share of words that must be function words of the language, in percent; prose of each of these
/// languages has 15 or more.
const SHARE: usize = 6;

/// A declared language as a BCP 47 tag ("en_US" becomes "en-US"); `None` for anything else.
pub(super) fn tag(text: &str) -> Option<String> {
    // Content-Language may list several.
    let text = text.split([',', ';', ' ']).find(|part| !part.is_empty())?;
    let mut out = String::new();
    for (at, part) in text.trim().split(['-', '_']).enumerate() {
        let is_word = part.bytes().all(|byte| byte.is_ascii_alphanumeric());
        match (at, part.len()) {
            (0, 2 | 3) if part.bytes().all(|byte| byte.is_ascii_alphabetic()) => {
                out.push_str(&part.to_ascii_lowercase());
            }
            (0, _) => return None,
            (1.., 2) if is_word => {
                out.push('-');
                out.push_str(&part.to_ascii_uppercase());
            }
            (1.., 4) if is_word => {
                out.push('-');
                out.push_str(&part[..1].to_ascii_uppercase());
                out.push_str(&part[1..].to_ascii_lowercase());
            }
            (1.., 3..=8) if is_word => {
                out.push('-');
                out.push_str(&part.to_ascii_lowercase());
            }
            _ => break,
        }
    }
    (!out.is_empty()).then_some(out)
}

/// The language a text is written in, by script and by its most frequent words; `None` when
/// neither decides.
pub(super) fn detect(text: &str) -> Option<&'static str> {
    let text = super::clean::head(text, SAMPLE_BYTES);
    let mut counts = [0usize; SCRIPTS.len()];
    let mut letters = 0;
    for character in text.chars().filter(|character| character.is_alphabetic()) {
        letters += 1;
        let script = SCRIPTS
            .iter()
            .position(|(ranges, _)| ranges.iter().any(|range| range.contains(&character)));
        if let Some(script) = script {
            counts[script] += 1;
        }
    }
    // Japanese mixes kana into Chinese characters; a fifth of kana decides.
    let (script, &count) = counts.iter().enumerate().max_by_key(|&(_, count)| *count)?;
    if counts[KANA] * 5 > letters {
        return Some("ja");
    }
    if letters < 20 || count * 2 < letters {
        return None;
    }
    match SCRIPTS[script].1 {
        "latin" => by_words(text, LATIN),
        "cyrillic" => by_words(text, CYRILLIC),
        "arabic" => by_words(text, ARABIC),
        "devanagari" => by_words(text, DEVANAGARI),
        language => Some(language),
    }
}

fn by_words(
    text: &str,
    languages: &'static [(&'static str, &'static str)],
) -> Option<&'static str> {
    let mut counts = vec![0usize; languages.len()];
    let mut words = 0;
    for word in text.split(|character: char| {
        !character.is_alphanumeric() && character != '\u{93e}' && !is_sign(character)
    }) {
        if word.is_empty() {
            continue;
        }
        words += 1;
        let word = word.to_lowercase();
        for (count, (_, known)) in counts.iter_mut().zip(languages) {
            *count += usize::from(known.split(' ').any(|known| known == word));
        }
    }
    // The first of equals: the languages stand in the order of their press.
    let best = *counts.iter().max()?;
    let at = counts.iter().position(|&count| count == best)?;
    (best * 100 >= words * SHARE && best >= 3).then_some(languages[at].0)
}

fn is_sign(character: char) -> bool {
    matches!(character, '\u{900}'..='\u{903}' | '\u{93c}'..='\u{94d}')
}

type Ranges = &'static [std::ops::RangeInclusive<char>];

const KANA: usize = 0;

/// Scripts, with the language where one is enough to know it.
const SCRIPTS: &[(Ranges, &str)] = &[
    (&['\u{3040}'..='\u{30ff}'], "ja"),
    (&['a'..='z', 'A'..='Z', '\u{c0}'..='\u{24f}', '\u{1e00}'..='\u{1eff}'], "latin"),
    (&['\u{400}'..='\u{52f}'], "cyrillic"),
    (&['\u{600}'..='\u{6ff}', '\u{750}'..='\u{77f}'], "arabic"),
    (&['\u{4e00}'..='\u{9fff}'], "zh"),
    (&['\u{ac00}'..='\u{d7a3}'], "ko"),
    (&['\u{370}'..='\u{3ff}', '\u{1f00}'..='\u{1fff}'], "el"),
    (&['\u{590}'..='\u{5ff}'], "he"),
    (&['\u{900}'..='\u{97f}'], "devanagari"),
    (&['\u{980}'..='\u{9ff}'], "bn"),
    (&['\u{e00}'..='\u{e7f}'], "th"),
    (&['\u{b80}'..='\u{bff}'], "ta"),
    (&['\u{c00}'..='\u{c7f}'], "te"),
    (&['\u{a80}'..='\u{aff}'], "gu"),
    (&['\u{530}'..='\u{58f}'], "hy"),
    (&['\u{10a0}'..='\u{10ff}'], "ka"),
    (&['\u{1200}'..='\u{137f}'], "am"),
];

/// Function words, the more frequent and the less shared with neighbours the better.
const LATIN: &[(&str, &str)] = &[
    ("en", "the of and to in is that for was on with as are by this from have been which"),
    ("de", "der die und das den von zu mit sich auf für ist im dem nicht ein eine als auch es"),
    ("fr", "le la les de des et du en un une que est pour dans qui par sur au plus pas"),
    ("es", "el la los las de que y en un una por con del para su se al lo como más"),
    ("pt", "o a os as de que e do da em um uma para com não na no por mais dos"),
    ("it", "il la di che e è un una per in del della con non gli le dei sono da alla"),
    ("nl", "de het een en van in is dat op te zijn voor met die niet aan er om ook naar"),
    ("sv", "och att det i en som på är av för med den till inte har de om ett var från"),
    ("no", "og det i er på en som at til av for med har de ikke den et om fra ble"),
    ("da", "og det i er på en som at til af for med har de ikke den et om fra blev"),
    ("fi", "ja on ei että oli se hän mutta ovat myös kun tai sekä joka mukaan ole vuoden"),
    ("pl", "w i na z do że się nie to o jest po od za przez jak dla co był ale"),
    ("cs", "a v se na je že s o z do to i ve pro jako by ale za které podle"),
    ("sk", "a v sa na je že s o z do to aj vo pre ako by ale za ktoré podľa"),
    ("hu", "a az és hogy nem is egy van meg volt csak már mint ez azt el még de után szerint"),
    ("ro", "și de în a la cu pe care o că nu din un pentru este mai fi ca sunt prin"),
    ("tr", "ve bir bu da de için ile olarak olan çok daha en gibi kadar sonra olduğu ne var"),
    (
        "id",
        "yang dan di dengan untuk dari pada ini dalam itu tidak adalah akan oleh tersebut juga ke",
    ),
    (
        "ms",
        "yang dan di dengan untuk dari pada ini dalam itu tidak ialah akan oleh berkata turut kepada",
    ),
    ("vi", "và của các là có được cho trong không người những với một đã này để khi tại"),
    ("hr", "i u je na se da za su od s koji što kao ali bi nije će iz ili sve"),
    ("sl", "in je v na se da za so od z ki kot pa bi ni tudi po iz ali bo"),
    ("lt", "ir į kad su iš yra tai buvo bet ne kaip dėl jau savo už apie per"),
    ("lv", "un ir ka ar no par uz bet tas kas arī lai gan vai kā pēc tika"),
    ("et", "ja on ei et see oli ka kui aga oma mis selle ning tema või kes"),
    ("ca", "el la els les de que i en un una per amb del dels al és ha com més no"),
    ("sw", "ya wa na kwa ni katika za la kuwa hiyo huo hayo alisema pia"),
    ("af", "die en van in is het dat vir nie op met te wat sy aan ook hy was"),
];

const CYRILLIC: &[(&str, &str)] = &[
    ("ru", "и в не на что с по как это из для от его но за был ее также который"),
    ("uk", "і в не на що з та до як це від для про але за був його також який у"),
    ("bg", "и в не на че с за от да се е са по като това но при който беше са"),
    ("sr", "и у не на да је се за су од са који као то али би ће из што"),
    ("be", "і ў не на што з да як гэта для пра але за быў яго таксама які у"),
    ("mk", "и во не на дека со за од да се е по како тоа но кои беше ќе"),
];

const ARABIC: &[(&str, &str)] = &[
    ("ar", "في من على إلى أن عن التي الذي هذا ما مع لا كان هذه بعد قال"),
    ("fa", "در به از که این را با است برای آن یک می شد های خود بود"),
    ("ur", "کے کی میں ہے اور سے کا کو نے اس پر کہ ہیں یہ کہا"),
];

const DEVANAGARI: &[(&str, &str)] = &[
    ("hi", "के की में है और से का को ने इस पर कि हैं यह भी"),
    ("mr", "आणि आहे या ते हे असे मध्ये केली होते की नाही"),
    ("ne", "र छ को मा ले छन् भने गरेको पनि हो"),
];

#[cfg(test)]
mod tests;
