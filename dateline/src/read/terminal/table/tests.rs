use super::*;

#[track_caller]
fn check(rows: &[&[&str]], width: usize, expect: Option<&[&str]>) {
    let rows = rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect());
    let found = aligned(&rows.collect(), width);
    assert_eq!(found, expect.map(|lines| lines.iter().map(|line| (*line).to_owned()).collect()));
}

#[test]
fn columns() {
    let rows: &[&[&str]] = &[&["Ticket", "Now"], &["Single", "4.20"], &["Month", "96.00"]];
    check(rows, 13, Some(&["Ticket    Now", "Single   4.20", "Month   96.00"]));
    check(rows, 12, None);
    check(&[&["a", "b"], &["long"], &["漢字", "c"]], 20, Some(&["a     b", "long", "漢字  c"]));
    check(&[], 20, None);
}
