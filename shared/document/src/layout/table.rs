//! Tables over pages: the head is repeated, rows stay together where they can, and what is higher than a page is
//! continued on the next one, line by line.

use super::{Align, Area, Draw, Flow, Kind, NodeId, Owner};
use crate::{
    template::Rgb,
    text::{Line, Shaper, Style, wrap},
};
use krilla::tagging::ArtifactType;

/// Space between columns.
pub(crate) const GAP: f32 = 9.0;

/// A column.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub heading: String,
    pub width: f32,
    pub align: Align,
}

/// A cell: texts below each other, and a picture below them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cell {
    pub texts: Vec<(String, Style)>,
    pub picture: Option<Picture>,
}

/// A picture in a cell.
#[derive(Debug, Clone)]
pub(crate) struct Picture {
    pub name: String,
    pub alt: String,
    pub width: f32,
    pub height: f32,
}

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RowKind {
    /// One cell for each column.
    Plain,
    /// A heading over all columns, which stays with the row below it.
    Section,
    /// Two cells: words over all columns but the last, and a sum in the last.
    Sum,
}

/// A row.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub kind: RowKind,
    pub cells: Vec<Cell>,
}

/// How a table looks.
pub(crate) struct Table<'a> {
    pub columns: &'a [Column],
    pub head: Style,
    pub strong_rule: Rgb,
    pub rule: Rgb,
    /// Above and below the text of a row.
    pub padding: f32,
}

/// A part of a row: where it stands below the row's top, and what it is.
struct Piece {
    node: NodeId,
    area: Area,
    align: Align,
    what: What,
}

enum What {
    Line(Line, Style),
    Picture(String),
}

impl Piece {
    fn bottom(&self) -> f32 {
        self.area.y + self.area.height
    }
}

impl Table<'_> {
    /// Lays the table out from the present height on.
    pub(crate) fn draw(&self, rows: Vec<Row>, flow: &mut Flow, shaper: &mut Shaper<'_>) {
        let table = flow.tree.add(Kind::Table);
        let least = self.head.leading() * 4.0;
        flow.reserve(least);
        let head = flow.tree.add_to(table, Kind::Row);
        self.draw_head(Some(head), flow, shaper);
        let mut rows = rows.into_iter().peekable();
        while let Some(row) = rows.next() {
            let keep = if row.kind == RowKind::Section && rows.peek().is_some() { least } else { 0.0 };
            let node = flow.tree.add_to(table, Kind::Row);
            let kind = row.kind;
            let pieces = self.set(row, node, flow, shaper);
            self.place(pieces, keep, flow, shaper);
            if kind == RowKind::Plain {
                flow.rule(flow.body.x, flow.body.width, 0.5, self.rule);
            }
        }
    }

    /// The head; as a part of the text the first time, and as one of the page when it is repeated.
    fn draw_head(&self, row: Option<NodeId>, flow: &mut Flow, shaper: &mut Shaper<'_>) {
        let mut x = flow.body.x;
        let y = flow.y;
        let mut deepest = self.head.leading();
        for column in self.columns {
            let owner = match row {
                Some(row) => Owner::Node(flow.tree.add_to(row, Kind::ColumnHead)),
                None => Owner::Page(ArtifactType::Other),
            };
            let lines = wrap(&column.heading, &self.head, column.width, shaper);
            for (line, top) in lines.into_iter().zip(tops(y, self.head.leading())) {
                let at = Area { x, y: top, width: column.width, height: self.head.leading() };
                flow.line(owner, line, &self.head, at, column.align);
                deepest = deepest.max(top + self.head.leading() - y);
            }
            x += column.width + GAP;
        }
        flow.y = y + deepest + self.padding;
        flow.rule(flow.body.x, flow.body.width, 0.8, self.strong_rule);
    }

    /// Breaks a row's texts into lines. Positions are below the row's top.
    fn set(&self, row: Row, node: NodeId, flow: &mut Flow, shaper: &mut Shaper<'_>) -> Vec<Piece> {
        let mut pieces = Vec::new();
        for (cell, (x, width, align, span)) in row.cells.into_iter().zip(self.places(row.kind, flow)) {
            let owner = flow.tree.add_to(node, Kind::Cell(span));
            let mut y = 0.0;
            for (text, style) in cell.texts {
                for line in wrap(&text, &style, width, shaper) {
                    let area = Area { x, y, width, height: style.leading() };
                    pieces.push(Piece { node: owner, area, align, what: What::Line(line, style) });
                    y += style.leading();
                }
            }
            if let Some(picture) = cell.picture {
                let node = flow.tree.add_to(owner, Kind::Figure(picture.alt));
                let scale = (width / picture.width).min(1.0);
                let y = if y > 0.0 { y + self.padding } else { y };
                let area = Area { x, y, width: picture.width * scale, height: picture.height * scale };
                pieces.push(Piece { node, area, align, what: What::Picture(picture.name) });
            }
        }
        pieces
    }

    /// Left edge, width, alignment and number of columns of each cell.
    fn places(&self, kind: RowKind, flow: &Flow) -> Vec<(f32, f32, Align, u32)> {
        let mut x = flow.body.x;
        let mut places = Vec::new();
        for column in self.columns {
            places.push((x, column.width, column.align, 1));
            x += column.width + GAP;
        }
        let columns = u32::try_from(places.len()).unwrap_or(1);
        let all = flow.body.width;
        match (kind, places.last().copied()) {
            (RowKind::Section, _) => vec![(flow.body.x, all, Align::Left, columns)],
            (RowKind::Sum, Some(last)) => {
                let words = (flow.body.x, all - last.1 - GAP, Align::Right, columns.saturating_sub(1).max(1));
                vec![words, last]
            }
            _ => places,
        }
    }

    /// Puts a row on this page, on the next one, or on as many as it takes.
    fn place(&self, mut pieces: Vec<Piece>, keep: f32, flow: &mut Flow, shaper: &mut Shaper<'_>) {
        let height = pieces.iter().map(Piece::bottom).fold(0.0, f32::max);
        let whole = height + 2.0 * self.padding;
        let worth_a_page = whole + keep <= flow.body.height / 2.0;
        if whole + keep > flow.room() && (worth_a_page || flow.room() < self.head.leading() * 6.0) {
            self.turn(flow, shaper);
        }
        pieces.sort_by(|a, b| a.area.y.total_cmp(&b.area.y));
        let mut pieces = pieces.into_iter().peekable();
        let mut start = 0.0;
        loop {
            flow.y += self.padding;
            let room = flow.room() - self.padding;
            let (top, mut deepest) = (flow.y - start, start);
            // What is higher than a page is put on one by itself, or this would not end.
            let mut first = true;
            while let Some(piece) = pieces.next_if(|piece| first || piece.bottom() - start <= room) {
                deepest = piece.bottom().max(deepest);
                piece.put(top, flow);
                first = false;
            }
            flow.y += deepest - start + self.padding;
            let Some(next) = pieces.peek() else { return };
            start = next.area.y;
            self.turn(flow, shaper);
        }
    }

    fn turn(&self, flow: &mut Flow, shaper: &mut Shaper<'_>) {
        flow.turn();
        self.draw_head(None, flow, shaper);
    }
}

impl Piece {
    fn put(self, top: f32, flow: &mut Flow) {
        let area = Area { y: self.area.y + top, ..self.area };
        match self.what {
            What::Line(line, style) => flow.line(Owner::Node(self.node), line, &style, area, self.align),
            What::Picture(name) => flow.put(Owner::Node(self.node), Draw::Picture { area, name }),
        }
    }
}

/// The tops of lines below each other.
fn tops(from: f32, leading: f32) -> impl Iterator<Item = f32> {
    std::iter::successors(Some(from), move |top| Some(top + leading))
}
