//! Parts lists in one line: `FR-ALU, 2 × BOLT-M8`.

use crate::model::Number;
use serde_json::{Map, Value, json};

/// A parts list in one line.
#[must_use]
pub fn parts_text(parts: Option<&Value>) -> String {
    let lines = parts.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object);
    lines.map(line).collect::<Vec<_>>().join(", ")
}

fn line(line: &Map<String, Value>) -> String {
    let part = line.get("part").and_then(Value::as_str).unwrap_or_default();
    match line.get("quantity") {
        Some(Value::String(quantity)) if quantity != "1" => format!("{quantity} × {part}"),
        Some(Value::Number(quantity)) if quantity.as_f64() != Some(1.0) => format!("{quantity} × {part}"),
        _ => part.to_owned(),
    }
}

/// Reads such a line; nothing where it is empty. `x` and `*` may stand for `×`.
#[must_use]
pub fn read_parts(text: &str) -> Option<Value> {
    let parts: Vec<Value> = text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(read_line).collect();
    (!parts.is_empty()).then_some(Value::Array(parts))
}

fn read_line(text: &str) -> Value {
    let counted = ['×', '*', 'x'].into_iter().find_map(|sign| {
        let (quantity, part) = text.split_once(sign)?;
        let quantity = Number::parse(quantity)?;
        Some(json!({"part": part.trim(), "quantity": quantity}))
    });
    counted.unwrap_or_else(|| json!({"part": text}))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parts_list_comes_back_from_its_line() {
        let parts = json!([{"part": "FR-ALU"}, {"part": "BOLT-M8", "quantity": "2.5"}, {"part": "x-ray"}]);
        let text = parts_text(Some(&parts));
        assert_eq!(text, "FR-ALU, 2.5 × BOLT-M8, x-ray");
        assert_eq!(read_parts(&text), Some(parts));
        assert_eq!(read_parts("3 x BOLT, 2*NUT"), read_parts("3 × BOLT, 2 × NUT"));
        assert_eq!(read_parts(" , "), None);
        assert_eq!(parts_text(None), "");
    }
}
