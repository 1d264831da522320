//! Three products to try: their sources are the files of `demo/`.

use crate::{fault::Fault, model::Model};

/// Id and source of each.
pub const SOURCES: [(&str, &str); 3] = [
    ("bicycle", include_str!("../demo/bicycle.json")),
    ("desk", include_str!("../demo/desk.json")),
    ("pump", include_str!("../demo/pump.json")),
];

/// A demo product.
pub fn model(id: &str) -> Option<Result<Model, Vec<Fault>>> {
    SOURCES.iter().find(|(known, _)| *known == id).map(|(_, source)| Model::from_json(source))
}
