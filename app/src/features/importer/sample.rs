//! Rows of the dry run to look at: what would be made, what would change from what to what.

use crate::{
    i18n::{t, t_with},
    record::{RecordField, title_or_id, words::entity_word},
    services::use_replica,
    ui::Button,
};
use leptos::prelude::*;
use shared::{
    Id, Name, Record, Value,
    record::Stamp,
    replica::Replica,
    transfer::{Draft, Outcome, Plan},
};
use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

/// Rows shown at first, and more with each press.
const SHOWN: usize = 20;
/// Columns of new records.
const COLUMNS: usize = 6;

/// What the sections look at.
#[derive(Clone)]
struct Sample {
    plan: Arc<Plan>,
    /// Records that the import makes, by their ids: values link to them.
    made: Arc<HashMap<Id, Record>>,
}

/// Samples of all that would happen.
#[component]
pub(super) fn Samples(plan: Arc<Plan>) -> impl IntoView {
    let made = plan.touched().filter(|draft| draft.is_new()).map(|draft| (draft.id, whole(draft))).collect();
    let sample = Sample { plan, made: Arc::new(made) };
    let (created, updated) =
        (sample.drafts(|of| matches!(of, Outcome::Create(_))), sample.drafts(|of| matches!(of, Outcome::Update(_))));
    let linked: Vec<(usize, usize)> = sample.linked();
    view! {
        {(!updated.is_empty()).then(|| view! { <Changed sample=sample.clone() drafts=updated /> })}
        {(!created.is_empty()).then(|| view! { <Created sample=sample.clone() drafts=created /> })}
        {(!linked.is_empty()).then(|| view! { <LinkedTo sample drafts=linked /> })}
    }
    .into_any()
}

/// The record as the import would make it.
fn whole(draft: &Draft) -> Record {
    let stamp = Arc::new(Stamp { seq: 0, at: 0, by: Id::NIL, client: Id::NIL });
    let mut record = Record::new(draft.entity.clone(), draft.id, stamp.clone());
    for (field, value) in &draft.values {
        record.set(field.clone(), value.clone(), stamp.clone());
    }
    record
}

impl Sample {
    /// Row numbers and places of the drafts of rows with such an outcome.
    fn drafts(&self, which: impl Fn(&Outcome) -> bool) -> Vec<(usize, usize)> {
        let rows = self.plan.rows.iter().filter(|row| which(&row.outcome));
        let draft = |row: &shared::transfer::PlannedRow| match row.outcome {
            Outcome::Create(at) | Outcome::Update(at) | Outcome::Skip(at) => Some((row.number, at)),
            Outcome::Fail(_) => None,
        };
        rows.filter_map(draft).collect()
    }

    /// Records that are made because rows link to them.
    fn linked(&self) -> Vec<(usize, usize)> {
        let drafts = self.plan.drafts.iter().enumerate();
        let made = |draft: &Draft| draft.is_new() && draft.row.is_none() && self.made.contains_key(&draft.id);
        drafts.filter(|(_, draft)| made(draft)).map(|(at, _)| (0, at)).collect()
    }

    /// A value in words; links by the names of what is here and of what the import makes.
    fn words(&self, replica: &Replica, field: &RecordField, value: &Value) -> String {
        let Some(target) = field.def.kind.link_target() else {
            return crate::record::field::plain(replica, field, value);
        };
        let title = |id: &str| {
            let id: Id = id.parse().ok()?;
            let record = replica.get(target, id).map(AsRef::as_ref).or_else(|| self.made.get(&id))?;
            Some(title_or_id(replica, record))
        };
        value.items().iter().filter_map(|id| title(id)).collect::<Vec<_>>().join(", ")
    }

    fn title(&self, replica: &Replica, draft: &Draft) -> String {
        let made = self.made.get(&draft.id);
        let record = draft.before.as_deref().or(made);
        record.map_or_else(String::new, |record| title_or_id(replica, record))
    }

    /// Fields that new records have, the first of them in the order of forms.
    fn columns(&self, replica: &Replica, drafts: &[(usize, usize)]) -> Vec<RecordField> {
        let drafts = drafts.iter().take(SHOWN).filter_map(|(_, at)| self.plan.drafts.get(*at));
        let filled: BTreeSet<&Name> = drafts.flat_map(|draft| draft.values.keys()).collect();
        let Some(def) = replica.schema().entity(&self.plan.entity) else { return Vec::new() };
        let fields = RecordField::all(def).into_iter().filter(|field| filled.contains(&field.def.id));
        fields.take(COLUMNS).collect()
    }
}

/// A section of rows, more of them with each press.
fn section<V: IntoView + 'static>(
    key: &'static str,
    drafts: Vec<(usize, usize)>,
    rows: impl Fn(Vec<(usize, usize)>) -> V + Send + Sync + 'static,
) -> AnyView {
    let (all, shown) = (drafts.len(), RwSignal::new(SHOWN));
    let title = t_with(key, &[("n", all.into())]);
    let more = move || {
        let left = all.saturating_sub(shown.get()).min(SHOWN);
        let words = t_with("import-sample-more", &[("n", left.into())]);
        let press = move || shown.update(|shown| *shown += SHOWN);
        (left > 0).then(|| view! { <Button on_press=press>{words}</Button> })
    };
    view! {
        <section class="import__failures" aria-label=title.clone()>
            <h2 class="import__subtitle">{title.clone()}</h2>
            {move || rows(drafts.iter().take(shown.get()).copied().collect())}
            {more}
        </section>
    }
    .into_any()
}

#[component]
fn Created(sample: Sample, drafts: Vec<(usize, usize)>) -> impl IntoView {
    let columns = use_replica().read(|replica| sample.columns(replica, &drafts));
    let heads = columns.iter().map(RecordField::label).collect::<Vec<_>>();
    let row = move |sample: &Sample, (number, at): (usize, usize)| {
        let draft = sample.plan.drafts.get(at)?;
        let value =
            |field: &RecordField| use_replica().read(|replica| sample.words(replica, field, draft.value(field.id())));
        let cells =
            columns.iter().map(|field| view! { <td class="import__examples">{value(field)}</td> }).collect_view();
        Some(view! { <tr><th scope="row">{number}</th>{cells}</tr> })
    };
    section("import-sample-created", drafts, move |shown| {
        let heads = heads.iter().map(|head| view! { <th scope="col">{head.clone()}</th> }).collect_view();
        let rows = shown.into_iter().filter_map(|one| row(&sample, one)).collect_view();
        view! {
            <div class="import__scroll" tabindex="0" role="region" aria-label=t("import-sample-table")>
                <table class="import__table">
                    <thead><tr><th scope="col">{t("import-sample-row")}</th>{heads}</tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
    })
}

#[component]
fn Changed(sample: Sample, drafts: Vec<(usize, usize)>) -> impl IntoView {
    let row = |sample: &Sample, (number, at): (usize, usize)| {
        let draft = sample.plan.drafts.get(at)?;
        let title = use_replica().read(|replica| sample.title(replica, draft));
        Some(view! {
            <li class="import__change">
                <span class="import__reason">{t_with("import-sample-of", &[("n", number.into())])}</span>
                <b>{title}</b>
                <ul>{differences(sample, draft)}</ul>
            </li>
        })
    };
    section("import-sample-updated", drafts, move |shown| {
        view! { <ul class="import__past">{shown.into_iter().filter_map(|one| row(&sample, one)).collect_view()}</ul> }
    })
}

/// *Sector: retail → finance*, field by field.
fn differences(sample: &Sample, draft: &Draft) -> AnyView {
    let change = |(id, now, then): (&Name, &Value, &Value)| {
        use_replica().read(|replica| {
            let field = RecordField::of(replica.schema().entity(&draft.entity)?, id)?;
            let empty = |words: String| if words.is_empty() { t("record-empty") } else { words };
            let (now, then) = (sample.words(replica, &field, now), sample.words(replica, &field, then));
            Some((field.label(), empty(now), empty(then)))
        })
    };
    let lines = draft.changes().filter_map(change).map(|(label, now, then)| {
        view! { <li>{label}": "<del>{now}</del>" → "<ins>{then}</ins></li> }
    });
    lines.collect_view().into_any()
}

#[component]
fn LinkedTo(sample: Sample, drafts: Vec<(usize, usize)>) -> impl IntoView {
    section("import-sample-linked", drafts, move |shown| {
        let line = |(_, at): (usize, usize)| {
            let draft = sample.plan.drafts.get(at)?;
            let title = use_replica().read(|replica| sample.title(replica, draft));
            Some(view! { <li>{entity_word(&draft.entity)}": "{title}</li> })
        };
        view! { <ul>{shown.into_iter().filter_map(line).collect_view()}</ul> }
    })
}
