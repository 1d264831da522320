//! The table of lines.

use super::Composer;
use crate::{
    layout::{self, Align, Cell, Row, RowKind, Table},
    template::{Column, Show, Which},
    text::{Style, wrap},
};
use pricing::{PricedLine, TaxCategory, quote::SectionTotal};
use rust_decimal::Decimal;

/// Sides of a product's picture in a line.
const THUMB: f32 = 34.0;
/// Sides of a line's own picture in a column of its own: what was configured has to be seen.
const OWN: f32 = 62.0;
/// The same below the words of the item, where no column is for pictures.
const BELOW: f32 = 124.0;

/// The item keeps at least this part of the width, however wide the numbers are.
const ITEM_LEAST: f32 = 0.18;

impl Composer<'_> {
    pub(super) fn items(&mut self, heading: &str, which: Which, columns: &[Column]) {
        let lines: Vec<&PricedLine> =
            self.document.quote.lines.iter().filter(|line| line.counts() == (which == Which::Counted)).collect();
        if lines.is_empty() || columns.is_empty() {
            return;
        }
        self.heading(heading, 60.0);
        let rows = self.rows(&lines, which, columns);
        let widths = self.widths(&rows, columns);
        let columns: Vec<layout::Column> = columns
            .iter()
            .zip(widths)
            .map(|(column, width)| layout::Column {
                heading: self.column_heading(column),
                width,
                align: align(column.show),
            })
            .collect();
        let table = Table {
            columns: &columns,
            head: self.styles.label,
            strong_rule: self.template.colors.ink,
            rule: self.template.colors.rule,
            padding: 5.0,
        };
        table.draw(rows, &mut self.flow, &mut self.shaper);
        self.flow.y += 14.0;
    }

    fn column_heading(&self, column: &Column) -> String {
        match &column.heading {
            Some(heading) => self.filler.fill(heading),
            None => self.filler.label(column.show.label()),
        }
    }

    /// Rows in the order of the quote, under a heading wherever another section begins, with the section's sum at its
    /// end. Lines of no section come as they stand.
    fn rows(&self, lines: &[&PricedLine], which: Which, columns: &[Column]) -> Vec<Row> {
        let mut rows = Vec::new();
        let sections = &self.document.quote.sections;
        let mut number = 0;
        let mut add = |line: &PricedLine, rows: &mut Vec<Row>| {
            number += 1;
            rows.push(self.row(line, number, columns));
        };
        for line in lines.iter().filter(|line| line.section.is_none()) {
            add(line, &mut rows);
        }
        for section in sections {
            let inside: Vec<_> = lines.iter().filter(|line| line.section.as_ref() == Some(&section.id)).collect();
            if inside.is_empty() {
                continue;
            }
            rows.push(Row { kind: RowKind::Section, cells: vec![cell(&section.name, self.styles.strong)] });
            for line in inside {
                add(line, &mut rows);
            }
            if which == Which::Counted {
                rows.push(self.section_sum(section));
            }
        }
        rows
    }

    fn section_sum(&self, section: &SectionTotal) -> Row {
        let words = format!("{} {}", self.filler.label("section_total"), section.name);
        let mut style = self.styles.strong;
        style.figures = true;
        let sum = self.template.locale.number(section.net);
        Row { kind: RowKind::Sum, cells: vec![cell(&words, self.styles.small), cell(&sum, style)] }
    }

    fn row(&self, line: &PricedLine, number: usize, columns: &[Column]) -> Row {
        let has_column = columns.iter().any(|column| column.show == Show::Picture);
        let cells = columns.iter().map(|column| match column.show {
            Show::Item => self.item(line, has_column),
            Show::Picture => self.thumb(line),
            show => {
                let mut style = self.styles.body;
                style.figures = true;
                if matches!(show, Show::Position | Show::Code | Show::Tax) {
                    style.color = self.template.colors.muted;
                }
                cell(&self.value(line, number, show), style)
            }
        });
        Row { kind: RowKind::Plain, cells: cells.collect() }
    }

    fn item(&self, line: &PricedLine, has_column: bool) -> Cell {
        let mut texts = vec![(line.product.name.clone(), self.styles.strong)];
        if !line.description.trim().is_empty() {
            texts.push((line.description.clone(), self.styles.small));
        }
        texts.extend(line.choices.iter().filter(|choice| choice.is_told()).map(|choice| {
            let count = if choice.count == Decimal::ONE {
                String::new()
            } else {
                format!(" × {}", self.template.locale.short(choice.count))
            };
            let (name, words) = choice.said();
            (format!("{name}: {words}{count}"), self.styles.small)
        }));
        let own = self.picture_name(line).filter(|name| !has_column && **name == line.id);
        Cell { texts, picture: own.and_then(|name| self.framed(name, BELOW)) }
    }

    fn thumb(&self, line: &PricedLine) -> Cell {
        let side = |name: &String| if *name == line.id { OWN } else { THUMB };
        let picture = self.picture_name(line).and_then(|name| self.framed(name, side(name)));
        Cell { texts: Vec::new(), picture }
    }

    fn picture_name(&self, line: &PricedLine) -> Option<&String> {
        self.document.line_pictures.get(&line.id)
    }

    fn framed(&self, name: &str, side: f32) -> Option<layout::Picture> {
        let (width, height) = self.pictures.fit(name, side, side)?;
        Some(layout::Picture { name: name.to_owned(), alt: self.alt(name), width, height })
    }

    fn value(&self, line: &PricedLine, number: usize, show: Show) -> String {
        let locale = &self.template.locale;
        match show {
            Show::Position => number.to_string(),
            Show::Code => line.product.code.clone(),
            Show::Quantity => format!("{} {}", locale.short(line.quantity), self.unit(line)).trim_end().to_owned(),
            Show::ListPrice => locale.number(line.list_unit()),
            Show::NetPrice => locale.number(line.net_unit()),
            Show::Discount => {
                let percent = line.discount_percent();
                if percent.is_zero() { String::new() } else { format!("{} %", locale.short(percent)) }
            }
            Show::Tax if line.tax.category == TaxCategory::S => format!("{} %", locale.short(line.tax.rate)),
            Show::Tax => line.tax.category.code().to_owned(),
            Show::Amount => locale.number(line.net),
            Show::Item | Show::Picture => String::new(),
        }
    }

    /// What a unit of measure is called; a code without a name stands for itself.
    fn unit(&self, line: &PricedLine) -> String {
        let unit = &line.product.unit;
        self.filler.known_label(&format!("unit_{unit}")).unwrap_or_else(|| unit.clone())
    }

    /// Widths of columns: what the template says or the widest number needs; the item takes the rest.
    fn widths(&mut self, rows: &[Row], columns: &[Column]) -> Vec<f32> {
        let body = self.flow.body.width;
        let gaps = layout::GAP * gap_count(columns.len());
        let mut widths: Vec<f32> =
            columns.iter().enumerate().map(|(at, column)| self.width(rows, at, column)).collect();
        let items = columns.iter().filter(|column| column.show == Show::Item).count();
        let fixed: f32 = widths.iter().sum();
        let left = body - gaps - fixed;
        let least = if items == 0 { 0.0 } else { body * ITEM_LEAST };
        // Numbers that leave no room for the item are broken rather than printed over each other.
        let scale = if left < least { ((body - gaps - least) / fixed.max(1.0)).max(0.05) } else { 1.0 };
        let share = left.max(least) / gap_count(items + 1).max(1.0);
        for (width, column) in widths.iter_mut().zip(columns) {
            *width = if column.show == Show::Item { share } else { *width * scale };
        }
        widths
    }

    fn width(&mut self, rows: &[Row], at: usize, column: &Column) -> f32 {
        let least = column.width * layout::MM;
        if matches!(column.show, Show::Item) {
            return 0.0;
        }
        if column.show == Show::Picture {
            let pictures = rows.iter().filter_map(|row| row.cells.get(at)?.picture.as_ref());
            return pictures.map(|picture| picture.width).fold(least.max(THUMB), f32::max);
        }
        let head = self.styles.label;
        let heading = self.column_heading(column);
        let mut widest = least.max(self.natural(&heading, &head));
        for row in rows.iter().filter(|row| row.kind != RowKind::Section) {
            let cell = match row.kind {
                RowKind::Sum if column.show == Show::Amount => row.cells.last(),
                RowKind::Sum => None,
                _ => row.cells.get(at),
            };
            let Some((text, style)) = cell.and_then(|cell| cell.texts.first()) else { continue };
            // Article numbers and the like are typed by people and may be of any length.
            let most = if column.show == Show::Code { least.max(60.0) } else { f32::MAX };
            widest = widest.max(self.natural(text, style).min(most));
        }
        widest
    }

    /// The width of a text that is not broken.
    fn natural(&mut self, text: &str, style: &Style) -> f32 {
        let lines = wrap(text, style, f32::MAX, &mut self.shaper);
        lines.iter().map(|line| line.width).fold(0.0, f32::max)
    }
}

fn cell(text: &str, style: Style) -> Cell {
    Cell { texts: vec![(text.to_owned(), style)], picture: None }
}

fn align(show: Show) -> Align {
    match show {
        Show::Position | Show::Picture | Show::Item | Show::Code => Align::Left,
        _ => Align::Right,
    }
}

/// The number of gaps between so many columns.
#[allow(clippy::cast_precision_loss, reason = "tables have few columns")]
fn gap_count(columns: usize) -> f32 {
    columns.saturating_sub(1) as f32
}
