//! Pages, and what flows over them. Lengths are points from the top left corner.

mod table;
mod tree;

pub(crate) use table::{Cell, Column, GAP, Picture, Row, RowKind, Table};
pub(crate) use tree::{Kind, NodeId, Tree};

use crate::{
    template::{PageSetup, Rgb},
    text::{Line, Style},
};
use krilla::tagging::ArtifactType;

/// Points in a millimetre.
pub(crate) const MM: f32 = 72.0 / 25.4;

/// Something on a page.
pub(crate) struct Item {
    pub owner: Owner,
    pub draw: Draw,
}

/// What an item is part of.
#[derive(Clone, Copy)]
pub(crate) enum Owner {
    /// The text of the document.
    Node(NodeId),
    /// The page only: rules, headers, footers.
    Page(ArtifactType),
}

/// What is drawn.
pub(crate) enum Draw {
    Text { x: f32, baseline: f32, line: Line, style: Style },
    Area { area: Area, color: Rgb },
    Picture { area: Area, name: String },
}

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Area {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

/// Where a line stands in its width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Right,
}

/// Pages that are being filled from the top.
pub(crate) struct Flow {
    pub pages: Vec<Vec<Item>>,
    pub size: (f32, f32),
    /// Inside the margins.
    pub body: Area,
    /// Where the next thing goes on the last page.
    pub y: f32,
    pub tree: Tree,
}

impl Flow {
    pub(crate) fn new(setup: &PageSetup) -> Self {
        let (width, height) = setup.size.points();
        let [top, right, bottom, left] = [setup.top, setup.right, setup.bottom, setup.left].map(|margin| margin * MM);
        let body = Area { x: left, y: top, width: width - left - right, height: height - top - bottom };
        Self { pages: vec![Vec::new()], size: (width, height), body, y: top, tree: Tree::default() }
    }

    /// How much is left of the page.
    pub(crate) fn room(&self) -> f32 {
        self.body.y + self.body.height - self.y
    }

    /// Nothing stands on the page yet.
    pub(crate) fn is_fresh(&self) -> bool {
        self.y <= self.body.y
    }

    /// Begins a page.
    pub(crate) fn turn(&mut self) {
        self.pages.push(Vec::new());
        self.y = self.body.y;
    }

    /// Begins a page unless there is so much room. What is higher than a page begins where it is.
    pub(crate) fn reserve(&mut self, height: f32) {
        if height > self.room() && !self.is_fresh() && height <= self.body.height {
            self.turn();
        }
    }

    /// Leaves some space, but none at the top of a page.
    pub(crate) fn space(&mut self, height: f32) {
        if !self.is_fresh() {
            self.y += height;
        }
    }

    pub(crate) fn put(&mut self, owner: Owner, draw: Draw) {
        if let Some(page) = self.pages.last_mut() {
            page.push(Item { owner, draw });
        }
    }

    /// An area of one colour, which means nothing by itself.
    pub(crate) fn area(&mut self, area: Area, color: Rgb) {
        self.put(Owner::Page(ArtifactType::Other), Draw::Area { area, color });
    }

    /// A thin line at the present height.
    pub(crate) fn rule(&mut self, x: f32, width: f32, thickness: f32, color: Rgb) {
        let y = self.y - thickness / 2.0;
        self.area(Area { x, y, width, height: thickness }, color);
    }

    /// Puts one line on the last page, with its top at that of the area.
    pub(crate) fn line(&mut self, owner: Owner, line: Line, style: &Style, at: Area, align: Align) {
        self.line_on(self.pages.len(), owner, line, style, at, align);
    }

    /// Puts one line on a page, counted from one.
    pub(crate) fn line_on(&mut self, page: usize, owner: Owner, line: Line, style: &Style, at: Area, align: Align) {
        let x = match align {
            Align::Left => at.x,
            Align::Right => at.x + at.width - line.width,
        };
        let page = page.checked_sub(1).and_then(|at| self.pages.get_mut(at));
        if let Some(page) = page.filter(|_| !line.glyphs.is_empty()) {
            let draw = Draw::Text { x, baseline: at.y + style.ascent(), line, style: *style };
            page.push(Item { owner, draw });
        }
    }

    /// Lets lines flow from the present height on, over pages if need be.
    pub(crate) fn lines(&mut self, node: NodeId, lines: Vec<Line>, style: &Style) {
        for line in lines {
            self.reserve(style.leading());
            let at = Area { x: self.body.x, y: self.y, width: self.body.width, height: style.leading() };
            self.line(Owner::Node(node), line, style, at, Align::Left);
            self.y += style.leading();
        }
    }
}
