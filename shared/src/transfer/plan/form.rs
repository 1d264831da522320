//! A mapping made ready: paths resolved against the schema, columns against the file.

use super::index::is_handle;
use crate::{
    Problem, Schema,
    schema::{Computed, EntityDef, FieldDef, FieldType},
    transfer::{
        ADDRESS_PARTS,
        cells::Reading,
        mapping::{Column, LinkPolicy, Mapping},
        table::{Row, Table},
    },
    value::{Currency, Date},
};
use rustc_hash::FxHashMap;

/// Target that finds the record by its id; our own exports carry it.
pub(super) const ID_TARGET: &str = "id";
/// Links that a path may follow.
const DEEPEST: usize = 6;

/// Where a text comes from.
#[derive(Debug, Clone)]
pub(super) enum Source {
    /// Column of the table, with the options of this place in the mapping.
    Column { at: usize, options: usize },
    /// The same for every row.
    Constant(String),
}

/// Which part of a field is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Whole,
    Address(&'static str),
    Currency,
}

/// A field and the texts that fill it.
pub(super) struct Input<'a> {
    pub(super) field: &'a FieldDef,
    pub(super) part: Part,
    pub(super) sources: Vec<Source>,
}

/// A link and the node at its end.
pub(super) struct Link<'a> {
    pub(super) field: &'a FieldDef,
    pub(super) node: usize,
    pub(super) policy: LinkPolicy,
}

/// A record that each row speaks of: its own, or one that it links to.
pub(super) struct Node<'a> {
    pub(super) def: &'a EntityDef,
    pub(super) path: String,
    /// Texts that name a linked record.
    pub(super) title: Vec<Source>,
    /// Fields by which a linked record may also be found.
    pub(super) handles: Vec<usize>,
    pub(super) inputs: Vec<Input<'a>>,
    pub(super) links: Vec<Link<'a>>,
}

/// A value for new records.
pub(super) struct Fallback<'a> {
    pub(super) node: usize,
    pub(super) field: &'a FieldDef,
    pub(super) templates: Vec<Vec<Piece>>,
}

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    Text(String),
    Path(String),
}

/// A mapping made ready for a table.
pub(super) struct Form<'a> {
    pub(super) schema: &'a Schema,
    pub(super) nodes: Vec<Node<'a>>,
    pub(super) columns: Vec<Column>,
    pub(super) readings: Vec<Reading>,
    pub(super) plain: Reading,
    pub(super) defaults: Vec<Fallback<'a>>,
    /// Alternatives; each part is a field of the row's own record.
    pub(super) keys: Vec<Vec<&'a FieldDef>>,
    /// Column that holds ids.
    pub(super) id: Option<Source>,
    by_path: FxHashMap<String, usize>,
    problems: Vec<Problem>,
}

impl<'a> Form<'a> {
    pub(super) fn new(schema: &'a Schema, mapping: &Mapping, table: &Table, today: Date) -> Result<Self, Vec<Problem>> {
        let unknown = || vec![Problem::new("problem-unknown-entity").with("entity", &mapping.entity)];
        let def = schema.entity(&mapping.entity).ok_or_else(unknown)?;
        let currency = mapping.columns.iter().find_map(|column| column.currency);
        let mut form = Self {
            schema,
            nodes: vec![Node::new(def, String::new())],
            columns: mapping.columns.clone(),
            readings: mapping.columns.iter().map(|column| Reading::of(column, today)).collect(),
            plain: Reading::plain(today, currency.or(Some(Currency::USD))),
            defaults: Vec::new(),
            keys: Vec::new(),
            id: None,
            by_path: FxHashMap::from_iter([(String::new(), 0)]),
            problems: Vec::new(),
        };
        form.add_columns(mapping, table);
        for (path, text) in &mapping.constants {
            form.add(mapping, path, Source::Constant(text.clone()));
        }
        form.add_keys(mapping);
        form.add_defaults(mapping);
        if form.problems.is_empty() { Ok(form) } else { Err(form.problems) }
    }

    fn add_columns(&mut self, mapping: &Mapping, table: &Table) {
        for (options, column) in mapping.columns.iter().enumerate() {
            let at = table.headers.iter().position(|header| *header == column.column);
            match at {
                Some(at) => {
                    for target in &column.targets {
                        self.add(mapping, target, Source::Column { at, options });
                    }
                }
                None if column.targets.is_empty() => {}
                None => self.problems.push(Problem::new("import-no-such-column").with("column", &column.column)),
            }
        }
    }

    fn wrong(&mut self, path: &str) {
        self.problems.push(Problem::new("import-no-such-field").with("path", path));
    }

    fn add(&mut self, mapping: &Mapping, path: &str, source: Source) {
        if path == ID_TARGET {
            self.id = Some(source);
        } else if self.attach(mapping, path, source).is_none() {
            self.wrong(path);
        }
    }

    /// Follows the path from the row's own record and leaves the source at its end.
    fn attach(&mut self, mapping: &Mapping, path: &str, source: Source) -> Option<()> {
        let (mut node, mut rest) = (0, path);
        for _ in 0..DEEPEST {
            let (head, tail) = rest.split_once('.').unwrap_or((rest, ""));
            let field = self.nodes.get(node)?.def.field(head).filter(|field| !field.flags.system)?;
            if let Some(target) = field.kind.link_target() {
                node = self.link(mapping, node, field, target)?;
                if tail.is_empty() {
                    self.nodes.get_mut(node)?.title.push(source);
                    return Some(());
                }
                rest = tail;
                continue;
            }
            return self.input(node, field, part(&field.kind, tail)?, source);
        }
        None
    }

    fn link(&mut self, mapping: &Mapping, from: usize, field: &'a FieldDef, target: &str) -> Option<usize> {
        let above = &self.nodes.get(from)?.path;
        let path = if above.is_empty() { field.id.to_string() } else { format!("{above}.{}", field.id) };
        if let Some(node) = self.by_path.get(&path) {
            return Some(*node);
        }
        let node = self.nodes.len();
        let policy = mapping.links.get(&path).copied().unwrap_or_default();
        self.nodes.push(Node::new(self.schema.entity(target)?, path.clone()));
        self.by_path.insert(path, node);
        self.nodes.get_mut(from)?.links.push(Link { field, node, policy });
        Some(node)
    }

    fn input(&mut self, node: usize, field: &'a FieldDef, part: Part, source: Source) -> Option<()> {
        if matches!(field.kind, FieldType::Computed(Computed::Share { .. })) {
            return None;
        }
        let linked = node > 0;
        let node = self.nodes.get_mut(node)?;
        let title = node.def.title().is_some_and(|title| title.id == field.id);
        if linked && title {
            node.title.push(source);
            return Some(());
        }
        let known = node.inputs.iter_mut().find(|input| input.field.id == field.id && input.part == part);
        if let Some(input) = known {
            input.sources.push(source);
            return Some(());
        }
        if linked && is_handle(node.def, &field.id) {
            node.handles.push(node.inputs.len());
        }
        node.inputs.push(Input { field, part, sources: vec![source] });
        Some(())
    }

    /// Only fields that the file fills can tell records apart; an alternative whose first field is not
    /// filled falls away.
    fn add_keys(&mut self, mapping: &Mapping) {
        for alternative in &mapping.match_by {
            let Some(node) = self.nodes.first() else { return };
            let filled = |field: &str| node.fills(field);
            let (first, def) = (alternative.split('+').next().unwrap_or_default(), node.def);
            let parts = alternative.split('+').filter(|field| filled(field)).filter_map(|field| def.field(field));
            let key: Vec<&FieldDef> = parts.collect();
            if def.field(first).is_none() {
                self.wrong(alternative);
            } else if key.first().is_some_and(|field| &*field.id == first) {
                self.keys.push(key);
            }
        }
    }

    /// A default for a record that the mapping never reaches is left alone: files have fewer columns
    /// than a kept mapping knows.
    fn add_defaults(&mut self, mapping: &Mapping) {
        for (path, texts) in &mapping.defaults {
            let (above, field) = path.rsplit_once('.').unwrap_or(("", path));
            let Some(node) = self.by_path.get(above).copied() else { continue };
            let Some(field) = self.nodes.get(node).and_then(|node| node.def.field(field)) else {
                self.wrong(path);
                continue;
            };
            let templates = texts.iter().map(|text| pieces(text)).collect();
            self.defaults.push(Fallback { node, field, templates });
        }
    }

    /// The columns' texts for a field: aliases applied, empty ones left out; with the first column's place.
    pub(super) fn texts<'r>(&'r self, sources: &'r [Source], row: &'r Row) -> (Vec<&'r str>, Option<usize>) {
        let mut first = None;
        let texts = sources.iter().filter_map(|source| match source {
            Source::Constant(text) => Some(text.as_str()),
            Source::Column { at, options } => {
                let text = self.columns.get(*options)?.alias(row.cell(*at));
                let filled = !text.trim().is_empty();
                if filled && first.is_none() {
                    first = Some(*options);
                }
                filled.then_some(text)
            }
        });
        (texts.collect(), first)
    }

    /// The place in the mapping of the first column among the sources.
    pub(super) fn column_of(sources: &[Source]) -> Option<usize> {
        sources.iter().find_map(|source| match source {
            Source::Column { options, .. } => Some(*options),
            Source::Constant(_) => None,
        })
    }
}

impl<'a> Node<'a> {
    fn new(def: &'a EntityDef, path: String) -> Self {
        Self { def, path, title: Vec::new(), handles: Vec::new(), inputs: Vec::new(), links: Vec::new() }
    }

    /// Whether the mapping fills a field, or part of what it is computed from.
    fn fills(&self, field: &str) -> bool {
        let direct = self.inputs.iter().any(|input| &*input.field.id == field);
        let linked = self.links.iter().any(|link| &*link.field.id == field);
        let inputs = match self.def.field(field).map(|field| &field.kind) {
            Some(FieldType::Computed(formula)) => formula.inputs(),
            _ => Vec::new(),
        };
        direct || linked || inputs.iter().any(|input| self.inputs.iter().any(|own| own.field.id == **input))
    }
}

fn part(kind: &FieldType, tail: &str) -> Option<Part> {
    match (kind, tail) {
        (_, "") => Some(Part::Whole),
        (FieldType::Money, "currency") => Some(Part::Currency),
        (FieldType::Address, part) => ADDRESS_PARTS.into_iter().find(|known| *known == part).map(Part::Address),
        _ => None,
    }
}

/// Splits `{account} – {product}` into its pieces.
fn pieces(template: &str) -> Vec<Piece> {
    let (mut pieces, mut rest) = (Vec::new(), template);
    while let Some((text, tail)) = rest.split_once('{') {
        let Some((path, after)) = tail.split_once('}') else { break };
        if !text.is_empty() {
            pieces.push(Piece::Text(text.to_owned()));
        }
        pieces.push(Piece::Path(path.trim().to_owned()));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    pieces
}
