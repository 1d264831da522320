//! The blocks of a quote, laid out one below the other.

mod ending;
mod head;
mod items;
mod money;
mod pictures;

pub(crate) use pictures::Pictures;

use crate::{
    fill::Filler,
    layout::{Align, Area, Flow, Kind, MM, Owner},
    quote::QuoteDocument,
    template::{Block, Template},
    text::{Fonts, Shaper, Style, Weight, wrap},
};
use krilla::tagging::ArtifactType;
use shared::Problem;

/// Pages that only need to be written down.
pub(crate) struct Composed {
    pub flow: Flow,
    pub pictures: Pictures,
}

/// The styles of a document, made of its template's size and colours.
pub(crate) struct Styles {
    pub body: Style,
    pub strong: Style,
    pub small: Style,
    pub label: Style,
    pub heading: Style,
    pub title: Style,
    pub total: Style,
}

impl Styles {
    fn of(template: &Template) -> Self {
        let size = template.text_size;
        let colors = &template.colors;
        let style = |weight, factor: f32, color| Style { weight, size: size * factor, color, figures: false };
        Self {
            body: style(Weight::Regular, 1.0, colors.ink),
            strong: style(Weight::Bold, 1.0, colors.ink),
            small: style(Weight::Regular, 0.86, colors.muted),
            label: style(Weight::Regular, 0.82, colors.muted),
            heading: style(Weight::Bold, 1.2, colors.ink),
            title: style(Weight::Bold, 2.2, colors.ink),
            total: style(Weight::Bold, 1.3, colors.accent),
        }
    }
}

/// A document that is being laid out.
struct Composer<'a> {
    document: &'a QuoteDocument,
    template: &'a Template,
    filler: Filler<'a>,
    styles: Styles,
    pictures: Pictures,
    flow: Flow,
    shaper: Shaper<'a>,
}

/// Lays a document out.
pub(crate) fn compose(document: &QuoteDocument, template: &Template, fonts: &Fonts) -> Result<Composed, Problem> {
    let mut composer = Composer {
        document,
        template,
        filler: Filler { document, template },
        styles: Styles::of(template),
        pictures: Pictures::read(&document.pictures),
        flow: Flow::new(&template.page),
        shaper: Shaper::new(fonts)?,
    };
    for block in &template.blocks {
        composer.block(block);
    }
    composer.margins();
    Ok(Composed { flow: composer.flow, pictures: composer.pictures })
}

impl Composer<'_> {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Letterhead { logo, height, text } => self.letterhead(logo, height * MM, text),
            Block::Address { above, text, facts } => self.address(above, text, facts),
            Block::Title { text } => self.title(text),
            Block::Text { heading, text, small } => self.text(heading, text, *small),
            Block::Lines { heading, which, columns } => self.items(heading, *which, columns),
            Block::Totals => self.totals(),
            Block::Taxes { heading, always } => self.taxes(heading, *always),
            Block::Pictures { heading, names, height } => self.pictures(heading, names, height * MM),
            Block::Signature { .. } if self.document.draft => {}
            Block::Signature { text } => self.signature(text),
            Block::Space { height } => self.flow.space(height * MM),
            Block::PageBreak => self.flow.turn(),
        }
    }

    /// A heading, with so much room below it on the same page.
    fn heading(&mut self, text: &str, room: f32) {
        let text = self.filler.fill(text);
        if text.is_empty() {
            return;
        }
        let style = self.styles.heading;
        self.flow.reserve(style.leading() + room);
        let node = self.flow.tree.add(Kind::Heading);
        let lines = wrap(&text, &style, self.flow.body.width, &mut self.shaper);
        self.flow.lines(node, lines, &style);
        self.flow.y += 3.0;
    }

    /// Headers and footers, now that the pages are counted.
    fn margins(&mut self) {
        let pages = self.flow.pages.len();
        let style = self.styles.label;
        let body = self.flow.body;
        let foot = body.y + body.height + 12.0;
        let head = body.y - style.leading() - 12.0;
        if self.document.draft {
            self.mark_as_draft(head);
        }
        for number in 1..=pages {
            let footer = &self.template.footer;
            let texts = [
                (&footer.left, Align::Left, foot, ArtifactType::Footer),
                (&footer.right, Align::Right, foot, ArtifactType::Footer),
                (&self.template.running, Align::Left, head, ArtifactType::Header),
            ];
            for (text, align, y, kind) in texts {
                if kind == ArtifactType::Header && number == 1 {
                    continue;
                }
                // There is room for two lines at most; more need not be laid out on every page.
                let text: String = self.filler.fill_parts(text, number, pages).chars().take(400).collect();
                // The page's number never gives way to what stands at the left.
                let part = if align == Align::Left { 0.7 } else { 0.3 };
                let lines = wrap(&text, &style, body.width * part, &mut self.shaper);
                let most = if kind == ArtifactType::Header { 1 } else { 2 };
                for (line, at) in lines.into_iter().take(most).zip([0.0, style.leading()]) {
                    let area = Area { x: body.x, y: y + at, width: body.width, height: style.leading() };
                    self.flow.line_on(number, Owner::Page(kind), line, &style, area, align);
                }
            }
        }
    }

    /// Says on every page that this is no offer yet.
    fn mark_as_draft(&mut self, head: f32) {
        let style = Style { color: self.template.colors.accent, ..self.styles.strong };
        let words = self.filler.label("draft");
        let body = self.flow.body;
        let area = Area { x: body.x, y: head, width: body.width, height: style.leading() };
        for number in 1..=self.flow.pages.len() {
            let lines = wrap(&words, &style, body.width / 2.0, &mut self.shaper);
            for line in lines.into_iter().take(1) {
                self.flow.line_on(number, Owner::Page(ArtifactType::Header), line, &style, area, Align::Right);
            }
        }
    }
}
