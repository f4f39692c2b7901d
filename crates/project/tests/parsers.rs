//! No parser panics or runs away, whatever text it gets.

use proptest::prelude::*;
use warmfront_project::dependencies::{imports_any, lock, marker, requirement};
use warmfront_project::edit::{self, Format};
use warmfront_project::functions::{cdk, config, python_source, serverless, template, terraform};
use warmfront_project::interpreter::pin;
use warmfront_project::{configuration, document, events};

/// Hands a text to every parser of the crate.
fn parse_all(text: &str) {
    let _ = document::yaml::parse(text);
    let _ = document::json::parse(text);
    let _ = document::toml::parse(text);
    let _ = configuration::parse(text);
    let _ = template::parse(text, &template::Context::default());
    let _ = serverless::parse(text);
    let _ = terraform::parse(text);
    let _ = cdk::parse(text);
    let _ = cdk::parse_assets(text);
    let _ = config::parse(text);
    let _ = config::parse_pyproject(text);
    let _ = python_source::parse(text);
    let _ = events::parse(text.as_bytes());
    let _ = pin::parse(text);
    let _ = requirement::parse(text);
    let _ = requirement::requirement(text);
    let _ = imports_any(text, &["boto3"]);
    let environment = marker::Environment::default();
    let _ = marker::holds(text, &environment);
    let _ = lock::parse_uv(text, &environment);
    let _ = lock::members(text);
    let _ = lock::builds(text, "aarch64");
    let _ = lock::parse_poetry(text, Some(text), &environment);
    let _ = lock::parse_pdm(text, Some(text), &environment);
    let _ = lock::parse_pipfile(text, &environment);
    let _ = lock::parse_pyproject(text);
    for format in [Format::Yaml, Format::Json, Format::Toml] {
        let path = ["functions", "f", "memorySize"];
        let _ = edit::scalar(format, text, &path, &edit::Scalar::Number(512));
    }
}

/// Documents that reach deep into the parsers.
const VALID: [&str; 8] = [
    "Parameters: {S: {Default: dev}}\nMappings: {M: {dev: {T: 3}}}\nConditions: {C: !Equals [!Ref S, x]}\n\
     Globals: {Function: {Timeout: !FindInMap [M, !Ref S, T], Layers: [!Ref L]}}\nResources:\n  L:\n    \
     Type: AWS::Serverless::LayerVersion\n    Properties: {ContentUri: l}\n  F:\n    Type: \
     AWS::Serverless::Function\n    Properties:\n      Handler: !Sub '${S}.h-${!x}'\n      \
     MemorySize: !If [C, 128, !Select [0, !Split [',', '256,1']]]\n      Environment: {Variables: {A: \
     !Join ['-', [!Ref S, !Sub '${F.Arn}']]}}\n",
    "service: s\nprovider: &p {name: aws, stage: \"${opt:stage, 'dev'}\", runtime: python3.12}\ncustom:\n  \
     m: {dev: 512}\nfunctions:\n  f:\n    <<: *p\n    handler: a.b\n    memorySize: \
     ${self:custom.m.${self:provider.stage}}\n    environment: {X: \"${env:X, 'd'}-${file(a.yml):b}\"}\n",
    r#"{"format_version":"1","planned_values":{"root_module":{"resources":[{"address":"a","type":
     "aws_lambda_function","values":{"handler":"a.b","filename":"z","memory_size":128,"environment":
     [{"variables":{"A":"b"}}]}}],"child_modules":[{"resources":[]}]}},"prior_state":{"values":
     {"root_module":{"resources":[{"type":"archive_file","values":{"source_dir":"s","output_path":"z"}}]}}}}"#,
    "python = '3.12'\n[functions.a]\nhandler = 'a.b'\nmemory = 512\n[functions.a.environment]\nA = 'é'\n\
     [project]\ndependencies = ['a>=1; os_name == \"nt\"']\n[tool.warmfront]\nmemory = 128\n",
    "[[package]]\nname='a'\nversion='1'\nsource={virtual='.'}\ndependencies=[{name='b',extra=['x'],\
     marker=\"python_version >= '3.8' and (os_name == 'nt' or extra == 'q')\"}]\n[[package]]\nname='b'\n\
     version='2'\nsource={registry='r'}\ngroups=['main']\n[package.optional-dependencies]\nx=[{name='a'}]\n",
    "a[x]>=1,<2 ; python_version ~= '3.8' \\\n  --hash=sha256:00\n-r b.txt\n--find-links=w\n-e .[x]\nb @ \
     https://e/x.whl\n# c\n./d\n",
    "import boto3\nfrom x import handler\nhandler: int = Mangum(app)\nasync def f(event, context): ...\n\
     def main(e, c=(1, [2]), *a, **k):\n    import botocore.x\n    return f'{e!r:>{c}}'\n",
    "{\"artifacts\": {\"a\": {\"type\": \"aws:cloudformation:stack\", \"properties\": {\"templateFile\": \
     \"t\"}}}, \"files\": {\"h\": {\"source\": {\"path\": \"p\"}}}, \"default\": {\"a\": {\"version\": \"==1\"}}}",
];

/// One change to a text: something cut out, doubled, or put in.
fn mutated(text: &str, changes: &[(usize, usize, usize)]) -> String {
    const PIECES: [&str; 16] = [
        "${",
        "}",
        "!Ref ",
        "&a ",
        "*a",
        "[",
        "{",
        "\"",
        "'",
        ": ",
        "\n",
        "\t",
        "é",
        "\0",
        "99999999999999999999",
        "<<",
    ];
    let mut chars: Vec<char> = text.chars().collect();
    for (kind, from, length) in changes {
        let from = from % (chars.len() + 1);
        let to = (from + length % 20).min(chars.len());
        match kind % 3 {
            0 => drop(chars.drain(from..to)),
            1 => {
                let copy: Vec<char> = chars[from..to].to_vec();
                chars.splice(from..from, copy);
            }
            _ => {
                let piece = PIECES[length % PIECES.len()];
                chars.splice(from..from, piece.chars());
            }
        }
    }
    chars.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(192) })]

    #[test]
    fn any_text_is_survived(text in "\\PC{0,200}") {
        parse_all(&text);
    }

    #[test]
    fn any_text_of_syntax_is_survived(text in "[-\\[\\]{}()<>=!~&*:;,.'\"#\\\\/@$ \\n\\ta-f0-9]{0,300}") {
        parse_all(&text);
    }

    #[test]
    fn changed_documents_are_survived(
        which in 0..VALID.len(),
        changes in prop::collection::vec((any::<usize>(), any::<usize>(), any::<usize>()), 1..8),
    ) {
        parse_all(&mutated(VALID[which], &changes));
    }

    #[test]
    fn canonical_names_stay_canonical(name in "[A-Za-z0-9._-]{1,40}") {
        let once = requirement::canonical(&name);
        prop_assert_eq!(requirement::canonical(&once), once.clone());
    }
}

#[test]
fn valid_documents_are_valid() {
    assert_eq!(
        template::parse(VALID[0], &template::Context::default())
            .unwrap()
            .functions
            .len(),
        1
    );
    assert_eq!(serverless::parse(VALID[1]).unwrap().functions.len(), 1);
    assert_eq!(terraform::parse(VALID[2]).unwrap().functions.len(), 1);
    assert_eq!(
        lock::parse_uv(VALID[4], &marker::Environment::default())
            .unwrap()
            .requirements
            .len(),
        1
    );
    assert_eq!(cdk::parse(VALID[7]).unwrap().templates.len(), 1);
}

#[test]
fn large_repetitions_are_survived() {
    for unit in [
        "[", "{", "(", "- ", "a: ", "? ", "!x ", "&a ", "'", "\"", "${", "${self:a", "#", "\\\n",
        "a\n", "a:\n ", "[[a]]\n", "x = [", "a.", "not ", "{\"a\":", "| \n", "> \n", "%", "--- \n",
        "a==1;", "@", "\t", " ",
    ] {
        parse_all(&unit.repeat(20_000));
    }
}
