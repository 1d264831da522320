//! The arithmetic of long lists: which rows are near the eye, and where they stand.
//!
//! Every row has the same height, which comes from CSS: a hidden probe inside the scroller is measured, so that
//! density and touch change the rows without a word here.

use super::{dom::observe_size, tabs::count as as_f64};
use leptos::{html::Div, prelude::*};
use std::ops::Range;

/// Rows kept ready above and below what is seen.
const OVERSCAN: usize = 6;
/// The window moves in steps of this many rows, so that a slow scroll seldom touches the page.
const STEP: usize = 4;

/// A scroller and what of it is rendered. Handles only, so that it can be copied into closures.
#[derive(Clone, Copy)]
pub struct Virtual {
    /// The scrolling element.
    pub scroller: NodeRef<Div>,
    /// The hidden element that is as high as a row.
    pub probe: NodeRef<Div>,
    /// The height of a row in CSS pixels.
    pub row: RwSignal<f64>,
    /// The width of the scroller in CSS pixels.
    pub width: RwSignal<f64>,
    /// What stands above the first row inside the scroller, in CSS pixels: a sticky header.
    pub head: RwSignal<f64>,
    /// The rows to render.
    pub range: Memo<(usize, usize)>,
    count: Signal<usize>,
    top: RwSignal<f64>,
    height: RwSignal<f64>,
    waiting: StoredValue<bool>,
}

/// Prepares a scroller for `count` rows. Put `scroller` and `probe` on elements and call [`Virtual::scrolled`] on scroll.
pub fn use_virtual(count: Signal<usize>) -> Virtual {
    let (top, height) = (RwSignal::new(0.0_f64), RwSignal::new(800.0_f64));
    let (row, width, head) = (RwSignal::new(40.0_f64), RwSignal::new(0.0_f64), RwSignal::new(0.0_f64));
    let range = Memo::new(move |_| window_of(top.get(), height.get(), row.get(), count.get()));
    let (scroller, probe) = (NodeRef::<Div>::new(), NodeRef::<Div>::new());
    Effect::new(move || {
        if let Some(element) = scroller.get() {
            observe_size(&element, move |w, h| {
                width.set(w);
                height.set(h);
            });
        }
    });
    Effect::new(move || {
        if let Some(element) = probe.get() {
            observe_size(&element, move |_, h| {
                if h > 0.0 {
                    row.set(h);
                }
            });
        }
    });
    Virtual { scroller, probe, row, width, head, range, count, top, height, waiting: StoredValue::new(false) }
}

/// The rows `[start, end)` to render.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to row counts")]
fn window_of(top: f64, height: f64, row: f64, count: usize) -> (usize, usize) {
    let first = (top / row).max(0.0) as usize;
    let last = ((top + height) / row).max(0.0) as usize + 1;
    let start = first.saturating_sub(OVERSCAN) / STEP * STEP;
    let end = (last + OVERSCAN).div_ceil(STEP) * STEP;
    (start.min(count), end.min(count))
}

impl Virtual {
    /// The rows to render.
    pub fn rows(self) -> Range<usize> {
        let (start, end) = self.range.get();
        start..end
    }

    /// Tells that the scroller has moved; read once per frame.
    pub fn scrolled(self) {
        if self.waiting.get_value() {
            return;
        }
        self.waiting.set_value(true);
        request_animation_frame(move || {
            if self.waiting.try_set_value(false).is_some() {
                return;
            }
            if let Some(Some(scroller)) = self.scroller.try_get_untracked() {
                self.top.set(f64::from(scroller.scroll_top()));
            }
        });
    }

    /// How far down a row stands, as a CSS transform.
    pub fn shift(self, index: usize) -> String {
        format!("translateY({}px)", as_f64(index) * self.row.get())
    }

    /// The height of all rows, as a CSS length.
    pub fn total(self) -> String {
        format!("{}px", as_f64(self.count.get()) * self.row.get())
    }

    /// How many whole rows are seen at once.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a window is not that high")]
    pub fn page(self) -> usize {
        let seen = self.height.get_untracked() - self.head.get_untracked();
        ((seen / self.row.get_untracked()) as usize).saturating_sub(1).max(1)
    }

    /// Scrolls just so far that a row is wholly seen.
    #[allow(clippy::cast_possible_truncation, reason = "scroll offsets are whole pixels")]
    pub fn reveal(self, index: usize) {
        let Some(scroller) = self.scroller.get_untracked() else { return };
        let row = self.row.get_untracked();
        let (top, bottom) = (as_f64(index) * row, as_f64(index + 1) * row);
        let seen_from = f64::from(scroller.scroll_top());
        let seen = f64::from(scroller.client_height()) - self.head.get_untracked();
        let to = if top < seen_from {
            top
        } else if bottom > seen_from + seen {
            bottom - seen
        } else {
            return;
        };
        scroller.set_scroll_top(to.round() as i32);
        self.top.set(to);
    }
}

#[cfg(test)]
mod tests {
    use super::window_of;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn the_window_covers_what_is_seen_and_moves_in_steps() {
        assert_eq!(window_of(0.0, 400.0, 40.0, 100_000), (0, 20));
        assert_eq!(window_of(399.0, 400.0, 40.0, 100_000), (0, 28));
        assert_eq!(window_of(400.0, 400.0, 40.0, 100_000), (4, 28));
        assert_eq!(window_of(4_000_000.0, 400.0, 40.0, 100_000), (99_992, 100_000));
    }

    #[wasm_bindgen_test]
    fn the_window_never_leaves_the_list() {
        assert_eq!(window_of(0.0, 400.0, 40.0, 0), (0, 0));
        assert_eq!(window_of(9_000.0, 400.0, 40.0, 3), (3, 3));
        assert_eq!(window_of(-50.0, 400.0, 40.0, 3), (0, 3));
    }
}
