use room::layout::{Notice, Undo, When};
use room::reprints::view::ReprintLine;
use room::search::view::{OPERATORS, SavedSearch, SearchPage};
use room::shelf::view::{Day, Empty, HitPart, Item, ListPage, State, TagLink};

use super::inside;

fn item(id: i64, outlet: &str, title: &str, standfirst: &str, byline: &str, when: &str) -> Item {
    Item {
        id,
        href: format!("/read/{id}"),
        title: title.to_owned(),
        outlet: Some(outlet.to_owned()),
        outlet_href: "/search?q=outlet".to_owned(),
        byline: byline.to_owned(),
        standfirst: Some(standfirst.to_owned()).filter(|words| !words.is_empty()),
        picture: None,
        when: Some(When { iso: "2026-11-24T08:05:00Z".to_owned(), words: when.to_owned() }),
        minutes: 2 + id % 9,
        progress: 0,
        tags: Vec::new(),
        is_read: false,
        is_favourite: false,
        reprints: Vec::new(),
        is_changed: false,
        state: State::Readable,
        reason: None,
        hit: Vec::new(),
        is_lead: false,
    }
}

pub(crate) fn reprints() -> Vec<ReprintLine> {
    let line = |id: i64, outlet: &str, title: &str, kind, at: &str| ReprintLine {
        href: format!("/read/{id}"),
        title: title.to_owned(),
        outlet: outlet.to_owned(),
        kind,
        when: When { iso: format!("2026-11-24T{at}:00Z"), words: at.to_owned() },
        is_read: id % 2 == 0,
    };
    vec![
        line(36, "Northwire", "Ferry to stay in harbour for nine days", "same text", "06:40"),
        line(35, "Emberley Times", "Ferry out until December", "shortened", "07:10"),
        line(33, "Bay Radio", "Crack keeps the car ferry in port", "reworded", "07:55"),
    ]
}

fn tags(names: &[&str]) -> Vec<TagLink> {
    let link = |name: &&str| TagLink { name: (*name).to_owned(), key: name.replace(' ', "-") };
    names.iter().map(link).collect()
}

fn today() -> Vec<Item> {
    vec![
        Item {
            reprints: reprints(),
            picture: Some("/pictures/1.svg".to_owned()),
            is_lead: true,
            tags: tags(&["ferries"]),
            is_favourite: true,
            ..item(
                41,
                "Harbour Post",
                "Island’s only car ferry to stay in harbour for nine days after crack is found in hull",
                "Some 1,400 residents must rely on a passenger launch. The operator says that it would rather disappoint people for a week than frighten them for a minute.",
                "Mara Ellison and Jon Petty",
                "08:05",
            )
        },
        Item {
            is_changed: true,
            picture: Some("/pictures/2.svg".to_owned()),
            ..item(
                40,
                "Emberley Times",
                "Council votes to drain Hollin reservoir for dam repairs",
                "The sluice gates will be replaced for the first time since 1934. Anglers had collected 2,100 signatures against the plan.",
                "Priya Lonsdale",
                "07:40",
            )
        },
        Item {
            progress: 420,
            tags: tags(&["bridges", "to quote"]),
            ..item(
                39,
                "The Marren Record",
                "Bolts sheared in 40 places before footbridge was closed, inquiry told",
                "An inspector’s letter lay unread for seven weeks.",
                "Deborah Strand",
                "06:58",
            )
        },
        Item {
            state: State::Waiting,
            outlet: None,
            when: None,
            minutes: 0,
            ..item(38, "", "https://tidal-review.example/2026/11/moon-and-mud", "", "", "")
        },
    ]
}

fn yesterday() -> Vec<Item> {
    vec![
        Item {
            picture: Some("/pictures/3.svg".to_owned()),
            ..item(
                37,
                "Soundings",
                "No wind at the kite festival, and the largest crowd in its thirty-one years",
                "Organisers borrowed sixty bicycles so that children could tow their kites along the promenade.",
                "Joost van Aalst",
                "yesterday 18:20",
            )
        },
        Item {
            is_read: true,
            ..item(
                36,
                "Emberley Times",
                "Town library lends more objects than books for the first time",
                "Among them 214 drills, nineteen telescopes and one goat.",
                "Aurora Finch",
                "yesterday 12:00",
            )
        },
        Item {
            state: State::Link,
            minutes: 0,
            reason: Some("The page answers “403 Forbidden”. It may be for subscribers only: save it as your browser sees it.".to_owned()),
            ..item(35, "Vellmar Chess Monthly", "The knight at the edge", "", "", "yesterday 09:12")
        },
        item(
            34,
            "جريدة الميناء",
            "العبّارة الوحيدة تبقى في المرفأ تسعة أيام",
            "",
            "",
            "yesterday 08:44",
        ),
    ]
}

fn list(heading: &str, here: &str) -> ListPage {
    ListPage {
        layout: inside(if here == "/" { "" } else { heading }, here),
        heading: heading.to_owned(),
        count: None,
        here: here.to_owned(),
        list_key: "unread".to_owned(),
        newest: 41,
        is_unread_list: here == "/",
        tabs: Vec::new(),
        days: Vec::new(),
        newer: None,
        older: None,
        empty: Empty::default(),
        ailing: None,
        folders: vec![(1, "Local".to_owned()), (2, "Science and the sea".to_owned())],
        tag_names: vec!["ferries".to_owned(), "bridges".to_owned()],
    }
}

pub(crate) fn unread() -> ListPage {
    ListPage {
        count: Some("128 articles".to_owned()),
        days: vec![
            Day { name: "Today".to_owned(), items: today() },
            Day { name: "Yesterday".to_owned(), items: yesterday() },
        ],
        older: Some("/?before=34".to_owned()),
        ..list("Unread", "/")
    }
}

pub(crate) fn feed() -> ListPage {
    let mut page = list("Harbour Post", "/feed/1");
    page.layout.notice = Some(Notice {
        words: "Archived “The knight at the edge”.".to_owned(),
        is_bad: false,
        undo: Some(Undo {
            action: "/shelf/edit".to_owned(),
            fields: vec![("id", "35".to_owned())],
        }),
    });
    let plain = |item: Item| Item { is_lead: false, is_read: true, ..item };
    ListPage {
        count: Some("23 unread of 311".to_owned()),
        ailing: Some("This feed could not be read since Sunday: the server answers “503 Service Unavailable”.".to_owned()),
        days: vec![Day {
            name: "Friday 20 November".to_owned(),
            items: today().into_iter().map(plain).collect(),
        }],
        newer: Some("/feed/1".to_owned()),
        older: Some("/feed/1?before=3".to_owned()),
        ..page
    }
}

pub(crate) fn empty() -> ListPage {
    ListPage {
        empty: Empty {
            heading: "Nothing left to read",
            words: "All that came has been read. Save a page, or follow an outlet, and it will be here.",
            doors: vec![
                ("/save", "Save a page"),
                ("/feeds", "Follow an outlet"),
                ("/import", "Bring a library"),
            ],
        },
        ..list("Unread", "/")
    }
}

pub(crate) fn search() -> SearchPage {
    let part = |words: &str, is_hit| HitPart { words: words.to_owned(), is_hit };
    let mut items = today();
    items.truncate(3);
    for item in &mut items {
        item.is_lead = false;
        item.hit = vec![
            part("… the ", false),
            part("ferry", true),
            part(
                " will stay in harbour for at least nine days. “You can’t put a ram in a passenger ",
                false,
            ),
            part("launch", true),
            part(",” said Tom Garrick, who farms on the north shore …", false),
        ];
    }
    SearchPage {
        layout: inside("ferry launch", "/search"),
        here: "/search?q=ferry".to_owned(),
        query: "ferry launch source:\"Tom Garrick\"".to_owned(),
        problem: None,
        count: Some("3 articles".to_owned()),
        is_best_first: false,
        newest_href: "/search?q=ferry".to_owned(),
        best_href: "/search?q=ferry&order=best".to_owned(),
        operators: OPERATORS,
        items,
        older: None,
        saved: vec![SavedSearch {
            id: 1,
            name: "Ellery on tides".to_owned(),
            query: "source:Ellery tides".to_owned(),
            href: "/search?q=source".to_owned(),
            has_feed: true,
        }],
    }
}
