//! Changes of states and labels. Each sets what it names: done twice, it is as if done once.

use store::ShelfId;
use store::shelf::Change;

use super::call::{Answer, Call, Refusal, done};
use super::item::id;
use super::read::instant;
use super::stream::{Named, Stream, folder, named};

/// Ids of one call.
const MOST: usize = 10_000;

pub(super) async fn edit(call: Call) -> Answer {
    let Call { app, me, given } = &call;
    let ids: Vec<ShelfId> = given.all("i").filter_map(id).take(MOST).collect();
    if given.get("i").is_none() {
        return Err(Refusal::bad("Which items?"));
    }
    let mut change = Change::default();
    for name in given.all("a") {
        match named(name) {
            Named::State("read") => change.is_read = Some(true),
            Named::State("kept-unread" | "unread") => change.is_read = Some(false),
            Named::State("starred") => change.is_favourite = Some(true),
            Named::Label(label) => change.add_tags.push(label.to_owned()),
            _ => {}
        }
    }
    for name in given.all("r") {
        match named(name) {
            Named::State("read") => change.is_read = Some(false),
            Named::State("starred") => change.is_favourite = Some(false),
            Named::Label(label) => change.remove_tags.push(label.to_owned()),
            _ => {}
        }
    }
    app.store.change(me.reader, ids, change, app.now()).await?;
    done()
}

pub(super) async fn mark_all(call: Call) -> Answer {
    let Call { app, me, given } = &call;
    let name = given.words("s").ok_or_else(|| Refusal::bad("Which stream?"))?;
    let stream = Stream::of(app, me.reader, name).await?;
    let mut wanted = stream.wanted().ok_or_else(|| Refusal::bad("There is no such stream."))?;
    if wanted.is_read == Some(true) {
        return done();
    }
    wanted.is_read = Some(false);
    wanted.limit = i64::MAX;
    if let Some(until) = given.words("ts") {
        let until = instant(until).ok_or_else(|| Refusal::bad("ts is no time."))?;
        // Not newer than it: of that second or microsecond too.
        let is_fine = given.words("ts").is_some_and(|ts| ts.len() >= 16);
        let step = if is_fine {
            jiff::SignedDuration::from_micros(1)
        } else {
            jiff::SignedDuration::from_secs(1)
        };
        let until = until.checked_add(step).map_err(|_| Refusal::bad("ts is no time."))?;
        wanted.below = Some(app.store.first_arrived(me.reader, until).await?);
    }
    let ids = app.store.wanted_ids(me.reader, wanted).await?;
    let change = Change { is_read: Some(true), ..Change::default() };
    app.store.change(me.reader, ids, change, app.now()).await?;
    done()
}

/// The label in a name.
fn label(name: Option<&str>) -> Result<&str, Refusal> {
    match name.map(named) {
        Some(Named::Label(label)) if !label.trim().is_empty() => Ok(label),
        _ => Err(Refusal::bad("There is no such label.")),
    }
}

pub(super) async fn rename(call: Call) -> Answer {
    let Call { app, me, given } = &call;
    let (old, new) = (label(given.words("s"))?, label(given.words("dest"))?);
    if let Some(id) = folder(app, me.reader, old).await? {
        let folders = app.store.folders(me.reader).await?;
        let parent = folders.iter().find(|one| one.id == id).and_then(|one| one.parent);
        // Labels are paths; what stands above a folder stays.
        let name = new.rsplit(" / ").next().unwrap_or(new);
        app.store.change_folder(me.reader, id, parent, name).await?;
        return done();
    }
    let tag = app.store.tag(me.reader, old).await?;
    let tag = tag.ok_or_else(|| Refusal::bad("There is no such label."))?;
    app.store.rename_tag(me.reader, tag, new, app.now()).await?;
    done()
}

pub(super) async fn disable(call: Call) -> Answer {
    let Call { app, me, given } = &call;
    let names: Vec<&str> = given.all("s").chain(given.all("t")).collect();
    if names.is_empty() {
        return Err(Refusal::bad("Which label?"));
    }
    for name in names {
        let label = label(Some(name))?;
        if let Some(id) = folder(app, me.reader, label).await? {
            app.store.remove_folder(me.reader, id, app.now()).await?;
        } else if let Some(id) = app.store.tag(me.reader, label).await? {
            app.store.remove_tag(me.reader, id, app.now()).await?;
        } else {
            return Err(Refusal::bad("There is no such label."));
        }
    }
    done()
}
