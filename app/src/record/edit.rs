//! What edits in place share: where the focus goes, which keys save.

use crate::ui::dom::html;
use shared::schema::FieldType;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, HtmlTextAreaElement};

/// Whether Enter belongs to the editor itself, so that only Ctrl/Cmd-Enter saves.
pub fn has_many_lines(kind: &FieldType) -> bool {
    matches!(kind, FieldType::LongText | FieldType::Address | FieldType::Links { .. } | FieldType::MultiChoice { .. })
}

/// Puts the focus into an editor that has just appeared: text is selected, a list opens.
pub fn enter(editor: &Element) {
    let found = editor.query_selector("input, textarea, select, button:not([tabindex='-1'])").ok().flatten();
    let Some(control) = found.and_then(html) else { return };
    let _ = control.focus();
    select_text(&control);
    if control.get_attribute("role").as_deref() == Some("combobox") {
        control.click();
    }
}

fn select_text(control: &HtmlElement) {
    if let Some(input) = control.dyn_ref::<HtmlInputElement>() {
        input.select();
    } else if let Some(area) = control.dyn_ref::<HtmlTextAreaElement>() {
        let end = u32::try_from(area.value().encode_utf16().count()).unwrap_or(u32::MAX);
        let _ = area.set_selection_range(end, end);
    }
}
