//! Lines that are walked by keyboard: one of them is a stop of Tab, and lends the controls in it a stop.

use super::{
    dom::{html, use_keys_from_nowhere},
    tab_stop::TabStop,
    virtual_list::step,
};
use leptos::{ev, html::Div, prelude::*};
use web_sys::{Element, HtmlElement};

/// How far Page Up and Page Down go.
const PAGE: usize = 10;

/// The lines in an element, as handles. Each line has its place in `data-at`, from 0.
#[derive(Clone, Copy)]
pub struct Lines {
    node: NodeRef<Div>,
    active: RwSignal<usize>,
    count: Signal<usize>,
}

impl Lines {
    /// For so many lines. The first key that moves goes to a line also where nothing has the focus yet.
    pub fn new(count: Signal<usize>) -> Self {
        let lines = Self { node: NodeRef::new(), active: RwSignal::new(0), count };
        // The list may have become shorter.
        Effect::new(move || {
            let last = count.get().saturating_sub(1);
            if lines.active.get_untracked() > last {
                lines.active.set(last);
            }
        });
        use_keys_from_nowhere(count, move || lines.go(lines.active()));
        lines
    }

    /// The element around the lines.
    pub fn node(self) -> NodeRef<Div> {
        self.node
    }

    /// The line that has the focus, or gets it next.
    pub fn active(self) -> usize {
        self.active.get_untracked()
    }

    /// Call when the focus comes to a line or to what is in it.
    pub fn came(self, at: usize) {
        self.active.set(at);
    }

    /// Whether Tab stops at this line.
    pub fn stop(self, at: usize) -> TabStop {
        TabStop(Memo::new(move |_| self.active.get() == at).into())
    }

    /// Follows a key that moves. Says whether it does.
    pub fn walk(self, ev: &ev::KeyboardEvent) -> bool {
        let to = step(ev, self.active(), self.count.get_untracked(), PAGE);
        to.map(|to| self.go(to)).is_some()
    }

    /// Brings the focus to a line, or to the last.
    pub fn go(self, to: usize) {
        let to = to.min(self.count.get_untracked().saturating_sub(1));
        self.active.set(to);
        if let Some(line) = self.line(to).and_then(html) {
            let _ = line.focus();
        }
    }

    /// A line's element.
    pub fn line(self, at: usize) -> Option<Element> {
        self.node.get_untracked()?.query_selector(&format!("[data-at='{at}']")).ok().flatten()
    }

    /// The first of what fits a selector in a line.
    pub fn control(self, at: usize, selector: &str) -> Option<HtmlElement> {
        self.line(at)?.query_selector(selector).ok().flatten().and_then(html)
    }
}
