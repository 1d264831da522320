//! A record's field where it stands: press, change, Enter saves, Escape restores.

use super::{FieldInput, Place, RecordField, picture::picture_field, show};
use crate::{
    i18n::{t, t_with},
    record::{edit, kind::leads_to_page, may_change, save_field, write::is_sealed},
    services::{say_problem, use_replica},
    ui::{Glyph, Icon, dom},
};
use leptos::{ev, html::Div, prelude::*};
use shared::{Record, Value, schema::FieldType};
use std::sync::Arc;
use wasm_bindgen::JsCast;

/// Everything an edit in place knows, as handles.
#[derive(Clone, Copy)]
struct Inline {
    record: Signal<Option<Arc<Record>>>,
    field: StoredValue<RecordField>,
    /// The record as it was when the editor was opened: what is saved is based on it, whatever has come since.
    seen: StoredValue<Option<Arc<Record>>>,
    editing: RwSignal<bool>,
    draft: RwSignal<Value>,
    problem: RwSignal<Option<String>>,
    /// The edit is being ended: what controls say as they lose the focus does not count any more.
    ending: RwSignal<bool>,
    node: NodeRef<Div>,
    show_id: StoredValue<String>,
    on_end: Option<Callback<bool>>,
}

/// A field of a record: its value, and its editor after a press.
#[component]
pub fn InlineField(
    /// The record.
    #[prop(into)]
    record: Signal<Option<Arc<Record>>>,
    /// Which field.
    field: RecordField,
    /// Begins with the editor open.
    #[prop(optional)]
    open: bool,
    /// Called when an edit has ended, saved or not, with whether a key ended it; then the focus is the caller's to place.
    #[prop(optional, into)]
    on_end: Option<Callback<bool>>,
) -> impl IntoView {
    // A file is chosen where it is seen: while its dialog is open the page has lost the focus, which ends an editor.
    if field.def.kind == FieldType::File {
        return picture_field(record, field);
    }
    let replica = use_replica();
    let entered = field.is_entered();
    let inline = Inline {
        record,
        field: StoredValue::new(field),
        seen: StoredValue::new(None),
        editing: RwSignal::new(false),
        draft: RwSignal::new(Value::Null),
        problem: RwSignal::new(None),
        ending: RwSignal::new(false),
        node: NodeRef::new(),
        show_id: StoredValue::new(dom::unique_id("field")),
        on_end,
    };
    if open {
        inline.begin();
    }
    Effect::new(move || {
        if let Some(editor) = inline.node.get().filter(|_| inline.editing.get_untracked()) {
            request_animation_frame(move || edit::enter(&editor));
        }
    });
    let may = Memo::new(move |_| {
        let may = |record: &Record| inline.field.with_value(|field| may_change(replica, record, field.id()));
        entered && record.get().is_some_and(|record| may(&record))
    });
    view! {
        <div class="inline">
            {move || if inline.editing.get() { editor(inline) } else { face(inline, may) }}
        </div>
    }
    .into_any()
}

impl Inline {
    fn value(self) -> Value {
        let replica = use_replica();
        let record = self.record.get();
        record.map_or(Value::Null, |record| {
            self.field.with_value(|field| replica.read(|replica| field.value(replica.schema(), &record)))
        })
    }

    fn begin(self) {
        self.seen.set_value(self.record.get_untracked());
        self.draft.set(untrack(|| self.value()));
        self.problem.set(None);
        self.ending.set(false);
        self.editing.set(true);
    }

    fn is_editing(self) -> bool {
        self.editing.try_get_untracked() == Some(true) && self.ending.try_get_untracked() == Some(false)
    }

    /// Ends the edit. The control loses the focus first, while it can still hear of it.
    fn end(self) {
        self.ending.set(true);
        if let Some(active) = document().active_element().and_then(dom::html) {
            let _ = active.blur();
        }
        self.editing.set(false);
        match self.on_end {
            Some(end) => end.run(true),
            None => dom::focus_id_soon(self.show_id.get_value()),
        }
    }

    /// Saves what was entered; says what is wrong with it instead, under the field.
    fn save(self) -> bool {
        let Some(record) = self.seen.get_value().filter(|_| self.record.get_untracked().is_some()) else { return true };
        let (field, draft) = (self.field.get_value(), self.draft.get_untracked());
        let value = field.canonical(draft);
        let shown = |record: &Record| use_replica().read(|replica| field.value(replica.schema(), record));
        // What nobody touched is not written over what has come meanwhile.
        if value == shown(&record) || value == untrack(|| self.value()) {
            return true;
        }
        match save_field(use_replica(), &record, &field, value) {
            Ok(()) => true,
            Err(problem) => {
                self.problem.set(Some(say_problem(&problem)));
                false
            }
        }
    }

    fn save_and_end(self) {
        if self.is_editing() && self.save() {
            self.end();
        }
    }
}

/// The value at rest. What leads somewhere stays a link, with the way to edit beside it.
fn face(inline: Inline, may: Memo<bool>) -> AnyView {
    let value = Memo::new(move |_| inline.value());
    let shown = move || inline.field.with_value(|field| show(field, &value.read(), Place::Page));
    let field = inline.field.get_value();
    let label = StoredValue::new(field.label());
    if !may.get() {
        let none = move || value.read().is_null().then(none);
        return view! { <span class="inline__value">{shown}{none}</span> }.into_any();
    }
    let whisper = move || if is_added(inline) { add(&label.get_value()) } else { none() };
    let key = move |ev: ev::KeyboardEvent| {
        if ev.key() == "F2" {
            ev.prevent_default();
            inline.begin();
        }
    };
    let press = move |_| inline.begin();
    let filled = Memo::new(move |_| !value.read().is_null());
    let id = inline.show_id.get_value();
    if leads_somewhere(&field.def.kind) && filled.get() {
        let words = t_with("record-edit-field", &[("field", label.get_value().into())]);
        return view! {
            <span class="inline__leads">
                <span class="inline__value">{shown}</span>
                <button class="inline__pencil" type="button" id=id aria-label=words on:click=press on:keydown=key><Icon glyph=Glyph::Edit /></button>
            </span>
        }
        .into_any();
    }
    view! {
        <button class="inline__show" type="button" id=id on:click=press on:keydown=key>
            <span class="visually-hidden">{label.get_value()}": "</span>
            {move || if filled.get() { view! { <span class="inline__value">{shown}</span> }.into_any() } else { whisper() }}
        </button>
    }
    .into_any()
}

/// Whether an empty field invites to fill it in. A yes or no is not added, and what is sealed is complete.
fn is_added(inline: Inline) -> bool {
    let is_flag = inline.field.with_value(|field| field.def.kind == FieldType::Flag);
    let sealed = |record: &Arc<Record>| use_replica().read(|replica| is_sealed(replica, record));
    !is_flag && !inline.record.with(|record| record.as_ref().is_some_and(sealed))
}

fn add(label: &str) -> AnyView {
    let words = t_with("ui-add", &[("what", label.to_lowercase().into())]);
    view! { <span class="inline__whisper">{words}</span> }.into_any()
}

pub(super) fn none() -> AnyView {
    view! {
        <span class="inline__none" aria-hidden="true">"–"</span>
        <span class="visually-hidden">{t("record-empty")}</span>
    }
    .into_any()
}

fn leads_somewhere(kind: &FieldType) -> bool {
    match kind {
        FieldType::Link { to } | FieldType::Links { to } => leads_to_page(to),
        kind => matches!(kind, FieldType::Email | FieldType::Phone | FieldType::Url),
    }
}

/// The editor in the value's place. Leaving saves too: what was typed is never dropped in silence.
fn editor(inline: Inline) -> AnyView {
    let node = inline.node;
    let field = inline.field.get_value();
    let many_lines = edit::has_many_lines(&field.def.kind);
    // Before the controls inside hear them: one Escape restores, whatever is open.
    let escape = move |ev: ev::KeyboardEvent| {
        if ev.key() == "Escape" {
            ev.prevent_default();
            ev.stop_propagation();
            inline.end();
        }
    };
    let enter = move |ev: ev::KeyboardEvent| {
        let command = ev.ctrl_key() || ev.meta_key();
        let saves = ev.key() == "Enter" && !ev.is_composing() && !ev.default_prevented() && (!many_lines || command);
        if saves {
            ev.prevent_default();
            // After the control has told its last change.
            request_animation_frame(move || inline.save_and_end());
        }
        ev.stop_propagation();
    };
    let left = move |ev: ev::FocusEvent| {
        if !inline.is_editing() {
            return;
        }
        let to = ev.related_target().and_then(|to| to.dyn_into::<web_sys::Node>().ok());
        let inside = node
            .get_untracked()
            .is_none_or(|node| !node.is_connected() || to.as_ref().is_some_and(|to| node.contains(Some(to))));
        if !inside && inline.save() {
            inline.ending.set(true);
            inline.editing.set(false);
            if let Some(end) = inline.on_end {
                end.run(false);
            }
        }
    };
    let on_done = Callback::new(move |()| inline.save_and_end());
    let problem = MaybeProp::derive(move || inline.problem.get());
    view! {
        <div class="inline__editor" node_ref=node title=t("ui-inline-how") on:keydown:capture=escape on:keydown=enter on:focusout=left>
            <FieldInput field value=inline.draft problem in_place=true on_done />
        </div>
    }
    .into_any()
}
