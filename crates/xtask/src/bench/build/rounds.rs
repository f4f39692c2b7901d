//! Cold starts of all forms of one application, by turns.

use anyhow::{Context as _, bail};
use bytes::Bytes;
use warmfront_engine::{Engine, Observation, Request};
use warmfront_model::invocation::{Completed, Outcome};
use warmfront_testkit::application::Application;

use super::figures::{Figures, Measured, Of};
use super::folder;
use super::form::{Form, Made, Workshop};
use super::subject::Subject;

/// Warm invocations behind each cold start.
const N_WARM: usize = 3;

/// Makes the forms of an application and measures them.
pub(super) fn measure(
    workshop: &Workshop<'_>,
    application: &Application,
    n_rounds: usize,
) -> anyhow::Result<Figures> {
    let subject = Subject::new(workshop, application)?;
    let shelf = workshop.make(application, &subject.servers.variables)?;
    let mut arms = Vec::new();
    for made in &shelf.made {
        arms.push(Arm {
            engine: subject.engine(workshop, &made.code)?,
            taken: Vec::new(),
        });
    }
    let failed = |form: Form| format!("`{}`, {}", application.name, form.name());
    // Once for the page cache, and for what the engine compiles.
    for (arm, made) in arms.iter_mut().zip(&shelf.made) {
        arm.cold_start(&subject.event)
            .with_context(|| failed(made.form))?;
    }
    for round in 0..n_rounds {
        for turn in 0..arms.len() {
            let index = (turn + round) % arms.len();
            let measured = arms[index].cold_start(&subject.event);
            let measured = measured.with_context(|| failed(shelf.made[index].form))?;
            arms[index].taken.push(measured);
        }
    }
    let of = |(arm, made): (Arm, &Made)| of_form(workshop, arm, made);
    let forms = arms.into_iter().zip(&shelf.made).map(of);
    Ok(Figures {
        name: application.name.clone(),
        memory_size: subject.function.memory_size,
        event: subject.event_name,
        forms: forms.collect::<anyhow::Result<_>>()?,
        notes: shelf.notes.clone(),
    })
}

fn of_form(workshop: &Workshop<'_>, arm: Arm, made: &Made) -> anyhow::Result<Of> {
    let footprint = folder::footprint(&made.code)?;
    Ok(Of {
        form: made.form,
        taken: arm.taken,
        footprint,
        zipped: folder::zipped(workshop.python, &made.code)?,
    })
}

/// One form while it is measured.
struct Arm {
    engine: Engine,
    taken: Vec<Measured>,
}

impl Arm {
    fn cold_start(&mut self, event: &Bytes) -> anyhow::Result<Measured> {
        let cold = self.invoke(event)?;
        let mut warm = Vec::with_capacity(N_WARM);
        for _ in 0..N_WARM {
            warm.push(self.invoke(event)?.report.duration);
        }
        // A frozen environment would keep its memory while others are measured.
        self.engine.retire();
        let init = cold.cold_start.context("a new environment starts cold")?;
        Measured::new(init.init, &cold, &warm)
    }

    fn invoke(&mut self, event: &Bytes) -> anyhow::Result<Completed> {
        let request = Request {
            payload: event.clone(),
            client_context: None,
            cognito_identity: None,
        };
        let mut seen = None;
        self.engine.invoke(request, &mut |observation| {
            if let Observation::Completed(completed) = observation {
                seen = Some(*completed);
            }
        })?;
        let done = seen.context("the invocation was refused")?;
        match &done.outcome {
            Outcome::Success { .. } => Ok(done),
            Outcome::FunctionError { payload, .. } => {
                bail!("the function failed: {}", String::from_utf8_lossy(payload))
            }
        }
    }
}
