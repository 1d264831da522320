//! A menu of actions behind a button.

use super::{
    ButtonKind, Glyph, Icon, Kbd,
    dom::{focus_quietly, html, unique_id},
    popover::{Floating, trigger_class},
    tab_stop::use_tabindex,
};
use leptos::{
    ev,
    html::{Button, Div},
    prelude::*,
};
use wasm_bindgen::JsCast;

/// One line of a menu.
#[derive(Clone)]
pub struct MenuItem {
    label: String,
    icon: Option<Glyph>,
    keys: Option<String>,
    checked: Option<bool>,
    danger: bool,
    disabled: bool,
    rule_above: bool,
    action: Action,
}

#[derive(Clone)]
enum Action {
    Run(Callback<()>),
    Go(String),
}

impl MenuItem {
    /// An item that does something.
    pub fn new(label: impl Into<String>, run: impl Fn() + Send + Sync + 'static) -> Self {
        Self::with(label.into(), Action::Run(Callback::new(move |()| run())))
    }

    /// An item that leads somewhere.
    pub fn link(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self::with(label.into(), Action::Go(href.into()))
    }

    fn with(label: String, action: Action) -> Self {
        Self { label, icon: None, keys: None, checked: None, danger: false, disabled: false, rule_above: false, action }
    }

    /// Shows an icon.
    #[must_use]
    pub fn icon(mut self, glyph: Glyph) -> Self {
        self.icon = Some(glyph);
        self
    }

    /// Shows a shortcut.
    #[must_use]
    pub fn keys(mut self, keys: impl Into<String>) -> Self {
        self.keys = Some(keys.into());
        self
    }

    /// Makes it one of several, ticked or not.
    #[must_use]
    pub fn checked(mut self, checked: bool) -> Self {
        self.checked = Some(checked);
        self
    }

    /// Marks that it takes something away.
    #[must_use]
    pub fn danger(mut self) -> Self {
        self.danger = true;
        self
    }

    /// Cannot be chosen now.
    #[must_use]
    pub fn disabled(mut self, disabled: bool) -> Self {
        self.disabled = disabled;
        self
    }

    /// Draws a line above.
    #[must_use]
    pub fn rule_above(mut self) -> Self {
        self.rule_above = true;
        self
    }
}

/// A button that opens a menu. Arrow keys, Home, End and first letters move in it.
#[component]
pub fn Menu(
    /// The button's words, and the menu's name.
    #[prop(into)]
    label: Signal<String>,
    /// The button's icon.
    #[prop(optional, into)]
    icon: Option<Glyph>,
    /// The button shows only its icon.
    #[prop(optional)]
    icon_only: bool,
    /// The button's weight.
    #[prop(optional)]
    kind: ButtonKind,
    /// Replaces the icon and words on the button; the label still names it.
    #[prop(optional, into)]
    face: Option<ViewFn>,
    /// The items, read when the menu opens.
    #[prop(into)]
    items: Signal<Vec<MenuItem>>,
) -> impl IntoView {
    let id = unique_id("menu");
    let open = RwSignal::new(false);
    let (trigger, pop) = (NodeRef::<Button>::new(), NodeRef::<Div>::new());
    let named = icon_only || face.is_some();
    let face = face.map_or_else(
        move || {
            view! {
                {icon.map(|glyph| view! { <Icon glyph /> })}
                {move || (!icon_only).then(|| view! { <span class="button__words">{label.get()}</span> })}
            }
            .into_any()
        },
        |face| face.run(),
    );
    Effect::new(move || {
        if let (true, Some(pop)) = (open.get(), pop.get()) {
            request_animation_frame(move || focus_item(&pop, Move::First));
        }
    });
    view! {
        <button
            class=trigger_class(kind, icon_only)
            type="button"
            node_ref=trigger
            tabindex=use_tabindex()
            popovertarget=id.clone()
            aria-haspopup="menu"
            aria-expanded=move || if open.get() { "true" } else { "false" }
            aria-label=move || named.then(|| label.get())
            data-tip=move || named.then(|| label.get())
        >
            {face}
        </button>
        <Floating id open trigger pop>
            <div class="menu" role="menu" aria-label=label tabindex="-1" on:keydown=move |ev| keys(&ev, pop)>
                {move || items.get().into_iter().map(|item| line(item, open, trigger)).collect_view()}
            </div>
        </Floating>
    }
}

fn line(item: MenuItem, open: RwSignal<bool>, trigger: NodeRef<Button>) -> AnyView {
    let class = if item.danger { "menu__item menu__item--danger" } else { "menu__item" };
    let role = if item.checked.is_some() { "menuitemradio" } else { "menuitem" };
    let checked = item.checked.map(|c| if c { "true" } else { "false" });
    let mark = match (item.icon, item.checked) {
        (_, Some(true)) => Some(Glyph::Check),
        (icon, _) => icon,
    };
    let body = view! {
        <span class="menu__mark">{mark.map(|glyph| view! { <Icon glyph /> })}</span>
        <span class="menu__words">{item.label}</span>
        {item.keys.map(|keys| view! { <Kbd keys /> })}
    };
    let divider = item.rule_above.then(|| view! { <hr class="menu__rule" /> });
    match item.action {
        Action::Run(run) => {
            let press = move |_| {
                // A dialog that the item opens gives the focus back to where it is now.
                if let Some(trigger) = trigger.get_untracked() {
                    focus_quietly(&trigger);
                }
                open.set(false);
                run.run(());
            };
            view! {
                {divider}
                <button class=class type="button" role=role aria-checked=checked tabindex="-1" disabled=item.disabled on:click=press>
                    {body}
                </button>
            }
            .into_any()
        }
        Action::Go(href) => view! {
            {divider}
            <a class=class role=role tabindex="-1" href=href on:click=move |_| open.set(false)>{body}</a>
        }
        .into_any(),
    }
}

#[derive(Clone)]
enum Move {
    First,
    Last,
    By(i32),
    Letter(String),
}

fn keys(ev: &ev::KeyboardEvent, pop: NodeRef<Div>) {
    let key = ev.key();
    let step = match key.as_str() {
        "ArrowDown" => Move::By(1),
        "ArrowUp" => Move::By(-1),
        "Home" => Move::First,
        "End" => Move::Last,
        k if k.chars().count() == 1 && !ev.ctrl_key() && !ev.meta_key() => Move::Letter(k.to_lowercase()),
        _ => return,
    };
    ev.prevent_default();
    ev.stop_propagation();
    if let Some(pop) = pop.get_untracked() {
        focus_item(&pop, step);
    }
}

#[allow(clippy::needless_pass_by_value, reason = "the step is made for this call")]
fn focus_item(pop: &web_sys::HtmlDivElement, step: Move) {
    let Ok(found) = pop.query_selector_all("[role^=menuitem]:not([disabled])") else { return };
    let items: Vec<_> =
        (0..found.length()).filter_map(|i| found.get(i)?.dyn_into::<web_sys::Element>().ok().and_then(html)).collect();
    let active = document().active_element();
    let at = items.iter().position(|el| active.as_ref().is_some_and(|a| **a == ***el));
    let next = match step {
        Move::First => 0,
        Move::Last => items.len().saturating_sub(1),
        Move::By(step) => wrap(at, step, items.len()),
        Move::Letter(letter) => {
            let starts = |el: &web_sys::HtmlElement| el.inner_text().trim().to_lowercase().starts_with(&letter);
            let from = at.map_or(0, |at| at + 1);
            match (from..items.len()).chain(0..from).find(|i| items.get(*i).is_some_and(starts)) {
                Some(found) => found,
                None => return,
            }
        }
    };
    if let Some(item) = items.get(next) {
        let _ = item.focus();
    }
}

/// The place `step` away from `at` among `len`, around the ends.
pub(super) fn wrap(at: Option<usize>, step: i32, len: usize) -> usize {
    let Some(last) = len.checked_sub(1) else { return 0 };
    match (at, step > 0) {
        (None, true) => 0,
        (None, false) => last,
        (Some(at), true) => {
            if at >= last {
                0
            } else {
                at + 1
            }
        }
        (Some(at), false) => at.checked_sub(1).unwrap_or(last),
    }
}

#[cfg(test)]
mod tests {
    use super::wrap;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn steps_go_around_the_ends() {
        assert_eq!(wrap(None, 1, 3), 0);
        assert_eq!(wrap(None, -1, 3), 2);
        assert_eq!(wrap(Some(2), 1, 3), 0);
        assert_eq!(wrap(Some(0), -1, 3), 2);
        assert_eq!(wrap(Some(0), 1, 0), 0);
    }
}
