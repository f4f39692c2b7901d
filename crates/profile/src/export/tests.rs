use crate::document::Profile;
use crate::export::ALL;

#[test]
fn dump() {
    let profile = Profile::from_json(include_bytes!("../../fixtures/orders.json")).unwrap();
    for format in ALL {
        let mut file = std::fs::File::create(format!("/tmp/exp/out.{}", format.name)).unwrap();
        (format.write)(&profile, &mut file).unwrap();
    }
}
