//! YAML as a tree, as templates use it.
//!
//! The short tags of `CloudFormation` become the long form (`!Ref x` is `{Ref: x}`), so that YAML and
//! JSON templates read the same. Merge keys are applied. Of duplicate keys the last counts, as for
//! the tools that deploy these files. Only the first document of a stream is read.

use std::collections::BTreeMap;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, Tag};

use super::{DEEPEST, HEAVIEST, Node, Value};
use crate::problem::{Mark, Problem};

/// Parses a YAML text.
pub fn parse(text: &str) -> Result<Node, Problem> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut builder = Builder::default();
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| scan_problem(&error))?;
        if matches!(event, Event::DocumentEnd) {
            break;
        }
        builder.take(event, place(&span.start))?;
    }
    Ok(builder.root.unwrap_or(Node::new(Value::Null, None)))
}

fn place(marker: &Marker) -> Mark {
    Mark {
        line: marker.line(),
        column: marker.col() + 1,
    }
}

fn scan_problem(error: &ScanError) -> Problem {
    let info = error.info();
    Problem::new(
        Some(place(error.marker())),
        format!("this is not YAML: {info}"),
    )
}

/// A collection that is still being read.
struct Frame {
    content: Content,
    mark: Mark,
    anchor: usize,
    tag: Option<String>,
}

enum Content {
    List(Vec<Node>),
    Map {
        entries: BTreeMap<String, Node>,
        key: Option<(String, Mark)>,
        merged: Vec<Node>,
    },
}

#[derive(Default)]
struct Builder {
    stack: Vec<Frame>,
    anchors: BTreeMap<usize, Node>,
    weight: usize,
    root: Option<Node>,
}

impl Builder {
    fn take(&mut self, event: Event<'_>, mark: Mark) -> Result<(), Problem> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let tag = tag.as_deref();
                let value = scalar(&text, style, tag);
                let node = tagged(Node::new(value, Some(mark)), short_tag(tag).as_deref());
                self.put(node, anchor, mark)
            }
            Event::SequenceStart(anchor, tag) => {
                self.open(Content::List(Vec::new()), anchor, tag.as_deref(), mark)
            }
            Event::MappingStart(anchor, tag) => {
                let content = Content::Map {
                    entries: BTreeMap::new(),
                    key: None,
                    merged: Vec::new(),
                };
                self.open(content, anchor, tag.as_deref(), mark)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            Event::Alias(anchor) => {
                let node = self.anchors.get(&anchor).cloned().ok_or_else(|| {
                    Problem::new(Some(mark), "this alias refers to what contains it")
                })?;
                self.put(node, 0, mark)
            }
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => Ok(()),
        }
    }

    fn open(
        &mut self,
        content: Content,
        anchor: usize,
        tag: Option<&Tag>,
        mark: Mark,
    ) -> Result<(), Problem> {
        if self.stack.len() >= DEEPEST {
            return Err(Problem::new(Some(mark), "this is nested too deeply"));
        }
        self.stack.push(Frame {
            content,
            mark,
            anchor,
            tag: short_tag(tag),
        });
        Ok(())
    }

    fn close(&mut self) -> Result<(), Problem> {
        let Some(frame) = self.stack.pop() else {
            return Ok(());
        };
        let value = match frame.content {
            Content::List(list) => Value::List(list),
            Content::Map {
                entries, merged, ..
            } => Value::Map(merge(entries, merged)),
        };
        let node = tagged(Node::new(value, Some(frame.mark)), frame.tag.as_deref());
        self.put(node, frame.anchor, frame.mark)
    }

    /// Puts a finished node where it belongs: under the waiting key, in the list, or at the root.
    fn put(&mut self, node: Node, anchor: usize, mark: Mark) -> Result<(), Problem> {
        if anchor > 0 {
            self.spend(node.weight(), mark)?;
            self.anchors.insert(anchor, node.clone());
        }
        // A collection's children were weighed when they were put into it, unless an alias made it.
        let children_weighed = anchor == 0 && node.mark == Some(mark);
        self.spend(
            if children_weighed {
                own_weight(&node)
            } else {
                node.weight()
            },
            mark,
        )?;
        match self.stack.last_mut().map(|frame| &mut frame.content) {
            None => self.root = Some(node),
            Some(Content::List(list)) => list.push(node),
            Some(Content::Map {
                entries,
                key,
                merged,
            }) => match key.take() {
                Some((merge_key, _)) if merge_key == "<<" => merged.push(node),
                Some((name, key)) => {
                    entries.insert(name, node.under(key));
                }
                None => *key = Some((key_text(&node, mark)?, mark)),
            },
        }
        Ok(())
    }

    fn spend(&mut self, weight: usize, mark: Mark) -> Result<(), Problem> {
        self.weight = self.weight.saturating_add(weight);
        if self.weight > HEAVIEST {
            let message = "the document is too large once its aliases are expanded";
            return Err(Problem::new(Some(mark), message));
        }
        Ok(())
    }
}

fn own_weight(node: &Node) -> usize {
    match &node.value {
        Value::List(_) | Value::Map(_) => 1,
        _ => node.weight(),
    }
}

fn key_text(node: &Node, mark: Mark) -> Result<String, Problem> {
    match &node.value {
        Value::Null => Ok(String::new()),
        _ => node.scalar().ok_or_else(|| {
            Problem::new(Some(mark), "a key must be a plain text")
                .hint("a value that starts with `{` needs quotes")
        }),
    }
}

/// Applies `<<: *base`: what stands in the map itself wins, then the earlier of the merged.
fn merge(mut entries: BTreeMap<String, Node>, merged: Vec<Node>) -> BTreeMap<String, Node> {
    for node in merged {
        match node.value {
            Value::Map(map) => {
                for (key, value) in map {
                    entries.entry(key).or_insert(value);
                }
            }
            Value::List(list) => entries = merge(entries, list),
            _ => {}
        }
    }
    entries
}

/// Returns the name of one of `CloudFormation`'s short tags.
fn short_tag(tag: Option<&Tag>) -> Option<String> {
    let tag = tag?;
    (tag.handle == "!" && !tag.suffix.is_empty()).then(|| match tag.suffix.as_str() {
        plain @ ("Ref" | "Condition") => plain.to_owned(),
        other => format!("Fn::{other}"),
    })
}

fn tagged(node: Node, tag: Option<&str>) -> Node {
    let Some(tag) = tag else {
        return node;
    };
    let mark = node.mark;
    let inner = match node.value {
        // `!GetAtt Table.Arn` is `Fn::GetAtt: [Table, Arn]` in the long form.
        Value::Text(text) if tag == "Fn::GetAtt" && text.contains('.') => {
            let (resource, attribute) = text.split_once('.').unwrap_or((&text, ""));
            let parts = [resource, attribute].map(|part| Node::text(part, mark));
            Node::new(Value::List(parts.into()), mark)
        }
        value => Node::new(value, mark),
    };
    Node::new(Value::Map(BTreeMap::from([(tag.to_owned(), inner)])), mark)
}

/// Gives a scalar its type, by YAML 1.2's core schema.
fn scalar(text: &str, style: ScalarStyle, tag: Option<&Tag>) -> Value {
    // `!!str 012` and `!Ref 012` are texts, whatever they look like.
    if style != ScalarStyle::Plain || tag.is_some() {
        return Value::Text(text.to_owned());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ if is_number(text) => Value::Number(text.to_owned()),
        _ => Value::Text(text.to_owned()),
    }
}

fn is_number(text: &str) -> bool {
    let digits = text.trim_start_matches(['-', '+']);
    digits.starts_with(|first: char| first.is_ascii_digit()) && digits.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    fn check(text: &str, expect: &str) {
        let shown = match parse(text) {
            Ok(node) => show(&node),
            Err(problem) => problem.to_string(),
        };
        assert_eq!(shown, expect);
    }

    fn show(node: &Node) -> String {
        match &node.value {
            Value::List(list) => {
                format!("[{}]", list.iter().map(show).collect::<Vec<_>>().join(", "))
            }
            Value::Map(map) => {
                let entries = map
                    .iter()
                    .map(|(key, node)| format!("{key}: {}", show(node)));
                format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
            }
            Value::Text(text) => format!("{text:?}"),
            Value::Null => "null".to_owned(),
            _ => node.scalar().unwrap(),
        }
    }

    #[test]
    fn short_tags_become_the_long_form() {
        check("a: !Ref B", "{a: {Ref: \"B\"}}");
        check("a: !GetAtt B.Arn", "{a: {Fn::GetAtt: [\"B\", \"Arn\"]}}");
        check(
            "a: !Join ['-', [x, !Ref Y]]",
            "{a: {Fn::Join: [\"-\", [\"x\", {Ref: \"Y\"}]]}}",
        );
        check("a: !If [C, 1, 2]", "{a: {Fn::If: [\"C\", 1, 2]}}");
        check("a: !Sub 'x-${Y}'", "{a: {Fn::Sub: \"x-${Y}\"}}");
    }

    #[test]
    fn scalars_have_types() {
        check(
            "[1, '1', true, yes, ~, 3.5, 1.2.3, 012]",
            "[1, \"1\", true, \"yes\", null, 3.5, \"1.2.3\", 012]",
        );
    }

    #[test]
    fn merge_keys_and_aliases_apply() {
        check(
            "b: &b {x: 1, y: 2}\nc:\n  <<: *b\n  y: 3",
            "{b: {x: 1, y: 2}, c: {x: 1, y: 3}}",
        );
    }

    #[test]
    fn the_last_duplicate_counts() {
        check("a: 1\na: 2", "{a: 2}");
    }

    #[test]
    fn an_empty_text_is_null() {
        check("", "null");
        check("# only a comment\n", "null");
        check("---\na: 1\n---\nb: 2\n", "{a: 1}");
    }

    #[test]
    fn an_alias_of_its_own_container_is_refused() {
        check(
            "a: &a [1, *a]",
            "1:11: this alias refers to what contains it",
        );
    }

    #[test]
    fn aliases_that_multiply_are_refused() {
        let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..12 {
            let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
            writeln!(text, "a{level}: &a{level} [{aliases}]").unwrap();
        }
        assert!(parse(&text).unwrap_err().message.contains("too large"));
    }

    #[test]
    fn deep_nesting_is_refused() {
        assert!(parse(&"[".repeat(5_000)).is_err());
        assert!(parse(&"- ".repeat(5_000)).is_err());
        assert!(parse(&"{a: ".repeat(5_000)).is_err());
    }

    #[test]
    fn a_template_of_a_template_is_a_fault_with_its_place() {
        check(
            "a: 1\nb: {{ cookiecutter.name }}\n",
            "2:5: a key must be a plain text",
        );
    }
}
