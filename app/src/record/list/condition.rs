//! One condition being made: a field, how it is compared, with what.

use super::{
    ListState,
    filters::{operator_word, value_word},
};
use crate::{
    i18n::t,
    record::{FieldInput, RecordField, edit},
    ui::{Button, ButtonKind, Choice, DateField, NumberField, SelectField, TextField},
};
use leptos::prelude::*;
use shared::{
    Value,
    query::{Arity, Condition, Operator, operators},
    schema::{FieldDef, FieldType},
};
use std::sync::Arc;

/// Stretches of time that can be chosen by name.
const PERIODS: [&str; 14] = [
    "today",
    "yesterday",
    "tomorrow",
    "this_week",
    "last_week",
    "next_week",
    "this_month",
    "last_month",
    "next_month",
    "this_quarter",
    "last_quarter",
    "next_quarter",
    "this_year",
    "last_year",
];

/// A condition being made, as handles.
#[derive(Clone, Copy)]
struct Making {
    field: RwSignal<String>,
    operator: RwSignal<String>,
    /// One value, as typed; also the first of two.
    one: RwSignal<String>,
    two: RwSignal<String>,
    /// Several values: options or ids.
    many: RwSignal<Value>,
}

/// The form for a new condition.
#[component]
pub(super) fn ConditionForm(list: ListState) -> impl IntoView {
    let fields: Vec<RecordField> =
        list.fields().into_iter().filter(|field| !matches!(field.def.kind, FieldType::Unknown)).collect();
    let first = fields.iter().find(|field| field.def.flags.list && !field.def.flags.title).or_else(|| fields.first());
    let making = Making {
        field: RwSignal::new(first.map(|field| field.id().to_owned()).unwrap_or_default()),
        operator: RwSignal::new(String::new()),
        one: RwSignal::new(String::new()),
        two: RwSignal::new(String::new()),
        many: RwSignal::new(Value::Null),
    };
    let chosen = Memo::new(move |_| list.field(&making.field.read()));
    Effect::new(move || {
        if let Some(operator) = chosen.get().and_then(|field| operators(&field.def.kind).first().copied()) {
            making.operator.set(operator.word().to_owned());
            making.one.set(String::new());
            making.two.set(String::new());
            making.many.set(Value::Null);
        }
    });
    let choices: Vec<Choice> = fields.iter().map(|field| Choice::new(field.id(), field.label())).collect();
    let compares = Signal::derive(move || {
        let all = chosen.get().map(|field| operators(&field.def.kind)).unwrap_or_default();
        all.iter().map(|operator| Choice::new(operator.word(), operator_word(*operator))).collect::<Vec<_>>()
    });
    let condition = Memo::new(move |_| making.condition(chosen.get().as_ref()));
    let apply = Callback::new(move |()| {
        if let Some(condition) = condition.get_untracked() {
            list.set_filter(&list.filter.get_untracked().and(condition.into()));
            list.adding.set(false);
        }
    });
    let form = NodeRef::<leptos::html::Form>::new();
    form.on_load(|form| request_animation_frame(move || edit::enter(&form)));
    view! {
        <form
            class="condition"
            node_ref=form
            on:submit=move |ev| {
                ev.prevent_default();
                apply.run(());
            }
        >
            <SelectField label=t("filter-field") value=making.field options=Signal::stored(choices) />
            <SelectField label=t("filter-operator") value=making.operator options=compares />
            {move || chosen.get().map(|field| operand(making, &field))}
            <Button kind=ButtonKind::Primary submit=true disabled=Signal::derive(move || condition.read().is_none())>{t("filter-apply")}</Button>
        </form>
    }
    .into_any()
}

impl Making {
    fn chosen_operator(self) -> Option<Operator> {
        self.operator.with(|word| Operator::ALL.into_iter().find(|operator| operator.word() == word))
    }

    /// The condition, once it has all that it needs.
    fn condition(self, field: Option<&RecordField>) -> Option<Condition> {
        let (field, operator) = (field?, self.chosen_operator()?);
        let (one, two) = (self.one.get().trim().to_owned(), self.two.get().trim().to_owned());
        let values = match operator.arity() {
            Arity::None => Vec::new(),
            Arity::One if picks(&field.def.kind, operator) => {
                self.many.read().items().first().map(ToString::to_string).into_iter().collect()
            }
            Arity::One => vec![one].into_iter().filter(|value| !value.is_empty()).collect(),
            Arity::Two if one.is_empty() || two.is_empty() => return None,
            Arity::Two => vec![one, two],
            Arity::Many if picks(&field.def.kind, operator) => {
                self.many.read().items().iter().map(ToString::to_string).collect()
            }
            Arity::Many => one.split(',').map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned).collect(),
        };
        let enough = operator.arity() == Arity::None || !values.is_empty();
        enough.then(|| Condition { field: field.def.id.clone(), operator, values })
    }
}

/// Whether values are picked from options or records instead of typed.
const fn picks(kind: &FieldType, operator: Operator) -> bool {
    let whole = matches!(operator, Operator::Is | Operator::Not | Operator::In | Operator::NotIn);
    whole
        && matches!(
            kind,
            FieldType::Choice { .. } | FieldType::MultiChoice { .. } | FieldType::Link { .. } | FieldType::Links { .. }
        )
}

/// The control for what a field is compared with.
fn operand(making: Making, field: &RecordField) -> AnyView {
    let field = field.clone();
    let control = move || {
        let Some(operator) = making.chosen_operator() else { return ().into_any() };
        match (operator.arity(), &field.def.kind) {
            (Arity::None, _) => ().into_any(),
            (_, kind) if picks(kind, operator) => {
                view! { <FieldInput field=as_set(&field) value=making.many /> }.into_any()
            }
            (Arity::Two, _) => {
                view! { {typed(making.one, &field, t("filter-from"))}{typed(making.two, &field, t("filter-to"))} }
                    .into_any()
            }
            (Arity::One | Arity::Many, _) => typed(making.one, &field, t("filter-value")),
        }
    };
    control.into_any()
}

/// The field as one that takes several values.
fn as_set(field: &RecordField) -> RecordField {
    let kind = match &field.def.kind {
        FieldType::Choice { options } => FieldType::MultiChoice { options: options.clone() },
        FieldType::Link { to } => FieldType::Links { to: to.clone() },
        other => other.clone(),
    };
    let def = FieldDef::new(field.id(), kind);
    RecordField { entity: field.entity.clone(), def: Arc::new(def) }
}

fn typed(value: RwSignal<String>, field: &RecordField, label: String) -> AnyView {
    match &field.def.kind {
        FieldType::Date | FieldType::DateTime => when(value, field, label),
        FieldType::Number { .. } | FieldType::Money | FieldType::Computed(shared::schema::Computed::Share { .. }) => {
            view! { <NumberField label value /> }.into_any()
        }
        FieldType::Flag => {
            let options = vec![Choice::new("true", t("record-yes")), Choice::new("false", t("record-no"))];
            view! { <SelectField label value options=Signal::stored(options) none=t("filter-choose") /> }.into_any()
        }
        FieldType::Text { .. }
        | FieldType::LongText
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
        | FieldType::Unknown => view! { <TextField label value autocomplete="off" /> }.into_any(),
    }
}

/// A time by name, such as *this month*, or by date.
fn when(value: RwSignal<String>, field: &RecordField, label: String) -> AnyView {
    let mut options: Vec<Choice> =
        PERIODS.iter().map(|period| Choice::new(*period, value_word(field, period))).collect();
    options.push(Choice::new("", t("filter-by-date")));
    let named = RwSignal::new("this_month".to_owned());
    if value.with_untracked(String::is_empty) {
        value.set("this_month".to_owned());
    }
    let date = RwSignal::new(String::new());
    let by_date = Memo::new(move |_| named.read().is_empty());
    let exact = move || {
        by_date.get().then(|| {
        view! { <DateField label=t("filter-date") value=date hide_label=true on_change=move |date: String| value.set(date) /> }
    })
    };
    let choose = move |name: String| value.set(if name.is_empty() { date.get_untracked() } else { name });
    view! { <SelectField label value=named options=Signal::stored(options) on_change=choose />{exact} }.into_any()
}
