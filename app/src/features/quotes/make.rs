//! New quotes: made at once from the deal or account where they were asked for, and opened.

use crate::{
    chunks::chunk,
    i18n::{t, t_with},
    record::{NewRecord, field::usual_currency, in_days, page_of, use_forms},
    services::{ReplicaHandle, new_id, today, use_replica},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_navigate;
use pricing::records;
use shared::{
    Id, Record, Value,
    entities::{Account, Contact, DRAFT, Opportunity, PriceBook, Product, Quote, QuoteLine, QuoteTemplate},
    replica::Replica,
    sync::Operation,
    value::Currency,
};
use std::sync::Arc;

/// Days for which a quote is valid unless somebody says otherwise.
const VALID: i32 = 30;

/// Lets every *New quote* make one at once. Stands once, in the frame.
pub fn make_at_once() {
    let (replica, navigate) = (use_replica(), StoredValue::new_local(use_navigate()));
    let maker = move |new: NewRecord| {
        spawn_local(async move {
            let Ok((id, ops)) = draft(replica, new).await else { return replica.say_wrong(t("chunk-missing-title")) };
            match replica.commit(ops, None).await {
                Ok(undo) => {
                    replica.offer_undo(t("quotes-said-made"), undo);
                    let page = replica
                        .read(|rows| rows.get(Quote::ENTITY_NAME, id).map(|quote| page_of(rows.schema(), quote)));
                    if let Some(page) = page {
                        navigate.with_value(|navigate| navigate(&page, leptos_router::NavigateOptions::default()));
                    }
                }
                Err(refusal) => replica.say_refused(&refusal),
            }
        });
    };
    use_forms().made_by(Quote::ENTITY_NAME, Callback::new(maker));
}

chunk!(
    catalogue: /// A quote as it begins, and what makes it.
    fn draft(replica: ReplicaHandle, new: NewRecord) -> (Id, Vec<Operation>) {
        replica.read(|rows| quote(rows, replica, &new))
    }
);

/// What a quote is made for.
struct For<'a> {
    rows: &'a Replica,
    new: &'a NewRecord,
}

impl For<'_> {
    fn id(&self, field: &str) -> Option<Id> {
        let (_, value) = self.new.values.iter().find(|(known, _)| **known == *field)?;
        value.items().first()?.parse().ok()
    }

    fn record(&self, entity: &str, field: &str) -> Option<&Arc<Record>> {
        self.rows.get(entity, self.id(field)?)
    }

    /// The currency that the deal is in, else that of the usual price book.
    fn currency(&self, deal: Option<&Record>) -> String {
        let books = self.rows.rows(PriceBook::ENTITY_NAME);
        let wanted: Option<Currency> = deal.and_then(|deal| deal.get(Opportunity::AMOUNT)).map(|money| money.currency);
        let book = records::usual_book(books, None).and_then(|book| book.get(PriceBook::CURRENCY));
        wanted
            .map(|code| code.to_string())
            .or_else(|| book.map(str::to_owned))
            .unwrap_or_else(|| usual_currency(self.rows))
    }

    fn title(&self, deal: Option<&Record>, account: Option<Id>) -> String {
        let of_deal = deal.and_then(|deal| deal.get(Opportunity::NAME)).map(str::to_owned);
        let of_account = || {
            let name = self.rows.title(Account::ENTITY_NAME, account?);
            (!name.is_empty()).then(|| t_with("quotes-for", &[("account", name.into())]))
        };
        of_deal.or_else(of_account).unwrap_or_else(|| t("quotes-untitled"))
    }

    /// Terms are mostly those of the last quote, unless the template has some.
    fn terms(&self, template: Option<Id>) -> Value {
        let of_template = template.and_then(|id| self.rows.get(QuoteTemplate::ENTITY_NAME, id));
        if of_template.is_some_and(|template| template.get(QuoteTemplate::TERMS).is_some()) {
            return Value::Null;
        }
        let newest = self.rows.rows(Quote::ENTITY_NAME).iter().filter(|quote| quote.get(Quote::TERMS).is_some());
        newest.max_by_key(|quote| quote.id).map_or(Value::Null, |quote| quote.value(Quote::TERMS.id).clone())
    }
}

fn valid_until() -> Value {
    in_days(VALID).into()
}

pub(super) fn quote(rows: &Replica, replica: ReplicaHandle, new: &NewRecord) -> (Id, Vec<Operation>) {
    let wanted = For { rows, new };
    let deal = wanted.record(Opportunity::ENTITY_NAME, Quote::OPPORTUNITY.id).map(AsRef::as_ref);
    let person = wanted.record(Contact::ENTITY_NAME, Quote::CONTACT.id).map(AsRef::as_ref);
    let account = wanted.id(Quote::ACCOUNT.id).or_else(|| deal?.get(Opportunity::ACCOUNT));
    let account = account.or_else(|| person?.get(Contact::ACCOUNT));
    let contact = person.map(|person| person.id).or_else(|| deal?.get(Opportunity::CONTACTS)?.first().copied());
    let (id, today) = (new_id(), today());
    let template = records::usual_template(rows.rows(QuoteTemplate::ENTITY_NAME));
    let values: [(&str, Value); 14] = [
        (Quote::TITLE.id, wanted.title(deal, account).into()),
        (Quote::NUMBER.id, records::number(id).into()),
        (Quote::VERSION.id, 1.0.into()),
        (Quote::STATUS.id, DRAFT.into()),
        (Quote::ACCOUNT.id, account.into()),
        (Quote::CONTACT.id, contact.into()),
        (Quote::OPPORTUNITY.id, deal.map(|deal| deal.id).into()),
        (Quote::CURRENCY.id, wanted.currency(deal).into()),
        (Quote::DATE.id, today.into()),
        (Quote::VALID_UNTIL.id, valid_until()),
        (Quote::TERMS.id, wanted.terms(template)),
        (Quote::TEMPLATE.id, template.into()),
        (Quote::OWNER.id, replica.me().into()),
        (Quote::TEAM.id, Value::Null),
    ];
    let mut ops = vec![Operation::create(Quote::ENTITY_NAME, id, values)];
    let product =
        deal.and_then(|deal| deal.get(Opportunity::PRODUCT)).and_then(|id| rows.get(Product::ENTITY_NAME, id));
    ops.extend(product.map(|product| line(id, product, 1.0)));
    (id, ops)
}

/// A line for one of a product, at this place.
pub(super) fn line(quote: Id, product: &Record, position: f64) -> Operation {
    let values: [(&str, Value); 5] = [
        (QuoteLine::NAME.id, product.value(Product::NAME.id).clone()),
        (QuoteLine::QUOTE.id, quote.into()),
        (QuoteLine::POSITION.id, position.into()),
        (QuoteLine::PRODUCT.id, product.id.into()),
        (QuoteLine::QUANTITY.id, 1.0.into()),
    ];
    Operation::create(QuoteLine::ENTITY_NAME, new_id(), values)
}

/// A new version of a quote, and where it is.
pub(super) fn next_version(rows: &Replica, quote: &Record) -> (Id, Vec<Operation>) {
    records::next_version(rows, quote, in_days(VALID).parse().ok(), new_id)
}
