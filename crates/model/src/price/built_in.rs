//! The built-in price list, in one place.
//!
//! Source: the AWS Price List API, offer `AWSLambda` as published on 2026-09-19, as several public
//! tables quote it in agreement; the rates are those of <https://aws.amazon.com/lambda/pricing/>.

use super::{
    ArchitecturePrices, Date, FreeTier, Price, PriceTable, ProvisionedPrices, SnapStartPrices,
    Tier, Tiers,
};
use crate::units::GbSeconds;

const REGION: &str = "us-east-1";

const AS_OF: Date = Date::literal(2026, 9, 19);

/// 0.20 dollars per million.
const REQUEST: Price = price("0.0000002");

const EPHEMERAL_STORAGE: Price = price("0.0000000309");

/// Beginnings of tiers are in GB-seconds.
const X86_64_COMPUTE: [(u64, Price); 3] = [
    (0, price("0.0000166667")),
    (6_000_000_000, price("0.000015")),
    (15_000_000_000, price("0.0000133334")),
];

const ARM64_COMPUTE: [(u64, Price); 3] = [
    (0, price("0.0000133334")),
    (7_500_000_000, price("0.0000120001")),
    (18_750_000_000, price("0.0000106667")),
];

const X86_64_PROVISIONED: ProvisionedPrices = ProvisionedPrices {
    idle: price("0.0000041667"),
    execution: price("0.0000097222"),
};

const ARM64_PROVISIONED: ProvisionedPrices = ProvisionedPrices {
    idle: price("0.0000033334"),
    execution: price("0.0000077778"),
};

/// Both architectures'. Inferred for arm64: the price list has one usage type for each of caching
/// and restoring, without the `-ARM` twin that compute and provisioned concurrency have.
const SNAP_START: SnapStartPrices = SnapStartPrices {
    cache: price("0.0000015046"),
    restore: price("0.0001397998"),
};

const FREE_TIER: FreeTier = FreeTier {
    n_requests: 1_000_000,
    compute: GbSeconds::whole(400_000),
};

/// Returns the list of us-east-1, which most regions share.
pub(super) fn us_east_1() -> PriceTable {
    PriceTable {
        region: REGION.to_owned(),
        as_of: AS_OF,
        request: REQUEST,
        ephemeral_storage: EPHEMERAL_STORAGE,
        x86_64: ArchitecturePrices {
            compute: tiers(X86_64_COMPUTE),
            provisioned_concurrency: X86_64_PROVISIONED,
            snap_start: SNAP_START,
        },
        arm64: ArchitecturePrices {
            compute: tiers(ARM64_COMPUTE),
            provisioned_concurrency: ARM64_PROVISIONED,
            snap_start: SNAP_START,
        },
        free_tier: FREE_TIER,
    }
}

fn tiers(tiers: [(u64, Price); 3]) -> Tiers {
    let tiers = tiers.map(|(above, price)| Tier {
        above: GbSeconds::whole(above),
        price,
    });
    Tiers::new(&tiers).expect("built-in tiers rise from zero")
}

/// Reads a price while compiling; a wrong one does not compile.
const fn price(text: &str) -> Price {
    let bytes = text.as_bytes();
    let (mut steps, mut decimals, mut index) = (0_u64, None, 0);
    while index < bytes.len() {
        match (bytes[index], decimals) {
            (b'.', None) => decimals = Some(0),
            (digit @ b'0'..=b'9', seen) => {
                steps = steps * 10 + (digit - b'0') as u64;
                if let Some(seen) = seen {
                    decimals = Some(seen + 1);
                }
            }
            _ => panic!("not a price"),
        }
        index += 1;
    }
    let decimals = match decimals {
        Some(decimals) => decimals,
        None => 0,
    };
    Price {
        steps: steps * 10_u64.pow(super::DECIMALS - decimals),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compiled_prices_are_those_that_are_read() {
        for text in ["0.0000166667", "0.20", "3", "0.00000000001", "0"] {
            assert_eq!(text.parse(), Ok(price(text)));
        }
    }
}
