//! Last look: what rows mean for each other, and the counts.

use super::{
    CellProblem, Counts, Outcome, Plan, PlannedRow,
    planner::{Planner, State},
};
use crate::{
    Id, Name, Problem,
    schema::{FieldDef, FieldType},
};
use rustc_hash::{FxHashMap, FxHashSet};

/// Records above each other in a tree, as [`crate::sync::apply`] allows.
const DEEPEST: usize = 64;

pub(super) fn finish(mut planner: Planner<'_>) -> Plan {
    fail_cycles(&mut planner);
    fail_taken(&mut planner);
    fail_dependents(&mut planner);
    forget_failed(&mut planner);
    mark_used(&mut planner);
    let rows: Vec<PlannedRow> = (0..planner.rows.len()).map(|row| planned(&mut planner, row)).collect();
    let mut questions: Vec<_> =
        std::mem::take(&mut planner.questions).into_values().filter(|question| question.rows > 0).collect();
    questions.sort_by_key(|question| std::cmp::Reverse(question.rows));
    let counts = count(&rows, &planner);
    Plan {
        entity: planner.form.nodes.first().map_or_else(|| "".into(), |node| node.def.name.clone()),
        rows,
        drafts: planner.drafts,
        questions,
        remarks: planner.remarks,
        counts,
    }
}

fn problem(problem: Problem) -> Vec<CellProblem> {
    vec![CellProblem { column: None, problem }]
}

/// Rows that are imported, with their drafts.
fn ready(planner: &Planner<'_>) -> Vec<(usize, usize)> {
    let draft =
        |(row, state): (usize, &State)| if let State::Ready(draft) = state { Some((row, *draft)) } else { None };
    planner.rows.iter().enumerate().filter_map(draft).collect()
}

/// Trees must stay trees, and not grow deeper than a device can draw.
fn fail_cycles(planner: &mut Planner<'_>) {
    let Some(def) = planner.form.nodes.first().map(|node| node.def) else { return };
    let own = |kind: &FieldType| matches!(kind, FieldType::Link { to } if *to == def.name);
    let Some(parent) = def.fields.iter().find(|field| own(&field.kind)).map(|field| field.id.clone()) else { return };
    for (row, draft) in ready(planner) {
        let Some(id) =
            planner.drafts.get(draft).filter(|draft| draft.values.contains_key(&parent)).map(|draft| draft.id)
        else {
            continue;
        };
        let up = |id: Id| planner.value(&def.name, id, &parent).as_text().and_then(|id| id.parse::<Id>().ok());
        let above = std::iter::successors(up(id), |above| up(*above)).take(DEEPEST + 2);
        let (mut depth, mut loops) = (0, false);
        for above in above {
            depth += 1;
            loops |= above == id;
        }
        if loops || depth > DEEPEST {
            let cell = CellProblem { column: None, problem: Problem::of(&parent, "problem-cycle") };
            planner.fail(row, vec![cell]);
        }
    }
}

/// Numbers and the like that only one record may have, by what counts as one when they are written
/// ([`FieldDef::unique_form`]).
fn fail_taken(planner: &mut Planner<'_>) {
    let mut holders: FxHashMap<(Name, Name, String), Id> = FxHashMap::default();
    let schema = planner.settings.schema;
    let unique = |entity: &str| -> Vec<&FieldDef> {
        let fields = schema.entity(entity).map(|def| def.fields.as_slice()).unwrap_or_default();
        fields.iter().filter(|field| field.flags.unique).collect()
    };
    let by_entity: FxHashMap<Name, Vec<&FieldDef>> =
        planner.indexes.keys().map(|entity| (entity.clone(), unique(entity))).collect();
    let key = |entity: &Name, field: &FieldDef, form: &str| (entity.clone(), field.id.clone(), form.to_owned());
    for (entity, fields) in &by_entity {
        let records = planner.indexes.get(entity).map(|index| index.records.values()).into_iter().flatten();
        for (record, field) in records.flat_map(|record| fields.iter().map(move |field| (record, field))) {
            if let Some(form) = field.unique_form(record.value(&field.id)) {
                holders.insert(key(entity, field, &form), record.id);
            }
        }
    }
    for (row, draft) in ready(planner) {
        let Some(draft) = planner.drafts.get(draft) else { continue };
        let fields = by_entity.get(&draft.entity).map_or(&[][..], Vec::as_slice);
        let set = fields.iter().filter_map(|field| {
            let value = draft.values.get(&field.id)?;
            Some((field, value.as_text()?, field.unique_form(value)?))
        });
        let mut clash = None;
        for (field, text, form) in set {
            let holder = *holders.entry(key(&draft.entity, field, &form)).or_insert(draft.id);
            if holder != draft.id {
                clash = Some(Problem::of(&field.id, "problem-taken").with("value", text));
            }
        }
        if let Some(clash) = clash {
            planner.fail(row, problem(clash));
        }
    }
}

/// A row that links to a new record which is not made cannot be imported either.
fn fail_dependents(planner: &mut Planner<'_>) {
    let mut lost: Vec<(usize, Vec<CellProblem>)> = lost_drafts(planner);
    let mut dependents: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
    for (at, draft) in planner.drafts.iter().enumerate() {
        for other in &draft.refs {
            dependents.entry(*other).or_default().push(at);
        }
    }
    let mut seen: FxHashSet<usize> = lost.iter().map(|(draft, _)| *draft).collect();
    while let Some((at, problems)) = lost.pop() {
        for dependent in dependents.get(&at).cloned().unwrap_or_default() {
            if !seen.insert(dependent) {
                continue;
            }
            let Some(draft) = planner.drafts.get(dependent) else { continue };
            if let Some(row) = draft.row {
                planner.fail(row, problems.clone());
                let number = planner.row_number(row);
                let new = planner.drafts.get(dependent).is_some_and(super::Draft::is_new);
                lost.extend(new.then(|| (dependent, depends_on(number))));
            } else {
                lost.push((dependent, problems.clone()));
            }
        }
    }
}

fn depends_on(row: usize) -> Vec<CellProblem> {
    problem(Problem::new("import-depends").with("row", row))
}

/// New records that will not be made, and what to tell those who link to them.
fn lost_drafts(planner: &Planner<'_>) -> Vec<(usize, Vec<CellProblem>)> {
    let lost = |(at, draft): (usize, &super::Draft)| {
        let Some(row) = draft.row else {
            let problems = planner.judge_record(at);
            return (!problems.is_empty()).then_some((at, problems));
        };
        let failed = matches!(planner.rows.get(row), Some(State::Failed(_)));
        (failed && draft.is_new()).then(|| (at, depends_on(planner.row_number(row))))
    };
    planner.drafts.iter().enumerate().filter_map(lost).collect()
}

/// What a failed row would have changed is not changed.
fn forget_failed(planner: &mut Planner<'_>) {
    for draft in &mut planner.drafts {
        let failed = draft.row.is_some_and(|row| !matches!(planner.rows.get(row), Some(State::Ready(_))));
        if failed {
            draft.values.clear();
        }
    }
}

fn mark_used(planner: &mut Planner<'_>) {
    let mut open: Vec<usize> = ready(planner).into_iter().map(|(_, draft)| draft).collect();
    while let Some(at) = open.pop() {
        if let Some(draft) = planner.drafts.get_mut(at).filter(|draft| !draft.used) {
            draft.used = true;
            open.extend(draft.refs.iter().copied());
        }
    }
}

fn planned(planner: &mut Planner<'_>, row: usize) -> PlannedRow {
    let number = planner.row_number(row);
    let state = planner.rows.get_mut(row).map_or(State::Waiting, |state| std::mem::replace(state, State::Waiting));
    let outcome = match state {
        State::Waiting => Outcome::Fail(Vec::new()),
        State::Failed(problems) => Outcome::Fail(problems),
        State::Ready(at) => match planner.drafts.get(at) {
            Some(draft) if draft.is_new() => Outcome::Create(at),
            Some(draft) if !draft.values.is_empty() => Outcome::Update(at),
            _ => Outcome::Skip(at),
        },
    };
    PlannedRow { number, outcome }
}

fn count(rows: &[PlannedRow], planner: &Planner<'_>) -> Counts {
    let mut counts = Counts::default();
    for row in rows {
        match row.outcome {
            Outcome::Create(_) => counts.created += 1,
            Outcome::Update(_) => counts.updated += 1,
            Outcome::Skip(_) => counts.skipped += 1,
            Outcome::Fail(_) => counts.failed += 1,
        }
    }
    counts.linked = planner.drafts.iter().filter(|draft| draft.used && draft.is_new() && draft.row.is_none()).count();
    counts
}
