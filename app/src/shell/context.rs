//! What parts of the frame know of each other.

use leptos::prelude::*;

/// The frame's switches. Get it with [`use_shell`].
#[derive(Clone, Copy)]
pub struct Shell {
    /// Whether the command palette is open.
    pub palette: RwSignal<bool>,
    /// Whether the list of shortcuts is open.
    pub keys: RwSignal<bool>,
    /// Whether the person has folded the rail.
    pub folded: RwSignal<bool>,
    /// How many forms hold something typed and not saved.
    unsaved: RwSignal<usize>,
}

impl Shell {
    pub(super) fn new() -> Self {
        let folded = crate::ui::dom::remembered("rail").as_deref() == Some("folded");
        Self {
            palette: RwSignal::new(false),
            keys: RwSignal::new(false),
            folded: RwSignal::new(folded),
            unsaved: RwSignal::new(0),
        }
    }

    /// Folds or unfolds the rail, and remembers it.
    pub fn fold(self) {
        self.folded.update(|folded| *folded = !*folded);
        crate::ui::dom::remember("rail", if self.folded.get_untracked() { "folded" } else { "open" });
    }

    /// Whether a reload now would lose something typed.
    pub fn has_unsaved(self) -> bool {
        self.unsaved.get_untracked() > 0
    }
}

/// The frame.
pub fn use_shell() -> Shell {
    use_context().unwrap_or_else(Shell::new)
}

/// Tells the frame that a form holds something typed and not saved while `unsaved` says so,
/// so that an update or a closed window asks first.
pub fn use_unsaved(unsaved: impl Into<Signal<bool>>) {
    let (unsaved, count) = (unsaved.into(), use_shell().unsaved);
    let counted = StoredValue::new(false);
    let set = move |now: bool| {
        if counted.try_update_value(|before| std::mem::replace(before, now)) == Some(!now) {
            let _ = count.try_update(|n| *n = if now { *n + 1 } else { n.saturating_sub(1) });
        }
    };
    Effect::new(move || set(unsaved.get()));
    on_cleanup(move || set(false));
}
