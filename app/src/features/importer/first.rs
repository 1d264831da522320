//! Which files had better come before this one: those of the records that its names belong to and that are not here.

use super::wizard;
use crate::{
    i18n::{t, t_with},
    record::words::entities_in_words,
    ui::Button,
};
use leptos::prelude::*;
use shared::{
    Name, Schema,
    replica::Replica,
    transfer::{Mapping, Plan},
};
use std::collections::BTreeSet;

/// How many names without a record are more than slips of the pen.
const MANY: usize = 5;

/// Says what to import first; nothing where almost all names are known.
pub(super) fn first(plan: &Plan) -> Option<AnyView> {
    let wizard = wizard();
    let missing =
        wizard.mapping.with_untracked(|mapping| wizard.replica.read(|replica| wanted(replica, mapping, plan)));
    let sentence = |(entity, n): (Name, usize)| {
        let words = t_with("import-first", &[("what", entities_in_words(&entity).into()), ("n", n.into())]);
        view! { <p>{words}</p> }
    };
    (!missing.is_empty()).then(|| {
        view! {
            <div class="import__doubt" role="note">
                <div class="import__doubt-words">{missing.into_iter().map(sentence).collect_view()}</div>
                <Button on_press=move || wizard.restart()>{t("import-other-file")}</Button>
            </div>
        }
        .into_any()
    })
}

/// Entities of which the file names many that are not here, or any where none is here at all, and how many. What others
/// link to comes first.
fn wanted(replica: &Replica, mapping: &Mapping, plan: &Plan) -> Vec<(Name, usize)> {
    let names = unanswered(replica.schema(), mapping, plan);
    let count = |entity: &Name| names.iter().filter(|(of, _)| of == entity).count();
    let known = replica.schema().entities().map(|def| def.name.clone()).filter(|entity| *entity != plan.entity);
    let counted = known.map(|entity| (count(&entity), entity)).filter(|(n, _)| *n > 0);
    let worth = counted.filter(|(n, entity)| *n >= MANY || replica.rows(entity).is_empty());
    worth.map(|(n, entity)| (entity, n)).collect()
}

/// Names in the file to which nothing answers, each with the entity that it should be one of.
fn unanswered(schema: &Schema, mapping: &Mapping, plan: &Plan) -> BTreeSet<(Name, String)> {
    let cells = plan.failures().flat_map(|(_, problems)| problems);
    let unknown = cells.filter(|cell| cell.problem.message_key == "import-link-unknown");
    let named = unknown.filter_map(|cell| {
        let column = mapping.column(cell.column.as_deref()?)?;
        let entity = column.targets.iter().find_map(|path| linked(schema, &mapping.entity, path))?;
        Some((entity, cell.problem.args.get("value")?.to_lowercase()))
    });
    named.collect()
}

/// The entity to which a path of links leads: `account.name` to accounts.
fn linked(schema: &Schema, entity: &str, path: &str) -> Option<Name> {
    let (mut at, mut found) = (entity, None);
    for field in path.split('.') {
        let Some(target) = schema.entity(at)?.field(field).and_then(|field| field.kind.link_target()) else { break };
        at = target;
        found = Some(target.into());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::linked;
    use shared::Schema;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn a_path_leads_to_the_last_record_that_it_links_to() {
        let schema = Schema::built_in();
        let to = |entity, path| linked(&schema, entity, path).map(|name| name.to_string());
        assert_eq!(to("contact", "account").as_deref(), Some("account"));
        assert_eq!(to("contact", "account.name").as_deref(), Some("account"));
        assert_eq!(to("user", "team.manager.name").as_deref(), Some("user"));
        assert_eq!(to("contact", "last_name"), None);
    }
}
