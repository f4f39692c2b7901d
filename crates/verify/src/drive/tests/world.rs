//! Functions made by chance, which are not deterministic in many ways at once.

use super::*;

/// What a place of a result holds.
enum Part {
    /// Always the same, by its number.
    Fixed(usize),
    /// One of several texts that vary, by its number.
    Varying(usize),
    /// A number that varies.
    Number,
    /// The same items in any order.
    Shuffled(usize),
    /// Words and texts that vary.
    Line(Vec<Part>),
    /// A member with a name that varies.
    Named(Box<Part>),
    Map(Vec<Part>),
    List(Vec<Part>),
}

const N_VARYING: usize = 9;

struct World {
    n_fixed: usize,
    chance: Chance,
}

impl World {
    fn part(&mut self, depth: usize) -> Part {
        match self.chance.below(if depth < 3 { 9 } else { 5 }) {
            0 | 1 => self.fixed(),
            2 => Part::Varying(self.chance.below(N_VARYING)),
            3 => Part::Number,
            4 => {
                let n_words = 2 + self.chance.below(6);
                Part::Line((0..n_words).map(|_| self.word()).collect())
            }
            5 => Part::Shuffled(2 + self.chance.below(5)),
            6 => Part::Named(Box::new(self.part(depth + 1))),
            7 => Part::Map(self.parts(depth)),
            _ => Part::List(self.parts(depth)),
        }
    }

    fn parts(&mut self, depth: usize) -> Vec<Part> {
        let n_parts = 1 + self.chance.below(5);
        (0..n_parts).map(|_| self.part(depth + 1)).collect()
    }

    fn word(&mut self) -> Part {
        match self.chance.below(3) {
            0 => Part::Varying(self.chance.below(N_VARYING)),
            1 => Part::Shuffled(2 + self.chance.below(3)),
            _ => self.fixed(),
        }
    }

    fn fixed(&mut self) -> Part {
        self.n_fixed += 1;
        Part::Fixed(self.n_fixed)
    }
}

/// One run: what varies is drawn anew, and one fixed place may be another.
struct Instance<'a> {
    chance: &'a mut Chance,
    planted: Option<usize>,
}

impl Instance<'_> {
    fn value(&mut self, part: &Part) -> Value {
        match part {
            Part::Number => {
                let number = self.chance.next() >> 20;
                Value::Number(format!("{}.{number}", self.chance.below(9)))
            }
            Part::Shuffled(n) => {
                Value::List(self.shuffled(*n).into_iter().map(Value::Text).collect())
            }
            Part::Named(inner) => Value::Map(vec![
                (
                    format!("/tmp/{}", self.text(&Part::Varying(3))),
                    self.value(inner),
                ),
                ("other".to_owned(), Value::Null),
            ]),
            Part::Map(parts) => {
                let parts = parts.iter().enumerate();
                let member = |(index, part)| (format!("m{index}"), self.value(part));
                Value::Map(parts.map(member).collect())
            }
            Part::List(parts) => Value::List(parts.iter().map(|part| self.value(part)).collect()),
            Part::Fixed(_) | Part::Varying(_) | Part::Line(_) => Value::Text(self.text(part)),
        }
    }

    fn text(&mut self, part: &Part) -> String {
        match part {
            Part::Fixed(number) if self.planted == Some(*number) => format!("w{number}x"),
            Part::Fixed(number) => format!("w{number}"),
            Part::Varying(kind) => self.varying(*kind),
            Part::Shuffled(n) => format!("{{{}}}", self.shuffled(*n).join(", ")),
            Part::Line(words) => {
                let words: Vec<String> = words.iter().map(|word| self.text(word)).collect();
                words.join(" ")
            }
            _ => String::new(),
        }
    }

    fn shuffled(&mut self, n: usize) -> Vec<String> {
        let mut items: Vec<String> = (0..n).map(|index| format!("item{index}")).collect();
        self.chance.shuffle(&mut items);
        items
    }

    fn varying(&mut self, kind: usize) -> String {
        let any = self.chance.next();
        let (minute, second) = (any % 60, any / 60 % 60);
        match kind {
            0 => format!("2026-11-21T10:{minute:02}:{second:02}.{:06}", any >> 45),
            1 => format!("Sat, 21 Nov 2026 10:{minute:02}:{second:02} GMT"),
            2 => format!("0x7f{:08x}", any >> 32),
            3 => {
                let letter = |shift: u32| {
                    b"abcdefghijklmnopqrstuvwxyz0123456789_"
                        [usize::try_from((any >> shift) % 37).unwrap()]
                };
                let name: Vec<u8> = (0..8).map(|index| letter(index * 7)).collect();
                format!("tmp{}", String::from_utf8(name).unwrap())
            }
            4 => format!(
                "{:08x}-{:04x}-4{:03x}-8000-{:012x}",
                any >> 32,
                any % 65_521,
                any % 4_093,
                any >> 16
            ),
            5 => format!("{any:016x}"),
            6 => format!("1790{:06}", any % 1_000_000),
            7 => format!("{}.{:03}ms", any % 900, any % 997),
            _ => format!("0:00:{second:02}.{:06}", any >> 45),
        }
    }
}

fn judge_world(seed: u64, planted: bool) -> (Verdict, Option<usize>) {
    let mut world = World {
        n_fixed: 0,
        chance: Chance::new(seed),
    };
    let fixed = world.fixed();
    let parts = Part::Map(vec![fixed, world.part(0), world.part(0), world.part(1)]);
    let place = planted.then(|| 1 + world.chance.below(world.n_fixed));
    let function = |seen: &mut Seen| {
        let planted = if seen.candidate() { place } else { None };
        let chance = &mut *seen.chance;
        Some((
            Instance { chance, planted }.value(&parts).to_string(),
            vec![],
        ))
    };
    let verdict = judge_few(seed * 1_000, &function);
    (verdict, place)
}

/// Judges with one event, which is enough where all are alike.
fn judge_few(seed: u64, function: Function) -> Verdict {
    let events = vec![events().remove(0)];
    let clock = Cell::new(seed);
    let mut run = |jobs: &[Job]| -> Result<Vec<Joined>, Infallible> {
        let run = |job| {
            clock.set(clock.get() + 1);
            environment(function, &events, (job, clock.get()))
        };
        Ok(jobs.iter().map(run).collect())
    };
    match verify(&events, &Plan::default(), &mut run) {
        Ok(verdict) => verdict,
        Err(never) => match never {},
    }
}

/// As many as other properties are tried with, if that is said; few, since suites are to be quick.
fn n_seeds() -> u64 {
    let said = std::env::var("PROPTEST_CASES").ok();
    said.and_then(|said| said.parse().ok()).unwrap_or(40)
}

#[test]
fn honest_functions_never_differ() {
    let mut wrong = Vec::new();
    for seed in 0..n_seeds() {
        let (verdict, _) = judge_world(seed, false);
        if verdict.conclusion == Conclusion::Different {
            wrong.push((seed, told(&verdict), verdict.differences[0].clone()));
        }
    }
    assert_eq!(wrong, []);
}

#[test]
fn planted_differences_are_found_beside_what_varies() {
    let mut missed = Vec::new();
    for seed in 0..n_seeds() {
        let (verdict, place) = judge_world(seed, true);
        if verdict.conclusion != Conclusion::Different {
            missed.push((seed, place));
        }
    }
    assert_eq!(missed, []);
}
