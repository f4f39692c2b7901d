//! Invocations of a sample, with a loop of calls, a client that is made, and one more call.

use warmfront_profile::document::{
    Call, CallKind, Collection, Connection, Detail, Invocation, Mark, MarkName, Millis, Profile,
    Timeout,
};

use super::{Dice, Size};

/// What is called: kind, operation, target, line and function.
type Target = (CallKind, &'static str, &'static str, u32, &'static str);

const GET_ITEM: Target = (CallKind::Aws, "DynamoDB.GetItem", "orders", 16, "load");
const CLIENT: Target = (CallKind::Client, "boto3.client", "s3", 22, "rates");
const GET_OBJECT: Target = (CallKind::Aws, "S3.GetObject", "rates", 23, "rates");

/// Adds the `nth` invocation of an environment; the first one is cold.
pub(super) fn add(
    profile: &mut Profile,
    environment: usize,
    nth: usize,
    size: Size,
    dice: &mut Dice,
) {
    let number = profile.invocations.len();
    let (cold, event) = (nth == 0, nth % 3);
    let init = profile.environments[environment].init_ms.0;
    let start = if cold {
        init + 3.0
    } else {
        900.0 + nth as f64 * 200.0
    };
    let before = profile.calls.len();
    let waited = add_calls(
        profile,
        (environment, number),
        (start + 0.8, event),
        size,
        dice,
    );
    let calls = &mut profile.calls[before..];
    let done = calls
        .last()
        .map_or(start, |last| last.start_ms.0 + last.duration_ms.0);
    if nth == 2
        && let Some(call) = calls.get_mut(3)
    {
        call.error = Some("ReadTimeoutError".to_owned());
    }
    profile.environments[environment]
        .collections
        .push(Collection {
            start_ms: Millis(done + 3.0),
            duration_ms: Millis(1.7),
            generation: 2,
            invocation: Some(number),
        });
    let returned = done + 22.0 + dice.roll() * 6.0;
    let duration = returned - start + 1.9;
    let is_failed = nth == 5 && environment == 8;
    profile.invocations.push(Invocation {
        environment,
        event,
        cold,
        start_ms: Some(Millis(start)),
        duration_ms: Millis(duration),
        cpu_ms: Millis(duration * 0.5),
        marks: marks(start, returned),
        waiting_ms: Some(Millis(waited)),
        collecting_ms: Some(Millis(1.7)),
        log_bytes: 311,
        response_bytes: 1_840,
        error: is_failed.then(|| "KeyError".to_owned()),
        max_memory_used_mb: 171,
        dollars_per_million: 0.2 + profile.subject.dollars_per_million(duration),
        json: Vec::new(),
    });
}

fn marks(start: f64, returned: f64) -> Vec<Mark> {
    let mark = |name, at_ms, cpu_ms| Mark {
        name,
        at_ms: Millis(at_ms),
        cpu_ms: Millis(cpu_ms),
    };
    vec![
        mark(MarkName::Received, start, 600.0),
        mark(MarkName::Called, start + 0.6, 600.5),
        mark(MarkName::Returned, returned, 616.5),
        mark(MarkName::Serialised, returned + 0.7, 617.2),
    ]
}

/// Adds the calls of one invocation and returns the time that they waited.
fn add_calls(
    profile: &mut Profile,
    owner: (usize, usize),
    (start, event): (f64, usize),
    size: Size,
    dice: &mut Dice,
) -> f64 {
    let n_calls = match event {
        0 => size.n_calls_per_invocation,
        _ => size.n_calls_per_invocation / 3,
    };
    let is_first = profile.calls.iter().all(|call| call.environment != owner.0);
    // However many there are, they take about the same time together.
    let scale = (10.0 / size.n_calls_per_invocation as f64).min(1.0);
    let (mut at, mut waited) = (start, 0.0);
    for nth in 0..n_calls {
        let target = match n_calls - nth {
            1 => GET_OBJECT,
            2 => CLIENT,
            _ => GET_ITEM,
        };
        let is_new = nth + 1 == n_calls || is_first && nth == 0;
        let base = if target == CLIENT {
            11.0
        } else {
            4.1 + dice.roll() * 1.6
        };
        let connecting = if is_first && nth == 0 { 14.0 } else { 0.0 };
        let duration = (base + connecting) * scale;
        let parent = profile.calls.len();
        let call = call(&profile.subject.code, owner, target, (at, duration));
        if target == CLIENT {
            profile.calls.push(call);
        } else {
            let request = request(&call, parent, is_new);
            profile.calls.extend([call, request]);
            waited += duration;
        }
        at += duration + dice.roll() * 0.3 * scale;
    }
    waited
}

fn call(
    code: &str,
    (environment, invocation): (usize, usize),
    (kind, operation, target, line, function): Target,
    (start, duration): (f64, f64),
) -> Call {
    let fields = vec![("id".to_owned(), 36), ("blob".to_owned(), 1_804)];
    Call {
        parent: None,
        environment,
        invocation: Some(invocation),
        process: 0,
        thread: 0,
        start_ms: Millis(start),
        duration_ms: Millis(duration),
        kind,
        library: "botocore".to_owned(),
        operation: operation.to_owned(),
        target: target.to_owned(),
        file: Some(format!("{code}/app.py")),
        line: Some(line),
        function: Some(function.to_owned()),
        error: None,
        attempts: Some(1),
        status: Some(200),
        request_bytes: Some(412),
        response_bytes: Some(2_214),
        rows: Some(1),
        connection: None,
        connect_ms: None,
        timeout: Timeout::Seconds(60.0),
        statement: None,
        detail: Some(Detail {
            fields,
            scanned: Some(1),
            reads: true,
            ..Detail::default()
        }),
    }
}

/// Returns the HTTP request of a call.
fn request(call: &Call, parent: usize, is_new: bool) -> Call {
    let (start, duration) = (call.start_ms.0, call.duration_ms.0);
    let connection = if is_new {
        Connection::New
    } else {
        Connection::Reused
    };
    Call {
        parent: Some(parent),
        start_ms: Millis(start + duration * 0.15),
        duration_ms: Millis(duration * 0.8),
        kind: CallKind::Http,
        library: "urllib3".to_owned(),
        operation: "POST".to_owned(),
        target: "dynamodb.eu-central-1.amazonaws.com".to_owned(),
        connection: Some(connection),
        connect_ms: is_new.then_some(Millis(duration * 0.3)),
        detail: None,
        ..call.clone()
    }
}
