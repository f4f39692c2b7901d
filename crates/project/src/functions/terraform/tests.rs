use super::*;

const PLAN: &str = r#"{"format_version":"1.2","terraform_version":"1.9.5",
"planned_values":{"root_module":{
  "resources":[
    {"address":"aws_lambda_function.api","mode":"managed","type":"aws_lambda_function","name":"api",
     "values":{"architectures":["arm64"],"environment":[{"variables":{"STAGE":"dev"}}],
       "ephemeral_storage":[{"size":1024}],"filename":"./build/api.zip","function_name":"orders-api",
       "handler":"app.handler","layers":null,"memory_size":512,"package_type":"Zip",
       "runtime":"python3.12","snap_start":[{"apply_on":"PublishedVersions"}],"timeout":30}},
    {"address":"aws_lambda_layer_version.deps","mode":"managed","type":"aws_lambda_layer_version",
     "name":"deps","values":{"filename":"layer.zip","layer_name":"deps"}},
    {"address":"aws_lambda_function.web","mode":"managed","type":"aws_lambda_function","name":"web",
     "values":{"function_name":"web","package_type":"Image"}}],
  "child_modules":[{"address":"module.worker","resources":[
    {"address":"module.worker.aws_lambda_function.this","mode":"managed",
     "type":"aws_lambda_function","name":"this","values":{"function_name":"worker",
     "filename":"worker.zip","handler":"main.run","runtime":"python3.13","timeout":3,
     "memory_size":128}}]}]}},
"prior_state":{"format_version":"1.0","values":{"root_module":{"resources":[
  {"address":"data.archive_file.api","mode":"data","type":"archive_file","name":"api",
   "values":{"type":"zip","source_dir":"./src","output_path":"./build/api.zip"}}]}}},
"configuration":{"root_module":{"resources":[{"address":"aws_lambda_function.api",
  "expressions":{"layers":{"references":["aws_lambda_layer_version.deps.arn",
    "aws_lambda_layer_version.deps"]}}}]}}}"#;

#[test]
fn a_plan_is_read_with_its_modules_and_archives() {
    let declarations = parse(PLAN).unwrap();
    let [api, worker] = &declarations.functions[..] else {
        panic!("{declarations:?}");
    };
    assert_eq!((&*api.name, &*api.handler), ("orders-api", "app.handler"));
    assert_eq!(api.code, Code::Local("./src".to_owned()));
    assert_eq!(api.layers, [Code::Local("layer.zip".to_owned())]);
    assert_eq!(api.environment["STAGE"], "dev");
    assert!(api.snap_start);
    insta::assert_snapshot!(
        format!("{:?} {:?} {:?}", api.memory_size, api.timeout, api.architecture),
        @"Some(MemorySize { megabytes: 512 }) Some(30s) Some(Arm64)"
    );
    assert_eq!(worker.name, "worker");
    assert_eq!(worker.code, Code::Local("worker.zip".to_owned()));
    assert_eq!(declarations.skipped[0].name, "web");
}

#[test]
fn a_value_out_of_range_names_its_resource() {
    let plan = PLAN.replace("\"memory_size\":512", "\"memory_size\":1");
    let problem = parse(&plan).unwrap_err();
    assert_eq!(
        problem.message,
        "aws_lambda_function.api: `memory_size`: memory size of 1 MB is outside 128 to 10240 MB"
    );
}

#[test]
fn another_json_is_no_plan() {
    assert!(!is_plan(
        &document::json::parse("{\"format_version\": \"1\"}").unwrap()
    ));
}
