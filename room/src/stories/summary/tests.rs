use jiff::Timestamp;
use store::article::State;
use store::reprints::{Kind, Original};
use store::statements::{Kind as Said, Statement};
use store::stories::{ChangedStory, StoryItem, StoryStatement, Ties, Why};
use store::{ArticleId, ReaderId, ShelfId, ShelfItem, StoryId};

use super::{Summary, members, sum_up};

fn item(id: i64, group: Option<i64>) -> StoryItem {
    let item = ShelfItem {
        id: ShelfId(100 + id),
        article_id: ArticleId(id),
        url: "https://paper.example/".to_owned(),
        title: format!("Article {id}"),
        standfirst: None,
        byline: Vec::new(),
        outlet: Some("Paper".to_owned()),
        published: None,
        published_at: None,
        language: None,
        lead_image: None,
        word_count: 0,
        quote_count: 0,
        figure_count: 0,
        state: State::Readable,
        reason: None,
        version: 1,
        is_read: false,
        is_favourite: false,
        folder_id: None,
        feed_id: None,
        tags: Vec::new(),
        progress: 0,
        saved_at: Timestamp::UNIX_EPOCH,
        read_at: None,
        favourite_at: None,
        clock: 0,
    };
    StoryItem { item, why: Why::Tied, ties: Ties::default(), group }
}

fn quote(article: i64, source: &str) -> StoryStatement {
    let (source, kind) = (Some(source.to_owned()), Said::Direct);
    let statement = Statement { source, kind, span: 0..1, figure: None };
    StoryStatement { article: ArticleId(article), statement }
}

fn story() -> ChangedStory {
    // Articles 1, 2 and 3 tell one text, which was the agency's (2) first; 4 tells its own.
    let articles = vec![item(1, Some(1)), item(2, Some(1)), item(3, Some(1)), item(4, None)];
    let pair = |one, other, kind, original| (ArticleId(one), ArticleId(other), kind, original);
    let reprints = vec![
        pair(1, 2, Kind::Extended, Original::Other),
        pair(2, 1, Kind::Shortened, Original::This),
        pair(2, 3, Kind::Reworded, Original::This),
        pair(3, 2, Kind::Reworded, Original::Other),
    ];
    let (reader, id) = (ReaderId(1), StoryId(1));
    ChangedStory { reader, id, clock: 1, articles, reprints, is_resummed: false }
}

#[test]
fn the_original_is_where_the_others_came_from() {
    let summary = sum_up(&story(), &[]);
    assert_eq!(summary.originals, [2].into());
    let kinds = [(1, Kind::Shortened), (3, Kind::Reworded)];
    assert_eq!(summary.kinds, kinds.into());
    let of: Vec<_> =
        members(&story().articles, &summary).iter().map(|one| one.reprint_of).collect();
    let original = Some(ShelfId(102));
    assert_eq!(of, [original, None, original, None]);
    assert_eq!(Summary::parse(&summary.to_json()), summary);
    assert_eq!(Summary::parse("no summary"), Summary::default());
}

#[test]
fn a_text_told_three_times_counts_once() {
    let said = [
        quote(1, "Petra Lind"),
        quote(2, "Petra Lind"),
        quote(2, "Petra Lind"),
        quote(3, "Petra Lind"),
        quote(4, "Petra Lind"),
        quote(4, "Olaf Brandt"),
        // An article that is not of the story.
        quote(9, "Olaf Brandt"),
    ];
    let summary = sum_up(&story(), &said);
    let speakers: Vec<_> = summary
        .speakers
        .iter()
        .map(|one| (one.name.as_str(), one.quote_count, one.text_count, one.article_count))
        .collect();
    assert_eq!(speakers, [("Petra Lind", 3, 2, 4), ("Olaf Brandt", 1, 1, 1)]);
}
