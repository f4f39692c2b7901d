//! Reads marshalled objects without recursion, believing no size.

use std::ops::Range;

use super::{Layout, MarshalError, Middle, Object, Objects};

/// Bit of an object's kind: it may be referred to.
const MAY_COME_AGAIN: u8 = 0x80;

/// An object of which not everything has been read.
struct Open {
    object: usize,
    children: Vec<usize>,
    n_missing: usize,
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    layout: Layout,
    all: Vec<Object>,
    may_come_again: Vec<usize>,
}

/// Reads one object, which must be everything there is.
pub(super) fn objects(bytes: &[u8], layout: Layout) -> Result<Objects<'_>, MarshalError> {
    let mut reader = Reader {
        bytes,
        at: 0,
        layout,
        all: Vec::new(),
        may_come_again: Vec::new(),
    };
    let children = reader.run()?;
    if reader.at < bytes.len() {
        return Err(MarshalError::Long);
    }
    Ok(Objects {
        bytes,
        all: reader.all,
        children,
    })
}

impl Reader<'_> {
    fn run(&mut self) -> Result<Vec<usize>, MarshalError> {
        let mut children = Vec::new();
        let mut open: Vec<Open> = Vec::new();
        loop {
            let (object, n_missing) = self.start()?;
            if let Some(outer) = open.last_mut() {
                outer.children.push(object);
                outer.n_missing -= 1;
            }
            if n_missing > 0 {
                open.push(Open {
                    object,
                    children: Vec::new(),
                    n_missing,
                });
            }
            while let Some(done) = open.pop_if(|open| open.n_missing == 0) {
                let from = children.len();
                self.all[done.object].hashes_by_address = self.hash_by_address(&done.children);
                children.extend(done.children);
                self.all[done.object].holds = from..children.len();
            }
            let Some(inner) = open.last() else {
                return Ok(children);
            };
            self.read_middle(inner.object, inner.children.len())?;
        }
    }

    fn hash_by_address(&self, objects: &[usize]) -> bool {
        let mut objects = objects.iter();
        objects.any(|object| self.all[*object].hashes_by_address)
    }

    /// Reads an object's own bytes. Returns it, and how many objects it holds.
    fn start(&mut self) -> Result<(usize, usize), MarshalError> {
        let marked = self.byte()?;
        let kind = marked & !MAY_COME_AGAIN;
        if kind == b'r' {
            let index = self.number()?;
            let known = self.may_come_again.get(index);
            return Ok((*known.ok_or(MarshalError::Reference)?, 0));
        }
        let object = self.all.len();
        if marked != kind {
            self.may_come_again.push(object);
        }
        let from = self.at;
        let n_objects = self.head(kind)?;
        self.all.push(Object {
            kind,
            head: from..self.at,
            middle: None,
            holds: 0..0,
            hashes_by_address: matches!(kind, b'N' | b'.'),
        });
        Ok((object, n_objects))
    }

    /// Skips what an object has before the objects that it holds, and returns their number.
    fn head(&mut self, kind: u8) -> Result<usize, MarshalError> {
        match kind {
            b'N' | b'F' | b'T' | b'S' | b'.' => {}
            b'i' => _ = self.take(4)?,
            b'g' | b'I' => _ = self.take(8)?,
            b'y' => _ = self.take(16)?,
            b'l' => {
                // Digits of 15 bits; the number of them is negative when the whole is.
                let bytes = self.take(4)?;
                let n_digits = self.signed(bytes).unsigned_abs() as usize;
                self.take(n_digits.saturating_mul(2))?;
            }
            b's' | b't' | b'u' | b'a' | b'A' => {
                let size = self.number()?;
                self.take(size)?;
            }
            b'z' | b'Z' => {
                let size = usize::from(self.byte()?);
                self.take(size)?;
            }
            b')' => return Ok(usize::from(self.byte()?)),
            b'(' | b'<' | b'>' => return self.number(),
            b':' => return Ok(3),
            b'c' => {
                self.take(self.layout.n_numbers * 4)?;
                return Ok(self.layout.n_objects.0 + self.layout.n_objects.1);
            }
            other => return Err(MarshalError::Kind(other)),
        }
        Ok(0)
    }

    /// Reads the number that stands between the objects of code, when it is next.
    fn read_middle(&mut self, object: usize, n_children: usize) -> Result<(), MarshalError> {
        let known = &self.all[object];
        let before_child = self.layout.n_objects.0;
        if known.kind == b'c' && n_children == before_child && known.middle.is_none() {
            let bytes = self.take(4)?;
            self.all[object].middle = Some(Middle {
                before_child,
                bytes,
            });
        }
        Ok(())
    }

    fn byte(&mut self) -> Result<u8, MarshalError> {
        let place = self.take(1)?;
        Ok(self.bytes[place.start])
    }

    fn number(&mut self) -> Result<usize, MarshalError> {
        let place = self.take(4)?;
        usize::try_from(self.signed(place)).map_err(|_| MarshalError::Short)
    }

    fn signed(&self, place: Range<usize>) -> i32 {
        let bytes = self.bytes[place].try_into();
        i32::from_le_bytes(bytes.expect("four bytes were taken"))
    }

    fn take(&mut self, size: usize) -> Result<Range<usize>, MarshalError> {
        let end = self.at.checked_add(size).ok_or(MarshalError::Short)?;
        if end > self.bytes.len() {
            return Err(MarshalError::Short);
        }
        let place = self.at..end;
        self.at = end;
        Ok(place)
    }
}
