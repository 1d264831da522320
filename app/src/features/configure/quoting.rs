//! From the configurator into a quote: as a new line, or back into the line that is configured again.

use super::desk::{Desk, words};
use crate::{
    features::quotes::{add, kept, pictured, still, update},
    i18n::{t, t_with},
    record::{NewRecord, as_number, detail_of, title_or_id},
    services::{ReplicaHandle, SearchHandle, say_problem, use_replica, use_search},
    ui::{Button, ButtonKind, Choice, Combobox, Dialog, DialogSize, Glyph, Icon, NumberField, Segmented},
};
use leptos::{prelude::*, task::spawn_local};
use shared::{
    Id, Name, Problem, Record, Value,
    entities::{Account, DRAFT, Opportunity, Product, Quote},
    replica::Replica,
    rules::Act,
    sync::Operation,
};
use std::sync::Arc;

/// Offered at once.
const OFFERED: usize = 20;
/// Whether the line goes on a quote that there is, or on a new one.
const OLD: &str = "old";
const NEW: &str = "new";

/// What is asked before a line is added, as handles.
#[derive(Clone, Copy)]
struct Form {
    desk: Desk,
    replica: ReplicaHandle,
    search: SearchHandle,
    open: RwSignal<bool>,
    busy: RwSignal<bool>,
    /// [`OLD`] or [`NEW`].
    to: RwSignal<String>,
    quote: RwSignal<Option<Choice>>,
    /// The deal or account of a new quote: `opportunity:ID`.
    whose: RwSignal<Option<Choice>>,
    quantity: RwSignal<String>,
    problem: RwSignal<Option<String>>,
}

/// The button of the summary with its dialog.
pub(super) fn button(desk: Desk) -> AnyView {
    let form = Form {
        desk,
        replica: use_replica(),
        search: use_search(),
        open: RwSignal::new(false),
        busy: RwSignal::new(false),
        to: RwSignal::new(OLD.to_owned()),
        quote: RwSignal::new(None),
        whose: RwSignal::new(None),
        quantity: RwSignal::new("1".to_owned()),
        problem: RwSignal::new(None),
    };
    let stuck = Signal::derive(move || !desk.is_valid() || desk.clicked.with(Option::is_none));
    let again = Memo::new(move |_| desk.line().is_some());
    let press = move |()| if again.get_untracked() { form.put_back() } else { form.begin() };
    let label = move || t(if again.get() { "configure-update-quote" } else { "configure-add-to-quote" });
    view! {
        <Button kind=ButtonKind::Primary icon=Glyph::Quote disabled=stuck busy=form.busy on_press=press>{label}</Button>
        {dialog(form)}
    }
    .into_any()
}

fn dialog(form: Form) -> AnyView {
    let footer = move || {
        view! {
            <Button on_press=move |()| form.open.set(false)>{t("ui-cancel")}</Button>
            <Button kind=ButtonKind::Primary busy=form.busy on_press=move |()| form.keep()>{t("configure-add")}</Button>
        }
        .into_any()
    };
    view! {
        <Dialog open=form.open title=t("configure-add-to-quote") size=DialogSize::Small footer>
            <div class="form">
                {move || undecided(form.desk)}
                {target(form)}
                <NumberField label=t("quote-line-quantity") value=form.quantity />
                {move || form.problem.get().map(|words| view! { <p class="notice notice--bad" role="alert"><Icon glyph=Glyph::Attention />{words}</p> })}
            </div>
        </Dialog>
    }
    .into_any()
}

/// Says that what is open becomes what costs least.
fn undecided(desk: Desk) -> Option<AnyView> {
    let count = desk.model.with_value(|model| model.attributes.len());
    let open = (0..count).filter(|at| desk.decided(*at).is_none()).count();
    let words = t_with("configure-undecided", &[("count", as_number(open).into())]);
    (open > 0).then(|| view! { <p class="notice"><Icon glyph=Glyph::Info />{words}</p> }.into_any())
}

/// Which quote: one of the person's drafts, or a new one for a deal or an account.
fn target(form: Form) -> AnyView {
    let kinds =
        Signal::stored(vec![Choice::new(OLD, t("configure-to-draft")), Choice::new(NEW, t("configure-to-new"))]);
    let drafts = Callback::new(move |typed: String| {
        form.replica.follow(&[Quote::ENTITY_NAME]);
        form.replica.read(|rows| offered_drafts(rows, form.replica.me(), &typed))
    });
    let whose = Callback::new(move |typed: String| {
        form.search.follow();
        form.replica.follow(&[Opportunity::ENTITY_NAME, Account::ENTITY_NAME]);
        offered_parties(form, &typed)
    });
    let field = move || {
        if form.is_old() {
            view! { <Combobox label=t("configure-which-quote") value=form.quote source=drafts /> }.into_any()
        } else {
            view! { <Combobox label=t("configure-whose-quote") value=form.whose source=whose /> }.into_any()
        }
    };
    view! { <Segmented label=t("configure-to") options=kinds value=form.to />{field} }.into_any()
}

/// The person's own drafts, the latest first.
fn offered_drafts(rows: &Replica, me: Option<Id>, typed: &str) -> Vec<Choice> {
    let typed = typed.trim().to_lowercase();
    let fits = |quote: &&Arc<Record>| {
        let told = [Quote::TITLE, Quote::NUMBER].map(|field| quote.get(field).unwrap_or_default().to_lowercase());
        quote.get(Quote::STATUS) == Some(DRAFT)
            && quote.get(Quote::OWNER) == me
            && rows.may(Act::Update, quote)
            && told.iter().any(|text| text.contains(&typed))
    };
    let mut drafts: Vec<&Arc<Record>> = rows.rows(Quote::ENTITY_NAME).iter().filter(fits).collect();
    drafts.sort_by_key(|quote| std::cmp::Reverse((quote.updated().at, quote.id)));
    drafts.into_iter().take(OFFERED).map(|quote| draft_choice(rows, quote)).collect()
}

fn draft_choice(rows: &Replica, quote: &Record) -> Choice {
    let account = quote.get(Quote::ACCOUNT).map(|id| rows.title(Account::ENTITY_NAME, id)).unwrap_or_default();
    let number = quote.get(Quote::NUMBER).unwrap_or_default().to_owned();
    let detail = [account, number].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" · ");
    Choice::new(quote.id.to_string(), title_or_id(rows, quote)).detail(detail)
}

/// Deals and accounts that were found; the person's own deals while nothing is typed.
fn offered_parties(form: Form, typed: &str) -> Vec<Choice> {
    let entities = [Opportunity::ENTITY_NAME, Account::ENTITY_NAME];
    let found: Vec<(Name, Id)> = if typed.trim().is_empty() {
        form.replica.read(|rows| own_deals(rows, form.replica.me()))
    } else {
        form.search.find_in(typed, &entities, OFFERED).hits.into_iter().map(|hit| (hit.entity, hit.id)).collect()
    };
    form.replica.read(|rows| {
        let choice = |(entity, id): &(Name, Id)| {
            let record = rows.get(entity, *id)?;
            Some(Choice::new(format!("{entity}:{id}"), title_or_id(rows, record)).detail(detail_of(rows, record)))
        };
        found.iter().filter_map(choice).collect()
    })
}

fn own_deals(rows: &Replica, me: Option<Id>) -> Vec<(Name, Id)> {
    let all = rows.rows(Opportunity::ENTITY_NAME).iter();
    let mut own: Vec<&Arc<Record>> = all.filter(|deal| deal.get(Opportunity::OWNER) == me).collect();
    own.sort_by_key(|deal| std::cmp::Reverse((deal.updated().at, deal.id)));
    own.into_iter().take(OFFERED).map(|deal| (Opportunity::ENTITY_NAME.into(), deal.id)).collect()
}

impl Form {
    /// Whether the line goes on a quote that there is.
    fn is_old(self) -> bool {
        self.to.with(|to| to == OLD)
    }

    /// Opens the dialog with the draft that was written last.
    fn begin(self) {
        let drafts = self.replica.read(|rows| offered_drafts(rows, self.replica.me(), ""));
        self.to.set(if drafts.is_empty() { NEW } else { OLD }.to_owned());
        self.quote.set(drafts.into_iter().next());
        self.quantity.set("1".to_owned());
        self.problem.set(None);
        self.open.set(true);
    }

    /// What the line keeps of the product as it is chosen now.
    async fn values(self) -> Result<Vec<(Name, Value)>, Vec<Problem>> {
        let Desk { made, model, workshop, .. } = self.desk;
        let (configured, model) = (self.desk.configured().await?, model.get_value());
        let mut values = kept(made, &model, &configured).map_err(|problem| vec![problem])?;
        let still = still(workshop, &model, &configured).await;
        values.push(pictured(self.replica, still.as_ref()).await);
        Ok(values)
    }

    /// Adds the line and goes to its quote.
    fn keep(self) {
        let Some(quantity) = self.quantity.get_untracked().trim().replace(',', ".").parse().ok().filter(|n| *n > 0.0)
        else {
            return self.problem.set(Some(t("problem-number")));
        };
        if untrack(|| self.is_old()) && self.quote.read_untracked().is_none() {
            return self.problem.set(Some(t("configure-choose-quote")));
        }
        self.write(move |rows, values| {
            let quote = self.quote.get_untracked().filter(|_| untrack(|| self.is_old()));
            let quote: Option<Id> = quote.and_then(|choice| choice.value.parse().ok());
            let new = self.new_quote();
            add(rows, self.replica, quote.ok_or(&new), self.desk.made.product, quantity, values)
        });
    }

    /// A quote for the deal or account that was chosen; for nobody yet where none was.
    fn new_quote(self) -> NewRecord {
        let new = NewRecord::of(Quote::ENTITY_NAME);
        let whose = self.whose.get_untracked();
        match whose.as_ref().and_then(|choice| choice.value.split_once(':')) {
            Some((entity, id)) if *entity == *Opportunity::ENTITY_NAME => new.with(Quote::OPPORTUNITY.id, id),
            Some((_, id)) => new.with(Quote::ACCOUNT.id, id),
            None => new,
        }
    }

    /// Puts the product back into its line and goes to its quote.
    fn put_back(self) {
        let Some(line) = untrack(|| self.desk.line()) else { return };
        self.write(move |rows, values| update(rows, line, values).map(|(quote, op)| (quote, vec![op])));
    }

    fn write(self, ops: impl FnOnce(&Replica, Vec<(Name, Value)>) -> Option<(Id, Vec<Operation>)> + 'static) {
        self.busy.set(true);
        spawn_local(async move {
            let done = self.written(ops).await;
            // The page may be left by now.
            let _ = self.busy.try_set(false);
            match done {
                Ok(quote) => self.desk.go(format!("/quotes/{quote}")),
                Err(sentence) if self.open.try_get_untracked() == Some(true) => self.problem.set(Some(sentence)),
                Err(sentence) => self.replica.say_wrong(sentence),
            }
        });
    }

    /// The quote on which the product stands now.
    async fn written(
        self,
        ops: impl FnOnce(&Replica, Vec<(Name, Value)>) -> Option<(Id, Vec<Operation>)>,
    ) -> Result<Id, String> {
        let values = self.values().await.map_err(|problems| words(&problems))?;
        let made = self.replica.read(|rows| ops(rows, values));
        let (quote, ops) = made.ok_or_else(|| say_problem(&Problem::new("problem-gone")))?;
        let undo = self.replica.commit(ops, None).await.map_err(|refusal| refusal.sentence())?;
        let product = self.replica.read(|rows| rows.title(Product::ENTITY_NAME, self.desk.made.product));
        self.replica.offer_undo(t_with("quotes-said-configured", &[("product", product.into())]), undo);
        Ok(quote)
    }
}
