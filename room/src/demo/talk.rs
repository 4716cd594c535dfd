//! The demo's conversation: three invented readers speak about an article, about words of it, and about a rival pair.

use jiff::SignedDuration;
use store::accounts::{NewReader, Role};
use store::follows::Followed;
use store::marks::Anchor;
use store::shelf::{List, Saving};
use store::threads::{By, NewComment, Place, Posted, Target, Vote};
use store::{ArticleId, CommentId, ReaderId};

use super::{STORM, address, place};
use crate::compare::{Member, rivals};
use crate::threads::{Subject, markdown, of_row};
use crate::{App, Error, Result};

const COUNTS: &str = "https://post.example/news/three-counts";
/// Who speaks: name, and name as it is shown.
const READERS: [(&str, &str); 3] =
    [("ida", "Ida Marrow"), ("tobias", "Tobias Wick"), ("nell", "Nell Aster")];
const ME: usize = 3;
const PASSAGE: &str = "We count meters, and a meter either answers or it does not";

/// A comment: who, which of this conversation it answers, hours ago, words, who recommends it.
type Said = (usize, Option<usize>, i64, &'static str, &'static [usize]);

const OF_ARTICLE: &[Said] = &[
    (
        0,
        None,
        9,
        "The first report gave one number and no source for it; this one gives two and says whose they are. **That** \
         is the correction I want to see more often.",
        &[1, 2, ME],
    ),
    (1, Some(0), 8, "And it says at what hour each was counted. Most leave that out.", &[0]),
    (ME, None, 7, "Does anybody know when the line along the river was last renewed?", &[0]),
    (
        2,
        Some(2),
        5,
        "In 2009, after the storm of that year. My father was on the crew, @demo.",
        &[0, 1],
    ),
];
const OF_PASSAGE: &[Said] = &[
    (
        2,
        None,
        8,
        "A meter that answers may still stand in a dark house: ours ran on its own battery.",
        &[0, 1],
    ),
    (
        0,
        Some(0),
        6,
        "> ours ran on its own battery\n\nThen they count meters, as they say. Not homes.",
        &[2],
    ),
];
const OF_CLAIM: &[Said] = &[
    (
        1,
        None,
        2,
        "They do not contradict each other yet: one counts connections, the other people’s reports. Before somebody \
         calls one of them a liar, ask what each counted.",
        &[0, 2, ME],
    ),
    (
        0,
        Some(0),
        1,
        "But both say “homes”. If they mean something else, they should say something else.",
        &[1],
    ),
];

pub(super) async fn fill(app: &App, me: ReaderId) -> Result<()> {
    let mut readers = Vec::new();
    for (name, display_name) in READERS {
        let role = Role::Reader;
        let new = NewReader { name, display_name, email: None, password_hash: None, role };
        let reader = app.store.add_reader(new, app.now()).await?;
        for url in [STORM, COUNTS] {
            app.store.save(reader, Saving::new(address(url), app.now()), app.now()).await?;
        }
        readers.push(reader);
    }
    readers.push(me);
    let storm =
        app.store.article_by_url(&address(STORM), readers[0]).await?.ok_or(Error::NotFound)?;
    let title = app.store.article(storm).await?.title;
    let about = Place::About(Target::Article(storm), title.clone());
    converse(app, &readers, about, OF_ARTICLE).await?;
    let about = Target::Passage(storm, passage(app, storm).await?);
    converse(app, &readers, Place::About(about, title), OF_PASSAGE).await?;
    let claim = claim(app, readers[1]).await?;
    converse(app, &readers, Place::About(claim.target, claim.title), OF_CLAIM).await?;
    Ok(app.store.follow(me, Followed::Reader, readers[0].0, app.now()).await?)
}

async fn passage(app: &App, article: ArticleId) -> Result<Anchor> {
    place(app, article, PASSAGE).await
}

/// How many homes: the article and the paper that counts again differ.
async fn claim(app: &App, reader: ReaderId) -> Result<Subject> {
    let list = List { limit: 50, ..List::default() };
    let items = app.store.shelf(reader, list).await?.items;
    let members: Vec<Member> =
        items.iter().map(|item| Member { id: item.id, reprint_of: None }).collect();
    let told = rivals::load(app, reader, &members).await?;
    let table = rivals::table(&told);
    let row = table.rows.iter().find(|row| row.measure.contains("homes without power"));
    Ok(of_row(&told, row.ok_or(Error::broken("the demo has no rival claims"))?))
}

async fn converse(app: &App, readers: &[ReaderId], about: Place, said: &[Said]) -> Result<()> {
    let mut posted: Vec<Posted> = Vec::new();
    for (who, parent, hours, words, friends) in said {
        let at = app.now() - SignedDuration::from_hours(*hours);
        let rendered = markdown::render(words);
        let place = posted.first().map_or(about.clone(), |first| Place::Thread(first.thread));
        let parent: Option<CommentId> = parent.map(|nth| posted[nth].id);
        let new = NewComment {
            place,
            parent,
            by: By::Reader(readers[*who]),
            is_moderator: false,
            source: (*words).to_owned(),
            html: rendered.html,
            held: None,
            mentions: rendered.mentions,
        };
        let kept = app.store.post(new, at).await?;
        for friend in *friends {
            app.store.vote(readers[*friend], kept.id, Vote::Recommend).await?;
        }
        posted.push(kept);
    }
    Ok(())
}
