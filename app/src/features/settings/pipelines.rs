//! Ways of selling: pipelines and their stages, in order.

use crate::{
    i18n::{t, t_with},
    record::{
        InlineField, NewRecord, RecordField, delete, entity_def, kind::step, live, live_record, may_create,
        title_or_id, use_forms, words::entity_in_words,
    },
    services::{ReplicaHandle, use_replica},
    ui::{Button, ButtonKind, EmptyState, Glyph, IconButton, StageMark},
};
use leptos::prelude::*;
use shared::{
    Id, Record, Value,
    entities::{Pipeline, Stage},
    replica::Replica,
    sync::Operation,
};

/// All pipelines.
#[component]
pub(super) fn Pipelines() -> impl IntoView {
    let (replica, forms) = (use_replica(), use_forms());
    let may = may_create(replica, Pipeline::ENTITY_NAME);
    let all =
        live(replica, vec![Pipeline::ENTITY_NAME.into()], |replica| in_order(replica, Pipeline::ENTITY_NAME, |_| true));
    let words = t_with("record-new", &[("what", entity_in_words(Pipeline::ENTITY_NAME).into())]);
    let add = move || {
        let words = words.clone();
        let make = move |()| {
            let last = all.with_untracked(Vec::len);
            forms.create(NewRecord::of(Pipeline::ENTITY_NAME).with(Pipeline::POSITION.id, place(last)).stay());
        };
        may.get().then(|| view! { <Button kind=ButtonKind::Primary icon=Glyph::Plus on_press=make>{words}</Button> })
    };
    let none = move || {
        all.read().is_empty().then(|| view! { <EmptyState glyph=Glyph::Pipeline title=t("pipelines-none") sentence=t("pipelines-none-why") /> })
    };
    view! {
        <section class="settings__part settings__part--wide">
            <header class="settings__head"><h2 class="settings__heading">{t("settings-pipelines")}</h2>{add}</header>
            {move || (!may.get()).then(|| view! { <p class="settings__hint">{t("pipelines-by-admin")}</p> })}
            {none}
            <For each=move || all.get() key=|id| *id children=move |id| view! { <OnePipeline id may /> } />
        </section>
    }
    .into_any()
}

/// A pipeline and the table of its stages.
#[component]
fn OnePipeline(id: Id, may: Memo<bool>) -> impl IntoView {
    let (replica, forms) = (use_replica(), use_forms());
    let record = live_record(replica, Pipeline::ENTITY_NAME, move || Some(id));
    let name = entity_def(replica, Pipeline::ENTITY_NAME).and_then(|def| RecordField::of(&def, Pipeline::NAME.id));
    let stages = live(replica, vec![Stage::ENTITY_NAME.into()], move |replica| {
        in_order(replica, Stage::ENTITY_NAME, |stage| stage.get(Stage::PIPELINE) == Some(id))
    });
    let columns =
        StoredValue::new(entity_def(replica, Stage::ENTITY_NAME).map(|def| columns(&def)).unwrap_or_default());
    let heads =
        columns.with_value(|all| all.iter().map(|field| view! { <th scope="col">{field.label()}</th> }).collect_view());
    let label = move || {
        record
            .with(|record| record.as_ref().map(|record| replica.read(|replica| title_or_id(replica, record))))
            .unwrap_or_default()
    };
    let add = move || {
        let words = t_with("record-new", &[("what", entity_in_words(Stage::ENTITY_NAME).into())]);
        let make = move |()| {
            let last = stages.with_untracked(Vec::len);
            forms.create(
                NewRecord::of(Stage::ENTITY_NAME)
                    .with(Stage::PIPELINE.id, id)
                    .with(Stage::POSITION.id, place(last))
                    .stay(),
            );
        };
        may.get().then(|| view! { <Button icon=Glyph::Plus on_press=make>{words}</Button> })
    };
    view! {
        <section class="pipeline-setting">
            <h3 class="pipeline-setting__name">{name.map(|field| view! { <InlineField record field /> })}</h3>
            <div class="record-table">
                <table aria-label=label>
                    <thead><tr><th scope="col">{t("stages-order")}</th>{heads}<th scope="col"><span class="visually-hidden">{t("record-actions")}</span></th></tr></thead>
                    <tbody><For each=move || stages.get() key=|id| *id children=move |stage| view! { <OneStage stage stages columns may /> } /></tbody>
                </table>
            </div>
            {add}
        </section>
    }
    .into_any()
}

fn columns(def: &shared::schema::EntityDef) -> Vec<RecordField> {
    let shown = [Stage::NAME.id, Stage::KIND.id, Stage::PROBABILITY.id, Stage::STALLS_AFTER.id];
    shown.iter().filter_map(|id| RecordField::of(def, id)).collect()
}

fn is_open(stage: &Record) -> bool {
    !matches!(stage.get(Stage::KIND), Some("won" | "lost"))
}

/// Whether a field says anything about a stage: where deals end, none stalls.
fn fits(field: &RecordField, open: bool) -> bool {
    open || field.id() != Stage::STALLS_AFTER.id
}

/// A stage: its place, its fields, its way out.
#[component]
fn OneStage(
    stage: Id,
    stages: Memo<Vec<Id>>,
    columns: StoredValue<Vec<RecordField>>,
    may: Memo<bool>,
) -> impl IntoView {
    let replica = use_replica();
    let record = live_record(replica, Stage::ENTITY_NAME, move || Some(stage));
    let at = Memo::new(move |_| stages.with(|all| all.iter().position(|id| *id == stage).unwrap_or_default()));
    let name = move || replica.read(|replica| replica.title(Stage::ENTITY_NAME, stage));
    let open = Memo::new(move |_| record.with(|record| record.as_ref().is_some_and(|stage| is_open(stage))));
    let cell = |field: RecordField| {
        let shown = move || fits(&field, open.get()).then(|| view! { <InlineField record field=field.clone() /> });
        view! { <td>{shown}</td> }
    };
    let cells = columns.with_value(|all| all.iter().cloned().map(cell).collect_view());
    let mark = move || {
        // Its colour follows from what stands before it.
        at.track();
        let step = record.get().and_then(|record| replica.read(|replica| step(replica, &record)));
        step.map(|step| view! { <StageMark step /> })
    };
    let moves = move || {
        let (at, last) = (at.get(), stages.with(Vec::len).saturating_sub(1));
        let (up, down) =
            (t_with("stages-up", &[("name", name().into())]), t_with("stages-down", &[("name", name().into())]));
        may.get().then(|| {
            view! {
                <IconButton glyph=Glyph::ArrowUp label=up disabled=at == 0 on_press=move |()| shift(replica, stages, at, at.saturating_sub(1)) />
                <IconButton glyph=Glyph::ArrowDown label=down disabled=at == last on_press=move |()| shift(replica, stages, at, at + 1) />
            }
        })
    };
    let remove = move || {
        let label = t_with("stages-delete", &[("name", name().into())]);
        may.get()
            .then(|| view! { <IconButton glyph=Glyph::Trash label on_press=move |()| delete(replica, &Stage::ENTITY_NAME.into(), &[stage]) /> })
    };
    view! {
        <tr>
            <td class="pipeline-setting__order">{mark}{moves}</td>
            {cells}
            <td>{remove}</td>
        </tr>
    }
    .into_any()
}

/// Moves a stage to another place; all get their numbers anew, in one step.
fn shift(replica: ReplicaHandle, stages: Memo<Vec<Id>>, from: usize, to: usize) {
    let mut order = stages.get_untracked();
    if from >= order.len() || to >= order.len() {
        return;
    }
    let moved = order.remove(from);
    order.insert(to, moved);
    let (ops, name) = replica.read(|replica| {
        let rows = order.iter().enumerate().filter_map(|(at, id)| Some((at, replica.get(Stage::ENTITY_NAME, *id)?)));
        let ops: Vec<Operation> = rows.map(|(at, row)| replica.patch(row, [(Stage::POSITION.id, place(at))])).collect();
        (ops, replica.title(Stage::ENTITY_NAME, moved))
    });
    let changed =
        ops.into_iter().filter(|op| !matches!(op, Operation::Patch { changes, .. } if changes.is_empty())).collect();
    replica.write(t_with("stages-said-moved", &[("name", name.into())]), changed);
}

#[allow(clippy::cast_precision_loss, reason = "nobody has 2^52 stages")]
fn place(at: usize) -> Value {
    Value::Number((at + 1) as f64)
}

fn in_order(replica: &Replica, entity: &str, wanted: impl Fn(&Record) -> bool) -> Vec<Id> {
    let position = |row: &Record| row.value(Stage::POSITION.id).as_number().unwrap_or(f64::MAX);
    let mut rows: Vec<_> =
        replica.rows(entity).iter().filter(|row| wanted(row)).map(|row| (position(row), row.id)).collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    rows.into_iter().map(|(_, id)| id).collect()
}
