//! Short news at the edge: what was done, with a way back.

use super::{Button, ButtonKind, Glyph, Icon, IconButton, badge::Tone, dom::unique_id};
use crate::i18n::t;
use leptos::{html::Div, prelude::*};
use std::time::Duration;

/// How long news stays when nobody rests on it.
const STAY: Duration = Duration::from_secs(7);
/// Older news makes room, but for what stays until it is closed.
const MOST: usize = 3;

/// A piece of news.
#[derive(Clone)]
pub struct Toast {
    words: String,
    tone: Tone,
    undo: Option<Callback<()>>,
    action: Option<(String, Callback<()>)>,
}

impl Toast {
    /// News in a sentence.
    pub fn new(words: impl Into<String>) -> Self {
        Self { words: words.into(), tone: Tone::Plain, undo: None, action: None }
    }

    /// Says that something went wrong; such news stays until it is closed.
    #[must_use]
    pub fn bad(mut self) -> Self {
        self.tone = Tone::Bad;
        self
    }

    fn stays(&self) -> bool {
        self.tone == Tone::Bad
    }

    /// Offers the way back, by press and by Ctrl/Cmd-Z.
    #[must_use]
    pub fn undo(mut self, undo: impl Fn() + Send + Sync + 'static) -> Self {
        self.undo = Some(Callback::new(move |()| undo()));
        self
    }

    /// Offers something else to do.
    #[must_use]
    pub fn action(mut self, label: impl Into<String>, run: impl Fn() + Send + Sync + 'static) -> Self {
        self.action = Some((label.into(), Callback::new(move |()| run())));
        self
    }
}

#[derive(Clone)]
struct Shown {
    id: String,
    toast: Toast,
}

/// The news on screen. Get it with [`use_toasts`].
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Vec<Shown>>,
    held: RwSignal<bool>,
}

/// The news service. Without a host in the page it takes news and shows none.
pub fn use_toasts() -> Toasts {
    use_context().unwrap_or_else(Toasts::new)
}

/// Provides the news service to what is below.
pub fn provide_toasts() {
    provide_context(Toasts::new());
}

impl Toasts {
    fn new() -> Self {
        Self { shown: RwSignal::new(Vec::new()), held: RwSignal::new(false) }
    }

    /// Shows news.
    pub fn show(self, toast: Toast) {
        let id = unique_id("toast");
        let stays = toast.stays();
        self.shown.update(|shown| {
            shown.push(Shown { id: id.clone(), toast });
            let mut surplus = shown.len().saturating_sub(MOST);
            shown.retain(|old| {
                let goes = surplus > 0 && !old.toast.stays() && old.id != id;
                surplus -= usize::from(goes);
                !goes
            });
        });
        if !stays {
            self.expire(id);
        }
    }

    /// Takes back the newest that can be taken back. Says whether there was one.
    pub fn undo_last(self) -> bool {
        let last = self
            .shown
            .with_untracked(|shown| shown.iter().rev().find_map(|s| s.toast.undo.map(|undo| (s.id.clone(), undo))));
        let Some((id, undo)) = last else { return false };
        self.close(&id);
        undo.run(());
        true
    }

    /// Takes all news away, with every way back: whoever is here next has nothing to do with it.
    pub fn clear(self) {
        self.shown.update(Vec::clear);
    }

    fn close(self, id: &str) {
        self.shown.update(|shown| shown.retain(|s| s.id != id));
    }

    /// Closes it when its time is over, but never under a resting pointer or focus.
    fn expire(self, id: String) {
        set_timeout(
            move || match self.held.try_get_untracked() {
                Some(true) => self.expire(id),
                Some(false) => self.close(&id),
                None => {}
            },
            STAY,
        );
    }
}

/// Shows the news; stands once, in the shell.
#[component]
pub fn ToastHost() -> impl IntoView {
    let toasts = use_toasts();
    let node = NodeRef::<Div>::new();
    // In the top layer, so that news of a dialog is seen above it.
    Effect::new(move || {
        let count = toasts.shown.with(Vec::len);
        if let Some(node) = node.get() {
            let _ = node.hide_popover();
            if count > 0 {
                let _ = node.show_popover();
            }
        }
    });
    view! {
        <div
            class="toasts"
            role="region"
            aria-label=t("ui-news")
            popover="manual"
            node_ref=node
            on:pointerenter=move |_| toasts.held.set(true)
            on:pointerleave=move |_| toasts.held.set(false)
            on:focusin=move |_| toasts.held.set(true)
            on:focusout=move |_| toasts.held.set(false)
        >
            <div class="toasts__list" role="log" aria-live="polite" aria-relevant="additions">
                <For each=move || toasts.shown.get() key=|s| s.id.clone() children=move |s| one(toasts, s) />
            </div>
        </div>
    }
}

fn one(toasts: Toasts, Shown { id, toast }: Shown) -> AnyView {
    let close = Callback::new(move |()| toasts.close(&id));
    let button = move |label: String, keys: Option<&'static str>, run: Callback<()>| {
        let press = move || {
            close.run(());
            run.run(());
        };
        match keys {
            Some(keys) => view! { <Button kind=ButtonKind::Quiet keys on_press=press>{label}</Button> }.into_any(),
            None => view! { <Button kind=ButtonKind::Quiet on_press=press>{label}</Button> }.into_any(),
        }
    };
    let mark = match toast.tone {
        Tone::Bad => Glyph::Attention,
        _ => Glyph::Check,
    };
    view! {
        <div class=format!("toast {}", toast.tone.class())>
            <Icon glyph=mark />
            <span class="toast__words">{toast.words}</span>
            {toast.action.map(|(label, run)| button(label, None, run))}
            {toast.undo.map(|undo| button(t("ui-undo"), Some("Mod z"), undo))}
            <IconButton glyph=Glyph::Cross label=t("ui-close") on_press=close />
        </div>
    }
    .into_any()
}
