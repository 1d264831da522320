//! Who must agree before a quote is sent, and how that stands.

use super::{desk::Desk, waterfall::say};
use crate::{
    i18n::{t, t_with},
    record::words::option_word,
    services::{ReplicaHandle, instant},
    ui::{Badge, Button, ButtonKind, Glyph, badge::Tone},
};
use leptos::prelude::*;
use pricing::{
    PricedQuote,
    approval::{self, Need},
    records,
};
use shared::{
    Id, Record, Value,
    entities::{Approval, ApprovalRule, User},
    replica::Replica,
};
use std::sync::Arc;

/// A need with the record that asks for it, where there is one.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    need: Need,
    record: Option<Arc<Record>>,
    granted: bool,
}

impl PartialEq for Wanted {
    fn eq(&self, other: &Self) -> bool {
        let same = |a: &Arc<Record>, b: &Arc<Record>| a.shows_the_same(b);
        let records = match (&self.record, &other.record) {
            (Some(a), Some(b)) => same(a, b),
            (None, None) => true,
            _ => false,
        };
        records && self.need == other.need && self.granted == other.granted
    }
}

impl Wanted {
    pub(super) const fn is_granted(&self) -> bool {
        self.granted
    }
}

/// All needs of a quote.
pub(super) type Standings = Vec<Wanted>;

/// How the needs of a draft stand, kept up to date.
pub(super) fn standings(desk: Desk) -> Memo<Standings> {
    Memo::new(move |_| {
        desk.replica.follow(&[Approval::ENTITY_NAME, ApprovalRule::ENTITY_NAME]);
        let Some((quote, priced)) = desk.quote.get().zip(desk.priced()).filter(|_| desk.is_draft.get()) else {
            return Vec::new();
        };
        desk.replica.read(|rows| wanted(rows, &quote, &priced))
    })
}

/// What a quote at these prices needs, and how each of it stands.
pub(super) fn wanted(rows: &Replica, quote: &Record, priced: &PricedQuote) -> Standings {
    let needs = records::needs(rows, priced);
    let decided = records::approvals(rows, quote);
    let granted: Vec<bool> = approval::standing(&needs, &decided).iter().map(approval::Standing::is_granted).collect();
    let wanted = needs.into_iter().zip(granted).map(|(need, granted)| {
        let record = rows.get(Approval::ENTITY_NAME, records::approval_id(quote, &need)).cloned();
        Wanted { need, record, granted }
    });
    wanted.collect()
}

/// The approvals that are needed; nothing where none are.
#[component]
pub(super) fn Approvals(desk: Desk, standings: Memo<Standings>) -> impl IntoView {
    let body = move || {
        let all = standings.get();
        (!all.is_empty()).then(|| {
            let list = all.into_iter().map(|one| entry(desk, one)).collect_view();
            view! {
                <section class="approvals" aria-label=t("quotes-approvals")>
                    <h2 class="record__heading">{t("quotes-approvals")}</h2>
                    <ul class="approvals__list">{list}</ul>
                </section>
            }
        })
    };
    body.into_any()
}

fn entry(desk: Desk, wanted: Wanted) -> AnyView {
    let who = desk.replica.read(|rows| names(rows, &wanted.need.approvers));
    let key = if wanted.granted { "quotes-approval-by" } else { "quotes-will-need" };
    let words = t_with(key, &[("approvers", who.into()), ("rule", wanted.need.name.clone().into())]);
    let reason = say(&wanted.need.reason);
    let status = status(&wanted);
    let acts = acts(desk, wanted);
    view! {
        <li class="approvals__entry">
            <span class="approvals__words">{words}</span>
            <span class="approvals__reason">{reason}</span>
            <span class="approvals__acts">{status}{acts}</span>
        </li>
    }
    .into_any()
}

/// People by name, roles by what they are called.
fn names(rows: &Replica, approvers: &[String]) -> String {
    let name = |approver: &String| match approver.parse::<Id>() {
        Ok(id) => rows.title(User::ENTITY_NAME, id),
        Err(_) => option_word(ApprovalRule::ENTITY_NAME, ApprovalRule::ROLES.id, approver).to_lowercase(),
    };
    let names: Vec<String> = approvers.iter().map(name).filter(|name| !name.is_empty()).collect();
    names.join(&t("filter-or"))
}

fn status(wanted: &Wanted) -> Option<AnyView> {
    let status = if wanted.granted { "granted" } else { wanted.record.as_ref()?.get(Approval::STATUS)? };
    let tone = match status {
        "granted" => Tone::Good,
        "refused" => Tone::Bad,
        _ => Tone::Info,
    };
    let words = option_word(Approval::ENTITY_NAME, Approval::STATUS.id, status);
    Some(view! { <Badge tone>{words}</Badge> }.into_any())
}

fn acts(desk: Desk, wanted: Wanted) -> AnyView {
    if wanted.granted {
        return ().into_any();
    }
    let Some(record) = wanted.record else {
        let need = StoredValue::new(wanted.need);
        let press = move |()| need.with_value(|need| ask(desk, need));
        let button = move || desk.may.get().then(|| view! { <Button on_press=press>{t("quotes-ask")}</Button> });
        return button.into_any();
    };
    let open = record.get(Approval::STATUS) == Some("asked");
    if !open || !may_decide(desk.replica, &wanted.need) {
        return ().into_any();
    }
    let (yes, no) = (record.clone(), record);
    view! {
        <Button on_press=move |()| decide(desk, &no, "refused")>{t("quotes-refuse")}</Button>
        <Button kind=ButtonKind::Primary icon=Glyph::Check on_press=move |()| decide(desk, &yes, "granted")>{t("quotes-approve")}</Button>
    }
    .into_any()
}

fn may_decide(replica: ReplicaHandle, need: &Need) -> bool {
    let Some(access) = replica.read(Replica::access) else { return false };
    let me = access.user.to_string();
    need.approvers.iter().any(|approver| *approver == me || approver == access.role.key())
}

fn ask(desk: Desk, need: &Need) {
    let Some(quote) = desk.quote.get_untracked() else { return };
    let reason = format!("{}: {}", need.name, say(&need.reason));
    desk.replica.write(t("quotes-said-asked"), vec![records::ask(&quote, need, &reason)]);
}

fn decide(desk: Desk, record: &Record, status: &'static str) {
    let values: [(&str, Value); 3] = [
        (Approval::STATUS.id, status.into()),
        (Approval::DECIDED_BY.id, desk.replica.me().into()),
        (Approval::DECIDED_AT.id, instant().into()),
    ];
    let op = desk.replica.read(|rows| rows.patch(record, values));
    let said = t(if status == "granted" { "quotes-said-granted" } else { "quotes-said-refused" });
    super::head::commit(desk, vec![op], said, None);
}
