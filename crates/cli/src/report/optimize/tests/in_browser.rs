//! The page in a real browser: it opens without an error, in light and in dark, on a narrow screen.

use warmfront_testkit::browser::{Browser, Screen, chromium};

use super::*;

#[expect(clippy::print_stdout, reason = "tests say what they skip")]
fn say_skipped() {
    println!("skipped: no Chromium here; set WARMFRONT_TEST_CHROMIUM");
}

#[test]
fn the_journey_follows_the_theme_and_fits_a_narrow_screen() {
    let Some(program) = chromium() else {
        say_skipped();
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.html");
    fs_err::write(&page, written(OptimizeFormat::Html, &sample::rich())).unwrap();
    let screen = Screen {
        width: 420,
        height: 900,
        dark: true,
    };
    let mut browser = Browser::open(&program, &page, screen).unwrap();
    browser
        .wait_for("document.documentElement.dataset.ready === 'true'")
        .unwrap();
    let colour = "getComputedStyle(document.querySelector('.w-name')).fill";
    let dark = browser.text(colour).unwrap();
    browser.click_on("#theme").unwrap();
    assert_ne!(browser.text(colour).unwrap(), dark);
    let overflow = "String(document.documentElement.scrollWidth <= innerWidth)";
    assert_eq!(browser.text(overflow).unwrap(), "true");
    let bars = "String(document.querySelectorAll('.waterfall rect').length)";
    assert_eq!(browser.text(bars).unwrap(), "6");
    assert_eq!(browser.problems(), [""; 0]);
}
