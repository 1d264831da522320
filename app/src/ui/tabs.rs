//! Parts of one thing, one at a time.

use super::{
    Strip,
    dom::{focus_id_soon, unique_id},
    menu::wrap,
    strip::reveal,
};
use leptos::{ev, prelude::*};

/// One tab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    /// Its value.
    pub id: String,
    /// Its words.
    pub label: String,
    /// How many are behind it.
    pub count: Option<usize>,
}

impl Tab {
    /// A tab without a count.
    pub fn new(id: impl Into<String>, label: impl Into<String>) -> Self {
        Self { id: id.into(), label: label.into(), count: None }
    }

    /// The same with a count.
    #[must_use]
    pub fn count(mut self, count: usize) -> Self {
        self.count = Some(count);
        self
    }
}

/// Tabs and the panel of the chosen one. Arrow keys, Home and End choose.
#[component]
pub fn Tabs(
    /// What the tabs are parts of.
    #[prop(into)]
    label: Signal<String>,
    /// The tabs.
    #[prop(into)]
    tabs: Signal<Vec<Tab>>,
    /// The chosen one, both ways.
    selected: RwSignal<String>,
    /// Makes the panel of a tab.
    #[prop(into)]
    panel: Callback<String, AnyView>,
) -> impl IntoView {
    let base = StoredValue::new(unique_id("tab"));
    let id = move |tab: &str| base.with_value(|base| format!("{base}-{tab}"));
    let keys = move |ev: ev::KeyboardEvent| {
        let all = tabs.get_untracked();
        let at = all.iter().position(|tab| tab.id == selected.get_untracked());
        let next = match ev.key().as_str() {
            "ArrowRight" => wrap(at, 1, all.len()),
            "ArrowLeft" => wrap(at, -1, all.len()),
            "Home" => 0,
            "End" => all.len().saturating_sub(1),
            _ => return,
        };
        ev.prevent_default();
        if let Some(tab) = all.get(next) {
            selected.set(tab.id.clone());
            focus_id_soon(id(&tab.id));
        }
    };
    let one = move |tab: Tab| {
        let chosen = Memo::new({
            let own = tab.id.clone();
            move |_| selected.with(|s| *s == own)
        });
        let own = tab.id.clone();
        view! {
            <button
                class="tabs__tab"
                type="button"
                role="tab"
                id=id(&tab.id)
                aria-selected=move || if chosen.get() { "true" } else { "false" }
                aria-controls=move || chosen.get().then(|| id("panel"))
                tabindex=move || if chosen.get() { "0" } else { "-1" }
                on:click=move |_| selected.set(own.clone())
            >
                {tab.label}
                {tab.count.map(|n| view! { <span class="tabs__count">{super::format::number(count(n))}</span> })}
            </button>
        }
    };
    // A chosen tab is seen, also where others have come or gone beside it.
    Effect::new(move || {
        tabs.track();
        let own = id(&selected.read());
        request_animation_frame(move || {
            if let Some(tab) = document().get_element_by_id(&own) {
                reveal(&tab);
            }
        });
    });
    view! {
        <div class="tabs">
            <Strip>
                <div class="tabs__list" role="tablist" aria-label=label on:keydown=keys>
                    {move || tabs.get().into_iter().map(one).collect_view()}
                </div>
            </Strip>
            <div class="tabs__panel" role="tabpanel" id=id("panel") aria-labelledby=move || id(&selected.read())>
                {move || panel.run(selected.get())}
            </div>
        </div>
    }
    .into_any()
}

#[allow(clippy::cast_precision_loss, reason = "no count comes near 2^52")]
pub(super) fn count(n: usize) -> f64 {
    n as f64
}
