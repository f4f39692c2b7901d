//! The form in which results are kept: numbers and texts one after the other.
//!
//! Nothing that is read is believed: sizes are no larger than what is there, and what makes no
//! sense is nothing.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

use super::{Hash, Stamp};
use crate::code::Code;
use crate::finding::{Class, Finding, Place, Position, Range, Secondary, Subject};
use crate::fix::{Applicability, Edit, Fix, Span};
use crate::python::Unreadable;
use crate::report::Report;
use crate::rule;

/// What is kept.
#[derive(Debug, Clone, Default)]
pub(crate) struct Kept {
    /// Digest of everything that the findings depend on.
    pub(super) key: Hash,
    pub(super) files: BTreeMap<OsString, (Stamp, Hash)>,
    pub(super) report: Report,
}

/// The form's name and number; another number is another form.
const FORM: &[u8; 8] = b"wfcheck1";

const CLASSES: [Class; 7] = [
    Class::Init,
    Class::PerInvocation,
    Class::PerCall,
    Class::Size,
    Class::Price,
    Class::Safety,
    Class::Nothing,
];

pub(super) fn encode(kept: &Kept) -> Vec<u8> {
    let mut out = Writer(FORM.to_vec());
    out.0.extend(kept.key);
    out.number(kept.files.len() as u64);
    for (path, (stamp, hash)) in &kept.files {
        out.text(&path.to_string_lossy());
        stamp.0.iter().for_each(|number| out.number(*number));
        out.0.extend(hash);
    }
    out.number(kept.report.unreadable.len() as u64);
    for (path, why) in &kept.report.unreadable {
        out.path(path);
        out.unreadable(why);
    }
    out.number(kept.report.findings.len() as u64);
    kept.report
        .findings
        .iter()
        .for_each(|finding| out.finding(finding));
    out.0
}

/// Reads what was kept, unless it is damaged.
pub(crate) fn decode(bytes: &[u8]) -> Option<Kept> {
    let mut input = Reader(bytes.strip_prefix(FORM)?);
    let key = input.hash()?;
    let mut files = BTreeMap::new();
    for _ in 0..input.number()? {
        let path = OsString::from(input.text()?);
        let mut stamp = [0; 6];
        for number in &mut stamp {
            *number = input.number()?;
        }
        files.insert(path, (Stamp(stamp), input.hash()?));
    }
    let mut report = Report::default();
    for _ in 0..input.number()? {
        report.unreadable.push((input.path()?, input.unreadable()?));
    }
    for _ in 0..input.number()? {
        report.findings.push(input.finding()?);
    }
    input.0.is_empty().then_some(Kept { key, files, report })
}

pub(super) struct Writer(pub(super) Vec<u8>);

impl Writer {
    /// Seven bits in each byte, the lowest first; the eighth says that there are more.
    pub(super) fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push((number & 0x7f) as u8 | 0x80);
            number >>= 7;
        }
        self.0.push((number & 0x7f) as u8);
    }

    pub(super) fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.extend(text.as_bytes());
    }

    pub(super) fn stamp(&mut self, stamp: Option<Stamp>) {
        self.number(u64::from(stamp.is_some()));
        let numbers = stamp.iter().flat_map(|stamp| stamp.0);
        numbers.for_each(|number| self.number(number));
    }

    fn path(&mut self, path: &std::path::Path) {
        // A path that is no text is not found again, and what is kept is refused.
        self.text(&path.to_string_lossy());
    }

    fn place(&mut self, place: &Place) {
        self.path(&place.file);
        self.number(u64::from(place.range.is_some()));
        for position in place
            .range
            .iter()
            .flat_map(|range| [range.start, range.end])
        {
            self.number(position.line.into());
            self.number(position.column.into());
        }
    }

    fn unreadable(&mut self, why: &Unreadable) {
        match why {
            Unreadable::TooLarge { bytes } => {
                self.number(0);
                self.number(*bytes);
            }
            Unreadable::NotText => self.number(1),
            Unreadable::TooDeep => self.number(2),
            Unreadable::Syntax { message, line } => {
                self.number(3);
                self.text(message);
                self.number((*line).into());
            }
            Unreadable::Io { message } => {
                self.number(4);
                self.text(message);
            }
        }
    }

    fn finding(&mut self, finding: &Finding) {
        self.number(finding.code.0.into());
        let class = CLASSES.iter().position(|class| *class == finding.class);
        self.number(class.unwrap_or(0) as u64);
        self.place(&finding.place);
        self.number(u64::from(finding.symbol.is_some()));
        finding.symbol.iter().for_each(|symbol| self.text(symbol));
        self.text(&finding.message);
        self.number(finding.secondary.len() as u64);
        for secondary in &finding.secondary {
            self.place(&secondary.place);
            self.text(&secondary.message);
        }
        self.number(finding.notes.len() as u64);
        finding.notes.iter().for_each(|note| self.text(note));
        let (kind, subject) = match &finding.subject {
            Subject::None => (0, ""),
            Subject::Place => (1, ""),
            Subject::Import(module) => (2, module.as_str()),
            Subject::Operation(operation) => (3, operation.as_str()),
        };
        self.number(kind);
        self.text(subject);
        self.number(u64::from(finding.fix.is_some()));
        finding.fix.iter().for_each(|fix| self.fix(fix));
    }

    fn fix(&mut self, fix: &Fix) {
        self.number(u64::from(fix.applicability == Applicability::Unsafe));
        self.text(&fix.summary);
        self.number(fix.edits.len() as u64);
        for edit in &fix.edits {
            self.path(&edit.file);
            self.number(edit.span.start.into());
            self.number(edit.span.end.into());
            self.text(&edit.text);
        }
    }
}

pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u64::from(byte & 0x7f).checked_shl(shift)?;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    fn small(&mut self) -> Option<u32> {
        u32::try_from(self.number()?).ok()
    }

    pub(super) fn truth(&mut self) -> Option<bool> {
        match self.number()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    /// Reads how many there are, and each.
    pub(super) fn list<T>(&mut self, read: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let mut all = Vec::new();
        for _ in 0..self.number()? {
            all.push(read(self)?);
        }
        Some(all)
    }

    fn bytes(&mut self, len: usize) -> Option<&'a [u8]> {
        let (bytes, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(bytes)
    }

    pub(super) fn hash(&mut self) -> Option<Hash> {
        self.bytes(32)?.try_into().ok()
    }

    pub(super) fn text(&mut self) -> Option<String> {
        let len = usize::try_from(self.number()?).ok()?;
        let bytes = self.bytes(len)?;
        std::str::from_utf8(bytes).ok().map(str::to_owned)
    }

    pub(super) fn stamp(&mut self) -> Option<Stamp> {
        let mut stamp = [0; 6];
        for number in &mut stamp {
            *number = self.number()?;
        }
        Some(Stamp(stamp))
    }

    pub(super) fn path(&mut self) -> Option<PathBuf> {
        self.text().map(PathBuf::from)
    }

    fn position(&mut self) -> Option<Position> {
        Some(Position {
            line: self.small()?,
            column: self.small()?,
        })
    }

    fn place(&mut self) -> Option<Place> {
        let file = self.path()?;
        let range = self.list(|input| {
            Some(Range {
                start: input.position()?,
                end: input.position()?,
            })
        })?;
        let range = range.into_iter().next();
        Some(Place { file, range })
    }

    fn unreadable(&mut self) -> Option<Unreadable> {
        Some(match self.number()? {
            0 => Unreadable::TooLarge {
                bytes: self.number()?,
            },
            1 => Unreadable::NotText,
            2 => Unreadable::TooDeep,
            3 => Unreadable::Syntax {
                message: self.text()?,
                line: self.small()?,
            },
            4 => Unreadable::Io {
                message: self.text()?,
            },
            _ => return None,
        })
    }

    fn finding(&mut self) -> Option<Finding> {
        let code = Code(u16::try_from(self.number()?).ok()?);
        rule::of(code)?;
        let class = *CLASSES.get(usize::try_from(self.number()?).ok()?)?;
        let place = self.place()?;
        let symbol = self.list(Self::text)?.pop();
        let message = self.text()?;
        let secondary = self.list(|input| {
            Some(Secondary {
                place: input.place()?,
                message: input.text()?,
            })
        })?;
        let notes = self.list(Self::text)?;
        Some(Finding {
            code,
            class,
            place,
            symbol,
            message,
            secondary,
            notes,
            subject: self.subject()?,
            fix: self.list(Self::fix)?.pop(),
            cost: None,
        })
    }

    fn subject(&mut self) -> Option<Subject> {
        let kind = self.number()?;
        let text = self.text()?;
        match kind {
            0 => Some(Subject::None),
            1 => Some(Subject::Place),
            2 => Some(Subject::Import(text)),
            3 => Some(Subject::Operation(text)),
            _ => None,
        }
    }

    fn fix(&mut self) -> Option<Fix> {
        let applicability = if self.truth()? {
            Applicability::Unsafe
        } else {
            Applicability::Safe
        };
        let summary = self.text()?;
        let edits = self.list(|input| {
            Some(Edit {
                file: input.path()?,
                span: Span {
                    start: input.small()?,
                    end: input.small()?,
                },
                text: input.text()?,
            })
        })?;
        Some(Fix {
            applicability,
            summary,
            edits,
        })
    }
}
