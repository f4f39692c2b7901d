//! Comments that keep a line as it is: `# warmfront: ignore[WF501] reason`.
//!
//! One at the end of a line is about that line, one on a line of its own about the next line that is
//! no comment.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use warmfront_check::code::Code;
use warmfront_check::finding::Finding;

use super::Texts;
use super::sources::is_source;

const MARK: &str = "warmfront: ignore";

/// What the comments of a file keep: lines, and rules by code.
type Kept = BTreeMap<u32, BTreeSet<String>>;

/// Leaves out findings that a comment keeps.
pub(super) fn apply(found: &mut Vec<Finding>, texts: &Texts) {
    let mut files: BTreeMap<PathBuf, Kept> = BTreeMap::new();
    found.retain(|finding| {
        let file = &finding.place.file;
        // Comments in sources were heard where these were read.
        if is_source(file) {
            return true;
        }
        let Some(range) = finding.place.range else {
            return true;
        };
        let kept = files
            .entry(file.clone())
            .or_insert_with(|| texts.of(file).map_or_else(Kept::new, |text| read(&text)));
        let on_line = kept.get(&range.start.line);
        !on_line.is_some_and(|codes| codes.is_empty() || holds(codes, finding.code))
    });
}

fn holds(codes: &BTreeSet<String>, code: Code) -> bool {
    codes.contains(&code.to_string())
}

/// Reads the comments of a text; no codes means all of them.
fn read(text: &str) -> Kept {
    let mut kept = Kept::new();
    let mut waiting: Option<BTreeSet<String>> = None;
    for (index, line) in text.lines().enumerate() {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let comment = line.find('#').and_then(|at| codes(&line[at..]));
        let is_alone = line.trim_start().starts_with('#');
        match (comment, is_alone) {
            (Some(codes), true) => waiting.get_or_insert_default().extend(codes),
            (comment, false) if !line.trim().is_empty() => {
                if let Some(codes) = waiting.take() {
                    kept.entry(number).or_default().extend(codes);
                }
                if let Some(codes) = comment {
                    kept.entry(number).or_default().extend(codes);
                }
            }
            _ => {}
        }
    }
    kept
}

fn codes(comment: &str) -> Option<BTreeSet<String>> {
    let (_, rest) = comment.split_once(MARK)?;
    let listed = rest.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let codes = listed.map_or("", |(codes, _)| codes).split(',');
    let codes = codes.map(str::trim).filter(|code| !code.is_empty());
    Some(codes.map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_about_their_line_or_the_next() {
        let text = "\
a: 1 # warmfront: ignore[WF501, WF502] measured
# warmfront: ignore[WF503] reason
# more words

b: 2
c: 3 # warmfront: ignore
";
        let kept = read(text);
        let shown: Vec<String> = kept
            .iter()
            .map(|(line, codes)| {
                format!(
                    "{line} {}",
                    codes.iter().cloned().collect::<Vec<_>>().join("+")
                )
            })
            .collect();
        assert_eq!(shown, ["1 WF501+WF502", "5 WF503", "6 "]);
    }
}
