//! Results in every format: what is said of them, and what cannot be smuggled into them.

mod in_browser;
mod sample;

use super::document::{Advice, Optimized};
use super::write;
use crate::args::OptimizeFormat;

const FORMATS: [OptimizeFormat; 4] = [
    OptimizeFormat::Text,
    OptimizeFormat::Json,
    OptimizeFormat::Markdown,
    OptimizeFormat::Html,
];

fn written(format: OptimizeFormat, optimized: &Optimized) -> String {
    let mut out = Vec::new();
    write(&mut out, format, optimized, 100).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_journey_in_a_terminal() {
    insta::assert_snapshot!(written(OptimizeFormat::Text, &sample::rich()));
}

#[test]
fn a_journey_for_a_pull_request() {
    insta::assert_snapshot!(written(OptimizeFormat::Markdown, &sample::rich()));
}

#[test]
fn a_journey_as_a_document() {
    let text = written(OptimizeFormat::Json, &sample::rich());
    insta::assert_snapshot!(text);
    assert_eq!(
        Optimized::from_json(text.as_bytes()).unwrap(),
        sample::rich()
    );
}

#[test]
fn a_journey_as_a_page() {
    let page = written(OptimizeFormat::Html, &sample::rich());
    // Its style and script are those of other pages.
    let (_, body) = page.split_once("<main>").unwrap();
    let (body, _) = body.split_once("<script>").unwrap();
    insta::assert_snapshot!(body);
}

#[test]
fn nothing_kept_in_a_terminal() {
    insta::assert_snapshot!(written(OptimizeFormat::Text, &sample::nothing_kept()));
}

#[test]
fn nothing_kept_for_a_pull_request() {
    insta::assert_snapshot!(written(OptimizeFormat::Markdown, &sample::nothing_kept()));
}

#[test]
fn a_spent_budget_in_a_terminal() {
    insta::assert_snapshot!(written(OptimizeFormat::Text, &sample::budget_spent()));
}

#[test]
fn a_spent_budget_for_a_pull_request() {
    insta::assert_snapshot!(written(OptimizeFormat::Markdown, &sample::budget_spent()));
}

#[test]
fn what_behaves_differently_is_not_advertised() {
    let mut different = sample::rich();
    let why = "order.json: `total` is 3 instead of 4".to_owned();
    different.behaviour = warmfront_optimize::laboratory::Behaviour::Different(why);
    for format in [OptimizeFormat::Text, OptimizeFormat::Markdown] {
        let text = written(format, &different);
        assert!(text.contains("NOT the same"), "{text}");
        assert!(!text.contains("git apply"), "{text}");
    }
    assert!(written(OptimizeFormat::Html, &different).contains("tile danger"));
}

#[test]
fn names_are_no_markup() {
    let hostile =
        "</script><script>x</script><img src=x>\"'&lt;\u{202e}\u{1b}[31m{{next}}\n```\n@team";
    let optimized = sample::named(hostile);
    let page = written(OptimizeFormat::Html, &optimized);
    assert!(!page.contains("<script>x"), "{page}");
    assert!(!page.contains("<img"), "{page}");
    // What stands in for a part of the page in a name is not filled in.
    assert!(page.contains("{{next}}"), "{page}");
    let markdown = written(OptimizeFormat::Markdown, &optimized);
    // Within the one block of text, everything is text.
    let parts: Vec<&str> = markdown.split("```").collect();
    assert_eq!(parts.len(), 3, "{markdown}");
    for outside in [parts[0], parts[2]] {
        assert!(!outside.contains("<img"), "{outside}");
        assert!(!outside.contains("<script"), "{outside}");
        assert!(!outside.replace("@<!-- -->", "").contains('@'), "{outside}");
    }
    for format in [OptimizeFormat::Text, OptimizeFormat::Markdown] {
        let text = written(format, &optimized);
        assert!(!text.contains(['\u{202e}', '\u{1b}']), "{text}");
    }
}

#[test]
fn a_path_is_what_the_shell_is_told_it_is() {
    let mut optimized = sample::rich();
    for (path, typed) in [
        (".warmfront/a.patch", "git apply .warmfront/a.patch"),
        ("my files/a.patch", "git apply 'my files/a.patch'"),
        ("$(rm -rf ~)", "git apply '$(rm -rf ~)'"),
        ("it's", "git apply 'it'\\''s'"),
        ("--index", "git apply './--index'"),
    ] {
        path.clone_into(&mut optimized.written[0].path);
        let text = written(OptimizeFormat::Text, &optimized);
        assert!(text.contains(typed), "{text}");
    }
}

#[test]
fn lines_fit_into_any_width_and_no_document_is_too_strange() {
    for optimized in [sample::rich(), sample::nothing_kept(), sample::bare()] {
        for width in [0, 60, 80, 100, 200] {
            let mut out = Vec::new();
            write(&mut out, OptimizeFormat::Text, &optimized, width).unwrap();
            let text = String::from_utf8(out).unwrap();
            let most = width.clamp(80, 140);
            for line in text.lines() {
                let cells = line.chars().count();
                assert!(cells <= most, "{cells} of {width}: {line}");
            }
        }
    }
    for format in FORMATS {
        assert!(!written(format, &sample::bare()).is_empty());
    }
}

#[test]
fn advice_without_figures_makes_no_promise() {
    let mut optimized = sample::rich();
    optimized.needs_a_person = vec![Advice {
        title: "a table is scanned".to_owned(),
        place: None,
        code: None,
        what_to_do: "query it by an index".to_owned(),
        saves: Some(super::Saving::default()),
    }];
    let text = written(OptimizeFormat::Text, &optimized);
    assert!(text.contains("a table is scanned\n     query it"), "{text}");
}
