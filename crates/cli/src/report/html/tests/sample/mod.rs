//! A profile as a real function has one, in the size that a test wants.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "all figures are small and made up"
)]

mod findings;
mod functions;
mod imports;
mod invocations;

use warmfront_profile::document::{
    Account, Collection, Environment, EventFacts, Millis, Mode, Profile, SCHEMA, Subject,
};

/// The function's source, for excerpts.
pub(super) const SOURCE: &str = r#"import json
import os
import smtplib

import boto3
import pandas as pd

TABLE = os.environ["TABLE"]
dynamodb = boto3.client("dynamodb")


def load(ids):
    """Read the orders, one by one."""
    items = []
    for order_id in ids:
        answer = dynamodb.get_item(TableName=TABLE, Key={"id": {"S": order_id}})
        items.append(answer["Item"])
    return items


def rates():
    s3 = boto3.client("s3")
    body = s3.get_object(Bucket="rates", Key="latest.json")["Body"].read()
    return json.loads(body)


def handler(event, context):
    orders = load(event["ids"])
    frame = pd.DataFrame(orders)
    frame["total"] = frame["amount"] * rates()["EUR"]
    report = frame.groupby("customer")["total"].sum()
    return json.loads(report.to_json())
"#;

/// How much there is of everything.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    pub(super) n_modules: usize,
    pub(super) n_calls_per_invocation: usize,
}

pub(super) const USUAL: Size = Size {
    n_modules: 940,
    n_calls_per_invocation: 13,
};

pub(super) const LARGE: Size = Size {
    n_modules: 5_600,
    n_calls_per_invocation: 560,
};

/// When the handler's module is asked for.
const RUNTIME_DONE: f64 = 41.8;

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    /// Returns a number from 0 to 1.
    fn roll(&mut self) -> f64 {
        const FACTOR: u64 = 6_364_136_223_846_793_005;
        self.0 = self.0.wrapping_mul(FACTOR).wrapping_add(1_442_695);
        f64::from((self.0 >> 33) as u32) / f64::from(1_u32 << 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.roll() * n as f64) as usize
    }

    fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }
}

/// Returns the profile; `code` is the function's folder.
pub(super) fn profile(code: &str, size: Size) -> Profile {
    let mut dice = Dice(7);
    let (modules, distributions) = imports::of(code, size.n_modules, &mut dice);
    let imports: f64 = modules.iter().map(|module| module.self_ms.0).sum();
    let init = RUNTIME_DONE + imports + 8.3;
    let mut profile = Profile {
        schema: SCHEMA.to_owned(),
        subject: subject(code),
        environments: environments(init, imports, &mut dice),
        invocations: Vec::new(),
        edges: imports::edges(&modules, &mut dice),
        modules,
        distributions,
        calls: Vec::new(),
        stacks: functions::stacks(code, imports, &mut dice),
        functions: functions::timed(code),
        findings: Vec::new(),
        account: Account {
            init_ms: Millis(init),
            runtime_init_ms: Millis(36.2),
            imports_ms: Millis(imports),
            agent_ms: Millis(5.6),
            unattributed_ms: Millis(init - 36.2 - imports - 5.6),
            plain_init_ms: Some(Millis(init - 9.0)),
            observed_init_ms: Some(Millis(init)),
        },
    };
    for environment in 4..9 {
        for nth in 0..7 {
            invocations::add(&mut profile, environment, nth, size, &mut dice);
        }
    }
    profile.findings = findings::of(&profile);
    profile
}

fn subject(code: &str) -> Subject {
    let event = |name: &str, bytes| EventFacts {
        name: name.to_owned(),
        bytes,
    };
    let notes = [
        "CPU share is 0.289 of a vCPU during invocations; init ran unthrottled, as on Lambda.",
        "Calls went to a local server: their time has no network in it.",
    ];
    Subject {
        function: "orders-report".to_owned(),
        handler: "app.handler".to_owned(),
        code: code.to_owned(),
        memory_size_mb: 512,
        architecture: "arm64".to_owned(),
        python: "3.13.0".to_owned(),
        limits: "cgroup v2".to_owned(),
        events: vec![
            event("events/large.json", 18_204),
            event("events/small.json", 612),
            event("events/東京-注文.json", 2_048),
        ],
        cold_share: 0.02,
        dollars_per_gb_second: 0.000_013_333_4,
        dollars_per_log_gb: 0.5,
        notes: notes.map(str::to_owned).to_vec(),
    }
}

/// Four without the agent, five timed, one surveyed.
fn environments(init: f64, imports: f64, dice: &mut Dice) -> Vec<Environment> {
    let plain = [None; 4].into_iter();
    let modes = plain
        .chain([Some(Mode::Timed); 5])
        .chain([Some(Mode::Survey)]);
    let mut environment = |(number, mode): (usize, Option<Mode>)| {
        // The first timed one is the one whose imports are shown.
        let noise = if number == 4 {
            0.0
        } else {
            (dice.roll() - 0.4) * 30.0
        };
        let agent = if mode.is_some() { 5.6 } else { 0.0 };
        let collection = |nth: u8| Collection {
            start_ms: Millis(70.0 + f64::from(nth) * imports / 7.0),
            duration_ms: Millis(0.6 + f64::from(nth % 3) * 2.1),
            generation: nth % 3,
            invocation: None,
        };
        Environment {
            mode,
            spawn_ms: Millis(2.4 + dice.roll()),
            runtime_init_ms: Some(Millis(34.0 + agent)),
            function_init_ms: Some(Millis(imports + noise)),
            init_ms: Millis(init + noise - 5.6 + agent),
            init_cpu_ms: Millis(init * 0.93),
            agent_ms: mode.map(|_| Millis(agent)),
            resident_after_init: Some(148 << 20),
            collections: (0..6).map(collection).collect(),
        }
    };
    modes.enumerate().map(&mut environment).collect()
}
