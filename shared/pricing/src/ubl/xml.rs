//! A small XML writer: it nests, escapes and indents, and knows nothing of UBL.

/// XML that is being written.
pub(super) struct Xml {
    text: String,
    open: Vec<&'static str>,
}

impl Xml {
    /// A document with its root element and the attributes of that.
    pub(super) fn new(root: &'static str, attributes: &[(&str, &str)]) -> Self {
        let mut xml = Self { text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned(), open: Vec::new() };
        xml.start(root, attributes);
        xml.text.push('\n');
        xml.open.push(root);
        xml
    }

    /// An element with text. Nothing is written for an empty text.
    pub(super) fn leaf(&mut self, name: &str, text: impl std::fmt::Display) -> &mut Self {
        self.leaf_with(name, &[], text)
    }

    /// An element with attributes and text. Nothing is written for an empty text.
    pub(super) fn leaf_with(
        &mut self,
        name: &str,
        attributes: &[(&str, &str)],
        text: impl std::fmt::Display,
    ) -> &mut Self {
        let text = text.to_string();
        if !text.is_empty() {
            self.start(name, attributes);
            escape(&text, &mut self.text);
            self.end(name);
        }
        self
    }

    /// An element with what `inside` writes.
    pub(super) fn element(&mut self, name: &'static str, inside: impl FnOnce(&mut Self)) -> &mut Self {
        self.start(name, &[]);
        self.text.push('\n');
        self.open.push(name);
        inside(self);
        self.open.pop();
        self.indent();
        self.end(name);
        self
    }

    /// An element with one leaf in it. Nothing is written for an empty text.
    pub(super) fn wrapped(&mut self, name: &'static str, leaf: &str, text: impl std::fmt::Display) -> &mut Self {
        let text = text.to_string();
        if !text.is_empty() {
            self.element(name, |xml| {
                xml.leaf(leaf, text);
            });
        }
        self
    }

    /// The whole text.
    pub(super) fn finish(mut self) -> String {
        while let Some(name) = self.open.pop() {
            self.end(name);
        }
        self.text
    }

    fn indent(&mut self) {
        self.text.extend(std::iter::repeat_n("  ", self.open.len()));
    }

    fn start(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.indent();
        self.text.push('<');
        self.text.push_str(name);
        for (key, value) in attributes {
            self.text.extend([" ", key, "=\""]);
            escape(value, &mut self.text);
            self.text.push('"');
        }
        self.text.push('>');
    }

    fn end(&mut self, name: &str) {
        self.text.extend(["</", name, ">\n"]);
    }
}

/// Writes a text with the characters escaped that mean something in XML, and without those that must not be in it.
fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\t' | '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}' => out.push(c),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_is_escaped_and_what_must_not_be_is_dropped() {
        let mut xml = Xml::new("a", &[("b", "\"<")]);
        xml.leaf("c", "x & <y>\u{0}\u{1b}\u{ffff}'").leaf("d", "").wrapped("e", "f", 1);
        let lines = [
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
            "<a b=\"&quot;&lt;\">",
            "  <c>x &amp; &lt;y&gt;&apos;</c>",
            "  <e>",
            "    <f>1</f>",
            "  </e>",
            "</a>",
            "",
        ];
        assert_eq!(xml.finish(), lines.join("\n"));
    }
}
