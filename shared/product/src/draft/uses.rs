//! What names something in a draft, and the same draft with another name for it.

use super::{
    Draft,
    known::assembly_of,
    names::{Found, Language, replaced},
};
use serde_json::{Map, Value};

/// Something that can be named, by its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// An attribute.
    Attribute(String),
    /// An option of a choice.
    Option(String),
    /// A sub-assembly.
    Assembly(String),
}

/// The place of a rule, test case or preset, or `/body`.
pub type Use = String;

impl Draft {
    /// What names something, each once.
    #[must_use]
    pub fn uses(&self, subject: &Subject) -> Vec<Use> {
        self.clone().rename_uses(subject, "another name")
    }

    /// Gives something another id, wherever it stands. Says what names it.
    pub fn rename(&mut self, subject: &Subject, id: &str) -> Vec<Use> {
        let uses = self.rename_uses(subject, id);
        let (Subject::Attribute(place) | Subject::Option(place) | Subject::Assembly(place)) = subject;
        self.set(&format!("{place}/id"), Some(Value::from(id)));
        uses
    }

    fn rename_uses(&mut self, subject: &Subject, id: &str) -> Vec<Use> {
        let naming = Naming::new(self, subject, id);
        let mut uses = Vec::new();
        for list in self.lists() {
            let scope = self.scope(&list);
            for at in 0..self.len(&list) {
                let place = format!("{list}/{at}");
                let mut renaming = Renaming { naming: &naming, scope: &scope, changed: false };
                self.root.pointer_mut(&place).into_iter().for_each(|item| renaming.item(item));
                if renaming.changed {
                    uses.push(place);
                }
            }
        }
        let scope = Scope::default();
        let mut renaming = Renaming { naming: &naming, scope: &scope, changed: false };
        self.root.pointer_mut("/body").into_iter().for_each(|body| renaming.body("", body));
        uses.extend(renaming.changed.then(|| "/body".to_owned()));
        uses
    }

    /// Lists of rules, test cases and presets.
    fn lists(&self) -> Vec<String> {
        let inner = (0..self.len("/assemblies")).map(|at| format!("/assemblies/{at}/rules"));
        let own = ["/rules", "/presets", "/tests"].map(str::to_owned);
        own.into_iter().chain(inner).collect()
    }

    fn scope(&self, list: &str) -> Scope {
        let assembly = assembly_of(list);
        let ids = |assembly: &String| {
            let list = format!("{assembly}/attributes");
            (0..self.len(&list)).map(|at| self.text(&format!("{list}/{at}/id"))).collect()
        };
        Scope { own: assembly.as_ref().map(ids).unwrap_or_default(), assembly }
    }
}

/// Where a name stands.
#[derive(Debug, Default)]
struct Scope {
    /// The sub-assembly whose rule it is in.
    assembly: Option<String>,
    /// The attributes there, which shadow those of the whole product.
    own: Vec<String>,
}

/// Which names mean the subject, and what they become.
struct Naming {
    /// Place and id of the sub-assembly that the attribute is in.
    assembly: Option<(String, String)>,
    /// The attribute's id; nothing where a sub-assembly is named.
    attribute: Option<String>,
    /// The option's id, where one is named.
    option: Option<String>,
    new: String,
}

impl Naming {
    fn new(draft: &Draft, subject: &Subject, new: &str) -> Self {
        let id = |place: &str| draft.text(&format!("{place}/id"));
        let inside = |place: &str| assembly_of(place).map(|place| (place.clone(), id(&place)));
        let new = new.to_owned();
        match subject {
            Subject::Assembly(place) => {
                Self { assembly: Some((place.clone(), id(place))), attribute: None, option: None, new }
            }
            Subject::Attribute(place) => {
                Self { assembly: inside(place), attribute: Some(id(place)), option: None, new }
            }
            Subject::Option(place) => {
                let attribute = place.split("/kind/").next().unwrap_or_default();
                Self { assembly: inside(place), attribute: Some(id(attribute)), option: Some(id(place)), new }
            }
        }
    }

    /// What comes before the id in a name that means the attribute.
    fn prefix<'n>(&self, name: &'n str, scope: &Scope) -> Option<&'n str> {
        let id = self.attribute.as_deref()?;
        let Some((place, assembly)) = &self.assembly else {
            return (name == id && !scope.own.iter().any(|own| own == id)).then_some("");
        };
        if scope.assembly.as_ref() == Some(place) && name == id {
            return Some("");
        }
        let prefix = name.strip_suffix(id)?;
        let instance = prefix.strip_prefix(assembly.as_str())?.strip_prefix('[')?.strip_suffix("].")?;
        (instance == "*" || instance.parse::<u32>().is_ok()).then_some(prefix)
    }

    /// Another name for an attribute.
    fn attribute(&self, name: &str, scope: &Scope) -> Option<String> {
        if self.option.is_some() {
            return None;
        }
        if self.attribute.is_some() {
            return self.prefix(name, scope).map(|prefix| format!("{prefix}{}", self.new));
        }
        let rest = name.strip_prefix(self.assembly.as_ref()?.1.as_str())?;
        (rest == ".count" || rest.starts_with('[')).then(|| format!("{}{rest}", self.new))
    }

    /// Another name for an option of an attribute.
    fn option(&self, of: &str, name: &str, scope: &Scope) -> Option<String> {
        let is_meant = self.option.as_deref() == Some(name) && self.prefix(of, scope).is_some();
        is_meant.then(|| self.new.clone())
    }

    fn found(&self, found: &Found, scope: &Scope) -> Option<String> {
        match &found.option_of {
            Some(attribute) => self.option(attribute, &found.name, scope),
            None => self.attribute(&found.name, scope),
        }
    }
}

/// A walk through what may name the subject.
struct Renaming<'a> {
    naming: &'a Naming,
    scope: &'a Scope,
    changed: bool,
}

impl Renaming<'_> {
    /// A rule, a test case or a preset.
    fn item(&mut self, item: &mut Value) {
        let Value::Object(fields) = item else { return };
        for key in ["choose", "forces"] {
            fields.get_mut(key).and_then(Value::as_object_mut).into_iter().for_each(|choices| self.choices(choices));
        }
        let says = fields.get_mut("says").and_then(Value::as_object_mut);
        for says in says.into_iter().flat_map(|says| says.values_mut()).filter_map(Value::as_object_mut) {
            for key in ["if", "then", "holds", "when", "all", "members"] {
                says.get_mut(key).into_iter().for_each(|part| self.conditions(part));
            }
            self.table(says);
            for term in says.get_mut("sum").and_then(Value::as_array_mut).into_iter().flatten() {
                term.get_mut("attribute").into_iter().for_each(|name| self.attribute(name));
            }
        }
    }

    fn put(&mut self, to: &mut Value, name: Option<String>) {
        if let Some(name) = name {
            *to = Value::from(name);
            self.changed = true;
        }
    }

    fn attribute(&mut self, name: &mut Value) {
        let other = name.as_str().and_then(|name| self.naming.attribute(name, self.scope));
        self.put(name, other);
    }

    fn option(&mut self, of: &str, name: &mut Value) {
        let other = name.as_str().and_then(|name| self.naming.option(of, name, self.scope));
        self.put(name, other);
    }

    fn text(&mut self, text: &mut Value, language: Language) {
        let Some(before) = text.as_str() else { return };
        let after = replaced(before, language, |found| self.naming.found(found, self.scope));
        let other = (after != before).then_some(after);
        self.put(text, other);
    }

    fn conditions(&mut self, part: &mut Value) {
        match part {
            Value::Array(all) => all.iter_mut().for_each(|one| self.text(one, Language::Condition)),
            one => self.text(one, Language::Condition),
        }
    }

    fn choices(&mut self, choices: &mut Map<String, Value>) {
        for (attribute, option) in choices.iter_mut() {
            self.option(attribute, option);
        }
        let renamed = |(key, _): (&String, &Value)| Some((key.clone(), self.naming.attribute(key, self.scope)?));
        if let Some((old, new)) = choices.iter().find_map(renamed) {
            let option = choices.remove(&old).unwrap_or_default();
            choices.insert(new, option);
            self.changed = true;
        }
    }

    fn table(&mut self, says: &mut Map<String, Value>) {
        let columns: Vec<String> = says
            .get("columns")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .map(|column| column.as_str().unwrap_or_default().to_owned())
            .collect();
        for row in says.get_mut("rows").and_then(Value::as_array_mut).into_iter().flatten() {
            for (column, cell) in columns.iter().zip(row.as_array_mut().into_iter().flatten()) {
                match cell {
                    Value::Array(several) => several.iter_mut().for_each(|one| self.option(column, one)),
                    one => self.option(column, one),
                }
            }
        }
        for column in says.get_mut("columns").and_then(Value::as_array_mut).into_iter().flatten() {
            self.attribute(column);
        }
    }

    /// Every text of a body that may be a condition or a formula.
    fn body(&mut self, key: &str, part: &mut Value) {
        match part {
            Value::Object(fields) => {
                for (key, field) in fields.iter_mut().filter(|(key, _)| !NAMES.contains(&key.as_str())) {
                    self.body(key, field);
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.body("", item)),
            Value::String(text) if !text.starts_with('#') => {
                let is_condition = key == "when" || text.contains(['=', '<', '>', '{', '!']) || has_words(text);
                let language = if is_condition { Language::Condition } else { Language::Formula };
                self.text(part, language);
            }
            _ => {}
        }
    }
}

/// Fields of a body that name parts of it.
const NAMES: [&str; 4] = ["id", "material", "piece", "mirror"];

fn has_words(text: &str) -> bool {
    text.split_whitespace().any(|word| super::KEYWORDS.contains(&word))
}
