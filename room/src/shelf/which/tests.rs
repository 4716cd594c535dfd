use store::shelf::Filter;
use store::{FeedId, FolderId};

use super::{Spot, Which};

#[test]
fn keys_and_addresses() {
    let check = |filter, spot: Spot, key: &str, href: &str| {
        let which = Which { filter, spot };
        assert_eq!((which.key().as_str(), which.href().as_str()), (key, href));
        assert_eq!(Which::of(key), Some(which));
    };
    check(Filter::Unread, Spot::Everywhere, "unread", "/");
    check(Filter::Archive, Spot::Everywhere, "archive", "/archive");
    check(Filter::Unread, Spot::Feed(FeedId(3)), "feed-3-unread", "/feed/3");
    check(Filter::All, Spot::Folder(FolderId(7)), "folder-7-all", "/folder/7?all=1");
    check(Filter::All, Spot::Tag("to-quote".to_owned()), "tag-to-quote-all", "/tag/to-quote");
    check(Filter::Unread, Spot::Tag("x".to_owned()), "tag-x-unread", "/tag/x?all=0");
}

#[test]
fn words_that_are_no_list() {
    for key in ["", "unseen", "feed-x-all", "feed-3", "feed", "-", "--", "folder-1-", "list-1-all"]
    {
        assert_eq!(Which::of(key), None, "{key}");
    }
}
