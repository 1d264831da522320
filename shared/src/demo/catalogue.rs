//! What the demo firm sells: bicycles, desks and pumps, and what belongs to them.
//!
//! Data sheets and relations stand in `catalogue.md`, one product after the other:
//!
//! ```text
//! === CODE | Family / Below it | unit
//! Group | Name | Number or words | Unit
//! > kind | CODE | quantity or note
//! ```

use super::{Build, batch_of};
use crate::{
    Id, Value,
    entities::{Product, ProductFamily, ProductModel, ProductRelation, Specification},
    sync::Operation,
    value::{Currency, Money},
};
use rust_decimal::Decimal;

const TEXT: &str = include_str!("catalogue.md");

/// The models of the products that are made to order: code, version, status, what is new, source.
const MODELS: [(&str, u8, &str, &str, &str); 4] = [
    ("BI-MERIDIAN", 1, "published", "First model", include_str!("../../product/demo/bicycle.json")),
    ("BI-MERIDIAN", 2, "draft", "For next spring", include_str!("../../product/demo/bicycle.json")),
    ("DE-ATOLL", 1, "published", "First model", include_str!("../../product/demo/desk.json")),
    ("PU-NEREUS", 1, "published", "First model", include_str!("../../product/demo/pump.json")),
];

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
        "BI-MERIDIAN",
        "Meridian made to measure",
        "Bicycles",
        513,
        "For city, touring, gravel or cargo, with or without a motor. Frame, wheels, gears and equipment are chosen one by one.",
    ),
    ("BI-WEAR", "Wear kit", "Bicycles", 89, "Brake pads, chain or belt and tyres for a year of daily use."),
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
    (
        "DE-ATOLL",
        "Atoll desk system",
        "Desks",
        290,
        "From a single desk to a bench for four: size, top, legs and equipment are chosen, and it grows with the team.",
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
    (
        "PU-NEREUS",
        "Nereus process pump",
        "Pumps",
        860,
        "For seven media up to 160 °C. Hydraulics, material, seal and motor follow from what is pumped, and how much of it.",
    ),
];

pub(super) fn euros(amount: i64) -> Money {
    Money::new(Decimal::from(amount), Currency::EUR)
}

pub(super) fn product_id(code: &str) -> Id {
    Id::named(&format!("demo/product/{code}"))
}

/// A product as it stands in the file.
struct Entry {
    code: &'static str,
    family: &'static str,
    unit: &'static str,
    lines: Vec<&'static str>,
}

fn entries() -> impl Iterator<Item = Entry> {
    TEXT.split("=== ").skip(1).filter_map(|text| {
        let mut lines = text.lines();
        let mut head = lines.next()?.split('|').map(str::trim);
        let (code, family, unit) = (head.next()?, head.next()?, head.next()?);
        Some(Entry { code, family, unit, lines: lines.filter(|line| !line.is_empty()).collect() })
    })
}

/// Families from the top: `Pumps`, `Pumps / Sets`, each once, in the order of the file.
fn family_paths() -> Vec<&'static str> {
    let mut found: Vec<&str> = Vec::new();
    for family in entries().map(|entry| entry.family) {
        for path in family.split_once(" / ").map(|(top, _)| top).into_iter().chain([family]) {
            if !found.contains(&path) {
                found.push(path);
            }
        }
    }
    found
}

pub(super) fn family_id(path: &str) -> Id {
    Id::named(&format!("demo/family/{path}"))
}

/// Records of the catalogue.
pub(super) fn volume() -> usize {
    let lines: usize = entries().map(|entry| entry.lines.len()).sum();
    ITEMS.len() + family_paths().len() + lines + MODELS.len()
}

/// Families, products, their data sheets, relations and models.
pub(super) fn build(_: &mut Build) -> Vec<Vec<Operation>> {
    let families = family_paths().into_iter().zip(1u8..).map(|(path, at)| family(path, at));
    let products = ITEMS.iter().map(product);
    let lines = entries().flat_map(|entry| {
        let code = entry.code;
        entry.lines.into_iter().zip(1u8..).map(move |(line, at)| match line.strip_prefix('>') {
            Some(relation) => related(code, relation, at),
            None => specified(code, line, at),
        })
    });
    let records = batch_of(families.chain(products).chain(lines.flatten()));
    records.into_iter().chain(batch_of(MODELS.iter().map(model))).collect()
}

fn family(path: &str, at: u8) -> Operation {
    let (parent, name) = path.split_once(" / ").map_or((None, path), |(parent, name)| (Some(parent), name));
    let symbol = match (parent, name) {
        (None, "Bicycles") => Some("bicycle"),
        (None, "Desks") => Some("desk"),
        (None, "Pumps") => Some("pump"),
        (_, name) if name.ends_with("service") => Some("part"),
        _ => None,
    };
    let values: [(&str, Value); 4] = [
        (ProductFamily::NAME.id, name.into()),
        (ProductFamily::PARENT.id, parent.map(family_id).into()),
        (ProductFamily::POSITION.id, f64::from(at).into()),
        (ProductFamily::SYMBOL.id, symbol.map(Value::text).unwrap_or_default()),
    ];
    Operation::create(ProductFamily::ENTITY_NAME, family_id(path), values)
}

fn product((code, name, family, price, description): &Item) -> Operation {
    let entry = entries().find(|entry| entry.code == *code);
    let (path, unit) = entry.map_or((*family, "c62"), |entry| (entry.family, entry.unit));
    let public = MODELS.iter().any(|(made, ..)| made == code);
    let values: [(&str, Value); 9] = [
        (Product::NAME.id, (*name).into()),
        (Product::CODE.id, (*code).into()),
        (Product::FAMILY.id, family_id(path).into()),
        (Product::PRICE.id, euros(*price).into()),
        (Product::UNIT.id, unit.into()),
        (Product::TAX_CATEGORY.id, "s".into()),
        (Product::ACTIVE.id, true.into()),
        (Product::PUBLIC.id, public.then_some(true).into()),
        (Product::DESCRIPTION.id, (*description).into()),
    ];
    Operation::create(Product::ENTITY_NAME, product_id(code), values)
}

/// A line of a data sheet.
fn specified(code: &str, line: &str, at: u8) -> Option<Operation> {
    let mut parts = line.split('|').map(str::trim);
    let (group, name, said) = (parts.next()?, parts.next()?, parts.next()?);
    let number = said.parse::<f64>().ok();
    let values: [(&str, Value); 7] = [
        (Specification::NAME.id, name.into()),
        (Specification::PRODUCT.id, product_id(code).into()),
        (Specification::GROUP.id, group.into()),
        (Specification::NUMBER.id, number.into()),
        (Specification::TEXT.id, if number.is_none() { said.into() } else { Value::Null }),
        (Specification::UNIT.id, parts.next().map(Value::text).unwrap_or_default()),
        (Specification::POSITION.id, f64::from(at).into()),
    ];
    let id = Id::named(&format!("demo/specification/{code}/{at}"));
    Some(Operation::create(Specification::ENTITY_NAME, id, values))
}

/// A relation: what stands last is how many there are, or a note.
fn related(code: &str, line: &str, at: u8) -> Option<Operation> {
    let mut parts = line.split('|').map(str::trim);
    let (kind, to, last) = (parts.next()?, parts.next()?, parts.next());
    let quantity = last.and_then(|last| last.parse::<f64>().ok());
    let values: [(&str, Value); 6] = [
        (ProductRelation::FROM.id, product_id(code).into()),
        (ProductRelation::KIND.id, kind.into()),
        (ProductRelation::TO.id, product_id(to).into()),
        (ProductRelation::QUANTITY.id, quantity.into()),
        (ProductRelation::NOTE.id, last.filter(|_| quantity.is_none()).map(Value::text).unwrap_or_default()),
        (ProductRelation::POSITION.id, f64::from(at).into()),
    ];
    let id = Id::named(&format!("demo/relation/{code}/{at}"));
    Some(Operation::create(ProductRelation::ENTITY_NAME, id, values))
}

fn model((code, version, status, note, source): &(&str, u8, &str, &str, &str)) -> Operation {
    let values: [(&str, Value); 5] = [
        (ProductModel::PRODUCT.id, product_id(code).into()),
        (ProductModel::VERSION.id, f64::from(*version).into()),
        (ProductModel::STATUS.id, (*status).into()),
        (ProductModel::NOTE.id, (*note).into()),
        (ProductModel::SOURCE.id, (*source).into()),
    ];
    Operation::create(ProductModel::ENTITY_NAME, Id::named(&format!("demo/model/{code}/{version}")), values)
}
