use super::figure;

#[test]
fn numbers_are_found_in_a_report() {
    let report = "content   25  20  91.5  77.8  84.1\ncontent@direct  5  4\n\
                  link   9  8  found 61.5  link 88.7  link_exact 86.9  e2e 68.0/53.9/60.1\n\
                  value+unit  P  87.8  R  89.2  F1  88.5\n\
                  with coordinates 26: within 161 km 83.6 %, median 0.2 km";
    for (head, number, expect) in [
        ("content ", 4, Some(84.1)),
        ("content@direct", 1, Some(4.0)),
        ("link ", 8, Some(60.1)),
        ("value+unit ", 3, Some(88.5)),
        ("with coordinates", 2, Some(83.6)),
        ("value+unit ", 9, None),
        ("cue", 0, None),
    ] {
        assert_eq!(figure(report, head, number), expect, "{head}");
    }
}
