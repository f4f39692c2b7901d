//! A shared object without what is never loaded, proven to be the same in memory.
//!
//! What a loader maps are the load segments. Everything between and behind them (symbol tables and
//! debug information, for people and linkers) can go, if each segment moves by a multiple of its
//! alignment: the known breakage of stripped libraries is a segment that did not. Sections keep
//! their numbers, which dynamic symbols refer to; those that are gone become empty.

use super::elf::{self, Extent, SHT_NOBITS, SharedObject};

/// Place of the offset of the program headers in the file's header.
const AT_SEGMENTS: usize = 32;

/// Place of the offset of the section headers.
const AT_SECTIONS: usize = 40;

/// Returns the file without what is never loaded, if that can be proven to be the same in memory
/// and is smaller.
pub(super) fn without_symbols(bytes: &[u8]) -> Option<Vec<u8>> {
    let object = elf::read(bytes)?;
    let moves = Moves::plan(&object, bytes.len())?;
    let mut stripped = moves.copy(bytes);
    let names = object.sections[object.names].extent;
    // The names of sections and the section headers stand behind all else.
    let names_at = stripped.len();
    stripped.extend_from_slice(&bytes[names.start..names.end]);
    stripped.resize(stripped.len().next_multiple_of(8), 0);
    let sections_at = stripped.len();
    stripped.extend_from_slice(&bytes[object.section_table.start..object.section_table.end]);
    for (n, section) in object.sections.iter().enumerate() {
        let at = sections_at + (section.at - object.section_table.start);
        if n == object.names {
            put(&mut stripped, at + 24, names_at)?;
        } else if section.kind == SHT_NOBITS || section.extent.start == section.extent.end {
            // It has no bytes, and its offset is a matter of taste.
        } else if section.is_loaded {
            put(&mut stripped, at + 24, moves.of(section.extent)?)?;
        } else {
            stripped.get_mut(at..at + 64)?.fill(0);
        }
    }
    for segment in &object.segments {
        if segment.extent.start != segment.extent.end {
            let at = moves.of_point(segment.at)? + 8;
            put(&mut stripped, at, moves.of(segment.extent)?)?;
        }
    }
    put(&mut stripped, AT_SEGMENTS, moves.of(object.segment_table)?)?;
    put(&mut stripped, AT_SECTIONS, sections_at)?;
    (stripped.len() < bytes.len() && is_same_in_memory(bytes, &stripped)).then_some(stripped)
}

/// Tells whether a loader maps the same from both files: the same segments, with the same bytes at
/// the same addresses, apart from the headers that say where in the file things are.
pub(super) fn is_same_in_memory(before: &[u8], after: &[u8]) -> bool {
    let (Some(one), Some(other)) = (elf::read(before), elf::read(after)) else {
        return false;
    };
    let blank = |bytes: &[u8], object: &SharedObject, extent: Extent| -> Option<Vec<u8>> {
        let mut content = bytes.get(extent.start..extent.end)?.to_vec();
        let offsets = [AT_SEGMENTS, AT_SECTIONS].into_iter();
        let offsets = offsets.chain(object.segments.iter().map(|segment| segment.at + 8));
        for byte in offsets.flat_map(|at| at..at + 8) {
            if byte >= extent.start && byte < extent.end {
                content[byte - extent.start] = 0;
            }
        }
        Some(content)
    };
    one.segments.len() == other.segments.len()
        && one.segments.iter().zip(&other.segments).all(|(a, b)| {
            let header = |bytes: &[u8], at: usize| {
                let fields = [0, 16, 24, 32, 40, 48].map(|field| elf::long(bytes, at + field));
                fields.into_iter().collect::<Option<Vec<_>>>()
            };
            let fits = b.extent.start as u64 % b.align == b.address % b.align;
            (!b.is_load || fits)
                && header(before, a.at).is_some_and(|fields| header(after, b.at) == Some(fields))
                && blank(before, &one, a.extent) == blank(after, &other, b.extent)
        })
}

/// Where the parts of the file that stay go.
struct Moves {
    /// Parts of the old file in order, without overlap, and where each begins in the new one.
    parts: Vec<(Extent, usize)>,
}

impl Moves {
    /// Plans the moves: parts that must stay, as close together as their alignment allows.
    fn plan(object: &SharedObject, size: usize) -> Option<Self> {
        let loads = object.segments.iter().filter(|segment| segment.is_load);
        let mut stay: Vec<(Extent, u64)> = loads
            .filter(|load| load.extent.start != load.extent.end)
            .map(|load| (load.extent, load.align))
            .collect();
        stay.push((Extent { start: 0, end: 64 }, 1));
        stay.push((object.segment_table, 8));
        // A segment that is not loaded, or not within one that is, is unusual but stays as well.
        let others = object.segments.iter().filter(|segment| !segment.is_load);
        stay.extend(others.map(|segment| (segment.extent, segment.align)));
        stay.retain(|(extent, _)| extent.start != extent.end);
        stay.sort_by_key(|(extent, _)| (extent.start, extent.end));
        let mut joined: Vec<(Extent, u64)> = Vec::new();
        for (extent, align) in stay {
            match joined.last_mut() {
                Some((last, most)) if extent.start <= last.end => {
                    last.end = last.end.max(extent.end);
                    *most = (*most).max(align);
                }
                _ => joined.push((extent, align)),
            }
        }
        let mut parts = Vec::new();
        let mut end = 0_usize;
        for (extent, align) in joined {
            let align = usize::try_from(align).ok()?;
            // The same place within its alignment as before.
            let start = end.checked_next_multiple_of(align)? + extent.start % align;
            let start = match start.checked_sub(align) {
                Some(sooner) if sooner >= end => sooner,
                _ => start,
            };
            // What would move back has no room to gain.
            let start = start.min(extent.start);
            if start < end {
                return None;
            }
            parts.push((extent, start));
            end = start.checked_add(extent.end - extent.start)?;
        }
        (end <= size).then_some(Self { parts })
    }

    fn copy(&self, bytes: &[u8]) -> Vec<u8> {
        let mut copied = Vec::new();
        for (extent, start) in &self.parts {
            copied.resize(*start, 0);
            copied.extend_from_slice(&bytes[extent.start..extent.end]);
        }
        copied
    }

    /// Returns where a part goes that lies within one that stays.
    fn of(&self, extent: Extent) -> Option<usize> {
        let holds =
            |part: &&(Extent, usize)| part.0.start <= extent.start && extent.end <= part.0.end;
        let (part, start) = self.parts.iter().find(holds)?;
        Some(start + (extent.start - part.start))
    }

    fn of_point(&self, at: usize) -> Option<usize> {
        self.of(Extent {
            start: at,
            end: at + 1,
        })
    }
}

fn put(bytes: &mut [u8], at: usize, value: usize) -> Option<()> {
    let value = u64::try_from(value).ok()?;
    bytes
        .get_mut(at..at.checked_add(8)?)?
        .copy_from_slice(&value.to_le_bytes());
    Some(())
}
