//! What the palette offers beside records, and the shortcuts that work everywhere.

use super::{
    rail::{FOOT, PLACES, Place},
    use_appearance, use_shell,
};
use crate::{
    features::search,
    i18n::{t, t_with},
    record::may_import,
    services::use_replica,
    ui::{Glyph, PaletteGroup, PaletteItem, Shortcut, use_shortcut, use_toasts},
};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use shared::text::fold;

/// The palette's source: what is called as was typed, then records, then pages and commands that fit.
pub(super) fn offer() -> Callback<String, Vec<PaletteGroup>> {
    let find = search::source();
    let (look, shell, may) = (use_appearance(), use_shell(), may_import(use_replica()));
    Callback::new(move |typed: String| {
        let mut groups = find.run(typed.clone());
        let pages = PLACES.iter().chain(&FOOT).filter(|place| place.is_for(may.get_untracked()));
        let pages = pages.map(|p| PaletteItem::go(p.glyph, t(p.label), p.href).keys(p.keys));
        let theme = |value: &'static str, label: &str, glyph| {
            PaletteItem::run(glyph, t(label), move || look.theme.set(value.to_owned()))
        };
        let commands = [
            theme("light", "person-theme-light", Glyph::Sun),
            theme("dark", "person-theme-dark", Glyph::Moon),
            theme("auto", "person-theme-auto", Glyph::Device),
            PaletteItem::run(Glyph::Keyboard, t("keys-title"), move || shell.keys.set(true)).keys("?"),
        ];
        groups.push(PaletteGroup { title: t("palette-pages"), items: fitting(pages, &typed) });
        groups.push(PaletteGroup { title: t("palette-commands"), items: fitting(commands, &typed) });
        named_first(groups, &fold(typed.trim()))
    })
}

/// Pages and commands whose words begin with what was typed come before the records, unless one of these, the first, is
/// called just so.
fn named_first(mut groups: Vec<PaletteGroup>, typed: &str) -> Vec<PaletteGroup> {
    if typed.is_empty() {
        return groups;
    }
    let others = groups.iter_mut().skip(1);
    let named = others.flat_map(|group| group.items.extract_if(.., move |item| fold(&item.label).starts_with(typed)));
    let named: Vec<PaletteItem> = named.collect();
    let is_meant = |items: &[PaletteItem]| items.first().is_some_and(|item| fold(&item.label) == typed);
    let record = groups.first().is_some_and(|records| is_meant(&records.items)) && !is_meant(&named);
    groups.insert(usize::from(record), PaletteGroup { title: t("palette-commands"), items: named });
    groups
}

/// Those whose words hold everything typed, marked.
fn fitting(items: impl IntoIterator<Item = PaletteItem>, typed: &str) -> Vec<PaletteItem> {
    items.into_iter().filter_map(|item| search::fitting(item, typed)).collect()
}

/// The shortcuts that work on every page.
pub(super) fn provide_shortcuts_of_frame() {
    let (shell, toasts) = (use_shell(), use_toasts());
    let may = may_import(use_replica());
    use_shortcut(Shortcut::new("Mod k", t("keys-palette"), move || shell.palette.set(true)).always());
    use_shortcut(Shortcut::new("/", t("keys-palette"), move || shell.palette.set(true)));
    use_shortcut(Shortcut::new("?", t("keys-help"), move || shell.keys.set(true)));
    use_shortcut(Shortcut::new("[", t("keys-rail"), move || shell.fold()));
    use_shortcut(Shortcut::new("Mod z", t("keys-undo"), move || {
        toasts.undo_last();
    }));
    let (for_all, for_some): (Vec<_>, Vec<_>) = PLACES.iter().chain(&FOOT).partition(|place| place.is_for(false));
    for_all.into_iter().for_each(provide_way_to);
    Effect::new(move || for_some.iter().copied().filter(|place| place.is_for(may.get())).for_each(provide_way_to));
}

/// The shortcut that goes to a page.
fn provide_way_to(place: &'static Place) {
    let navigate = StoredValue::new_local(use_navigate());
    let label = t_with("keys-go", &[("page", t(place.label).into())]);
    let go = move || navigate.with_value(|navigate| navigate(place.href, NavigateOptions::default()));
    use_shortcut(Shortcut::new(place.keys, label, go));
}
