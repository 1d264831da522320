//! The frame of a form field: label, hint and problem, tied to the control for assistive technology.

use super::{Glyph, Icon, dom::unique_id};
use leptos::prelude::*;

/// What a control needs from its frame.
#[derive(Clone)]
pub struct FieldIds {
    /// The control's `id`, so that the label names it.
    pub input: String,
    /// The control's `aria-describedby`: the hint, and the problem while there is one.
    pub described_by: Signal<String>,
    /// The control's `aria-invalid`.
    pub invalid: Signal<Option<&'static str>>,
}

/// Label above, control, then the problem or the hint below.
#[component]
pub fn Field<C>(
    /// The field's name.
    #[prop(into)]
    label: Signal<String>,
    /// What helps to fill it.
    #[prop(optional, into)]
    hint: MaybeProp<String>,
    /// What is wrong with it now, as a sentence that says what to do.
    #[prop(optional, into)]
    problem: MaybeProp<String>,
    /// Must be filled.
    #[prop(optional)]
    required: bool,
    /// The label is only for assistive technology.
    #[prop(optional)]
    hide_label: bool,
    /// The control, given its ids.
    children: C,
) -> impl IntoView
where
    C: FnOnce(FieldIds) -> AnyView,
{
    let id = unique_id("field");
    let (hint_id, problem_id) = (format!("{id}-hint"), format!("{id}-problem"));
    let described_by = Signal::derive({
        let (hint_id, problem_id) = (hint_id.clone(), problem_id.clone());
        move || match (problem.get(), hint.get()) {
            (Some(_), _) => problem_id.clone(),
            (None, Some(_)) => hint_id.clone(),
            (None, None) => String::new(),
        }
    });
    let invalid = Signal::derive(move || problem.get().map(|_| "true"));
    let control = children(FieldIds { input: id.clone(), described_by, invalid });
    view! {
        <div class="field" class:field--invalid=move || invalid.get().is_some()>
            <label class="field__label" class:visually-hidden=hide_label for=id>
                {label}
                {required.then(|| view! { <span class="field__required" aria-hidden="true">"*"</span> })}
            </label>
            {control}
            {move || below(problem.get(), hint.get(), &problem_id, &hint_id)}
        </div>
    }
    .into_any()
}

/// Tells whoever asked for it that the person has finished with a control, and with what.
pub(super) fn finish(on_change: Option<Callback<String>>, value: RwSignal<String>) {
    if let Some(on_change) = on_change {
        on_change.run(value.get_untracked());
    }
}

fn below(problem: Option<String>, hint: Option<String>, problem_id: &str, hint_id: &str) -> Option<AnyView> {
    if let Some(problem) = problem {
        let id = problem_id.to_owned();
        return Some(
            view! { <p class="field__problem" id=id><Icon glyph=Glyph::Attention /><span>{problem}</span></p> }
                .into_any(),
        );
    }
    let id = hint_id.to_owned();
    hint.map(|hint| view! { <p class="field__hint" id=id>{hint}</p> }.into_any())
}
