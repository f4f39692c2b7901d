//! The environments of an engine: reuse, scaling out, throttling, freezing when idle.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use tokio::task::spawn_local;
use uuid::Uuid;
use warmfront_model::invocation::{Completed, RequestId};

use crate::environment::{CreateError, Environment, Shared};
use crate::setup::{Observation, Refusal, Request};

/// How long an environment stays awake when nothing is waiting for it. Freezing and thawing cost
/// 0.1 ms each; invocations that follow one another closer than this are spared both.
const IDLE_GRACE: Duration = Duration::from_millis(1);

/// Largest payload that the Invoke API accepts; it is a hundred bytes less than a response may have.
const REQUEST_LIMIT: usize = 6 * 1024 * 1024;

/// The environments of an engine.
#[derive(Debug)]
pub(crate) struct Pool {
    shared: Rc<Shared>,
    state: RefCell<State>,
}

#[derive(Debug, Default)]
struct State {
    idle: Vec<Idle>,
    /// Held by every environment, so that one that is dropped halfway does not count any more.
    alive: Rc<()>,
    made: u32,
    returns: u64,
}

#[derive(Debug)]
struct Idle {
    environment: Environment,
    alive: Rc<()>,
    returned: u64,
}

impl Pool {
    /// Makes a pool without environments.
    pub(crate) fn new(shared: Rc<Shared>) -> Rc<Self> {
        Rc::new(Self {
            shared,
            state: RefCell::default(),
        })
    }

    /// Handles one event, in an idle environment or a new one, and tells how it went.
    pub(crate) async fn invoke(self: &Rc<Self>, request: &Request) -> Result<(), CreateError> {
        let observation = match self.accept(request).await? {
            Ok(completed) => Observation::Completed(Box::new(completed)),
            Err(refusal) => Observation::Refused(refusal),
        };
        // Nobody listens any more only when the engine is being torn down.
        let _ = self.shared.observations.send(observation).await;
        Ok(())
    }

    async fn accept(
        self: &Rc<Self>,
        request: &Request,
    ) -> Result<Result<Completed, Refusal>, CreateError> {
        if request.payload.len() > REQUEST_LIMIT {
            return Ok(Err(Refusal::RequestTooLarge {
                size: request.payload.len(),
            }));
        }
        let request_id = RequestId(Uuid::new_v4().to_string());
        let limit = self.shared.setup.concurrency_limit;
        let idle = self.state.borrow_mut().idle.pop();
        let (mut environment, alive) = match idle {
            Some(idle) => (idle.environment, idle.alive),
            None if self.n_alive() >= limit => {
                return Ok(Err(Refusal::Throttled { request_id, limit }));
            }
            None => {
                let alive = Rc::clone(&self.state.borrow().alive);
                (self.start().await?, alive)
            }
        };
        let completed = environment.invoke(request, request_id).await;
        self.take_back(environment, alive);
        Ok(Ok(completed))
    }

    /// Returns the process ids of the interpreters that wait for an event.
    pub(crate) fn idle_processes(&self) -> Vec<u32> {
        let state = self.state.borrow();
        let idle = state.idle.iter();
        idle.filter_map(|idle| idle.environment.process_id())
            .collect()
    }

    fn n_alive(&self) -> usize {
        // The state holds one of its own.
        Rc::strong_count(&self.state.borrow().alive) - 1
    }

    async fn start(&self) -> Result<Environment, CreateError> {
        let number = {
            let mut state = self.state.borrow_mut();
            state.made += 1;
            state.made
        };
        let mut environment = Environment::create(&self.shared, number).await?;
        environment.initialise().await;
        Ok(environment)
    }

    fn take_back(self: &Rc<Self>, environment: Environment, alive: Rc<()>) {
        let mut state = self.state.borrow_mut();
        state.returns += 1;
        let returned = state.returns;
        state.idle.push(Idle {
            environment,
            alive,
            returned,
        });
        let pool = Rc::clone(self);
        spawn_local(async move {
            tokio::time::sleep(IDLE_GRACE).await;
            let mut state = pool.state.borrow_mut();
            if let Some(idle) = state.idle.iter_mut().find(|idle| idle.returned == returned) {
                idle.environment.freeze();
            }
        });
    }

    /// Freezes all idle environments at once.
    pub(crate) fn settle(&self) {
        self.state
            .borrow_mut()
            .idle
            .iter_mut()
            .for_each(|idle| idle.environment.freeze());
    }

    /// Ends all idle environments.
    pub(crate) fn retire(&self) {
        drop(std::mem::take(&mut self.state.borrow_mut().idle));
    }
}
