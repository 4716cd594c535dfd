use super::guarded;

#[test]
fn a_defect_costs_one_page() {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let found = guarded(|| -> Result<(), String> { panic!("a defect") });
    std::panic::set_hook(hook);
    assert!(found.is_err_and(|reason| reason.starts_with("defect in Dateline")));
    assert_eq!(guarded(|| Ok(1)), Ok(1));
}
