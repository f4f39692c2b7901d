//! Prices that fall as a month's use grows.

use super::Price;
use crate::money::Money;
use crate::units::GbSeconds;

/// The price from some monthly use on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tier {
    /// Use in a month above which it applies.
    pub above: GbSeconds,
    /// Price per GB-second.
    pub price: Price,
}

/// Tiers that do not rise one above the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TiersError {
    /// There is none.
    #[error("there is no tier")]
    Empty,
    /// The first leaves some use without a price.
    #[error("the first tier does not begin at 0")]
    FirstAboveZero,
    /// A tier begins where or before the one ahead of it does.
    #[error("tier {number} does not begin above tier {}", number - 1)]
    NotRising {
        /// Number of the tier, counted from 1.
        number: usize,
    },
}

/// Prices per GB-second that change with the use in a month; each applies to its own stretch only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tiers {
    first: Price,
    further: Vec<Tier>,
}

impl Tiers {
    /// Accepts tiers that begin at zero and rise.
    pub fn new(tiers: &[Tier]) -> Result<Self, TiersError> {
        let (first, further) = tiers.split_first().ok_or(TiersError::Empty)?;
        if first.above != GbSeconds::ZERO {
            return Err(TiersError::FirstAboveZero);
        }
        let falls = tiers
            .windows(2)
            .position(|pair| pair[0].above >= pair[1].above);
        if let Some(index) = falls {
            return Err(TiersError::NotRising { number: index + 2 });
        }
        Ok(Self {
            first: first.price,
            further: further.to_vec(),
        })
    }

    /// Returns the price of the first GB-second of the month.
    #[must_use]
    pub fn first(&self) -> Price {
        self.first
    }

    /// Returns the tiers after the first.
    #[must_use]
    pub fn further(&self) -> &[Tier] {
        &self.further
    }

    /// Returns the cost of a month's use.
    #[must_use]
    pub fn cost(&self, used: GbSeconds) -> Money {
        let mut left = used;
        let further = self.further.iter().rev().map(|tier| {
            let over = left.saturating_sub(tier.above);
            left = left.min(tier.above);
            tier.price.of_gb_seconds(over)
        });
        further.sum::<Money>() + self.first.of_gb_seconds(left)
    }

    /// Returns the cost of further use in a month that has seen some `before`.
    #[must_use]
    pub fn cost_after(&self, before: GbSeconds, used: GbSeconds) -> Money {
        self.cost(before + used) - self.cost(before)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::price::PriceTable;
    use crate::units::BilledDuration;

    fn money(text: &str) -> Money {
        text.parse().unwrap()
    }

    #[test]
    fn each_tier_prices_its_own_stretch() {
        let compute = PriceTable::default().x86_64.compute;
        let check =
            |used, expect: &str| assert_eq!(compute.cost(GbSeconds::whole(used)), money(expect));
        check(0, "0");
        check(6_000_000_000, "100000.2");
        check(15_000_000_000, "235000.2");
        check(16_000_000_000, "248333.6");
    }

    #[test]
    fn arm_tiers_are_wider_and_cheaper() {
        let compute = PriceTable::default().arm64.compute;
        let check =
            |used, expect: &str| assert_eq!(compute.cost(GbSeconds::whole(used)), money(expect));
        check(7_500_000_000, "100000.5");
        check(18_750_000_000, "235001.625");
        check(20_000_000_000, "248335");
    }

    #[test]
    fn tiers_must_rise_from_zero() {
        let tiers = |bounds: &[u64]| {
            let tier = |&above: &u64| Tier {
                above: GbSeconds::whole(above),
                price: Price::default(),
            };
            Tiers::new(&bounds.iter().map(tier).collect::<Vec<_>>()).map(drop)
        };
        assert_eq!(tiers(&[0, 1, 2]), Ok(()));
        assert_eq!(tiers(&[]), Err(TiersError::Empty));
        assert_eq!(tiers(&[1]), Err(TiersError::FirstAboveZero));
        assert_eq!(tiers(&[0, 2, 2]), Err(TiersError::NotRising { number: 3 }));
    }

    /// Tiers of falling price, as every price list's are.
    fn falling_tiers() -> impl Strategy<Value = Tiers> {
        let tier = (1_u64..100_000_000, 0_u64..10_000_000);
        prop::collection::vec(tier, 1..5).prop_map(|tiers| {
            let (mut bounds, mut prices): (Vec<_>, Vec<_>) = tiers.into_iter().unzip();
            bounds[0] = 0;
            bounds.sort_unstable();
            bounds.dedup();
            prices.sort_unstable_by(|a, b| b.cmp(a));
            let tier = |(above, steps)| Tier {
                above: GbSeconds::whole(above),
                price: Price { steps },
            };
            let tiers: Vec<_> = bounds.into_iter().zip(prices).map(tier).collect();
            Tiers::new(&tiers).unwrap()
        })
    }

    fn months() -> impl Strategy<Value = GbSeconds> {
        (128_u32..=10_240, 0_u64..10_000_000_000).prop_map(|(megabytes, millis)| {
            GbSeconds::of_megabytes(megabytes, BilledDuration::from_millis(millis))
        })
    }

    proptest! {
        #[test]
        fn more_use_never_costs_less(tiers in falling_tiers(), a in months(), b in months()) {
            prop_assert!(tiers.cost(a.min(b)) <= tiers.cost(a.max(b)));
        }

        #[test]
        fn cost_is_continuous_at_the_bounds(tiers in falling_tiers()) {
            let step = GbSeconds::of_megabytes(1, BilledDuration::from_millis(1));
            for tier in tiers.further() {
                let below = tier.above.saturating_sub(step);
                let jump = tiers.cost(tier.above) - tiers.cost(below);
                prop_assert!(jump <= tiers.first().of_gb_seconds(step));
            }
        }

        #[test]
        fn splitting_use_is_never_cheaper(tiers in falling_tiers(), a in months(), b in months()) {
            prop_assert!(tiers.cost(a) + tiers.cost(b) >= tiers.cost(a + b));
        }

        #[test]
        fn later_use_costs_the_rest(tiers in falling_tiers(), a in months(), b in months()) {
            prop_assert_eq!(tiers.cost(a) + tiers.cost_after(a, b), tiers.cost(a + b));
        }

        #[test]
        fn tiers_are_the_sum_over_each_whole_gb_second(tiers in falling_tiers(), n in 0_u64..2_000) {
            // An oracle that prices one GB-second at a time, around the first bound.
            let start = tiers.further().first().map_or(0, |tier| {
                u64::try_from(tier.above.megabyte_millis() / 1_024_000).unwrap()
            }).saturating_sub(n / 2);
            let priced = |at: u64| {
                let reached = tiers.further().iter().rev().find(|tier| tier.above <= GbSeconds::whole(at));
                reached.map_or(tiers.first(), |tier| tier.price).of(1)
            };
            let sum: Money = (start..start + n).map(priced).sum();
            prop_assert_eq!(tiers.cost_after(GbSeconds::whole(start), GbSeconds::whole(n)), sum);
        }
    }
}
