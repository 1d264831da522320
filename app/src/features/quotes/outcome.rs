//! What the customer answered: accepting makes the order.

use super::{amount, desk::Desk, head::commit};
use crate::{
    i18n::{t, t_with},
    services::{say_problem, today},
    ui::{Button, ButtonKind, DateField, Dialog, DialogSize, Glyph, Icon, TextField, format},
};
use leptos::prelude::*;
use pricing::records;
use shared::{
    Problem, Value,
    entities::{Contact, Quote},
    replica::Replica,
    sync::Operation,
};

/// Asks who accepted and when, then makes the order.
#[component]
pub(super) fn AcceptDialog(desk: Desk, open: RwSignal<bool>) -> impl IntoView {
    let (name, day) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    Effect::new(move || {
        if open.get() {
            day.set(format::today());
            let person = desk.quote.with_untracked(|quote| quote.as_ref()?.get(Quote::CONTACT));
            name.set(
                person.map_or_else(String::new, |id| desk.replica.read(|rows| rows.title(Contact::ENTITY_NAME, id))),
            );
        }
    });
    let sums = move || {
        let priced = desk.priced()?;
        let (net, gross) = (priced.totals().net, priced.totals().gross);
        let currency = priced.settlement.currency;
        let args = [("net", amount(net, currency).into()), ("gross", amount(gross, currency).into())];
        Some(t_with("quotes-accept-sums", &args))
    };
    let over = move || {
        let until =
            desk.quote.with(|quote| Some(quote.as_ref()?.value(Quote::VALID_UNTIL.id).as_text()?.to_owned()))?;
        let day = day.get();
        let words = (until < day).then(|| t_with("quotes-accept-late", &[("day", format::day(&until).into())]))?;
        Some(view! { <p class="notice notice--warning"><Icon glyph=Glyph::Attention />{words}</p> })
    };
    let accept = move |()| {
        accept(desk, &name.get_untracked(), &day.get_untracked());
        open.set(false);
    };
    let footer = move || {
        view! {
            <Button on_press=move |()| open.set(false)>{t("ui-cancel")}</Button>
            <Button kind=ButtonKind::Primary on_press=accept>{t("quotes-accept-button")}</Button>
        }
        .into_any()
    };
    view! {
        <Dialog open title=t("quotes-accept-title") size=DialogSize::Small footer>
            <div class="form">
                <p>{sums}</p>
                {over}
                <TextField label=t("quote-accepted-by") value=name autocomplete="off" />
                <DateField label=t("quote-answered-on") value=day />
            </div>
        </Dialog>
    }
    .into_any()
}

fn accept(desk: Desk, name: &str, day: &str) {
    match desk.replica.read(|rows| acceptance(rows, desk, name, day)) {
        Ok(ops) => commit(desk, ops, t("quotes-said-accepted"), None),
        Err(problem) => desk.replica.say_problems(&[problem]),
    }
}

fn acceptance(rows: &Replica, desk: Desk, name: &str, day: &str) -> Result<Vec<Operation>, Problem> {
    let quote = rows.get(Quote::ENTITY_NAME, desk.id).ok_or_else(|| Problem::new("problem-gone"))?;
    let sold = records::priced(quote)?.ok_or_else(|| Problem::new("problem-quote-not-priced"))?;
    let day = day.parse().unwrap_or_else(|_| today());
    let values: [(&str, Value); 3] = [
        (Quote::STATUS.id, "accepted".into()),
        (Quote::ANSWERED_ON.id, day.into()),
        (Quote::ACCEPTED_BY.id, name.trim().into()),
    ];
    let made = records::accept(rows.schema(), quote, &sold, day)?;
    // The order first: a quote is not accepted without it.
    Ok(made.into_iter().chain([rows.patch(quote, values)]).collect())
}

/// Who answered what, where there is an answer; and what keeps a draft from having prices.
pub(super) fn banner(desk: Desk) -> AnyView {
    let words = move || {
        let general = |problem: &&Problem| !problem.args.contains_key("line");
        let wrong = desk.outcome.with(|outcome| outcome.problems.iter().find(general).map(say_problem));
        wrong.map(
            |words| view! { <p class="notice notice--bad" role="alert"><Icon glyph=Glyph::Attention />{words}</p> },
        )
    };
    words.into_any()
}
