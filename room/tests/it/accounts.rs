//! Doors and accounts, through the forms.

use axum::http::header::SET_COOKIE;

use crate::test_app::{Answer, TestApp, each};

/// The cookie that an answer sets, as a browser sends it back.
fn cookie(answer: &Answer) -> &'static str {
    let set = answer.headers.get(SET_COOKIE).expect("a cookie is set").to_str().expect("ASCII");
    for part in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=34560000"] {
        assert!(set.contains(part), "{part} is not in {set}");
    }
    let pair = set.split(';').next().expect("there is a first part");
    // A test's cookies live as long as it does.
    Box::leak(pair.to_owned().into_boxed_str())
}

async fn invitation(app: &TestApp) -> String {
    let page = app.submit("/admin/invitations", &[]).await;
    let link = page.is(200).body.split("/sign-up?ticket=").nth(1).expect("a link is shown");
    link[..43].to_owned()
}

#[test]
fn an_invited_reader_makes_an_account_and_stays_signed_in() {
    each(async |app: TestApp| {
        let nobody = app.as_nobody();
        nobody.open("/sign-up").await.is(403).says("invitation");
        app.open("/admin").await.is(403);
        app.promote().await;
        let ticket = invitation(&app).await;
        let new = |name: &'static str, password: &'static str| {
            vec![
                ("ticket", ticket.clone()),
                ("name", name.to_owned()),
                ("password", password.to_owned()),
            ]
        };
        let send = async |fields: Vec<(&str, String)>| {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
            nobody.submit("/sign-up", &fields).await
        };
        send(new("mira", "correct horse battery")).await.is(200).says("This name is taken");
        send(new("Ada Lovelace", "correct horse battery")).await.is(200).says("small letters");
        send(new("ada", "short")).await.is(200).says("at least ten");
        let answer = send(new("ada", "correct horse battery")).await;
        let ada = app.with_cookie(cookie(answer.is(303)));
        ada.open("/").await.is(200);
        ada.open("/account").await.is(200).says("ada");
        send(new("eve", "correct horse battery")).await.is(403).says("was used");

        ada.submit("/sign-out", &[]).await.is(303);
        ada.open("/").await.is(303);
        let sign_in = async |name, password| {
            nobody.submit("/sign-in", &[("name", name), ("password", password)]).await
        };
        sign_in("ada", "wrong password").await.is(200).says("no such name with this password");
        sign_in("nobody", "correct horse battery")
            .await
            .is(200)
            .says("no such name with this password");
        let answer = sign_in("ADA", "correct horse battery").await;
        app.with_cookie(cookie(answer.is(303))).open("/").await.is(200);
    });
}

#[test]
fn guessing_is_slowed_down() {
    each(async |app: TestApp| {
        let nobody = app.as_nobody();
        let guess = [("name", "mira"), ("password", "a wrong password")];
        for _ in 0..10 {
            nobody.submit("/sign-in", &guess).await.is(200);
        }
        let refused = nobody.submit("/sign-in", &guess).await;
        assert!(refused.is(429).headers.contains_key("retry-after"));
    });
}

#[test]
fn what_is_dangerous_asks_for_the_password_and_shows_secrets_once() {
    each(async |app: TestApp| {
        let made = app.submit("/account/tokens", &[("name", "Phone"), ("scopes", "read")]).await;
        made.is(200).says("shown only now").says("Phone");
        app.open("/account").await.says("Phone").lacks("shown only now");
        let other = app.as_other();
        other.submit("/account/tokens/1", &[("act", "revoke")]).await.is(404);
        app.submit("/account/tokens", &[("name", "x"), ("scopes", "everything")]).await.is(400);
        app.submit("/account/delete", &[("name", "somebody")]).await.is(200).says("not your name");
        app.submit("/account/delete", &[("name", "Mira")]).await.is(303);
        app.open("/").await.is(303);
        other.open("/").await.is(200);
    });
}

#[test]
fn links_that_are_not_good_are_refused() {
    each(async |app: TestApp| {
        let nobody = app.as_nobody();
        for path in ["/set-up", "/set-up?ticket=x", "/reset?ticket=x", "/sign-up?ticket=x"] {
            nobody.open(path).await.is(403);
        }
        nobody.open("/demo?ticket=x").await.is(404);
        nobody.submit("/verify", &[("ticket", "x")]).await.is(403);
        nobody
            .submit("/sign-in/code", &[("ticket", "x"), ("code", "123456")])
            .await
            .is(200)
            .says("too long");
        nobody.open("/forgot").await.is(200).says("sends no mail");
    });
}
