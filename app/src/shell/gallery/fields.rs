//! Everything that is filled in.

use super::part as section;
use crate::{
    i18n::t,
    ui::{
        Checkbox, Choice, Combobox, DateField, Glyph, InlineEdit, NumberField, SelectField, TextArea, TextField,
        TextKind,
    },
};
use leptos::prelude::*;

pub(super) fn part() -> AnyView {
    view! { {text()} {chosen()} {inline()} }.into_any()
}

fn rw(text: &str) -> RwSignal<String> {
    RwSignal::new(text.to_owned())
}

fn text() -> AnyView {
    section(
        "gallery-text",
        view! {
            <div class="form form--two">
                <TextField label=t("gallery-name") value=rw("Ada Lovelace") required=true hint=t("gallery-hint") />
                <TextField label=t("gallery-mail") value=rw("ada@") kind=TextKind::Email problem=t("gallery-problem") />
                <TextField label=t("gallery-search") value=rw("") kind=TextKind::Search icon=Glyph::Search placeholder=t("gallery-placeholder") />
                <TextField label=t("gallery-locked") value=rw("Manchester") disabled=true />
                <NumberField label=t("gallery-value") value=rw("12300.50") prefix="$" />
                <NumberField label=t("gallery-days") value=rw("14") suffix=t("gallery-days-unit") whole=true />
                <DateField label=t("gallery-date") value=rw("2026-11-21") />
                <DateField label=t("gallery-moment") value=rw("2026-11-21T10:00") with_time=true />
                <div class="form__wide"><TextArea label=t("gallery-note") value=rw(&t("gallery-sentence")) /></div>
            </div>
        }
        .into_any(),
    )
}

fn chosen() -> AnyView {
    let stages = ["Prospecting", "Engaging", "Won", "Lost"].map(|s| Choice::new(s.to_lowercase(), s));
    let firms = ["Acme", "Bluth", "Cancity", "Donware", "Dontechi", "Finhigh", "Genco", "Groovestreet"];
    let firm = RwSignal::new(Some(Choice::new("cancity", "Cancity")));
    let find = move |typed: String| {
        let fits = |name: &&&str| name.to_lowercase().contains(&typed.to_lowercase());
        firms.iter().filter(fits).map(|f| Choice::new(f.to_lowercase(), *f).detail("software")).collect::<Vec<_>>()
    };
    let ticked = RwSignal::new(true);
    section(
        "gallery-chosen",
        view! {
            <div class="form form--two">
                <SelectField label=t("gallery-stage") value=rw("engaging") options=stages.to_vec() none=t("gallery-none") />
                <SelectField label=t("gallery-stage") value=rw("") options=stages.to_vec() none=t("gallery-none") problem=t("gallery-problem") />
                <Combobox label=t("gallery-firm") value=firm source=find on_create=move |name: String| firm.set(Some(Choice::new(name.clone(), name))) />
                <Combobox label=t("gallery-firm") value=RwSignal::new(None) source=find placeholder=t("gallery-placeholder") />
            </div>
            <div class="gallery__row">
                <Checkbox label=t("gallery-tick") checked=ticked on_change=move |on| ticked.set(on) />
                <Checkbox label=t("gallery-mixed") checked=false mixed=true on_change=|_| {} />
                <Checkbox label=t("gallery-locked") checked=true disabled=true on_change=|_| {} />
            </div>
        }
        .into_any(),
    )
}

fn inline() -> AnyView {
    let (name, phone) = (rw("Ada Lovelace"), rw(""));
    let check = |text: String| text.trim().is_empty().then(|| t("gallery-problem"));
    section(
        "gallery-inline",
        view! {
            <div class="form form--two">
                <InlineEdit label=t("gallery-name") value=name check=Callback::new(check) on_save=move |text: String| name.set(text) />
                <InlineEdit label=t("gallery-phone") value=phone on_save=move |text: String| phone.set(text) />
                <InlineEdit label=t("gallery-locked") value=name read_only=true on_save=|_| {} />
            </div>
        }
        .into_any(),
    )
}
