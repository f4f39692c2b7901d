//! Whether the parts of a profile fit together: every index names something, nothing is its own
//! ancestor.

use super::{Call, Profile};

/// Parts of a profile that do not fit together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckError {
    /// An index names nothing.
    #[error("`{list}[{index}].{field}` is {value}, which names nothing")]
    Dangling {
        /// List that has it.
        list: &'static str,
        /// Which of the list.
        index: usize,
        /// Its field.
        field: &'static str,
        /// The index.
        value: usize,
    },
    /// Something is below what comes after it, or below itself.
    #[error("`{list}[{index}].parent` leads in a circle or forwards")]
    Disordered {
        /// List that has it.
        list: &'static str,
        /// Which of the list.
        index: usize,
    },
}

impl Profile {
    /// Checks that every index names something, and that whatever has a parent ends at a root:
    /// modules and stacks come after theirs, calls are in no circle.
    pub fn check(&self) -> Result<(), CheckError> {
        self.check_timeline()?;
        self.check_modules()?;
        self.check_calls()?;
        self.check_stacks()?;
        self.check_findings()
    }

    fn check_timeline(&self) -> Result<(), CheckError> {
        for (index, environment) in self.environments.iter().enumerate() {
            let at = At::new("environments", index);
            for collection in &environment.collections {
                let invocation = collection.invocation;
                at.within("collections.invocation", invocation, &self.invocations)?;
            }
        }
        for (index, invocation) in self.invocations.iter().enumerate() {
            let at = At::new("invocations", index);
            at.within(
                "environment",
                Some(invocation.environment),
                &self.environments,
            )?;
            at.within("event", Some(invocation.event), &self.subject.events)?;
        }
        Ok(())
    }

    fn check_modules(&self) -> Result<(), CheckError> {
        for (index, module) in self.modules.iter().enumerate() {
            let at = At::new("modules", index);
            at.before("parent", module.parent, &self.modules)?;
            at.within("distribution", module.distribution, &self.distributions)?;
            at.within("invocation", module.invocation, &self.invocations)?;
            for event in module.usage.iter().flat_map(|usage| &usage.events) {
                at.within("usage.events", Some(*event), &self.subject.events)?;
            }
            for needer in module.usage.iter().flat_map(|usage| &usage.needed_by) {
                at.within("usage.needed_by", Some(*needer), &self.modules)?;
            }
        }
        for (index, edge) in self.edges.iter().enumerate() {
            let at = At::new("edges", index);
            at.within("from", edge.from, &self.modules)?;
            at.within("to", Some(edge.to), &self.modules)?;
        }
        Ok(())
    }

    fn check_calls(&self) -> Result<(), CheckError> {
        for (index, call) in self.calls.iter().enumerate() {
            let at = At::new("calls", index);
            at.within("parent", call.parent, &self.calls)?;
            at.within("environment", Some(call.environment), &self.environments)?;
            at.within("invocation", call.invocation, &self.invocations)?;
        }
        match in_a_circle(&self.calls) {
            Some(index) => Err(At::new("calls", index).disordered()),
            None => Ok(()),
        }
    }

    fn check_stacks(&self) -> Result<(), CheckError> {
        let stacks = &self.stacks;
        for (index, stack) in stacks.stacks.iter().enumerate() {
            let at = At::new("stacks.stacks", index);
            at.before("parent", stack.parent, &stacks.stacks)?;
            at.within("frame", Some(stack.frame), &stacks.frames)?;
        }
        for (list, sampled) in [
            ("stacks.init", &stacks.init),
            ("stacks.handler", &stacks.handler),
            ("stacks.native", &stacks.native),
        ] {
            for (index, sampled) in sampled.iter().enumerate() {
                At::new(list, index).within("stack", Some(sampled.stack), &stacks.stacks)?;
            }
        }
        Ok(())
    }

    fn check_findings(&self) -> Result<(), CheckError> {
        for (index, finding) in self.findings.iter().enumerate() {
            let at = At::new("findings", index);
            at.all_within("events", &finding.events, &self.subject.events)?;
            at.all_within("calls", &finding.calls, &self.calls)?;
            at.all_within("modules", &finding.modules, &self.modules)?;
        }
        Ok(())
    }
}

/// An item of a list.
#[derive(Clone, Copy)]
struct At {
    list: &'static str,
    index: usize,
}

impl At {
    fn new(list: &'static str, index: usize) -> Self {
        Self { list, index }
    }

    fn within<T>(
        self,
        field: &'static str,
        value: Option<usize>,
        of: &[T],
    ) -> Result<(), CheckError> {
        match value {
            Some(value) if value >= of.len() => Err(CheckError::Dangling {
                list: self.list,
                index: self.index,
                field,
                value,
            }),
            _ => Ok(()),
        }
    }

    fn all_within<T>(
        self,
        field: &'static str,
        values: &[usize],
        of: &[T],
    ) -> Result<(), CheckError> {
        values
            .iter()
            .try_for_each(|value| self.within(field, Some(*value), of))
    }

    fn before<T>(
        self,
        field: &'static str,
        value: Option<usize>,
        of: &[T],
    ) -> Result<(), CheckError> {
        self.within(field, value, of)?;
        match value {
            Some(value) if value >= self.index => Err(self.disordered()),
            _ => Ok(()),
        }
    }

    fn disordered(self) -> CheckError {
        CheckError::Disordered {
            list: self.list,
            index: self.index,
        }
    }
}

/// Returns a call that is its own ancestor. Parents are known to be in range; a call that begins in
/// the same nanosecond as its parent may come before it.
fn in_a_circle(calls: &[Call]) -> Option<usize> {
    // Number of the walk that came by; each call is walked over once.
    let mut seen = vec![0_usize; calls.len()];
    for (walk, start) in (1..).zip(0..calls.len()) {
        let mut next = Some(start);
        while let Some(index) = next.filter(|index| seen[*index] == 0) {
            seen[index] = walk;
            next = calls[index].parent;
        }
        if let Some(index) = next.filter(|index| seen[*index] == walk) {
            return Some(index);
        }
    }
    None
}
