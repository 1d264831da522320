//! A table of what goes together: a column for each attribute, a row for each combination.

use super::{
    desk::Desk,
    fields::{attributes, select},
    rules::several,
    source::text_of,
};
use crate::{
    i18n::{t, t_with},
    record::as_number,
    services::{say_problem, use_workshop},
    ui::{Button, Choice, Glyph, IconButton, TextField},
};
use leptos::{html::Input, prelude::*, task::spawn_local};
use protocol::{
    FillTable,
    product::draft::{Draft, Known, KnownKind},
};
use serde_json::{Value, json};
use std::sync::Arc;

/// Rows that are shown at once.
const SHOWN: usize = 60;

/// A table of the draft, as handles.
#[derive(Clone, Copy)]
struct Table {
    desk: Desk,
    /// The rule.
    rule: StoredValue<String>,
    known: Memo<Arc<Vec<Known>>>,
    columns: Memo<Vec<String>>,
}

impl Table {
    fn place(self, rest: &str) -> String {
        self.rule.with_value(|rule| format!("{rule}/says/table{rest}"))
    }

    /// What is known of the attribute of a column.
    fn known(self, column: usize) -> Signal<Option<Known>> {
        Signal::derive(move || {
            let id = self.columns.with(|columns| columns.get(column).cloned())?;
            self.known.with(|known| known.iter().find(|known| known.id == id).cloned())
        })
    }

    /// A new column is open to everything in every row.
    fn add_column(self) {
        let used = self.columns.get_untracked();
        let free = self
            .known
            .with_untracked(|known| known.iter().find(|known| !used.contains(&known.id)).map(|known| known.id.clone()));
        let Some(free) = free else { return };
        self.desk.edit(|draft| {
            draft.push(&self.place("/columns"), Value::from(free));
            for row in 0..draft.len(&self.place("/rows")) {
                draft.push(&self.place(&format!("/rows/{row}")), Value::from("*"));
            }
        });
    }

    fn remove_column(self, column: usize) {
        self.desk.edit(|draft| {
            for row in 0..draft.len(&self.place("/rows")) {
                draft.remove(&self.place(&format!("/rows/{row}/{column}")));
            }
            draft.remove(&self.place(&format!("/columns/{column}")));
        });
    }

    /// Another attribute: what stood in the column meant options of the one before.
    fn set_column(self, column: usize, id: &str) {
        self.desk.edit(|draft| {
            draft.set(&self.place(&format!("/columns/{column}")), Some(Value::from(id)));
            for row in 0..draft.len(&self.place("/rows")) {
                draft.set(&self.place(&format!("/rows/{row}/{column}")), Some(Value::from("*")));
            }
        });
    }

    fn add_row(self) {
        let cells = self.columns.with_untracked(|columns| vec!["*"; columns.len()]);
        self.desk.edit(|draft| draft.push(&self.place("/rows"), json!(cells)));
    }
}

/// The editor of a table rule.
pub(super) fn table(desk: Desk, rule: &str) -> AnyView {
    let known = desk.known(rule);
    let rule = StoredValue::new(rule.to_owned());
    let columns = Memo::new(move |_| {
        let place = rule.with_value(|rule| format!("{rule}/says/table/columns"));
        desk.read(|draft| draft.texts(&place))
    });
    let table = Table { desk, rule, known, columns };
    let count = Memo::new(move |_| columns.read().len());
    let rows = desk.len(&table.place("/rows"));
    let shown = RwSignal::new(SHOWN);
    let some = Memo::new(move |_| rows.get().min(shown.get()));
    let more = move || {
        let over = rows.get().saturating_sub(some.get());
        let words = t_with("modeller-more", &[("count", as_number(over).into())]);
        (over > 0).then(|| view! { <Button on_press=move |()| shown.update(|shown| *shown += 200)>{words}</Button> })
    };
    let full = Signal::derive(move || count.get() >= known.read().len());
    view! {
        <section class="modeller-form__part">
            <h3 class="modeller-form__heading" id="modeller-table">{move || t_with("modeller-table-rows", &[("count", as_number(rows.get()).into())])}</h3>
            <div class="record-table modeller-table">
                <table aria-labelledby="modeller-table">
                    <thead><tr>
                        <For each=move || 0..count.get() key=|at| *at children=move |at| head(table, at, count) />
                        <th scope="col"><span class="visually-hidden">{t("record-actions")}</span></th>
                    </tr></thead>
                    <tbody><For each=move || 0..some.get() key=|at| *at children=move |at| row(table, at, count) /></tbody>
                </table>
            </div>
            <div class="modeller-form__actions">
                <Button icon=Glyph::Plus on_press=move |()| table.add_row()>{t("modeller-row-add")}</Button>
                <Button icon=Glyph::Columns disabled=full on_press=move |()| table.add_column()>{t("modeller-column-add")}</Button>
                {more}
            </div>
            {from_csv(table)}
        </section>
    }
    .into_any()
}

fn head(table: Table, at: usize, count: Memo<usize>) -> AnyView {
    let chosen = Memo::new(move |_| table.columns.with(|columns| columns.get(at).cloned().unwrap_or_default()));
    let all = attributes(table.known, chosen);
    let free = Signal::derive(move || {
        let used = table.columns.read();
        let chosen = chosen.read();
        all.get()
            .into_iter()
            .filter(|choice| choice.value == *chosen || !used.contains(&choice.value))
            .collect::<Vec<Choice>>()
    });
    let few = Signal::derive(move || count.get() < 2);
    view! {
        <th scope="col">
            <div class="modeller-table__head">
                {select(t("modeller-attribute"), true, chosen, free, None, move |id| table.set_column(at, &id))}
                <IconButton glyph=Glyph::Cross label=t("modeller-column-less") disabled=few on_press=move || table.remove_column(at) />
            </div>
        </th>
    }
    .into_any()
}

fn row(table: Table, at: usize, count: Memo<usize>) -> AnyView {
    let remove = move || table.desk.remove(&table.place(&format!("/rows/{at}")));
    view! {
        <tr>
            <For each=move || 0..count.get() key=|column| *column children=move |column| cell(table, at, column) />
            <td class="modeller-options__menu"><IconButton glyph=Glyph::Trash label=t("modeller-row-less") on_press=remove /></td>
        </tr>
    }
    .into_any()
}

fn cell(table: Table, row: usize, column: usize) -> AnyView {
    let known = table.known(column);
    let place = table.place(&format!("/rows/{row}/{column}"));
    let own = StoredValue::new(place);
    let chosen = Signal::derive(move || {
        let texts = own.with_value(|place| table.desk.read(|draft| draft.texts(place)));
        texts.into_iter().filter(|option| option != "*").collect::<Vec<_>>()
    });
    let put = move |options: Vec<String>| {
        let cell = match options.as_slice() {
            [] => Value::from("*"),
            [one] => Value::from(one.as_str()),
            _ => json!(options),
        };
        own.with_value(|place| table.desk.put(place, Some(cell)));
    };
    let is_number =
        Memo::new(move |_| known.with(|known| known.as_ref().is_none_or(|known| known.kind == KnownKind::Number)));
    let name =
        Signal::derive(move || known.with(|known| known.as_ref().map(|known| known.name.clone()).unwrap_or_default()));
    let label = move || t_with("modeller-cell", &[("name", name.get().into()), ("row", as_number(row + 1).into())]);
    let field = move || {
        if is_number.get() { numbers(label(), chosen, put) } else { several(untrack(label), known, chosen, put) }
    };
    view! { <td>{field}</td> }.into_any()
}

/// Numbers, with commas between them; any where none stands.
fn numbers(label: String, chosen: Signal<Vec<String>>, put: impl Fn(Vec<String>) + Send + Sync + 'static) -> AnyView {
    let value = RwSignal::new(String::new());
    Effect::new(move || value.set(chosen.read().join(", ")));
    let done = move |typed: String| {
        put(typed
            .split(',')
            .map(|part| part.trim().to_owned())
            .filter(|part| !part.is_empty() && part != "*")
            .collect());
    };
    view! { <TextField label hide_label=true placeholder=t("modeller-any") value autocomplete="off" on_change=done /> }
        .into_any()
}

/// Takes the table of a file.
fn from_csv(table: Table) -> AnyView {
    let (workshop, problem) = (use_workshop(), RwSignal::new(None::<String>));
    let input = NodeRef::<Input>::new();
    let take = move |_| {
        let Some(file) = input.get_untracked().and_then(|input| input.files()).and_then(|files| files.get(0)) else {
            return;
        };
        let (source, rule) = (table.desk.peek(Draft::write), table.rule.get_value());
        spawn_local(async move {
            let Some(csv) = text_of(&file).await else { return };
            match workshop.ask(FillTable { source, rule, csv }).await {
                Ok(filled) => {
                    problem.set(None);
                    if let Ok(draft) = Draft::read(&filled.source) {
                        table.desk.edit(|own| *own = draft);
                    }
                }
                Err(problems) => problem.set(problems.first().map(say_problem)),
            }
        });
    };
    view! {
        <label class="modeller-file">
            <span class="field__label">{t("modeller-csv")}</span>
            <input class="input" type="file" accept=".csv,text/csv" node_ref=input on:change=take />
            <span class="field__hint">{t("modeller-csv-hint")}</span>
        </label>
        {move || problem.get().map(|words| view! { <p class="field__problem" role="alert">{words}</p> })}
    }
    .into_any()
}
