//! The lines of an order: ordered, delivered, cancelled, and what goes out now.

use super::desk::Desk;
use crate::{
    features::quotes::{amount, configured, plain, told},
    i18n::{t, t_with},
    ui::NumberField,
};
use leptos::prelude::*;
use pricing::order::OrderLine;
use rust_decimal::Decimal;
use shared::value::Currency;

/// The lines.
#[component]
pub(super) fn Lines(desk: Desk) -> impl IntoView {
    let open = Memo::new(move |_| {
        desk.may.get()
            && desk.order.with(|order| order.iter().flat_map(|order| &order.lines).any(|line| !line.open().is_zero()))
    });
    let rows = move || {
        desk.order.with(|order| {
            let order = order.as_ref().ok()?;
            let currency = order.settlement.currency;
            Some(order.lines.iter().map(|line| row(desk, line, currency, open.get())).collect_view())
        })
    };
    view! {
        <section class="order-lines" aria-label=t("quotes-lines")>
            <table class="order-lines__table" aria-label=t("quotes-lines")>
                <thead>
                    <tr>
                        <th scope="col">{t("quote-line-product")}</th>
                        <th scope="col" class="order-lines__number">{t("order-line-quantity")}</th>
                        <th scope="col" class="order-lines__number">{t("order-line-delivered")}</th>
                        <th scope="col" class="order-lines__number">{t("order-line-cancelled")}</th>
                        <th scope="col" class="order-lines__number">{t("quotes-net")}</th>
                        {move || open.get().then(|| view! { <th scope="col" class="order-lines__number order-lines__now">{t("orders-now")}</th> })}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}

fn row(desk: Desk, line: &OrderLine, currency: Currency, open: bool) -> AnyView {
    let number = |number: Decimal| if number.is_zero() { "–".to_owned() } else { plain(number) };
    let code = Some(line.line.product.code.clone()).filter(|code| !code.is_empty());
    let chosen = told(&line.line.choices);
    let now = open.then(|| {
        let field = (!line.open().is_zero()).then(|| now(desk, line));
        view! { <td class="order-lines__number order-lines__now">{field}</td> }
    });
    view! {
        <tr class:order-lines__done=line.open().is_zero()>
            <th scope="row">
                <span class="quote-line__name">{line.line.product.name.clone()}</span>
                {code.map(|code| view! { <span class="quote-line__code">{code}</span> })}
                {(!chosen.is_empty()).then(|| view! { <span class="quote-line__choices">{chosen}</span> })}
                {configured(&line.line)}
            </th>
            <td class="order-lines__number">{plain(line.line.quantity)}</td>
            <td class="order-lines__number">{number(line.delivered)}</td>
            <td class="order-lines__number">{number(line.cancelled)}</td>
            <td class="order-lines__number">{amount(line.net(currency), currency)}</td>
            {now}
        </tr>
    }
    .into_any()
}

/// How many of the line are meant by the next press.
fn now(desk: Desk, line: &OrderLine) -> AnyView {
    let id = StoredValue::new(line.line.id.clone());
    let value = RwSignal::new(plain(line.open()));
    let label = t_with("orders-now-of", &[("product", line.line.product.name.clone().into())]);
    let save = Callback::new(move |text: String| {
        desk.meant.update(|meant| drop(meant.insert(id.get_value(), text)));
    });
    view! { <NumberField label value hide_label=true on_change=save /> }.into_any()
}
