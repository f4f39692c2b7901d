//! Calls for many items in place of a loop over one.

use super::Mend;
use super::accessor::module;
use crate::fix::{Fix, Span};
use crate::python::tree::Stmt;
use crate::python::{Call, Repeat, Statement, Value};

/// Reads items in batches and answers as `get_item` would for each.
const GET_ITEMS: &str = r#"def get_items(table, things, key):
    """Yields each thing with what `get_item` would answer, from reads of a hundred keys each."""
    things = [(thing, key(thing)) for thing in things]
    for start in range(0, len(things), 100):
        chunk = things[start : start + 100]
        keys = {frozenset(each.items()): each for _, each in chunk}
        left = {table.name: {"Keys": list(keys.values())}}
        found = {}
        for attempt in range(8):
            answer = table.meta.client.batch_get_item(RequestItems=left)
            for item in answer["Responses"].get(table.name, []):
                found[frozenset((name, item[name]) for name in chunk[0][1])] = item
            left = answer["UnprocessedKeys"]
            if not left:
                break
            time.sleep(0.05 * 2**attempt)
        else:
            raise RuntimeError("DynamoDB left keys unprocessed")
        for thing, each in chunk:
            item = found.get(frozenset(each.items()))
            yield thing, {} if item is None else {"Item": item}
"#;

/// Writes or deletes by a batch writer, which sends 25 at a time and again what is left.
pub(in crate::rule) fn writer(call: Call<'_>) -> Option<Fix> {
    let statement = loop_of_one(call)?;
    let mut mend = Mend::of(call.function())?;
    let table = call.receiver()?;
    let argument = if call.called().attribute()? == "put_item" {
        "Item"
    } else {
        "Key"
    };
    let is_plain = call.keyword(argument).is_some() && call.arguments().count() == 1;
    let indent = mend.indent(statement)?;
    let text = mend.text(statement.span());
    if !is_plain
        || mend.is_taken(call.function(), "batch")
        || text.contains("\"\"\"")
        || text.contains("\'\'\'")
    {
        return None;
    }
    let name = mend.text(table.span());
    mend.insert(
        statement.span().start,
        format!("with {name}.batch_writer() as batch:\n{indent}    "),
    );
    let inner = text.match_indices('\n');
    for (end, _) in inner {
        let at = statement.span().start + u32::try_from(end).ok()? + 1;
        // An empty line stays empty.
        if !text[end + 1..].starts_with('\n') {
            mend.insert(at, "    ");
        }
    }
    mend.replace(table.span(), "batch");
    Some(mend.unsafe_fix("write by a batch writer, which sends 25 at a time"))
}

/// Collects entries and sends ten at a time, or reads a hundred keys at a time.
pub(in crate::rule) fn batched(call: Call<'_>) -> Option<Fix> {
    match call.called().attribute()? {
        "get_item" => reads(call),
        "send_message" => sends(call),
        _ => None,
    }
}

fn reads(call: Call<'_>) -> Option<Fix> {
    let repeat = call.repeats()?;
    let (thing, things) = (repeat.targets(), repeat.iterable()?);
    let [thing] = thing.as_slice() else {
        return None;
    };
    let key = call
        .keyword("Key")
        .filter(|_| call.arguments().count() == 1)?;
    let table = call.receiver().filter(|table| table.is_stable())?;
    let is_table = table.class().is_some_and(|class| class.ends_with(".Table"));
    let bound: Vec<_> = repeat
        .statement()
        .iter()
        .flat_map(|one| one.binds())
        .collect();
    let mut others = key.names().into_iter().filter(|name| name != thing);
    let target = repeat.target()?;
    let mut mend = Mend::of(call.function())?;
    if !is_table
        || others.any(|name| bound.contains(&name))
        || mend.has("get_items")
        || mend.is_taken(call.function(), &format!("answer_to_{thing}"))
    {
        return None;
    }
    let (table, key) = (mend.text(table.span()), mend.text(key.span()));
    if target.name() != Some(thing) || key.contains('\n') {
        return None;
    }
    let all = mend.text(things.span());
    mend.replace(target.span(), format!("{thing}, answer_to_{thing}"));
    mend.replace(
        things.span(),
        format!("get_items({table}, {all}, lambda {thing}: {key})"),
    );
    mend.replace(call.span(), format!("answer_to_{thing}"));
    let module = module(call.function());
    mend.import(module, "import time")?;
    mend.define(module, GET_ITEMS)?;
    Some(mend.unsafe_fix("read a hundred keys at a time"))
}

fn sends(call: Call<'_>) -> Option<Fix> {
    let statement = loop_of_one(call)?;
    let repeat: Repeat<'_> = call.repeats()?;
    let [thing] = repeat.targets()[..] else {
        return None;
    };
    let body = call.keyword("MessageBody")?;
    let url = call
        .keyword("QueueUrl")
        .filter(|_| call.arguments().count() == 2)?;
    let things = repeat.iterable()?;
    let mut mend = Mend::of(call.function())?;
    let taken = ["entries", "number", "start", "answer"]
        .iter()
        .any(|name| mend.is_taken(call.function(), name));
    let indent = mend.indent(statement)?;
    let client = mend.text(call.receiver()?.span());
    let [body, url, things] = [body, url, things].map(|value: Value<'_>| mend.text(value.span()));
    if taken || body.contains('\n') {
        return None;
    }
    let lines = [
        "entries = [".to_owned(),
        format!("    {{\"Id\": str(number), \"MessageBody\": {body}}}"),
        format!("    for number, {thing} in enumerate({things})"),
        "]".to_owned(),
        "for start in range(0, len(entries), 10):".to_owned(),
        format!("    answer = {client}.send_message_batch("),
        format!("        QueueUrl={url}, Entries=entries[start : start + 10]"),
        "    )".to_owned(),
        "    if answer.get(\"Failed\"):".to_owned(),
        "        raise RuntimeError(answer[\"Failed\"])".to_owned(),
    ];
    mend.replace(statement.span(), lines.join(&format!("\n{indent}")));
    Some(mend.unsafe_fix("send ten messages at a time"))
}

/// Returns the loop around a call, if it does nothing else.
fn loop_of_one(call: Call<'_>) -> Option<Statement<'_>> {
    let statement = call.repeats()?.statement()?;
    let blocks = statement.blocks();
    let [body] = blocks.as_slice() else {
        return None;
    };
    let is_only = matches!(body.as_slice(), [only] if *only == call.statement());
    let is_plain = matches!(call.statement().code(), Stmt::Expr(_))
        && call.statement().span() == Span { ..call.span() };
    (is_only && is_plain).then_some(statement)
}
