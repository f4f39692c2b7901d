//! A value without what tends to vary, so that the same place of two runs can be recognised.

use std::fmt::Write;

use super::kind::is_volatile;
use crate::token::{Class, tokens};
use crate::value::Value;

/// What is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Without {
    /// Times, identifiers, fractions and long numbers.
    Volatile,
    /// These and all other numbers.
    Numbers,
}

/// Returns what is left of a value.
pub(super) fn of(value: &Value, without: Without) -> String {
    let mut skeleton = String::new();
    write(value, without, &mut skeleton);
    skeleton
}

/// Returns what is left of a text.
pub(super) fn of_text(text: &str, without: Without) -> String {
    let mut skeleton = String::new();
    write_text(text, without, &mut skeleton);
    skeleton
}

fn write(value: &Value, without: Without, out: &mut String) {
    match value {
        Value::Null | Value::Bool(_) => {
            // A string takes whatever is written.
            let _written = write!(out, "{value}");
        }
        Value::Number(number) => write_text(number, without, out),
        Value::Text(text) => {
            out.push('"');
            write_text(text, without, out);
        }
        Value::List(items) => {
            out.push('[');
            for item in items {
                write(item, without, out);
                out.push(',');
            }
            out.push(']');
        }
        Value::Map(members) => {
            out.push('{');
            for (key, member) in members {
                write_text(key, without, out);
                out.push(':');
                write(member, without, out);
                out.push(',');
            }
            out.push('}');
        }
    }
}

fn write_text(text: &str, without: Without, out: &mut String) {
    for token in tokens(text) {
        match token.class {
            Class::Number if without == Without::Numbers => out.push('\u{1}'),
            _ if is_volatile(&token) => out.push('\u{2}'),
            _ => out.push_str(token.text),
        }
    }
}
