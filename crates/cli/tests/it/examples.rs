//! The functions of `examples/profile` do what they say, with the servers that they call.

use serde_json::{Value, json};
use warmfront_testkit::context::Context;
use warmfront_testkit::example::Example;
use warmfront_testkit::{python, server};

/// Starts what a function calls. Where a server is absent, the set-up step has said so.
fn start(name: &str) -> Option<Example> {
    let postgres = server::postgres_programs();
    let example = Example::start(name, &python::packages(), postgres.as_deref());
    example.expect("its servers start")
}

/// Returns what the program says of a function as JSON.
fn told(example: &Example, task: &str, more: &[&str]) -> Value {
    let packages = python::packages();
    let context = Context::new(env!("CARGO_BIN_EXE_warmfront"));
    let mut arguments = vec![task.to_owned(), "--no-install".to_owned()];
    let search_path = format!("PYTHONPATH={}", packages.site_packages.display());
    arguments.extend(["--env".to_owned(), search_path]);
    for (name, value) in &example.variables {
        arguments.extend(["--env".to_owned(), format!("{name}={value}")]);
    }
    let program = packages.interpreter.program.display().to_string();
    let folder = example.folder.display().to_string();
    let rest = ["--python", &program, "--directory", &folder];
    arguments.extend(rest.map(str::to_owned));
    arguments.extend(["--timeout", "120", "--format", "json"].map(str::to_owned));
    arguments.extend(more.iter().map(|&argument| argument.to_owned()));
    let ran = context.warmfront(&arguments);
    serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{ran}"))
}

/// Runs every event of a function once cold, and returns the answers by the name of the event.
fn answers(example: &Example) -> Value {
    let document = told(example, "invoke", &[]);
    let invocations = document["invocations"].as_array();
    let mut answers = serde_json::Map::new();
    for invocation in invocations.unwrap_or_else(|| panic!("{document}")) {
        let event = invocation["event"].as_str().unwrap_or_default();
        let name = event.rsplit('/').next().unwrap_or_default();
        let payload = &invocation["payload"];
        answers.insert(name.trim_end_matches(".json").to_owned(), payload.clone());
    }
    answers.into()
}

/// Starts a function that needs nothing that could be absent, and returns its answers.
fn answers_of(name: &str) -> Value {
    answers(&start(name).expect("it needs nothing of the machine's"))
}

/// Returns the body of an answer to HTTP.
fn body(answer: &Value) -> Value {
    let text = answer["body"].as_str();
    let text = text.unwrap_or_else(|| panic!("no body in {answer}"));
    serde_json::from_str(text).unwrap_or_else(|_| panic!("{text}"))
}

#[test]
fn pandas_reports_months_articles_and_a_chart() {
    let answers = answers_of("pandas-report");
    assert_eq!(answers["articles"]["rows"][0]["article"], "grinder");
    assert_eq!(answers["months"]["rows"].as_array().map(Vec::len), Some(10));
    let chart = answers["chart"]["png"].as_str().unwrap_or_default();
    assert!(chart.starts_with("iVBORw0KGgo"), "no PNG: {chart}");
}

#[test]
fn scikit_learn_ranks_by_risk() {
    let answers = answers_of("sklearn-predict");
    let one = body(&answers["one"]);
    assert_eq!(one["subscribers"][0]["likely"], true, "{one}");
    let many = body(&answers["many"]);
    let risks = many["subscribers"].as_array().expect("a list");
    let risks: Vec<_> = risks.iter().map(|each| each["risk"].as_f64()).collect();
    assert!(risks.len() == 200 && risks.is_sorted_by(|one, next| one >= next));
    assert_eq!(answers["refused"]["statusCode"], 422);
}

#[test]
fn fastapi_lists_takes_and_refuses() {
    let answers = answers_of("fastapi-shop");
    assert_eq!(body(&answers["list"])[1]["sku"], "ES2");
    assert_eq!(body(&answers["order"])["total"], "58.20");
    assert_eq!(answers["invalid"]["statusCode"], 422);
}

#[test]
fn boto3_values_a_basket() {
    let answers = answers_of("boto3-basket");
    let ten = json!({"goods": "161.10", "shipping": "0", "total": "161.10"});
    assert_eq!(body(&answers["ten"]), ten);
    let one = json!({"goods": "4.90", "shipping": "4.90", "total": "9.80"});
    assert_eq!(body(&answers["one"]), one);
    assert_eq!(answers["refused"]["statusCode"], 422);
}

#[test]
fn sqlalchemy_shows_the_orders_of_a_customer() {
    let Some(example) = start("sqlalchemy-orders") else {
        return;
    };
    let answers = answers(&example);
    let ten = body(&answers["ten"]);
    assert_eq!(ten["orders"].as_array().map(Vec::len), Some(10), "{ten}");
    assert_eq!(
        ten["orders"][0]["articles"].as_array().map(Vec::len),
        Some(3)
    );
    let three = body(&answers["three"]);
    assert_eq!(three["orders"].as_array().map(Vec::len), Some(3), "{three}");
    assert_eq!(answers["unknown"]["statusCode"], 404);
    its_waste_is_found(&example);
}

/// Two tables are read whole, and lines are loaded order by order, over a new connection.
fn its_waste_is_found(example: &Example) {
    let event = example.folder.join("events/ten.json");
    let event = event.display().to_string();
    let profile = told(example, "profile", &["--budget", "1", "--event", &event]);
    let findings = profile["findings"].as_array().expect("a list");
    let mut found: Vec<(&str, u64)> = findings
        .iter()
        .filter_map(|found| Some((found["pattern"].as_str()?, found["line"].as_u64()?)))
        .filter(|(pattern, _)| !pattern.starts_with("import"))
        .collect();
    found.sort_unstable();
    let expect = [
        ("batchable-calls", 72),
        ("client-in-handler", 61),
        ("sql-without-index", 61),
        ("sql-without-index", 67),
    ];
    assert_eq!(found, expect);
    let advice = |finding: &Value| finding["advice"].as_str().map(str::to_owned);
    let indexes: Vec<String> = findings.iter().filter_map(advice).collect();
    for column in ["`customer_id`", "`lower(email)`"] {
        assert!(
            indexes.iter().any(|advice| advice.contains(column)),
            "{indexes:?}"
        );
    }
}

#[test]
fn httpx_makes_offers() {
    let answers = answers_of("httpx-offers");
    assert_eq!(
        answers["abroad"],
        json!({"sku": "B250", "total": 95.0, "days": 2})
    );
    assert_eq!(
        answers["one"],
        json!({"sku": "B250", "total": 12.8, "days": 2})
    );
    assert_eq!(answers["too-many"]["error"], "13 are left");
}
