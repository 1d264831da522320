//! A small workspace with one quote, kept by the same rules as the server's.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    unreachable_pub,
    reason = "a test may stop at the first surprise"
)]

use pricing::{PricedQuote, Prices, records};
use rust_decimal::Decimal;
use shared::{
    Id, Name, Problem, Record, Schema, Value,
    demo::{Demo, FIRM, Size},
    entities::{Price, PriceBook, Product, Quote, QuoteLine, Seller, seller_id},
    rules::{Access, Hidden, Role, Scope},
    sync::{Change, Context, Edit, Inspection, Mutation, Operation, Rows, apply},
    value::{Date, Money},
};
use std::{collections::BTreeMap, sync::Arc};

pub const QUOTE: &str = "the quote";

pub fn id(name: &str) -> Id {
    Id::named(name)
}

pub fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

pub fn money(amount: &str) -> Money {
    format!("{amount} EUR").parse().unwrap()
}

pub fn today() -> Date {
    "2026-11-21".parse().unwrap()
}

pub struct Desk {
    schema: Schema,
    rows: BTreeMap<(Name, Id), Arc<Record>>,
    seq: u64,
}

impl Rows for Desk {
    fn row(&self, entity: &str, id: Id) -> Option<Arc<Record>> {
        self.rows.get(&(entity.into(), id)).cloned()
    }

    fn holding(&self, entity: &str, field: &str, text: &str) -> Vec<Arc<Record>> {
        let holds = |row: &&Arc<Record>| {
            *row.entity == *entity
                && row.deleted.is_none()
                && row.value(field).items().iter().any(|item| **item == *text)
        };
        self.rows.values().filter(holds).cloned().collect()
    }
}

impl Desk {
    /// The demo workspace, as far as prices need it.
    pub fn demo() -> Self {
        let mut desk = Self { schema: Schema::built_in(), rows: BTreeMap::new(), seq: 0 };
        for role in Role::ALL {
            let values: [(&str, Value); 2] = [("name", role.key().into()), ("key", role.key().into())];
            desk.system(vec![Operation::create("role", role.id(), values)]);
        }
        let firm = [(Seller::NAME.id, FIRM.into())];
        desk.system(vec![Operation::create(Seller::ENTITY_NAME, seller_id(), firm)]);
        desk.make("pipeline", "pipeline/sales", [("name", "Sales".into())]);
        for stage in ["Prospecting", "Engaging", "Proposal", "Negotiation", "Won", "Lost"] {
            let kind = if ["Won", "Lost"].contains(&stage) { stage.to_lowercase() } else { "open".to_owned() };
            let values: [(&str, Value); 3] =
                [("name", stage.into()), ("kind", kind.into()), ("pipeline", id("pipeline/sales").into())];
            desk.make("stage", &format!("stage/sales/{}", stage.to_lowercase()), values);
        }
        for batch in Demo::new(7, Size::Small, today()) {
            desk.system(batch);
        }
        for (_, ops) in pricing::demo::finish(&desk, &desk.schema, today()).unwrap() {
            desk.system(ops);
        }
        desk
    }

    /// A manager, a rep, two products at 500 and 200, an account, and an empty quote of the rep.
    pub fn new() -> Self {
        let mut desk = Self { schema: Schema::built_in(), rows: BTreeMap::new(), seq: 0 };
        for (role, person) in [(Role::Manager, "boss"), (Role::Rep, "rep")] {
            desk.make("role", role.key(), [("name", role.key().into()), ("key", role.key().into())]);
            desk.make(
                "user",
                person,
                [
                    ("name", person.into()),
                    ("email", format!("{person}@example.org").into()),
                    ("role", id(role.key()).into()),
                ],
            );
        }
        desk.make("account", "firm", [("name", Value::from("Firm"))]);
        desk.make("account", "other", [("name", Value::from("Other"))]);
        desk.product("desk", Some("500"));
        desk.product("chair", Some("200"));
        let values: [(&str, Value); 8] = [
            (Quote::TITLE.id, "Desks".into()),
            (Quote::NUMBER.id, "Q-1".into()),
            (Quote::VERSION.id, 1.0.into()),
            (Quote::STATUS.id, "draft".into()),
            (Quote::ACCOUNT.id, id("firm").into()),
            (Quote::CURRENCY.id, "EUR".into()),
            (Quote::DATE.id, today().into()),
            (Quote::OWNER.id, id("rep").into()),
        ];
        desk.make(Quote::ENTITY_NAME, QUOTE, values);
        desk
    }

    pub fn access(person: &str, role: Role) -> Access {
        Access {
            user: id(person),
            role,
            scopes: [Scope::Workspace, Scope::User(id("rep")), Scope::User(id(person))].into(),
        }
    }

    /// Does it as the manager, who sees what the rep sees.
    pub fn act(&mut self, ops: Vec<Operation>) -> Result<(), Vec<Problem>> {
        self.act_as(&Self::access("boss", Role::Manager), ops)
    }

    pub fn act_as(&mut self, access: &Access, ops: Vec<Operation>) -> Result<(), Vec<Problem>> {
        self.seq += 1;
        let context =
            Context { schema: &self.schema, access, hidden: Hidden::NOTHING, reads: &|_, _, _| true, seq: self.seq };
        let client = id("device");
        let mutation =
            Mutation { client, number: self.seq, at: self.seq, ops, group: None, epoch: String::new(), seen: None };
        let applied = apply(&context, self, &mutation)?;
        let inspection = Inspection { schema: &self.schema, before: self, changed: &applied.rows };
        let problems = if access.is_system() { Vec::new() } else { records::inspect(&inspection) };
        if !problems.is_empty() {
            return Err(problems);
        }
        for row in applied.rows {
            self.rows.insert((row.entity.clone(), row.id), Arc::new(row));
        }
        Ok(())
    }

    fn system(&mut self, ops: Vec<Operation>) {
        self.act_as(&Access::system(), ops).expect("the system may");
    }

    pub fn make<'a>(&mut self, entity: &str, name: &str, values: impl IntoIterator<Item = (&'a str, Value)>) {
        self.system(vec![Operation::create(entity, id(name), values)]);
    }

    pub fn product(&mut self, name: &str, price: Option<&str>) {
        let price: Value = price.map(money).into();
        self.make(Product::ENTITY_NAME, name, [(Product::NAME.id, name.into()), (Product::PRICE.id, price)]);
    }

    pub fn book(&mut self, name: &str, more: &[(&str, Value)]) {
        let own = [(PriceBook::NAME.id, Value::from(name)), (PriceBook::CURRENCY.id, "EUR".into())];
        self.make(PriceBook::ENTITY_NAME, name, own.into_iter().chain(more.iter().cloned()));
    }

    /// A price named `BOOK/PRODUCT`, or `BOOK/PRODUCT/FROM` for a tier.
    pub fn price(&mut self, book: &str, product: &str, amount: &str, from: Option<f64>) {
        let name = from.map_or_else(|| format!("{book}/{product}"), |from| format!("{book}/{product}/{from}"));
        let values: [(&str, Value); 4] = [
            (Price::BOOK.id, id(book).into()),
            (Price::PRODUCT.id, id(product).into()),
            (Price::AMOUNT.id, money(amount).into()),
            (Price::FROM.id, from.into()),
        ];
        self.make(Price::ENTITY_NAME, &name, values);
    }

    pub fn line_op(name: &str, product: &str, quantity: f64) -> Operation {
        let values: [(&str, Value); 4] = [
            (QuoteLine::QUOTE.id, id(QUOTE).into()),
            (
                QuoteLine::POSITION.id,
                f64::from(name.bytes().fold(0u32, |sum, byte| sum * 256 + u32::from(byte))).into(),
            ),
            (QuoteLine::PRODUCT.id, id(product).into()),
            (QuoteLine::QUANTITY.id, quantity.into()),
        ];
        Operation::create(QuoteLine::ENTITY_NAME, id(name), values)
    }

    pub fn line(&mut self, name: &str, product: &str, quantity: f64) {
        self.act(vec![Self::line_op(name, product, quantity)]).unwrap();
    }

    pub fn ops_for<'a>(&self, entity: &str, id: Id, values: impl IntoIterator<Item = (&'a str, Value)>) -> Operation {
        let change =
            |(field, value): (&str, Value)| Change { field: field.into(), edit: Edit::Set(value), base: self.seq };
        Operation::Patch { entity: entity.into(), id, changes: values.into_iter().map(change).collect() }
    }

    /// Changes a record by its name; the only one of its entity where the name is empty.
    pub fn patch(
        &mut self,
        entity: &str,
        name: &str,
        field: &str,
        value: impl Into<Value>,
    ) -> Result<(), Vec<Problem>> {
        let id = if name.is_empty() { self.only(entity).id } else { id(name) };
        let op = self.ops_for(entity, id, [(field, value.into())]);
        self.act(vec![op])
    }

    pub fn set(&mut self, entity: &str, name: &str, field: &str, value: impl Into<Value>) {
        self.patch(entity, name, field, value).unwrap();
    }

    /// Sets a field whatever the rules say, as damage does.
    pub fn force(&mut self, entity: &str, name: &str, field: &str, value: Value) {
        let op = self.ops_for(entity, id(name), [(field, value)]);
        self.system(vec![op]);
    }

    pub fn keep(&mut self, record: &Record, values: &[(Name, Value)]) {
        let values = values.iter().map(|(field, value)| (&**field, value.clone()));
        let op = self.ops_for(&record.entity, record.id, values);
        self.act(vec![op]).unwrap();
    }

    pub fn find(&self, entity: &str, id: Id) -> Arc<Record> {
        self.row(entity, id).unwrap()
    }

    pub fn all(&self, entity: &str) -> Vec<Arc<Record>> {
        self.rows.values().filter(|row| *row.entity == *entity && row.deleted.is_none()).cloned().collect()
    }

    pub fn only(&self, entity: &str) -> Arc<Record> {
        let all = self.all(entity);
        assert_eq!(all.len(), 1, "{entity}");
        all.into_iter().next().unwrap()
    }

    pub fn quote(&self) -> Arc<Record> {
        self.find(Quote::ENTITY_NAME, id(QUOTE))
    }

    pub fn price_of(&self, quote: &Record) -> Result<PricedQuote, Vec<Problem>> {
        let catalog = records::catalog(self, quote).map_err(|problem| vec![problem])?;
        Prices::open(&catalog).quote(&records::draft(self, quote)?)
    }

    pub fn try_price(&self) -> Result<PricedQuote, Vec<Problem>> {
        self.price_of(&self.quote())
    }

    pub fn priced(&self) -> PricedQuote {
        self.try_price().unwrap()
    }

    pub fn send(&mut self) {
        let sending = self.sending(&self.priced());
        self.act(vec![sending]).unwrap();
    }

    /// What a device does that sends the quote at these prices.
    pub fn sending(&self, priced: &PricedQuote) -> Operation {
        let quote = self.quote();
        let values = records::send(self, &quote, priced, today()).unwrap();
        self.ops_for("quote", quote.id, values.iter().map(|(field, value)| (&**field, value.clone())))
    }

    /// What was sent.
    pub fn sold(&self) -> PricedQuote {
        records::priced(&self.quote()).unwrap().expect("it was sent")
    }

    /// What a device does that accepts the quote.
    pub fn acceptance(&self) -> Vec<Operation> {
        let patch = self.ops_for("quote", id(QUOTE), [("status", Value::from("accepted"))]);
        let made = records::accept(&self.schema, &self.quote(), &self.sold(), today()).unwrap();
        made.into_iter().chain([patch]).collect()
    }
}
