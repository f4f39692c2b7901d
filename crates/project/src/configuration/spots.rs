//! From where a value starts to the range of it that a reader should see underlined.

use warmfront_model::template::Spot;

use crate::document::{Node, Value};
use crate::problem::Mark;

/// Longest line in which ends are looked for; a plan on one line has megabytes.
const LONGEST_LINE: usize = 1000;

/// The lines of a text.
pub(super) struct Spots<'t> {
    lines: Vec<&'t str>,
}

impl<'t> Spots<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        Self {
            lines: text.lines().collect(),
        }
    }

    /// Returns where a value stands: a scalar itself, of anything larger its key.
    pub(super) fn of(&self, node: &Node) -> Option<Spot> {
        let is_scalar = !matches!(node.value, Value::List(_) | Value::Map(_));
        match (node.mark, node.key) {
            (Some(mark), _) if is_scalar => Some(self.spot(mark)),
            (mark, key) => key.or(mark).map(|mark| self.spot(mark)),
        }
    }

    /// Returns where a value's key stands.
    pub(super) fn key(&self, node: &Node) -> Option<Spot> {
        node.key.or(node.mark).map(|mark| self.spot(mark))
    }

    fn spot(&self, mark: Mark) -> Spot {
        let line = self.lines.get(mark.line - 1).copied().unwrap_or_default();
        let length = if line.len() > LONGEST_LINE {
            1
        } else {
            let rest: String = line.chars().skip(mark.column - 1).collect();
            token(&rest).chars().count().max(1)
        };
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Spot {
            line: number(mark.line),
            column: number(mark.column),
            end: number(mark.column + length),
        }
    }
}

/// Returns the scalar or key that a line goes on with.
fn token(rest: &str) -> &str {
    if let Some(quote) = rest.chars().next().filter(|first| "\"'".contains(*first)) {
        let mut escaped = false;
        let closing = rest.char_indices().skip(1).find(|(_, c)| {
            let closes = *c == quote && !escaped;
            escaped = *c == '\\' && quote == '"' && !escaped;
            closes
        });
        return closing.map_or(rest, |(at, _)| &rest[..=at]);
    }
    let ends = [": ", " #", ",", "}", "]"];
    let end = ends.iter().filter_map(|end| rest.find(end)).min();
    let token = rest[..end.unwrap_or(rest.len())].trim_end();
    token.strip_suffix(':').unwrap_or(token)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_ends_where_a_reader_sees_it_end() {
        let check = |rest: &str, expect: &str| assert_eq!(token(rest), expect, "{rest}");
        check("128 # MB", "128");
        check("MemorySize: 128", "MemorySize");
        check("Function:", "Function");
        check("\"a \\\" b\": 1", "\"a \\\" b\"");
        check("'it': 1", "'it'");
        check("128}", "128");
        check("!Ref Size", "!Ref Size");
        check("", "");
        check("'open", "'open");
    }
}
