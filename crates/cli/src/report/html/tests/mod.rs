//! The page as text: what it holds, and what it cannot hold.

mod in_browser;
mod sample;

use std::path::PathBuf;

use serde_json::Value;
use warmfront_profile::document::{Account, SCHEMA, Stacks};

use super::*;

/// Texts that try to be markup, to end the element that they are in, or to turn what is around them.
const HOSTILE: &[&str] = &[
    "</script><script>hacked = 1</script>",
    "<!--<script>",
    "\"><img src=x onerror='hacked=1'>",
    "' onclick='hacked=1",
    "&lt;b&gt;&#60;",
    "{{profile}}{{script}}",
    "\u{202e}gnp.evil\u{202c}\u{0}\u{1b}[31m\u{7f}\u{2028}\u{2029}",
    "${hacked = 1}`\\u003cb\\u003e",
    "東京 🐍 עברית عربي",
];

fn render(profile: &Profile, excerpts: &Excerpts) -> String {
    let mut out = Vec::new();
    write(&mut out, profile, excerpts).unwrap();
    String::from_utf8(out).unwrap()
}

/// A page in a file, with the function's source beside it.
struct Rendered {
    folder: tempfile::TempDir,
    page: PathBuf,
}

impl Rendered {
    fn new(change: impl FnOnce(&mut Profile), size: sample::Size) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs_err::write(folder.path().join("app.py"), sample::SOURCE).unwrap();
        let mut profile = sample::profile(folder.path().to_str().unwrap(), size);
        change(&mut profile);
        let excerpts = Excerpts::read(&profile, folder.path());
        let page = folder.path().join("report.html");
        fs_err::write(&page, render(&profile, &excerpts)).unwrap();
        Self { folder, page }
    }

    fn text(&self) -> String {
        fs_err::read_to_string(&self.page).unwrap()
    }
}

fn empty() -> Profile {
    let mut profile = sample::profile("/srv/code", sample::USUAL);
    profile.environments.clear();
    profile.invocations.clear();
    profile.modules.clear();
    profile.edges.clear();
    profile.distributions.clear();
    profile.calls.clear();
    profile.stacks = Stacks::default();
    profile.functions.clear();
    profile.findings.clear();
    profile.account = Account::default();
    profile
}

/// Puts hostile texts wherever a profile holds any.
fn make_hostile(profile: &mut Profile) {
    let mut turn = HOSTILE.iter().cycle().map(|&text| text.to_owned());
    let mut next = || turn.next().unwrap();
    for text in [
        &mut profile.subject.function,
        &mut profile.subject.handler,
        &mut profile.subject.limits,
        &mut profile.subject.python,
    ] {
        *text = next();
    }
    for event in &mut profile.subject.events {
        event.name = next();
    }
    profile.subject.notes = HOSTILE.iter().map(|&text| text.to_owned()).collect();
    for module in profile.modules.iter_mut().take(60) {
        (module.name, module.path, module.file) = (next(), Some(next()), Some(next()));
        module.libraries = vec![next()];
    }
    for distribution in &mut profile.distributions {
        (distribution.name, distribution.version) = (next(), Some(next()));
    }
    for call in profile.calls.iter_mut().take(120) {
        (call.operation, call.target, call.library) = (next(), next(), next());
        (call.statement, call.error, call.file) = (Some(next()), Some(next()), Some(next()));
    }
    for frame in &mut profile.stacks.frames {
        (frame.name, frame.file) = (next(), next());
    }
    for function in &mut profile.functions {
        (function.name, function.file) = (next(), next());
    }
    for finding in &mut profile.findings {
        (finding.message, finding.advice, finding.pattern) = (next(), next(), next());
        finding.evidence = vec![next(), next()];
    }
    for invocation in &mut profile.invocations {
        invocation.error = Some(next());
    }
}

/// Returns what stands between two marks, and what comes after.
fn between<'a>(text: &'a str, start: &str, end: &str) -> (&'a str, &'a str) {
    let (_, rest) = text.split_once(start).unwrap();
    rest.split_once(end).unwrap()
}

fn embedded(page: &str) -> Value {
    let start = r#"<script type="application/json" id="profile">"#;
    serde_json::from_str(between(page, start, "</script>").0).unwrap()
}

#[test]
fn hostile_texts_come_back_and_are_never_markup() {
    let usual = Rendered::new(|_| {}, sample::USUAL).text();
    let hostile = Rendered::new(make_hostile, sample::USUAL).text();
    for markup in ["<script", "</script", "<!--", "<img", "<b>"] {
        let count = |page: &str| page.matches(markup).count();
        assert_eq!(count(&hostile), count(&usual), "{markup}");
    }
    let page = embedded(&hostile);
    let notes: Vec<_> = page["subject"]["notes"]
        .as_array()
        .unwrap()
        .iter()
        .collect();
    assert_eq!(notes, HOSTILE);
    let texts: Vec<_> = page["texts"].as_array().unwrap().iter().collect();
    for text in HOSTILE {
        assert!(texts.contains(&&Value::from(*text)), "{text}");
    }
}

#[test]
fn policy_allows_what_is_there_and_nothing_else() {
    let page = Rendered::new(|_| {}, sample::USUAL).text();
    let (policy, _) = between(&page, r#"Content-Security-Policy" content=""#, "\"");
    let hash = |text: &str| base64::encode(&Sha256::digest(text.as_bytes()));
    let (style, _) = between(&page, "<style>", "</style>");
    let (script, rest) = between(&page, "<script>", "</script>");
    assert!(policy.contains(&format!("style-src 'sha256-{}'", hash(style))));
    assert!(policy.contains(&format!("script-src 'sha256-{}'", hash(script))));
    assert!(policy.starts_with("default-src 'none'; "));
    assert!(!policy.contains("unsafe"));
    assert_eq!(rest.trim(), "</body>\n</html>");
}

#[test]
fn page_needs_nothing_else() {
    let page = Rendered::new(|_| {}, sample::USUAL).text();
    for reference in [
        "http://",
        "https://",
        "url(",
        "@import",
        "<link",
        " src=",
        "fetch(",
        "XMLHttpRequest",
        "import(",
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "setAttribute(\"style\"",
        "\r",
    ] {
        assert!(!page.contains(reference), "{reference}");
    }
}

#[test]
fn every_script_and_style_is_in() {
    let assets = concat!(env!("CARGO_MANIFEST_DIR"), "/src/report/html/assets");
    for (folder, parts) in [("script", SCRIPTS), ("style", STYLES)] {
        let files = fs_err::read_dir(format!("{assets}/{folder}")).unwrap();
        let texts: Vec<_> = files
            .map(|file| fs_err::read_to_string(file.unwrap().path()).unwrap())
            .collect();
        assert_eq!(texts.len(), parts.len());
        assert!(texts.iter().all(|text| parts.contains(&text.as_str())));
    }
}

#[test]
fn bars_add_up_and_show_an_invocation_of_their_event() {
    let profile = sample::profile("/srv/code", sample::USUAL);
    let bars = bars::of(&profile);
    let kinds: Vec<_> = bars
        .iter()
        .map(|bar| (bar.event, bar.cold, bar.n))
        .collect();
    // No environment began with another event than the first.
    assert_eq!(
        kinds,
        [
            (None, true, 4),
            (None, false, 29),
            (Some(0), true, 4),
            (Some(0), false, 10),
            (Some(1), false, 10),
            (Some(2), false, 9),
        ]
    );
    for bar in &bars {
        let shown = &profile.invocations[bar.invocation.unwrap()];
        assert_eq!(shown.cold, bar.cold);
        assert!(bar.event.is_none_or(|event| event == shown.event));
        let parts = serde_json::to_value(bar.parts).unwrap();
        let parts = parts.as_object().unwrap().values();
        let sum: f64 = parts.filter_map(Value::as_f64).sum();
        assert!((sum - bar.total).abs() < 0.01, "{bar:?}");
    }
}

#[test]
fn excerpts_stay_below_the_code_folder() {
    let folder = tempfile::tempdir().unwrap();
    let code = folder.path().join("code");
    fs_err::create_dir(&code).unwrap();
    fs_err::write(code.join("app.py"), sample::SOURCE).unwrap();
    fs_err::write(folder.path().join("secret.txt"), "secret\n".repeat(40)).unwrap();
    let mut profile = sample::profile(code.to_str().unwrap(), sample::USUAL);
    profile.findings.truncate(2);
    profile.findings[1].file = Some(format!("{}/../secret.txt", code.display()));
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(folder.path().join("secret.txt"), code.join("link.py")).unwrap();
        profile.modules[3].file = Some(format!("{}/link.py", code.display()));
        profile.modules[3].line = Some(3);
    }
    let json = serde_json::to_value(Excerpts::read(&profile, &code)).unwrap();
    let files: Vec<_> = json.as_object().unwrap().keys().collect();
    assert_eq!(files, [&format!("{}/app.py", code.display())]);
    let lines = json[files[0]].as_object().unwrap();
    assert_eq!(lines["16"], sample::SOURCE.lines().nth(15).unwrap());
    assert!(!lines.contains_key("0") && lines.contains_key("1"));
}

#[test]
fn profile_without_anything_makes_a_page() {
    let page = embedded(&render(&empty(), &Excerpts::default()));
    assert_eq!(page["schema"], SCHEMA);
    assert_eq!(page["bars"], serde_json::json!([]));
}

#[test]
fn large_page_stays_small() {
    let rendered = Rendered::new(|_| {}, sample::LARGE);
    let profile = sample::profile(rendered.folder.path().to_str().unwrap(), sample::LARGE);
    assert!(profile.modules.len() > 4_000 && profile.calls.len() > 20_000);
    let page = rendered.text().len();
    assert!(page < 6_000_000, "{page} bytes");
}
