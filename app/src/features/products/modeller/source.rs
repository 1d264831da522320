//! The draft as text, and drafts from files: the same draft as in the forms.

use super::desk::Desk;
use crate::{
    i18n::{t, t_with},
    services::{say_problem, use_workshop},
    ui::TextArea,
};
use leptos::{html::Input, prelude::*, task::spawn_local};
use protocol::{Form, Translate, product::draft::Draft};
use shared::Problem;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

/// The part of the editor.
pub(super) fn source(desk: Desk) -> AnyView {
    let value = RwSignal::new(desk.peek(Draft::write));
    let problem = RwSignal::new(None::<String>);
    Effect::new(move || {
        value.set(desk.read(Draft::write));
        problem.set(None);
    });
    let done = move |text: String| take(desk, &text, problem);
    let sealed = desk.sealed;
    view! {
        <fieldset class="modeller-source" disabled=move || sealed.get()>
            {file(desk, problem)}
            <TextArea label=t("product-model-source") value rows=24 hint=t("modeller-source-hint") problem=MaybeProp::derive(move || problem.get()) on_change=done />
        </fieldset>
    }
    .into_any()
}

/// The draft becomes what the text says, where that can be read.
fn take(desk: Desk, text: &str, problem: RwSignal<Option<String>>) {
    match Draft::read(text) {
        Ok(draft) => {
            problem.set(None);
            desk.edit(|own| *own = draft);
        }
        Err(why) => {
            let place = [("line", why.line.to_string().into()), ("column", why.column.to_string().into())];
            problem.set(Some(t_with("products-model-not-json", &place)));
        }
    }
}

/// Takes the model of a file: JSON, or UVL by the ending of its name.
fn file(desk: Desk, problem: RwSignal<Option<String>>) -> AnyView {
    let workshop = use_workshop();
    let input = NodeRef::<Input>::new();
    let chosen = move |_| {
        let Some(file) = input.get_untracked().and_then(|input| input.files()).and_then(|files| files.get(0)) else {
            return;
        };
        spawn_local(async move {
            let Some(text) = text_of(&file).await else { return };
            if !file.name().to_lowercase().ends_with(".uvl") {
                return take(desk, &text, problem);
            }
            match workshop.ask(Translate { text, form: Form::Uvl }).await {
                Ok(translated) => take(desk, &translated.source, problem),
                Err(problems) => problem.set(Some(words(&problems))),
            }
        });
    };
    view! {
        <label class="modeller-file">
            <span class="field__label">{t("products-model-file")}</span>
            <input class="input" type="file" accept=".json,application/json,.uvl" node_ref=input on:change=chosen />
            <span class="field__hint">{t("modeller-file-hint")}</span>
        </label>
    }
    .into_any()
}

fn words(problems: &[Problem]) -> String {
    problems.iter().map(say_problem).collect::<Vec<_>>().join(" ")
}

/// The text of a file.
pub(super) async fn text_of(file: &File) -> Option<String> {
    JsFuture::from(file.text()).await.ok()?.as_string()
}
