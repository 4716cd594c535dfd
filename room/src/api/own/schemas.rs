//! What answers hold, as a table: every field is always there, and there is no other.

use serde_json::{Map, Value, json};

/// What a field holds.
enum Is {
    Text,
    Number,
    Flag,
    Texts,
    /// Two numbers: bytes of the text, the end not included.
    Span,
    /// A date and a time with its zone.
    Instant,
    OneOf(&'static [&'static str]),
    A(&'static str),
    Many(&'static str),
    Maybe(&'static Is),
    /// `null` where there are no more pages.
    Next,
}

use Is::{A, Flag, Instant, Many, Maybe, Next, Number, OneOf, Span, Text, Texts};

type Fields = &'static [(&'static str, Is)];

const ARTICLE: Fields = &[
    ("id", Number),
    ("url", Text),
    ("title", Text),
    ("standfirst", Maybe(&Text)),
    ("byline", Texts),
    ("outlet", Maybe(&Text)),
    ("published", Maybe(&Text)),
    ("language", Maybe(&Text)),
    ("image", Maybe(&Text)),
    ("word_count", Number),
    ("quote_count", Number),
    ("figure_count", Number),
    ("state", OneOf(&["waiting", "readable", "link"])),
    ("reason", Maybe(&Text)),
    ("version", Number),
    ("is_read", Flag),
    ("is_favourite", Flag),
    ("folder_id", Maybe(&Number)),
    ("feed_id", Maybe(&Number)),
    ("tags", Texts),
    ("progress", Number),
    ("saved_at", Instant),
    ("read_at", Maybe(&Instant)),
];

const MARK: Fields = &[
    ("id", Number),
    ("quote", Text),
    ("note", Text),
    ("colour", Text),
    ("span", Span),
    ("version", Number),
    ("is_orphan", Flag),
    ("created_at", Instant),
    ("updated_at", Instant),
];

const STORY: Fields = &[
    ("id", Number),
    ("name", Text),
    ("article_count", Number),
    ("first_day", Maybe(&Text)),
    ("last_day", Maybe(&Text)),
    ("updated_at", Instant),
];

const VERSION: Fields = &[("version", Number), ("created_at", Instant), ("is_shown", Flag)];

const WEBHOOK: Fields = &[
    ("id", Number),
    ("url", Text),
    ("events", Texts),
    ("is_off", Flag),
    ("failure", Maybe(&Text)),
    ("sent_count", Number),
    ("lost_count", Number),
    ("last_at", Maybe(&Instant)),
    ("created_at", Instant),
];

/// Names and fields; those of the first list hold those of another, too.
const SCHEMAS: &[(&str, Fields, Fields)] = &[
    (
        "Me",
        &[],
        &[
            ("name", Text),
            ("display_name", Text),
            ("scopes", Texts),
            ("may_write", Flag),
            ("counts", A("Counts")),
        ],
    ),
    (
        "Counts",
        &[],
        &[
            ("unread", Number),
            ("all", Number),
            ("favourites", Number),
            ("archive", Number),
            ("marks", Number),
        ],
    ),
    ("Article", &[], ARTICLE),
    (
        "WholeArticle",
        ARTICLE,
        &[("html", Text), ("text", Text), ("record", A("Record")), ("marks", Many("Mark"))],
    ),
    ("Page", &[], &[("items", Many("Article")), ("next", Next)]),
    (
        "Found",
        &[],
        &[
            ("items", Many("Article")),
            ("next", Next),
            ("count", Number),
            ("is_exact", Flag),
            ("problems", Texts),
        ],
    ),
    (
        "Changes",
        &[],
        &[
            ("items", Many("Article")),
            ("removed", Many("Id")),
            ("removed_marks", Many("Id")),
            ("next", Text),
            ("has_more", Flag),
        ],
    ),
    (
        "Record",
        &[],
        &[
            ("article_id", Number),
            ("version", Number),
            ("speakers", Many("Speaker")),
            ("quotes", Many("Quote")),
            ("figures", Many("Figure")),
            ("reason", Maybe(&Text)),
        ],
    ),
    ("Speaker", &[], &[("name", Text), ("is_person", Flag), ("first", Maybe(&A("Words")))]),
    ("Words", &[], &[("words", Text), ("span", Span)]),
    (
        "Quote",
        &[],
        &[
            ("speaker", Maybe(&Text)),
            ("source", Maybe(&A("Words"))),
            ("cue", Maybe(&A("Words"))),
            ("content", Many("Words")),
            ("is_indirect", Flag),
        ],
    ),
    (
        "Figure",
        &[],
        &[
            ("words", Text),
            ("span", Span),
            ("measure", Text),
            ("claimant", Maybe(&Text)),
            ("value", Maybe(&Text)),
            ("unit", Maybe(&Text)),
            ("place", Maybe(&Text)),
            ("day", Maybe(&Text)),
        ],
    ),
    ("Version", &[], VERSION),
    ("Versions", &[], &[("items", Many("Version"))]),
    ("WholeVersion", VERSION, &[("article_id", Number), ("html", Text), ("text", Text)]),
    (
        "Diff",
        &[],
        &[
            ("from", Number),
            ("to", Number),
            ("is_same", Flag),
            ("figures", Many("Changed")),
            ("quotations", Many("Changed")),
            ("paragraphs", Many("Paragraph")),
        ],
    ),
    ("Changed", &[], &[("old", Maybe(&Text)), ("new", Maybe(&Text))]),
    ("Paragraph", &[], &[("pieces", Many("Piece"))]),
    ("Piece", &[], &[("kind", OneOf(&["same", "removed", "added"])), ("words", Text)]),
    ("Reprints", &[], &[("items", Many("Reprint"))]),
    (
        "Reprint",
        &[],
        &[
            ("article_id", Number),
            ("title", Text),
            ("url", Text),
            ("outlet", Maybe(&Text)),
            ("kind", Text),
            ("is_reprint", Flag),
            ("share", Number),
            ("original", Maybe(&Text)),
            ("reason", Text),
        ],
    ),
    ("Mark", &[], MARK),
    ("Marks", &[], &[("items", Many("Mark")), ("next", Next)]),
    ("PlacedMark", MARK, &[("article_id", Number), ("url", Text), ("title", Text)]),
    ("PlacedMarks", &[], &[("items", Many("PlacedMark")), ("next", Next)]),
    (
        "Tag",
        &[],
        &[
            ("id", Number),
            ("name", Text),
            ("key", Text),
            ("count", Number),
            ("unread_count", Number),
        ],
    ),
    ("Tags", &[], &[("items", Many("Tag"))]),
    (
        "Folder",
        &[],
        &[
            ("id", Number),
            ("name", Text),
            ("parent_id", Maybe(&Number)),
            ("count", Number),
            ("unread_count", Number),
        ],
    ),
    ("Folders", &[], &[("items", Many("Folder"))]),
    (
        "Feed",
        &[],
        &[
            ("id", Number),
            ("title", Text),
            ("url", Text),
            ("site_url", Maybe(&Text)),
            ("folder_id", Maybe(&Number)),
            ("failure", Maybe(&Text)),
            ("count", Number),
            ("unread_count", Number),
        ],
    ),
    ("Feeds", &[], &[("items", Many("Feed"))]),
    ("Story", &[], STORY),
    ("Stories", &[], &[("items", Many("Story")), ("next", Next)]),
    (
        "WholeStory",
        STORY,
        &[
            ("is_named", Flag),
            ("is_summed", Flag),
            ("articles", Many("StoryArticle")),
            ("sources", Many("StorySource")),
        ],
    ),
    (
        "StoryArticle",
        &[],
        &[
            ("article", A("Article")),
            ("reason", Text),
            ("text", Maybe(&Number)),
            ("is_original", Flag),
            ("kind", Maybe(&Text)),
        ],
    ),
    (
        "StorySource",
        &[],
        &[
            ("name", Text),
            ("quote_count", Number),
            ("text_count", Number),
            ("article_count", Number),
        ],
    ),
    (
        "Rivals",
        &[],
        &[
            ("article_count", Number),
            ("differ_count", Number),
            ("left_out", Number),
            ("columns", Many("Claimant")),
            ("rows", Many("Row")),
            ("alone", Many("Row")),
        ],
    ),
    ("Claimant", &[], &[("name", Text), ("is_outlet", Flag)]),
    (
        "Row",
        &[],
        &[
            ("measure", Text),
            ("unit", Text),
            ("place", Text),
            ("days", Text),
            ("verdict", Text),
            ("range", Maybe(&Text)),
            ("cells", Many("Cell")),
            ("reasons", Many("Reason")),
            ("notes", Many("Note")),
        ],
    ),
    ("Cell", &[], &[("claimant", Text), ("entries", Many("Entry"))]),
    (
        "Entry",
        &[],
        &[
            ("claimant", Maybe(&Text)),
            ("bound", Text),
            ("figure", Text),
            ("before", Text),
            ("after", Text),
            ("source", A("Place")),
            ("is_superseded", Flag),
            ("is_part", Flag),
            ("also", Many("Place")),
            ("report_count", Number),
        ],
    ),
    (
        "Place",
        &[],
        &[
            ("article_id", Number),
            ("span", Span),
            ("outlet", Text),
            ("title", Text),
            ("is_reprint", Flag),
        ],
    ),
    ("Reason", &[], &[("verdict", Text), ("words", Text), ("pairs", Texts), ("more", Number)]),
    ("Note", &[], &[("verdict", Text), ("words", Text), ("other", Text)]),
    ("Statements", &[], &[("items", Many("Statement")), ("next", Next)]),
    (
        "Statement",
        &[],
        &[
            ("article_id", Number),
            ("title", Text),
            ("outlet", Maybe(&Text)),
            ("url", Text),
            ("published", Text),
            ("source", Maybe(&Text)),
            ("kind", OneOf(&["direct", "indirect", "mixed", "figure"])),
            ("words", Text),
            ("sentence", Text),
            ("span", Span),
            ("figure", Maybe(&A("Value"))),
        ],
    ),
    (
        "Value",
        &[],
        &[
            ("value", Text),
            ("unit", Maybe(&Text)),
            ("measure", Maybe(&Text)),
            ("place", Maybe(&Text)),
            ("day", Maybe(&Text)),
        ],
    ),
    (
        "Watch",
        &[],
        &[
            ("id", Number),
            ("name", Text),
            ("measure", Text),
            ("claimant", Text),
            ("place", Text),
            ("is_rival_only", Flag),
            ("unseen_count", Number),
        ],
    ),
    ("Watches", &[], &[("items", Many("Watch"))]),
    (
        "Hit",
        &[],
        &[
            ("id", Number),
            ("article_id", Number),
            ("title", Text),
            ("url", Text),
            ("outlet", Maybe(&Text)),
            ("version", Number),
            ("span", Span),
            ("claimant", Text),
            ("measure", Text),
            ("place", Text),
            ("figure", Text),
            ("was", Maybe(&Text)),
            ("sentence", Text),
            ("is_rival", Flag),
            ("is_seen", Flag),
            ("found_at", Instant),
        ],
    ),
    ("Hits", &[], &[("items", Many("Hit")), ("next", Next)]),
    (
        "Thread",
        &[],
        &[
            ("id", Number),
            ("kind", OneOf(&["article", "passage", "story", "claim"])),
            ("title", Text),
            ("quote", Maybe(&Text)),
            ("is_orphan", Flag),
            ("is_closed", Flag),
            ("comment_count", Number),
            ("created_at", Instant),
            ("last_at", Instant),
        ],
    ),
    ("Threads", &[], &[("items", Many("Thread")), ("next", Next)]),
    (
        "WholeThread",
        &[],
        &[
            ("thread", A("Thread")),
            ("article_id", Maybe(&Number)),
            ("url", Maybe(&Text)),
            ("is_followed", Flag),
            ("is_muted", Flag),
            ("comments", Many("Comment")),
            ("held", Many("Comment")),
            ("next", Next),
        ],
    ),
    (
        "Comment",
        &[],
        &[
            ("id", Number),
            ("thread_id", Number),
            ("parent_id", Maybe(&Number)),
            ("depth", Number),
            ("author", A("Author")),
            ("status", OneOf(&["shown", "held", "removed", "deleted"])),
            ("reason", Maybe(&Text)),
            ("source", Maybe(&Text)),
            ("html", Maybe(&Text)),
            ("recommended", Number),
            ("reply_count", Number),
            ("vote", OneOf(&["up", "down", "none"])),
            ("is_muted", Flag),
            ("created_at", Instant),
            ("edited_at", Maybe(&Instant)),
        ],
    ),
    (
        "Author",
        &[],
        &[
            ("kind", OneOf(&["reader", "guest", "gone"])),
            ("name", Maybe(&Text)),
            ("display_name", Maybe(&Text)),
        ],
    ),
    (
        "Notice",
        &[],
        &[
            ("id", Number),
            ("words", Text),
            ("quote", Text),
            ("path", Text),
            ("comment_id", Maybe(&Number)),
            ("thread_id", Maybe(&Number)),
            ("article_id", Maybe(&Number)),
            ("is_read", Flag),
            ("created_at", Instant),
        ],
    ),
    ("Notices", &[], &[("items", Many("Notice")), ("unread_count", Number), ("next", Next)]),
    (
        "Follow",
        &[],
        &[
            ("kind", OneOf(&["reader", "conversation", "story", "source", "search"])),
            ("id", Number),
            ("title", Text),
            ("path", Text),
        ],
    ),
    ("Follows", &[], &[("items", Many("Follow"))]),
    ("Search", &[], &[("id", Number), ("name", Text), ("query", Text)]),
    ("Searches", &[], &[("items", Many("Search"))]),
    ("Webhook", &[], WEBHOOK),
    ("Webhooks", &[], &[("items", Many("Webhook"))]),
    ("NewWebhook", WEBHOOK, &[("secret", Text)]),
    (
        "Problem",
        &[],
        &[("type", Text), ("title", Text), ("status", Number), ("code", Text), ("detail", Text)],
    ),
];

fn schema(is: &Is) -> Value {
    let refers = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    match is {
        Text => json!({ "type": "string" }),
        Instant => json!({ "type": "string", "format": "date-time" }),
        Number => json!({ "type": "integer" }),
        Flag => json!({ "type": "boolean" }),
        Texts => json!({ "type": "array", "items": { "type": "string" } }),
        Span => json!({
            "type": "array", "items": { "type": "integer", "minimum": 0 },
            "minItems": 2, "maxItems": 2,
        }),
        OneOf(words) => json!({ "type": "string", "enum": words }),
        A(name) => refers(name),
        Many(name) => json!({ "type": "array", "items": refers(name) }),
        Maybe(inner) => json!({ "anyOf": [schema(inner), { "type": "null" }] }),
        Next => json!({ "type": ["string", "null"] }),
    }
}

/// All of them by name.
pub(super) fn schemas() -> Value {
    let object = |(name, first, own): &(&str, Fields, Fields)| {
        let fields = || first.iter().chain(own.iter());
        let required: Vec<&str> = fields().map(|(name, _)| *name).collect();
        let properties: Map<String, Value> =
            fields().map(|(name, is)| ((*name).to_owned(), schema(is))).collect();
        let object = json!({
            "type": "object", "properties": properties, "required": required,
            "additionalProperties": false,
        });
        ((*name).to_owned(), object)
    };
    let mut all: Map<String, Value> = SCHEMAS.iter().map(object).collect();
    all.insert("Id".to_owned(), json!({ "type": "integer" }));
    Value::Object(all)
}
