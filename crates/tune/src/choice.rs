//! The size to choose, why, and what its neighbours would lose.

use warmfront_model::units::MemorySize;
use warmfront_stats::bootstrap::Interval;

/// The size to choose.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// The size.
    pub size: MemorySize,
    /// Why it is the one.
    pub why: Why,
    /// The next sizes of the plan below and above that can be chosen, and the present size.
    pub others: Vec<Other>,
}

/// Why a size is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Why {
    /// Nothing costs less.
    Cheapest,
    /// Nothing is faster.
    Fastest,
    /// It costs no more than the tolerance above the cheapest, and is faster.
    FasterForTheSame {
        /// The cheapest.
        cheapest: MemorySize,
    },
    /// It is no more than the tolerance slower than the fastest, and costs less.
    CheaperForTheSame {
        /// The fastest.
        fastest: MemorySize,
    },
    /// The best balance of cost and duration.
    BestBalance,
    /// The cheapest that keeps within the limit.
    CheapestWithinLimit,
    /// It is the only one that can be chosen.
    OnlyOne,
}

/// What another size would be instead.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Other {
    /// The size.
    pub size: MemorySize,
    /// What it is to the choice.
    pub relation: Relation,
    /// Its cost over that of the choice.
    pub cost: Interval,
    /// Its median duration over that of the choice.
    pub p50: Interval,
}

/// What a size is to the choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Relation {
    /// The next one below.
    Below,
    /// The next one above.
    Above,
    /// The one that the function has now.
    Present,
}
