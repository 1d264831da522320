//! Needs attention: values that lost to another, and changes that were refused. Each shows what
//! happened and lets a person decide.

use crate::{
    i18n::{t, t_with, try_t},
    record::display_value,
    services::{ReplicaHandle, say_problem, say_sync, use_replica},
    ui::{Badge, Button, ButtonKind, EmptyState, Glyph, PageHeader, Tone, When},
};
use leptos::prelude::*;
use shared::{
    Id, Problem, Record, Value,
    entities::{Attention, User},
    replica::{Replica, SyncError, TransportError},
    sync::Operation,
    value::DateTime,
};
use std::sync::Arc;

/// The page.
#[component]
pub fn Page() -> impl IntoView {
    let replica = use_replica();
    let open = replica.live(&[Attention::ENTITY_NAME], open_ids);
    let blocked = blocked(replica);
    crate::shell::mark_ready();
    let list = move || {
        if open.with(Vec::is_empty) {
            if blocked.read().is_some() {
                return ().into_any();
            }
            return view! { <EmptyState glyph=Glyph::Check title=t("attention-none") sentence=t("attention-none-words") /> }.into_any();
        }
        view! {
            <ul class="attention" aria-label=t("nav-attention")>
                <For each=move || open.get() key=|id| *id let:id>
                    <Item id=id />
                </For>
            </ul>
        }
        .into_any()
    };
    view! {
        <PageHeader title=t("nav-attention") count=Signal::derive(move || open.with(Vec::len)) />
        {move || blocked.get().map(|error| view! { <Blocked error /> })}
        {list}
    }
    .into_any()
}

/// Why the server takes nothing from this device, where that is neither for want of a network nor of a sign-in.
fn blocked(replica: ReplicaHandle) -> Memo<Option<SyncError>> {
    let (trouble, signed_out) = (replica.trouble(), SyncError::Transport(TransportError::SignedOut));
    Memo::new(move |_| trouble.get().filter(|error| *error != signed_out))
}

/// What was entered here waits behind something that only a person can mend.
#[component]
fn Blocked(error: SyncError) -> impl IntoView {
    let replica = use_replica();
    let state = replica.sync_state();
    let title = move || {
        state.track();
        t_with("attention-blocked", &[("n", replica.read(Replica::unsent).into())])
    };
    view! {
        <section class="attention">
            <div class="attention__item">
                <header class="attention__head">
                    <Badge tone=Tone::Bad>{t("attention-badge-blocked")}</Badge>
                    <h2 class="attention__title">{title}</h2>
                </header>
                <p class="attention__reason">{say_sync(&error)}</p>
                <p class="attention__reason">{t("attention-blocked-why")}</p>
                <footer class="attention__actions">
                    <Button on_press=move |()| replica.wake()>{t("sync-panel-now")}</Button>
                </footer>
            </div>
        </section>
    }
    .into_any()
}

/// Open decisions that concern the signed-in person, newest first.
fn open_ids(replica: &Replica) -> Vec<Id> {
    replica.open_decisions().iter().map(|row| row.id).collect()
}

#[component]
fn Item(id: Id) -> impl IntoView {
    let replica = use_replica();
    let row = replica.live(&[Attention::ENTITY_NAME], move |replica| replica.get(Attention::ENTITY_NAME, id).cloned());
    move || {
        row.get().map(|row| match row.get(Attention::KIND) {
            Some("rejected") => view! { <Rejected row=row /> }.into_any(),
            Some("deleted") => view! { <Deleted row=row /> }.into_any(),
            _ => view! { <Conflict row=row /> }.into_any(),
        })
    }
}

/// Two people entered different values; one stands. Of a field that the person may not read any more, that it
/// happened is all there is to know.
#[component]
fn Conflict(row: Arc<Record>) -> impl IntoView {
    let replica = use_replica();
    let told = row.get(Attention::LOST_VALUE).is_some();
    let (kept, lost) = (Side::kept(replica, &row), Side::lost(replica, &row));
    let title = t_with("attention-conflict", &[("field", field_label(&row).into()), ("record", subject(&row).into())]);
    let (keep, replace, wanted) = (row.clone(), row.clone(), take(&lost));
    view! {
        <li class="attention__item">
            <header class="attention__head">
                <Badge tone=Tone::Warning>{t("attention-badge-conflict")}</Badge>
                <h2 class="attention__title"><a href=address(&row)>{title}</a></h2>
            </header>
            {if told {
                view! {
                    <div class="attention__sides">
                        <SideCard side=kept label=t("attention-stands") />
                        <SideCard side=lost label=t("attention-lost") />
                    </div>
                }.into_any()
            } else {
                view! { <p class="attention__reason">{t("attention-hidden")}</p> }.into_any()
            }}
            <footer class="attention__actions">
                <Button on_press=move |()| decide(replica, &keep, "kept", None)>{t("attention-keep")}</Button>
                {told.then(|| view! {
                    <Button kind=ButtonKind::Primary on_press=move |()| decide(replica, &replace, "replaced", Some(unboxed(replace.get(Attention::LOST_VALUE))))>
                        {wanted}
                    </Button>
                })}
            </footer>
        </li>
    }
    .into_any()
}

/// What the button says that takes a value.
fn take(side: &Side) -> String {
    if side.value.is_empty() {
        t("attention-replace-empty")
    } else {
        t_with("attention-replace", &[("value", side.value.clone().into())])
    }
}

/// One of the two values: what, who, when.
#[derive(Clone)]
struct Side {
    value: String,
    who: String,
    at: Option<DateTime>,
    mine: bool,
}

impl Side {
    fn kept(replica: ReplicaHandle, row: &Record) -> Self {
        Self::of(replica, row, row.get(Attention::KEPT_VALUE), row.get(Attention::KEPT_BY), row.get(Attention::KEPT_AT))
    }

    fn lost(replica: ReplicaHandle, row: &Record) -> Self {
        Self::of(replica, row, row.get(Attention::LOST_VALUE), row.get(Attention::LOST_BY), row.get(Attention::LOST_AT))
    }

    fn of(replica: ReplicaHandle, row: &Record, value: Option<&str>, by: Option<Id>, at: Option<DateTime>) -> Self {
        let mine = by.is_some() && by == replica.me();
        let name =
            by.map(|by| replica.read(|replica| replica.title(User::ENTITY_NAME, by))).filter(|name| !name.is_empty());
        let who = name.unwrap_or_else(|| t("attention-somebody"));
        Self { value: shown(replica, row, &unboxed(value)), who, at, mine }
    }
}

#[component]
fn SideCard(side: Side, #[prop(into)] label: String) -> impl IntoView {
    let who = if side.mine { t_with("attention-you", &[("name", side.who.into())]) } else { side.who };
    view! {
        <div class="attention__side">
            <span class="attention__label">{label}</span>
            <span class="attention__value">{if side.value.is_empty() { t("attention-empty") } else { side.value }}</span>
            <span class="attention__who">{who} {side.at.map(|at| view! { " · " <When at=at.to_string() /> })}</span>
        </div>
    }
    .into_any()
}

/// A record was deleted by somebody who had not seen what another wrote on it. Whoever may change such records brings it
/// back.
#[component]
fn Deleted(row: Arc<Record>) -> impl IntoView {
    let replica = use_replica();
    let (deleted, wrote) = (Side::kept(replica, &row), Side::lost(replica, &row));
    let field = row.get(Attention::FIELD).map(|_| field_label(&row));
    let wrote_label = field.map_or_else(
        || t("attention-deleted-wrote"),
        |field| t_with("attention-deleted-wrote-field", &[("field", field.into())]),
    );
    let told = row.get(Attention::LOST_VALUE).is_some();
    let (keep, restore) = (row.clone(), row.clone());
    view! {
        <li class="attention__item">
            <header class="attention__head">
                <Badge tone=Tone::Warning>{t("attention-badge-deleted")}</Badge>
                <h2 class="attention__title">{t_with("attention-deleted", &[("record", subject(&row).into())])}</h2>
            </header>
            <p class="attention__reason">{t("attention-deleted-why")}</p>
            <div class="attention__sides">
                <SideCard side=Side { value: t("attention-deleted-value"), ..deleted } label=t("attention-stands") />
                <SideCard side=Side { value: if told { wrote.value } else { t("attention-deleted-untold") }, ..wrote } label=wrote_label />
            </div>
            <footer class="attention__actions">
                <Button on_press=move |()| leave_deleted(replica, &keep)>{t("attention-deleted-keep")}</Button>
                <Button kind=ButtonKind::Primary on_press=move |()| try_again(replica, &restore, "attention-restored")>
                    {t("attention-restore")}
                </Button>
            </footer>
        </li>
    }
    .into_any()
}

fn leave_deleted(replica: ReplicaHandle, row: &Record) {
    let close = replica.read(|replica| replica.patch(row, [(Attention::STATUS.id, Value::text("kept"))]));
    replica.write(t("attention-said-stays-deleted"), vec![close]);
}

/// A change that the server refused, whole.
#[component]
fn Rejected(row: Arc<Record>) -> impl IntoView {
    let replica = use_replica();
    let problems: Vec<Problem> =
        row.get(Attention::PROBLEMS).and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default();
    let reasons: Vec<String> = problems.iter().map(say_problem).collect();
    let entered = entered_values(replica, &row);
    let (retry, discard, whole) = (row.clone(), row.clone(), !operations(&row).is_empty());
    view! {
        <li class="attention__item">
            <header class="attention__head">
                <Badge tone=Tone::Bad>{t("attention-badge-rejected")}</Badge>
                <h2 class="attention__title"><a href=address(&row)>{t_with("attention-rejected", &[("record", subject(&row).into())])}</a></h2>
            </header>
            {reasons.into_iter().map(|reason| view! { <p class="attention__reason">{reason}</p> }).collect_view()}
            {entered.is_empty().then(|| view! { <p class="attention__reason">{t("attention-unreadable")}</p> })}
            <dl class="attention__values">
                {entered.into_iter().map(|(label, value)| view! { <dt>{label}</dt> <dd>{value}</dd> }).collect_view()}
            </dl>
            <footer class="attention__actions">
                <Button on_press=move |()| decide(replica, &discard, "discarded", None)>{t("attention-discard")}</Button>
                {whole.then(|| view! {
                    <Button kind=ButtonKind::Primary on_press=move |()| try_again(replica, &retry, "attention-retried")>{t("attention-retry")}</Button>
                })}
            </footer>
        </li>
    }
    .into_any()
}

/// The values of a refused change, as (label, value).
fn entered_values(replica: ReplicaHandle, row: &Record) -> Vec<(String, String)> {
    let entity = row.get(Attention::ENTITY).unwrap_or_default().to_owned();
    let label = |field: &str| label_of(&entity, field);
    let show = |field: &str, value: &Value| display_value(replica, &entity, field, value);
    told(row)
        .iter()
        .flat_map(|op| match op {
            Operation::Create { values, .. } => {
                values.iter().map(|(field, value)| (label(field), show(field, value))).collect::<Vec<_>>()
            }
            Operation::Patch { changes, .. } => {
                let set = changes
                    .iter()
                    .map(|change| (label(&change.field), show(&change.field, &change.edit.applied_to(&Value::Null))));
                set.collect()
            }
            Operation::Delete { .. } => vec![(t("attention-operation"), t("attention-delete"))],
            Operation::Restore { .. } => vec![(t("attention-operation"), t("attention-restore"))],
        })
        .collect()
}

/// What was refused, to be read: texts may be cut.
fn told(row: &Record) -> Vec<Operation> {
    #[derive(serde::Deserialize)]
    struct Cut {
        cut: Vec<Operation>,
    }
    let cut = row.get(Attention::OPERATIONS).and_then(|json| serde_json::from_str::<Cut>(json).ok());
    cut.map_or_else(|| operations(row), |cut| cut.cut)
}

/// What was refused, where it is kept whole.
fn operations(row: &Record) -> Vec<Operation> {
    row.get(Attention::OPERATIONS).and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
}

/// Does the operations that are kept, by what is seen now, and closes the matter.
fn try_again(replica: ReplicaHandle, row: &Arc<Record>, said: &str) {
    let mut ops: Vec<Operation> =
        operations(row).into_iter().map(|op| replica.read(|replica| renewed(replica, op))).collect();
    ops.push(replica.read(|replica| replica.patch(row, [(Attention::STATUS.id, Value::text("replaced"))])));
    replica.write(t(said), ops);
}

/// A patch that is tried again is based on what is seen now.
fn renewed(replica: &Replica, op: Operation) -> Operation {
    let Operation::Patch { entity, id, changes } = op else { return op };
    let Some(row) = replica.get(&entity, id) else { return Operation::Patch { entity, id, changes } };
    let changes = changes.into_iter().map(|change| replica.change(row, &change.field.clone(), change.edit)).collect();
    Operation::Patch { entity, id, changes }
}

/// Closes the matter, with the lost value put in where that was chosen; never without it, which would say
/// that something was written.
fn decide(replica: ReplicaHandle, row: &Arc<Record>, status: &str, value: Option<Value>) {
    let ops = replica.read(|replica| {
        let close = replica.patch(row, [(Attention::STATUS.id, Value::text(status))]);
        let Some(value) = value else { return Some(vec![close]) };
        let id = row.get(Attention::RECORD)?.parse().ok()?;
        let target = replica.get(row.get(Attention::ENTITY)?, id)?;
        Some(vec![close, replica.patch(target, [(row.get(Attention::FIELD)?, value)])])
    });
    match ops {
        Some(ops) => replica.write(t(&format!("attention-said-{status}")), ops),
        None => replica.say_wrong(t("attention-record-gone")),
    }
}

/// The value inside `{"value": …}`.
fn unboxed(text: Option<&str>) -> Value {
    let json = text.and_then(|text| serde_json::from_str::<serde_json::Value>(text).ok());
    json.and_then(|mut json| json.get_mut("value").map(serde_json::Value::take)).map_or(Value::Null, Value::from_json)
}

fn shown(replica: ReplicaHandle, row: &Record, value: &Value) -> String {
    display_value(
        replica,
        row.get(Attention::ENTITY).unwrap_or_default(),
        row.get(Attention::FIELD).unwrap_or_default(),
        value,
    )
}

fn field_label(row: &Record) -> String {
    label_of(row.get(Attention::ENTITY).unwrap_or_default(), row.get(Attention::FIELD).unwrap_or_default())
}

fn label_of(entity: &str, field: &str) -> String {
    try_t(&format!("{entity}-{field}").replace('_', "-")).unwrap_or_else(|| field.to_owned())
}

fn subject(row: &Record) -> String {
    row.get(Attention::SUBJECT).map_or_else(|| t("attention-untitled"), ToOwned::to_owned)
}

/// Address of the record concerned.
fn address(row: &Record) -> Option<String> {
    let (entity, id) = (row.get(Attention::ENTITY)?, row.get(Attention::RECORD)?);
    let plural =
        use_replica().read(|replica| replica.schema().entity(entity).map(|entity| entity.plural.to_string()))?;
    Some(format!("/{plural}/{id}"))
}
