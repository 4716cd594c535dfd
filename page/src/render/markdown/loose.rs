//! Which lists need blank lines between their items.
//!
//! Looked up ahead, in one pass: the first item must be written before the last one is seen.

use std::collections::HashMap;

use crate::body::{Attr, Body, Event, Tag};

/// The largest number a list may start at: CommonMark reads at most nine digits, and items follow.
pub(super) const MAX_START: u64 = 99_999_999;

/// For each event that opens a list: is it loose? A list is tight when every item is one run of
/// words, perhaps with lists under it.
pub(super) fn lists(body: &Body) -> HashMap<usize, bool> {
    let mut found = HashMap::new();
    let mut open: Vec<Tag> = Vec::new();
    let mut lists: Vec<(usize, bool)> = Vec::new();
    let mut items: Vec<Item> = Vec::new();
    for (at, event) in body.events().iter().enumerate() {
        match *event {
            Event::Open(tag) => {
                match tag {
                    Tag::Ul | Tag::Ol => {
                        if let Some(item) = items.last_mut() {
                            // A number other than 1 cannot follow a line of words directly.
                            item.is_loose |= tag == Tag::Ol && starts_elsewhere(body, at);
                            item.seen = Seen::List;
                        }
                        lists.push((at, false));
                    }
                    Tag::Li => items.push(Item::default()),
                    Tag::P => end_run(&mut items),
                    Tag::Img => start_run(&mut items),
                    _ if is_inline(tag) => {}
                    _ => {
                        if let Some(item) = items.last_mut() {
                            item.is_loose = true;
                        }
                    }
                }
                open.push(tag);
            }
            Event::Text(span) if !body.str(span).trim().is_empty() => start_run(&mut items),
            Event::Text(_) | Event::Attr(..) => {}
            Event::Close => match open.pop() {
                Some(Tag::Ul | Tag::Ol) => found.extend(lists.pop()),
                Some(Tag::Li) => {
                    if let (Some(item), Some(list)) = (items.pop(), lists.last_mut()) {
                        list.1 |= item.is_loose;
                    }
                }
                Some(Tag::P) => end_run(&mut items),
                _ => {}
            },
        }
    }
    found
}

#[derive(Default)]
struct Item {
    seen: Seen,
    is_loose: bool,
}

/// The last thing met in an item.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Seen {
    #[default]
    Nothing,
    Words,
    /// Words, and the end of their paragraph.
    Paragraph,
    List,
}

fn start_run(items: &mut [Item]) {
    if let Some(item) = items.last_mut() {
        item.is_loose |= matches!(item.seen, Seen::Paragraph | Seen::List);
        item.seen = Seen::Words;
    }
}

fn end_run(items: &mut [Item]) {
    if let Some(item) = items.last_mut()
        && item.seen == Seen::Words
    {
        item.seen = Seen::Paragraph;
    }
}

fn starts_elsewhere(body: &Body, at: usize) -> bool {
    super::attr(body, at, Attr::Start).is_some_and(|start| start.trim() != "1")
}

fn is_inline(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::A
            | Tag::Em
            | Tag::Strong
            | Tag::Code
            | Tag::Kbd
            | Tag::Samp
            | Tag::Var
            | Tag::Sub
            | Tag::Sup
            | Tag::Q
            | Tag::Cite
            | Tag::Time
            | Tag::Mark
            | Tag::Small
            | Tag::Del
            | Tag::Ins
            | Tag::Abbr
            | Tag::Br
    )
}
