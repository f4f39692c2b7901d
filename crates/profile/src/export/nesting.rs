//! Stretches of time put into lanes in which they nest, as viewers of traces need them.
//!
//! What one thread does nests by itself, except where tasks take turns in it.

/// A stretch of time, in nanoseconds, and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Slice<T> {
    pub(super) start: i64,
    pub(super) end: i64,
    pub(super) item: T,
}

/// Two clocks that told the same moment may differ by so much.
const SAME_NS: i64 = 2_000;

/// More lanes than anybody looks at; what fits into none of them is cut.
const MOST_LANES: usize = 256;

/// Returns lanes of slices that nest in each other: by start, outer ones first.
pub(super) fn lanes<T>(mut slices: Vec<Slice<T>>) -> Vec<Vec<Slice<T>>> {
    slices.sort_by_key(|slice| (slice.start, std::cmp::Reverse(slice.end)));
    let mut lanes: Vec<Lane<T>> = Vec::new();
    for slice in slices {
        let found = lanes.iter_mut().position(|lane| lane.takes(&slice));
        let index = match found {
            Some(index) => index,
            None if lanes.len() < MOST_LANES => {
                lanes.push(Lane::default());
                lanes.len() - 1
            }
            None => MOST_LANES - 1,
        };
        lanes[index].add(slice);
    }
    lanes.into_iter().map(|lane| lane.slices).collect()
}

struct Lane<T> {
    slices: Vec<Slice<T>>,
    /// Ends of those that are open, the innermost last.
    open: Vec<i64>,
}

impl<T> Default for Lane<T> {
    fn default() -> Self {
        Self {
            slices: Vec::new(),
            open: Vec::new(),
        }
    }
}

impl<T> Lane<T> {
    fn takes(&mut self, slice: &Slice<T>) -> bool {
        while self.open.last().is_some_and(|end| *end <= slice.start) {
            self.open.pop();
        }
        let innermost = self.open.last();
        innermost.is_none_or(|end| slice.end <= end.saturating_add(SAME_NS))
    }

    fn add(&mut self, mut slice: Slice<T>) {
        if let Some(end) = self.open.last() {
            slice.end = slice.end.min(*end);
        }
        slice.end = slice.end.max(slice.start);
        self.open.push(slice.end);
        self.slices.push(slice);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn slices(times: &[(i64, i64)]) -> Vec<Slice<()>> {
        let slice = |&(start, end)| Slice {
            start,
            end,
            item: (),
        };
        times.iter().map(slice).collect()
    }

    fn told(times: &[(i64, i64)]) -> Vec<Vec<(i64, i64)>> {
        let lanes = lanes(slices(times));
        let times = |lane: &Vec<Slice<()>>| lane.iter().map(|at| (at.start, at.end)).collect();
        lanes.iter().map(times).collect()
    }

    const MS: i64 = 1_000_000;

    #[test]
    fn what_nests_stays_together() {
        let times = [
            (2 * MS, 3 * MS),
            (0, 9 * MS),
            (3 * MS, 9 * MS),
            (9 * MS, 10 * MS),
        ];
        let mut expect = times.to_vec();
        expect.sort_unstable();
        assert_eq!(told(&times), [expect]);
    }

    #[test]
    fn tasks_that_take_turns_are_apart() {
        let times = [(0, 5 * MS), (MS, 7 * MS), (6 * MS, 8 * MS)];
        let expect = [vec![times[0], times[2]], vec![times[1]]];
        assert_eq!(told(&times), expect);
    }

    #[test]
    fn clocks_that_differ_a_little_are_taken_for_one() {
        assert_eq!(
            told(&[(0, 5 * MS), (MS, 5 * MS + 1_500)]),
            [vec![(0, 5 * MS), (MS, 5 * MS)]]
        );
    }

    proptest! {
        #[test]
        fn every_lane_nests(times in prop::collection::vec((-100_i64..100, -100_i64..100), 0..700)) {
            let times: Vec<(i64, i64)> = times.into_iter().map(|(at, end)| (at * 10_000, end * 10_000)).collect();
            let lanes = lanes(slices(&times));
            prop_assert_eq!(lanes.iter().map(Vec::len).sum::<usize>(), times.len());
            for lane in lanes {
                let mut open: Vec<i64> = Vec::new();
                for slice in lane {
                    prop_assert!(slice.start <= slice.end);
                    while open.last().is_some_and(|end| *end <= slice.start) {
                        open.pop();
                    }
                    prop_assert!(open.last().is_none_or(|end| slice.end <= *end));
                    open.push(slice.end);
                }
            }
        }
    }
}
