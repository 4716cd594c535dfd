//! Interned names of elements and attributes: small integers, equal when the names are.

use std::collections::HashMap;
use std::sync::LazyLock;

/// An element or attribute name. Names of [`KNOWN`] have the same number in every document; any
/// other belongs to the document that interned it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Name(u16);

impl Name {
    /// No name: text, comments, the document.
    pub const NONE: Name = Name(0);
    /// Stands for every further name once a document has used up its numbers.
    pub const OTHER: Name = Name(u16::MAX);

    /// The number itself; below `KNOWN.len()` for the names of [`KNOWN`], so that it can index a
    /// table.
    pub const fn number(self) -> usize {
        self.0 as usize
    }
}

macro_rules! names {
    ($($constant:ident = $number:literal $text:literal,)*) => {
        $(#[doc = concat!("`", $text, "`")] pub const $constant: Name = Name($number);)*
        /// Every name with a constant, in the order of their numbers; the first is [`Name::NONE`].
        pub const KNOWN: &[&str] = &["", $($text,)*];
    };
}

names! {
    A = 1 "a",
    ABBR = 2 "abbr",
    ACRONYM = 3 "acronym",
    ADDRESS = 4 "address",
    ALIGN = 5 "align",
    ALT = 6 "alt",
    AMP_IMG = 7 "amp-img",
    AMP_VIDEO = 8 "amp-video",
    ANNOTATION_XML = 9 "annotation-xml",
    APPLET = 10 "applet",
    AREA = 11 "area",
    ARIA_HIDDEN = 12 "aria-hidden",
    ARIA_LABEL = 13 "aria-label",
    ARTICLE = 14 "article",
    ASIDE = 15 "aside",
    ASYNC = 16 "async",
    AUDIO = 17 "audio",
    AUTOPLAY = 18 "autoplay",
    B = 19 "b",
    BASE = 20 "base",
    BASEFONT = 21 "basefont",
    BDI = 22 "bdi",
    BDO = 23 "bdo",
    BGSOUND = 24 "bgsound",
    BIG = 25 "big",
    BLOCKQUOTE = 26 "blockquote",
    BODY = 27 "body",
    BORDER = 28 "border",
    BR = 29 "br",
    BUTTON = 30 "button",
    CANVAS = 31 "canvas",
    CAPTION = 32 "caption",
    CENTER = 33 "center",
    CHARSET = 34 "charset",
    CITE = 35 "cite",
    CLASS = 36 "class",
    CODE = 37 "code",
    COL = 38 "col",
    COLGROUP = 39 "colgroup",
    COLOR = 40 "color",
    COLSPAN = 41 "colspan",
    COMMAND = 42 "command",
    CONTENT = 43 "content",
    CONTROLS = 44 "controls",
    DATA = 45 "data",
    DATA_LAZY_SRC = 46 "data-lazy-src",
    DATA_ORIGINAL = 47 "data-original",
    DATA_SRC = 48 "data-src",
    DATA_SRCSET = 49 "data-srcset",
    DATETIME = 50 "datetime",
    DD = 51 "dd",
    DEFER = 52 "defer",
    DEL = 53 "del",
    DESC = 54 "desc",
    DETAILS = 55 "details",
    DFN = 56 "dfn",
    DIALOG = 57 "dialog",
    DIR = 58 "dir",
    DIV = 59 "div",
    DL = 60 "dl",
    DT = 61 "dt",
    EM = 62 "em",
    EMBED = 63 "embed",
    FACE = 64 "face",
    FIELDSET = 65 "fieldset",
    FIGCAPTION = 66 "figcaption",
    FIGURE = 67 "figure",
    FONT = 68 "font",
    FOOTER = 69 "footer",
    FOREIGN_OBJECT = 70 "foreignObject",
    FORM = 71 "form",
    FRAME = 72 "frame",
    FRAMESET = 73 "frameset",
    H1 = 74 "h1",
    H2 = 75 "h2",
    H3 = 76 "h3",
    H4 = 77 "h4",
    H5 = 78 "h5",
    H6 = 79 "h6",
    HEAD = 80 "head",
    HEADER = 81 "header",
    HEIGHT = 82 "height",
    HGROUP = 83 "hgroup",
    HIDDEN = 84 "hidden",
    HR = 85 "hr",
    HREF = 86 "href",
    HREFLANG = 87 "hreflang",
    HTML = 88 "html",
    HTTP_EQUIV = 89 "http-equiv",
    I = 90 "i",
    ID = 91 "id",
    IFRAME = 92 "iframe",
    IMAGE = 93 "image",
    IMG = 94 "img",
    INPUT = 95 "input",
    INS = 96 "ins",
    ISINDEX = 97 "isindex",
    ITEMID = 98 "itemid",
    ITEMPROP = 99 "itemprop",
    ITEMREF = 100 "itemref",
    ITEMSCOPE = 101 "itemscope",
    ITEMTYPE = 102 "itemtype",
    KBD = 103 "kbd",
    KEYGEN = 104 "keygen",
    LABEL = 105 "label",
    LANG = 106 "lang",
    LEGEND = 107 "legend",
    LI = 108 "li",
    LINK = 109 "link",
    LISTING = 110 "listing",
    LOADING = 111 "loading",
    MAIN = 112 "main",
    MALIGNMARK = 113 "malignmark",
    MAP = 114 "map",
    MARK = 115 "mark",
    MARQUEE = 116 "marquee",
    MATH = 117 "math",
    MEDIA = 118 "media",
    MENU = 119 "menu",
    MENUITEM = 120 "menuitem",
    META = 121 "meta",
    METER = 122 "meter",
    MGLYPH = 123 "mglyph",
    MI = 124 "mi",
    MN = 125 "mn",
    MO = 126 "mo",
    MS = 127 "ms",
    MTEXT = 128 "mtext",
    NAME = 129 "name",
    NAV = 130 "nav",
    NOBR = 131 "nobr",
    NOEMBED = 132 "noembed",
    NOFRAMES = 133 "noframes",
    NOSCRIPT = 134 "noscript",
    OBJECT = 135 "object",
    OL = 136 "ol",
    ONCLICK = 137 "onclick",
    ONERROR = 138 "onerror",
    ONLOAD = 139 "onload",
    OPEN = 140 "open",
    OPTGROUP = 141 "optgroup",
    OPTION = 142 "option",
    OUTPUT = 143 "output",
    P = 144 "p",
    PARAM = 145 "param",
    PICTURE = 146 "picture",
    PLACEHOLDER = 147 "placeholder",
    PLAINTEXT = 148 "plaintext",
    POSTER = 149 "poster",
    PRE = 150 "pre",
    PREFIX = 151 "prefix",
    PROGRESS = 152 "progress",
    PROPERTY = 153 "property",
    Q = 154 "q",
    RB = 155 "rb",
    REL = 156 "rel",
    ROLE = 157 "role",
    ROWSPAN = 158 "rowspan",
    RP = 159 "rp",
    RT = 160 "rt",
    RTC = 161 "rtc",
    RUBY = 162 "ruby",
    S = 163 "s",
    SAMP = 164 "samp",
    SANDBOX = 165 "sandbox",
    SCRIPT = 166 "script",
    SEARCH = 167 "search",
    SECTION = 168 "section",
    SELECT = 169 "select",
    SIZE = 170 "size",
    SIZES = 171 "sizes",
    SLOT = 172 "slot",
    SMALL = 173 "small",
    SOURCE = 174 "source",
    SPAN = 175 "span",
    SRC = 176 "src",
    SRCDOC = 177 "srcdoc",
    SRCSET = 178 "srcset",
    START = 179 "start",
    STRIKE = 180 "strike",
    STRONG = 181 "strong",
    STYLE = 182 "style",
    SUB = 183 "sub",
    SUMMARY = 184 "summary",
    SUP = 185 "sup",
    SVG = 186 "svg",
    TABLE = 187 "table",
    TARGET = 188 "target",
    TBODY = 189 "tbody",
    TD = 190 "td",
    TEMPLATE = 191 "template",
    TEXT = 192 "text",
    TEXTAREA = 193 "textarea",
    TFOOT = 194 "tfoot",
    TH = 195 "th",
    THEAD = 196 "thead",
    TIME = 197 "time",
    TITLE = 198 "title",
    TR = 199 "tr",
    TRACK = 200 "track",
    TT = 201 "tt",
    TYPE = 202 "type",
    TYPEOF = 203 "typeof",
    U = 204 "u",
    UL = 205 "ul",
    USEMAP = 206 "usemap",
    VALUE = 207 "value",
    VAR = 208 "var",
    VIDEO = 209 "video",
    VOCAB = 210 "vocab",
    WBR = 211 "wbr",
    WIDTH = 212 "width",
    XLINK = 213 "xlink",
    XML = 214 "xml",
    XMLNS = 215 "xmlns",
    XMP = 216 "xmp",
}

static BY_TEXT: LazyLock<HashMap<&'static str, Name>> = LazyLock::new(|| {
    KNOWN.iter().enumerate().skip(1).map(|(i, text)| (*text, Name(i as u16))).collect()
});

/// The names one document uses.
#[derive(Debug, Default)]
pub(crate) struct Interner {
    own: Vec<Box<str>>,
    by_text: HashMap<Box<str>, Name>,
}

impl Interner {
    pub(crate) fn text(&self, name: Name) -> &str {
        let index = usize::from(name.0);
        match index.checked_sub(KNOWN.len()) {
            None => KNOWN[index],
            Some(own) => self.own.get(own).map_or("", |text| text),
        }
    }

    pub(crate) fn intern(&mut self, text: &str) -> Name {
        if let Some(&name) = BY_TEXT.get(text).or_else(|| self.by_text.get(text)) {
            return name;
        }
        let Some(number) =
            u16::try_from(KNOWN.len() + self.own.len()).ok().filter(|&n| n < u16::MAX)
        else {
            return Name::OTHER;
        };
        self.own.push(text.into());
        self.by_text.insert(text.into(), Name(number));
        Name(number)
    }
}

/// The constant of a known name, for tables that name elements by text.
pub fn known(text: &str) -> Option<Name> {
    BY_TEXT.get(text).copied()
}
