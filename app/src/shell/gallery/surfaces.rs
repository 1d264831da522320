//! What opens, and what is empty.

use super::part as section;
use crate::{
    i18n::t,
    ui::{
        Button, ButtonKind, Dialog, EmptyState, Glyph, Palette, PaletteGroup, PaletteItem, SidePanel, SplitPane,
        TextField, Toast, use_toasts,
    },
};
use leptos::prelude::*;

pub(super) fn part() -> AnyView {
    view! { {opens()} {empty()} {split()} }.into_any()
}

fn opens() -> AnyView {
    let (dialog, palette, name) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(String::new()));
    let toasts = use_toasts();
    let footer = move || {
        view! {
            <Button on_press=move || dialog.set(false)>{t("ui-cancel")}</Button>
            <Button kind=ButtonKind::Primary on_press=move || dialog.set(false)>{t("gallery-press")}</Button>
        }
    };
    let source = |typed: String| {
        let names =
            ["Acme", "Bluth", "Cancity"].into_iter().filter(|n| n.to_lowercase().contains(&typed.to_lowercase()));
        let items = names.map(|n| PaletteItem::go(Glyph::Account, n, "/settings/gallery").detail("software")).collect();
        vec![PaletteGroup { title: t("gallery-firm"), items }]
    };
    section(
        "gallery-opens",
        view! {
            <div class="gallery__row">
                <Button on_press=move || dialog.set(true)>{t("gallery-dialog")}</Button>
                <Button keys="Mod k" on_press=move || palette.set(true)>{t("gallery-palette")}</Button>
                <Button on_press=move || toasts.show(Toast::new(t("gallery-saved")).undo(|| {}))>{t("gallery-toast")}</Button>
                <Button on_press=move || toasts.show(Toast::new(t("gallery-problem")).bad())>{t("gallery-toast-bad")}</Button>
            </div>
            <Dialog open=dialog title=t("gallery-dialog") footer=footer>
                <TextField label=t("gallery-name") value=name autofocus=true />
            </Dialog>
            <Palette open=palette source=source />
        }
        .into_any(),
    )
}

fn empty() -> AnyView {
    section(
        "gallery-empty",
        view! {
            <EmptyState glyph=Glyph::People title=t("gallery-empty-title") sentence=t("gallery-empty-sentence")>
                <Button kind=ButtonKind::Primary icon=Glyph::Import>{t("gallery-import")}</Button>
                <Button icon=Glyph::Plus>{t("gallery-new")}</Button>
            </EmptyState>
        }
        .into_any(),
    )
}

fn split() -> AnyView {
    let open = RwSignal::new(true);
    let list = move || view! { <div class="gallery__pad"><Button on_press=move || open.set(true)>{t("gallery-peek")}</Button></div> };
    let detail = move || {
        view! {
            <SidePanel title="Cancity" page="/settings/gallery" on_close=move || open.set(false)>
                <div class="gallery__pad">{t("gallery-sentence")}</div>
            </SidePanel>
        }
    };
    section("gallery-split", view! { <div class="gallery__frame"><SplitPane open list detail /></div> }.into_any())
}
