//! A value to enter: one control per [`FieldType`].

use super::{
    RecordField,
    address::AddressInput,
    entered,
    link::LinkInput,
    money::MoneyInput,
    multi::{LinksInput, OptionsInput},
    plain, typed,
};
use crate::{
    i18n::t,
    services::use_replica,
    ui::{Checkbox, Choice, Combobox, DateField, NumberField, SelectField, TextArea, TextField, TextKind},
};
use leptos::prelude::*;
use shared::{Value, schema::FieldType};

/// What every control of a field is given.
#[derive(Clone)]
pub(super) struct Input {
    pub(super) field: RecordField,
    pub(super) value: RwSignal<Value>,
    pub(super) problem: MaybeProp<String>,
    pub(super) in_place: bool,
    pub(super) on_done: Option<Callback<()>>,
}

impl Input {
    pub(super) fn label(&self) -> String {
        self.field.label()
    }

    pub(super) fn required(&self) -> bool {
        self.field.def.flags.required && !self.in_place
    }

    /// The text of a control, kept in step with the value.
    pub(super) fn text(&self) -> RwSignal<String> {
        let (kind, value) = (self.field.def.kind.clone(), self.value);
        let text = RwSignal::new(typed(&kind, &value.get_untracked()));
        Effect::new(move |before: Option<String>| {
            let now = text.get();
            if before.is_some_and(|before| before != now) {
                value.set(entered(&kind, &now));
            }
            now
        });
        text
    }

    /// A choice ends an edit in place.
    pub(super) fn done(&self) {
        if let Some(done) = self.on_done {
            done.run(());
        }
    }
}

/// The control that enters a field's value.
#[component]
pub fn FieldInput(
    /// Which field.
    field: RecordField,
    /// The value, both ways; a text that cannot be read stays a text, for the rules to judge.
    value: RwSignal<Value>,
    /// What is wrong with it now.
    #[prop(optional, into)]
    problem: MaybeProp<String>,
    /// Stands where the value stood: its label is only for assistive technology.
    #[prop(optional)]
    in_place: bool,
    /// Called when something was chosen that needs no Enter.
    #[prop(optional, into)]
    on_done: Option<Callback<()>>,
) -> impl IntoView {
    let kind = field.def.kind.clone();
    let input = Input { field, value, problem, in_place, on_done };
    match kind {
        FieldType::Text { .. } => line(&input, TextKind::Text),
        FieldType::Email => line(&input, TextKind::Email),
        FieldType::Phone => line(&input, TextKind::Phone),
        FieldType::Url => line(&input, TextKind::Url),
        FieldType::LongText => long_text(&input),
        FieldType::Number { .. } => number(&input),
        FieldType::Money => view! { <MoneyInput input /> }.into_any(),
        FieldType::Date => date(&input, false),
        FieldType::DateTime => date(&input, true),
        FieldType::Choice { .. } => choice(&input),
        FieldType::MultiChoice { .. } => view! { <OptionsInput input /> }.into_any(),
        FieldType::Flag => flag(&input),
        FieldType::Link { to } => view! { <LinkInput input to /> }.into_any(),
        FieldType::Links { to } => view! { <LinksInput input to /> }.into_any(),
        FieldType::Address => view! { <AddressInput input /> }.into_any(),
        FieldType::File | FieldType::Computed(_) | FieldType::Unknown => read_only(&input),
    }
}

fn line(input: &Input, kind: TextKind) -> AnyView {
    let text = input.text();
    // The browser's own check of addresses would speak another language than ours.
    let autocomplete = "off";
    view! {
        <TextField label=input.label() value=text kind problem=input.problem required=input.required() hide_label=input.in_place autocomplete />
    }
    .into_any()
}

fn long_text(input: &Input) -> AnyView {
    let text = input.text();
    let rows = if input.in_place { 5 } else { 3 };
    view! { <TextArea label=input.label() value=text problem=input.problem required=input.required() hide_label=input.in_place rows /> }.into_any()
}

fn number(input: &Input) -> AnyView {
    let text = input.text();
    view! { <NumberField label=input.label() value=text problem=input.problem required=input.required() hide_label=input.in_place /> }.into_any()
}

fn date(input: &Input, with_time: bool) -> AnyView {
    let text = input.text();
    view! {
        <DateField label=input.label() value=text with_time problem=input.problem required=input.required() hide_label=input.in_place />
    }
    .into_any()
}

/// A list in a form; in place, typing finds the choice and choosing ends the edit.
fn choice(input: &Input) -> AnyView {
    let options = input.field.options();
    if input.in_place {
        return pick(input.clone(), options);
    }
    let text = input.text();
    let none = (!input.field.def.flags.required).then(|| t("record-none"));
    view! { <SelectField label=input.label() value=text options=Signal::stored(options) none problem=input.problem required=input.required() /> }
        .into_any()
}

fn pick(input: Input, options: Vec<Choice>) -> AnyView {
    let chosen = input.value.get_untracked();
    let chosen = RwSignal::new(options.iter().find(|option| chosen.as_text() == Some(&option.value)).cloned());
    let source = Callback::new(move |typed: String| {
        let typed = typed.to_lowercase();
        options.iter().filter(|option| option.label.to_lowercase().contains(&typed)).cloned().collect()
    });
    let (label, problem) = (input.label(), input.problem);
    let on_change = move |choice: Option<Choice>| {
        input.value.set(choice.map_or(Value::Null, |choice| Value::text(choice.value)));
        input.done();
    };
    view! { <Combobox label value=chosen source problem hide_label=true on_change /> }.into_any()
}

fn flag(input: &Input) -> AnyView {
    let (value, done) = (input.value, input.clone());
    let checked = Signal::derive(move || matches!(value.get(), Value::Flag(true)));
    let on_change = move |on: bool| {
        value.set(Value::Flag(on));
        done.done();
    };
    view! { <Checkbox label=input.label() checked on_change /> }.into_any()
}

fn read_only(input: &Input) -> AnyView {
    let (field, value) = (input.field.clone(), input.value);
    let words = move || use_replica().read(|replica| plain(replica, &field, &value.read()));
    view! { <span class="inline__value">{words}</span> }.into_any()
}
