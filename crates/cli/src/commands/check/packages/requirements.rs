//! Lists of requirements, and the words of the sources that they are for.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use warmfront_check::contents::{Contents, Requirement};
use warmfront_check::finding::{Place, Position, Range};
use warmfront_project::dependencies::requirement::requirement;

/// Largest list that is read.
const LARGEST: u64 = 1 << 20;

/// Most bytes of sources in which words are looked for.
const MOST_SOURCES: u64 = 50 << 20;

/// Locks that fix the versions of a list beside them.
const LOCKS: [&str; 5] = [
    "uv.lock",
    "poetry.lock",
    "pdm.lock",
    "Pipfile.lock",
    "requirements.lock",
];

/// Distributions that hardly anybody asks for: a list that holds several is complete.
const TRANSITIVE: [&str; 16] = [
    "annotated-types",
    "botocore",
    "cffi",
    "charset-normalizer",
    "h11",
    "httpcore",
    "idna",
    "jmespath",
    "markupsafe",
    "pycparser",
    "pydantic-core",
    "s3transfer",
    "six",
    "sniffio",
    "urllib3",
    "zipp",
];

/// Reads a list of what is deployed; nothing when it is another list, or none at all.
pub(super) fn read(file: &Path, sources: &[PathBuf]) -> Option<Contents> {
    if file.file_name()? != "requirements.txt" || fs_err::metadata(file).ok()?.len() > LARGEST {
        return None;
    }
    let text = fs_err::read_to_string(file).ok()?;
    let folder = file.parent().unwrap_or(Path::new(""));
    let requirements = requirements(file, &text);
    let is_written_by_tool = text.contains("# via") || text.contains("--hash=");
    let n_transitive = requirements
        .iter()
        .filter(|each| TRANSITIVE.contains(&each.name.as_str()))
        .count();
    let is_pinned_throughout = requirements.iter().all(|each| each.is_pinned);
    Some(Contents {
        path: file.to_owned(),
        requirements,
        has_lock: LOCKS.iter().any(|name| folder.join(name).is_file()),
        // Where every line says one version, nothing tells what is asked for from what others need.
        is_complete: is_written_by_tool || n_transitive > 1 || is_pinned_throughout,
        words: words(folder, sources),
        ..Contents::default()
    })
}

fn requirements(file: &Path, text: &str) -> Vec<Requirement> {
    let mut found = Vec::new();
    for (line, number) in text.lines().zip(1_u32..) {
        let written = line.split(" #").next().unwrap_or(line);
        let written = written.trim().trim_end_matches('\\').trim_end();
        if written.is_empty() || written.starts_with(['#', '-']) || line.starts_with(' ') {
            continue;
        }
        let Some(requirement) = requirement(written) else {
            continue;
        };
        let column = |at: usize| u32::try_from(at + 1).unwrap_or(u32::MAX);
        let range = Range {
            start: Position {
                line: number,
                column: 1,
            },
            end: Position {
                line: number,
                column: column(written.chars().count()),
            },
        };
        found.push(Requirement {
            is_pinned: requirement.pin().is_some() || written.contains('@'),
            name: requirement.name,
            place: Place {
                file: file.to_owned(),
                range: Some(range),
            },
        });
    }
    found
}

/// Returns the words of the sources below a folder; nothing when there are none, or too many.
fn words(folder: &Path, sources: &[PathBuf]) -> Option<BTreeSet<String>> {
    let mut words = BTreeSet::new();
    let mut bytes = 0;
    for file in sources
        .iter()
        .filter(|file| super::plain(file).starts_with(folder))
    {
        let text = fs_err::read(file).ok()?;
        bytes += text.len() as u64;
        if bytes > MOST_SOURCES {
            return None;
        }
        let text = String::from_utf8_lossy(&text);
        let found = text.split(|c: char| !(c.is_alphanumeric() || c == '_'));
        for word in found.filter(|word| !word.is_empty() && word.len() < 60) {
            if !words.contains(word) {
                words.insert(word.to_lowercase());
            }
        }
    }
    (bytes > 0).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_a_list_are_read_with_their_places() {
        let text = "# what is needed\nRequests>=2 # http\n-r other.txt\nboto3==1.40.1 ; python_version > '3'\n\
                    own @ https://example.com/own.whl\n";
        let found = requirements(Path::new("requirements.txt"), text);
        let shown: Vec<String> = found
            .iter()
            .map(|each| {
                format!(
                    "{}:{} {}",
                    each.name,
                    each.is_pinned,
                    each.place.range.unwrap().start.line
                )
            })
            .collect();
        assert_eq!(shown, ["requests:false 2", "boto3:true 4", "own:true 5"]);
    }
}
