//! Writes objects in their canonical form.

use std::collections::HashMap;

use super::{Object, Objects};

const MAY_COME_AGAIN: u8 = 0x80;

/// Objects of a set's element that its order can depend on: constants are small.
const LARGEST_ELEMENT: usize = 64;

/// Something that is still to be written.
enum Next {
    Object(usize),
    Bytes(std::ops::Range<usize>),
}

/// What is known of every object before the first is written.
struct Plan {
    /// The object that is written in its place: the first of equal texts.
    stands_for: Vec<usize>,
    /// Its kind; a text is interned when one of its equals is.
    kinds: Vec<u8>,
    /// How often it is held.
    n_uses: Vec<u32>,
}

/// Writes all objects.
pub(super) fn bytes(objects: &Objects<'_>, sorts_sets: bool) -> Vec<u8> {
    let plan = Plan::of(objects);
    let mut references: Vec<Option<u32>> = vec![None; objects.all.len()];
    let mut n_references = 0;
    let mut out = Vec::with_capacity(objects.bytes.len());
    let mut stack = vec![Next::Object(0)];
    while let Some(next) = stack.pop() {
        let index = match next {
            Next::Object(index) => plan.stands_for[index],
            Next::Bytes(place) => {
                out.extend_from_slice(&objects.bytes[place]);
                continue;
            }
        };
        if let Some(reference) = references[index] {
            out.push(b'r');
            out.extend_from_slice(&reference.to_le_bytes());
            continue;
        }
        let object = &objects.all[index];
        let mut kind = plan.kinds[index];
        // The interpreter's only ones are as short as a reference is.
        if plan.n_uses[index] > 1 && !object.is_only_one() {
            references[index] = Some(n_references);
            n_references += 1;
            kind |= MAY_COME_AGAIN;
        }
        out.push(kind);
        out.extend_from_slice(&objects.bytes[object.head.clone()]);
        push_parts(objects, object, sorts_sets, &mut stack);
    }
    out
}

impl Plan {
    fn of(objects: &Objects<'_>) -> Self {
        let mut plan = Self {
            stands_for: (0..objects.all.len()).collect(),
            kinds: objects.all.iter().map(|object| object.kind).collect(),
            n_uses: vec![0; objects.all.len()],
        };
        plan.join_equal_texts(objects);
        plan.count_uses(objects);
        plan
    }

    /// Whether a class's qualified name is one object with a constant depends on whether the
    /// process had interned it before.
    fn join_equal_texts(&mut self, objects: &Objects<'_>) {
        let mut known: HashMap<&[u8], usize> = HashMap::new();
        for (index, object) in objects.all.iter().enumerate() {
            let Some(text) = object.text(objects.bytes) else {
                continue;
            };
            let first = *known.entry(text).or_insert(index);
            self.stands_for[index] = first;
            if matches!(object.kind, b't' | b'A' | b'Z') {
                self.kinds[first] = match self.kinds[first] {
                    b'u' => b't',
                    b'a' => b'A',
                    b'z' => b'Z',
                    other => other,
                };
            }
        }
    }

    fn count_uses(&mut self, objects: &Objects<'_>) {
        let mut stack = vec![0];
        while let Some(index) = stack.pop() {
            let index = self.stands_for[index];
            self.n_uses[index] += 1;
            if self.n_uses[index] == 1 {
                stack.extend_from_slice(&objects.children[objects.all[index].holds.clone()]);
            }
        }
    }
}

/// Puts what an object holds on the stack, the first on top.
fn push_parts(objects: &Objects<'_>, object: &Object, sorts_sets: bool, stack: &mut Vec<Next>) {
    let mut children = objects.children[object.holds.clone()].to_vec();
    if sorts_sets && matches!(object.kind, b'<' | b'>') && object.hashes_by_address {
        children.sort_by_cached_key(|child| plain(objects, *child));
    }
    for (place, child) in children.into_iter().enumerate().rev() {
        stack.push(Next::Object(child));
        if let Some(middle) = object
            .middle
            .as_ref()
            .filter(|middle| middle.before_child == place)
        {
            stack.push(Next::Bytes(middle.bytes.clone()));
        }
    }
}

/// Returns the first bytes of an element, for comparing elements of a set.
fn plain(objects: &Objects<'_>, element: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let mut stack = vec![element];
    for _ in 0..LARGEST_ELEMENT {
        let Some(index) = stack.pop() else {
            break;
        };
        let object = &objects.all[index];
        out.push(object.kind);
        out.extend_from_slice(&objects.bytes[object.head.clone()]);
        stack.extend(objects.children[object.holds.clone()].iter().rev());
    }
    out
}

impl Object {
    /// Returns a text in UTF-8, whatever its kind.
    fn text<'a>(&self, bytes: &'a [u8]) -> Option<&'a [u8]> {
        let n_before = match self.kind {
            b'z' | b'Z' => 1,
            b'a' | b'A' | b'u' | b't' => 4,
            _ => return None,
        };
        bytes[self.head.clone()].get(n_before..)
    }

    fn is_only_one(&self) -> bool {
        matches!(self.kind, b'N' | b'F' | b'T' | b'S' | b'.')
    }
}
