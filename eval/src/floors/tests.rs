use super::{Floor, Floors, Measured};
use crate::score::Metrics;

fn floors(rows: &[(&str, &str, f64)]) -> Floors {
    let floors = rows
        .iter()
        .map(|&(set, metric, floor)| Floor {
            set: set.into(),
            metric: metric.into(),
            floor,
            why: None,
        })
        .collect();
    Floors { gold: [("s".to_owned(), "d1".to_owned())].into(), floors }
}

#[test]
fn breaches() {
    let check =
        |floor: f64, metrics: &[(&'static str, f64)], digest: &str, expect: Option<&str>| {
            let metrics: Metrics = metrics.iter().copied().collect();
            let measured = Measured { set: "s", digest: digest.to_owned(), metrics: &metrics };
            let breaches =
                floors(&[("s", "sh_f1", floor), ("other", "sh_f1", 1.0)]).breaches(&[measured]);
            match expect {
                None => assert!(breaches.is_empty(), "{breaches:?}"),
                Some(part) => {
                    assert!(breaches.len() == 1 && breaches[0].contains(part), "{breaches:?}")
                }
            }
        };
    check(0.95, &[("sh_f1", 0.95)], "d1", None);
    check(0.95, &[("sh_f1", 0.96)], "d1", None);
    check(0.95, &[("sh_f1", 0.9499)], "d1", Some("below the floor 0.950"));
    check(0.95, &[("w_f1", 1.0)], "d1", Some("was not measured"));
    check(0.95, &[("sh_f1", 1.0)], "d2", Some("gold data changed"));
}

#[test]
fn raising() {
    let check = |before: &[(&str, &str, f64)], set, metric, score, after: &[(&str, &str, f64)]| {
        let metrics: Metrics = [(metric, score)].into();
        let mut raised = floors(before);
        raised
            .raise(&[Measured { set, digest: "d1".to_owned(), metrics: &metrics }])
            .expect("same gold");
        assert_eq!(raised.floors, floors(after).floors, "{before:?} {set} {metric} {score}");
    };
    check(&[], "s", "sh_f1", 0.95678, &[("s", "sh_f1", 0.956)]); // rounded down
    check(&[("s", "sh_f1", 0.95)], "s", "sh_f1", 0.9, &[("s", "sh_f1", 0.95)]); // never lowered
    check(&[("s", "sh_f1", 0.95)], "s", "sh_f1", 0.96, &[("s", "sh_f1", 0.96)]);
    check(&[], "s", "w_f1", 0.9, &[]); // not one of the metrics that are held
    check(&[], "mozilla", "sh_f1", 0.9, &[]);
    check(
        &[("s", "date_acc", 0.5), ("t", "sh_f1", 0.5)],
        "s",
        "sh_f1",
        0.9,
        &[("s", "sh_f1", 0.9), ("s", "date_acc", 0.5), ("t", "sh_f1", 0.5)],
    );
}

#[test]
fn raising_on_other_gold_is_refused() {
    let metrics = Metrics::new();
    let measured = Measured { set: "s", digest: "d2".to_owned(), metrics: &metrics };
    assert!(floors(&[]).raise(&[measured]).is_err());
}

#[test]
fn the_files_form_is_stable() {
    let path = std::env::temp_dir().join(format!("floors-{}.json", std::process::id()));
    let mut written = floors(&[("s", "sh_f1", 0.95), ("s", "date_acc", 0.9)]);
    written.floors[1].why = Some("the gold was wrong on two pages".to_owned());
    written.save(&path).expect("a temporary file can be written");
    let (json, read) = (std::fs::read_to_string(&path), Floors::load(&path));
    std::fs::remove_file(&path).expect("it was just written");
    assert_eq!(read.expect("what was written can be read"), written);
    let expect = r#"{
  "gold": {
    "s": "d1"
  },
  "floors": [
    {"set":"s","metric":"sh_f1","floor":0.95},
    {"set":"s","metric":"date_acc","floor":0.9,"why":"the gold was wrong on two pages"}
  ]
}
"#;
    assert_eq!(json.expect("it was just written"), expect);
}
