//! The headers of a 64-bit little-endian ELF file, as much of them as says what is loaded.
//!
//! Layout after the System V ABI, `elf(5)`. Files come from archives: nothing in them is believed,
//! and a file that is unusual in any way is not understood.

/// Bytes of the file's header.
const HEADER: usize = 64;

/// Bytes of a program header.
const SEGMENT: usize = 56;

/// Bytes of a section header.
const SECTION: usize = 64;

/// Most headers of either kind that are looked at.
const MOST_HEADERS: usize = 4096;

/// A shared object, as opposed to a program that runs at a fixed address.
const ET_DYN: u16 = 3;

/// A segment that is mapped into memory.
const PT_LOAD: u32 = 1;

/// The path of the dynamic loader: what has it is a program.
const PT_INTERP: u32 = 3;

/// A section that takes no room in the file.
pub(super) const SHT_NOBITS: u32 = 8;

/// A section that is part of a segment.
const SHF_ALLOC: u64 = 2;

/// A part of the file that a segment or a section stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Extent {
    pub(super) start: usize,
    pub(super) end: usize,
}

/// A program header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Segment {
    /// Where the header itself is in the file.
    pub(super) at: usize,
    pub(super) is_load: bool,
    pub(super) extent: Extent,
    pub(super) address: u64,
    pub(super) align: u64,
}

/// A section header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Section {
    /// Where the header itself is in the file.
    pub(super) at: usize,
    pub(super) kind: u32,
    pub(super) is_loaded: bool,
    /// Empty for a section that takes no room in the file.
    pub(super) extent: Extent,
}

/// A shared object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SharedObject {
    pub(super) segments: Vec<Segment>,
    pub(super) sections: Vec<Section>,
    /// The program headers.
    pub(super) segment_table: Extent,
    /// The section headers.
    pub(super) section_table: Extent,
    /// Which section holds the names of sections.
    pub(super) names: usize,
}

/// Reads the headers of a shared object; nothing for another kind of file, or an unusual one.
pub(super) fn read(bytes: &[u8]) -> Option<SharedObject> {
    let identity = bytes.get(..7)?;
    // 64 bits, little-endian, version 1.
    if identity[..4] != *b"\x7fELF" || identity[4..7] != [2, 1, 1] {
        return None;
    }
    if half(bytes, 16)? != ET_DYN {
        return None;
    }
    let segment_table = table(bytes, [32, 54, 56], SEGMENT)?;
    let section_table = table(bytes, [40, 58, 60], SECTION)?;
    let names = usize::from(half(bytes, 62)?);
    let segments: Option<Vec<_>> = headers(segment_table, SEGMENT)
        .map(|at| segment(bytes, at))
        .collect();
    let sections: Option<Vec<_>> = headers(section_table, SECTION)
        .map(|at| section(bytes, at))
        .collect();
    let (segments, sections) = (segments?, sections?);
    let is_program = headers(segment_table, SEGMENT).any(|at| word(bytes, at) == Some(PT_INTERP));
    let usual = !is_program && names < sections.len() && bytes.len() >= HEADER;
    usual.then_some(SharedObject {
        segments,
        sections,
        segment_table,
        section_table,
        names,
    })
}

/// Finds a table of headers from the places of its offset, the size of a header and their number.
fn table(bytes: &[u8], [offset, size, number]: [usize; 3], expected: usize) -> Option<Extent> {
    let start = usize::try_from(long(bytes, offset)?).ok()?;
    let number = usize::from(half(bytes, number)?);
    if usize::from(half(bytes, size)?) != expected || number == 0 || number > MOST_HEADERS {
        return None;
    }
    let end = start.checked_add(number * expected)?;
    (start >= HEADER && end <= bytes.len()).then_some(Extent { start, end })
}

fn headers(table: Extent, size: usize) -> impl Iterator<Item = usize> {
    (table.start..table.end).step_by(size)
}

fn segment(bytes: &[u8], at: usize) -> Option<Segment> {
    let align = long(bytes, at + 48)?;
    if align > 1 && !align.is_power_of_two() {
        return None;
    }
    Some(Segment {
        at,
        is_load: word(bytes, at)? == PT_LOAD,
        extent: extent(bytes, long(bytes, at + 8)?, long(bytes, at + 32)?)?,
        address: long(bytes, at + 16)?,
        align: align.max(1),
    })
}

fn section(bytes: &[u8], at: usize) -> Option<Section> {
    let kind = word(bytes, at + 4)?;
    let size = match kind {
        SHT_NOBITS | 0 => 0,
        _ => long(bytes, at + 32)?,
    };
    let start = match size {
        0 => 0,
        _ => long(bytes, at + 24)?,
    };
    Some(Section {
        at,
        kind,
        is_loaded: long(bytes, at + 8)? & SHF_ALLOC != 0,
        extent: extent(bytes, start, size)?,
    })
}

/// A part that lies within the file.
fn extent(bytes: &[u8], start: u64, size: u64) -> Option<Extent> {
    let start = usize::try_from(start).ok()?;
    let end = start.checked_add(usize::try_from(size).ok()?)?;
    let inside = size == 0 || end <= bytes.len();
    inside.then_some(Extent { start, end })
}

fn half(bytes: &[u8], at: usize) -> Option<u16> {
    let found = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(found.try_into().ok()?))
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    let found = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(found.try_into().ok()?))
}

pub(super) fn long(bytes: &[u8], at: usize) -> Option<u64> {
    let found = bytes.get(at..at.checked_add(8)?)?;
    Some(u64::from_le_bytes(found.try_into().ok()?))
}
