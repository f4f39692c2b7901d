//! Our own document, which every later command reads.

use super::Format;

pub(super) const FORMAT: Format = Format {
    name: "json",
    about: "warmfront's own document; every other command reads it",
    extension: "json",
    write: |profile, out| out.write_all(&profile.to_json()),
};
