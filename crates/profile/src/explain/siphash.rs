//! `SipHash`, as `CPython` keeps the hash of a source in its bytecode.
//!
//! J.-P. Aumasson and D. J. Bernstein, "`SipHash`: a fast short-input PRF" (2012), with a second key
//! of 0. `CPython` uses one compression round and three at the end from 3.11 on, two and four before.

/// Rounds of compression, and at the end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rounds(pub(super) u32, pub(super) u32);

/// Returns the hash of a text.
pub(super) fn hash(rounds: Rounds, key: u64, text: &[u8]) -> u64 {
    let mut state = [
        key ^ 0x736f_6d65_7073_6575,
        0x646f_7261_6e64_6f6d,
        key ^ 0x6c79_6765_6e65_7261,
        0x7465_6462_7974_6573,
    ];
    let (words, rest) = text.as_chunks::<8>();
    for word in words {
        absorb(&mut state, u64::from_le_bytes(*word), rounds.0);
    }
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    let length = (text.len() as u64) << 56;
    absorb(&mut state, u64::from_le_bytes(last) | length, rounds.0);
    state[2] ^= 0xff;
    for _ in 0..rounds.1 {
        round(&mut state);
    }
    state[0] ^ state[1] ^ state[2] ^ state[3]
}

fn absorb(state: &mut [u64; 4], word: u64, rounds: u32) {
    state[3] ^= word;
    for _ in 0..rounds {
        round(state);
    }
    state[0] ^= word;
}

fn round(state: &mut [u64; 4]) {
    let [mut a, mut b, mut c, mut d] = *state;
    a = a.wrapping_add(b);
    c = c.wrapping_add(d);
    b = b.rotate_left(13) ^ a;
    d = d.rotate_left(16) ^ c;
    a = a.rotate_left(32);
    c = c.wrapping_add(b);
    a = a.wrapping_add(d);
    b = b.rotate_left(17) ^ c;
    d = d.rotate_left(21) ^ a;
    c = c.rotate_left(32);
    *state = [a, b, c, d];
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `_imp.source_hash` returns for the text, keyed with the magic number.
    #[track_caller]
    fn check(rounds: Rounds, magic: [u8; 4], text: &[u8], expect: [u8; 8]) {
        let key = u64::from(u32::from_le_bytes(magic));
        assert_eq!(hash(rounds, key, text).to_le_bytes(), expect);
    }

    #[test]
    fn hashes_are_those_of_python_3_13() {
        let magic = [0xf3, 0x0d, 0x0d, 0x0a];
        let empty = [0x27, 0xec, 0x6d, 0x31, 0x2f, 0x93, 0xb8, 0x14];
        let hello = [0x6f, 0xa3, 0x8a, 0x80, 0x15, 0x4e, 0x48, 0xe4];
        check(Rounds(1, 3), magic, b"", empty);
        check(Rounds(1, 3), magic, b"hello world", hello);
    }

    #[test]
    fn hashes_are_those_of_python_3_8() {
        let magic = [0x55, 0x0d, 0x0d, 0x0a];
        let empty = [0x81, 0xe4, 0x88, 0x1b, 0x36, 0x43, 0xe8, 0xe9];
        let hello = [0x5b, 0xee, 0xe8, 0xf4, 0xf1, 0xa8, 0xe5, 0x94];
        check(Rounds(2, 4), magic, b"", empty);
        check(Rounds(2, 4), magic, b"hello world", hello);
    }
}
