//! The data sheet of a product: groups, lines, units. Who may, changes a value where it stands.

use super::{atlas::Atlas, said};
use crate::{
    i18n::{t, t_with},
    record::{InlineField, NewRecord, RecordField, Shown, entity_def, live_record, use_forms},
    ui::{Button, ButtonKind, EmptyState, Glyph, Menu, MenuItem},
};
use leptos::prelude::*;
use shared::{
    Id,
    catalogue::{Group, Line, Said},
    entities::Specification,
    sync::Operation,
};

/// The sheet under its heading.
pub(super) fn sheet(atlas: Atlas, shown: Shown) -> AnyView {
    let forms = use_forms();
    let groups = Memo::new(move |_| atlas.sheets.read().of(shown.id).groups.clone());
    let none = Memo::new(move |_| groups.with(Vec::is_empty));
    let add = move || {
        let make = move |()| {
            let position = groups.with_untracked(|groups| groups.iter().map(|group| group.lines.len()).sum::<usize>());
            let new = NewRecord::of(Specification::ENTITY_NAME)
                .with(Specification::PRODUCT.id, shown.id)
                .with(Specification::GROUP.id, last_group(&groups.read_untracked()))
                .with(Specification::POSITION.id, crate::record::as_number(position + 1));
            forms.create(new.stay());
        };
        atlas.may_write.get().then(|| view! { <Button kind=ButtonKind::Quiet icon=Glyph::Plus on_press=make>{t("products-sheet-add")}</Button> })
    };
    let table = move || {
        if none.get() {
            return view! { <EmptyState glyph=Glyph::List title=t("products-sheet-none") sentence=t("products-sheet-none-sentence") /> }.into_any();
        }
        let bodies = move || groups.get().into_iter().map(|group| body(atlas, group)).collect_view();
        view! { <table class="data-sheet" aria-labelledby="data-sheet">{bodies}</table> }.into_any()
    };
    view! {
        <section class="product-part">
            <header class="product-part__head"><h2 class="record__heading" id="data-sheet">{t("products-sheet")}</h2>{add}</header>
            {table}
        </section>
    }
    .into_any()
}

fn last_group(groups: &[Group]) -> String {
    groups.last().map(|group| group.name.clone()).unwrap_or_default()
}

fn body(atlas: Atlas, group: Group) -> AnyView {
    let heading = (!group.name.is_empty())
        .then(|| view! { <tr><th class="data-sheet__group" colspan="3" scope="rowgroup">{group.name}</th></tr> });
    let lines = group.lines.into_iter().map(|line| row(atlas, line)).collect_view();
    view! { <tbody>{heading}{lines}</tbody> }.into_any()
}

fn row(atlas: Atlas, line: Line) -> AnyView {
    let (name, id) = (line.name.clone(), line.id);
    let own = name.clone();
    let items = Signal::derive(move || {
        let name = own.clone();
        vec![
            MenuItem::link(t("products-sheet-edit"), format!("/specifications/{id}")).icon(Glyph::Edit),
            MenuItem::new(t("record-delete"), move || remove(atlas, id, &name)).icon(Glyph::Trash).danger(),
        ]
    });
    let label = t_with("products-sheet-line", &[("what", name.clone().into())]);
    let menu = move || {
        let label = label.clone();
        atlas
            .may_write
            .get()
            .then(|| view! { <Menu label icon=Glyph::More icon_only=true kind=ButtonKind::Quiet items /> })
    };
    let value = move || if atlas.may_write.get() { editable(atlas, &line) } else { said(&line).into_any() };
    view! {
        <tr class="data-sheet__line">
            <th class="data-sheet__name" scope="row">{name}</th>
            <td class="data-sheet__value">{value}</td>
            <td class="data-sheet__menu">{menu}</td>
        </tr>
    }
    .into_any()
}

/// The value, which a press opens, and its unit.
fn editable(atlas: Atlas, line: &Line) -> AnyView {
    let (id, unit) = (line.id, line.unit.clone());
    let record = live_record(atlas.replica, Specification::ENTITY_NAME, move || Some(id));
    let field = match line.said {
        Said::Number(_) => Specification::NUMBER.id,
        Said::Text(_) => Specification::TEXT.id,
    };
    let field = entity_def(atlas.replica, Specification::ENTITY_NAME).and_then(|def| RecordField::of(&def, field));
    let number = matches!(line.said, Said::Number(_));
    let unit = (!unit.is_empty()).then(|| view! { <span class="data-sheet__unit">{unit}</span> });
    field.map(|field| view! { <div class="data-sheet__edit" class:data-sheet__edit--number=number><InlineField record field />{unit}</div> }).into_any()
}

fn remove(atlas: Atlas, id: Id, name: &str) {
    let op = Operation::Delete { entity: Specification::ENTITY_NAME.into(), id };
    atlas.replica.write(t_with("products-sheet-removed", &[("what", name.to_owned().into())]), vec![op]);
}
