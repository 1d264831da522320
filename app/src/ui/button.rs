//! Buttons, and links that look like them.

use super::{Glyph, Icon, Kbd};
use leptos::prelude::*;

/// How much a button asks for attention. One primary per view.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonKind {
    /// The one thing to do here.
    Primary,
    /// Anything else.
    #[default]
    Secondary,
    /// Without a border, for toolbars.
    Quiet,
    /// Takes something away.
    Danger,
}

impl ButtonKind {
    fn class(self) -> &'static str {
        match self {
            Self::Primary => "button button--primary",
            Self::Secondary => "button",
            Self::Quiet => "button button--quiet",
            Self::Danger => "button button--danger",
        }
    }
}

/// A button with words.
#[component]
pub fn Button(
    /// Its weight.
    #[prop(optional)]
    kind: ButtonKind,
    /// An icon before the words.
    #[prop(optional, into)]
    icon: Option<Glyph>,
    /// Its shortcut, shown after the words: `Ctrl K`.
    #[prop(optional, into)]
    keys: Option<String>,
    /// Cannot be pressed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Works on the last press; keeps its size and its words.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Submits the form it stands in.
    #[prop(optional)]
    submit: bool,
    /// What a press does.
    #[prop(optional, into)]
    on_press: Option<Callback<()>>,
    /// The words.
    children: Children,
) -> impl IntoView {
    let press = move |_| {
        if let Some(press) = on_press.filter(|_| !busy.get_untracked()) {
            press.run(());
        }
    };
    view! {
        <button
            class=kind.class()
            type=if submit { "submit" } else { "button" }
            disabled=disabled
            aria-busy=move || busy.get().then_some("true")
            on:click=press
        >
            {icon.map(|glyph| view! { <Icon glyph /> })}
            <span class="button__words">{children()}</span>
            {keys.map(|keys| view! { <Kbd keys /> })}
        </button>
    }
}

/// A button that is only an icon; its label is its name and its tooltip.
#[component]
pub fn IconButton(
    /// What is drawn.
    #[prop(into)]
    glyph: Signal<Glyph>,
    /// What it does, in words.
    #[prop(into)]
    label: Signal<String>,
    /// Its shortcut, shown in the tooltip.
    #[prop(optional, into)]
    keys: Option<String>,
    /// Its weight; quiet unless said.
    #[prop(default = ButtonKind::Quiet)]
    kind: ButtonKind,
    /// Set for a button that stays pressed.
    #[prop(optional, into)]
    pressed: MaybeProp<bool>,
    /// Cannot be pressed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// What a press does.
    #[prop(optional, into)]
    on_press: Option<Callback<()>>,
) -> impl IntoView {
    let press = move |_| {
        if let Some(press) = on_press {
            press.run(());
        }
    };
    view! {
        <button
            class=format!("{} button--icon", kind.class())
            type="button"
            disabled=disabled
            aria-label=label
            aria-pressed=move || pressed.get().map(|p| if p { "true" } else { "false" })
            data-tip=label
            data-tip-keys=keys
            on:click=press
        >
            <Icon glyph />
        </button>
    }
}

/// A link that looks like a button.
#[component]
pub fn LinkButton(
    /// Where it leads.
    #[prop(into)]
    href: Signal<String>,
    /// Its weight.
    #[prop(optional)]
    kind: ButtonKind,
    /// An icon before the words.
    #[prop(optional, into)]
    icon: Option<Glyph>,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <a class=kind.class() href=href>
            {icon.map(|glyph| view! { <Icon glyph /> })}
            <span class="button__words">{children()}</span>
        </a>
    }
}
