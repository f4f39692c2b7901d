//! One result in every format: what is said of it, and what cannot be smuggled into it.

mod in_browser;
mod sample;

use super::*;

fn written(format: TuneFormat, tuned: Tuned<'_>) -> String {
    let mut out = Vec::new();
    write(&mut out, format, &tuned, 80).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_decision_on_one_screen() {
    let sample = sample::decided();
    insta::assert_snapshot!(written(TuneFormat::Text, sample.tuned()));
}

#[test]
fn a_decision_as_a_document() {
    let sample = sample::decided();
    insta::assert_snapshot!(written(TuneFormat::Json, sample.tuned()));
}

#[test]
fn samples_as_a_table() {
    let sample = sample::decided();
    insta::assert_snapshot!(written(TuneFormat::Csv, sample.tuned()));
}

#[test]
fn what_is_not_decided_says_what_would() {
    let text = written(TuneFormat::Text, sample::undecided().tuned());
    assert!(
        text.contains(
            "undecided after 4 invocations at 3 sizes: 1024 MB might be better by up to 2.5 %"
        ),
        "{text}"
    );
    assert!(
        text.contains("about 40 more would tell (`--budget 44`)"),
        "{text}"
    );
}

#[test]
fn a_function_that_never_succeeds_has_no_curve_and_says_why() {
    let sample = sample::failing();
    let text = written(TuneFormat::Text, sample.tuned());
    assert!(
        text.contains("Orders failed at every size: there is nothing to choose by"),
        "{text}"
    );
    assert!(
        text.contains("found: it failed at 128 MB on small.json 2 times: KeyError: 'id'"),
        "{text}"
    );
    assert!(!text.contains('◆'), "{text}");
    let page = written(TuneFormat::Html, sample.tuned());
    assert!(page.contains("No invocation finished"), "{page}");
    assert!(written(TuneFormat::Svg, sample.tuned()).starts_with("<svg"));
    assert_eq!(written(TuneFormat::Csv, sample.tuned()).lines().count(), 3);
}

#[test]
fn names_are_no_markup() {
    let mut sample = sample::decided();
    let hostile = "</script><script>x</script>\"'&lt;\u{202e}\u{1b}[31m{{curve}}";
    sample.subject.function.name = hostile.to_owned();
    sample.subject.events = vec![hostile.to_owned(); 2];
    sample.subject.notes = vec![hostile.to_owned()];
    for format in [TuneFormat::Html, TuneFormat::Svg] {
        let page = written(format, sample.tuned());
        assert!(!page.contains("<script>x"), "{page}");
        assert!(!page.contains(['\u{202e}', '\u{1b}']), "{page}");
        // What stands in for a part of the page in a name is not filled in.
        assert!(page.contains("{{curve}}"), "{page}");
    }
}

#[test]
fn a_picture_alone_has_figures_for_colours_and_in_a_page_their_names() {
    let sample = sample::decided();
    let alone = written(TuneFormat::Svg, sample.tuned());
    assert!(!alone.contains("var("), "{alone}");
    // A mark for each size in each of three lines.
    assert_eq!(alone.matches("<title>").count(), 9);
    assert_eq!(alone.matches("t-chosen\"").count(), 3);
    let chart = chart::Chart::new(sample.tuned()).unwrap();
    let within = svg::picture(&chart, "Orders", svg::Standing::InPage);
    assert!(!within.contains('#'), "{within}");
}

#[test]
fn a_plot_fits_into_any_width() {
    let sample = sample::decided();
    let chart = chart::Chart::new(sample.tuned()).unwrap();
    for width in [0, 40, 80, 200] {
        let lines = plot::lines(&chart, width);
        let widest = lines.iter().map(|line| line.chars().count()).max().unwrap();
        assert!(widest <= width.clamp(80, 110), "{widest} of {width}");
    }
}

#[test]
fn one_size_alone_is_drawn() {
    let mut sample = sample::decided();
    sample.tuning.curve.truncate(1);
    for format in [TuneFormat::Text, TuneFormat::Html, TuneFormat::Svg] {
        assert!(written(format, sample.tuned()).contains("128"));
    }
}

#[test]
fn a_present_size_that_cannot_be_chosen_says_why() {
    let mut sample = sample::decided();
    sample.tuning.curve[0].usable = warmfront_tune::tuning::Usable::OverLimit;
    let choice = sample.tuning.choice.as_mut().unwrap();
    choice
        .others
        .retain(|other| other.relation == Relation::Above);
    let text = written(TuneFormat::Text, sample.tuned());
    assert!(
        text.contains("Orders should have 512 MB instead of 128 MB, over the limit: $0.50"),
        "{text}"
    );
    assert!(
        text.contains("$2.50 instead of $3.00, $0.50 a month saved"),
        "{text}"
    );
}

#[test]
fn what_is_kept_is_told_again() {
    let document = written(TuneFormat::Json, sample::decided().tuned());
    let again = |told| {
        let kept = KeptTuning::from_json(document.as_bytes(), "warmfront.tune/1").unwrap();
        let mut out = Vec::new();
        kept.write(&mut out, told, 80).unwrap();
        String::from_utf8(out).unwrap()
    };
    insta::assert_snapshot!(again(Told::Text));
    let markdown = again(Told::Markdown);
    assert!(
        markdown.starts_with("### Orders should have 512 MB"),
        "{markdown}"
    );
    assert!(markdown.contains("| ◆ | 512 MB |"), "{markdown}");
    let newer = KeptTuning::from_json(document.as_bytes(), "warmfront.tune/2");
    assert!(matches!(newer, Err(KeptError::Version)));
    let cut = &document.as_bytes()[..document.len() / 2];
    let cut = KeptTuning::from_json(cut, "warmfront.tune/1");
    assert!(matches!(cut, Err(KeptError::Malformed { .. })));
}
