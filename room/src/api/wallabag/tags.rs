//! Tags, of the shelf and of an entry. Labels are in lower case; a name is found in any.

use axum::Json;
use axum::extract::Path;
use axum::response::IntoResponse;
use serde_json::json;
use store::TagId;
use store::shelf::Change;
use store::tags::Tag;

use super::call::{Answer, Call, Refusal, number, shelf_id};
use super::entries::answer;
use super::entry::{Label, Shared};

pub(super) async fn list(call: Call) -> Answer {
    let Call { app, me, .. } = &call;
    let counts = app.store.counts(me.reader).await?;
    let tags = app.store.tags(me.reader).await?;
    let tags: Vec<_> = tags
        .into_iter()
        .map(|tag| (counts.tags.get(&tag.id).map_or(0, |count| count.all), Label::from(tag)))
        .filter(|(count, _)| *count > 0)
        .map(|(count, tag)| {
            json!({ "id": tag.id, "label": tag.label, "slug": tag.slug, "nbEntries": count })
        })
        .collect();
    Ok(Json(tags).into_response())
}

pub(super) async fn of_entry(Path(id): Path<String>, call: Call) -> Answer {
    let Call { app, me, .. } = &call;
    let item = app.store.shelf_item(me.reader, shelf_id(&id)?).await?;
    let shared = Shared::of(app, me.reader).await?;
    Ok(Json(shared.labels(&item.tags)).into_response())
}

pub(super) async fn add(Path(id): Path<String>, call: Call) -> Answer {
    let Call { app, me, given } = &call;
    let item = app.store.shelf_item(me.reader, shelf_id(&id)?).await?;
    let change = Change { add_tags: given.list("tags"), ..Change::default() };
    app.store.change(me.reader, vec![item.id], change, app.now()).await?;
    answer(&call, item.id).await
}

pub(super) async fn take_off(Path((id, tag)): Path<(String, String)>, call: Call) -> Answer {
    let Call { app, me, .. } = &call;
    let item = app.store.shelf_item(me.reader, shelf_id(&id)?).await?;
    let tag = find(&call, TagId(number(&tag)?)).await?;
    let change = Change { remove_tags: vec![tag.name], ..Change::default() };
    app.store.change(me.reader, vec![item.id], change, app.now()).await?;
    answer(&call, item.id).await
}

async fn find(call: &Call, id: TagId) -> Result<Tag, Refusal> {
    let tags = call.app.store.tags(call.me.reader).await?;
    tags.into_iter().find(|tag| tag.id == id).ok_or_else(Refusal::not_found)
}

pub(super) async fn remove(Path(tag): Path<String>, call: Call) -> Answer {
    let tag = find(&call, TagId(number(&tag)?)).await?;
    call.app.store.remove_tag(call.me.reader, tag.id, call.app.now()).await?;
    Ok(Json(Label::from(tag)).into_response())
}

/// `tag` names one, `tags` many; of many, those that are not there are passed over unless none is.
pub(super) async fn remove_by_name(call: Call) -> Answer {
    let Call { app, me, given } = &call;
    let one = given.words("tag").map(str::to_owned);
    let names = one.clone().map_or_else(|| given.list("tags"), |name| vec![name]);
    let mut known = app.store.tags(me.reader).await?;
    let mut removed = Vec::new();
    for name in names {
        let id = app.store.tag(me.reader, &name).await?;
        if let Some(at) = known.iter().position(|tag| Some(tag.id) == id) {
            let tag = known.swap_remove(at);
            app.store.remove_tag(me.reader, tag.id, app.now()).await?;
            removed.push(Label::from(tag));
        }
    }
    if removed.is_empty() {
        return Err(Refusal::not_found());
    }
    Ok(match one {
        Some(_) => Json(removed.pop()).into_response(),
        None => Json(removed).into_response(),
    })
}
