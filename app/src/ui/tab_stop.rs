//! Where Tab stops among many lines: at one of them, and at the controls in it.

use leptos::prelude::*;

/// Whether the line around a control is the one where Tab stops. A line provides it to the controls in it.
#[derive(Clone, Copy)]
pub struct TabStop(pub Signal<bool>);

impl TabStop {
    /// The `tabindex` of the line, and of a control in it.
    pub fn tabindex(self) -> &'static str {
        if self.0.get() { "0" } else { "-1" }
    }
}

/// The `tabindex` of a control that may stand in a line; none where it does not.
pub fn use_tabindex() -> impl Fn() -> Option<&'static str> + Copy + Send + Sync + 'static {
    let stop = use_context::<TabStop>();
    move || stop.map(TabStop::tabindex)
}
