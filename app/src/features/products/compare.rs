//! Products side by side. The address names them, so a comparison can be sent.

use super::{
    atlas::{Atlas, MOST_COMPARED, compare_path, named},
    picture::{family_words, glyph_of, picture},
    said,
};
use crate::{
    i18n::{t, t_with},
    record::{as_number, title_or_id},
    ui::{Checkbox, Choice, Combobox, EmptyState, Glyph, Icon, IconButton, LinkButton, PageHeader, format},
};
use leptos::prelude::*;
use shared::{
    Id,
    catalogue::{Section, Trait, compare as side_by_side},
    entities::Product,
    text::{fold, natural_key},
    value::FileRef,
};

/// Most products offered at once.
const OFFERED: usize = 20;

/// A product at the head of a column.
#[derive(Clone, Debug, PartialEq)]
struct Head {
    id: Id,
    name: String,
    glyph: Glyph,
    picture: Option<FileRef>,
    code: String,
    family: String,
    price: String,
    unit: String,
    sold: String,
}

/// The page.
pub(super) fn compare(atlas: Atlas) -> AnyView {
    let ids = Memo::new(move |_| named(&atlas.address.get("with").unwrap_or_default()));
    let heads = Memo::new(move |_| ids.read().iter().filter_map(|id| head(atlas, *id)).collect::<Vec<_>>());
    let only = RwSignal::new(false);
    let several = Memo::new(move |_| heads.with(Vec::len) > 1);
    let body = move || {
        if heads.with(Vec::is_empty) {
            return nothing(atlas);
        }
        table(atlas, heads, only)
    };
    let note = move || {
        let first = heads.with(|heads| heads.first().filter(|_| heads.len() > 1).map(|head| head.name.clone()));
        first.map(|first| view! { <span class="compare__note">{t_with("products-compare-note", &[("what", first.into())])}</span> })
    };
    let differing = move || {
        several.get().then(|| view! { <Checkbox label=t("products-only-differences") checked=only on_change=move |on| only.set(on) /> })
    };
    view! {
        <div class="compare">
            <PageHeader title=t("products-comparison")>
                <LinkButton icon=Glyph::ArrowLeft href=Signal::derive(move || atlas.path())>{t("products-back")}</LinkButton>
            </PageHeader>
            <div class="compare__bar">{move || add(atlas, heads)}{differing}{note}</div>
            <div class="compare__place">{body}</div>
        </div>
    }
    .into_any()
}

fn head(atlas: Atlas, id: Id) -> Option<Head> {
    atlas.replica.follow(&[Product::ENTITY_NAME]);
    let row = atlas.replica.read(|replica| replica.get(Product::ENTITY_NAME, id).cloned())?;
    let families = atlas.families.read();
    let family = row.get(Product::FAMILY);
    let unit = row.get(Product::UNIT).map(|unit| t(&format!("product-unit-{unit}")));
    let price = row.get(Product::PRICE).map(|price| format::money(&price.amount.to_string(), price.currency.code()));
    Some(Head {
        id,
        name: atlas.replica.read(|replica| title_or_id(replica, &row)),
        glyph: glyph_of(&families, family),
        picture: row.get(Product::PICTURE).cloned(),
        code: row.get(Product::CODE).unwrap_or_default().to_owned(),
        family: family_words(&families, family),
        price: price.unwrap_or_default(),
        unit: unit.unwrap_or_default(),
        sold: t(if row.get(Product::ACTIVE).unwrap_or_default() { "products-sale-yes" } else { "products-sale-no" }),
    })
}

fn nothing(atlas: Atlas) -> AnyView {
    if !atlas.replica.loaded().get() {
        return ().into_any();
    }
    view! { <EmptyState glyph=Glyph::Columns title=t("products-compare-none") sentence=t("products-compare-none-sentence") /> }
        .into_any()
}

/// Another product, found by typing.
fn add(atlas: Atlas, heads: Memo<Vec<Head>>) -> AnyView {
    let ids: Vec<Id> = heads.with(|heads| heads.iter().map(|head| head.id).collect());
    if ids.len() >= MOST_COMPARED {
        return view! { <p class="compare__full">{t_with("products-compare-full", &[("count", as_number(MOST_COMPARED).into())])}</p> }.into_any();
    }
    let others = ids.clone();
    let source = move |typed: String| offered(atlas, &others, &typed);
    let value = RwSignal::new(None::<Choice>);
    let change = move |choice: Option<Choice>| {
        if let Some(id) = choice.and_then(|choice| choice.value.parse::<Id>().ok()) {
            atlas.address.go(compare_path(&ids.iter().copied().chain([id]).collect::<Vec<_>>()));
        }
    };
    view! { <div class="compare__add"><Combobox label=t("products-compare-add") hide_label=true value source on_change=change placeholder=t("products-compare-add") /></div> }
        .into_any()
}

fn offered(atlas: Atlas, taken: &[Id], typed: &str) -> Vec<Choice> {
    atlas.replica.follow(&[Product::ENTITY_NAME]);
    let typed = fold(typed.trim());
    atlas.replica.read(|replica| {
        let rows = replica.rows(Product::ENTITY_NAME).iter().filter(|row| !taken.contains(&row.id));
        let mut found: Vec<Choice> = rows
            .filter_map(|row| {
                let (name, code) = (title_or_id(replica, row), row.get(Product::CODE).unwrap_or_default());
                let fits = fold(&format!("{name} {code}")).contains(&typed);
                fits.then(|| Choice::new(row.id.to_string(), name).detail(code))
            })
            .collect();
        found.sort_by_cached_key(|choice| natural_key(&choice.label));
        found.truncate(OFFERED);
        found
    })
}

/// What all products have, and what their data sheets say.
fn table(atlas: Atlas, heads: Memo<Vec<Head>>, only: RwSignal<bool>) -> AnyView {
    let columns = move || heads.get().into_iter().map(|head| column(atlas, heads, head)).collect_view();
    let facts = move || {
        let heads = heads.get();
        let of = |label: &str, cell: fn(&Head) -> &String| {
            let cells: Vec<String> = heads.iter().map(|head| cell(head).clone()).collect();
            let differs = cells.windows(2).any(|pair| matches!(pair, [a, b] if a != b));
            line(t(label), cells, differs, only.get())
        };
        [
            of("product-price", |head| &head.price),
            of("product-family", |head| &head.family),
            of("product-unit", |head| &head.unit),
            of("products-sale", |head| &head.sold),
        ]
        .collect_view()
    };
    let width = move || (heads.with(Vec::len) + 1).to_string();
    let sheets = move || {
        let sheets = atlas.sheets.read();
        let sections = side_by_side(&heads.read().iter().map(|head| sheets.of(head.id)).collect::<Vec<_>>());
        sections.into_iter().filter_map(|part| section(part, width(), only.get())).collect_view()
    };
    view! {
        <table class="compare-table" aria-label=t("products-comparison")>
            <thead><tr><td></td>{columns}</tr></thead>
            <tbody>{facts}</tbody>
            {sheets}
        </table>
    }
    .into_any()
}

fn column(atlas: Atlas, heads: Memo<Vec<Head>>, head: Head) -> AnyView {
    let id = head.id;
    let label = t_with("products-compare-remove", &[("what", head.name.clone().into())]);
    let drop = move || {
        let left: Vec<Id> =
            heads.with_untracked(|heads| heads.iter().map(|head| head.id).filter(|other| *other != id).collect());
        atlas.address.go(compare_path(&left));
    };
    view! {
        <th class="compare-table__head" scope="col">
            <span class="compare-table__top">
                {picture(atlas.replica, head.picture, head.glyph, "product-picture--card")}
                <IconButton glyph=Glyph::Cross label on_press=move |()| drop() />
            </span>
            <a class="link compare-table__name" href=format!("/products/{id}")>{head.name}</a>
            <span class="compare-table__code">{head.code}</span>
        </th>
    }
    .into_any()
}

fn section(section: Section, width: String, only: bool) -> Option<AnyView> {
    let shown: Vec<Trait> = section.rows.into_iter().filter(|row| row.differs || !only).collect();
    if shown.is_empty() {
        return None;
    }
    let name = if section.name.is_empty() { t("products-sheet") } else { section.name };
    let rows = shown.into_iter().map(|row| {
        let cells = row.cells.iter().map(|cell| cell.as_ref().map(said).unwrap_or_default()).collect();
        line(row.name, cells, row.differs, only)
    });
    Some(
        view! {
            <tbody>
                <tr><th class="compare-table__group" scope="rowgroup" colspan=width>{name}</th></tr>
                {rows.collect_view()}
            </tbody>
        }
        .into_any(),
    )
}

/// A row; what differs is marked, not by colour alone.
pub fn line(name: String, cells: Vec<String>, differs: bool, only: bool) -> AnyView {
    if only && !differs {
        return ().into_any();
    }
    let mark = differs.then(|| {
        view! { <span class="compare-table__mark" data-tip=t("products-differs")><Icon glyph=Glyph::Differs /><span class="visually-hidden">{t("products-differs")}</span></span> }
    });
    let first = cells.first().cloned().unwrap_or_default();
    let cell = |words: String| {
        let other = words != first;
        if words.is_empty() {
            return view! { <td class="compare-table__none" class:compare-table__other=other><span aria-hidden="true">"–"</span><span class="visually-hidden">{t("record-empty")}</span></td> }.into_any();
        }
        view! { <td class:compare-table__other=other>{words}</td> }.into_any()
    };
    view! {
        <tr class:compare-table__differs=differs>
            <th class="compare-table__label" scope="row">{mark}{name}</th>
            {cells.into_iter().map(cell).collect_view()}
        </tr>
    }
    .into_any()
}
