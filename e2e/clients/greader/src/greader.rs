//! `greader_api`: signs in, follows a feed, reads lists and contents, changes states and labels, takes all back.

use anyhow::{Context, Result, ensure};
use greader_api::models::{StreamQuery, StreamType};
use greader_api::{AuthData, AuthInput, GReaderApi, GoogleAuthInput};
use reqwest::Client;

use crate::Given;

const ALL: &str = "user/-/state/com.google/reading-list";
const READ: &str = "user/-/state/com.google/read";
const STARRED: &str = "user/-/state/com.google/starred";
const HARBOUR: &str = "user/-/label/Harbour";
const QUAY: &str = "user/-/label/Quay";
const PORT: &str = "user/-/label/Port";

pub async fn run(given: &Given) -> Result<()> {
    for prefix in ["", "api/greader.php", "greader/"] {
        let api = GReaderApi::new(given.room.join(prefix)?, AuthData::Uninitialized);
        let (client, input) = (Client::new(), GoogleAuthInput {
            username: given.name.clone(),
            password: given.secret.clone(),
        });
        api.login(&AuthInput::Google(input), &client).await.context(prefix)?;
        let user = api.user_info(&client).await?;
        ensure!(user.user_name == given.name, "user-info: {user:?}");
        if prefix == "api/greader.php" {
            feeds(&api, &client, &given.site).await.context("feeds")?;
            items(&api, &client).await.context("items")?;
            files(&api, &client).await.context("OPML")?;
        }
    }
    let wrong = GReaderApi::new(given.room.clone(), AuthData::Uninitialized);
    let input = GoogleAuthInput { username: given.name.clone(), password: "no".to_owned() };
    let answer = wrong.login(&AuthInput::Google(input), &Client::new()).await;
    ensure!(answer.is_err(), "a wrong password signs in");
    println!("greader_api: ok");
    Ok(())
}

async fn feeds(api: &GReaderApi, client: &Client, site: &str) -> Result<()> {
    let other = format!("{site}/other/feed").parse()?;
    api.subscription_create(&other, Some("Other"), Some(HARBOUR), client).await?;
    let found = |title: &'static str| async move {
        let all = api.subscription_list(client).await?.subscriptions;
        anyhow::Ok(all.into_iter().find(|one| one.title == title))
    };
    let one = found("Other").await?.context("the feed is not in the list")?;
    ensure!(one.categories.iter().any(|c| c.id == HARBOUR), "not in its folder: {one:?}");
    api.subscription_edit(&one.id, Some("Named anew"), Some(HARBOUR), Some(PORT), client).await?;
    let one = found("Named anew").await?.context("the feed has no new name")?;
    ensure!(one.categories.iter().all(|c| c.id == PORT), "it did not move: {one:?}");
    let labels = api.tag_list(client).await?.tags;
    ensure!(labels.iter().any(|tag| tag.id == PORT), "no new folder: {labels:?}");
    api.tag_rename(StreamType::Stream, PORT, QUAY, client).await?;
    api.subscription_delete(&one.id, client).await?;
    ensure!(found("Named anew").await?.is_none(), "it is still followed");
    api.tag_delete(StreamType::Stream, HARBOUR, client).await?;
    api.tag_delete(StreamType::Stream, QUAY, client).await?;
    ensure!(api.tag_delete(StreamType::Stream, QUAY, client).await.is_err(), "deleted twice");
    let third = format!("{site}/third/feed").parse()?;
    let quick = api.subscription_quickadd(&third, client).await?;
    ensure!(quick.num_results == 1, "quickadd: {quick:?}");
    let again = api.subscription_quickadd(&third, client).await?;
    ensure!(again.stream_id == quick.stream_id, "added twice: {again:?}");
    api.subscription_delete(&quick.stream_id, client).await?;
    let nowhere = format!("{site}/page/1").parse()?;
    ensure!(api.subscription_quickadd(&nowhere, client).await.is_err(), "a page became a feed");
    Ok(())
}

async fn items(api: &GReaderApi, client: &Client) -> Result<()> {
    let ids = |stream: &'static str, without: Option<&'static str>| async move {
        let query = StreamQuery {
            stream_id: Some(stream),
            exclude_stream: without,
            amount: Some(1_000),
            ..StreamQuery::default()
        };
        let refs = api.items_ids(&query, client).await?.item_refs.unwrap_or_default();
        anyhow::Ok(refs.into_iter().map(|one| one.id).collect::<Vec<_>>())
    };
    let unread = ids(ALL, Some(READ)).await?;
    ensure!(unread.len() >= 3, "{} unread", unread.len());
    let stream = api.items_contents(&unread, client).await?;
    ensure!(stream.items.len() == unread.len(), "{} contents", stream.items.len());
    for item in &stream.items {
        let words = item.content.as_ref().map_or("", |content| content.content.as_str());
        ensure!(words.contains("nine days"), "no words in {}", item.id);
        ensure!(!item.alternate.is_empty() && item.published.is_some(), "bare: {}", item.id);
    }
    let query = StreamQuery { amount: Some(2), ..StreamQuery::default() };
    let first = api.stream_contents(&query, client).await?;
    let next = first.continuation.clone().context("no second page")?;
    let query = StreamQuery { continuation: Some(&next), ..query };
    let second = api.stream_contents(&query, client).await?;
    let is_new = |id: &String| first.items.iter().all(|one| one.id != *id);
    ensure!(second.items.iter().all(|one| is_new(&one.id)), "the second page repeats the first");
    let feed = &stream.items[0].origin.stream_id;
    let query = StreamQuery { stream_id: Some(feed), ..StreamQuery::default() };
    let of_feed = api.stream_contents(&query, client).await?;
    ensure!(of_feed.items.iter().all(|one| one.origin.stream_id == *feed), "another feed's");

    let some = &unread[..1];
    api.tag_edit(some, &[READ, STARRED, HARBOUR], &[], client).await?;
    ensure!(ids(STARRED, None).await? == some, "not starred");
    ensure!(ids(HARBOUR, None).await? == some, "no label");
    ensure!(!ids(ALL, Some(READ)).await?.contains(&some[0]), "not read");
    api.tag_edit(some, &[], &[READ, STARRED, HARBOUR], client).await?;
    ensure!(ids(STARRED, None).await?.is_empty(), "still starred");
    ensure!(ids(ALL, Some(READ)).await? == unread, "not unread again");
    let count = api.unread_count(client).await?;
    ensure!(count.max >= unread.len() as u64, "{count:?}");
    api.mark_all_as_read(feed, None, client).await?;
    let left = ids(ALL, Some(READ)).await?;
    ensure!(left.len() < unread.len(), "nothing was marked");
    api.tag_edit(&unread, &[], &[READ], client).await?;
    Ok(())
}

async fn files(api: &GReaderApi, client: &Client) -> Result<()> {
    let opml = api.export(client).await?;
    ensure!(opml.contains("<opml") && opml.contains("/feed"), "{opml}");
    api.import(&opml, client).await?;
    Ok(())
}
