//! All products: families and facets beside cards, a search above them, the comparison below.

use super::{
    atlas::{Atlas, Order, compare_path},
    card::card,
    facets::facets,
    families::families,
    keyed,
};
use crate::{
    i18n::{t, t_with},
    record::{NewRecord, as_number, use_forms},
    services::Phase,
    ui::{
        Button, ButtonKind, Choice, EmptyState, Glyph, LinkButton, Menu, MenuItem, PageHeader, Segmented, SelectField,
        Shortcut, Tag, TextField, TextKind, dom, use_shortcut,
    },
};
use leptos::{ev, html::Input, prelude::*};
use shared::{Id, entities::Product};
use wasm_bindgen::JsCast;

/// Cards shown at first, and with each press on *more*.
const PAGE: usize = 60;

/// The screen.
pub(super) fn browse(atlas: Atlas) -> AnyView {
    let (input, open) = (NodeRef::<Input>::new(), RwSignal::new(false));
    shortcuts(atlas, input);
    view! {
        <div class="products__browse">
            {head(atlas)}
            {bar(atlas, input, open)}
            <div class="products__panes">
                <div class="products__rail" class:products__rail--open=open>{families(atlas)}{facets(atlas)}</div>
                <div class="products__found">{tags(atlas)}{body(atlas)}</div>
            </div>
            {comparing(atlas)}
        </div>
    }
    .into_any()
}

fn shortcuts(atlas: Atlas, input: NodeRef<Input>) {
    let forms = use_forms();
    use_shortcut(Shortcut::new("n", t("products-new"), move || {
        if atlas.may_write.get_untracked() {
            forms.create(NewRecord::of(Product::ENTITY_NAME));
        }
    }));
    use_shortcut(Shortcut::new("/", t("products-search"), move || {
        if let Some(input) = input.get_untracked() {
            let _ = input.focus();
        }
    }));
    use_shortcut(Shortcut::new("c", t("products-compare-open"), move || {
        let ids = untrack(|| atlas.chosen());
        if ids.len() > 1 {
            atlas.address.go(compare_path(&ids));
        }
    }));
}

fn head(atlas: Atlas) -> AnyView {
    let forms = use_forms();
    let make = move |()| forms.create(NewRecord::of(Product::ENTITY_NAME));
    let new = move || {
        atlas.may_write.get().then(|| {
            let items = vec![
                MenuItem::link(t("list-import"), "/import?entity=product").icon(Glyph::Import),
                MenuItem::link(t("products-arrange"), "/product_families").icon(Glyph::Tree),
            ];
            view! {
                <Menu label=t("list-more") icon=Glyph::More icon_only=true kind=ButtonKind::Quiet items />
                <Button kind=ButtonKind::Primary icon=Glyph::Plus keys="n" on_press=make>{t("products-new")}</Button>
            }
        })
    };
    view! { <PageHeader title=t("nav-products") count=atlas.all>{layout(atlas)}{new}</PageHeader> }.into_any()
}

/// Cards to look around, a table to look after.
pub(super) fn layout(atlas: Atlas) -> AnyView {
    let now = atlas.address.now("layout").unwrap_or_default();
    let options = vec![Choice::new("", t("products-cards")), Choice::new("table", t("products-table"))];
    let change = move |layout: String| atlas.set("layout", Some(layout));
    view! {
        <Segmented label=t("products-layout") options icons=vec![Glyph::Columns, Glyph::List] value=RwSignal::new(now) on_change=change />
    }
    .into_any()
}

/// What is searched, in which order, what is sold.
fn bar(atlas: Atlas, input: NodeRef<Input>, open: RwSignal<bool>) -> AnyView {
    let typed = RwSignal::new(atlas.asked.get_untracked());
    Effect::new(move || {
        let asked = atlas.asked.get();
        if typed.with_untracked(|typed| typed.trim() != asked) {
            typed.set(asked);
        }
    });
    Effect::new(move |before: Option<String>| {
        let now = typed.with(|typed| typed.trim().to_owned());
        if before.is_some_and(|before| before != now) {
            atlas.address.amend(&[("q", Some(now.clone()))]);
        }
        now
    });
    let order = RwSignal::new(String::new());
    let sale = RwSignal::new(String::new());
    Effect::new(move || {
        order.set(atlas.get("sort").unwrap_or_default());
        sale.set(atlas.get("sale").unwrap_or_default());
    });
    let orders: Vec<Choice> = Order::ALL.iter().map(|(_, key, words)| Choice::new(*key, t(words))).collect();
    let sales: Vec<Choice> = ["yes", "no"].map(|key| Choice::new(key, t(&format!("products-sale-{key}")))).into();
    view! {
        <div class="products__bar" role="search" aria-label=t("products-search")>
            <div class="products__search">
                <TextField label=t("products-search") hide_label=true value=typed kind=TextKind::Search icon=Glyph::Search placeholder=t("products-search-hint") node=input autocomplete="off" />
            </div>
            <SelectField label=t("products-sale") hide_label=true value=sale options=sales none=t("products-sale-all") on_change=move |sale| atlas.set("sale", Some(sale)) />
            <SelectField label=t("products-order") hide_label=true value=order options=orders on_change=move |order| atlas.set("sort", Some(order)) />
            <div class="products__filters">
                <Button icon=Glyph::Filter on_press=move |()| open.update(|open| *open = !*open)>{t("products-filters")}</Button>
            </div>
        </div>
    }
    .into_any()
}

/// How many there are, and what is asked for, each with a way to take it away.
fn tags(atlas: Atlas) -> AnyView {
    let count = move || {
        let found = atlas.found.with(Vec::len);
        t_with("products-found", &[("shown", as_number(found).into()), ("all", as_number(atlas.all.get()).into())])
    };
    let family = move || {
        let id = atlas.family()?;
        let name = atlas.families.with(|all| all.iter().find(|family| family.id == id).map(|f| f.name.clone()))?;
        Some(view! { <Tag label=name on_remove=move |()| atlas.set("family", None) /> })
    };
    let wishes = move || {
        let keys: Vec<String> = atlas.wishes.with(|wishes| wishes.keys().map(str::to_owned).collect());
        let tag = |key: String| {
            let label = super::facets::wish_words(&atlas.wishes.read(), &key);
            view! { <Tag label on_remove=move |()| atlas.wish(&atlas.wishes.read_untracked().without(&key)) /> }
        };
        keys.into_iter().map(tag).collect_view()
    };
    let clear = move || {
        atlas.is_narrowed().then(
            || view! { <Button kind=ButtonKind::Quiet on_press=move |()| atlas.clear()>{t("list-show-all")}</Button> },
        )
    };
    view! { <div class="products__tags"><span class="products__count" role="status">{count}</span>{family}{wishes}{clear}</div> }
        .into_any()
}

fn body(atlas: Atlas) -> AnyView {
    let shown = RwSignal::new(PAGE);
    let none = Memo::new(move |_| atlas.found.with(Vec::is_empty));
    let ids = Signal::derive(move || {
        atlas.found.with(|found| found.iter().take(shown.get()).map(Id::to_string).collect::<Vec<_>>())
    });
    let one = move |id: String| id.parse().map_or_else(|_| ().into_any(), |id| card(atlas, id));
    let rest = move || {
        let left = atlas.found.with(Vec::len).saturating_sub(shown.get());
        (left > 0).then(|| {
            let words = t_with("record-more", &[("count", as_number(left).into())]);
            view! { <Button on_press=move |()| shown.update(|n| *n += PAGE)>{words}</Button> }
        })
    };
    let cards = move || {
        if none.get() {
            return nothing(atlas);
        }
        view! {
            <ul class="product-cards" aria-label=t("nav-products") on:keydown=move |ev| walk(atlas, &ev)>
                {keyed(ids, one)}
            </ul>
            {rest}
        }
        .into_any()
    };
    cards.into_any()
}

/// j and k walk from card to card, x chooses the card at hand to be compared.
fn walk(atlas: Atlas, ev: &ev::KeyboardEvent) {
    let Some(card) =
        ev.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok()).and_then(|el| el.closest("li").ok()?)
    else {
        return;
    };
    if ev.ctrl_key() || ev.meta_key() || ev.alt_key() {
        return;
    }
    let to = match ev.key().as_str() {
        "j" => card.next_element_sibling(),
        "k" => card.previous_element_sibling(),
        "x" => {
            ev.prevent_default();
            return choose(atlas, &card);
        }
        _ => return,
    };
    ev.prevent_default();
    let link = to.and_then(|card| card.query_selector("a").ok().flatten()).and_then(dom::html);
    if let Some(link) = link {
        let _ = link.focus();
    }
}

fn choose(atlas: Atlas, card: &web_sys::Element) {
    let link = card.query_selector("a").ok().flatten().and_then(|link| link.get_attribute("href"));
    if let Some(id) = link.and_then(|href| href.rsplit('/').next()?.parse().ok()) {
        atlas.toggle(id);
    }
}

/// What stands in the place of cards when there are none.
fn nothing(atlas: Atlas) -> AnyView {
    if atlas.replica.phase().get() != Phase::Ready || !atlas.replica.loaded().get() {
        return ().into_any();
    }
    if atlas.is_narrowed() {
        let title = t_with("list-nothing-found", &[("what", t("nav-products").to_lowercase().into())]);
        return view! {
            <EmptyState glyph=Glyph::Filter title sentence=t("list-nothing-found-why")>
                <Button on_press=move |()| atlas.clear()>{t("list-show-all")}</Button>
            </EmptyState>
        }
        .into_any();
    }
    let forms = use_forms();
    let make = move |()| forms.create(NewRecord::of(Product::ENTITY_NAME));
    let first = move || {
        atlas.may_write.get().then(|| {
            view! {
                <Button kind=ButtonKind::Primary icon=Glyph::Plus on_press=make>{t("products-new")}</Button>
                <LinkButton href="/import?entity=product" icon=Glyph::Import>{t("list-import")}</LinkButton>
            }
        })
    };
    view! { <EmptyState glyph=Glyph::Product title=t("products-none") sentence=t("empty-why-product")>{first}</EmptyState> }
        .into_any()
}

/// The products that are chosen, and the way to see them side by side.
fn comparing(atlas: Atlas) -> AnyView {
    let chosen = Memo::new(move |_| atlas.chosen());
    let tag = move |id: Id| {
        let label = Signal::derive(move || {
            atlas.replica.follow(&[Product::ENTITY_NAME]);
            atlas.replica.read(|replica| replica.title(Product::ENTITY_NAME, id))
        });
        view! { <Tag label on_remove=move |()| atlas.toggle(id) /> }
    };
    let bar = move || {
        let ids = chosen.get();
        (!ids.is_empty()).then(|| {
            let go = match ids.len() {
                1 => view! { <span class="products__hint">{t("products-compare-hint")}</span> }.into_any(),
                count => {
                    let words = t_with("products-compare-these", &[("count", as_number(count).into())]);
                    view! { <LinkButton kind=ButtonKind::Primary icon=Glyph::Columns href=compare_path(&ids)>{words}</LinkButton> }.into_any()
                }
            };
            view! {
                <section class="products__comparing" aria-label=t("products-comparing")>
                    {ids.into_iter().map(tag).collect_view()}
                    <span class="products__space"></span>
                    <Button kind=ButtonKind::Quiet on_press=move |()| atlas.address.amend(&[("with", None)])>{t("bulk-none")}</Button>
                    {go}
                </section>
            }
        })
    };
    bar.into_any()
}
