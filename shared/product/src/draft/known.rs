//! What can be named in the rules and cases of a draft.

use super::Draft;
use crate::model::{NO, NONE, YES};

/// Something that can be named: an attribute, one of an instance, or the number of instances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// What conditions call it: `drawer[2].width`.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Where it stands in the draft.
    pub place: String,
    /// Whether it can be left out.
    pub optional: bool,
    /// Which values it has.
    pub kind: KnownKind,
    /// Ids and names of its options; none of a number.
    pub options: Vec<(String, String)>,
}

/// Which values it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnownKind {
    /// One of several.
    Choice,
    /// On or off.
    Flag,
    /// A number.
    Number,
}

impl Known {
    /// The id of the option that a text means, by id or by name.
    pub(super) fn meant<'a>(&'a self, text: &'a str) -> &'a str {
        let by_id = self.options.iter().any(|(id, _)| id == text);
        let by_name = self.options.iter().find(|(_, name)| name.eq_ignore_ascii_case(text)).filter(|_| !by_id);
        by_name.map_or(text, |(id, _)| id)
    }
}

/// The id of the attribute that a text means, by id or by name.
pub(super) fn meant<'a>(known: &'a [Known], text: &'a str) -> &'a str {
    let by_id = known.iter().any(|attribute| attribute.id == text);
    let by_name = known.iter().find(|attribute| attribute.name.eq_ignore_ascii_case(text)).filter(|_| !by_id);
    by_name.map_or(text, |attribute| &attribute.id)
}

/// Instances beyond this one are written as text: a list of all would be of no use.
const MOST_INSTANCES: usize = 20;

impl Draft {
    /// What can be named at a place: in a sub-assembly its own attributes come first, in their own names.
    #[must_use]
    pub fn known(&self, place: &str) -> Vec<Known> {
        let mut all = Vec::new();
        let own = assembly_of(place);
        if let Some(own) = own {
            all.extend(self.attributes(&format!("{own}/attributes"), "", ""));
        }
        all.extend(self.attributes("/attributes", "", ""));
        for at in 0..self.len("/assemblies") {
            all.extend(self.instances(&format!("/assemblies/{at}")));
        }
        all
    }

    fn instances(&self, assembly: &str) -> Vec<Known> {
        let [id, name, most] = ["id", "name", "max"].map(|field| self.text(&format!("{assembly}/{field}")));
        let count = Known {
            id: format!("{id}.count"),
            name: format!("{name}: number"),
            place: assembly.to_owned(),
            optional: false,
            kind: KnownKind::Number,
            options: Vec::new(),
        };
        let most = most.parse::<usize>().unwrap_or_default().min(MOST_INSTANCES);
        let list = format!("{assembly}/attributes");
        let own = (1..=most)
            .flat_map(|number| self.attributes(&list, &format!("{id}[{number}]."), &format!("{name} {number}: ")));
        std::iter::once(count).chain(own).collect()
    }

    fn attributes(&self, list: &str, prefix: &str, words: &str) -> Vec<Known> {
        (0..self.len(list)).map(|at| self.attribute(&format!("{list}/{at}"), prefix, words)).collect()
    }

    fn attribute(&self, place: &str, prefix: &str, words: &str) -> Known {
        let (id, name) = (self.text(&format!("{place}/id")), self.text(&format!("{place}/name")));
        let kind = self.kind(place);
        let optional = self.text(&format!("{place}/optional")) == "true" && kind != KnownKind::Flag;
        let list = format!("{place}/kind/choice/options");
        let own = (0..self.len(&list)).map(|at| {
            let of = |field: &str| self.text(&format!("{list}/{at}/{field}"));
            (of("id"), of("name"))
        });
        let plain = |id: &str| (id.to_owned(), id.to_owned());
        let options = match kind {
            KnownKind::Choice => optional.then(|| plain(NONE)).into_iter().chain(own).collect(),
            KnownKind::Flag => vec![plain(NO), plain(YES)],
            KnownKind::Number => Vec::new(),
        };
        Known {
            id: format!("{prefix}{id}"),
            name: format!("{words}{}", if name.is_empty() { &id } else { &name }),
            place: place.to_owned(),
            optional,
            kind,
            options,
        }
    }

    /// Which values an attribute has.
    #[must_use]
    pub fn kind(&self, attribute: &str) -> KnownKind {
        if self.at(&format!("{attribute}/kind/number")).is_some() {
            KnownKind::Number
        } else if self.at(&format!("{attribute}/kind/flag")).is_some() {
            KnownKind::Flag
        } else {
            KnownKind::Choice
        }
    }

    /// The place of an attribute by the name that conditions and answers have for it.
    #[must_use]
    pub fn place_of_attribute(&self, id: &str) -> Option<String> {
        let find = |list: &str, id: &str| {
            let places = (0..self.len(list)).map(|at| format!("{list}/{at}"));
            places.into_iter().find(|place| self.text(&format!("{place}/id")) == id)
        };
        let inner = |(assembly, inner): (&str, &str)| {
            let place = find("/assemblies", assembly)?;
            find(&format!("{place}/attributes"), inner)
        };
        let instance = || id.split_once('[').and_then(|(assembly, rest)| Some((assembly, rest.split_once("].")?.1)));
        find("/attributes", id)
            .or_else(|| find("/assemblies", id.strip_suffix(".count")?))
            .or_else(|| inner(instance()?))
    }

    /// The place of a rule by the name that answers have for it: rules of a sub-assembly carry their instance.
    #[must_use]
    pub fn place_of_rule(&self, id: &str) -> Option<String> {
        let find = |list: String, id: &str| {
            let mut places = (0..self.len(&list)).map(|at| format!("{list}/{at}"));
            places.find(|place| self.text(&format!("{place}/id")) == id)
        };
        let inner = || {
            let (assembly, rest) = id.split_once('[')?;
            let own = rest.split_once("].")?.1;
            let place = find("/assemblies".to_owned(), assembly)?;
            let attribute = own.strip_suffix(".present");
            find(format!("{place}/rules"), own).or_else(|| find(format!("{place}/attributes"), attribute?))
        };
        let any = || (0..self.len("/assemblies")).find_map(|at| find(format!("/assemblies/{at}/rules"), id));
        find("/rules".to_owned(), id).or_else(inner).or_else(any)
    }

    /// The properties that options have, for sums.
    #[must_use]
    pub fn properties(&self) -> Vec<String> {
        let assemblies = (0..self.len("/assemblies")).map(|at| format!("/assemblies/{at}/attributes"));
        let mut found: Vec<String> = std::iter::once("/attributes".to_owned())
            .chain(assemblies)
            .flat_map(|list| (0..self.len(&list)).map(move |at| format!("{list}/{at}")))
            .flat_map(|attribute| self.properties_of(&attribute))
            .collect();
        found.sort();
        found.dedup();
        found
    }

    /// The properties that options of one attribute have.
    #[must_use]
    pub fn properties_of(&self, attribute: &str) -> Vec<String> {
        let options = format!("{attribute}/kind/choice/options");
        let places = (0..self.len(&options)).map(|at| format!("{options}/{at}/properties"));
        let flag = format!("{attribute}/kind/flag/properties");
        let mut found: Vec<String> = places.chain([flag]).flat_map(|place| self.keys(&place)).collect();
        found.sort();
        found.dedup();
        found
    }
}

/// The sub-assembly that a place is in.
pub(super) fn assembly_of(place: &str) -> Option<String> {
    let at = place.strip_prefix("/assemblies/")?.split('/').next()?;
    Some(format!("/assemblies/{at}"))
}
