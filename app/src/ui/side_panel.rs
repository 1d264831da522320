//! The panel that shows a record beside its list.

use super::{ButtonKind, Glyph, Icon, IconButton};
use crate::i18n::t;
use leptos::prelude::*;

/// A named panel with a header; not modal. Escape inside it closes it.
#[component]
pub fn SidePanel(
    /// What it shows; also its name.
    #[prop(into)]
    title: Signal<String>,
    /// The address of the same as a page.
    #[prop(optional, into)]
    page: MaybeProp<String>,
    /// Buttons in the header.
    #[prop(optional, into)]
    actions: ViewFn,
    /// Called when it should close.
    #[prop(into)]
    on_close: Callback<()>,
    /// What it shows.
    children: Children,
) -> impl IntoView {
    let expand = move || {
        page.get().map(|href| {
            view! {
                <a class="button button--quiet button--icon" href=href aria-label=t("ui-open-as-page") data-tip=t("ui-open-as-page")>
                    <Icon glyph=Glyph::Expand />
                </a>
            }
        })
    };
    let escape = move |ev: leptos::ev::KeyboardEvent| {
        if ev.key() == "Escape" && !ev.default_prevented() && !super::dom::is_typing(ev.target()) {
            ev.prevent_default();
            on_close.run(());
        }
    };
    view! {
        <aside class="side-panel" aria-label=title on:keydown=escape>
            <header class="side-panel__header">
                <span class="side-panel__title">{title}</span>
                <span class="side-panel__actions">
                    {actions.run()}
                    {expand}
                    <IconButton kind=ButtonKind::Quiet glyph=Glyph::Cross label=t("ui-close") keys="Escape" on_press=on_close />
                </span>
            </header>
            <div class="side-panel__body">{children()}</div>
        </aside>
    }
    .into_any()
}
