use super::*;

#[test]
fn patterns_are_sorted_by_name_and_unique() {
    let names: Vec<&str> = ALL.iter().map(|pattern| pattern.name).collect();
    assert!(names.is_sorted_by(|one, other| one < other), "{names:?}");
}
