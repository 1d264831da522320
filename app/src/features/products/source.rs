//! A draft of a model: its source as text, from a file or by hand.

use super::{atlas::Atlas, models::next_number};
use crate::{
    i18n::{t, t_with},
    services::new_id,
    shell::use_unsaved,
    ui::{Button, ButtonKind, Dialog, DialogSize, TextArea, TextField},
};
use leptos::{html::Input, prelude::*, task::spawn_local};
use shared::{Id, Value, entities::ProductModel, sync::Operation};
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

/// A draft that is being written, as handles.
#[derive(Clone, Copy)]
pub(super) struct Writing {
    product: Id,
    /// The draft that is changed; nothing for one that is to be made.
    draft: RwSignal<Option<Id>>,
    open: RwSignal<bool>,
    begun: RwSignal<String>,
    source: RwSignal<String>,
    note: RwSignal<String>,
    problem: RwSignal<Option<String>>,
}

impl Writing {
    /// Nothing is written yet.
    pub(super) fn new(product: Id) -> Self {
        let (draft, open, problem) = (RwSignal::new(None), RwSignal::new(false), RwSignal::new(None));
        let [begun, source, note] = [(); 3].map(|()| RwSignal::new(String::new()));
        Self { product, draft, open, begun, source, note, problem }
    }

    /// Opens the text of a draft, or of a new one.
    pub(super) fn begin(self, draft: Option<Id>, source: &str, note: &str) {
        self.draft.set(draft);
        self.begun.set(source.to_owned());
        self.source.set(source.to_owned());
        self.note.set(note.to_owned());
        self.problem.set(None);
        self.open.set(true);
    }
}

/// What keeps a text from being a model at first sight. Whether its rules make sense is for the configurator to say.
fn problem(source: &str) -> Option<String> {
    match serde_json::from_str::<serde_json::Value>(source) {
        Err(why) if source.trim().is_empty() => {
            drop(why);
            Some(t("problem-required"))
        }
        Err(why) => {
            let place = [("line", why.line().to_string().into()), ("column", why.column().to_string().into())];
            Some(t_with("products-model-not-json", &place))
        }
        Ok(model) if model.get("attributes").is_some_and(serde_json::Value::is_array) => None,
        Ok(_) => Some(t("products-model-no-attributes")),
    }
}

/// The dialog in which a draft is written.
pub(super) fn dialog(atlas: Atlas, writing: Writing) -> AnyView {
    use_unsaved(Signal::derive(move || writing.open.get() && *writing.source.read() != *writing.begun.read()));
    let title = Signal::derive(move || {
        t(if writing.draft.read().is_some() { "products-model-edit" } else { "products-model-new" })
    });
    let footer = move || {
        view! {
            <Button on_press=move |()| writing.open.set(false)>{t("ui-cancel")}</Button>
            <Button kind=ButtonKind::Primary on_press=move |()| save(atlas, writing)>{t("products-model-keep")}</Button>
        }
    };
    view! {
        <Dialog open=writing.open title size=DialogSize::Large footer>
            <div class="form model-source">
                <TextField label=t("product-model-note") value=writing.note autocomplete="off" />
                {file(writing)}
                <TextArea label=t("product-model-source") value=writing.source rows=16 hint=t("products-model-source-hint") problem=MaybeProp::derive(move || writing.problem.get()) />
            </div>
        </Dialog>
    }
    .into_any()
}

/// Takes the text of a file.
fn file(writing: Writing) -> AnyView {
    let input = NodeRef::<Input>::new();
    let take = move |_| {
        let chosen = input.get_untracked().and_then(|input| input.files()).and_then(|files| files.get(0));
        if let Some(file) = chosen {
            spawn_local(async move {
                if let Some(text) = text_of(&file).await {
                    writing.source.set(text);
                    writing.problem.set(None);
                }
            });
        }
    };
    view! {
        <label class="model-source__file">
            <span class="field__label">{t("products-model-file")}</span>
            <input class="input" type="file" accept=".json,application/json" node_ref=input on:change=take />
        </label>
    }
    .into_any()
}

async fn text_of(file: &File) -> Option<String> {
    JsFuture::from(file.text()).await.ok()?.as_string()
}

fn save(atlas: Atlas, writing: Writing) {
    let source = writing.source.get_untracked();
    if let Some(words) = problem(&source) {
        writing.problem.set(Some(words));
        return;
    }
    let note = Value::text(writing.note.get_untracked().trim());
    let replica = atlas.replica;
    let (op, number) = replica.read(|replica| {
        let draft = writing.draft.get_untracked().and_then(|id| replica.get(ProductModel::ENTITY_NAME, id));
        let values = [(ProductModel::SOURCE.id, Value::text(&source)), (ProductModel::NOTE.id, note)];
        if let Some(draft) = draft {
            return (replica.patch(draft, values), draft.get(ProductModel::VERSION).unwrap_or_default());
        }
        let number = next_number(replica, writing.product);
        let more = [
            (ProductModel::PRODUCT.id, writing.product.into()),
            (ProductModel::VERSION.id, number.into()),
            (ProductModel::STATUS.id, Value::text("draft")),
        ];
        (Operation::create(ProductModel::ENTITY_NAME, new_id(), values.into_iter().chain(more)), number)
    });
    let key = if matches!(op, Operation::Create { .. }) { "products-model-made" } else { "products-model-changed" };
    let said = t_with(key, &[("version", number.into())]);
    spawn_local(async move {
        match replica.commit(vec![op], None).await {
            Ok(undo) => {
                replica.offer_undo(said, undo);
                writing.open.set(false);
            }
            Err(refusal) => writing.problem.set(Some(refusal.sentence())),
        }
    });
}
