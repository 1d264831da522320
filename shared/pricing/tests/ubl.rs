//! What is written as UBL stands in the order of the schema, and as often as the schema wants it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test may stop at the first surprise"
)]

mod common;

use common::{catalog, dec, draft, entry, line, priced};
use pricing::{
    Draft, Order, Rate, Tax, TaxCategory,
    draft::{ByHand, Choice, Extra, ExtraKind, ExtraSize, LineChange},
    ubl::{self, Envelope, Party},
};
use shared::value::Address;

/// How often an element stands in another: `1`, `0..1`, `0..n`, `1..n` of the schema.
#[derive(Clone, Copy)]
struct Often {
    least: usize,
    most: usize,
}

const ONE: Often = Often { least: 1, most: 1 };
const MAY: Often = Often { least: 0, most: 1 };
const ANY: Often = Often { least: 0, most: usize::MAX };
const SOME: Often = Often { least: 1, most: usize::MAX };

/// The content of a type: its elements in the schema's sequence, of those that are not required only what is written
/// here. An element that is not listed is a failure, so nothing is written that nobody has looked up.
type Sequence = &'static [(&'static str, Often)];

/// From `UBL-Order-2.1.xsd`, `UBL-Invoice-2.1.xsd` and `UBL-CommonAggregateComponents-2.1.xsd`.
const SCHEMA: [(&str, Sequence); 34] = [
    (
        "Order",
        &[
            ("cbc:ID", ONE),
            ("cbc:IssueDate", ONE),
            ("cbc:Note", ANY),
            ("cbc:DocumentCurrencyCode", MAY),
            ("cbc:TaxCurrencyCode", MAY),
            ("cbc:CustomerReference", MAY),
            ("cbc:LineCountNumeric", MAY),
            ("cac:QuotationDocumentReference", MAY),
            ("cac:BuyerCustomerParty", ONE),
            ("cac:SellerSupplierParty", ONE),
            ("cac:PaymentTerms", ANY),
            ("cac:AllowanceCharge", ANY),
            ("cac:TaxTotal", ANY),
            ("cac:AnticipatedMonetaryTotal", MAY),
            ("cac:OrderLine", SOME),
        ],
    ),
    (
        "Invoice",
        &[
            ("cbc:CustomizationID", MAY),
            ("cbc:ID", ONE),
            ("cbc:IssueDate", ONE),
            ("cbc:DueDate", MAY),
            ("cbc:InvoiceTypeCode", MAY),
            ("cbc:Note", ANY),
            ("cbc:DocumentCurrencyCode", MAY),
            ("cbc:TaxCurrencyCode", MAY),
            ("cbc:BuyerReference", MAY),
            ("cac:OrderReference", MAY),
            ("cac:AccountingSupplierParty", ONE),
            ("cac:AccountingCustomerParty", ONE),
            ("cac:PaymentTerms", ANY),
            ("cac:AllowanceCharge", ANY),
            ("cac:TaxTotal", ANY),
            ("cac:LegalMonetaryTotal", ONE),
            ("cac:InvoiceLine", SOME),
        ],
    ),
    ("cac:OrderLine", &[("cac:LineItem", ONE)]),
    (
        "cac:LineItem",
        &[
            ("cbc:ID", ONE),
            ("cbc:Quantity", MAY),
            ("cbc:LineExtensionAmount", MAY),
            ("cac:AllowanceCharge", ANY),
            ("cac:Price", MAY),
            ("cac:Item", ONE),
        ],
    ),
    (
        "cac:InvoiceLine",
        &[
            ("cbc:ID", ONE),
            ("cbc:InvoicedQuantity", MAY),
            ("cbc:LineExtensionAmount", ONE),
            ("cac:OrderLineReference", ANY),
            ("cac:AllowanceCharge", ANY),
            ("cac:Item", ONE),
            ("cac:Price", MAY),
        ],
    ),
    ("cac:QuotationDocumentReference", &[("cbc:ID", ONE)]),
    ("cac:OrderReference", &[("cbc:ID", ONE)]),
    ("cac:OrderLineReference", &[("cbc:LineID", ONE)]),
    ("cac:BuyerCustomerParty", &[("cac:Party", MAY)]),
    ("cac:SellerSupplierParty", &[("cac:Party", MAY)]),
    ("cac:AccountingSupplierParty", &[("cac:Party", MAY)]),
    ("cac:AccountingCustomerParty", &[("cac:Party", MAY)]),
    (
        "cac:Party",
        &[
            ("cbc:EndpointID", MAY),
            ("cac:PartyName", ANY),
            ("cac:PostalAddress", MAY),
            ("cac:PartyTaxScheme", ANY),
            ("cac:PartyLegalEntity", ANY),
            ("cac:Contact", MAY),
        ],
    ),
    ("cac:PartyName", &[("cbc:Name", ONE)]),
    (
        "cac:PostalAddress",
        &[
            ("cbc:StreetName", MAY),
            ("cbc:AdditionalStreetName", MAY),
            ("cbc:CityName", MAY),
            ("cbc:PostalZone", MAY),
            ("cbc:CountrySubentity", MAY),
            ("cac:AddressLine", ANY),
            ("cac:Country", MAY),
        ],
    ),
    ("cac:AddressLine", &[("cbc:Line", ONE)]),
    ("cac:Country", &[("cbc:IdentificationCode", MAY)]),
    ("cac:PartyTaxScheme", &[("cbc:CompanyID", MAY), ("cac:TaxScheme", ONE)]),
    ("cac:PartyLegalEntity", &[("cbc:RegistrationName", MAY), ("cbc:CompanyID", MAY)]),
    ("cac:Contact", &[("cbc:Name", MAY), ("cbc:Telephone", MAY), ("cbc:ElectronicMail", MAY)]),
    ("cac:PaymentTerms", &[("cbc:Note", ANY)]),
    (
        "cac:AllowanceCharge",
        &[
            ("cbc:ChargeIndicator", ONE),
            ("cbc:AllowanceChargeReason", ANY),
            ("cbc:MultiplierFactorNumeric", MAY),
            ("cbc:Amount", ONE),
            ("cbc:BaseAmount", MAY),
            ("cac:TaxCategory", ANY),
        ],
    ),
    ("cac:TaxTotal", &[("cbc:TaxAmount", ONE), ("cac:TaxSubtotal", ANY)]),
    ("cac:TaxSubtotal", &[("cbc:TaxableAmount", MAY), ("cbc:TaxAmount", ONE), ("cac:TaxCategory", ONE)]),
    (
        "cac:TaxCategory",
        &[
            ("cbc:ID", MAY),
            ("cbc:Percent", MAY),
            ("cbc:TaxExemptionReasonCode", MAY),
            ("cbc:TaxExemptionReason", ANY),
            ("cac:TaxScheme", ONE),
        ],
    ),
    ("cac:ClassifiedTaxCategory", &[("cbc:ID", MAY), ("cbc:Percent", MAY), ("cac:TaxScheme", ONE)]),
    ("cac:TaxScheme", &[("cbc:ID", MAY)]),
    ("cac:AnticipatedMonetaryTotal", MONETARY_TOTAL),
    ("cac:LegalMonetaryTotal", MONETARY_TOTAL),
    (
        "cac:Item",
        &[
            ("cbc:Description", ANY),
            ("cbc:Name", MAY),
            ("cac:SellersItemIdentification", MAY),
            ("cac:ClassifiedTaxCategory", ANY),
            ("cac:AdditionalItemProperty", ANY),
        ],
    ),
    ("cac:SellersItemIdentification", &[("cbc:ID", ONE)]),
    ("cac:AdditionalItemProperty", &[("cbc:Name", ONE), ("cbc:Value", MAY)]),
    ("cac:Price", &[("cbc:PriceAmount", ONE), ("cbc:BaseQuantity", MAY)]),
    // Leaves have text and no elements.
    ("cbc", &[]),
];

const MONETARY_TOTAL: Sequence = &[
    ("cbc:LineExtensionAmount", MAY),
    ("cbc:TaxExclusiveAmount", MAY),
    ("cbc:TaxInclusiveAmount", MAY),
    ("cbc:AllowanceTotalAmount", MAY),
    ("cbc:ChargeTotalAmount", MAY),
    ("cbc:PrepaidAmount", MAY),
    ("cbc:PayableRoundingAmount", MAY),
    ("cbc:PayableAmount", ONE),
];

/// An element with the elements in it.
#[derive(Debug, Default)]
struct Element {
    name: String,
    inside: Vec<Element>,
}

/// The root of a document.
fn read(xml: &str) -> Element {
    let mut open = vec![Element::default()];
    for tag in xml.split('<').skip(1).filter_map(|piece| piece.split_once('>')).map(|(tag, _)| tag) {
        if tag.starts_with('?') {
            continue;
        }
        if let Some(name) = tag.strip_prefix('/') {
            let closed = open.pop().expect("an open element");
            assert_eq!(closed.name, name);
            open.last_mut().expect("one around it").inside.push(closed);
        } else {
            let name = tag.split(' ').next().expect("a name").to_owned();
            open.push(Element { name, inside: Vec::new() });
        }
    }
    open.remove(0).inside.remove(0)
}

/// Everything that the schema would refuse.
fn faults(element: &Element) -> Vec<String> {
    let kind = if element.name.starts_with("cbc:") { "cbc" } else { element.name.as_str() };
    let Some((_, sequence)) = SCHEMA.iter().find(|(name, _)| *name == kind) else {
        return vec![format!("{} is no type that was looked up", element.name)];
    };
    let mut found = Vec::new();
    let mut rest = element.inside.iter().peekable();
    for (name, often) in *sequence {
        let mut count = 0;
        while rest.next_if(|inside| inside.name == *name).is_some() {
            count += 1;
        }
        if !(often.least..=often.most).contains(&count) {
            found.push(format!("{} has {count} of {name}", element.name));
        }
    }
    found.extend(rest.next().map(|wrong| format!("{} does not stand there in {}", wrong.name, element.name)));
    found.extend(element.inside.iter().flat_map(faults));
    found
}

fn extra(id: &str, kind: ExtraKind, size: ExtraSize) -> Extra {
    Extra { id: id.to_owned(), kind, reason: id.to_owned(), size, tax: Tax::standard(dec("20")) }
}

/// An order with everything in it that can be written.
fn full() -> Order {
    let mut lines = vec![line("1", "desk", "3"), line("2", "lamp", "1"), line("3", "mat", "7")];
    lines[0].description = String::from("Height can be changed");
    lines[0].choices = vec![Choice::new("top", "oak"), Choice::new("legs", "steel")];
    lines[1].tax = Tax::untaxed(TaxCategory::E).because("A gift to the town");
    let by_hand = |change| Some(ByHand { change, reason: "A friend".to_owned(), by: String::new() });
    lines[1].discount = by_hand(LineChange::PercentOff(dec("10")));
    lines[2].discount = by_hand(LineChange::UnitPrice(dec("6")));
    let mut wanted = draft("EUR", lines);
    wanted.extras = vec![
        extra("freight", ExtraKind::Charge, ExtraSize::Amount(dec("10"))),
        extra("project", ExtraKind::Allowance, ExtraSize::Percent(dec("5"))),
    ];
    wanted.paid = dec("20");
    wanted.cash_rounding = Some(dec("0.05"));
    wanted.tax_currency = Some("SEK".parse().unwrap());
    wanted.rates = vec![Rate {
        from: "EUR".parse().unwrap(),
        to: "SEK".parse().unwrap(),
        rate: dec("11.12"),
        on: "2026-11-20".parse().unwrap(),
        source: String::new(),
    }];
    ordered(&wanted)
}

/// One with nothing in it that can be left out.
fn bare() -> Order {
    let mut one = line("1", "desk", "1");
    one.product.code = String::new();
    one.tax = Tax::untaxed(TaxCategory::O);
    ordered(&draft("EUR", vec![one]))
}

fn ordered(wanted: &Draft) -> Order {
    let list = catalog(vec![entry("desk", "33.335"), entry("lamp", "40"), entry("mat", "5")]);
    Order::from_quote(&priced(&list, wanted), "O-1", "Q-7 version 2").unwrap()
}

fn party(country: &str) -> Party {
    Party {
        name: "Harbour Cranes".to_owned(),
        address: Address {
            street: "Main 1\nYard".to_owned(),
            city: "Köln".to_owned(),
            postal_code: "50667".to_owned(),
            region: "NRW".to_owned(),
            country: country.to_owned(),
        },
        tax_id: "DE123".to_owned(),
        registration: "HRB 1".to_owned(),
        endpoint: Some(("0088".to_owned(), "4000001000005".to_owned())),
        contact: "Ada Quay".to_owned(),
        phone: "+49 221 1".to_owned(),
        email: "ada@cranes.example".to_owned(),
    }
}

fn envelope(seller: Party, buyer: Party, text: &str) -> Envelope {
    Envelope {
        number: "O-1".to_owned(),
        issued: "2026-11-21".parse().unwrap(),
        due: None,
        seller,
        buyer,
        buyer_reference: text.to_owned(),
        note: text.to_owned(),
        payment_terms: text.to_owned(),
    }
}

fn envelopes() -> [Envelope; 2] {
    let full = Envelope {
        due: Some("2026-12-21".parse().unwrap()),
        ..envelope(party("DE"), party("Somewhere far"), "As agreed")
    };
    [full, envelope(Party::default(), Party::default(), "")]
}

/// How many elements of this name there are.
fn count(element: &Element, name: &str) -> usize {
    usize::from(element.name == name) + element.inside.iter().map(|inside| count(inside, name)).sum::<usize>()
}

/// The schema has nothing against what is written of the full order and of the bare one.
fn assert_faultless(write: impl Fn(&Order, &Envelope) -> String) {
    for order in [full(), bare()] {
        for envelope in envelopes() {
            let xml = write(&order, &envelope);
            assert_eq!(faults(&read(&xml)), Vec::<String>::new(), "{xml}");
        }
    }
}

#[test]
fn orders_stand_in_the_order_of_the_schema() {
    assert_faultless(|order, envelope| ubl::order(order, envelope).unwrap());
    let [envelope, _] = envelopes();
    let all = read(&ubl::order(&full(), &envelope).unwrap());
    let unused = SCHEMA.iter().flat_map(|(_, sequence)| *sequence).filter(|(name, _)| count(&all, name) == 0);
    let of_invoices = [
        "cbc:CustomizationID",
        "cbc:DueDate",
        "cbc:InvoiceTypeCode",
        "cbc:BuyerReference",
        "cac:OrderReference",
        "cac:AccountingSupplierParty",
        "cac:AccountingCustomerParty",
        "cac:LegalMonetaryTotal",
        "cac:InvoiceLine",
        "cbc:InvoicedQuantity",
        "cac:OrderLineReference",
        "cbc:LineID",
        // The exempt category brings a reason for people; the others their codes.
        "cbc:TaxExemptionReasonCode",
    ];
    assert_eq!(unused.map(|(name, _)| *name).collect::<Vec<_>>(), of_invoices, "the full order has everything else");
}

#[test]
fn invoices_stand_in_the_order_of_the_schema() {
    assert_faultless(|order, envelope| {
        let mut order = order.clone();
        let delivery = order.deliver(&[("1", dec("1"))]).unwrap();
        ubl::invoice(&order, &delivery, envelope)
    });
}

#[test]
fn the_judge_sees_what_is_missing_misplaced_doubled_or_unknown() {
    let [envelope, _] = envelopes();
    let xml = ubl::order(&bare(), &envelope).unwrap();
    let spoilt = |from: &str, to: &str| {
        assert!(xml.contains(from), "{from} in {xml}");
        faults(&read(&xml.replacen(from, to, 1)))
    };
    assert_eq!(spoilt("<cbc:IssueDate>2026-11-21</cbc:IssueDate>", ""), ["Order has 0 of cbc:IssueDate"]);
    let (id, issued) = ("<cbc:ID>O-1</cbc:ID>\n", "<cbc:IssueDate>2026-11-21</cbc:IssueDate>");
    assert!(!spoilt(&format!("{id}  {issued}"), &format!("{issued}{id}")).is_empty());
    assert!(!spoilt(id, &format!("{id}{id}")).is_empty());
    assert!(!spoilt(id, &format!("{id}<cbc:Colour>red</cbc:Colour>")).is_empty());
}

#[test]
fn an_order_that_is_wholly_cancelled_is_no_document() {
    let mut order = bare();
    order.cancel(&[("1", dec("1"))]).unwrap();
    let [envelope, _] = envelopes();
    assert_eq!(ubl::order(&order, &envelope).unwrap_err().message_key, "problem-order-cancelled");
}
