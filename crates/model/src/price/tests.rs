//! Prices and their text.

use std::error::Error as _;

use proptest::prelude::*;

use super::*;
use crate::units::BilledDuration;

fn money(text: &str) -> Money {
    text.parse().unwrap()
}

fn price(text: &str) -> Price {
    text.parse().unwrap()
}

/// Returns the error and its cause on one line.
fn refusal(text: &str) -> String {
    let error = PriceTable::from_toml(text).unwrap_err();
    match error.source() {
        Some(source) => format!("{error}: {source}"),
        None => error.to_string(),
    }
}

fn months() -> impl Strategy<Value = GbSeconds> {
    (128_u32..=10_240, 0_u64..10_000_000_000).prop_map(|(megabytes, millis)| {
        GbSeconds::of_megabytes(megabytes, BilledDuration::from_millis(millis))
    })
}

#[test]
fn the_price_of_a_millisecond_is_that_of_the_price_page() {
    // The price page's own table: 128 MB on x86 is 0.0000000021 dollars per millisecond.
    let used = GbSeconds::of_megabytes(128, BilledDuration::from_millis(1));
    let cost = PriceTable::default().x86_64.compute.cost(used);
    assert_eq!(cost, money("0.0000000020833375"));
    assert_eq!(cost.to_string(), "$0.0000000021");
}

#[test]
fn units_are_priced_exactly() {
    assert_eq!(price("0.0000002").of(1_000_000), money("0.2"));
    assert_eq!(
        price("0.0000166667").of_gb_seconds(GbSeconds::whole(1)),
        money("0.0000166667")
    );
    assert_eq!(
        price("0.0001397998").of_megabytes(1024),
        money("0.0001397998")
    );
    assert_eq!(
        price("0.00000000001").of_megabytes(1),
        money("0.000000000000009765625")
    );
    assert_eq!(price("100000000").of(u64::MAX), Money::MAX);
}

#[test]
fn a_price_per_million_is_exact() {
    assert_eq!(Price::from_per_million("0.20"), Ok(price("0.0000002")));
    let refusal = Price::from_per_million("0.000001").unwrap_err();
    assert_eq!(refusal.to_string(), "`0.000001` has more than 5 decimals");
}

#[test]
fn a_price_is_neither_negative_nor_finer_than_exact() {
    let refusal = |text: &str| text.parse::<Price>().unwrap_err().to_string();
    assert_eq!(refusal("-0.1"), "`-0.1` is negative");
    assert_eq!(
        refusal("0.000000000001"),
        "`0.000000000001` has more than 11 decimals"
    );
    assert_eq!(refusal("999999999999"), "`999999999999` is too large");
}

#[test]
fn an_empty_text_is_the_built_in_list() {
    assert_eq!(PriceTable::from_toml(""), Ok(PriceTable::default()));
}

#[test]
fn a_text_can_replace_everything() {
    let table = PriceTable::from_toml(
        r#"
        region = "xx"
        as_of = "2027-01-31"
        requests_per_million = "0.25"
        ephemeral_storage = "2"
        free_tier = { requests = 3, gb_seconds = 4 }
        [x86_64]
        compute = [{ above = 0, price = "5" }, { above = 6, price = "7" }]
        [x86_64.provisioned_concurrency]
        idle = "8"
        execution = "9"
        [arm64.snap_start]
        cache = "10"
        restore = "11"
        "#,
    )
    .unwrap();
    assert_eq!(
        (table.region.as_str(), table.as_of.to_string().as_str()),
        ("xx", "2027-01-31")
    );
    assert_eq!(
        (table.request, table.ephemeral_storage),
        (price("0.00000025"), price("2"))
    );
    assert_eq!(
        table.free_tier,
        FreeTier {
            n_requests: 3,
            compute: GbSeconds::whole(4)
        }
    );
    assert_eq!(table.x86_64.compute.cost(GbSeconds::whole(7)), money("37"));
    let provisioned = table.of(Architecture::X86_64).provisioned_concurrency;
    assert_eq!(
        (provisioned.idle, provisioned.execution),
        (price("8"), price("9"))
    );
    let snap_start = table.of(Architecture::Arm64).snap_start;
    assert_eq!(
        (snap_start.cache, snap_start.restore),
        (price("10"), price("11"))
    );
    assert_eq!(table.arm64.compute, PriceTable::default().arm64.compute);
}

#[test]
fn a_bad_text_is_refused_by_its_key() {
    let check = |text: &str, expect: &str| assert_eq!(refusal(text), expect);
    check(
        "request = \"1\"",
        "price table has an unknown key `request`",
    );
    check(
        "[arm64.snap_start]\nfee = \"1\"",
        "price table has an unknown key `arm64.snap_start.fee`",
    );
    check(
        "requests_per_million = 0.2",
        "`requests_per_million` is not a decimal in quotes such as \"0.0000166667\"",
    );
    check(
        "ephemeral_storage = \"1e-7\"",
        "`ephemeral_storage` is not a price: `1e-7` is not a decimal such as `0.0000166667`",
    );
    check(
        "[x86_64]\nsnap_start.cache = \"-1\"",
        "`x86_64.snap_start.cache` is not a price: `-1` is negative",
    );
    check("x86_64 = 1", "`x86_64` is not a table");
    check("region = 1", "`region` is not a text");
    check(
        "as_of = 2026-09-19T10:00:00Z",
        "`as_of` is not a date: `2026-09-19T10:00:00Z` is not a date such as 2026-09-19",
    );
    check("as_of = 1", "`as_of` is not a date such as 2026-09-19");
    check(
        "free_tier.requests = -1",
        "`free_tier.requests` is not a whole number",
    );
    check(
        "arm64.compute = []",
        "`arm64.compute` is not a list of rising tiers: there is no tier",
    );
    check(
        "arm64.compute = \"1\"",
        "`arm64.compute` is not a list of tiers",
    );
    check(
        "arm64.compute = [{ above = 0 }]",
        "price table lacks `arm64.compute[0].price`",
    );
    check(
        "arm64.compute = [{ above = 0, price = \"1\", to = 1 }]",
        "price table has an unknown key `arm64.compute[0].to`",
    );
    assert!(refusal("region =").starts_with("price table is not TOML: "));
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        drop(PriceTable::from_toml(&text));
    }

    #[test]
    fn any_value_is_read_or_refused(
        key in "(requests_per_million|ephemeral_storage|as_of|region|x86_64|arm64[.]compute|free_tier[.]requests|arm64[.]snap_start[.]cache)",
        value in "\"[-.0-9]{0,40}\"|[-0-9]{1,20}|\\[[{}a-z=0-9, \"]{0,30}\\]",
    ) {
        drop(PriceTable::from_toml(&format!("{key} = {value}")));
    }

    #[test]
    fn prices_read_like_money(text in "[0-9]{1,6}([.][0-9]{1,11})?") {
        prop_assert_eq!(price(&text).of(1), money(&text));
    }

    #[test]
    fn gb_seconds_are_priced_as_the_exact_fraction(steps in 0_u64..1_000_000_000, used in months()) {
        let cost = Price { steps }.of_gb_seconds(used);
        let product = i128::from(steps) * i128::try_from(used.megabyte_millis()).unwrap();
        // cost / 10^24 = steps / 10^11 * used / 1,024,000, with both sides made whole.
        prop_assert_eq!(cost.atoms() * 1_024, product * 10_i128.pow(10));
    }
}
