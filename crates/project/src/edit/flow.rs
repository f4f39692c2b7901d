//! Entries of maps in braces, as JSON has them and YAML may.

use super::layout::{Entry, Keys, Piece};
use super::quote;

/// Returns an entry that leads through all keys to a value.
pub(super) fn entry(keys: &[&str], value: &str, written: Keys) -> String {
    let Some((first, rest)) = keys.split_first() else {
        return value.to_owned();
    };
    let first = key(first, written);
    if rest.is_empty() {
        format!("{first}: {value}")
    } else {
        format!("{first}: {{{}}}", entry(rest, value, written))
    }
}

/// Returns where an entry is inserted in a map in braces, and what: after the others, laid out as
/// the first one is.
pub(super) fn insertion(
    text: &str,
    map: &Piece,
    entries: &[Entry],
    entry: &str,
) -> (usize, String) {
    let inside = map.range.start + 1;
    let (Some(first), Some(last)) = (entries.first(), entries.last()) else {
        return (inside, entry.to_owned());
    };
    let gap = text.get(inside..first.place.start).unwrap_or_default();
    let gap = if gap.contains('\n') && gap.trim().is_empty() {
        gap
    } else {
        " "
    };
    (last.value.range.end, format!(",{gap}{entry}"))
}

/// Returns a key as it is written.
pub(super) fn key(key: &str, written: Keys) -> String {
    match written {
        Keys::Bare if is_bare(key) => key.to_owned(),
        Keys::Bare | Keys::Quoted => quote(key),
    }
}

/// Tells whether a text reads as itself without quotes. What reads as another type, such as `yes`,
/// the proof of the edit finds.
pub(super) fn is_bare(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text
            .chars()
            .all(|each| each.is_ascii_alphanumeric() || matches!(each, '_' | '-' | '.'))
}
