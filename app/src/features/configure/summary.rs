//! What the product is and costs so far.

use super::{
    compare,
    desk::{Desk, Stand, option_words},
    quoting,
};
use crate::{
    i18n::{t, t_with},
    record::as_number,
    services::{copy_text, use_replica},
    ui::{Button, Glyph, Icon, format},
};
use leptos::{prelude::*, task::spawn_local};
use protocol::product::{BackEnd, model::Number};

/// A line of the summary.
#[derive(Clone, Debug, PartialEq)]
struct Line {
    name: String,
    option: String,
    price: i64,
    /// Nobody has decided this: it is what the cheapest product has.
    likely: bool,
}

/// Stands beside the list; at the foot of a narrow window, where its lines unfold.
pub(super) fn summary(desk: Desk) -> AnyView {
    let open = RwSignal::new(false);
    let count = desk.model.with_value(|model| model.attributes.len());
    let decided = Memo::new(move |_| (0..count).filter(|at| desk.decided(*at).is_some()).count());
    let complete = Memo::new(move |_| decided.get() == count);
    let progress = move || {
        t_with("configure-decided", &[("done", as_number(decided.get()).into()), ("of", as_number(count).into())])
    };
    let glyph = move || if open.get() { Glyph::ChevronDown } else { Glyph::ChevronUp };
    let toggle = move |_| open.update(|open| *open = !*open);
    view! {
        <aside class="configure-summary" class:configure-summary--open=open aria-label=t("configure-summary")>
            <div class="configure-summary__top">
                <div class="configure-summary__figures" role="status">
                    {figure(desk, complete)}
                    <p class="configure-summary__count">{move || left(desk)}" · "{progress}</p>
                </div>
                <button class="button configure-summary__fold" type="button" aria-expanded=move || open.get().to_string() on:click=toggle>
                    {move || view! { <Icon glyph=glyph() /> }}
                    <span class="button__words">{t("configure-details")}</span>
                </button>
                {actions(desk, complete)}
            </div>
            <div class="configure-summary__more">
                {move || lines(desk)}
                {move || parts(desk)}
                {engine(desk)}
            </div>
        </aside>
    }
    .into_any()
}

/// The price; of what is not decided yet, the least that it will be.
fn figure(desk: Desk, complete: Memo<bool>) -> AnyView {
    let price = move || {
        desk.clicked.with(|c| c.as_ref().and_then(|c| c.answer.cheapest.as_ref().map(|built| desk.money(built.price))))
    };
    let label = move || t(if complete.get() { "configure-total" } else { "configure-from" });
    view! {
        <p class="configure-summary__label">{label}</p>
        <p class="configure-summary__price">{move || price().unwrap_or_else(|| "–".to_owned())}</p>
    }
    .into_any()
}

/// How many products are left.
fn left(desk: Desk) -> String {
    if !desk.is_valid() {
        return t("configure-conflict");
    }
    let count = desk.clicked.with(|clicked| clicked.as_ref().and_then(|clicked| clicked.answer.count.clone()));
    match count.as_deref().map(|count| (count, count.parse::<f64>())) {
        None => t("configure-left-unknown"),
        Some(("1", _)) => t("configure-left-one"),
        Some((_, Ok(count))) => t_with("configure-left", &[("count", format::number(count).into())]),
        Some((count, Err(_))) => t_with("configure-left", &[("count", count.into())]),
    }
}

/// What can be done with the whole.
fn actions(desk: Desk, complete: Memo<bool>) -> AnyView {
    let replica = use_replica();
    let copy = move |()| {
        spawn_local(async move {
            let address = window().location().href().unwrap_or_default();
            let done = copy_text(&address).await.is_some();
            replica.say_whether(done, &t("record-link-copied"), &t("record-link-not-copied"));
        });
    };
    let stuck = Signal::derive(move || complete.get() || !desk.is_valid());
    let none = Signal::derive(move || desk.choices.with(std::collections::BTreeMap::is_empty));
    view! {
        <div class="configure-summary__actions">
            {quoting::button(desk)}
            <Button icon=Glyph::Check disabled=stuck on_press=move |()| desk.complete()>{t("configure-complete")}</Button>
            <Button icon=Glyph::Columns on_press=move |()| compare::open(desk)>{t("configure-compare")}</Button>
            <Button icon=Glyph::Link on_press=copy>{t("configure-copy")}</Button>
            <Button icon=Glyph::Undo disabled=none on_press=move |()| desk.start_over()>{t("configure-over")}</Button>
        </div>
    }
    .into_any()
}

/// The price's lines: what every product costs, then what was decided or has a price.
fn lines(desk: Desk) -> Option<AnyView> {
    let count = desk.model.with_value(|model| model.attributes.len());
    let all: Vec<Line> = (0..count).filter_map(|at| line(desk, at)).collect();
    let base = desk.model.with_value(|model| Line {
        name: model.name.clone(),
        option: String::new(),
        price: model.base_price,
        likely: false,
    });
    let total = desk.clicked.with(|c| c.as_ref()?.answer.cheapest.as_ref().map(|built| built.price))?;
    let row = |line: Line| {
        let price = if line.price == 0 { String::new() } else { desk.money(line.price) };
        let likely =
            line.likely.then(|| view! { <span class="configure-lines__likely">{t("configure-likely")}</span> });
        view! {
            <tr class:configure-lines__open=line.likely>
                <th scope="row">{line.name}</th>
                <td>{line.option}{likely}</td>
                <td class="configure-lines__price">{price}</td>
            </tr>
        }
    };
    let rows = std::iter::once(base).chain(all).map(row).collect_view();
    Some(
        view! {
            <table class="configure-lines" aria-label=t("configure-lines")>
                <tbody>{rows}</tbody>
                <tfoot><tr><th scope="row">{t("configure-total")}</th><td></td><td class="configure-lines__price">{desk.money(total)}</td></tr></tfoot>
            </table>
        }
        .into_any(),
    )
}

fn line(desk: Desk, at: usize) -> Option<Line> {
    let decided = desk.decided(at);
    let option = decided.map(|(option, _)| option).or_else(|| desk.cheapest(at))?;
    let is_chosen = decided.is_some_and(|(_, stand)| stand == Stand::Chosen);
    let line = desk.attribute(at, |attribute| {
        let chosen = attribute.options.get(option)?;
        let shown = chosen.price != 0 || chosen.present && decided.is_some() || is_chosen;
        let (name, words) = (attribute.name.clone(), option_words(attribute, chosen));
        shown.then_some(Line { name, option: words, price: chosen.price, likely: decided.is_none() })
    });
    line.flatten()
}

/// The bill of materials, if the model has one.
fn parts(desk: Desk) -> Option<AnyView> {
    let clicked = desk.clicked.get()?;
    let parts = &clicked.answer.cheapest.as_ref()?.parts;
    let row = |(part, quantity): (&String, &Number)| {
        view! { <tr><th scope="row">{part.clone()}</th><td>{quantity.to_string()}</td></tr> }
    };
    let rows = parts.iter().map(row).collect_view();
    let title = t_with("configure-parts", &[("count", as_number(parts.len()).into())]);
    (!parts.is_empty()).then(|| {
        view! {
            <details class="configure-parts">
                <summary>{title}</summary>
                <table aria-label=t("configure-parts-list")><tbody>{rows}</tbody></table>
            </details>
        }
        .into_any()
    })
}

/// How this was checked and how long that took, in plain words; by which back end, for whoever asks.
fn engine(desk: Desk) -> AnyView {
    let (back_end, nodes) = desk.model.with_value(|model| (model.back_end, model.graph.map(|graph| graph.nodes)));
    let (said, how) = match (back_end, nodes) {
        (BackEnd::Graph, Some(nodes)) => {
            ("configure-exact", t_with("configure-exact-how", &[("nodes", f64::from(nodes).into())]))
        }
        _ => ("configure-by-rules", t("configure-by-rules-how")),
    };
    let time = move || desk.clicked.with(|clicked| clicked.as_ref().map(|clicked| clicked.milliseconds.answer));
    let words =
        move || time().map(|time| t_with(said, &[("time", format::number((time * 100.0).round() / 100.0).into())]));
    view! {
        <details class="configure-summary__engine" hidden=move || time().is_none()>
            <summary>{words}</summary>
            <p>{how}</p>
        </details>
    }
    .into_any()
}
