//! The buttons above the text: what Markdown is for people who do not write it.

use crate::{
    i18n::t,
    ui::{Glyph, Icon},
};
use js_sys::{Function, JsString, Reflect};
use leptos::{ev, html::Textarea, prelude::*};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlTextAreaElement;

/// What a button does to the words that are chosen.
#[derive(Clone, Copy)]
enum Mark {
    /// Stands before and behind them.
    Around(&'static str, &'static str),
    /// Stands before each line.
    Lines(&'static str),
    /// Stands on its own lines.
    Block(&'static str),
}

/// How a button looks.
#[derive(Clone, Copy)]
enum Face {
    Letters(&'static str),
    Drawn(Glyph),
}

const TOOLS: [(&str, Option<&str>, Face, Mark); 10] = [
    ("knowledge-tool-heading", None, Face::Letters("H"), Mark::Lines("## ")),
    ("knowledge-tool-bold", Some("Mod b"), Face::Letters("B"), Mark::Around("**", "**")),
    ("knowledge-tool-italic", Some("Mod i"), Face::Letters("I"), Mark::Around("*", "*")),
    ("knowledge-tool-list", None, Face::Drawn(Glyph::List), Mark::Lines("- ")),
    ("knowledge-tool-numbers", None, Face::Letters(""), Mark::Lines("1. ")),
    ("knowledge-tool-tasks", None, Face::Drawn(Glyph::Task), Mark::Lines("- [ ] ")),
    ("knowledge-tool-quote", None, Face::Letters("”"), Mark::Lines("> ")),
    ("knowledge-tool-link", None, Face::Drawn(Glyph::Link), Mark::Around("[", "](https://)")),
    ("knowledge-tool-code", None, Face::Letters("<>"), Mark::Around("`", "`")),
    ("knowledge-tool-table", None, Face::Drawn(Glyph::Columns), Mark::Block("|  |  |\n|---|---|\n|  |  |")),
];

/// The toolbar of a text area. Arrow keys go from button to button.
pub(super) fn toolbar(area: NodeRef<Textarea>) -> AnyView {
    let at = RwSignal::new(0_usize);
    let one = move |(place, (label, keys, face, mark)): (usize, (&'static str, Option<&'static str>, Face, Mark))| {
        let drawn = match face {
            Face::Letters(letters) => view! { <span class=format!("tool__letters tool__letters--{place}") aria-hidden="true">{letters}</span> }.into_any(),
            Face::Drawn(glyph) => view! { <Icon glyph /> }.into_any(),
        };
        view! {
            <button
                class="button button--quiet button--icon tool"
                type="button"
                aria-label=t(label)
                data-tip=t(label)
                data-tip-keys=keys
                data-tool=place.to_string()
                tabindex=move || if at.get() == place { "0" } else { "-1" }
                on:focus=move |_| at.set(place)
                on:click=move |_| apply(area, mark)
            >
                {drawn}
            </button>
        }
    };
    let key = move |ev: ev::KeyboardEvent| {
        let step = match ev.key().as_str() {
            "ArrowRight" => 1,
            "ArrowLeft" => TOOLS.len() - 1,
            _ => return,
        };
        ev.prevent_default();
        focus_tool((at.get_untracked() + step) % TOOLS.len());
    };
    let tools = TOOLS.into_iter().enumerate().map(one).collect_view();
    view! { <div class="tools" role="toolbar" aria-label=t("knowledge-tools") on:keydown=key>{tools}</div> }.into_any()
}

/// The keys that write Markdown inside the text.
pub(super) fn text_key(area: NodeRef<Textarea>, ev: &ev::KeyboardEvent) {
    if !(ev.ctrl_key() || ev.meta_key()) || ev.shift_key() || ev.alt_key() {
        return;
    }
    let pressed = format!("Mod {}", ev.key().to_lowercase());
    if let Some((.., mark)) = TOOLS.iter().find(|(_, keys, ..)| *keys == Some(pressed.as_str())) {
        ev.prevent_default();
        apply(area, *mark);
    }
}

fn focus_tool(place: usize) {
    let found =
        document().query_selector(&format!("[data-tool='{place}']")).ok().flatten().and_then(crate::ui::dom::html);
    if let Some(tool) = found {
        let _ = tool.focus();
    }
}

fn apply(area: NodeRef<Textarea>, mark: Mark) {
    let Some(area) = area.get_untracked() else { return };
    let _ = area.focus();
    let text = JsString::from(area.value());
    let start = area.selection_start().ok().flatten().unwrap_or_default();
    let end = area.selection_end().ok().flatten().unwrap_or(start);
    match mark {
        Mark::Around(before, behind) => {
            let chosen = String::from(text.slice(start, end));
            insert(&area, &format!("{before}{chosen}{behind}"));
            let from = start + utf16(before);
            let _ = area.set_selection_range(from, from + utf16(&chosen));
        }
        Mark::Lines(sign) => {
            let begin = line_start(&text, start);
            let lines = String::from(text.slice(begin, end));
            let marked: Vec<String> = lines.split('\n').map(|line| format!("{sign}{line}")).collect();
            let _ = area.set_selection_range(begin, end);
            insert(&area, &marked.join("\n"));
        }
        Mark::Block(block) => {
            let fresh = line_start(&text, start) == start;
            insert(&area, &format!("{}{block}\n", if fresh { "" } else { "\n\n" }));
        }
    }
}

fn line_start(text: &JsString, at: u32) -> u32 {
    let before = String::from(text.slice(0, at));
    before.rfind('\n').map_or(0, |newline| utf16(before.get(..=newline).unwrap_or_default()))
}

/// Length as the browser counts it.
fn utf16(text: &str) -> u32 {
    u32::try_from(text.encode_utf16().count()).unwrap_or(u32::MAX)
}

/// Puts text in the place of what is chosen, as if it were typed, so that the browser's own undo takes it back.
fn insert(area: &HtmlTextAreaElement, text: &str) {
    let page: JsValue = document().into();
    let command =
        Reflect::get(&page, &"execCommand".into()).ok().and_then(|command| command.dyn_into::<Function>().ok());
    let typed =
        command.and_then(|command| command.call3(&page, &"insertText".into(), &JsValue::FALSE, &text.into()).ok());
    if typed.and_then(|typed| typed.as_bool()) != Some(true) {
        let _ = area.set_range_text(text);
        if let Ok(event) = web_sys::Event::new("input") {
            let _ = area.dispatch_event(&event);
        }
    }
}
