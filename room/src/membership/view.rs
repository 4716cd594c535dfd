//! What the pages of membership show.

use askama::Template;

use crate::layout::Layout;

/// All plans, for readers.
#[derive(Clone, Debug, Template)]
#[template(path = "membership/plans.html")]
pub struct PlansPage {
    pub layout: Layout,
    pub plans: Vec<PlanCard>,
    /// Why the reader has the plan they have; `None`: nobody is signed in.
    pub explanation: Option<String>,
    /// Whether payments can be looked after at Stripe.
    pub can_manage: bool,
}

/// One plan.
#[derive(Clone, Debug)]
pub struct PlanCard {
    pub slug: String,
    pub name: String,
    pub summary: String,
    pub is_mine: bool,
    pub has: Vec<String>,
    pub lacks: Vec<String>,
    /// Ids and words; empty where the reader cannot buy it now.
    pub prices: Vec<(String, String)>,
    /// Words of prices, for who cannot buy now.
    pub costs: Vec<String>,
    /// For how many days the reader may try it.
    pub trial_days: Option<u16>,
}

/// On to Stripe. A page, as browsers hold back a form that is answered by another site.
#[derive(Clone, Debug, Template)]
#[template(path = "membership/go.html")]
pub struct GoPage {
    pub layout: Layout,
    pub href: String,
}

/// Back from Stripe.
#[derive(Clone, Debug, Template)]
#[template(path = "membership/thanks.html")]
pub struct ThanksPage {
    pub layout: Layout,
    pub heading: &'static str,
    pub words: String,
    /// Where to look again; `None`: it is settled.
    pub again: Option<String>,
}

/// The reader's plan, on the account page.
#[derive(Clone, Debug)]
pub struct Section {
    pub explanation: String,
    pub grants: Vec<GrantLine>,
    /// "Saved articles", "12 of 50".
    pub uses: Vec<(&'static str, String)>,
    pub can_manage: bool,
}

/// A grant as its reader sees it.
#[derive(Clone, Debug)]
pub struct GrantLine {
    pub plan: String,
    pub why: String,
    pub when: String,
    pub is_active: bool,
}

/// An article beyond the meter.
#[derive(Clone, Debug, Template)]
#[template(path = "membership/wall.html")]
pub struct WallPage {
    pub layout: Layout,
    pub title: String,
    pub standfirst: Option<String>,
    pub outlet: Option<String>,
    pub url: String,
    pub words: String,
}

/// Plans, ledger and codes, for who looks after the room.
#[derive(Clone, Debug, Template)]
#[template(path = "membership/host.html")]
pub struct HostPage {
    pub layout: Layout,
    pub plans: Vec<HostPlan>,
    /// A code or an invitation just made, and what it is.
    pub made: Option<(&'static str, String)>,
    pub codes: Vec<CodeLine>,
    pub ledger: Vec<LedgerLine>,
    pub stripe: Option<StripeFacts>,
}

/// A plan as it is configured.
#[derive(Clone, Debug)]
pub struct HostPlan {
    pub slug: String,
    pub name: String,
    pub has: Vec<String>,
    pub costs: Vec<String>,
}

/// A gift code.
#[derive(Clone, Debug)]
pub struct CodeLine {
    pub id: i64,
    pub hint: String,
    pub plan: String,
    pub lasts: String,
    pub uses: String,
    pub state: String,
    pub is_good: bool,
    pub note: String,
}

/// A row of the ledger.
#[derive(Clone, Debug)]
pub struct LedgerLine {
    pub id: i64,
    pub reader: String,
    pub plan: String,
    pub why: String,
    pub when: String,
    pub written: String,
    /// Whether it can be taken back here.
    pub can_revoke: bool,
}

/// How things stand with Stripe.
#[derive(Clone, Debug)]
pub struct StripeFacts {
    pub is_live: bool,
    pub webhook: String,
    pub last_event: String,
    /// States and how many subscriptions are in each.
    pub subscriptions: Vec<(String, i64)>,
}
