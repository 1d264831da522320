//! Second look at each row: its values, those of the records it links to, and whether they may stand.

use super::{
    CellProblem, Draft,
    form::{Form, Input, Part, Piece},
    planner::Planner,
};
use crate::{
    Id, Name, Problem, Record, Value,
    rules::{Act, canonical, validate, validate_field},
    schema::{EntityDef, FieldDef, FieldType},
    text::is_blank,
    transfer::{cells, table::Row},
    value::{Address, Currency, Money},
};
use std::sync::Arc;

/// Most remarks kept: nobody reads more, and a file may give one for every cell.
const MOST_REMARKS: usize = 1000;

/// A value for a field, and the column it comes from.
struct Wanted<'a> {
    field: &'a FieldDef,
    value: Value,
    column: Option<usize>,
}

impl<'a> Planner<'a> {
    /// Works a row out.
    pub(super) fn fill(&mut self, row: usize) {
        let Some(super::planner::State::Ready(draft)) = self.rows.get(row) else { return };
        let draft = *draft;
        (self.current, self.journal) = (Some(draft), Vec::new());
        let mut problems = self.fill_links(row, 0, draft);
        problems.extend(self.fill_fields(row, 0, draft));
        self.apply_defaults(0, draft);
        if problems.is_empty() {
            problems = self.judge_record(draft);
        }
        self.current = None;
        if !problems.is_empty() {
            for (at, field) in std::mem::take(&mut self.journal) {
                if let Some(linked) = self.drafts.get_mut(at) {
                    linked.values.remove(&field);
                }
            }
            self.fail(row, problems);
        }
    }

    fn blame(&self, column: Option<usize>, field: &str, problem: Problem) -> CellProblem {
        let column = column.and_then(|at| self.form.columns.get(at)).map(|column| column.column.clone());
        let problem = Problem { field: problem.field.or_else(|| Some(field.to_owned())), ..problem };
        CellProblem { column, problem }
    }

    /// Follows the links of a node; records at their end that already have a value keep it.
    fn fill_links(&mut self, row: usize, node: usize, draft: usize) -> Vec<CellProblem> {
        let mut problems = Vec::new();
        let links: Vec<(&'a FieldDef, usize)> = self
            .form
            .nodes
            .get(node)
            .map_or_else(Vec::new, |node| node.links.iter().map(|link| (link.field, link.node)).collect());
        // A pipeline is known before the stage that is looked for in it.
        let mut order: Vec<usize> = (0..links.len()).collect();
        order.sort_by_key(|at| links.get(*at).is_some_and(|(field, _)| field.flags.required));
        for at in order {
            let Some((field, target)) = links.get(at).copied() else { continue };
            match self.follow(row, (node, draft), at) {
                Err((column, problem)) => problems.push(self.blame(column, &field.id, problem)),
                Ok(ids) => {
                    let one = ids.len() == 1;
                    for id in &ids {
                        let entity = self.form.nodes.get(target).map(|node| node.def.name.clone());
                        let Some(entity) = entity else { continue };
                        let linked = self.link_draft(&entity, *id, target);
                        if let (true, Some(linked)) = (one, linked) {
                            problems.extend(self.fill_links(row, target, linked));
                            problems.extend(self.fill_fields(row, target, linked));
                        }
                        self.refer(draft, *id);
                    }
                    let column = self.form.nodes.get(target).and_then(|node| Form::column_of(&node.title));
                    self.set_links(row, node, draft, field, &ids, column);
                }
            }
        }
        problems
    }

    /// The draft of a linked record: only made where the mapping says more about it than its name.
    fn link_draft(&mut self, entity: &Name, id: Id, node: usize) -> Option<usize> {
        if let Some(at) = self.fresh.iter().position(|fresh| *fresh == id) {
            self.fresh.swap_remove(at);
            let draft = self.draft(entity, id);
            self.apply_defaults(node, draft);
            return Some(draft);
        }
        let more = self.form.nodes.get(node).is_some_and(|node| !node.inputs.is_empty() || !node.links.is_empty());
        more.then(|| self.draft(entity, id))
    }

    fn refer(&mut self, draft: usize, id: Id) {
        let Some(other) = self.by_id.get(&id).copied().filter(|other| *other != draft) else { return };
        if let Some(draft) = self.drafts.get_mut(draft).filter(|draft| !draft.refs.contains(&other)) {
            draft.refs.push(other);
        }
    }

    fn set_links(
        &mut self,
        row: usize,
        node: usize,
        draft: usize,
        field: &'a FieldDef,
        ids: &[Id],
        column: Option<usize>,
    ) {
        let Some(current) = self.drafts.get(draft).map(|draft| draft.value(&field.id).clone()) else { return };
        let value = match &field.kind {
            FieldType::Links { .. } => {
                let new = ids.iter().map(Id::to_string).filter(|id| !current.items().iter().any(|item| **item == **id));
                let new: Vec<String> = new.collect();
                Value::list(current.items().iter().map(ToString::to_string).chain(new))
            }
            _ => ids.first().copied().into(),
        };
        self.set(row, node, draft, Wanted { field, value, column });
    }

    fn fill_fields(&mut self, row: usize, node: usize, draft: usize) -> Vec<CellProblem> {
        let table = self.table;
        let Some(cells) = table.rows.get(row) else { return Vec::new() };
        let mut problems = Vec::new();
        for wanted in self.wanted_fields(node, draft, cells) {
            match wanted {
                Ok(wanted) => self.set(row, node, draft, wanted),
                Err(problem) => problems.push(problem),
            }
        }
        problems
    }

    /// All values that the cells give for a node.
    fn wanted_fields(&self, node: usize, draft: usize, row: &Row) -> Vec<Result<Wanted<'a>, CellProblem>> {
        let Some(node) = self.form.nodes.get(node) else { return Vec::new() };
        let mut found = Vec::new();
        let mut address: Option<(usize, &'a FieldDef, Address)> = None;
        for (at, input) in node.inputs.iter().enumerate() {
            match input.part {
                Part::Currency => {}
                Part::Address(part) => {
                    let text = self.raw_part(input, row);
                    if !text.is_empty() {
                        let (.., address) = address.get_or_insert_with(|| (at, input.field, Address::default()));
                        cells::set_part(address, part, text);
                    }
                }
                Part::Whole => found.extend(self.whole(node, input, row)),
            }
        }
        if let Some((at, field, address)) = address {
            let column = node.inputs.get(at).and_then(|input| Form::column_of(&input.sources));
            let current = self.drafts.get(draft).map(|draft| draft.value(&field.id).clone());
            let value = match current {
                Some(Value::Address(old)) => cells::overlay(&old, &address),
                _ => address,
            };
            found.push(Ok(Wanted { field, value: Value::Address(Box::new(value)), column }));
        }
        found
    }

    fn raw_part(&self, input: &Input<'_>, row: &Row) -> String {
        let (texts, _) = self.form.texts(&input.sources, row);
        texts.iter().map(|text| text.trim()).collect::<Vec<_>>().join("\n")
    }

    fn whole(
        &self,
        node: &super::form::Node<'a>,
        input: &Input<'a>,
        row: &Row,
    ) -> Option<Result<Wanted<'a>, CellProblem>> {
        let (texts, column) = self.form.texts(&input.sources, row);
        let field = input.field;
        let unseen = field.flags.required && texts.iter().all(|text| is_blank(text));
        if texts.is_empty() || unseen {
            let column = Form::column_of(&input.sources)?;
            let clears = self.form.columns.get(column).is_some_and(|column| column.clear);
            return clears.then_some(Ok(Wanted { field, value: Value::Null, column: Some(column) }));
        }
        let how = column.and_then(|column| self.form.readings.get(column)).unwrap_or(&self.form.plain);
        let currency = match self.row_currency(node, field, row) {
            Ok(currency) => currency,
            Err(problem) => return Some(Err(problem)),
        };
        let how = how.in_currency(currency);
        let read = cells::read(field, &cells::joined(&field.kind, &texts), &how);
        let checked = read.map(|value| canonical(&field.kind, value)).and_then(|value| match field.kind {
            FieldType::Computed(_) => Ok(value),
            _ => validate_field(field, &value).map(|()| value),
        });
        Some(match checked {
            Ok(value) => Ok(Wanted { field, value, column }),
            Err(problem) => Err(self.blame(column, &field.id, problem)),
        })
    }

    /// The currency that another column of the row names for this field. One that is none is no reason to take another.
    fn row_currency(
        &self,
        node: &super::form::Node<'_>,
        field: &FieldDef,
        row: &Row,
    ) -> Result<Option<Currency>, CellProblem> {
        let input = node.inputs.iter().find(|input| input.part == Part::Currency && input.field.id == field.id);
        let (texts, column) = input.map(|input| self.form.texts(&input.sources, row)).unwrap_or_default();
        let Some(text) = texts.first().map(|text| text.trim()) else { return Ok(None) };
        let currency = crate::transfer::numbers::currency_of(&text.to_uppercase());
        let wrong = || Problem::new("problem-currency").with("value", cells::shortened(text));
        currency.map(Some).ok_or_else(|| self.blame(column, &field.id, wrong()))
    }

    /// Takes a value over where it says something new. A linked record only has gaps filled: rows
    /// that disagree about it must not overwrite each other.
    fn set(&mut self, row: usize, node: usize, draft: usize, wanted: Wanted<'a>) {
        let Wanted { field, value, column } = wanted;
        if let FieldType::Computed(formula) = &field.kind {
            return self.set_parts(
                row,
                node,
                draft,
                &formula.inputs().into_iter().cloned().collect::<Vec<_>>(),
                &value,
            );
        }
        let Some(current) = self.drafts.get(draft).map(|draft| draft.value(&field.id)) else { return };
        if same(current, &value) || (value.is_null() && node > 0) {
            return;
        }
        if value.is_null() && !column.and_then(|at| self.form.columns.get(at)).is_some_and(|column| column.clear) {
            return;
        }
        if node > 0 && !current.is_null() {
            let title = self.drafts.get(draft).map(|draft| self.title(&draft.entity, draft.id)).unwrap_or_default();
            let remark = Problem::of(&field.id, "import-remark-kept").with("title", title);
            if self.remarks.len() < MOST_REMARKS {
                self.remarks.push((self.row_number(row), remark));
            }
            return;
        }
        self.put(draft, &field.id, value);
        if node > 0 {
            self.journal.push((draft, field.id.clone()));
        }
    }

    fn put(&mut self, draft: usize, field: &Name, value: Value) {
        let Some(draft) = self.drafts.get_mut(draft) else { return };
        let before = draft.before.as_ref().map_or(&Value::Null, |before| before.value(field));
        if same(before, &value) {
            draft.values.remove(field);
        } else {
            draft.values.insert(field.clone(), value);
        }
    }

    /// Writes a full name into the fields that it is computed from.
    fn set_parts(&mut self, row: usize, node: usize, draft: usize, inputs: &[Name], value: &Value) {
        let Some((entity, id)) = self.drafts.get(draft).map(|draft| (draft.entity.clone(), draft.id)) else { return };
        let text = value.as_text().unwrap_or_default();
        if self.title(&entity, id) == text {
            return;
        }
        let def = self.settings.schema.entity(&entity);
        for (name, part) in inputs.iter().zip(cells::split_name(text, inputs.len())) {
            if let Some(field) = def.and_then(|def| def.field(name)) {
                self.set(row, node, draft, Wanted { field, value: Value::text(part), column: None });
            }
        }
    }

    /// Gives a new record its title.
    pub(super) fn set_title(&mut self, draft: usize, entity: &str, text: &str) {
        let Some(field) = self.settings.schema.entity(entity).and_then(EntityDef::title) else { return };
        match &field.kind {
            FieldType::Computed(formula) => {
                let inputs = formula.inputs();
                for (name, part) in inputs.iter().zip(cells::split_name(text, inputs.len())) {
                    self.put(draft, name, Value::text(part));
                }
            }
            _ => self.put(draft, &field.id, Value::text(text.trim())),
        }
    }

    /// Fills what the file has no column for. Twice, because one default may stand on another
    /// (a chance of winning on the stage).
    fn apply_defaults(&mut self, node: usize, draft: usize) {
        for _ in 0..2 {
            for at in 0..self.form.defaults.len() {
                let due = self.form.defaults.get(at).filter(|default| default.node == node);
                let Some((field, templates)) = due.map(|default| (default.field, default.templates.clone())) else {
                    continue;
                };
                if self.is_due(draft, field, &templates)
                    && let Some(value) = templates.iter().find_map(|pieces| self.evaluate(draft, field, pieces))
                {
                    self.put(draft, &field.id, value);
                    self.refer_to_value(draft, field);
                }
            }
        }
    }

    /// New records get defaults where they have nothing. Those that exist get again what is copied
    /// from a link that this import changes.
    fn is_due(&self, draft: usize, field: &FieldDef, templates: &[Vec<Piece>]) -> bool {
        let Some(draft) = self.drafts.get(draft) else { return false };
        if draft.is_new() {
            return draft.value(&field.id).is_null();
        }
        let copied = |pieces: &Vec<Piece>| match pieces.as_slice() {
            [Piece::Path(path)] => path.split_once('.').is_some_and(|(link, _)| draft.values.contains_key(link)),
            _ => false,
        };
        templates.iter().any(copied)
    }

    fn evaluate(&self, draft: usize, field: &FieldDef, pieces: &[Piece]) -> Option<Value> {
        let value = match pieces {
            [Piece::Path(path)] if path == "first" => self.first_for(draft, field)?.into(),
            [Piece::Path(path)] => self.at_path(draft, path, field.kind.link_target().is_some())?,
            _ => {
                let texts = pieces.iter().map(|piece| match piece {
                    Piece::Text(text) => Some(text.clone()),
                    Piece::Path(path) => self.at_path(draft, path, false).map(|value| shown(&value)),
                });
                Value::text(texts.collect::<Option<String>>()?)
            }
        };
        let value = match (&field.kind, &value) {
            (FieldType::Link { to }, Value::Text(text)) if text.parse::<Id>().is_err() => self.named(to, text)?.into(),
            (FieldType::Text { max }, Value::Text(text)) => Value::text(text.chars().take(*max).collect::<String>()),
            (_, Value::Text(text)) => cells::read(field, text, &self.form.plain).ok()?,
            _ => value,
        };
        Some(canonical(&field.kind, value)).filter(|value| !value.is_null() && validate_field(field, value).is_ok())
    }

    fn named(&self, entity: &str, text: &str) -> Option<Id> {
        self.indexes.get(entity)?.named(text)
    }

    /// A value at a path from a draft; links stand as titles unless the link itself is wanted.
    fn at_path(&self, draft: usize, path: &str, as_link: bool) -> Option<Value> {
        let draft = self.drafts.get(draft)?;
        let (head, rest) = path.split_once('.').unwrap_or((path, ""));
        let value = draft.value(head);
        let target = self.settings.schema.entity(&draft.entity)?.field(head)?.kind.link_target();
        let linked = || value.items().first().and_then(|id| id.parse::<Id>().ok());
        let value = match (target, rest) {
            (Some(_), "") if as_link => value.clone(),
            (Some(target), "") => Value::text(self.title(target, linked()?)),
            (Some(target), field) => self.value(target, linked()?, field).clone(),
            (None, _) => value.clone(),
        };
        Some(value).filter(|value| !value.is_null())
    }

    fn refer_to_value(&mut self, draft: usize, field: &FieldDef) {
        let linked = self.drafts.get(draft).filter(|_| field.kind.link_target().is_some());
        let id = linked.and_then(|draft| draft.value(&field.id).as_text()?.parse().ok());
        if let Some(id) = id {
            self.refer(draft, id);
        }
    }

    /// Whether the record as a whole is valid and the person may write it.
    pub(super) fn judge_record(&self, draft: usize) -> Vec<CellProblem> {
        let Some(draft) = self.drafts.get(draft) else { return Vec::new() };
        let Some(def) = self.settings.schema.entity(&draft.entity) else { return Vec::new() };
        if !draft.is_new() && draft.values.is_empty() {
            return Vec::new();
        }
        let record = self.assembled(draft);
        let mut problems: Vec<CellProblem> =
            validate(def, &record).into_iter().map(|problem| self.by_field(problem)).collect();
        if !self.may(draft, def, &record) {
            problems.push(CellProblem { column: None, problem: Problem::new("problem-not-allowed") });
        }
        problems
    }

    /// The column that fills the field of a problem.
    fn by_field(&self, problem: Problem) -> CellProblem {
        let field = problem.field.clone().unwrap_or_default();
        let main = self.form.nodes.first();
        let input = main.and_then(|node| node.inputs.iter().find(|input| *input.field.id == *field));
        let linked = main.and_then(|node| node.links.iter().find(|link| *link.field.id == *field));
        let linked = linked.and_then(|link| self.form.nodes.get(link.node)).map(|node| node.title.as_slice());
        let sources = input.map(|input| input.sources.as_slice()).or(linked).unwrap_or_default();
        self.blame(Form::column_of(sources), &field, problem)
    }

    fn assembled(&self, draft: &Draft) -> Record {
        let mut record = match &draft.before {
            Some(before) => (**before).clone(),
            None => Record::new(draft.entity.clone(), draft.id, self.stamp.clone()),
        };
        for (field, value) in &draft.values {
            record.set(field.clone(), value.clone(), Arc::clone(&self.stamp));
        }
        record
    }

    /// As [`crate::sync::apply`] will judge: a record belongs to its owner's team unless one is given.
    fn may(&self, draft: &Draft, def: &EntityDef, record: &Record) -> bool {
        let settings = &self.settings;
        let Some(before) = &draft.before else {
            let mut record = record.clone();
            let owner = record.value("owner").as_text().and_then(|id| id.parse().ok());
            if let (true, Some(owner)) = (record.value("team").is_null() && def.field("team").is_some(), owner) {
                record.set("team", self.value("user", owner, "team").clone(), Arc::clone(&self.stamp));
            }
            return settings.access.may(Act::Create, def, settings.schema, &record);
        };
        settings.access.may(Act::Update, def, settings.schema, before)
    }
}

/// Equal, or different only in white space that an import takes off, or in how an amount is written.
fn same(current: &Value, wanted: &Value) -> bool {
    match (current, wanted) {
        (Value::Text(a), Value::Text(b)) => a == b || a.trim() == &**b,
        (Value::Address(a), Value::Address(b)) => trimmed(a) == trimmed(b),
        (Value::Money(Money { amount: a, currency: c }), Value::Money(Money { amount: b, currency: d })) => {
            a == b && c == d
        }
        _ => current == wanted,
    }
}

/// Parts of an address without outer white space; line by line, as columns give the lines of a street.
fn trimmed(address: &Address) -> Address {
    let trim = |text: &String| text.lines().map(str::trim).collect::<Vec<_>>().join("\n");
    Address {
        street: trim(&address.street),
        city: trim(&address.city),
        region: trim(&address.region),
        postal_code: trim(&address.postal_code),
        country: trim(&address.country),
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Text(text) => text.to_string(),
        Value::Money(money) => money.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Flag(_) | Value::List(_) | Value::Address(_) | Value::File(_) | Value::Other(_) => {
            value.to_json().to_string()
        }
    }
}
