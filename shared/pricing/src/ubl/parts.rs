//! The elements that orders and invoices share.

use super::{Party, xml::Xml};
use crate::{
    PricedLine, Tax, TaxCategory, Totals, amount,
    draft::ExtraKind,
    tax::TaxTotal,
    totals::{PricedExtra, Settlement, Sums},
};
use rust_decimal::Decimal;
use shared::value::Currency;

pub(super) fn money(xml: &mut Xml, name: &str, amount: Decimal, settlement: &Settlement) {
    money_in(xml, name, amount, settlement.currency);
}

fn money_in(xml: &mut Xml, name: &str, amount: Decimal, currency: Currency) {
    xml.leaf_with(name, &[("currencyID", currency.code())], amount);
}

pub(super) fn party(xml: &mut Xml, party: &Party) {
    xml.element("cac:Party", |xml| {
        if let Some((scheme, id)) = &party.endpoint {
            xml.leaf_with("cbc:EndpointID", &[("schemeID", scheme)], id);
        }
        xml.wrapped("cac:PartyName", "cbc:Name", &party.name);
        address(xml, party);
        if !party.tax_id.is_empty() {
            xml.element("cac:PartyTaxScheme", |xml| {
                xml.leaf("cbc:CompanyID", &party.tax_id);
                scheme(xml);
            });
        }
        xml.element("cac:PartyLegalEntity", |xml| {
            xml.leaf("cbc:RegistrationName", &party.name).leaf("cbc:CompanyID", &party.registration);
        });
        contact(xml, party);
    });
}

fn address(xml: &mut Xml, party: &Party) {
    let address = &party.address;
    let country = &address.country;
    let code = country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase());
    xml.element("cac:PostalAddress", |xml| {
        let (street, more) = address.street.split_once('\n').unwrap_or((&address.street, ""));
        xml.leaf("cbc:StreetName", street).leaf("cbc:AdditionalStreetName", more.replace('\n', ", "));
        xml.leaf("cbc:CityName", &address.city).leaf("cbc:PostalZone", &address.postal_code);
        xml.leaf("cbc:CountrySubentity", &address.region);
        let (name, leaf) =
            if code { ("cac:Country", "cbc:IdentificationCode") } else { ("cac:AddressLine", "cbc:Line") };
        xml.wrapped(name, leaf, country);
    });
}

fn contact(xml: &mut Xml, party: &Party) {
    if [&party.contact, &party.phone, &party.email].into_iter().any(|text| !text.is_empty()) {
        xml.element("cac:Contact", |xml| {
            xml.leaf("cbc:Name", &party.contact).leaf("cbc:Telephone", &party.phone);
            xml.leaf("cbc:ElectronicMail", &party.email);
        });
    }
}

fn scheme(xml: &mut Xml) {
    xml.wrapped("cac:TaxScheme", "cbc:ID", "VAT");
}

/// What is not subject to tax has no rate (BR-O-5).
fn rate(xml: &mut Xml, category: TaxCategory, rate: Decimal) {
    xml.leaf("cbc:ID", category.code());
    if category != TaxCategory::O {
        xml.leaf("cbc:Percent", amount::plain(rate));
    }
}

pub(super) fn extras(xml: &mut Xml, extras: &[PricedExtra], settlement: &Settlement) {
    for extra in extras.iter().filter(|extra| !extra.amount.is_zero()) {
        xml.element("cac:AllowanceCharge", |xml| {
            xml.leaf("cbc:ChargeIndicator", extra.kind == ExtraKind::Charge);
            xml.leaf("cbc:AllowanceChargeReason", &extra.reason);
            if let Some(percent) = extra.percent {
                xml.leaf("cbc:MultiplierFactorNumeric", amount::plain(percent));
            }
            money(xml, "cbc:Amount", extra.amount, settlement);
            if let Some(base) = extra.base {
                money(xml, "cbc:BaseAmount", base, settlement);
            }
            xml.element("cac:TaxCategory", |xml| {
                rate(xml, extra.tax.category, extra.tax.rate);
                scheme(xml);
            });
        });
    }
}

pub(super) fn taxes(xml: &mut Xml, sums: &Sums, settlement: &Settlement) {
    xml.element("cac:TaxTotal", |xml| {
        money(xml, "cbc:TaxAmount", sums.totals.tax, settlement);
        for row in &sums.taxes {
            xml.element("cac:TaxSubtotal", |xml| subtotal(xml, row, settlement));
        }
    });
    if let Some((tax, currency)) = sums.totals.tax_reported.zip(settlement.tax_currency) {
        xml.element("cac:TaxTotal", |xml| money_in(xml, "cbc:TaxAmount", tax, currency));
    }
}

fn subtotal(xml: &mut Xml, row: &TaxTotal, settlement: &Settlement) {
    money(xml, "cbc:TaxableAmount", row.taxable, settlement);
    money(xml, "cbc:TaxAmount", row.tax, settlement);
    xml.element("cac:TaxCategory", |xml| {
        rate(xml, row.category, row.rate);
        xml.leaf("cbc:TaxExemptionReasonCode", row.reason_code.as_deref().unwrap_or_default());
        xml.leaf("cbc:TaxExemptionReason", row.reason.as_deref().unwrap_or_default());
        scheme(xml);
    });
}

pub(super) fn totals(xml: &mut Xml, totals: &Totals, settlement: &Settlement) {
    money(xml, "cbc:LineExtensionAmount", totals.lines, settlement);
    money(xml, "cbc:TaxExclusiveAmount", totals.net, settlement);
    money(xml, "cbc:TaxInclusiveAmount", totals.gross, settlement);
    for (name, amount) in [
        ("cbc:AllowanceTotalAmount", totals.allowances),
        ("cbc:ChargeTotalAmount", totals.charges),
        ("cbc:PrepaidAmount", totals.paid),
        ("cbc:PayableRoundingAmount", totals.rounding),
    ] {
        if !amount.is_zero() {
            money(xml, name, amount, settlement);
        }
    }
    money(xml, "cbc:PayableAmount", totals.due, settlement);
}

pub(super) fn item(xml: &mut Xml, line: &PricedLine, tax: &Tax) {
    xml.element("cac:Item", |xml| {
        xml.leaf("cbc:Description", &line.description).leaf("cbc:Name", &line.product.name);
        xml.wrapped("cac:SellersItemIdentification", "cbc:ID", &line.product.code);
        xml.element("cac:ClassifiedTaxCategory", |xml| {
            rate(xml, tax.category, tax.rate);
            scheme(xml);
        });
        for choice in line.choices.iter().filter(|choice| choice.is_told()) {
            let (name, value) = choice.said();
            xml.element("cac:AdditionalItemProperty", |xml| {
                xml.leaf("cbc:Name", name).leaf("cbc:Value", value);
            });
        }
    });
}
