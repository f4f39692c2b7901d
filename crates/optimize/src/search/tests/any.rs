//! Whatever a laboratory answers, the search ends and keeps what was verified.

use std::collections::VecDeque;

use proptest::prelude::*;

use super::*;
use crate::figures::{Figures, Time};
use crate::laboratory::{Laboratory, Measured};

/// A laboratory that says what it is given, by turns.
#[derive(Debug)]
struct Any {
    proposals: VecDeque<Vec<Change>>,
    measured: Vec<Result<Measured, ()>>,
    behaviours: Vec<Behaviour>,
    takes: Vec<Duration>,
    n_asked: usize,
    spent: Duration,
    verified: Vec<Vec<ChangeId>>,
}

impl Any {
    fn turn<T: Clone>(&mut self, answers: fn(&Self) -> &Vec<T>) -> T {
        self.n_asked += 1;
        self.spent += self.takes[self.n_asked % self.takes.len()];
        let answers = answers(self);
        answers[self.n_asked % answers.len()].clone()
    }
}

impl Laboratory for Any {
    type Error = ();

    fn propose(&mut self, _kept: &[ChangeId]) -> Result<Vec<Change>, ()> {
        Ok(self.proposals.pop_front().unwrap_or_default())
    }

    fn verify(&mut self, changes: &[ChangeId]) -> Result<Behaviour, ()> {
        let behaviour = self.turn(|any| &any.behaviours);
        if behaviour == Behaviour::Same {
            self.verified.push(changes.to_vec());
        }
        Ok(behaviour)
    }

    fn measure(&mut self, _: &[ChangeId], _: &[ChangeId], _: usize) -> Result<Measured, ()> {
        self.turn(|any| &any.measured)
    }

    fn spent(&self) -> Duration {
        self.spent
    }
}

fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        6 => 0.1..1e4_f64,
        1 => Just(0.0),
        1 => prop::num::f64::ANY,
    ]
}

fn time() -> impl Strategy<Value = Time> {
    (number(), number()).prop_map(|(wall, cpu)| Time { wall, cpu })
}

fn figures() -> impl Strategy<Value = Figures> {
    let warm = prop::collection::vec(time(), 0..4);
    let memory = prop_oneof![4 => Just(512_u32), 1 => any::<u32>()];
    (time(), time(), warm, memory).prop_map(|(init, first, warm, memory_size_mb)| Figures {
        init,
        first,
        warm,
        max_memory_mb: 64,
        memory_size_mb,
    })
}

fn measured() -> impl Strategy<Value = Result<Measured, ()>> {
    let pair = [figures(), figures()];
    // One pair many times is more likely to decide something.
    let alike = (pair, 0_usize..60).prop_map(|(pair, n)| vec![pair; n]);
    let pairs = prop::collection::vec([figures(), figures()], 0..12);
    prop_oneof![
        8 => alike.prop_map(|pairs| Ok(Measured::Pairs(pairs))),
        4 => pairs.prop_map(|pairs| Ok(Measured::Pairs(pairs))),
        2 => Just(Ok(Measured::Unfit("torn".to_owned()))),
        1 => Just(Err(())),
    ]
}

fn behaviour() -> impl Strategy<Value = Behaviour> {
    prop_oneof![
        4 => Just(Behaviour::Same),
        1 => Just(Behaviour::Different("a log".to_owned())),
        1 => Just(Behaviour::Unjudged("no events".to_owned())),
    ]
}

fn proposal() -> impl Strategy<Value = Change> {
    let keeps = prop_oneof![Just(Keeps::IfBetter), Just(Keeps::UnlessWorse)];
    let source = prop_oneof![
        Just(Source::Code),
        Just(Source::Memory),
        Just(Source::Placebo)
    ];
    (0..9_u8, source, keeps, prop::option::of(number())).prop_map(
        |(id, source, keeps, expected)| Change {
            source,
            expected,
            keeps,
            ..change(&id.to_string())
        },
    )
}

fn any_laboratory() -> impl Strategy<Value = Any> {
    (
        prop::collection::vec(prop::collection::vec(proposal(), 0..6), 0..4),
        prop::collection::vec(measured(), 1..12),
        prop::collection::vec(behaviour(), 1..6),
        prop::collection::vec((0_u64..5).prop_map(Duration::from_secs), 1..4),
    )
        .prop_map(|(proposals, measured, behaviours, takes)| Any {
            proposals: proposals.into(),
            measured,
            behaviours,
            takes,
            n_asked: 0,
            spent: Duration::ZERO,
            verified: Vec::new(),
        })
}

proptest! {
    #[test]
    fn what_is_kept_was_verified(
        mut laboratory in any_laboratory(),
        (cold_share, margin) in (number(), 0.0..0.5_f64),
        (most_pairs, pairs_told) in (0_usize..50, 0_usize..12),
        budget in 0_u64..300,
        goal in prop_oneof![
            Just(Goal::Cost), Just(Goal::ColdStart), Just(Goal::P95), Just(Goal::Balanced),
        ],
    ) {
        let plan = Plan {
            goal,
            cold_share,
            margin,
            most_pairs,
            pairs_told,
            budget: Duration::from_secs(budget),
            ..Plan::default()
        };
        let Ok(journey) = optimize(&plan, &mut laboratory, &mut |_| {}) else {
            return Ok(());
        };
        let kept = &journey.kept;
        prop_assert!(kept.is_empty() || laboratory.verified.contains(kept));
        let with_fate = journey.tried.iter().filter(|tried| tried.fate == Fate::Kept);
        let with_fate: Vec<_> = with_fate.map(|tried| tried.change.id.clone()).collect();
        prop_assert_eq!(kept, &with_fate);
        let memory = journey.tried.iter().filter(|tried| {
            tried.fate == Fate::Kept && tried.change.source == Source::Memory
        });
        prop_assert!(memory.count() <= 1);
        for tried in journey.tried.iter().filter(|tried| tried.fate == Fate::Kept) {
            let gain = tried.gain.expect("what is kept was measured");
            let harm = gain.lower.is_some_and(|lower| lower > 1.0 + margin);
            prop_assert!(!harm, "{:?}", tried);
        }
        let untried = journey.tried.iter().any(|tried| tried.fate == Fate::Untried);
        prop_assert!(!untried || journey.end == End::Budget);
    }
}
