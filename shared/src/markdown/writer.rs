//! Events of the parser to HTML.

use super::url::{self, Place};
use pulldown_cmark::{Alignment, CodeBlockKind, Event, HeadingLevel, LinkType, Tag, TagEnd};
use rustc_hash::FxHashMap;
use std::fmt::Write as _;

/// Containers within containers that are drawn; deeper ones lose their frame, not their text.
const DEEPEST: usize = 40;
/// Quotes and lists within one another that are drawn: each takes from the width, and of a column nothing would be left.
const DEEPEST_FRAME: usize = 8;

/// Writes HTML.
pub(super) struct Writer {
    out: String,
    /// Closing tags of what is open; empty ones where a tag was left out.
    open: Vec<&'static str>,
    /// Open tags that were written.
    depth: usize,
    /// Quotes and lists that are open, drawn or not.
    frames: usize,
    /// Texts of pictures are their description and not written as they come.
    picture: Option<Picture>,
    table: Table,
    /// Where the heading at hand begins in the output, to put its id in.
    heading: Option<(usize, usize)>,
    /// Levels, as written, of the headings that the one at hand stands below, itself included.
    outline: Vec<HeadingLevel>,
    slugs: FxHashMap<String, usize>,
    footnotes: FxHashMap<String, usize>,
}

/// A picture whose description is being read.
struct Picture {
    address: String,
    description: String,
    /// Pictures within the description of a picture.
    nested: usize,
}

#[derive(Default)]
struct Table {
    alignments: Vec<Alignment>,
    column: usize,
    head: bool,
}

impl Writer {
    pub(super) fn new(length: usize) -> Self {
        Self {
            out: String::with_capacity(length + length / 4),
            open: Vec::new(),
            depth: 0,
            frames: 0,
            picture: None,
            table: Table::default(),
            heading: None,
            outline: Vec::new(),
            slugs: FxHashMap::default(),
            footnotes: FxHashMap::default(),
        }
    }

    pub(super) fn finish(self) -> String {
        self.out
    }

    pub(super) fn event(&mut self, event: Event<'_>) {
        if self.picture.is_some() {
            return self.describe(event);
        }
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(end) => self.end(end),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => escape(&mut self.out, &text),
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.out.push_str("<code>");
                escape(&mut self.out, &text);
                self.out.push_str("</code>");
            }
            Event::FootnoteReference(name) => self.reference(&name),
            Event::SoftBreak => self.out.push('\n'),
            Event::HardBreak => self.out.push_str("<br>\n"),
            Event::Rule => self.out.push_str("<hr>\n"),
            // A picture of a box rather than an input: it cannot be pressed, and needs no label. Written text stands on
            // every screen, so its class must be none that a screen has.
            Event::TaskListMarker(true) => self.out.push_str("<span class=\"md-check\">☑</span> "),
            Event::TaskListMarker(false) => self.out.push_str("<span class=\"md-check\">☐</span> "),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::HtmlBlock => self.push("<p>", "</p>\n"),
            Tag::Heading { level, .. } => self.start_heading(level),
            Tag::BlockQuote(_) => self.frame("<blockquote>\n", "</blockquote>\n"),
            Tag::CodeBlock(kind) => self.start_code(&kind),
            Tag::List(None) => self.frame("<ul>\n", "</ul>\n"),
            Tag::List(Some(1)) => self.frame("<ol>\n", "</ol>\n"),
            Tag::List(Some(first)) => self.frame(&format!("<ol start=\"{first}\">\n"), "</ol>\n"),
            Tag::Item => self.start_item(),
            Tag::FootnoteDefinition(name) => self.start_footnote(&name),
            Tag::DefinitionList => self.push("<dl>\n", "</dl>\n"),
            Tag::DefinitionListTitle => self.push("<dt>", "</dt>\n"),
            Tag::DefinitionListDefinition => self.push("<dd>", "</dd>\n"),
            Tag::Table(alignments) => {
                self.table = Table { alignments, column: 0, head: false };
                self.push("<table>\n", "</tbody></table>\n");
            }
            Tag::TableHead => {
                self.table.head = true;
                self.push("<thead><tr>", "</tr></thead><tbody>\n");
            }
            Tag::TableRow => {
                self.table.column = 0;
                self.push("<tr>", "</tr>\n");
            }
            Tag::TableCell => self.start_cell(),
            Tag::Emphasis => self.push("<em>", "</em>"),
            Tag::Strong => self.push("<strong>", "</strong>"),
            Tag::Strikethrough => self.push("<del>", "</del>"),
            Tag::Superscript => self.push("<sup>", "</sup>"),
            Tag::Subscript => self.push("<sub>", "</sub>"),
            Tag::Link { link_type, dest_url, title, .. } => self.start_link(link_type, &dest_url, &title),
            Tag::Image { dest_url, .. } => {
                self.picture = Some(Picture { address: dest_url.to_string(), description: String::new(), nested: 0 });
            }
            Tag::MetadataBlock(_) => self.push("<pre>", "</pre>\n"),
        }
    }

    fn end(&mut self, end: TagEnd) {
        if matches!(end, TagEnd::Heading(_)) {
            self.end_heading();
        }
        if end == TagEnd::TableHead {
            self.table.head = false;
        }
        if let Some(tag) = self.open.pop() {
            self.depth -= usize::from(!tag.is_empty());
            self.out.push_str(tag);
        }
        match end {
            TagEnd::BlockQuote(_) | TagEnd::List(_) => self.frames -= 1,
            TagEnd::Item if self.frames > DEEPEST_FRAME => self.end_line(),
            _ => {}
        }
    }

    /// Opens a tag and remembers how to close it.
    fn push(&mut self, opening: &str, closing: &'static str) {
        if self.depth >= DEEPEST {
            return self.open.push("");
        }
        self.out.push_str(opening);
        self.open.push(closing);
        self.depth += usize::from(!closing.is_empty());
    }

    /// Opens a quote or a list.
    fn frame(&mut self, opening: &str, closing: &'static str) {
        self.frames += 1;
        if self.frames > DEEPEST_FRAME { self.open.push("") } else { self.push(opening, closing) }
    }

    /// Of a list that is not drawn, each item is a line.
    fn start_item(&mut self) {
        if self.frames > DEEPEST_FRAME {
            self.end_line();
            return self.open.push("");
        }
        self.push("<li>", "</li>\n");
    }

    /// Goes on in a new line, unless nothing stands in this one.
    fn end_line(&mut self) {
        if !self.out.ends_with('\n') && !self.out.ends_with("<li>") {
            self.out.push_str("<br>\n");
        }
    }

    /// Headings get the level at which they stand in the outline, so that none is left out between the page's
    /// own heading and the first of the text, however the writer began.
    fn start_heading(&mut self, level: HeadingLevel) {
        while self.outline.last().is_some_and(|above| *above >= level) {
            self.outline.pop();
        }
        self.outline.push(level);
        let (opening, closing) = match self.outline.len() {
            0 | 1 => ("<h2", "</h2>\n"),
            2 => ("<h3", "</h3>\n"),
            3 => ("<h4", "</h4>\n"),
            4 => ("<h5", "</h5>\n"),
            _ => ("<h6", "</h6>\n"),
        };
        let written = self.depth < DEEPEST;
        self.push(opening, closing);
        if written {
            self.heading = Some((self.out.len(), self.out.len() + 1));
            self.out.push('>');
        }
    }

    /// The id is made of the heading's words, which are only known at its end.
    fn end_heading(&mut self) {
        let Some((at, content)) = self.heading.take() else { return };
        let slug = slug(self.out.get(content..).unwrap_or_default());
        let count = self.slugs.entry(slug.clone()).or_default();
        *count += 1;
        let id = if *count == 1 { slug } else { format!("{slug}-{count}") };
        if self.out.is_char_boundary(at) {
            self.out.insert_str(at, &format!(" id=\"md-{id}\""));
        }
    }

    fn start_code(&mut self, kind: &CodeBlockKind<'_>) {
        let language: String = match kind {
            CodeBlockKind::Fenced(info) => {
                info.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').take(30).collect()
            }
            CodeBlockKind::Indented => String::new(),
        };
        if language.is_empty() {
            self.push("<pre><code>", "</code></pre>\n");
        } else {
            self.push(&format!("<pre><code class=\"language-{language}\">"), "</code></pre>\n");
        }
    }

    fn start_cell(&mut self) {
        let class = match self.table.alignments.get(self.table.column) {
            Some(Alignment::Left) => " class=\"left\"",
            Some(Alignment::Center) => " class=\"center\"",
            Some(Alignment::Right) => " class=\"right\"",
            Some(Alignment::None) | None => "",
        };
        self.table.column += 1;
        if self.table.head {
            self.push(&format!("<th scope=\"col\"{class}>"), "</th>");
        } else {
            self.push(&format!("<td{class}>"), "</td>");
        }
    }

    fn start_link(&mut self, kind: LinkType, address: &str, title: &str) {
        let mail = kind == LinkType::Email && !address.starts_with("mailto:");
        let address = if mail { format!("mailto:{address}") } else { address.to_owned() };
        let Some(place) = url::place(&address) else { return self.open.push("") };
        let mut tag = String::from("<a href=\"");
        // Places on this page are those that carry our prefix.
        let address = address
            .strip_prefix('#')
            .map_or_else(|| address.clone(), |name| format!("#md-{}", name.trim_start_matches("md-")));
        escape(&mut tag, &address);
        tag.push('"');
        if !title.is_empty() {
            tag.push_str(" title=\"");
            escape(&mut tag, title);
            tag.push('"');
        }
        if place == Place::Elsewhere {
            tag.push_str(" target=\"_blank\" rel=\"noopener noreferrer nofollow\"");
        }
        tag.push('>');
        self.push(&tag, "</a>");
    }

    /// Footnotes are numbered in the order in which they are first spoken of.
    fn footnote(&mut self, name: &str) -> usize {
        let next = self.footnotes.len() + 1;
        *self.footnotes.entry(name.to_owned()).or_insert(next)
    }

    fn reference(&mut self, name: &str) {
        let number = self.footnote(name);
        let _ = write!(self.out, "<sup class=\"footnote\"><a href=\"#md-note-{number}\">{number}</a></sup>");
    }

    fn start_footnote(&mut self, name: &str) {
        let number = self.footnote(name);
        let opening =
            format!("<div class=\"footnote-text\" id=\"md-note-{number}\"><span class=\"number\">{number}</span>\n");
        self.push(&opening, "</div>\n");
    }

    /// Reads the description of a picture up to its end.
    fn describe(&mut self, event: Event<'_>) {
        let Some(picture) = &mut self.picture else { return };
        match event {
            Event::Text(text)
            | Event::Code(text)
            | Event::Html(text)
            | Event::InlineHtml(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text)
            | Event::FootnoteReference(text) => picture.description.push_str(&text),
            Event::SoftBreak | Event::HardBreak => picture.description.push(' '),
            Event::Start(Tag::Image { .. }) => picture.nested += 1,
            Event::End(TagEnd::Image) if picture.nested > 0 => picture.nested -= 1,
            Event::End(TagEnd::Image) => self.end_picture(),
            Event::Start(_) | Event::End(_) | Event::Rule | Event::TaskListMarker(_) => {}
        }
    }

    /// Only pictures of this site: any other would tell its owner who reads what, and `data:` hides scripts.
    fn end_picture(&mut self) {
        let Some(Picture { address, description, .. }) = self.picture.take() else { return };
        if !url::is_path(&address) {
            return escape(&mut self.out, &description);
        }
        self.out.push_str("<img loading=\"lazy\" src=\"");
        escape(&mut self.out, &address);
        self.out.push_str("\" alt=\"");
        escape(&mut self.out, &description);
        self.out.push_str("\">");
    }
}

/// Letters and digits of a heading, words joined by `-`; tags and entities in it are skipped.
fn slug(html: &str) -> String {
    let (mut slug, mut skip) = (String::new(), None);
    for c in html.chars() {
        match (skip, c) {
            (Some(end), c) => skip = (c != end).then_some(end),
            (None, '<') => skip = Some('>'),
            (None, '&') => skip = Some(';'),
            (None, c) if c.is_alphanumeric() => slug.extend(c.to_lowercase()),
            (None, _) if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            (None, _) => {}
        }
        if slug.len() > 80 {
            break;
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "section".to_owned() } else { slug.to_owned() }
}

/// Escapes text so that it can stand between tags and in a quoted attribute.
fn escape(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(['&', '<', '>', '"', '\'', '\0']) {
        let (plain, tail) = rest.split_at(at);
        out.push_str(plain);
        out.push_str(match tail.as_bytes().first() {
            Some(b'&') => "&amp;",
            Some(b'<') => "&lt;",
            Some(b'>') => "&gt;",
            Some(b'"') => "&quot;",
            Some(b'\'') => "&#39;",
            _ => "\u{fffd}",
        });
        rest = tail.get(1..).unwrap_or_default();
    }
    out.push_str(rest);
}
