//! The third step: what would happen, what must be asked, which rows fail and why.

use super::{first::first, sample::Samples, wizard};
use crate::{
    i18n::{t, t_with},
    record::{
        as_number,
        words::{entity_in_words, field_word},
    },
    services::{save_file, say_problem},
    ui::{Badge, Button, ButtonKind, Figure, Glyph, Tone, format::number},
};
use leptos::prelude::*;
use shared::transfer::{Answer, CellProblem, Counts, Plan, Question, errors_csv};
use std::sync::Arc;

/// Questions and failures shown at once; the file has the rest.
const SHOWN: usize = 50;

/// Shows the dry run.
#[component]
pub(super) fn Review(plan: Arc<Plan>) -> impl IntoView {
    let (counts, questions) = (plan.counts, plan.questions.clone());
    let answered = RwSignal::new(false);
    let waiting = plan.failures().filter(|(_, problems)| waits(problems, &plan.questions)).count();
    view! {
        <div class="import__figures">
            <Figure value=grouped(counts.created) label=t("import-created") />
            <Figure value=grouped(counts.updated) label=t("import-updated") />
            <Figure value=grouped(counts.skipped) label=t("import-skipped") />
            <Figure value=grouped(waiting) label=t("import-waiting") />
            <Figure value=grouped(counts.failed - waiting) label=t("import-failed") />
            <Figure value=grouped(counts.linked) label=t("import-linked") />
        </div>
        {nothing_new(&counts).then(|| view! { <p class="import__facts">{t("import-nothing-new")}</p> })}
        {first(&plan)}
        {(!questions.is_empty()).then(|| view! { <Questions questions answered /> })}
        {(counts.failed > waiting).then(|| view! { <Failures plan=plan.clone() /> })}
        <Samples plan=plan.clone() />
        {actions(plan, answered)}
    }
    .into_any()
}

/// Everything is here already, as after the same file.
const fn nothing_new(counts: &Counts) -> bool {
    counts.skipped > 0 && counts.created + counts.updated + counts.failed == 0
}

/// What can be done now. Questions come before the import, and an answer counts from the next check on: whoever
/// imported what was checked before it would miss the rows that it is about.
fn actions(plan: Arc<Plan>, answered: RwSignal<bool>) -> AnyView {
    let (wizard, n) = (wizard(), plan.counts.created + plan.counts.updated);
    let kind = if plan.questions.is_empty() { ButtonKind::Primary } else { ButtonKind::Secondary };
    let idle = Signal::derive(move || n == 0 || answered.get());
    view! {
        <footer class="import__actions">
            <Button on_press=move || wizard.step.set(super::Step::Columns)>{t("import-back")}</Button>
            <Button kind disabled=idle on_press=move || wizard.write(plan.clone())>{t_with("import-go", &[("n", n.into())])}</Button>
        </footer>
    }
    .into_any()
}

/// The row fails only until the questions are answered.
fn waits(problems: &[CellProblem], questions: &[Question]) -> bool {
    let asked = |column: &Option<String>| questions.iter().any(|question| Some(&question.column) == column.as_ref());
    problems.iter().all(|cell| asked(&cell.column))
}

fn grouped(count: usize) -> String {
    number(as_number(count))
}

#[component]
fn Questions(questions: Vec<Question>, answered: RwSignal<bool>) -> impl IntoView {
    let more = questions.len().saturating_sub(SHOWN);
    view! {
        <section class="import__questions" aria-label=t("import-questions")>
            <h2 class="import__subtitle">{t("import-questions")}</h2>
            {questions.into_iter().take(SHOWN).map(|question| view! { <QuestionRow question answered /> }).collect_view()}
            {(more > 0).then(|| view! { <p>{t_with("import-more-questions", &[("n", more.into())])}</p> })}
            {move || check_again(answered.get())}
        </section>
    }
    .into_any()
}

/// Stands beside the questions: below all the rows nobody would find it after the answer.
fn check_again(answered: bool) -> AnyView {
    let wizard = wizard();
    let kind = if answered { ButtonKind::Primary } else { ButtonKind::Secondary };
    view! { <Button kind disabled=!answered on_press=move || wizard.check()>{t("import-check-again")}</Button> }
        .into_any()
}

#[component]
fn QuestionRow(question: Question, answered: RwSignal<bool>) -> impl IntoView {
    let wizard = wizard();
    let own = RwSignal::new(None::<String>);
    let what = entity_in_words(&question.entity);
    let words = t_with(
        "import-question",
        &[
            ("column", question.column.clone().into()),
            ("value", question.value.clone().into()),
            ("what", what.clone().into()),
            ("rows", question.rows.into()),
        ],
    );
    let say = {
        let (column, value) = (question.column.clone(), question.value.clone());
        move |answer: Answer, words: String| {
            wizard.change(|mapping| mapping.answer(&column, &value, answer));
            own.set(Some(words));
            answered.set(true);
        }
    };
    let candidates = question.candidates.iter().take(4).map(|(id, title)| {
        let (say, id, title) = (say.clone(), *id, title.clone());
        let words = t_with("import-answer-use", &[("title", title.clone().into())]);
        view! { <Button kind=ButtonKind::Primary on_press=move || say(Answer::Use(id.to_string()), title.clone())>{words}</Button> }
    });
    let candidates = candidates.collect_view();
    let (create, empty) = (say.clone(), say);
    view! {
        <div class="import__question">
            <span class="import__doubt-words">{words}</span>
            <span class="import__doubt-answers">
                {candidates}
                <Button on_press=move || create(Answer::Create, t("import-answer-created"))>
                    {t_with("import-answer-create", &[("what", what.clone().into())])}
                </Button>
                <Button on_press=move || empty(Answer::Empty, t("import-answer-left"))>{t("import-answer-empty")}</Button>
            </span>
            {move || own.get().map(|answer| view! { <Badge tone=Tone::Good icon=Glyph::Check>{answer}</Badge> })}
        </div>
    }
    .into_any()
}

/// A problem under the name of its column, or of the field where the file has no column for it.
fn say_cell(entity: &str, cell: &CellProblem) -> String {
    cell.named(say_problem(&cell.problem), |field| field_word(entity, field))
}

#[component]
fn Failures(plan: Arc<Plan>) -> impl IntoView {
    let wizard = wizard();
    let failures = plan.failures().filter(|(_, problems)| !waits(problems, &plan.questions));
    let rows = failures.take(SHOWN).map(|(number, problems)| {
        let reasons: Vec<String> = problems.iter().map(|cell| say_cell(&plan.entity, cell)).collect();
        view! { <li>{t_with("import-row", &[("n", number.into()), ("reason", reasons.join(" ").into())])}</li> }
    });
    let rows = rows.collect_view();
    let save = move || {
        let source = wizard.source.get_untracked();
        if let Some(source) = source {
            save_file(
                "import-errors.csv",
                "text/csv",
                &errors_csv(&source.table, &plan, |cell| say_cell(&plan.entity, cell)),
            );
        }
    };
    view! {
        <section class="import__failures" aria-label=t("import-failures")>
            <h2 class="import__subtitle">{t("import-failures")}</h2>
            <ul>{rows}</ul>
            <Button icon=Glyph::Import on_press=save>{t("import-save-errors")}</Button>
        </section>
    }
    .into_any()
}
