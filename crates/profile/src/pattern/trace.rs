//! Small profiles for tests.

use super::view::View;
use super::{Evidence, Pattern};
use crate::document::{
    Account, Bytecode, Call, CallKind, Connection, Detail, Environment, Estimate, EventFacts,
    Finding, ImportOutcome, Invocation, Mark, MarkName, Millis, Mode, Module, Origin, Profile,
    SCHEMA, Stacks, Subject, Timeout, Usage,
};

/// A profile being made.
#[derive(Debug, Clone)]
pub(super) struct Trace {
    pub(super) profile: Profile,
    pub(super) names: Vec<Vec<String>>,
}

/// A call being made, with those that it makes itself.
#[derive(Debug, Clone)]
pub(super) struct Made {
    pub(super) call: Call,
    pub(super) children: Vec<Made>,
}

impl Trace {
    pub(super) fn new() -> Self {
        let subject = Subject {
            function: "orders".into(),
            handler: "app.handler".into(),
            code: "/code/orders".into(),
            memory_size_mb: 1769,
            architecture: "x86_64".into(),
            python: "3.13.0".into(),
            limits: "modelled".into(),
            events: Vec::new(),
            cold_share: 0.01,
            dollars_per_gb_second: 0.000_016_666_7,
            dollars_per_log_gb: 0.5,
            notes: Vec::new(),
        };
        let profile = Profile {
            schema: SCHEMA.to_owned(),
            subject,
            environments: Vec::new(),
            invocations: Vec::new(),
            modules: Vec::new(),
            edges: Vec::new(),
            distributions: Vec::new(),
            calls: Vec::new(),
            stacks: Stacks::default(),
            functions: Vec::new(),
            findings: Vec::new(),
            account: Account::default(),
        };
        Self {
            profile,
            names: Vec::new(),
        }
    }

    /// A new environment with a cold invocation.
    pub(super) fn cold(&mut self, event: usize, calls: Vec<Made>) -> &mut Invocation {
        self.environment();
        self.invoke(event, true, calls)
    }

    /// A warm invocation in the last environment.
    pub(super) fn warm(&mut self, event: usize, calls: Vec<Made>) -> &mut Invocation {
        if self.profile.environments.is_empty() {
            self.environment();
        }
        self.invoke(event, false, calls)
    }

    pub(super) fn environment(&mut self) -> &mut Environment {
        self.profile.environments.push(Environment {
            mode: Some(Mode::Timed),
            spawn_ms: Millis(5.0),
            runtime_init_ms: Some(Millis(20.0)),
            function_init_ms: Some(Millis(175.0)),
            init_ms: Millis(200.0),
            init_cpu_ms: Millis(195.0),
            agent_ms: Some(Millis(2.0)),
            resident_after_init: None,
            collections: Vec::new(),
        });
        self.profile.environments.last_mut().unwrap()
    }

    /// Calls follow each other 1 ms apart, 1 ms after the start.
    fn invoke(&mut self, event: usize, cold: bool, calls: Vec<Made>) -> &mut Invocation {
        let environment = self.profile.environments.len() - 1;
        let index = self.profile.invocations.len();
        let begin = 1e3 * f64::from(u32::try_from(index).unwrap());
        let mut at = begin + 1.0;
        let mut waiting = 0.0;
        for made in calls {
            let took = made.call.duration_ms.0;
            // A start that a test gave counts from that of the invocation.
            let start = match made.call.start_ms.0 {
                0.0 => at,
                given => begin + given,
            };
            self.place(made, start, (environment, index), None);
            at = start + took + 1.0;
            waiting += took;
        }
        while self.profile.subject.events.len() <= event {
            let name = format!("event-{}", self.profile.subject.events.len());
            self.profile
                .subject
                .events
                .push(EventFacts { name, bytes: 100 });
        }
        let mark = |name, at: f64, cpu: f64| Mark {
            name,
            at_ms: Millis(at),
            cpu_ms: Millis(cpu),
        };
        self.profile.invocations.push(Invocation {
            environment,
            event,
            cold,
            start_ms: Some(Millis(begin)),
            duration_ms: Millis(at - begin),
            cpu_ms: Millis(at - begin - waiting),
            marks: vec![
                mark(MarkName::Received, begin, begin),
                mark(MarkName::Called, begin, begin),
                mark(MarkName::Returned, at, begin + at - begin - waiting),
                mark(MarkName::Serialised, at, begin + at - begin - waiting),
            ],
            waiting_ms: Some(Millis(waiting)),
            collecting_ms: None,
            log_bytes: 0,
            response_bytes: 100,
            error: None,
            max_memory_used_mb: 100,
            dollars_per_million: 1.0,
            json: Vec::new(),
        });
        self.profile.invocations.last_mut().unwrap()
    }

    fn place(&mut self, made: Made, start: f64, of: (usize, usize), parent: Option<usize>) {
        let mut call = made.call;
        call.start_ms = Millis(start);
        (call.environment, call.invocation, call.parent) = (of.0, Some(of.1), parent);
        let index = self.profile.calls.len();
        self.profile.calls.push(call);
        for child in made.children {
            self.place(child, start, of, Some(index));
        }
    }

    /// A module that was imported at init by the statement at `app.py:LINE` or under another.
    pub(super) fn module(
        &mut self,
        name: &str,
        self_ms: f64,
        parent: Option<usize>,
    ) -> &mut Module {
        let line = u32::try_from(self.profile.modules.len()).unwrap() + 1;
        let file = match parent {
            Some(parent) => self.profile.modules[parent].path.clone(),
            None => Some("/var/task/bootstrap.py".to_owned()),
        };
        self.profile.modules.push(Module {
            name: name.into(),
            parent,
            file,
            line: Some(line),
            start_ms: Millis(0.0),
            total_ms: Millis(self_ms),
            self_ms: Millis(self_ms),
            self_cpu_ms: Millis(self_ms),
            self_resident: 1_000_000,
            self_stats: 1,
            path: Some(format!("/var/task/{}.py", name.replace('.', "/"))),
            origin: Origin::ThirdParty,
            bytecode: Bytecode::Valid,
            bytes_read: 10_000,
            libraries: Vec::new(),
            distribution: None,
            outcome: ImportOutcome::Loaded,
            retained_ms: Millis(self_ms),
            retained_resident: 1_000_000,
            usage: Some(Usage::default()),
            invocation: None,
        });
        self.profile.modules.last_mut().unwrap()
    }

    pub(super) fn evidence(&self) -> Evidence<'_> {
        Evidence {
            profile: &self.profile,
            names: &self.names,
        }
    }

    pub(super) fn view(&self) -> View<'_> {
        View::of(&self.evidence())
    }

    /// What one pattern finds.
    pub(super) fn find(&self, pattern: &Pattern) -> Vec<Finding> {
        (pattern.find)(&self.view())
    }

    /// The only finding of a pattern.
    pub(super) fn only(&self, pattern: &Pattern) -> Finding {
        let found = self.find(pattern);
        assert_eq!(found.len(), 1, "{found:#?}");
        found.into_iter().next().unwrap()
    }
}

/// Tells whether an estimate is as expected, but for rounding.
pub(super) fn near(found: Option<Estimate>, expect: f64) -> bool {
    found.is_some_and(|found| (found.estimate - expect).abs() < 1e-9)
}

fn made(kind: CallKind, library: &str, operation: &str, target: &str) -> Made {
    let call = Call {
        parent: None,
        environment: 0,
        invocation: None,
        process: 0,
        thread: 0,
        start_ms: Millis(0.0),
        duration_ms: Millis(4.0),
        kind,
        library: library.into(),
        operation: operation.into(),
        target: target.into(),
        file: Some("/var/task/app.py".into()),
        line: Some(14),
        function: Some("handler".into()),
        error: None,
        attempts: None,
        status: None,
        request_bytes: None,
        response_bytes: None,
        rows: None,
        connection: None,
        connect_ms: None,
        timeout: Timeout::Unknown,
        statement: None,
        detail: None,
    };
    Made {
        call,
        children: Vec::new(),
    }
}

pub(super) fn aws(operation: &str, target: &str) -> Made {
    made(CallKind::Aws, "botocore", operation, target)
}

pub(super) fn http(operation: &str, target: &str) -> Made {
    made(CallKind::Http, "urllib3", operation, target)
}

pub(super) fn sql(statement: &str) -> Made {
    let operation = statement.split(' ').next().unwrap_or_default();
    let mut made = made(CallKind::Sql, "psycopg", operation, "shop");
    made.call.statement = Some(statement.into());
    made
}

pub(super) fn of_kind(kind: CallKind, library: &str, operation: &str) -> Made {
    made(kind, library, operation, "")
}

impl Made {
    pub(super) fn took(mut self, millis: f64) -> Self {
        self.call.duration_ms = Millis(millis);
        self
    }

    pub(super) fn starts(mut self, millis: f64) -> Self {
        self.call.start_ms = Millis(millis);
        self
    }

    pub(super) fn line(mut self, line: u32) -> Self {
        self.call.line = Some(line);
        self
    }

    pub(super) fn child(mut self, child: Made) -> Self {
        self.children.push(child);
        self
    }

    pub(super) fn connects(mut self, millis: f64) -> Self {
        self.call.connection = Some(Connection::New);
        self.call.connect_ms = Some(Millis(millis));
        self
    }

    /// Changes anything of the call.
    pub(super) fn with(mut self, change: impl FnOnce(&mut Call)) -> Self {
        change(&mut self.call);
        self
    }

    /// A read whose parameters and answer are told apart by words.
    pub(super) fn reads(mut self, params: &str, answer: &str) -> Self {
        let detail = self.call.detail.get_or_insert_default();
        (detail.params, detail.answer) = (params.into(), answer.into());
        detail.reads = true;
        self
    }

    /// Values that were sent and that came back.
    pub(super) fn values(mut self, inputs: &[u32], outputs: &[u32]) -> Self {
        let detail: &mut Detail = self.call.detail.get_or_insert_default();
        (detail.inputs, detail.outputs) = (inputs.to_vec(), outputs.to_vec());
        self
    }

    pub(super) fn detail(mut self, change: impl FnOnce(&mut Detail)) -> Self {
        change(self.call.detail.get_or_insert_default());
        self
    }
}
