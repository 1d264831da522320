//! A number that matters: the number first, its change, its definition, the records behind it.

use super::{Glyph, Icon, badge::Tone};
use leptos::prelude::*;

/// How a figure has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The words: `+12% since October`.
    pub words: String,
    /// Whether that is good.
    pub tone: Tone,
    /// Up or down, drawn.
    pub up: bool,
}

/// A figure.
#[component]
pub fn Figure(
    /// The number, as people read it.
    #[prop(into)]
    value: Signal<String>,
    /// What it counts.
    #[prop(into)]
    label: Signal<String>,
    /// How it has changed.
    #[prop(optional, into)]
    change: MaybeProp<Change>,
    /// How it is worked out, on hover or focus.
    #[prop(optional, into)]
    definition: MaybeProp<String>,
    /// The records behind it.
    #[prop(optional, into)]
    href: MaybeProp<String>,
) -> impl IntoView {
    let number = move || match href.get() {
        Some(href) => view! { <a class="figure__number" href=href>{value}</a> }.into_any(),
        None => view! { <span class="figure__number">{value}</span> }.into_any(),
    };
    let about = move || {
        definition.get().map(|words| {
            view! {
                <button class="figure__about" type="button" aria-label=words.clone() data-tip=words.clone()>
                    <Icon glyph=Glyph::Info />
                </button>
            }
        })
    };
    let changed = move || {
        change.get().map(|c| {
            let glyph = if c.up { Glyph::ArrowUp } else { Glyph::ArrowDown };
            view! { <span class=format!("figure__change {}", c.tone.class())><Icon glyph />{c.words}</span> }
        })
    };
    view! {
        <div class="figure">
            <div class="figure__value">{number}</div>
            <div class="figure__label">{label}{about}</div>
            {changed}
        </div>
    }
    .into_any()
}
