//! A person or firm by initials.

use super::badge::stage_class;
use leptos::prelude::*;

/// Initials on a colour that stays the same for the same name. The name stands beside it or in its tooltip.
#[component]
pub fn Avatar(
    /// Whose.
    #[prop(into)]
    name: Signal<String>,
    /// Square, for a firm.
    #[prop(optional)]
    firm: bool,
    /// Says the name to assistive technology and in a tooltip: for an avatar that stands alone.
    #[prop(optional)]
    alone: bool,
) -> impl IntoView {
    let class = move || {
        let shape = if firm { " avatar--firm" } else { "" };
        format!("avatar {}{shape}", stage_class(name.with(|n| hash(n))))
    };
    view! {
        <span
            class=class
            role=alone.then_some("img")
            aria-label=move || alone.then(|| name.get())
            aria-hidden=(!alone).then_some("true")
            data-tip=move || alone.then(|| name.get())
        >
            {move || name.with(|n| initials(n))}
        </span>
    }
}

/// Up to two letters: of the first and the last word.
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|w| w.chars().find(|c| c.is_alphanumeric()));
    let (first, last) = (words.next(), words.next_back());
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

fn hash(name: &str) -> usize {
    name.bytes().fold(5, |h: usize, b| h.wrapping_mul(31).wrapping_add(usize::from(b)))
}

#[cfg(test)]
mod tests {
    use super::initials;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn initials_are_of_the_first_and_the_last_word() {
        assert_eq!(initials("Ada Lovelace"), "AL");
        assert_eq!(initials("Ada Augusta King-Lovelace"), "AK");
        assert_eq!(initials("  acme "), "A");
        assert_eq!(initials("(GTX) 500"), "G5");
        assert_eq!(initials("Ångström"), "Å");
        assert_eq!(initials("—"), "");
    }
}
