//! Articles, rendered. Besides `ui::written` the only place that sets HTML, and only what `shared::markdown` has made.

use crate::{i18n::t, ui::dom::html};
use leptos::{html::Div, prelude::*};
use shared::markdown::render;
use wasm_bindgen::JsCast;

/// From so many headings on, a table of contents helps.
const ENOUGH: usize = 3;

/// A heading of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Heading {
    id: String,
    words: String,
    level: u8,
}

/// Markdown as it is read.
pub(super) fn prose(markdown: Signal<String>, headings: Option<RwSignal<Vec<Heading>>>) -> AnyView {
    let node = NodeRef::<Div>::new();
    let rendered = Memo::new(move |_| markdown.with(|text| render(text).into_string()));
    Effect::new(move || {
        rendered.track();
        if let (Some(headings), Some(node)) = (headings, node.get()) {
            request_animation_frame(move || headings.set(headings_in(&node)));
        }
    });
    view! { <div class="prose" node_ref=node inner_html=move || rendered.get()></div> }.into_any()
}

fn headings_in(node: &web_sys::HtmlDivElement) -> Vec<Heading> {
    let Ok(found) = node.query_selector_all("h2[id], h3[id]") else { return Vec::new() };
    let elements = (0..found.length()).filter_map(|at| found.get(at)?.dyn_into::<web_sys::Element>().ok());
    let heading = |element: web_sys::Element| Heading {
        id: element.id(),
        words: element.text_content().unwrap_or_default(),
        level: if element.tag_name() == "H2" { 2 } else { 3 },
    };
    elements.map(heading).collect()
}

/// The table of contents of a text that is long enough for one.
pub(super) fn contents(headings: RwSignal<Vec<Heading>>) -> AnyView {
    let line = |heading: Heading| {
        let (id, target) = (format!("#{}", heading.id), heading.id);
        let go = move |ev: leptos::ev::MouseEvent| {
            ev.prevent_default();
            reveal(&target);
        };
        view! { <li class=format!("contents__line contents__line--{}", heading.level)><a class="contents__link" href=id on:click=go>{heading.words}</a></li> }
    };
    let shown = move || {
        let headings = headings.get();
        (headings.len() >= ENOUGH).then(|| {
            view! {
                <nav class="contents" aria-label=t("knowledge-contents")>
                    <p class="contents__title" aria-hidden="true">{t("knowledge-contents")}</p>
                    <ol>{headings.into_iter().map(line).collect_view()}</ol>
                </nav>
            }
        })
    };
    shown.into_any()
}

fn reveal(id: &str) {
    if let Some(heading) = document().get_element_by_id(id).and_then(html) {
        heading.scroll_into_view();
        let _ = heading.set_attribute("tabindex", "-1");
        crate::ui::dom::focus_quietly(&heading);
    }
}
