//! The question before a draft is published: whether it is sound, and what is new in it.

use super::{atlas::Atlas, modeller, models::row};
use crate::{
    i18n::{t, t_with},
    services::{WorkshopHandle, use_workshop},
    ui::{Button, ButtonKind, Dialog, DialogSize, Glyph, Icon, LinkButton, TextField},
};
use leptos::{prelude::*, task::spawn_local};
use protocol::{Examine, Form, product::Examination};
use shared::{
    Id, Value,
    entities::ProductModel,
    sync::{Edit, Operation},
};

/// The question, as handles.
#[derive(Clone, Copy)]
pub(super) struct Publishing {
    atlas: Atlas,
    workshop: WorkshopHandle,
    draft: RwSignal<Option<Id>>,
    open: RwSignal<bool>,
    note: RwSignal<String>,
    /// Nothing while it is being found out.
    sound: RwSignal<Option<bool>>,
}

impl Publishing {
    pub(super) fn new(atlas: Atlas) -> Self {
        let (draft, open, note) = (RwSignal::new(None), RwSignal::new(false), RwSignal::new(String::new()));
        Self { atlas, workshop: use_workshop(), draft, open, note, sound: RwSignal::new(None) }
    }

    /// Asks whether to publish a draft.
    pub(super) fn ask(self, draft: Id) {
        let row = row(self.atlas, draft);
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        self.note.set(text(row.as_ref().and_then(|row| row.get(ProductModel::NOTE))));
        let source = text(row.as_ref().and_then(|row| row.get(ProductModel::SOURCE)));
        self.draft.set(Some(draft));
        self.sound.set(None);
        self.open.set(true);
        spawn_local(async move {
            let found = self.workshop.ask(Examine { source, form: Form::Json }).await;
            let _ = self.sound.try_set(Some(found.is_ok_and(|found| is_sound(&found))));
        });
    }

    /// The dialog.
    pub(super) fn dialog(self) -> AnyView {
        let press = Callback::new(move |()| {
            self.open.set(false);
            if let Some(id) = self.draft.get_untracked() {
                self.publish(id);
            }
        });
        let unsound = Signal::derive(move || self.sound.get() != Some(true));
        let footer = move || {
            view! {
                <Button on_press=move |()| self.open.set(false)>{t("ui-cancel")}</Button>
                <Button kind=ButtonKind::Primary disabled=unsound on_press=press>{t("products-model-publish")}</Button>
            }
        };
        view! {
            <Dialog open=self.open title=t("products-model-sure") size=DialogSize::Small footer>
                {move || self.verdict()}
                <p>{t("products-model-sure-sentence")}</p>
                <TextField label=t("product-model-note") value=self.note autocomplete="off" />
            </Dialog>
        }
        .into_any()
    }

    /// Why it cannot be published as it is, with a way to where that is shown.
    fn verdict(self) -> Option<AnyView> {
        let draft = self.draft.get().filter(|_| self.sound.get() == Some(false))?;
        let product = row(self.atlas, draft)?.get(ProductModel::PRODUCT)?;
        let href = modeller::path(product, draft);
        Some(
            view! {
                <p class="notice notice--bad" role="alert"><Icon glyph=Glyph::Attention />{t("products-model-unsound")}</p>
                <LinkButton icon=Glyph::Edit href>{t("products-model-edit")}</LinkButton>
            }
            .into_any(),
        )
    }

    /// Publishes what this person has seen: where somebody else has changed the source meanwhile, the two are held
    /// against each other as with any field. There is no way back, so none is offered.
    fn publish(self, id: Id) {
        let Some(row) = row(self.atlas, id) else { return };
        let replica = self.atlas.replica;
        let note = self.note.get_untracked();
        let op = replica.read(|replica| {
            let set = |field: &str, value: Value| replica.change(&row, field, Edit::Set(value));
            let source = set(ProductModel::SOURCE.id, row.value(ProductModel::SOURCE.id).clone());
            let note = set(ProductModel::NOTE.id, Value::text(note.trim()));
            let changes = vec![source, note, set(ProductModel::STATUS.id, "published".into())];
            Operation::Patch { entity: row.entity.clone(), id, changes }
        });
        let number = row.get(ProductModel::VERSION).unwrap_or_default();
        spawn_local(async move {
            match replica.commit(vec![op], None).await {
                Ok(_) => replica.say(t_with("products-model-is-published", &[("version", number.into())])),
                Err(refusal) => replica.say_refused(&refusal),
            }
        });
    }
}

/// Whether there is a product to offer that can be drawn, and every test case and preset is as it says.
pub(super) fn is_sound(found: &Examination) -> bool {
    let passed = found.tests.iter().chain(&found.presets).all(|case| case.failures.is_empty());
    found.contradiction.is_none() && passed && found.body.is_empty()
}
