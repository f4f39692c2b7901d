//! Conditions that are known before anything runs.

use warmfront_model::function::PythonVersion;
use warmfront_syntax::ast::{BoolOp, CmpOp, Expr, Number, UnaryOp};

/// Returns what a condition is on the target, where that is known.
pub(super) fn truth(test: &Expr, python: PythonVersion) -> Option<bool> {
    match test {
        Expr::BooleanLiteral(literal) => Some(literal.value),
        Expr::NoneLiteral(_) => Some(false),
        Expr::NumberLiteral(literal) => match &literal.value {
            Number::Int(int) => Some(int.as_u64() != Some(0)),
            _ => None,
        },
        Expr::UnaryOp(unary) if unary.op == UnaryOp::Not => {
            truth(&unary.operand, python).map(|is| !is)
        }
        Expr::BoolOp(operation) => {
            let mut values = operation.values.iter().map(|value| truth(value, python));
            let decides = operation.op == BoolOp::Or;
            if values.clone().any(|value| value == Some(decides)) {
                return Some(decides);
            }
            values.all(|value| value.is_some()).then_some(!decides)
        }
        Expr::Name(_) | Expr::Attribute(_) => match last_name(test)? {
            "TYPE_CHECKING" => Some(false),
            "__debug__" => Some(true),
            _ => None,
        },
        Expr::Compare(compare) => {
            let ([op], [right]) = (&*compare.ops, &*compare.comparators) else {
                return None;
            };
            compared(&compare.left, *op, right, python)
        }
        Expr::Call(call) => {
            let method = call.func.as_attribute_expr()?;
            let prefix = call.arguments.args.first()?.as_string_literal_expr()?;
            let is_platform = dotted(&method.value).as_deref() == Some("sys.platform");
            (is_platform && method.attr.as_str() == "startswith")
                .then(|| "linux".starts_with(prefix.value.to_str()))
        }
        _ => None,
    }
}

fn compared(left: &Expr, op: CmpOp, right: &Expr, python: PythonVersion) -> Option<bool> {
    let name = dotted(left);
    let text = right.as_string_literal_expr();
    let text = text.map(|literal| literal.value.to_str().to_owned());
    let actual = match name.as_deref() {
        Some("sys.platform") => Some("linux"),
        Some("os.name") => Some("posix"),
        Some("platform.system") => Some("Linux"),
        _ => None,
    };
    if let (Some(actual), Some(text)) = (actual, &text) {
        return match op {
            CmpOp::Eq => Some(actual == text),
            CmpOp::NotEq => Some(actual != text),
            _ => None,
        };
    }
    // What is imported is never the program itself.
    if name.as_deref() == Some("__name__") && text.as_deref() == Some("__main__") {
        return Some(op == CmpOp::NotEq);
    }
    let version = version(left, python)?;
    let wanted = numbers(right)?;
    let ordering = version.iter().copied().cmp(wanted.iter().copied());
    // The micro version and what follows is not known.
    let is_known = wanted.len() <= version.len() || !wanted.starts_with(&version);
    let is_known = is_known && (op != CmpOp::Eq && op != CmpOp::NotEq || wanted.len() == 2);
    let holds = match op {
        CmpOp::Lt => ordering.is_lt(),
        CmpOp::LtE => wanted.len() > 2 && ordering.is_le() || ordering.is_lt(),
        CmpOp::Gt => ordering.is_gt() || wanted == version,
        CmpOp::GtE => ordering.is_ge(),
        CmpOp::Eq => ordering.is_eq(),
        CmpOp::NotEq => ordering.is_ne(),
        _ => return None,
    };
    is_known.then_some(holds)
}

/// Returns the version that an expression reads: `sys.version_info`, its start, or its first number.
fn version(expression: &Expr, python: PythonVersion) -> Option<Vec<u64>> {
    let both = vec![u64::from(python.major), u64::from(python.minor)];
    if let Expr::Subscript(subscript) = expression {
        if dotted(&subscript.value).as_deref() != Some("sys.version_info") {
            return None;
        }
        return match &*subscript.slice {
            Expr::Slice(slice) if slice.lower.is_none() && slice.step.is_none() => {
                let upper = numbers(slice.upper.as_deref()?)?;
                (upper == [2]).then_some(both)
            }
            index => match numbers(index)?[..] {
                [0] => Some(both[..1].to_vec()),
                [1] => Some(both[1..].to_vec()),
                _ => None,
            },
        };
    }
    match dotted(expression)?.as_str() {
        "sys.version_info" => Some(both),
        "sys.version_info.major" | "six.PY3" => Some(both[..1].to_vec()),
        "sys.version_info.minor" => Some(both[1..].to_vec()),
        _ => None,
    }
}

/// Returns the numbers of a tuple, or the number that it is.
fn numbers(expression: &Expr) -> Option<Vec<u64>> {
    let one = |expression: &Expr| match expression {
        Expr::NumberLiteral(literal) => match &literal.value {
            Number::Int(int) => int.as_u64(),
            _ => None,
        },
        _ => None,
    };
    match expression {
        Expr::Tuple(tuple) if !tuple.elts.is_empty() => tuple.elts.iter().map(one).collect(),
        _ => one(expression).map(|number| vec![number]),
    }
}

/// Returns the name that an expression ends in.
fn last_name(expression: &Expr) -> Option<&str> {
    match expression {
        Expr::Name(name) => Some(name.id.as_str()),
        Expr::Attribute(attribute) => Some(attribute.attr.as_str()),
        _ => None,
    }
}

/// Returns names with dots between them as text; a call is taken for what it calls.
fn dotted(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Name(name) => Some(name.id.to_string()),
        Expr::Attribute(attribute) => {
            let before = dotted(&attribute.value)?;
            Some(format!("{before}.{}", attribute.attr.as_str()))
        }
        Expr::Call(call) if call.arguments.args.is_empty() => dotted(&call.func),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use warmfront_syntax::ast::Stmt;

    use super::*;

    #[test]
    fn conditions_on_the_target_are_known() {
        let python = "3.12".parse().unwrap();
        let check = |source: &str, expected: Option<bool>| {
            let found = warmfront_syntax::parse::module(source, |suite, _| match suite {
                [Stmt::Expr(statement)] => truth(&statement.value, python),
                _ => unreachable!(),
            });
            assert_eq!(found.unwrap(), expected, "{source}");
        };
        check("TYPE_CHECKING", Some(false));
        check("not typing.TYPE_CHECKING", Some(true));
        check("sys.version_info >= (3, 8)", Some(true));
        check("sys.version_info < (3, 12)", Some(false));
        check("sys.version_info > (3, 12)", Some(true));
        check("sys.version_info <= (3, 12)", Some(false));
        check("sys.version_info[:2] == (3, 11)", Some(false));
        check("sys.version_info >= (3, 12, 1)", None);
        check("sys.version_info >= (3, 11, 1)", Some(true));
        check("sys.version_info[0] == 2", None);
        check("sys.version_info[0] >= 3", Some(true));
        check("sys.platform == 'win32'", Some(false));
        check(
            "os.name == 'nt' or sys.platform.startswith('darwin')",
            Some(false),
        );
        check("__name__ == '__main__'", Some(false));
        check("USE_FAST", None);
        check("USE_FAST and False", Some(false));
    }
}
