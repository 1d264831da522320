//! Keys as drawn on a keyboard.

use super::dom::is_apple;
use leptos::prelude::*;

/// Keys, given as `Mod K`, `g p` or `?`; `Mod` is ⌘ on Apple machines and Ctrl elsewhere.
#[component]
pub fn Kbd(
    /// The keys, apart by spaces.
    #[prop(into)]
    keys: String,
) -> impl IntoView {
    let caps = keys.split(' ').map(|key| view! { <kbd class="kbd__cap">{cap(key)}</kbd> }).collect_view();
    view! { <span class="kbd">{caps}</span> }
}

/// What stands on the key cap.
pub fn cap(key: &str) -> String {
    match (key, is_apple()) {
        ("Mod", true) => "⌘".to_owned(),
        ("Mod", false) => "Ctrl".to_owned(),
        ("Shift", _) => "⇧".to_owned(),
        ("Alt", true) => "⌥".to_owned(),
        ("Enter", _) => "↵".to_owned(),
        ("Escape", _) => "Esc".to_owned(),
        ("ArrowUp", _) => "↑".to_owned(),
        ("ArrowDown", _) => "↓".to_owned(),
        ("ArrowLeft", _) => "←".to_owned(),
        ("ArrowRight", _) => "→".to_owned(),
        (other, _) if other.len() == 1 => other.to_uppercase(),
        (other, _) => other.to_owned(),
    }
}
