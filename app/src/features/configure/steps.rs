//! The steps of a model: what its author put together, with how much of it is decided.

use super::desk::{Desk, Stand};
use crate::{
    i18n::{t, t_with},
    record::as_number,
    ui::{Glyph, Icon, Strip, dom::go_to_id},
};
use leptos::prelude::*;

/// A step: its name and the positions of its attributes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Step {
    pub name: String,
    pub attributes: Vec<usize>,
}

/// The steps in the order in which the model first names them.
pub(super) fn steps(desk: Desk) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    desk.model.with_value(|model| {
        for (at, attribute) in model.attributes.iter().enumerate() {
            match steps.iter_mut().find(|step| step.name == attribute.group) {
                Some(step) => step.attributes.push(at),
                None => steps.push(Step { name: attribute.group.clone(), attributes: vec![at] }),
            }
        }
    });
    for step in steps.iter_mut().filter(|step| step.name.is_empty()) {
        step.name = t("configure-options");
    }
    steps
}

/// How many of these attributes are decided.
pub(super) fn decided(desk: Desk, attributes: &[usize]) -> usize {
    attributes.iter().filter(|at| desk.decided(**at).is_some()).count()
}

/// Whether the choices leave nothing of a step: an instance of a sub-assembly that is not there.
pub(super) fn is_absent(desk: Desk, attributes: &[usize]) -> bool {
    attributes.iter().all(|&at| {
        let absent = |option| desk.option((at, option), |option| !option.present) == Some(true);
        desk.decided(at).is_some_and(|(option, stand)| stand == Stand::Follows && absent(option))
    })
}

/// The id of a step's heading.
pub(super) fn heading(number: usize) -> String {
    format!("configure-step-{number}")
}

/// The steps, each a way to its place; nothing where there is but one.
pub(super) fn bar(desk: Desk, steps: StoredValue<Vec<Step>>) -> AnyView {
    let all = steps.get_value();
    if all.len() < 2 {
        return ().into_any();
    }
    let items = all.into_iter().enumerate().map(|(number, step)| item(desk, number, step)).collect_view();
    view! {
        <nav class="configure-steps" aria-label=t("configure-steps")>
            <Strip><ol class="configure-steps__list">{items}</ol></Strip>
        </nav>
    }
    .into_any()
}

fn item(desk: Desk, number: usize, step: Step) -> AnyView {
    let (name, words, of) = (step.name.clone(), step.name, step.attributes.len());
    let done = Memo::new(move |_| decided(desk, &step.attributes));
    let label = Signal::derive(move || {
        let [done, of] = [done.get(), of].map(as_number);
        t_with("configure-step", &[("what", name.clone().into()), ("done", done.into()), ("of", of.into())])
    });
    let mark = move || {
        if done.get() == of {
            return view! { <Icon glyph=Glyph::Check /> }.into_any();
        }
        view! { <span class="configure-steps__count">{format!("{}/{of}", done.get())}</span> }.into_any()
    };
    view! {
        <li>
            <button class="configure-steps__step" type="button" aria-label=label on:click=move |_| go_to_id(&heading(number))>
                <span>{words}</span>
                <span class="configure-steps__mark">{mark}</span>
            </button>
        </li>
    }
    .into_any()
}
