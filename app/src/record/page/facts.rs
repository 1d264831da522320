//! The three facts that matter.

use super::Shown;
use crate::{
    i18n::{t, t_with},
    record::{
        InlineField, RecordField, amounts_words, as_number,
        kind::{Fact, facts},
        live,
        timeline::last_touch,
        words::list_path,
    },
    services::use_replica,
    ui::When,
};
use leptos::prelude::*;
use shared::{
    Id, Name,
    entities::{Opportunity, Stage},
    query::{Amounts, Condition, Query},
    replica::Replica,
    schema::FieldDef,
};

/// The facts under the title.
#[component]
pub(super) fn Facts(shown: Shown) -> impl IntoView {
    let facts = shown.def.with_value(facts);
    let all = facts.into_iter().map(|fact| view! { <OneFact shown fact /> }).collect_view();
    view! { <dl class="record__facts">{all}</dl> }.into_any()
}

#[component]
fn OneFact(shown: Shown, fact: Fact) -> impl IntoView {
    match fact {
        Fact::Field(id) => {
            let Some(field) = shown.def.with_value(|def| RecordField::of(def, &id)) else { return ().into_any() };
            let label = field.label();
            frame(label, view! { <InlineField record=shown.record field /> }.into_any())
        }
        Fact::OpenDeals => frame(t("fact-open-deals"), deals(shown, "open")),
        Fact::WonDeals => frame(t("fact-won-deals"), deals(shown, "won")),
        Fact::LastTouch => frame(t("fact-last-touch"), touch(shown)),
    }
}

fn frame(label: String, value: AnyView) -> AnyView {
    view! { <div class="fact"><dt class="fact__label">{label}</dt><dd class="fact__value">{value}</dd></div> }
        .into_any()
}

/// When somebody was last in touch.
fn touch(shown: Shown) -> AnyView {
    let replica = use_replica();
    let entity = shown.entity();
    let last = live(replica, last_touch_follows(), move |replica| last_touch(replica, &entity, shown.id));
    let words = move || match last.get() {
        Some(at) => view! { <When at /> }.into_any(),
        None => view! { <span class="fact__none">{t("fact-no-touch")}</span> }.into_any(),
    };
    words.into_any()
}

fn last_touch_follows() -> Vec<Name> {
    crate::record::kind::TIMELINE.iter().copied().map(Name::from).collect()
}

/// Deals of one kind of stage: how many, and what they are worth.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Worth {
    count: usize,
    sums: Amounts,
}

fn deals(shown: Shown, kind: &'static str) -> AnyView {
    let replica = use_replica();
    let entity = shown.entity();
    let name = entity.clone();
    let worth = live(replica, vec![Opportunity::ENTITY_NAME.into(), Stage::ENTITY_NAME.into()], move |replica| {
        worth(replica, &name, shown.id, kind)
    });
    let href = move || replica.read(|replica| deals_path(replica, &entity, shown.id, kind));
    let words = move || match worth.get() {
        none if none.count == 0 => view! { <span class="fact__none">{t("record-none")}</span> }.into_any(),
        some => {
            let count = t_with("fact-deals", &[("count", as_number(some.count).into())]);
            view! { <a class="link fact__link" href=href()><span class="fact__number">{amounts_words(&some.sums)}</span>" "<span class="fact__count">{count}</span></a> }.into_any()
        }
    };
    words.into_any()
}

/// The list of the deals behind a fact.
fn deals_path(replica: &Replica, entity: &str, id: Id, kind: &str) -> Option<String> {
    let field = deal_links(replica, entity).next()?.id.clone();
    let list = list_path(replica.schema().entity(Opportunity::ENTITY_NAME)?);
    let in_stages = Condition::is_in(Opportunity::STAGE.id, stages(replica, kind).iter().map(ToString::to_string));
    let query = Query::new(Opportunity::ENTITY_NAME).filter(Condition::is(field, id.to_string())).filter(in_stages);
    Some(format!("{list}?{}", query.to_query_string()))
}

/// The stages of one kind.
fn stages(replica: &Replica, kind: &str) -> Vec<Id> {
    replica
        .rows(Stage::ENTITY_NAME)
        .iter()
        .filter(|stage| stage.get(Stage::KIND) == Some(kind))
        .map(|stage| stage.id)
        .collect()
}

/// The fields of a deal that lead to an entity.
fn deal_links<'r>(replica: &'r Replica, entity: &'r str) -> impl Iterator<Item = &'r FieldDef> {
    let links = replica
        .schema()
        .links_to(entity)
        .filter(|(from, field)| &*from.name == Opportunity::ENTITY_NAME && !field.flags.careful);
    links.map(|(_, field)| field)
}

fn worth(replica: &Replica, entity: &str, id: Id, kind: &str) -> Worth {
    let stages = stages(replica, kind);
    let mut worth = Worth::default();
    for deal in replica.linking(Opportunity::ENTITY_NAME, deal_links(replica, entity), &[id]) {
        if deal.get(Opportunity::STAGE).is_some_and(|stage| stages.contains(&stage)) {
            worth.count += 1;
            if let Some(money) = deal.get(Opportunity::AMOUNT) {
                worth.sums.add(*money);
            }
        }
    }
    worth
}
