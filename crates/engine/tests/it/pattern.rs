//! Patterns of transcripts: `*` stands for any text within a line, a line `...` for any lines.

/// Returns where a transcript first leaves its pattern, or nothing when it fits.
pub(crate) fn difference(pattern: &str, transcript: &str) -> Option<String> {
    let pattern: Vec<&str> = pattern.trim().lines().collect();
    let lines: Vec<&str> = transcript.lines().collect();
    if fits(&pattern, &lines) {
        return None;
    }
    // The longest beginning that fits tells the line at fault.
    let good = (0..=pattern.len()).rev().find(|n| {
        let open: Vec<&str> = pattern[..*n].iter().copied().chain(["..."]).collect();
        fits(&open, &lines)
    });
    let good = good.unwrap_or(0);
    Some(pattern.get(good).map_or_else(
        || "more lines than expected".to_owned(),
        |line| format!("no line fits `{line}` where it should be"),
    ))
}

fn fits(pattern: &[&str], lines: &[&str]) -> bool {
    match (pattern.split_first(), lines.split_first()) {
        (None, None) => true,
        (Some((&"...", rest)), _) => (0..=lines.len()).any(|skipped| fits(rest, &lines[skipped..])),
        (Some((first, pattern)), Some((line, lines))) => {
            line_fits(first, line) && fits(pattern, lines)
        }
        _ => false,
    }
}

fn line_fits(pattern: &str, line: &str) -> bool {
    let mut parts = pattern.split('*');
    let start = parts.next().unwrap_or_default();
    let Some(mut rest) = line.strip_prefix(start) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((end, middle)) = parts.split_last() else {
        return rest.is_empty();
    };
    for part in middle {
        let Some((_, behind)) = rest.split_once(part) else {
            return false;
        };
        rest = behind;
    }
    rest.ends_with(end)
}

#[cfg(test)]
mod tests {
    use super::difference;

    #[test]
    fn wildcards_stand_for_text_and_for_lines() {
        assert_eq!(difference("a\n...\nb * d*\n", "a\nx\ny\nb c d\n"), None);
        assert_eq!(difference("a\n...\nb", "a\nb\n"), None);
        assert!(difference("a", "ab").is_some());
        assert!(difference("a*a", "a").is_some());
    }

    #[test]
    fn line_at_fault_is_named() {
        assert_eq!(
            difference("a\nb\nc", "a\nx\nc").unwrap(),
            "no line fits `b` where it should be"
        );
        assert_eq!(difference("a", "a\nb").unwrap(), "more lines than expected");
    }
}
