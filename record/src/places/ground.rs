//! Chooses among namesakes by what the article says around and elsewhere.

use std::collections::HashMap;

use super::find::Mention;
use super::gazetteer;
use super::table::Spot;
use super::{Place, PlaceKind};
use crate::scan::Tokens;

/// Weights of the choice, found by coarse search on GeoVirus and GeoWebNews; each is within half a
/// point of best for a factor of two either way.
mod weight {
    pub(super) const SIZE: f32 = 0.6;
    pub(super) const COUNTRY: f32 = 8.0;
    pub(super) const REGION: f32 = 6.0;
    pub(super) const INSIDE: f32 = 12.0;
    pub(super) const DIVISION: f32 = 4.0;
    pub(super) const NEAR: f32 = 2.5;
}

/// Anchors looked at for nearness: the article's most named places.
const ANCHORS: usize = 24;

/// What the article names, by country and by region.
#[derive(Default)]
struct Named {
    countries: HashMap<[u8; 2], f32>,
    regions: HashMap<u16, f32>,
    total: f32,
    anchors: Vec<(Spot, f32)>,
    /// By name: its reading and the weight that put into the counts.
    own: Vec<Option<(Spot, f32)>>,
}

pub(crate) fn ground(tokens: &Tokens<'_>, mentions: Vec<Mention>) -> Vec<Place> {
    // Each distinct name is settled once; a mention with its own "City, Region" settles itself.
    let mut names: HashMap<&str, usize> = HashMap::new();
    let mut firsts: Vec<usize> = Vec::new();
    let mut counts: Vec<f32> = Vec::new();
    let ids: Vec<usize> = mentions
        .iter()
        .enumerate()
        .map(|(at, mention)| {
            let id = *names.entry(&mention.key).or_insert_with(|| {
                firsts.push(at);
                counts.push(0.0);
                firsts.len() - 1
            });
            counts[id] += 1.0;
            id
        })
        .collect();
    let pairs = pairs(tokens, &mentions);
    let parts = parts(&mentions, &pairs);
    let mut chosen: Vec<Option<Spot>> = vec![None; firsts.len()];
    let mut own: Vec<Option<Spot>> = vec![None; mentions.len()];
    let mut named = Named::default();
    for round in 0..3 {
        own = mentions
            .iter()
            .enumerate()
            .map(|(at, mention)| {
                let pair = Pair {
                    wholes: pairs[at].as_deref(),
                    part: parts[at],
                    division: mention.division,
                    own: named.own.get(ids[at]).copied().flatten(),
                };
                (pair.wholes.is_some() || pair.part.is_some() || pair.division)
                    .then(|| best(&mention.spots, &named, &pair).map(|(spot, _)| spot))
                    .flatten()
            })
            .collect();
        let mut by_pair: HashMap<usize, Spot> = HashMap::new();
        for (at, spot) in own.iter().enumerate() {
            if let Some(spot) = spot {
                by_pair.entry(ids[at]).or_insert(*spot);
            }
        }
        for (id, &first) in firsts.iter().enumerate() {
            chosen[id] = by_pair.get(&id).copied().or_else(|| {
                let pair = Pair { own: named.own.get(id).copied().flatten(), ..Pair::default() };
                best(&mentions[first].spots, &named, &pair).map(|(spot, _)| spot)
            });
        }
        if round < 2 {
            named = count(&chosen, &counts, &mentions, &firsts);
        }
    }
    places(mentions, &ids, &chosen, &own, &named)
}

/// What stands right beside a name: the larger place after it, or the smaller one before it.
#[derive(Default)]
struct Pair<'a> {
    wholes: Option<&'a [Spot]>,
    part: Option<&'a Spot>,
    division: bool,
    /// What the name's last reading put into the counts.
    own: Option<(Spot, f32)>,
}

/// For each mention that closes a `City, Region`, the largest reading of the city that lies in it.
fn parts<'a>(mentions: &'a [Mention], pairs: &[Option<Vec<Spot>>]) -> Vec<Option<&'a Spot>> {
    (0..mentions.len())
        .map(|at| {
            let before = at.checked_sub(1)?;
            let wholes = pairs[before].as_ref()?;
            mentions[before].spots.iter().find(|part| {
                part.kind == PlaceKind::City && wholes.iter().any(|whole| contains(whole, part))
            })
        })
        .collect()
}

/// For each mention, the readings of a region or country said right after it: `Paris, Texas`.
fn pairs(tokens: &Tokens<'_>, mentions: &[Mention]) -> Vec<Option<Vec<Spot>>> {
    mentions
        .iter()
        .enumerate()
        .map(|(at, mention)| {
            let next = mentions.get(at + 1)?;
            let gap = mention.tokens.end..next.tokens.start;
            let comma = gap.len() == 1
                && (matches!(tokens.text(gap.start), "," | "(")
                    || matches!(tokens.text(gap.start), "in"));
            let in_the =
                gap.len() == 2 && tokens.is(gap.start, "in") && tokens.is(gap.start + 1, "the")
                    || gap.len() == 2
                        && tokens.text(gap.start) == ","
                        && tokens.is(gap.start + 1, "in");
            // In a list of countries, or of states, no one lies in the next.
            let listed = mention.spots.first().is_some_and(|s| s.known)
                && !next.spots.iter().any(|whole| {
                    mention.spots.iter().any(|part| part.known && contains(whole, part))
                });
            if listed {
                return None;
            }
            (comma || in_the).then(|| {
                next.spots.iter().filter(|s| s.kind != PlaceKind::City).copied().collect::<Vec<_>>()
            })
        })
        .map(|pair| pair.filter(|spots: &Vec<Spot>| !spots.is_empty()))
        .collect()
}

fn count(chosen: &[Option<Spot>], counts: &[f32], mentions: &[Mention], firsts: &[usize]) -> Named {
    let mut named = Named::default();
    for (id, spot) in chosen.iter().enumerate() {
        named.own.push(None);
        let Some(spot) = spot else { continue };
        // A name with many readings says less.
        let sure =
            if spot.known { 1.0 } else { 1.0 / (mentions[firsts[id]].spots.len() as f32).sqrt() };
        let weight = sure * counts[id].sqrt();
        named.own[id] = Some((*spot, weight));
        *named.countries.entry(spot.country).or_default() += weight;
        if let Some(region) = spot.region {
            *named.regions.entry(region).or_default() += weight;
        }
        named.total += weight;
        if spot.kind != PlaceKind::Country
            && spot.kind != PlaceKind::Adjective
            && spot.kind != PlaceKind::Area
        {
            named.anchors.push((*spot, weight));
        }
    }
    named.anchors.sort_by(|a, b| b.1.total_cmp(&a.1));
    named.anchors.truncate(ANCHORS);
    named
}

/// The best reading and its lead over the next.
fn best(spots: &[Spot], named: &Named, pair: &Pair<'_>) -> Option<(Spot, f32)> {
    let mut scored: Vec<(f32, &Spot)> =
        spots.iter().map(|spot| (score(spot, named, pair), spot)).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (first, spot) = scored.first()?;
    let lead = scored.get(1).map_or(20.0, |(second, _)| first - second);
    Some((**spot, lead))
}

fn score(spot: &Spot, named: &Named, pair: &Pair<'_>) -> f32 {
    let mut score = weight::SIZE * spot.size
        + match spot.kind {
            PlaceKind::Country => 6.0,
            PlaceKind::Adjective => 5.0,
            PlaceKind::Area => 4.0,
            PlaceKind::Region => {
                if spot.known {
                    1.5
                } else {
                    -0.6
                }
            }
            PlaceKind::District => -2.0,
            PlaceKind::City | PlaceKind::Site => 0.0,
        };
    // What this very reading put into the counts says nothing for it; shares are of the rest.
    if named.total > 0.0 {
        let mine = pair.own.map_or(
            0.0,
            |(own, weight)| {
                if own.country == spot.country { weight } else { 0.0 }
            },
        );
        let count = named.countries.get(&spot.country).copied().unwrap_or(0.0) - mine;
        score += weight::COUNTRY * (count.max(0.0) / (named.total + 1.0)).sqrt();
        if let Some(region) = spot.region {
            let mine = pair.own.map_or(
                0.0,
                |(own, weight)| {
                    if own.region == spot.region { weight } else { 0.0 }
                },
            );
            let count = (named.regions.get(&region).copied().unwrap_or(0.0) - mine).max(0.0);
            score += weight::REGION * (count / (named.total + 1.0)).sqrt();
        }
        let nearness: f32 = named
            .anchors
            .iter()
            .map(|(anchor, weight)| {
                let far = kilometres(spot, anchor);
                // The place itself is no witness.
                if far < 1.0 { 0.0 } else { weight.min(2.0) * (-far / 150.0).exp() }
            })
            .sum();
        score += weight::NEAR * nearness.min(3.0);
    }
    if pair.division && matches!(spot.kind, PlaceKind::Region | PlaceKind::District) {
        score += weight::DIVISION;
    }
    if pair.wholes.is_some_and(|wholes| wholes.iter().any(|whole| contains(whole, spot)))
        || pair.part.is_some_and(|part| spot.kind != PlaceKind::City && contains(spot, part))
    {
        score += weight::INSIDE;
    }
    score
}

fn contains(whole: &Spot, part: &Spot) -> bool {
    if whole.country != part.country || whole.country == *b"  " {
        return false;
    }
    match whole.kind {
        PlaceKind::Country | PlaceKind::Adjective => part.kind != PlaceKind::Country,
        PlaceKind::Region => whole.region == part.region && part.kind != PlaceKind::Region,
        PlaceKind::District | PlaceKind::Area | PlaceKind::Site => kilometres(whole, part) < 150.0,
        PlaceKind::City => false,
    }
}

/// Flat-map distance, good to a few percent over the few hundred kilometres that matter.
fn kilometres(a: &Spot, b: &Spot) -> f32 {
    let north = (a.latitude - b.latitude) * 111.2;
    let middle = ((a.latitude + b.latitude) / 2.0).to_radians();
    let mut east = (a.longitude - b.longitude).abs();
    if east > 180.0 {
        east = 360.0 - east;
    }
    north.hypot(east * 111.2 * middle.cos())
}

fn places(
    mentions: Vec<Mention>,
    ids: &[usize],
    chosen: &[Option<Spot>],
    own: &[Option<Spot>],
    named: &Named,
) -> Vec<Place> {
    let main = named.anchors.first().map(|(spot, _)| *spot);
    let mut last: Option<Spot> = None;
    let mut all = Vec::with_capacity(mentions.len());
    // Sites look one mention ahead ("Third Street in Hartford") and else at the last town named.
    let spots: Vec<Option<Spot>> =
        (0..mentions.len()).map(|at| own[at].or(chosen[ids[at]])).collect();
    for (at, mention) in mentions.into_iter().enumerate() {
        let known = spots[at];
        let spot = known.or_else(|| {
            let ahead = spots.get(at + 1).copied().flatten().filter(is_local);
            let site = ahead.or(last).or(main)?;
            Some(Spot { kind: PlaceKind::Site, ..site })
        });
        let Some(spot) = spot else { continue };
        if known.is_some() && is_local(&spot) {
            last = Some(spot);
        }
        let lead = if known.is_none() {
            0.0
        } else {
            best(&mention.spots, named, &Pair::default()).map_or(0.0, |(_, lead)| lead)
        };
        all.push(Place {
            span: mention.span,
            kind: spot.kind,
            latitude: spot.latitude,
            longitude: spot.longitude,
            country: String::from_utf8_lossy(&spot.country).trim().to_owned(),
            region: spot.region.and_then(gazetteer::region_name),
            confidence: confidence(lead, own[at].is_some(), known.is_some()),
        });
    }
    all
}

fn is_local(spot: &Spot) -> bool {
    matches!(spot.kind, PlaceKind::City | PlaceKind::District)
}

fn confidence(lead: f32, paired: bool, known: bool) -> u8 {
    if !known {
        return 40;
    }
    if paired {
        return 95;
    }
    (60.0 + lead.clamp(0.0, 8.0) * 4.0) as u8
}
