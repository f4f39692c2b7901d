//! Random numbers that are the same on every machine and in every release.
//!
//! `SplitMix64` (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014) in
//! ten lines of our own: a report's intervals must be reproducible from its seed for as long as
//! the report is kept, and crates such as `fastrand` promise no stream across versions.

use std::f64::consts::TAU;

/// A stream of numbers from a seed.
#[derive(Debug, Clone)]
pub struct Random {
    state: u64,
}

impl Random {
    /// Starts the stream of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number that is evenly spread over 0 to 1, without 1.
    pub fn unit(&mut self) -> f64 {
        // As many bits as a float holds exactly.
        #[expect(clippy::cast_precision_loss, reason = "53 bits are exact")]
        let bits = (self.next() >> 11) as f64;
        bits * f64::EPSILON / 2.0
    }

    /// Returns a normally distributed number of mean 0 and variance 1 (Box and Muller, 1958).
    pub fn normal(&mut self) -> f64 {
        let (radius, angle) = (1.0 - self.unit(), self.unit() * TAU);
        (-2.0 * radius.ln()).sqrt() * angle.cos()
    }

    /// Returns one of the items, each equally likely.
    ///
    /// Lemire, "Fast random integer generation in an interval", 2019: the few draws that would
    /// favour some items are drawn again.
    ///
    /// # Panics
    ///
    /// When there is no item.
    pub fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        let n = items.len() as u64;
        let unfair = n.wrapping_neg() % n;
        loop {
            let product = u128::from(self.next()) * u128::from(n);
            let [low, high] = [product, product >> 64].map(|half| half & u128::from(u64::MAX));
            if low >= u128::from(unfair) {
                let index = usize::try_from(high).expect("high half is below the length");
                return items[index];
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_the_reference_implementation() {
        // First outputs of splitmix64.c by Sebastiano Vigna for the seed 1234567.
        let mut random = Random::new(1_234_567);
        let found = [random.next(), random.next(), random.next()];
        let expect = [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
        ];
        assert_eq!(found, expect);
    }

    #[test]
    fn units_and_normals_have_the_moments_of_their_distributions() {
        let mut random = Random::new(1);
        let n = 40_000;
        let mut moments = |draw: fn(&mut Random) -> f64| {
            let drawn: Vec<_> = (0..n).map(|_| draw(&mut random)).collect();
            [1, 2, 3, 4].map(|power| {
                let sum: f64 = drawn.iter().map(|number| number.powi(power)).sum();
                sum / f64::from(n)
            })
        };
        // Five standard errors: of the normal's moments the fourth varies most, by 96 / n.
        for (found, expect) in
            moments(Random::unit)
                .into_iter()
                .zip([1.0 / 2.0, 1.0 / 3.0, 0.25, 0.2])
        {
            assert!((found - expect).abs() < 0.0075, "{found} {expect}");
        }
        for (found, expect) in moments(Random::normal)
            .into_iter()
            .zip([0.0, 1.0, 0.0, 3.0])
        {
            assert!((found - expect).abs() < 0.25, "{found} {expect}");
        }
    }

    #[test]
    fn every_item_is_picked_about_as_often() {
        let mut random = Random::new(0);
        let mut counts = [0_u32; 7];
        for _ in 0..70_000 {
            counts[random.pick(&[0, 1, 2, 3, 4, 5, 6_usize])] += 1;
        }
        // Six standard deviations of a binomial count around 10,000.
        assert!(
            counts.iter().all(|count| count.abs_diff(10_000) < 560),
            "{counts:?}"
        );
    }
}
