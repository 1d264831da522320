//! The first step: a file, by choosing or dropping.

use super::{earlier::EarlierImports, job::Source, wizard};
use crate::{
    i18n::t,
    services::say_problem,
    ui::{Glyph, Icon},
};
use js_sys::Uint8Array;
use leptos::{ev, html, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{File, FileList};

/// Asks for a file.
#[component]
pub(super) fn FileStep() -> impl IntoView {
    let wizard = wizard();
    let (over, input) = (RwSignal::new(false), NodeRef::<html::Input>::new());
    let take = move |files: Option<FileList>| {
        let Some(file) = files.and_then(|files| files.get(0)) else { return };
        spawn_local(async move {
            if let Some(bytes) = bytes_of(&file).await {
                wizard.take(Source::read(&file.name(), bytes), None);
            }
        });
    };
    let dropped = move |event: ev::DragEvent| {
        event.prevent_default();
        over.set(false);
        take(event.data_transfer().and_then(|data| data.files()));
    };
    view! {
        <label
            class="import__drop"
            class:import__drop--over=over
            on:dragover=move |event| { event.prevent_default(); over.set(true); }
            on:dragleave=move |_| over.set(false)
            on:drop=dropped
        >
            <Icon glyph=Glyph::Import />
            <span class="import__drop-title">{t("import-choose")}</span>
            <span class="import__drop-words">{t("import-choose-words")}</span>
            <input
                class="visually-hidden"
                type="file"
                accept=".csv,.tsv,.txt,text/csv"
                node_ref=input
                on:change=move |_| take(input.get_untracked().and_then(|input| input.files()))
            />
        </label>
        <Problems />
        <ul class="import__hints">
            {["import-hint-order", "import-hint-again", "import-hint-others"].map(|key| view! { <li>{t(key)}</li> }).collect_view()}
        </ul>
        <EarlierImports />
    }
    .into_any()
}

/// What is wrong with the file or the mapping.
#[component]
pub(super) fn Problems() -> impl IntoView {
    let problems = wizard().problems;
    let sentences = move || {
        problems
            .get()
            .iter()
            .map(say_problem)
            .map(|sentence| view! { <p class="import__problem">{sentence}</p> })
            .collect_view()
    };
    view! { <div role="alert">{sentences}</div> }.into_any()
}

async fn bytes_of(file: &File) -> Option<Vec<u8>> {
    let buffer = JsFuture::from(file.array_buffer()).await.ok()?;
    Some(Uint8Array::new(buffer.unchecked_ref()).to_vec())
}
