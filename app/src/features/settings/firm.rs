//! The firm that sells, as quotes and orders say it.

use crate::{
    i18n::t,
    record::{InlineField, RecordField, entity_def, live_record, may_create},
    services::use_replica,
    ui::{Button, ButtonKind, Glyph, LinkButton, TextField},
};
use leptos::prelude::*;
use shared::{
    entities::{Seller, seller_id},
    sync::Operation,
};

/// Its details; before there are any, its name.
#[component]
pub(super) fn Firm() -> impl IntoView {
    let replica = use_replica();
    let firm = live_record(replica, Seller::ENTITY_NAME, || Some(seller_id()));
    let known = Memo::new(move |_| firm.with(Option::is_some));
    let may = may_create(replica, Seller::ENTITY_NAME);
    let fields = StoredValue::new(
        entity_def(replica, Seller::ENTITY_NAME).map(|def| RecordField::all(&def)).unwrap_or_default(),
    );
    let row = move |field: RecordField| {
        let label = field.label();
        view! {
            <div class="record-fields__row">
                <dt class="record-fields__label">{label}</dt>
                <dd class="record-fields__value"><InlineField record=firm field /></dd>
            </div>
        }
    };
    let body = move || match (known.get(), may.get()) {
        (true, _) => {
            let rows = fields.get_value().into_iter().map(row).collect_view();
            view! { <dl class="record-fields__list">{rows}</dl> }.into_any()
        }
        (false, true) => begin(),
        (false, false) => view! { <p class="settings__hint">{t("firm-none")}</p> }.into_any(),
    };
    view! {
        <section class="settings__part">
            <h2 class="settings__heading">{t("settings-firm")}</h2>
            <p class="settings__hint">{t("firm-why")}</p>
            {body}
            <LinkButton icon=Glyph::Quote href="/quote_templates">{t("firm-templates")}</LinkButton>
        </section>
    }
    .into_any()
}

/// Asks for the name first; everything else is filled in where it stands.
fn begin() -> AnyView {
    let (replica, name) = (use_replica(), RwSignal::new(String::new()));
    let empty = Signal::derive(move || name.with(|name| name.trim().is_empty()));
    let make = move |()| {
        let op = Operation::create(
            Seller::ENTITY_NAME,
            seller_id(),
            [(Seller::NAME.id, name.get_untracked().trim().into())],
        );
        replica.write(t("firm-said"), vec![op]);
    };
    view! {
        <div class="form">
            <TextField label=t("seller-name") value=name autocomplete="organization" />
            <Button kind=ButtonKind::Primary disabled=empty on_press=make>{t("firm-begin")}</Button>
        </div>
    }
    .into_any()
}
