//! A record: title, the facts that matter, the next step, then timeline, fields and what is linked.

mod accepted;
mod facts;
mod fields;
mod head;
mod linked;
mod next;
mod own;
mod table;
mod tree;

pub use linked::{Section, sections};
pub use own::{Own, OwnPart};
pub(super) use table::is_number as table_is_number;
pub use table::{LinkedTable, totals};

use super::{
    as_number, entity_def,
    kind::{has_timeline, opens_on_content},
    live_record, page_of,
    timeline::{Timeline, is_untouched, provide_composer, use_composer},
    words::{entities_in_words, entities_word, entity_in_words, list_path},
};
use crate::{
    i18n::{t, t_with},
    services::{Phase, use_replica},
    ui::{EmptyState, Glyph, LinkButton, Tab, Tabs, dom::observe_size},
};
use leptos::{html::Article, prelude::*};
use shared::{Id, Name, Record, schema::EntityDef};
use std::sync::Arc;

/// From this width on, fields stand beside the timeline, in CSS pixels.
const WIDE: f64 = 860.0;

/// A record that is shown, as handles.
#[derive(Clone, Copy)]
pub struct Shown {
    /// Its id.
    pub id: Id,
    /// Its entity's definition.
    pub def: StoredValue<EntityDef>,
    /// The record, kept up to date.
    pub record: Memo<Option<Arc<Record>>>,
    /// Beside a list, and not a page of its own.
    pub peek: bool,
    /// What the entity's own screen puts into it.
    pub own: Option<Own>,
    /// Called when the record has gone.
    pub on_gone: Callback<()>,
}

impl Shown {
    /// The entity's name.
    pub fn entity(self) -> Name {
        self.def.with_value(|def| def.name.clone())
    }
}

/// A record, or why it is not here.
#[component]
pub fn RecordView(
    /// The entity.
    #[prop(into)]
    entity: Name,
    /// Which record.
    #[prop(into)]
    id: Signal<Option<Id>>,
    /// Beside a list, and not a page of its own.
    #[prop(optional)]
    peek: bool,
    /// What the entity's own screen puts into it.
    #[prop(optional)]
    own: Option<Own>,
    /// Called when the record was deleted here.
    #[prop(into)]
    on_gone: Callback<()>,
) -> impl IntoView {
    let replica = use_replica();
    let Some(def) = entity_def(replica, &entity) else {
        return gone(None, peek);
    };
    let name = entity.clone();
    let here = Memo::new(move |_| {
        replica.follow(&[&name]);
        id.get().map(|id| (id, replica.read(|replica| replica.get(&name, id).is_some())))
    });
    let def = StoredValue::new(def);
    let body = move || match here.get() {
        Some((id, true)) => {
            let record = live_record(replica, entity.clone(), move || Some(id));
            view! { <Body shown=Shown { id, def, record, peek, own, on_gone } /> }.into_any()
        }
        Some((_, false)) if !replica.loaded().get() || replica.phase().get() != Phase::Ready => ().into_any(),
        _ => gone(Some(def.get_value()), peek),
    };
    view! { <div class="record-host">{body}</div> }.into_any()
}

/// Why a record is not here, and where to go from here.
fn gone(def: Option<EntityDef>, peek: bool) -> AnyView {
    let what = def.as_ref().map_or_else(|| t("record-anything"), |def| entity_in_words(&def.name));
    let page = def.as_ref().filter(|_| !peek);
    let heading = page.map(|def| view! { <h1 class="visually-hidden" tabindex="-1">{entities_word(&def.name)}</h1> });
    let back = def.filter(|_| !peek).map(|def| {
        let words = t_with("record-back-to", &[("what", entities_in_words(&def.name).into())]);
        view! { <LinkButton href=list_path(&def)>{words}</LinkButton> }
    });
    view! {
        {heading}
        <EmptyState glyph=Glyph::Eye title=t_with("record-gone", &[("what", what.into())]) sentence=t("record-gone-why")>
            {back}
        </EmptyState>
    }
    .into_any()
}

/// The record itself.
#[component]
fn Body(shown: Shown) -> impl IntoView {
    let node = NodeRef::<Article>::new();
    let width = RwSignal::new(if shown.peek { 0.0 } else { 10_000.0 });
    Effect::new(move || {
        if let Some(element) = node.get() {
            observe_size(&element, move |w, _| width.set(w));
        }
    });
    let alone = fields_alone(shown);
    let wide = Memo::new(move |_| !alone && width.get() >= WIDE);
    provide_composer();
    let main =
        if alone { view! { <fields::Fields shown /> }.into_any() } else { view! { <Parts shown wide /> }.into_any() };
    view! {
        <article class="record" class:record--wide=wide class:record--peek=shown.peek node_ref=node>
            <head::Head shown />
            <facts::Facts shown />
            {shown.def.with_value(|def| has_timeline(&def.name)).then(|| view! { <next::NextStep shown /> })}
            <div class="record__columns">
                <div class="record__main">{main}</div>
                {move || wide.get().then(|| view! {
                    <aside class="record__aside" aria-label=t("record-fields")><fields::Fields shown /></aside>
                })}
            </div>
            <head::Changed shown />
        </article>
    }
    .into_any()
}

/// Whether a record has nothing to show but its fields: then they need neither a place beside nor a tab.
fn fields_alone(shown: Shown) -> bool {
    let own = shown.own.is_some_and(|own| !own.parts.with_value(Vec::is_empty));
    !own && !shown.def.with_value(|def| has_timeline(&def.name)) && linked_sections(shown).is_empty()
}

/// The kinds of records that link here, without those that the entity's own parts show.
fn linked_sections(shown: Shown) -> Vec<Section> {
    let told = shown.own.map(|own| own.told).unwrap_or_default();
    let all = sections(use_replica(), &shown.entity()).into_iter();
    all.filter(|section| !told.contains(&(&*section.entity, &*section.field))).collect()
}

/// Timeline, fields where there is no room beside it, and one part for each kind of linked record.
#[component]
fn Parts(shown: Shown, wide: Memo<bool>) -> impl IntoView {
    let replica = use_replica();
    let timeline = shown.def.with_value(|def| has_timeline(&def.name));
    let sections = StoredValue::new(linked_sections(shown));
    let own = move || shown.own.map(|own| own.parts.get_value()).unwrap_or_default();
    let counts = linked::counts(replica, shown.id, sections);
    // What holds something comes first: as it was when all records were here, so that no tab moves under the finger.
    let order = Memo::new(move |_| {
        replica.loaded().track();
        linked::full_first(&counts.get_untracked())
    });
    let start = own().first().map_or(if timeline { "timeline" } else { "fields" }, |part| part.id);
    let selected = RwSignal::new(start.to_owned());
    if start == "timeline" && shown.def.with_value(|def| opens_on_content(&def.name)) {
        open_on_content(shown, wide, sections, counts, selected);
    }
    let tabs = Signal::derive(move || {
        let own = own()
            .into_iter()
            .map(|part| Tab { count: part.count.map(|count| count.run(shown)), ..Tab::new(part.id, part.label) });
        let first = timeline.then(|| Tab::new("timeline", t("record-timeline")));
        let fields = (!wide.get()).then(|| Tab::new("fields", t("record-fields")));
        let linked = sections.with_value(|sections| {
            let (order, counts) = (order.read(), counts.read());
            let tab = |at: &usize| Some(sections.get(*at)?.tab(*counts.get(*at)?));
            order.iter().filter_map(tab).collect::<Vec<_>>()
        });
        own.chain(first).chain(fields).chain(linked).collect::<Vec<_>>()
    });
    let composer = use_composer();
    Effect::new(move || {
        if timeline && composer.asked().get().is_some() {
            selected.set("timeline".to_owned());
        }
    });
    // What is shown beside needs no tab; what has no room beside gets one. Until somebody chooses, the first is shown.
    Effect::new(move |own: Option<Option<String>>| {
        let (chosen, all) = (selected.get(), tabs.get());
        let ours = own.flatten().filter(|own| *own == chosen);
        if ours.is_none() && all.iter().any(|tab| tab.id == chosen) {
            return None;
        }
        let first = all.into_iter().next()?.id;
        if first != chosen {
            selected.set(first.clone());
        }
        Some(first)
    });
    let panel = Callback::new(move |part: String| match part.as_str() {
        "timeline" => view! { <Timeline shown /> }.into_any(),
        "fields" => view! { <fields::Fields shown /> }.into_any(),
        key => {
            if let Some(part) = own().into_iter().find(|part| part.id == key) {
                return part.view.run(shown);
            }
            let section = sections.with_value(|all| all.iter().find(|section| section.key() == key).cloned());
            section.map(|section| view! { <linked::Linked shown section /> }).into_any()
        }
    });
    let label = move || {
        shown
            .record
            .with(|record| record.as_ref().map(|record| replica.read(|replica| replica.schema().title(record))))
            .unwrap_or_default()
    };
    view! { <Tabs label=Signal::derive(label) tabs selected panel /> }.into_any()
}

/// Goes on from a timeline in which nothing stands to the first part that has something, once all records are here.
fn open_on_content(
    shown: Shown,
    wide: Memo<bool>,
    sections: StoredValue<Vec<Section>>,
    counts: Memo<Vec<usize>>,
    selected: RwSignal<String>,
) {
    let replica = use_replica();
    let first = move || {
        if replica.read(|replica| is_untouched(replica, &shown.entity(), shown.id)) {
            let linked = || {
                let full = counts.with_untracked(|counts| counts.iter().position(|count| *count > 0))?;
                sections.with_value(|sections| sections.get(full).map(Section::key))
            };
            let fields = (!wide.get_untracked()).then(|| "fields".to_owned());
            if let Some(part) = fields.or_else(linked) {
                selected.set(part);
            }
        }
    };
    if replica.loaded().get_untracked() {
        return first();
    }
    Effect::new(move |before: Option<bool>| {
        let loaded = replica.loaded().get();
        if loaded && before == Some(false) && selected.with_untracked(|part| part == "timeline") {
            first();
        }
        loaded
    });
}

/// The address of the record's page in full, for others.
pub(super) fn address(shown: Shown) -> String {
    let replica = use_replica();
    let path = shown.record.with_untracked(|record| {
        record.as_ref().map(|record| replica.read(|replica| page_of(replica.schema(), record)))
    });
    let origin = window().location().origin().unwrap_or_default();
    format!("{origin}{}", path.unwrap_or_default())
}

/// *4 more*.
pub(super) fn more(count: usize) -> String {
    t_with("record-more", &[("count", as_number(count).into())])
}
