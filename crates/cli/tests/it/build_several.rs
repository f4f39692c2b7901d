//! `warmfront build --shared-layer`: every function of a template, with what they share in a layer.

use std::fs;

use serde_json::Value;
use warmfront_testkit::context::Context;

/// A library that tells where it lies, has a test folder of which one file is read by name, and
/// another that nobody reads.
const LIBRARY: [(&str, &str); 7] = [
    ("shop/__init__.py", ""),
    (
        "shop/prices.py",
        "import os\n\ndef total(items):\n    return sum(items)\n\ndef sample():\n    \
         here = os.path.dirname(__file__)\n    \
         with open(os.path.join(here, ''.join(['te', 'sts/sam', 'ple.txt']))) as file:\n        \
         return file.read()\n",
    ),
    ("shop/tests/__init__.py", ""),
    ("shop/tests/sample.txt", "7"),
    ("shop/tests/test_prices.py", "import shop.prices\n"),
    ("shop-1.0.dist-info/METADATA", "Name: shop\nVersion: 1.0\n"),
    (
        "shop-1.0.dist-info/RECORD",
        "shop/__init__.py,,\nshop/prices.py,,\nshop/tests/__init__.py,,\n\
         shop/tests/sample.txt,,\nshop/tests/test_prices.py,,\n",
    ),
];

const TEMPLATE: &str = "\
Transform: AWS::Serverless-2016-10-31
Globals: {Function: {Handler: app.handler}}
Resources:
  Orders: {Type: AWS::Serverless::Function, Properties: {CodeUri: orders/}}
  Samples: {Type: AWS::Serverless::Function, Properties: {CodeUri: samples/}}
  Broken: {Type: AWS::Serverless::Function, Properties: {CodeUri: broken/}}
";

fn project() -> Context {
    let context = Context::new(env!("CARGO_BIN_EXE_warmfront"));
    for folder in ["orders", "samples"] {
        for (name, text) in LIBRARY {
            context.file(format!("{folder}/{name}"), text);
        }
    }
    let handler = |body: &str| {
        format!("from shop import prices\n\ndef handler(event, context):\n    {body}\n")
    };
    context
        .file("template.yaml", TEMPLATE)
        .file(
            "orders/app.py",
            handler("return prices.total(event['items'])"),
        )
        .file(
            "samples/app.py",
            handler("return [prices.sample(), prices.__file__]"),
        )
        .file("broken/app.py", "")
        .file("broken/requirements.txt", "-r missing.txt\n")
        .file("events/two.json", r#"{"items": [1, 2]}"#);
    context
}

#[test]
fn functions_share_a_layer_and_one_that_fails_spoils_nothing() {
    let context = project();
    let quickly = [
        "--generate",
        "0",
        "--repeat",
        "2",
        "--passes",
        "prune,bytecode",
    ];
    let flags = ["build", "--shared-layer", "-o", "dist", "--format", "json"];
    let built = context.warmfront(flags.iter().chain(&quickly));
    assert_eq!(built.status, Some(2), "{built}");
    let failed = "error: `Broken` was not built: ";
    assert!(built.stderr.contains(failed), "{built}");
    let report: Value = serde_json::from_str(&built.stdout).unwrap();
    let told: Vec<_> = report["functions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|function| {
            let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            [
                word(&function["name"]),
                word(&function["status"]),
                word(&function["layer"]),
                word(&function["build"]["verification"]["conclusion"]),
            ]
        })
        .collect();
    assert_eq!(
        told,
        [
            ["Orders", "built", "shared-layer", "same"],
            ["Samples", "built", "shared-layer", "same"],
            ["Broken", "failed", "", ""],
        ]
    );
    assert_eq!(report["layers"][0]["functions"][1], "Samples");
    let dist = context.path().join("dist");
    let layer = dist.join("shared-layer/python/shop");
    // One function reads it, and so both have it; nobody reads the other.
    assert!(layer.join("tests/sample.txt").is_file());
    assert!(!layer.join("tests/test_prices.py").exists());
    assert!(!dist.join("Orders/shop").exists());
    let compiled = fs::read_dir(layer.join("__pycache__")).unwrap().flatten();
    let compiled: Vec<_> = compiled
        .map(|file| fs::read(file.path()).unwrap())
        .collect();
    let root = b"/opt/python/shop/";
    let is_of_layer = |bytes: &Vec<u8>| bytes.windows(root.len()).any(|window| window == root);
    assert!(!compiled.is_empty() && compiled.iter().all(is_of_layer));
    let manifest = fs::read_to_string(dist.join("shared-layer/warmfront-manifest.json")).unwrap();
    assert!(
        manifest.contains("another function of the layer needs it"),
        "{manifest}"
    );
}
