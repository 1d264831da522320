//! Everything a list knows, as handles. What is shown stands in the address; how it is shown, on the device.

use super::{Around, columns};
use crate::{
    features::address::{Address, use_address},
    record::{
        RecordField, as_number,
        kind::{is_closed, usual_date},
        live_record,
        page::table_is_number,
        schema, title_or_id,
    },
    services::{ReplicaHandle, Timer, use_replica, viewer},
    ui::{Align, Column, Sort, dom},
};
use leptos::{ev, html::Input, leptos_dom::helpers::TimeoutHandle, prelude::*};
use shared::{
    Id, Name, Record,
    entities::{Opportunity, Stage},
    query::{Filter, Prepared, Query, QueryError, Sort as QuerySort},
    replica::Replica,
    schema::{EntityDef, FieldType},
};
use std::{collections::HashSet, sync::Arc, time::Duration};
use wasm_bindgen::JsCast;

/// From which width of the grid on its first columns are shown, in CSS pixels; all others from [`ROOMY`] on.
/// Beside a record on a tablet there is room for the name only.
const WIDE_ENOUGH: [f64; 2] = [0.0, 400.0];
/// From here on every column is shown; what does not fit is scrolled to.
const ROOMY: f64 = 520.0;

/// How long a list rests before its top is kept.
const REST: Duration = Duration::from_millis(800);

/// Rows that are equal when they are the very same.
#[derive(Debug, Clone, Default)]
pub struct Rows(pub Arc<Vec<Arc<Record>>>);

impl PartialEq for Rows {
    fn eq(&self, other: &Self) -> bool {
        let same =
            || self.0.len() == other.0.len() && self.0.iter().zip(other.0.iter()).all(|(a, b)| Arc::ptr_eq(a, b));
        Arc::ptr_eq(&self.0, &other.0) || same()
    }
}

/// What a page says of its list besides what stands in the address.
struct Page {
    /// Which records the list is about.
    within: Signal<Filter>,
    shown: Signal<Option<Filter>>,
    view: Option<&'static str>,
    /// How many records those are.
    all: Memo<usize>,
}

/// A list's handles.
#[derive(Clone, Copy)]
pub struct ListState {
    def: StoredValue<EntityDef>,
    fields: StoredValue<Vec<RecordField>>,
    pub(super) address: Address,
    /// What stands in the address.
    pub(super) filter: Memo<Filter>,
    page: StoredValue<Page>,
    /// Why the filter in the address could not be used.
    pub(super) wrong: Memo<Option<QueryError>>,
    pub(super) sort: RwSignal<Option<Sort>>,
    pub(super) rows: Memo<Rows>,
    pub(super) count: Signal<usize>,
    /// Ids of the columns shown, in order.
    pub(super) columns: RwSignal<Vec<String>>,
    pub(super) grid_columns: Signal<Vec<Column>>,
    pub(super) selection: RwSignal<HashSet<String>>,
    pub(super) active: RwSignal<usize>,
    /// The column that `e` edits.
    pub(super) cursor: RwSignal<usize>,
    /// The cell that is being edited.
    pub(super) editing: RwSignal<Option<(Id, String)>>,
    /// The record shown beside.
    pub(super) open: Memo<Option<Id>>,
    /// Whether a filter is being added.
    pub(super) adding: RwSignal<bool>,
    pub(super) text_input: NodeRef<Input>,
}

impl ListState {
    pub(super) fn new(def: &EntityDef, around: &Around) -> Self {
        let (replica, address) = (use_replica(), use_address());
        let name = def.name.clone();
        let read = Memo::new(move |_| match address.get("filter").map(|text| text.parse::<Filter>()) {
            Some(Ok(filter)) => (filter, None),
            Some(Err(error)) => (Filter::default(), Some(error)),
            None => (Filter::default(), None),
        });
        let filter = Memo::new(move |_| read.get().0);
        let sort = sorting(address, usual_sort(def));
        let within = around.within;
        let prepared = prepare(replica, name.clone(), filter, within, sort);
        let wrong =
            Memo::new(move |_| read.get().1.or_else(|| prepared.with(|prepared| prepared.as_ref().err().cloned())));
        let stored = StoredValue::new(def.clone());
        let rows = run(replica, stored, prepared, filter, sort);
        let own = name.clone();
        let top = Memo::new(move |_| replica.top(&own).map(|top| top.total()));
        let all = Memo::new(move |_| {
            replica.follow(&[&name]);
            top.get().unwrap_or_else(|| replica.read(|replica| count_within(replica, &name, &within.read())))
        });
        let fields = StoredValue::new(RecordField::all(def));
        let columns = RwSignal::new(columns::remembered_columns(address, def));
        Self {
            def: stored,
            fields,
            address,
            filter,
            page: StoredValue::new(Page { within, shown: around.shown, view: around.view, all }),
            wrong,
            sort,
            rows,
            count: Signal::derive(move || match (top.get(), rows.with(|rows| rows.0.len())) {
                (Some(total), 1..) => total,
                (_, shown) => shown,
            }),
            columns,
            grid_columns: Signal::derive(move || {
                let shown = columns.get();
                let made = shown.iter().filter_map(|id| column(stored, fields, id));
                made.zip(WIDE_ENOUGH.into_iter().chain(std::iter::repeat(ROOMY)))
                    .map(|(column, from)| column.from(from))
                    .collect()
            }),
            selection: RwSignal::new(HashSet::new()),
            active: RwSignal::new(0),
            cursor: RwSignal::new(0),
            editing: RwSignal::new(None),
            open: Memo::new(move |_| address.get("open").and_then(|id| id.parse().ok())),
            adding: RwSignal::new(false),
            text_input: NodeRef::new(),
        }
    }

    /// The part of the filter that the page shows by itself.
    pub(super) fn shown(self) -> Signal<Option<Filter>> {
        self.page.with_value(|page| page.shown)
    }

    /// How many there are without the address's filter.
    pub(super) fn all(self) -> Memo<usize> {
        self.page.with_value(|page| page.all)
    }

    /// The page's own `view` in the address.
    pub(super) fn plain_view(self) -> Option<&'static str> {
        self.page.with_value(|page| page.view)
    }

    pub(super) fn entity(self) -> Name {
        self.def.with_value(|def| def.name.clone())
    }

    pub(super) fn def(self) -> EntityDef {
        self.def.get_value()
    }

    pub(super) fn fields(self) -> Vec<RecordField> {
        self.fields.get_value()
    }

    pub(super) fn field(self, id: &str) -> Option<RecordField> {
        self.fields.with_value(|fields| fields.iter().find(|field| field.id() == id).cloned())
    }

    /// Whether this is the column that names the record.
    pub(super) fn is_title(self, id: &str) -> bool {
        self.def.with_value(|def| def.title().is_some_and(|title| *title.id == *id))
    }

    pub(super) fn row(self, at: usize) -> Option<Arc<Record>> {
        self.rows.with(|rows| rows.0.get(at).cloned())
    }

    fn row_now(self, at: usize) -> Option<Arc<Record>> {
        self.rows.with_untracked(|rows| rows.0.get(at).cloned())
    }

    pub(super) fn key(self, at: usize) -> String {
        self.row(at).map_or_else(String::new, |row| row.id.to_string())
    }

    pub(super) fn name(self, at: usize) -> String {
        self.row(at).map_or_else(String::new, |row| use_replica().read(|replica| title_or_id(replica, &row)))
    }

    pub(super) fn live(self, id: Id) -> Memo<Option<Arc<Record>>> {
        live_record(use_replica(), self.entity(), move || Some(id))
    }

    pub(super) fn page_of(self, id: Id) -> String {
        self.def.with_value(|def| format!("/{}/{id}", def.plural))
    }

    // Opening

    pub(super) fn open_row(self, at: usize) {
        if let Some(row) = self.row_now(at) {
            self.active.set(at);
            self.address.set(&[("open", Some(row.id.to_string()))]);
        }
    }

    pub(super) fn close(self) {
        self.address.set(&[("open", None)]);
        self.focus_row();
    }

    /// Gives the focus back to the row that has it.
    pub(super) fn focus_row(self) {
        let at = self.active.get_untracked();
        request_animation_frame(move || {
            let found = document().query_selector(&format!(".list__grid [data-index='{at}']")).ok().flatten();
            if let Some(row) = found.and_then(dom::html) {
                dom::focus_quietly(&row);
            }
        });
    }

    // Keys

    pub(super) fn press_key(self, at: usize, ev: &ev::KeyboardEvent) {
        if ev.ctrl_key() || ev.meta_key() || ev.alt_key() {
            return;
        }
        let last = self.columns.with_untracked(Vec::len).saturating_sub(1);
        match ev.key().as_str() {
            "ArrowRight" => self.cursor.update(|at| *at = (*at + 1).min(last)),
            "ArrowLeft" => self.cursor.update(|at| *at = at.saturating_sub(1)),
            "F2" => self.edit_row(at),
            "o" => self.go_to(at),
            "Delete" | "#" => super::bulk::delete_some(self, at),
            "j" | "k" | "ArrowDown" | "ArrowUp" => {
                // The record beside follows the row, as in a mail client. The grid moves first.
                if self.open.get_untracked().is_some() && !ev.shift_key() {
                    request_animation_frame(move || self.peek_active());
                }
                return;
            }
            _ => return,
        }
        ev.prevent_default();
    }

    fn peek_active(self) {
        if let Some(row) = self.row_now(self.active.get_untracked()) {
            self.address.amend(&[("open", Some(row.id.to_string()))]);
        }
    }

    pub(super) fn go_to(self, at: usize) {
        if let Some(row) = self.row_now(at) {
            self.address.go(self.page_of(row.id));
        }
    }

    // Editing

    /// Edits the cell under the cursor, or the nearest one after it that can be edited.
    pub(super) fn edit_row(self, at: usize) {
        let columns = self.columns.get_untracked();
        let from = self.cursor.get_untracked();
        let can = |id: &&String| self.field(id).is_some_and(|field| field.is_entered());
        let found = columns.iter().skip(from).chain(columns.iter().take(from)).find(can).cloned();
        if let (Some(column), Some(row)) = (found, self.row_now(at)) {
            self.edit(&row, column);
        }
    }

    pub(super) fn edit(self, row: &Record, column: String) {
        let editable = self.field(&column).is_some_and(|field| field.is_entered());
        if editable && crate::record::may_update(use_replica(), row) {
            self.columns.with_untracked(|columns| {
                if let Some(at) = columns.iter().position(|id| *id == column) {
                    self.cursor.set(at);
                }
            });
            self.editing.set(Some((row.id, column)));
        }
    }

    /// A second press on a cell edits it.
    pub(super) fn double_press(self, ev: &ev::MouseEvent) {
        let target = ev.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let cell = target.and_then(|target| target.closest("[data-column]").ok().flatten());
        let Some(cell) = cell else { return };
        let row = cell.get_attribute("data-row").and_then(|row| row.parse().ok()).and_then(|row| self.row_now(row));
        if let (Some(row), Some(column)) = (row, cell.get_attribute("data-column")) {
            self.edit(&row, column);
        }
    }

    // Filtering

    pub(super) fn is_filtered(self) -> bool {
        !self.filter.read().is_everything()
    }

    pub(super) fn set_filter(self, filter: &Filter) {
        let text = filter.to_string();
        self.active.set(0);
        self.address.set(&[("filter", (!filter.is_everything()).then_some(text))]);
    }

    /// Changes the filter while somebody types: no step in the history for every letter.
    pub(super) fn amend_filter(self, filter: &Filter) {
        let text = filter.to_string();
        self.active.set(0);
        self.address.amend(&[("filter", (!filter.is_everything()).then_some(text))]);
    }

    pub(super) fn clear_filter(self) {
        self.set_filter(&Filter::default());
    }

    pub(super) fn focus_text(self) {
        if let Some(input) = self.text_input.get_untracked() {
            let _ = input.focus();
            input.select();
        }
    }

    /// Keeps the top of the list for the next start, whenever the list has come to rest.
    pub(super) fn keep_top(self) {
        let replica = use_replica();
        let timer = StoredValue::new_local(None::<TimeoutHandle>);
        let clear = move || {
            if let Some(timer) = timer.try_update_value(Option::take).flatten() {
                timer.clear();
            }
        };
        Effect::new(move || {
            let order = self.def.with_value(|def| order(def, self.sort.get()));
            let rows = self.rows.get();
            clear();
            // The top of a part is not the top of all.
            if !replica.loaded().get()
                || self.is_filtered()
                || !self.page.with_value(|page| page.within).read().is_everything()
            {
                return;
            }
            let keep = move || replica.keep_top(&self.entity(), &order, &rows.0);
            timer.set_value(set_timeout_with_handle(keep, REST).ok());
        });
        on_cleanup(clear);
    }

    /// The ids selected, in the order of the list.
    pub(super) fn selected(self) -> Vec<Id> {
        self.selection.with_untracked(|selection| {
            let chosen = |row: &&Arc<Record>| selection.contains(&row.id.to_string());
            self.rows.with_untracked(|rows| rows.0.iter().filter(chosen).map(|row| row.id).collect())
        })
    }

    /// Filter, sorting and columns as the address's query: what a saved view keeps.
    pub(super) fn query_string(self) -> String {
        let query = Query {
            sort: query_sort(self.sort.get_untracked()),
            filter: self.filter.get_untracked(),
            ..Query::new(self.entity())
        };
        let columns = self.columns.with_untracked(|columns| columns.join(","));
        match query.to_query_string() {
            empty if empty.is_empty() => format!("columns={columns}"),
            some => format!("{some}&columns={columns}"),
        }
    }
}

/// How a list is sorted until somebody says otherwise.
fn usual_sort(def: &EntityDef) -> Option<Sort> {
    let title = || def.title().map(|title| Sort { column: title.id.to_string(), descending: false });
    usual_date(&def.name).map(|(column, descending)| Sort { column: column.to_owned(), descending }).or_else(title)
}

/// How the list is sorted, in step with the address both ways; the address says nothing of what is usual.
fn sorting(address: Address, usual: Option<Sort>) -> RwSignal<Option<Sort>> {
    let own = usual.clone();
    let read = move |text: Option<String>| {
        let said = text.map(|text| match text.split(',').next().unwrap_or_default().strip_prefix('-') {
            Some(column) => Sort { column: column.to_owned(), descending: true },
            None => Sort { column: text.split(',').next().unwrap_or_default().to_owned(), descending: false },
        });
        said.or_else(|| usual.clone())
    };
    let sort = RwSignal::new(read(address.now("sort")));
    Effect::new(move || {
        let wanted = read(address.get("sort"));
        if sort.with_untracked(|sort| *sort != wanted) {
            sort.set(wanted);
        }
    });
    Effect::new(move |before: Option<()>| {
        let said = sort.get().filter(|sort| Some(sort) != own.as_ref());
        let text = said.map(|sort| QuerySort { field: sort.column.into(), descending: sort.descending }.to_string());
        if before.is_some() && text != address.now("sort") {
            address.set(&[("sort", text)]);
        }
    });
    sort
}

fn query_sort(sort: Option<Sort>) -> Vec<QuerySort> {
    sort.into_iter().map(|sort| QuerySort { field: sort.column.into(), descending: sort.descending }).collect()
}

/// The sorting as it stands in the address: nothing of the usual one.
fn order(def: &EntityDef, sort: Option<Sort>) -> String {
    let usual = usual_sort(def);
    query_sort(sort.filter(|sort| Some(sort) != usual.as_ref())).first().map(ToString::to_string).unwrap_or_default()
}

/// A query that is ready to run; equal only to itself.
#[derive(Debug, Clone)]
struct Ready(Arc<Prepared>);

impl PartialEq for Ready {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// The list's query, made ready whenever filter or sorting change.
fn prepare(
    replica: ReplicaHandle,
    entity: Name,
    filter: Memo<Filter>,
    within: Signal<Filter>,
    sort: RwSignal<Option<Sort>>,
) -> Memo<Result<Ready, QueryError>> {
    Memo::new(move |_| {
        let schema = schema(replica);
        let filter = within.get().and(filter.get());
        let query = Query { sort: query_sort(sort.get()), filter, ..Query::new(entity.clone()) };
        let viewer = replica.read(viewer);
        query.prepare(&schema, &viewer).map(|prepared| Ready(Arc::new(prepared)))
    })
}

/// How many records a list is about.
fn count_within(replica: &Replica, entity: &Name, within: &Filter) -> usize {
    if within.is_everything() {
        return replica.rows(entity).len();
    }
    let query = Query::new(entity.clone()).filter(within.clone()).page(0, 0);
    query.prepare(replica.schema(), &viewer(replica)).map_or(0, |prepared| prepared.run(replica).total)
}

/// The rows, kept up to date. A query that cannot be answered shows nothing; the bar says why.
fn run(
    replica: ReplicaHandle,
    def: StoredValue<EntityDef>,
    prepared: Memo<Result<Ready, QueryError>>,
    filter: Memo<Filter>,
    sort: RwSignal<Option<Sort>>,
) -> Memo<Rows> {
    let entity = def.with_value(|def| def.name.clone());
    Memo::new(move |_| {
        replica.follow(&[&entity]);
        let Ok(Ready(prepared)) = prepared.get() else { return Rows::default() };
        let names: Vec<&str> = prepared.entities().iter().map(AsRef::as_ref).collect();
        replica.follow(&names);
        let timer = Timer::start("query.run");
        let answer = replica.read(|replica: &Replica| prepared.run(replica));
        timer.stop();
        let order = def.with_value(|def| order(def, sort.get()));
        Rows(Arc::new(match replica.top(&entity) {
            Some(_) if !filter.read().is_everything() => Vec::new(),
            Some(top) => top.of(answer.rows, &order),
            None if order.is_empty() && &*entity == Opportunity::ENTITY_NAME => {
                replica.follow(&[Stage::ENTITY_NAME]);
                replica.read(|replica| open_first(replica, answer.rows))
            }
            None => answer.rows,
        }))
    })
}

/// Deals that are still to be won, then those that are closed, the latest first.
fn open_first(replica: &Replica, rows: Vec<Arc<Record>>) -> Vec<Arc<Record>> {
    let (mut rows, closed): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| !is_closed(replica, row));
    rows.extend(closed.into_iter().rev());
    rows
}

/// A column of the grid for a field.
fn column(def: StoredValue<EntityDef>, fields: StoredValue<Vec<RecordField>>, id: &str) -> Option<Column> {
    let field = fields.with_value(|fields| fields.iter().find(|field| field.id() == id).cloned())?;
    let is_title = def.with_value(|def| def.title().is_some_and(|title| *title.id == *id));
    let column = Column::new(id, field.label(), width_of(&field.def.kind));
    let column = if is_title { Column { width: 240.0, ..column }.grows() } else { column };
    let sorts = !matches!(
        field.def.kind,
        FieldType::LongText
            | FieldType::Address
            | FieldType::File
            | FieldType::Unknown
            | FieldType::Links { .. }
            | FieldType::MultiChoice { .. }
    );
    let align = if table_is_number(&field.def.kind) { Align::End } else { Align::Start };
    Some(Column { align, sorts, ..column })
}

const fn width_of(kind: &FieldType) -> f64 {
    match kind {
        FieldType::Flag => 80.0,
        FieldType::Number { .. } | FieldType::Date => 112.0,
        FieldType::Money | FieldType::Choice { .. } | FieldType::DateTime | FieldType::Computed(_) => 128.0,
        FieldType::Phone => 144.0,
        FieldType::Text { .. } | FieldType::Link { .. } | FieldType::MultiChoice { .. } | FieldType::Url => 168.0,
        FieldType::Email
        | FieldType::Links { .. }
        | FieldType::LongText
        | FieldType::Address
        | FieldType::File
        | FieldType::Unknown => 208.0,
    }
}

/// *1,234 of 60,000*.
pub(super) fn count_words(list: ListState) -> String {
    let (shown, all) = (list.count.get(), list.all().get());
    crate::i18n::t_with("list-count-of", &[("shown", as_number(shown).into()), ("all", as_number(all).into())])
}
