//! Stories: which articles tell of one event, decided as they arrive, once, and explained.
//!
//! An article is reduced to its [`Traits`]: the names, places, rare words and numbers it holds, the
//! headline's and opening's counted double. A [`Story`] is the sum of its articles' traits. [`Stories::candidates`] says
//! by which keys stories that may hold an article are found; [`decide`] weighs those candidates
//! and says which story it joins, or that it opens one, and why. [`Stories`] keeps all of it in
//! memory; a database can keep the same rows and ask the same functions.
//!
//! Nothing is clustered again. A reader's word ([`Word`]) outweighs the weighing, and is remembered
//! by whoever keeps the rows. Time is only ever a parameter.

mod decide;
mod keep;
mod traits;

#[cfg(test)]
mod tests;

pub use decide::{
    Candidate, Decision, MEASURES, Measures, Row, SHELF_WEIGHTS, WEIGHTS, Why, alike, decide,
    measure,
};
pub use keep::{JOINS_STORIES, PER_KEY, Stories, WEIGHED, Word};
pub use traits::{Frequencies, Key, KeyKind, Story, Traits};

/// Articles that one story takes in without being looked at more closely. Larger ones only take
/// what ties to them much more surely: templates (weather, markets, one page a day) grow without
/// end where real events do not. Set, not measured: ECB+'s largest story has 22 articles.
pub const LARGE: usize = 200;

/// Articles no story passes.
pub const LARGEST: usize = 2_000;

/// Days after its last article at which a story has faded: what comes later opens a new one.
pub const FADES_AFTER_DAYS: i32 = 21;
