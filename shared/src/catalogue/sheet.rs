//! Data sheets: the specifications of a product in their groups.

use crate::{Id, Record, entities::Specification, text::fold};
use std::{collections::HashMap, sync::Arc};

/// What a line says.
#[derive(Debug, Clone, PartialEq)]
pub enum Said {
    /// So much of the line's unit.
    Number(f64),
    /// Words.
    Text(String),
}

/// A line of a data sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The record.
    pub id: Id,
    /// What is specified.
    pub name: String,
    /// What is said of it.
    pub said: Said,
    /// Unit of it; empty where it has none.
    pub unit: String,
    key: String,
}

impl Line {
    /// What makes lines of several products comparable: `Weight (kg)`.
    pub fn key(&self) -> &str {
        &self.key
    }
}

/// Lines under one heading.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The heading; empty for lines without one.
    pub name: String,
    /// In their order.
    pub lines: Vec<Line>,
}

/// All that is specified of a product.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sheet {
    /// Groups in the order of their first lines.
    pub groups: Vec<Group>,
    /// Everything said, folded, to find words in.
    words: String,
}

impl Sheet {
    /// All lines.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.groups.iter().flat_map(|group| &group.lines)
    }

    /// Everything said, in the form of [`fold`].
    pub fn words(&self) -> &str {
        &self.words
    }
}

/// The sheets of all products.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sheets {
    by_product: HashMap<Id, Sheet>,
    none: Sheet,
}

impl Sheets {
    /// From the specifications there are. Lines that say nothing, or both a number and words, are left out.
    pub fn new(specifications: &[Arc<Record>]) -> Self {
        let mut rows: HashMap<Id, Vec<&Arc<Record>>> = HashMap::new();
        for row in specifications {
            if let Some(product) = row.get(Specification::PRODUCT) {
                rows.entry(product).or_default().push(row);
            }
        }
        let by_product = rows.into_iter().map(|(product, rows)| (product, sheet(rows))).collect();
        Self { by_product, none: Sheet::default() }
    }

    /// A product's sheet; an empty one where nothing is specified.
    pub fn of(&self, product: Id) -> &Sheet {
        self.by_product.get(&product).unwrap_or(&self.none)
    }
}

fn sheet(mut rows: Vec<&Arc<Record>>) -> Sheet {
    rows.sort_by_cached_key(|row| {
        super::place(row.get(Specification::POSITION), row.get(Specification::NAME).unwrap_or_default(), row.id)
    });
    let mut sheet = Sheet::default();
    for row in rows {
        let Some(line) = line(row) else { continue };
        let heading = row.get(Specification::GROUP).unwrap_or_default().trim();
        sheet.words.push_str(&fold(&format!("{heading} {} {} ", line.key(), said(&line.said))));
        match sheet.groups.iter_mut().find(|group| group.name == heading) {
            Some(group) => group.lines.push(line),
            None => sheet.groups.push(Group { name: heading.to_owned(), lines: vec![line] }),
        }
    }
    sheet
}

fn said(said: &Said) -> String {
    match said {
        Said::Number(number) => super::number_text(*number),
        Said::Text(text) => text.clone(),
    }
}

fn line(row: &Record) -> Option<Line> {
    let text = row.get(Specification::TEXT).map(|text| Said::Text(text.trim().to_owned()));
    let said = match (row.get(Specification::NUMBER).map(Said::Number), text) {
        (Some(number), None) => number,
        (None, Some(text)) => text,
        _ => return None,
    };
    let unit = row.get(Specification::UNIT).unwrap_or_default().trim().to_owned();
    let name = row.get(Specification::NAME)?.trim().to_owned();
    let key = if unit.is_empty() { name.clone() } else { format!("{name} ({unit})") };
    Some(Line { id: row.id, name, said, unit, key })
}
