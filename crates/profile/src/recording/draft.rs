//! A process while its lines are read: looks up numbers, and keeps nothing that points nowhere.

use std::collections::HashMap;

use super::line::{self, Line, Number};
use super::text::Text;
use super::{
    Edge, Facts, Frame, FunctionCalls, Import, Json, Library, Mark, Names, Need, Process, Sample,
    Span, Stack, Used,
};

/// Most imports that are kept of a process.
const MOST_IMPORTS: usize = 200_000;

/// Most notes that are kept of a process.
const MOST_NOTES: usize = 1000;

/// A line that is left out.
pub(super) struct Damaged;

/// A process while its lines are read.
#[derive(Default)]
pub(super) struct Draft {
    process: Process,
    texts: HashMap<Number, usize>,
    frames: HashMap<Number, usize>,
    stacks: HashMap<Number, usize>,
    imports: Vec<line::Import>,
    libraries: Vec<(Number, String)>,
}

impl Draft {
    /// Begins a process that has told only its id.
    pub(super) fn new(pid: u32) -> Self {
        let process = Process {
            pid,
            ..Process::default()
        };
        Self {
            process,
            ..Self::default()
        }
    }

    /// Takes what the process tells of itself.
    pub(super) fn describe(&mut self, parent: u32, facts: Facts) {
        self.process.parent = parent;
        self.process.facts = facts;
    }

    /// Takes a line.
    pub(super) fn take(&mut self, line: Line<'_>) -> Result<(), Damaged> {
        let process = &mut self.process;
        match line {
            Line::Text(number, text) => return self.text(number, text),
            Line::Mark(mark) => process.marks.push(mark.into()),
            Line::Import(import) => return self.import(import),
            Line::Collection(collection) => {
                ordered(collection.start, collection.end)?;
                process.collections.push(collection);
            }
            Line::Span(span) => {
                ordered(span.start, span.end)?;
                process.spans.push((*span).into());
            }
            Line::Frame(frame) => return self.frame(&frame),
            Line::Stack(stack) => return self.stack(&stack),
            Line::Sample(sample) => return self.sample(&sample),
            Line::Function(function) => return self.function(&function),
            Line::Edge(edge) => return self.edge(&edge),
            Line::Need(need) => return self.need(&need),
            Line::Used(used) => return self.used(used),
            Line::Names(names) => process.names.push(names.into()),
            Line::Library(import, path) => {
                self.libraries.push((import, path.0.into_owned()));
            }
            Line::Json(json) => process.json.push(json.into()),
            Line::Note(note) => {
                if process.notes.len() < MOST_NOTES {
                    process.notes.push(note.0.into_owned());
                }
            }
            Line::End => process.ended = true,
            Line::Batch(_) | Line::Process(_) | Line::Unknown => {}
        }
        Ok(())
    }

    /// Returns the process, and how many of its lines are left out because what they refer to never
    /// came.
    pub(super) fn finish(mut self) -> (Process, usize) {
        let n_imports = self.imports.len();
        self.imports.sort_by_key(|import| import.sequence);
        self.imports.dedup_by_key(|import| import.sequence);
        let mut n_damaged = n_imports - self.imports.len();
        let mut places: HashMap<Number, usize> = HashMap::with_capacity(self.imports.len());
        for import in std::mem::take(&mut self.imports) {
            let place = self.process.imports.len();
            // An import above may be missing, because the process ended while it was under way.
            let parent = places.get(&import.parent).copied();
            match self.resolve(&import, parent) {
                Ok(found) => {
                    self.process.imports.push(found);
                    places.insert(import.sequence.into(), place);
                }
                Err(Damaged) => n_damaged += 1,
            }
        }
        for (import, path) in self.libraries {
            match places.get(&import) {
                Some(&import) => self.process.libraries.push(Library { import, path }),
                None => n_damaged += 1,
            }
        }
        (self.process, n_damaged)
    }

    fn text(&mut self, number: Number, text: Text<'_>) -> Result<(), Damaged> {
        if number < 0 {
            return Err(Damaged);
        }
        self.texts.insert(number, self.process.texts.len());
        self.process.texts.push(text.0.into_owned());
        Ok(())
    }

    fn import(&mut self, import: line::Import) -> Result<(), Damaged> {
        ordered(import.start, import.end)?;
        if self.imports.len() == MOST_IMPORTS {
            return Err(Damaged);
        }
        self.imports.push(import);
        Ok(())
    }

    fn resolve(&self, import: &line::Import, parent: Option<usize>) -> Result<Import, Damaged> {
        Ok(Import {
            parent,
            thread: import.thread,
            module: known(&self.texts, import.module)?,
            file: self.texts.get(&import.file).copied(),
            line: import.line,
            start: import.start,
            end: import.end,
            cpu: import.cpu,
            resident: import.resident,
            stats: import.stats,
            failed: import.failed.0,
            origin: self.texts.get(&import.origin).copied(),
            cached: self.texts.get(&import.cached).copied(),
            loader: self.texts.get(&import.loader).copied(),
        })
    }

    fn frame(&mut self, frame: &line::Frame) -> Result<(), Damaged> {
        let place = self.process.frames.len();
        self.process.frames.push(Frame {
            name: known(&self.texts, frame.name)?,
            file: known(&self.texts, frame.file)?,
            first_line: frame.first_line,
        });
        self.frames.insert(frame.number, place);
        Ok(())
    }

    fn stack(&mut self, stack: &line::Stack) -> Result<(), Damaged> {
        let place = self.process.stacks.len();
        let parent = match stack.parent {
            ..0 => None,
            parent => Some(known(&self.stacks, parent)?),
        };
        self.process.stacks.push(Stack {
            parent,
            frame: known(&self.frames, stack.frame)?,
            line: stack.line,
        });
        self.stacks.insert(stack.number, place);
        Ok(())
    }

    fn sample(&mut self, sample: &line::Sample) -> Result<(), Damaged> {
        self.process.samples.push(Sample {
            time: sample.time,
            thread: sample.thread,
            stack: known(&self.stacks, sample.stack)?,
            cpu: sample.cpu,
            wall: sample.wall,
        });
        Ok(())
    }

    fn function(&mut self, function: &line::Function<'_>) -> Result<(), Damaged> {
        self.process.functions.push(FunctionCalls {
            during_init: match function.phase.0.as_ref() {
                "init" => true,
                "handler" => false,
                _ => return Err(Damaged),
            },
            name: known(&self.texts, function.name)?,
            file: known(&self.texts, function.file)?,
            first_line: function.first_line,
            count: function.count,
            wall: function.wall,
            stopped: function.stopped.0,
        });
        Ok(())
    }

    fn need(&mut self, need: &line::Need) -> Result<(), Damaged> {
        self.process.needs.push(Need {
            from: known(&self.texts, need.from)?,
            to: known(&self.texts, need.to)?,
        });
        Ok(())
    }

    fn edge(&mut self, edge: &line::Edge) -> Result<(), Damaged> {
        self.process.edges.push(Edge {
            from: known(&self.texts, edge.from)?,
            to: known(&self.texts, edge.to)?,
            line: edge.line,
        });
        Ok(())
    }

    fn used(&mut self, used: line::Used<'_>) -> Result<(), Damaged> {
        self.process.used.push(Used {
            request_id: used.request_id.map(own),
            module: known(&self.texts, used.module)?,
            how: own(used.how),
        });
        Ok(())
    }
}

impl From<line::Mark<'_>> for Mark {
    fn from(mark: line::Mark<'_>) -> Self {
        Self {
            moment: mark.moment,
            time: mark.time,
            cpu: mark.cpu,
            resident: mark.resident,
            request_id: mark.request_id.map(own),
        }
    }
}

impl From<line::Span<'_>> for Span {
    fn from(span: line::Span<'_>) -> Self {
        Self {
            id: span.id,
            parent: span.parent,
            thread: span.thread,
            start: span.start,
            end: span.end,
            kind: span.kind,
            library: span.library.map(own).unwrap_or_default(),
            operation: span.operation.map(own).unwrap_or_default(),
            target: span.target.map(own).unwrap_or_default(),
            file: span.file.map(own),
            line: span.line.unwrap_or(0),
            function: span.function.map(own),
            error: span.error.map(own),
            attributes: span.attributes.into(),
        }
    }
}

impl From<line::Names<'_>> for Names {
    fn from(names: line::Names<'_>) -> Self {
        Self {
            request_id: names.request_id.map(own),
            names: names.names.0.into_iter().map(|name| name.0).collect(),
        }
    }
}

impl From<line::Json<'_>> for Json {
    fn from(json: line::Json<'_>) -> Self {
        Self {
            operation: own(json.operation),
            request_id: json.request_id.map(own),
            digest: own(json.digest),
            bytes: json.bytes,
            wall: json.wall,
            file: json.file.map(own).unwrap_or_default(),
            line: json.line,
        }
    }
}

fn own(text: Text<'_>) -> String {
    text.0.into_owned()
}

/// Looks up something that must have been told.
fn known(told: &HashMap<Number, usize>, number: Number) -> Result<usize, Damaged> {
    told.get(&number).copied().ok_or(Damaged)
}

/// Refuses what ends before it begins.
fn ordered(start: u64, end: u64) -> Result<(), Damaged> {
    if start <= end { Ok(()) } else { Err(Damaged) }
}
