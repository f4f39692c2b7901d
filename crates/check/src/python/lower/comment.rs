//! Comments that ask rules to be silent: `# warmfront: ignore[WF101] reason`.

use warmfront_syntax::ast::token::TokenKind;
use warmfront_syntax::parse::Parsed;
use warmfront_syntax::text::Ranged;

use super::{count, span};
use crate::python::tree::Suppression;

const MARK: &str = "warmfront:";

pub(super) fn suppressions(source: &str, parsed: &Parsed, lines: &[u32]) -> Vec<Suppression> {
    // Few sources have any, and going through all tokens takes time.
    if !source.contains(MARK) {
        return Vec::new();
    }
    let tokens = parsed.tokens().iter();
    let comments = tokens.filter(|token| token.kind() == TokenKind::Comment);
    let read = comments.filter_map(|token| {
        let codes = codes(&source[token.range()])?;
        let span = span(token.range());
        let line = lines.partition_point(|&start| start <= span.start);
        let start = lines[line.saturating_sub(1)] as usize;
        let stands_alone = source[start..span.start as usize].trim().is_empty();
        Some(Suppression {
            span,
            line: count(if stands_alone {
                code_after(source, lines, line)
            } else {
                line
            }),
            codes,
        })
    });
    read.collect()
}

/// Returns the first line of code after a line that is a comment, both from 1.
fn code_after(source: &str, lines: &[u32], line: usize) -> usize {
    let text = |index: usize| {
        let start = lines[index] as usize;
        let end = lines
            .get(index + 1)
            .map_or(source.len(), |end| *end as usize);
        source[start..end].trim()
    };
    let mut later = line..lines.len();
    let found = later.find(|index| !text(*index).is_empty() && !text(*index).starts_with('#'));
    found.map_or(line, |index| index + 1)
}

/// Returns the codes that a comment names, none for all; `None` when it asks for nothing.
fn codes(comment: &str) -> Option<Vec<String>> {
    let text = comment.trim_start_matches(['#', ' ', '\t']);
    let asked = text
        .strip_prefix(MARK)?
        .trim_start()
        .strip_prefix("ignore")?;
    let Some(listed) = asked.trim_start().strip_prefix('[') else {
        let ends = asked
            .chars()
            .next()
            .is_none_or(|next| !next.is_alphanumeric());
        return ends.then(Vec::new);
    };
    let (listed, _reason) = listed.split_once(']')?;
    let codes = listed.split(',').map(str::trim);
    Some(
        codes
            .filter(|code| !code.is_empty())
            .map(str::to_owned)
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_name_codes() {
        let one = Some(vec!["WF101".to_owned()]);
        assert_eq!(codes("# warmfront: ignore[WF101] made once"), one);
        assert_eq!(codes("#warmfront:ignore [ WF101 ]"), one);
        assert_eq!(codes("# warmfront: ignore"), Some(Vec::new()));
        assert_eq!(codes("# warmfront: ignored"), None);
        assert_eq!(codes("# warmfront: nothing"), None);
        assert_eq!(codes("# warmfront: ignore[WF101"), None);
        assert_eq!(codes("# about warmfront: ignore"), None);
    }
}
