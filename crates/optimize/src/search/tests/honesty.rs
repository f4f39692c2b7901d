//! How often the search is fooled, over many runs on noisy machines.

use super::*;

fn placebos(n: usize) -> Vec<Change> {
    let placebo = |n: usize| Change {
        source: Source::Placebo,
        ..change(&format!("placebo/{n}"))
    };
    (0..n).map(placebo).collect()
}

fn placebos_kept(journey: &Journey) -> usize {
    let kept = journey.kept.iter();
    kept.filter(|id| id.0.starts_with("placebo/")).count()
}

/// Returns how many of so many runs keep more than one placebo, and how many are kept in all.
fn fooled(noise: Noise, goal: Goal) -> [usize; 2] {
    let plan = Plan { goal, ..plan() };
    let mut fooled = [0, 0];
    for seed in 0..100 {
        let mut laboratory = Simulated::new(placebos(20), several, seed);
        laboratory.noise = noise;
        let kept = placebos_kept(&run(&plan, &mut laboratory));
        fooled[0] += usize::from(kept > 1);
        fooled[1] += kept;
    }
    fooled
}

#[test]
fn of_twenty_placebos_at_most_one_is_kept() {
    for (noise, goal) in [(Noise::BUSY, Goal::Balanced), (DISTURBED, Goal::ColdStart)] {
        let [runs, placebos] = fooled(noise, goal);
        // Of 2,000 placebos: what is kept by luck when it is tried, 1 in 200 or so, is left out again.
        assert!(runs == 0 && placebos <= 3, "{runs} {placebos}");
    }
}

fn mixed() -> Vec<Change> {
    let mut all = changes(&["client", "sleep", "bytecode", "unsafe"]);
    all.extend(placebos(6));
    all
}

#[test]
fn two_runs_keep_the_same() {
    let journey = |seed| {
        let mut laboratory = Simulated::new(mixed(), several, seed);
        laboratory.noise = Noise::BUSY;
        laboratory.behaviour = several_behave;
        run(&plan(), &mut laboratory)
    };
    for seed in 0..20 {
        assert_eq!(ids(&journey(seed).kept), ["client", "bytecode"], "{seed}");
    }
    assert_eq!(journey(3), journey(3));
}

#[test]
fn nothing_new_is_kept_on_its_own_output() {
    let again = |with: &With<'_>| {
        let mut with = with.clone();
        with.extend(["client", "bytecode"]);
        several(&with)
    };
    for seed in 0..20 {
        let mut laboratory = Simulated::new(mixed(), again, seed);
        laboratory.noise = Noise::BUSY;
        laboratory.behaviour = several_behave;
        let journey = run(&plan(), &mut laboratory);
        assert_eq!(ids(&journey.kept), [""; 0], "{seed}");
    }
}

#[test]
fn what_makes_no_difference_takes_no_time_from_others() {
    // Eight pairs of each are 320 seconds; to tell that nothing differs takes twice as many.
    for (minutes, enough) in [(10, false), (120, true)] {
        let mut laboratory = Simulated::new(placebos(20), several, 5);
        let plan = Plan {
            budget: Duration::from_mins(minutes),
            ..plan()
        };
        let journey = run(&plan, &mut laboratory);
        assert_eq!(journey.end, End::Done);
        let no_gain = journey.tried.iter().filter(|t| t.fate == Fate::NoGain);
        assert_eq!(no_gain.count() > 15, enough);
    }
}
