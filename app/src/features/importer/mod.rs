//! The import wizard: file, columns, check, done. Everything happens on the device.

mod columns;
mod earlier;
mod file;
mod first;
mod job;
mod review;
mod sample;
mod targets;

use crate::{
    i18n::{t, t_with},
    record::{field::usual_currency, may_import},
    services::{Refusal, ReplicaHandle, use_replica},
    ui::{Button, ButtonKind, EmptyState, Glyph, LinkButton, PageHeader, Progress},
};
use columns::Columns;
use earlier::Earlier;
use file::FileStep;
use job::{Done, Source};
use leptos::{prelude::*, task::spawn_local};
use review::Review;
use shared::{
    Problem,
    transfer::{Column, Counts, Doubt, Mapping, Plan},
    value::Currency,
};
use std::sync::Arc;

/// Where the wizard stands.
#[derive(Clone)]
enum Step {
    /// A file is wanted.
    File,
    /// Columns are given their meaning.
    Columns,
    /// So many of so many steps of the dry run are done.
    Checking(usize, usize),
    /// The dry run is shown.
    Review(Arc<Plan>),
    /// So many of so many parts are written.
    Writing(usize, usize),
    /// All is written, or it ended early.
    Done(Arc<Plan>, Done),
    /// It was taken back; so many fields stay.
    TakenBack(usize),
}

/// The wizard's state, handed to its steps.
#[derive(Clone, Copy)]
struct Wizard {
    replica: ReplicaHandle,
    step: RwSignal<Step>,
    source: RwSignal<Option<Source>>,
    mapping: RwSignal<Mapping>,
    /// The mapping as it was suggested: what differs, the person has chosen.
    suggested: RwSignal<Mapping>,
    /// What was chosen for columns that are not there as the file is read now.
    aside: RwSignal<Vec<Column>>,
    problems: RwSignal<Vec<Problem>>,
}

/// The steps as a person counts them.
const STEPS: [&str; 4] = ["import-step-file", "import-step-columns", "import-step-check", "import-step-done"];

impl Step {
    const fn place(&self) -> usize {
        match self {
            Self::File => 0,
            Self::Columns => 1,
            Self::Checking(..) | Self::Review(_) | Self::Writing(..) => 2,
            Self::Done(..) | Self::TakenBack(_) => 3,
        }
    }
}

impl Wizard {
    fn new() -> Self {
        Self {
            replica: use_replica(),
            step: RwSignal::new(Step::File),
            source: RwSignal::new(None),
            mapping: RwSignal::new(Mapping::new("")),
            suggested: RwSignal::new(Mapping::new("")),
            aside: RwSignal::new(Vec::new()),
            problems: RwSignal::new(Vec::new()),
        }
    }

    /// Takes a file that was read and suggests what it holds.
    fn take(self, source: Result<Source, Problem>, entity: Option<&str>) {
        match source {
            Ok(source) => {
                self.aside.set(Vec::new());
                self.suggest(source, entity);
            }
            Err(problem) => self.problems.set(vec![problem]),
        }
    }

    /// Takes the same file, read otherwise: what was chosen stays as far as its columns are there, and comes back
    /// with them.
    fn reread(self, source: Result<Source, Problem>) {
        match source {
            Ok(source) => {
                let mapping = self.mapping.get_untracked();
                let chosen = self.suggested.with_untracked(|suggested| {
                    let aside = self.aside.get_untracked().into_iter();
                    let away = aside.filter(|column| mapping.column(&column.column).is_none());
                    mapping.chosen_over(suggested).cloned().chain(away).collect::<Vec<_>>()
                });
                self.aside.set(chosen);
                self.suggest(source, Some(&mapping.entity));
            }
            Err(problem) => self.problems.set(vec![problem]),
        }
    }

    fn suggest(self, source: Source, entity: Option<&str>) {
        let schema = self.replica.read(|replica| replica.schema().clone());
        let suggestion = source.suggest(&schema, entity, self.usual_currency());
        self.suggested.set(suggestion.mapping.clone());
        self.mapping.set(suggestion.mapping);
        self.aside.with_untracked(|chosen| self.mapping.update(|mapping| mapping.choose(chosen)));
        self.source.set(Some(source));
        self.problems.set(Vec::new());
        self.step.set(Step::Columns);
    }

    /// What amounts are in where neither file nor person says otherwise.
    fn usual_currency(self) -> Currency {
        self.replica.read(usual_currency).parse().unwrap_or(Currency::USD)
    }

    /// What still has to be decided before anything can be imported.
    fn doubts(self) -> Vec<Doubt> {
        let schema = self.replica.read(|replica| replica.schema().clone());
        let mapping = self.mapping.get();
        self.source.with(|source| source.as_ref().map_or_else(Vec::new, |source| source.doubts(&schema, &mapping)))
    }

    fn change(self, change: impl FnOnce(&mut Mapping)) {
        self.mapping.update(change);
    }

    fn check(self) {
        let Some(source) = self.source.get_untracked() else { return };
        let mapping = self.mapping.get_untracked();
        self.step.set(Step::Checking(0, source.table.rows.len() * 2));
        spawn_local(async move {
            let tell = move |done, total| self.step.set(Step::Checking(done, total));
            match job::dry_run(self.replica, &source, &mapping, tell).await {
                Ok(plan) => self.step.set(Step::Review(Arc::new(plan))),
                Err(problems) => {
                    self.problems.set(problems);
                    self.step.set(Step::Columns);
                }
            }
        });
    }

    fn write(self, plan: Arc<Plan>) {
        self.step.set(Step::Writing(0, 1));
        spawn_local(async move {
            let tell = move |done, total| self.step.set(Step::Writing(done, total));
            let file = self.source.with_untracked(|source| source.as_ref().map(|source| source.name.clone()));
            let done = job::carry_out(self.replica, &file.unwrap_or_default(), &plan, tell).await;
            self.step.set(Step::Done(plan, done));
        });
    }

    fn take_back(self, import: Arc<Earlier>) {
        let before = self.step.get_untracked();
        self.step.set(Step::Writing(0, 1));
        spawn_local(async move {
            match job::take_back(self.replica, &import).await {
                Ok(kept) => self.step.set(Step::TakenBack(kept)),
                Err(refusal) => {
                    self.replica.say_refused(&refusal);
                    // The way back is still there.
                    self.step.set(before);
                }
            }
        });
    }

    fn restart(self) {
        self.source.set(None);
        self.problems.set(Vec::new());
        self.step.set(Step::File);
    }
}

/// The page. Who may only read is told so instead of being led through steps that end in a refusal.
#[component]
pub fn Page() -> impl IntoView {
    let may = may_import(use_replica());
    let shown = move || if may.get() { view! { <Steps /> }.into_any() } else { view! { <MayNot /> }.into_any() };
    crate::shell::mark_ready();
    view! { <PageHeader title=t("import-title") />{shown} }.into_any()
}

#[component]
fn MayNot() -> impl IntoView {
    view! {
        <EmptyState glyph=Glyph::Lock title=t("import-may-not") sentence=t("import-may-not-why")>
            <LinkButton href="/settings/people">{t("import-may-not-who")}</LinkButton>
        </EmptyState>
    }
    .into_any()
}

/// The wizard itself.
#[component]
fn Steps() -> impl IntoView {
    let wizard = Wizard::new();
    provide_context(wizard);
    let shown = move || match wizard.step.get() {
        Step::File => view! { <FileStep /> }.into_any(),
        Step::Columns => view! { <Columns /> }.into_any(),
        Step::Checking(done, total) => working("import-checking", done, total),
        Step::Review(plan) => view! { <Review plan=plan /> }.into_any(),
        Step::Writing(done, total) => working("import-writing", done, total),
        Step::Done(plan, done) => view! { <Finished plan=plan done=done /> }.into_any(),
        Step::TakenBack(kept) => view! { <TakenBack kept=kept /> }.into_any(),
    };
    view! { <div class="import">{steps(wizard.step)}{shown}</div> }.into_any()
}

/// Where the wizard stands among its steps.
fn steps(step: RwSignal<Step>) -> AnyView {
    let place = Memo::new(move |_| step.with(Step::place));
    let one = |(at, key): (usize, &'static str)| {
        let past = move || place.get() > at;
        let current = move || (place.get() == at).then_some("step");
        view! { <li class="import__step" class:import__step--past=past aria-current=current>{t(key)}</li> }
    };
    let all = STEPS.into_iter().enumerate().map(one).collect_view();
    view! { <ol class="import__steps" aria-label=t("import-steps")>{all}</ol> }.into_any()
}

/// The wizard of the page around.
fn wizard() -> Wizard {
    use_context().unwrap_or_else(Wizard::new)
}

fn working(key: &str, done: usize, total: usize) -> AnyView {
    view! { <div class="import__working"><Progress label=t(key) done=done total=total /></div> }.into_any()
}

#[component]
fn Finished(plan: Arc<Plan>, done: Done) -> impl IntoView {
    let wizard = wizard();
    let undoable = done.import.clone();
    let list = wizard
        .replica
        .read(|replica| replica.schema().entity(&plan.entity).map(|entity| format!("/{}", entity.plural)));
    let early = done.refusal.as_ref().map(Refusal::sentence);
    let sentence = what_came(&plan.counts);
    let glyph = if early.is_some() { Glyph::Attention } else { Glyph::Check };
    let title = if early.is_some() { t("import-ended-early") } else { t("import-done") };
    view! {
        {early.map(|reason| view! { <p class="import__problem" role="alert">{reason}</p> })}
        <EmptyState glyph=glyph title=title sentence=sentence>
            <Button icon=Glyph::Undo on_press=move || wizard.take_back(undoable.clone())>{t("import-undo")}</Button>
            <Button on_press=move || wizard.restart()>{t("import-another")}</Button>
            {list.map(|href| view! { <LinkButton kind=ButtonKind::Primary href=href>{t("import-see")}</LinkButton> })}
        </EmptyState>
    }
    .into_any()
}

/// What an import did, without what it did not do.
fn what_came(counts: &Counts) -> String {
    let all = [
        ("import-done-created", counts.created),
        ("import-done-updated", counts.updated),
        ("import-done-skipped", counts.skipped),
        ("import-done-failed", counts.failed),
        ("import-done-linked", counts.linked),
    ];
    let said = all.into_iter().filter(|(_, n)| *n > 0).map(|(key, n)| t_with(key, &[("n", n.into())]));
    let said = said.collect::<Vec<_>>().join(", ");
    if said.is_empty() { t("import-done-nothing") } else { format!("{said}.") }
}

#[component]
fn TakenBack(kept: usize) -> impl IntoView {
    let wizard = wizard();
    view! {
        <EmptyState glyph=Glyph::Undo title=t("import-taken-back") sentence=t_with("import-taken-back-words", &[("kept", kept.into())])>
            <Button kind=ButtonKind::Primary on_press=move || wizard.restart()>{t("import-another")}</Button>
        </EmptyState>
    }
    .into_any()
}
