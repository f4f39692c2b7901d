//! A Terraform plan, as `terraform show -json` prints it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use warmfront_model::template::{
    Kind, Language, Origin, Resource, Setting, Stated, Template, Trigger, Value,
};

use super::reading::{Reading, Table, link};
use super::spots::Spots;
use super::template::{arn, principal};
use crate::document::Node;
use crate::functions::reader::Plain;

const FUNCTION: &Table = &[
    (Setting::MemorySize, &["memory_size"]),
    (Setting::Timeout, &["timeout"]),
    (Setting::Runtime, &["runtime"]),
    (Setting::Architecture, &["architectures"]),
    (Setting::PackageType, &["package_type"]),
    (Setting::FunctionName, &["function_name"]),
    (Setting::Handler, &["handler"]),
    (Setting::SnapStart, &["snap_start", "apply_on"]),
    (Setting::Versions, &["publish"]),
    (
        Setting::ReservedConcurrency,
        &["reserved_concurrent_executions"],
    ),
    (Setting::Tracing, &["tracing_config", "mode"]),
    (Setting::LogFormat, &["logging_config", "log_format"]),
    (
        Setting::ApplicationLogLevel,
        &["logging_config", "application_log_level"],
    ),
    (
        Setting::SystemLogLevel,
        &["logging_config", "system_log_level"],
    ),
    (Setting::LogGroup, &["logging_config", "log_group"]),
    (Setting::Vpc, &["vpc_config", "subnet_ids"]),
    (Setting::EphemeralStorage, &["ephemeral_storage", "size"]),
    (Setting::FileSystem, &["file_system_config"]),
    (Setting::Layers, &["layers"]),
];

const SOURCE: &Table = &[
    (Setting::Function, &["function_name"]),
    (Setting::Source, &["event_source_arn"]),
    (Setting::BatchSize, &["batch_size"]),
    (
        Setting::BatchingWindow,
        &["maximum_batching_window_in_seconds"],
    ),
    (
        Setting::MaximumConcurrency,
        &["scaling_config", "maximum_concurrency"],
    ),
    (Setting::ParallelizationFactor, &["parallelization_factor"]),
    (Setting::ResponseTypes, &["function_response_types"]),
    (Setting::Filters, &["filter_criteria"]),
    (Setting::Bisect, &["bisect_batch_on_function_error"]),
    (Setting::MaximumRetries, &["maximum_retry_attempts"]),
    (Setting::MaximumAge, &["maximum_record_age_in_seconds"]),
    (
        Setting::FailureDestination,
        &["destination_config", "on_failure"],
    ),
    (Setting::Enabled, &["enabled"]),
];

const QUEUE: &Table = &[
    (Setting::VisibilityTimeout, &["visibility_timeout_seconds"]),
    (Setting::Fifo, &["fifo_queue"]),
    (Setting::Redrive, &["redrive_policy"]),
];

const ALIAS: &Table = &[
    (Setting::Function, &["function_name"]),
    (
        Setting::ProvisionedConcurrency,
        &["provisioned_concurrent_executions"],
    ),
];

/// Returns what a resource's type is, and where its settings are.
fn of(kind: &str) -> Option<(Kind, &'static Table)> {
    Some(match kind {
        "aws_lambda_function" => (Kind::Function, FUNCTION),
        "aws_lambda_event_source_mapping" => (Kind::Source(Trigger::Unknown), SOURCE),
        "aws_lambda_permission" => (
            Kind::Source(Trigger::Unknown),
            &[(Setting::Function, &["function_name"])],
        ),
        "aws_lambda_function_url" => (
            Kind::Source(Trigger::Url),
            &[(Setting::Function, &["function_name"])],
        ),
        "aws_lambda_alias" | "aws_lambda_provisioned_concurrency_config" => (Kind::Alias, ALIAS),
        "aws_sqs_queue" => (Kind::Queue, QUEUE),
        "aws_api_gateway_rest_api" => (
            Kind::RestApi,
            &[(Setting::Compression, &["minimum_compression_size"])],
        ),
        "aws_api_gateway_stage" => (
            Kind::ApiStage,
            &[(Setting::Caching, &["cache_cluster_enabled"])],
        ),
        "aws_apigatewayv2_api" => (Kind::HttpApi, &[]),
        "aws_api_gateway_authorizer" | "aws_apigatewayv2_authorizer" => (
            Kind::Authorizer,
            &[
                (
                    Setting::AuthorizerTtl,
                    &["authorizer_result_ttl_in_seconds"],
                ),
                (Setting::AuthorizerKind, &["type"]),
                (Setting::AuthorizerKind, &["authorizer_type"]),
            ],
        ),
        "aws_api_gateway_integration" | "aws_apigatewayv2_integration" => (
            Kind::Integration,
            &[(Setting::IntegrationTimeout, &["timeout_milliseconds"])],
        ),
        "aws_cloudwatch_log_group" => (
            Kind::LogGroup,
            &[
                (Setting::LogGroupName, &["name"]),
                (Setting::Retention, &["retention_in_days"]),
            ],
        ),
        "aws_db_instance" => (
            Kind::Database,
            &[
                (Setting::InstanceClass, &["instance_class"]),
                (Setting::Engine, &["engine"]),
            ],
        ),
        "aws_rds_cluster" => (Kind::DatabaseCluster, &[(Setting::Engine, &["engine"])]),
        "aws_db_proxy" => (Kind::DatabaseProxy, &[]),
        "aws_appautoscaling_target" => (Kind::Scaling, &[]),
        _ => return None,
    })
}

/// Reads a plan.
pub(super) fn read(plan: &Node, spots: &Spots<'_>) -> Template {
    let reading = Reading {
        resolve: &Plain,
        spots,
    };
    let mut planned = Vec::new();
    if let Some(module) = plan.path(&["planned_values", "root_module"]) {
        collect(module, &mut planned);
    }
    let expressions = expressions(plan);
    let mut resources = Vec::new();
    let mut names = BTreeMap::new();
    for node in planned {
        let (Some(address), Some(values)) = (text(node, "address"), node.get("values")) else {
            continue;
        };
        let (kind, table) = text(node, "type")
            .and_then(of)
            .unwrap_or((Kind::Other, &[]));
        let mut resource = reading.resource(address, kind, values, table);
        text(node, "type")
            .unwrap_or_default()
            .clone_into(&mut resource.written);
        resource.spot = node.get("address").and_then(|node| spots.of(node));
        if let Some(expressions) = expressions.get(address) {
            refer(&mut resource, expressions);
        }
        match kind {
            Kind::Function => function(&reading, &mut resource, values),
            Kind::Source(Trigger::Unknown) => {
                resource.kind = Kind::Source(trigger(&resource, values));
            }
            Kind::Scaling
                if text(values, "scalable_dimension")
                    != Some("lambda:function:ProvisionedConcurrency") =>
            {
                resource.kind = Kind::Other;
            }
            _ => {}
        }
        for key in ["function_name", "arn", "name"] {
            if let Some(name) = text(values, key)
                && matches!(kind, Kind::Function | Kind::Queue)
            {
                names.insert(name.to_owned(), address.to_owned());
            }
        }
        resources.push(resource);
    }
    link(&mut resources, &names);
    Template {
        file: PathBuf::new(),
        language: Language::Terraform,
        resources,
    }
}

fn text<'a>(node: &'a Node, key: &str) -> Option<&'a str> {
    node.get(key).and_then(Node::as_text)
}

/// Gathers the resources of a module and of those below it; the format bounds the depth.
fn collect<'a>(module: &'a Node, into: &mut Vec<&'a Node>) {
    let list = |key| module.get(key).and_then(Node::as_list).unwrap_or_default();
    into.extend(list("resources"));
    for child in list("child_modules") {
        collect(child, into);
    }
}

/// Returns the expressions of the root module's resources, by address.
fn expressions(plan: &Node) -> BTreeMap<&str, &Node> {
    let resources = plan.path(&["configuration", "root_module", "resources"]);
    let resources = resources.and_then(Node::as_list).unwrap_or_default();
    resources
        .iter()
        .filter_map(|resource| Some((text(resource, "address")?, resource.get("expressions")?)))
        .collect()
}

/// Adds what a resource refers to: values that are not known before the plan is applied.
fn refer(resource: &mut Resource, expressions: &Node) {
    for (key, expression) in expressions.as_map().into_iter().flatten() {
        let named = expression.get("references").and_then(Node::as_list);
        let addresses: Vec<String> = named
            .unwrap_or_default()
            .iter()
            .filter_map(Node::as_text)
            .filter(|name| name.matches('.').count() == 1)
            .map(str::to_owned)
            .collect();
        let setting = match key.as_str() {
            "function_name" => Some(Setting::Function),
            "event_source_arn" => Some(Setting::Source),
            "layers" => Some(Setting::Layers),
            "vpc_config" => Some(Setting::Vpc),
            _ => None,
        };
        if let (Some(setting), Some(first)) = (setting, addresses.first())
            && !resource.settings.contains_key(&setting)
        {
            let stated = Stated {
                value: Value::Unknown(first.clone()),
                spot: None,
                origin: Origin::Own,
            };
            resource.settings.insert(setting, stated);
        }
        resource.references.extend(addresses);
    }
}

fn function(reading: &Reading<'_>, resource: &mut Resource, values: &Node) {
    let block = values.get("environment");
    let block = block.map(|node| node.as_list().and_then(<[Node]>::first).unwrap_or(node));
    let variables = block.and_then(|block| block.get("variables"));
    reading.environment(resource, variables, Origin::Own);
    // A plan writes the defaults out: -1 is no limit at all.
    if resource.number(Setting::ReservedConcurrency) == Some(-1) {
        resource.settings.remove(&Setting::ReservedConcurrency);
    }
    for setting in [Setting::Vpc, Setting::Layers, Setting::FileSystem] {
        let is_empty = resource
            .get(setting)
            .is_some_and(|stated| stated.value == Value::List(Vec::new()));
        if is_empty {
            resource.settings.remove(&setting);
        }
    }
    let runtime = resource.text(Setting::Runtime);
    let is_image = resource.text(Setting::PackageType) == Some("Image");
    if !(is_image || runtime.is_some_and(|runtime| runtime.starts_with("python"))) {
        resource.kind = Kind::Other;
    }
}

fn trigger(resource: &Resource, values: &Node) -> Trigger {
    if let Some(permitted) = text(values, "principal") {
        return principal(permitted);
    }
    let source = resource.target(Setting::Source).unwrap_or_default();
    match source.split('.').next() {
        Some("aws_sqs_queue") => Trigger::Sqs,
        Some("aws_kinesis_stream") => Trigger::Kinesis,
        Some("aws_dynamodb_table") => Trigger::DynamoDb,
        _ => arn(source),
    }
}
