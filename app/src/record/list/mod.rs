//! A list of records of any entity, with the record beside it or on a page of its own.

mod around;
mod bulk;
mod cells;
mod columns;
mod condition;
mod export;
mod filters;
mod state;
mod tools;
mod views;

pub use around::Around;
pub use filters::filter_words;
pub use state::ListState;

use super::{
    NewRecord, RecordView, entity_def,
    kind::glyph,
    may_create, use_forms,
    words::{entities_in_words, entities_word, entity_in_words},
};
use crate::{
    features::address::use_address,
    i18n::{t, t_with},
    services::{Phase, use_replica},
    shell::{NotFound, mark_ready, set_title},
    ui::{
        Button, ButtonKind, EmptyState, Glyph, LinkButton, Shortcut, SidePanel, SplitPane, VirtualGrid, use_shortcut,
    },
};
use leptos::{html::Div, prelude::*};
use leptos_router::hooks::use_params_map;
use shared::{Id, Name, schema::EntityDef};

/// The screen of an entity: its list, or the record that the address names.
#[component]
pub fn Records(
    /// The entity.
    #[prop(into)]
    entity: Name,
    /// What else can be done, beside the button that makes a record.
    #[prop(optional, into)]
    actions: ViewFn,
    /// Shows a record on a page of its own; the generic one unless said.
    #[prop(optional, into)]
    page_of: Option<Callback<Id, AnyView>>,
) -> impl IntoView {
    let replica = use_replica();
    let Some(def) = entity_def(replica, &entity) else { return view! { <NotFound /> }.into_any() };
    let (params, address) = (use_params_map(), use_address());
    let page = Memo::new(move |_| params.with(|params| params.get("id")).filter(|id| !id.is_empty()));
    let id = Signal::derive(move || page.get().and_then(|id| id.parse::<Id>().ok()));
    let list_title = entities_word(&entity);
    let visited = Memo::new(move |before: Option<&bool>| before.copied().unwrap_or_default() || page.read().is_none());
    let def = StoredValue::new(def);
    Effect::new(move || {
        if page.read().is_none() {
            set_title(&list_title);
        } else if replica.phase().get() == Phase::Ready {
            mark_ready();
        }
    });
    let home = move || address.go(def.with_value(super::words::list_path));
    let name = entity.clone();
    let generic = move || view! { <RecordView entity=name.clone() id on_gone=move |()| home() /> }.into_any();
    let opens_page = page_of.is_some();
    let special = move || page_of.zip(id.get()).map(|(page, id)| page.run(id));
    let record = move || {
        page.read().is_some().then(|| {
            let shown = special().unwrap_or_else(&generic);
            view! { <div class="records__page">{shown}</div> }
        })
    };
    let list = move || {
        let actions = actions.clone();
        visited.get().then(|| view! { <div class="records__list" class:records__list--away=move || page.read().is_some()><RecordList def=def.get_value() actions opens_page /></div> })
    };
    view! { <div class="records">{record}{list}</div> }.into_any()
}

/// A list with the record that is looked at beside it.
#[component]
pub fn RecordList(
    /// The entity.
    def: EntityDef,
    /// What else can be done, beside the button that makes a record.
    #[prop(optional, into)]
    actions: ViewFn,
    /// Whether a row opens on its own page, which shows what no panel beside the list has room for.
    #[prop(optional)]
    opens_page: bool,
    /// What the page has around it.
    #[prop(optional)]
    around: Around,
) -> impl IntoView {
    let replica = use_replica();
    let list = ListState::new(&def, &around);
    let name = def.name.clone();
    shortcuts(list, &name);
    list.keep_top();
    Effect::new(move || {
        if replica.phase().get() == Phase::Ready {
            mark_ready();
        }
    });
    let main = move || {
        view! {
            <div class="list">
                <tools::Head list actions=actions.clone() />
                <tools::Bar list controls=around.controls.clone() />
                {around.sums.run()}
                <div class="list__grid"><Grid list opens_page /></div>
            </div>
        }
        .into_any()
    };
    let detail = move || view! { <Peek list /> }.into_any();
    view! { <SplitPane open=Signal::derive(move || list.open.get().is_some()) memory="records" list=main detail /> }
        .into_any()
}

/// The record beside the list.
#[component]
fn Peek(list: ListState) -> impl IntoView {
    let name = list.entity();
    let title = super::words::entity_word(&name);
    let page = list.open;
    let href = MaybeProp::derive(move || page.get().map(|id| list.page_of(id)));
    let on_gone = move |()| list.close();
    let id = Signal::derive(move || list.open.get());
    view! {
        <SidePanel title page=href on_close=move |()| list.close()>
            <RecordView entity=name id peek=true on_gone />
        </SidePanel>
    }
    .into_any()
}

/// The grid itself.
#[component]
fn Grid(list: ListState, opens_page: bool) -> impl IntoView {
    let node = NodeRef::<Div>::new();
    let name = list.entity();
    let memory = name.to_string();
    let label = entities_word(&name);
    let empty = move || nothing(list);
    let on_key = move |(row, ev)| list.press_key(row, &ev);
    let on_open = move |row: usize| if opens_page { list.go_to(row) } else { list.open_row(row) };
    let double = move |ev: leptos::ev::MouseEvent| list.double_press(&ev);
    view! {
        <div class="list__grid-host" node_ref=node on:dblclick=double>
            <VirtualGrid
                label
                columns=list.grid_columns
                count=list.count
                key=move |row: usize| list.key(row)
                name=move |row: usize| list.name(row)
                cell=move |cell| cells::cell(list, cell)
                selection=list.selection
                sort=list.sort
                active=list.active
                current=MaybeProp::derive(move || list.open.get().map(|id| id.to_string()))
                memory
                on_open
                on_edit=move |row: usize| list.edit_row(row)
                on_key
                empty
            />
        </div>
    }
    .into_any()
}

/// What stands in the place of rows when there are none: the first step, or the way out of a filter.
fn nothing(list: ListState) -> AnyView {
    let (replica, forms, name) = (use_replica(), use_forms(), list.entity());
    if replica.phase().get() != Phase::Ready || !replica.loaded().get() {
        return ().into_any();
    }
    let what = entities_in_words(&name);
    if list.is_filtered() {
        let title = t_with("list-nothing-found", &[("what", what.into())]);
        return view! {
            <EmptyState glyph=Glyph::Filter title sentence=t("list-nothing-found-why")>
                <Button on_press=move |()| list.clear_filter()>{t("list-show-all")}</Button>
            </EmptyState>
        }
        .into_any();
    }
    let title = t_with("record-linked-none", &[("what", what.into())]);
    let why =
        crate::i18n::try_t(&format!("empty-why-{}", name.replace('_', "-"))).unwrap_or_else(|| t("list-empty-why"));
    let words = t_with("record-new", &[("what", entity_in_words(&name).into())]);
    let own = name.clone();
    let make = may_create(replica, name.clone()).get().then(|| {
        view! {
            <Button kind=ButtonKind::Primary icon=Glyph::Plus on_press=move |()| forms.create(NewRecord::of(own.clone()))>{words}</Button>
            <LinkButton href=format!("/import?entity={name}") icon=Glyph::Import>{t("list-import")}</LinkButton>
        }
    });
    view! { <EmptyState glyph=glyph(&list.entity()) title sentence=why>{make}</EmptyState> }.into_any()
}

fn shortcuts(list: ListState, entity: &Name) {
    let (forms, replica) = (use_forms(), use_replica());
    let new = t_with("record-new", &[("what", entity_in_words(entity).into())]);
    let name = entity.clone();
    let may = may_create(replica, entity.clone());
    use_shortcut(Shortcut::new("n", new, move || {
        if may.get_untracked() {
            forms.create(NewRecord::of(name.clone()));
        }
    }));
    use_shortcut(Shortcut::new("/", t("list-find-key"), move || list.focus_text()));
    use_shortcut(Shortcut::new("f", t("list-filter-key"), move || list.adding.set(true)));
}
