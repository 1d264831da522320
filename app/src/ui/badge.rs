//! Small marks: badges, tags, stage marks.

use super::{Glyph, Icon, IconButton};
use crate::i18n::t_with;
use leptos::prelude::*;

/// What a mark means. Words always say it too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing in particular.
    #[default]
    Plain,
    /// The product's own colour.
    Accent,
    /// Went well.
    Good,
    /// Needs a look.
    Warning,
    /// Went wrong.
    Bad,
    /// Good to know.
    Info,
}

impl Tone {
    /// The class that colours an element by this meaning.
    pub fn class(self) -> &'static str {
        match self {
            Self::Plain => "tone-plain",
            Self::Accent => "tone-accent",
            Self::Good => "tone-good",
            Self::Warning => "tone-warning",
            Self::Bad => "tone-bad",
            Self::Info => "tone-info",
        }
    }
}

/// A state or a count, in a word or two.
#[component]
pub fn Badge(
    /// What it means.
    #[prop(optional, into)]
    tone: Signal<Tone>,
    /// An icon before the words.
    #[prop(optional, into)]
    icon: Option<Glyph>,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <span class=move || format!("badge {}", tone.get().class())>
            {icon.map(|glyph| view! { <Icon glyph /> })}
            {children()}
        </span>
    }
}

/// A value among several, which can be taken away.
#[component]
pub fn Tag(
    /// Its words.
    #[prop(into)]
    label: Signal<String>,
    /// Called when it is taken away; without it the tag stays.
    #[prop(optional, into)]
    on_remove: Option<Callback<()>>,
) -> impl IntoView {
    let words = Signal::derive(move || t_with("ui-remove", &[("what", label.get().into())]));
    view! {
        <span class="tag">
            <span class="tag__words">{label}</span>
            {on_remove.map(|remove| view! { <IconButton glyph=Glyph::Cross label=words on_press=remove /> })}
        </span>
    }
}

/// How a stage is marked, everywhere the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A step on the way: its place in its pipeline, from 0.
    Open(usize),
    /// Deals in it are won.
    Won,
    /// Deals in it are lost.
    Lost,
}

/// The mark of a stage: its colour from the one sequence, a tick or a cross where deals end. Its name always stands
/// beside it.
#[component]
pub fn StageMark(
    /// Which.
    step: Step,
) -> impl IntoView {
    let ended =
        |class: &'static str, glyph: Glyph| view! { <span class=class aria-hidden="true"><Icon glyph /></span> };
    match step {
        Step::Open(at) => {
            view! { <span class=format!("stage-mark {}", stage_class(at)) aria-hidden="true"></span> }.into_any()
        }
        Step::Won => ended("stage-end stage-end--won", Glyph::Check).into_any(),
        Step::Lost => ended("stage-end stage-end--lost", Glyph::Cross).into_any(),
    }
}

/// The class that gives `--stage` the colour of this step.
pub fn stage_class(step: usize) -> &'static str {
    const CLASSES: [&str; 8] = ["stage-1", "stage-2", "stage-3", "stage-4", "stage-5", "stage-6", "stage-7", "stage-8"];
    CLASSES.get(step % CLASSES.len()).copied().unwrap_or("stage-1")
}
