//! Accounts, sessions, tokens, tickets and second factors.

use jiff::{SignedDuration, Timestamp};
use store::accounts::{NewReader, NewSession, Role, Ticket, TicketKind};
use store::{Error, Store};

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

fn now() -> Timestamp {
    "2026-03-04T05:06:07Z".parse().expect("an instant")
}

fn new(name: &str) -> NewReader<'_> {
    NewReader {
        name,
        display_name: "Ada",
        email: None,
        password_hash: Some("$argon2id$v=19$x"),
        role: Role::Reader,
    }
}

#[test]
fn names_are_unique_in_any_case() {
    store::testing::each(async |store: Store| {
        let id = store.add_reader(new("Ada"), now()).await.expect("the first is taken in");
        for name in ["ada", "ADA"] {
            let again = store.add_reader(new(name), now()).await;
            assert!(matches!(again, Err(Error::Taken("name"))), "{name}: {again:?}");
        }
        let reader = store.reader_by_name("aDa").await.expect("it is there");
        assert_eq!((reader.id, reader.name.as_str(), reader.role), (id, "ada", Role::Reader));
        assert!(reader.has_password && !reader.has_totp && !reader.is_email_verified);
        assert_eq!(store.reader_count().await.ok(), Some(1));
    });
}

#[test]
fn a_session_signs_in_until_it_is_over_or_ended() {
    store::testing::each(async |store: Store| {
        let id = store.add_reader(new("ada"), now()).await.expect("taken in");
        let other = store.add_reader(new("ben"), now()).await.expect("taken in");
        for (token, reader) in [([1; 32], id), ([2; 32], id), ([3; 32], other)] {
            let expires_at = now() + 30 * MINUTE;
            let session =
                NewSession { token_hash: token, reader_id: reader, agent: "x", expires_at };
            store.add_session(session, now()).await.expect("kept");
        }
        let whom = async |token: u8, minutes: i64| {
            let at = now() + SignedDuration::from_mins(minutes);
            store.signed_in([token; 32], at).await.expect("an answer").map(|s| s.reader_id)
        };
        assert_eq!(whom(1, 0).await, Some(id));
        assert_eq!(whom(1, 29).await, Some(id));
        assert_eq!(whom(1, 30).await, None, "over");
        assert_eq!(whom(9, 0).await, None, "unknown");
        let seen = store.sessions(id, now()).await.expect("a list");
        assert_eq!(seen[0].seen_at, now() + 29 * MINUTE, "use is noted");

        store.end_session(other, [1; 32]).await.expect("no error");
        assert_eq!(whom(1, 0).await, Some(id), "another reader cannot end it");
        store.set_password(id, "$new", Some([2; 32])).await.expect("set");
        assert_eq!(
            (whom(1, 0).await, whom(2, 0).await),
            (None, Some(id)),
            "a new password ends others"
        );
        assert_eq!(whom(3, 0).await, Some(other), "other readers stay signed in");
    });
}

#[test]
fn a_token_is_a_bearer_until_it_is_over_or_removed() {
    store::testing::each(async |store: Store| {
        let id = store.add_reader(new("ada"), now()).await.expect("taken in");
        let other = store.add_reader(new("ben"), now()).await.expect("taken in");
        let until = Some(now() + MINUTE);
        let token = store.add_token(id, "phone", "read write", [7; 32], until, now()).await;
        let token = token.expect("kept");
        let bearer = store.bearer([7; 32], now()).await.expect("an answer").expect("good");
        assert_eq!((bearer.reader_id, bearer.scopes.as_str()), (id, "read write"));
        assert_eq!(store.bearer([7; 32], now() + MINUTE).await.expect("an answer"), None);
        assert_eq!(store.tokens(id).await.expect("a list")[0].used_at, Some(now()));
        assert!(matches!(store.delete_token(other, token).await, Err(Error::NotFound)));
        store.delete_token(id, token).await.expect("removed");
        assert_eq!(store.bearer([7; 32], now()).await.expect("an answer"), None);
    });
}

#[test]
fn a_ticket_works_once_and_for_what_it_is_for() {
    let ticket = |kind| Ticket { kind, reader_id: None, payload: None, expires_at: now() + MINUTE };
    store::testing::each(async |store: Store| {
        store.add_ticket([1; 32], ticket(TicketKind::SetUp), now()).await.expect("kept");
        store.add_ticket([2; 32], ticket(TicketKind::SetUp), now()).await.expect("kept");
        let gone = store.add_reader_with_ticket([1; 32], new("ada"), now()).await;
        assert!(matches!(gone, Err(Error::NotFound)), "a new set-up link replaces the old one");
        let late = store.add_reader_with_ticket([2; 32], new("ada"), now() + MINUTE).await;
        assert!(matches!(late, Err(Error::NotFound)));
        let id = store.add_reader_with_ticket([2; 32], new("ada"), now()).await.expect("good");
        assert_eq!(store.reader(id).await.expect("there").role, Role::Admin);
        let again = store.add_reader_with_ticket([2; 32], new("eve"), now()).await;
        assert!(matches!(again, Err(Error::NotFound)), "once");

        let reset = Ticket { reader_id: Some(id), ..ticket(TicketKind::Reset) };
        store.add_ticket([3; 32], reset, now()).await.expect("kept");
        let wrong = store.add_reader_with_ticket([3; 32], new("eve"), now()).await;
        assert!(matches!(wrong, Err(Error::NotFound)), "a reset makes no account");
        assert_eq!(store.reset_password([3; 32], "$new", now()).await.ok(), Some(id));
        let hash = store.credentials("ADA").await.expect("an answer").expect("there");
        assert_eq!(hash.password_hash.as_deref(), Some("$new"));
    });
}

#[test]
fn of_many_who_redeem_one_invitation_one_gets_it() {
    store::testing::each(async |store: Store| {
        let expires_at = now() + MINUTE;
        let kind = TicketKind::Invitation;
        let ticket = Ticket { kind, reader_id: None, payload: None, expires_at };
        store.add_ticket([1; 32], ticket, now()).await.expect("kept");
        let tries: Vec<_> = (0..50)
            .map(|number| {
                let store = store.clone();
                tokio::spawn(async move {
                    let name = format!("reader{number}");
                    store.add_reader_with_ticket([1; 32], new(&name), now()).await.is_ok()
                })
            })
            .collect();
        let mut count = 0;
        for tried in tries {
            count += usize::from(tried.await.expect("no panic"));
        }
        assert_eq!((count, store.reader_count().await.ok()), (1, Some(1)));
    });
}

#[test]
fn an_address_is_verified_only_by_the_ticket_for_it() {
    store::testing::each(async |store: Store| {
        let id = store.add_reader(new("ada"), now()).await.expect("taken in");
        store.set_email(id, Some("Ada@Example.org")).await.expect("set");
        let nobody = store.credentials("ada@example.org").await.expect("an answer");
        assert_eq!(
            nobody.map(|c| c.reader_id),
            None,
            "an address that is not verified signs nobody in"
        );
        let kind = TicketKind::Verification;
        let payload = Some("ada@example.org".to_owned());
        let ticket = Ticket { kind, reader_id: Some(id), payload, expires_at: now() + MINUTE };
        store.add_ticket([1; 32], ticket.clone(), now()).await.expect("kept");
        store.set_email(id, Some("other@example.org")).await.expect("set");
        assert!(matches!(store.verify_email([1; 32], now()).await, Err(Error::NotFound)));
        store.set_email(id, Some("ada@example.org")).await.expect("set");
        store.add_ticket([2; 32], ticket, now()).await.expect("kept");
        store.verify_email([2; 32], now()).await.expect("verified");
        let found = store.credentials("ADA@example.org ").await.expect("an answer");
        assert_eq!(found.map(|c| c.reader_id), Some(id));
    });
}

#[test]
fn codes_of_second_factors_work_once() {
    store::testing::each(async |store: Store| {
        let id = store.add_reader(new("ada"), now()).await.expect("taken in");
        store.set_totp(id, Some(b"secret"), &[[1; 32], [2; 32]]).await.expect("on");
        let steps = [(100, true), (100, false), (99, false), (101, true)];
        for (step, is_good) in steps {
            assert_eq!(store.use_totp_step(id, step).await.ok(), Some(is_good), "step {step}");
        }
        let codes = [(1, true), (1, false), (3, false), (2, true)];
        for (code, is_good) in codes {
            let used = store.use_recovery_code(id, [code; 32], now()).await;
            assert_eq!(used.ok(), Some(is_good), "code {code}");
        }
        assert_eq!(store.recovery_code_count(id).await.ok(), Some(0));
        store.set_totp(id, None, &[]).await.expect("off");
        assert!(!store.reader(id).await.expect("there").has_totp);
    });
}

#[test]
fn the_last_admin_stays() {
    store::testing::each(async |store: Store| {
        let admin = NewReader { role: Role::Admin, ..new("ada") };
        let ada = store.add_reader(admin, now()).await.expect("taken in");
        let ben = store.add_reader(new("ben"), now()).await.expect("taken in");
        assert!(matches!(store.delete_reader(ada).await, Err(Error::Refused(_))));
        store.set_role(ben, Role::Admin).await.expect("set");
        store.delete_reader(ada).await.expect("removed");
        assert!(matches!(store.reader(ada).await, Err(Error::NotFound)));
        assert!(matches!(store.delete_reader(ada).await, Err(Error::NotFound)));
    });
}

#[test]
fn accounts_elsewhere_are_tied_to_one_reader_each() {
    store::testing::each(async |store: Store| {
        let ada = store.add_reader(new("ada"), now()).await.expect("taken in");
        let (issuer, other) = ("https://id.example", "https://other.example");
        store.add_identity(ada, issuer, "1", now()).await.expect("tied");
        let again = store.add_identity(ada, issuer, "1", now()).await;
        assert!(matches!(again, Err(Error::Taken("account"))), "{again:?}");
        let ben = NewReader { password_hash: None, ..new("ben") };
        let taken = store.add_reader_with_identity(ben, issuer, "1", now()).await;
        assert!(matches!(taken, Err(Error::Taken("account"))), "{taken:?}");
        assert_eq!(store.reader_count().await.ok(), Some(1), "nothing is left of the try");
        let ben = store.add_reader_with_identity(ben, other, "1", now()).await.expect("taken in");
        for (issuer, subject, expect) in
            [(issuer, "1", Some(ada)), (other, "1", Some(ben)), (issuer, "2", None)]
        {
            let found = store.reader_by_identity(issuer, subject).await.expect("an answer");
            assert_eq!(found, expect, "{issuer} {subject}");
        }
        let issuers = async |reader| {
            let all = store.identities(reader).await.expect("a list");
            all.into_iter().map(|one| one.issuer).collect::<Vec<_>>()
        };
        assert_eq!(issuers(ada).await, [issuer]);
        let not_his = store.remove_identity(ben, issuer).await;
        assert!(matches!(not_his, Err(Error::NotFound)), "{not_his:?}");
        store.remove_identity(ada, issuer).await.expect("untied");
        assert!(issuers(ada).await.is_empty());
    });
}
