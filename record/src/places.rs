//! Places named in a text, grounded on the map.
//!
//! Given a text; gives back [`Place`]s in text order: countries, regions, counties, towns, seas and
//! the adjectives made of them, each with coordinates. A name that several places share is settled
//! by what the article itself says: the region after the comma, the countries and regions named
//! elsewhere, the nearest other place, and size. Persons named like towns are left out.

mod find;
mod fold;
mod gazetteer;
mod ground;
mod table;

#[cfg(test)]
mod tests;

use std::ops::Range;

pub use fold::fold;
pub use gazetteer::BLOCK as GAZETTEER_BLOCK;

use crate::scan::Tokens;

/// A place named in the text and where on Earth it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    pub span: Range<usize>,
    pub kind: PlaceKind,
    /// Degrees north; a country or region stands at its middle.
    pub latitude: f32,
    /// Degrees east.
    pub longitude: f32,
    /// ISO 3166 code of the country; empty for seas and continents.
    pub country: String,
    /// First division, as GeoNames names it; `None` for countries and where GeoNames has none.
    pub region: Option<&'static str>,
    /// In percent: how far ahead of its namesakes the choice is.
    pub confidence: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlaceKind {
    Country,
    /// Continents, seas, mountains and regions that cross or ignore borders.
    Area,
    /// First division of a country.
    Region,
    /// Second division: county, district.
    District,
    City,
    /// `Russian`, `Texans`: the place is meant through its people or as an adjective.
    Adjective,
    /// A street, school or park the gazetteer does not hold, put at the town it is named with.
    Site,
}

/// The places of a text, in order; spans do not overlap.
pub fn read(text: &str) -> Vec<Place> {
    let tokens = Tokens::of(text);
    let mentions = find::mentions(&tokens);
    ground::ground(&tokens, mentions)
}

/// Grounds names already found by others: one answer per span, `None` where nothing is known.
/// Spans are byte ranges on character borders; others give `None`.
pub fn ground(text: &str, spans: &[Range<usize>]) -> Vec<Option<Place>> {
    let tokens = Tokens::of(text);
    let mut mentions: Vec<find::Mention> = spans
        .iter()
        .filter(|span| text.get(span.start..span.end).is_some())
        .map(|span| find::given(&tokens, span.clone()))
        .collect();
    mentions.sort_by_key(|mention| mention.span.start);
    let found = ground::ground(&tokens, mentions);
    spans.iter().map(|span| found.iter().find(|place| place.span == *span).cloned()).collect()
}
