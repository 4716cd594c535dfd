use super::replaced;

const BEGIN: &str = "<!-- bench page: begin -->";
const END: &str = "<!-- bench page: end -->";

#[test]
fn tables_go_between_the_markers() {
    let check = |document: &str, expect: Option<String>| {
        assert_eq!(replaced(document, "page", "new\n"), expect, "{document}");
    };
    let expect = format!("a\n{BEGIN}\nnew\n{END}\nb");
    check(&format!("a\n{BEGIN}\nold\n{END}\nb"), Some(expect.clone()));
    check(&expect, Some(expect.clone()));
    check(&format!("a {BEGIN}{END}"), Some(format!("a {BEGIN}\nnew\n{END}")));
    check("a", None);
    check(BEGIN, None);
    check(&format!("{END}{BEGIN}"), None);
    check("<!-- bench read: begin --><!-- bench read: end -->", None);
}
