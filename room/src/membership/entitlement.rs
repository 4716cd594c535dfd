//! What a reader may do now, and why: a pure function of the plans, what the ledger holds, and the time.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp, ZonedDateTime};
use store::membership::{Grant, Source};

use super::plan::{Limits, Plan, Right};
use crate::layout::When;

#[cfg(test)]
mod tests;

/// A grant that goes on by itself lasts so much longer than it says: Stripe takes about an hour to charge, and its
/// news may be late.
const SLACK: SignedDuration = SignedDuration::from_hours(24);

/// What a reader has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entitlement {
    /// The highest plan that holds.
    pub plan_name: String,
    pub(crate) plan_slug: String,
    pub rights: BTreeSet<Right>,
    pub limits: Limits,
    /// When a grant begins or ends next.
    pub changes_at: Option<Timestamp>,
}

impl Entitlement {
    /// Where there are no plans.
    pub(crate) fn everything() -> Self {
        Self {
            plan_name: String::new(),
            plan_slug: String::new(),
            rights: Right::ALL.into(),
            limits: Limits::default(),
            changes_at: None,
        }
    }
}

/// What `grants` give at `now`: the first plan, and what is granted besides; of rights all, of limits the largest.
pub fn entitle(plans: &[Plan], grants: &[Grant], now: Timestamp) -> Entitlement {
    let Some(first) = plans.first() else { return Entitlement::everything() };
    let mut rights = first.rights.clone();
    let mut limits = first.limits();
    let mut highest = 0;
    for (rank, grant) in known(plans, grants) {
        if is_active(grant, now) {
            rights.extend(&plans[rank].rights);
            limits = limits.or(plans[rank].limits());
            highest = highest.max(rank);
        }
    }
    let edges = known(plans, grants)
        .filter(|(_, grant)| end(grant).is_none_or(|end| end > grant.given.from))
        .flat_map(|(_, grant)| [Some(grant.given.from), end(grant)]);
    Entitlement {
        plan_name: plans[highest].name.clone(),
        plan_slug: plans[highest].slug.clone(),
        rights,
        limits,
        changes_at: edges.flatten().filter(|edge| *edge > now).min(),
    }
}

/// Grants of plans that are still offered, with the plan's rank.
fn known<'g>(plans: &[Plan], grants: &'g [Grant]) -> impl Iterator<Item = (usize, &'g Grant)> {
    grants.iter().filter_map(|grant| {
        let rank = plans.iter().position(|plan| plan.slug == grant.given.plan)?;
        Some((rank, grant))
    })
}

/// When a grant is over; `None`: never.
pub(super) fn end(grant: &Grant) -> Option<Timestamp> {
    let until = grant.given.until?;
    let is_none = until <= grant.given.from;
    if grant.given.renews && !is_none {
        return until.checked_add(SLACK).ok();
    }
    Some(until)
}

/// Whether a grant holds.
pub(crate) fn is_active(grant: &Grant, now: Timestamp) -> bool {
    grant.given.from <= now && end(grant).is_none_or(|end| end > now)
}

/// "Patron until 3 March: a gift code; then Reader."
pub fn explain(plans: &[Plan], grants: &[Grant], now: &ZonedDateTime) -> String {
    let at = now.timestamp();
    let held = entitle(plans, grants, at);
    let by: Vec<&Grant> = known(plans, grants)
        .filter(|(_, grant)| grant.given.plan == held.plan_slug && is_active(grant, at))
        .map(|(_, grant)| grant)
        .collect();
    let name = &held.plan_name;
    let Some(last) = by.iter().max_by_key(|grant| end(grant).unwrap_or(Timestamp::MAX)) else {
        return format!("{name}: what every reader has.");
    };
    let why = reason(last);
    let Some(until) = stays_until(plans, grants, &held.plan_slug, at) else {
        return format!("{name}: {why}.");
    };
    if last.given.renews {
        return match last.given.until.filter(|due| *due > at) {
            Some(due) => format!("{name}: {why}, renewed on {}.", When::instant(due, now).words),
            None => format!("{name}: {why}, its renewal is under way."),
        };
    }
    let then = entitle(plans, grants, until).plan_name;
    format!("{name} until {}: {why}; then {then}.", When::instant(until, now).words)
}

/// How long a plan is held without a break; `None`: without end.
fn stays_until(plans: &[Plan], grants: &[Grant], slug: &str, now: Timestamp) -> Option<Timestamp> {
    let mut at = now;
    // Each step ends at another grant's end.
    for _ in 0..=grants.len() {
        let of_plan = |grant: &&Grant| grant.given.plan == slug && is_active(grant, at);
        let mut ends = grants.iter().filter(of_plan).map(end);
        let furthest = ends.try_fold(at, |furthest, end| Some(furthest.max(end?)))?;
        if furthest == at || entitle(plans, grants, furthest).plan_slug != slug {
            return Some(furthest);
        }
        at = furthest;
    }
    Some(at)
}

/// Why a grant is there: "a gift code (“for the harvest”)".
pub(crate) fn reason(grant: &Grant) -> String {
    let why = source_words(grant.given.source);
    match grant.given.note.as_str() {
        "" => why.to_owned(),
        note => format!("{why} (“{note}”)"),
    }
}

pub(crate) fn source_words(source: Source) -> &'static str {
    match source {
        Source::Manual => "given by an admin of this room",
        Source::Invite => "it came with the invitation",
        Source::Gift => "a gift code",
        Source::Trial => "a trial",
        Source::Stripe => "paid through Stripe",
    }
}
