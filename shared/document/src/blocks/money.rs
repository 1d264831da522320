//! Totals and taxes.

use super::Composer;
use crate::{
    layout::{self, Align, Area, Cell, Kind, Owner, Row, RowKind, Table},
    text::{Line, Style, wrap},
};
use pricing::{TaxCategory, tax::TaxTotal};
use rust_decimal::Decimal;

/// The part of the width that the totals have, at the right.
const WIDTH: f32 = 0.5;

/// How far the area behind the last total goes beyond the numbers, which stand under those of the lines.
const BLEED: f32 = 8.0;

impl Composer<'_> {
    /// Totals by EN 16931, with those that say nothing left out. They stay on one page.
    pub(super) fn totals(&mut self) {
        let rows = self.total_rows();
        let mut style = self.styles.body;
        style.figures = true;
        let last = Style { figures: true, ..self.styles.total };
        let height = last.leading() + 26.0;
        self.flow.reserve(rows.iter().fold(height, |sum, _| sum + style.leading() + 4.0));
        let table = self.flow.tree.add(Kind::Table);
        let due = rows.len().saturating_sub(1);
        for (at, (words, amount)) in rows.into_iter().enumerate() {
            let (style, is_last) = if at == due { (last, true) } else { (style, false) };
            if is_last {
                self.band(&style);
            }
            self.total_row(table, &words, &amount, &style, is_last);
        }
        self.flow.y += 22.0;
    }

    /// The area behind the last total.
    fn band(&mut self, style: &Style) {
        let body = self.flow.body;
        self.flow.y += 5.0;
        let x = body.x + body.width * (1.0 - WIDTH);
        let (x, width) = (x - BLEED, body.width * WIDTH + 2.0 * BLEED);
        let area = Area { x, y: self.flow.y, width, height: style.leading() + 12.0 };
        self.flow.area(area, self.template.colors.band);
        self.flow.rule(x, width, 1.2, self.template.colors.accent);
        self.flow.y += 6.0;
    }

    fn total_row(&mut self, table: layout::NodeId, words: &str, amount: &str, style: &Style, is_last: bool) {
        let body = self.flow.body;
        let x = body.x + body.width * (1.0 - WIDTH);
        let width = body.width * WIDTH;
        let row = self.flow.tree.add_to(table, Kind::Row);
        let head = self.flow.tree.add_to(row, Kind::RowHead);
        let cell = self.flow.tree.add_to(row, Kind::Cell(1));
        let word_style = if is_last { *style } else { Style { color: self.template.colors.muted, ..*style } };
        let amounts = wrap(amount, style, width * 0.6, &mut self.shaper);
        let widest = amounts.iter().map(|line| line.width).fold(0.0, f32::max);
        let words = wrap(words, &word_style, (width - widest - 6.0).max(width * 0.3), &mut self.shaper);
        let top = self.flow.y;
        let left = self.column(head, words, &word_style, Area { x, width, ..body }, Align::Left);
        self.flow.y = top;
        let right = self.column(cell, amounts, style, Area { x, width, ..body }, Align::Right);
        self.flow.y = left.max(right) + 4.0;
    }

    /// Lines below each other; gives where they end.
    fn column(&mut self, node: layout::NodeId, lines: Vec<Line>, style: &Style, area: Area, align: Align) -> f32 {
        for line in lines {
            let at = Area { y: self.flow.y, height: style.leading(), ..area };
            self.flow.line(Owner::Node(node), line, style, at, align);
            self.flow.y += style.leading();
        }
        self.flow.y
    }

    fn total_rows(&self) -> Vec<(String, String)> {
        let quote = &self.document.quote;
        let totals = quote.totals();
        let currency = quote.settlement.currency;
        let money = |amount| self.template.locale.money(amount, currency);
        let mut rows = vec![(self.filler.label("lines"), money(totals.lines))];
        rows.extend(quote.sums.extras.iter().filter(|extra| !extra.amount.is_zero()).map(|extra| {
            let percent = extra.percent.map(|percent| format!(" ({} %)", self.template.locale.short(percent)));
            (format!("{}{}", extra.reason, percent.unwrap_or_default()), money(extra.signed()))
        }));
        if totals.net != totals.lines {
            rows.push((self.filler.label("net"), money(totals.net)));
        }
        rows.extend(quote.sums.taxes.iter().filter(|row| !row.tax.is_zero()).map(|row| {
            (format!("{} {} %", self.filler.label("tax"), self.template.locale.short(row.rate)), money(row.tax))
        }));
        if let Some((tax, other)) = totals.tax_reported.zip(quote.settlement.tax_currency) {
            let words = format!("{} {other}", self.filler.label("tax_reported"));
            rows.push((words, self.template.locale.money(tax, other)));
        }
        rows.push((self.filler.label("gross"), money(totals.gross)));
        let optional = [("paid", -totals.paid), ("rounding", totals.rounding)];
        let shown = optional.into_iter().filter(|(_, amount)| !amount.is_zero());
        rows.extend(shown.map(|(label, amount)| (self.filler.label(label), money(amount))));
        if totals.due != totals.gross {
            rows.push((self.filler.label("due"), money(totals.due)));
        }
        rows
    }

    pub(super) fn taxes(&mut self, heading: &str, always: bool) {
        let rows = &self.document.quote.sums.taxes;
        let plain = rows.len() < 2 && rows.iter().all(|row| row.reason.is_none() && row.reason_code.is_none());
        if rows.is_empty() || (plain && !always) {
            return;
        }
        self.heading(heading, 60.0);
        let width = self.flow.body.width;
        let rest = width * 0.58 - 2.0 * layout::GAP;
        let column = |label: &str, width, align| layout::Column { heading: self.filler.label(label), width, align };
        let columns = [
            column("taxes", rest, Align::Left),
            column("taxable", width * 0.21, Align::Right),
            column("tax", width * 0.21, Align::Right),
        ];
        let rows = rows.iter().map(|row| self.tax_row(row)).collect();
        let table = Table {
            columns: &columns,
            head: self.styles.label,
            strong_rule: self.template.colors.rule,
            rule: self.template.colors.rule,
            padding: 3.5,
        };
        table.draw(rows, &mut self.flow, &mut self.shaper);
        self.flow.y += 18.0;
    }

    fn tax_row(&self, row: &TaxTotal) -> Row {
        let mut style = self.styles.body;
        style.figures = true;
        let amount = |amount: Decimal| {
            let text = self.template.locale.money(amount, self.document.quote.settlement.currency);
            Cell { texts: vec![(text, style)], picture: None }
        };
        let label = self.filler.label(tax_label(row.category));
        let rate = if row.category == TaxCategory::S {
            format!("{label} {} %", self.template.locale.short(row.rate))
        } else {
            label
        };
        let reason = row.reason.as_ref().or(row.reason_code.as_ref());
        let reason = reason.map(|reason| (reason.clone(), self.styles.small));
        let words = Cell { texts: std::iter::once((rate, style)).chain(reason).collect(), picture: None };
        Row { kind: RowKind::Plain, cells: vec![words, amount(row.taxable), amount(row.tax)] }
    }
}

/// The key of what a category is called.
const fn tax_label(category: TaxCategory) -> &'static str {
    match category {
        TaxCategory::S => "tax",
        TaxCategory::Z => "tax_zero",
        TaxCategory::E => "tax_exempt",
        TaxCategory::Ae => "tax_reverse",
        TaxCategory::K => "tax_community",
        TaxCategory::G => "tax_export",
        TaxCategory::O => "tax_none",
    }
}
