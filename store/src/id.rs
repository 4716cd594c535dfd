//! The names of rows.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<$name> for crate::database::Param<'_> {
            fn from(id: $name) -> Self {
                Self::Int(id.0)
            }
        }
    )*};
}

ids! {
    /// A person with an account.
    ReaderId
    /// An extracted page, shared by all who keep it.
    ArticleId
    /// One article on one reader's shelf; in order of arrival.
    ShelfId
    FeedId
    SubscriptionId
    FolderId
    TagId
    MarkId
    RuleId
    /// A saved search.
    SearchId
    /// A question about claims that is kept.
    WatchId
    /// An address that is told of what happens.
    WebhookId
    /// Somebody who is quoted.
    SourceId
    /// Articles about one event, as one reader has them.
    StoryId
    JobId
    /// A file that is taken in.
    ImportId
    /// A row of the ledger of membership.
    GrantId
    /// A gift code.
    CodeId
    /// An app password or API token.
    TokenId
    /// A client as wallabag's apps name themselves by.
    ClientId
    /// A conversation about one thing.
    ThreadId
    CommentId
    NoticeId
    ReportId
    /// Who wrote without an account.
    GuestId
}
