//! The HTML report of a profile: one file that needs nothing else.
//!
//! The page is a skeleton, a style, a script and the profile as JSON. The script makes every element
//! from text, never from markup, and the page's own policy lets nothing else run or load: names in a
//! profile come from inside the user's function and are not trusted.

mod bars;
mod columns;
mod embed;
pub(crate) mod escape;
mod excerpts;
mod page;
mod texts;

use std::io::{self, Write};

use sha2::{Digest as _, Sha256};
use warmfront_profile::document::Profile;

pub(crate) use excerpts::Excerpts;

use super::json::base64;
use page::Page;

const SKELETON: &str = include_str!("assets/page.html");

/// What every page has: colours, type and the frame.
pub(crate) const BASE_STYLE: &str = include_str!("assets/style/base.css");
/// Parts that pages share, such as tiles and buttons.
pub(crate) const PARTS_STYLE: &str = include_str!("assets/style/parts.css");
/// How texts are shown.
pub(crate) const TEXT_SCRIPT: &str = include_str!("assets/script/text.js");
/// How elements are made; needs the one above.
pub(crate) const DOM_SCRIPT: &str = include_str!("assets/script/dom.js");
/// Light or dark; needs the ones above.
pub(crate) const THEME_SCRIPT: &str = include_str!("assets/script/theme.js");

const STYLES: &[&str] = &[
    BASE_STYLE,
    PARTS_STYLE,
    include_str!("assets/style/charts.css"),
];

/// In the order in which they use each other.
const SCRIPTS: &[&str] = &[
    TEXT_SCRIPT,
    DOM_SCRIPT,
    include_str!("assets/script/data.js"),
    THEME_SCRIPT,
    include_str!("assets/script/table.js"),
    include_str!("assets/script/flame_layout.js"),
    include_str!("assets/script/flame.js"),
    include_str!("assets/script/source.js"),
    include_str!("assets/script/masthead.js"),
    include_str!("assets/script/summary.js"),
    include_str!("assets/script/findings.js"),
    include_str!("assets/script/timeline.js"),
    include_str!("assets/script/waterfall.js"),
    include_str!("assets/script/import_tree.js"),
    include_str!("assets/script/import_details.js"),
    include_str!("assets/script/imports.js"),
    include_str!("assets/script/stacks.js"),
    include_str!("assets/script/calls.js"),
    include_str!("assets/script/functions.js"),
    include_str!("assets/script/account.js"),
    include_str!("assets/script/main.js"),
];

/// Writes the report.
pub(crate) fn write(out: &mut dyn Write, profile: &Profile, excerpts: &Excerpts) -> io::Result<()> {
    let style = STYLES.concat();
    // A scope of its own, so that what the browser defines is not in the way.
    let script = format!("\"use strict\";\n{{\n{}}}\n", SCRIPTS.concat());
    let mut rest = SKELETON;
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after.split_once("}}").unwrap_or_default();
        out.write_all(before.as_bytes())?;
        match name {
            "policy" => out.write_all(policy(&style, &script).as_bytes())?,
            "style" => out.write_all(style.as_bytes())?,
            "script" => out.write_all(script.as_bytes())?,
            "profile" => embed::write(out, &Page::new(profile, excerpts))?,
            _ => debug_assert!(false, "the skeleton asks for `{name}`"),
        }
        rest = after;
    }
    out.write_all(rest.as_bytes())?;
    out.flush()
}

/// Returns a policy that allows the page's own style and script, by what they are, and nothing else.
pub(crate) fn policy(style: &str, script: &str) -> String {
    let hash = |text: &str| base64::encode(&Sha256::digest(text.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; \
         base-uri 'none'; form-action 'none'",
        hash(style),
        hash(script)
    )
}

#[cfg(test)]
mod tests;
