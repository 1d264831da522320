//! One of many: type to find.

use super::{Choice, Field, FieldIds, Glyph, Icon, IconButton, anchor::place, dom::unique_id, menu::wrap};
use crate::i18n::{t, t_with};
use leptos::{ev, html, prelude::*};

/// A labelled choice of one among many.
///
/// `source` is asked with what has been typed. It may read signals: when they change, the options follow, so that
/// options which arrive later need no other door.
#[component]
pub fn Combobox(
    /// The field's name.
    #[prop(into)]
    label: Signal<String>,
    /// What is chosen, both ways.
    value: RwSignal<Option<Choice>>,
    /// The options for what has been typed, best first; twenty are plenty.
    #[prop(into)]
    source: Callback<String, Vec<Choice>>,
    /// Offers to make a new one of what has been typed.
    #[prop(optional, into)]
    on_create: Option<Callback<String>>,
    /// An example, shown while empty.
    #[prop(optional, into)]
    placeholder: MaybeProp<String>,
    /// What helps to fill it.
    #[prop(optional, into)]
    hint: MaybeProp<String>,
    /// What is wrong with it now.
    #[prop(optional, into)]
    problem: MaybeProp<String>,
    /// Must be filled.
    #[prop(optional)]
    required: bool,
    /// The label is only for assistive technology.
    #[prop(optional)]
    hide_label: bool,
    /// Takes the focus when it appears.
    #[prop(optional)]
    autofocus: bool,
    /// Called with the new choice.
    #[prop(optional, into)]
    on_change: Option<Callback<Option<Choice>>>,
) -> impl IntoView {
    let state = State::new(value, source, on_create, on_change);
    let control = move |ids: FieldIds| control(state, label, placeholder, autofocus, ids);
    view! { <Field label hint problem required hide_label children=control /> }
}

/// Everything a combobox knows, as handles.
#[derive(Clone, Copy)]
struct State {
    value: RwSignal<Option<Choice>>,
    open: RwSignal<bool>,
    typed: RwSignal<Option<String>>,
    at: RwSignal<usize>,
    lines: Memo<Vec<Line>>,
    list_id: StoredValue<String>,
    input: NodeRef<html::Input>,
    list: NodeRef<html::Div>,
    on_create: Option<Callback<String>>,
    on_change: Option<Callback<Option<Choice>>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Line {
    Option(Choice),
    Create(String),
}

impl State {
    fn new(
        value: RwSignal<Option<Choice>>,
        source: Callback<String, Vec<Choice>>,
        on_create: Option<Callback<String>>,
        on_change: Option<Callback<Option<Choice>>>,
    ) -> Self {
        let (open, typed) = (RwSignal::new(false), RwSignal::new(None::<String>));
        let lines = Memo::new(move |_| {
            if !open.get() {
                return Vec::new();
            }
            let typed = typed.get().unwrap_or_default();
            let found = source.run(typed.clone());
            let new = on_create.is_some() && !typed.trim().is_empty() && !found.iter().any(|c| c.label == typed.trim());
            let create = new.then(|| Line::Create(typed.trim().to_owned()));
            found.into_iter().map(Line::Option).chain(create).collect()
        });
        let list_id = StoredValue::new(unique_id("listbox"));
        let (input, list, at) = (NodeRef::new(), NodeRef::new(), RwSignal::new(0));
        Self { value, open, typed, at, lines, list_id, input, list, on_create, on_change }
    }

    fn option_id(self, at: usize) -> String {
        self.list_id.with_value(|id| format!("{id}-{at}"))
    }

    fn shown_text(self) -> String {
        self.typed.get().unwrap_or_else(|| self.value.get().map(|c| c.label).unwrap_or_default())
    }

    fn show(self) {
        if let (Some(list), Some(input)) = (self.list.get_untracked(), self.input.get_untracked()) {
            place(&list, &input);
            let _ = list.show_popover();
        }
        self.open.set(true);
        // Enter right away keeps what is chosen.
        let chosen = self.value.with_untracked(|value| value.as_ref().map(|choice| choice.value.clone()));
        let stands = |line: &Line| matches!(line, Line::Option(choice) if Some(&choice.value) == chosen.as_ref());
        self.at.set(self.lines.with_untracked(|lines| lines.iter().position(stands)).unwrap_or_default());
    }

    fn close(self) {
        self.open.set(false);
        self.typed.set(None);
        if let Some(list) = self.list.get_untracked() {
            let _ = list.hide_popover();
        }
    }

    fn set(self, choice: Option<Choice>) {
        self.value.set(choice.clone());
        self.close();
        if let Some(changed) = self.on_change {
            changed.run(choice);
        }
    }

    fn choose(self, line: Line) {
        match line {
            Line::Option(choice) => self.set(Some(choice)),
            Line::Create(name) => {
                self.close();
                if let Some(create) = self.on_create {
                    create.run(name);
                }
            }
        }
    }

    fn type_in(self, text: String) {
        if !self.open.get_untracked() {
            self.show();
        }
        self.at.set(0);
        self.typed.set(Some(text));
    }

    fn step(self, by: i32) {
        if self.open.get_untracked() {
            let len = self.lines.with_untracked(Vec::len);
            self.at.update(|at| *at = wrap(Some(*at), by, len));
        } else {
            self.show();
        }
    }

    fn key(self, ev: &ev::KeyboardEvent) {
        let open = self.open.get_untracked();
        match ev.key().as_str() {
            "ArrowDown" => self.step(1),
            "ArrowUp" => self.step(-1),
            "Enter" if open => {
                let line = self.lines.with_untracked(|lines| lines.get(self.at.get_untracked()).cloned());
                if let Some(line) = line {
                    self.choose(line);
                }
            }
            "Escape" if open => self.close(),
            _ => return,
        }
        ev.prevent_default();
        ev.stop_propagation();
    }

    /// Leaving with everything wiped means *none*; leaving with half a word changes nothing.
    fn leave(self) {
        if self.open.is_disposed() {
            return;
        }
        let wiped = self.typed.with_untracked(|t| t.as_ref().is_some_and(String::is_empty));
        if wiped && self.value.with_untracked(Option::is_some) {
            self.set(None);
        } else {
            self.close();
        }
    }
}

fn control(
    state: State,
    label: Signal<String>,
    placeholder: MaybeProp<String>,
    autofocus: bool,
    ids: FieldIds,
) -> AnyView {
    let active = move || state.open.get().then(|| state.option_id(state.at.get()));
    let clear = move || {
        let some = state.value.with(Option::is_some);
        some.then(|| {
            let words = t_with("ui-clear", &[("what", label.get().into())]);
            view! { <IconButton glyph=Glyph::Cross label=words on_press=move || state.set(None) /> }
        })
    };
    view! {
        <div class="combobox">
            <input
                class="input combobox__input"
                node_ref=state.input
                id=ids.input
                type="text"
                role="combobox"
                autocomplete="off"
                autofocus=autofocus
                spellcheck="false"
                aria-autocomplete="list"
                aria-haspopup="listbox"
                aria-expanded=move || if state.open.get() { "true" } else { "false" }
                aria-controls=state.list_id.get_value()
                aria-activedescendant=active
                aria-describedby=ids.described_by
                aria-invalid=ids.invalid
                placeholder=move || placeholder.get()
                prop:value=move || state.shown_text()
                on:input:target=move |ev| state.type_in(ev.target().value())
                on:click=move |_| if !state.open.get_untracked() { state.show() }
                on:keydown=move |ev| state.key(&ev)
                on:blur=move |_| state.leave()
            />
            {clear}
            <Icon glyph=Glyph::ChevronsUpDown />
            <div class="popover listbox" popover="manual" role="listbox" aria-label=label id=state.list_id.get_value() node_ref=state.list>
                {move || options(state)}
            </div>
        </div>
    }
    .into_any()
}

fn options(state: State) -> AnyView {
    let lines = state.lines.get();
    if lines.is_empty() {
        return view! { <div class="listbox__none" role="option" aria-disabled="true" aria-selected="false">{t("ui-nothing-found")}</div> }
            .into_any();
    }
    lines.into_iter().enumerate().map(|(at, line)| option(state, at, line)).collect_view().into_any()
}

fn option(state: State, at: usize, line: Line) -> AnyView {
    let own = StoredValue::new(line.clone());
    let chosen = move || {
        let value = state.value.get();
        own.with_value(|line| matches!(line, Line::Option(c) if value.as_ref().is_some_and(|v| v.value == c.value)))
    };
    let words = match line {
        Line::Option(choice) => view! {
            <span class="listbox__label">{choice.label}</span>
            {choice.detail.map(|d| view! { <span class="listbox__detail">{d}</span> })}
        }
        .into_any(),
        Line::Create(name) => {
            view! { <Icon glyph=Glyph::Plus /><span class="listbox__label">{t_with("ui-create", &[("what", name.into())])}</span> }
                .into_any()
        }
    };
    view! {
        <div
            class="listbox__option"
            class:listbox__option--active=move || state.at.get() == at
            role="option"
            id=state.option_id(at)
            aria-selected=move || if chosen() { "true" } else { "false" }
            on:pointermove=move |_| if state.at.get_untracked() != at { state.at.set(at) }
            on:mousedown=move |ev| ev.prevent_default()
            on:click=move |_| state.choose(own.get_value())
        >
            {words}
            {move || chosen().then(|| view! { <Icon glyph=Glyph::Check /> })}
        </div>
    }
    .into_any()
}
