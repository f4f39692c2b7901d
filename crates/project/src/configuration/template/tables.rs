//! Where `CloudFormation` and SAM keep each setting.

use warmfront_model::template::{Kind, Resource, Setting, Trigger};

use super::super::reading::Table;

/// Settings of a function, of both kinds of resource.
pub(super) const FUNCTION: &Table = &[
    (Setting::MemorySize, &["MemorySize"]),
    (Setting::Timeout, &["Timeout"]),
    (Setting::Runtime, &["Runtime"]),
    (Setting::Architecture, &["Architectures"]),
    (Setting::PackageType, &["PackageType"]),
    (Setting::FunctionName, &["FunctionName"]),
    (Setting::Handler, &["Handler"]),
    (Setting::Code, &["CodeUri"]),
    (Setting::Code, &["Code"]),
    (Setting::SnapStart, &["SnapStart", "ApplyOn"]),
    (Setting::Alias, &["AutoPublishAlias"]),
    (
        Setting::ProvisionedConcurrency,
        &[
            "ProvisionedConcurrencyConfig",
            "ProvisionedConcurrentExecutions",
        ],
    ),
    (
        Setting::ReservedConcurrency,
        &["ReservedConcurrentExecutions"],
    ),
    (Setting::Tracing, &["Tracing"]),
    (Setting::Tracing, &["TracingConfig", "Mode"]),
    (Setting::LogFormat, &["LoggingConfig", "LogFormat"]),
    (
        Setting::ApplicationLogLevel,
        &["LoggingConfig", "ApplicationLogLevel"],
    ),
    (
        Setting::SystemLogLevel,
        &["LoggingConfig", "SystemLogLevel"],
    ),
    (Setting::LogGroup, &["LoggingConfig", "LogGroup"]),
    (Setting::Vpc, &["VpcConfig"]),
    (Setting::EphemeralStorage, &["EphemeralStorage", "Size"]),
    (Setting::FileSystem, &["FileSystemConfigs"]),
    (Setting::Layers, &["Layers"]),
    (Setting::FunctionUrl, &["FunctionUrlConfig"]),
];

/// Settings of what SAM lists under a function's `Events`, and of a mapping of its own.
pub(super) const SOURCE: &Table = &[
    (Setting::Function, &["FunctionName"]),
    (Setting::Source, &["Queue"]),
    (Setting::Source, &["Stream"]),
    (Setting::Source, &["EventSourceArn"]),
    (Setting::BatchSize, &["BatchSize"]),
    (Setting::BatchingWindow, &["MaximumBatchingWindowInSeconds"]),
    (
        Setting::MaximumConcurrency,
        &["ScalingConfig", "MaximumConcurrency"],
    ),
    (Setting::ParallelizationFactor, &["ParallelizationFactor"]),
    (Setting::ResponseTypes, &["FunctionResponseTypes"]),
    (Setting::Filters, &["FilterCriteria"]),
    (Setting::Bisect, &["BisectBatchOnFunctionError"]),
    (Setting::MaximumRetries, &["MaximumRetryAttempts"]),
    (Setting::MaximumAge, &["MaximumRecordAgeInSeconds"]),
    (
        Setting::FailureDestination,
        &["DestinationConfig", "OnFailure"],
    ),
    (Setting::Method, &["Method"]),
    (Setting::IntegrationTimeout, &["TimeoutInMillis"]),
    (Setting::Schedule, &["Schedule"]),
    (Setting::Schedule, &["ScheduleExpression"]),
    (Setting::Input, &["Input"]),
    (Setting::Enabled, &["Enabled"]),
];

const QUEUE: &Table = &[
    (Setting::VisibilityTimeout, &["VisibilityTimeout"]),
    (Setting::Fifo, &["FifoQueue"]),
    (Setting::Redrive, &["RedrivePolicy"]),
];

pub(super) const API: &Table = &[
    (Setting::Caching, &["CacheClusterEnabled"]),
    (Setting::Compression, &["MinimumCompressionSize"]),
];

const AUTHORIZER: &Table = &[
    (Setting::AuthorizerTtl, &["AuthorizerResultTtlInSeconds"]),
    (Setting::AuthorizerKind, &["Type"]),
    (Setting::AuthorizerKind, &["AuthorizerType"]),
];

const INTEGRATION: &Table = &[
    (
        Setting::IntegrationTimeout,
        &["Integration", "TimeoutInMillis"],
    ),
    (Setting::IntegrationTimeout, &["TimeoutInMillis"]),
    (Setting::Method, &["HttpMethod"]),
];

const LOG_GROUP: &Table = &[
    (Setting::LogGroupName, &["LogGroupName"]),
    (Setting::Retention, &["RetentionInDays"]),
];

const DATABASE: &Table = &[
    (Setting::InstanceClass, &["DBInstanceClass"]),
    (Setting::Engine, &["Engine"]),
    (
        Setting::MaximumCapacity,
        &["ServerlessV2ScalingConfiguration", "MaxCapacity"],
    ),
];

const ALIAS: &Table = &[
    (Setting::Function, &["FunctionName"]),
    (
        Setting::ProvisionedConcurrency,
        &[
            "ProvisionedConcurrencyConfig",
            "ProvisionedConcurrentExecutions",
        ],
    ),
];

const URL: &Table = &[(Setting::Function, &["TargetFunctionArn"])];

const PERMISSION: &Table = &[(Setting::Function, &["FunctionName"])];

/// Returns what a resource's type is, and where its settings are.
pub(super) fn of(kind: &str) -> Option<(Kind, &'static Table)> {
    Some(match kind {
        "AWS::Serverless::Function" | "AWS::Lambda::Function" => (Kind::Function, FUNCTION),
        "AWS::Lambda::EventSourceMapping" => (Kind::Source(Trigger::Unknown), SOURCE),
        "AWS::Lambda::Permission" => (Kind::Source(Trigger::Unknown), PERMISSION),
        "AWS::Lambda::Url" => (Kind::Source(Trigger::Url), URL),
        "AWS::Serverless::LayerVersion" => (Kind::Layer, &[(Setting::Code, &["ContentUri"])]),
        "AWS::Lambda::LayerVersion" => (Kind::Layer, &[(Setting::Code, &["Content"])]),
        "AWS::Lambda::Alias" => (Kind::Alias, ALIAS),
        "AWS::Lambda::Version" => (Kind::Version, ALIAS),
        "AWS::SQS::Queue" => (Kind::Queue, QUEUE),
        "AWS::Serverless::Api" | "AWS::ApiGateway::RestApi" => (Kind::RestApi, API),
        "AWS::ApiGateway::Stage" => (Kind::ApiStage, API),
        "AWS::Serverless::HttpApi" | "AWS::ApiGatewayV2::Api" => (Kind::HttpApi, API),
        "AWS::ApiGateway::Authorizer" | "AWS::ApiGatewayV2::Authorizer" => {
            (Kind::Authorizer, AUTHORIZER)
        }
        "AWS::ApiGateway::Method" | "AWS::ApiGatewayV2::Integration" => {
            (Kind::Integration, INTEGRATION)
        }
        "AWS::Logs::LogGroup" => (Kind::LogGroup, LOG_GROUP),
        "AWS::RDS::DBInstance" => (Kind::Database, DATABASE),
        "AWS::RDS::DBCluster" => (Kind::DatabaseCluster, DATABASE),
        "AWS::RDS::DBProxy" => (Kind::DatabaseProxy, DATABASE),
        "AWS::ApplicationAutoScaling::ScalableTarget" => (Kind::Scaling, &[]),
        _ => return None,
    })
}

/// Returns what SAM's type of an event is.
pub(super) fn event(kind: &str) -> Trigger {
    match kind {
        "SQS" => Trigger::Sqs,
        "Kinesis" => Trigger::Kinesis,
        "DynamoDB" => Trigger::DynamoDb,
        "MSK" | "SelfManagedKafka" => Trigger::Kafka,
        "MQ" => Trigger::Mq,
        "Api" => Trigger::RestApi,
        "HttpApi" => Trigger::HttpApi,
        "AppSync" => Trigger::AppSync,
        "Cognito" => Trigger::Cognito,
        "Schedule" | "ScheduleV2" => Trigger::Schedule,
        "S3" | "SNS" | "CloudWatchEvent" | "EventBridgeRule" | "CloudWatchLogs" | "IoTRule" => {
            Trigger::Asynchronous
        }
        _ => Trigger::Unknown,
    }
}

/// Returns what invokes a function, by the principal that is permitted to.
pub(in crate::configuration) fn principal(principal: &str) -> Trigger {
    match principal.split('.').next().unwrap_or_default() {
        "apigateway" => Trigger::RestApi,
        "elasticloadbalancing" => Trigger::LoadBalancer,
        "appsync" => Trigger::AppSync,
        "cognito-idp" => Trigger::Cognito,
        "events" | "scheduler" | "s3" | "sns" | "iot" | "logs" => Trigger::Asynchronous,
        _ => Trigger::Unknown,
    }
}

/// Returns where the settings of a resource are that was read.
pub(in crate::configuration) fn table(resource: &Resource) -> Option<&'static Table> {
    match resource.kind {
        Kind::Shared => Some(FUNCTION),
        Kind::Source(_) => Some(SOURCE),
        _ => of(&resource.written).map(|(_, table)| table),
    }
}
