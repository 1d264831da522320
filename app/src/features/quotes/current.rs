//! “Update to current”: what today's prices and the newest models would change on a draft, before they do.

use super::{
    amount,
    configured::{Made, chosen, kept, newest},
    desk::Desk,
    plain,
    still::{Still, pictured, still},
};
use crate::{
    i18n::{t, t_with},
    record::in_days,
    services::{say_problem, today},
    ui::{Button, ButtonKind, Dialog, DialogSize, Glyph, Icon, format},
};
use leptos::{prelude::*, task::spawn_local};
use pricing::{
    Draft, PricedQuote,
    compare::{Difference, compare},
    draft::Choice,
    records::{self, PriceList},
};
use protocol::{Configure, Configured, Form, ModelOpened, OpenModel};
use rust_decimal::Decimal;
use shared::{
    Id, Name, Problem, Record, Value,
    entities::{ProductModel, Quote, QuoteLine},
    replica::Replica,
    sync::Operation,
    value::Currency,
};
use std::sync::Arc;

/// Days for which an updated quote is valid at least.
const VALID: i32 = 30;

/// A line whose product has a newer model.
#[derive(Debug, Clone, PartialEq)]
struct Older {
    line: Id,
    from: u32,
    to: Made,
    choices: Vec<Choice>,
    source: String,
}

/// What an update would do.
struct Proposal {
    /// What is said of each line.
    told: Vec<Told>,
    before: Decimal,
    after: Decimal,
    currency: Currency,
    lines: Vec<NewLine>,
}

/// What a line would be.
struct NewLine {
    id: Id,
    values: Vec<(Name, Value)>,
    still: Option<Still>,
}

/// What becomes of a line.
#[derive(Debug, Clone, Default)]
struct Told {
    product: String,
    /// Net amounts, where they differ.
    amounts: Option<[Option<Decimal>; 2]>,
    notes: Vec<String>,
}

/// Says that the draft is behind, and offers to update it.
pub(super) fn banner(desk: Desk) -> AnyView {
    let (open, proposal) = (RwSignal::new(false), RwSignal::new(None::<Result<Arc<Proposal>, String>>));
    let behind =
        desk.replica.live(&[Quote::ENTITY_NAME, QuoteLine::ENTITY_NAME, ProductModel::ENTITY_NAME], move |rows| {
            why_behind(rows, desk.id)
        });
    let show = move |()| {
        proposal.set(None);
        open.set(true);
        spawn_local(async move {
            let made = propose(desk).await.map(Arc::new);
            proposal.set(Some(made.map_err(|problems| problems.first().map(say_problem).unwrap_or_default())));
        });
    };
    let body = move || {
        let words = behind.get().filter(|_| desk.may.get())?;
        Some(view! {
            <div class="notice notice--offer" role="status">
                <Icon glyph=Glyph::Clock />
                <span>{words}</span>
                <Button on_press=show>{t("quotes-update")}</Button>
            </div>
        })
    };
    view! { {body}{dialog(desk, open, proposal)} }.into_any()
}

/// Why there may be something newer, in words.
fn why_behind(rows: &Replica, id: Id) -> Option<String> {
    let quote = rows.get(Quote::ENTITY_NAME, id)?;
    let older = older(rows, id);
    let pinned = quote.get(Quote::PRICES).is_some();
    let day = quote.value(Quote::DATE.id).as_text().map(format::day).unwrap_or_default();
    match (older.first(), pinned) {
        (Some(_), true) => Some(t_with("quotes-behind-both", &[("day", day.into())])),
        (None, true) => Some(t_with("quotes-behind-prices", &[("day", day.into())])),
        (Some(_), false) => Some(t("quotes-behind-models")),
        (None, false) => None,
    }
}

/// Lines that are configured by a model which is not the newest.
fn older(rows: &Replica, quote: Id) -> Vec<Older> {
    let one = |line: &Arc<Record>| {
        let configuration = records::configuration(line).ok()??;
        let to = newest(rows, line.get(QuoteLine::PRODUCT)?)?;
        let model = rows.get(ProductModel::ENTITY_NAME, to.model)?;
        let source = model.get(ProductModel::SOURCE)?.to_owned();
        let choices = records::choices(line).ok()?;
        let differs = configuration.model != to.model.to_string();
        differs.then_some(Older { line: line.id, from: configuration.version, to, choices, source })
    };
    records::lines(rows, quote).iter().filter_map(one).collect()
}

async fn propose(desk: Desk) -> Result<Proposal, Vec<Problem>> {
    let before = desk.priced_now(|_, _, priced| Ok(priced.clone())).await?;
    let older = desk.replica.read(|rows| older(rows, desk.id));
    let mut brought = Vec::new();
    for one in older {
        let opened = desk.workshop.ask(OpenModel { source: one.source.clone(), form: Form::Json }).await?;
        let question = Configure { model: opened.hash.clone(), choices: chosen(&one.choices) };
        let configured = desk.workshop.ask(question).await?;
        brought.push((one, opened, configured));
    }
    let (list, draft) = desk.replica.read(|rows| current(rows, desk.id, &brought))?;
    let after = desk.pricing.price(list, draft).await?;
    let mut lines = Vec::new();
    for (one, opened, configured) in &brought {
        let values = kept(one.to, opened, configured).map_err(|problem| vec![problem])?;
        lines.push(NewLine { id: one.line, values, still: still(desk.workshop, opened, configured).await });
    }
    Ok(Proposal {
        told: told(&before, &after, &brought),
        before: before.totals().net,
        after: after.totals().net,
        currency: before.settlement.currency,
        lines,
    })
}

type Brought = (Older, ModelOpened, Configured);

/// The draft with today's prices and what the newest models make of its lines.
fn current(rows: &Replica, id: Id, brought: &[Brought]) -> Result<(PriceList, Draft), Vec<Problem>> {
    let one = |problem| vec![problem];
    let quote = rows.get(Quote::ENTITY_NAME, id).ok_or_else(|| one(Problem::new("problem-gone")))?;
    let list = PriceList { now: records::catalog_now(rows, quote).map_err(one)?, pinned: None };
    let mut draft = records::draft(rows, quote)?;
    draft.date = today();
    for (older, opened, configured) in brought {
        let Some(line) = draft.lines.iter_mut().find(|line| line.id == older.line.to_string()) else { continue };
        line.choices.clone_from(&configured.choices);
        line.configuration = Some(super::configured::configuration(older.to, opened, configured).map_err(one)?);
    }
    Ok((list, draft))
}

fn told(before: &PricedQuote, after: &PricedQuote, brought: &[Brought]) -> Vec<Told> {
    let compared = compare(before, after);
    let of = |id: &str| compared.lines.iter().find(|line| line.line == id);
    let amounts = |line: &Difference<'_>| [line.before.map(|(_, net)| net), line.after.map(|(_, net)| net)];
    let told = after.lines.iter().map(|line| {
        let notes = brought.iter().find(|(older, ..)| older.line.to_string() == line.id).map(notes).unwrap_or_default();
        Told { product: line.product.name.clone(), amounts: of(&line.id).map(amounts), notes }
    });
    told.filter(|line| line.amounts.is_some() || !line.notes.is_empty()).collect()
}

/// From which model to which, which options are gone, and what changes so that all go together.
fn notes((older, opened, configured): &Brought) -> Vec<String> {
    let versions = [("from", f64::from(older.from).into()), ("to", older.to.version.into())];
    let said = |attribute: &str| {
        let old = older.choices.iter().find(|choice| choice.attribute == attribute).map(Choice::said);
        old.map_or_else(|| (attribute.to_owned(), String::new()), |(name, words)| (name.to_owned(), words.to_owned()))
    };
    let lost = configured.lost.keys().map(|attribute| {
        let (name, words) = said(attribute);
        t_with("quotes-update-lost", &[("what", format!("{name}: {words}").into())])
    });
    let option = |attribute: &str, id: &str| {
        let known = opened.attributes.iter().find(|known| known.id == attribute);
        let option = known.and_then(|known| known.options.iter().find(|option| option.id == id));
        option.map_or_else(|| id.to_owned(), |option| option.name.clone())
    };
    let changed = configured.changed.iter().map(|change| {
        let [from, to] = [&change.from, &change.to].map(|id| option(&change.attribute, id));
        let name = said(&change.attribute).0;
        t_with("configure-change", &[("what", name.into()), ("from", from.into()), ("to", to.into())])
    });
    std::iter::once(t_with("quotes-update-model", &versions)).chain(lost).chain(changed).collect()
}

fn dialog(desk: Desk, open: RwSignal<bool>, proposal: RwSignal<Option<Result<Arc<Proposal>, String>>>) -> AnyView {
    let ready = move || proposal.with(|proposal| proposal.as_ref().and_then(|made| made.as_ref().ok()).cloned());
    let footer = move || {
        let update = move |()| {
            if let Some(proposal) = untrack(ready) {
                spawn_local(write(desk, proposal));
                open.set(false);
            }
        };
        let disabled = Signal::derive(move || ready().is_none());
        view! {
            <Button on_press=move |()| open.set(false)>{t("ui-cancel")}</Button>
            <Button kind=ButtonKind::Primary disabled on_press=update>{t("quotes-update-now")}</Button>
        }
        .into_any()
    };
    let body = move || match proposal.get() {
        None => view! { <p role="status">{t("quotes-update-working")}</p> }.into_any(),
        Some(Err(words)) => {
            view! { <p class="notice notice--bad" role="alert"><Icon glyph=Glyph::Attention />{words}</p> }.into_any()
        }
        Some(Ok(proposal)) => shown(&proposal),
    };
    view! { <Dialog open title=t("quotes-update-title") size=DialogSize::Medium footer>{body}</Dialog> }.into_any()
}

fn shown(proposal: &Proposal) -> AnyView {
    let Proposal { told, before, after, currency, .. } = proposal;
    let money = |net: Option<Decimal>| net.map_or_else(|| "–".to_owned(), |net| amount(net, *currency));
    let row = |line: &Told| {
        let notes = line
            .notes
            .iter()
            .map(|note| view! { <span class="quote-update__note">{note.clone()}</span> })
            .collect_view();
        let [old, new] = line.amounts.map_or([String::new(), t("quotes-update-same")], |nets| nets.map(money));
        view! { <tr><th scope="row">{line.product.clone()}{notes}</th><td>{old}</td><td>{new}</td></tr> }
    };
    let rows = told.iter().map(row).collect_view();
    let none = told.is_empty().then(|| view! { <p>{t("quotes-update-nothing")}</p> });
    let share = (after - before).checked_div(*before).map(|share| (share * Decimal::ONE_HUNDRED).round_dp(2));
    let share = share.filter(|share| !share.is_zero()).map(|share| {
        let sign = if share < Decimal::ZERO { "−" } else { "+" };
        t_with("quotes-step-share-of", &[("percent", format!("{sign}{}", plain(share.abs())).into())])
    });
    view! {
        {none}
        <table class="quote-update" aria-label=t("quotes-update-title")>
            <thead><tr><th scope="col">{t("quote-line-product")}</th><th scope="col">{t("quotes-update-before")}</th><th scope="col">{t("quotes-update-after")}</th></tr></thead>
            <tbody>{rows}</tbody>
            <tfoot><tr><th scope="row">{t("quote-net")}" "{share}</th><td>{amount(*before, *currency)}</td><td>{amount(*after, *currency)}</td></tr></tfoot>
        </table>
    }
    .into_any()
}

/// Today's prices, and lines by the newest models.
async fn write(desk: Desk, proposal: Arc<Proposal>) {
    let mut pictures = Vec::new();
    for line in &proposal.lines {
        pictures.push(pictured(desk.replica, line.still.as_ref()).await);
    }
    let ops = desk.replica.read(|rows| {
        let quote = rows.get(Quote::ENTITY_NAME, desk.id)?;
        let over = quote.get(Quote::VALID_UNTIL).is_some_and(|until| until < today());
        let until = over.then(|| (Name::from(Quote::VALID_UNTIL.id), Value::from(in_days(VALID))));
        let own = [(Quote::DATE.id.into(), today().into()), (Quote::PRICES.id.into(), Value::Null)];
        let lines = proposal.lines.iter().zip(pictures).filter_map(|(line, picture)| {
            let values = line.values.iter().cloned().chain([picture]);
            Some(rows.patch(rows.get(QuoteLine::ENTITY_NAME, line.id)?, values))
        });
        let ops = std::iter::once(rows.patch(quote, own.into_iter().chain(until))).chain(lines);
        Some(ops.collect::<Vec<Operation>>())
    });
    if let Some(ops) = ops {
        desk.replica.write(t("quotes-said-updated"), ops);
    }
}
