//! Clients are all that is used of boto3, and botocore alone can make them.

use crate::code::Code;
use crate::finding::Class;
use crate::python::{Call, Facts, Import};
use crate::rule::{Check, Default, Findings, Fixes, Rule};

pub(in crate::rule) static RULE: Rule = Rule {
    code: Code(211),
    name: "boto3-where-botocore-would-do",
    summary: "only clients are used, and botocore alone can make them",
    class: Class::Init,
    default: Default::Off,
    fixes: Fixes::No,
    page: include_str!("../../../pages/WF211.md"),
    check: Check::Python(check),
};

/// Methods that boto3 adds to clients.
const TRANSFERS: &[&str] = &[
    "copy",
    "download_file",
    "download_fileobj",
    "upload_file",
    "upload_fileobj",
];

fn check(facts: &Facts, findings: &mut Findings) {
    let of_boto3 = |import: &Import<'_>| {
        let library = import.library().unwrap_or_default();
        library == "boto3" || library.starts_with("boto3.")
    };
    let imports: Vec<_> = facts.imports().filter(of_boto3).collect();
    let is_plain =
        |import: &Import<'_>| import.library() == Some("boto3") && import.name().is_none();
    let transfers = facts
        .operations()
        .any(|(_, operation)| TRANSFERS.contains(&operation.method));
    if transfers
        || !imports
            .iter()
            .all(|import| is_plain(import) && makes_clients_only(*import))
    {
        return;
    }
    for import in imports.into_iter().filter(|import| import.at_init()) {
        let message = "only clients are made here, which botocore can do without boto3".to_owned();
        findings.add_import(import, message);
    }
}

fn makes_clients_only(import: Import<'_>) -> bool {
    let uses = import.uses();
    uses.iter().all(|one| {
        let mut calls = one
            .function
            .calls()
            .filter(|call| call.target() == Some("boto3.client"));
        calls.any(|call: Call<'_>| {
            call.receiver()
                .is_some_and(|owner| owner.id() == one.value.id())
        })
    })
}
