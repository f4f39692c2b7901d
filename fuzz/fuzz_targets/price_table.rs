//! Price tables and decimals: what reads at all costs nothing for nothing, and more for more.
#![no_main]

use libfuzzer_sys::fuzz_target;
use warmfront_model::money::Money;
use warmfront_model::price::{Price, PriceTable};

fuzz_target!(|text: &str| {
    // Reading is the whole test: a table or an error, never a panic.
    let _ = PriceTable::from_toml(text);
    if let Ok(price) = Price::from_per_million(text) {
        assert_eq!(price.of(0), Money::default());
        assert!(price.of(1) <= price.of(2));
    }
});
