//! Conditions: put together from lists where they are simple, as text where they are not.

use super::{
    desk::Desk,
    fields::{attributes, select},
};
use crate::{
    i18n::{t, t_with},
    ui::{Button, ButtonKind, Checkbox, Choice, Glyph, IconButton, NumberField, Popover, TextField},
};
use leptos::prelude::*;
use protocol::product::{
    draft::{Atom, Known, KnownKind, Relation, Simple},
    model::Expr,
};
use std::sync::Arc;

/// A condition of the draft, as handles.
#[derive(Clone, Copy)]
struct Condition {
    desk: Desk,
    place: StoredValue<String>,
    text: Memo<String>,
    known: Memo<Arc<Vec<Known>>>,
    /// Nothing where it is more than comparisons.
    simple: Memo<Option<Simple>>,
    optional: bool,
}

impl Condition {
    fn write(self, text: &str) {
        self.place.with_value(|place| self.desk.write(place, text));
    }

    fn change(self, change: impl FnOnce(&mut Simple)) {
        let Some(mut simple) = self.simple.get_untracked() else { return };
        change(&mut simple);
        self.write(&simple.write());
    }

    fn atom(self, at: usize) -> Memo<Option<Atom>> {
        Memo::new(move |_| self.simple.with(|simple| simple.as_ref()?.atoms.get(at).cloned()))
    }

    fn set(self, at: usize, atom: Atom) {
        self.change(|simple| {
            if let Some(old) = simple.atoms.get_mut(at) {
                *old = atom;
            }
        });
    }

    fn of(self, id: &str) -> Option<Known> {
        self.known.with_untracked(|known| known.iter().find(|known| known.id == id).cloned())
    }

    fn add(self) {
        let first = self.known.with_untracked(|known| known.first().cloned());
        if let Some(first) = first {
            let atom = self.desk.peek(|draft| Atom::of(&first, draft));
            self.change(|simple| simple.atoms.push(atom));
        }
    }
}

/// A comparison to begin with; nothing where nothing can be compared.
pub(super) fn first(desk: Desk, place: &str) -> String {
    desk.peek(|draft| {
        let known = draft.known(place);
        let atom = known.first().map(|known| Atom::of(known, draft));
        atom.map(|atom| Simple { any: false, atoms: vec![atom] }.write()).unwrap_or_default()
    })
}

/// The condition at a place. An optional one may be empty.
pub(super) fn condition(desk: Desk, place: &str, label: String, optional: bool) -> AnyView {
    let text = desk.text(place);
    let simple = Memo::new(move |_| Simple::read(&text.read()));
    let place = StoredValue::new(place.to_owned());
    let known = place.with_value(|place| desk.known(place));
    let condition = Condition { desk, place, text, known, simple, optional };
    let wants_text = RwSignal::new(false);
    let is_text = Memo::new(move |_| wants_text.get() || simple.read().is_none());
    let body = move || if is_text.get() { as_text(condition) } else { as_list(condition) };
    let toggle = move || {
        let words = t(if is_text.get() { "modeller-as-list" } else { "modeller-as-text" });
        let possible = simple.read().is_some();
        possible.then(|| view! { <Button kind=ButtonKind::Quiet on_press=move |()| wants_text.update(|text| *text = !*text)>{words}</Button> })
    };
    let name = label.clone();
    view! {
        <div class="modeller-condition" role="group" aria-label=name>
            <div class="modeller-condition__head"><span class="field__label">{label}</span>{toggle}</div>
            {body}
        </div>
    }
    .into_any()
}

fn as_text(condition: Condition) -> AnyView {
    let value = RwSignal::new(condition.text.get_untracked());
    Effect::new(move || value.set(condition.text.get()));
    let problem = move || {
        let text = condition.text.read();
        let why = Expr::parse(&text).err().filter(|_| !(condition.optional && text.is_empty()))?;
        Some(t_with("modeller-condition-wrong", &[("why", why.into())]))
    };
    view! {
        <TextField label=t("modeller-condition") value hide_label=true autocomplete="off" hint=t("modeller-condition-hint") problem=MaybeProp::derive(problem) on_change=move |text: String| condition.write(text.trim()) />
    }
    .into_any()
}

fn as_list(condition: Condition) -> AnyView {
    let count = Memo::new(move |_| condition.simple.with(|simple| simple.as_ref().map_or(0, |s| s.atoms.len())));
    let nothing = Signal::derive(move || condition.known.read().is_empty());
    let add = move || {
        let words = t(if count.get() == 0 { "modeller-condition-add" } else { "modeller-condition-more" });
        view! { <Button kind=ButtonKind::Quiet icon=Glyph::Plus disabled=nothing on_press=move |()| condition.add()>{words}</Button> }
    };
    view! {
        <For each=move || 0..count.get() key=|at| *at children=move |at| row(condition, at, count) />
        <div class="modeller-condition__add">{add}</div>
    }
    .into_any()
}

fn row(condition: Condition, at: usize, count: Memo<usize>) -> AnyView {
    let atom = condition.atom(at);
    let remove = move || {
        condition.change(|simple| {
            simple.atoms.remove(at.min(simple.atoms.len().saturating_sub(1)));
        });
    };
    let removable = Memo::new(move |_| condition.optional || count.get() > 1);
    let button = move || {
        removable
            .get()
            .then(|| view! { <IconButton glyph=Glyph::Cross label=t("modeller-condition-less") on_press=remove /> })
    };
    view! {
        <div class="modeller-condition__row">
            {(at > 0).then(|| joiner(condition, at))}
            {attribute(condition, at, atom)}
            {relation(condition, at, atom)}
            {with(condition, at, atom)}
            {button}
        </div>
    }
    .into_any()
}

/// The word between comparisons: one for all of them.
fn joiner(condition: Condition, at: usize) -> AnyView {
    let word = move || if condition.simple.with(|s| s.as_ref().is_some_and(|s| s.any)) { "or" } else { "and" };
    if at > 1 {
        let words = move || t(if word() == "or" { "modeller-or" } else { "modeller-and" });
        return view! { <span class="modeller-condition__word">{words}</span> }.into_any();
    }
    let options = Signal::stored(vec![Choice::new("and", t("modeller-and")), Choice::new("or", t("modeller-or"))]);
    let chosen = Memo::new(move |_| word().to_owned());
    let field = select(t("modeller-joined"), true, chosen, options, None, move |word| {
        condition.change(|simple| simple.any = word == "or");
    });
    view! { <div class="modeller-condition__word">{field}</div> }.into_any()
}

fn attribute(condition: Condition, at: usize, atom: Memo<Option<Atom>>) -> AnyView {
    let chosen =
        Memo::new(move |_| atom.with(|atom| atom.as_ref().map(|atom| atom.attribute.clone()).unwrap_or_default()));
    let field = select(t("modeller-attribute"), true, chosen, attributes(condition.known, chosen), None, move |id| {
        if let Some(known) = condition.of(&id) {
            condition.set(at, condition.desk.peek(|draft| Atom::of(&known, draft)));
        }
    });
    view! { <div class="modeller-condition__attribute">{field}</div> }.into_any()
}

/// What is known of the attribute of a comparison.
fn about(condition: Condition, atom: Memo<Option<Atom>>) -> Memo<Option<Known>> {
    Memo::new(move |_| {
        let id = atom.with(|atom| atom.as_ref().map(|atom| atom.attribute.clone()))?;
        condition.known.with(|known| known.iter().find(|known| known.id == id).cloned())
    })
}

fn relation(condition: Condition, at: usize, atom: Memo<Option<Atom>>) -> AnyView {
    let known = about(condition, atom);
    let options = Signal::derive(move || {
        let now = atom.with(|atom| atom.as_ref().map(|atom| atom.relation));
        let fitting = known.with(|known| known.as_ref().map_or(Vec::new(), |known| Relation::of(known).to_vec()));
        let all = fitting.iter().copied().chain(now.filter(|now| !fitting.contains(now)));
        let is_flag = known.with(|known| known.as_ref().is_some_and(|known| known.kind == KnownKind::Flag));
        all.map(|relation| Choice::new(relation.key(), relation_words(relation, is_flag))).collect()
    });
    let chosen = Memo::new(move |_| atom.with(|a| a.as_ref().map(|a| a.relation.key().to_owned()).unwrap_or_default()));
    let field = select(t("modeller-relation"), true, chosen, options, None, move |key| {
        let (Some(known), Some(own)) = (known.get_untracked(), atom.get_untracked()) else { return };
        let relation = Relation::of(&known).iter().copied().find(|relation| relation.key() == key);
        if let Some(relation) = relation {
            condition.set(at, condition.desk.peek(|draft| own.related(relation, &known, draft)));
        }
    });
    view! { <div class="modeller-condition__relation">{field}</div> }.into_any()
}

fn relation_words(relation: Relation, is_flag: bool) -> String {
    match relation {
        Relation::On if is_flag => t("modeller-is-on"),
        Relation::Off if is_flag => t("modeller-is-off"),
        other => t(&format!("modeller-{}", other.key())),
    }
}

/// What is compared with.
fn with(condition: Condition, at: usize, atom: Memo<Option<Atom>>) -> AnyView {
    let known = about(condition, atom);
    let shape = Memo::new(move |_| {
        let relation = atom.with(|atom| atom.as_ref().map(|atom| atom.relation))?;
        let is_number = known.with(|known| known.as_ref().is_none_or(|known| known.kind == KnownKind::Number));
        (!relation.is_alone()).then_some(is_number)
    });
    let shown = move || match shape.get() {
        None => ().into_any(),
        Some(true) => amount(condition, at, atom),
        Some(false) => choices(condition, at, atom, known),
    };
    view! { <div class="modeller-condition__with">{shown}</div> }.into_any()
}

fn amount(condition: Condition, at: usize, atom: Memo<Option<Atom>>) -> AnyView {
    let read = move || atom.with(|atom| atom.as_ref().map(|atom| atom.with.join(", ")).unwrap_or_default());
    let value = RwSignal::new(untrack(read));
    Effect::new(move || value.set(read()));
    let done = move |typed: String| {
        let with = typed.split(',').map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect();
        if let Some(own) = atom.get_untracked() {
            condition.set(at, Atom { with, ..own });
        }
    };
    view! { <NumberField label=t("modeller-number") value hide_label=true on_change=done /> }.into_any()
}

fn choices(condition: Condition, at: usize, atom: Memo<Option<Atom>>, known: Memo<Option<Known>>) -> AnyView {
    let chosen = Signal::derive(move || atom.with(|atom| atom.as_ref().map(|a| a.with.clone()).unwrap_or_default()));
    let options =
        Signal::derive(move || known.with(|known| known.as_ref().map(|k| k.options.clone()).unwrap_or_default()));
    options_field(t("modeller-options"), options, chosen, false, move |with| {
        if let Some(own) = atom.get_untracked() {
            condition.set(at, Atom { with, ..own });
        }
    })
}

/// Several of a few: a button that says which, and opens the list.
pub(super) fn options_field(
    label: String,
    options: Signal<Vec<(String, String)>>,
    chosen: Signal<Vec<String>>,
    may_be_empty: bool,
    choose: impl Fn(Vec<String>) + Send + Sync + 'static,
) -> AnyView {
    let choose = Callback::new(choose);
    let name = move |id: &String| {
        options
            .with(|all| all.iter().find(|(known, _)| known == id).map_or_else(|| id.clone(), |(_, name)| name.clone()))
    };
    let summary = Signal::derive(move || {
        let words: Vec<String> = chosen.with(|chosen| chosen.iter().map(name).collect());
        if words.is_empty() { t("modeller-any") } else { words.join(t("modeller-option-or").as_str()) }
    });
    let label = StoredValue::new(label);
    let list = move || {
        let one = |(id, name): (String, String)| {
            let own = StoredValue::new(id);
            let is_in = Signal::derive(move || own.with_value(|own| chosen.with(|chosen| chosen.contains(own))));
            let is_last = move || !may_be_empty && is_in.get() && chosen.with(Vec::len) == 1;
            let toggle = move |on: bool| {
                let ids: Vec<String> = options.with_untracked(|all| all.iter().map(|(id, _)| id.clone()).collect());
                let now = chosen.get_untracked();
                let keeps = |id: &String| own.with_value(|own| if id == own { on } else { now.contains(id) });
                choose.run(ids.into_iter().filter(keeps).collect());
            };
            view! { <li><Checkbox label=name checked=is_in disabled=Signal::derive(is_last) on_change=toggle /></li> }
        };
        let all = options.get().into_iter().map(one).collect_view();
        view! { <ul class="modeller-options__list" aria-label=label.get_value()>{all}</ul> }
    };
    view! { <div class="modeller-options"><Popover label=summary icon=Glyph::ChevronDown>{list()}</Popover></div> }
        .into_any()
}
