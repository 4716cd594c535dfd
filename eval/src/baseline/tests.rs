use super::read;

#[test]
fn reads_text_and_title() {
    let check = |page: &str, title: &str, text: &str| {
        let found = read(page.as_bytes());
        assert_eq!((found.title.as_str(), found.text.as_str()), (title, text), "{page:?}");
    };
    check("", "", "");
    check("plain", "", "plain");
    check("<title>A &amp; B</title><p>x<b>y</b></p>", "A & B", "x\ny");
    check("<script>if (a<b) {}</script>x<STYLE>p{}</STYLE><!-- <p>no -->y", "", "xy");
    check("<scripture>x", "", "x"); // only the whole name
    check("<script>open", "", "");
    check("a < b", "", "a"); // no parser: a stray sign eats the rest
    check("<title>one</title><title>two</title>é", "one", "é");
    check("<é>x", "", "x");
}
