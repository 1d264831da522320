//! A value that is edited where it stands: press, change, Enter saves, Escape restores.

use super::dom::{focus_id_soon, html, unique_id};
use crate::i18n::{t, t_with};
use leptos::{ev, html::Input, prelude::*};

/// What an editor may do with its place.
#[derive(Clone, Copy)]
pub struct Editing {
    /// Saves are done by the editor itself; this shows the value again and gives the focus back.
    pub done: Callback<()>,
}

/// The frame of any in-place edit: shows a value; a press, Enter or F2 puts the editor in its place.
///
/// The editor decides what saving is. The frame restores on Escape, so an editor must save only by its own acts.
#[component]
pub fn InlineFrame(
    /// The field's name.
    #[prop(into)]
    label: Signal<String>,
    /// Whether there is a value; an empty field whispers.
    #[prop(into)]
    filled: Signal<bool>,
    /// The whisper of an empty field; *Add phone* unless said.
    #[prop(optional, into)]
    whisper: MaybeProp<String>,
    /// The value may only be read.
    #[prop(optional, into)]
    read_only: Signal<bool>,
    /// Shows the value.
    #[prop(into)]
    display: ViewFn,
    /// Makes the editor; it should take the focus.
    #[prop(into)]
    editor: Callback<Editing, AnyView>,
) -> impl IntoView {
    let editing = RwSignal::new(false);
    let show_id = StoredValue::new(unique_id("inline"));
    let done = Callback::new(move |()| {
        editing.set(false);
        focus_id_soon(show_id.get_value());
    });
    let whisper =
        move || whisper.get().unwrap_or_else(|| t_with("ui-add", &[("what", label.get().to_lowercase().into())]));
    let face = StoredValue::new(display);
    let value = move || {
        if filled.get() {
            face.with_value(ViewFn::run)
        } else if read_only.get() {
            ().into_any()
        } else {
            view! { <span class="inline__whisper">{whisper()}</span> }.into_any()
        }
    };
    let shown = move || {
        if read_only.get() {
            return view! { <span class="inline__value">{value}</span> }.into_any();
        }
        view! {
            <button
                class="inline__show"
                type="button"
                id=show_id.get_value()
                aria-describedby=move || format!("{}-how", show_id.get_value())
                on:click=move |_| editing.set(true)
                on:keydown=move |ev| if ev.key() == "F2" { editing.set(true) }
            >
                <span class="visually-hidden">{label}": "</span>
                {value}
            </button>
        }
        .into_any()
    };
    let escape = move |ev: ev::KeyboardEvent| {
        if ev.key() == "Escape" && editing.get_untracked() {
            ev.prevent_default();
            ev.stop_propagation();
            done.run(());
        }
    };
    view! {
        <div class="inline" on:keydown=escape>
            {move || if editing.get() { editor.run(Editing { done }) } else { shown() }}
        </div>
    }
    .into_any()
}

/// A line of text edited in place.
#[component]
pub fn InlineEdit(
    /// The field's name.
    #[prop(into)]
    label: Signal<String>,
    /// The saved value.
    #[prop(into)]
    value: Signal<String>,
    /// The whisper of an empty field.
    #[prop(optional, into)]
    whisper: MaybeProp<String>,
    /// The value may only be read.
    #[prop(optional, into)]
    read_only: Signal<bool>,
    /// What is wrong with a text, as a sentence; what is wrong is not saved.
    #[prop(optional, into)]
    check: Option<Callback<String, Option<String>>>,
    /// Called with a new text, only when it differs.
    #[prop(into)]
    on_save: Callback<String>,
) -> impl IntoView {
    let display = move || view! { <span class="inline__value">{value}</span> };
    let editor = move |editing: Editing| text_editor(label, value, check, on_save, editing);
    view! {
        <InlineFrame
            label
            filled=Signal::derive(move || value.with(|v| !v.is_empty()))
            whisper
            read_only
            display
            editor=Callback::new(editor)
        />
    }
}

fn text_editor(
    label: Signal<String>,
    value: Signal<String>,
    check: Option<Callback<String, Option<String>>>,
    on_save: Callback<String>,
    editing: Editing,
) -> AnyView {
    let draft = RwSignal::new(value.get_untracked());
    let problem = RwSignal::new(None::<String>);
    let (node, problem_id) = (NodeRef::<Input>::new(), unique_id("problem"));
    // At once, so that what is typed right after the press is not lost. The text is set first: the property below
    // comes later, and setting it to another text would drop the selection.
    node.on_load(move |input| {
        input.set_value(&draft.get_untracked());
        let _ = input.focus();
        input.select();
    });
    let save = move || {
        let text = draft.get_untracked();
        if let Some(wrong) = check.and_then(|check| check.run(text.clone())) {
            problem.set(Some(wrong));
            return false;
        }
        if text != value.get_untracked() {
            on_save.run(text);
        }
        true
    };
    let key = move |ev: ev::KeyboardEvent| {
        if ev.key() == "Enter" && !ev.is_composing() {
            ev.prevent_default();
            if save() {
                editing.done.run(());
            }
        }
    };
    // Leaving saves too: what a person has typed is never dropped in silence. Browsers also tell of leaving when
    // the editor is taken away, and then everything here is already gone.
    let left = move |_| {
        let here = node.try_get_untracked().flatten().is_some_and(|node| node.is_connected());
        if here && save() {
            let active = document().active_element().and_then(html);
            editing.done.run(());
            if let Some(active) = active.filter(|a| a.tag_name() != "BODY") {
                request_animation_frame(move || drop(active.focus()));
            }
        }
    };
    view! {
        <input
            class="input inline__input"
            type="text"
            node_ref=node
            aria-label=label
            aria-invalid=move || problem.get().map(|_| "true")
            aria-describedby=move || problem.get().map(|_| problem_id.clone())
            title=t("ui-inline-how")
            prop:value=draft
            on:input:target=move |ev| {
                problem.set(None);
                draft.set(ev.target().value());
            }
            on:keydown=key
            on:blur=left
        />
        {move || problem.get().map(|p| view! { <p class="field__problem">{p}</p> })}
    }
    .into_any()
}
