//! What an installed distribution says of itself: name, version, needs, and the files it brought.
//!
//! The files come from archives of strangers: each reader takes what it understands, up to a bound.

/// Characters of a metadata file that are read; the description that follows can be long.
const MOST_METADATA: usize = 1 << 20;

/// Lines of a list of files that are read.
const MOST_RECORDS: usize = 400_000;

/// What a distribution says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    /// Its name, normalised.
    pub name: String,
    /// Its version, as written.
    pub version: String,
    /// Names of the distributions that it needs without any extra, normalised.
    pub requires: Vec<String>,
}

impl Metadata {
    /// Reads `METADATA` or `PKG-INFO`; nothing when it names no distribution.
    #[must_use]
    pub fn parse(text: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(&text[..text.len().min(MOST_METADATA)]);
        let mut metadata = Self::default();
        for line in text.lines().take_while(|line| !line.is_empty()) {
            let Some((key, value)) = line.split_once(':') else {
                continue;
            };
            let value = value.trim();
            match key.to_ascii_lowercase().as_str() {
                "name" if metadata.name.is_empty() => metadata.name = normalized(value),
                "version" if metadata.version.is_empty() => value.clone_into(&mut metadata.version),
                "requires-dist" if !value.contains("extra") => {
                    metadata.requires.push(required(value));
                }
                _ => {}
            }
        }
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let named = !metadata.name.is_empty() && metadata.name.chars().all(is_name);
        named.then_some(metadata)
    }
}

/// Returns a distribution's name as indexes write it: lower case, with single dashes.
#[must_use]
pub fn normalized(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for c in name.trim().chars() {
        match c {
            '-' | '_' | '.' if text.ends_with('-') => {}
            '-' | '_' | '.' => text.push('-'),
            _ => text.push(c.to_ascii_lowercase()),
        }
    }
    text
}

/// Returns the name that a requirement begins with.
fn required(requirement: &str) -> String {
    let is_name = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let end = requirement.find(|c| !is_name(c));
    normalized(&requirement[..end.unwrap_or(requirement.len())])
}

/// Returns the paths that a `RECORD` or `installed-files.txt` lists, as written.
pub(super) fn records(text: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(text);
    let lines = text.lines().take(MOST_RECORDS);
    lines.filter_map(first_field).collect()
}

/// Returns the first field of a line of comma-separated values.
fn first_field(line: &str) -> Option<String> {
    let Some(quoted) = line.strip_prefix('"') else {
        let field = line.split(',').next()?.trim();
        return (!field.is_empty()).then(|| field.to_owned());
    };
    let mut field = String::new();
    let mut characters = quoted.chars();
    loop {
        match characters.next()? {
            '"' if characters.as_str().starts_with('"') => {
                characters.next();
                field.push('"');
            }
            '"' => return Some(field),
            c => field.push(c),
        }
    }
}

/// Returns a listed path's place in the package: lists are relative to the folder of packages, and
/// reach scripts and data of an environment through `..`, which tools put beside the packages.
pub(super) fn place(site: &str, record: &str) -> Option<String> {
    if record.starts_with('/') || record.contains('\\') {
        return None;
    }
    let mut outside = record;
    while let Some(rest) = outside.strip_prefix("../") {
        outside = rest;
    }
    let parts = outside.split('/').filter(|part| *part != ".");
    let inside: Vec<&str> = parts.collect();
    if inside.iter().any(|part| part.is_empty() || *part == "..") {
        return None;
    }
    let inside = inside.join("/");
    Some(match site {
        "" => inside,
        _ => format!("{site}/{inside}"),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn metadata_ends_at_the_description() {
        let text = "Metadata-Version: 2.1\nName: Scikit_Learn\nVersion: 1.5\nRequires-Dist: numpy>=1\n\
                    Requires-Dist: pytest; extra == \"tests\"\n\nName: other\n";
        let expected = Metadata {
            name: "scikit-learn".to_owned(),
            version: "1.5".to_owned(),
            requires: vec!["numpy".to_owned()],
        };
        assert_eq!(Metadata::parse(text.as_bytes()), Some(expected));
    }

    #[test]
    fn a_name_with_a_slash_is_no_name() {
        assert_eq!(Metadata::parse(b"Name: ../../etc\n"), None);
        assert_eq!(Metadata::parse(b"\xff\xfe"), None);
    }

    #[test]
    fn records_are_unquoted() {
        let text = b"a/b.py,sha256=x,12\n\"a/with,comma.py\",,\n\n";
        assert_eq!(records(text), ["a/b.py", "a/with,comma.py"]);
    }

    #[test]
    fn a_listed_path_stays_in_the_package() {
        let check = |record, expected: Option<&str>| {
            assert_eq!(place("python", record).as_deref(), expected, "{record}");
        };
        check("a/b.py", Some("python/a/b.py"));
        check("../../bin/tool", Some("python/bin/tool"));
        check("a/../../x", None);
        check("/etc/passwd", None);
    }

    proptest! {
        #[test]
        fn anything_is_read_or_left(text in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = Metadata::parse(&text);
            for record in records(&text) {
                if let Some(place) = place("", &record) {
                    prop_assert!(place.split('/').all(|part| part != ".."));
                }
            }
        }
    }
}
