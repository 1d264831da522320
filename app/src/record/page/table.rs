//! A short table of records: their titles, a few columns, totals of money.

use super::more;
use crate::{
    record::{
        RecordField, amounts_words, entity_def,
        field::{Place, show},
        page_of, title_or_id,
    },
    services::{ReplicaHandle, use_replica},
    ui::{Button, ButtonKind},
};
use leptos::prelude::*;
use shared::{
    Name, Record, Value,
    query::Amounts,
    schema::{EntityDef, FieldType},
};
use std::sync::Arc;

/// Rows shown at first.
const FIRST: usize = 12;
/// Columns beside the title.
const COLUMNS: usize = 4;

/// Records that link somewhere: by their date, the latest first; those without one by title.
#[component]
pub fn LinkedTable(
    /// The table's name.
    #[prop(into)]
    label: String,
    /// Entity of the records.
    #[prop(into)]
    entity: Name,
    /// The field that is the same in all of them, and so has no column.
    #[prop(into)]
    without: Name,
    /// The records.
    rows: Signal<Vec<Arc<Record>>>,
) -> impl IntoView {
    let replica = use_replica();
    let Some(def) = entity_def(replica, &entity) else { return ().into_any() };
    let columns = StoredValue::new(columns(&def, &without));
    let title = def.title().map(|title| crate::record::words::field_word(&def.name, &title.id)).unwrap_or_default();
    let shown = RwSignal::new(FIRST);
    let dated =
        def.fields.iter().find(|field| field.flags.list && matches!(field.kind, FieldType::Date | FieldType::DateTime));
    let by_date = StoredValue::new(dated.map(|field| field.id.clone()));
    let sorted = Memo::new(move |_| {
        let mut rows = rows.get();
        match by_date.get_value() {
            Some(field) => {
                rows.sort_by_cached_key(|row| std::cmp::Reverse(row.value(&field).as_text().map(str::to_owned)));
            }
            None => rows.sort_by_cached_key(|row| replica.read(|replica| replica.schema().title(row).to_lowercase())),
        }
        super::linked::Rows(rows)
    });
    let heads = columns.with_value(|all| {
        all.iter().map(|field| view! { <th scope="col" class=side(field)>{field.label()}</th> }).collect_view()
    });
    let body =
        move || sorted.get().0.into_iter().take(shown.get()).map(|row| line(replica, &row, columns)).collect_view();
    let rest = move || {
        let left = sorted.read().0.len().saturating_sub(shown.get());
        (left > 0).then(|| view! { <Button kind=ButtonKind::Quiet on_press=move |()| shown.update(|n| *n += 100)>{more(left)}</Button> })
    };
    view! {
        <div class="record-table">
            <table aria-label=label>
                <thead><tr><th scope="col">{title}</th>{heads}</tr></thead>
                <tbody>{body}</tbody>
                {move || foot(&sorted.read().0, columns)}
            </table>
            {rest}
        </div>
    }
    .into_any()
}

fn columns(def: &EntityDef, without: &str) -> Vec<RecordField> {
    let wanted = |field: &RecordField| {
        field.def.flags.list && !field.def.flags.title && field.id() != without && field.def.kind != FieldType::LongText
    };
    RecordField::all(def).into_iter().filter(wanted).take(COLUMNS).collect()
}

fn side(field: &RecordField) -> &'static str {
    if is_number(&field.def.kind) { "record-table__number" } else { "" }
}

pub(in crate::record) fn is_number(kind: &FieldType) -> bool {
    matches!(
        kind,
        FieldType::Number { .. } | FieldType::Money | FieldType::Computed(shared::schema::Computed::Share { .. })
    )
}

fn line(replica: ReplicaHandle, row: &Arc<Record>, columns: StoredValue<Vec<RecordField>>) -> AnyView {
    let (title, href) = replica.read(|replica| (title_or_id(replica, row), page_of(replica.schema(), row)));
    let cell = |field: &RecordField| {
        let value = replica.read(|replica| field.value(replica.schema(), row));
        let (own, class) = (field.clone(), side(field));
        view! { <td class=class>{move || show(&own, &value, Place::Cell)}</td> }
    };
    let cells = columns.with_value(|all| all.iter().map(cell).collect_view());
    view! { <tr><th scope="row"><a class="link" href=href>{title}</a></th>{cells}</tr> }.into_any()
}

/// Sums of money columns, by currency.
pub fn totals(rows: &[Arc<Record>], field: &RecordField) -> Option<Amounts> {
    if field.def.kind != FieldType::Money {
        return None;
    }
    let mut sums = Amounts::default();
    for row in rows {
        if let Value::Money(money) = row.value(field.id()) {
            sums.add(*money);
        }
    }
    (!sums.is_empty()).then_some(sums)
}

fn foot(rows: &[Arc<Record>], columns: StoredValue<Vec<RecordField>>) -> Option<AnyView> {
    let sums: Vec<Option<String>> = columns
        .with_value(|all| all.iter().map(|field| totals(rows, field).map(|sums| amounts_words(&sums))).collect());
    if rows.len() < 2 || sums.iter().all(Option::is_none) {
        return None;
    }
    let cells = sums.into_iter().map(|sum| view! { <td class="record-table__number">{sum}</td> }).collect_view();
    Some(view! { <tfoot><tr><th scope="row">{crate::i18n::t("record-total")}</th>{cells}</tr></tfoot> }.into_any())
}
