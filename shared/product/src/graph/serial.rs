//! The graph as bytes: small numbers, children by their distance, made to be compressed further.

use super::arena::{Arena, Edge, JOIN};
use crate::{
    dense::{at, small},
    fault::Fault,
};

const MAGIC: &[u8] = b"SXG1";

fn push(mut number: u32, to: &mut Vec<u8>) {
    while number >= 128 {
        to.push((number & 127 | 128).to_le_bytes()[0]);
        number >>= 7;
    }
    to.push(number.to_le_bytes()[0]);
}

/// The number of a variable as written: joins are 0.
fn tag(var: u32) -> u32 {
    if var == JOIN { 0 } else { var + 1 }
}

/// Columns rather than rows, because like compresses with like.
pub(crate) fn to_bytes(arena: &Arena, sizes: &[u32]) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    push(small(sizes.len()), &mut bytes);
    for &size in sizes {
        push(size, &mut bytes);
    }
    push(arena.root.map_or(0, |root| root + 1), &mut bytes);
    push(arena.len(), &mut bytes);
    let nodes = 1..arena.len();
    nodes.clone().for_each(|node| push(tag(at(&arena.vars, node)), &mut bytes));
    nodes.clone().for_each(|node| push(small(arena.edges_of(node).len()), &mut bytes));
    let edges = nodes.flat_map(|node| arena.edges_of(node).iter().map(move |edge| (node, edge)));
    edges.clone().for_each(|(_, edge)| push(edge.value, &mut bytes));
    edges.for_each(|(node, edge)| push(if edge.child == 0 { 0 } else { node - edge.child }, &mut bytes));
    bytes
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn number(&mut self) -> Option<u32> {
        let mut number = 0_u32;
        for shift in (0..35).step_by(7) {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u32::from(byte & 127).checked_shl(shift)?;
            if byte < 128 {
                return Some(number);
            }
        }
        None
    }

    /// A row of numbers, each of which takes at least a byte.
    fn numbers(&mut self, count: u32) -> Option<Vec<u32>> {
        if count as usize > self.0.len() {
            return None;
        }
        (0..count).map(|_| self.number()).collect()
    }
}

/// Reads what [`to_bytes`] wrote for a model of these sizes.
pub(crate) fn from_bytes(bytes: &[u8], sizes: &[u32]) -> Result<Arena, Fault> {
    let wrong =
        || Fault::new("graph-bytes", "the stored graph is damaged or belongs to another model; compile it again");
    let arena = read(bytes, sizes).ok_or_else(wrong)?;
    if keeps_invariants(&arena, sizes) { Ok(arena) } else { Err(wrong()) }
}

fn read(bytes: &[u8], sizes: &[u32]) -> Option<Arena> {
    let mut reader = Reader(bytes.strip_prefix(MAGIC)?);
    let count = reader.number()?;
    if reader.numbers(count)? != sizes {
        return None;
    }
    let root = reader.number()?.checked_sub(1);
    let nodes = reader.number()?.checked_sub(1)?;
    let tags = reader.numbers(nodes)?;
    let lengths = reader.numbers(nodes)?;
    let total = lengths.iter().try_fold(0_u32, |sum, &length| sum.checked_add(length))?;
    let values = reader.numbers(total)?;
    let distances = reader.numbers(total)?;
    let mut edges = values.into_iter().zip(distances);
    let mut arena = Arena::new();
    for ((tag, length), node) in tags.into_iter().zip(lengths).zip(1_u32..) {
        let own = edges.by_ref().take(length as usize).map(|(value, distance)| {
            let child = if distance == 0 { Some(0) } else { node.checked_sub(distance) };
            Some(Edge { value, child: child? })
        });
        let own: Option<Vec<Edge>> = own.collect();
        arena.push(tag.checked_sub(1).unwrap_or(JOIN), &own?);
    }
    arena.root = root;
    Some(arena)
}

fn keeps_invariants(arena: &Arena, sizes: &[u32]) -> bool {
    let in_range = |node: u32, edge: &Edge| {
        let var = at(&arena.vars, node);
        edge.child < node && (var == JOIN || edge.value < at(sizes, var))
    };
    let nodes = 1..arena.len();
    arena.root.is_none_or(|root| root < arena.len())
        && nodes.into_iter().all(|node| arena.edges_of(node).iter().all(|edge| in_range(node, edge)))
}
