//! The composer: a note, a call, a meeting, a visit or a task in one line of typing.
//!
//! What is half typed is kept for the session, so that going elsewhere loses nothing.

use super::{entries::now_text, show::field_of};
use crate::{
    i18n::{t, t_with},
    record::{
        field::{entered, local_time},
        in_days, may_create,
        page::Shown,
        prefill, title_or_id,
        words::option_word,
    },
    services::{Refusal, ReplicaHandle, new_id, use_replica},
    ui::{Button, ButtonKind, Choice, DateField, Glyph, Segmented, SelectField, TextArea, dom::html, format},
};
use leptos::{ev, html::Div, prelude::*, task::spawn_local};
use serde::{Deserialize, Serialize};
use shared::{
    Name, Value,
    entities::{Activity, Note, Task},
    schema::FieldType,
    sync::Operation,
};

/// What can be written, in the order of the tabs.
const MODES: [&str; 5] = ["note", "call", "meeting", "visit", "task"];
/// Longest subject, in characters.
const SUBJECT: usize = 200;

/// Lets other parts of a record's page open the composer.
#[derive(Clone, Copy)]
pub struct ComposerHandle {
    asked: RwSignal<Option<String>>,
}

impl ComposerHandle {
    /// Opens the composer for a `note`, `call`, `meeting`, `visit` or `task`.
    pub fn ask(self, mode: &str) {
        self.asked.set(Some(mode.to_owned()));
    }

    /// What was asked for and is not open yet.
    pub fn asked(self) -> Signal<Option<String>> {
        self.asked.into()
    }
}

/// Provides the composer's handle to a record's page.
pub fn provide_composer() -> ComposerHandle {
    let handle = ComposerHandle { asked: RwSignal::new(None) };
    provide_context(handle);
    handle
}

/// The composer's handle.
pub fn use_composer() -> ComposerHandle {
    use_context().unwrap_or_else(|| ComposerHandle { asked: RwSignal::new(None) })
}

/// What is half typed.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
struct Draft {
    mode: String,
    text: String,
    outcome: String,
    when: String,
    due: String,
}

/// Everything the composer knows, as handles.
#[derive(Clone, Copy)]
struct State {
    shown: Shown,
    mode: RwSignal<String>,
    text: RwSignal<String>,
    outcome: RwSignal<String>,
    when: RwSignal<String>,
    due: RwSignal<String>,
    problem: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
}

impl State {
    fn new(shown: Shown) -> Self {
        let draft = read_draft(shown).unwrap_or_default();
        let mode = if MODES.contains(&draft.mode.as_str()) { draft.mode } else { "note".to_owned() };
        let state = Self {
            shown,
            mode: RwSignal::new(mode),
            text: RwSignal::new(draft.text),
            outcome: RwSignal::new(draft.outcome),
            when: RwSignal::new(draft.when),
            due: RwSignal::new(draft.due),
            problem: RwSignal::new(None),
            busy: RwSignal::new(false),
        };
        Effect::new(move |_| state.keep());
        state
    }

    fn draft(self) -> Draft {
        Draft {
            mode: self.mode.get(),
            text: self.text.get(),
            outcome: self.outcome.get(),
            when: self.when.get(),
            due: self.due.get(),
        }
    }

    fn keep(self) {
        let draft = self.draft();
        let Some(storage) = window().session_storage().ok().flatten() else { return };
        let key = draft_key(self.shown);
        let _ = if draft.text.is_empty() {
            storage.remove_item(&key)
        } else {
            storage.set_item(&key, &serde_json::to_string(&draft).unwrap_or_default())
        };
    }

    fn clear(self) {
        for signal in [self.text, self.outcome, self.when, self.due] {
            signal.set(String::new());
        }
    }

    /// The record that is made of what was typed.
    fn operation(self, replica: ReplicaHandle) -> Option<Operation> {
        let mode = self.mode.get_untracked();
        let entity = entity_of(&mode);
        let own = self.own_values(replica, &mode);
        let record = self.shown.record.get_untracked()?;
        replica.read(|replica| {
            let owner = replica.access().map(|access| ("owner".into(), access.user.into()));
            let values = prefill(replica, &record, entity).into_iter().chain(owner).chain(own);
            Some(Operation::create(entity, new_id(), values))
        })
    }

    fn own_values(self, replica: ReplicaHandle, mode: &str) -> Vec<(Name, Value)> {
        let text = self.text.get_untracked();
        let (subject, rest) = subject_and_rest(&text);
        let value = |field: &'static str, value: Value| (Name::from(field), value);
        match mode {
            // To the letter: white space at the beginning means something in Markdown.
            "note" => vec![value(Note::BODY.id, Value::text(&text))],
            "task" => vec![
                value(Task::SUBJECT.id, Value::text(subject)),
                value(Task::DESCRIPTION.id, Value::text(rest)),
                value(Task::DUE.id, Value::text(self.due.get_untracked())),
                value(Task::DONE.id, Value::Flag(false)),
            ],
            kind => {
                let when = Some(self.when.get_untracked()).filter(|when| !when.is_empty());
                let at = when.map_or_else(now_text, |when| {
                    entered(&FieldType::DateTime, &when).as_text().unwrap_or_default().to_owned()
                });
                let subject = if subject.is_empty() { self.plain_subject(replica, kind) } else { subject };
                vec![
                    value(Activity::KIND.id, Value::text(kind)),
                    value(Activity::SUBJECT.id, Value::text(subject)),
                    value(Activity::BODY.id, Value::text(rest)),
                    value(Activity::AT.id, Value::text(at)),
                    value(Activity::OUTCOME.id, Value::text(self.outcome.get_untracked())),
                ]
            }
        }
    }

    /// *Call with Ada Lovelace*, where nothing was typed.
    fn plain_subject(self, replica: ReplicaHandle, kind: &str) -> String {
        let name = self.shown.record.with_untracked(|record| {
            record.as_ref().map(|record| replica.read(|replica| title_or_id(replica, record)))
        });
        let what = option_word(Activity::ENTITY_NAME, Activity::KIND.id, kind);
        t_with("composer-with", &[("what", what.into()), ("name", name.unwrap_or_default().into())])
    }

    /// Whether there is enough to save: a call needs no words once it has an outcome.
    fn is_enough(self) -> bool {
        !self.text.read().trim().is_empty() || !self.outcome.read().is_empty()
    }

    fn save(self) {
        let replica = use_replica();
        if !untrack(|| self.is_enough()) || self.busy.get_untracked() {
            return;
        }
        let Some(op) = self.operation(replica) else { return };
        let said = t(&format!("composer-said-{}", self.mode.get_untracked()));
        self.busy.set(true);
        spawn_local(async move {
            match replica.commit(vec![op], None).await {
                Ok(undo) => {
                    self.clear();
                    self.problem.set(None);
                    replica.offer_undo(said, undo);
                }
                Err(refusal @ (Refusal::Problems(_) | Refusal::Storage(_))) => {
                    self.problem.set(Some(refusal.sentence()));
                }
            }
            self.busy.set(false);
        });
    }
}

const fn as_activity(mode: &str) -> bool {
    !matches!(mode.as_bytes(), b"note" | b"task")
}

fn entity_of(mode: &str) -> &'static str {
    match mode {
        "note" => Note::ENTITY_NAME,
        "task" => Task::ENTITY_NAME,
        _ => Activity::ENTITY_NAME,
    }
}

/// The first line, if it is short enough for a subject, and what follows.
fn subject_and_rest(text: &str) -> (String, String) {
    let text = text.trim();
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    if first.chars().count() <= SUBJECT {
        return (first.trim().to_owned(), rest.trim().to_owned());
    }
    let cut: String = first.chars().take(SUBJECT - 1).collect();
    (format!("{cut}…"), text.to_owned())
}

fn draft_key(shown: Shown) -> String {
    format!("sextant.draft.{}.{}", shown.entity(), shown.id)
}

fn read_draft(shown: Shown) -> Option<Draft> {
    let storage = window().session_storage().ok()??;
    serde_json::from_str(&storage.get_item(&draft_key(shown)).ok()??).ok()
}

/// The composer at the top of a timeline.
#[component]
pub(super) fn Composer(shown: Shown) -> impl IntoView {
    let may = may_create(use_replica(), Note::ENTITY_NAME);
    move || may.get().then(|| view! { <Form shown /> })
}

#[component]
fn Form(shown: Shown) -> impl IntoView {
    let state = State::new(shown);
    let (node, handle) = (NodeRef::<Div>::new(), use_composer());
    let focus = move || {
        request_animation_frame(move || {
            let form = node.get_untracked();
            let area = form.and_then(|form| form.query_selector("textarea").ok().flatten()).and_then(html);
            if let Some(area) = area {
                let _ = area.focus();
            }
        });
    };
    Effect::new(move || {
        if let Some(mode) = handle.asked.get() {
            state.mode.set(mode);
            handle.asked.set(None);
            focus();
        }
    });
    let modes = MODES.map(|mode| Choice::new(mode, t(&format!("composer-{mode}")))).to_vec();
    let icons = vec![Glyph::Note, Glyph::Phone, Glyph::Meeting, Glyph::Pin, Glyph::Task];
    let key = move |ev: ev::KeyboardEvent| {
        if ev.key() == "Enter" && (ev.ctrl_key() || ev.meta_key()) {
            ev.prevent_default();
            ev.stop_propagation();
            state.save();
        }
    };
    let label = Signal::derive(move || t(&format!("composer-{}", state.mode.get())));
    let placeholder = MaybeProp::derive(move || Some(t(&format!("composer-{}-hint", state.mode.get()))));
    let problem = MaybeProp::derive(move || state.problem.get());
    view! {
        <div class="composer" node_ref=node on:keydown=key role="group" aria-label=t("composer")>
            <Segmented label=t("composer-what") options=Signal::stored(modes) icons value=state.mode on_change=move |_| focus() />
            <TextArea label value=state.text hide_label=true placeholder rows=2 problem />
            <div class="composer__foot">
                {move || extras(state)}
                <Button
                    kind=ButtonKind::Primary
                    keys="Mod Enter"
                    busy=state.busy
                    disabled=Signal::derive(move || !state.is_enough())
                    on_press=move |()| state.save()
                >
                    {move || t(&format!("composer-save-{}", state.mode.get()))}
                </Button>
            </div>
        </div>
    }
    .into_any()
}

/// What else there is to say: what came of a call, by when a task is due.
fn extras(state: State) -> AnyView {
    let mode = state.mode.get();
    if mode == "task" {
        return view! { <DateField label=t("task-due") value=state.due hide_label=true min=format::today() />{quick_days(state)} }.into_any();
    }
    if !as_activity(&mode) {
        return ().into_any();
    }
    let Some(field) = field_of(Activity::ENTITY_NAME, Activity::OUTCOME.id) else { return ().into_any() };
    let fits = |choice: &Choice| {
        (mode == "call") == matches!(choice.value.as_str(), "reached" | "no_answer" | "left_message")
            || choice.value == "cancelled"
    };
    let options: Vec<Choice> = field.options().into_iter().filter(fits).collect();
    if state.when.with_untracked(String::is_empty) {
        state.when.set(local_time(&now_text()));
    }
    view! {
        <SelectField label=field.label() value=state.outcome options=Signal::stored(options) none=t("composer-no-outcome") hide_label=true />
        <DateField label=t("activity-at") value=state.when with_time=true hide_label=true />
    }
    .into_any()
}

/// Today, tomorrow, in a week, each in one press.
fn quick_days(state: State) -> AnyView {
    let one = |(key, days): (&'static str, i32)| {
        let day = in_days(days);
        let own = day.clone();
        view! {
            <button
                class="chip"
                type="button"
                aria-pressed=move || if state.due.with(|due| *due == own) { "true" } else { "false" }
                on:click=move |_| state.due.set(day.clone())
            >{t(key)}</button>
        }
    };
    [("day-today", 0), ("day-tomorrow", 1), ("day-next-week", 7)].map(one).collect_view().into_any()
}
