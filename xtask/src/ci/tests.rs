use super::{sum_of_results, without_data_in_output, without_data_in_report};

#[test]
fn tests_without_data() {
    let report = r#"<testsuite name="eval"><testcase name="a::b" classname="eval::it" time="0.1">
        <system-out>running 1 test
skipped: no data
</system-out></testcase><testcase name="c" classname="eval"><system-out>fine</system-out></testcase>"#;
    assert_eq!(without_data_in_report(report), ["eval::it a::b"]);
    assert!(without_data_in_report("").is_empty());
    let lines = [
        "test a ... ok",
        "---- a::b stdout ----",
        "skipped: no data",
        "---- c stdout ----",
        "fine",
    ];
    assert_eq!(without_data_in_output(&lines.map(str::to_owned)), ["a::b"]);
}

#[test]
fn summed_results() {
    let check = |lines: &[&str], expect: &str| {
        let lines: Vec<String> = lines.iter().map(|l| (*l).to_owned()).collect();
        assert_eq!(sum_of_results(&lines), expect);
    };
    check(&[], "test result: ok. 0 passed; 0 failed; 0 ignored");
    check(
        &[
            "test result: ok. 20 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s",
            "test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out",
        ],
        "test result: FAILED. 22 passed; 1 failed; 1 ignored",
    );
}
