//! The functions of `examples/profile` do what they say, with the servers that they call.

use serde_json::{Value, json};
use warmfront_testkit::context::Context;
use warmfront_testkit::example::Example;
use warmfront_testkit::{python, server};

/// Runs every event of a function once cold, and returns the answers by the name of the event.
fn answers(name: &str) -> Option<Value> {
    let packages = python::packages();
    let postgres = server::postgres_programs();
    let example = Example::start(name, &packages, postgres.as_deref());
    // Where a server is absent, the set-up step has said so.
    let example = example.expect("its servers start")?;
    let context = Context::new(env!("CARGO_BIN_EXE_warmfront"));
    let mut arguments = vec!["invoke".to_owned(), "--no-install".to_owned()];
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
    let ran = context.warmfront(&arguments);
    let document: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{ran}"));
    let invocations = document["invocations"].as_array();
    let mut answers = serde_json::Map::new();
    for invocation in invocations.unwrap_or_else(|| panic!("{ran}")) {
        let event = invocation["event"].as_str().unwrap_or_default();
        let name = event.rsplit('/').next().unwrap_or_default();
        let payload = &invocation["payload"];
        answers.insert(name.trim_end_matches(".json").to_owned(), payload.clone());
    }
    Some(answers.into())
}

/// Returns the body of an answer to HTTP.
fn body(answer: &Value) -> Value {
    let text = answer["body"].as_str();
    let text = text.unwrap_or_else(|| panic!("no body in {answer}"));
    serde_json::from_str(text).unwrap_or_else(|_| panic!("{text}"))
}

#[test]
fn pandas_reports_months_articles_and_a_chart() {
    let answers = answers("pandas-report").expect("it calls no server");
    assert_eq!(answers["articles"]["rows"][0]["article"], "grinder");
    assert_eq!(answers["months"]["rows"].as_array().map(Vec::len), Some(10));
    let chart = answers["chart"]["png"].as_str().unwrap_or_default();
    assert!(chart.starts_with("iVBORw0KGgo"), "no PNG: {chart}");
}

#[test]
fn scikit_learn_ranks_by_risk() {
    let answers = answers("sklearn-predict").expect("it calls no server");
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
    let answers = answers("fastapi-shop").expect("it calls no server");
    assert_eq!(body(&answers["list"])[1]["sku"], "ES2");
    assert_eq!(body(&answers["order"])["total"], "58.20");
    assert_eq!(answers["invalid"]["statusCode"], 422);
}

#[test]
fn boto3_values_a_basket() {
    let answers = answers("boto3-basket").expect("moto is among the packages");
    let ten = json!({"goods": "161.10", "shipping": "0", "total": "161.10"});
    assert_eq!(body(&answers["ten"]), ten);
    let one = json!({"goods": "4.90", "shipping": "4.90", "total": "9.80"});
    assert_eq!(body(&answers["one"]), one);
    assert_eq!(answers["refused"]["statusCode"], 422);
}

#[test]
fn sqlalchemy_shows_the_orders_of_a_customer() {
    let Some(answers) = answers("sqlalchemy-orders") else {
        return;
    };
    let ten = body(&answers["ten"]);
    assert_eq!(ten["orders"].as_array().map(Vec::len), Some(10), "{ten}");
    assert_eq!(
        ten["orders"][0]["articles"].as_array().map(Vec::len),
        Some(3)
    );
    let three = body(&answers["three"]);
    assert_eq!(three["orders"].as_array().map(Vec::len), Some(3), "{three}");
    assert_eq!(answers["unknown"]["statusCode"], 404);
}

#[test]
fn httpx_makes_offers() {
    let answers = answers("httpx-offers").expect("it calls a script of its own");
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
