//! The editor of a product's model: forms and tables over a draft, with what the workshop finds in it beside them.

mod cases;
mod checks;
mod choices;
mod conditions;
mod desk;
mod fields;
mod lists;
mod options;
mod rules;
mod saving;
mod source;
mod tables;

pub(super) use self::desk::MODEL;

use self::{
    cases::Sort,
    desk::{Checked, Desk, PART},
    saving::Saving,
};
use super::{
    atlas::Atlas,
    publishing::{Publishing, is_sound},
};
use crate::{
    i18n::{t, t_with},
    record::title_or_id,
    services::{Phase, use_workshop},
    shell::{NotFound, use_unsaved},
    ui::{Button, ButtonKind, Glyph, IconButton, LinkButton, PageHeader, Shortcut, Tab, Tabs, use_shortcut},
};
use leptos::{prelude::*, task::spawn_local};
use protocol::product::draft::Draft;
use shared::{
    Id, Record,
    entities::{Product, ProductModel},
};
use std::sync::Arc;

/// The parts, in the order of their tabs.
const PARTS: [&str; 5] = ["choices", "rules", "tests", "presets", "source"];

/// The address of the editor of a version.
pub(super) fn path(product: Id, model: Id) -> String {
    format!("/products/{product}?{MODEL}={model}")
}

/// The page `/products/{id}?model=…&part=…&at=…`.
pub(super) fn modeller(atlas: Atlas, product: Id, model: Id) -> AnyView {
    let replica = atlas.replica;
    let found = replica.live(&[ProductModel::ENTITY_NAME], move |replica| {
        replica
            .get(ProductModel::ENTITY_NAME, model)
            .filter(|row| row.get(ProductModel::PRODUCT) == Some(product))
            .cloned()
    });
    let here = Memo::new(move |_| found.read().is_some());
    let shown = move || match (here.get(), replica.phase().get() == Phase::Ready && replica.loaded().get()) {
        (true, _) => found.get_untracked().map(|row| editor(atlas, product, row)).into_any(),
        (false, true) => view! { <NotFound /> }.into_any(),
        (false, false) => ().into_any(),
    };
    view! { <div class="modeller">{shown}</div> }.into_any()
}

fn editor(atlas: Atlas, product: Id, row: Arc<Record>) -> AnyView {
    let (replica, model) = (atlas.replica, row.id);
    let status = replica.live(&[ProductModel::ENTITY_NAME], move |replica| {
        replica
            .get(ProductModel::ENTITY_NAME, model)
            .and_then(|row| row.get(ProductModel::STATUS))
            .unwrap_or_default()
            .to_owned()
    });
    let sealed = Signal::derive(move || *status.read() != "draft" || !atlas.may_write.get());
    let source = row.get(ProductModel::SOURCE).unwrap_or_default();
    let draft = Draft::read(source).unwrap_or_else(|_| Draft::new("", "", ""));
    let desk = Desk::new(atlas.address, model, draft, sealed, Saving::new(replica, row.clone()));
    desk.saving.follow(desk);
    checks::follow(desk, use_workshop());
    use_unsaved(Signal::derive(move || desk.saving.is_open(desk)));
    keys(desk);
    view! {
        {head(atlas, product, desk, &row, status)}
        <div class="modeller__body">
            <div class="modeller__main">{parts(desk)}</div>
            {checks::panel(desk)}
        </div>
    }
    .into_any()
}

fn keys(desk: Desk) {
    use_shortcut(Shortcut::new("Mod Shift z", t("modeller-redo"), move || desk.redo()));
    use_shortcut(Shortcut::new("Mod z", t("modeller-undo"), move || desk.undo()));
}

fn head(atlas: Atlas, product: Id, desk: Desk, row: &Arc<Record>, status: Memo<String>) -> AnyView {
    let name = atlas.replica.live(&[Product::ENTITY_NAME], move |replica| {
        replica.get(Product::ENTITY_NAME, product).map(|row| title_or_id(replica, row)).unwrap_or_default()
    });
    let title = Signal::derive(move || t_with("modeller-title", &[("what", name.get().into())]));
    let version =
        t_with("configure-version", &[("version", row.get(ProductModel::VERSION).unwrap_or_default().into())]);
    let [none, all] = desk.ends();
    let steps = move || {
        (!desk.sealed.get()).then(|| {
            view! {
                <IconButton glyph=Glyph::Undo label=t("modeller-undo") keys="Ctrl Z" disabled=none on_press=move || desk.undo() />
                <span class="modeller__redo"><IconButton glyph=Glyph::Undo label=t("modeller-redo") keys="Ctrl Shift Z" disabled=all on_press=move || desk.redo() /></span>
            }
        })
    };
    let told = move || t(&format!("product-model-status-{}", status.read()));
    view! {
        <PageHeader title>
            <span class="configure__version">{version}" · "{told}</span>
            {saving::state(desk)}
            {steps}
            <LinkButton icon=Glyph::ArrowLeft href=format!("/products/{product}")>{t("configure-product")}</LinkButton>
            {publish(atlas, product, desk, status)}
        </PageHeader>
    }
    .into_any()
}

/// Publishes what is on the screen; what is not a sound model stays a draft.
fn publish(atlas: Atlas, product: Id, desk: Desk, status: Memo<String>) -> AnyView {
    let sure = Publishing::new(atlas);
    let unsound = Signal::derive(move || {
        desk.checking.get()
            || !desk.checked.with(|checked| matches!(checked, Checked::Examined(found) if is_sound(found)))
    });
    let press = move |()| {
        let saved = desk.saving.keep_now(desk);
        spawn_local(async move {
            if saved.await {
                sure.ask(desk.model);
            }
        });
    };
    let button = move || {
        match status.read().as_str() {
        "draft" if atlas.may_write.get() => {
            view! { <Button kind=ButtonKind::Primary icon=Glyph::Check disabled=unsound on_press=press>{t("products-model-publish")}</Button> }.into_any()
        }
        "published" => view! { <LinkButton kind=ButtonKind::Primary icon=Glyph::Settings href=format!("/configure/{product}")>{t("products-configure")}</LinkButton> }.into_any(),
        _ => ().into_any(),
    }
    };
    view! { {button}{sure.dialog()} }.into_any()
}

fn parts(desk: Desk) -> AnyView {
    let known = move |part: Option<String>| {
        part.filter(|part| PARTS.contains(&part.as_str())).unwrap_or_else(|| PARTS[0].to_owned())
    };
    let selected = RwSignal::new(known(desk.address.now(PART)));
    Effect::new(move || {
        let part = known(desk.address.get(PART));
        if *selected.read_untracked() != part {
            selected.set(part);
        }
    });
    Effect::new(move |before: Option<String>| {
        let part = selected.get();
        if before.is_some_and(|before| before != part) && known(desk.address.now(PART)) != part {
            desk.go(&part, "");
        }
        part
    });
    let tabs = Signal::derive(move || {
        let tab = |part: &str| {
            let tab = Tab::new(part, t(&format!("modeller-{part}")));
            let count = match part {
                "choices" => desk.read(|draft| draft.len("/attributes") + draft.len("/assemblies")),
                "source" => return tab,
                list => desk.read(|draft| draft.len(&format!("/{list}"))),
            };
            tab.count(count)
        };
        PARTS.map(tab).to_vec()
    });
    let panel = move |part: String| match part.as_str() {
        "rules" => rules::rules(desk),
        "tests" => cases::cases(desk, Sort::Test),
        "presets" => cases::cases(desk, Sort::Preset),
        "source" => source::source(desk),
        _ => choices::choices(desk),
    };
    view! { <Tabs label=t("modeller-tabs") tabs selected panel /> }.into_any()
}
