use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::{Value, json};
use warmfront_testkit::python;

use super::{ALL, find};
use crate::document::{Millis, Profile};

const ORDERS: &[u8] = include_bytes!("../../fixtures/orders.json");

fn orders() -> Profile {
    Profile::from_json(ORDERS).unwrap()
}

fn written(name: &str, profile: &Profile) -> Vec<u8> {
    let mut out = Vec::new();
    (find(name).unwrap().write)(profile, &mut out).unwrap();
    out
}

fn text(name: &str) -> String {
    String::from_utf8(written(name, &orders())).unwrap()
}

fn value(name: &str) -> Value {
    serde_json::from_slice(&written(name, &orders())).unwrap()
}

#[test]
fn formats_are_sorted_and_found_by_name() {
    assert!(ALL.is_sorted_by(|one, other| one.name < other.name));
    for format in ALL {
        assert_eq!(
            find(format.name).map(|found| found.about),
            Some(format.about)
        );
    }
    assert!(find("flame").is_none());
}

#[test]
fn json_is_the_document() {
    assert_eq!(
        Profile::from_json(&written("json", &orders())).unwrap(),
        orders()
    );
}

#[test]
fn collapsed_stacks_weigh_microseconds() {
    insta::assert_snapshot!(text("collapsed"), @"
    handler;handler (app.py:24);Table.get (app.py:33) 6000
    handler;handler (app.py:24);Table.get (app.py:33);_parse:value (botocore/parsers.py:214) 31250
    handler;handler (app.py:27) 500
    handler;handler (app.py:27);loads (json/__init__.py:346);raw_decode (json/decoder.py:354) 18500
    handler;handler (app.py:27);報告 (app.py:44) 11000
    handler;handler (app.py:28) 750
    init;<module> (app.py:3) 640500
    ");
}

#[test]
fn import_times_are_in_pythons_own_form() {
    insta::assert_snapshot!(text("importtime"), @"
    import time: self [us] | cumulative | imported package
    import time:      2750 |       2750 |   json
    import time:     88000 |      88000 |       botocore.session
    import time:     21000 |      21000 |       urllib3
    import time:      6000 |       6000 |       jmespath
    import time:      5000 |     120000 |     botocore
    import time:      3500 |     123500 |   boto3
    import time:     41000 |      41000 |       numpy.core
    import time:     12000 |      12000 |       numpy.linalg
    import time:     17500 |      17500 |       numpy.random
    import time:     18000 |      88500 |     numpy
    import time:      2500 |       2500 |     dateutil
    import time:      9500 |       9500 |     pytz
    import time:    250000 |     250000 |     pandas.core
    import time:     66000 |      66000 |     pandas.io
    import time:      4500 |     421000 |   pandas
    import time:     24000 |      24000 |   psycopg2
    import time:     13000 |      13000 |   yaml
    import time:       400 |        400 |   orjson
    import time:      1200 |       1200 |   報告書
    import time:      8500 |       8500 |   email.mime
    import time:     47000 |      47000 |   pydantic
    import time:     14000 |      14000 |   requests
    import time:     31000 |      31000 |   cryptography
    import time:     11000 |     697350 | app
    import time:       900 |        900 | decimal
    ");
}

/// Lines of a trace that are slices, by track.
fn tracks(trace: &Value) -> BTreeMap<(u64, u64), Vec<&Value>> {
    let mut tracks: BTreeMap<_, Vec<&Value>> = BTreeMap::new();
    for event in trace["traceEvents"].as_array().unwrap() {
        let number = |key: &str| event[key].as_u64().unwrap();
        if event["ph"] == "X" {
            tracks
                .entry((number("pid"), number("tid")))
                .or_default()
                .push(event);
        }
    }
    tracks
}

#[test]
fn slices_of_a_track_nest_and_none_is_before_zero() {
    let trace = value("chrome-trace");
    let tracks = tracks(&trace);
    assert_eq!(
        tracks.keys().filter(|(_, track)| *track == 0).count(),
        8,
        "environments"
    );
    for (track, slices) in tracks {
        let mut open: Vec<f64> = Vec::new();
        for slice in slices {
            let (start, lasted) = (
                slice["ts"].as_f64().unwrap(),
                slice["dur"].as_f64().unwrap(),
            );
            assert!(start >= 0.0 && lasted >= 0.0, "{slice}");
            while open.pop_if(|end| *end <= start + 1e-3).is_some() {}
            assert!(
                open.last().is_none_or(|end| start + lasted <= end + 1e-3),
                "{track:?} {slice}"
            );
            open.push(start + lasted);
        }
    }
}

#[test]
fn a_trace_tells_what_and_where() {
    let trace = value("chrome-trace");
    let events = trace["traceEvents"].as_array().unwrap();
    let named = |name: &str| events.iter().find(|event| event["name"] == name).unwrap();
    insta::assert_snapshot!(named("pandas"), @r#"{"args":{"bytecode":"valid","distribution":"pandas","file":"/var/task/app.py","line":3,"needed_by_events":0,"outcome":"loaded","path":"/var/task/pandas.py","retained_ms":421.0,"self_ms":4.5,"self_resident":3000000,"version":"2.2.3"},"cat":"import","dur":421000.0,"name":"pandas","ph":"X","pid":70000,"tid":1,"ts":182880.0}"#);
    insta::assert_snapshot!(named("DynamoDB.GetItem"), @r#"{"args":{"attempts":1,"file":"/var/task/app.py","function":"handler","kind":"aws","library":"botocore","line":24,"request_bytes":140,"response_bytes":820,"status":200,"target":"Orders"},"cat":"call","dur":4628.0,"name":"DynamoDB.GetItem","ph":"X","pid":70000,"tid":1,"ts":760430.0}"#);
    insta::assert_snapshot!(named("warm invocation"), @r#"{"args":{"dollars_per_million":0.547675,"event":1,"max_memory_used_mb":131,"start_is_measured":false},"cat":"phase","dur":52151.0,"name":"warm invocation","ph":"X","pid":10000,"tid":0,"ts":770654.0}"#);
}

#[test]
fn speedscope_opens_and_closes_in_order() {
    let file = value("speedscope");
    let n_frames = file["shared"]["frames"].as_array().unwrap().len() as u64;
    let profiles = file["profiles"].as_array().unwrap();
    let names: Vec<&str> = profiles
        .iter()
        .map(|part| part["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "imports",
            "init: CPU time of 2",
            "handler: CPU time of 12 invocations"
        ]
    );
    let (mut open, mut last) = (Vec::new(), f64::MIN);
    for event in profiles[0]["events"].as_array().unwrap() {
        let frame = event["frame"].as_u64().unwrap();
        assert!(frame < n_frames);
        let at = event["at"].as_f64().unwrap();
        assert!(at >= last);
        last = at;
        match event["type"].as_str().unwrap() {
            "O" => open.push(frame),
            _ => assert_eq!(open.pop(), Some(frame)),
        }
    }
    assert_eq!(open, Vec::<u64>::new());
    for part in &profiles[1..] {
        let frames = part["samples"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|path| path.as_array().unwrap());
        assert!(
            frames
                .into_iter()
                .all(|frame| frame.as_u64().unwrap() < n_frames)
        );
        assert_eq!(
            part["samples"].as_array().unwrap().len(),
            part["weights"].as_array().unwrap().len()
        );
    }
    insta::assert_snapshot!(profiles[1], @r#"{"endValue":640.5,"name":"init: CPU time of 2","samples":[[29]],"startValue":0.0,"type":"sampled","unit":"milliseconds","weights":[640.5]}"#);
}

/// All spans of a file.
fn spans(file: &Value) -> Vec<&Value> {
    let resources = file["resourceSpans"].as_array().unwrap().iter();
    let scopes = resources.flat_map(|resource| resource["scopeSpans"].as_array().unwrap());
    scopes
        .flat_map(|scope| scope["spans"].as_array().unwrap())
        .collect()
}

#[test]
fn every_span_has_its_parent_in_its_trace_and_lies_within() {
    let file = value("otlp");
    let spans = spans(&file);
    let id = |span: &Value, key: &str| (span["traceId"].to_string(), span[key].to_string());
    let all: BTreeMap<_, _> = spans
        .iter()
        .map(|span| (id(span, "spanId"), *span))
        .collect();
    assert_eq!(all.len(), spans.len());
    let time = |span: &Value, key: &str| -> u64 { span[key].as_str().unwrap().parse().unwrap() };
    let mut n_roots = 0;
    for span in spans {
        let (start, end) = (
            time(span, "startTimeUnixNano"),
            time(span, "endTimeUnixNano"),
        );
        assert!(946_684_800_000_000_000 <= start && start <= end);
        if span["parentSpanId"].is_null() {
            n_roots += 1;
            continue;
        }
        let parent = all[&id(span, "parentSpanId")];
        assert!(
            time(parent, "startTimeUnixNano") <= start,
            "{span} {parent}"
        );
        assert!(end <= time(parent, "endTimeUnixNano"), "{span} {parent}");
    }
    assert_eq!(n_roots, 48, "invocations whose times are true");
}

/// Says what the first span of a name and kind tells.
fn told(name: &str, kind: u64) -> String {
    let file = value("otlp");
    let named = |span: &&Value| span["name"] == name && span["kind"] == json!(kind);
    let span = spans(&file).into_iter().find(named).unwrap();
    let attributes = span["attributes"].as_array().unwrap().iter();
    // An id is of the whole profile.
    let told = attributes.filter(|attribute| attribute["key"] != "faas.invocation_id");
    let lines: Vec<String> = told
        .map(|attribute| {
            let key = attribute["key"].as_str().unwrap();
            format!("{key} {}", attribute["value"])
        })
        .collect();
    lines.join("\n")
}

#[test]
fn calls_speak_the_words_of_the_conventions() {
    insta::assert_snapshot!(told("DynamoDB.GetItem", 3), @r#"
    code.file.path {"stringValue":"/var/task/app.py"}
    code.line.number {"intValue":"24"}
    code.function.name {"stringValue":"handler"}
    rpc.system {"stringValue":"aws-api"}
    rpc.service {"stringValue":"DynamoDB"}
    rpc.method {"stringValue":"GetItem"}
    db.system.name {"stringValue":"aws.dynamodb"}
    db.operation.name {"stringValue":"GetItem"}
    aws.dynamodb.table_names {"arrayValue":{"values":[{"stringValue":"Orders"}]}}
    http.response.status_code {"intValue":"200"}
    http.request.body.size {"intValue":"140"}
    http.response.body.size {"intValue":"820"}
    warmfront.library {"stringValue":"botocore"}
    thread.id {"intValue":"0"}
    "#);
    insta::assert_snapshot!(told("POST", 3), @r#"
    code.file.path {"stringValue":"/var/task/app.py"}
    code.line.number {"intValue":"24"}
    code.function.name {"stringValue":"handler"}
    http.request.method {"stringValue":"POST"}
    server.address {"stringValue":"dynamodb.eu-west-2.amazonaws.com"}
    http.response.status_code {"intValue":"200"}
    warmfront.library {"stringValue":"urllib3"}
    thread.id {"intValue":"0"}
    warmfront.connection.new {"boolValue":true}
    warmfront.connection.ms {"doubleValue":1.8}
    "#);
    insta::assert_snapshot!(told("SELECT 注文データベース", 3), @r#"
    code.file.path {"stringValue":"/var/task/app.py"}
    code.line.number {"intValue":"41"}
    code.function.name {"stringValue":"報告"}
    db.system.name {"stringValue":"postgresql"}
    db.operation.name {"stringValue":"SELECT"}
    db.namespace {"stringValue":"注文データベース"}
    db.query.text {"stringValue":"SELECT * FROM orders WHERE day = %s"}
    warmfront.library {"stringValue":"psycopg2"}
    thread.id {"intValue":"0"}
    warmfront.connection.new {"boolValue":false}
    "#);
    insta::assert_snapshot!(told("boto3.client", 1), @r#"
    code.file.path {"stringValue":"/var/task/app.py"}
    code.line.number {"intValue":"21"}
    code.function.name {"stringValue":"handler"}
    warmfront.client.of {"stringValue":"dynamodb"}
    warmfront.library {"stringValue":"boto3"}
    thread.id {"intValue":"0"}
    "#);
}

#[test]
fn invocations_speak_the_words_of_the_conventions() {
    insta::assert_snapshot!(told("Orders", 2), @r#"
    faas.coldstart {"boolValue":true}
    code.function.name {"stringValue":"app.handler"}
    warmfront.event {"stringValue":"events/get.json"}
    warmfront.dollars_per_million {"doubleValue":5.331519}
    warmfront.start_is_measured {"boolValue":false}
    "#);
    insta::assert_snapshot!(told("import pandas", 1), @r#"
    code.file.path {"stringValue":"/var/task/app.py"}
    code.line.number {"intValue":"3"}
    warmfront.import.module {"stringValue":"pandas"}
    warmfront.import.path {"stringValue":"/var/task/pandas.py"}
    warmfront.import.self_ms {"doubleValue":4.5}
    warmfront.import.retained_ms {"doubleValue":421.0}
    warmfront.import.distribution {"stringValue":"pandas"}
    warmfront.import.version {"stringValue":"2.2.3"}
    warmfront.import.needed_by_events {"boolValue":false}
    "#);
    let file = value("otlp");
    let spans = spans(&file);
    let cold = spans.iter().find(|span| span["name"] == "Orders").unwrap();
    let id = cold["attributes"][1]["value"]["stringValue"]
        .as_str()
        .unwrap();
    assert_eq!(id.replace('-', ""), cold["traceId"].as_str().unwrap());
    let failed: BTreeSet<String> = (spans.iter())
        .filter(|span| span["status"]["code"] == 2)
        .map(|span| span["name"].to_string())
        .collect();
    assert_eq!(failed, BTreeSet::from(["\"Orders\"".to_owned()]));
}

#[test]
fn the_same_profile_gives_the_same_ids_and_another_one_others() {
    let mut other = orders();
    other.subject.memory_size_mb += 1;
    let id = |profile: &Profile| {
        let file: Value = serde_json::from_slice(&written("otlp", profile)).unwrap();
        spans(&file)[0]["traceId"].clone()
    };
    assert_eq!(id(&orders()), id(&orders()));
    assert_ne!(id(&orders()), id(&other));
}

#[test]
fn pstats_reads_what_is_written_under_every_interpreter() {
    let mut profile = orders();
    // Numbers that need more than four bytes.
    profile.stacks.handler[0].n_samples = 5_000_000_000;
    let file = tempfile::NamedTempFile::new().unwrap();
    fs_err::write(file.path(), written("pstats", &profile)).unwrap();
    let script = format!(
        "import pstats\n\
         stats = pstats.Stats({:?}).strip_dirs().sort_stats('cumulative').stats\n\
         for (file, line, name), (calls, _, own, total, callers) in sorted(stats.items()):\n\
         \x20   print(file, line, ascii(name), calls, round(own, 6), round(total, 6), len(callers))\n",
        file.path().display().to_string()
    );
    for interpreter in python::interpreters() {
        insta::allow_duplicates! {
            insta::assert_snapshot!(interpreter.run(&script).unwrap(), @r#"
            __init__.py 299 'loads' 7 0.0 0.0185 1
            app.py 1 '<module>' 130 0.6405 0.6405 0
            app.py 18 'handler' 5000000017 0.00125 0.068 0
            app.py 30 'Table.get' 5000000003 0.006 0.03725 1
            app.py 39 '\u5831\u544a' 5 0.011 0.011 1
            decoder.py 350 'raw_decode' 7 0.0185 0.0185 1
            parsers.py 210 '_parse;value' 5000000000 0.03125 0.03125 1
            "#);
        }
    }
}

#[test]
fn whatever_is_no_number_is_left_out() {
    let mut profile = orders();
    for module in &mut profile.modules {
        module.start_ms = Millis(f64::NAN);
        module.total_ms = Millis(f64::INFINITY);
        module.self_ms = Millis(f64::NEG_INFINITY);
    }
    for sampled in &mut profile.stacks.handler {
        sampled.cpu_ms = Millis(f64::NAN);
    }
    for format in ALL
        .iter()
        .filter(|format| format.extension.ends_with("json"))
    {
        let text = written(format.name, &profile);
        assert!(
            serde_json::from_slice::<Value>(&text).is_ok(),
            "{}",
            format.name
        );
    }
    for name in ["collapsed", "importtime"] {
        let text = String::from_utf8(written(name, &profile)).unwrap();
        assert!(!text.contains("NaN") && !text.contains("inf"), "{text}");
    }
}

#[test]
fn circles_come_to_an_end() {
    let mut profile = orders();
    let n = profile.stacks.stacks.len();
    for (index, stack) in profile.stacks.stacks.iter_mut().enumerate() {
        stack.parent = Some((index + 1) % n);
    }
    let n = profile.modules.len();
    for (index, module) in profile.modules.iter_mut().enumerate() {
        module.parent = Some((index + 1) % n);
    }
    let n = profile.calls.len();
    for (index, call) in profile.calls.iter_mut().enumerate() {
        call.parent = Some((index + 1) % n);
    }
    for format in ALL {
        written(format.name, &profile);
    }
}

/// Replaces some of the numbers in a document, by their turn.
fn replace(value: &mut Value, turn: &mut usize, by: &BTreeMap<usize, f64>) {
    match value {
        Value::Number(number) => {
            *turn += 1;
            if let Some(new) = by.get(turn) {
                *value = if number.is_f64() {
                    json!(new)
                } else {
                    // Any integer will do.
                    json!(new.to_bits() % 1_000)
                };
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, turn, by)),
        Value::Object(fields) => {
            fields
                .values_mut()
                .for_each(|field| replace(field, turn, by));
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_numbers_make_a_format_panic(
        by in prop::collection::btree_map(0_usize..4_000, prop_oneof![-1e3..1e3, prop::num::f64::NORMAL], 0..200),
    ) {
        let mut document = serde_json::from_slice(ORDERS).unwrap();
        replace(&mut document, &mut 0, &by);
        // As it stands, unchecked.
        if let Ok(profile) = serde_json::from_value::<Profile>(document) {
            for format in ALL {
                written(format.name, &profile);
            }
        }
    }
}
