//! Runs the dry run step by step, so that a screen can show progress and stay alive.

use super::{CellProblem, Draft, Existing, Plan, Question, form::Form, identity::Keys, index::Index, links::Within};
use crate::{
    Id, Name, Problem, Schema, Value,
    record::Stamp,
    rules::Access,
    schema::FieldType,
    transfer::{mapping::Mapping, table::Table},
    value::Date,
};
use rustc_hash::FxHashMap;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// What an import needs to know besides the file.
#[derive(Clone, Copy)]
pub struct Settings<'a> {
    /// Entities and fields.
    pub schema: &'a Schema,
    /// What the person may do.
    pub access: &'a Access,
    /// The day, for two-digit years.
    pub today: Date,
}

/// Entities whose records [`Planner::new`] will ask for.
pub fn needs(schema: &Schema, mapping: &Mapping) -> BTreeSet<Name> {
    let mut found = BTreeSet::from([mapping.entity.clone(), "user".into()]);
    let columns = mapping.columns.iter().flat_map(|column| &column.targets);
    let paths = columns.chain(mapping.constants.keys()).chain(mapping.defaults.keys()).map(String::as_str);
    let keys = mapping.match_by.iter().flat_map(|key| key.split('+'));
    let templates = mapping.defaults.values().flatten().flat_map(|text| text.split(['{', '}']));
    for path in paths.chain(keys).chain(templates) {
        let mut entity = schema.entity(&mapping.entity);
        for segment in path.split('.') {
            let target = entity.and_then(|def| def.field(segment)).and_then(|field| field.kind.link_target());
            found.extend(target.map(Name::from));
            entity = target.and_then(|target| schema.entity(target));
        }
    }
    // Links of the same name on both sides narrow names down: stages within a pipeline.
    let nested: Vec<Name> = found.iter().filter_map(|name| schema.entity(name)).flat_map(Within::targets).collect();
    found.extend(nested);
    found
}

/// State of a row while planning.
pub(super) enum State {
    Waiting,
    Ready(usize),
    Failed(Vec<CellProblem>),
}

/// A dry run under way.
pub struct Planner<'a> {
    pub(super) settings: Settings<'a>,
    pub(super) table: &'a Table,
    pub(super) form: Form<'a>,
    pub(super) ids: &'a mut dyn FnMut() -> Id,
    pub(super) indexes: FxHashMap<Name, Index>,
    pub(super) keys: Keys,
    pub(super) drafts: Vec<Draft>,
    pub(super) by_id: FxHashMap<Id, usize>,
    pub(super) rows: Vec<State>,
    pub(super) questions: BTreeMap<(usize, String), Question>,
    pub(super) found: FxHashMap<(usize, String), super::links::Verdict>,
    pub(super) remarks: Vec<(usize, Problem)>,
    /// Values that the row at hand has set on linked records, taken back if it fails.
    pub(super) journal: Vec<(usize, Name)>,
    /// Draft of the row at hand.
    pub(super) current: Option<usize>,
    /// Records just made for a link, still without defaults.
    pub(super) fresh: Vec<Id>,
    pub(super) stamp: Arc<Stamp>,
    done: usize,
}

impl<'a> Planner<'a> {
    /// Prepares a dry run: checks the mapping and reads what exists.
    ///
    /// # Errors
    /// The mapping names entities, columns or fields that are not there.
    pub fn new(
        settings: Settings<'a>,
        mapping: &Mapping,
        table: &'a Table,
        existing: &dyn Existing,
        ids: &'a mut dyn FnMut() -> Id,
    ) -> Result<Self, Vec<Problem>> {
        let form = Form::new(settings.schema, mapping, table, settings.today)?;
        let names = needs(settings.schema, mapping);
        let defs = names.iter().filter_map(|name| settings.schema.entity(name));
        let indexes =
            defs.map(|def| (def.name.clone(), Index::new(settings.schema, def, existing.records(&def.name)))).collect();
        let stamp = Stamp { seq: 0, at: 0, by: settings.access.user, client: Id::NIL };
        let mut planner = Self {
            settings,
            table,
            form,
            ids,
            indexes,
            keys: Keys::default(),
            drafts: Vec::new(),
            by_id: FxHashMap::default(),
            rows: table.rows.iter().map(|_| State::Waiting).collect(),
            questions: BTreeMap::new(),
            found: FxHashMap::default(),
            remarks: Vec::new(),
            journal: Vec::new(),
            current: None,
            fresh: Vec::new(),
            stamp: Arc::new(stamp),
            done: 0,
        };
        planner.read_keys();
        Ok(planner)
    }

    /// Steps done so far.
    pub const fn done(&self) -> usize {
        self.done
    }

    /// Steps in all: each row is looked at twice.
    pub const fn total(&self) -> usize {
        self.table.rows.len() * 2
    }

    /// Does up to so many steps; true when there is nothing left to do.
    pub fn step(&mut self, steps: usize) -> bool {
        let rows = self.table.rows.len();
        let until = self.done.saturating_add(steps).min(self.total());
        while self.done < until {
            match self.done.checked_sub(rows) {
                None => self.identify(self.done),
                Some(row) => self.fill(row),
            }
            self.done += 1;
        }
        self.done == self.total()
    }

    /// The plan. Rows not reached yet fail.
    pub fn finish(mut self) -> Plan {
        while !self.step(usize::MAX) {}
        super::finish::finish(self)
    }

    /// A record's value as the import would leave it.
    pub(super) fn value(&self, entity: &str, id: Id, field: &str) -> &Value {
        if let Some(draft) = self.by_id.get(&id).and_then(|at| self.drafts.get(*at)) {
            return draft.value(field);
        }
        let index = self.indexes.get(entity);
        index.and_then(|index| index.records.get(&id)).map_or(&Value::Null, |record| record.value(field))
    }

    /// A record's title as the import would leave it.
    pub(super) fn title(&self, entity: &str, id: Id) -> String {
        let Some(field) = self.settings.schema.entity(entity).and_then(|def| def.title()) else { return String::new() };
        match &field.kind {
            FieldType::Computed(formula) => {
                let parts = formula.inputs().into_iter().filter_map(|input| self.value(entity, id, input).as_text());
                parts.collect::<Vec<_>>().join(" ")
            }
            _ => self.value(entity, id, &field.id).as_text().unwrap_or_default().to_owned(),
        }
    }

    /// The draft of a record, made when there is none yet.
    pub(super) fn draft(&mut self, entity: &Name, id: Id) -> usize {
        if let Some(at) = self.by_id.get(&id) {
            return *at;
        }
        let before = self.indexes.get(entity).and_then(|index| index.records.get(&id)).cloned();
        self.drafts.push(Draft {
            entity: entity.clone(),
            id,
            before,
            values: BTreeMap::new(),
            row: None,
            refs: Vec::new(),
            used: false,
        });
        self.by_id.insert(id, self.drafts.len() - 1);
        self.drafts.len() - 1
    }

    pub(super) fn row_number(&self, row: usize) -> usize {
        self.table.rows.get(row).map_or(0, |row| row.number)
    }

    pub(super) fn fail(&mut self, row: usize, problems: Vec<CellProblem>) {
        if let Some(state) = self.rows.get_mut(row) {
            *state = State::Failed(problems);
        }
    }
}

/// The whole dry run at once.
///
/// # Errors
/// As [`Planner::new`].
pub fn plan(
    settings: Settings<'_>,
    mapping: &Mapping,
    table: &Table,
    existing: &dyn Existing,
    ids: &mut dyn FnMut() -> Id,
) -> Result<Plan, Vec<Problem>> {
    Ok(Planner::new(settings, mapping, table, existing, ids)?.finish())
}
