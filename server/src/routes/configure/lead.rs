//! What a request becomes: a lead, a deal and a draft of a quote, with something to do for whoever follows it up.

use pricing::{PricedQuote, records};
use product::{Change, Choices, Configurator, Limits, Model, Whole};
use shared::{
    Id, Value,
    entities::{Lead, Opportunity, Product, ProductModel, Quote, Task},
    messages::say,
    record::Millis,
    sync::Operation,
    value::Money,
};

use super::{
    goods::Goods,
    request::Given,
    routing::Place,
    sale::{Sale, choice},
};
use crate::{
    app::App,
    clock,
    failure::Failure,
    public::{money, t, t_with, today},
};

/// Longest title.
const TITLE: usize = 200;

/// A product as it was configured anew here.
pub(super) struct Built {
    whole: Whole,
    hash: String,
    currency: String,
}

/// Configures what was asked for by the true model, whatever the page has made of it.
pub(super) async fn build(goods: &Goods, choices: Choices) -> Result<Built, Failure> {
    let source = goods.model.get(ProductModel::SOURCE).unwrap_or_default().to_owned();
    let built = tokio::task::spawn_blocking(move || {
        let model = Model::from_json(&source)?;
        let mut configurator = Configurator::build(&model, &Limits::default())?;
        let whole = configurator.whole(&choices, model.minor_digits).map_err(|fault| vec![fault])?;
        Ok::<_, Vec<product::Fault>>(Built { whole, hash: model.content_hash(), currency: model.currency })
    });
    let built = built.await.map_err(|error| Failure::unforeseen("a request's product", &error))?;
    built.map_err(|faults| {
        let words: Vec<String> = faults.iter().map(ToString::to_string).collect();
        Failure::unforeseen("a request's product", &words.join("; "))
    })
}

/// Everything that is written for a request, in one mutation.
pub(super) fn operations(app: &App, goods: &Goods, given: &Given, built: Built) -> Result<Vec<Operation>, Failure> {
    let now = app.clock.now();
    let [lead, deal, quote, line] = [(); 4].map(|()| clock::new_id(now));
    let (lead, deal) = (lead?, deal?);
    let notes = notes(&built.whole);
    let sale = Sale {
        quote: quote?,
        line: line?,
        title: title(goods, given),
        quantity: given.quantity,
        at: now,
        kept: kept(goods, built)?,
    };
    let truth = app.workspace.truth();
    let place = Place::of(&truth, goods, given.country());
    // Without a price there is no total; the quote's page says what is missing.
    let priced = sale.price(&truth, goods);
    let notes = [notes, doubts(given, &priced)].concat();
    let all = All { goods, given, place, sale, priced: priced.ok(), lead, deal, now };
    Ok(all.operations(&notes))
}

fn title(goods: &Goods, given: &Given) -> String {
    let product = goods.product.get(Product::NAME).unwrap_or_default();
    let whom = if given.firm().is_empty() { given.name() } else { given.firm() };
    t_with("shop-lead-title", &[("product", product), ("whom", &whom)]).chars().take(TITLE).collect()
}

/// What the quote's line keeps.
fn kept(goods: &Goods, built: Built) -> Result<Vec<(shared::Name, Value)>, Failure> {
    let Built { whole, hash, currency } = built;
    let currency = currency.parse().map_err(|_| Failure::unforeseen("a public model", &"it has no currency"))?;
    let pinned = pricing::draft::Configuration { from: whole.from, parts: whole.parts, ..goods.pinned(hash, currency) };
    let choices: Vec<_> = whole.picks.into_iter().map(choice).collect();
    let kept = records::configured(&pinned, &choices);
    kept.map(Vec::from).map_err(|problem| Failure::unforeseen("a request", &say(&problem)))
}

/// What could not be done as it was asked for: the page may have been older than the model.
fn notes(whole: &Whole) -> Vec<String> {
    let lost = whole
        .lost
        .iter()
        .map(|(attribute, option)| t_with("shop-lead-lost", &[("attribute", attribute), ("option", option)]));
    let changed = whole.changed.iter().map(|Change { attribute, from, to }| {
        t_with("shop-lead-changed", &[("attribute", attribute), ("from", from), ("to", to)])
    });
    lost.chain(changed).collect()
}

/// What whoever follows it up should know of the price.
fn doubts(given: &Given, priced: &Result<PricedQuote, Vec<shared::Problem>>) -> Vec<String> {
    let quote = match priced {
        Ok(quote) => quote,
        Err(problems) => return problems.iter().map(say).collect(),
    };
    let net = quote.totals().net;
    let differs = given.shown().filter(|shown| *shown != net);
    let told = differs.map(|shown| {
        let [shown, now] = [shown, net].map(|amount| money(amount, quote.settlement.currency));
        t_with("shop-lead-price", &[("shown", &shown), ("now", &now)])
    });
    told.into_iter().collect()
}

/// What the records are made of.
struct All<'a> {
    goods: &'a Goods,
    given: &'a Given,
    place: Place,
    sale: Sale,
    priced: Option<PricedQuote>,
    lead: Id,
    deal: Id,
    now: Millis,
}

impl All<'_> {
    fn operations(&self, notes: &[String]) -> Vec<Operation> {
        let quote = self.sale.operations(self.goods);
        // A deal needs a stage; without any there is still the quote.
        let deal = self.place.stage.as_ref().map(|_| self.deal);
        let quoted = quote.as_ref().map(|_| self.sale.quote);
        // What is linked to comes first.
        let mut ops: Vec<Operation> = self.opportunity().into_iter().collect();
        ops.extend(quote.into_iter().flatten().map(|op| self.owned(op, deal)));
        ops.push(self.lead(deal, quoted));
        ops.push(self.task(deal, notes));
        ops
    }

    fn amount(&self, of: impl Fn(&pricing::Totals) -> rust_decimal::Decimal) -> Value {
        let money = self.priced.as_ref().map(|quote| Money::new(of(quote.totals()), quote.settlement.currency));
        money.into()
    }

    /// Who looks after it.
    fn whose(&self) -> [(&'static str, Value); 2] {
        [("owner", self.place.owner.into()), ("team", self.place.team.into())]
    }

    fn lead(&self, deal: Option<Id>, quote: Option<Id>) -> Operation {
        let given = self.given;
        let text = |text: String| Some(text).filter(|text| !text.is_empty()).into();
        let currency = self.goods.currency;
        let shown = given.shown().zip(currency).map(|(amount, currency)| Money::new(amount, currency));
        let consent = t_with("shop-lead-consent", &[("words", &t("shop-consent"))]);
        let own: [(&str, Value); 14] = [
            (Lead::TITLE.id, self.sale.title.as_str().into()),
            (Lead::STATUS.id, "new".into()),
            (Lead::PERSON.id, text(given.name())),
            (Lead::COMPANY.id, text(given.firm())),
            (Lead::EMAIL.id, text(given.email())),
            (Lead::PHONE.id, text(given.phone())),
            (Lead::COUNTRY.id, given.country().into()),
            (Lead::SOURCE.id, "configurator".into()),
            (Lead::PRODUCT.id, self.goods.product.id.into()),
            (Lead::MESSAGE.id, text(given.note())),
            (Lead::SHOWN.id, shown.into()),
            (Lead::CONSENT.id, consent.into()),
            (Lead::OPPORTUNITY.id, deal.into()),
            (Lead::QUOTE.id, quote.into()),
        ];
        Operation::create(Lead::ENTITY_NAME, self.lead, own.into_iter().chain(self.whose()))
    }

    fn opportunity(&self) -> Option<Operation> {
        let stage = self.place.stage.as_ref()?;
        let own: [(&str, Value); 9] = [
            (Opportunity::NAME.id, self.sale.title.as_str().into()),
            (Opportunity::STAGE.id, stage.id.into()),
            (Opportunity::PIPELINE.id, stage.pipeline.into()),
            (Opportunity::PROBABILITY.id, stage.probability.into()),
            (Opportunity::AMOUNT.id, self.amount(|totals| totals.net)),
            (Opportunity::OPENED_ON.id, today(self.now).into()),
            (Opportunity::PRODUCT.id, self.goods.product.id.into()),
            (Opportunity::NEXT_STEP.id, t("shop-lead-next").into()),
            (Opportunity::SOURCE.id, t("shop-lead-source").into()),
        ];
        Some(Operation::create(Opportunity::ENTITY_NAME, self.deal, own.into_iter().chain(self.whose())))
    }

    /// A record of the sale with whom it belongs to; of the quote also its deal and totals.
    fn owned(&self, mut op: Operation, deal: Option<Id>) -> Operation {
        if let Operation::Create { entity, values, .. } = &mut op {
            values.extend(self.whose().map(|(field, value)| (field.into(), value)));
            if **entity == *Quote::ENTITY_NAME {
                values.insert(Quote::OPPORTUNITY.id.into(), deal.into());
                values.insert(Quote::NET.id.into(), self.amount(|totals| totals.net));
                values.insert(Quote::GROSS.id.into(), self.amount(|totals| totals.gross));
            }
            values.retain(|_, value| !value.is_null());
        }
        op
    }

    fn task(&self, deal: Option<Id>, notes: &[String]) -> Operation {
        let subject = t_with("shop-lead-task", &[("title", &self.sale.title)]);
        let subject: String = subject.chars().take(TITLE).collect();
        let own: [(&str, Value); 4] = [
            (Task::SUBJECT.id, subject.into()),
            (Task::DUE.id, today(self.now).into()),
            (Task::OPPORTUNITY.id, deal.into()),
            (Task::DESCRIPTION.id, Some(notes.join("\n\n")).filter(|text| !text.is_empty()).into()),
        ];
        // Its id follows from the lead's: it is the one task of that request.
        let id = shared::schema::id_for("task-of-lead", self.lead);
        Operation::create(Task::ENTITY_NAME, id, own.into_iter().chain(self.whose()))
    }
}
