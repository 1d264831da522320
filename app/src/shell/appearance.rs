//! How this device shows Sextant: theme and density.

use crate::ui::dom::{remember, remembered};
use leptos::prelude::*;

/// The choices of this device.
#[derive(Clone, Copy)]
pub struct Appearance {
    /// `auto`, `light` or `dark`.
    pub theme: RwSignal<String>,
    /// `normal` or `compact`; a touch screen is roomy whatever is chosen.
    pub density: RwSignal<String>,
}

/// The choices of this device.
pub fn use_appearance() -> Appearance {
    use_context().unwrap_or_else(Appearance::read)
}

impl Appearance {
    fn read() -> Self {
        let value = |key: &str, otherwise: &str| RwSignal::new(remembered(key).unwrap_or_else(|| otherwise.to_owned()));
        Self { theme: value("theme", "auto"), density: value("density", "normal") }
    }

    /// Reads the choices, applies them at once and whenever they change, and provides them.
    pub(super) fn provide() {
        let own = Self::read();
        provide_context(own);
        own.apply();
        Effect::new(move || {
            remember("theme", &own.theme.read());
            remember("density", &own.density.read());
            own.apply();
        });
    }

    fn apply(self) {
        let Some(root) = document().document_element() else { return };
        let _ = root.set_attribute("data-theme", &self.theme.get_untracked());
        let _ = root.set_attribute("data-density", &self.density.get_untracked());
    }
}
