//! The pages of a source and of a measure, and what they give as files.

use crate::test_app::{TestApp, each};

#[test]
fn what_a_source_says() {
    store::testing::each(async |store| {
        let room = TestApp::with_demo(store).await;
        let page = room.open("/source?of=Petra+Lind").await;
        page.is(200).says("We count meters, and a meter either answers or it does not");
        page.says("The Harden Courier").says("/read/").says("#q");
        let found = room.open("/source?of=petra+lind&q=METERS&from=2026-11-01&to=2026-11-30").await;
        found.says("We count meters");
        room.open("/source?of=Petra+Lind&q=lighthouse").await.says("holds these words");
        room.open("/source?of=Petra+Lind&from=2027-01-01").await.says("holds these words");
        room.open("/source?of=Nobody+At+All").await.says("quotes this source");
        // Another reader's shelf holds none of it.
        room.as_other().open("/source?of=Petra+Lind").await.lacks("We count meters");
        let item = room.open("/read/9").await;
        item.says("href=\"/source?of=Petra+Lind\"")
            .says("href=\"/measure?of=homes+without+power\"");
    });
}

#[test]
fn a_measure_over_time() {
    store::testing::each(async |store| {
        let room = TestApp::with_demo(store).await;
        let page = room.open("/measure?of=homes+without+power").await;
        page.is(200).says("<svg viewBox").says("id=\"chart-table\"").says("19,000 homes");
        page.says("figures of").lacks("<script>");
        room.as_other().open("/measure?of=homes+without+power").await.lacks("<svg viewBox");
        let table = room.open("/measure?of=homes+without+power&as=csv").await;
        table.is(200).says("homes without power,home,").says("19000");
        room.open("/measure?of=homes+without+power&as=jsonld").await.says("\"Claim\"");
        room.open("/source?of=Petra+Lind&as=jsonld").await.says("\"Quotation\"");
        room.open("/source?of=Petra+Lind&as=annotations").await.says("TextQuoteSelector");
        room.open("/measure?of=homes+without+power&as=exe").await.is(400);
    });
}

#[test]
fn what_is_asked_for_is_shown_as_words() {
    each(async |room: TestApp| {
        let page = room.open("/source?of=%3Cscript%3E&q=%22%3E&from=x&to=%27").await;
        page.is(200).lacks("<script>e").lacks("<h1 dir=\"auto\"><script>");
        room.open("/measure?of=%3Cb%3E&after=1.2.3").await.is(200).lacks("<b>");
    });
}
