//! The navigation: a rail of icons and words, icons alone on a tablet, a bar at the foot of a phone.

use super::use_shell;
use crate::{
    i18n::t,
    record::may_import,
    services::use_replica,
    ui::{Glyph, Icon, IconButton, Menu, MenuItem, format},
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// A page of the rail.
pub(super) struct Place {
    pub(super) href: &'static str,
    pub(super) label: &'static str,
    pub(super) glyph: Glyph,
    /// The second key after `g`.
    pub(super) keys: &'static str,
}

impl Place {
    /// Whether the page is of use: the import is not to a person who may only read.
    pub(super) fn is_for(&self, may_import: bool) -> bool {
        may_import || self.href != "/import"
    }
}

/// The pages that a day is spent on; the first four stand in a phone's bar.
pub(super) const PLACES: [Place; 9] = [
    Place { href: "/pipeline", label: "nav-pipeline", glyph: Glyph::Pipeline, keys: "g p" },
    Place { href: "/accounts", label: "nav-accounts", glyph: Glyph::Account, keys: "g a" },
    Place { href: "/contacts", label: "nav-contacts", glyph: Glyph::People, keys: "g c" },
    Place { href: "/activities", label: "nav-activities", glyph: Glyph::Task, keys: "g t" },
    Place { href: "/leads", label: "nav-leads", glyph: Glyph::Lead, keys: "g l" },
    Place { href: "/quotes", label: "nav-quotes", glyph: Glyph::Quote, keys: "g q" },
    Place { href: "/orders", label: "nav-orders", glyph: Glyph::Order, keys: "g o" },
    Place { href: "/knowledge", label: "nav-knowledge", glyph: Glyph::Knowledge, keys: "g k" },
    Place { href: "/products", label: "nav-products", glyph: Glyph::Product, keys: "g d" },
];

/// The pages that a day seldom needs.
pub(super) const FOOT: [Place; 3] = [
    Place { href: "/needs-attention", label: "nav-attention", glyph: Glyph::Attention, keys: "g n" },
    Place { href: "/import", label: "nav-import", glyph: Glyph::Import, keys: "g i" },
    Place { href: "/settings", label: "nav-settings", glyph: Glyph::Settings, keys: "g s" },
];

/// The navigation named *Main*.
#[component]
pub fn Rail() -> impl IntoView {
    let shell = use_shell();
    let path = use_location().pathname;
    let open = use_replica().open_decisions();
    let none = Signal::stored(0);
    let count = move |place: &Place| if place.href == "/needs-attention" { open.into() } else { none };
    let links = PLACES.iter().map(|place| link(place, path, none)).collect_view();
    let may = may_import(use_replica());
    let foot = FOOT.iter().map(|place| move || place.is_for(may.get()).then(|| link(place, path, count(place))));
    let foot = foot.collect_view();
    let more = Signal::derive(move || {
        let rest = PLACES.iter().skip(4).chain(&FOOT).filter(|place| place.is_for(may.get()));
        rest.map(|place| MenuItem::link(t(place.label), place.href).icon(place.glyph)).collect::<Vec<_>>()
    });
    view! {
        <nav class="rail" aria-label=t("shell-main")>
            <div class="rail__brand">
                <a class="rail__mark" href="/pipeline" aria-label="Sextant"><Icon glyph=Glyph::Sextant /></a>
                <span class="rail__name" aria-hidden="true">"Sextant"</span>
                <span class="rail__fold">
                    <IconButton glyph=Glyph::Rail label=t("shell-fold") keys="[" on_press=move || shell.fold() />
                </span>
            </div>
            <ul class="rail__list">{links}</ul>
            <ul class="rail__list rail__list--foot">{foot}</ul>
            <div class="rail__more">
                <Menu label=t("shell-more") items=more face=move || more_face() />
            </div>
        </nav>
    }
    .into_any()
}

fn more_face() -> AnyView {
    view! { <span class="rail__link"><Icon glyph=Glyph::Menu /><span class="rail__words">{t("shell-more")}</span></span> }
        .into_any()
}

/// The first step of a path. Tasks are part of the page of activities, and products are configured among the products.
fn page_of(path: &str) -> Option<&str> {
    path.split('/').nth(1).map(|page| match page {
        "tasks" => "activities",
        "configure" => "products",
        page => page,
    })
}

fn link(place: &Place, path: Memo<String>, count: Signal<usize>) -> AnyView {
    let (href, keys) = (place.href, place.keys);
    let here = Memo::new(move |_| path.with(|p| page_of(p) == page_of(href)));
    let badge = move || {
        let n = count.get();
        (n > 0).then(|| view! { <span class="rail__count">{format::number(super::as_f64(n))}</span> })
    };
    view! {
        <li>
            <a
                class="rail__link"
                href=href
                aria-current=move || here.get().then_some("page")
                data-tip=t(place.label)
                data-tip-keys=keys
            >
                <Icon glyph=place.glyph />
                <span class="rail__words">{t(place.label)}</span>
                {badge}
            </a>
        </li>
    }
    .into_any()
}
