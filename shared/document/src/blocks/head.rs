//! What stands above the lines: letterhead, address, facts, title, texts.

use super::Composer;
use crate::{
    layout::{Align, Area, Draw, Flow, Kind, NodeId, Owner},
    template::Fact,
    text::{Line, Style, wrap},
};

/// The part of the width that the address has; the facts begin there.
const FACTS_AT: f32 = 0.56;

impl Composer<'_> {
    pub(super) fn letterhead(&mut self, logo: &str, height: f32, text: &str) {
        let top = self.flow.y;
        let body = self.flow.body;
        let mut bottom = top;
        if let Some((width, height)) = self.pictures.fit(logo, body.width * 0.45, height) {
            let node = self.flow.tree.add(Kind::Figure(self.alt(logo)));
            let area = Area { x: body.x, y: top, width, height };
            self.flow.put(Owner::Node(node), Draw::Picture { area, name: logo.to_owned() });
            bottom = top + height;
        }
        let node = self.flow.tree.add(Kind::Paragraph);
        let text = self.filler.fill(text);
        for (at, paragraph) in filled_lines(&text).enumerate() {
            let style = if at == 0 { self.styles.strong } else { self.styles.small };
            let column = Area { x: body.x + body.width / 2.0, width: body.width / 2.0, ..body };
            self.stack(node, paragraph, &style, column, Align::Right);
        }
        self.flow.y = self.flow.y.max(bottom) + 26.0;
    }

    pub(super) fn address(&mut self, above: &str, text: &str, facts: &[Fact]) {
        let top = self.flow.y;
        let body = self.flow.body;
        let column = Area { width: body.width * (FACTS_AT - 0.06), ..body };
        let above = self.filler.fill(above);
        if !above.trim().is_empty() {
            let style = self.styles.label;
            let node = self.flow.tree.add(Kind::Paragraph);
            self.stack(node, &above, &style, column, Align::Left);
            self.flow.y += 4.0;
        }
        let text = self.filler.fill(text);
        let node = self.flow.tree.add(Kind::Paragraph);
        for (at, line) in filled_lines(&text).enumerate() {
            let style = if at == 0 { self.styles.strong } else { self.styles.body };
            self.stack(node, line, &style, column, Align::Left);
        }
        let below = self.flow.y;
        self.flow.y = top;
        self.facts(facts);
        self.flow.y = self.flow.y.max(below) + 30.0;
    }

    /// Pairs of words and values below each other. Those without a value are left out.
    fn facts(&mut self, facts: &[Fact]) {
        let body = self.flow.body;
        let x = body.x + body.width * FACTS_AT;
        let width = body.width * (1.0 - FACTS_AT);
        let words = Area { x, width: width * 0.42, ..body };
        let values = Area { x: x + width * 0.45, width: width * 0.55, ..body };
        let mut style = self.styles.body;
        style.figures = true;
        for fact in facts {
            let value = self.filler.fill(&fact.value);
            if value.trim().is_empty() {
                continue;
            }
            let word = self.filler.fill(&fact.label);
            let node = self.flow.tree.add(Kind::Paragraph);
            let top = self.flow.y;
            let label = Style { color: self.styles.label.color, ..style };
            self.stack(node, &word, &label, words, Align::Left);
            let below = self.flow.y;
            self.flow.y = top;
            self.stack(node, &value, &style, values, Align::Left);
            self.flow.y = self.flow.y.max(below) + 1.5;
        }
    }

    pub(super) fn title(&mut self, text: &str) {
        let style = self.styles.title;
        let body = self.flow.body;
        let text = self.filler.fill(text);
        self.flow.reserve(style.leading() * 2.0);
        let node = self.flow.tree.add(Kind::Title);
        let lines = wrap(&text, &style, body.width, &mut self.shaper);
        self.flow.lines(node, lines, &style);
        self.flow.y += 2.0;
        let mark = Area { x: body.x, y: self.flow.y, width: 28.0, height: 2.0 };
        self.flow.area(mark, self.template.colors.accent);
        self.flow.y += 18.0;
    }

    pub(super) fn text(&mut self, heading: &str, text: &str, small: bool) {
        let text = self.filler.fill(text);
        if text.trim().is_empty() {
            return;
        }
        let style = if small { self.styles.small } else { self.styles.body };
        self.flow.space(6.0);
        self.heading(heading, style.leading() * 2.0);
        for paragraph in text.split('\n') {
            if paragraph.trim().is_empty() {
                self.flow.y += style.leading() / 2.0;
                continue;
            }
            let node = self.flow.tree.add(Kind::Paragraph);
            let width = self.flow.body.width;
            let lines = wrap(paragraph, &style, width.min(style.size * 58.0), &mut self.shaper);
            self.flow.lines(node, lines, &style);
        }
        self.flow.y += 12.0;
    }

    /// Lines below each other in a column, from the present height on. A column that does not fit is continued on the
    /// next page.
    pub(super) fn stack(&mut self, node: NodeId, text: &str, style: &Style, column: Area, align: Align) {
        for line in wrap(text, style, column.width, &mut self.shaper) {
            advance(&mut self.flow, node, line, style, column, align);
        }
    }
}

fn advance(flow: &mut Flow, node: NodeId, line: Line, style: &Style, column: Area, align: Align) {
    flow.reserve(style.leading());
    let at = Area { y: flow.y, height: style.leading(), ..column };
    flow.line(Owner::Node(node), line, style, at, align);
    flow.y += style.leading();
}

fn filled_lines(text: &str) -> impl Iterator<Item = &str> {
    text.split('\n').filter(|line| !line.trim().is_empty())
}
