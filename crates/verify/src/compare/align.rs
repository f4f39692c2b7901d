//! The fewest insertions and removals that make one sequence the other.
//!
//! Myers, "An O(ND) difference algorithm and its variations", 1986; given up where it would cost
//! too much.

use std::ops::Range;

/// Most pairs of items that are looked at.
const MOST_PAIRS: usize = 2_000_000;

/// Most insertions and removals that are looked for; the memory needed is their square.
const MOST_EDITS: usize = 1_000;

/// A stretch of both sequences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// One item of each, which are the same.
    Same(usize, usize),
    /// Items of one, in whose place the other has these; either may be empty.
    Gap(Range<usize>, Range<usize>),
}

/// Aligns two sequences by length, where `same` tells which items of them are.
pub fn align(
    n_one: usize,
    n_other: usize,
    mut same: impl FnMut(usize, usize) -> bool,
) -> Vec<Edit> {
    let shorter = n_one.min(n_other);
    let begin = (0..shorter).take_while(|&index| same(index, index)).count();
    let end = (0..shorter - begin)
        .take_while(|&index| same(n_one - 1 - index, n_other - 1 - index))
        .count();
    let mut pairs: Vec<(usize, usize)> = (0..begin).map(|index| (index, index)).collect();
    let (n, m) = (n_one - begin - end, n_other - begin - end);
    if n > 0 && m > 0 {
        let middle = trace(n, m, |one, other| same(begin + one, begin + other));
        pairs.extend(
            middle
                .into_iter()
                .map(|(one, other)| (begin + one, begin + other)),
        );
    }
    pairs.extend(
        (0..end)
            .rev()
            .map(|index| (n_one - 1 - index, n_other - 1 - index)),
    );
    edits(&pairs, n_one, n_other)
}

/// Fills what lies between pairs.
fn edits(pairs: &[(usize, usize)], n_one: usize, n_other: usize) -> Vec<Edit> {
    let mut edits = Vec::new();
    let (mut one, mut other) = (0, 0);
    for &(next_one, next_other) in pairs.iter().chain([&(n_one, n_other)]) {
        if one < next_one || other < next_other {
            edits.push(Edit::Gap(one..next_one, other..next_other));
        }
        if next_one < n_one && next_other < n_other {
            edits.push(Edit::Same(next_one, next_other));
        }
        (one, other) = (next_one + 1, next_other + 1);
    }
    edits
}

/// The pairs on a shortest way; none when it is too long.
fn trace(n: usize, m: usize, mut same: impl FnMut(usize, usize) -> bool) -> Vec<(usize, usize)> {
    let most = (n + m).min(MOST_EDITS);
    // The diagonal `x - y = k` is at `k + zero`.
    let zero = most + 1;
    let mut furthest = vec![0; 2 * zero + 1];
    let mut history = Vec::new();
    let mut n_pairs = 0;
    for d in 0..=most {
        history.push(furthest[zero - d..=zero + d].to_vec());
        for diagonal in (zero - d..=zero + d).step_by(2) {
            let down = goes_down(&furthest, diagonal, (zero, d));
            let mut x = if down {
                furthest[diagonal + 1]
            } else {
                furthest[diagonal - 1] + 1
            };
            if d == 0 {
                x = 0;
            }
            let mut y = x + zero - diagonal;
            while x < n && y < m {
                n_pairs += 1;
                if !same(x, y) {
                    break;
                }
                x += 1;
                y += 1;
            }
            furthest[diagonal] = x;
            if x >= n && y >= m {
                return walk(&history, (n, m));
            }
        }
        if n_pairs > MOST_PAIRS {
            break;
        }
    }
    Vec::new()
}

/// Whether the way to a diagonal with `d` edits comes from the next one.
fn goes_down(furthest: &[usize], diagonal: usize, (zero, d): (usize, usize)) -> bool {
    diagonal == zero - d || diagonal != zero + d && furthest[diagonal - 1] < furthest[diagonal + 1]
}

/// Goes back along the shortest way from its end.
fn walk(history: &[Vec<usize>], (n, m): (usize, usize)) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let (mut x, mut y) = (n, m);
    for (d, furthest) in history.iter().enumerate().skip(1).rev() {
        // What was kept begins at the diagonal `-d`.
        let diagonal = x + d - y;
        let down = goes_down(furthest, diagonal, (d, d));
        let from = if down { diagonal + 1 } else { diagonal - 1 };
        let before = furthest[from];
        while x > before && y > before + d - from {
            (x, y) = (x - 1, y - 1);
            pairs.push((x, y));
        }
        (x, y) = (before, before + d - from);
    }
    while x > 0 && y > 0 {
        (x, y) = (x - 1, y - 1);
        pairs.push((x, y));
    }
    pairs.reverse();
    pairs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Returns how many items are not aligned, after checking that the edits are edits.
    fn n_edits(one: &[u8], other: &[u8]) -> usize {
        let edits = align(one.len(), other.len(), |x, y| one[x] == other[y]);
        let (mut x, mut y, mut n_edits) = (0, 0, 0);
        for edit in edits {
            match edit {
                Edit::Same(at_one, at_other) => {
                    assert_eq!((at_one, at_other), (x, y));
                    assert_eq!(one[x], other[y]);
                    (x, y) = (x + 1, y + 1);
                }
                Edit::Gap(of_one, of_other) => {
                    assert_eq!((of_one.start, of_other.start), (x, y));
                    n_edits += of_one.len() + of_other.len();
                    (x, y) = (of_one.end, of_other.end);
                }
            }
        }
        assert_eq!((x, y), (one.len(), other.len()));
        n_edits
    }

    /// The longest common subsequence by the textbook's table.
    fn n_common(one: &[u8], other: &[u8]) -> usize {
        let mut row = vec![0; other.len() + 1];
        for a in one {
            let mut diagonal = 0;
            for (index, b) in other.iter().enumerate() {
                let above = row[index + 1];
                row[index + 1] = if a == b {
                    diagonal + 1
                } else {
                    above.max(row[index])
                };
                diagonal = above;
            }
        }
        row[other.len()]
    }

    #[test]
    fn sequences_with_nothing_in_common_are_one_gap() {
        let edits = align(5_000, 6_000, |_, _| false);
        assert_eq!(edits, [Edit::Gap(0..5_000, 0..6_000)]);
    }

    proptest! {
        #[test]
        fn edits_are_the_fewest(
            one in prop::collection::vec(0_u8..4, 0..40),
            other in prop::collection::vec(0_u8..4, 0..40),
        ) {
            let fewest = one.len() + other.len() - 2 * n_common(&one, &other);
            prop_assert_eq!(n_edits(&one, &other), fewest);
        }
    }
}
