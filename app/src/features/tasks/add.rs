//! A new task in one line.

use crate::{
    i18n::{t, t_with},
    record::{NewRecord, may_create, use_forms},
    services::{new_id, use_replica},
    ui::{Button, ButtonKind, DateField, Glyph, IconButton, Shortcut, TextField, format, use_shortcut},
};
use leptos::{html::Input, prelude::*, task::spawn_local};
use shared::{Value, entities::Task, sync::Operation};

/// Subject, day, Enter.
#[component]
pub(super) fn QuickAdd() -> impl IntoView {
    let may = may_create(use_replica(), Task::ENTITY_NAME);
    move || may.get().then(|| view! { <Form /> })
}

#[component]
fn Form() -> impl IntoView {
    let (subject, due) = (RwSignal::new(String::new()), RwSignal::new(format::today()));
    let (node, forms) = (NodeRef::<Input>::new(), use_forms());
    let focus = move || {
        if let Some(input) = node.get_untracked() {
            let _ = input.focus();
        }
    };
    use_shortcut(Shortcut::new("n", t("tasks-add"), focus));
    let add = Callback::new(move |()| {
        let words = subject.get_untracked();
        if words.trim().is_empty() {
            return focus();
        }
        let replica = use_replica();
        let values = [
            (Task::SUBJECT.id, Value::text(&words)),
            (Task::DUE.id, Value::text(due.get_untracked())),
            (Task::DONE.id, Value::Flag(false)),
            (Task::OWNER.id, replica.me().into()),
        ];
        subject.set(String::new());
        spawn_local(async move {
            match replica.commit(vec![Operation::create(Task::ENTITY_NAME, new_id(), values)], None).await {
                Ok(undo) => replica.offer_undo(t_with("tasks-said-added", &[("what", words.into())]), undo),
                Err(refusal) => {
                    replica.say_refused(&refusal);
                    give_back(subject, words);
                }
            }
        });
    });
    let more = move |()| {
        let new = NewRecord::of(Task::ENTITY_NAME)
            .with(Task::SUBJECT.id, subject.get_untracked())
            .with(Task::DUE.id, due.get_untracked());
        forms.create(new.stay());
        subject.set(String::new());
    };
    view! {
        <form
            class="task-add"
            on:submit=move |ev| {
                ev.prevent_default();
                add.run(());
            }
        >
            <TextField label=t("tasks-add") hide_label=true placeholder=t("tasks-add") value=subject node icon=Glyph::Plus autocomplete="off" />
            <DateField label=t("task-due") hide_label=true value=due />
            <Button kind=ButtonKind::Primary submit=true>{t("tasks-add-button")}</Button>
            <IconButton glyph=Glyph::More label=t("tasks-add-more") on_press=more />
        </form>
    }
    .into_any()
}

/// What was refused is there to be mended, unless something else has been begun meanwhile.
fn give_back(subject: RwSignal<String>, words: String) {
    if subject.try_with_untracked(String::is_empty) == Some(true) {
        subject.set(words);
    }
}
