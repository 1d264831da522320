//! The public configurator: which products it shows, how another site shows it, who gets what is asked there.

use crate::{
    i18n::t,
    record::title_or_id,
    services::{copy_text, use_replica},
    ui::{Button, Glyph, LinkButton},
};
use leptos::{prelude::*, task::spawn_local};
use shared::{Id, entities::Product, replica::Replica};

/// Products by id and name.
fn shown(rows: &Replica) -> Vec<(Id, String)> {
    let all = rows.rows(Product::ENTITY_NAME).iter();
    let public = all.filter(|row| row.get(Product::PUBLIC) == Some(true) && row.get(Product::ACTIVE) == Some(true));
    let mut found: Vec<(Id, String)> = public.map(|row| (row.id, title_or_id(rows, row))).collect();
    found.sort_by(|a, b| a.1.cmp(&b.1));
    found
}

/// What is public, with the ways to it.
#[component]
pub(super) fn Public() -> impl IntoView {
    let products = use_replica().live(&[Product::ENTITY_NAME], shown);
    let list = move || match products.get() {
        none if none.is_empty() => view! { <p class="settings__hint">{t("public-none")}</p> }.into_any(),
        some => view! { <ul class="public-products">{some.into_iter().map(product).collect_view()}</ul> }.into_any(),
    };
    view! {
        <section class="settings__part">
            <h2 class="settings__heading">{t("settings-public")}</h2>
            <p class="settings__hint">{t("public-why")}</p>
            {list}
            <p class="settings__hint">{t("public-embed-why")}</p>
            <p class="settings__hint">{t("public-routes-why")}</p>
            <LinkButton icon=Glyph::Lead href="/lead_routes">{t("public-routes")}</LinkButton>
        </section>
    }
    .into_any()
}

fn product((id, name): (Id, String)) -> AnyView {
    let address = format!("{}/p/configure/{id}", window().location().origin().unwrap_or_default());
    let (link, code) = (address.clone(), snippet(&address, &name));
    view! {
        <li class="public-products__item">
            <a class="link" href=address target="_blank" rel="external noopener">{name}</a>
            <Button icon=Glyph::Link on_press=move |()| copy(link.clone(), "record-link-copied")>{t("record-copy-link")}</Button>
            <Button icon=Glyph::Copy on_press=move |()| copy(code.clone(), "public-said-copied")>{t("public-copy-snippet")}</Button>
        </li>
    }
    .into_any()
}

fn copy(text: String, said: &'static str) {
    let replica = use_replica();
    spawn_local(async move {
        let done = copy_text(&text).await.is_some();
        replica.say_whether(done, &t(said), &t("record-link-not-copied"));
    });
}

/// Two lines for another site: the frame, and what gives it the height that it tells.
fn snippet(address: &str, name: &str) -> String {
    let title: String = name.chars().filter(|letter| !"\"<>&".contains(*letter)).collect();
    let fit = "addEventListener(\"message\",e=>{const f=document.querySelector(\"iframe[data-sextant]\");\
               if(e.source===f.contentWindow&&e.data?.type===\"sextant:height\")f.style.height=e.data.height+\"px\"})";
    format!(
        "<iframe data-sextant src=\"{address}?embed\" title=\"{title}\" width=\"100%\" height=\"800\" frameborder=\"0\"></iframe>\n\
         <script>{fit}</script>\n"
    )
}
