//! One line of text.

use super::{Field, FieldIds, Glyph, Icon, field::finish};
use leptos::{html::Input, prelude::*};

/// What a line of text holds, for keyboards and password managers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextKind {
    /// Any text.
    #[default]
    Text,
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// A web address.
    Url,
    /// A password.
    Password,
    /// A search.
    Search,
}

impl TextKind {
    fn input_type(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Email => "email",
            Self::Phone => "tel",
            Self::Url => "url",
            Self::Password => "password",
            Self::Search => "search",
        }
    }
}

/// A labelled line of text.
#[component]
pub fn TextField(
    /// The field's name.
    #[prop(into)]
    label: Signal<String>,
    /// Its text, both ways.
    value: RwSignal<String>,
    /// What it holds.
    #[prop(optional)]
    kind: TextKind,
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
    /// An example, shown while empty.
    #[prop(optional, into)]
    placeholder: MaybeProp<String>,
    /// The autocomplete token, such as `email` or `off`.
    #[prop(optional)]
    autocomplete: Option<&'static str>,
    /// An icon inside, before the text.
    #[prop(optional, into)]
    icon: Option<Glyph>,
    /// Cannot be changed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Takes the focus when it appears.
    #[prop(optional)]
    autofocus: bool,
    /// Reaches the input itself.
    #[prop(optional)]
    node: NodeRef<Input>,
    /// Called when the person has finished: Enter or leaving.
    #[prop(optional, into)]
    on_change: Option<Callback<String>>,
) -> impl IntoView {
    let control = move |ids: FieldIds| {
        let input = view! {
            <input
                class="input"
                node_ref=node
                id=ids.input
                type=kind.input_type()
                autocomplete=autocomplete
                autofocus=autofocus
                required=required
                disabled=disabled
                placeholder=move || placeholder.get()
                aria-describedby=ids.described_by
                aria-invalid=ids.invalid
                prop:value=value
                on:input:target=move |ev| value.set(ev.target().value())
                on:change=move |_| finish(on_change, value)
            />
        };
        match icon {
            Some(glyph) => view! { <div class="input-frame"><Icon glyph />{input}</div> }.into_any(),
            None => input.into_any(),
        }
    };
    view! { <Field label hint problem required hide_label children=control /> }
}
