//! Records for the command palette.

use crate::ui::PaletteGroup;
use leptos::prelude::*;

/// What the palette asks for records. Called once; the callback runs for each text typed and may read signals.
pub fn source() -> Callback<String, Vec<PaletteGroup>> {
    Callback::new(|_| Vec::new())
}
