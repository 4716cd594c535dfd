//! The words around the names of a byline: what opens one, joins two names, or says what a person is.

/// Words that open a byline, lower-case, longest first where one begins another. Those that are
/// also common words of running text ("de", "di") only count where the page marks a byline.
#[rustfmt::skip]
pub(super) const OPENERS: &[&str] = &[
    "written by", "words by", "story by", "text by", "posted by", "published by", "reported by",
    "reporting by", "reviewed by", "article by", "review by", "opinion by", "analysis by",
    "contributed by", "created by", "submitted by", "authored by", "guest post by", "this post was written by",
    "this article was written by", "by:", "by",
    "authors:", "authors", "author:", "author", "written by:", "writer:", "from",
    "ein artikel von", "ein kommentar von", "eine analyse von", "ein beitrag von",
    "ein bericht von", "eine kolumne von", "ein gastbeitrag von", "ein essay von",
    "ein interview von", "interview von", "text von", "text:", "texte:", "von:", "von",
    "verfasst von", "geschrieben von", "veröffentlicht von", "erstellt von", "autor/in:",
    "autor/in", "autor:", "autoren:", "autorin:", "autor", "autorin", "autoren", "aus", "par:",
    "par", "publié par", "écrit par", "rédigé par", "propos recueillis par", "auteur:",
    "auteur :", "texte :", "por:", "por", "escrito por", "publicado por", "texto:", "autora:",
    "redacción:", "di", "de", "a cura di", "scritto da", "pubblicato da", "da", "autore:", "door",
    "geschreven door", "av:", "av", "af:", "af", "skrevet av", "skrevet af", "tekst:", "text",
    "kirjoittaja:", "teksti:", "autor tekstu:", "oprac.", "opr.", "napisał", "napisała",
    "autorzy:", "przez", "автор:", "авторы:", "автор", "текст:", "написал", "από τον", "από την",
    "από", "του", "της", "γράφει ο", "γράφει η", "συντάκτης:", "yazan:", "oleh:", "oleh",
    "penulis:", "tác giả:", "theo", "скрипач:", "文：", "文:", "作者：", "作者:", "記者", "著者", "מאת",
    "بقلم", "كتب", "بقلم:", "szerző:", "írta:", "autor článku:", "autoři:", "napsal", "scris de",
    "autors:", "autorius:", "toimittaja:",
];

/// Openers that make any text a byline, wherever it stands.
#[rustfmt::skip]
pub(super) const SURE_OPENERS: &[&str] = &[
    "by ", "by: ", "written by ", "words by ", "story by ", "posted by ", "von ", "par ", "por ",
    "door ", "av ", "af ", "oleh ", "text: ", "author: ", "autor: ", "автор: ", "текст: ",
    "autore: ", "auteur: ", "ein artikel von ", "ein kommentar von ", "eine analyse von ",
    "von: ", "autorin: ", "by\u{a0}", "tekst: ", "oleh: ", "penulis: ", "作者：", "文：",
    "作者:", "szerző: ", "írta: ", "autoren: ", "authors: ", "reported by ", "article by ",
    "scritto da ", "a cura di ", "escrito por ", "written by: ", "submitted by ", "by",
];

/// How every one of [`SURE_OPENERS`] begins; most texts of a page are turned away here.
#[rustfmt::skip]
pub(super) const STARTS: &[&[u8]] = &[
    b"by", b"sz", b"wr", b"wo", b"st", b"po", b"vo", b"pa", b"do", b"av", b"af", b"ol", b"te", b"au",
    b"ei", b"re", b"ar", b"sc", b"a ", b"es", b"su", b"pe",
];

/// Strings between two names.
#[rustfmt::skip]
pub(super) const JOINTS: &[&str] = &[
    ", and ", " and ", " & ", " und ", " et ", " y ", " e ", " og ", " och ", " en ", " ve ",
    " и ", " i ", " ja ", " és ", " și ", " si ", " și ", " και ", " a ", " with ", " mit ", ", ",
    "; ", ";", " | ", "|", " / ", "/", " • ", " · ", "•", "·", " ⋅ ", "⋅", "、", "，", "；", " – ",
    " — ", " - ", "\n", ",", " + ",
];

/// Parts that are no name: what a person is, where they sit, what they did.
#[rustfmt::skip]
pub(super) const ROLES: &[&str] = &[
    "staff writer", "staff writers", "staff", "staff reporter", "reporter", "reporters",
    "senior reporter", "correspondent", "editor", "editors", "senior writer", "senior editor",
    "contributor", "contributing writer", "contributing editor", "freelance writer", "freelancer",
    "columnist", "journalist", "writer", "author", "associate editor", "managing editor",
    "news editor", "political editor", "business reporter", "political correspondent", "chief",
    "editor in chief", "editor-in-chief", "digital editor", "guest contributor", "guest author",
    "opinion contributor", "special to", "follow", "published", "updated", "posted", "more from",
    "view profile", "bio", "email", "redakteur", "redakteurin", "korrespondent",
    "korrespondentin", "autor", "autorin", "reporterin", "chefredakteur", "freier autor",
    "freie autorin", "volontär", "volontärin", "journalistin", "journaliste", "rédacteur",
    "rédactrice", "correspondant", "redactor", "redactora", "corresponsal", "periodista",
    "giornalista", "redattore", "redaktor", "dziennikarz", "journalist", "skribent", "facebook",
    "twitter", "linkedin", "instagram", "google+", "contributing reporter", "guest writer",
    "deputy editor", "the associated press staff", "alle artikel", "zur artikelübersicht",
    "+ follow", "name", "contactar", "publicado hace", "opinion writer", "view all posts",
    "all posts", "more posts", "read more", "learn more", "email bio", "subscribe", "website",
    "share", "home", "photo", "foto", "comments", "alle beiträge", "mehr", "autoreninfo",
    "profil", "opinion columnist", "content writer", "health writer", "medical reviewer",
    "producer", "senior correspondent", "reviewed", "fact checked", "min read",
];

/// Words that make any phrase a role.
#[rustfmt::skip]
pub(super) const ROLE_WORDS: &[&str] = &[
    "writer", "writers", "reporter", "editor", "correspondent", "columnist", "contributor",
    "founder", "director", "manager", "reviewer", "educator", "educators", "professor", "analyst",
    "producer", "specialist", "grader", "ceo", "redakteur", "redakteurin", "reporterin",
    "korrespondent", "korrespondentin", "leiter", "leiterin", "journaliste", "rédacteur",
    "rédactrice", "corresponsal", "marketing", "gardener", "consultant", "strategist",
    "president", "head",
];

/// Days of the week: what a date leaves behind when it is cut off.
#[rustfmt::skip]
pub(super) const WEEKDAYS: &[&str] = &[
    "mon", "tue", "wed", "thu", "fri", "sat", "sun", "monday", "tuesday", "wednesday", "thursday",
    "friday", "saturday", "sunday", "montag", "dienstag", "mittwoch", "donnerstag", "freitag",
    "samstag", "sonntag", "mo", "di", "mi", "do", "fr", "sa", "so", "lundi", "mardi", "mercredi",
    "jeudi", "vendredi", "samedi", "dimanche", "lunes", "martes", "miércoles", "jueves",
    "viernes", "sábado", "domingo",
];
