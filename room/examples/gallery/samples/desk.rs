use room::feeds::view::{FeedLine, FeedsPage, FolderOfFeeds};
use room::import::view::{ImportPage, PreviewPage, RefusedRow, ReportPage, Run, Sample};
use room::intake::view::{QueuePage, QueueRow, SavePage, bookmarklet};
use room::tags::view::{FolderLine, RuleLine, RulesPage, TagLine, TagsPage};

use super::inside;

fn folders() -> Vec<(i64, String)> {
    vec![(1, "Local".to_owned()), (2, "Science and the sea".to_owned())]
}

fn feed(id: i64, title: &str, host: &str, failure: Option<&str>) -> FeedLine {
    FeedLine {
        id,
        subscription_id: id,
        title: title.to_owned(),
        host: host.to_owned(),
        folder_id: Some(1),
        is_full_text: true,
        unread_count: 23 * id % 19,
        polled: "5 minutes ago".to_owned(),
        next_poll: "in 4 hours".to_owned(),
        failure: failure.map(str::to_owned),
        failure_count: 9,
    }
}

pub(crate) fn feeds() -> FeedsPage {
    let local = vec![
        feed(1, "Harbour Post", "harbour-post.example", None),
        feed(2, "Emberley Times", "emberley-times.example", None),
        feed(
            3,
            "Sallow Island Gazette",
            "sallow.example",
            Some("The server answers “503 Service Unavailable”"),
        ),
    ];
    FeedsPage {
        layout: inside("Feeds", "/feeds"),
        count: "38 feeds, one cannot be read".to_owned(),
        folders: folders(),
        folders_of_feeds: vec![
            FolderOfFeeds { name: "Local".to_owned(), feeds: local },
            FolderOfFeeds {
                name: "Science and the sea".to_owned(),
                feeds: vec![feed(4, "The Tidal Review", "tidal-review.example", None)],
            },
        ],
        wrong: None,
        found: Vec::new(),
    }
}

pub(crate) fn queue() -> QueuePage {
    let row = |id, title: &str, state: &str, failure: Option<&str>, is_failed| QueueRow {
        id,
        shelf_id: Some(id),
        title: title.to_owned(),
        url: "https://tidal-review.example/2026/11/moon-and-mud".to_owned(),
        state: state.to_owned(),
        failure: failure.map(str::to_owned),
        is_failed,
    };
    QueuePage {
        layout: inside("Queue", "/queue"),
        count: "4 waiting, 1 failed".to_owned(),
        failed_count: 1,
        rows: vec![
            row(1, "Of moon and mud", "being fetched", None, false),
            row(
                2,
                "Where the seals went",
                "third try in 20 minutes",
                Some("The server did not answer within 10 seconds"),
                false,
            ),
            row(
                3,
                "The knight at the edge",
                "given up after 6 tries; kept as a link",
                Some("The page answers “403 Forbidden”"),
                true,
            ),
        ],
    }
}

pub(crate) fn save() -> SavePage {
    SavePage {
        layout: inside("Save", "/save"),
        url: "harbour-post".to_owned(),
        wrong: Some("This is no web address: it should begin with https:// or http://.".to_owned()),
        bookmarklet: bookmarklet("https://room.example"),
    }
}

pub(crate) fn tags() -> TagsPage {
    let tag = |id, name: &str, count| TagLine {
        id,
        name: name.to_owned(),
        key: name.replace(' ', "-"),
        count,
    };
    TagsPage {
        layout: inside("Tags and folders", "/tags"),
        tags: vec![tag(1, "bridges", 12), tag(2, "ferries", 19), tag(3, "to quote", 7)],
        folders: vec![
            FolderLine {
                id: 1,
                name: "Local".to_owned(),
                path: "Local".to_owned(),
                unread_count: 41,
            },
            FolderLine {
                id: 2,
                name: "Islands".to_owned(),
                path: "Local / Islands".to_owned(),
                unread_count: 3,
            },
        ],
    }
}

pub(crate) fn rules() -> RulesPage {
    RulesPage {
        layout: inside("Rules", "/rules"),
        rules: vec![RuleLine {
            id: 1,
            query: "outlet:\"Harbour Post\" figure:passengers".to_owned(),
            effect: "tag ferries, move to Local".to_owned(),
        }],
        folders: folders(),
        draft_query: "before:yesterweek".to_owned(),
        wrong: Some("“yesterweek” is no day, month or year.".to_owned()),
    }
}

pub(crate) fn import() -> ImportPage {
    ImportPage {
        layout: inside("Import and export", "/import"),
        wrong: None,
        formats: &[
            ("Pocket", "zip or CSV", "articles, tags, favourites, highlights, collections"),
            ("wallabag", "JSON", "articles, tags, notes, state"),
            ("Any browser", "bookmarks.html", "addresses, folders, dates"),
        ],
        running: vec![Run {
            id: 1,
            name: "pocket.zip".to_owned(),
            done: 620,
            state: "7,690 of 12,408".to_owned(),
        }],
    }
}

pub(crate) fn preview() -> PreviewPage {
    let sample = |title: &str, tags: &[&str], mark_count| Sample {
        title: title.to_owned(),
        url: "https://emberley-times.example/library-goat".to_owned(),
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        mark_count,
    };
    PreviewPage {
        layout: inside("pocket.zip", "/import"),
        id: 1,
        file_name: "pocket.zip".to_owned(),
        format: "Pocket’s export, with highlights and collections".to_owned(),
        facts: vec![
            ("Articles", "12,408".to_owned()),
            ("already on the shelf", "311".to_owned()),
            ("Tags", "87".to_owned()),
            ("Highlights", "1,902".to_owned()),
        ],
        refused: vec![(
            "3".to_owned(),
            "the address is not one of the web: “file:///C:/Users/…”".to_owned(),
        )],
        samples: vec![
            sample("Town library lends more objects than books", &["libraries"], 2),
            sample("Storks leave the tower for a mast", &[], 0),
        ],
    }
}

pub(crate) fn report() -> ReportPage {
    ReportPage {
        layout: inside("pocket.zip", "/import"),
        file_name: "pocket.zip".to_owned(),
        state: "7,690 of 12,408".to_owned(),
        facts: vec![
            ("Taken", "7,687".to_owned()),
            ("Already here", "214".to_owned()),
            ("Not taken", "3".to_owned()),
        ],
        done: Some(620),
        refused: vec![RefusedRow {
            number: 4_012,
            words: "file:///C:/Users/mira/page.html".to_owned(),
            why: "The address is not one of the web".to_owned(),
        }],
    }
}
