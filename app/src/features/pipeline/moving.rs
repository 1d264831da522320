//! Moving a deal to another stage, and asking why one was lost.

use super::{
    board::{Kind, Stage},
    desk::{Desk, Lost},
};
use crate::{
    chunks::{self, chunk},
    i18n::{t, t_with},
    services::{ReplicaHandle, today},
    ui::{Button, ButtonKind, dom::unique_id},
};
use leptos::{prelude::*, task::spawn_local};
use shared::{
    Id, Value,
    entities::{Opportunity, Stage as StageEntity},
    replica::Replica,
};
use std::{collections::HashMap, time::Duration};

/// How long a card that was put down is marked.
const LANDED: Duration = Duration::from_millis(1200);

/// What a move has to tell to the board.
#[derive(Clone, Copy)]
pub(super) struct Move {
    pub replica: ReplicaHandle,
    pub landed: RwSignal<Option<Id>>,
    pub aim: RwSignal<Option<Id>>,
    pub lost: RwSignal<Option<Lost>>,
    /// Whether the card takes the focus in its new place.
    pub focus: bool,
}

impl Move {
    /// Writes the stage with what follows from it.
    pub(super) fn run(self, deal: Id, stage: &Stage) {
        let prepared = self.replica.read(|replica| {
            let record = replica.get(Opportunity::ENTITY_NAME, deal)?;
            let asks = stage.kind == Kind::Lost && record.get(Opportunity::REASON).is_none();
            let there = replica.get(StageEntity::ENTITY_NAME, stage.id)?;
            let follows = Opportunity::at_stage(Some(record), there, today());
            let stays = [(Opportunity::STAGE.id, Value::from(stage.id))];
            let operation = replica.patch(record, stays.into_iter().chain(follows));
            Some((operation, replica.schema().title(record), asks))
        });
        let Some((operation, name, asks)) = prepared else { return };
        let said = t_with("pipeline-moved", &[("what", name.clone().into()), ("stage", stage.name.clone().into())]);
        spawn_local(async move {
            match self.replica.commit(vec![operation], None).await {
                Ok(undo) => {
                    self.replica.offer_undo(said, undo);
                    self.put_down(deal);
                    self.lost.set(asks.then_some(Lost { deal, name }));
                }
                Err(refusal) => self.replica.say_refused(&refusal),
            }
        });
    }

    fn put_down(self, deal: Id) {
        if self.focus {
            self.aim.set(Some(deal));
        }
        self.landed.set(Some(deal));
        set_timeout(
            move || {
                if self.landed.try_get_untracked() == Some(Some(deal)) {
                    self.landed.set(None);
                }
            },
            LANDED,
        );
    }
}

/// Asks why a deal was lost, without standing in the way: it takes no focus, goes by itself when nobody answers, and is
/// asked no more of a deal that is not lost after all.
pub(super) fn why_lost(desk: Desk) -> AnyView {
    let asked = desk.replica.live(&[Opportunity::ENTITY_NAME, StageEntity::ENTITY_NAME], move |rows| {
        desk.lost.get().filter(|lost| is_lost(rows, lost.deal))
    });
    Effect::new(move || {
        if asked.with(Option::is_none) {
            desk.lost.set(None);
        }
    });
    (move || asked.get().map(|lost| chunks::page(move || question(desk, lost.clone())))).into_any()
}

fn is_lost(rows: &Replica, deal: Id) -> bool {
    let stage = rows.get(Opportunity::ENTITY_NAME, deal).and_then(|deal| StageEntity::of(rows, deal));
    stage.is_some_and(|stage| stage.get(StageEntity::KIND) == Some("lost"))
}

chunk!(
    records: /// Asks for the reason, and offers those that were given before.
    fn question(desk: Desk, lost: Lost) -> AnyView {
        asking(desk, &lost)
    }
);

fn asking(desk: Desk, lost: &Lost) -> AnyView {
    let reason = RwSignal::new(String::new());
    let (reasons, deal) = (unique_id("reasons"), lost.deal);
    let label = t_with("pipeline-why-lost", &[("what", lost.name.clone().into())]);
    let save = move || {
        let typed = reason.get_untracked();
        if !typed.trim().is_empty() {
            save_reason(desk.replica, deal, typed.trim());
        }
        desk.lost.set(None);
    };
    let known =
        known_reasons(desk.replica).into_iter().map(|known| view! { <option value=known></option> }).collect_view();
    view! {
        <form
            class="why-lost"
            aria-label=t("pipeline-why-lost-name")
            on:submit=move |ev| {
                ev.prevent_default();
                save();
            }
            on:keydown=move |ev| if ev.key() == "Escape" { desk.lost.set(None) }
        >
            <label class="why-lost__label" for=format!("{reasons}-input")>{label}</label>
            <input
                class="input why-lost__input"
                id=format!("{reasons}-input")
                list=reasons.clone()
                maxlength="300"
                autocomplete="off"
                placeholder=t("pipeline-why-lost-example")
                prop:value=reason
                on:input:target=move |ev| reason.set(ev.target().value())
            />
            <datalist id=reasons>{known}</datalist>
            <Button kind=ButtonKind::Primary submit=true>{t("pipeline-why-lost-save")}</Button>
            <Button kind=ButtonKind::Quiet on_press=move || desk.lost.set(None)>{t("pipeline-why-lost-skip")}</Button>
        </form>
    }
    .into_any()
}

fn save_reason(replica: ReplicaHandle, deal: Id, reason: &str) {
    let prepared = replica.read(|rows| {
        let record = rows.get(Opportunity::ENTITY_NAME, deal)?;
        Some((rows.patch(record, [(Opportunity::REASON.id, Value::text(reason))]), rows.schema().title(record)))
    });
    if let Some((operation, name)) = prepared {
        replica.write(t_with("pipeline-reason-saved", &[("what", name.into())]), vec![operation]);
    }
}

/// The reasons given before, the most frequent first.
fn known_reasons(replica: ReplicaHandle) -> Vec<String> {
    replica.read(|rows| {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for reason in rows.rows(Opportunity::ENTITY_NAME).iter().filter_map(|deal| deal.get(Opportunity::REASON)) {
            *counts.entry(reason).or_default() += 1;
        }
        let mut counts: Vec<(&str, usize)> = counts.into_iter().collect();
        counts.sort_by_key(|(reason, count)| (std::cmp::Reverse(*count), *reason));
        counts.into_iter().take(8).map(|(reason, _)| reason.to_owned()).collect()
    })
}
