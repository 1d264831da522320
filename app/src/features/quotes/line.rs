//! One line: quantity and discount where they stand, and behind a press why it costs what it costs.
#![allow(
    clippy::large_types_passed_by_value,
    reason = "a line is handles, made to be copied; only in debug builds do they also hold where they were made"
)]

use super::{
    amount,
    configured::{chosen, configured, newest, told},
    desk::Desk,
    plain, still,
    waterfall::waterfall,
};
use crate::{
    features::configure::path_to,
    i18n::{t, t_with},
    record::{InlineField, RecordField, entity_def, field::entered, field::typed, words::field_word},
    ui::{Badge, ButtonKind, Glyph, Menu, MenuItem, NumberField, badge::Tone},
};
use leptos::prelude::*;
use pricing::{PricedLine, records};
use shared::{
    Id, Record, Value,
    entities::{ProductModel, QuoteLine, tax},
    schema::FieldType,
    sync::Operation,
};
use std::sync::Arc;

/// Fields that are edited behind the fold.
const DETAILS: [&str; 9] = [
    QuoteLine::NAME.id,
    QuoteLine::DESCRIPTION.id,
    QuoteLine::SECTION.id,
    QuoteLine::OPTIONAL.id,
    QuoteLine::DISCOUNT_KIND.id,
    QuoteLine::DISCOUNT_REASON.id,
    QuoteLine::TAX_CATEGORY.id,
    QuoteLine::TAX_RATE.id,
    QuoteLine::TAX_REASON.id,
];

/// A line, as handles.
#[derive(Clone, Copy)]
struct Line {
    desk: Desk,
    id: Id,
    record: Memo<Option<Arc<Record>>>,
    priced: Memo<Option<PricedLine>>,
    unfolded: RwSignal<bool>,
}

/// The rows of a line: what it is and costs; folded away, why.
#[component]
pub(super) fn Row(desk: Desk, id: Id, line: Memo<Option<Arc<Record>>>) -> impl IntoView {
    let priced = Memo::new(move |_| desk.priced_line(id));
    let own = Line { desk, id, record: line, priced, unfolded: RwSignal::new(false) };
    let out = Memo::new(move |_| priced.with(|line| line.as_ref().is_some_and(|line| !line.counts())));
    let details_id = format!("line-{id}");
    let controls = details_id.clone();
    let fold_label = Signal::derive(move || t_with("quotes-why-of", &[("product", own.name().into())]));
    let details = move || own.unfolded.get().then(|| details(own));
    let picture = still::shown(desk.replica, line, move || own.name());
    view! {
        <tbody class="quote-line" class:quote-line--out=out class:quote-line--open=own.unfolded>
            <tr>
                <td class="quote-lines__fold">
                    <button
                        class="button button--quiet button--icon"
                        type="button"
                        aria-label=fold_label
                        aria-expanded=move || if own.unfolded.get() { "true" } else { "false" }
                        aria-controls=controls
                        on:click=move |_| own.unfolded.update(|open| *open = !*open)
                    >
                        <crate::ui::Icon glyph=Signal::derive(move || if own.unfolded.get() { Glyph::ChevronDown } else { Glyph::ChevronRight }) />
                    </button>
                </td>
                <th scope="row" class="quote-line__what">{picture}{move || what(own)}</th>
                <td class="quote-lines__number">{move || quantity(own)}</td>
                <td class="quote-lines__number quote-lines__each">{move || each(own)}</td>
                <td class="quote-lines__number">{move || discount(own)}</td>
                <td class="quote-lines__number quote-line__net">{move || net(own)}</td>
                <td class="quote-lines__menu">{move || desk.may.get().then(|| menu(own))}</td>
            </tr>
            <tr class="quote-line__details" id=details_id hidden=move || !own.unfolded.get()>
                <td colspan="7">{details}</td>
            </tr>
        </tbody>
    }
    .into_any()
}

impl Line {
    fn name(self) -> String {
        let priced = self.priced.with(|line| line.as_ref().map(|line| line.product.name.clone()));
        let own = || self.record.with(|record| Some(record.as_ref()?.get(QuoteLine::NAME)?.to_owned()));
        priced.or_else(own).unwrap_or_else(|| t("record-no-name"))
    }

    /// Saves a number that was typed.
    fn save(self, field: &'static str, kind: &FieldType, text: &str) {
        let Some(record) = self.record.get_untracked() else { return };
        let value = entered(kind, text);
        if *record.value(field) == value {
            return;
        }
        let label = field_word(QuoteLine::ENTITY_NAME, field);
        let said = t_with("record-said-changed", &[("field", label.into()), ("title", untrack(|| self.name()).into())]);
        self.desk.set_line(&record, [(field, value)], said);
    }
}

/// Name, number, description, and whether it counts.
fn what(line: Line) -> AnyView {
    let priced = line.priced.get();
    let code = priced.as_ref().map(|line| line.product.code.clone()).filter(|code| !code.is_empty());
    let text = line.record.with(|record| Some(record.as_ref()?.get(QuoteLine::DESCRIPTION)?.to_owned()));
    let optional =
        line.record.with(|record| Some(record.as_ref()?.get(QuoteLine::OPTIONAL)?.to_owned())).map(|choice| {
            let words = crate::record::words::option_word(QuoteLine::ENTITY_NAME, QuoteLine::OPTIONAL.id, &choice);
            view! { <Badge tone=Tone::Info>{words}</Badge> }
        });
    let desk = line.desk;
    let wrong = desk.problem_of(line.id).map(|words| view! { <p class="field__problem" role="alert">{words}</p> });
    let chosen = priced.as_ref().map(|line| told(&line.choices)).filter(|words| !words.is_empty());
    view! {
        <span class="quote-line__name">{line.name()}</span>
        {code.map(|code| view! { <span class="quote-line__code">{code}</span> })}
        {optional}
        {chosen.map(|words| view! { <span class="quote-line__choices">{words}</span> })}
        {configure(line)}
        {text.map(|text| view! { <span class="quote-line__text">{text}</span> })}
        {wrong}
    }
    .into_any()
}

/// The way into the configurator, for a product that has a model.
fn configure(line: Line) -> Option<AnyView> {
    if !line.desk.may.get() {
        return None;
    }
    line.desk.replica.follow(&[ProductModel::ENTITY_NAME]);
    let product = line.record.with(|record| record.as_ref()?.get(QuoteLine::PRODUCT))?;
    let (choices, done) = line.record.with(|record| {
        let record = record.as_ref()?;
        Some((records::choices(record).unwrap_or_default(), record.get(QuoteLine::CONFIGURATION).is_some()))
    })?;
    line.desk.replica.read(|rows| newest(rows, product))?;
    let href = path_to(product, line.id, &chosen(&choices));
    let words = t(if done { "quotes-configure-again" } else { "quotes-configure" });
    Some(
        view! { <a class="link quote-line__configure" href=href><crate::ui::Icon glyph=Glyph::Settings />{words}</a> }
            .into_any(),
    )
}

/// A number that is typed where it stands; plain words where it cannot be changed.
fn quantity(line: Line) -> AnyView {
    let kind = FieldType::Number { min: 0.0, max: 1e9 };
    if !line.desk.may.get() {
        let words = line.priced.with(|line| line.as_ref().map(|line| plain(line.quantity)));
        return words.into_any();
    }
    let label = Signal::derive(move || t_with("quotes-quantity-of", &[("product", line.name().into())]));
    let value = follow(line, QuoteLine::QUANTITY.id, kind.clone());
    let save = Callback::new(move |text: String| line.save(QuoteLine::QUANTITY.id, &kind, &text));
    view! { <NumberField label value hide_label=true on_change=save /> }.into_any()
}

/// The text of a number field, in step with the record.
fn follow(line: Line, field: &'static str, kind: FieldType) -> RwSignal<String> {
    let saved =
        Memo::new(move |_| line.record.with(|record| record.as_ref().map(|record| typed(&kind, record.value(field)))));
    let text = RwSignal::new(saved.get_untracked().unwrap_or_default());
    Effect::new(move || {
        if let Some(saved) = saved.get() {
            text.set(saved);
        }
    });
    text
}

/// What one costs before discounts.
fn each(line: Line) -> Option<String> {
    let currency = line.desk.currency()?;
    line.priced.with(|line| line.as_ref().map(|line| amount(line.list_unit(), currency)))
}

/// The discount by hand, typed where it stands.
fn discount(line: Line) -> AnyView {
    let kind = Memo::new(move |_| {
        line.record
            .with(|record| Some(record.as_ref()?.get(QuoteLine::DISCOUNT_KIND)?.to_owned()))
            .unwrap_or_else(|| "percent".to_owned())
    });
    if !line.desk.may.get() {
        let off = line.priced.with(|line| line.as_ref().map(PricedLine::discount_percent));
        let off = off.filter(|off| !off.is_zero()).map(|off| t_with("quotes-off", &[("percent", plain(off).into())]));
        return off.into_any();
    }
    let label = Signal::derive(move || t_with("quotes-discount-of", &[("product", line.name().into())]));
    let number = FieldType::Number { min: 0.0, max: 1e12 };
    let value = follow(line, QuoteLine::DISCOUNT.id, number.clone());
    let suffix = MaybeProp::derive(move || {
        Some(if kind.get() == "percent" { "%".to_owned() } else { line.desk.currency()?.to_string() })
    });
    let save = Callback::new(move |text: String| line.save(QuoteLine::DISCOUNT.id, &number, &text));
    view! { <NumberField label value suffix hide_label=true on_change=save /> }.into_any()
}

/// What the line costs, and how much less than its list price that is.
fn net(line: Line) -> AnyView {
    let Some((priced, currency)) = line.priced.get().zip(line.desk.currency()) else { return ().into_any() };
    let off = priced.discount_percent();
    let off = (!off.is_zero() && line.desk.may.get()).then(
        || view! { <span class="quote-line__off">{t_with("quotes-off", &[("percent", plain(off).into())])}</span> },
    );
    view! { <span class="quote-line__amount">{amount(priced.net, currency)}</span>{off} }.into_any()
}

fn menu(line: Line) -> AnyView {
    let items = Signal::derive(move || {
        vec![
            MenuItem::new(t("quotes-move-up"), move || shift(line, -1)).icon(Glyph::ArrowUp),
            MenuItem::new(t("quotes-move-down"), move || shift(line, 1)).icon(Glyph::ArrowDown),
            MenuItem::new(t("quotes-remove-line"), move || remove(line)).icon(Glyph::Trash).danger().rule_above(),
        ]
    });
    let label = Signal::derive(move || t_with("quotes-actions-of", &[("product", line.name().into())]));
    view! { <Menu label icon=Glyph::More icon_only=true kind=ButtonKind::Quiet items /> }.into_any()
}

fn remove(line: Line) {
    let op = Operation::Delete { entity: QuoteLine::ENTITY_NAME.into(), id: line.id };
    let said = t_with("quotes-said-removed", &[("product", untrack(|| line.name()).into())]);
    line.desk.replica.write(said, vec![op]);
}

/// Changes places with the neighbour.
fn shift(line: Line, by: isize) {
    let ops = line.desk.replica.read(|rows| {
        let lines = pricing::records::lines(rows, line.desk.id);
        let at = lines.iter().position(|other| other.id == line.id)?;
        let (own, other) = (lines.get(at)?, lines.get(at.checked_add_signed(by)?)?);
        let place = |line: &Record| line.value(QuoteLine::POSITION.id).clone();
        let swap = |line: &Record, to: Value| rows.patch(line, [(QuoteLine::POSITION.id, to)]);
        Some(vec![swap(own, place(other)), swap(other, place(own))])
    });
    if let Some(ops) = ops {
        line.desk.replica.write(t("quotes-said-moved"), ops);
    }
}

/// Why the line costs what it costs, and what else can be said about it.
fn details(line: Line) -> AnyView {
    let fields = entity_def(line.desk.replica, QuoteLine::ENTITY_NAME)
        .map(|def| DETAILS.iter().filter_map(|field| RecordField::of(&def, field)).collect::<Vec<_>>())
        .unwrap_or_default();
    let fields = StoredValue::new(fields);
    let shown = Memo::new(move |_| {
        let may = line.desk.may.get();
        line.record.with(|record| {
            let tells = |field: &RecordField| record.as_ref().is_some_and(|record| is_told(record, field.id(), may));
            fields.with_value(|fields| fields.iter().filter(|field| tells(field)).cloned().collect::<Vec<_>>())
        })
    });
    let row = move |field: RecordField| {
        let label = field.label();
        view! {
            <div class="record-fields__row">
                <dt class="record-fields__label">{label}</dt>
                <dd class="record-fields__value"><InlineField record=line.record field /></dd>
            </div>
        }
    };
    let steps =
        move || line.priced.get().zip(line.desk.currency()).map(|(priced, currency)| waterfall(&priced, currency));
    let configured = move || line.priced.with(|priced| priced.as_ref().and_then(configured));
    view! {
        <div class="quote-line__inside">
            <div class="quote-line__why">{steps}{configured}</div>
            <dl class="record-fields__list">
                <For each=move || shown.get() key=|field| field.id().to_owned() children=row />
            </dl>
        </div>
    }
    .into_any()
}

/// What only says more about something is shown once that is there; of what cannot be changed only what is filled.
fn is_told(record: &Record, field: &str, may: bool) -> bool {
    let filled = |field: &str| !record.value(field).is_null();
    let wanted = match field {
        "discount_kind" | "discount_reason" => filled(QuoteLine::DISCOUNT.id),
        "tax_rate" => filled(QuoteLine::TAX_CATEGORY.id),
        "tax_reason" => record.get(QuoteLine::TAX_CATEGORY).is_some_and(|category| category != tax::STANDARD),
        _ => true,
    };
    filled(field) || may && wanted
}
