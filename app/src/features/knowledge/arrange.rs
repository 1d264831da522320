//! Arranging categories: making, renaming, moving, deleting. For managers.

use super::shelf::{Category, Shelf};
use crate::{
    i18n::{t, t_with},
    services::{new_id, say_problem},
    ui::{Button, ButtonKind, Choice, Dialog, DialogSize, Glyph, MenuItem, SelectField, TextField},
};
use leptos::prelude::*;
use shared::{Id, Problem, Value, entities::ArticleCategory, schema::FieldDef, sync::Operation};
use std::collections::BTreeMap;

/// What is being named: a new category, or one that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Naming {
    New,
    Old(Id),
}

/// Handles only.
#[derive(Clone, Copy)]
pub(super) struct Arranging {
    shelf: Shelf,
    open: RwSignal<bool>,
    naming: RwSignal<Naming>,
    name: RwSignal<String>,
    parent: RwSignal<String>,
    problem: RwSignal<Option<String>>,
}

pub(super) fn use_arranging(shelf: Shelf) -> Arranging {
    Arranging {
        shelf,
        open: RwSignal::new(false),
        naming: RwSignal::new(Naming::New),
        name: RwSignal::new(String::new()),
        parent: RwSignal::new(String::new()),
        problem: RwSignal::new(None),
    }
}

impl Arranging {
    /// Asks for a new category.
    pub(super) fn add(self, below: Option<Id>) {
        self.ask(Naming::New, String::new(), below);
    }

    fn ask(self, naming: Naming, name: String, parent: Option<Id>) {
        self.naming.set(naming);
        self.name.set(name);
        self.parent.set(parent.map(|id| id.to_string()).unwrap_or_default());
        self.problem.set(None);
        self.open.set(true);
    }

    /// The children of one parent, in order.
    fn siblings(self, parent: Option<Id>) -> Vec<Category> {
        self.shelf
            .categories
            .with_untracked(|all| all.iter().filter(|category| category.parent == parent).cloned().collect())
    }

    /// Moves a category among its siblings.
    pub(super) fn shift(self, id: Id, by: i32) {
        let all = self.shelf.categories.get_untracked();
        let Some(category) = all.iter().find(|category| category.id == id) else { return };
        let mut siblings: Vec<Id> = self.siblings(category.parent).iter().map(|sibling| sibling.id).collect();
        let Some(at) = siblings.iter().position(|sibling| *sibling == id) else { return };
        let Some(to) = at.checked_add_signed(if by < 0 { -1 } else { 1 }).filter(|to| *to < siblings.len()) else {
            return;
        };
        siblings.swap(at, to);
        let said = t_with("knowledge-moved", &[("what", category.name.clone().into())]);
        self.shelf.replica.write(said, self.in_order(&siblings));
    }

    /// Gives each its place; those that have it already are left alone.
    fn in_order(self, siblings: &[Id]) -> Vec<Operation> {
        self.shelf.replica.read(|rows| {
            let numbered = siblings.iter().zip(0_u32..).filter_map(|(id, at)| {
                let row = rows.get(ArticleCategory::ENTITY_NAME, *id)?;
                Some(rows.patch(row, [(ArticleCategory::POSITION.id, Value::Number(f64::from(at)))]))
            });
            numbered.filter(|op| !matches!(op, Operation::Patch { changes, .. } if changes.is_empty())).collect()
        })
    }

    fn save(self) {
        let name = self.name.get_untracked().trim().to_owned();
        let parent: Option<Id> = self.parent.get_untracked().parse().ok();
        if let Some(problem) = self.wrong(&name) {
            return self.problem.set(Some(say_problem(&problem)));
        }
        let (said, op) = match self.naming.get_untracked() {
            Naming::New => {
                (t_with("knowledge-category-made", &[("what", name.as_str().into())]), Some(self.create(&name, parent)))
            }
            Naming::Old(id) => (
                t_with("knowledge-category-renamed", &[("what", name.as_str().into())]),
                self.rename(id, &name, parent),
            ),
        };
        self.shelf.replica.write(said, op.into_iter().collect());
        self.open.set(false);
    }

    fn wrong(self, name: &str) -> Option<Problem> {
        self.shelf.replica.read(|rows| {
            let field: &FieldDef =
                rows.schema().entity(ArticleCategory::ENTITY_NAME)?.field(ArticleCategory::NAME.id)?;
            shared::rules::validate_field(field, &Value::text(name)).err()
        })
    }

    fn create(self, name: &str, parent: Option<Id>) -> Operation {
        let last = self
            .siblings(parent)
            .iter()
            .filter(|sibling| sibling.position < 1e6)
            .map(|sibling| sibling.position)
            .fold(-1.0, f64::max);
        let values = [
            (ArticleCategory::NAME.id, Value::text(name)),
            (ArticleCategory::PARENT.id, parent.into()),
            (ArticleCategory::POSITION.id, Value::Number(last + 1.0)),
        ];
        let values: BTreeMap<_, _> = values
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(field, value)| (field.into(), value))
            .collect();
        Operation::Create { entity: ArticleCategory::ENTITY_NAME.into(), id: new_id(), values }
    }

    fn rename(self, id: Id, name: &str, parent: Option<Id>) -> Option<Operation> {
        self.shelf.replica.read(|rows| {
            let row = rows.get(ArticleCategory::ENTITY_NAME, id)?;
            Some(rows.patch(
                row,
                [(ArticleCategory::NAME.id, Value::text(name)), (ArticleCategory::PARENT.id, parent.into())],
            ))
        })
    }

    /// The categories that may be the parent: all but itself and those below it.
    fn parents(self) -> Vec<Choice> {
        let own = match self.naming.get() {
            Naming::Old(id) => Some(id),
            Naming::New => None,
        };
        let mut below: Option<usize> = None;
        let mut choices = Vec::new();
        for category in self.shelf.categories.get() {
            if below.is_some_and(|level| category.level > level) {
                continue;
            }
            below = (Some(category.id) == own).then_some(category.level);
            if below.is_none() {
                let indent = "\u{2003}".repeat(category.level.saturating_sub(1));
                choices.push(Choice::new(category.id.to_string(), format!("{indent}{}", category.name)));
            }
        }
        choices
    }
}

/// What can be done with a category.
pub(super) fn items(arranging: Arranging, category: &Category) -> Vec<MenuItem> {
    let (id, parent, name) = (category.id, category.parent, category.name.clone());
    let siblings = arranging.siblings(parent);
    let at = siblings.iter().position(|sibling| sibling.id == id).unwrap_or_default();
    let empty = category.count == 0 && !category.has_children;
    let said = t_with("knowledge-category-deleted", &[("what", name.clone().into())]);
    let delete = move || {
        let op = Operation::Delete { entity: ArticleCategory::ENTITY_NAME.into(), id };
        arranging.shelf.replica.write(said.clone(), vec![op]);
    };
    vec![
        MenuItem::new(t("knowledge-rename"), move || arranging.ask(Naming::Old(id), name.clone(), parent))
            .icon(Glyph::Edit),
        MenuItem::new(t("knowledge-add-below"), move || arranging.add(Some(id))).icon(Glyph::Plus),
        MenuItem::new(t("knowledge-up"), move || arranging.shift(id, -1))
            .icon(Glyph::ArrowUp)
            .keys("Alt ArrowUp")
            .disabled(at == 0)
            .rule_above(),
        MenuItem::new(t("knowledge-down"), move || arranging.shift(id, 1))
            .icon(Glyph::ArrowDown)
            .keys("Alt ArrowDown")
            .disabled(at + 1 >= siblings.len()),
        MenuItem::new(t(if empty { "knowledge-delete-category" } else { "knowledge-delete-not-empty" }), delete)
            .icon(Glyph::Trash)
            .danger()
            .disabled(!empty)
            .rule_above(),
    ]
}

/// The dialog that names a category and says where it belongs.
pub(super) fn dialog(arranging: Arranging) -> AnyView {
    let title = Signal::derive(move || match arranging.naming.get() {
        Naming::New => t("knowledge-add-category"),
        Naming::Old(_) => t("knowledge-rename"),
    });
    let footer = move || {
        view! {
            <Button kind=ButtonKind::Quiet on_press=move || arranging.open.set(false)>{t("ui-cancel")}</Button>
            <Button kind=ButtonKind::Primary on_press=move || arranging.save()>{t("knowledge-save-category")}</Button>
        }
    };
    let fields = move || {
        view! {
            <form
                class="form"
                on:submit=move |ev| {
                    ev.prevent_default();
                    arranging.save();
                }
            >
                <TextField label=t("article-category-name") value=arranging.name required=true autofocus=true problem=arranging.problem autocomplete="off" />
                <SelectField label=t("article-category-parent") value=arranging.parent options=Signal::derive(move || arranging.parents()) none=t("knowledge-at-top") />
            </form>
        }
    };
    view! { <Dialog open=arranging.open title size=DialogSize::Small footer>{fields()}</Dialog> }.into_any()
}
