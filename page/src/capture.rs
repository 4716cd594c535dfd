//! One fetched page, as `wire` or a file hands it over.

use url::Url;

/// The bytes of a page with what was learnt while fetching them.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Capture {
    /// The body as it arrived, content codings undone, character encoding not.
    pub bytes: Vec<u8>,
    /// The URL after the last redirect; `None` for a file or pasted page of unknown origin.
    pub url: Option<Url>,
    /// Response headers in arrival order, names in any case; empty for a file.
    pub headers: Vec<(String, String)>,
}

impl Capture {
    /// The first header of that name, whatever its case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(have, _)| have.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}
