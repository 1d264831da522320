//! Where the buyer signs.

use super::Composer;
use crate::{
    layout::{Align, Area, Draw, Kind, Owner},
    quote::Signature,
    text::wrap,
};

/// How much room there is for a signature.
const HEIGHT: f32 = 44.0;

impl Composer<'_> {
    /// Lines to sign on; or, once the quote is accepted, who did, when, and on which document.
    pub(super) fn signature(&mut self, text: &str) {
        let body = self.flow.body;
        let style = self.styles.body;
        let text = self.filler.fill(text);
        let lines = wrap(&text, &style, body.width.min(style.size * 58.0), &mut self.shaper);
        let needed = lines.iter().fold(HEIGHT + 60.0, |sum, _| sum + style.leading());
        self.flow.reserve(needed);
        self.flow.space(8.0);
        let node = self.flow.tree.add(Kind::Paragraph);
        self.flow.lines(node, lines, &style);
        self.flow.y += 8.0;
        let document = self.document;
        let [left, right] = match &document.signature {
            Some(signature) => self.signed(signature),
            None => [String::new(), String::new()],
        };
        self.signature_line(&left, &right);
    }

    /// What stands above the two lines, and the picture of the signature.
    fn signed(&mut self, signature: &Signature) -> [String; 2] {
        let body = self.flow.body;
        let x = body.x + body.width * 0.52;
        if let Some((width, height)) = self.pictures.fit(&signature.picture, body.width * 0.4, HEIGHT - 14.0) {
            let node = self.flow.tree.add(Kind::Figure(self.alt(&signature.picture)));
            let area = Area { x, y: self.flow.y, width, height };
            self.flow.put(Owner::Node(node), Draw::Picture { area, name: signature.picture.clone() });
        }
        let when = format!("{} {}", self.filler.label("accepted"), self.template.locale.date(signature.on));
        let hash = &signature.document_hash;
        let left =
            if hash.is_empty() { when } else { format!("{when}\n{} {hash}", self.filler.label("document_hash")) };
        [left, signature.name.clone()]
    }

    fn signature_line(&mut self, left: &str, right: &str) {
        let body = self.flow.body;
        let width = body.width * 0.44;
        let top = self.flow.y + HEIGHT;
        let mut deepest = top;
        for (x, above, label) in [(body.x, left, "place_date"), (body.x + body.width * 0.52, right, "signature")] {
            let column = Area { x, width, ..body };
            let style = self.styles.strong;
            let node = self.flow.tree.add(Kind::Paragraph);
            self.flow.y = top - style.leading() - 2.0;
            let mut lines = above.split('\n');
            self.stack(node, lines.next().unwrap_or_default(), &style, column, Align::Left);
            self.flow.y = self.flow.y.max(top);
            self.flow.rule(x, width, 0.6, self.template.colors.ink);
            self.flow.y += 3.0;
            let label = self.filler.label(label);
            let small = self.styles.label;
            let node = self.flow.tree.add(Kind::Paragraph);
            self.stack(node, &label, &small, column, Align::Left);
            for line in lines {
                self.stack(node, line, &small, column, Align::Left);
            }
            deepest = deepest.max(self.flow.y);
        }
        self.flow.y = deepest + 16.0;
    }
}
