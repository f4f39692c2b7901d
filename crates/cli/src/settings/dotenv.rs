//! The syntax of `.env` files: assignments, quotes, comments and `export`.
//!
//! No interpolation: what a file says is what the function gets.

use crate::args::is_variable_name;

/// A line that is no assignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub(crate) struct BadLine {
    /// Line, counted from 1.
    pub(crate) line: usize,
    problem: &'static str,
}

/// Reads the assignments of a file, in order.
pub(crate) fn parse(text: &str) -> Result<Vec<(String, String)>, BadLine> {
    let mut scanner = Scanner {
        rest: text.strip_prefix('\u{feff}').unwrap_or(text),
        line: 1,
    };
    let mut assignments = Vec::new();
    while let Some(assignment) = scanner.assignment()? {
        assignments.push(assignment);
    }
    Ok(assignments)
}

struct Scanner<'a> {
    rest: &'a str,
    line: usize,
}

impl Scanner<'_> {
    fn assignment(&mut self) -> Result<Option<(String, String)>, BadLine> {
        self.skip_to_content();
        if self.rest.is_empty() {
            return Ok(None);
        }
        let name = self.name()?;
        let value = self.value()?;
        Ok(Some((name, value)))
    }

    /// Passes over blank lines and comments.
    fn skip_to_content(&mut self) {
        loop {
            self.take_while(char::is_whitespace);
            if !self.rest.starts_with('#') {
                return;
            }
            self.take_while(|each| each != '\n');
        }
    }

    fn name(&mut self) -> Result<String, BadLine> {
        let mut name = self.take_while(|each| each != '=' && each != '\n').trim();
        if let Some(exported) = name.strip_prefix("export")
            && exported.starts_with([' ', '\t'])
        {
            name = exported.trim_start();
        }
        if !is_variable_name(name) {
            let problem = if self.rest.starts_with('=') {
                "a name has letters, digits and underscores, and starts with no digit"
            } else {
                "expected `NAME=VALUE`"
            };
            return Err(self.bad(problem));
        }
        let name = name.to_owned();
        if self.take('=') {
            Ok(name)
        } else {
            Err(self.bad("expected `=` after the name"))
        }
    }

    fn value(&mut self) -> Result<String, BadLine> {
        self.take_while(is_blank);
        let value = match self.rest.chars().next() {
            Some(quote @ ('"' | '\'' | '`')) => {
                self.take(quote);
                let value = self.quoted(quote)?;
                self.end_of_line()?;
                value
            }
            _ => self.unquoted(),
        };
        Ok(value)
    }

    /// Reads up to the closing quote, which may stand on a later line.
    fn quoted(&mut self, quote: char) -> Result<String, BadLine> {
        let opened = self.line;
        let mut value = String::new();
        while let Some(next) = self.next() {
            match next {
                _ if next == quote => return Ok(value),
                '\\' if quote == '"' => match self.next() {
                    Some('n') => value.push('\n'),
                    Some('r') => value.push('\r'),
                    Some('t') => value.push('\t'),
                    Some(escaped @ ('"' | '\\' | '$')) => value.push(escaped),
                    Some(other) => value.extend(['\\', other]),
                    None => break,
                },
                _ => value.push(next),
            }
        }
        Err(BadLine {
            line: opened,
            problem: "the quote is never closed",
        })
    }

    /// Reads to the end of the line, or to a `#` after a blank.
    fn unquoted(&mut self) -> String {
        let line = self.take_while(|each| each != '\n');
        let end = line
            .char_indices()
            .find(|&(at, each)| each == '#' && (at == 0 || line[..at].ends_with(is_blank)))
            .map_or(line.len(), |(at, _)| at);
        line[..end].trim().to_owned()
    }

    fn end_of_line(&mut self) -> Result<(), BadLine> {
        let after = self.take_while(|each| each != '\n').trim();
        if after.is_empty() || after.starts_with('#') {
            Ok(())
        } else {
            Err(self.bad("unexpected text after the closing quote"))
        }
    }

    fn next(&mut self) -> Option<char> {
        let next = self.rest.chars().next()?;
        self.rest = &self.rest[next.len_utf8()..];
        self.line += usize::from(next == '\n');
        Some(next)
    }

    fn take(&mut self, wanted: char) -> bool {
        self.rest.starts_with(wanted) && self.next().is_some()
    }

    fn bad(&self, problem: &'static str) -> BadLine {
        BadLine {
            line: self.line,
            problem,
        }
    }
}

impl<'a> Scanner<'a> {
    fn take_while(&mut self, accepted: impl Fn(char) -> bool) -> &'a str {
        let end = self
            .rest
            .find(|each| !accepted(each))
            .unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.line += taken.matches('\n').count();
        self.rest = rest;
        taken
    }
}

fn is_blank(each: char) -> bool {
    each == ' ' || each == '\t'
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::parse;

    fn check(text: &str, expected: &[(&str, &str)]) {
        let parsed = parse(text).unwrap();
        let parsed: Vec<(&str, &str)> = parsed
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        assert_eq!(parsed, expected);
    }

    fn refusal(text: &str) -> String {
        parse(text).unwrap_err().to_string()
    }

    #[test]
    fn plain_values_end_at_a_comment() {
        check(
            "\u{feff}# first\n\nA=1\r\n  B = two words # said\nC=\nD=a#b\nE=#none",
            &[
                ("A", "1"),
                ("B", "two words"),
                ("C", ""),
                ("D", "a#b"),
                ("E", ""),
            ],
        );
    }

    #[test]
    fn export_is_passed_over() {
        check(
            "export A=1\nexport\tB=2\nexported=3\nexport=4",
            &[("A", "1"), ("B", "2"), ("exported", "3"), ("export", "4")],
        );
    }

    #[test]
    fn quotes_keep_what_is_inside() {
        check(
            "A=' # \\n' # said\nB=\"x\\n\\\"y\\\" \\$Z \\q\"\nC=\"two\nlines\"\nD=`it's`\nE=${HOME}",
            &[
                ("A", " # \\n"),
                ("B", "x\n\"y\" $Z \\q"),
                ("C", "two\nlines"),
                ("D", "it's"),
                ("E", "${HOME}"),
            ],
        );
    }

    #[test]
    fn a_bad_line_is_named() {
        assert_eq!(
            refusal("A=1\nno assignment\n"),
            "line 2: expected `NAME=VALUE`"
        );
        assert_eq!(refusal("A\n"), "line 1: expected `=` after the name");
        assert_eq!(
            refusal("\n\n1A=x"),
            "line 3: a name has letters, digits and underscores, and starts with no digit"
        );
        assert_eq!(refusal("A=\"x\ny"), "line 1: the quote is never closed");
        assert_eq!(
            refusal("A='x\ny' z"),
            "line 2: unexpected text after the closing quote"
        );
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "(?s).{0,60}") {
            let _ = parse(&text);
        }

        #[test]
        fn dense_text_does_not_panic(text in "[A='\"\\\\`#\n ée]{0,40}") {
            let _ = parse(&text);
        }

        #[test]
        fn what_is_quoted_is_read_back(value in "(?s).{0,40}") {
            let quoted = value.replace('\\', "\\\\").replace('"', "\\\"");
            let parsed = parse(&format!("A=\"{quoted}\"")).unwrap();
            prop_assert_eq!(parsed, [("A".to_owned(), value)]);
        }
    }
}
