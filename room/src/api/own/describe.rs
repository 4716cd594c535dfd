//! What can be called, as a table, and the OpenAPI 3.1 document made of it.

use serde_json::{Map, Value, json};

use super::people::KINDS;
use super::schemas::schemas;
use super::talk::ORDERS;

/// A call.
#[derive(Clone, Copy)]
pub(super) struct Operation {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    name: &'static str,
    /// What an app password must be allowed; empty: nothing.
    pub(super) scope: &'static str,
    summary: &'static str,
    query: &'static [Field],
    /// Fields of the JSON that is sent.
    body: &'static [Field],
    /// Status and schema of a good answer; no schema: no body.
    status: &'static str,
    answer: Option<&'static str>,
}

/// A parameter: name, what it may be, whether it must be there, what it says.
#[derive(Clone, Copy)]
pub(super) struct Field(&'static str, Kind, bool, &'static str);

#[derive(Clone, Copy)]
enum Kind {
    Text,
    Day,
    Id,
    /// 0 stands for none.
    IdOrNone,
    Limit,
    Thousandths,
    Flag,
    Texts,
    TextsOf(&'static [&'static str]),
    OneOf(&'static [&'static str]),
}

const AFTER: Field = Field("after", Kind::Text, false, "What `next` of the page before said.");
const LIMIT: Field =
    Field("limit", Kind::Limit, false, "Items of a page; 50 where it is left out.");
const PAGED: &[Field] = &[AFTER, LIMIT];
const AFTER_ID: Field = Field("after", Kind::Id, false, "What `next` of the page before said.");
const PAGED_BY_ID: &[Field] = &[AFTER_ID, LIMIT];
const COLOURS: &[&str] = &["yellow", "green", "blue", "red"];
const FAVOURITE: Field = Field("is_favourite", Kind::Flag, false, "Whether it is a favourite.");
const TITLE: Field = Field("title", Kind::Text, false, "The reader's own title.");
const NOTE: Field = Field("note", Kind::Text, false, "What the reader wrote.");
const COLOUR: Field = Field("colour", Kind::OneOf(COLOURS), false, "Of the highlight.");
/// As `store::webhooks` names them.
const EVENTS: &[&str] =
    &["article.saved", "article.read", "article.changed", "claim.matched", "comment.told"];
const TEXT: Field = Field("text", Kind::Text, true, "Markdown, as the room takes it.");
const PREFIX: Field = Field("prefix", Kind::Text, false, "Words before the quote.");
const SUFFIX: Field = Field("suffix", Kind::Text, false, "Words after the quote.");

const fn operation(
    method: &'static str,
    path: &'static str,
    name: &'static str,
    scope: &'static str,
    summary: &'static str,
) -> Operation {
    let (query, body, status): (&[Field], &[Field], _) = (&[], &[], "204");
    Operation { method, path, name, scope, summary, query, body, status, answer: None }
}

impl Operation {
    const fn gives(mut self, schema: &'static str) -> Self {
        (self.status, self.answer) = ("200", Some(schema));
        self
    }

    const fn makes(mut self, schema: &'static str) -> Self {
        (self.status, self.answer) = ("201", Some(schema));
        self
    }

    const fn asks(mut self, query: &'static [Field]) -> Self {
        self.query = query;
        self
    }

    const fn takes(mut self, body: &'static [Field]) -> Self {
        self.body = body;
        self
    }
}

/// All calls but that for the document itself.
#[rustfmt::skip]
pub(super) const OPERATIONS: &[Operation] = &[
    operation("get", "/api/v1/me", "me", "", "Who calls, and how much there is.").gives("Me"),
    operation("get", "/api/v1/articles", "list", "articles:read", "A list of the shelf.")
        .gives("Page")
        .asks(&[
            Field("filter", Kind::OneOf(&["all", "unread", "favourites", "archive"]), false, "All where it is left out."),
            Field("feed", Kind::Id, false, "Only of this feed."),
            Field("folder", Kind::Id, false, "Only in this folder."),
            Field("tag", Kind::Text, false, "Only with this tag: its name or key."),
            Field("order", Kind::OneOf(&["newest", "oldest"]), false, "By arrival."),
            AFTER_ID,
            LIMIT,
        ]),
    operation("post", "/api/v1/articles", "save", "articles:write", "Saves a page, or finds it.")
        .makes("WholeArticle")
        .takes(&[
            Field("url", Kind::Text, true, "Of the page."),
            TITLE,
            Field("tags", Kind::Texts, false, "Tags to add."),
            FAVOURITE,
        ]),
    operation("get", "/api/v1/articles/{id}", "show", "articles:read", "One with words, record and marks.").gives("WholeArticle"),
    operation("patch", "/api/v1/articles/{id}", "change", "articles:write", "Changes one.")
        .gives("WholeArticle")
        .takes(&[
            Field("is_read", Kind::Flag, false, "Whether it is in the archive."),
            FAVOURITE,
            TITLE,
            Field("add_tags", Kind::Texts, false, "Names."),
            Field("remove_tags", Kind::Texts, false, "Names."),
            Field("folder_id", Kind::IdOrNone, false, "0 takes it out of its folder."),
            Field("progress", Kind::Thousandths, false, "How far it was read."),
        ]),
    operation("delete", "/api/v1/articles/{id}", "remove", "articles:write", "Takes one off the shelf."),
    operation("get", "/api/v1/articles/{id}/record", "record", "articles:read", "Who says what in it: quotes and figures, in bytes of its text.").gives("Record"),
    operation("get", "/api/v1/articles/{id}/versions", "versions", "articles:read", "Its versions, the first first.").gives("Versions"),
    operation("get", "/api/v1/articles/{id}/versions/{version}", "version", "articles:read", "One version with its words.").gives("WholeVersion"),
    operation("get", "/api/v1/articles/{id}/diff", "diff", "articles:read", "What changed between two versions: of the last two, unless named.")
        .gives("Diff")
        .asks(&[
            Field("from", Kind::Id, false, "The older version."),
            Field("to", Kind::Id, false, "The newer version."),
        ]),
    operation("get", "/api/v1/articles/{id}/reprints", "reprints", "articles:read", "Articles of the shelf that tell its text, or part of it.").gives("Reprints"),
    operation("get", "/api/v1/articles/{id}/marks", "marks-of", "marks:read", "Marks of one.").gives("Marks"),
    operation("post", "/api/v1/articles/{id}/marks", "mark", "marks:write", "Marks words.")
        .makes("Mark")
        .takes(&[Field("quote", Kind::Text, true, "Words of the text."), PREFIX, SUFFIX, NOTE, COLOUR]),
    operation("get", "/api/v1/articles/{id}/threads", "threads-of", "talk:read", "Conversations about it and its passages.").gives("Threads"),
    operation("post", "/api/v1/articles/{id}/threads", "begin", "talk:write", "Says something about it, or about words of it.")
        .makes("Comment")
        .takes(&[TEXT, Field("quote", Kind::Text, false, "The words it is about."), PREFIX, SUFFIX]),
    operation("get", "/api/v1/marks", "marks", "marks:read", "All marks, the newest first.").gives("PlacedMarks").asks(PAGED_BY_ID),
    operation("patch", "/api/v1/marks/{id}", "change-mark", "marks:write", "Changes a mark.").gives("Mark").takes(&[NOTE, COLOUR]),
    operation("delete", "/api/v1/marks/{id}", "remove-mark", "marks:write", "Removes a mark."),
    operation("get", "/api/v1/search", "search", "articles:read", "Searches the shelf.")
        .gives("Found")
        .asks(&[
            Field("q", Kind::Text, true, "As the room's search takes it: docs/search.md."),
            Field("order", Kind::OneOf(&["newest", "best"]), false, "Which come first."),
            AFTER,
            LIMIT,
        ]),
    operation("get", "/api/v1/changes", "changes", "articles:read", "What changed since.")
        .gives("Changes")
        .asks(&[Field("since", Kind::Text, false, "What `next` of the last answer said."), LIMIT]),
    operation("get", "/api/v1/tags", "tags", "articles:read", "Tags with their counts.").gives("Tags"),
    operation("get", "/api/v1/folders", "folders", "articles:read", "Folders with their counts.").gives("Folders"),
    operation("get", "/api/v1/feeds", "feeds", "articles:read", "Feeds with their counts.").gives("Feeds"),
    operation("get", "/api/v1/stories", "stories", "claims:read", "Stories of more than one article, what changed last first.").gives("Stories").asks(PAGED),
    operation("get", "/api/v1/stories/{id}", "story", "claims:read", "One: its articles in order of time, and who is quoted.").gives("WholeStory"),
    operation("patch", "/api/v1/stories/{id}", "name-story", "claims:write", "Names one; no name gives its own back.")
        .gives("WholeStory")
        .takes(&[Field("name", Kind::Text, false, "The reader's name for it.")]),
    operation("get", "/api/v1/stories/{id}/rivals", "rivals-of-story", "claims:read", "The figures of its articles side by side.").gives("Rivals"),
    operation("get", "/api/v1/rivals", "rivals", "claims:read", "The figures of any articles side by side.")
        .gives("Rivals")
        .asks(&[Field("ids", Kind::Text, true, "Of articles, separated by commas; at most 200.")]),
    operation("get", "/api/v1/statements", "statements", "claims:read", "What a source says, or what is said of a measure.")
        .gives("Statements")
        .asks(&[
            Field("source", Kind::Text, false, "Its name. One of this and measure."),
            Field("measure", Kind::Text, false, "As figures name it."),
            Field("q", Kind::Text, false, "Words that must stand with it."),
            Field("from", Kind::Day, false, "First day of publication."),
            Field("to", Kind::Day, false, "Last day of publication."),
            AFTER,
            LIMIT,
        ]),
    operation("get", "/api/v1/watches", "watches", "claims:read", "Questions that are kept.").gives("Watches"),
    operation("post", "/api/v1/watches", "watch", "claims:write", "Keeps a question; parts left out ask for anything.")
        .makes("Watch")
        .takes(&[
            Field("name", Kind::Text, false, "What it is called."),
            Field("measure", Kind::Text, false, "What is counted or measured."),
            Field("claimant", Kind::Text, false, "Who says it."),
            Field("place", Kind::Text, false, "Where."),
            Field("is_rival_only", Kind::Flag, false, "Only claims that another one denies."),
        ]),
    operation("delete", "/api/v1/watches/{id}", "remove-watch", "claims:write", "Removes one."),
    operation("get", "/api/v1/watches/{id}/hits", "hits", "claims:read", "Claims that answered it, the newest first.").gives("Hits").asks(PAGED_BY_ID),
    operation("get", "/api/v1/threads", "threads", "talk:read", "Conversations of the room, the last spoken in first.").gives("Threads").asks(PAGED),
    operation("get", "/api/v1/threads/{id}", "thread", "talk:read", "One with its comments: answers follow what they answer.")
        .gives("WholeThread")
        .asks(&[Field("order", Kind::OneOf(ORDERS), false, "Of those that answer none."), AFTER, LIMIT]),
    operation("post", "/api/v1/threads/{id}/comments", "post", "talk:write", "Says something in it.")
        .makes("Comment")
        .takes(&[TEXT, Field("parent_id", Kind::Id, false, "The comment it answers.")]),
    operation("get", "/api/v1/comments/{id}", "comment", "talk:read", "One.").gives("Comment"),
    operation("patch", "/api/v1/comments/{id}", "change-comment", "talk:write", "Changes one's own, for as long as the room lets.").gives("Comment").takes(&[TEXT]),
    operation("delete", "/api/v1/comments/{id}", "delete-comment", "talk:write", "Deletes one's own."),
    operation("put", "/api/v1/comments/{id}/vote", "vote", "talk:write", "Votes, or takes the vote back.")
        .gives("Comment")
        .takes(&[Field("vote", Kind::OneOf(&["up", "down", "none"]), true, "Down: it is off the point.")]),
    operation("get", "/api/v1/notices", "notices", "talk:read", "What the reader is told of, the newest first.").gives("Notices").asks(PAGED_BY_ID),
    operation("post", "/api/v1/notices/read", "read-notices", "talk:write", "Those up to one are read.")
        .takes(&[Field("up_to", Kind::Id, true, "The newest that is read.")]),
    operation("get", "/api/v1/follows", "follows", "talk:read", "What the reader follows.").gives("Follows"),
    operation("post", "/api/v1/follows", "follow", "talk:write", "Follows something: a source by its name, a reader by name or number, the others by number.")
        .makes("Follow")
        .takes(&[
            Field("kind", Kind::OneOf(KINDS), true, "What it is."),
            Field("id", Kind::Id, false, "Its number."),
            Field("name", Kind::Text, false, "Of a source or reader."),
        ]),
    operation("delete", "/api/v1/follows/{kind}/{id}", "unfollow", "talk:write", "Follows it no longer."),
    operation("get", "/api/v1/searches", "searches", "articles:read", "Searches that are kept.").gives("Searches"),
    operation("post", "/api/v1/searches", "save-search", "articles:write", "Keeps a search.")
        .makes("Search")
        .takes(&[
            Field("query", Kind::Text, true, "As the room's search takes it."),
            Field("name", Kind::Text, false, "The query where it is left out."),
        ]),
    operation("delete", "/api/v1/searches/{id}", "remove-search", "articles:write", "Removes one."),
    operation("get", "/api/v1/webhooks", "webhooks", "webhooks:read", "Addresses that are told of what happens.").gives("Webhooks"),
    operation("post", "/api/v1/webhooks", "add-webhook", "webhooks:write", "Has an address told; the answer alone holds the secret that deliveries are signed by.")
        .makes("NewWebhook")
        .takes(&[
            Field("url", Kind::Text, true, "Of the receiver, which the room must be able to ask."),
            Field("events", Kind::TextsOf(EVENTS), true, "What it is told of."),
        ]),
    operation("delete", "/api/v1/webhooks/{id}", "remove-webhook", "webhooks:write", "Removes one."),
    operation("post", "/api/v1/webhooks/{id}/test", "test-webhook", "webhooks:write", "Sends a delivery that tells nothing; one that was off is on again."),
];

/// What a call needs to be allowed; `None`: there is no such call.
pub(super) fn scope_of(method: &str, path: &str) -> Option<&'static str> {
    let is_it = |one: &&Operation| one.path == path && one.method.eq_ignore_ascii_case(method);
    OPERATIONS.iter().find(is_it).map(|one| one.scope)
}

fn schema_of(kind: Kind) -> Value {
    match kind {
        Kind::Text => json!({ "type": "string" }),
        Kind::Day => json!({ "type": "string", "format": "date" }),
        Kind::Id => json!({ "type": "integer", "minimum": 1, "maximum": i64::MAX }),
        Kind::IdOrNone => json!({ "type": "integer", "minimum": 0, "maximum": i64::MAX }),
        Kind::Limit => json!({ "type": "integer", "minimum": 1, "maximum": 200 }),
        Kind::Thousandths => json!({ "type": "integer", "minimum": 0, "maximum": 1_000 }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Texts => json!({ "type": "array", "items": { "type": "string" } }),
        Kind::TextsOf(words) => {
            json!({ "type": "array", "minItems": 1, "items": { "type": "string", "enum": words } })
        }
        Kind::OneOf(words) => json!({ "type": "string", "enum": words }),
    }
}

/// The document.
pub(super) fn document() -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for operation in OPERATIONS {
        let path = paths.entry(operation.path).or_insert_with(|| json!({}));
        path[operation.method] = described(operation);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Dateline",
            "version": "1",
            "description": "Lists are walked by cursor: `next` of a page is `after` of the one that \
                follows. Answers to GET carry an ETag. Refusals are problem details (RFC 9457). \
                Spans are bytes of an article's text in UTF-8, the end not included. What an app \
                password must be allowed stands at each call as `x-scope`; \"read\" and \"write\" \
                allow everything of their kind.",
        },
        "security": [{ "app_password": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": { "app_password": { "type": "http", "scheme": "bearer" } },
            "schemas": schemas(),
        },
    })
}

/// Names between braces in a path.
fn in_path(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|part| part.split('}').next())
}

fn parameters(operation: &Operation) -> Vec<Value> {
    let schema = |name| match name {
        "kind" => json!({ "type": "string", "enum": KINDS }),
        _ => schema_of(Kind::Id),
    };
    let of_path = in_path(operation.path).map(
        |name| json!({ "name": name, "in": "path", "required": true, "schema": schema(name) }),
    );
    let of_query = operation.query.iter().map(|Field(name, kind, is_needed, words)| {
        json!({
            "name": name, "in": "query", "required": is_needed, "description": words,
            "schema": schema_of(*kind),
        })
    });
    of_path.chain(of_query).collect()
}

fn content(kind: &str, schema: &str) -> Value {
    json!({ kind: { "schema": { "$ref": format!("#/components/schemas/{schema}") } } })
}

fn responses(operation: &Operation) -> Value {
    let mut good = json!({ "description": "Done." });
    if let Some(schema) = operation.answer {
        good["content"] = content("application/json", schema);
    }
    let refusal = |words: &str| {
        json!({
            "description": words,
            "content": content("application/problem+json", "Problem"),
        })
    };
    let mut responses = json!({
        "400": refusal("Not understood."),
        "401": refusal("No app password, or none that is good."),
        "403": refusal("The app password, or the reader's plan, does not allow it."),
        "404": refusal("Not there, or another reader's."),
        "413": refusal("Too large."),
        "429": refusal("Too often: see Retry-After."),
    });
    if operation.scope == "talk:write" {
        responses["422"] = refusal("Not by the rules of the conversation; the reason is told.");
    }
    if operation.method == "get" {
        responses["304"] = json!({ "description": "As it was: see If-None-Match." });
    }
    if operation.name == "save" {
        responses["200"] = good.clone();
    }
    responses[operation.status] = good;
    responses
}

fn described(operation: &Operation) -> Value {
    let mut out = json!({
        "operationId": operation.name,
        "summary": operation.summary,
        "x-scope": operation.scope,
        "parameters": parameters(operation),
        "responses": responses(operation),
    });
    if !operation.body.is_empty() {
        let properties: Map<String, Value> = operation
            .body
            .iter()
            .map(|Field(name, kind, _, words)| {
                let mut schema = schema_of(*kind);
                schema["description"] = json!(words);
                ((*name).to_owned(), schema)
            })
            .collect();
        let needed: Vec<&str> =
            operation.body.iter().filter(|field| field.2).map(|field| field.0).collect();
        let schema = json!({ "type": "object", "properties": properties, "required": needed });
        out["requestBody"] = json!({
            "required": !needed.is_empty(),
            "content": { "application/json": { "schema": schema } },
        });
    }
    out
}
