//! Saved views: filters, sorting and columns under a name, for oneself or for everybody.

use super::ListState;
use crate::{
    i18n::{t, t_with},
    record::{live, may_delete, words::entities_in_words},
    services::{new_id, use_replica},
    ui::{Button, ButtonKind, Checkbox, Dialog, DialogSize, Glyph, Menu, MenuItem, TextField},
};
use leptos::prelude::*;
use shared::{Id, Value, entities::SavedView, sync::Operation};

/// A saved view as the menu shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct View {
    id: Id,
    name: String,
    query: String,
}

/// The menu of views, named after the one that is shown.
#[component]
pub(super) fn Views(list: ListState) -> impl IntoView {
    let replica = use_replica();
    let entity = list.entity();
    let all = t_with("views-all", &[("what", entities_in_words(&entity).into())]);
    let views = live(replica, vec![SavedView::ENTITY_NAME.into()], move |replica| {
        let own = replica.rows(SavedView::ENTITY_NAME).iter().filter(|row| row.get(SavedView::ENTITY) == Some(&entity));
        let mut views: Vec<View> = own
            .map(|row| View {
                id: row.id,
                name: row.get(SavedView::NAME).unwrap_or_default().to_owned(),
                query: row.get(SavedView::QUERY).unwrap_or_default().to_owned(),
            })
            .collect();
        views.sort_by(|a, b| a.name.cmp(&b.name));
        views
    });
    let current = Memo::new(move |_| list.address.get("view").filter(|view| Some(view.as_str()) != list.plain_view()));
    let name = all.clone();
    let label = Signal::derive(move || {
        let shown = current.get();
        views
            .with(|views| views.iter().find(|view| Some(view.id.to_string()) == shown).map(|view| view.name.clone()))
            .unwrap_or_else(|| name.clone())
    });
    let saving = RwSignal::new(false);
    let items = Signal::derive(move || {
        let shown = current.get();
        let every = MenuItem::new(all.clone(), move || apply(list, None)).checked(shown.is_none());
        let saved: Vec<MenuItem> = views
            .get()
            .into_iter()
            .map(|view| {
                let checked = Some(view.id.to_string()) == shown;
                MenuItem::new(view.name.clone(), move || apply(list, Some(&view))).checked(checked)
            })
            .collect();
        let save = MenuItem::new(t("views-save"), move || saving.set(true)).icon(Glyph::Plus).rule_above();
        let remove = shown
            .and_then(|id| id.parse::<Id>().ok())
            .filter(|id| removable(*id))
            .map(|id| MenuItem::new(t("views-delete"), move || remove(list, id)).icon(Glyph::Trash).danger());
        std::iter::once(every).chain(saved).chain([save]).chain(remove).collect::<Vec<_>>()
    });
    view! {
        <Menu label icon=Glyph::List kind=ButtonKind::Quiet items />
        <SaveDialog list open=saving />
    }
    .into_any()
}

fn removable(id: Id) -> bool {
    let replica = use_replica();
    let row = replica.read(|replica| replica.get(SavedView::ENTITY_NAME, id).cloned());
    row.is_some_and(|row| may_delete(replica, &row))
}

/// Shows a view: its query becomes the address's.
fn apply(list: ListState, view: Option<&View>) {
    match view {
        None => {
            let plain = list.plain_view().map(str::to_owned);
            list.address.set(&[("filter", None), ("sort", None), ("columns", None), ("view", plain)]);
        }
        Some(view) => {
            let columns = view.query.split('&').find_map(|pair| pair.strip_prefix("columns=")).unwrap_or_default();
            let known: Vec<String> =
                columns.split(',').filter(|id| list.field(id).is_some()).map(str::to_owned).collect();
            if !known.is_empty() {
                list.columns.set(known);
            }
            list.address.go(format!("{}?{}&view={}", list.address.path(), view.query, view.id));
        }
    }
}

fn remove(list: ListState, id: Id) {
    crate::record::delete(use_replica(), &SavedView::ENTITY_NAME.into(), &[id]);
    list.address.set(&[("view", list.plain_view().map(str::to_owned))]);
}

/// Asks for a name and keeps what is shown now.
#[component]
fn SaveDialog(list: ListState, open: RwSignal<bool>) -> impl IntoView {
    let (name, shared) = (RwSignal::new(String::new()), RwSignal::new(false));
    let save = Callback::new(move |()| {
        let title = name.get_untracked().trim().to_owned();
        if title.is_empty() {
            return;
        }
        let id = new_id();
        use_replica().write(
            t_with("views-said-saved", &[("name", title.clone().into())]),
            vec![operation(list, id, &title, shared.get_untracked())],
        );
        list.address.set(&[("view", Some(id.to_string()))]);
        name.set(String::new());
        open.set(false);
    });
    let footer = move || {
        view! {
            <Button on_press=move |()| open.set(false)>{t("ui-cancel")}</Button>
            <Button kind=ButtonKind::Primary on_press=save>{t("views-save-button")}</Button>
        }
    };
    view! {
        <Dialog open title=t("views-save") size=DialogSize::Small footer>
            <form
                class="form"
                on:submit=move |ev| {
                    ev.prevent_default();
                    save.run(());
                }
            >
                <TextField label=t("views-name") value=name required=true autofocus=true autocomplete="off" />
                <Checkbox label=t("views-shared") checked=shared on_change=move |on| shared.set(on) />
            </form>
        </Dialog>
    }
    .into_any()
}

fn operation(list: ListState, id: Id, name: &str, shared: bool) -> Operation {
    let me = use_replica().me();
    let values = [
        (SavedView::NAME.id, Value::text(name)),
        (SavedView::ENTITY.id, Value::text(list.entity())),
        (SavedView::QUERY.id, Value::text(list.query_string())),
        (SavedView::LAYOUT.id, Value::text("list")),
        (SavedView::SHARED.id, Value::Flag(shared)),
        (SavedView::OWNER.id, me.into()),
    ];
    Operation::create(SavedView::ENTITY_NAME, id, values)
}
