//! Pictures of a document. What cannot be read is an empty frame, never a missing document.

use super::Composer;
use crate::{
    layout::{Area, Draw, Kind, Owner},
    quote::Picture,
    text::clean,
};
use krilla::image::Image;
use shared::file;
use std::collections::BTreeMap;

/// The longest description of a picture.
const LONGEST: usize = 200;

/// Width by height of the frame of a picture that cannot be read.
const FRAME: (f32, f32) = (4.0, 3.0);

/// The pictures of a document by their names.
pub(crate) struct Pictures {
    all: BTreeMap<String, Loaded>,
}

struct Loaded {
    image: Option<Image>,
    alt: String,
}

impl Pictures {
    pub(super) fn read(pictures: &BTreeMap<String, Picture>) -> Self {
        let load = |(name, picture): (&String, &Picture)| {
            (name.clone(), Loaded { image: read(&picture.file), alt: picture.alt.clone() })
        };
        Self { all: pictures.iter().map(load).collect() }
    }

    /// The picture, if it can be read.
    pub(crate) fn image(&self, name: &str) -> Option<&Image> {
        self.all.get(name)?.image.as_ref()
    }

    /// Takes a picture out that turned out to be broken. Tells whether there was one.
    pub(crate) fn give_up(&mut self, broken: &Image) -> bool {
        let mut found = false;
        for loaded in self.all.values_mut().filter(|loaded| loaded.image.as_ref() == Some(broken)) {
            loaded.image = None;
            found = true;
        }
        found
    }

    /// What it shows.
    pub(super) fn alt(&self, name: &str) -> String {
        self.all.get(name).map(|loaded| loaded.alt.clone()).unwrap_or_default()
    }

    /// How large a picture is in a frame; nothing where there is no such picture.
    pub(super) fn fit(&self, name: &str, width: f32, height: f32) -> Option<(f32, f32)> {
        let loaded = self.all.get(name)?;
        let (wide, high) = loaded.image.as_ref().map_or(FRAME, |image| {
            let (wide, high) = image.size();
            (pixels(wide), pixels(high))
        });
        let scale = (width / wide).min(height / high);
        Some((wide * scale, high * scale))
    }
}

#[allow(clippy::cast_precision_loss, reason = "sides of pictures have at most eight digits")]
fn pixels(side: u32) -> f32 {
    side.max(1) as f32
}

/// Reads PNG and JPEG files by what they begin with, whatever their names say.
fn read(bytes: &[u8]) -> Option<Image> {
    let image = match file::look(bytes).ok()?.kind {
        file::PNG => Image::from_png(bytes.to_vec().into(), false),
        _ => Image::from_jpeg(bytes.to_vec().into(), false),
    };
    image.ok()
}

impl Composer<'_> {
    /// Pictures beside each other, in rows.
    pub(super) fn pictures(&mut self, heading: &str, names: &[String], height: f32) {
        let body = self.flow.body;
        let found: Vec<_> = names
            .iter()
            .filter_map(|name| Some((name.as_str(), self.pictures.fit(name, body.width, height)?)))
            .collect();
        let Some(first) = found.first() else { return };
        self.heading(heading, first.1.1 + 20.0);
        let (mut x, mut deepest) = (body.x, 0.0_f32);
        for (name, (width, height)) in found {
            if x > body.x && x + width > body.x + body.width {
                self.flow.y += deepest + 10.0;
                (x, deepest) = (body.x, 0.0);
            }
            if x <= body.x {
                self.flow.reserve(height + 20.0);
            }
            let node = self.flow.tree.add(Kind::Figure(self.alt(name)));
            let area = Area { x, y: self.flow.y, width, height };
            self.flow.put(Owner::Node(node), Draw::Picture { area, name: name.to_owned() });
            x += width + 12.0;
            deepest = deepest.max(height);
        }
        self.flow.y += deepest + 16.0;
    }

    /// What a picture shows, as text that may stand outside of pages: an archive wants one, and not a long one.
    pub(super) fn alt(&self, name: &str) -> String {
        let alt = clean(&self.pictures.alt(name), self.shaper.fonts).join(" ");
        let alt: String = alt.trim().chars().take(LONGEST).collect();
        if alt.is_empty() { self.filler.label("figure") } else { alt }
    }
}
