//! HTML that is safe by construction: every text and attribute is escaped where it goes in, and nothing else can.

use std::fmt;

/// A piece of a page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Html(String);

/// Elements that have no content and no end.
const VOID: [&str; 4] = ["br", "input", "link", "meta"];

impl Html {
    /// Nothing.
    pub(crate) fn none() -> Self {
        Self::default()
    }

    /// A text.
    pub(crate) fn text(text: &str) -> Self {
        let mut html = Self::default();
        html.escape(text);
        html
    }

    fn escape(&mut self, text: &str) {
        for letter in text.chars() {
            match letter {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                // HTML has no way to write the others.
                letter if letter.is_control() && !matches!(letter, '\n' | '\t') => self.0.push('\u{fffd}'),
                letter => self.0.push(letter),
            }
        }
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<shared::markdown::Html> for Html {
    fn from(rendered: shared::markdown::Html) -> Self {
        Self(rendered.into_string())
    }
}

impl From<&str> for Html {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Html {
    fn from(text: String) -> Self {
        Self::text(&text)
    }
}

impl<H: Into<Self>> From<Option<H>> for Html {
    fn from(html: Option<H>) -> Self {
        html.map_or_else(Self::none, Into::into)
    }
}

impl FromIterator<Self> for Html {
    fn from_iter<T: IntoIterator<Item = Self>>(parts: T) -> Self {
        Self(parts.into_iter().map(|part| part.0).collect())
    }
}

impl<const N: usize> From<[Self; N]> for Html {
    fn from(parts: [Self; N]) -> Self {
        parts.into_iter().collect()
    }
}

/// An element. An attribute without a value is written as its name alone.
pub(crate) fn element(tag: &'static str, attributes: &[(&'static str, &str)], inner: impl Into<Html>) -> Html {
    let mut html = Html(format!("<{tag}"));
    for (name, value) in attributes {
        html.0.push(' ');
        html.0.push_str(name);
        if !value.is_empty() {
            html.0.push_str("=\"");
            html.escape(value);
            html.0.push('"');
        }
    }
    html.0.push('>');
    if !VOID.contains(&tag) {
        html.0.push_str(&inner.into().0);
        html.0.extend(["</", tag, ">"]);
    }
    html
}

/// An element with a class.
pub(crate) fn of(tag: &'static str, class: &str, inner: impl Into<Html>) -> Html {
    element(tag, &[("class", class)], inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_text_becomes_markup() {
        let hostile = "<script>alert('x')</script>\"&\u{0}";
        let html = element("p", &[("title", hostile)], hostile);
        let safe = "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;\u{fffd}";
        assert_eq!(html.to_string(), format!("<p title=\"{safe}\">{safe}</p>"));
    }

    #[test]
    fn elements_nest() {
        let list = of("ul", "list", ["a", "b"].into_iter().map(|text| element("li", &[], text)).collect::<Html>());
        assert_eq!(list.to_string(), "<ul class=\"list\"><li>a</li><li>b</li></ul>");
        let input = element("input", &[("name", "n"), ("required", "")], Html::none());
        assert_eq!(input.to_string(), "<input name=\"n\" required>");
    }
}
