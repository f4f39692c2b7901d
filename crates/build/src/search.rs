//! Which of many changes to leave out, when all of them together do harm.

use std::collections::VecDeque;

/// What came of a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split<T> {
    /// Changes that pass together.
    pub kept: Vec<T>,
    /// Changes that do harm, each found on its own.
    pub culprits: Vec<T>,
    /// Changes left out untried, since the tries were used up.
    pub untried: Vec<T>,
}

/// Splits changes into those that pass together and those that do harm. `passes` is asked of sets of
/// changes, `most_tries` times at most; that no change at all passes is taken for granted.
///
/// Each culprit costs a binary search over the changes not yet kept, as in a bisection of commits:
/// the shortest run of changes that fails ends with one.
pub fn split<T: Clone, E>(
    changes: &[T],
    most_tries: usize,
    mut passes: impl FnMut(&[T]) -> Result<bool, E>,
) -> Result<Split<T>, E> {
    let mut kept: Vec<T> = Vec::new();
    let mut culprits = Vec::new();
    let mut left = changes;
    let mut tries = most_tries;
    while !left.is_empty() {
        let mut ask = |n: usize| {
            if tries == 0 {
                return Ok(None);
            }
            tries -= 1;
            passes(&[kept.as_slice(), &left[..n]].concat()).map(Some)
        };
        match ask(left.len())? {
            Some(true) => {
                kept.extend_from_slice(left);
                left = &[];
                continue;
            }
            Some(false) => {}
            None => break,
        }
        // The first `good` changes pass, the first `bad` do not.
        let (mut good, mut bad) = (0, left.len());
        while good + 1 < bad {
            let middle = usize::midpoint(good, bad);
            match ask(middle)? {
                Some(true) => good = middle,
                Some(false) => bad = middle,
                None => {
                    kept.extend_from_slice(&left[..good]);
                    let untried = left[good..].to_vec();
                    return Ok(Split {
                        kept,
                        culprits,
                        untried,
                    });
                }
            }
        }
        kept.extend_from_slice(&left[..good]);
        culprits.push(left[good].clone());
        left = &left[bad..];
    }
    Ok(Split {
        kept,
        culprits,
        untried: left.to_vec(),
    })
}

/// Sifts changes in groups: of a group that fails, either half is tried, the largest groups first.
/// What passes together is kept.
///
/// `passes` says nothing where there is no time to try a set, and is not asked again.
///
/// Unlike [`split`] it does not find each culprit before it goes on, so that few tries go far where
/// there are many culprits: only the groups are left untried in which some were not found yet.
pub fn sift<T: Clone, E>(
    groups: &[Vec<T>],
    most_tries: usize,
    mut passes: impl FnMut(&[T]) -> Result<Option<bool>, E>,
) -> Result<Split<T>, E> {
    let (mut kept, mut culprits, mut untried) = (Vec::new(), Vec::new(), Vec::new());
    let mut waiting: VecDeque<&[T]> = groups.iter().map(Vec::as_slice).collect();
    let mut tries = most_tries;
    while let Some(group) = waiting.pop_front() {
        if group.is_empty() {
            continue;
        }
        if tries == 0 {
            untried.extend_from_slice(group);
            continue;
        }
        tries -= 1;
        let Some(is_passing) = passes(&[kept.as_slice(), group].concat())? else {
            tries = 0;
            untried.extend_from_slice(group);
            continue;
        };
        if is_passing {
            kept.extend_from_slice(group);
        } else if let [culprit] = group {
            culprits.push(culprit.clone());
        } else {
            let (first, second) = group.split_at(group.len() / 2);
            waiting.extend([first, second]);
        }
    }
    Ok(Split {
        kept,
        culprits,
        untried,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::convert::Infallible;

    use proptest::prelude::*;

    use super::*;

    fn check(n: u32, harmful: &[u32], most_tries: usize) -> (Split<u32>, usize) {
        let changes: Vec<u32> = (0..n).collect();
        let mut n_tries = 0;
        let split = split(&changes, most_tries, |some| {
            n_tries += 1;
            Ok::<_, Infallible>(!some.iter().any(|each| harmful.contains(each)))
        });
        (split.unwrap(), n_tries)
    }

    #[test]
    fn all_are_kept_at_the_price_of_one_try() {
        let (split, n_tries) = check(1000, &[], 10);
        assert_eq!((split.kept.len(), n_tries), (1000, 1));
    }

    #[test]
    fn one_culprit_of_many_costs_a_binary_search() {
        let (split, n_tries) = check(1000, &[637], 100);
        assert_eq!((split.culprits, split.kept.len()), (vec![637], 999));
        assert!(n_tries <= 12, "{n_tries}");
    }

    #[test]
    fn changes_that_do_harm_together_lose_one() {
        let both = |some: &[u32]| Ok::<_, Infallible>(!(some.contains(&2) && some.contains(&5)));
        let split = split(&[1, 2, 3, 4, 5, 6], 100, both).unwrap();
        assert_eq!(split.culprits, [5]);
        assert_eq!(split.kept, [1, 2, 3, 4, 6]);
    }

    proptest! {
        #[test]
        fn what_is_kept_passes_and_nothing_is_lost(
            n in 0_u32..60,
            harmful in prop::collection::btree_set(0_u32..60, 0..8),
            most_tries in 0_usize..80,
        ) {
            let harmful: Vec<u32> = harmful.into_iter().collect();
            let (split, n_tries) = check(n, &harmful, most_tries);
            prop_assert!(n_tries <= most_tries);
            prop_assert!(!split.kept.iter().any(|each| harmful.contains(each)));
            prop_assert!(split.culprits.iter().all(|each| harmful.contains(each)));
            let parts = [split.kept, split.culprits, split.untried].concat();
            prop_assert_eq!(parts.iter().collect::<BTreeSet<_>>().len(), n as usize);
            prop_assert_eq!(parts.len(), n as usize);
        }

        #[test]
        fn with_enough_tries_only_what_does_harm_is_left_out(
            harmful in prop::collection::btree_set(0_u32..40, 0..6),
        ) {
            let harmful: Vec<u32> = harmful.into_iter().collect();
            let (split, _) = check(40, &harmful, 1000);
            prop_assert_eq!(split.culprits, harmful);
            prop_assert!(split.untried.is_empty());
        }
    }

    #[test]
    fn sifting_keeps_what_passes_and_finds_each_culprit() {
        let groups = [(0..20).collect::<Vec<u32>>(), (20..200).collect()];
        let harmful = [3, 77, 140, 199];
        let passes = |some: &[u32]| {
            let does_harm = some.iter().any(|each| harmful.contains(each));
            Ok::<_, ()>(Some(!does_harm))
        };
        let mut found = sift(&groups, 200, passes).unwrap();
        found.culprits.sort_unstable();
        assert_eq!(found.culprits, harmful);
        assert_eq!(found.kept.len(), 196);
        assert!(found.untried.is_empty());
        let few = sift(&groups, 20, passes).unwrap();
        assert!(few.kept.len() > 100, "{}", few.kept.len());
        assert!(!few.kept.iter().any(|each| harmful.contains(each)));
        assert!(!few.untried.is_empty());
    }

    #[test]
    fn sifting_ends_when_time_is_up() {
        let groups = [vec![1, 2], vec![3, 4]];
        let mut n_tries = 0;
        let found = sift(&groups, 200, |_| {
            n_tries += 1;
            Ok::<_, ()>((n_tries == 1).then_some(true))
        });
        let found = found.unwrap();
        assert_eq!((found.kept, found.untried), (vec![1, 2], vec![3, 4]));
        assert_eq!((found.culprits, n_tries), (vec![], 2));
    }
}
