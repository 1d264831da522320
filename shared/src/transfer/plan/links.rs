//! Which record a link's text means.

use super::{
    Question,
    form::{Form, Link, Source},
    index::{Found, Reach, certain},
    planner::Planner,
};
use crate::{
    Id, Name, Problem,
    schema::{EntityDef, FieldDef},
    transfer::{cells, mapping::LinkPolicy, table::Row},
};

/// What a text of a link leads to, remembered for all rows that have it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Verdict {
    /// This record.
    Record(Id),
    /// A record that the import makes.
    Make,
    /// Nothing can be said before a person decides between these, or it is wrong.
    Open(Problem, Vec<Id>),
}

/// Links that narrow names down: a stage is one of the deal's own pipeline, by default of the first.
pub(super) struct Within;

impl Within {
    /// The link by which records of `target` belong to something that `from` links to as well.
    fn between<'a>(from: &EntityDef, target: &'a EntityDef) -> Option<&'a FieldDef> {
        let shared = |field: &&FieldDef| {
            let same = from.field(&field.id).map(|own| &own.kind) == Some(&field.kind);
            same && field.kind.link_target().is_some_and(|to| to != &*target.name) && field.flags.required
        };
        target.fields.iter().find(shared)
    }

    /// Entities that may have to be known to narrow names down.
    pub(super) fn targets(def: &EntityDef) -> Vec<Name> {
        let links = def.fields.iter().filter(|field| field.flags.required);
        links.filter_map(|field| field.kind.link_target().map(Name::from)).collect()
    }
}

/// Order of records that have one, such as pipelines and stages.
const POSITION: &str = "position";

impl Planner<'_> {
    /// The records that a link of a row, or of what it links to, leads to. Empty where the cells are.
    pub(super) fn follow(
        &mut self,
        row: usize,
        from: (usize, usize),
        link: usize,
    ) -> Result<Vec<Id>, (Option<usize>, Problem)> {
        let table = self.table;
        let (node, draft) = from;
        let (Some(cells), Some(place)) = (table.rows.get(row), self.place(node, draft, link)) else {
            return Ok(Vec::new());
        };
        let handles = self.handles(place.node, cells);
        for (text, _) in &handles {
            // A number or address tells more than a title does.
            if let Found::One(id) = self.look_up(&place.entity, text, Reach::Letters) {
                return Ok(vec![id]);
            }
        }
        let (titles, column) = self.title_texts(place.node, cells);
        let text = cells::joined(&place.field, &titles.iter().map(String::as_str).collect::<Vec<_>>());
        let (text, column) = match (text.trim(), handles.first()) {
            ("", None) => return Ok(Vec::new()),
            ("", Some((handle, column))) => (handle.clone(), *column),
            (text, _) => (text.to_owned(), column),
        };
        self.resolve(row, &place, &text, column).map_err(|problem| (column, problem))
    }

    fn place(&self, from: usize, draft: usize, link: usize) -> Option<Place> {
        let node = self.form.nodes.get(from)?;
        let Link { field, node: target, policy } = node.links.get(link)?;
        let entity = self.form.nodes.get(*target)?.def.name.clone();
        let within = Within::between(node.def, self.form.nodes.get(*target)?.def).map(|field| field.id.clone());
        let before = self.drafts.get(draft).and_then(|draft| draft.before.as_ref());
        let linked = before.map_or(&[][..], |before| before.value(&field.id).items());
        let linked = linked.iter().filter_map(|id| id.parse().ok()).collect();
        Some(Place { from, node: *target, entity, field: field.kind.clone(), policy: *policy, within, linked })
    }

    fn handles(&self, node: usize, row: &Row) -> Vec<(String, Option<usize>)> {
        let Some(node) = self.form.nodes.get(node) else { return Vec::new() };
        let inputs = node.handles.iter().filter_map(|at| node.inputs.get(*at));
        let texts = inputs.map(|input| (self.raw(input, row), Form::column_of(&input.sources)));
        texts.filter(|(text, _)| !text.is_empty()).collect()
    }

    fn title_texts(&self, node: usize, row: &Row) -> (Vec<String>, Option<usize>) {
        let sources: &[Source] = self.form.nodes.get(node).map_or(&[], |node| &node.title);
        let (texts, column) = self.form.texts(sources, row);
        let texts: Vec<String> = texts.into_iter().map(|text| text.trim().to_owned()).collect();
        if !texts.is_empty() {
            return (texts, column);
        }
        // People often come as first and last name.
        let parts = self.form.nodes.get(node).map_or_else(String::new, |node| match node.def.title() {
            Some(title) => self.joined_title(node, title, row),
            None => String::new(),
        });
        (if parts.is_empty() { Vec::new() } else { vec![parts] }, column)
    }

    fn resolve(&mut self, row: usize, place: &Place, text: &str, column: Option<usize>) -> Result<Vec<Id>, Problem> {
        let many = matches!(place.field, crate::schema::FieldType::Links { .. });
        let whole = !many || matches!(self.look_up(&place.entity, text, Reach::Letters), Found::One(_));
        if whole || !text.contains(['\n', ';']) {
            return Ok(vec![self.one(row, place, text, column)?]);
        }
        let options = column.and_then(|at| self.form.columns.get(at));
        // Our own exports put line ends between titles, which may hold anything else.
        let between = if text.contains('\n') { '\n' } else { ';' };
        let items = text
            .split(between)
            .map(str::trim)
            .map(|item| options.map_or(item, |options| options.alias(item)).to_owned());
        let items: Vec<String> = items.filter(|item| !item.trim().is_empty()).collect();
        items.iter().map(|item| self.one(row, place, item, column)).collect()
    }

    fn one(&mut self, row: usize, place: &Place, text: &str, column: Option<usize>) -> Result<Id, Problem> {
        let narrowed = place.within.as_ref().and_then(|field| self.narrowing(place, field));
        // The narrowing link is part of the memory: one stage name means another stage in another pipeline.
        let scope = narrowed.as_ref().map(|(_, id)| id.to_string()).unwrap_or_default();
        let key = (place.node, format!("{scope}\u{1f}{}", certain(text)));
        let verdict = match self.found.get(&key) {
            Some(verdict) => verdict.clone(),
            None => self.judge(place, text, column, narrowed),
        };
        let verdict = match verdict {
            Verdict::Make => Verdict::Record(self.make(place, text)),
            other => other,
        };
        self.found.insert(key, verdict.clone());
        match verdict {
            Verdict::Record(id) => Ok(id),
            Verdict::Open(problem, candidates) => place.already(&candidates).ok_or_else(|| {
                self.ask(row, column, text);
                problem
            }),
            Verdict::Make => Err(Problem::new("problem-link")),
        }
    }

    fn look_up(&mut self, entity: &Name, text: &str, reach: Reach) -> Found {
        self.indexes.get_mut(entity).map_or(Found::Nothing, |index| index.find(text, reach))
    }

    fn judge(&mut self, place: &Place, text: &str, column: Option<usize>, within: Option<(Name, Id)>) -> Verdict {
        let new = column.and_then(|column| self.form.columns.get(column)).is_some_and(|column| column.is_new(text));
        let reach = match place.policy {
            _ if new => Reach::Letters,
            LinkPolicy::Create => Reach::Existing,
            LinkPolicy::Ask | LinkPolicy::MustExist => Reach::All,
        };
        let found = self.look_up(&place.entity, text, reach);
        let shown = cells::shortened(text);
        match (found, place.policy) {
            (Found::One(id), _) => Verdict::Record(id),
            (Found::Several(ids), _) => match self.narrow(place, &ids, within) {
                Some(id) => Verdict::Record(id),
                None => self.open(place, text, column, ids, Problem::new("import-link-several").with("value", shown)),
            },
            (Found::Near(_) | Found::Nothing, _) if new => Verdict::Make,
            (Found::Near(ids), _) => {
                let candidate = ids.first().map(|id| self.title(&place.entity, *id)).unwrap_or_default();
                let problem = Problem::new("import-link-near").with("value", shown).with("candidate", candidate);
                self.open(place, text, column, ids, problem)
            }
            (Found::Nothing, LinkPolicy::Create) => Verdict::Make,
            (Found::Nothing, LinkPolicy::Ask) => {
                self.open(place, text, column, Vec::new(), Problem::new("import-link-unknown").with("value", shown))
            }
            (Found::Nothing, LinkPolicy::MustExist) => {
                Verdict::Open(Problem::new("import-link-unknown").with("value", shown), Vec::new())
            }
        }
    }

    /// Notes the question; texts that stand in no column (constants) cannot be asked about.
    fn open(&mut self, place: &Place, text: &str, column: Option<usize>, ids: Vec<Id>, problem: Problem) -> Verdict {
        if let Some((at, name)) =
            column.and_then(|at| self.form.columns.get(at).map(|column| (at, column.column.clone())))
        {
            let candidates = ids.iter().map(|id| (*id, self.title(&place.entity, *id))).collect();
            let (value, entity) = (text.trim().to_owned(), place.entity.clone());
            let question = Question { column: name, value: value.clone(), entity, rows: 0, first_row: 0, candidates };
            self.questions.entry((at, certain(&value))).or_insert(question);
        }
        Verdict::Open(problem, ids)
    }

    fn ask(&mut self, row: usize, column: Option<usize>, text: &str) {
        let number = self.row_number(row);
        let Some(question) = column.and_then(|at| self.questions.get_mut(&(at, certain(text)))) else { return };
        question.rows += 1;
        if question.first_row == 0 {
            question.first_row = number;
        }
    }

    /// The link and record that names are narrowed down by: what the row links to, or the first by position.
    fn narrowing(&self, place: &Place, field: &Name) -> Option<(Name, Id)> {
        let target = self.form.nodes.get(place.node)?.def.field(field)?.kind.link_target()?.to_owned();
        let own = self.current.and_then(|draft| self.drafts.get(draft));
        let chosen = own.filter(|_| place.from == 0).and_then(|draft| draft.value(field).as_text()?.parse().ok());
        chosen.or_else(|| self.first_of(&target)).map(|id| (field.clone(), id))
    }

    fn narrow(&self, place: &Place, ids: &[Id], within: Option<(Name, Id)>) -> Option<Id> {
        let (field, wanted) = within?;
        let wanted = wanted.to_string();
        let mut fitting = ids.iter().filter(|id| self.value(&place.entity, **id, &field).as_text() == Some(&wanted));
        fitting.next().copied().filter(|_| fitting.next().is_none())
    }

    /// The record that stands first.
    fn first_of(&self, entity: &str) -> Option<Id> {
        self.first_where(entity, |_| true)
    }

    fn first_where(&self, entity: &str, fits: impl Fn(&crate::Record) -> bool) -> Option<Id> {
        self.settings.schema.entity(entity)?.field(POSITION)?;
        let records = self.indexes.get(entity)?.records.values().filter(|record| fits(record));
        let order = |record: &crate::Record| record.value(POSITION).as_number().unwrap_or(f64::MAX);
        records.min_by(|a, b| order(a).total_cmp(&order(b)).then_with(|| a.id.cmp(&b.id))).map(|record| record.id)
    }

    /// The record that stands first among those that a link of this draft may lead to: the first stage
    /// of the deal's own pipeline, or of the first.
    pub(super) fn first_for(&self, draft: usize, field: &FieldDef) -> Option<Id> {
        let draft = self.drafts.get(draft)?;
        let target = self.settings.schema.entity(field.kind.link_target()?)?;
        let within = self.settings.schema.entity(&draft.entity).and_then(|def| Within::between(def, target));
        let Some((within, to)) = within.and_then(|field| Some((&field.id, field.kind.link_target()?))) else {
            return self.first_of(&target.name);
        };
        let chosen = draft.value(within).as_text().map(str::to_owned);
        let chosen = chosen.or_else(|| self.first_of(to).map(|id| id.to_string()))?;
        self.first_where(&target.name, |record| record.value(within).as_text() == Some(&*chosen))
    }

    /// Makes a record of this title.
    fn make(&mut self, place: &Place, text: &str) -> Id {
        let id = (self.ids)();
        let draft = self.draft(&place.entity, id);
        self.set_title(draft, &place.entity, text);
        if let Some(index) = self.indexes.get_mut(&place.entity) {
            index.add(text, id, false);
        }
        self.fresh.push(id);
        id
    }
}

/// A link in the mapping, ready for use.
struct Place {
    from: usize,
    node: usize,
    entity: Name,
    field: crate::schema::FieldType,
    policy: LinkPolicy,
    within: Option<Name>,
    /// What the record links to there before the import.
    linked: Vec<Id>,
}

impl Place {
    /// The candidate that the record links to already: somebody has decided about this text before, so a file that
    /// is imported again asks nothing anew.
    fn already(&self, candidates: &[Id]) -> Option<Id> {
        let mut linked = self.linked.iter().filter(|id| candidates.contains(id));
        linked.next().copied().filter(|_| linked.next().is_none())
    }
}
