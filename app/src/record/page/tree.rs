//! Records below one another, such as subsidiaries, with what belongs to each branch in sum.

use super::{Section, Shown, linked::AddButton, sections};
use crate::{
    i18n::t_with,
    record::{kind::glyph, live, title_or_id, words::counted},
    services::use_replica,
    ui::EmptyState,
};
use leptos::prelude::*;
use shared::{Id, Name, replica::Replica};
use std::collections::{HashMap, HashSet};

/// A record of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Node {
    id: Id,
    title: String,
    children: Vec<Node>,
    /// How many records of each linked entity belong to it and to what is below, in the order of [`rolled_up`].
    sums: Vec<usize>,
}

/// The tree below a record.
#[component]
pub(super) fn Tree(shown: Shown, section: Section) -> impl IntoView {
    let replica = use_replica();
    let up = StoredValue::new(rolled_up(&sections(replica, &section.entity)));
    let follows =
        up.with_value(|all| all.iter().map(|part| part.entity.clone()).chain([section.entity.clone()]).collect());
    let own = section.clone();
    let nodes = live(replica, follows, move |replica| up.with_value(|up| build(replica, &own, up, shown.id)));
    let (title, entity) = (section.title.clone(), section.entity.clone());
    let plural = shown.def.with_value(|def| def.plural.clone());
    let part = StoredValue::new(section);
    let body = move || {
        let nodes = nodes.get();
        if nodes.is_empty() {
            let words = t_with("record-linked-none", &[("what", title.to_lowercase().into())]);
            return view! { <EmptyState glyph=glyph(&entity) title=words><AddButton shown section=part.get_value() /></EmptyState> }.into_any();
        }
        let list = nodes.into_iter().map(|node| branch(&plural, up, node)).collect_view();
        view! {
            <header class="record-linked__head"><h2 class="record__heading">{title.clone()}</h2><AddButton shown section=part.get_value() /></header>
            <ul class="record-tree">{list}</ul>
        }
        .into_any()
    };
    view! { <section class="record-linked">{body}</section> }.into_any()
}

/// The parts that are summed up the tree.
fn rolled_up(sections: &[Section]) -> Vec<Section> {
    let wanted = |section: &&Section| {
        !section.is_tree && ["contact", "opportunity", "user", "article"].contains(&&*section.entity)
    };
    sections.iter().filter(wanted).cloned().collect()
}

fn build(replica: &Replica, section: &Section, up: &[Section], root: Id) -> Vec<Node> {
    let mut below: HashMap<Id, Vec<Id>> = HashMap::new();
    for record in replica.rows(&section.entity) {
        if let Some(parent) = record.value(&section.field).as_text().and_then(|id| id.parse().ok()) {
            below.entry(parent).or_default().push(record.id);
        }
    }
    if !below.contains_key(&root) {
        return Vec::new();
    }
    let counts: Vec<HashMap<Id, usize>> = up.iter().map(|part| count(replica, part)).collect();
    let mut seen = HashSet::from([root]);
    children(replica, &section.entity, &below, &counts, root, &mut seen)
}

/// How many records of a part belong to each record.
fn count(replica: &Replica, part: &Section) -> HashMap<Id, usize> {
    let mut counts = HashMap::new();
    for record in replica.rows(&part.entity) {
        for id in record.value(&part.field).items().iter().filter_map(|id| id.parse().ok()) {
            *counts.entry(id).or_default() += 1;
        }
    }
    counts
}

/// `seen` keeps a loop in old data from going on for ever.
fn children(
    replica: &Replica,
    entity: &str,
    below: &HashMap<Id, Vec<Id>>,
    counts: &[HashMap<Id, usize>],
    of: Id,
    seen: &mut HashSet<Id>,
) -> Vec<Node> {
    let ids = below.get(&of).cloned().unwrap_or_default();
    let mut nodes = Vec::new();
    for id in ids {
        if !seen.insert(id) {
            continue;
        }
        let below = children(replica, entity, below, counts, id, seen);
        let own = counts.iter().map(|count| count.get(&id).copied().unwrap_or_default());
        let sums = own
            .enumerate()
            .map(|(at, own)| own + below.iter().filter_map(|node| node.sums.get(at)).sum::<usize>())
            .collect();
        let title = replica.get(entity, id).map(|record| title_or_id(replica, record)).unwrap_or_default();
        nodes.push(Node { id, title, children: below, sums });
    }
    nodes.sort_by(|a, b| a.title.cmp(&b.title));
    nodes
}

fn branch(plural: &Name, up: StoredValue<Vec<Section>>, node: Node) -> AnyView {
    let parts = up.with_value(|up| {
        let some = up.iter().zip(&node.sums).filter(|(_, sum)| **sum > 0);
        some.map(|(part, sum)| counted(&part.entity, *sum)).collect::<Vec<_>>().join(" · ")
    });
    let below = (!node.children.is_empty()).then(|| {
        let list = node.children.into_iter().map(|child| branch(plural, up, child)).collect_view();
        view! { <ul class="record-tree">{list}</ul> }
    });
    view! {
        <li class="record-tree__node">
            <div class="record-tree__row">
                <a class="link" href=format!("/{plural}/{}", node.id)>{node.title}</a>
                <span class="record-tree__sums">{parts}</span>
            </div>
            {below}
        </li>
    }
    .into_any()
}
