use super::is_taken;

#[test]
fn expressions() {
    let check = |expression, expect| assert_eq!(is_taken(expression), expect, "{expression:?}");
    check("MIT", true);
    check("MIT/Apache-2.0", true);
    check("GPL-3.0 OR MIT", true);
    check("GPL-3.0", false);
    check("MIT AND GPL-3.0", false);
    check("(MIT OR Apache-2.0) AND Unicode-3.0", true);
    check("Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT", true);
    check("GPL-2.0 WITH Classpath-exception-2.0", false);
    check("MIT OR GPL-3.0 AND AGPL-3.0", true); // AND binds tighter
    check("(MIT OR GPL-3.0) AND AGPL-3.0", false);
    check("", false);
    check("MIT OR", false);
    check("(MIT", false);
    check("MIT)", false);
}
