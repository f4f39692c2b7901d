//! The page in a real browser: it opens without an error, in light and in dark, and saves its curve.

use warmfront_testkit::browser::{Browser, Screen, chromium};

use super::*;

#[expect(clippy::print_stdout, reason = "tests say what they skip")]
fn say_skipped() {
    println!("skipped: no Chromium here; set WARMFRONT_TEST_CHROMIUM");
}

#[test]
fn the_curve_follows_the_theme_and_is_saved_as_a_picture() {
    let Some(program) = chromium() else {
        say_skipped();
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.html");
    fs_err::write(&page, written(TuneFormat::Html, sample::decided().tuned())).unwrap();
    let screen = Screen {
        width: 700,
        height: 900,
        dark: true,
    };
    let mut browser = Browser::open(&program, &page, screen).unwrap();
    browser
        .wait_for("document.documentElement.dataset.ready === 'true'")
        .unwrap();
    let colour = "getComputedStyle(document.querySelector('.t-title')).fill";
    let dark = browser.text(colour).unwrap();
    browser.click_on("#theme").unwrap();
    assert_ne!(browser.text(colour).unwrap(), dark);
    let overflow = "String(document.documentElement.scrollWidth <= innerWidth)";
    assert_eq!(browser.text(overflow).unwrap(), "true");
    let said = "document.getElementById('said').textContent";
    browser.click_on("#save-png").unwrap();
    browser
        .wait_for(&format!("{said}.startsWith('Saved memory-size.png')"))
        .unwrap();
    browser.click_on("#save-svg").unwrap();
    browser
        .wait_for(&format!("{said}.startsWith('Saved memory-size.svg')"))
        .unwrap();
    assert_eq!(browser.problems(), [""; 0]);
}
