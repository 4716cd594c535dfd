//! `fever_api`: every question of the protocol, and items marked and unmarked.

use anyhow::{Result, ensure};
use fever_api::FeverApi;
use fever_api::models::ItemStatus;
use reqwest::Client;

use crate::Given;

pub async fn run(given: &Given) -> Result<()> {
    let client = Client::new();
    let url = given.room.join("fever/")?;
    let wrong = FeverApi::new(&url, &given.name, "no");
    ensure!(!matches!(wrong.valid_credentials(&client).await, Ok(true)), "a wrong password");
    let api = FeverApi::new(&url, &given.name, &given.fever_secret);
    ensure!(api.valid_credentials(&client).await?, "not signed in");
    ensure!(api.get_api_version(&client).await? >= 3, "an old version");
    api.get_groups(&client).await?;
    let feeds = api.get_feeds(&client).await?.feeds;
    ensure!(!feeds.is_empty(), "no feeds");
    api.get_favicons(&client).await?;
    api.get_links(&client).await?;
    let items = api.get_items(&client).await?.items;
    ensure!(items.len() >= 3 && items.iter().all(|one| one.html.contains("nine days")), "no words");
    let last = items[items.len() - 1].id;
    ensure!(api.get_items_max(last, &client).await?.items.len() + 1 >= items.len(), "max_id");
    ensure!(api.get_items_since(last, &client).await?.items.is_empty(), "since_id");
    ensure!(api.get_items_with(vec![last], &client).await?.items.len() == 1, "with_ids");
    let unread = api.get_unread_items(&client).await?.unread_item_ids;
    ensure!(unread.contains(&last), "not unread: {unread:?}");
    for (status, is_unread, is_saved) in [
        (ItemStatus::Read, false, false),
        (ItemStatus::Saved, false, true),
        (ItemStatus::Saved, false, true),
        (ItemStatus::Unsaved, false, false),
        (ItemStatus::Unread, true, false),
    ] {
        api.mark_item(status, last, &client).await?;
        let unread = api.get_unread_items(&client).await?.unread_item_ids.contains(&last);
        let saved = api.get_saved_items(&client).await?.saved_item_ids.contains(&last);
        ensure!((unread, saved) == (is_unread, is_saved), "marked: unread {unread}, saved {saved}");
    }
    let feed = i64::try_from(items[items.len() - 1].feed_id)?;
    api.mark_feed(ItemStatus::Read, feed, i64::from(u32::MAX), &client).await?;
    let unread = api.get_unread_items(&client).await?.unread_item_ids;
    ensure!(!unread.contains(&last), "the feed is not read");
    api.mark_group(ItemStatus::Read, 0, i64::from(u32::MAX), &client).await?;
    ensure!(api.get_unread_items(&client).await?.unread_item_ids.is_empty(), "all is not read");
    println!("fever_api: ok");
    Ok(())
}
