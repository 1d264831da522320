//! A long list of equal items, such as the cards of a board column.

use super::{
    dom::{focus_quietly, html, is_control, use_keys_from_nowhere},
    virtual_scroll::{Virtual, use_virtual},
};
use leptos::{ev, html::Div, prelude::*};
use wasm_bindgen::JsCast;

/// What an item of a list knows about its place.
#[derive(Clone, Copy)]
pub struct ItemPlace {
    /// Its place, from 0.
    pub index: usize,
    /// Whether it is the one that holds the focus of the list.
    pub active: Signal<bool>,
}

/// A virtual `list`, or a `grid` of one column: only what is near the eye is in the page.
///
/// The height of an item is the CSS property `--item` of the class given, its gap included. Arrow keys, j and k,
/// Home, End, Page Up and Page Down move; Enter opens.
#[component]
pub fn VirtualList(
    /// The list's name.
    #[prop(into)]
    label: Signal<String>,
    /// How many items there are.
    #[prop(into)]
    count: Signal<usize>,
    /// Shows an item; read again when a signal in it changes.
    #[prop(into)]
    item: Callback<ItemPlace, AnyView>,
    /// The items are rows, told as a `grid` as any list of records is; otherwise they are cards of a `list`.
    #[prop(optional)]
    rows: bool,
    /// The class that sets `--item`.
    #[prop(optional, into)]
    class: String,
    /// The item that holds the focus of the list, both ways.
    #[prop(optional)]
    active: RwSignal<usize>,
    /// Enter or a press on an item.
    #[prop(optional, into)]
    on_open: Option<Callback<usize>>,
    /// Any other key on an item; prevent its default to claim it.
    #[prop(optional, into)]
    on_key: Option<Callback<(usize, ev::KeyboardEvent)>>,
    /// The pointer goes down on an item.
    #[prop(optional, into)]
    on_pointer_down: Option<Callback<(usize, ev::PointerEvent)>>,
) -> impl IntoView {
    let space = use_virtual(count);
    let near = Memo::new(move |_| with_active(space.rows(), active.get(), count.get()));
    let body = NodeRef::<Div>::new();
    let focus = Focus::new(body, active, near, count);
    let list = List { space, count, active, focus, rows, item, on_open, on_key, on_pointer_down };
    use_keys_from_nowhere(count, move || list.go(active.get_untracked()));
    view! {
        <div class=format!("virtual-list {class}") node_ref=space.scroller on:scroll=move |_| space.scrolled()>
            <div class="virtual-list__probe" aria-hidden="true" node_ref=space.probe></div>
            <div
                class="virtual-list__body"
                role=if rows { "grid" } else { "list" }
                aria-label=label
                aria-rowcount=rows.then_some(move || count.get().to_string())
                aria-colcount=rows.then_some("1")
                node_ref=body
                style:height=move || space.total()
                on:keydown=move |ev| list.press_key(&ev)
                on:focusin=move |_| focus.came()
                on:focusout=move |ev| focus.left(&ev)
            >
                <For each=move || near.get() key=|index| *index children=move |index| list.row(index) />
            </div>
        </div>
    }
    .into_any()
}

/// Everything a list knows, as handles.
#[derive(Clone, Copy)]
struct List {
    space: Virtual,
    count: Signal<usize>,
    active: RwSignal<usize>,
    focus: Focus,
    rows: bool,
    item: Callback<ItemPlace, AnyView>,
    on_open: Option<Callback<usize>>,
    on_key: Option<Callback<(usize, ev::KeyboardEvent)>>,
    on_pointer_down: Option<Callback<(usize, ev::PointerEvent)>>,
}

impl List {
    fn go(self, index: usize) {
        self.active.set(index);
        self.space.reveal(index);
        self.focus.soon(index);
    }

    fn press_key(self, ev: &ev::KeyboardEvent) {
        let at = self.active.get_untracked();
        if let Some(on_key) = self.on_key {
            on_key.run((at, ev.clone()));
        }
        if ev.default_prevented() || is_control(ev.target()) {
            return;
        }
        match (step(ev, at, self.count.get_untracked(), self.space.page()), self.on_open) {
            (Some(to), _) => self.go(to),
            (None, Some(open)) if ev.key() == "Enter" => open.run(at),
            _ => return,
        }
        ev.prevent_default();
    }

    fn row(self, index: usize) -> AnyView {
        let Self { space, count, active, rows, item, on_open, on_pointer_down, .. } = self;
        let is_active = Signal::derive(move || active.get() == index);
        let shown = move || item.run(ItemPlace { index, active: is_active });
        let shown = if rows {
            view! { <div class="virtual-list__cell" role="gridcell">{shown}</div> }.into_any()
        } else {
            shown.into_any()
        };
        view! {
            <div
                class="virtual-list__item"
                role=if rows { "row" } else { "listitem" }
                aria-rowindex=rows.then(|| (index + 1).to_string())
                aria-setsize=(!rows).then_some(move || count.get().to_string())
                aria-posinset=(!rows).then(|| (index + 1).to_string())
                data-index=index.to_string()
                tabindex=move || if is_active.get() { "0" } else { "-1" }
                style:transform=move || space.shift(index)
                on:focus=move |_| active.set(index)
                on:pointerdown=move |ev| if let Some(down) = on_pointer_down { down.run((index, ev)) }
                on:click=move |ev| if let Some(open) = on_open.filter(|_| !is_control(ev.target())) { open.run(index) }
            >
                {shown}
            </div>
        }
        .into_any()
    }
}

/// The rows to render: those near the eye, and the active one wherever it is, so that the focus is never lost.
pub(super) fn with_active(near: std::ops::Range<usize>, active: usize, count: usize) -> Vec<usize> {
    let mut rows: Vec<usize> = near.clone().collect();
    if active < near.start {
        rows.insert(0, active);
    } else if active >= near.end && active < count {
        rows.push(active);
    }
    rows
}

/// Where a key leads from `at`, for keys that move.
pub(super) fn step(ev: &ev::KeyboardEvent, at: usize, count: usize, page: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    if ev.ctrl_key() || ev.meta_key() || ev.alt_key() {
        return None;
    }
    let to = match ev.key().as_str() {
        "ArrowDown" | "j" | "J" => at + 1,
        "ArrowUp" | "k" | "K" => at.saturating_sub(1),
        "Home" => 0,
        "End" => last,
        "PageDown" => at + page,
        "PageUp" => at.saturating_sub(page),
        _ => return None,
    };
    Some(to.min(last))
}

/// Keeps the focus in a list whose rows come and go: a row that has to move in the page loses it for a moment.
#[derive(Clone, Copy)]
pub(super) struct Focus {
    body: NodeRef<Div>,
    active: RwSignal<usize>,
    held: StoredValue<bool>,
}

impl Focus {
    /// For the rows in `body`.
    pub(super) fn new(
        body: NodeRef<Div>,
        active: RwSignal<usize>,
        rows: Memo<Vec<usize>>,
        count: Signal<usize>,
    ) -> Self {
        let focus = Self { body, active, held: StoredValue::new(false) };
        Effect::new(move || {
            rows.track();
            if focus.held.get_value() {
                request_animation_frame(move || focus.restore());
            }
        });
        // The list may have become shorter.
        Effect::new(move || {
            let last = count.get().saturating_sub(1);
            if active.get_untracked() > last {
                active.set(last);
            }
        });
        focus
    }

    /// Focuses a row once it is in the page.
    pub(super) fn soon(self, index: usize) {
        request_animation_frame(move || self.set(index));
    }

    /// Call on `focusin`.
    pub(super) fn came(self) {
        self.held.set_value(true);
    }

    /// Call on `focusout`.
    pub(super) fn left(self, ev: &ev::FocusEvent) {
        let target = ev.target().and_then(|t| t.dyn_into::<web_sys::Node>().ok());
        request_animation_frame(move || {
            let moved = target.is_none_or(|t| !t.is_connected());
            if !moved && !self.is_inside() {
                let _ = self.held.try_set_value(false);
            }
        });
    }

    fn is_inside(self) -> bool {
        let active = document().active_element();
        let body = self.body.try_get_untracked().flatten();
        body.is_some_and(|body| body.contains(active.as_ref().map(AsRef::as_ref)))
    }

    fn restore(self) {
        let nowhere = document().active_element().is_none_or(|el| el.tag_name() == "BODY");
        if let (true, Some(active)) = (nowhere, self.active.try_get_untracked()) {
            self.set(active);
        }
    }

    fn set(self, index: usize) {
        let Some(Some(body)) = self.body.try_get_untracked() else { return };
        let found = body.query_selector(&format!("[data-index='{index}']")).ok().flatten();
        if let Some(row) = found.and_then(html) {
            focus_quietly(&row);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::with_active;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn the_row_with_the_focus_is_always_rendered() {
        assert_eq!(with_active(4..7, 5, 10), [4, 5, 6]);
        assert_eq!(with_active(4..7, 1, 10), [1, 4, 5, 6]);
        assert_eq!(with_active(4..7, 9, 10), [4, 5, 6, 9]);
        assert_eq!(with_active(4..7, 12, 10), [4, 5, 6], "the list has become shorter");
    }
}
