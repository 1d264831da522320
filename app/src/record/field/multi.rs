//! Fields that hold a set: of choices, of records.

use super::{
    input::Input,
    link::{LinkBox, link_choice},
};
use crate::{
    services::use_replica,
    ui::{Checkbox, Choice, Tag},
};
use leptos::prelude::*;
use shared::{Name, Value};

/// A checkbox for each choice.
#[component]
pub(super) fn OptionsInput(input: Input) -> impl IntoView {
    let (value, problem) = (input.value, input.problem);
    let boxes = input.field.options().into_iter().map(|option| {
        let own = StoredValue::new(option.value);
        let checked = Signal::derive(move || own.with_value(|own| contains(&value.read(), own)));
        view! { <Checkbox label=option.label checked on_change=move |on| value.update(|value| own.with_value(|own| put(value, own, on))) /> }
    });
    view! {
        <fieldset class="field-parts">
            <legend class="field__label" class:visually-hidden=input.in_place>{input.label()}</legend>
            <div class="field-parts__options">{boxes.collect_view()}</div>
            {move || problem.get().map(|words| view! { <p class="field__problem">{words}</p> })}
        </fieldset>
    }
    .into_any()
}

/// The records of a set as tags, and a box that adds another.
#[component]
pub(super) fn LinksInput(input: Input, to: Name) -> impl IntoView {
    let value = input.value;
    let target = to.clone();
    let tags = move || {
        let replica = use_replica();
        replica.follow(&[&target]);
        let choices: Vec<Choice> =
            value.read().items().iter().map(|id| replica.read(|replica| link_choice(replica, &target, id))).collect();
        choices.into_iter().map(|choice| tag(value, choice)).collect_view()
    };
    let next = RwSignal::new(None::<Choice>);
    let on_pick = Callback::new(move |choice: Option<Choice>| {
        if let Some(choice) = choice {
            value.update(|value| put(value, &choice.value, true));
            next.set(None);
        }
    });
    view! {
        <div class="field-links-input">
            <div class="field-links-input__tags">{tags}</div>
            <LinkBox label=input.label() to=to chosen=next hide_label=input.in_place problem=input.problem on_pick />
        </div>
    }
    .into_any()
}

fn tag(value: RwSignal<Value>, choice: Choice) -> AnyView {
    let id = StoredValue::new(choice.value);
    view! { <Tag label=choice.label on_remove=move || value.update(|value| id.with_value(|id| put(value, id, false))) /> }.into_any()
}

fn contains(value: &Value, item: &str) -> bool {
    value.items().iter().any(|own| &**own == item)
}

/// Puts an item into a set, or takes it out.
fn put(value: &mut Value, item: &str, is_in: bool) {
    let others = value.items().iter().filter(|own| &***own != item).map(AsRef::as_ref);
    *value = Value::list(others.chain(is_in.then_some(item)));
}
