//! First look at each row: which record it is about.

use super::{
    CellProblem,
    form::{Form, ID_TARGET, Input, Node, Source},
    index::certain,
    planner::{Planner, State},
};
use crate::{
    Id, Problem, Value,
    schema::{FieldDef, FieldType},
    transfer::{cells, table::Row},
};
use rustc_hash::FxHashMap;

/// Existing records by what the mapping says tells them apart.
#[derive(Default)]
pub(super) struct Keys {
    /// By alternative: key → records.
    existing: Vec<FxHashMap<String, Vec<Id>>>,
    /// By alternative: key → row of the file.
    rows: FxHashMap<(usize, String), usize>,
    /// Record → row that is about it.
    taken: FxHashMap<Id, usize>,
}

/// Separates the parts of a key; no text has it.
const BETWEEN: char = '\u{1f}';

impl Planner<'_> {
    pub(super) fn read_keys(&mut self) {
        let Some(def) = self.form.nodes.first().map(|node| node.def) else { return };
        let Some(index) = self.indexes.get(&def.name) else { return };
        let mut maps: Vec<FxHashMap<String, Vec<Id>>> = vec![FxHashMap::default(); self.form.keys.len()];
        for id in index.records.keys() {
            for (key, map) in self.form.keys.iter().zip(&mut maps) {
                // What it links to may be called by its title, or by a number that is its own.
                let [by_title, by_id] = [false, true].map(|ids| self.existing_key(&def.name, *id, key, ids));
                for text in by_id.iter().filter(|by_id| Some(*by_id) != by_title.as_ref()).chain(&by_title) {
                    map.entry(text.clone()).or_default().push(*id);
                }
            }
        }
        self.keys.existing = maps;
    }

    /// The key of a record, with the `ids` or the titles of what it links to; nothing when all of its parts are empty.
    fn existing_key(&self, entity: &str, id: Id, key: &[&FieldDef], ids: bool) -> Option<String> {
        join(key.iter().map(|field| self.known(entity, id, field, ids)))
    }

    fn known(&self, entity: &str, id: Id, field: &FieldDef, ids: bool) -> String {
        match (&field.kind, field.kind.link_target()) {
            (_, Some(_)) if ids => self.value(entity, id, &field.id).items().join(";"),
            (_, Some(target)) => {
                let items = self.value(entity, id, &field.id).items();
                let titles = items.iter().filter_map(|id| id.parse().ok()).map(|id| certain(&self.title(target, id)));
                titles.collect::<Vec<_>>().join(";")
            }
            (FieldType::Computed(_), None) => certain(&self.title(entity, id)),
            _ => plain(self.value(entity, id, &field.id)),
        }
    }

    /// The key of a row, from its cells alone.
    fn row_key(&self, row: &Row, key: &[&FieldDef]) -> Option<String> {
        join(key.iter().map(|field| self.wanted(row, field)))
    }

    fn wanted(&self, row: &Row, field: &FieldDef) -> String {
        let Some(node) = self.form.nodes.first() else { return String::new() };
        if let Some(link) = node.links.iter().find(|link| link.field.id == field.id) {
            let sources = self.form.nodes.get(link.node).map_or(&[][..], |node| &node.title);
            let (texts, column) = self.form.texts(sources, row);
            let text = certain(&cells::joined(&field.kind, &texts));
            let new = column.and_then(|at| self.form.columns.get(at)).is_some_and(|column| column.is_new(&text));
            let target = self.form.nodes.get(link.node).and_then(|node| self.indexes.get(&node.def.name));
            let named = target.and_then(|index| if new { index.named(&text) } else { index.named_alike(&text) });
            return named.map_or(text, |id| id.to_string());
        }
        let direct = node.inputs.iter().find(|input| input.field.id == field.id);
        match (direct, &field.kind) {
            (Some(input), _) => self.read_input(input, row).ok().map(|value| plain(&value)).unwrap_or_default(),
            (None, FieldType::Computed(formula)) => {
                let own = formula
                    .inputs()
                    .into_iter()
                    .filter_map(|part| node.inputs.iter().find(|input| input.field.id == *part));
                let texts = own.map(|input| self.raw(input, row)).filter(|text| !text.is_empty());
                certain(&texts.collect::<Vec<_>>().join(" "))
            }
            (None, _) => String::new(),
        }
    }

    pub(super) fn raw(&self, input: &Input<'_>, row: &Row) -> String {
        let (texts, _) = self.form.texts(&input.sources, row);
        cells::joined(&input.field.kind, &texts).trim().to_owned()
    }

    fn read_input(&self, input: &Input<'_>, row: &Row) -> Result<Value, Problem> {
        let (texts, column) = self.form.texts(&input.sources, row);
        if texts.is_empty() {
            return Ok(Value::Null);
        }
        let how = column.and_then(|column| self.form.readings.get(column)).unwrap_or(&self.form.plain);
        cells::read(input.field, &cells::joined(&input.field.kind, &texts), how)
    }

    /// Decides which record a row is about, and makes it known to rows that link to it.
    pub(super) fn identify(&mut self, at: usize) {
        let table = self.table;
        let Some(row) = table.rows.get(at) else { return };
        if let Some(problem) = &row.problem {
            return self.fail(at, vec![CellProblem { column: None, problem: problem.clone() }]);
        }
        let unreadable = self.unreadable(row);
        if !unreadable.is_empty() {
            return self.fail(at, unreadable);
        }
        match self.match_row(at, row) {
            Err(problem) => self.fail(at, vec![CellProblem { column: self.key_column(), problem }]),
            Ok(matched) => {
                let id = matched.unwrap_or_else(|| (self.ids)());
                self.take(at, row, id);
            }
        }
    }

    /// The cells with a place that could not be read, of the columns that go anywhere: nobody meant `�`.
    fn unreadable(&self, row: &Row) -> Vec<CellProblem> {
        if !self.table.damaged {
            return Vec::new();
        }
        let used =
            |header: &str| self.form.columns.iter().any(|column| column.column == header && !column.targets.is_empty());
        let cells = self.table.headers.iter().zip(row.cells());
        let broken = cells.filter(|(header, cell)| cell.contains(char::REPLACEMENT_CHARACTER) && used(header));
        let problem = |cell: &str| Problem::new("import-damaged-cell").with("value", cells::shortened(cell));
        broken.map(|(header, cell)| CellProblem { column: Some(header.clone()), problem: problem(cell) }).collect()
    }

    fn take(&mut self, at: usize, row: &Row, id: Id) {
        if let Some(other) = self.keys.taken.insert(id, at) {
            let problem = Problem::new("import-same-record").with("row", self.row_number(other));
            self.keys.taken.insert(id, other);
            return self.fail(at, vec![CellProblem { column: self.key_column(), problem }]);
        }
        let Some(entity) = self.form.nodes.first().map(|node| node.def.name.clone()) else { return };
        let draft = self.draft(&entity, id);
        let new = self.drafts.get_mut(draft).is_some_and(|draft| {
            draft.row = Some(at);
            draft.is_new()
        });
        if let Some(state) = self.rows.get_mut(at) {
            *state = State::Ready(draft);
        }
        if new {
            self.announce(&entity, id, row);
        }
    }

    /// Other rows may link to this one by its title or number.
    fn announce(&mut self, entity: &str, id: Id, row: &Row) {
        let Some(node) = self.form.nodes.first() else { return };
        let title = node.def.title().map(|field| match node.inputs.iter().find(|input| input.field.id == field.id) {
            Some(input) => self.raw(input, row),
            None => self.joined_title(node, field, row),
        });
        let handles = node.inputs.iter().filter(|input| super::index::is_handle(node.def, &input.field.id));
        let handles: Vec<String> = handles.map(|input| self.raw(input, row)).filter(|text| !text.is_empty()).collect();
        let Some(index) = self.indexes.get_mut(entity) else { return };
        index.add(&title.unwrap_or_default(), id, false);
        for handle in handles {
            index.add_handle(&handle, id);
        }
    }

    /// A title that is computed from fields of the row.
    pub(super) fn joined_title(&self, node: &Node<'_>, field: &FieldDef, row: &Row) -> String {
        let FieldType::Computed(formula) = &field.kind else { return String::new() };
        let inputs =
            formula.inputs().into_iter().filter_map(|part| node.inputs.iter().find(|input| input.field.id == *part));
        let texts: Vec<String> = inputs.map(|input| self.raw(input, row)).filter(|text| !text.is_empty()).collect();
        texts.join(" ")
    }

    /// The record that a row is about; nothing for a new one.
    fn match_row(&mut self, at: usize, row: &Row) -> Result<Option<Id>, Problem> {
        if let Some(id) = self.match_id(row)? {
            return Ok(Some(id));
        }
        let keys: Vec<Option<String>> = self.form.keys.iter().map(|key| self.row_key(row, key)).collect();
        let mut first = true;
        for (alternative, key) in keys.iter().enumerate() {
            let Some(key) = key else { continue };
            if std::mem::take(&mut first) {
                self.only_once(at, alternative, key)?;
            }
            if let Some(id) = self.matching(alternative, key, &keys)? {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    fn match_id(&self, row: &Row) -> Result<Option<Id>, Problem> {
        let Some(Source::Column { at, .. }) = &self.form.id else { return Ok(None) };
        let text = row.cell(*at).trim();
        if text.is_empty() {
            return Ok(None);
        }
        let id: Id =
            text.parse().map_err(|_| Problem::of(ID_TARGET, "import-id").with("value", cells::shortened(text)))?;
        let known = self.form.nodes.first().and_then(|node| self.indexes.get(&node.def.name));
        Ok(known.filter(|index| index.records.contains_key(&id)).map(|_| id))
    }

    fn only_once(&mut self, at: usize, alternative: usize, key: &str) -> Result<(), Problem> {
        let before = *self.keys.rows.entry((alternative, key.to_owned())).or_insert(at);
        if before == at {
            return Ok(());
        }
        let value = key.replace(BETWEEN, ", ");
        Err(Problem::new("import-duplicate")
            .with("row", self.row_number(before))
            .with("value", cells::shortened(&value)))
    }

    /// The record of this key, unless it differs by an earlier, stronger key: two customers of one
    /// name but different numbers are two customers.
    fn matching(&self, alternative: usize, key: &str, keys: &[Option<String>]) -> Result<Option<Id>, Problem> {
        let Some(ids) = self.keys.existing.get(alternative).and_then(|map| map.get(key)) else { return Ok(None) };
        let Some(def) = self.form.nodes.first().map(|node| node.def) else { return Ok(None) };
        let agrees = |id: &&Id| {
            let stronger = self.form.keys.iter().zip(keys).take(alternative);
            stronger
                .filter(|(_, wanted)| wanted.is_some())
                .all(|(key, _)| self.existing_key(&def.name, **id, key, true).is_none())
        };
        let ids: Vec<&Id> = ids.iter().filter(agrees).collect();
        match ids.as_slice() {
            [] => Ok(None),
            [only] => Ok(Some(**only)),
            several => Err(Problem::new("import-match-several").with("count", several.len())),
        }
    }

    /// The column by which rows are told apart, for messages.
    fn key_column(&self) -> Option<String> {
        let field = self.form.keys.first()?.first()?;
        let node = self.form.nodes.first()?;
        let sources = &node.inputs.iter().find(|input| input.field.id == field.id)?.sources;
        self.form.columns.get(Form::column_of(sources)?).map(|column| column.column.clone())
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Text(text) => certain(text),
        Value::Money(money) => money.amount.normalize().to_string(),
        Value::Number(_) | Value::Flag(_) | Value::List(_) | Value::Address(_) | Value::File(_) | Value::Other(_) => {
            value.to_json().to_string()
        }
    }
}

fn join(parts: impl Iterator<Item = String>) -> Option<String> {
    let parts: Vec<String> = parts.collect();
    let filled = parts.iter().any(|part| !part.is_empty());
    filled.then(|| parts.join(&BETWEEN.to_string()))
}
