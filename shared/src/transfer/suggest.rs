//! A first mapping from what the columns are called and hold.

use super::{
    dates::DateOrder,
    fold,
    headers::{self, Habits},
    mapping::{Column, Mapping},
    numbers::NumberFormat,
    profile::{Fit, Profile},
};
use crate::{
    schema::{EntityDef, FieldDef, FieldType, Schema},
    value::Currency,
};
use rust_decimal::Decimal;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is known before the columns are looked at.
#[derive(Debug, Clone, Copy)]
pub struct Hint<'a> {
    /// Entity that a person chose.
    pub entity: Option<&'a str>,
    /// Name of the file.
    pub file_name: Option<&'a str>,
    /// Currency of amounts without a mark.
    pub currency: Currency,
}

impl Default for Hint<'_> {
    fn default() -> Self {
        Self { entity: None, file_name: None, currency: Currency::USD }
    }
}

/// A mapping, and what a person should look at before it is used.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Suggestion {
    /// The mapping.
    pub mapping: Mapping,
    /// Entities that the file may be for, the likeliest first.
    pub entities: Vec<String>,
    /// What is in doubt.
    pub doubts: Vec<Doubt>,
}

/// Something that the file leaves open.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Doubt {
    /// The column concerned.
    pub column: String,
    /// What is open.
    pub about: About,
    /// Nothing can be imported before a person has decided; otherwise the mapping holds a proposal.
    pub blocking: bool,
}

/// What a doubt is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "about", rename_all = "snake_case")]
pub enum About {
    /// Which of day, month and year comes first.
    Date {
        /// Possible orders.
        candidates: Vec<DateOrder>,
        /// A value that they read differently.
        example: String,
    },
    /// Decimal point or comma.
    Number {
        /// Possible formats.
        candidates: Vec<NumberFormat>,
        /// A value that they read differently.
        example: String,
    },
    /// Amounts without currency are taken to be in this one.
    Currency {
        /// The currency.
        currency: Currency,
    },
    /// Numbers are taken to be in this unit.
    Unit {
        /// The factor.
        multiply: Decimal,
        /// A value.
        example: String,
    },
    /// The values cannot go where the column's name says, so it is left out unless a person says otherwise.
    Misfit {
        /// Where it would go.
        target: String,
        /// A value.
        example: String,
    },
    /// Nothing is known by this name; choose a target or leave it out.
    Unknown,
}

/// Suggests a mapping.
pub fn suggest(schema: &Schema, hint: &Hint<'_>, profiles: &[Profile]) -> Suggestion {
    let candidates: Vec<&str> = match hint.entity {
        Some(entity) => vec![entity],
        None => headers::COLUMNS.iter().map(|(entity, _)| *entity).collect(),
    };
    let drafts = candidates.iter().filter_map(|name| schema.entity(name)).map(|def| Draft::new(schema, def, profiles));
    let mut scored: Vec<(f64, Draft<'_>)> =
        drafts.map(|draft| (draft.score() + named(draft.def, hint.file_name), draft)).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let entities =
        scored.iter().filter(|(score, _)| *score > 0.0).map(|(_, draft)| draft.def.name.to_string()).collect();
    let Some((_, draft)) = scored.into_iter().next() else {
        let mapping = Mapping::new(hint.entity.unwrap_or_default());
        return Suggestion { mapping, entities, doubts: Vec::new() };
    };
    let mapping = draft.mapping(hint);
    let doubts = doubts(schema, &mapping, profiles);
    Suggestion { mapping, entities, doubts }
}

/// What is still open under this mapping: ask again after each change.
pub fn doubts(schema: &Schema, mapping: &Mapping, profiles: &[Profile]) -> Vec<Doubt> {
    let of = |column: &Column| {
        let profile = profiles.iter().find(|profile| profile.column == column.column);
        profile.map_or_else(Vec::new, |profile| column_doubts(schema, mapping, column, profile))
    };
    mapping.columns.iter().flat_map(of).collect()
}

fn column_doubts(schema: &Schema, mapping: &Mapping, column: &Column, profile: &Profile) -> Vec<Doubt> {
    let doubt = |about, blocking| Doubt { column: column.column.clone(), about, blocking };
    let kinds =
        column.targets.iter().filter_map(|target| field_at(schema, &mapping.entity, target)).map(|field| &field.kind);
    let (mut found, mut numeric) = (Vec::new(), false);
    for kind in kinds {
        match (kind, &profile.dates) {
            (FieldType::Date | FieldType::DateTime, Fit::Ambiguous { candidates, example })
                if column.date.is_none() =>
            {
                found.push(doubt(About::Date { candidates: candidates.clone(), example: example.clone() }, true));
            }
            (FieldType::Money, _) => {
                numeric = true;
                let bare = profile.filled > 0 && profile.currencies.is_empty();
                let own = column.targets.iter().any(|target| mapping.filling(&format!("{target}.currency")).is_some());
                found.extend(
                    column.currency.filter(|_| bare && !own).map(|currency| doubt(About::Currency { currency }, false)),
                );
            }
            (FieldType::Number { .. }, _) => numeric = true,
            _ => {}
        }
    }
    if let (true, None, Fit::Ambiguous { candidates, example }) = (numeric, column.number, &profile.numbers) {
        found.push(doubt(About::Number { candidates: candidates.clone(), example: example.clone() }, true));
    }
    if let Some(multiply) = column.multiply {
        let example = profile.examples.first().cloned().unwrap_or_default();
        found.push(doubt(About::Unit { multiply, example }, false));
    }
    if column.targets.is_empty() && column.ignored.is_none() {
        found.push(doubt(About::Unknown, false));
    }
    if column.ignored.as_deref() == Some(MISFIT) {
        found.extend(misfit(schema, &mapping.entity, profile).map(|(about, blocking)| doubt(about, blocking)));
    }
    found
}

/// What a column is left out of. Dates and figures that are none are asked about: they may be written in a way that
/// is not known here, and whoever missed them would find out much later. Other values are a matter of words.
fn misfit(schema: &Schema, entity: &str, profile: &Profile) -> Option<(About, bool)> {
    let Seen::Field { target, .. } = recognise(schema, schema.entity(entity)?, &profile.column) else { return None };
    let kind = &field_at(schema, entity, &target)?.kind;
    let (example, counts) = match (kind, &profile.dates, &profile.numbers) {
        (FieldType::Date | FieldType::DateTime, Fit::None { example }, _)
        | (FieldType::Number { .. } | FieldType::Money, _, Fit::None { example }) => (Some(example), true),
        _ => (profile.examples.first(), false),
    };
    Some((About::Misfit { target, example: example.cloned().unwrap_or_default() }, counts))
}

/// The field at the end of a path.
pub(super) fn field_at<'a>(schema: &'a Schema, entity: &str, path: &str) -> Option<&'a FieldDef> {
    let (head, rest) = path.split_once('.').unwrap_or((path, ""));
    let field = schema.entity(entity)?.field(head)?;
    match field.kind.link_target() {
        Some(target) if !rest.is_empty() => field_at(schema, target, rest),
        _ if rest.is_empty() => Some(field),
        _ => None,
    }
}

/// A file named after an entity is a hint, but a weak one.
fn named(def: &EntityDef, file_name: Option<&str>) -> f64 {
    let name = fold(file_name.unwrap_or_default());
    let words = [fold(&def.plural), fold(&def.name)];
    if words.iter().any(|word| name.contains(word.as_str())) { 2.0 } else { 0.0 }
}

/// What a column's name says about it.
#[derive(Debug, Clone, PartialEq)]
enum Seen {
    /// A target with its place among the target's names, and the group of address columns.
    Field {
        target: String,
        group: &'static str,
        rank: usize,
        joined: bool,
    },
    Ignored(&'static str),
    Unknown,
}

/// A mapping to one entity in the making.
struct Draft<'a> {
    schema: &'a Schema,
    def: &'a EntityDef,
    profiles: &'a [Profile],
    seen: Vec<Seen>,
}

/// Why a column is left out whose values are of another kind than its name promises.
const MISFIT: &str = "import-ignored-values";
/// Why a column is left out that a person wants left out.
pub(super) const BY_CHOICE: &str = "import-ignored-by-choice";
const TAKEN: &str = "import-ignored-taken";

impl<'a> Draft<'a> {
    fn new(schema: &'a Schema, def: &'a EntityDef, profiles: &'a [Profile]) -> Self {
        let seen = profiles.iter().map(|profile| recognise(schema, def, &profile.column)).collect();
        let mut draft = Self { schema, def, profiles, seen };
        draft.drop_misfits();
        draft.choose_addresses();
        draft.choose_columns();
        draft.drop_computed();
        draft
    }

    fn filled(&self, column: usize) -> usize {
        self.profiles.get(column).map_or(0, |profile| profile.filled)
    }

    /// A column whose values are of another kind than its name promises is not taken.
    fn drop_misfits(&mut self) {
        for (seen, profile) in self.seen.iter_mut().zip(self.profiles) {
            let Seen::Field { target, .. } = seen else { continue };
            let kind = field_at(self.schema, &self.def.name, target).map(|field| &field.kind);
            if profile.filled > 0 && kind.is_some_and(|kind| !fits(kind, profile)) {
                *seen = Seen::Ignored(MISFIT);
            }
        }
    }

    /// Of several addresses (business, home) the one with most in it is taken.
    fn choose_addresses(&mut self) {
        let mut groups: Vec<(&'static str, usize)> = Vec::new();
        for (column, seen) in self.seen.iter().enumerate() {
            let Seen::Field { group, .. } = seen else { continue };
            match groups.iter_mut().find(|(name, _)| name == group) {
                Some((_, filled)) => *filled += self.filled(column),
                None => groups.push((group, self.filled(column))),
            }
        }
        groups.retain(|(name, _)| !name.is_empty());
        groups.sort_by_key(|(name, filled)| (std::cmp::Reverse(*filled), order_of(self.def, name)));
        let best = groups.first().map_or("", |(name, _)| *name);
        for seen in &mut self.seen {
            if matches!(seen, Seen::Field { group, .. } if !group.is_empty() && *group != best) {
                *seen = Seen::Ignored("import-ignored-second-address");
            }
        }
    }

    /// Of several columns for one target the one that holds something and has the likelier name is taken.
    fn choose_columns(&mut self) {
        let mut best: FxHashMap<String, (bool, usize, usize)> = FxHashMap::default();
        for (column, seen) in self.seen.iter().enumerate() {
            if let Seen::Field { target, rank, joined: false, .. } = seen {
                let key = (self.filled(column) == 0, *rank, column);
                let entry = best.entry(target.clone()).or_insert(key);
                *entry = (*entry).min(key);
            }
        }
        let parts = |target: &str| {
            best.keys().any(|other| other.starts_with(&format!("{target}.")) && !other.ends_with(".currency"))
        };
        let address = |target: &str| {
            let kind = field_at(self.schema, &self.def.name, target).map(|field| &field.kind);
            matches!(kind, Some(FieldType::Address)) && parts(target)
        };
        let lost: Vec<usize> = self
            .seen
            .iter()
            .enumerate()
            .filter_map(|(column, seen)| match seen {
                Seen::Field { target, joined: true, .. } => (!best.contains_key(target)).then_some(column),
                Seen::Field { target, .. } => {
                    let won = best.get(target).is_some_and(|(_, _, winner)| *winner == column);
                    (!won || address(target)).then_some(column)
                }
                Seen::Ignored(_) | Seen::Unknown => None,
            })
            .collect();
        for column in lost {
            self.set(column, Seen::Ignored(TAKEN));
        }
    }

    /// A full name is not needed where its parts are there.
    fn drop_computed(&mut self) {
        let targets: Vec<String> = self.targets().map(str::to_owned).collect();
        for seen in &mut self.seen {
            let Seen::Field { target, .. } = seen else { continue };
            let Some(FieldType::Computed(formula)) =
                field_at(self.schema, &self.def.name, target).map(|field| &field.kind)
            else {
                continue;
            };
            let prefix = target.rsplit_once('.').map_or(String::new(), |(prefix, _)| format!("{prefix}."));
            if formula.inputs().iter().any(|input| targets.contains(&format!("{prefix}{input}"))) {
                *seen = Seen::Ignored("import-ignored-computed");
            }
        }
    }

    fn set(&mut self, column: usize, seen: Seen) {
        if let Some(slot) = self.seen.get_mut(column) {
            *slot = seen;
        }
    }

    fn targets(&self) -> impl Iterator<Item = &str> {
        self.seen
            .iter()
            .filter_map(|seen| if let Seen::Field { target, .. } = seen { Some(target.as_str()) } else { None })
    }

    /// How well the columns suit the entity: fields found, less what is missing or strange.
    fn score(&self) -> f64 {
        let title = self.def.title().map(|field| field.id.to_string()).unwrap_or_default();
        let is_title = |target: &str| target == title || self.title_inputs().iter().any(|input| input == target);
        let own = |target: &&str| !target.contains('.') || target.starts_with("address.");
        let fields = self.targets().map(|target| if own(&target) { 1.0 } else { 0.5 }).sum::<f64>();
        let titled = if self.targets().any(is_title) { 3.0 } else { 0.0 };
        let strange = self.seen.iter().map(|seen| match seen {
            Seen::Unknown => 0.75,
            Seen::Ignored(TAKEN) | Seen::Field { .. } => 0.0,
            Seen::Ignored(_) => 0.25,
        });
        let defaults = habits(&self.def.name).map_or(&[][..], |habits| habits.defaults);
        let needed = self
            .def
            .fields
            .iter()
            .filter(|field| field.flags.required && !defaults.iter().any(|(path, _)| *path == &*field.id));
        let missing = needed.filter(|field| !self.targets().any(|target| target == &*field.id)).map(|_| 2.0);
        let rare = if headers::RARE.contains(&&*self.def.name) { 2.0 } else { 0.0 };
        fields + titled - rare - strange.sum::<f64>() - missing.sum::<f64>()
    }

    fn title_inputs(&self) -> Vec<String> {
        match self.def.title().map(|field| &field.kind) {
            Some(FieldType::Computed(formula)) => formula.inputs().iter().map(ToString::to_string).collect(),
            _ => Vec::new(),
        }
    }

    fn mapping(&self, hint: &Hint<'_>) -> Mapping {
        let mut mapping = Mapping::new(&self.def.name);
        mapping.columns =
            self.seen.iter().zip(self.profiles).map(|(seen, profile)| self.column(seen, profile, hint)).collect();
        self.team_habits(&mut mapping);
        self.units(&mut mapping);
        let Some(habits) = habits(&self.def.name) else {
            mapping.match_by = self.def.title().map(|field| field.id.to_string()).into_iter().collect();
            return mapping;
        };
        mapping.match_by = habits.matches.iter().map(|fields| (*fields).to_owned()).collect();
        mapping.links = habits.links.iter().map(|(path, policy)| ((*path).to_owned(), *policy)).collect();
        mapping.links.retain(|path, _| used(&mapping.columns, path));
        let defaults = habits
            .defaults
            .iter()
            .map(|(path, texts)| ((*path).to_owned(), texts.iter().map(|text| (*text).to_owned()).collect()));
        mapping.defaults = defaults.collect();
        mapping.defaults.retain(|path, _| path.rsplit_once('.').is_none_or(|(link, _)| used(&mapping.columns, link)));
        mapping
    }

    fn column(&self, seen: &Seen, profile: &Profile, hint: &Hint<'_>) -> Column {
        match seen {
            Seen::Unknown => Column { column: profile.column.clone(), ..Column::default() },
            Seen::Ignored(reason) => Column::ignored(&profile.column, reason),
            Seen::Field { target, .. } => {
                let mut column = Column::new(&profile.column, [target.as_str()]);
                match field_at(self.schema, &self.def.name, target).map(|field| &field.kind) {
                    Some(FieldType::Date | FieldType::DateTime) => column.date = profile.dates.one(),
                    Some(FieldType::Number { .. }) => column.number = profile.numbers.one(),
                    Some(FieldType::Money) => {
                        column.number = profile.numbers.one();
                        column.currency = Some(profile.currencies.values().next().copied().unwrap_or(hint.currency));
                    }
                    _ => {}
                }
                column
            }
        }
    }

    /// People whose team has no name of its own are in a team named after its manager; where there is
    /// no manager either, the region is the team.
    fn team_habits(&self, mapping: &mut Mapping) {
        for column in self.headless(mapping, "manager") {
            column.targets.insert(0, "team".to_owned());
        }
        for column in self.headless(mapping, "parent") {
            column.targets = vec!["team".to_owned()];
        }
    }

    /// The columns that fill a field of a person's team while none says which team.
    fn headless<'m>(&self, mapping: &'m mut Mapping, field: &str) -> Vec<&'m mut Column> {
        let team = mapping.filling("team").is_some();
        if team || &*self.def.name != crate::entities::User::ENTITY_NAME {
            return Vec::new();
        }
        let path = format!("team.{field}");
        mapping.columns.iter_mut().filter(|column| column.targets.contains(&path)).collect()
    }

    /// Yearly revenue of less than 100 for each person employed cannot be: it is in millions. Only
    /// proposed where the figures say so, and shown as a doubt.
    fn units(&self, mapping: &mut Mapping) {
        let mean = |path: &str| {
            let column = &mapping.filling(path)?.column;
            self.profiles.iter().find(|profile| profile.column == *column)?.mean
        };
        let Some((revenue, staff)) = mean("revenue").zip(mean("employees")) else { return };
        let each =
            |unit: i64| revenue.checked_mul(unit.into()).and_then(|sum| sum.checked_div(staff)).unwrap_or_default();
        let plausible = Decimal::from(10_000)..=Decimal::from(20_000_000);
        let millions = each(1) < Decimal::from(100) && plausible.contains(&each(1_000_000));
        let revenue = mapping.columns.iter_mut().find(|column| column.targets.iter().any(|target| target == "revenue"));
        if let (true, Some(column)) = (millions, revenue) {
            column.multiply = Some(Decimal::from(1_000_000));
        }
    }
}

fn used(columns: &[Column], path: &str) -> bool {
    let below = format!("{path}.");
    columns.iter().flat_map(|column| &column.targets).any(|target| target == path || target.starts_with(&below))
}

fn habits(entity: &str) -> Option<&'static Habits> {
    headers::HABITS.iter().find(|habits| habits.entity == entity)
}

/// Place of an address group in the table.
fn order_of(def: &EntityDef, group: &str) -> usize {
    let at = |(target, _): &&headers::Names| target.trim_end_matches('+').ends_with(&format!("@{group}"));
    names_of(&def.name).iter().position(|names| at(&names)).unwrap_or(usize::MAX)
}

fn names_of(entity: &str) -> &'static [headers::Names] {
    headers::COLUMNS.iter().find(|(name, _)| *name == entity).map_or(&[], |(_, names)| names)
}

/// Whether values can go into a field of this type at all.
fn fits(kind: &FieldType, profile: &Profile) -> bool {
    match kind {
        FieldType::Number { .. } | FieldType::Money => profile.numbers.any(),
        FieldType::Date | FieldType::DateTime => profile.dates.any(),
        FieldType::Email => profile.emails * 2 > profile.filled,
        FieldType::Choice { options } | FieldType::MultiChoice { options } => {
            let known = |text: &String| options.iter().any(|option| fold(option) == fold(text));
            profile.examples.iter().all(known)
        }
        FieldType::File | FieldType::Unknown => false,
        FieldType::Text { .. }
        | FieldType::LongText
        | FieldType::Flag
        | FieldType::Phone
        | FieldType::Url
        | FieldType::Link { .. }
        | FieldType::Links { .. }
        | FieldType::Address
        | FieldType::Computed(_) => true,
    }
}

/// Finds a column's name in the tables.
fn recognise(schema: &Schema, def: &EntityDef, header: &str) -> Seen {
    let prefixed = header.split_once(" - ").and_then(|(prefix, rest)| {
        let prefix = fold(prefix);
        headers::PREFIXES.iter().find(|(word, _)| *word == prefix).map(|(_, entity)| (*entity, rest))
    });
    match prefixed {
        Some((entity, rest)) if entity == &*def.name => by_name(def, rest),
        Some((entity, rest)) => by_link(schema, def, entity, rest),
        None => by_name(def, header),
    }
}

/// A column about another entity goes through the link to it, if there is one.
fn by_link(schema: &Schema, def: &EntityDef, entity: &str, header: &str) -> Seen {
    let other = Seen::Ignored("import-ignored-other-entity");
    let path = headers::PATHS.iter().find(|(from, to, _)| *from == &*def.name && *to == entity);
    let (Some((.., link)), Some(target_def)) = (path, schema.entity(entity)) else { return other };
    match by_name(target_def, header) {
        Seen::Field { target, rank, joined, .. } => {
            let title = target_def.title().is_some_and(|field| *field.id == target);
            let target = if title { (*link).to_owned() } else { format!("{link}.{target}") };
            Seen::Field { target, group: "", rank, joined }
        }
        Seen::Ignored(_) | Seen::Unknown => other,
    }
}

fn by_name(def: &EntityDef, header: &str) -> Seen {
    if header == super::export::ID_COLUMN {
        return Seen::Field { target: "id".to_owned(), group: "", rank: 0, joined: false };
    }
    let name = fold(header);
    let found = in_table(def, &name).or_else(|| in_schema(def, &name)).or_else(|| ignored(&name));
    found.or_else(|| numbered(def, &name)).unwrap_or(Seen::Unknown)
}

fn in_table(def: &EntityDef, name: &str) -> Option<Seen> {
    let hit = |(target, names): &headers::Names| {
        let rank = names.split('|').position(|known| fold(known) == name)?;
        let (target, joined) = target.strip_suffix('+').map_or((*target, false), |target| (target, true));
        let (target, group) = target.split_once('@').unwrap_or((target, ""));
        Some(Seen::Field { target: target.to_owned(), group, rank, joined })
    };
    names_of(&def.name).iter().find_map(hit)
}

/// Fields are known by their ids, custom ones too, and so are the parts of addresses in our own exports.
fn in_schema(def: &EntityDef, name: &str) -> Option<Seen> {
    let seen = |target: String| Seen::Field { target, group: "", rank: 0, joined: false };
    let writable = |field: &&FieldDef| !field.flags.system && !matches!(field.kind, FieldType::Computed(_));
    def.fields.iter().filter(writable).find_map(|field| {
        let id = fold(&field.id);
        let part = |part: &&'static str| {
            matches!(field.kind, FieldType::Address) && name.strip_prefix(&*id) == Some(&*fold(part))
        };
        match super::ADDRESS_PARTS.into_iter().find(part) {
            _ if id == name => Some(seen(field.id.to_string())),
            Some(part) => Some(seen(format!("{}.{part}", field.id))),
            None => None,
        }
    })
}

fn ignored(name: &str) -> Option<Seen> {
    let known = |(_, names): &&(&str, &str)| names.split('|').any(|known| fold(known) == name);
    headers::IGNORED.iter().find(known).map(|(reason, _)| Seen::Ignored(reason))
}

/// `E-mail 2 - Value` is a second of what `E-mail 1 - Value` is.
fn numbered(def: &EntityDef, name: &str) -> Option<Seen> {
    let digits = name.chars().any(|c| c.is_ascii_digit());
    let swap = |with: &str| -> String {
        let mut out = String::new();
        for c in name.chars() {
            match c {
                '0'..='9' if out.ends_with('#') => {}
                '0'..='9' => out.push('#'),
                other => out.push(other),
            }
        }
        out.replace('#', with)
    };
    let find = |name: String| in_table(def, &name).or_else(|| ignored(&name));
    match digits.then(|| find(swap("1")).or_else(|| find(swap(""))))?? {
        Seen::Ignored(reason) => Some(Seen::Ignored(reason)),
        Seen::Field { .. } | Seen::Unknown => Some(Seen::Ignored("import-ignored-second")),
    }
}

/// Reasons by column of a suggestion: for tests and reports.
pub fn reasons(mapping: &Mapping) -> BTreeMap<&str, &str> {
    mapping.columns.iter().filter_map(|column| Some((&*column.column, column.ignored.as_deref()?))).collect()
}
