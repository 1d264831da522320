//! What `sextant configure` prints: everything that is to be said of a model and choices, as JSON.

use crate::{
    configurator::{Answer, Ask, Choices, Configurator, Limits},
    engine::BackEnd,
    fault::Fault,
    model::Model,
    uvl::from_uvl,
};
use serde_json::{Value, json};

/// Reads a model by the ending of its file's name: `.uvl`, or else JSON.
pub fn read_model(name: &str, text: &str) -> Result<Model, Vec<Fault>> {
    let is_uvl = name.rsplit('.').next().is_some_and(|ending| ending.eq_ignore_ascii_case("uvl"));
    if is_uvl { from_uvl(text) } else { Model::from_json(text) }
}

/// Reads choices: `A=V`, separated by commas; quotes keep commas and `=` in names.
pub fn read_choices(text: &str) -> Result<Choices, Fault> {
    let mut choices = Choices::new();
    for pair in split(text, ',').into_iter().filter(|pair| !pair.trim().is_empty()) {
        let [attribute, option] = split(&pair, '=').try_into().map_err(|_| {
            Fault::new("choice-form", format!("{pair:?} is no choice: write ATTRIBUTE=OPTION, with commas between"))
        })?;
        choices.insert(bare(&attribute), bare(&option));
    }
    Ok(choices)
}

/// Splits at a letter outside of double quotes.
fn split(text: &str, at: char) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut quoted = false;
    for letter in text.chars() {
        quoted ^= letter == '"';
        match parts.last_mut() {
            Some(last) if letter != at || quoted => last.push(letter),
            _ => parts.push(String::new()),
        }
    }
    parts
}

fn bare(text: &str) -> String {
    let text = text.trim();
    text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(text).to_owned()
}

/// Builds the model and answers for the choices. `now` tells the time in milliseconds since any moment.
pub fn configure(
    model: &Model,
    choices: &Choices,
    back_end: Option<BackEnd>,
    now: &mut dyn FnMut() -> f64,
) -> Result<Value, Vec<Fault>> {
    let limits = Limits::default();
    let mut clock = Clock { now };
    let (built, compile) = clock.time(|| match back_end {
        Some(back_end) => Configurator::build_with(model, &limits, back_end),
        None => Configurator::build(model, &limits),
    });
    let mut configurator = built?;
    let ask = Ask { prices: configurator.back_end() == BackEnd::Graph, count: true, reasons: false };
    let (answer, to_answer) = clock.time(|| configurator.answer(choices, ask));
    let answer = answer.map_err(|fault| vec![fault])?;
    let (conflicts, explain) =
        clock.time(|| if answer.valid { Ok(Vec::new()) } else { configurator.conflicts(choices) });
    let (repairs, mend) =
        clock.time(|| if answer.valid { Ok(Vec::new()) } else { configurator.repairs(choices, &[], 3) });
    let failed = |fault: Fault| vec![fault];
    Ok(json!({
        "model": { "id": model.id, "hash": model.content_hash() },
        "engine": configurator.back_end(),
        "fallback": configurator.fallback().map(ToString::to_string),
        "graph": configurator.graph_size(),
        "valid": answer.valid,
        "count": answer.count,
        "possible": possible(&answer),
        "attributes": answer.attributes,
        "consequences": answer.consequences,
        "cheapest": answer.cheapest,
        "conflicts": conflicts.map_err(failed)?,
        "repairs": repairs.map_err(failed)?,
        "milliseconds": { "compile": compile, "click": to_answer, "explain": explain, "repair": mend },
    }))
}

/// Attribute to the ids of its possible options.
fn possible(answer: &Answer) -> Value {
    let views = answer.attributes.iter().map(|view| {
        let open = view.options.iter().filter(|option| option.possible).map(|option| Value::from(option.id.as_str()));
        (view.id.clone(), Value::Array(open.collect()))
    });
    Value::Object(views.collect())
}

/// The report in a few lines for people.
pub fn in_words(report: &Value) -> String {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
    let at = |value: &Value, place: &str| value.pointer(place).map(text).unwrap_or_default();
    let mut lines = vec![format!("engine: {}", text(&report["engine"]))];
    lines.extend(report["fallback"].as_str().map(|why| format!("why not the graph: {why}")));
    let valid =
        if report["valid"] == true { "the choices can be built" } else { "the choices cannot be built together" };
    lines.push(valid.to_owned());
    lines.extend(report["count"].as_str().map(|count| format!("products: {count}")));
    for conflict in report["conflicts"].as_array().into_iter().flatten() {
        let choices = listed(&conflict["choices"], |c| format!("{} = {}", text(&c["attribute"]), text(&c["option"])));
        let rules = listed(&conflict["rules"], |rule| format!("{}: {}", text(&rule["id"]), text(&rule["sentence"])));
        lines.push(format!("conflict: {choices} ({rules})"));
    }
    for repair in report["repairs"].as_array().into_iter().flatten() {
        let change = |c: &Value| format!("{} from {} to {}", text(&c["attribute"]), text(&c["from"]), text(&c["to"]));
        let price = at(repair, "/product/price");
        lines.push(format!("repair: {} (price {price})", listed(&repair["changes"], change)));
    }
    if report["cheapest"].is_object() {
        lines.push(format!("cheapest product: {} in minor units", at(report, "/cheapest/price")));
    }
    for (attribute, options) in report["possible"].as_object().into_iter().flatten() {
        lines.push(format!("{attribute}: {}", listed(options, text)));
    }
    lines.join("\n")
}

fn listed(values: &Value, each: impl Fn(&Value) -> String) -> String {
    values.as_array().into_iter().flatten().map(each).collect::<Vec<_>>().join(", ")
}

struct Clock<'a> {
    now: &'a mut dyn FnMut() -> f64,
}

impl Clock<'_> {
    fn time<T>(&mut self, work: impl FnOnce() -> T) -> (T, f64) {
        let start = (self.now)();
        let done = work();
        (done, (self.now)() - start)
    }
}
