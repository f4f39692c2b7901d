//! Money against integer arithmetic.

use proptest::prelude::*;

use super::*;

fn money(text: &str) -> Money {
    text.parse().unwrap()
}

/// Amounts far from the bounds, so that sums of a few stay exact.
fn amounts() -> impl Strategy<Value = Money> {
    let bound = i128::MAX / 8;
    prop_oneof![-bound..bound, -1_000_000_i128..1_000_000].prop_map(Money::from_atoms)
}

#[test]
fn a_price_displays_as_the_price_list_prints_it() {
    let check = |text: &str, expect: &str| assert_eq!(money(text).to_string(), expect);
    check("0.0000002083", "$0.0000002083");
    check("0.0000166667", "$0.0000166667");
    check("0.2", "$0.20");
    check("10.95", "$10.95");
    check("0", "$0.00");
    check("-3", "-$3.00");
    check("100", "$100.00");
    check("1234567.125", "$1234567.125");
}

#[test]
fn display_rounds_half_to_even_once() {
    let check = |text: &str, expect: &str| assert_eq!(format!("{:.2}", money(text)), expect);
    check("0.125", "$0.12");
    check("0.135", "$0.14");
    check("0.125000000000000000000001", "$0.13");
    check("0.12499999999999999999999", "$0.12");
    check("0.995", "$1.00");
    check("-0.125", "-$0.12");
    check("-0.001", "$0.00");
    assert_eq!(format!("{:.0}", money("2.5")), "$2");
    assert_eq!(
        format!("{:.99}", money("0.5")),
        format!("{:.24}", money("0.5"))
    );
}

#[test]
fn a_million_invocations_cost_cents() {
    let check =
        |text: &str, expect: &str| assert_eq!(money(text).per_million().to_string(), expect);
    check("0.0000004083", "$0.41");
    check("0.0000002", "$0.20");
    check("0", "$0.00");
    check("0.000000001", "<$0.01");
    check("-0.000000001", ">-$0.01");
    check("-0.000001", "-$1.00");
    assert_eq!(
        format!("{:.4}", money("0.0000004083").per_million()),
        "$0.4083"
    );
    assert_eq!(format!("{:.0}", money("0.0000000001").per_million()), "<$1");
}

#[test]
fn amounts_line_up_in_columns() {
    let amount = money("0.135");
    assert_eq!(
        format!("[{amount:>9.2}] [{amount:<9.2}] [{amount:9}]"),
        "[    $0.14] [$0.14    ] [   $0.135]"
    );
    assert_eq!(format!("{amount:+.2} {:+.2}", -amount), "+$0.14 -$0.14");
    assert_eq!(
        format!("[{:>8}]", money("0.0000000001").per_million()),
        "[  <$0.01]"
    );
}

#[test]
fn what_is_no_decimal_is_refused() {
    let refusal = |text: &str| text.parse::<Money>().unwrap_err().to_string();
    for text in [
        "", "-", ".", "1.", ".5", "+1", "1e-7", "1,000", "$1", " 1", "0x1", "--1", "1.-5", "١",
    ] {
        assert_eq!(
            refusal(text),
            format!("`{text}` is not a decimal such as `0.0000166667`")
        );
    }
    assert_eq!(
        refusal("0.0000000000000000000000001"),
        "`0.0000000000000000000000001` has more than 24 decimals"
    );
    assert_eq!(refusal("999999999999999"), "`999999999999999` is too large");
}

#[test]
fn zeros_at_the_end_are_no_decimals() {
    assert_eq!(money("0.20000000000000000000000000000000"), money("0.2"));
    assert_eq!(money("00003.0"), money("3"));
    assert_eq!(money("-0"), Money::ZERO);
}

#[test]
fn operators_stop_at_the_bounds() {
    let atom = Money::from_atoms(1);
    assert_eq!(Money::MAX + atom, Money::MAX);
    assert_eq!(Money::MIN - atom, Money::MIN);
    assert_eq!(-Money::MIN, Money::MAX);
    assert_eq!(Money::MIN.saturating_mul(2), Money::MIN);
    assert_eq!(Money::MAX.checked_add(atom), None);
    assert_eq!(Money::MIN.checked_sub(atom), None);
    assert_eq!(Money::MAX.checked_mul(2), None);
    assert_eq!(Money::MAX.checked_div(0), None);
    assert_eq!(Money::MIN.to_string(), "-$170141183460469.2317316873");
}

#[test]
fn ratio_over_nothing_is_none() {
    assert_eq!(money("3").ratio(money("2")), Some(1.5));
    assert_eq!(money("3").ratio(Money::ZERO), None);
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        drop(text.parse::<Money>());
    }

    #[test]
    fn any_text_of_decimal_characters_is_read_or_refused(text in "[-.0-9]{0,60}") {
        drop(text.parse::<Money>());
    }

    #[test]
    fn exact_text_reads_back(atoms in (i128::MIN + 1)..) {
        let amount = Money::from_atoms(atoms);
        prop_assert_eq!(amount.to_decimal().parse(), Ok(amount));
    }

    #[test]
    fn display_is_within_half_a_unit(amount in amounts(), decimals in 0_u32..=24) {
        let shown = format!("{amount:.*}", decimals as usize).replace('$', "");
        let difference = (money(&shown) - amount).atoms().unsigned_abs();
        prop_assert!(difference * 2 <= pow10(24 - decimals));
    }

    #[test]
    fn arithmetic_is_that_of_integers(a in amounts(), b in amounts(), n in 1_u64..) {
        prop_assert_eq!((a + b).atoms(), a.atoms() + b.atoms());
        prop_assert_eq!((a - b).atoms(), a.atoms() - b.atoms());
        prop_assert_eq!(a.checked_add(b), Some(a + b));
        prop_assert_eq!(
            a.checked_mul(n).map(Money::atoms),
            a.atoms().checked_mul(i128::from(n))
        );
    }

    #[test]
    fn a_share_is_the_nearest(amount in amounts(), n in 1_u64..) {
        let share = amount.checked_div(n).unwrap().atoms();
        let rest = amount.atoms() - share * i128::from(n);
        prop_assert!(rest.unsigned_abs() * 2 <= u128::from(n));
        if rest.unsigned_abs() * 2 == u128::from(n) {
            prop_assert_eq!(share % 2, 0);
        }
    }
}
