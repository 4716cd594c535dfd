//! What an app password may do. "read" and "write" stand for everything of their kind; else a part of the room and
//! a kind, such as "marks:read", or "marks:*" for both.

/// Parts of the room, and what they are in the words of the account page.
pub(crate) const SCOPES: [(&str, &str); 5] = [
    ("articles", "articles, tags and feeds"),
    ("marks", "marks"),
    ("claims", "stories, figures and watches"),
    ("talk", "the conversation, notices and follows"),
    ("webhooks", "webhooks"),
];

/// Whether scopes allow what is needed ("marks:write"); what needs nothing is allowed to every app password.
pub(super) fn allows(scopes: &str, needed: &str) -> bool {
    let Some((part, kind)) = needed.split_once(':') else { return true };
    scopes.split(' ').any(|scope| match scope.split_once(':') {
        Some((given, of)) => given == part && (of == kind || of == "*"),
        None => scope == kind,
    })
}

#[cfg(test)]
mod tests {
    use super::allows;

    #[test]
    fn scopes_allow_what_they_name_and_nothing_else() {
        for (scopes, needed, expected) in [
            ("read write", "marks:write", true),
            ("read write password", "talk:write", true),
            ("read", "marks:read", true),
            ("read", "marks:write", false),
            ("marks:*", "marks:write", true),
            ("marks:*", "articles:read", false),
            ("articles:read marks:write", "marks:write", true),
            ("articles:read marks:write", "marks:read", false),
            ("articles:read", "articles:write", false),
            ("marks", "marks:read", false),
            ("fever", "articles:read", false),
            ("", "articles:read", false),
            ("marks:read", "", true),
        ] {
            assert_eq!(allows(scopes, needed), expected, "{scopes:?} {needed:?}");
        }
    }
}
