//! What can be called, as a table, and the OpenAPI 3.1 document made of it.

use serde_json::{Map, Value, json};

/// A call.
pub(super) struct Operation {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    name: &'static str,
    summary: &'static str,
    query: &'static [Field],
    /// Fields of the JSON that is sent.
    body: &'static [Field],
    /// Status and schema of a good answer; no schema: no body.
    status: &'static str,
    answer: Option<&'static str>,
}

/// A parameter: name, what it may be, whether it must be there, what it says.
pub(super) struct Field(&'static str, Kind, bool, &'static str);

enum Kind {
    Text,
    Number,
    Limit,
    Thousandths,
    Flag,
    Texts,
    OneOf(&'static [&'static str]),
}

const AFTER: Field = Field("after", Kind::Text, false, "What `next` of the page before said.");
const LIMIT: Field =
    Field("limit", Kind::Limit, false, "Items of a page; 50 where it is left out.");
const COLOURS: &[&str] = &["yellow", "green", "blue", "red"];
const FAVOURITE: Field = Field("is_favourite", Kind::Flag, false, "Whether it is a favourite.");
const TITLE: Field = Field("title", Kind::Text, false, "The reader's own title.");
const NOTE: Field = Field("note", Kind::Text, false, "What the reader wrote.");
const COLOUR: Field = Field("colour", Kind::OneOf(COLOURS), false, "Of the highlight.");

const fn operation(
    method: &'static str,
    path: &'static str,
    name: &'static str,
    summary: &'static str,
    answer: &'static str,
) -> Operation {
    let (query, body, status): (&[Field], &[Field], _) = (&[], &[], "200");
    Operation { method, path, name, summary, query, body, status, answer: Some(answer) }
}

/// All calls but that for the document itself.
pub(super) const OPERATIONS: &[Operation] = &[
    operation("get", "/api/v1/me", "me", "Who calls, and how much there is.", "Me"),
    Operation {
        query: &[
            Field(
                "filter",
                Kind::OneOf(&["all", "unread", "favourites", "archive"]),
                false,
                "All where it is left out.",
            ),
            Field("feed", Kind::Number, false, "Only of this feed."),
            Field("folder", Kind::Number, false, "Only in this folder."),
            Field("tag", Kind::Text, false, "Only with this tag: its name or key."),
            Field("order", Kind::OneOf(&["newest", "oldest"]), false, "By arrival."),
            Field("after", Kind::Number, false, "What `next` of the page before said."),
            LIMIT,
        ],
        ..operation("get", "/api/v1/articles", "list", "A list of the shelf.", "Page")
    },
    Operation {
        body: &[
            Field("url", Kind::Text, true, "Of the page."),
            TITLE,
            Field("tags", Kind::Texts, false, "Tags to add."),
            FAVOURITE,
        ],
        status: "201",
        ..operation("post", "/api/v1/articles", "save", "Saves a page, or finds it.", "Article")
    },
    operation("get", "/api/v1/articles/{id}", "show", "One with words and record.", "Article"),
    Operation {
        body: &[
            Field("is_read", Kind::Flag, false, "Whether it is in the archive."),
            FAVOURITE,
            TITLE,
            Field("add_tags", Kind::Texts, false, "Names."),
            Field("remove_tags", Kind::Texts, false, "Names."),
            Field("folder_id", Kind::Number, false, "0 takes it out of its folder."),
            Field("progress", Kind::Thousandths, false, "How far it was read."),
        ],
        ..operation("patch", "/api/v1/articles/{id}", "change", "Changes one.", "Article")
    },
    Operation {
        status: "204",
        answer: None,
        ..operation("delete", "/api/v1/articles/{id}", "remove", "Takes one off the shelf.", "")
    },
    operation("get", "/api/v1/articles/{id}/marks", "marks-of", "Marks of one.", "Marks"),
    Operation {
        body: &[
            Field("quote", Kind::Text, true, "Words of the text."),
            Field("prefix", Kind::Text, false, "Words before them."),
            Field("suffix", Kind::Text, false, "Words after them."),
            NOTE,
            COLOUR,
        ],
        status: "201",
        ..operation("post", "/api/v1/articles/{id}/marks", "mark", "Marks words.", "Mark")
    },
    Operation {
        query: &[
            Field("after", Kind::Number, false, "What `next` of the page before said."),
            LIMIT,
        ],
        ..operation("get", "/api/v1/marks", "marks", "All marks, the newest first.", "Marks")
    },
    Operation {
        body: &[NOTE, COLOUR],
        ..operation("patch", "/api/v1/marks/{id}", "change-mark", "Changes a mark.", "Mark")
    },
    Operation {
        status: "204",
        answer: None,
        ..operation("delete", "/api/v1/marks/{id}", "remove-mark", "Removes a mark.", "")
    },
    Operation {
        query: &[
            Field("q", Kind::Text, true, "As the room's search takes it: docs/search.md."),
            Field("order", Kind::OneOf(&["newest", "best"]), false, "Which come first."),
            AFTER,
            LIMIT,
        ],
        ..operation("get", "/api/v1/search", "search", "Searches the shelf.", "Found")
    },
    Operation {
        query: &[Field("since", Kind::Text, false, "What `next` of the last answer said."), LIMIT],
        ..operation("get", "/api/v1/changes", "changes", "What changed since.", "Changes")
    },
    operation("get", "/api/v1/tags", "tags", "Tags with their counts.", "Names"),
    operation("get", "/api/v1/folders", "folders", "Folders with their counts.", "Names"),
    operation("get", "/api/v1/feeds", "feeds", "Feeds with their counts.", "Names"),
];

fn schema_of(kind: &Kind) -> Value {
    match kind {
        Kind::Text => json!({ "type": "string" }),
        Kind::Number => json!({ "type": "integer", "minimum": 0, "maximum": i64::MAX }),
        Kind::Limit => json!({ "type": "integer", "minimum": 1, "maximum": 200 }),
        Kind::Thousandths => json!({ "type": "integer", "minimum": 0, "maximum": 1_000 }),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Texts => json!({ "type": "array", "items": { "type": "string" } }),
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
            "description": "Open lists by cursor: `next` of a page is `after` of the one that \
                follows. Answers to GET carry an ETag.",
        },
        "security": [{ "app_password": [] }],
        "paths": paths,
        "components": {
            "securitySchemes": { "app_password": { "type": "http", "scheme": "bearer" } },
            "schemas": schemas(),
        },
    })
}

fn described(operation: &Operation) -> Value {
    let mut parameters: Vec<Value> = Vec::new();
    if operation.path.contains("{id}") {
        let schema = json!({ "type": "integer", "minimum": 1, "maximum": i64::MAX });
        parameters.push(json!({ "name": "id", "in": "path", "required": true, "schema": schema }));
    }
    parameters.extend(operation.query.iter().map(|Field(name, kind, is_needed, words)| {
        json!({
            "name": name, "in": "query", "required": is_needed, "description": words,
            "schema": schema_of(kind),
        })
    }));
    let content = |schema: &str| json!({ "application/json": { "schema": { "$ref": format!("#/components/schemas/{schema}") } } });
    let mut good = json!({ "description": "Done." });
    if let Some(schema) = operation.answer {
        good["content"] = content(schema);
    }
    let refusal = |words: &str| json!({ "description": words, "content": content("Refusal") });
    let mut responses = json!({
        "400": refusal("Not understood."),
        "401": refusal("No app password, or none that is good."),
        "403": refusal("The app password may only read."),
        "404": refusal("Not there, or another reader's."),
    });
    responses[operation.status] = good.clone();
    if operation.method == "get" {
        responses["304"] = json!({ "description": "As it was: see If-None-Match." });
    } else {
        responses["413"] = refusal("Too large.");
    }
    if operation.status == "201" {
        responses["200"] = good;
    }
    let mut out = json!({
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": parameters,
        "responses": responses,
    });
    if !operation.body.is_empty() {
        let properties: Map<String, Value> = operation
            .body
            .iter()
            .map(|Field(name, kind, _, words)| {
                let mut schema = schema_of(kind);
                schema["description"] = json!(words);
                ((*name).to_owned(), schema)
            })
            .collect();
        let needed: Vec<&str> =
            operation.body.iter().filter(|field| field.2).map(|field| field.0).collect();
        let schema = json!({ "type": "object", "properties": properties, "required": needed });
        out["requestBody"] = json!({ "content": { "application/json": { "schema": schema } } });
    }
    out
}

/// What answers hold: the fields that are always there, and their types.
fn schemas() -> Value {
    let object = |fields: &[(&str, Value)]| {
        let required: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
        let properties: Map<String, Value> =
            fields.iter().map(|(name, schema)| ((*name).to_owned(), schema.clone())).collect();
        json!({ "type": "object", "properties": properties, "required": required })
    };
    let (text, number, flag) =
        (json!({ "type": "string" }), json!({ "type": "integer" }), json!({ "type": "boolean" }));
    let maybe = |kind: &str| json!({ "type": [kind, "null"] });
    let list = |of: &str| json!({ "type": "array", "items": { "$ref": format!("#/components/schemas/{of}") } });
    let texts = json!({ "type": "array", "items": { "type": "string" } });
    let numbers = json!({ "type": "array", "items": { "type": "integer" } });
    json!({
        "Me": object(&[
            ("name", text.clone()), ("display_name", text.clone()), ("may_write", flag.clone()),
            ("counts", json!({ "type": "object" })),
        ]),
        "Article": object(&[
            ("id", number.clone()), ("url", text.clone()), ("title", text.clone()),
            ("standfirst", maybe("string")), ("byline", texts.clone()), ("outlet", maybe("string")),
            ("published", maybe("string")), ("language", maybe("string")),
            ("image", maybe("string")), ("word_count", number.clone()),
            ("quote_count", number.clone()), ("figure_count", number.clone()),
            ("state", json!({ "type": "string", "enum": ["waiting", "readable", "link"] })),
            ("reason", maybe("string")), ("version", number.clone()), ("is_read", flag.clone()),
            ("is_favourite", flag.clone()), ("folder_id", maybe("integer")),
            ("feed_id", maybe("integer")), ("tags", texts.clone()), ("progress", number.clone()),
            ("saved_at", text.clone()), ("read_at", maybe("string")),
        ]),
        "Page": object(&[("items", list("Article")), ("next", maybe("string"))]),
        "Found": object(&[
            ("items", list("Article")), ("next", maybe("string")), ("count", number.clone()),
            ("is_exact", flag.clone()), ("problems", texts),
        ]),
        "Changes": object(&[
            ("items", list("Article")), ("removed", numbers.clone()),
            ("removed_marks", numbers.clone()), ("next", text.clone()), ("has_more", flag.clone()),
        ]),
        "Mark": object(&[
            ("id", number.clone()), ("quote", text.clone()), ("note", text.clone()),
            ("colour", text.clone()), ("span", numbers), ("version", number.clone()),
            ("is_orphan", flag), ("created_at", text.clone()), ("updated_at", text.clone()),
        ]),
        "Marks": object(&[("items", list("Mark"))]),
        "Name": object(&[("id", number.clone()), ("count", number.clone()), ("unread_count", number)]),
        "Names": object(&[("items", list("Name"))]),
        "Refusal": object(&[("error", object(&[("code", text.clone()), ("words", text)]))]),
    })
}
