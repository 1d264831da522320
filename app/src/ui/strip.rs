//! A row that scrolls sideways where it has no room for everything, and says so at its edges.

use super::{Glyph, Icon, dom::observe_size};
use leptos::{html::Div, prelude::*};
use web_sys::Element;

/// How much of an edge fades, and how far what is revealed stays away from it, in CSS pixels. The stylesheet knows it too.
const EDGE: f64 = 44.0;
/// How far a press on an edge goes, as a part of what is seen.
const STEP: f64 = 0.7;

/// What lies beyond the edges of a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Beyond {
    start: bool,
    end: bool,
}

impl Beyond {
    /// A row that is scrolled to its end may be a part of a pixel short of it.
    fn of(row: &Element) -> Self {
        let at = row.scroll_left();
        Self { start: at > 1, end: at + row.client_width() < row.scroll_width() - 1 }
    }
}

/// A row of tabs, steps or choices. Where some lie beyond an edge, it fades there, and a mouse has something to press.
#[component]
pub fn Strip(
    /// What the row holds.
    children: Children,
) -> impl IntoView {
    let (row, all) = (NodeRef::<Div>::new(), NodeRef::<Div>::new());
    let beyond = RwSignal::new(Beyond::default());
    let look = move || {
        if let Some(row) = row.get_untracked() {
            let now = Beyond::of(&row);
            if beyond.get_untracked() != now {
                beyond.set(now);
            }
        }
    };
    for node in [row, all] {
        node.on_load(move |element| observe_size(&element, move |_, _| look()));
    }
    let go = move |way: f64| {
        if let Some(row) = row.get_untracked() {
            row.scroll_by_with_x_and_y(way * STEP * f64::from(row.client_width()), 0.0);
        }
    };
    view! {
        <div class="strip" class:strip--start=move || beyond.get().start class:strip--end=move || beyond.get().end>
            <div class="strip__row" node_ref=row on:scroll=move |_| look()>
                <div class="strip__all" node_ref=all>{children()}</div>
            </div>
            {edge("strip__edge strip__edge--start", Glyph::ChevronLeft, move || go(-1.0))}
            {edge("strip__edge strip__edge--end", Glyph::ChevronRight, move || go(1.0))}
        </div>
    }
    .into_any()
}

/// What a mouse presses, which has no way to push the row. Keys and fingers need it as little as a screen reader.
fn edge(class: &'static str, glyph: Glyph, go: impl Fn() + 'static) -> AnyView {
    view! {
        <span class=class aria-hidden="true">
            <button class="strip__go" type="button" tabindex="-1" on:click=move |_| go()><Icon glyph /></button>
        </span>
    }
    .into_any()
}

/// Scrolls the strip that an element stands in until the element is seen whole, clear of the fading edges.
pub fn reveal(element: &Element) {
    let Some(row) = element.closest(".strip__row").ok().flatten() else { return };
    let (own, seen) = (element.get_bounding_client_rect(), row.get_bounding_client_rect());
    let (before, after) = (own.left() - seen.left() - EDGE, own.right() - seen.right() + EDGE);
    if before < 0.0 {
        row.scroll_by_with_x_and_y(before, 0.0);
    } else if after > 0.0 {
        row.scroll_by_with_x_and_y(after.min(before), 0.0);
    }
}
