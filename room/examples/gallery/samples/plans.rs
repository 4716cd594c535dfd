use room::membership::view::{
    CodeLine, GrantLine, HostPage, HostPlan, LedgerLine, PlanCard, PlansPage, Section, StripeFacts,
    ThanksPage, WallPage,
};

use super::{inside, outside};

fn words(all: &[&str]) -> Vec<String> {
    all.iter().map(|one| (*one).to_owned()).collect()
}

pub(crate) fn plans() -> PlansPage {
    let card = |slug: &str, name: &str, summary: &str| PlanCard {
        slug: slug.to_owned(),
        name: name.to_owned(),
        summary: summary.to_owned(),
        is_mine: false,
        has: words(&["200 saved articles", "10 feeds", "Saving articles", "Following feeds"]),
        lacks: words(&["Comparing articles", "Reading with other apps"]),
        prices: Vec::new(),
        costs: Vec::new(),
        trial_days: None,
    };
    let all = words(&["Saving articles", "Following feeds", "Comparing articles"]);
    PlansPage {
        layout: inside("Plans", "/plans"),
        plans: vec![
            PlanCard { is_mine: true, ..card("reader", "Reader", "For everybody who reads here.") },
            PlanCard {
                has: all.clone(),
                lacks: Vec::new(),
                prices: vec![
                    ("price_1".to_owned(), "5 € a month".to_owned()),
                    ("price_2".to_owned(), "50 € a year".to_owned()),
                ],
                trial_days: Some(14),
                ..card("patron", "Patron", "Keeps the room going, and has all of it.")
            },
            PlanCard {
                has: all,
                costs: words(&["500 € for good"]),
                ..card("founder", "Founder", "With thanks.")
            },
        ],
        explanation: Some("Reader: what every reader has.".to_owned()),
        can_manage: true,
    }
}

pub(crate) fn section() -> Section {
    let grant = |why: &str, when: &str, is_active| GrantLine {
        plan: "Patron".to_owned(),
        why: why.to_owned(),
        when: when.to_owned(),
        is_active,
    };
    Section {
        explanation: "Patron until 3 March: a gift code (“for the harvest”); then Reader."
            .to_owned(),
        grants: vec![
            grant("a gift code (“for the harvest”)", "24 November to 3 March 2027", true),
            grant("a trial", "1 May to 15 May", false),
        ],
        uses: vec![("Saved articles", "184 of 200".to_owned()), ("Feeds", "10 of 10".to_owned())],
        can_manage: true,
    }
}

pub(crate) fn thanks() -> ThanksPage {
    ThanksPage {
        layout: inside("Your plan", "/plans"),
        heading: "Not confirmed yet",
        words: "The payment service has not confirmed the payment yet.".to_owned(),
        again: Some("/plans/thanks?session=cs_1".to_owned()),
    }
}

pub(crate) fn wall() -> WallPage {
    WallPage {
        layout: outside("Ferry stays in harbour"),
        title: "Ferry stays in harbour for nine days".to_owned(),
        standfirst: Some("Some 1,400 residents must rely on a launch.".to_owned()),
        outlet: Some("Harbour Post".to_owned()),
        url: "https://post.example/ferry".to_owned(),
        words: "Your plan has 20 articles to read a month, and you have opened them.".to_owned(),
    }
}

pub(crate) fn host() -> HostPage {
    let code = |id, state: &str, is_good| CodeLine {
        id,
        hint: "8F3KQ".to_owned(),
        plan: "Patron".to_owned(),
        lasts: "90 days".to_owned(),
        uses: "3 of 25".to_owned(),
        state: state.to_owned(),
        is_good,
        note: "for the harvest".to_owned(),
    };
    let row = |id, reader: &str, why: &str, can_revoke| LedgerLine {
        id,
        reader: reader.to_owned(),
        plan: "Patron".to_owned(),
        why: why.to_owned(),
        when: "24 November to 3 March 2027".to_owned(),
        written: "3 hours ago".to_owned(),
        can_revoke,
    };
    HostPage {
        layout: inside("Plans and gift codes", "/admin/membership"),
        plans: vec![HostPlan {
            slug: "patron".to_owned(),
            name: "Patron".to_owned(),
            has: words(&["Saving articles", "Following feeds"]),
            costs: words(&["5 € a month"]),
        }],
        made: Some(("This code is shown only now:", "8F3KQ-0A1BC-DEFGH-JKMNP".to_owned())),
        codes: vec![code(2, "until 23 January 2027", true), code(1, "used up", false)],
        ledger: vec![
            row(2, "jon", "a gift code: for the harvest", true),
            row(1, "mira", "paid through Stripe", false),
        ],
        stripe: Some(StripeFacts {
            is_live: false,
            webhook: "https://room.example/stripe/webhook".to_owned(),
            last_event: "2 minutes ago".to_owned(),
            subscriptions: vec![("active".to_owned(), 41), ("past_due".to_owned(), 2)],
        }),
    }
}
