//! What watching adds to invocations of functions that mostly compute.
//!
//! Where the user's own code calls itself a lot, counting calls costs most; where it computes in one
//! place, only the samples cost.

use std::time::Duration;

use warmfront_model::invocation::Spent;

use super::Stand;
use super::arm::{Arm, Watched};
use super::pairs::{Both, Budget, COLUMNS, mean, middle};

/// Rounds per function; each has two plain invocations and one of each of ours.
const N_ROUNDS: usize = 150;
const N_LEAST: usize = 12;

/// Time per function after which no further round is begun.
const TIME: Duration = Duration::from_secs(30);

/// Invocations ahead of the first round, after which caches are warm and frequent functions known.
const N_WARM_UP: usize = 5;

const OURS: [Arm; 2] = [Arm::Calls, Arm::Whole];

/// Computes in one place, for about 0.1 s.
const LOOP: &str = "\
def burn(n):
    x = 0
    for i in range(n):
        x += i * i
    return x % 7


def handler(event, context):
    return sum(burn(200_000) for _ in range(6))
";

/// Parses, validates and sums up 8000 orders through small functions and methods: some 200 000 calls.
const CALLS: &str = "\
class Line:
    def __init__(self, sku, quantity, price):
        self.sku = sku
        self.quantity = quantity
        self.price = price

    def net(self):
        return discounted(self.price * self.quantity, self.quantity)

    def gross(self):
        return taxed(self.net())


def discounted(amount, quantity):
    return amount * 0.95 if is_bulk(quantity) else amount


def is_bulk(quantity):
    return quantity >= 10


def taxed(amount):
    return rounded(amount * 1.19)


def rounded(amount):
    return int(amount * 100 + 0.5) / 100


def lines(order):
    return [Line('A%d' % i, 1 + (order + i) % 12, 1.5 + i) for i in range(4)]


def total(order):
    return rounded(sum(line.gross() for line in lines(order)))


def handler(event, context):
    return rounded(sum(total(order) for order in range(8000)))
";

/// Groups and sums up a table: little of it is the user's own code.
const PANDAS: &str = "\
import numpy
import pandas

random = numpy.random.default_rng(1)
SALES = pandas.DataFrame({
    'article': random.integers(0, 40, 400_000),
    'month': random.integers(1, 13, 400_000),
    'net': random.random(400_000),
})


def by(column):
    return SALES.groupby(column)['net'].agg(['count', 'sum', 'mean'])


def handler(event, context):
    tables = [by(column) for column in ('article', 'month', ['article', 'month'])]
    return float(sum(table['sum'].sum() for table in tables for _ in range(3)))
";

pub(super) fn measure(stand: &Stand<'_>) -> anyhow::Result<()> {
    println!("\nwarm invocations that compute; ratios to the plain ones of a round");
    println!("{:<24}{COLUMNS}", "");
    one(stand, "one loop", LOOP)?;
    one(stand, "many small calls", CALLS)?;
    one(stand, "pandas", PANDAS)
}

fn one(stand: &Stand<'_>, name: &str, source: &str) -> anyhow::Result<()> {
    let bench = stand.function(&name.replace(' ', "-"), source)?;
    let mut plain = Watched::start(&bench, Arm::Plain, &[])?;
    let mut ours = Vec::new();
    for arm in OURS {
        ours.push((Watched::start(&bench, arm, &[])?, Both::default()));
    }
    for _ in 0..N_WARM_UP {
        spent(&mut plain)?;
        for (watched, _) in &mut ours {
            spent(watched)?;
        }
    }
    let budget = Budget::begin(stand.pace, N_LEAST..=N_ROUNDS, TIME);
    let mut plain_cpu = Vec::new();
    while budget.goes_on(plain_cpu.len()) {
        let before = spent(&mut plain)?;
        let mut each = [Spent::default(); OURS.len()];
        for turn in 0..OURS.len() {
            let index = (turn + plain_cpu.len()) % OURS.len();
            each[index] = spent(&mut ours[index].0)?;
        }
        let around = [before, spent(&mut plain)?];
        for ((_, taken), spent) in ours.iter_mut().zip(each) {
            taken.push(spent, &around);
        }
        plain_cpu.push(mean(&around, |one| one.cpu));
    }
    println!("{name}, {:.1} ms of CPU when plain", middle(&plain_cpu)?);
    for (arm, (_, taken)) in OURS.iter().zip(&ours) {
        println!("  {:<22}{}", arm.name(), taken.columns()?);
    }
    Ok(())
}

fn spent(watched: &mut Watched) -> anyhow::Result<Spent> {
    let done = watched.invoke("{}")?;
    Ok(Spent {
        wall: done.report.duration,
        cpu: done.cpu,
    })
}
