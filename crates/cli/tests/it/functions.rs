use crate::project::{empty, one, told, two};

#[test]
fn functions_of_a_template_are_listed() {
    insta::assert_snapshot!(two().warmfront(["functions"]), @"
    status: 0
    ----- stdout -----
    NAME    HANDLER         RUNTIME     MEMORY  DECLARED IN
    Orders  orders.handler  python3.12  512 MB  template.yaml:8
    Users   users.handler   python3.12  128 MB  template.yaml:14
    ----- stderr -----
    note: `Pages` is left out: its runtime is nodejs22.x
    ");
}

#[test]
fn a_lone_handler_is_found() {
    insta::assert_snapshot!(one().warmfront(["functions"]), @"
    status: 0
    ----- stdout -----
    NAME     HANDLER      RUNTIME  MEMORY  DECLARED IN
    project  app.handler  -        128 MB  app.py
    ----- stderr -----
    ");
}

#[test]
fn the_list_is_json_too() {
    let ran = two().warmfront(["functions", "--format", "json"]);
    assert_eq!(ran.status, Some(0));
    let document: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(document["schema"], "warmfront.functions/1");
    assert_eq!(document["functions"][0]["name"], "Orders");
    assert_eq!(document["functions"][0]["memory_size_mb"], 512);
    assert_eq!(document["functions"][1]["source"], "template.yaml:14");
}

#[test]
fn nothing_found_is_no_failure() {
    insta::assert_snapshot!(empty().warmfront(["functions"]), @"
    status: 0
    ----- stdout -----
    ----- stderr -----
    note: no Python function found in `[TEMP]/project`
    ");
}

#[test]
fn a_folder_that_is_not_there_is_refused() {
    insta::assert_snapshot!(told(&empty().warmfront(["functions", "-C", "nowhere"])), @"
    status: 2
    ----- stdout -----
    ----- stderr -----
    error: `nowhere` does not exist: No such file or directory (os error 2)
    ");
}

#[test]
fn a_broken_template_is_refused() {
    let context = empty();
    context.file("template.yaml", "Resources:\n  A: {Type: [\n");
    insta::assert_snapshot!(told(&context.warmfront(["functions"])), @"
    status: 2
    ----- stdout -----
    ----- stderr -----
    error: [TEMP]/project/template.yaml:3:1: this is not YAML: while parsing a node, did not find expected node content
    ");
}
