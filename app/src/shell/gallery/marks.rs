//! Small things that say something.

use super::part as section;
use crate::{
    i18n::t,
    ui::{Avatar, Badge, Change, Figure, Glyph, Progress, StageMark, Step, Tag, Tone, When, format},
};
use leptos::prelude::*;

pub(super) fn part() -> AnyView {
    view! { {badges()} {figures()} }.into_any()
}

fn badges() -> AnyView {
    let tones = [
        (Tone::Plain, "gallery-plain"),
        (Tone::Accent, "gallery-accent"),
        (Tone::Good, "gallery-good"),
        (Tone::Warning, "gallery-warning"),
        (Tone::Bad, "gallery-bad"),
        (Tone::Info, "gallery-info"),
    ];
    let all = tones.into_iter().map(|(tone, label)| view! { <Badge tone icon=Glyph::Flag>{t(label)}</Badge> });
    let stages = (0..8_usize)
        .map(|step| view! { <span class="gallery__stage"><StageMark step=Step::Open(step) />{step + 1}</span> });
    let people = ["Ada Lovelace", "Grace Hopper", "Alan Turing", "Katherine Johnson"];
    let avatars = people.into_iter().map(|name| view! { <Avatar name alone=true /> });
    section(
        "gallery-badges",
        view! {
            <div class="gallery__row">{all.collect_view()}</div>
            <div class="gallery__row">
                <Tag label="GTX Pro" />
                <Tag label="GTX Basic" on_remove=|| {} />
            </div>
            <div class="gallery__row">{stages.collect_view()}</div>
            <div class="gallery__row">{avatars.collect_view()}<Avatar name="Acme Corporation" firm=true alone=true /></div>
            <div class="gallery__row">
                <When at=format::today() />
                <When at="2025-03-04" />
                <span>{format::money("12300.50", "USD")}</span>
                <span>{format::money_short("10005534", "USD")}</span>
                <span>{format::number(8_800.0)}</span>
                <span>{format::percent(0.425)}</span>
            </div>
        }
        .into_any(),
    )
}

fn figures() -> AnyView {
    let up = Change { words: t("gallery-change-up"), tone: Tone::Good, up: true };
    let down = Change { words: t("gallery-change-down"), tone: Tone::Bad, up: false };
    section(
        "gallery-figures",
        view! {
            <div class="gallery__figures">
                <Figure value=format::money_short("10005534", "USD") label=t("gallery-won") change=up definition=t("gallery-definition") href="/pipeline" />
                <Figure value="63.2%" label=t("gallery-rate") change=down definition=t("gallery-definition") />
                <Figure value=format::number(2_089.0) label=t("gallery-open") />
            </div>
            <Progress label=t("gallery-progress") done=Signal::stored(5_720_usize) total=Signal::stored(8_800_usize) />
        }
        .into_any(),
    )
}
