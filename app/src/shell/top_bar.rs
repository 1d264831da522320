//! The bar above the page: search, sync state, person.

use super::{person::Person, sync_status::SyncStatus, use_shell};
use crate::{
    i18n::t,
    ui::{Glyph, Icon, IconButton, Kbd},
};
use leptos::prelude::*;

/// The bar.
#[component]
pub fn TopBar() -> impl IntoView {
    let shell = use_shell();
    view! {
        <header class="top-bar">
            <div class="top-bar__search" role="search">
                <button class="top-bar__find" type="button" aria-haspopup="dialog" on:click=move |_| shell.palette.set(true)>
                    <Icon glyph=Glyph::Search />
                    <span class="top-bar__words">{t("ui-palette-placeholder")}</span>
                    <Kbd keys="Mod k" />
                </button>
            </div>
            <div class="top-bar__end">
                <SyncStatus />
                <span class="top-bar__help">
                    <IconButton glyph=Glyph::Help label=t("keys-title") keys="?" on_press=move || shell.keys.set(true) />
                </span>
                <Person />
            </div>
        </header>
    }
    .into_any()
}
