//! The addresses that clients make up, brought to the one each route has: they join paths naively, leave
//! `.json` out or not, and keep the prefix of the server they knew.

use axum::extract::Request;
use axum::http::Uri;
use axum::http::header::USER_AGENT;

#[cfg(test)]
mod tests;

/// Where wallabag's apps may find the room besides its root.
const WALLABAG: &str = "/wb";
/// Prefixes under which Google Reader's protocol is found besides the root.
const GREADER: [&str; 2] = ["/api/greader.php", "/greader"];
/// The same for Fever's.
const FEVER: [&str; 3] = ["/api/fever.php", "/fever.php", "/fever"];
/// The page that stands for wallabag's front page.
const FRONT: &str = "/wallabag";

/// What a client gave before the address proper: pages lead on under it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Base(pub(crate) &'static str);

/// Rewrites the address of a request, where it is one of an API.
pub(crate) async fn canonical(mut request: Request) -> Request {
    let path = request.uri().path();
    // The set-up of wallabag's Android app looks at the front page, and says no more of itself.
    let agent = request.headers().get(USER_AGENT).and_then(|agent| agent.to_str().ok());
    if path == "/" && agent.is_some_and(|agent| agent.starts_with("okhttp/")) {
        set(&mut request, FRONT);
        request.extensions_mut().insert(Base(""));
        return request;
    }
    if let Some((base, path)) = way(path) {
        set(&mut request, &path);
        request.extensions_mut().insert(Base(base));
    }
    request
}

fn set(request: &mut Request, path: &str) {
    let query = request.uri().query().map_or(String::new(), |query| format!("?{query}"));
    if let Ok(uri) = format!("{path}{query}").parse::<Uri>() {
        *request.uri_mut() = uri;
    }
}

/// Prefix and route of a path that belongs to an API; `None` for all others.
fn way(path: &str) -> Option<(&'static str, String)> {
    let path = single_slashes(path);
    for prefix in GREADER {
        if let Some(rest) = below(&path, prefix) {
            let known = ["/reader/", "/accounts/", "/check/"];
            let is_known = known.iter().any(|start| rest.starts_with(start));
            let rest = if is_known { rest } else { "/check/compatibility" };
            return Some((prefix, rest.to_owned()));
        }
    }
    if FEVER.iter().any(|prefix| below(&path, prefix).is_some_and(|rest| rest.len() <= 1)) {
        return Some(("", "/fever".to_owned()));
    }
    if let Some(rest) = below(&path, WALLABAG) {
        return Some((WALLABAG, wallabag(rest).unwrap_or_else(|| rest.to_owned())));
    }
    if path.starts_with("/api/v1/") {
        return None;
    }
    if let Some(rest) = wallabag(&path).filter(|rest| rest != FRONT) {
        return Some(("", rest));
    }
    if below(&path, "/opds").is_some() {
        return Some(("", path.strip_suffix('/').unwrap_or(&path).to_owned()));
    }
    let is_reader = ["/reader/", "/accounts/"].iter().any(|start| path.starts_with(start));
    is_reader.then_some(("", path))
}

/// What follows a prefix, if that is a whole part of the path.
fn below<'p>(path: &'p str, prefix: &str) -> Option<&'p str> {
    let rest = path.strip_prefix(prefix)?;
    (rest.is_empty() || rest.starts_with('/')).then_some(rest)
}

fn wallabag(path: &str) -> Option<String> {
    let path = if path.len() > 1 { path.strip_suffix('/').unwrap_or(path) } else { path };
    match path {
        "" | "/" => return Some(FRONT.to_owned()),
        "/login_check" | "/logout" | "/login" => return Some(path.to_owned()),
        _ => {}
    }
    if path.starts_with("/oauth/") || path == "/developer" || path.starts_with("/developer/") {
        return Some(path.to_owned());
    }
    let is_file = path.starts_with("/api/entries/") && path.contains("/export.");
    path.starts_with("/api/").then(|| match path.strip_suffix(".json") {
        Some(plain) if !is_file => plain.to_owned(),
        _ => path.to_owned(),
    })
}

/// Slashes that follow each other as one, but for those in a stream's name, which may be an address.
fn single_slashes(path: &str) -> String {
    let start = ["/stream/contents/", "/reader/atom/"];
    let end = start.iter().find_map(|start| path.find(start).map(|at| at + start.len()));
    let (head, tail) = path.split_at(end.unwrap_or(path.len()));
    let mut out = String::with_capacity(path.len());
    for character in head.chars() {
        if character != '/' || !out.ends_with('/') {
            out.push(character);
        }
    }
    out.push_str(tail);
    out
}
