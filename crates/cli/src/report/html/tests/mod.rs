//! The page as text: what it holds, and what it cannot hold.

mod sample;

use std::path::Path;

use super::*;

fn render(profile: &Profile, excerpts: &Excerpts) -> String {
    let mut out = Vec::new();
    write(&mut out, profile, excerpts).unwrap();
    String::from_utf8(out).unwrap()
}

/// Renders a sample, with its source beside it.
fn sample(size: sample::Size) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs_err::write(folder.path().join("app.py"), sample::SOURCE).unwrap();
    let code = folder.path().to_str().unwrap();
    let profile = sample::profile(code, size);
    render(&profile, &Excerpts::read(&profile, folder.path()))
}

#[test]
fn writes_samples() {
    let Some(place) = std::env::var_os("WF_SAMPLES") else {
        return;
    };
    let place = Path::new(&place);
    fs_err::write(place.join("usual.html"), sample(sample::USUAL)).unwrap();
    fs_err::write(place.join("large.html"), sample(sample::LARGE)).unwrap();
}
