//! Oneself, and how this device shows Sextant.

use super::password::OwnPassword;
use crate::{
    i18n::t,
    record::{InlineField, RecordField, entity_def, live_record, may_update},
    services::use_replica,
    shell::use_appearance,
    ui::{Choice, Glyph, Segmented},
};
use leptos::prelude::*;
use shared::entities::User;

/// Profile, sign-in, appearance.
#[component]
pub(super) fn Profile() -> impl IntoView {
    let replica = use_replica();
    let me = live_record(replica, User::ENTITY_NAME, move || replica.me());
    let fields = entity_def(replica, User::ENTITY_NAME).map(|def| RecordField::all(&def)).unwrap_or_default();
    let rows = fields.into_iter().filter(|field| field.id() != User::ACTIVE.id).map(|field| {
        let label = field.label();
        view! {
            <div class="record-fields__row">
                <dt class="record-fields__label">{label}</dt>
                <dd class="record-fields__value"><InlineField record=me field /></dd>
            </div>
        }
    });
    let rows = rows.collect_view();
    let hint = move || {
        me.get()
            .is_some_and(|me| !may_update(replica, &me))
            .then(|| view! { <p class="settings__hint">{t("settings-profile-by-admin")}</p> })
    };
    view! {
        <section class="settings__part">
            <h2 class="settings__heading">{t("settings-me")}</h2>
            <dl class="record-fields__list">{rows}</dl>
            {hint}
        </section>
        <section class="settings__part">
            <h2 class="settings__heading">{t("settings-sign-in")}</h2>
            <OwnPassword />
        </section>
        <Look />
    }
    .into_any()
}

/// Theme and density of this device.
#[component]
fn Look() -> impl IntoView {
    let look = use_appearance();
    let choices = |name: &str, keys: &[&str]| {
        keys.iter().map(|key| Choice::new(*key, t(&format!("settings-{name}-{key}")))).collect::<Vec<_>>()
    };
    let themes = choices("theme", &["auto", "light", "dark"]);
    let densities = choices("density", &["normal", "compact"]);
    view! {
        <section class="settings__part">
            <h2 class="settings__heading">{t("settings-look")}</h2>
            <div class="settings__line">
                <span class="settings__label">{t("settings-theme")}</span>
                <Segmented label=t("settings-theme") options=Signal::stored(themes) icons=vec![Glyph::Device, Glyph::Sun, Glyph::Moon] value=look.theme />
            </div>
            <div class="settings__line">
                <span class="settings__label">{t("settings-density")}</span>
                <Segmented label=t("settings-density") options=Signal::stored(densities) value=look.density />
            </div>
            <p class="settings__hint">{t("settings-look-why")}</p>
        </section>
    }
    .into_any()
}
