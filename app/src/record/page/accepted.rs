//! A deal about which a customer has accepted a quote: one press says that it is won. Nothing else does, because a stage
//! never changes unseen.

use super::Shown;
use crate::{
    i18n::{t, t_with},
    record::{RecordField, kind::is_closed, live, may_update, save_field},
    services::use_replica,
    ui::{Button, ButtonKind, Glyph},
};
use leptos::prelude::*;
use shared::{
    Id, Record,
    entities::{Opportunity, Quote, Stage},
    replica::Replica,
    sync::Rows,
};

/// An accepted quote, and the stage in which deals like this one are won.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Accepted {
    quote: Id,
    number: String,
    won: Id,
}

/// What was accepted about an open deal.
pub(super) fn accepted(shown: Shown) -> Memo<Option<Accepted>> {
    live(use_replica(), vec![Quote::ENTITY_NAME.into(), Stage::ENTITY_NAME.into()], move |replica| {
        let deal = shown.record.get().filter(|record| *record.entity == *Opportunity::ENTITY_NAME)?;
        (!is_closed(replica, &deal)).then(|| about(replica, &deal)).flatten()
    })
}

fn about(replica: &Replica, deal: &Record) -> Option<Accepted> {
    let quotes = replica.holding(Quote::ENTITY_NAME, Quote::OPPORTUNITY.id, &deal.id.to_string());
    let quote =
        quotes.into_iter().filter(|quote| quote.get(Quote::STATUS) == Some("accepted")).max_by_key(|row| row.id)?;
    let number = quote.get(Quote::NUMBER).unwrap_or_default().to_owned();
    Some(Accepted { quote: quote.id, number, won: won_of(replica, deal)? })
}

/// The first stage of the deal's pipeline that says that it is won.
fn won_of(replica: &Replica, deal: &Record) -> Option<Id> {
    let pipeline = Stage::of(replica, deal)?.get(Stage::PIPELINE)?;
    let is_won = |row: &&Record| row.get(Stage::KIND) == Some("won") && row.get(Stage::PIPELINE) == Some(pipeline);
    let position = |row: &Record| row.get(Stage::POSITION).unwrap_or_default();
    let won = replica.rows(Stage::ENTITY_NAME).iter().map(AsRef::as_ref).filter(is_won);
    won.min_by(|a, b| position(a).total_cmp(&position(b))).map(|row| row.id)
}

/// Says what was accepted, and offers to say that the deal is won.
pub(super) fn body(shown: Shown, accepted: Accepted) -> AnyView {
    let words = t_with("record-next-accepted", &[("number", accepted.number.into())]);
    let may = shown.record.with(|deal| deal.as_ref().is_some_and(|deal| may_update(use_replica(), deal)));
    let win = move |()| {
        let (deal, field) =
            (shown.record.get_untracked(), shown.def.with_value(|def| RecordField::of(def, Opportunity::STAGE.id)));
        if let (Some(deal), Some(field)) = (deal, field) {
            // A stage that is there is a good value.
            let _ = save_field(use_replica(), &deal, &field, accepted.won.into());
        }
    };
    view! {
        <a class="link record-next__words" href=format!("/quotes/{}", accepted.quote)>{words}</a>
        {may.then(|| view! { <Button kind=ButtonKind::Primary icon=Glyph::Check on_press=win>{t("record-next-win")}</Button> })}
    }
    .into_any()
}
