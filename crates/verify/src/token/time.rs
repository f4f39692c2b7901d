//! Dates and times as programs write them.

/// How a time is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Form {
    /// Its layout.
    pub style: Style,
    /// Whether it has parts of a second.
    pub fraction: bool,
    /// How it names its zone.
    pub zone: Zone,
}

/// The layout of a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Style {
    /// `2026-11-21`.
    Date,
    /// `2026/11/21`.
    SlashedDate,
    /// `2026-11-21T20:51:22`.
    Iso,
    /// `2026-11-21 20:51:22`.
    Spaced,
    /// `2026/11/21 20:51:22`.
    Slashed,
    /// `20261121T205122`.
    Compact,
    /// `20:51:22`, also a length of time such as `0:00:01.5`.
    Clock,
    /// `Sat, 21 Nov 2026 20:51:22`.
    Http,
    /// `Sat Nov 21 20:51:22 2026`.
    C,
    /// `21/Nov/2026:20:51:22`.
    Log,
}

/// How a zone is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Zone {
    /// Not at all.
    None,
    /// `Z`.
    Z,
    /// `+0000` or `+00:00`.
    Offset,
    /// `UTC` or `GMT`.
    Name,
}

/// Returns the time that begins at a byte, and where it ends.
pub(super) fn scan(bytes: &[u8], at: usize) -> Option<(Form, usize)> {
    let first = *bytes.get(at)?;
    let mut cursor = Cursor { bytes, at };
    let form = if first.is_ascii_digit() {
        numeric(&mut cursor)?
    } else if first.is_ascii_uppercase() {
        named(&mut cursor)?
    } else {
        return None;
    };
    super::ends(bytes, cursor.at).then_some((form, cursor.at))
}

fn numeric(cursor: &mut Cursor) -> Option<Form> {
    let begin = *cursor;
    for form in [dated, compact, log, clock_alone] {
        if let Some(form) = form(cursor) {
            return Some(form);
        }
        *cursor = begin;
    }
    None
}

fn dated(cursor: &mut Cursor) -> Option<Form> {
    cursor.digits(4)?;
    let slashed = cursor.any(b"-/")? == b'/';
    cursor.digits(2)?;
    cursor.any(if slashed { b"/" } else { b"-" })?;
    cursor.digits(2)?;
    let day = *cursor;
    if let Some(separator) = cursor.any(b"T t_") {
        if let Some(fraction) = clock(cursor) {
            let style = match (slashed, separator) {
                (true, _) => Style::Slashed,
                (false, b'T' | b't') => Style::Iso,
                (false, _) => Style::Spaced,
            };
            return Some(zoned(cursor, style, fraction));
        }
        *cursor = day;
    }
    let style = if slashed {
        Style::SlashedDate
    } else {
        Style::Date
    };
    Some(plain(style))
}

fn compact(cursor: &mut Cursor) -> Option<Form> {
    cursor.digits(8)?;
    cursor.any(b"T")?;
    cursor.digits(6)?;
    let fraction = fraction(cursor);
    Some(zoned(cursor, Style::Compact, fraction))
}

fn log(cursor: &mut Cursor) -> Option<Form> {
    cursor.digits(2)?;
    cursor.any(b"/")?;
    cursor.name(MONTHS)?;
    cursor.any(b"/")?;
    cursor.digits(4)?;
    cursor.any(b":")?;
    let fraction = clock(cursor)?;
    Some(zoned(cursor, Style::Log, fraction))
}

fn clock_alone(cursor: &mut Cursor) -> Option<Form> {
    let fraction = clock(cursor)?;
    Some(zoned(cursor, Style::Clock, fraction))
}

fn named(cursor: &mut Cursor) -> Option<Form> {
    cursor.name(DAYS)?;
    if cursor.any(b",").is_some() {
        cursor.any(b" ")?;
        cursor.digits(2)?;
        cursor.any(b" -")?;
        cursor.name(MONTHS)?;
        cursor.any(b" -")?;
        cursor.digits(4)?;
        cursor.any(b" ")?;
        let fraction = clock(cursor)?;
        return Some(zoned(cursor, Style::Http, fraction));
    }
    cursor.any(b" ")?;
    cursor.name(MONTHS)?;
    cursor.any(b" ")?;
    let padded = cursor.any(b" ").is_some();
    cursor.digits(if padded { 1 } else { 2 })?;
    cursor.any(b" ")?;
    let fraction = clock(cursor)?;
    cursor.any(b" ")?;
    cursor.digits(4)?;
    Some(Form {
        style: Style::C,
        fraction,
        zone: Zone::None,
    })
}

/// Passes a time of day, and tells whether it has parts of a second.
fn clock(cursor: &mut Cursor) -> Option<bool> {
    let before = *cursor;
    let short = cursor.digits(2).is_none();
    if short {
        *cursor = before;
        cursor.digits(1)?;
    }
    cursor.any(b":")?;
    cursor.digits(2)?;
    let minutes = *cursor;
    if cursor.any(b":").is_some() && cursor.digits(2).is_some() {
        return Some(fraction(cursor));
    }
    *cursor = minutes;
    // `3:16` is rarely a time of day.
    (!short).then_some(false)
}

fn fraction(cursor: &mut Cursor) -> bool {
    let whole = *cursor;
    if cursor.any(b".,").is_some() && cursor.digits(1).is_some() {
        while cursor.digits(1).is_some() {}
        return true;
    }
    *cursor = whole;
    false
}

fn zoned(cursor: &mut Cursor, style: Style, fraction: bool) -> Form {
    let before = *cursor;
    let zone = zone(cursor).unwrap_or_else(|| {
        *cursor = before;
        Zone::None
    });
    Form {
        style,
        fraction,
        zone,
    }
}

fn zone(cursor: &mut Cursor) -> Option<Zone> {
    if cursor.any(b"Z").is_some() {
        return Some(Zone::Z);
    }
    let spaced = cursor.any(b" ").is_some();
    if spaced && cursor.name(&["GMT", "UTC"]).is_some() {
        return Some(Zone::Name);
    }
    cursor.any(b"+-")?;
    cursor.digits(2)?;
    cursor.any(b":");
    cursor.digits(2)?;
    Some(Zone::Offset)
}

fn plain(style: Style) -> Form {
    Form {
        style,
        fraction: false,
        zone: Zone::None,
    }
}

const DAYS: &[&str] = &["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

const MONTHS: &[&str] = &[
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

#[derive(Clone, Copy)]
struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Cursor<'_> {
    fn digits(&mut self, n: usize) -> Option<()> {
        let found = self.bytes.get(self.at..self.at + n)?;
        found.iter().all(u8::is_ascii_digit).then_some(())?;
        self.at += n;
        Some(())
    }

    fn any(&mut self, of: &[u8]) -> Option<u8> {
        let found = *self.bytes.get(self.at)?;
        of.contains(&found).then_some(())?;
        self.at += 1;
        Some(found)
    }

    fn name(&mut self, of: &[&str]) -> Option<()> {
        let found = self.bytes.get(self.at..self.at + 3)?;
        of.iter()
            .any(|name| name.as_bytes() == found)
            .then_some(())?;
        self.at += 3;
        Some(())
    }
}
