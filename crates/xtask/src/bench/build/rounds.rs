//! Cold starts of all forms of one application, by turns.

use anyhow::{Context as _, bail};
use bytes::Bytes;
use warmfront_engine::{Engine, Observation, Request};
use warmfront_model::invocation::{Completed, Outcome};
use warmfront_testkit::application::Application;

use super::figures::{Figures, Measured, Of};
use super::folder;
use super::form::{Form, Made, Shelf, Workshop};
use super::subject::Subject;

/// What is measured of an application.
pub(in crate::bench) struct Course<'a> {
    pub(in crate::bench) n_rounds: usize,
    /// Warm invocations behind each cold start.
    pub(in crate::bench) n_warm: usize,
    /// Passes that make a form each, beside the baselines.
    pub(in crate::bench) passes: &'a [&'static str],
}

/// Makes the forms of an application and measures them.
pub(in crate::bench) fn measure(
    workshop: &Workshop<'_>,
    application: &Application,
    course: &Course<'_>,
) -> anyhow::Result<Figures> {
    let subject = Subject::new(workshop, application)?;
    let mut shelf = workshop.make(application, &subject.servers.variables, course.passes)?;
    turns(workshop, &subject, &mut shelf, course)
}

/// Measures forms that were made.
pub(in crate::bench) fn turns(
    workshop: &Workshop<'_>,
    subject: &Subject,
    shelf: &mut Shelf,
    course: &Course<'_>,
) -> anyhow::Result<Figures> {
    let mut arms = Vec::new();
    for made in std::mem::take(&mut shelf.made) {
        let mut arm = Arm {
            engine: subject.engine(workshop, &made.code)?,
            made,
            n_warm: course.n_warm,
            taken: Vec::new(),
        };
        // Once for the page cache, and for what the engine compiles.
        match (arm.cold_start(&subject.event), arm.made.form) {
            (Ok(_), _) => arms.push(arm),
            (Err(reason), Form::Built(passes)) => {
                shelf.notes.push(format!("{passes} breaks it: {reason:#}"));
            }
            (Err(reason), baseline) => return Err(reason.context(baseline.name())),
        }
    }
    for round in 0..course.n_rounds {
        for turn in 0..arms.len() {
            let index = (turn + round) % arms.len();
            let arm = &mut arms[index];
            let measured = arm.cold_start(&subject.event);
            let measured = measured.with_context(|| arm.made.form.name())?;
            arm.taken.push(measured);
        }
    }
    let forms = arms.into_iter().map(|arm| of_form(workshop, arm));
    Ok(Figures {
        name: subject.name.clone(),
        memory_size: subject.function.memory_size,
        event: subject.event_name,
        forms: forms.collect::<anyhow::Result<_>>()?,
        notes: shelf.notes.clone(),
    })
}

fn of_form(workshop: &Workshop<'_>, arm: Arm) -> anyhow::Result<Of> {
    let code = &arm.made.code;
    Ok(Of {
        form: arm.made.form,
        taken: arm.taken,
        footprint: folder::footprint(code)?,
        zipped: folder::zipped(workshop.python, code)?,
    })
}

/// One form while it is measured.
struct Arm {
    made: Made,
    engine: Engine,
    n_warm: usize,
    taken: Vec<Measured>,
}

impl Arm {
    fn cold_start(&mut self, event: &Bytes) -> anyhow::Result<Measured> {
        let cold = self.invoke(event)?;
        let mut warm = Vec::with_capacity(self.n_warm);
        for _ in 0..self.n_warm {
            warm.push(self.invoke(event)?);
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
