//! The page in a real browser: it opens without an error, and does what a reader asks of it.

use warmfront_testkit::browser::{Browser, Screen, chromium};

use super::*;

const DESK: Screen = Screen {
    width: 1300,
    height: 900,
    dark: false,
};

/// Opens a page and waits until all of it is drawn; none where there is no browser.
fn open(rendered: &Rendered, screen: Screen) -> Option<Browser> {
    let Some(program) = chromium() else {
        say_skipped();
        return None;
    };
    let mut browser = Browser::open(&program, &rendered.page, screen).unwrap();
    browser
        .wait_for("document.documentElement.dataset.ready === 'true'")
        .unwrap();
    Some(browser)
}

#[expect(clippy::print_stdout, reason = "tests say what they skip")]
fn say_skipped() {
    println!("skipped: no Chromium here; set WARMFRONT_TEST_CHROMIUM");
}

/// Returns the text of the first element that a selector finds.
fn text_of(browser: &mut Browser, selector: &str) -> String {
    let selector = Value::from(selector);
    browser
        .text(&format!("document.querySelector({selector}).textContent"))
        .unwrap()
}

/// Clicks into a row of the icicle, at a share of its width.
fn click_row(browser: &mut Browser, chart: &str, row: f64, share: f64) {
    let height = browser
        .evaluate(&format!(
            "document.querySelector('{chart} canvas').clientHeight"
        ))
        .unwrap();
    let y = (row + 0.5) * 22.0 / height.as_f64().unwrap();
    browser
        .click_within(&format!("{chart} canvas"), share, y)
        .unwrap();
}

fn assert_no_problem(browser: &Browser) {
    assert_eq!(browser.problems(), [""; 0]);
}

#[test]
fn click_into_a_module_shows_it() {
    let rendered = Rendered::new(|_| {}, sample::USUAL);
    let Some(mut browser) = open(&rendered, DESK) else {
        return;
    };
    assert!(text_of(&mut browser, "#imports .details").contains("842 modules"));
    click_row(&mut browser, "#imports", 2.0, 0.3);
    assert_eq!(text_of(&mut browser, "#imports .details h3"), "pandas");
    assert!(text_of(&mut browser, "#imports .details").contains("app.py:6"));
    let trail = text_of(&mut browser, "#imports .trail");
    assert_eq!(trail, "all imports›app›pandas");
    // The box now fills the chart: the same place is another module below it.
    click_row(&mut browser, "#imports", 3.0, 0.05);
    assert_eq!(text_of(&mut browser, "#imports .details h3"), "numpy");
    browser.press("Escape").unwrap();
    assert_eq!(text_of(&mut browser, "#imports .details h3"), "pandas");
    assert_no_problem(&browser);
}

#[test]
fn keyboard_walks_through_the_imports() {
    let rendered = Rendered::new(|_| {}, sample::USUAL);
    let Some(mut browser) = open(&rendered, DESK) else {
        return;
    };
    browser
        .evaluate("document.querySelector('#imports canvas').focus()")
        .unwrap();
    for key in ["ArrowDown", "ArrowDown", "ArrowRight"] {
        browser.press(key).unwrap();
    }
    assert_eq!(text_of(&mut browser, "#imports .details h3"), "boto3");
    assert!(text_of(&mut browser, "#said").starts_with("boto3, "));
    browser.press("Enter").unwrap();
    assert_eq!(
        text_of(&mut browser, "#imports .trail"),
        "all imports›app›boto3"
    );
    assert_no_problem(&browser);
}

#[test]
fn search_and_filters_narrow_the_imports() {
    let rendered = Rendered::new(|_| {}, sample::USUAL);
    let Some(mut browser) = open(&rendered, DESK) else {
        return;
    };
    let tally = "#imports .tally";
    assert_eq!(text_of(&mut browser, tally), "842 modules");
    browser
        .evaluate("document.querySelector('#imports').scrollIntoView()")
        .unwrap();
    browser.press("/").unwrap();
    browser.type_text("botoCORE").unwrap();
    browser
        .wait_for("document.querySelector('#imports .tally').textContent.includes(' of 842')")
        .unwrap();
    let rows = "[...document.querySelectorAll('#imports .space .row')]";
    let all_fit = browser.evaluate(&format!(
        "{rows}.every((row) => row.textContent.includes('botocore'))"
    ));
    assert_eq!(all_fit.unwrap(), Value::Bool(true));
    browser.press("Escape").unwrap();
    assert_eq!(text_of(&mut browser, tally), "842 modules");
    browser.click_on("#imports [data-filter=never]").unwrap();
    assert!(text_of(&mut browser, tally).contains(" of 842"));
    let all_never = browser.evaluate(&format!(
        "{rows}.every((row) => /never|at init only/.test(row.textContent))"
    ));
    assert_eq!(all_never.unwrap(), Value::Bool(true));
    assert_no_problem(&browser);
}

#[test]
fn theme_follows_the_system_until_the_reader_chooses() {
    let rendered = Rendered::new(|_| {}, sample::USUAL);
    let paper = "getComputedStyle(document.body).backgroundColor";
    let pixel = "[...document.querySelector('#imports canvas').getContext('2d').getImageData(6, 4, 1, 1).data].join()";
    let Some(mut light) = open(&rendered, DESK) else {
        return;
    };
    let (light_paper, light_pixel) = (light.text(paper).unwrap(), light.text(pixel).unwrap());
    light.click_on("#theme").unwrap();
    let chosen = (light.text(paper).unwrap(), light.text(pixel).unwrap());
    assert_ne!(chosen.0, light_paper);
    assert_ne!(chosen.1, light_pixel);
    assert_no_problem(&light);
    let mut dark = open(&rendered, Screen { dark: true, ..DESK }).unwrap();
    assert_eq!(
        (dark.text(paper).unwrap(), dark.text(pixel).unwrap()),
        chosen
    );
    assert_no_problem(&dark);
}

#[test]
fn finding_leads_to_its_calls_and_modules() {
    let rendered = Rendered::new(|_| {}, sample::USUAL);
    let Some(mut browser) = open(&rendered, DESK) else {
        return;
    };
    browser.click_on("#finding-0 .links button").unwrap();
    assert!(text_of(&mut browser, "#calls .tally").contains("finding 1"));
    assert!(text_of(&mut browser, "#calls .space .row").contains("DynamoDB.GetItem"));
    browser.click_on("#calls .space .row").unwrap();
    assert_eq!(
        browser
            .text("document.querySelector('#calls .choice [aria-pressed=true]').textContent")
            .unwrap(),
        "Each call"
    );
    browser.click_on("#calls .space .row").unwrap();
    assert!(text_of(&mut browser, "#calls .call-details .marked").contains("dynamodb.get_item("));
    browser.click_on("#finding-2 .links button").unwrap();
    assert_eq!(text_of(&mut browser, "#imports .details h3"), "pyarrow");
    assert_no_problem(&browser);
}

#[test]
fn timeline_shows_another_invocation_and_a_part_of_it() {
    let rendered = Rendered::new(|_| {}, sample::USUAL);
    let Some(mut browser) = open(&rendered, DESK) else {
        return;
    };
    assert!(text_of(&mut browser, "#timeline .phases").contains("Function init"));
    assert!(text_of(&mut browser, "#timeline .imports").contains("pandas"));
    browser
        .click_on("#timeline .choice button:last-child")
        .unwrap();
    assert!(!text_of(&mut browser, "#timeline .phases").contains("Function init"));
    let ticks = text_of(&mut browser, "#timeline .axis");
    browser
        .click_on("#timeline .phases [aria-label^=Handler]")
        .unwrap();
    assert_ne!(text_of(&mut browser, "#timeline .axis"), ticks);
    browser.press("Escape").unwrap();
    assert_eq!(text_of(&mut browser, "#timeline .axis"), ticks);
    browser
        .click_on("#timeline .waterfall .space .row")
        .unwrap();
    assert!(text_of(&mut browser, "#timeline .call-details").contains("app.py:16"));
    assert_no_problem(&browser);
}

#[test]
fn hostile_names_are_shown_as_text() {
    let rendered = Rendered::new(make_hostile, sample::USUAL);
    let Some(mut browser) = open(&rendered, DESK) else {
        return;
    };
    let is_text = browser
        .evaluate("document.querySelectorAll('img, b > b, script:not([type]) ~ script').length === 0 && typeof hacked === 'undefined'")
        .unwrap();
    assert_eq!(is_text, Value::Bool(true));
    assert_eq!(text_of(&mut browser, "h1"), HOSTILE[0]);
    let notes = text_of(&mut browser, "#account .notes");
    assert!(notes.contains(HOSTILE[2]));
    assert!(notes.contains(r"\u202egnp.evil\u202c\u0000\u001b[31m\u007f\u2028\u2029"));
    click_row(&mut browser, "#imports", 1.0, 0.5);
    click_row(&mut browser, "#stacks", 1.0, 0.5);
    assert_no_problem(&browser);
    // What gets in all the same may not run.
    browser
        .evaluate("const late = document.createElement('script'); late.textContent = 'hacked = 1'; document.body.append(late)")
        .unwrap();
    assert_eq!(browser.evaluate("typeof hacked").unwrap(), "undefined");
    assert!(browser.problems()[0].contains("Content Security Policy"));
}

#[test]
fn five_thousand_modules_are_handled() {
    let rendered = Rendered::new(|_| {}, sample::LARGE);
    let Some(mut browser) = open(&rendered, DESK) else {
        return;
    };
    click_row(&mut browser, "#imports", 2.0, 0.3);
    assert_eq!(text_of(&mut browser, "#imports .details h3"), "pandas");
    browser.click_on("#imports-search").unwrap();
    browser.type_text("pandas.core").unwrap();
    browser
        .wait_for("document.querySelector('#imports .tally').textContent.includes(' of ')")
        .unwrap();
    browser.press("Escape").unwrap();
    // Only rows in sight exist, at the end of the table too.
    let scrolled = browser
        .evaluate(
            "(async () => {
                const scroll = document.querySelector('#imports .scroll');
                scroll.scrollTop = scroll.scrollHeight;
                await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
                const rows = [...scroll.querySelectorAll('.space .row')];
                return [rows.length, Number(rows.at(-1).getAttribute('aria-rowindex')), scroll.parentNode.getAttribute('aria-rowcount')];
            })()",
        )
        .unwrap();
    assert!(scrolled[0].as_u64().unwrap() < 60, "{scrolled}");
    assert_eq!(scrolled[1].to_string(), scrolled[2].as_str().unwrap());
    let nodes = browser
        .evaluate("document.querySelectorAll('*').length")
        .unwrap();
    assert!(nodes.as_u64().unwrap() < 4_000, "{nodes}");
    assert_no_problem(&browser);
}

#[test]
fn print_has_the_top_of_each_table_and_says_so() {
    let rendered = Rendered::new(|_| {}, sample::USUAL);
    let Some(mut browser) = open(&rendered, DESK) else {
        return;
    };
    browser
        .evaluate("dispatchEvent(new Event('beforeprint'))")
        .unwrap();
    let rows = "document.querySelectorAll('#imports .space .row').length";
    assert_eq!(browser.evaluate(rows).unwrap(), 60);
    assert_eq!(
        text_of(&mut browser, "#imports .scroll .beyond"),
        "and 782 more"
    );
    browser
        .evaluate("dispatchEvent(new Event('afterprint'))")
        .unwrap();
    let left = browser.evaluate(rows).unwrap();
    assert!(left.as_u64().unwrap() < 60, "{left}");
    assert_no_problem(&browser);
}

#[test]
fn nothing_sticks_out_on_any_screen() {
    let rendered = Rendered::new(|_| {}, sample::USUAL);
    for width in [360, 768, 1300] {
        let Some(mut browser) = open(&rendered, Screen { width, ..DESK }) else {
            return;
        };
        // What scrolls by itself may be wider than the screen.
        let out = browser
            .text(
                "[...document.querySelectorAll('main *')].filter((node) => node.getBoundingClientRect().right > innerWidth + 1
                    && !node.closest('.scroll, .lines, .time-track, pre')).map((node) => node.tagName + '.' + node.className).join(' ')",
            )
            .unwrap();
        assert_eq!(out, "", "{width}");
        let inside = browser.evaluate("document.documentElement.scrollWidth <= innerWidth");
        assert_eq!(inside.unwrap(), Value::Bool(true), "{width}");
        assert_no_problem(&browser);
    }
}

#[test]
fn empty_profile_says_so() {
    let rendered = Rendered::new(|profile| *profile = empty(), sample::USUAL);
    let Some(mut browser) = open(&rendered, DESK) else {
        return;
    };
    assert_eq!(
        text_of(&mut browser, "#imports .empty"),
        "No import was timed."
    );
    assert_eq!(
        text_of(&mut browser, "#summary .empty"),
        "No invocation was measured."
    );
    assert_no_problem(&browser);
}
