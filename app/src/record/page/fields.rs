//! All fields of a record, each edited where it stands.

use super::{Shown, more};
use crate::{
    i18n::t,
    record::{InlineField, RecordField},
    services::use_replica,
    ui::{Button, ButtonKind},
};
use leptos::prelude::*;
use shared::schema::FieldType;

/// Empty fields beyond this many are folded away.
const WHISPERS: usize = 6;

/// The fields, filled ones and the first empty ones in sight.
#[component]
pub(super) fn Fields(shown: Shown) -> impl IntoView {
    let replica = use_replica();
    let fields = StoredValue::new(
        shown.def.with_value(|def| RecordField::all(def).into_iter().filter(is_shown).collect::<Vec<_>>()),
    );
    let all = RwSignal::new(false);
    // Worked out once: a field that is emptied or filled stays where it is while somebody looks.
    let folded: Vec<String> = shown.record.with_untracked(|record| {
        let Some(record) = record else { return Vec::new() };
        let empty = |field: &RecordField| replica.read(|replica| field.value(replica.schema(), record).is_null());
        fields.with_value(|fields| {
            fields.iter().filter(|field| empty(field)).skip(WHISPERS).map(|field| field.id().to_owned()).collect()
        })
    });
    let count = folded.len();
    let folded = StoredValue::new(folded);
    let rows = move || {
        let every = all.get();
        let kept = fields.with_value(|fields| {
            fields
                .iter()
                .filter(|field| every || folded.with_value(|f| !f.iter().any(|id| id == field.id())))
                .cloned()
                .collect::<Vec<_>>()
        });
        kept.into_iter().map(|field| row(shown, field)).collect_view()
    };
    let unfold = move || {
        (count > 0 && !all.get()).then(|| {
            view! { <Button kind=ButtonKind::Quiet on_press=move |()| all.set(true)>{more(count)}</Button> }
        })
    };
    view! {
        <section class="record-fields">
            <h2 class="record__heading visually-hidden">{t("record-fields")}</h2>
            <dl class="record-fields__list">{rows}</dl>
            {unfold}
        </section>
    }
    .into_any()
}

/// What a title is joined from is shown; the title itself stands above.
fn is_shown(field: &RecordField) -> bool {
    !matches!((&field.def.kind, field.def.flags.title), (FieldType::Computed(_), true))
}

fn row(shown: Shown, field: RecordField) -> AnyView {
    let (label, tall) =
        (field.label(), matches!(field.def.kind, FieldType::LongText | FieldType::Address | FieldType::File));
    view! {
        <div class="record-fields__row" class:record-fields__row--tall=tall>
            <dt class="record-fields__label">{label}</dt>
            <dd class="record-fields__value"><InlineField record=shown.record field /></dd>
        </div>
    }
    .into_any()
}
