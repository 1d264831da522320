//! The filter bar: a chip for each condition, and the way to add one.

use super::{ListState, condition::ConditionForm};
use crate::{
    i18n::{t, t_with, try_t},
    record::{RecordField, display_value},
    services::use_replica,
    ui::{Button, ButtonKind, Glyph, IconButton, Popover},
};
use leptos::prelude::*;
use shared::{
    Value,
    query::{Condition, Filter, Operator},
    schema::{EntityDef, FieldType},
};

/// Chips of the conditions that hold, and the form for another.
#[component]
pub(super) fn Filters(list: ListState) -> impl IntoView {
    let parts = Memo::new(move |_| {
        let elsewhere = list.shown().get();
        let shown = |part: &&Filter| {
            !matches!(part, Filter::Text(_)) && !part.is_everything() && elsewhere.as_ref() != Some(*part)
        };
        list.filter.read().parts().iter().filter(shown).cloned().collect::<Vec<_>>()
    });
    let chips = move || parts.get().into_iter().map(|part| chip(list, part)).collect_view();
    let clear = move || {
        (parts.read().len() > 1).then(|| {
        view! { <Button kind=ButtonKind::Quiet on_press=move |()| list.clear_filter()>{t("list-clear-filters")}</Button> }
    })
    };
    view! {
        <div class="filters" role="list" aria-label=t("list-filters")>{chips}</div>
        <Popover label=t("list-filter") icon=Glyph::Filter kind=ButtonKind::Quiet open=list.adding>
            <ConditionForm list />
        </Popover>
        {clear}
    }
    .into_any()
}

fn chip(list: ListState, part: Filter) -> AnyView {
    let words = filter_words(&list.def(), &part);
    let remove = t_with("ui-remove", &[("what", words.clone().into())]);
    let drop_it = move |()| {
        let others = list.filter.get_untracked().parts().iter().filter(|other| **other != part).cloned().collect();
        list.set_filter(&Filter::All(others));
    };
    view! {
        <span class="filter-chip" role="listitem">
            <span class="filter-chip__words">{words}</span>
            <IconButton glyph=Glyph::Cross label=remove on_press=drop_it />
        </span>
    }
    .into_any()
}

/// A filter in words: *Sector is Retail*.
pub fn filter_words(def: &EntityDef, filter: &Filter) -> String {
    let joined =
        |parts: &[Filter], with: &str| parts.iter().map(|part| filter_words(def, part)).collect::<Vec<_>>().join(with);
    match filter {
        Filter::Field(condition) => condition_words(def, condition),
        Filter::Text(words) => words.clone(),
        Filter::Not(part) => t_with("filter-without", &[("what", filter_words(def, part).into())]),
        Filter::All(parts) => joined(parts, &t("filter-and")),
        Filter::Any(parts) => joined(parts, &t("filter-or")),
    }
}

fn condition_words(def: &EntityDef, condition: &Condition) -> String {
    let field = RecordField::of(def, &condition.field);
    let label = field.as_ref().map_or_else(|| system_word(&condition.field), RecordField::label);
    let value = |value: &String| {
        field
            .as_ref()
            .map_or_else(|| relative_word(value).unwrap_or_else(|| value.clone()), |field| value_word(field, value))
    };
    let values: Vec<String> = condition.values.iter().map(value).collect();
    let values = match condition.operator {
        Operator::Between => values.join(" – "),
        _ => values.join(&t("filter-or")),
    };
    t_with(
        "filter-chip",
        &[("field", label.into()), ("operator", operator_word(condition.operator).into()), ("value", values.into())],
    )
    .trim()
    .to_owned()
}

/// *is*, *is at least*.
pub(super) fn operator_word(operator: Operator) -> String {
    t(&format!("filter-{}", operator.word().replace('_', "-")))
}

/// *When created*, for the fields that every record has.
fn system_word(field: &str) -> String {
    try_t(&format!("system-{}", field.trim_start_matches('@').replace('_', "-"))).unwrap_or_else(|| field.to_owned())
}

/// An operand in words: an option's label, a record's title, *this month*, *me*.
pub(super) fn value_word(field: &RecordField, value: &str) -> String {
    let kind = &field.def.kind;
    if (matches!(kind, FieldType::Date | FieldType::DateTime) || value == "me")
        && let Some(words) = relative_word(value)
    {
        return words;
    }
    let stored = match kind {
        FieldType::Flag => Value::Flag(value == "true"),
        FieldType::Number { .. } => value.parse().map_or_else(|_| Value::text(value), Value::Number),
        FieldType::Text { .. }
        | FieldType::LongText
        | FieldType::Money
        | FieldType::Date
        | FieldType::DateTime
        | FieldType::Choice { .. }
        | FieldType::MultiChoice { .. }
        | FieldType::Email
        | FieldType::Phone
        | FieldType::Url
        | FieldType::Link { .. }
        | FieldType::Links { .. }
        | FieldType::Address
        | FieldType::File
        | FieldType::Computed(_)
        | FieldType::Unknown => Value::text(value),
    };
    display_value(use_replica(), &field.entity, field.id(), &stored)
}

fn relative_word(value: &str) -> Option<String> {
    try_t(&format!("when-{}", value.replace('_', "-")))
}
