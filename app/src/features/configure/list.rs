//! Everything that can be chosen, step by step.

use super::{
    desk::Desk,
    row::row,
    steps::{Step, decided, heading, is_absent},
};
use crate::{
    i18n::{t, t_with},
    record::as_number,
};
use leptos::prelude::*;

pub(super) fn list(desk: Desk, steps: StoredValue<Vec<Step>>) -> AnyView {
    steps
        .get_value()
        .into_iter()
        .enumerate()
        .map(|(number, step)| section(desk, number, step))
        .collect_view()
        .into_any()
}

fn section(desk: Desk, number: usize, step: Step) -> AnyView {
    let attributes = StoredValue::new(step.attributes);
    let absent = Memo::new(move |_| attributes.with_value(|all| is_absent(desk, all)));
    let progress = move || {
        let (done, of) = attributes.with_value(|all| (decided(desk, all), all.len()));
        t_with("configure-decided", &[("done", as_number(done).into()), ("of", as_number(of).into())])
    };
    let name = StoredValue::new(step.name);
    let rows = move || {
        if absent.get() {
            return view! { <p class="configure-step__absent">{t("configure-absent")}</p> }.into_any();
        }
        let all = attributes.get_value().into_iter();
        all.map(|at| name.with_value(|name| row(desk, at, name))).collect_view().into_any()
    };
    view! {
        <section class="configure-step" aria-labelledby=heading(number)>
            <header class="configure-step__head">
                <h2 class="configure-step__name" id=heading(number) tabindex="-1">{name.get_value()}</h2>
                <span class="configure-step__progress">{progress}</span>
            </header>
            {rows}
        </section>
    }
    .into_any()
}
