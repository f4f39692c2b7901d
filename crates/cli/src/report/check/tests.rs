use std::path::PathBuf;
use std::time::Duration;

use serde_json::Value;
use warmfront_check::code::Code;
use warmfront_check::finding::{Class, Cost, Position, Range, Secondary, Subject};
use warmfront_check::fix::{Applicability, Fix};

use super::*;

const PLAIN: Look = Look {
    colour: false,
    links: false,
};

fn range(line: u32, columns: (u32, u32)) -> Range {
    let at = |column| Position { line, column };
    Range {
        start: at(columns.0),
        end: at(columns.1),
    }
}

fn findings() -> Vec<Finding> {
    let place = Place {
        file: PathBuf::from("stacks/a b.yaml"),
        range: Some(range(2, (11, 14))),
    };
    let measured = Finding {
        code: Code(501),
        class: Class::PerInvocation,
        place: place.clone(),
        symbol: Some("Work".to_owned()),
        message: "`Work` has 128 MB: <7 %> of a \"vCPU\"".to_owned(),
        secondary: vec![Secondary {
            place: Place {
                range: Some(range(1, (1, 2))),
                ..place
            },
            message: "declared here".to_owned(),
        }],
        notes: vec!["a note".to_owned()],
        subject: Subject::None,
        fix: Some(Fix {
            applicability: Applicability::Unsafe,
            summary: "set the memory size to 512 MB".to_owned(),
            edits: Vec::new(),
        }),
        cost: Some(Cost {
            time: Duration::from_micros(12_500),
            per_million: "3.5".parse().unwrap(),
        }),
    };
    let whole = Finding {
        code: Code(605),
        class: Class::Size,
        place: Place::whole("dist"),
        symbol: None,
        message: "2 MB are tests".to_owned(),
        secondary: Vec::new(),
        notes: Vec::new(),
        subject: Subject::None,
        fix: None,
        cost: None,
    };
    vec![measured, whole]
}

/// Hands both findings and a failure to a report.
fn shown<T>(render: impl FnOnce(&Checked<'_>) -> T) -> T {
    let mut texts = Texts::default();
    texts.insert("stacks/a b.yaml".into(), "Work:\n  Memory: 128\n");
    let failures = ["`x.yaml` is no text\nat all".to_owned()];
    render(&Checked {
        findings: &findings(),
        texts: &texts,
        n_files: 2,
        n_known: 1,
        n_mended: 0,
        failures: &failures,
        profile: Some(".warmfront/profile.json"),
    })
}

#[test]
fn people_see_the_line_the_cost_and_the_fix() {
    insta::assert_snapshot!(shown(|checked| text::report(checked, PLAIN)));
}

#[test]
fn rules_are_counted() {
    insta::assert_snapshot!(shown(text::statistics));
}

#[test]
fn annotations_are_escaped() {
    insta::assert_snapshot!(shown(github::lines));
}

#[test]
fn tests_that_failed_are_escaped() {
    insta::assert_snapshot!(shown(junit::document));
}

#[test]
fn programs_see_everything() {
    let document = shown(|checked| serde_json::to_value(json::Document::new(checked)).unwrap());
    insta::assert_snapshot!(serde_json::to_string_pretty(&document).unwrap());
}

#[test]
fn links_are_for_terminals_only() {
    let linked = Look {
        colour: true,
        links: true,
    };
    let text = shown(|checked| text::report(checked, linked));
    assert!(text.contains("\x1b]8;;file:///") && text.contains("a%20b.yaml\x1b\\"));
    let plain = shown(|checked| text::report(checked, PLAIN));
    assert!(!plain.contains('\x1b'));
}

/// What the schema of SARIF 2.1.0 demands of the parts that are written here.
#[test]
fn sarif_has_what_its_schema_demands() {
    let log = shown(|checked| serde_json::to_value(sarif::Log::new(checked)).unwrap());
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let driver = &run["tool"]["driver"];
    assert!(driver["name"].is_string());
    let rules = driver["rules"].as_array().unwrap();
    let levels = ["none", "note", "warning", "error"];
    for rule in rules {
        assert!(rule["id"].is_string() && rule["shortDescription"]["text"].is_string());
        let level = rule["defaultConfiguration"]["level"].as_str().unwrap();
        assert!(levels.contains(&level));
    }
    assert!(["utf16CodeUnits", "unicodeCodePoints"].contains(&run["columnKind"].as_str().unwrap()));
    assert!(run["invocations"][0]["executionSuccessful"].is_boolean());
    for result in run["results"].as_array().unwrap() {
        assert!(result["message"]["text"].is_string());
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        let all = result["locations"].as_array().unwrap();
        for location in all
            .iter()
            .chain(result["relatedLocations"].as_array().into_iter().flatten())
        {
            let physical = &location["physicalLocation"];
            let uri = physical["artifactLocation"]["uri"].as_str().unwrap();
            assert!(!uri.contains(' ') && !uri.starts_with('/'));
            if let Some(region) = physical.get("region") {
                let number = |key: &str| region[key].as_u64().filter(|number| *number > 0);
                assert!(
                    number("startLine") <= number("endLine") && number("startColumn").is_some()
                );
            }
        }
        let prints = result["partialFingerprints"].as_object().unwrap();
        assert!(prints.values().all(Value::is_string));
    }
}
