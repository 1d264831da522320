//! A feature tree as a product model: every feature a flag, every relation a rule with a sentence.

use super::parse::{Group, Tree, parse};
use crate::{
    fault::Fault,
    model::{Attribute, Expr, Kind, Model, Rule, Says, Sizes, Switch},
};
use serde_json::Map;

/// Reads a UVL file as a model, and checks it.
pub fn from_uvl(text: &str) -> Result<Model, Vec<Fault>> {
    let tree = parse(text).map_err(|fault| vec![fault])?;
    let model = Converter { tree: &tree, rules: Vec::new() }.model();
    model.check(&Sizes::default())?;
    Ok(model)
}

struct Converter<'a> {
    tree: &'a Tree,
    rules: Vec<Rule>,
}

impl Converter<'_> {
    fn model(mut self) -> Model {
        self.features();
        self.groups();
        for (line, expr) in &self.tree.constraints {
            let says = Says::Condition { holds: expr.clone() };
            self.rule(format!("line {line}"), format!("{expr}"), says);
        }
        let name = self.tree.features.first().map(|root| root.name.clone()).unwrap_or_default();
        let namespace = &self.tree.namespace;
        Model {
            id: if namespace.is_empty() { name.clone() } else { namespace.clone() },
            name,
            attributes: self.tree.features.iter().map(|feature| flag(&feature.name)).collect(),
            rules: self.rules,
            ..Model::default()
        }
    }

    fn rule(&mut self, id: String, sentence: String, says: Says) {
        self.rules.push(Rule { id, sentence, says });
    }

    fn name(&self, feature: usize) -> String {
        self.tree.features.get(feature).map(|feature| feature.name.clone()).unwrap_or_default()
    }

    /// The root is in every product, and no feature without its parent.
    fn features(&mut self) {
        for feature in &self.tree.features {
            let group = feature.group.and_then(|group| self.tree.groups.get(group));
            let own = Expr::On(feature.name.clone());
            let Some(group) = group else {
                let sentence = format!("Every product is a {}.", feature.name);
                self.rule(format!("root {}", feature.name), sentence, Says::Condition { holds: own });
                continue;
            };
            let parent = self.name(group.parent);
            let sentence = format!("{} is a part of {parent}.", feature.name);
            let says = Says::Requires { when: own, then: Expr::On(parent) };
            self.rule(format!("part {}", feature.name), sentence, says);
        }
    }

    fn groups(&mut self) {
        let children = self.tree.children();
        for ((group, children), number) in self.tree.groups.iter().zip(&children).zip(1_u32..) {
            let parent = self.name(group.parent);
            let members: Vec<String> = children.iter().map(|&child| self.name(child as usize)).collect();
            match group.kind {
                Group::Optional => {}
                Group::Mandatory => members.iter().for_each(|member| self.mandatory(&parent, member)),
                Group::Some(least, most) => self.some(&parent, &members, number, (least, most)),
            }
        }
    }

    fn mandatory(&mut self, parent: &str, member: &str) {
        let says = Says::Requires { when: Expr::On(parent.to_owned()), then: Expr::On(member.to_owned()) };
        self.rule(format!("mandatory {member}"), format!("{parent} always has {member}."), says);
    }

    fn some(&mut self, parent: &str, members: &[String], number: u32, (least, most): (u32, Option<u32>)) {
        let how_many = match (least, most) {
            (1, None) => "at least one".to_owned(),
            (1, Some(1)) => "exactly one".to_owned(),
            (least, None) => format!("at least {least}"),
            (least, Some(most)) => format!("{least} to {most}"),
        };
        let says = Says::Group {
            members: members.iter().map(|member| Expr::On(member.clone())).collect(),
            at_least: least,
            at_most: most,
            when: Some(Expr::On(parent.to_owned())),
        };
        let sentence = format!("{parent} has {how_many} of {}.", members.join(", "));
        self.rule(format!("group {number} {parent}"), sentence, says);
    }
}

fn flag(name: &str) -> Attribute {
    Attribute {
        id: name.to_owned(),
        name: name.to_owned(),
        kind: Kind::Flag(Switch::default()),
        optional: false,
        extra: Map::new(),
    }
}
