//! Which cards of a stage are near the eye. No stage is higher than the board, so one height is measured once.

use crate::ui::{dom::observe_size, drag::bring_into_sight};
use leptos::{html::Div, prelude::*};

/// Cards kept ready above and below what is seen.
const OVERSCAN: usize = 2;

/// The room that every stage has for its cards.
#[derive(Clone, Copy)]
pub(super) struct Room {
    /// The element that is as high as the highest stage.
    pub frame: NodeRef<Div>,
    /// A hidden element as high as a card and its gap: the height comes from CSS, by density and touch.
    pub probe: NodeRef<Div>,
    height: RwSignal<f64>,
    card: RwSignal<f64>,
}

pub(super) fn use_room() -> Room {
    let room =
        Room { frame: NodeRef::new(), probe: NodeRef::new(), height: RwSignal::new(800.0), card: RwSignal::new(112.0) };
    follow(room.frame, room.height);
    follow(room.probe, room.card);
    room
}

fn follow(node: NodeRef<Div>, size: RwSignal<f64>) {
    Effect::new(move || {
        if let Some(element) = node.get() {
            observe_size(&element, move |_, height| {
                if height > 0.0 && (size.get_untracked() - height).abs() > 0.5 {
                    size.set(height);
                }
            });
        }
    });
}

/// One stage's scroller.
#[derive(Clone, Copy)]
pub(super) struct Pane {
    room: Room,
    pub scroller: NodeRef<Div>,
    top: RwSignal<f64>,
    waiting: StoredValue<bool>,
}

impl Pane {
    pub(super) fn new(room: Room) -> Self {
        Self { room, scroller: NodeRef::new(), top: RwSignal::new(0.0), waiting: StoredValue::new(false) }
    }

    /// The places `[start, end)` to render of so many cards.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to the number of cards")]
    pub(super) fn range(self, count: usize) -> (usize, usize) {
        let (top, height, card) = (self.top.get(), self.room.height.get(), self.room.card.get());
        let first = (top / card).max(0.0) as usize;
        let last = ((top + height) / card).max(0.0) as usize + 1;
        (first.saturating_sub(OVERSCAN).min(count), (last + OVERSCAN).min(count))
    }

    /// Tells that the scroller has moved; read once per frame.
    pub(super) fn scrolled(self) {
        if self.waiting.get_value() {
            return;
        }
        self.waiting.set_value(true);
        request_animation_frame(move || {
            let gone = self.waiting.try_set_value(false).is_some();
            if let (false, Some(Some(scroller))) = (gone, self.scroller.try_get_untracked()) {
                self.top.set(f64::from(scroller.scroll_top()));
            }
        });
    }

    /// How far down a card stands, as a CSS transform.
    pub(super) fn shift(self, place: usize) -> String {
        format!("translateY({}px)", as_f64(place) * self.room.card.get())
    }

    /// The height of all cards, as a CSS length.
    pub(super) fn total(self, count: usize) -> String {
        format!("{}px", as_f64(count) * self.room.card.get())
    }

    /// How many whole cards are seen at once.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a window is not that high")]
    pub(super) fn page(self) -> usize {
        let seen = self.scroller.get_untracked().map_or(0.0, |scroller| f64::from(scroller.client_height()));
        ((seen / self.room.card.get_untracked()) as usize).max(1)
    }

    /// Scrolls stage and board just so far that a card is wholly seen.
    #[allow(clippy::cast_possible_truncation, reason = "scroll offsets are whole pixels")]
    pub(super) fn reveal(self, place: usize) {
        let Some(scroller) = self.scroller.get_untracked() else { return };
        let stage = scroller.clone();
        // A panel that opens beside the board has its room only then.
        request_animation_frame(move || bring_into_sight(&stage));
        let card = self.room.card.get_untracked();
        let (top, bottom) = (as_f64(place) * card, as_f64(place + 1) * card);
        let (from, seen) = (f64::from(scroller.scroll_top()), f64::from(scroller.client_height()));
        let to = if top < from {
            top
        } else if bottom > from + seen {
            bottom - seen
        } else {
            return;
        };
        scroller.set_scroll_top(to.round() as i32);
        self.top.set(to);
    }
}

#[allow(clippy::cast_precision_loss, reason = "no place comes near 2^52")]
fn as_f64(place: usize) -> f64 {
    place as f64
}
