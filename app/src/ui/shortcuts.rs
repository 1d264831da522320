//! Keyboard shortcuts: a page says what its keys do, help lists them.

use super::dom::{is_apple, is_typing};
use leptos::{ev, prelude::*};

/// How long the second key of a pair may take, in milliseconds.
const PAUSE: f64 = 1_200.0;

/// A shortcut.
#[derive(Clone)]
pub struct Shortcut {
    /// The keys: `?`, `Mod k`, or a pair such as `g p`.
    pub keys: &'static str,
    /// What it does, for help.
    pub label: String,
    /// Works while typing too; only for keys with `Mod`.
    pub always: bool,
    run: Callback<()>,
}

impl Shortcut {
    /// A shortcut that keeps away while somebody types.
    pub fn new(keys: &'static str, label: impl Into<String>, run: impl Fn() + Send + Sync + 'static) -> Self {
        Self { keys, label: label.into(), always: false, run: Callback::new(move |()| run()) }
    }

    /// Works while typing too.
    #[must_use]
    pub fn always(mut self) -> Self {
        self.always = true;
        self
    }
}

/// The shortcuts that work now, oldest first.
#[derive(Clone, Copy)]
pub struct Shortcuts {
    all: RwSignal<Vec<(u32, Shortcut)>>,
    next: StoredValue<u32>,
    /// The first key of a pair and when it was pressed.
    first: StoredValue<Option<(String, f64)>>,
}

/// The shortcut service.
pub fn use_shortcuts() -> Shortcuts {
    use_context().unwrap_or_else(Shortcuts::new)
}

/// Makes a shortcut work while the calling component is shown.
pub fn use_shortcut(shortcut: Shortcut) {
    let shortcuts = use_shortcuts();
    let id = shortcuts.next.get_value();
    shortcuts.next.set_value(id + 1);
    shortcuts.all.update(|all| all.push((id, shortcut)));
    on_cleanup(move || {
        shortcuts.all.try_update(|all| all.retain(|(own, _)| *own != id));
    });
}

/// Provides the service and listens to the keyboard.
pub fn provide_shortcuts() {
    let shortcuts = Shortcuts::new();
    provide_context(shortcuts);
    let handle = window_event_listener(ev::keydown, move |ev| shortcuts.press(&ev));
    on_cleanup(move || handle.remove());
}

impl Shortcuts {
    fn new() -> Self {
        Self { all: RwSignal::new(Vec::new()), next: StoredValue::new(0), first: StoredValue::new(None) }
    }

    /// What works now, for help. Where a page has given keys another meaning, that one.
    pub fn list(self) -> Vec<Shortcut> {
        self.all.with(|all| {
            let newest = |at: usize, s: &Shortcut| !all.iter().skip(at + 1).any(|(_, later)| later.keys == s.keys);
            all.iter().enumerate().filter(|(at, (_, s))| newest(*at, s)).map(|(_, (_, s))| s.clone()).collect()
        })
    }

    fn press(self, ev: &ev::KeyboardEvent) {
        if ev.default_prevented()
            || ev.is_composing()
            || matches!(ev.key().as_str(), "Control" | "Meta" | "Shift" | "Alt")
        {
            return;
        }
        let key = name_of(ev);
        let now = js_sys::Date::now();
        let first = self.first.try_update_value(Option::take).flatten();
        let pair = first.filter(|(_, at)| now - at < PAUSE).map(|(first, _)| format!("{first} {key}"));
        let typing = is_typing(ev.target());
        let modal = document().query_selector("dialog[open]").is_ok_and(|d| d.is_some());
        let found = self.all.with_untracked(|all| {
            let works = |s: &&(u32, Shortcut)| s.1.always || (!typing && !modal);
            let mut newest = all.iter().rev().filter(works);
            newest.find(|(_, s)| Some(s.keys) == pair.as_deref() || s.keys == key).map(|(_, s)| s.run)
        });
        if let Some(run) = found {
            ev.prevent_default();
            run.run(());
        } else if !typing && !modal {
            self.first.set_value(Some((key, now)));
        }
    }
}

/// The key as shortcuts write it: `?`, `Mod k`, `Mod Shift k`.
fn name_of(ev: &ev::KeyboardEvent) -> String {
    let held = if is_apple() { ev.meta_key() } else { ev.ctrl_key() };
    let key = ev.key();
    match (held, ev.shift_key()) {
        (true, true) => format!("Mod Shift {}", key.to_lowercase()),
        (true, false) => format!("Mod {}", key.to_lowercase()),
        (false, _) => key,
    }
}
