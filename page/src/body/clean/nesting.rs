//! Which element of a body may stand in which.

use crate::body::{Event, Tag};

/// True for elements that hold words and inline elements only.
pub(super) fn is_raw(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::H1
            | Tag::H2
            | Tag::H3
            | Tag::H4
            | Tag::H5
            | Tag::H6
            | Tag::Pre
            | Tag::Dt
            | Tag::Caption
            | Tag::Figcaption
    )
}

/// Parts of lists and tables stand in these only.
pub(super) fn may_stand(tag: Tag, outside: Option<Tag>) -> bool {
    match tag {
        Tag::Li => matches!(outside, Some(Tag::Ul | Tag::Ol)),
        Tag::Dt | Tag::Dd => outside == Some(Tag::Dl),
        Tag::Caption | Tag::Thead | Tag::Tbody | Tag::Tfoot => outside == Some(Tag::Table),
        Tag::Tr => matches!(outside, Some(Tag::Table | Tag::Thead | Tag::Tbody | Tag::Tfoot)),
        Tag::Td | Tag::Th => outside == Some(Tag::Tr),
        Tag::Figcaption => outside == Some(Tag::Figure),
        _ => true,
    }
}

/// What has to stand between an element and the one it is to be written into.
pub(super) fn between(outside: Option<Tag>, tag: Tag) -> &'static [Tag] {
    match outside {
        Some(Tag::Ul | Tag::Ol) if tag != Tag::Li => &[Tag::Li],
        Some(Tag::Dl) if !matches!(tag, Tag::Dt | Tag::Dd) => &[Tag::Dd],
        Some(Tag::Table)
            if !matches!(tag, Tag::Caption | Tag::Thead | Tag::Tbody | Tag::Tfoot | Tag::Tr) =>
        {
            &[Tag::Tr, Tag::Td]
        }
        Some(Tag::Thead | Tag::Tbody | Tag::Tfoot) if tag != Tag::Tr => &[Tag::Tr, Tag::Td],
        Some(Tag::Tr) if !matches!(tag, Tag::Td | Tag::Th) => &[Tag::Td],
        _ => &[],
    }
}

/// Every element opened is closed, attributes follow the opening.
pub(super) fn is_balanced(events: &[Event]) -> bool {
    let mut depth = 0usize;
    let mut may_have = false;
    for event in events {
        match event {
            Event::Open(_) => depth += 1,
            Event::Attr(..) if !may_have => return false,
            Event::Attr(..) | Event::Text(_) => {}
            Event::Close if depth == 0 => return false,
            Event::Close => depth -= 1,
        }
        may_have = matches!(event, Event::Open(_) | Event::Attr(..));
    }
    depth == 0
}
