//! Buttons, menus, choices.

use super::part as section;
use crate::{
    i18n::t,
    ui::{
        Button, ButtonKind, Choice, Glyph, Icon, IconButton, Kbd, LinkButton, Menu, MenuItem, Popover, Segmented, Tab,
        Tabs,
    },
};
use leptos::prelude::*;

pub(super) fn part() -> AnyView {
    view! { {buttons()} {menus()} {choices()} {icons()} }.into_any()
}

fn buttons() -> AnyView {
    let kinds = [ButtonKind::Primary, ButtonKind::Secondary, ButtonKind::Quiet, ButtonKind::Danger];
    let row = |disabled: bool, busy: bool| {
        kinds.into_iter().map(move |kind| view! { <Button kind icon=Glyph::Plus disabled=Signal::stored(disabled) busy=Signal::stored(busy)>{t("gallery-press")}</Button> }.into_any())
    };
    section(
        "gallery-buttons",
        view! {
            <div class="gallery__row">{row(false, false).collect_view()}</div>
            <div class="gallery__row">{row(true, false).collect_view()}</div>
            <div class="gallery__row">{row(false, true).collect_view()}</div>
            <div class="gallery__row">
                <Button keys="n">{t("gallery-with-keys")}</Button>
                <LinkButton href="/settings/gallery" icon=Glyph::External>{t("gallery-link")}</LinkButton>
                <IconButton glyph=Glyph::Filter label=t("gallery-filter") keys="f" />
                <IconButton glyph=Glyph::Star label=t("gallery-star") pressed=true />
                <IconButton glyph=Glyph::Trash label=t("gallery-delete") kind=ButtonKind::Secondary />
                <IconButton glyph=Glyph::Edit label=t("gallery-edit") disabled=true />
                <a class="link" href="/settings/gallery">{t("gallery-link")}</a>
                <Kbd keys="Mod k" />
            </div>
        }
        .into_any(),
    )
}

fn menus() -> AnyView {
    let sort = RwSignal::new("close".to_owned());
    let by = move |value: &'static str, label: &str| {
        MenuItem::new(t(label), move || sort.set(value.to_owned())).checked(sort.get() == value)
    };
    let items = Signal::derive(move || {
        vec![
            MenuItem::new(t("gallery-edit"), || {}).icon(Glyph::Edit).keys("e"),
            MenuItem::link(t("gallery-link"), "/settings/gallery").icon(Glyph::External),
            MenuItem::new(t("gallery-star"), || {}).icon(Glyph::Star).disabled(true),
            by("close", "gallery-by-close").rule_above(),
            by("value", "gallery-by-value"),
            MenuItem::new(t("gallery-delete"), || {}).icon(Glyph::Trash).danger().rule_above(),
        ]
    });
    section(
        "gallery-menus",
        view! {
            <div class="gallery__row">
                <Menu label=t("gallery-menu") icon=Glyph::ChevronDown items />
                <Menu label=t("gallery-more") icon=Glyph::More icon_only=true kind=ButtonKind::Quiet items />
                <Popover label=t("gallery-filter") icon=Glyph::Filter>
                    <p>{t("gallery-sentence")}</p>
                </Popover>
            </div>
        }
        .into_any(),
    )
}

fn choices() -> AnyView {
    let (view_as, tab) = (RwSignal::new("board".to_owned()), RwSignal::new("timeline".to_owned()));
    let views = vec![Choice::new("board", t("gallery-board-view")), Choice::new("list", t("gallery-list"))];
    let tabs = vec![
        Tab::new("timeline", t("gallery-timeline")).count(12),
        Tab::new("deals", t("gallery-deals")).count(1_204),
        Tab::new("files", t("gallery-files")),
    ];
    let panel = |id: String| view! { <p>{t("gallery-sentence")}" ("{id}")"</p> }.into_any();
    section(
        "gallery-choices",
        view! {
            <div class="gallery__row">
                <Segmented label=t("gallery-view") options=views icons=vec![Glyph::Pipeline, Glyph::List] value=view_as />
            </div>
            <Tabs label=t("gallery-record") tabs selected=tab panel=panel />
        }
        .into_any(),
    )
}

fn icons() -> AnyView {
    let all = Glyph::ALL.iter().map(|glyph| view! { <span title=format!("{glyph:?}")><Icon glyph=*glyph /></span> });
    section("gallery-icons", view! { <div class="gallery__icons">{all.collect_view()}</div> }.into_any())
}
