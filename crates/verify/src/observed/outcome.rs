//! How an invocation ended, from its response or its error document.

use crate::value::Value;

/// Returns how it ended, as [`Behaviour::outcome`](crate::behaviour::Behaviour::outcome) says.
pub(super) fn outcome(error_type: Option<&str>, payload: &[u8]) -> Value {
    let read = Value::read(payload);
    let text = || Value::Text(String::from_utf8_lossy(payload).into_owned());
    let Some(error_type) = error_type else {
        let payload = read.unwrap_or_else(|_| text());
        return map([("status", Value::from("success")), ("payload", payload)]);
    };
    let mut members = vec![("status", Value::from("error"))];
    match read {
        Ok(Value::Map(document)) => {
            let mut document = Value::Map(document);
            let kind = document.get("errorType").cloned();
            members.push(("type", kind.unwrap_or_else(|| error_type.into())));
            for (name, member) in [("message", "errorMessage"), ("trace", "stackTrace")] {
                members.extend(document.get(member).map(|value| (name, value.clone())));
            }
            if let Value::Map(rest) = &mut document {
                // The request's id is no behaviour; anything else is nothing that we know.
                let known = ["errorType", "errorMessage", "stackTrace", "requestId"];
                rest.retain(|(name, _)| !known.contains(&name.as_str()));
                if !rest.is_empty() {
                    members.push(("more", document));
                }
            }
        }
        Ok(value) => members.extend([("type", error_type.into()), ("payload", value)]),
        Err(_) => members.extend([("type", error_type.into()), ("payload", text())]),
    }
    for (name, value) in &mut members {
        if *name == "trace"
            && let Value::List(frames) = value
        {
            frames.iter_mut().for_each(without_line);
        }
    }
    map(members)
}

/// Makes of a frame of a stack trace its file and function: lines may move.
fn without_line(frame: &mut Value) {
    let Value::Text(text) = frame else {
        return;
    };
    let first = text.lines().next().unwrap_or_default().trim();
    if let Some((file, rest)) = first.split_once(", line ")
        && let Some((_, function)) = rest.split_once(", in ")
    {
        *text = format!("{file} in {function}");
    }
}

fn map(members: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    let own = |(name, value): (&str, Value)| (name.to_owned(), value);
    Value::Map(members.into_iter().map(own).collect())
}
