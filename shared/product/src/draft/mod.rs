//! A model while somebody works on it.
//!
//! A draft may say what is not a model yet: a condition that breaks off, a rule without a sentence, a number that is none.
//! So it is the JSON of the source form, and places in it are JSON pointers: `/attributes/3/name`. Fields that this build
//! does not know stay as they are. Whether it is a model is for [`crate::Model::from_json`] to say.

mod condition;
mod goods;
mod known;
mod names;
mod uses;
mod write;

pub use condition::{Atom, Relation, Simple};
pub use goods::{parts_text, read_parts};
pub use known::{Known, KnownKind};
pub use uses::{Subject, Use};

use crate::model::{Number, Says, table_from_csv};
use crate::{fault::Fault, model::NONE};
use serde_json::{Map, Value, json};

/// A draft: always a JSON object.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    root: Value,
}

/// A text that is no JSON object: the line and column from which on it cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreadable {
    /// Counted from 1.
    pub line: usize,
    /// Counted from 1.
    pub column: usize,
}

impl Draft {
    /// A draft without anything to choose.
    #[must_use]
    pub fn new(id: &str, name: &str, currency: &str) -> Self {
        Self { root: json!({"id": id, "name": name, "currency": currency, "attributes": []}) }
    }

    /// Reads the source form.
    ///
    /// # Errors
    /// When it is no JSON object.
    pub fn read(text: &str) -> Result<Self, Unreadable> {
        match serde_json::from_str(text) {
            Ok(root @ Value::Object(_)) => Ok(Self { root }),
            Ok(_) => Err(Unreadable { line: 1, column: 1 }),
            Err(why) => Err(Unreadable { line: why.line(), column: why.column() }),
        }
    }

    /// The source form, as people would write it.
    #[must_use]
    pub fn write(&self) -> String {
        write::pretty(&self.root)
    }

    /// What stands at a place.
    #[must_use]
    pub fn at(&self, place: &str) -> Option<&Value> {
        self.root.pointer(place)
    }

    /// A text or number at a place; the empty text where nothing stands.
    #[must_use]
    pub fn text(&self, place: &str) -> String {
        match self.at(place) {
            Some(Value::String(text)) => text.clone(),
            Some(value @ (Value::Number(_) | Value::Bool(_))) => value.to_string(),
            _ => String::new(),
        }
    }

    /// How many stand in a list or object.
    #[must_use]
    pub fn len(&self, place: &str) -> usize {
        match self.at(place) {
            Some(Value::Array(items)) => items.len(),
            Some(Value::Object(fields)) => fields.len(),
            _ => 0,
        }
    }

    /// Whether nothing can be chosen yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len("/attributes") + self.len("/assemblies") == 0
    }

    /// The names of an object's fields.
    #[must_use]
    pub fn keys(&self, place: &str) -> Vec<String> {
        self.at(place).and_then(Value::as_object).map(|fields| fields.keys().cloned().collect()).unwrap_or_default()
    }

    /// The texts of a list.
    #[must_use]
    pub fn texts(&self, place: &str) -> Vec<String> {
        match self.at(place) {
            Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            Some(Value::String(one)) => vec![one.clone()],
            _ => Vec::new(),
        }
    }

    /// Puts a value at a place, or takes it away. Objects that lead there are made; a list must be there and long enough.
    pub fn set(&mut self, place: &str, value: Option<Value>) {
        let Some((parent, key)) = place.rsplit_once('/') else { return };
        let key = unescaped(key);
        match (self.made(parent), value) {
            (Some(Value::Object(fields)), Some(value)) => drop(fields.insert(key, value)),
            (Some(Value::Object(fields)), None) => drop(fields.remove(&key)),
            (Some(Value::Array(items)), Some(value)) => {
                if let Some(item) = key.parse::<usize>().ok().and_then(|at| items.get_mut(at)) {
                    *item = value;
                }
            }
            _ => {}
        }
    }

    /// Puts a text at a place; the empty text takes away what stands there.
    pub fn set_text(&mut self, place: &str, text: &str) {
        self.set(place, (!text.is_empty()).then(|| Value::from(text)));
    }

    /// What stands at a place; an object where nothing does.
    fn made(&mut self, place: &str) -> Option<&mut Value> {
        let mut here = &mut self.root;
        for key in place.split('/').skip(1) {
            here = match here {
                Value::Array(items) => items.get_mut(key.parse::<usize>().ok()?)?,
                Value::Object(fields) => fields.entry(unescaped(key)).or_insert_with(|| Value::Object(Map::new())),
                _ => return None,
            };
        }
        Some(here)
    }

    /// Adds to the end of a list, which is made where it is missing, and says where that is.
    pub fn push(&mut self, list: &str, value: Value) -> String {
        if self.at(list).is_none() {
            self.set(list, Some(Value::Array(Vec::new())));
        }
        if let Some(Value::Array(items)) = self.root.pointer_mut(list) {
            items.push(value);
        }
        format!("{list}/{}", self.len(list).saturating_sub(1))
    }

    /// Takes an item out of a list.
    pub fn remove(&mut self, item: &str) {
        let Some((list, at)) = item.rsplit_once('/') else { return };
        let Some(Value::Array(items)) = self.root.pointer_mut(list) else { return };
        if let Some(at) = at.parse::<usize>().ok().filter(|at| *at < items.len()) {
            items.remove(at);
        }
    }

    /// Moves an item of a list to another position, and says where it stands now.
    pub fn shift(&mut self, item: &str, to: usize) -> String {
        let Some((list, at)) = item.rsplit_once('/') else { return item.to_owned() };
        let Some(Value::Array(items)) = self.root.pointer_mut(list) else { return item.to_owned() };
        match at.parse::<usize>() {
            Ok(at) if at < items.len() && to < items.len() => {
                let moved = items.remove(at);
                items.insert(to, moved);
                format!("{list}/{to}")
            }
            _ => item.to_owned(),
        }
    }

    /// An id for something of this name that nothing in the list has: `Frame colour` gives `frame_colour`.
    #[must_use]
    pub fn free_id(&self, list: &str, name: &str) -> String {
        let taken: Vec<String> = (0..self.len(list)).map(|at| self.text(&format!("{list}/{at}/id"))).collect();
        let wish = plain_id(name);
        let numbered = (2..).map(|number| format!("{wish}_{number}"));
        let mut wishes = std::iter::once(wish.clone()).chain(numbered);
        let is_free = |id: &String| !taken.contains(id) && id != NONE && !KEYWORDS.contains(&id.as_str());
        wishes.find(is_free).unwrap_or_default()
    }

    /// Fills a table rule from CSV. Columns may be headed by names as well as ids, and so may cells.
    ///
    /// # Errors
    /// When the text is no table.
    pub fn fill_table(&mut self, rule: &str, csv: &str) -> Result<(), Fault> {
        let known = self.known(rule);
        let Says::Table { columns, rows } = table_from_csv(csv)? else { return Ok(()) };
        let columns: Vec<&str> = columns.iter().map(|head| known::meant(&known, head)).collect();
        let cell = |(column, cell): (&&str, &crate::model::Cell)| {
            let attribute = known.iter().find(|attribute| attribute.id == **column);
            let option = |text: &String| Value::from(attribute.map_or(text.as_str(), |known| known.meant(text)));
            match cell {
                crate::model::Cell::One(one) => option(one),
                crate::model::Cell::Any(several) => several.iter().map(option).collect(),
            }
        };
        let rows: Vec<Value> = rows.iter().map(|row| columns.iter().zip(row).map(cell).collect()).collect();
        self.set(&format!("{rule}/says"), Some(json!({"table": {"columns": columns, "rows": rows}})));
        Ok(())
    }
}

/// Words of conditions, which ids should not be.
const KEYWORDS: [&str; 6] = ["and", "or", "not", "in", "true", "false"];

/// Letters and digits, with `_` between words.
fn plain_id(name: &str) -> String {
    let words = name.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let id = words.map(str::to_lowercase).collect::<Vec<_>>().join("_");
    if id.is_empty() { "new".to_owned() } else { id }
}

fn unescaped(key: &str) -> String {
    key.replace("~1", "/").replace("~0", "~")
}

/// A name as one step of a place.
#[must_use]
pub fn step(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// Whether a text is a number of the source form.
#[must_use]
pub fn is_number(text: &str) -> bool {
    Number::parse(text).is_some()
}
