//! Findings of a sample, one of each worth and more.

use warmfront_profile::document::{Estimate, Finding, Profile, Worth};

/// Returns the findings, costliest first.
pub(super) fn of(profile: &Profile) -> Vec<Finding> {
    let code = &profile.subject.code;
    vec![
        calls_in_a_loop(code, profile),
        client_in_handler(code),
        unused_import(code, profile),
        Finding {
            worth: Worth::Risk,
            ..told(
                code,
                23,
                "no-timeout",
                "S3.GetObject may wait for 60 s, and the function ends after 30 s",
            )
        },
        Finding {
            invocation_now_ms: Some(estimate(0.03)),
            invocation_after_ms: Some(estimate(0.01)),
            worth: Worth::NotWorthIt,
            ..told(code, 32, "repeated-json", "The same JSON is parsed twice")
        },
    ]
}

fn calls_in_a_loop(code: &str, profile: &Profile) -> Finding {
    let numbered = profile.calls.iter().enumerate();
    let reads = numbered.filter(|(_, call)| call.operation == "DynamoDB.GetItem");
    let message = "10 calls of DynamoDB.GetItem on orders, one after the other, in a loop";
    Finding {
        advice: "Ask for them in one BatchGetItem of up to 100 keys.".to_owned(),
        evidence: vec![
            "10 keys per invocation, all different".to_owned(),
            "one BatchGetItem takes 100 keys and 16 MB".to_owned(),
        ],
        invocation_now_ms: Some(estimate(46.8)),
        invocation_after_ms: Some(estimate(6.9)),
        saved_dollars_per_million: 0.266,
        calls: reads.map(|(number, _)| number).collect(),
        ..told(code, 16, "batchable-calls", message)
    }
}

fn client_in_handler(code: &str) -> Finding {
    let message = "An S3 client is made in every invocation";
    Finding {
        evidence: vec!["35 clients in 35 invocations".to_owned()],
        invocation_now_ms: Some(estimate(15.1)),
        invocation_after_ms: Some(estimate(0.4)),
        init_after_ms: Some(estimate(11.2)),
        saved_dollars_per_million: 0.097,
        ..told(code, 22, "client-in-handler", message)
    }
}

fn unused_import(code: &str, profile: &Profile) -> Finding {
    let numbered = profile.modules.iter().enumerate();
    let modules = numbered.filter(|(_, module)| module.name.starts_with("pyarrow"));
    let message = "pyarrow is imported at init, and no event needs anything of it";
    Finding {
        init_now_ms: Some(estimate(61.0)),
        init_after_ms: Some(estimate(0.0)),
        saved_dollars_per_million: 0.008,
        events: vec![0, 1, 2],
        modules: modules.map(|(number, _)| number).collect(),
        ..told(code, 6, "unused-import", message)
    }
}

fn told(code: &str, line: u32, pattern: &str, message: &str) -> Finding {
    Finding {
        pattern: pattern.to_owned(),
        message: message.to_owned(),
        advice: "Do it once, before the handler is called, and keep what came of it.".to_owned(),
        evidence: Vec::new(),
        file: Some(format!("{code}/app.py")),
        line: Some(line),
        function: None,
        events: vec![0, 2],
        init_now_ms: None,
        init_after_ms: None,
        invocation_now_ms: None,
        invocation_after_ms: None,
        saved_dollars_per_million: 0.0,
        worth: Worth::Fix,
        calls: Vec::new(),
        modules: Vec::new(),
    }
}

fn estimate(estimate: f64) -> Estimate {
    Estimate {
        estimate,
        lower: Some(estimate * 0.93),
        upper: Some(estimate * 1.08),
        n: 35,
    }
}
