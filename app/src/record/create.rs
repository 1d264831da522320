//! New records: a form in a dialog, asked for from anywhere.

use super::{
    FieldInput, RecordField, as_number, defaults, entity_def,
    kind::follow_up,
    page_of,
    words::{entity_in_words, entity_word},
};
use crate::{
    i18n::{t, t_with},
    services::{Refusal, ReplicaHandle, new_id, say_problem, use_replica},
    shell::use_unsaved,
    ui::{Button, ButtonKind, Dialog, dom},
};
use leptos::{ev, prelude::*, task::spawn_local};
use leptos_router::hooks::use_navigate;
use shared::{
    Id, Name, Problem, Value,
    schema::{Computed, EntityDef, FieldType},
    sync::Operation,
};

/// A record that somebody wants to make.
#[derive(Clone, Debug, PartialEq)]
pub struct NewRecord {
    /// Entity.
    pub entity: Name,
    /// What is known already.
    pub values: Vec<(Name, Value)>,
    /// Whether to go to its page when it is made.
    pub go: bool,
}

impl NewRecord {
    /// A new record of an entity; its page opens when it is made.
    pub fn of(entity: impl Into<Name>) -> Self {
        Self { entity: entity.into(), values: Vec::new(), go: true }
    }

    /// With this field filled in.
    #[must_use]
    pub fn with(mut self, field: impl Into<Name>, value: impl Into<Value>) -> Self {
        self.values.push((field.into(), value.into()));
        self
    }

    /// Stays where the person is.
    #[must_use]
    pub fn stay(mut self) -> Self {
        self.go = false;
        self
    }
}

/// The service that opens forms for new records.
#[derive(Clone, Copy)]
pub struct Forms {
    asked: RwSignal<Option<NewRecord>>,
    makers: StoredValue<Vec<(&'static str, Callback<NewRecord>)>>,
}

impl Forms {
    /// Opens the form for a new record, or makes it at once where a feature knows how.
    pub fn create(self, new: NewRecord) {
        let makers = self.makers.get_value();
        match makers.iter().find(|(entity, _)| **entity == *new.entity) {
            Some((_, maker)) => maker.run(new),
            None => self.asked.set(Some(new)),
        }
    }

    /// Makes records of an entity by this, and no more by a form.
    pub fn made_by(self, entity: &'static str, maker: Callback<NewRecord>) {
        self.makers.update_value(|makers| makers.push((entity, maker)));
    }

    /// Whether a form is asked for.
    pub fn wanted(self) -> Signal<bool> {
        let asked = self.asked;
        Signal::derive(move || asked.with(Option::is_some))
    }

    /// Forgets what is asked for.
    pub fn forget(self) {
        self.asked.set(None);
    }

    fn new() -> Self {
        Self { asked: RwSignal::new(None), makers: StoredValue::new(Vec::new()) }
    }
}

/// Provides the service to what is below; [`CreateHost`] must stand there too.
pub fn provide_forms() {
    provide_context(Forms::new());
}

/// The service that opens forms for new records; to be asked for in a view, not in an event handler.
pub fn use_forms() -> Forms {
    expect_context()
}

/// Shows the form that was asked for; stands once, in the shell.
///
/// A form that is closed half filled is kept: asking for the same again shows it as it was left. One that was cancelled
/// is forgotten.
#[component]
pub fn CreateHost() -> impl IntoView {
    let forms = use_forms();
    let replica = use_replica();
    let open = RwSignal::new(false);
    let form = RwSignal::new(None::<Form>);
    let left = StoredValue::new(Vec::<Kept>::new());
    // What the last form that was made or cancelled held: until the next one is asked for it may still be shown.
    let over = StoredValue::new(None::<Owner>);
    let owner = Owner::current();
    Effect::new(move || {
        let Some(new) = forms.asked.get() else { return };
        over.set_value(None);
        let kept = left.with_value(|left| left.iter().find(|kept| kept.asked == new).map(|kept| kept.form));
        let made = || {
            let holder = owner.as_ref()?.child();
            let form = holder.with(|| Form::new(replica, &new))?;
            left.update_value(|left| left.push(Kept { asked: new.clone(), form, holder }));
            Some(form)
        };
        form.set(kept.or_else(made));
        open.set(form.with_untracked(Option::is_some));
    });
    use_unsaved(Signal::derive(move || open.get() && form.get().is_some_and(Form::is_begun)));
    let title = Signal::derive(move || {
        form.with(|form| {
            form.as_ref()
                .map(|form| t_with("record-new", &[("what", entity_in_words(&form.def.read_value().name).into())]))
        })
        .unwrap_or_default()
    });
    let done = move || {
        let id = form.get_untracked().map(|form| form.id);
        let at = left.with_value(|left| left.iter().position(|kept| Some(kept.form.id) == id));
        if let Some(at) = at {
            over.set_value(left.try_update_value(|left| left.remove(at).holder));
        }
        open.set(false);
        forms.asked.set(None);
    };
    let footer = move || form.get().map(|form| footer(form, done));
    view! {
        <Dialog open title footer on_close=move |()| forms.asked.set(None)>
            {move || form.get().map(|form| view! { <FormBody form on_made=done /> })}
        </Dialog>
    }
}

/// A form that was not made or cancelled yet, for whoever asks for the same again.
struct Kept {
    asked: NewRecord,
    form: Form,
    /// What the form holds lives as long as this.
    holder: Owner,
}

/// A form being filled in, as handles.
#[derive(Clone, Copy)]
struct Form {
    def: StoredValue<EntityDef>,
    id: Id,
    go: bool,
    fields: StoredValue<Vec<Entry>>,
    general: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
}

/// One field of a form.
#[derive(Clone)]
struct Entry {
    field: RecordField,
    value: RwSignal<Value>,
    start: Value,
    problem: RwSignal<Option<String>>,
    first: bool,
}

impl Form {
    fn new(replica: ReplicaHandle, new: &NewRecord) -> Option<Self> {
        let def = entity_def(replica, &new.entity)?;
        let known = replica.read(|replica| defaults(replica, &def));
        let given = |field: &str| {
            new.values.iter().chain(&known).find(|(id, _)| &**id == field).map(|(_, value)| value.clone())
        };
        let first = first_fields(&def);
        let fields = RecordField::all(&def).into_iter().filter(RecordField::is_entered).map(|field| {
            let start = given(field.id()).unwrap_or_default();
            Entry {
                value: RwSignal::new(start.clone()),
                start,
                problem: RwSignal::new(None),
                first: first.contains(&field.def.id) || new.values.iter().any(|(id, _)| *id == field.def.id),
                field,
            }
        });
        Some(Self {
            id: new_id(),
            go: new.go,
            fields: StoredValue::new(fields.collect()),
            def: StoredValue::new(def),
            general: RwSignal::new(None),
            busy: RwSignal::new(false),
        })
    }

    /// Whether somebody has entered anything.
    fn is_begun(self) -> bool {
        self.fields.with_value(|fields| fields.iter().any(|entry| *entry.value.read() != entry.start))
    }

    fn entries(self, first: bool) -> Vec<Entry> {
        self.fields.with_value(|fields| fields.iter().filter(|entry| entry.first == first).cloned().collect())
    }

    fn values(self) -> Vec<(Name, Value)> {
        let value = |entry: &Entry| (entry.field.def.id.clone(), entry.field.canonical(entry.value.get_untracked()));
        self.fields.with_value(|fields| fields.iter().map(value).collect())
    }

    /// What was entered, and what follows from it where nothing was.
    fn whole_values(self, replica: ReplicaHandle) -> Vec<(Name, Value)> {
        let mut values = self.values();
        let known = self.fields.with_value(|fields| fields.iter().map(|entry| entry.field.clone()).collect::<Vec<_>>());
        for field in known {
            let value =
                values.iter().find(|(id, _)| *id == field.def.id).map(|(_, value)| value.clone()).unwrap_or_default();
            for (field, value) in replica.read(|replica| follow_up(replica, None, &field, &value)) {
                if let Some((_, empty)) = values.iter_mut().find(|(id, old)| *id == field.def.id && old.is_null()) {
                    *empty = value;
                }
            }
        }
        values
    }

    /// Shows each problem under its field; what has no field here stands above the buttons.
    fn show(self, problems: &[Problem]) {
        self.general.set(None);
        self.fields.with_value(|fields| {
            for entry in fields {
                let own = problems.iter().find(|problem| problem.field.as_deref() == Some(entry.field.id()));
                entry.problem.set(own.map(say_problem));
            }
            let stray = problems
                .iter()
                .find(|problem| !fields.iter().any(|entry| problem.field.as_deref() == Some(entry.field.id())));
            self.general.set(stray.map(say_problem));
        });
        self.lead_to_problem();
    }

    /// The focus goes to what is wrong, and so does the view: a form may be longer than the screen.
    fn lead_to_problem(self) {
        request_animation_frame(move || {
            let wrong = format!("#{0} [aria-invalid=true], #{0} [role=alert]", form_id(self));
            if let Some(wrong) = document().query_selector(&wrong).ok().flatten().and_then(dom::html) {
                let _ = wrong.focus();
            }
        });
    }

    /// Makes the record, or says what is missing.
    async fn make(self, replica: ReplicaHandle) -> bool {
        let def = self.def.get_value();
        let op = Operation::create(&def.name, self.id, self.whole_values(replica));
        self.busy.set(true);
        let made = replica.commit(vec![op], None).await;
        self.busy.set(false);
        match made {
            Ok(undo) => {
                let title = replica.read(|replica| replica.title(&def.name, self.id));
                let said = t_with(
                    "record-said-created",
                    &[("what", entity_in_words(&def.name).into()), ("title", title.into())],
                );
                replica.offer_undo(said, undo);
                true
            }
            Err(Refusal::Problems(problems)) => {
                self.show(&problems);
                false
            }
            Err(refusal) => {
                self.general.set(Some(refusal.sentence()));
                self.lead_to_problem();
                false
            }
        }
    }
}

/// The fields a person fills in first: what names the record, what is required, what lists show but its owner, who is
/// mostly whoever makes it.
fn first_fields(def: &EntityDef) -> Vec<Name> {
    let mut first: Vec<Name> = Vec::new();
    if let Some(title) = def.title() {
        match &title.kind {
            FieldType::Computed(Computed::Join { fields }) => first.extend(fields.iter().cloned()),
            _ => first.push(title.id.clone()),
        }
    }
    let shown = def.fields.iter().filter(|field| field.flags.required || field.flags.list && field.id != "owner");
    first.extend(shown.map(|field| field.id.clone()));
    first
}

/// The fields of the form; those that can wait are folded away.
#[component]
fn FormBody(form: Form, on_made: impl Fn() + Copy + Send + Sync + 'static) -> impl IntoView {
    let submit = submit(form, on_made);
    let one = |entry: Entry| view! { <FieldInput field=entry.field value=entry.value problem=entry.problem /> };
    let first = form.entries(true).into_iter().map(one).collect_view();
    let rest = form.entries(false);
    let more = t_with("record-more-fields", &[("count", as_number(rest.len()).into())]);
    let wrong = {
        let rest = rest.clone();
        move || rest.iter().any(|entry| entry.problem.get().is_some())
    };
    let later = (!rest.is_empty()).then(|| {
        view! {
            <details class="record-form__more" open=wrong>
                <summary>{more}</summary>
                <div class="record-form__fields">{rest.into_iter().map(one).collect_view()}</div>
            </details>
        }
    });
    // Where Enter begins a new line or opens a list, too.
    let hurry = move |ev: ev::KeyboardEvent| {
        if ev.key() == "Enter" && (ev.ctrl_key() || ev.meta_key()) && !ev.is_composing() {
            ev.prevent_default();
            dom::tell_change();
            submit.run(());
        }
    };
    view! {
        <form
            class="record-form"
            id=form_id(form)
            novalidate=true
            on:keydown=hurry
            on:submit=move |ev| {
                ev.prevent_default();
                submit.run(());
            }
        >
            <div class="record-form__fields">{first}</div>
            {later}
            {move || form.general.get().map(|words| view! { <p class="field__problem" role="alert" tabindex="-1">{words}</p> })}
            // The buttons stand in the dialog's foot: with this one Enter in a field makes the record.
            <input type="submit" hidden />
        </form>
    }
    .into_any()
}

fn form_id(form: Form) -> String {
    format!("new-{}", form.id)
}

fn submit(form: Form, on_made: impl Fn() + Copy + Send + Sync + 'static) -> Callback<()> {
    let replica = use_replica();
    let navigate = StoredValue::new_local(use_navigate());
    Callback::new(move |()| {
        if form.busy.get_untracked() {
            return;
        }
        spawn_local(async move {
            if !form.make(replica).await {
                return;
            }
            on_made();
            if form.go {
                let name = form.def.with_value(|def| def.name.clone());
                let page =
                    replica.read(|replica| replica.get(&name, form.id).map(|record| page_of(replica.schema(), record)));
                if let Some(page) = page {
                    navigate.with_value(|navigate| navigate(&page, leptos_router::NavigateOptions::default()));
                }
            }
        });
    })
}

fn footer(form: Form, on_done: impl Fn() + Copy + Send + Sync + 'static) -> AnyView {
    let submit = submit(form, on_done);
    let words =
        t_with("record-create", &[("what", form.def.with_value(|def| entity_word(&def.name)).to_lowercase().into())]);
    view! {
        <Button on_press=move |()| on_done()>{t("ui-cancel")}</Button>
        <Button kind=ButtonKind::Primary keys="Mod Enter" busy=form.busy on_press=submit>{words}</Button>
    }
    .into_any()
}
