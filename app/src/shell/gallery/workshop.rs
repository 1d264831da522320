//! What is worked out in the workshop, and why it is not.

use super::part as section;
use crate::{
    i18n::{t, t_with},
    services::{WorkshopHandle, say_problem, use_workshop},
    ui::Button,
};
use leptos::{prelude::*, task::spawn_local};
use protocol::{Click, Form, OpenModel, product::Ask};
use shared::Problem;

/// A rack of wood or steel.
const RACK: &str = include_str!("rack.json");

pub(super) fn part() -> AnyView {
    let (workshop, said) = (use_workshop(), RwSignal::new(String::new()));
    let (busy, model) = (RwSignal::new(false), RwSignal::new(None));
    let press = move || {
        busy.set(true);
        spawn_local(async move {
            said.set(match possible(workshop, model).await {
                Ok(count) => t_with("gallery-workshop-answer", &[("count", count.into())]),
                Err(problems) => problems.first().map(say_problem).unwrap_or_default(),
            });
            busy.set(false);
        });
    };
    section(
        "gallery-workshop",
        view! {
            <div class="gallery__row">
                <Button busy on_press=press>{t("gallery-workshop-ask")}</Button>
                <span role="status" aria-label=t("gallery-workshop")>{said}</span>
            </div>
        }
        .into_any(),
    )
}

/// How many racks there are. The model is opened once, as a screen does.
async fn possible(workshop: WorkshopHandle, known: RwSignal<Option<String>>) -> Result<String, Vec<Problem>> {
    let model = match known.get_untracked() {
        Some(model) => model,
        None => workshop.ask(OpenModel { source: RACK.to_owned(), form: Form::Json }).await?.hash,
    };
    known.set(Some(model.clone()));
    let ask = Ask { count: true, ..Ask::default() };
    let click = Click { model, choices: [].into(), keep: Vec::new(), ask };
    Ok(workshop.ask(click).await?.answer.count.unwrap_or_default())
}
