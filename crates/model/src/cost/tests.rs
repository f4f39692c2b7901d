//! Costs against figures worked out by hand and against their own arithmetic.

use proptest::prelude::*;

use super::*;
use crate::function::Architecture;
use crate::units::{BilledDuration, EphemeralStorage, MemorySize};

fn money(text: &str) -> Money {
    text.parse().unwrap()
}

fn configuration(megabytes: u64) -> Configuration {
    Configuration {
        memory_size: MemorySize::new(megabytes).unwrap(),
        ..Configuration::default()
    }
}

fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// Returns the total of one invocation as decimal text.
fn total(configuration: &Configuration, duration: Duration, start: Start) -> String {
    of_invocation(&PriceTable::default(), configuration, duration, start)
        .total()
        .to_decimal()
}

#[test]
fn a_warm_invocation_costs_its_duration_and_a_request() {
    let cost = of_invocation(
        &PriceTable::default(),
        &configuration(1024),
        millis(1000),
        Start::Warm,
    );
    let expect = Cost {
        request: money("0.0000002"),
        compute: money("0.0000166667"),
        ..Cost::default()
    };
    assert_eq!(cost, expect);
    assert_eq!(cost.per_million().to_string(), "$16.87");
}

#[test]
fn a_cold_start_costs_its_init_too() {
    // A platform log of October 2026: 1698 ms at 256 MB are 0.4245 GB-s.
    let start = Start::Init(Duration::from_micros(463_512));
    let cost = total(&configuration(256), Duration::from_micros(1_233_960), start);
    assert_eq!(cost, "0.00000727501415");
}

#[test]
fn arm_is_a_fifth_cheaper() {
    let arm = Configuration {
        architecture: Architecture::Arm64,
        ..configuration(512)
    };
    assert_eq!(total(&arm, millis(100), Start::Warm), "0.00000086667");
    assert_eq!(
        total(&configuration(512), millis(100), Start::Warm),
        "0.000001033335"
    );
}

#[test]
fn storage_above_512_mb_costs() {
    let large = Configuration {
        ephemeral_storage: EphemeralStorage::MOST,
        ..configuration(128)
    };
    let cost = of_invocation(&PriceTable::default(), &large, millis(1000), Start::Warm);
    assert_eq!(cost.ephemeral_storage, money("0.00000029355"));
}

#[test]
fn a_restore_costs_by_memory_size() {
    let start = Start::Restore(BilledDuration::from_millis(163));
    let duration = Duration::from_micros(149_530);
    let cost = of_invocation(
        &PriceTable::default(),
        &configuration(2048),
        duration,
        start,
    );
    assert_eq!(cost.restore, money("0.0002795996"));
    assert_eq!(cost.compute, money("0.0000104333542"));
}

#[test]
fn provisioned_concurrency_is_cheaper_to_run_in_and_costs_to_keep() {
    let provisioned = Configuration {
        capacity: Capacity::Provisioned,
        ..configuration(1024)
    };
    assert_eq!(
        total(&provisioned, millis(1000), Start::Warm),
        "0.0000099222"
    );
    let month = Usage::of_provisioned(provisioned.memory_size, 1, Duration::from_hours(730));
    let cost = of_month(
        &PriceTable::default(),
        &provisioned,
        &month,
        Allowance::FreeTier,
    );
    assert_eq!(cost.total(), money("10.9500876"));
}

#[test]
fn the_price_pages_month_costs_what_it_says() {
    // Three million invocations of 120 ms at 1536 MB: 2.33 dollars of compute, 0.40 of requests.
    let configuration = configuration(1536);
    let usage =
        Usage::of_invocation(&configuration, millis(120), Start::Warm).saturating_mul(3_000_000);
    let month = |allowance| of_month(&PriceTable::default(), &configuration, &usage, allowance);
    let cost = month(Allowance::FreeTier);
    assert_eq!(
        (cost.compute, cost.request),
        (money("2.333338"), money("0.4"))
    );
    assert_eq!(month(Allowance::Nothing).total(), money("9.600018"));
}

#[test]
fn the_price_pages_snapshots_cost_what_they_say() {
    // One GB kept for 31 days is 4.03 dollars; 74,400 restores are 10.40.
    let configuration = configuration(1024);
    let start = Start::Restore(BilledDuration::default());
    let usage = Usage::of_invocation(&configuration, Duration::ZERO, start).saturating_mul(74_400)
        + Usage::of_snapshots(configuration.memory_size, 1, Duration::from_hours(31 * 24));
    let cost = of_month(
        &PriceTable::default(),
        &configuration,
        &usage,
        Allowance::Nothing,
    );
    assert_eq!(cost.snapshot_cache, money("4.02992064"));
    assert_eq!(cost.restore, money("10.40110512"));
}

#[test]
fn a_large_month_reaches_the_cheaper_tiers() {
    let configuration = configuration(1024);
    let usage = Usage::of_invocation(&configuration, millis(1000), Start::Warm);
    let month = usage.saturating_mul(16_000_000_000);
    let cost = of_month(
        &PriceTable::default(),
        &configuration,
        &month,
        Allowance::Nothing,
    );
    assert_eq!(cost.compute, money("248333.6"));
    assert_eq!(cost.request, money("3200"));
}

#[test]
fn use_within_the_free_tier_is_free() {
    let configuration = configuration(128);
    let usage =
        Usage::of_invocation(&configuration, millis(10), Start::Warm).saturating_mul(1_000_000);
    let cost = of_month(
        &PriceTable::default(),
        &configuration,
        &usage,
        Allowance::FreeTier,
    );
    assert_eq!(cost, Cost::default());
}

prop_compose! {
    fn configurations()(
        arm in any::<bool>(),
        megabytes in 128_u64..=10_240,
        storage in 512_u64..=10_240,
        provisioned in any::<bool>(),
    ) -> Configuration {
        Configuration {
            architecture: if arm { Architecture::Arm64 } else { Architecture::X86_64 },
            memory_size: MemorySize::new(megabytes).unwrap(),
            ephemeral_storage: EphemeralStorage::new(storage).unwrap(),
            capacity: if provisioned { Capacity::Provisioned } else { Capacity::OnDemand },
        }
    }
}

fn starts() -> impl Strategy<Value = Start> {
    prop_oneof![
        Just(Start::Warm),
        (0_u64..10_000_000).prop_map(|init| Start::Init(Duration::from_micros(init))),
        (0_u64..10_000).prop_map(|billed| Start::Restore(BilledDuration::from_millis(billed))),
    ]
}

/// A configuration and one invocation's use of it.
fn invocations() -> impl Strategy<Value = (Configuration, Usage)> {
    let parts = (configurations(), 0_u64..900_000_000, starts());
    parts.prop_map(|(configuration, duration, start)| {
        let duration = Duration::from_micros(duration);
        (
            configuration,
            Usage::of_invocation(&configuration, duration, start),
        )
    })
}

fn allowances() -> impl Strategy<Value = Allowance> {
    prop_oneof![Just(Allowance::Nothing), Just(Allowance::FreeTier)]
}

proptest! {
    #[test]
    fn compute_is_exactly_memory_times_time_times_price(
        megabytes in 128_u64..=10_240,
        duration in 0_u64..=900_000,
    ) {
        let configuration = configuration(megabytes);
        let cost = of_invocation(&PriceTable::default(), &configuration, millis(duration), Start::Warm);
        // 166,667 ten-billionths per GB-second; both sides of the fraction made whole.
        let product = i128::from(166_667 * megabytes * duration);
        prop_assert_eq!(cost.compute.atoms() * 1_024_000, product * 10_i128.pow(14));
    }

    #[test]
    fn use_costs_the_sum_of_its_parts(
        (configuration, usage) in invocations(),
        n in 0_u64..1_000_000,
        m in 0_u64..1_000_000,
    ) {
        let prices = PriceTable::default();
        let cost = |n| of_usage(&prices, &configuration, &usage.saturating_mul(n));
        prop_assert_eq!(cost(n) + cost(m), cost(n + m));
        prop_assert_eq!(cost(n).total(), cost(1).total().saturating_mul(n));
    }

    #[test]
    fn a_month_below_the_first_bound_has_no_discount(
        (configuration, usage) in invocations(),
        n in 0_u64..600_000,
    ) {
        let usage = usage.saturating_mul(n);
        let prices = PriceTable::default();
        let month = of_month(&prices, &configuration, &usage, Allowance::Nothing);
        prop_assert_eq!(month, of_usage(&prices, &configuration, &usage));
    }

    #[test]
    fn a_month_never_costs_more_than_its_invocations(
        (configuration, usage) in invocations(),
        n in 0_u64..1_000_000_000_000,
        allowance in allowances(),
    ) {
        let usage = usage.saturating_mul(n);
        let prices = PriceTable::default();
        let month = of_month(&prices, &configuration, &usage, allowance).total();
        prop_assert!(month >= Money::ZERO);
        prop_assert!(month <= of_usage(&prices, &configuration, &usage).total());
    }

    #[test]
    fn more_invocations_never_cost_less(
        (configuration, usage) in invocations(),
        n in 0_u64..1_000_000_000_000,
        more in 0_u64..1_000_000_000_000,
        allowance in allowances(),
    ) {
        let prices = PriceTable::default();
        let cost = |n| of_month(&prices, &configuration, &usage.saturating_mul(n), allowance).total();
        prop_assert!(cost(n) <= cost(n + more));
    }

    #[test]
    fn one_more_invocation_never_jumps(
        (configuration, usage) in invocations(),
        n in 0_u64..1_000_000_000_000,
        allowance in allowances(),
    ) {
        let prices = PriceTable::default();
        let cost = |n| of_month(&prices, &configuration, &usage.saturating_mul(n), allowance).total();
        prop_assert!(cost(n + 1) - cost(n) <= of_usage(&prices, &configuration, &usage).total());
    }

    #[test]
    fn splitting_traffic_over_accounts_is_never_cheaper(
        (configuration, usage) in invocations(),
        n in 0_u64..1_000_000_000_000,
        m in 0_u64..1_000_000_000_000,
    ) {
        let prices = PriceTable::default();
        let cost = |n| {
            let usage = usage.saturating_mul(n);
            of_month(&prices, &configuration, &usage, Allowance::Nothing).total()
        };
        prop_assert!(cost(n) + cost(m) >= cost(n + m));
    }

    #[test]
    fn the_free_tier_is_worth_at_most_itself(
        (configuration, usage) in invocations(),
        n in 0_u64..1_000_000_000_000,
    ) {
        let usage = usage.saturating_mul(n);
        let prices = PriceTable::default();
        let month = |allowance| of_month(&prices, &configuration, &usage, allowance).total();
        let saved = month(Allowance::Nothing) - month(Allowance::FreeTier);
        let whole = prices.x86_64.compute.cost(prices.free_tier.compute)
            + prices.request.of(prices.free_tier.n_requests);
        prop_assert!(saved >= Money::ZERO && saved <= whole);
    }

    #[test]
    fn a_faster_init_is_never_dearer(
        configuration in configurations(),
        duration in 0_u64..900_000_000,
        init in 0_u64..10_000_000,
        saved in 0_u64..10_000_000,
    ) {
        let prices = PriceTable::default();
        let cost = |init| {
            let start = Start::Init(Duration::from_micros(init));
            of_invocation(&prices, &configuration, Duration::from_micros(duration), start).total()
        };
        prop_assert!(cost(init.saturating_sub(saved)) <= cost(init));
    }
}
