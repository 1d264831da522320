//! Orders and invoices as UBL 2.1, with the totals of EN 16931. Elements stand in the order of the schema.

mod parts;
mod xml;

use crate::{
    Order, PricedLine, Tax, amount,
    order::{Delivery, DeliveryLine},
    totals::{Settlement, Sums},
};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use shared::{Problem, value::Address};
use xml::Xml;

const INVOICE: &str = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2";
const ORDER: &str = "urn:oasis:names:specification:ubl:schema:xsd:Order-2";
const AGGREGATES: &str = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2";
const BASICS: &str = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2";

/// A seller or buyer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Party {
    /// Name.
    pub name: String,
    /// Address; its country should be a code of two letters.
    pub address: Address,
    /// Number for value added tax.
    pub tax_id: String,
    /// Number in the register of companies.
    pub registration: String,
    /// Electronic address and its scheme (BT-34, BT-49), such as `0088` and a GLN.
    pub endpoint: Option<(String, String)>,
    /// Person to talk to.
    pub contact: String,
    /// His telephone.
    pub phone: String,
    /// His e-mail address.
    pub email: String,
}

/// What a document says besides its lines and totals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// Number of the document.
    pub number: String,
    /// Day of issue.
    pub issued: Date,
    /// Day on which payment is due.
    #[serde(default)]
    pub due: Option<Date>,
    /// Who sells.
    pub seller: Party,
    /// Who buys.
    pub buyer: Party,
    /// What the buyer calls it (BT-10).
    #[serde(default)]
    pub buyer_reference: String,
    /// A note for the reader.
    #[serde(default)]
    pub note: String,
    /// Terms of payment.
    #[serde(default)]
    pub payment_terms: String,
}

/// One line of either document.
struct Line<'a> {
    id: &'a str,
    priced: &'a PricedLine,
    quantity: Decimal,
    list: Decimal,
    net: Decimal,
    tax: &'a Tax,
}

/// The order as a UBL order: what is not cancelled.
///
/// # Errors
/// When everything is: the schema knows no order without lines.
pub fn order(order: &Order, envelope: &Envelope) -> Result<String, Problem> {
    let currency = order.settlement.currency;
    let kept = order.lines.iter().filter(|line| !line.kept().is_zero());
    let lines: Vec<Line<'_>> = kept
        .map(|line| Line {
            id: &line.line.id,
            priced: &line.line,
            quantity: line.kept(),
            list: line.list(currency),
            net: line.net(currency),
            tax: &line.line.tax,
        })
        .collect();
    if lines.is_empty() {
        return Err(Problem::of("lines", "problem-order-cancelled"));
    }
    let mut xml = root("Order", ORDER);
    xml.leaf("cbc:ID", &envelope.number).leaf("cbc:IssueDate", envelope.issued).leaf("cbc:Note", &envelope.note);
    currencies(&mut xml, &order.settlement);
    xml.leaf("cbc:CustomerReference", &envelope.buyer_reference);
    xml.leaf("cbc:LineCountNumeric", lines.len());
    xml.wrapped("cac:QuotationDocumentReference", "cbc:ID", &order.origin);
    xml.element("cac:BuyerCustomerParty", |xml| parts::party(xml, &envelope.buyer));
    xml.element("cac:SellerSupplierParty", |xml| parts::party(xml, &envelope.seller));
    terms(&mut xml, envelope);
    parts::extras(&mut xml, &order.sums.extras, &order.settlement);
    parts::taxes(&mut xml, &order.sums, &order.settlement);
    xml.element("cac:AnticipatedMonetaryTotal", |xml| parts::totals(xml, &order.sums.totals, &order.settlement));
    for line in &lines {
        xml.element("cac:OrderLine", |xml| {
            xml.element("cac:LineItem", |xml| line.in_order(xml, &order.settlement));
        });
    }
    Ok(xml.finish())
}

/// A delivery as a UBL invoice for it. `order` is the one that was delivered from.
pub fn invoice(order: &Order, delivery: &Delivery, envelope: &Envelope) -> String {
    let Delivery { settlement, lines, sums } = delivery;
    let mut xml = root("Invoice", INVOICE);
    xml.leaf("cbc:CustomizationID", "urn:cen.eu:en16931:2017");
    xml.leaf("cbc:ID", &envelope.number).leaf("cbc:IssueDate", envelope.issued);
    if let Some(due) = envelope.due {
        xml.leaf("cbc:DueDate", due);
    }
    xml.leaf("cbc:InvoiceTypeCode", 380).leaf("cbc:Note", &envelope.note);
    currencies(&mut xml, settlement);
    xml.leaf("cbc:BuyerReference", &envelope.buyer_reference);
    xml.wrapped("cac:OrderReference", "cbc:ID", &order.number);
    xml.element("cac:AccountingSupplierParty", |xml| parts::party(xml, &envelope.seller));
    xml.element("cac:AccountingCustomerParty", |xml| parts::party(xml, &envelope.buyer));
    terms(&mut xml, envelope);
    totals_of(&mut xml, sums, settlement);
    for (at, delivered) in lines.iter().enumerate() {
        if let Some(line) = invoiced(order, delivered) {
            xml.element("cac:InvoiceLine", |xml| line.in_invoice(xml, at + 1, settlement));
        }
    }
    xml.finish()
}

fn totals_of(xml: &mut Xml, sums: &Sums, settlement: &Settlement) {
    parts::extras(xml, &sums.extras, settlement);
    parts::taxes(xml, sums, settlement);
    xml.element("cac:LegalMonetaryTotal", |xml| parts::totals(xml, &sums.totals, settlement));
}

fn invoiced<'a>(order: &'a Order, delivered: &'a DeliveryLine) -> Option<Line<'a>> {
    let line = order.lines.iter().find(|line| line.line.id == delivered.line)?;
    let DeliveryLine { line: id, quantity, list, net, tax } = delivered;
    Some(Line { id, priced: &line.line, quantity: *quantity, list: *list, net: *net, tax })
}

fn root(name: &'static str, namespace: &str) -> Xml {
    Xml::new(name, &[("xmlns", namespace), ("xmlns:cac", AGGREGATES), ("xmlns:cbc", BASICS)])
}

/// The currency of the amounts, and that in which tax is reported where it is another one.
fn currencies(xml: &mut Xml, settlement: &Settlement) {
    xml.leaf("cbc:DocumentCurrencyCode", settlement.currency);
    if let Some(other) = settlement.tax_currency.filter(|other| *other != settlement.currency) {
        xml.leaf("cbc:TaxCurrencyCode", other);
    }
}

fn terms(xml: &mut Xml, envelope: &Envelope) {
    xml.wrapped("cac:PaymentTerms", "cbc:Note", &envelope.payment_terms);
}

impl Line<'_> {
    fn in_order(&self, xml: &mut Xml, settlement: &Settlement) {
        xml.leaf("cbc:ID", self.id);
        self.quantity(xml, "cbc:Quantity");
        parts::money(xml, "cbc:LineExtensionAmount", self.net, settlement);
        self.discount(xml, settlement);
        self.price(xml, settlement);
        parts::item(xml, self.priced, self.tax);
    }

    fn in_invoice(&self, xml: &mut Xml, number: usize, settlement: &Settlement) {
        xml.leaf("cbc:ID", number);
        self.quantity(xml, "cbc:InvoicedQuantity");
        parts::money(xml, "cbc:LineExtensionAmount", self.net, settlement);
        xml.wrapped("cac:OrderLineReference", "cbc:LineID", self.id);
        self.discount(xml, settlement);
        parts::item(xml, self.priced, self.tax);
        self.price(xml, settlement);
    }

    fn quantity(&self, xml: &mut Xml, name: &str) {
        xml.leaf_with(name, &[("unitCode", &self.priced.product.unit)], amount::plain(self.quantity));
    }

    /// All discounts of the line in one allowance (BG-27); a price that was raised by hand in a charge (BG-28).
    fn discount(&self, xml: &mut Xml, settlement: &Settlement) {
        let off = self.list - self.net;
        if off.is_zero() {
            return;
        }
        let (charge, reason) = if off.is_sign_negative() { ("true", "Surcharge") } else { ("false", "Discount") };
        xml.element("cac:AllowanceCharge", |xml| {
            xml.leaf("cbc:ChargeIndicator", charge).leaf("cbc:AllowanceChargeReason", reason);
            parts::money(xml, "cbc:Amount", off.abs(), settlement);
        });
    }

    /// The price of a unit where that gives the amount exactly; else the amount as the price of the whole quantity.
    fn price(&self, xml: &mut Xml, settlement: &Settlement) {
        let unit = self.list.checked_div(self.quantity).unwrap_or_default().normalize();
        let exact = unit.scale() <= 6 && unit.checked_mul(self.quantity).is_some_and(|product| product == self.list);
        let (price, base) = if exact { (unit, Decimal::ONE) } else { (self.list, self.quantity) };
        xml.element("cac:Price", |xml| {
            parts::money(xml, "cbc:PriceAmount", price, settlement);
            let unit = [("unitCode", self.priced.product.unit.as_str())];
            xml.leaf_with("cbc:BaseQuantity", &unit, amount::plain(base));
        });
    }
}
