//! Sample documents.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    unreachable_pub,
    reason = "each test file uses some of it, and a test may stop at the first surprise"
)]

use document::{Fonts, QuoteDocument, Template, quote::Picture};
use pricing::{
    Catalog, Draft, Prices, Rate, Tax, TaxCategory,
    catalog::{Entry, PriceBook, Validity},
    draft::{
        ByHand, Choice, Customer, Extra, ExtraKind, ExtraSize, Line, LineChange, Product, QuoteChange, Section, Taken,
    },
    ubl::Party,
};
use rust_decimal::Decimal;
use shared::value::{Address, Currency};
use std::collections::BTreeMap;

const GOODS: [(&str, &str, &str); 8] = [
    ("Centrifugal pump KP 80", "Stainless steel, DN 80, 4 kW, with mechanical seal and coupling guard", "4890.00"),
    ("Frequency converter FC 51", "Wall mounted, IP 55", "1249.50"),
    ("Base plate", "", "310.00"),
    ("Pressure gauge 0–16 bar", "Glycerine filled", "48.90"),
    ("Installation by the hour", "Two fitters, on working days between 7 and 17 h", "96.00"),
    ("Spare seal kit", "", "212.35"),
    ("Gate valve DN 80 PN 16", "Cast iron, soft seated, hand wheel", "184.00"),
    ("Flexible connector", "EPDM", "77.25"),
];

pub fn dec(text: &str) -> Decimal {
    text.parse().expect(text)
}

pub fn fonts() -> Fonts {
    Fonts::embedded().expect("fonts")
}

pub fn template() -> Template {
    Template::standard().expect("a template")
}

fn catalog(currency: Currency) -> Catalog {
    let entries = GOODS.iter().enumerate().map(|(at, (_, _, price))| Entry {
        id: format!("e{at}"),
        product: format!("p{at}"),
        price: dec(price),
        per: Decimal::ONE,
        tiers: None,
        surcharges: Vec::new(),
    });
    let book = PriceBook {
        id: "list".to_owned(),
        name: "List".to_owned(),
        currency,
        validity: Validity::default(),
        group: None,
        priority: 0,
        entries: entries.collect(),
    };
    Catalog { books: vec![book], ..Catalog::default() }
}

fn line(at: usize) -> Line {
    let kind = at % GOODS.len();
    let (name, description, _) = GOODS[kind];
    let choice = |attribute: &str, value: &str| Choice::new(attribute, value);
    Line {
        id: format!("l{at}"),
        product: Product {
            id: format!("p{kind}"),
            code: format!("KP-{:04}", 1000 + kind * 37),
            name: name.to_owned(),
            family: None,
            unit: if kind == 4 { "HUR".to_owned() } else { "C62".to_owned() },
        },
        description: description.to_owned(),
        quantity: dec(["1", "2", "1", "4", "16.5", "3", "6", "12"][kind]),
        choices: if kind == 0 { vec![choice("Impeller", "bronze"), choice("Voltage", "400 V")] } else { Vec::new() },
        configuration: None,
        section: None,
        optional: None,
        discount: (kind == 1).then(|| by_hand(LineChange::PercentOff(dec("7.5")))),
        tax: Tax::standard(dec("20")),
    }
}

fn by_hand<T>(change: T) -> ByHand<T> {
    ByHand { change, reason: "project".to_owned(), by: "anna".to_owned() }
}

/// A draft of so many lines.
pub fn draft(lines: usize, currency: &str) -> Draft {
    Draft {
        currency: currency.parse().expect(currency),
        date: "2026-11-21".parse().expect("a date"),
        customer: Customer::default(),
        lines: (0..lines).map(line).collect(),
        sections: Vec::new(),
        discount: None,
        extras: Vec::new(),
        rates: Vec::new(),
        term_months: None,
        paid: Decimal::ZERO,
        cash_rounding: None,
        tax_currency: None,
    }
}

fn party(name: &str, street: &str, city: (&str, &str), country: &str) -> Party {
    Party {
        name: name.to_owned(),
        address: Address {
            street: street.to_owned(),
            postal_code: city.0.to_owned(),
            city: city.1.to_owned(),
            country: country.to_owned(),
            ..Address::default()
        },
        tax_id: "ATU 6677 8899".to_owned(),
        contact: "Anna Lindqvist".to_owned(),
        phone: "+43 1 555 01 70".to_owned(),
        email: "offers@northwind-pumps.example".to_owned(),
        ..Party::default()
    }
}

/// The document of a draft.
pub fn document(draft: &Draft) -> QuoteDocument {
    let catalog = catalog(draft.currency);
    QuoteDocument {
        number: "Q-2026-0417".to_owned(),
        version: 2,
        draft: false,
        title: "Booster station for the Donau Brewery".to_owned(),
        issued: draft.date,
        valid_until: Some("2026-12-31".parse().expect("a date")),
        seller: party("Northwind Pumps GmbH", "Hafenstraße 12", ("1110", "Wien"), "Austria"),
        buyer: Party { contact: "Dr. Jürgen Brandstötter".to_owned(), ..party("Donau Brauerei AG", "Brauhausgasse 3\nTor 2", ("4020", "Linz"), "Austria") },
        reference: "Ihre Anfrage vom 12. 11.".to_owned(),
        introduction: "Thank you for your enquiry. We are glad to offer the booster station as discussed on site, ready to be connected and set to work by our own fitters.".to_owned(),
        terms: "Payment within 30 days without deduction.\nDelivery six weeks after the order, free to site.\nTwo years of warranty on all parts.".to_owned(),
        notes: "Prices are valid for the quantities named here.".to_owned(),
        closing: String::new(),
        columns: Vec::new(),
        paper: None,
        quote: Prices::open(&catalog).quote(draft).expect("a price"),
        pictures: BTreeMap::new(),
        line_pictures: BTreeMap::new(),
        stored: BTreeMap::new(),
        left_out: false,
        signature: None,
    }
}

/// A quote with sections, optional lines, several taxes, freight, a discount on the whole, a logo and a picture.
pub fn rich() -> QuoteDocument {
    let mut draft = draft(11, "EUR");
    draft.sections = [("a", "Pumping"), ("b", "Installation and spare parts")]
        .map(|(id, name)| Section { id: id.to_owned(), name: name.to_owned() })
        .to_vec();
    for (at, line) in draft.lines.iter_mut().enumerate() {
        line.section = Some(if at < 4 { "a" } else { "b" }.to_owned());
    }
    draft.lines[4].tax = Tax::standard(dec("10"));
    draft.lines[6].tax = Tax::untaxed(TaxCategory::E).because("Exempt under article 132");
    for at in [9, 10] {
        draft.lines[at].optional = Some(Taken::No);
    }
    draft.discount = Some(by_hand(QuoteChange::PercentOff(dec("3"))));
    draft.extras = vec![Extra {
        id: "freight".to_owned(),
        kind: ExtraKind::Charge,
        reason: "Freight to site".to_owned(),
        size: ExtraSize::Amount(dec("180")),
        tax: Tax::standard(dec("20")),
    }];
    draft.paid = dec("1000");
    draft.tax_currency = Some("USD".parse().expect("USD"));
    let rate = Rate {
        from: draft.currency,
        to: "USD".parse().expect("USD"),
        rate: dec("1.0842"),
        on: draft.date,
        source: String::new(),
    };
    draft.rates = vec![rate];
    let mut document = document(&draft);
    document.pictures.insert("logo".to_owned(), Picture { file: png(240, 60), alt: "Northwind Pumps".to_owned() });
    document
        .pictures
        .insert("configuration".to_owned(), Picture { file: png(400, 240), alt: "The booster station".to_owned() });
    document
}

/// A picture of colour ramps: a PNG file written by hand, with stored (not compressed) data.
pub fn png(width: u32, height: u32) -> Vec<u8> {
    let mut raw = Vec::new();
    for y in 0..height {
        raw.push(0);
        for x in 0..width {
            let ramp = |at: u32, size: u32| u8::try_from(at * 200 / size).expect("a colour");
            raw.extend([20, 60 + ramp(x, width) / 2, 90 + ramp(y, height) / 2]);
        }
    }
    let mut zlib = vec![0x78, 0x01];
    let mut blocks = raw.chunks(65_535).peekable();
    while let Some(block) = blocks.next() {
        let size = u16::try_from(block.len()).expect("a block");
        zlib.push(u8::from(blocks.peek().is_none()));
        zlib.extend(size.to_le_bytes());
        zlib.extend((!size).to_le_bytes());
        zlib.extend(block);
    }
    zlib.extend(adler(&raw).to_be_bytes());
    let mut header = Vec::new();
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    header.extend([8, 2, 0, 0, 0]);
    let mut file = vec![0x89, b'P', b'N', b'G', 13, 10, 26, 10];
    for (kind, data) in [(b"IHDR", header), (b"IDAT", zlib), (b"IEND", Vec::new())] {
        file.extend(u32::try_from(data.len()).expect("a length").to_be_bytes());
        let checked: Vec<u8> = kind.iter().copied().chain(data).collect();
        file.extend(&checked);
        file.extend(crc(&checked).to_be_bytes());
    }
    file
}

fn adler(data: &[u8]) -> u32 {
    let (a, b) = data.iter().fold((1_u32, 0_u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    b << 16 | a
}

fn crc(data: &[u8]) -> u32 {
    !data.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 })
    })
}
