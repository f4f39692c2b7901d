//! The file that an archive is written to, which can be given up in silence.

use std::io::{self, BufWriter, Seek, SeekFrom, Write};

/// Bytes that are gathered before they are written.
const CAPACITY: usize = 1 << 18;

/// The file, which seems to accept anything after its first failure.
///
/// A writer of archives that is dropped completes its archive, and says on stderr when it cannot;
/// the failure is known by then.
pub(super) struct Output {
    file: BufWriter<fs_err::File>,
    has_failed: bool,
    at: u64,
    end: u64,
}

impl Output {
    pub(super) fn new(file: fs_err::File) -> Self {
        Self {
            file: BufWriter::with_capacity(CAPACITY, file),
            has_failed: false,
            at: 0,
            end: 0,
        }
    }

    /// Writes what is left, and returns the file.
    pub(super) fn finish(self) -> io::Result<fs_err::File> {
        let file = self.file.into_inner();
        file.map_err(io::IntoInnerError::into_error)
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut n_written = bytes.len();
        if !self.has_failed {
            let written = self.file.write(bytes);
            n_written = written.inspect_err(|_| self.has_failed = true)?;
        }
        self.at = self.at.saturating_add(n_written as u64);
        self.end = self.end.max(self.at);
        Ok(n_written)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.has_failed {
            return Ok(());
        }
        self.file.flush().inspect_err(|_| self.has_failed = true)
    }
}

impl Seek for Output {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let place = match to {
            SeekFrom::Start(place) => place,
            SeekFrom::Current(by) => self.at.saturating_add_signed(by),
            SeekFrom::End(by) => self.end.saturating_add_signed(by),
        };
        if !self.has_failed {
            let sought = self.file.seek(SeekFrom::Start(place));
            sought.inspect_err(|_| self.has_failed = true)?;
        }
        self.at = place;
        Ok(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_a_failure_it_seems_to_accept_anything() {
        // A device that is always full, where the system has one.
        let Ok(full) = fs_err::OpenOptions::new().write(true).open("/dev/full") else {
            return;
        };
        let mut output = Output::new(full);
        output.write_all(&[0; 10]).unwrap();
        let error = output.flush().unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
        output.write_all(&vec![0; 2 * CAPACITY]).unwrap();
        assert_eq!(output.stream_position().unwrap(), 10 + 2 * CAPACITY as u64);
        assert_eq!(
            output.seek(SeekFrom::End(-10)).unwrap(),
            2 * CAPACITY as u64
        );
        output.flush().unwrap();
    }
}
