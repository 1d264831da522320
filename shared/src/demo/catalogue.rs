//! What the demo firm sells: bicycles, desks and pumps, and what belongs to them.

use super::{Build, batch_of};
use crate::{
    Id, Value,
    entities::Product,
    sync::Operation,
    value::{Currency, Money},
};
use rust_decimal::Decimal;

/// A product: code, name, family, price in euros, what it is.
pub(super) type Item = (&'static str, &'static str, &'static str, i64, &'static str);

/// Families in the order of [`super::words::Sector::wants`].
pub(super) const FAMILIES: [&str; 3] = ["Bicycles", "Desks", "Pumps"];

/// Products. Each family begins with what is sold most.
pub(super) const ITEMS: &[Item] = &[
    (
        "BI-CITY",
        "Wayfarer City",
        "Bicycles",
        849,
        "Eight gears in the hub, closed chain case, lights without batteries. Made to stand outside all year.",
    ),
    (
        "BI-CARGO",
        "Wayfarer Cargo",
        "Bicycles",
        3890,
        "Front loader with a box for 100 kg, electric drive, parking lock. Turns within its own length.",
    ),
    (
        "BI-TREK",
        "Wayfarer Trek",
        "Bicycles",
        1290,
        "Steel frame in seven sizes, racks front and rear, disc brakes. For tours with luggage.",
    ),
    (
        "BI-EDRIVE",
        "Wayfarer Electric",
        "Bicycles",
        2490,
        "Mid-mounted motor, 500 Wh battery that can be taken out, range of 90 km in the flat.",
    ),
    ("BI-KIDS", "Wayfarer Junior", "Bicycles", 399, "20 inch wheels, light frame, brake levers for small hands."),
    ("BI-FOLD", "Wayfarer Fold", "Bicycles", 1090, "Folds in ten seconds and fits between train seats. 11 kg."),
    (
        "BI-FLEET",
        "Fleet service, one bicycle a year",
        "Bicycles",
        180,
        "Two inspections, wear parts, replacement within a day.",
    ),
    (
        "BI-RACK",
        "Double rack for 12 bicycles",
        "Bicycles",
        2150,
        "Two levels with gas springs, galvanised, for indoors and outdoors.",
    ),
    (
        "DE-LIFT",
        "Tableau Lift",
        "Desks",
        689,
        "Height from 62 to 127 cm by two motors, four memories, 120 kg. Top in five woods.",
    ),
    ("DE-FIX", "Tableau Fixed", "Desks", 329, "Four legs, cable tray, top 160 by 80 cm. Assembled without tools."),
    (
        "DE-BENCH",
        "Tableau Bench",
        "Desks",
        1190,
        "Two places face to face on one frame, screen between them, power in the middle.",
    ),
    ("DE-MEET", "Tableau Meeting", "Desks", 1450, "Boat-shaped top for eight people, sockets under a lid."),
    ("DE-SCHOOL", "Tableau Pupil", "Desks", 149, "Six heights, stackable, edges that survive."),
    ("DE-CHAIR", "Perch chair", "Desks", 459, "Follows the back, adjusts to weight by itself, cover can be washed."),
    (
        "DE-SCREEN",
        "Hush screen",
        "Desks",
        219,
        "Felt from bottles, 40 cm above the desk, takes the edge off a loud room.",
    ),
    (
        "DE-SETUP",
        "Delivery and set-up, one desk",
        "Desks",
        49,
        "Carried to the place, assembled, packaging taken away.",
    ),
    ("PU-C15", "Torrent C15", "Pumps", 1240, "Centrifugal pump, 15 m³/h at 32 m, cast iron, 2.2 kW."),
    ("PU-C60", "Torrent C60", "Pumps", 3980, "Centrifugal pump, 60 m³/h at 48 m, cast iron or stainless steel, 11 kW."),
    (
        "PU-C200",
        "Torrent C200",
        "Pumps",
        12_400,
        "Centrifugal pump, 200 m³/h at 60 m, bearing monitor included, 45 kW.",
    ),
    ("PU-SUB", "Torrent Well", "Pumps", 1890, "Submersible for wells of 100 mm and more, down to 90 m."),
    ("PU-DOSE", "Torrent Dose", "Pumps", 940, "Dosing pump, 0.1 to 20 l/h, exact to one per cent."),
    (
        "PU-SET",
        "Pressure set, three pumps",
        "Pumps",
        16_800,
        "Three speed-controlled pumps on one frame, takes turns by itself, wired and tested.",
    ),
    ("PU-SEAL", "Seal kit", "Pumps", 165, "Slide ring seal, gaskets and grease for one pump of the C line."),
    (
        "PU-CARE",
        "Maintenance, one pump a year",
        "Pumps",
        390,
        "Vibration measured, seals and bearings checked, report within a week.",
    ),
];

pub(super) fn euros(amount: i64) -> Money {
    Money::new(Decimal::from(amount), Currency::EUR)
}

pub(super) fn product_id(code: &str) -> Id {
    Id::named(&format!("demo/product/{code}"))
}

/// All products, in one batch.
pub(super) fn build(_: &mut Build) -> Vec<Vec<Operation>> {
    let create = |(code, name, family, price, description): &Item| {
        let values: [(&str, Value); 6] = [
            (Product::NAME.id, (*name).into()),
            (Product::CODE.id, (*code).into()),
            (Product::FAMILY.id, (*family).into()),
            (Product::PRICE.id, euros(*price).into()),
            (Product::ACTIVE.id, true.into()),
            (Product::DESCRIPTION.id, (*description).into()),
        ];
        Operation::create(Product::ENTITY_NAME, product_id(code), values)
    };
    batch_of(ITEMS.iter().map(create))
}
