//! What can be done with a quote beside its next step: as much as there is room for as buttons, the rest in the menu.

use crate::{
    i18n::t,
    record::as_number,
    ui::{Button, Glyph, MenuItem},
};
use leptos::prelude::*;

/// What the title keeps, in CSS pixels.
const TITLE: f64 = 240.0;
/// What a button takes beside its words, with the space to the next, and what the menu takes, on a touch screen.
const AROUND: f64 = 54.0;
/// What a letter on a button takes there.
const LETTER: f64 = 8.6;

/// Something to do, as handles.
#[derive(Clone, Copy)]
pub(super) struct Act {
    /// The key of its words.
    pub words: &'static str,
    pub glyph: Glyph,
    /// Whether it makes sense now.
    pub wanted: Signal<bool>,
    /// Makes sense, and still cannot be done.
    pub disabled: Signal<bool>,
    pub busy: Signal<bool>,
    pub press: Callback<()>,
}

impl Act {
    pub(super) fn button(self) -> AnyView {
        let Self { words, glyph, disabled, busy, press, .. } = self;
        view! { <Button icon=glyph disabled busy on_press=press>{t(words)}</Button> }.into_any()
    }

    pub(super) fn item(self) -> MenuItem {
        let press = self.press;
        let cannot = self.disabled.get() || self.busy.get();
        MenuItem::new(t(self.words), move || press.run(())).icon(self.glyph).disabled(cannot)
    }
}

/// What is wanted of `acts`, the most wanted first: what stands as a button in a head of this width beside the title
/// and the `steps` that always do, and what does not.
pub(super) fn parted(acts: &[Act], steps: &[&str], width: f64) -> (Vec<usize>, Vec<usize>) {
    let taken: f64 = steps.iter().map(|words| button_width(words)).sum();
    let mut room = width - TITLE - AROUND - taken;
    let wanted = acts.iter().enumerate().filter(|(_, act)| act.wanted.get());
    let sized = wanted.map(|(at, act)| {
        room -= button_width(act.words);
        (at, room >= 0.0)
    });
    let (beside, behind): (Vec<_>, Vec<_>) = sized.partition(|(_, fits)| *fits);
    let places = |part: Vec<(usize, bool)>| part.into_iter().map(|(at, _)| at).collect();
    (places(beside), places(behind))
}

fn button_width(words: &str) -> f64 {
    as_number(t(words).chars().count()) * LETTER + AROUND
}
