//! Makes texts of two packages comparable: where a package lies, and stack traces.
//!
//! Of a stack trace the frames of the function's own code count, each by its file and function;
//! line numbers and lines of source do not, nor do frames of other code: a rebuilt package may load
//! its modules through a wrapper, and bytecode without source shows no lines.

use std::collections::BTreeSet;

use crate::behaviour::{Behaviour, Ran};
use crate::value::Value;

/// Where the platform puts a package.
const ROOT: &str = "/var/task";

/// What is known of a package.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Package<'a> {
    /// Its folders, where the function sees them.
    pub(crate) roots: &'a [String],
    /// Top-level modules of the function's own code.
    pub(crate) own_modules: &'a BTreeSet<String>,
}

impl Package<'_> {
    /// Makes what an environment did comparable.
    pub(crate) fn normalise(self, ran: &mut Ran) {
        for behaviour in std::iter::once(&mut ran.init).chain(&mut ran.invocations) {
            let Behaviour {
                outcome,
                output,
                log,
                files,
                calls,
                state,
            } = behaviour;
            for part in [outcome, output, log, files, calls, state] {
                self.value(part);
            }
        }
    }

    fn value(self, value: &mut Value) {
        match value {
            Value::Text(text) => self.text(text),
            Value::List(items) => {
                self.lines(items);
                for item in items {
                    self.value(item);
                }
            }
            Value::Map(members) => {
                for (name, member) in members {
                    self.place(name);
                    self.value(member);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn place(self, text: &mut String) {
        for root in self.roots {
            if !root.is_empty() && root != ROOT && text.contains(root) {
                *text = text.replace(root, ROOT);
            }
        }
    }

    fn text(self, text: &mut String) {
        self.place(text);
        if !text.contains(FILE) {
            return;
        }
        // The platform's log ends the lines of a stack trace with a carriage return.
        let end = if text.contains('\n') { '\n' } else { '\r' };
        let ends = text.ends_with(end);
        let lines: Vec<&str> = text.split_terminator(end).collect();
        let mut kept = Vec::new();
        let mut trace = Trace::default();
        for line in lines {
            kept.extend(trace.line(line, self));
        }
        let mut joined = kept.join(end.to_string().as_str());
        if ends && !joined.is_empty() {
            joined.push(end);
        }
        *text = joined;
    }

    /// A stack trace whose lines are items of their own.
    fn lines(self, items: &mut Vec<Value>) {
        let begins = |item: &Value| item.as_text().is_some_and(|text| frame(text).is_some());
        if !items.iter().any(begins) {
            return;
        }
        let mut trace = Trace::default();
        items.retain_mut(|item| match item {
            Value::Text(text) if !text.contains(['\n', '\r']) => {
                self.place(text);
                let line = trace.line(text, self);
                let counts = line.is_some();
                *text = line.unwrap_or_default();
                counts
            }
            _ => true,
        });
    }

    fn is_own(self, file: &str) -> bool {
        if self.own_modules.is_empty() {
            let others = [
                "/site-packages/",
                "/dist-packages/",
                "/lib/python",
                "<frozen ",
            ];
            return !others.iter().any(|other| file.contains(other));
        }
        let below = file
            .strip_prefix(ROOT)
            .map(|rest| rest.trim_start_matches('/'));
        // A path without a folder is relative to the package.
        let below = below.or_else(|| (!file.starts_with(['/', '<'])).then_some(file));
        let top = below.and_then(|below| below.split(['/', '.']).next());
        top.is_some_and(|top| self.own_modules.contains(top))
    }
}

/// How a frame of a stack trace begins.
const FILE: &str = "File \"";

/// A stack trace that is being read.
#[derive(Default)]
struct Trace {
    /// How far the last frame is indented; lines of source are indented deeper.
    indent: Option<usize>,
}

impl Trace {
    /// Returns what counts of a line.
    fn line(&mut self, line: &str, package: Package) -> Option<String> {
        let indent = line.len() - line.trim_start().len();
        if let Some((file, function)) = frame(line) {
            self.indent = Some(indent);
            // Text before the frame belongs to a line of the log.
            let own = package.is_own(file);
            return own.then(|| format!("{}File \"{file}\", in {function}", &line[..indent]));
        }
        match self.indent {
            Some(deep) if indent > deep => None,
            _ => {
                self.indent = None;
                Some(line.to_owned())
            }
        }
    }
}

/// Returns file and function of a line such as `File "app.py", line 3, in handler`, or of one
/// without the line's number.
fn frame(line: &str) -> Option<(&str, &str)> {
    let rest = line.trim_start().strip_prefix(FILE)?;
    let (file, rest) = rest.split_once('"')?;
    if let Some(function) = rest.strip_prefix(" in ").or(rest.strip_prefix(", in ")) {
        return Some((file, function));
    }
    let rest = rest.strip_prefix(", line ")?;
    let n_digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if n_digits == 0 {
        return None;
    }
    match rest[n_digits..].strip_prefix(", in ") {
        Some(function) => Some((file, function)),
        None => rest[n_digits..].is_empty().then_some((file, "?")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: &str, expect: &str) {
        let own_modules = BTreeSet::from(["app".to_owned()]);
        let package = Package {
            roots: &["/home/me/package".to_owned(), "/home/me/layer".to_owned()],
            own_modules: &own_modules,
        };
        let mut value = Value::read(value.as_bytes()).unwrap();
        package.value(&mut value);
        assert_eq!(value, Value::read(expect.as_bytes()).unwrap(), "{value}");
    }

    #[test]
    fn folder_of_a_package_is_the_platforms() {
        check(
            r#"{"/home/me/package/x": "in /home/me/layer/app.py"}"#,
            r#"{"/var/task/x": "in /var/task/app.py"}"#,
        );
    }

    #[test]
    fn own_frames_count_without_lines() {
        check(
            r#"["Traceback (most recent call last):", "  File \"/home/me/package/app.py\", line 3, in handler", "    work()", "    ~~~~^^", "  File \"/home/me/package/numpy/core.py\", line 9, in add", "    x", "ValueError: bad"]"#,
            r#"["Traceback (most recent call last):", "  File \"/var/task/app.py\", in handler", "ValueError: bad"]"#,
        );
        check(
            r#""[ERROR] ValueError: bad\rTraceback (most recent call last):\r\u00a0\u00a0File \"/var/task/app.py\", line 3, in handler\r\u00a0\u00a0\u00a0\u00a0work()\r""#,
            r#""[ERROR] ValueError: bad\rTraceback (most recent call last):\r\u00a0\u00a0File \"/var/task/app.py\", in handler\r""#,
        );
        check(
            r#"{"trace": ["File \"/var/task/app.py\" in handler", "File \"/var/task/six.py\" in b"]}"#,
            r#"{"trace": ["File \"/var/task/app.py\", in handler"]}"#,
        );
    }

    #[test]
    fn other_texts_stay_as_they_are() {
        check(
            r#"["File \"x\" was not found", "  indented", "File \"a\", line x"]"#,
            r#"["File \"x\" was not found", "  indented", "File \"a\", line x"]"#,
        );
    }
}
