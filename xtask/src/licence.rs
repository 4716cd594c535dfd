//! SPDX licence expressions held against the licences we take.

/// Permissive licences that a self-hosted binary under MIT or Apache-2.0 can carry.
const TAKEN: [&str; 14] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0", // webpki-roots: Mozilla's certificate list is data
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Whether the expression can be met by licences we take alone. `OR` binds loosest, then `AND`, then `WITH`; an old
/// slash means `OR`.
pub(crate) fn is_taken(expression: &str) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let tokens: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = tokens.as_slice();
    any(&mut rest) == Some(true) && rest.is_empty()
}

/// `None` where the expression is malformed.
fn any(rest: &mut &[&str]) -> Option<bool> {
    let mut is_taken = all(rest)?;
    while take(rest, "OR") {
        is_taken |= all(rest)?;
    }
    Some(is_taken)
}

fn all(rest: &mut &[&str]) -> Option<bool> {
    let mut is_taken = one(rest)?;
    while take(rest, "AND") {
        is_taken &= one(rest)?;
    }
    Some(is_taken)
}

fn one(rest: &mut &[&str]) -> Option<bool> {
    if take(rest, "(") {
        let is_taken = any(rest)?;
        return take(rest, ")").then_some(is_taken);
    }
    let (&name, after) = rest.split_first()?;
    *rest = after;
    if take(rest, "WITH") {
        let (exception, after) = rest.split_first()?;
        *rest = after;
        return Some(TAKEN.contains(&format!("{name} WITH {exception}").as_str()));
    }
    Some(TAKEN.contains(&name))
}

fn take(rest: &mut &[&str], token: &str) -> bool {
    let is_next = rest.first() == Some(&token);
    if is_next {
        *rest = &rest[1..];
    }
    is_next
}

#[cfg(test)]
mod tests;
