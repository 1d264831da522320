//! Products side by side.

use super::sheet::{Line, Sheet};

/// Rows of a comparison under one heading.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// The heading; empty for what has none.
    pub name: String,
    /// Its rows.
    pub rows: Vec<Trait>,
}

/// What is specified, by product.
#[derive(Debug, Clone, PartialEq)]
pub struct Trait {
    /// What is specified.
    pub name: String,
    /// One line for each product, where it has one.
    pub cells: Vec<Option<Line>>,
    /// Whether the products differ in it.
    pub differs: bool,
}

/// The sheets side by side: every line that at least one of them has, in the order in which they first stand. Lines of
/// one name under one heading are the same trait; another unit is another value of it.
pub fn compare(sheets: &[&Sheet]) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for (at, sheet) in sheets.iter().enumerate() {
        for group in &sheet.groups {
            let section = section(&mut sections, &group.name);
            for line in &group.lines {
                put(&mut section.rows, sheets.len(), at, line);
            }
        }
    }
    for row in sections.iter_mut().flat_map(|section| &mut section.rows) {
        row.differs = row.cells.windows(2).any(|pair| !same(pair));
    }
    sections
}

fn section<'a>(sections: &'a mut Vec<Section>, name: &str) -> &'a mut Section {
    let known = sections.iter().position(|section| section.name == name);
    let at = known.unwrap_or(sections.len());
    if known.is_none() {
        sections.push(Section { name: name.to_owned(), rows: Vec::new() });
    }
    #[allow(clippy::indexing_slicing, reason = "found or pushed just now")]
    &mut sections[at]
}

/// A second line of one name on a sheet gets a row of its own.
fn put(rows: &mut Vec<Trait>, products: usize, at: usize, line: &Line) {
    let free = |row: &&mut Trait| row.name == line.name && row.cells.get(at).is_some_and(Option::is_none);
    if let Some(cell) = rows.iter_mut().find(free).and_then(|row| row.cells.get_mut(at)) {
        *cell = Some(line.clone());
        return;
    }
    let mut cells = vec![None; products];
    if let Some(cell) = cells.get_mut(at) {
        *cell = Some(line.clone());
    }
    rows.push(Trait { name: line.name.clone(), cells, differs: false });
}

fn same(pair: &[Option<Line>]) -> bool {
    let told = |line: &Option<Line>| line.as_ref().map(|line| (line.said.clone(), line.unit.clone()));
    matches!(pair, [a, b] if told(a) == told(b))
}
