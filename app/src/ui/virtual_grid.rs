//! A long table of records: columns, sorting, selection, keyboard; only what is near the eye is in the page.

#![allow(clippy::large_types_passed_by_value, reason = "a grid is handles, and most of their bytes are for debugging")]

use super::{
    Checkbox, Glyph, Icon,
    dom::{is_control, px, remember, remembered, use_keys_from_nowhere},
    virtual_list::{Focus, step, with_active},
    virtual_scroll::{Virtual, use_virtual},
};
use crate::i18n::{t, t_with};
use leptos::{ev, html::Div, prelude::*};
use std::collections::HashSet;

/// How far a column that grows may shrink, as a part of its width.
const LEAST: f64 = 0.6;
/// What a grid's selection column and padding take beside its columns, in CSS pixels, at most.
const BESIDE: f64 = 84.0;
/// The narrowest a column can be drawn, in CSS pixels.
const NARROWEST: f64 = 56.0;

/// Which side a column's text keeps to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// Words.
    #[default]
    Start,
    /// Numbers and money.
    End,
}

/// A column of a grid.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// Its value.
    pub key: String,
    /// Its words.
    pub title: String,
    /// Its width in CSS pixels until the person draws another.
    pub width: f64,
    /// Which side its text keeps to.
    pub align: Align,
    /// Whether a press on its head sorts.
    pub sorts: bool,
    /// Takes the space that is left.
    pub grows: bool,
    /// Shown only while the grid is at least this wide, in CSS pixels. A column with a limit also goes when the
    /// columns together do not fit, the last one first.
    pub from: f64,
}

impl Column {
    /// A column of words that sorts.
    pub fn new(key: impl Into<String>, title: impl Into<String>, width: f64) -> Self {
        Self { key: key.into(), title: title.into(), width, align: Align::Start, sorts: true, grows: false, from: 0.0 }
    }

    /// Keeps its text to the end, for numbers.
    #[must_use]
    pub fn end(mut self) -> Self {
        self.align = Align::End;
        self
    }

    /// Takes the space that is left.
    #[must_use]
    pub fn grows(mut self) -> Self {
        self.grows = true;
        self
    }

    /// Cannot sort.
    #[must_use]
    pub fn unsorted(mut self) -> Self {
        self.sorts = false;
        self
    }

    /// Shown only while the grid is at least so wide.
    #[must_use]
    pub fn from(mut self, width: f64) -> Self {
        self.from = width;
        self
    }
}

/// By which column rows are sorted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sort {
    /// The column's key.
    pub column: String,
    /// Largest first.
    pub descending: bool,
}

/// A cell to show.
#[derive(Clone)]
pub struct Cell {
    /// The row's place, from 0.
    pub row: usize,
    /// The column's key.
    pub column: String,
    /// Whether its row holds the focus of the grid.
    pub active: Signal<bool>,
}

/// Everything a grid knows, as handles.
#[derive(Clone, Copy)]
struct Grid {
    space: Virtual,
    shown: Memo<Vec<Column>>,
    current: MaybeProp<String>,
    widths: RwSignal<Vec<(String, f64)>>,
    memory: StoredValue<Option<String>>,
    count: Signal<usize>,
    key: Callback<usize, String>,
    name: Option<Callback<usize, String>>,
    cell: Callback<Cell, AnyView>,
    active: RwSignal<usize>,
    selection: Option<RwSignal<HashSet<String>>>,
    anchor: StoredValue<usize>,
    sort: Option<RwSignal<Option<Sort>>>,
    focus: Focus,
    on_open: Option<Callback<usize>>,
    on_edit: Option<Callback<usize>>,
    on_key: Option<Callback<(usize, ev::KeyboardEvent)>>,
}

/// A virtual `grid`.
///
/// Arrow keys, j and k, Home, End, Page Up and Page Down move; Enter opens, `e` edits, `x` selects, Shift extends,
/// Ctrl/Cmd-A selects all, Escape selects none. The row that has the focus keeps it while rows come and go.
#[allow(clippy::implicit_hasher, reason = "a signal's type is one type")]
#[component]
pub fn VirtualGrid(
    /// The grid's name.
    #[prop(into)]
    label: Signal<String>,
    /// The columns, in order.
    #[prop(into)]
    columns: Signal<Vec<Column>>,
    /// How many rows there are.
    #[prop(into)]
    count: Signal<usize>,
    /// The identity of a row, for selection.
    #[prop(into)]
    key: Callback<usize, String>,
    /// Shows a cell; read again when a signal in it changes.
    #[prop(into)]
    cell: Callback<Cell, AnyView>,
    /// The name of a row, for its checkbox.
    #[prop(optional, into)]
    name: Option<Callback<usize, String>>,
    /// The rows selected, by identity, both ways; without it nothing can be selected.
    #[prop(optional, into)]
    selection: Option<RwSignal<HashSet<String>>>,
    /// The sorting, both ways; without it no head sorts.
    #[prop(optional, into)]
    sort: Option<RwSignal<Option<Sort>>>,
    /// The row that holds the focus of the grid, both ways.
    #[prop(optional)]
    active: RwSignal<usize>,
    /// The identity of the record that is open beside the grid.
    #[prop(optional, into)]
    current: MaybeProp<String>,
    /// Under which name drawn column widths are remembered on this device.
    #[prop(optional, into)]
    memory: Option<String>,
    /// Enter or a press on a row.
    #[prop(optional, into)]
    on_open: Option<Callback<usize>>,
    /// `e` on a row.
    #[prop(optional, into)]
    on_edit: Option<Callback<usize>>,
    /// Any other key on a row; prevent its default to claim it.
    #[prop(optional, into)]
    on_key: Option<Callback<(usize, ev::KeyboardEvent)>>,
    /// What stands there when there are no rows.
    #[prop(optional, into)]
    empty: ViewFn,
) -> impl IntoView {
    let space = use_virtual(count);
    let widths = RwSignal::new(memory.as_deref().map(read_widths).unwrap_or_default());
    let beside = Memo::new(move |_| current.with(Option::is_some));
    let shown = Memo::new(move |_| fitting(columns.get(), space.width.get(), &widths.read(), beside.get()));
    let memory = StoredValue::new(memory);
    let (anchor, body) = (StoredValue::new(0), NodeRef::new());
    let rows = Memo::new(move |_| with_active(space.rows(), active.get(), count.get()));
    let focus = Focus::new(body, active, rows, count);
    let grid = Grid {
        space,
        shown,
        current,
        widths,
        memory,
        count,
        key,
        name,
        cell,
        active,
        selection,
        anchor,
        sort,
        focus,
        on_open,
        on_edit,
        on_key,
    };
    use_keys_from_nowhere(count, move || grid.go(active.get_untracked()));
    frame(grid, table(grid, label, rows, body), empty)
}

impl Grid {
    fn width_of(self, column: &Column) -> f64 {
        self.widths.with(|widths| drawn(column, widths))
    }

    /// The CSS grid template: the selection column, then each column's own or drawn width.
    fn template(self) -> String {
        let mut template = if self.selection.is_some() { "var(--grid-select)".to_owned() } else { String::new() };
        for column in self.shown.get() {
            let width = self.width_of(&column);
            let track = if column.grows { format!("minmax({}px, 1fr)", width * LEAST) } else { px(width) };
            template.push(' ');
            template.push_str(&track);
        }
        template
    }

    /// The width below which the grid scrolls sideways, without the selection column.
    fn least(self) -> String {
        let least = |c: &Column| self.width_of(c) * if c.grows { LEAST } else { 1.0 };
        px(self.shown.read().iter().map(least).sum())
    }

    fn draw_width(self, key: &str, width: f64) {
        let width = width.max(NARROWEST).round();
        self.widths.update(|widths| {
            widths.retain(|(k, _)| k != key);
            widths.push((key.to_owned(), width));
        });
        self.memory.with_value(|memory| {
            if let Some(memory) = memory {
                write_widths(memory, &self.widths.get_untracked());
            }
        });
    }

    fn go(self, index: usize) {
        self.active.set(index);
        self.space.reveal(index);
        self.focus.soon(index);
    }

    fn is_selected(self, index: usize) -> bool {
        self.selection.is_some_and(|s| index < self.count.get() && s.with(|s| s.contains(&self.key.run(index))))
    }

    fn toggle(self, index: usize) {
        self.anchor.set_value(index);
        let key = self.key.run(index);
        if let Some(selection) = self.selection {
            selection.update(|s| {
                if !s.remove(&key) {
                    s.insert(key);
                }
            });
        }
    }

    /// Selects everything between the last single selection and this row.
    fn extend(self, to: usize) {
        let from = self.anchor.get_value();
        let keys: Vec<String> = (from.min(to)..=from.max(to)).map(|index| self.key.run(index)).collect();
        if let Some(selection) = self.selection {
            selection.update(|s| s.extend(keys));
        }
    }

    fn select_all(self, all: bool) {
        if let Some(selection) = self.selection {
            let keys = if all { self.count.get_untracked() } else { 0 };
            selection.set((0..keys).map(|index| self.key.run(index)).collect());
        }
    }

    fn press_key(self, ev: &ev::KeyboardEvent) {
        let at = self.active.get_untracked();
        if is_control(ev.target()) || self.count.get_untracked() == 0 {
            return;
        }
        if let Some(on_key) = self.on_key {
            on_key.run((at, ev.clone()));
        }
        if !ev.default_prevented() && self.claim(ev, at) {
            ev.prevent_default();
            ev.stop_propagation();
        }
    }

    /// Does what a key means. Says whether it means anything.
    fn claim(self, ev: &ev::KeyboardEvent, at: usize) -> bool {
        if let Some(to) = step(ev, at, self.count.get_untracked(), self.space.page()) {
            if ev.shift_key() {
                self.extend(to);
            }
            self.go(to);
            return true;
        }
        let command = ev.ctrl_key() || ev.meta_key();
        let some = self.selection.is_some_and(|s| s.with_untracked(|s| !s.is_empty()));
        match (ev.key().as_str(), self.on_open, self.on_edit) {
            ("Enter", Some(open), _) if !command => open.run(at),
            ("e", _, Some(edit)) if !command => edit.run(at),
            ("x", ..) if !command && self.selection.is_some() => self.toggle(at),
            ("a", ..) if command && self.selection.is_some() => self.select_all(true),
            ("Escape", ..) if some => self.select_all(false),
            _ => return false,
        }
        true
    }

    fn press_row(self, ev: &ev::MouseEvent, index: usize) {
        if is_control(ev.target()) {
            return;
        }
        self.active.set(index);
        if ev.shift_key() {
            self.extend(index);
        } else if ev.ctrl_key() || ev.meta_key() {
            self.toggle(index);
        } else if let Some(open) = self.on_open {
            open.run(index);
        }
    }
}

/// The columns that a grid of this width shows. Before the width is known, all. Those with a limit go when they do
/// not fit, the last one first; beside an open record all but the first may go.
fn fitting(mut columns: Vec<Column>, width: f64, widths: &[(String, f64)], beside: bool) -> Vec<Column> {
    if width == 0.0 {
        return columns;
    }
    columns.retain(|c| c.from <= width);
    let taken = |c: &Column| drawn(c, widths) * if c.grows { LEAST } else { 1.0 };
    while columns.iter().map(taken).sum::<f64>() + BESIDE > width {
        let Some(last) = columns.iter().rposition(|c| c.from > 0.0 || beside).filter(|at| *at > 0) else { break };
        columns.remove(last);
    }
    columns
}

fn drawn(column: &Column, widths: &[(String, f64)]) -> f64 {
    widths.iter().find(|(key, _)| *key == column.key).map_or(column.width, |(_, width)| *width)
}

/// What scrolls, around the table or what stands in its place.
fn frame(grid: Grid, table: AnyView, empty: ViewFn) -> AnyView {
    let Grid { space, count, .. } = grid;
    view! {
        <div
            class="grid"
            node_ref=space.scroller
            on:scroll=move |_| space.scrolled()
            style=("--columns", move || grid.template())
            style=("--least", move || grid.least())
        >
            <div class="grid__probe" aria-hidden="true" node_ref=space.probe></div>
            {table}
            {move || (count.get() == 0).then(|| view! { <div class="grid__empty">{empty.run()}</div> })}
        </div>
    }
    .into_any()
}

/// Head and rows, as the table that they are.
fn table(grid: Grid, label: Signal<String>, rows: Memo<Vec<usize>>, body: NodeRef<Div>) -> AnyView {
    let Grid { space, shown, count, selection, focus, .. } = grid;
    view! {
        <div
            class="grid__table"
            role="grid"
            aria-label=label
            aria-rowcount=move || count.get().to_string()
            aria-colcount=move || (shown.read().len() + usize::from(selection.is_some())).to_string()
            aria-multiselectable=selection.map(|_| "true")
            on:keydown=move |ev| grid.press_key(&ev)
        >
            <div class="grid__head" role="rowgroup">{move || head(grid)}</div>
            <div
                class="grid__body"
                role="rowgroup"
                node_ref=body
                style:height=move || space.total()
                on:focusin=move |_| focus.came()
                on:focusout=move |ev| focus.left(&ev)
            >
                <For each=move || rows.get() key=|index| *index children=move |index| row(grid, index) />
            </div>
        </div>
    }
    .into_any()
}

fn head(grid: Grid) -> AnyView {
    let all = move || {
        let some = grid.selection.map_or(0, |s| s.with(HashSet::len));
        (some > 0 && some >= grid.count.get(), some > 0 && some < grid.count.get())
    };
    let select = grid.selection.map(|_| {
        view! {
            <div class="grid__cell grid__cell--select" role="columnheader">
                <Checkbox
                    label=t("ui-select-all")
                    hide_label=true
                    checked=Signal::derive(move || all().0)
                    mixed=Signal::derive(move || all().1)
                    on_change=move |on| grid.select_all(on)
                />
            </div>
        }
    });
    let node = NodeRef::<Div>::new();
    node.on_load(move |head: web_sys::HtmlDivElement| grid.space.head.set(f64::from(head.offset_height())));
    let columns = grid.shown.get().into_iter().map(|column| head_cell(grid, &column)).collect_view();
    view! { <div class="grid__row grid__row--head" role="row" node_ref=node>{select}{columns}</div> }.into_any()
}

fn head_cell(grid: Grid, column: &Column) -> AnyView {
    let own = StoredValue::new(column.key.clone());
    let state = move || {
        let sort = grid.sort.and_then(|s| s.get());
        sort.filter(|s| own.with_value(|own| s.column == *own)).map(|s| s.descending)
    };
    let aria = move || match state() {
        Some(true) => Some("descending"),
        Some(false) => Some("ascending"),
        None => None,
    };
    let mark =
        move || state().map(|down| view! { <Icon glyph=if down { Glyph::ArrowDown } else { Glyph::ArrowUp } /> });
    let press = move |_| {
        if let Some(sort) = grid.sort {
            let descending = state() == Some(false);
            sort.set(Some(Sort { column: own.get_value(), descending }));
        }
    };
    let title = column.title.clone();
    let words = match grid.sort.filter(|_| column.sorts) {
        Some(_) => view! { <button class="grid__sort" type="button" on:click=press>{title}{mark}</button> }.into_any(),
        None => view! { <span class="grid__title">{title}</span> }.into_any(),
    };
    view! {
        <div class=cell_class(column.align) role="columnheader" aria-sort=aria>
            {words}
            <span class="grid__grip" aria-hidden="true" on:pointerdown=move |ev| draw(grid, own, &ev)></span>
        </div>
    }
    .into_any()
}

/// Draws a column wider or narrower while the pointer is down on its edge.
fn draw(grid: Grid, column: StoredValue<String>, ev: &ev::PointerEvent) {
    ev.prevent_default();
    let key = column.get_value();
    let Some(start) = grid.shown.get_untracked().iter().find(|c| c.key == key).map(|c| grid.width_of(c)) else {
        return;
    };
    let from = f64::from(ev.client_x());
    let moved = window_event_listener(ev::pointermove, move |ev| {
        grid.draw_width(&column.get_value(), start + f64::from(ev.client_x()) - from);
    });
    let moved = StoredValue::new_local(Some(moved));
    let up = StoredValue::new_local(None::<WindowListenerHandle>);
    up.set_value(Some(window_event_listener(ev::pointerup, move |_| {
        for handle in [moved, up] {
            handle.try_update_value(|h| h.take().map(WindowListenerHandle::remove));
        }
    })));
}

fn row(grid: Grid, index: usize) -> AnyView {
    let active = Signal::derive(move || grid.active.get() == index);
    let selected = Memo::new(move |_| grid.is_selected(index));
    let current = Memo::new(move |_| {
        grid.current.get().is_some_and(|current| index < grid.count.get() && grid.key.run(index) == current)
    });
    let select = grid.selection.map(|_| {
        let label = move || {
            let name = grid.name.map_or_else(|| (index + 1).to_string(), |name| name.run(index));
            t_with("ui-select", &[("what", name.into())])
        };
        view! {
            <div class="grid__cell grid__cell--select" role="gridcell">
                <input
                    class="checkbox__input"
                    type="checkbox"
                    tabindex="-1"
                    aria-label=label
                    prop:checked=selected
                    on:click=move |ev| if ev.shift_key() { grid.extend(index) } else { grid.toggle(index) }
                />
            </div>
        }
    });
    let cells = move || {
        if index >= grid.count.get() {
            return ().into_any();
        }
        let cells = grid.shown.get().into_iter().map(|column| {
            let class = cell_class(column.align);
            let view = grid.cell.run(Cell { row: index, column: column.key, active });
            view! { <div class=class role="gridcell">{view}</div> }
        });
        cells.collect_view().into_any()
    };
    view! {
        <div
            class="grid__row"
            class:grid__row--active=active
            role="row"
            aria-current=move || current.get().then_some("true")
            aria-rowindex=(index + 1).to_string()
            aria-selected=grid.selection.map(|_| move || if selected.get() { "true" } else { "false" })
            data-index=index.to_string()
            tabindex=move || if active.get() { "0" } else { "-1" }
            style:transform=move || grid.space.shift(index)
            on:focus=move |_| grid.active.set(index)
            on:click=move |ev| grid.press_row(&ev, index)
        >
            {select}
            {cells}
        </div>
    }
    .into_any()
}

fn cell_class(align: Align) -> &'static str {
    match align {
        Align::Start => "grid__cell",
        Align::End => "grid__cell grid__cell--end",
    }
}

fn read_widths(memory: &str) -> Vec<(String, f64)> {
    let text = remembered(&format!("widths.{memory}")).unwrap_or_default();
    let pair = |pair: &str| pair.split_once('=').and_then(|(key, w)| Some((key.to_owned(), w.parse().ok()?)));
    text.split(';').filter_map(pair).collect()
}

fn write_widths(memory: &str, widths: &[(String, f64)]) {
    let text: Vec<String> = widths.iter().map(|(key, width)| format!("{key}={width}")).collect();
    remember(&format!("widths.{memory}"), &text.join(";"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn keys(columns: &[Column]) -> Vec<&str> {
        columns.iter().map(|c| c.key.as_str()).collect()
    }

    fn three() -> Vec<Column> {
        vec![
            Column::new("name", "Name", 200.0).grows(),
            Column::new("value", "Value", 100.0),
            Column::new("owner", "Owner", 150.0).from(300.0),
        ]
    }

    #[wasm_bindgen_test]
    fn columns_that_may_go_do_when_they_do_not_fit() {
        assert_eq!(keys(&fitting(three(), 0.0, &[], false)), ["name", "value", "owner"]);
        assert_eq!(keys(&fitting(three(), 460.0, &[], false)), ["name", "value", "owner"]);
        assert_eq!(keys(&fitting(three(), 450.0, &[], false)), ["name", "value"]);
        assert_eq!(keys(&fitting(three(), 200.0, &[], false)), ["name", "value"], "the rest scrolls sideways");
        assert_eq!(keys(&fitting(three(), 200.0, &[], true)), ["name"], "beside an open record");
    }

    #[wasm_bindgen_test]
    fn a_drawn_width_counts() {
        let drawn = [("value".to_owned(), 300.0)];
        assert_eq!(keys(&fitting(three(), 520.0, &drawn, false)), ["name", "value"]);
    }
}
