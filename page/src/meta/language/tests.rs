use super::*;

#[test]
fn tags() {
    let rows = [
        ("en_US", Some("en-US")),
        ("DE", Some("de")),
        ("zh-hans-cn", Some("zh-Hans-CN")),
        ("en, fr", Some("en")),
        ("english", None),
        ("", None),
        ("<b>", None),
    ];
    for (text, expect) in rows {
        assert_eq!(tag(text).as_deref(), expect, "{text}");
    }
}

#[test]
fn detection() {
    let rows = [
        (
            "The council said on Monday that it would not pay for the bridge, which was built in the sixties.",
            Some("en"),
        ),
        (
            "Die Stadt will den Umbau der Brücke nicht bezahlen, das sagte eine Sprecherin am Montag.",
            Some("de"),
        ),
        (
            "La ville ne paiera pas les travaux du pont, a dit une porte-parole de la mairie lundi.",
            Some("fr"),
        ),
        ("Город не будет платить за ремонт моста, сказала она на встрече с жителями.", Some("ru")),
        ("市は橋の改修費を支払わないと発表した。住民からは不満の声が上がっている。", Some("ja")),
        ("Ο δήμος δεν θα πληρώσει για την επισκευή της γέφυρας.", Some("el")),
        ("12345", None),
        ("Lorem ipsum dolor", None),
    ];
    for (text, expect) in rows {
        assert_eq!(detect(text), expect, "{text}");
    }
}
