//! The logical structure of a document, for those who hear it instead of seeing it.

use krilla::tagging::{Identifier, Node, TableHeaderScope, Tag, TagGroup, TagKind, TagTree};
use std::num::{NonZeroU16, NonZeroU32};

/// What a part of the document is.
#[derive(Debug, Clone)]
pub(crate) enum Kind {
    Title,
    Heading,
    Paragraph,
    Table,
    Row,
    /// Heading of a column.
    ColumnHead,
    /// Heading of a row.
    RowHead,
    /// A cell over so many columns.
    Cell(u32),
    /// A picture with what it shows.
    Figure(String),
}

/// A part of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NodeId(usize);

struct Part {
    kind: Kind,
    children: Vec<NodeId>,
}

/// The parts of a document. Parts are made in reading order; each has one parent, or stands at the top.
#[derive(Default)]
pub(crate) struct Tree {
    parts: Vec<Part>,
    top: Vec<NodeId>,
}

impl Tree {
    /// A part at the top.
    pub(crate) fn add(&mut self, kind: Kind) -> NodeId {
        let id = self.make(kind);
        self.top.push(id);
        id
    }

    /// A part of another part.
    pub(crate) fn add_to(&mut self, parent: NodeId, kind: Kind) -> NodeId {
        let id = self.make(kind);
        if let Some(part) = self.parts.get_mut(parent.0) {
            part.children.push(id);
        }
        id
    }

    fn make(&mut self, kind: Kind) -> NodeId {
        self.parts.push(Part { kind, children: Vec::new() });
        NodeId(self.parts.len() - 1)
    }

    /// The tags of the document. `drawn` are the identifiers of what was drawn of each part, in order.
    pub(crate) fn tags(&self, drawn: &[(NodeId, Identifier)]) -> TagTree {
        let mut leaves: Vec<Vec<Identifier>> = vec![Vec::new(); self.parts.len()];
        for (node, identifier) in drawn {
            if let Some(leaves) = leaves.get_mut(node.0) {
                leaves.push(*identifier);
            }
        }
        let mut tree = TagTree::new();
        self.top.iter().filter_map(|id| self.group(*id, &leaves)).for_each(|group| tree.push(group));
        tree
    }

    /// Parts lie three deep at most: table, row, cell.
    fn group(&self, id: NodeId, leaves: &[Vec<Identifier>]) -> Option<Node> {
        let part = self.parts.get(id.0)?;
        let mut group = TagGroup::new(part.kind.tag());
        leaves.get(id.0)?.iter().for_each(|leaf| group.push(*leaf));
        part.children.iter().filter_map(|child| self.group(*child, leaves)).for_each(|child| group.push(child));
        Some(Node::Group(group))
    }
}

impl Kind {
    fn tag(&self) -> TagKind {
        match self {
            Self::Title => Tag::Hn(NonZeroU16::MIN, None).into(),
            Self::Heading => Tag::Hn(NonZeroU16::MIN.saturating_add(1), None).into(),
            Self::Paragraph => Tag::P.into(),
            Self::Table => Tag::Table.into(),
            Self::Row => Tag::TR.into(),
            Self::ColumnHead => Tag::TH(TableHeaderScope::Column).into(),
            Self::RowHead => Tag::TH(TableHeaderScope::Row).into(),
            Self::Cell(columns) => Tag::TD.with_col_span(NonZeroU32::new(*columns).filter(|n| n.get() > 1)).into(),
            Self::Figure(alt) => Tag::Figure(Some(alt.clone())).into(),
        }
    }
}
