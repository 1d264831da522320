//! Header lines of other systems' exports: every column is a field, part of one, or left out for a reason.

use crate::{real_data::real, workspace::suggested};
use shared::{
    Schema,
    transfer::{About, Column, Hint, Mapping, Table, doubts, profile, suggest, table},
    value::Currency,
};
use std::slice;

/// (vendor, object, header line)
fn vendors() -> Option<Vec<(String, String, String)>> {
    let text = String::from_utf8(real("contacts/vendor-csv-headers.tsv")?).unwrap();
    let line = |line: &str| {
        let mut cells = line.split('\t').map(str::to_owned);
        (cells.next().unwrap(), cells.next().unwrap(), cells.next().unwrap())
    };
    Some(text.lines().skip(1).map(line).collect())
}

/// A file of this header and one row of values, or none.
fn file(header: &str) -> Table {
    table(&format!("{header}\n"), b',', true).unwrap()
}

fn mapping(schema: &Schema, header: &str) -> Mapping {
    suggested(schema, &file(header), None).mapping
}

#[test]
fn every_column_is_known() {
    let schema = Schema::built_in();
    let Some(vendors) = vendors() else { return };
    assert_eq!(vendors.len(), 12);
    for (vendor, object, header) in vendors {
        let mapping = mapping(&schema, &header);
        let open: Vec<&Column> =
            mapping.columns.iter().filter(|column| column.targets.is_empty() && column.ignored.is_none()).collect();
        assert!(open.is_empty(), "{vendor} {object} as {}: {open:?}", mapping.entity);
        let expected = match object.as_str() {
            object if object.starts_with("combined") || object.starts_with("Opportunity") => "opportunity",
            object if object.starts_with("companies") || object.starts_with("Account") => "account",
            _ => "contact",
        };
        assert_eq!(&*mapping.entity, expected, "{vendor} {object}");
    }
}

/// The target of each column that matters most: a wrong one would be worse than none.
#[test]
fn the_important_columns_go_to_the_right_fields() {
    let schema = Schema::built_in();
    let Some(vendors) = vendors() else { return };
    let expected = [
        ("HubSpot", "contacts export", "First Name", "first_name"),
        ("HubSpot", "contacts export", "Email", "email"),
        ("HubSpot", "contacts export", "Associated Company", "account"),
        ("HubSpot", "contacts export", "Contact owner", "owner"),
        ("HubSpot", "contacts export (address)", "State/Region", "address.region"),
        ("HubSpot", "contacts export (address)", "Postal Code", "address.postal_code"),
        ("HubSpot", "companies export", "Company name", "name"),
        ("HubSpot", "companies export", "Website URL", "website"),
        ("HubSpot", "companies export", "Record ID", "number"),
        ("Salesforce", "Account data", "Name", "name"),
        ("Salesforce", "Account data", "ParentId", "parent"),
        ("Salesforce", "Account data", "BillingCity", "address.city"),
        ("Salesforce", "Account data", "AnnualRevenue", "revenue"),
        ("Salesforce", "Account data", "NumberOfEmployees", "employees"),
        ("Salesforce", "Account data", "YearStarted", "founded"),
        ("Salesforce", "Opportunity", "Opportunity ID", "number"),
        ("Salesforce", "Opportunity", "Stage", "stage"),
        ("Salesforce", "Opportunity", "Account Name", "account"),
        ("Pipedrive", "combined import sample with products", "Deal - Title", "name"),
        ("Pipedrive", "combined import sample with products", "Person - Email (Work)", "contacts.email"),
        ("Pipedrive", "combined import sample with products", "Organization - Name*", "account"),
        ("Pipedrive", "combined import sample with products", "Organization - Address", "account.address"),
        ("Pipedrive", "combined import sample with products", "Product - Price", "product.price"),
        ("Pipedrive", "combined import sample with products", "Product - Currency", "product.price.currency"),
        ("Google", "current", "E-mail 1 - Value", "email"),
        ("Google", "current", "Middle Name", "first_name"),
        ("Google", "current", "Organization Title", "title"),
        ("Google", "current", "Address 1 - PO Box", "address.street"),
        ("Google", "old", "Family Name", "last_name"),
        ("Outlook", "contacts", "E-mail Address", "email"),
        ("Outlook", "contacts", "Business Phone", "phone"),
        ("Outlook", "contacts", "Mobile Phone", "mobile"),
        ("Outlook", "contacts", "Business Street 2", "address.street"),
        ("Outlook", "contacts", "Company", "account"),
        ("Outlook", "contacts", "Job Title", "title"),
        ("Outlook", "contacts", "Notes", "description"),
    ];
    for (vendor, object, column, target) in expected {
        let known = vendors.iter().find(|(v, o, _)| v.starts_with(vendor) && o.starts_with(object));
        let (.., header) = known.unwrap_or_else(|| panic!("{vendor} {object}"));
        let mapping = mapping(&schema, header);
        let found = mapping.column(column).unwrap_or_else(|| panic!("{vendor} {column}: {mapping:?}"));
        assert_eq!(found.targets, [target], "{vendor} {object} {column}");
    }
}

#[test]
fn the_address_and_phone_with_something_in_them_are_taken() {
    let schema = Schema::built_in();
    let text = "First Name,Last Name,Business Street,Business City,Home Street,Home City,Business Phone,Home Phone\n\
                Ada,Lovelace,,,12 St James's Square,London,,+44 20 7946 0000\n";
    let mapping = suggested(&schema, &table(text, b',', true).unwrap(), None).mapping;
    assert_eq!(mapping.column("Home City").unwrap().targets, ["address.city"]);
    assert_eq!(mapping.column("Business City").unwrap().ignored.as_deref(), Some("import-ignored-second-address"));
    assert_eq!(mapping.column("Home Phone").unwrap().targets, ["phone"]);
}

#[test]
fn a_column_of_the_wrong_kind_is_left_out() {
    let schema = Schema::built_in();
    let text = "Name,Employees,Email,Type\nAcme,many,none,Customer - Direct\n";
    let table = table(text, b',', true).unwrap();
    let mapping = suggest(&schema, &Hint { entity: Some("account"), ..Hint::default() }, &profile(&table)).mapping;
    for column in ["Employees", "Type"] {
        assert_eq!(mapping.column(column).unwrap().ignored.as_deref(), Some("import-ignored-values"), "{column}");
    }
}

#[test]
fn figures_that_are_none_are_asked_about_until_somebody_decides() {
    let schema = Schema::built_in();
    let table = table("Name,Employees,Type\nAcme,many,Customer - Direct\n", b',', true).unwrap();
    let (hint, profiles) = (Hint { entity: Some("account"), ..Hint::default() }, profile(&table));
    let mut mapping = suggest(&schema, &hint, &profiles).mapping;
    let told = |mapping: &Mapping| {
        let doubts = doubts(&schema, mapping, &profiles).into_iter();
        doubts.map(|doubt| (doubt.column, doubt.about, doubt.blocking)).collect::<Vec<_>>()
    };
    let misfit = |target: &str, example: &str| About::Misfit { target: target.into(), example: example.into() };
    let ask = ("Employees".to_owned(), misfit("employees", "many"), true);
    let tell = ("Type".to_owned(), misfit("lifecycle", "Customer - Direct"), false);
    assert_eq!(told(&mapping), [ask, tell.clone()]);
    let mut kept = mapping.clone();
    kept.column_mut("Employees").unwrap().send(vec!["employees".into()], Currency::USD);
    assert_eq!(told(&kept), slice::from_ref(&tell));
    mapping.column_mut("Employees").unwrap().leave_out();
    assert_eq!(told(&mapping), [tell]);
}

#[test]
fn every_message_exists() {
    let messages = shared::messages::EN.concat();
    for source in [
        "headers",
        "suggest",
        "decode",
        "table",
        "cells",
        "plan/identity",
        "plan/links",
        "plan/finish",
        "plan/form",
        "plan/values",
    ] {
        let path = format!("{}/src/transfer/{source}.rs", env!("CARGO_MANIFEST_DIR"));
        let code = std::fs::read_to_string(path).unwrap();
        let keys = code.split('"').filter(|part| part.starts_with("import-") || part.starts_with("problem-"));
        for key in keys {
            assert!(messages.lines().any(|line| line.starts_with(&format!("{key} ="))), "no message {key}");
        }
    }
}
