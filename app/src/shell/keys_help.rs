//! All shortcuts that work now.

use super::use_shell;
use crate::{
    i18n::t,
    ui::{Dialog, DialogSize, Kbd, use_shortcuts},
};
use leptos::prelude::*;

/// What every list understands.
const LISTS: [(&[&str], &str); 8] = [
    (&["j", "ArrowDown"], "keys-down"),
    (&["k", "ArrowUp"], "keys-up"),
    (&["Home", "End"], "keys-ends"),
    (&["Enter"], "keys-open"),
    (&["e"], "keys-edit"),
    (&["x"], "keys-select"),
    (&["Mod a"], "keys-select-all"),
    (&["Escape"], "keys-let-go"),
];

/// What every board understands.
const BOARDS: [(&[&str], &str); 6] = [
    (&["j", "k"], "keys-along"),
    (&["h", "l"], "keys-across"),
    (&["Enter"], "keys-open"),
    (&["m", "Space"], "keys-lift"),
    (&["ArrowLeft", "ArrowRight"], "keys-carry"),
    (&["Escape"], "keys-let-go"),
];

/// The dialog behind `?`.
#[component]
pub fn KeysHelp() -> impl IntoView {
    let (shell, shortcuts) = (use_shell(), use_shortcuts());
    let everywhere = move || {
        let lines = shortcuts.list().into_iter().map(|s| line(&[s.keys], s.label));
        view! { <section><h3 class="keys-help__title">{t("keys-everywhere")}</h3><dl>{lines.collect_view()}</dl></section> }
    };
    view! {
        <Dialog open=shell.keys title=t("keys-title") size=DialogSize::Large>
            // It scrolls on a small screen, so keys have to reach it.
            <div class="keys-help" tabindex="0">
                {everywhere}
                <div>{section("keys-lists", &LISTS)}{section("keys-boards", &BOARDS)}</div>
            </div>
        </Dialog>
    }
    .into_any()
}

fn section(title: &str, lines: &[(&[&str], &str)]) -> AnyView {
    let lines = lines.iter().map(|(keys, label)| line(keys, t(label))).collect_view();
    view! { <section><h3 class="keys-help__title">{t(title)}</h3><dl>{lines}</dl></section> }.into_any()
}

fn line(keys: &[&str], label: String) -> AnyView {
    let keys = keys.iter().map(|keys| view! { <Kbd keys=*keys /> }).collect_view();
    view! { <div class="keys-help__line"><dt>{label}</dt><dd>{keys}</dd></div> }.into_any()
}
