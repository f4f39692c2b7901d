use proptest::prelude::*;

use super::*;

fn imports(source: &str) -> String {
    let facts = Facts::read(source.as_bytes());
    let shown = facts.imports.iter().map(|import| {
        let dots = ".".repeat(import.level);
        match import.names.as_slice() {
            [] => format!("{dots}{}", import.module),
            names => format!("{dots}{}: {}", import.module, names.join(" ")),
        }
    });
    shown.collect::<Vec<_>>().join("; ")
}

#[test]
fn imports_of_every_form_are_read() {
    let check = |source, expected| assert_eq!(imports(source), expected, "{source}");
    check("import a.b as c, d", "a.b; d");
    check("from a.b import c as d, e", "a.b: c e");
    check("from . import a", ".: a");
    check("from ...a import (b,  # why\n  c,\n)", "...a: b c");
    check("from a import *", "a: *");
    check(
        "try: import a\nexcept ImportError: import b; import c",
        "a; b; c",
    );
    check("def f():\n    from a \\\n        import b\n", "a: b");
    check("lazy import a", "a");
}

#[test]
fn what_is_no_statement_imports_nothing() {
    let check = |source| assert_eq!(imports(source), "", "{source}");
    check("'import a'");
    check("yield from a");
    check("raise A from b");
    check("x = 1  # import a");
    check("\"\"\"\nimport a\n\"\"\"");
}

#[test]
fn literals_of_paths_are_told_apart() {
    let source =
        b"open(os.path.join(here, 'a.csv'))\nx / 'b' / 'd/'\nprint('c')\njoin('e', f, 'g', 'h')";
    let facts = Facts::read(source);
    let path: Vec<&str> = facts.path_literals.iter().map(String::as_str).collect();
    assert_eq!(path, ["a.csv", "b/d", "e", "g/h"]);
    assert!(facts.literals.contains("c"));
}

#[test]
fn exported_names_are_told_apart() {
    let facts = Facts::read(b"__all__ = ['a',\n 'b']\nx = ['c']\n__all__ += ['d']");
    let exported: Vec<&str> = facts.exported.iter().map(String::as_str).collect();
    assert_eq!(exported, ["a", "b", "d"]);
}

#[test]
fn services_are_read_off_calls() {
    let check = |source: &str, services: &str, service_use| {
        let facts = Facts::read(source.as_bytes());
        let found: Vec<&str> = facts.services.iter().map(String::as_str).collect();
        assert_eq!(found.join(" "), services, "{source}");
        assert_eq!(facts.service_use, service_use, "{source}");
    };
    check("boto3.client('s3')", "s3", ServiceUse::Named);
    check(
        "x = session.resource('dynamodb', config=c)",
        "dynamodb",
        ServiceUse::Named,
    );
    check(
        "boto3.client(region_name=f(1), service_name='sqs')",
        "sqs",
        ServiceUse::Named,
    );
    check("boto3.client(name)", "", ServiceUse::Computed);
    check("boto3.client('s' + x)", "", ServiceUse::Computed);
    check("boto3.client(f's{x}')", "", ServiceUse::Computed);
    check(
        "boto3.Session(a=b()).client(name)",
        "",
        ServiceUse::Computed,
    );
    check(
        "make = functools.partial(boto3.client, x)",
        "",
        ServiceUse::Computed,
    );
    check("S = 's3'\nboto3.client(S)", "s3", ServiceUse::Named);
    check(
        "S = 's3'\nS += x\nboto3.client(S)",
        "",
        ServiceUse::Computed,
    );
    check("S = 's3' + x\nboto3.client(S)", "", ServiceUse::Computed);
    check("def f(S='s3'): boto3.client(S)", "", ServiceUse::Computed);
    check("wrap(aiobotocore.client, x)", "", ServiceUse::Named);
    check("getattr(boto3, 'client')(name)", "", ServiceUse::Computed);
    check("getattr(self, 'client')", "", ServiceUse::Named);
    check(
        "from boto3 import client as c",
        "",
        ServiceUse::PerhapsComputed,
    );
    check("http.client(name)", "", ServiceUse::PerhapsComputed);
    check("def client(name): pass", "", ServiceUse::Named);
    check("self.client.get(x)", "", ServiceUse::Named);
    check(
        "from mypy_boto3_s3.client import S3Client",
        "",
        ServiceUse::Named,
    );
}

proptest! {
    #[test]
    fn anything_is_read(source in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = Facts::read(&source);
    }

    #[test]
    fn anything_like_python_is_read(source in "((import|from|client|boto3)|[a-z.,:;*()'\"{}\\\\ \n])*") {
        let _ = Facts::read(source.as_bytes());
    }
}
