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
use std::collections::HashSet;

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
    let nodes = live(replica, follows, move |replica| {
        up.with_value(|up| below(replica, &own, up, shown.id, &mut HashSet::from([shown.id])))
    });
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

/// What is below a record. `seen` keeps a loop in old data from going on for ever.
fn below(replica: &Replica, section: &Section, up: &[Section], of: Id, seen: &mut HashSet<Id>) -> Vec<Node> {
    let mut nodes = Vec::new();
    for row in section.rows(replica, of) {
        if !seen.insert(row.id) {
            continue;
        }
        let children = below(replica, section, up, row.id, seen);
        let own = up.iter().map(|part| part.rows(replica, row.id).len());
        let sums = own
            .enumerate()
            .map(|(at, own)| own + children.iter().filter_map(|node| node.sums.get(at)).sum::<usize>())
            .collect();
        nodes.push(Node { id: row.id, title: title_or_id(replica, &row), children, sums });
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
