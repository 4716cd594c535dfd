//! The crate `wallabag-api`, whose types take no value of another kind, against a room:
//! `wallabag-harness ROOM SITE NAME SECRET CLIENT_ID CLIENT_SECRET`.

use anyhow::{Context, Result, anyhow, ensure};
use wallabag_api::Client;
use wallabag_api::types::{
    Config, EntriesFilter, Format, ID, NewAnnotation, NewEntry, PatchEntry, Range, SortBy, SortOrder,
    TagString,
};

fn main() -> Result<()> {
    let mut words = std::env::args().skip(1);
    let mut next = || words.next().context("ROOM SITE NAME SECRET CLIENT_ID CLIENT_SECRET");
    let (base_url, site, username, password) = (next()?, next()?, next()?, next()?);
    let (client_id, client_secret) = (next()?, next()?);
    for base_url in [base_url.clone(), format!("{}/wb", base_url.trim_end_matches('/'))] {
        let (username, password) = (username.clone(), password.clone());
        let (client_id, client_secret) = (client_id.clone(), client_secret.clone());
        let config = Config { client_id, client_secret, username, password, base_url };
        async_std::task::block_on(run(Client::new(config), &site))?;
    }
    println!("ok");
    Ok(())
}

async fn run(mut client: Client, site: &str) -> Result<()> {
    let version = client.get_api_version().await.context("version")?;
    ensure!(version.starts_with("2."), "version {version}");
    client.get_user().await.context("user")?;
    let url = format!("{site}/page/strict");
    let mut new = NewEntry::new_with_url(url.clone());
    new.tags = Some(vec!["war".to_owned(), "drones".to_owned()]);
    new.starred = Some(true);
    let id = client.create_entry(&new).await.context("create")?.id;
    let again = client.create_entry(&NewEntry::new_with_url(url.clone())).await?;
    ensure!(again.id == id && again.is_starred, "saved twice: {again:?}");
    ensure!(client.check_url_exists(url.clone()).await.context("exists")? == Some(id), "exists");
    let none = "https://nowhere.example/".to_owned();
    let both = client.check_urls_exist(vec![url.clone(), none.clone()]).await.context("many")?;
    ensure!(both[url.as_str()] == Some(id) && both[none.as_str()].is_none(), "exist: {both:?}");
    let entry = client.get_entry(id).await.context("get")?;
    ensure!(entry.content.unwrap_or_default().contains("nine days"), "no content");
    ensure!(entry.tags.len() == 2, "tags: {:?}", entry.tags);
    lists(&mut client, id).await.context("lists")?;
    changes(&mut client, id).await.context("changes")?;
    annotations(&mut client, id).await.context("annotations")?;
    for form in [Format::TXT, Format::JSON, Format::CSV, Format::XML] {
        let file = client.export_entry(id, form).await.with_context(|| form.to_string())?;
        ensure!(file.contains("nine days"), "{form}: {file}");
    }
    client.reload_entry(id).await.context("reload")?;
    client.delete_entry(id).await.context("delete")?;
    ensure!(client.get_entry(id).await.is_err(), "it is still there");
    Ok(())
}

async fn lists(client: &mut Client, id: ID) -> Result<()> {
    let mut filter = EntriesFilter {
        starred: Some(true),
        archive: Some(false),
        sort: SortBy::Updated,
        order: SortOrder::Asc,
        tags: vec!["war".to_owned(), "drones".to_owned()],
        per_page: Some(1),
        ..EntriesFilter::default()
    };
    let found = client.get_entries_with_filter(&filter).await?;
    ensure!(found.len() == 1 && found[0].id == id, "{found:?}");
    let page = client.get_entries_page(&filter, 1).await?;
    ensure!(page.total_entries == 1 && page.total_pages == 1, "{page:?}");
    ensure!(client.get_entries_page(&filter, 2).await.is_err(), "a page beyond the last");
    filter.starred = Some(false);
    ensure!(client.get_entries_with_filter(&filter).await?.is_empty(), "not starred");
    ensure!(client.get_entries().await?.iter().any(|one| one.id == id), "not among all");
    Ok(())
}

async fn changes(client: &mut Client, id: ID) -> Result<()> {
    let patch = PatchEntry {
        title: Some("A title of mine".to_owned()),
        archive: Some(true),
        starred: Some(false),
        ..PatchEntry::default()
    };
    let entry = client.update_entry(id, &patch).await?;
    ensure!(entry.title.as_deref() == Some("A title of mine"), "{entry:?}");
    ensure!(entry.is_archived && !entry.is_starred && entry.tags.len() == 2, "{entry:?}");
    let entry = client.add_tags_to_entry(id, vec!["port", "old news"]).await?;
    ensure!(entry.tags.len() == 4, "{:?}", entry.tags);
    let tag = client.get_tags_for_entry(id).await?.into_iter().find(|tag| tag.label == "port");
    let tag = tag.ok_or_else(|| anyhow!("no tag port"))?;
    let entry = client.delete_tag_from_entry(id, tag).await?;
    ensure!(entry.tags.len() == 3, "{:?}", entry.tags);
    let known = client.get_tags().await?;
    let drones = known.into_iter().find(|tag| tag.label == "drones").context("no tag drones")?;
    client.delete_tag(drones).await?;
    client.delete_tag_by_label("old news").await?;
    client.delete_tags_by_label(vec![TagString::try_from("war").map_err(|e| anyhow!("{e:?}"))?]).await?;
    ensure!(client.get_entry(id).await?.tags.is_empty(), "a tag is left");
    Ok(())
}

async fn annotations(client: &mut Client, id: ID) -> Result<()> {
    let range = Range {
        start: Some("/p[2]".to_owned()),
        end: Some("/p[2]".to_owned()),
        start_offset: 4,
        end_offset: 9,
    };
    let (quote, text) = ("ferry".to_owned(), "a note".to_owned());
    let new = NewAnnotation { quote, ranges: vec![range], text };
    let mut made = client.create_annotation(id, &new).await?;
    ensure!(made.text == "a note" && made.quote.as_deref() == Some("ferry"), "{made:?}");
    made.text = "another".to_owned();
    let changed = client.update_annotation(&made).await?;
    ensure!(changed.text == "another", "{changed:?}");
    let all = client.get_annotations(id).await?;
    ensure!(all.len() == 1 && all[0].ranges.len() == 1, "{all:?}");
    client.delete_annotation(changed).await?;
    ensure!(client.get_annotations(id).await?.is_empty(), "it is still there");
    Ok(())
}
