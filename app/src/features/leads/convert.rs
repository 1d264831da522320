//! Makes account, contact and deal of a lead, or finds those that there are.

use crate::{
    i18n::{t, t_with},
    record::{Shown, may_update, path_of, words::option_word},
    services::{new_id, use_replica},
    ui::{Button, ButtonKind, Choice, Dialog, DialogSize, Glyph, SelectField},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use shared::{
    Id, Record,
    entities::{Account, Contact, DRAFT, Lead, Opportunity, Pipeline, Quote, Stage},
    leads::{Made, Match, Matches, Wanted, convert, matches},
    replica::Replica,
};
use std::sync::Arc;

/// A record that is made now.
const NEW: &str = "new";
/// No such record.
const NONE: &str = "none";

/// Goes to an address of the app.
type Go = StoredValue<Box<dyn Fn(&str)>, LocalStorage>;

/// What is asked before a lead is converted, as handles.
#[derive(Clone, Copy)]
struct Form {
    shown: Shown,
    open: RwSignal<bool>,
    busy: RwSignal<bool>,
    found: RwSignal<Matches>,
    account: RwSignal<String>,
    contact: RwSignal<String>,
    deal: RwSignal<String>,
    go: Go,
}

/// The button with its dialog, for a lead that nothing has become of yet.
pub(super) fn action(shown: Shown) -> AnyView {
    let navigate = use_navigate();
    let form = Form {
        shown,
        open: RwSignal::new(false),
        busy: RwSignal::new(false),
        found: RwSignal::new(Matches::default()),
        account: RwSignal::new(NEW.to_owned()),
        contact: RwSignal::new(NEW.to_owned()),
        deal: RwSignal::new(NEW.to_owned()),
        go: StoredValue::new_local(Box::new(move |to: &str| navigate(to, NavigateOptions::default()))),
    };
    let may = Memo::new(move |_| {
        shown.record.with(|lead| lead.as_ref().is_some_and(|lead| is_open(lead) && may_update(use_replica(), lead)))
    });
    let button = move || {
        may.get().then(|| {
            view! { <Button kind=ButtonKind::Primary icon=Glyph::Pipeline on_press=move |()| form.begin()>{t("leads-convert")}</Button> }
        })
    };
    view! { {button}{dialog(form)} }.into_any()
}

/// Nothing has become of it, and nobody has said that nothing will.
fn is_open(lead: &Record) -> bool {
    let linked = lead.get(Lead::ACCOUNT).is_some() || lead.get(Lead::CONTACT).is_some();
    !linked && lead.get(Lead::STATUS) != Some("unqualified")
}

fn dialog(form: Form) -> AnyView {
    let footer = move || {
        view! {
            <Button on_press=move |()| form.open.set(false)>{t("ui-cancel")}</Button>
            <Button kind=ButtonKind::Primary busy=form.busy on_press=move |()| form.convert()>{t("leads-convert")}</Button>
        }
        .into_any()
    };
    let text = move |field: &'static str| form.lead(|lead| lead.value(field).as_text().map(str::to_owned)).flatten();
    let accounts = Signal::derive(move || {
        form.found.with(|found| offered(&found.accounts, text(Lead::COMPANY.id), "leads-no-account"))
    });
    let contacts = Signal::derive(move || {
        let name = text(Lead::PERSON.id).or_else(|| text(Lead::EMAIL.id));
        form.found.with(|found| offered(&found.contacts, name, "leads-no-contact"))
    });
    let deals = Signal::derive(|| vec![Choice::new(NEW, t("leads-new-deal")), Choice::new(NONE, t("leads-no-deal"))]);
    let deal = move || match form.lead(|lead| lead.get(Lead::OPPORTUNITY).is_some()) {
        Some(true) => view! { <p class="notice">{t("leads-deal-stays")}</p> }.into_any(),
        _ => view! { <SelectField label=t("leads-deal") value=form.deal options=deals /> }.into_any(),
    };
    view! {
        <Dialog open=form.open title=t("leads-convert") size=DialogSize::Small footer>
            <div class="form">
                <SelectField label=t("leads-account") value=form.account options=accounts />
                <SelectField label=t("leads-contact") value=form.contact options=contacts />
                {deal}
            </div>
        </Dialog>
    }
    .into_any()
}

/// A new record by its name, those that it may be, or none.
fn offered(found: &[Match], name: Option<String>, none: &str) -> Vec<Choice> {
    let new = name.map(|name| Choice::new(NEW, t_with("leads-new", &[("name", name.into())])));
    let known = found.iter().map(|found| {
        let key = if found.certain { "leads-known" } else { "leads-near" };
        Choice::new(found.id.to_string(), t_with(key, &[("name", found.name.clone().into())]))
    });
    known.chain(new).chain([Choice::new(NONE, t(none))]).collect()
}

/// What is chosen to begin with: who it is for certain, else a new record where there is a name, else none.
fn usual(found: &[Match], named: bool) -> String {
    let certain = found.iter().find(|found| found.certain).map(|found| found.id.to_string());
    certain.unwrap_or_else(|| if named { NEW } else { NONE }.to_owned())
}

impl Form {
    fn lead<T>(self, read: impl FnOnce(&Record) -> T) -> Option<T> {
        self.shown.record.with(|lead| lead.as_ref().map(|lead| read(lead)))
    }

    /// Looks for who the lead may be, and asks.
    fn begin(self) {
        let Some(lead) = self.shown.record.get_untracked() else { return };
        let found =
            use_replica().read(|rows| matches(&lead, rows.rows(Account::ENTITY_NAME), rows.rows(Contact::ENTITY_NAME)));
        let person = lead.get(Lead::PERSON).is_some() || lead.get(Lead::EMAIL).is_some();
        self.account.set(usual(&found.accounts, lead.get(Lead::COMPANY).is_some()));
        self.contact.set(usual(&found.contacts, person));
        self.found.set(found);
        self.open.set(true);
    }

    fn convert(self) {
        let (replica, Some(lead)) = (use_replica(), self.shown.record.get_untracked()) else { return };
        let Made { ops, next } = replica.read(|rows| self.made(rows, &lead));
        self.busy.set(true);
        spawn_local(async move {
            let done = replica.commit(ops, None).await;
            let _ = self.busy.try_set(false);
            match done {
                Ok(undo) => {
                    let _ = self.open.try_set(false);
                    replica.offer_undo(t("leads-said-converted"), undo);
                    let to = next.and_then(|(entity, id)| replica.read(|rows| path_of(rows, &entity, &id.to_string())));
                    if let Some(to) = to {
                        // The page may be left by now.
                        let _ = self.go.try_with_value(|go| go(&to));
                    }
                }
                Err(refusal) => replica.say_refused(&refusal),
            }
        });
    }

    fn made(self, rows: &Replica, lead: &Record) -> Made {
        let chosen = |value: RwSignal<String>| value.get_untracked().parse::<Id>().ok();
        let none = |value: RwSignal<String>| value.with_untracked(|value| value == NONE);
        // What is to be left out is as if nobody had written it.
        let source = lead.get(Lead::SOURCE).map(|source| option_word(Lead::ENTITY_NAME, Lead::SOURCE.id, source));
        let wanted = Wanted {
            account: chosen(self.account),
            contact: chosen(self.contact),
            without_account: none(self.account),
            without_contact: none(self.contact),
            stage: (!none(self.deal)).then(|| first_stage(rows)).flatten(),
            source: source.unwrap_or_default(),
        };
        convert(lead, &wanted, &linked(rows, lead), new_id)
    }
}

/// The lead's deal, and its quote while that is a draft.
fn linked(rows: &Replica, lead: &Record) -> Vec<Arc<Record>> {
    let deal = lead.get(Lead::OPPORTUNITY).and_then(|id| rows.get(Opportunity::ENTITY_NAME, id));
    let quote = lead.get(Lead::QUOTE).and_then(|id| rows.get(Quote::ENTITY_NAME, id));
    let quote = quote.filter(|quote| quote.get(Quote::STATUS) == Some(DRAFT));
    deal.into_iter().chain(quote).cloned().collect()
}

/// The first open stage of the first pipeline, with its pipeline.
fn first_stage(rows: &Replica) -> Option<(Id, Option<Id>)> {
    let place = |stage: &Record| {
        let pipeline = stage.get(Stage::PIPELINE).and_then(|id| rows.get(Pipeline::ENTITY_NAME, id));
        pipeline.map_or(f64::MAX, |pipeline| pipeline.get(Pipeline::POSITION).unwrap_or_default())
    };
    let own = |stage: &Record| stage.get(Stage::POSITION).unwrap_or(f64::MAX);
    let open = rows.rows(Stage::ENTITY_NAME).iter().filter(|stage| stage.get(Stage::KIND) == Some("open"));
    let first = open.min_by(|a, b| place(a).total_cmp(&place(b)).then(own(a).total_cmp(&own(b))))?;
    Some((first.id, first.get(Stage::PIPELINE)))
}
