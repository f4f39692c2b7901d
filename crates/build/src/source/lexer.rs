//! Tokens of Python source, as far as imports, literals and calls need them.
//!
//! It never fails: what is not understood is a token like any other, and an unclosed string ends
//! with its line or with the text. Work is linear in the text; nesting is counted, not recursed.

/// A token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A name or a keyword.
    Name(&'a str),
    /// A string without prefix and quotes, as written.
    Text {
        /// What stands between the quotes.
        body: &'a str,
        /// Whether it holds expressions.
        formatted: bool,
    },
    /// End of a logical line.
    Line,
    /// Punctuation: one character.
    Mark(char),
    /// A number.
    Number,
}

/// Splits source into tokens.
pub(super) fn tokens(text: &str) -> Tokens<'_> {
    Tokens {
        text,
        at: 0,
        brackets: 0,
        formats: Vec::new(),
    }
}

/// Most strings with expressions inside each other that are followed.
const MOST_FORMATS: usize = 16;

/// A string with expressions whose end has not come.
#[derive(Debug, Clone, Copy)]
struct Format<'a> {
    quotes: &'a str,
    brackets: usize,
}

/// The tokens of a text.
#[derive(Debug, Clone)]
pub(super) struct Tokens<'a> {
    text: &'a str,
    at: usize,
    brackets: usize,
    formats: Vec<Format<'a>>,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let rest = &self.text[self.at..];
            let first = rest.chars().next()?;
            match first {
                '\n' => {
                    self.at += 1;
                    self.end_formats();
                    if self.brackets == 0 {
                        return Some(Token::Line);
                    }
                }
                '\\' if rest[1..].starts_with(['\n', '\r']) => {
                    self.at += if rest[1..].starts_with("\r\n") { 3 } else { 2 };
                }
                '#' => self.at += rest.find('\n').unwrap_or(rest.len()),
                '"' | '\'' => return Some(self.string("")),
                _ if first.is_whitespace() || first == '\u{feff}' => self.at += first.len_utf8(),
                _ if first == '_' || first.is_alphabetic() => return Some(self.name(rest)),
                _ if first.is_ascii_digit() => {
                    self.at += end_of(rest, |c| c == '_' || c == '.' || c.is_alphanumeric());
                    return Some(Token::Number);
                }
                _ => return Some(self.mark(first)),
            }
        }
    }
}

impl<'a> Tokens<'a> {
    fn name(&mut self, rest: &'a str) -> Token<'a> {
        let end = end_of(rest, |c| c == '_' || c.is_alphanumeric());
        let name = &rest[..end];
        self.at += end;
        let is_prefix = end <= 2 && name.bytes().all(|c| b"rRbBuUfFtT".contains(&c));
        if is_prefix && rest[end..].starts_with(['"', '\'']) {
            return self.string(name);
        }
        Token::Name(name)
    }

    fn mark(&mut self, mark: char) -> Token<'a> {
        self.at += mark.len_utf8();
        match mark {
            '(' | '[' | '{' => self.brackets += 1,
            ':' => self.specification(),
            ')' | ']' => self.brackets = self.brackets.saturating_sub(1),
            '}' => {
                self.brackets = self.brackets.saturating_sub(1);
                let open = self.formats.last().copied();
                if let Some(format) = open.filter(|format| format.brackets == self.brackets) {
                    self.formats.pop();
                    return self.formatted(format.quotes);
                }
            }
            _ => {}
        }
        Token::Mark(mark)
    }

    /// Steps over what follows an expression's colon: text, in which quotes mean themselves.
    fn specification(&mut self) {
        let open = self.formats.last();
        if open.is_some_and(|format| format.brackets + 1 == self.brackets) {
            let rest = &self.text[self.at..];
            self.at += end_of(rest, |c| !"{}\n".contains(c));
        }
    }

    /// Ends strings whose expressions did not close on their line, so that one that is misread
    /// does not hide the rest of the source.
    fn end_formats(&mut self) {
        let unclosed = self
            .formats
            .iter()
            .position(|format| format.quotes.len() == 1);
        if let Some(first) = unclosed {
            self.brackets = self.formats[first].brackets;
            self.formats.truncate(first);
        }
    }

    /// Reads a string from its opening quotes on.
    fn string(&mut self, prefix: &str) -> Token<'a> {
        let rest = &self.text[self.at..];
        let triple = ["\"\"\"", "'''"]
            .iter()
            .any(|quotes| rest.starts_with(quotes));
        let quotes = &rest[..if triple { 3 } else { 1 }];
        self.at += quotes.len();
        if prefix.contains(['f', 'F', 't', 'T']) {
            return self.formatted(quotes);
        }
        let (body, _) = self.run(quotes, false);
        Token::Text {
            body,
            formatted: false,
        }
    }

    /// Reads a string with expressions up to its next expression or its end.
    fn formatted(&mut self, quotes: &'a str) -> Token<'a> {
        let (body, expression) = self.run(quotes, self.formats.len() < MOST_FORMATS);
        if expression {
            let brackets = self.brackets;
            self.formats.push(Format { quotes, brackets });
            self.brackets += 1;
        }
        Token::Text {
            body,
            formatted: true,
        }
    }

    /// Reads to the closing quotes, or to the brace that opens an expression.
    fn run(&mut self, quotes: &str, expressions: bool) -> (&'a str, bool) {
        let start = self.at;
        let bytes = self.text.as_bytes();
        while self.at < bytes.len() {
            let rest = &bytes[self.at..];
            let body = &self.text[start..self.at];
            match rest[0] {
                b'\\' => {
                    let skipped = self.text[self.at + 1..].chars().next();
                    self.at += 1 + skipped.map_or(0, char::len_utf8);
                    continue;
                }
                // Left for the caller, who ends the logical line with it.
                b'\n' if quotes.len() == 1 => return (body, false),
                b'{' if expressions && rest.get(1) == Some(&b'{') => self.at += 1,
                b'{' if expressions => {
                    self.at += 1;
                    return (body, true);
                }
                _ if rest.starts_with(quotes.as_bytes()) => {
                    self.at += quotes.len();
                    return (body, false);
                }
                _ => {}
            }
            // Only whole characters are stepped over: every byte looked for is one of its own.
            self.at += 1;
            while !self.text.is_char_boundary(self.at) {
                self.at += 1;
            }
        }
        (&self.text[start..], false)
    }
}

fn end_of(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Writes tokens so that they can be read: strings in angles, ends of lines as `;`.
    fn check(text: &str, expected: &str) {
        let shown = tokens(text).map(|token| match token {
            Token::Name(name) => name.to_owned(),
            Token::Text { body, formatted } => {
                format!("{}<{body}>", if formatted { "f" } else { "" })
            }
            Token::Line => ";".to_owned(),
            Token::Mark(mark) => mark.to_string(),
            Token::Number => "0".to_owned(),
        });
        assert_eq!(shown.collect::<Vec<_>>().join(" "), expected, "{text}");
    }

    #[test]
    fn comments_and_strings_hide_what_they_hold() {
        check("a # import b\n'import c'", "a ; <import c>");
        check("'''a\n'b' ''' c", "<a\n'b' > c");
        check(r#"r"\" + b'\'' + x"#, r#"<\" + b'\'' + x>"#);
    }

    #[test]
    fn lines_continue_in_brackets_and_after_a_backslash() {
        check("f(a,\nb)\n", "f ( a , b ) ;");
        check("a \\\n b\n", "a b ;");
    }

    #[test]
    fn expressions_in_strings_are_tokens() {
        check("f'a{b}c' d", "f<a> b f<c> d");
        check("f'{{a}}' d", "f<{{a}}> d");
        check("f'{x[\"k\"]}' d", "f<> x [ <k> ] f<> d");
        check("f'{x['k']}' d", "f<> x [ <k> ] f<> d");
        check("f'{a:{w}}' d", "f<> a : { w } f<> d");
        check("f\"{a:'>9}\" d", "f<> a : f<> d");
        check("f'{a\nimport b", "f<> a ; import b");
    }

    #[test]
    fn an_unclosed_string_ends_with_its_line() {
        check("x = 'abc\nimport a", "x = <abc> ; import a");
    }

    proptest! {
        #[test]
        fn any_text_has_an_end(text in "[a-z'\"{}()\\\\\n#fé ]{0,200}") {
            let n_tokens = tokens(&text).count();
            prop_assert!(n_tokens <= 2 * text.len() + 1);
        }
    }
}
