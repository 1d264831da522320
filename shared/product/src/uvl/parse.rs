//! Lines of UVL into a tree, without recursion: a hostile depth costs memory, not stack.

use crate::{dense::small, fault::Fault, model::Expr};

/// How the children of a group relate to their parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    Mandatory,
    Optional,
    /// At least, at most.
    Some(u32, Option<u32>),
}

/// A feature and its place in the tree.
#[derive(Debug, Clone)]
pub(super) struct Feature {
    pub(super) name: String,
    /// The group it stands in; none for the root.
    pub(super) group: Option<usize>,
}

/// A group and the feature that it is of.
#[derive(Debug, Clone)]
pub(super) struct GroupOf {
    pub(super) kind: Group,
    pub(super) parent: usize,
}

/// A feature model.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) namespace: String,
    pub(super) features: Vec<Feature>,
    pub(super) groups: Vec<GroupOf>,
    /// Line and condition.
    pub(super) constraints: Vec<(u32, Expr)>,
}

/// Which part of the file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Head,
    Features,
    Constraints,
    Ignored,
}

/// What an indented line stands under.
enum Holder {
    Feature(usize),
    Group(usize),
}

struct Parser {
    tree: Tree,
    section: Section,
    /// Indentation and what stands there, outermost first.
    open: Vec<(usize, Holder)>,
    line: u32,
    /// Depth of braces that a line left open.
    braces: u32,
    /// Whether a comment of several lines is open.
    comment: bool,
}

/// Features beyond which no model is read.
const MOST_FEATURES: usize = 50_000;

fn fault(line: u32, text: impl std::fmt::Display) -> Fault {
    Fault::new("uvl", format!("line {line}: {text}")).with("line", line).with("why", text)
}

/// Reads a file.
pub(super) fn parse(text: &str) -> Result<Tree, Fault> {
    let mut parser =
        Parser { tree: Tree::default(), section: Section::Head, open: Vec::new(), line: 0, braces: 0, comment: false };
    for line in text.lines() {
        parser.line += 1;
        parser.take(line)?;
    }
    if parser.tree.features.is_empty() {
        return Err(fault(1, "the file has no `features`"));
    }
    Ok(parser.tree)
}

impl Parser {
    fn fault(&self, text: impl std::fmt::Display) -> Fault {
        fault(self.line, text)
    }

    fn take(&mut self, line: &str) -> Result<(), Fault> {
        let plain = self.without_extras(line);
        let content = plain.trim();
        if content.is_empty() {
            return Ok(());
        }
        let indent = plain.len() - plain.trim_start().len();
        if indent == 0 && self.begins_section(content)? {
            return Ok(());
        }
        match self.section {
            Section::Features => self.in_tree(indent, content),
            Section::Constraints => self.constraint(content),
            Section::Ignored => Ok(()),
            Section::Head => Err(self.fault(format!("{content:?} stands before `features`"))),
        }
    }

    /// The line without comments and without attributes in braces, which may go over several lines.
    fn without_extras(&mut self, line: &str) -> String {
        let mut kept = String::with_capacity(line.len());
        let mut quote = None;
        let mut letters = line.chars().peekable();
        while let Some(letter) = letters.next() {
            let next = letters.peek().copied();
            if self.comment {
                if letter == '*' && next == Some('/') {
                    letters.next();
                    self.comment = false;
                }
                continue;
            }
            let was_quoted = quote.is_some();
            match quote {
                Some(open) if open == letter => quote = None,
                None if letter == '"' || (self.braces > 0 && letter == '\'') => quote = Some(letter),
                None if letter == '/' && next == Some('/') => break,
                None if letter == '/' && next == Some('*') => {
                    self.comment = true;
                    continue;
                }
                None if letter == '{' => self.braces += 1,
                _ => {}
            }
            if self.braces == 0 {
                kept.push(letter);
            } else if letter == '}' && !was_quoted {
                self.braces -= 1;
            }
        }
        kept
    }

    fn begins_section(&mut self, content: &str) -> Result<bool, Fault> {
        let (word, rest) = content.split_once(char::is_whitespace).unwrap_or((content, ""));
        self.section = match word {
            "namespace" => {
                unquoted(rest.trim()).clone_into(&mut self.tree.namespace);
                Section::Head
            }
            "features" => Section::Features,
            "constraints" => Section::Constraints,
            "include" => Section::Ignored,
            "imports" => return Err(self.fault("imports of other models are not supported; put them into one file")),
            _ => return Ok(false),
        };
        Ok(true)
    }

    fn in_tree(&mut self, indent: usize, content: &str) -> Result<(), Fault> {
        while self.open.last().is_some_and(|&(outer, _)| outer >= indent) {
            self.open.pop();
        }
        let group = match self.open.last() {
            Some((_, Holder::Feature(feature))) => {
                let kind = self.group(content)?;
                self.tree.groups.push(GroupOf { kind, parent: *feature });
                self.open.push((indent, Holder::Group(self.tree.groups.len() - 1)));
                return Ok(());
            }
            Some((_, Holder::Group(group))) => Some(*group),
            None if self.tree.features.is_empty() => None,
            None => return Err(self.fault("there is a second root feature")),
        };
        let name = self.feature_name(content)?;
        if self.tree.features.len() >= MOST_FEATURES {
            return Err(self.fault(format!("there are more than {MOST_FEATURES} features")));
        }
        self.tree.features.push(Feature { name, group });
        self.open.push((indent, Holder::Feature(self.tree.features.len() - 1)));
        Ok(())
    }

    fn group(&self, content: &str) -> Result<Group, Fault> {
        match content {
            "mandatory" => Ok(Group::Mandatory),
            "optional" => Ok(Group::Optional),
            "or" => Ok(Group::Some(1, None)),
            "alternative" => Ok(Group::Some(1, Some(1))),
            other => self.cardinality(other.strip_prefix("cardinality").unwrap_or(other).trim()),
        }
    }

    fn cardinality(&self, content: &str) -> Result<Group, Fault> {
        let unknown = || self.fault(format!("{content:?} is no group: mandatory, optional, or, alternative, [n..m]"));
        let inner = content.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).ok_or_else(unknown)?;
        let (least, most) = inner.split_once("..").unwrap_or((inner, inner));
        let number = |text: &str| text.trim().parse::<u32>().map_err(|_| unknown());
        let most = if most.trim() == "*" { None } else { Some(number(most)?) };
        Ok(Group::Some(number(least)?, most))
    }

    /// The name; a type before it is skipped.
    fn feature_name(&self, content: &str) -> Result<String, Fault> {
        let types = ["Boolean ", "Integer ", "Real ", "String "];
        let content = types.into_iter().find_map(|word| content.strip_prefix(word)).unwrap_or(content).trim();
        let (name, rest) = match content.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
            Some((name, rest)) => (name, rest),
            None => content.split_once(char::is_whitespace).unwrap_or((content, "")),
        };
        if !rest.trim().is_empty() {
            let text = format!("{:?} after the feature {name:?} is not supported", rest.trim());
            return Err(self.fault(text));
        }
        if name.is_empty() {
            return Err(self.fault("a feature has no name"));
        }
        Ok(name.to_owned())
    }

    fn constraint(&mut self, content: &str) -> Result<(), Fault> {
        let expr = Expr::parse(content).map_err(|why| self.fault(why))?;
        self.tree.constraints.push((self.line, expr));
        Ok(())
    }
}

fn unquoted(name: &str) -> &str {
    name.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(name)
}

impl Tree {
    /// The children of each group, in order.
    pub(super) fn children(&self) -> Vec<Vec<u32>> {
        let mut children = vec![Vec::new(); self.groups.len()];
        for (feature, number) in self.features.iter().zip(0..small(self.features.len())) {
            if let Some(list) = feature.group.and_then(|group| children.get_mut(group)) {
                list.push(number);
            }
        }
        children
    }
}
