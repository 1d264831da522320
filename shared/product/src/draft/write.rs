//! Drafts as text: what people look for first stands first, and what fits stands in one line.

use serde_json::Value;
use std::fmt::Write as _;

/// Fields in the order in which people read them; others follow by name.
const ORDER: [&str; 32] = [
    "id",
    "name",
    "about",
    "group",
    "optional",
    "sentence",
    "kind",
    "says",
    "part",
    "attribute",
    "property",
    "if",
    "then",
    "columns",
    "currency",
    "minor_digits",
    "min",
    "max",
    "step",
    "unit",
    "price",
    "price_per_unit",
    "quantity",
    "choose",
    "valid",
    "base",
    "attributes",
    "assemblies",
    "rules",
    "presets",
    "tests",
    "body",
];

/// A list or object that is no longer stands in one line.
const LINE: usize = 100;

pub(super) fn pretty(value: &Value) -> String {
    let mut text = String::new();
    block(value, 0, &mut text);
    text.push('\n');
    text
}

/// Depth is that of JSON that was read, which `serde_json` limits to 128.
fn block(value: &Value, depth: usize, to: &mut String) {
    let flat = line(value);
    if flat.len() + 2 * depth <= LINE {
        return to.push_str(&flat);
    }
    match value {
        Value::Array(items) => lines(items.iter(), ['[', ']'], depth, to, |item, to| block(item, depth + 1, to)),
        Value::Object(_) => lines(fields(value).into_iter(), ['{', '}'], depth, to, |(key, value), to| {
            let _ = write!(to, "{}: ", Value::from(key));
            block(value, depth + 1, to);
        }),
        _ => to.push_str(&flat),
    }
}

fn lines<T>(
    items: impl Iterator<Item = T>,
    [open, close]: [char; 2],
    depth: usize,
    to: &mut String,
    each: impl Fn(T, &mut String),
) {
    to.push(open);
    for (number, item) in items.enumerate() {
        to.push_str(if number > 0 { ",\n" } else { "\n" });
        to.push_str(&"  ".repeat(depth + 1));
        each(item, to);
    }
    to.push('\n');
    to.push_str(&"  ".repeat(depth));
    to.push(close);
}

fn fields(value: &Value) -> Vec<(&str, &Value)> {
    let mut fields: Vec<(&str, &Value)> =
        value.as_object().into_iter().flatten().map(|(key, value)| (key.as_str(), value)).collect();
    fields.sort_by_key(|(key, _)| (ORDER.iter().position(|known| known == key).unwrap_or(ORDER.len()), *key));
    fields
}

/// Everything in one line.
fn line(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("[{}]", items.iter().map(line).collect::<Vec<_>>().join(", ")),
        Value::Object(_) => {
            let fields = fields(value).into_iter().map(|(key, value)| format!("{}: {}", Value::from(key), line(value)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(", "))
        }
        plain => plain.to_string(),
    }
}
