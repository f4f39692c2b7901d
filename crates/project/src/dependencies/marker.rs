//! Environment markers: the conditions after the `;` of a requirement.

use crate::interpreter::Interpreter;

/// Longest marker that is evaluated; each bracket takes stack.
const LONGEST: usize = 4096;

/// What markers can ask of an interpreter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Environment {
    /// `python_version`, such as `3.12`.
    pub python_version: String,
    /// `python_full_version`, such as `3.12.1`.
    pub python_full_version: String,
    /// `sys_platform`, such as `linux`.
    pub sys_platform: String,
    /// `platform_machine`, such as `x86_64`.
    pub platform_machine: String,
    /// `os_name`, such as `posix`.
    pub os_name: String,
}

impl From<&Interpreter> for Environment {
    fn from(interpreter: &Interpreter) -> Self {
        Self {
            python_version: interpreter.version.to_string(),
            python_full_version: interpreter.full_version.clone(),
            sys_platform: interpreter.system.clone(),
            platform_machine: interpreter.machine.clone(),
            os_name: interpreter.os_name.clone(),
        }
    }
}

impl Environment {
    pub(super) fn variable(&self, name: &str) -> Option<&str> {
        Some(match name {
            "python_version" => &self.python_version,
            "python_full_version" | "implementation_version" => &self.python_full_version,
            "sys_platform" => &self.sys_platform,
            "platform_machine" => &self.platform_machine,
            "os_name" => &self.os_name,
            "platform_system" => match self.sys_platform.as_str() {
                "linux" => "Linux",
                "darwin" => "Darwin",
                "win32" => "Windows",
                other => other,
            },
            "platform_python_implementation" => "CPython",
            "implementation_name" => "cpython",
            "extra" => "",
            _ => return None,
        })
    }
}

/// Says whether a marker holds; `None` where it is not understood.
#[must_use]
pub fn holds(marker: &str, environment: &Environment) -> Option<bool> {
    if marker.len() > LONGEST {
        return None;
    }
    let tokens = tokens(marker)?;
    let mut reader = Reader {
        tokens: &tokens,
        at: 0,
        depth: 0,
        environment,
    };
    let holds = reader.any()?;
    (reader.at == tokens.len()).then_some(holds)
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token<'t> {
    Word(&'t str),
    Quoted(&'t str),
    Operator(&'t str),
    Open,
    Close,
}

fn tokens(text: &str) -> Option<Vec<Token<'_>>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '(' | ')' => {
                tokens.push(if first == '(' {
                    Token::Open
                } else {
                    Token::Close
                });
                1
            }
            '\'' | '"' => {
                let end = rest[1..].find(first)? + 1;
                tokens.push(Token::Quoted(&rest[1..end]));
                end + 1
            }
            '<' | '>' | '=' | '!' | '~' => {
                let end = rest
                    .find(|next| !"<>=!~".contains(next))
                    .unwrap_or(rest.len());
                tokens.push(Token::Operator(&rest[..end]));
                end
            }
            _ if first.is_ascii_alphabetic() => {
                let is_word = |next: char| next.is_ascii_alphanumeric() || "_.".contains(next);
                let end = rest.find(|next| !is_word(next)).unwrap_or(rest.len());
                tokens.push(Token::Word(&rest[..end]));
                end
            }
            _ => return None,
        };
        rest = rest[length..].trim_start();
    }
    Some(tokens)
}

struct Reader<'a> {
    tokens: &'a [Token<'a>],
    at: usize,
    depth: usize,
    environment: &'a Environment,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Option<&'a Token<'a>> {
        let token = self.tokens.get(self.at);
        self.at += 1;
        token
    }

    fn takes(&mut self, word: &str) -> bool {
        let is_next = self.tokens.get(self.at) == Some(&Token::Word(word));
        self.at += usize::from(is_next);
        is_next
    }

    fn any(&mut self) -> Option<bool> {
        let mut holds = self.all()?;
        while self.takes("or") {
            // Both sides are read, whatever the first says.
            let other = self.all()?;
            holds = holds || other;
        }
        Some(holds)
    }

    fn all(&mut self) -> Option<bool> {
        let mut holds = self.comparison()?;
        while self.takes("and") {
            let other = self.comparison()?;
            holds = holds && other;
        }
        Some(holds)
    }

    fn comparison(&mut self) -> Option<bool> {
        if self.tokens.get(self.at) == Some(&Token::Open) {
            self.at += 1;
            self.depth += 1;
            if self.depth > 100 {
                return None;
            }
            let holds = self.any()?;
            self.depth -= 1;
            return (self.next()? == &Token::Close).then_some(holds);
        }
        let (left, left_is_version) = self.operand()?;
        let operator = match self.next()? {
            Token::Operator(operator) => *operator,
            Token::Word("in") => "in",
            Token::Word("not") if self.takes("in") => "not in",
            _ => return None,
        };
        let (right, right_is_version) = self.operand()?;
        compare(left, operator, right, left_is_version || right_is_version)
    }

    /// Returns a value, and whether it is a version.
    fn operand(&mut self) -> Option<(&'a str, bool)> {
        match self.next()? {
            Token::Quoted(text) => Some((text, false)),
            Token::Word(name) => {
                let value = self.environment.variable(name)?;
                Some((value, name.ends_with("_version")))
            }
            _ => None,
        }
    }
}

fn compare(left: &str, operator: &str, right: &str, are_versions: bool) -> Option<bool> {
    match operator {
        "in" => return Some(right.contains(left)),
        "not in" => return Some(!right.contains(left)),
        "===" => return Some(left == right),
        _ => {}
    }
    if !are_versions {
        return match operator {
            "==" => Some(left == right),
            "!=" => Some(left != right),
            _ => None,
        };
    }
    if let (Some(prefix), "==" | "!=") = (right.strip_suffix(".*"), operator) {
        let wanted = numbers(prefix)?;
        let is_same = numbers(left)?.starts_with(&wanted);
        return Some(is_same == (operator == "=="));
    }
    let (mut left, mut right) = (numbers(left)?, numbers(right)?);
    if operator == "~=" {
        let fixed = right.len().checked_sub(1).filter(|fixed| *fixed > 0)?;
        let is_same = left.len() >= fixed && left[..fixed] == right[..fixed];
        return Some(is_same && left >= right);
    }
    let length = left.len().max(right.len());
    left.resize(length, 0);
    right.resize(length, 0);
    Some(match operator {
        "==" => left == right,
        "!=" => left != right,
        "<" => left < right,
        "<=" => left <= right,
        ">" => left > right,
        ">=" => left >= right,
        _ => return None,
    })
}

fn numbers(version: &str) -> Option<Vec<u64>> {
    version
        .split('.')
        .map(|part| part.trim().parse().ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(marker: &str, expect: Option<bool>) {
        let environment = Environment {
            python_version: "3.12".to_owned(),
            python_full_version: "3.12.1".to_owned(),
            sys_platform: "linux".to_owned(),
            platform_machine: "x86_64".to_owned(),
            os_name: "posix".to_owned(),
        };
        assert_eq!(holds(marker, &environment), expect, "{marker}");
    }

    #[test]
    fn versions_compare_by_number() {
        check("python_version >= '3.9'", Some(true));
        check("python_version < '3.9'", Some(false));
        check("python_version == '3.*'", Some(true));
        check("python_full_version == '3.12.1'", Some(true));
        check("python_version ~= '3.8'", Some(true));
        check("'3.10' <= python_version", Some(true));
        check("python_version in '3.11 3.12'", Some(true));
    }

    #[test]
    fn texts_compare_whole() {
        check("sys_platform == 'win32'", Some(false));
        check("platform_system != \"Windows\"", Some(true));
        check("extra == 'dev'", Some(false));
    }

    #[test]
    fn words_join() {
        check(
            "sys_platform == 'win32' or python_version > '3'",
            Some(true),
        );
        check(
            "(os_name == 'nt' or os_name == 'posix') and python_version < '3'",
            Some(false),
        );
        check(
            "sys_platform == 'win32' and (python_version > '3')",
            Some(false),
        );
    }

    #[test]
    fn what_is_not_understood_is_unknown() {
        for marker in [
            "",
            "nonsense",
            "a == 'b'",
            "os_name",
            "os_name ==",
            "'x",
            "(",
            "é",
        ] {
            check(marker, None);
        }
        check(&"(".repeat(4000), None);
        check(&"python_version >= '3' and ".repeat(100), None);
    }
}
