//! Which sets of the standard an element belongs to, as bits: scopes, implied end tags, "special"
//! (HTML §13.2.4.2, §13.2.6.3).

use crate::dom::Namespace;
use crate::name::{self, KNOWN, Name};

/// A union of the sets below.
pub(crate) type Set = u16;

/// The "special" category.
pub(super) const SPECIAL: Set = 1;
/// Ends "in scope".
pub(super) const SCOPE: Set = 1 << 1;
/// Ends "in list item scope", besides [`SCOPE`].
pub(super) const LIST_SCOPE: Set = 1 << 2;
/// Ends "in button scope", besides [`SCOPE`].
pub(super) const BUTTON_SCOPE: Set = 1 << 3;
/// Ends "in table scope".
pub(super) const TABLE_SCOPE: Set = 1 << 4;
/// Its end tag is implied.
pub(super) const IMPLIED: Set = 1 << 5;
/// Its end tag is implied "thoroughly".
pub(super) const IMPLIED_THOROUGHLY: Set = 1 << 6;
/// `h1` to `h6`.
pub(super) const HEADING: Set = 1 << 7;
/// Text in it is foster-parented: `table`, `tbody`, `tfoot`, `thead`, `tr`.
pub(super) const FOSTERING: Set = 1 << 8;
/// A MathML text integration point.
pub(super) const MATHML_TEXT: Set = 1 << 9;
/// An HTML integration point.
pub(super) const HTML_POINT: Set = 1 << 10;
/// No content and no end tag, for the serialiser and where depth runs out.
pub(crate) const VOID: Set = 1 << 11;
/// Its text is written out as it is.
pub(crate) const RAW: Set = 1 << 12;

const TABLE: &[(Set, &[Name])] = &[
    (
        SPECIAL,
        &[
            name::ADDRESS,
            name::APPLET,
            name::AREA,
            name::ARTICLE,
            name::ASIDE,
            name::BASE,
            name::BASEFONT,
            name::BGSOUND,
            name::BLOCKQUOTE,
            name::BODY,
            name::BR,
            name::BUTTON,
            name::CAPTION,
            name::CENTER,
            name::COL,
            name::COLGROUP,
            name::DD,
            name::DETAILS,
            name::DIR,
            name::DIV,
            name::DL,
            name::DT,
            name::EMBED,
            name::FIELDSET,
            name::FIGCAPTION,
            name::FIGURE,
            name::FOOTER,
            name::FORM,
            name::FRAME,
            name::FRAMESET,
            name::H1,
            name::H2,
            name::H3,
            name::H4,
            name::H5,
            name::H6,
            name::HEAD,
            name::HEADER,
            name::HGROUP,
            name::HR,
            name::HTML,
            name::IFRAME,
            name::IMG,
            name::INPUT,
            name::KEYGEN,
            name::LI,
            name::LINK,
            name::LISTING,
            name::MAIN,
            name::MARQUEE,
            name::MENU,
            name::META,
            name::NAV,
            name::NOEMBED,
            name::NOFRAMES,
            name::NOSCRIPT,
            name::OBJECT,
            name::OL,
            name::P,
            name::PARAM,
            name::PLAINTEXT,
            name::PRE,
            name::SCRIPT,
            name::SEARCH,
            name::SECTION,
            name::SELECT,
            name::SOURCE,
            name::STYLE,
            name::SUMMARY,
            name::TABLE,
            name::TBODY,
            name::TD,
            name::TEMPLATE,
            name::TEXTAREA,
            name::TFOOT,
            name::TH,
            name::THEAD,
            name::TITLE,
            name::TR,
            name::TRACK,
            name::UL,
            name::WBR,
            name::XMP,
        ],
    ),
    (
        SCOPE,
        &[
            name::APPLET,
            name::CAPTION,
            name::HTML,
            name::TABLE,
            name::TD,
            name::TH,
            name::MARQUEE,
            name::OBJECT,
            name::SELECT,
            name::TEMPLATE,
        ],
    ),
    (LIST_SCOPE, &[name::OL, name::UL]),
    (BUTTON_SCOPE, &[name::BUTTON]),
    (TABLE_SCOPE, &[name::HTML, name::TABLE, name::TEMPLATE]),
    (
        IMPLIED | IMPLIED_THOROUGHLY,
        &[
            name::DD,
            name::DT,
            name::LI,
            name::OPTGROUP,
            name::OPTION,
            name::P,
            name::RB,
            name::RP,
            name::RT,
            name::RTC,
        ],
    ),
    (
        IMPLIED_THOROUGHLY,
        &[
            name::CAPTION,
            name::COLGROUP,
            name::TBODY,
            name::TD,
            name::TFOOT,
            name::TH,
            name::THEAD,
            name::TR,
        ],
    ),
    (HEADING, &[name::H1, name::H2, name::H3, name::H4, name::H5, name::H6]),
    (FOSTERING, &[name::TABLE, name::TBODY, name::TFOOT, name::THEAD, name::TR]),
    (
        VOID,
        &[
            name::AREA,
            name::BASE,
            name::BASEFONT,
            name::BGSOUND,
            name::BR,
            name::COL,
            name::EMBED,
            name::FRAME,
            name::HR,
            name::IMG,
            name::INPUT,
            name::KEYGEN,
            name::LINK,
            name::META,
            name::PARAM,
            name::SOURCE,
            name::TRACK,
            name::WBR,
        ],
    ),
    (
        RAW,
        &[
            name::STYLE,
            name::SCRIPT,
            name::XMP,
            name::IFRAME,
            name::NOEMBED,
            name::NOFRAMES,
            name::PLAINTEXT,
        ],
    ),
];

static SETS: [Set; KNOWN.len()] = {
    let mut sets = [0; KNOWN.len()];
    let mut row = 0;
    while row < TABLE.len() {
        let (set, names) = TABLE[row];
        let mut i = 0;
        while i < names.len() {
            sets[names[i].number()] |= set;
            i += 1;
        }
        row += 1;
    }
    sets
};

/// The sets an element is in.
#[inline]
pub(super) fn of(name: Name, namespace: Namespace) -> Set {
    match namespace {
        Namespace::MathMl => of_mathml(name),
        Namespace::Svg => of_svg(name),
        _ => SETS.get(name.number()).copied().unwrap_or(0),
    }
}

/// True when an HTML element of that name is in one of `sets`.
pub(crate) fn is_html_in(name: Name, sets: Set) -> bool {
    of(name, Namespace::Html) & sets != 0
}

fn of_mathml(name: Name) -> Set {
    match name {
        name::MI | name::MO | name::MN | name::MS | name::MTEXT => SPECIAL | SCOPE | MATHML_TEXT,
        name::ANNOTATION_XML => SPECIAL | SCOPE,
        _ => 0,
    }
}

fn of_svg(name: Name) -> Set {
    match name {
        name::FOREIGN_OBJECT | name::DESC | name::TITLE => SPECIAL | SCOPE | HTML_POINT,
        _ => 0,
    }
}
