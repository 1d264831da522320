//! Pages as PDF/A-2a, by `krilla`.

use crate::{
    blocks::{Composed, Pictures},
    fill::Filler,
    layout::{Area, Draw, NodeId, Owner},
    quote::QuoteDocument,
    template::{Rgb, Template},
    text::{Fonts, Style, Weight, clean},
};
use jiff::civil::Date;
use krilla::{
    Document, SerializeSettings,
    color::rgb,
    configure::{Configuration, Validator},
    error::KrillaError,
    geom::{PathBuilder, Point, Rect, Size, Transform},
    metadata::{DateTime, Metadata},
    num::NormalizedF32,
    page::PageSettings,
    paint::{Fill, FillRule},
    surface::Surface,
    tagging::{ContentTag, Identifier, SpanTag},
    text::Font,
};
use shared::Problem;
use std::borrow::Cow;

/// The longest title and name of an author; an archive limits the length of texts outside of pages.
const LONGEST: usize = 200;

/// Writes composed pages down. A picture that turns out to be broken is replaced by its frame, and the pages are written
/// again: that is known only at the end.
pub(crate) fn write(
    mut pages: Composed,
    document: &QuoteDocument,
    template: &Template,
    fonts: &Fonts,
) -> Result<Vec<u8>, Problem> {
    let writer =
        Writer { document, template, fonts, regular: font(fonts, Weight::Regular)?, bold: font(fonts, Weight::Bold)? };
    loop {
        match writer.write(&pages) {
            Ok(Ok(bytes)) => return Ok(bytes),
            Ok(Err(KrillaError::Image(image, ..))) if pages.pictures.give_up(&image) => {}
            Ok(Err(error)) => return Err(Problem::new("problem-document").with("detail", format!("{error:?}"))),
            Err(problem) => return Err(problem),
        }
    }
}

fn font(fonts: &Fonts, weight: Weight) -> Result<Font, Problem> {
    let data = match fonts.file(weight) {
        Cow::Borrowed(bytes) => (*bytes).into(),
        Cow::Owned(bytes) => bytes.clone().into(),
    };
    Font::new(data, 0).ok_or_else(|| Problem::new("problem-document-font"))
}

struct Writer<'a> {
    document: &'a QuoteDocument,
    template: &'a Template,
    fonts: &'a Fonts,
    regular: Font,
    bold: Font,
}

impl Writer<'_> {
    fn write(&self, composed: &Composed) -> Result<Result<Vec<u8>, KrillaError>, Problem> {
        let settings = SerializeSettings {
            configuration: Configuration::new_with_validator(Validator::A2_A),
            ..SerializeSettings::default()
        };
        let mut pdf = Document::new_with(settings);
        let mut drawn = Vec::new();
        let (width, height) = composed.flow.size;
        for items in &composed.flow.pages {
            let size = PageSettings::from_wh(width, height).ok_or_else(|| Problem::new("problem-template-measure"))?;
            let mut page = pdf.start_page_with(size);
            let mut surface = page.surface();
            for item in items {
                self.item(&mut surface, item.owner, &item.draw, &composed.pictures, &mut drawn);
            }
            surface.finish();
            page.finish();
        }
        pdf.set_tag_tree(composed.flow.tree.tags(&drawn).with_lang(Some(self.template.locale.language.clone())));
        pdf.set_metadata(self.metadata());
        Ok(pdf.finish())
    }

    fn item(
        &self,
        surface: &mut Surface<'_>,
        owner: Owner,
        draw: &Draw,
        pictures: &Pictures,
        drawn: &mut Vec<(NodeId, Identifier)>,
    ) {
        match owner {
            Owner::Node(node) => {
                let tag = if matches!(draw, Draw::Text { .. }) {
                    ContentTag::Span(SpanTag::empty())
                } else {
                    ContentTag::Other
                };
                drawn.push((node, surface.start_tagged(tag)));
            }
            Owner::Page(kind) => drop(surface.start_tagged(ContentTag::Artifact(kind))),
        }
        match draw {
            Draw::Text { x, baseline, line, style } => {
                surface.set_fill(Some(fill(style.color)));
                let at = Point::from_xy(*x, *baseline);
                surface.draw_glyphs(at, &line.glyphs, self.font(style), &line.text, style.size, false);
            }
            Draw::Area { area, color } => area_of(surface, *area, *color),
            Draw::Picture { area, name } => self.picture(surface, *area, name, pictures),
        }
        surface.end_tagged();
    }

    fn font(&self, style: &Style) -> Font {
        match style.weight {
            Weight::Regular => self.regular.clone(),
            Weight::Bold => self.bold.clone(),
        }
    }

    /// A picture, or an empty frame where it cannot be read.
    fn picture(&self, surface: &mut Surface<'_>, area: Area, name: &str, pictures: &Pictures) {
        let size = Size::from_wh(area.width, area.height);
        if let Some((image, size)) = pictures.image(name).zip(size) {
            surface.push_transform(&Transform::from_translate(area.x, area.y));
            surface.draw_image(image.clone(), size);
            surface.pop();
        } else {
            let colors = &self.template.colors;
            area_of(surface, area, colors.rule);
            let inner = Area {
                x: area.x + 0.6,
                y: area.y + 0.6,
                width: (area.width - 1.2).max(0.1),
                height: (area.height - 1.2).max(0.1),
            };
            area_of(surface, inner, colors.band);
        }
    }

    fn metadata(&self) -> Metadata {
        let filler = Filler { document: self.document, template: self.template };
        let text = |text: &str| clean(text, self.fonts).join(" ").chars().take(LONGEST).collect::<String>();
        let title = format!("{} {} {}", filler.label("quote"), self.document.number, self.document.title);
        Metadata::new()
            .title(text(title.trim()))
            .authors(vec![text(&self.document.seller.name)])
            .language(self.template.locale.language.clone())
            .creator("Sextant".to_owned())
            .producer("Sextant".to_owned())
            .creation_date(day(self.document.issued))
    }
}

/// The start of a day, in UTC.
fn day(date: Date) -> DateTime {
    let [month, day] = [date.month(), date.day()].map(|part| u8::try_from(part).unwrap_or(1));
    let year = u16::try_from(date.year()).unwrap_or(0);
    DateTime::new(year).month(month).day(day).hour(0).minute(0).second(0).utc_offset_hour(0).utc_offset_minute(0)
}

fn fill(color: Rgb) -> Fill {
    let paint = rgb::Color::new(color.red, color.green, color.blue).into();
    Fill { paint, opacity: NormalizedF32::ONE, rule: FillRule::default() }
}

fn area_of(surface: &mut Surface<'_>, area: Area, color: Rgb) {
    let rect = Rect::from_xywh(area.x, area.y, area.width, area.height);
    let path = rect.and_then(|rect| {
        let mut path = PathBuilder::new();
        path.push_rect(rect);
        path.finish()
    });
    if let Some(path) = path {
        surface.set_fill(Some(fill(color)));
        surface.draw_path(&path);
    }
}
