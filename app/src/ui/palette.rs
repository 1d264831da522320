//! The command palette: one line to find anything and do anything.

use super::{
    Glyph, Icon, Kbd,
    dialog::{closed, drive},
    dom::{html, unique_id},
    menu::wrap,
};
use crate::i18n::t;
use leptos::{ev, html, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use std::ops::Range;

/// What a choice does.
#[derive(Clone)]
pub enum PaletteAction {
    /// Goes to an address.
    Go(String),
    /// Does something.
    Run(Callback<()>),
}

/// Something that can be chosen.
#[derive(Clone)]
pub struct PaletteItem {
    /// What kind of thing it is.
    pub glyph: Glyph,
    /// Its words.
    pub label: String,
    /// The bytes of the words that match what was typed; a range that does not fit is ignored.
    pub marks: Vec<Range<usize>>,
    /// What tells it from its neighbours, in fainter words.
    pub detail: Option<String>,
    /// Its shortcut.
    pub keys: Option<String>,
    /// What choosing it does.
    pub action: PaletteAction,
}

impl PaletteItem {
    /// A thing with an address.
    pub fn go(glyph: Glyph, label: impl Into<String>, href: impl Into<String>) -> Self {
        Self::with(glyph, label.into(), PaletteAction::Go(href.into()))
    }

    /// A command.
    pub fn run(glyph: Glyph, label: impl Into<String>, run: impl Fn() + Send + Sync + 'static) -> Self {
        Self::with(glyph, label.into(), PaletteAction::Run(Callback::new(move |()| run())))
    }

    fn with(glyph: Glyph, label: String, action: PaletteAction) -> Self {
        Self { glyph, label, marks: Vec::new(), detail: None, keys: None, action }
    }

    /// Shows what tells it from its neighbours.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Shows its shortcut.
    #[must_use]
    pub fn keys(mut self, keys: impl Into<String>) -> Self {
        self.keys = Some(keys.into());
        self
    }

    /// Marks what matches.
    #[must_use]
    pub fn marks(mut self, marks: Vec<Range<usize>>) -> Self {
        self.marks = marks;
        self
    }
}

/// Choices of one kind.
#[derive(Clone)]
pub struct PaletteGroup {
    /// What they are.
    pub title: String,
    /// The choices, best first.
    pub items: Vec<PaletteItem>,
}

/// Everything the palette knows, as handles.
#[derive(Clone, Copy)]
struct State {
    typed: RwSignal<String>,
    at: RwSignal<usize>,
    groups: Signal<Vec<PaletteGroup>>,
    list_id: StoredValue<String>,
    choose: Callback<PaletteAction>,
}

/// The palette. `source` is asked with what has been typed and may read signals: results that arrive later follow.
#[component]
pub fn Palette(
    /// Whether it is open, both ways.
    open: RwSignal<bool>,
    /// What to offer for what has been typed, nothing typed included.
    #[prop(into)]
    source: Callback<String, Vec<PaletteGroup>>,
) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    drive(node, open);
    let navigate = StoredValue::new_local(use_navigate());
    let choose = Callback::new(move |action| {
        open.set(false);
        match action {
            PaletteAction::Go(href) => navigate.with_value(|go| go(&href, NavigateOptions::default())),
            PaletteAction::Run(run) => run.run(()),
        }
    });
    let typed = RwSignal::new(String::new());
    let groups = RwSignal::new(Vec::new());
    Effect::new(move || groups.set(if open.get() { source.run(typed.get()) } else { Vec::new() }));
    let list_id = StoredValue::new(unique_id("palette"));
    let state = State { typed, at: RwSignal::new(0), groups: groups.into(), list_id, choose };
    Effect::new(move || {
        if open.get() {
            state.typed.set(String::new());
            state.at.set(0);
        }
    });
    view! {
        <dialog
            class="palette"
            node_ref=node
            aria-label=t("ui-palette")
            on:close=move |_: ev::Event| { closed(node, open); }
            on:mousedown=move |ev| if ev.target() == ev.current_target() { open.set(false) }
        >
            <Show when=move || open.get()>
                <div class="palette__frame">{line(state)}{results(state)}</div>
            </Show>
        </dialog>
    }
    .into_any()
}

fn line(state: State) -> AnyView {
    let list = state.list_id.get_value();
    let active = move || format!("{}-{}", state.list_id.get_value(), state.at.get());
    view! {
        <div class="palette__line">
            <Icon glyph=Glyph::Search />
            <input
                class="palette__input"
                type="text"
                role="combobox"
                aria-label=t("ui-palette")
                aria-expanded="true"
                aria-autocomplete="list"
                aria-haspopup="listbox"
                aria-controls=list
                aria-activedescendant=active
                autocomplete="off"
                spellcheck="false"
                autofocus=true
                placeholder=t("ui-palette-placeholder")
                prop:value=state.typed
                on:input:target=move |ev| {
                    state.at.set(0);
                    state.typed.set(ev.target().value());
                }
                on:keydown=move |ev| state.key(&ev)
            />
            <Kbd keys="Escape" />
        </div>
    }
    .into_any()
}

impl State {
    fn key(self, ev: &ev::KeyboardEvent) {
        let items: Vec<PaletteAction> = self
            .groups
            .with_untracked(|groups| groups.iter().flat_map(|g| &g.items).map(|i| i.action.clone()).collect());
        match ev.key().as_str() {
            "ArrowDown" => self.go(wrap(Some(self.at.get_untracked()), 1, items.len())),
            "ArrowUp" => self.go(wrap(Some(self.at.get_untracked()), -1, items.len())),
            "Enter" if !ev.is_composing() => {
                if let Some(action) = items.get(self.at.get_untracked()) {
                    self.choose.run(action.clone());
                }
            }
            _ => return,
        }
        ev.prevent_default();
    }

    fn go(self, at: usize) {
        self.at.set(at);
        let id = format!("{}-{at}", self.list_id.get_value());
        request_animation_frame(move || {
            if let Some(el) = document().get_element_by_id(&id).and_then(html) {
                let options = web_sys::ScrollIntoViewOptions::new();
                options.set_block(web_sys::ScrollLogicalPosition::Nearest);
                el.scroll_into_view_with_scroll_into_view_options(&options);
            }
        });
    }
}

fn results(state: State) -> AnyView {
    let all = move || {
        let mut place = 0;
        let groups = state.groups.get();
        if groups.iter().all(|g| g.items.is_empty()) {
            return view! { <p class="palette__none" role="option" aria-disabled="true" aria-selected="false">{t("ui-nothing-found")}</p> }.into_any();
        }
        groups
            .into_iter()
            .filter(|g| !g.items.is_empty())
            .map(|g| group(state, g, &mut place))
            .collect_view()
            .into_any()
    };
    view! {
        <div class="palette__list" role="listbox" aria-label=t("ui-palette-results") id=state.list_id.get_value()>{all}</div>
    }
    .into_any()
}

fn group(state: State, group: PaletteGroup, place: &mut usize) -> AnyView {
    let items = group.items.into_iter().map(|item| {
        let at = *place;
        *place += 1;
        self::item(state, at, item)
    });
    let (items, name) = (items.collect_view(), group.title.clone());
    view! {
        <div class="palette__group" role="group" aria-label=name>
            <div class="palette__title" aria-hidden="true">{group.title}</div>
            {items}
        </div>
    }
    .into_any()
}

fn item(state: State, at: usize, item: PaletteItem) -> AnyView {
    let action = item.action;
    let active = move || state.at.get() == at;
    view! {
        <div
            class="palette__item"
            class:palette__item--active=active
            role="option"
            id=format!("{}-{at}", state.list_id.get_value())
            aria-selected=move || if active() { "true" } else { "false" }
            on:pointermove=move |_| if state.at.get_untracked() != at { state.at.set(at) }
            on:click=move |_| state.choose.run(action.clone())
        >
            <Icon glyph=item.glyph />
            <span class="palette__label">{marked(&item.label, &item.marks)}</span>
            {item.detail.map(|d| view! { <span class="palette__detail">{d}</span> })}
            {item.keys.map(|keys| view! { <Kbd keys /> })}
        </div>
    }
    .into_any()
}

/// Words with what matches marked. Ranges must be in order; one that does not fit is left out.
pub fn marked(text: &str, marks: &[Range<usize>]) -> AnyView {
    let mut parts = Vec::new();
    let mut from = 0;
    for mark in marks {
        let (Some(before), Some(hit)) = (text.get(from..mark.start), text.get(mark.clone())) else { continue };
        parts.push(before.to_owned().into_any());
        parts.push(view! { <mark>{hit.to_owned()}</mark> }.into_any());
        from = mark.end;
    }
    parts.push(text.get(from..).unwrap_or_default().to_owned().into_any());
    parts.collect_view().into_any()
}
