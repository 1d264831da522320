//! What keeps a text from being a model, part by part: an author sees every rule that is not understood, and not the first.

use super::{Assembly, Attribute, Case, Expr, Goods, Preset, Rule};
use crate::{body::Body, fault::Fault};
use serde::de::DeserializeOwned;
use serde_json::{Error, Value};

/// No more than a person will read.
const MOST: usize = 50;
/// Where conditions stand in what a rule says.
const CONDITIONS: [&str; 6] = ["if", "then", "holds", "when", "all", "members"];

/// Why this text is no model; `why` is what reading it as a whole said.
pub(super) fn faults(text: &str, why: &Error) -> Vec<Fault> {
    let Ok(source) = serde_json::from_str::<Value>(text) else {
        let fault = Fault::new("model-json", format!("the model cannot be read: {why}"));
        return vec![fault.with("line", why.line()).with("column", why.column())];
    };
    let mut found: Vec<Fault> = list(&source, "attributes").filter_map(attribute).collect();
    for assembly in list(&source, "assemblies") {
        let inner = list(assembly, "attributes").filter_map(attribute);
        found.extend(inner.chain(list(assembly, "rules").flat_map(rule)));
        let whole = || form::<Assembly>(assembly).map(|fault| fault.at(name(assembly, "id")));
        found.extend(whole().filter(|_| found.is_empty()));
    }
    found.extend(list(&source, "rules").flat_map(rule));
    found.extend(list(&source, "tests").filter_map(case::<Case>));
    found.extend(list(&source, "presets").filter_map(case::<Preset>));
    found.extend(source.get("base").and_then(form::<Goods>));
    found.extend(source.get("body").and_then(form::<Body>).map(Fault::in_body));
    found.truncate(MOST);
    if found.is_empty() {
        found.push(unread(why));
    }
    found
}

fn list<'a>(of: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    of.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn name<'a>(of: &'a Value, key: &str) -> &'a str {
    of.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn unread(why: &Error) -> Fault {
    Fault::new("model-form", format!("the model cannot be read: {why}")).with("why", why)
}

/// What keeps a part from being one of this type.
fn form<T: DeserializeOwned>(part: &Value) -> Option<Fault> {
    T::deserialize(part).err().map(|why| unread(&why))
}

fn attribute(source: &Value) -> Option<Fault> {
    form::<Attribute>(source).map(|fault| fault.at(name(source, "id")))
}

fn case<T: DeserializeOwned>(source: &Value) -> Option<Fault> {
    form::<T>(source).map(|fault| fault.in_case(name(source, "name")))
}

/// Its conditions first: they are what authors get wrong.
fn rule(source: &Value) -> Vec<Fault> {
    let says = source.get("says").and_then(Value::as_object).into_iter().flat_map(|says| says.values());
    let parts = says.flat_map(|says| CONDITIONS.into_iter().filter_map(|key| says.get(key)));
    let texts = parts.flat_map(|part| part.as_array().map_or(std::slice::from_ref(part), Vec::as_slice));
    let mut found: Vec<Fault> = texts.filter_map(Value::as_str).filter_map(condition).collect();
    if found.is_empty() {
        found.extend(form::<Rule>(source));
    }
    found.into_iter().map(|fault| fault.in_rule(name(source, "id"))).collect()
}

fn condition(text: &str) -> Option<Fault> {
    let why = Expr::parse(text).err()?;
    let words = format!("in the condition {text:?}: {why}");
    Some(Fault::new("model-condition", words).with("condition", text).with("why", why))
}
