//! Title, number, status, and what can be done next with one press.

use super::{
    acts::{Act, parted},
    approvals::{Standings, Wanted, wanted},
    desk::Desk,
    mail::{Letter, LetterDialog},
    make::next_version,
    outcome::AcceptDialog,
    pdf,
    sharing::{LinkDialog, Sharing},
};
use crate::{
    i18n::{t, t_with},
    record::{
        InlineField, RecordField, as_number, delete, entity_def, may_delete, may_update, page_of, words::option_word,
    },
    services::{today, use_replica},
    ui::{
        Badge, Button, ButtonKind, Glyph, LinkButton, Menu, MenuItem, Toast, badge::Tone, dom::observe_size, format,
        use_toasts,
    },
};
use leptos::{html, prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use pricing::{PricedQuote, records};
use protocol::document::{self, room::MOST_BYTES};
use shared::{
    Id, Name, Problem, Record, Value,
    entities::{Order, Quote},
    replica::Replica,
    sync::Operation,
};

const SEND: &str = "quotes-send";
const DECLINE: &str = "quotes-decline";
const ACCEPT: &str = "quotes-accept";
const OPEN_ORDER: &str = "quotes-open-order";

/// Goes to an address of the app.
type Go = StoredValue<Box<dyn Fn(&str)>, LocalStorage>;

fn use_go() -> Go {
    let navigate = use_navigate();
    StoredValue::new_local(Box::new(move |to: &str| navigate(to, NavigateOptions::default())))
}

/// The head of a quote.
#[component]
pub(super) fn Head(desk: Desk, standings: Memo<Standings>) -> impl IntoView {
    let title = entity_def(desk.replica, Quote::ENTITY_NAME).and_then(|def| RecordField::of(&def, Quote::TITLE.id));
    let title = title.map(|field| view! { <InlineField record=desk.quote field /> });
    let number = move || desk.quote.with(|quote| quote.as_ref().map(|quote| number_words(quote)));
    let (node, width) = (NodeRef::<html::Header>::new(), RwSignal::new(f64::INFINITY));
    node.on_load(move |head| observe_size(&head, move |w, _| width.set(w)));
    view! {
        <header class="quote__head" node_ref=node>
            <nav class="record__crumbs" aria-label=t("record-belongs-to")>
                <ol><li><a class="link" href="/quotes">{t("nav-quotes")}</a></li></ol>
            </nav>
            <div class="quote__title-row">
                <h1 class="quote__title" tabindex="-1">{title}</h1>
                <div class="quote__actions"><Actions desk standings width /></div>
            </div>
            <p class="quote__facts">
                <span class="quote__number">{number}</span>
                {move || status(desk)}
                {move || waiting(standings)}
            </p>
        </header>
    }
    .into_any()
}

/// *Q-261122-7K3MXA · version 2*.
pub(super) fn number_words(quote: &Record) -> String {
    let number = quote.get(Quote::NUMBER).unwrap_or_default().to_owned();
    match quote.get(Quote::VERSION) {
        Some(version) if version > 1.0 => {
            t_with("quotes-version-of", &[("number", number.into()), ("version", version.into())])
        }
        _ => number,
    }
}

/// How a status is coloured.
pub(super) fn tone(status: &str) -> Tone {
    match status {
        "sent" => Tone::Info,
        "accepted" => Tone::Good,
        "declined" => Tone::Bad,
        "expired" => Tone::Warning,
        _ => Tone::Plain,
    }
}

fn status(desk: Desk) -> Option<AnyView> {
    let quote = desk.quote.get()?;
    let status = quote.get(Quote::STATUS)?;
    let words = option_word(Quote::ENTITY_NAME, Quote::STATUS.id, status);
    let when = |field: &str, key: &str| {
        let day = quote.value(field).as_text()?.to_owned();
        Some(t_with(key, &[("day", format::day(&day).into())]))
    };
    let until = quote.value(Quote::VALID_UNTIL.id).as_text().unwrap_or_default().to_owned();
    let over = status == "sent" && !until.is_empty() && until < format::today();
    let detail = match status {
        "sent" if over => when(Quote::VALID_UNTIL.id, "quotes-was-valid-until"),
        "sent" => when(Quote::SENT_ON.id, "quotes-sent-on"),
        "accepted" | "declined" => when(Quote::ANSWERED_ON.id, "quotes-answered-on"),
        _ => None,
    };
    let tone = if over { Tone::Warning } else { tone(status) };
    Some(view! { <Badge tone>{words}</Badge><span class="quote__when">{detail}</span> }.into_any())
}

/// Why a draft cannot be sent yet.
fn waiting(standings: Memo<Standings>) -> Option<AnyView> {
    let open = standings.with(|all| all.iter().filter(|one| !one.is_granted()).count());
    let words = t_with("quotes-approvals-open", &[("count", as_number(open).into())]);
    (open > 0).then(|| {
        view! { <span role="status"><Badge tone=Tone::Warning icon=Glyph::Lock>{words}</Badge></span> }.into_any()
    })
}

/// What can be done: the next steps as buttons, what there is room for beside them, the rest in a menu.
#[component]
fn Actions(desk: Desk, standings: Memo<Standings>, width: RwSignal<f64>) -> impl IntoView {
    let (accepting, go) = (RwSignal::new(false), use_go());
    let may = Memo::new(move |_| {
        desk.quote.with(|quote| quote.as_ref().is_some_and(|quote| may_update(desk.replica, quote)))
    });
    let status = Memo::new(move |_| {
        desk.quote.with(|quote| quote.as_ref().and_then(|quote| quote.get(Quote::STATUS).map(str::to_owned)))
    });
    let steps = Memo::new(move |_| steps(status.get().as_deref(), may.get()));
    let next = move || match *steps.get() {
        [SEND] => send_button(desk, standings),
        [DECLINE, ACCEPT] => answer_buttons(desk, accepting),
        [OPEN_ORDER] => order_link(desk),
        _ => ().into_any(),
    };
    let (letter, sharing) = (Letter::new(), Sharing::new());
    let acts = [letter.act(desk, may), sharing.act(desk, may), pdf::act(desk)];
    let parts = Memo::new(move |_| parted(&acts, steps.get(), width.get()));
    let of = move |places: &[usize]| places.iter().filter_map(|at| acts.get(*at).copied()).collect::<Vec<_>>();
    let beside = move || parts.with(|(beside, _)| of(beside)).into_iter().map(Act::button).collect_view();
    let items = Signal::derive(move || {
        let status = status.get().unwrap_or_default();
        let behind = parts.with(|(_, behind)| of(behind)).into_iter().map(Act::item);
        behind.chain(items(desk, &status, may.get(), go)).collect::<Vec<_>>()
    });
    view! {
        {beside}
        {next}
        <Menu label=t("record-actions") icon=Glyph::More icon_only=true kind=ButtonKind::Quiet items />
        <AcceptDialog desk open=accepting />
        <LetterDialog desk letter />
        <LinkDialog desk sharing />
    }
    .into_any()
}

/// The words of the steps that a quote can take next.
fn steps(status: Option<&str>, may: bool) -> &'static [&'static str] {
    match status {
        Some("draft") if may => &[SEND],
        Some("sent" | "expired") if may => &[DECLINE, ACCEPT],
        Some("accepted") => &[OPEN_ORDER],
        _ => &[],
    }
}

/// A draft is sent when it has lines and prices, and everybody has agreed who must.
fn send_button(desk: Desk, standings: Memo<Standings>) -> AnyView {
    let ready = Memo::new(move |_| {
        let loaded = desk.replica.loaded().get();
        let priced = desk.outcome.with(|outcome| outcome.problems.is_empty() && outcome.priced.is_some());
        loaded
            && priced
            && desk.lines.with(|lines| !lines.is_empty())
            && standings.with(|all| all.iter().all(Wanted::is_granted))
    });
    let disabled = Signal::derive(move || !ready.get());
    view! { <Button kind=ButtonKind::Primary icon=Glyph::Check disabled on_press=move |()| send(desk)>{t(SEND)}</Button> }
        .into_any()
}

/// Freezes the quote as it is priced now, the edit included that this very press has ended.
fn send(desk: Desk) {
    spawn_local(async move {
        let prepared = desk.priced_now(|rows, quote, priced| {
            Ok((sending(rows, quote, priced)?, document::document(rows, quote, priced).left_out))
        });
        match prepared.await {
            Ok((ops, false)) => commit(desk, ops, t("quotes-said-sent"), None),
            Ok((ops, true)) => {
                let most = [("max", (MOST_BYTES >> 20).into())];
                commit(desk, ops, t_with("quotes-said-sent-less", &most), None);
            }
            Err(problems) => desk.replica.say_problems(&problems),
        }
    });
}

/// The quote is sent; the version that it came from, where that waits for an answer, is replaced.
fn sending(rows: &Replica, quote: &Record, priced: &PricedQuote) -> Result<Vec<Operation>, Problem> {
    if !wanted(rows, quote, priced).iter().all(Wanted::is_granted) {
        return Err(Problem::new("problem-quote-not-approved"));
    }
    let values = records::send(rows, quote, priced, today())?;
    let before = quote.get(Quote::PREVIOUS).and_then(|id| rows.get(Quote::ENTITY_NAME, id));
    let waits = before.filter(|before| before.get(Quote::STATUS) == Some("sent"));
    let replaced = waits.map(|before| rows.patch(before, [(Quote::STATUS.id, Value::from("replaced"))]));
    Ok(std::iter::once(rows.patch(quote, values)).chain(replaced).collect())
}

/// Writes what cannot be taken back by an undo, and says so.
pub(super) fn commit(desk: Desk, ops: Vec<Operation>, said: String, action: Option<(String, Callback<()>)>) {
    let toasts = use_toasts();
    spawn_local(async move {
        match desk.replica.commit(ops, None).await {
            Ok(_) => match action {
                Some((label, run)) => toasts.show(Toast::new(said).action(label, move || run.run(()))),
                None => desk.replica.say(said),
            },
            Err(refusal) => desk.replica.say_refused(&refusal),
        }
    });
}

fn answer_buttons(desk: Desk, accepting: RwSignal<bool>) -> AnyView {
    let decline = move |()| {
        let values: [(Name, Value); 2] =
            [(Quote::STATUS.id.into(), "declined".into()), (Quote::ANSWERED_ON.id.into(), today().into())];
        desk.set(values, t("quotes-said-declined"));
    };
    view! {
        <Button on_press=decline>{t(DECLINE)}</Button>
        <Button kind=ButtonKind::Primary icon=Glyph::Check on_press=move |()| accepting.set(true)>{t(ACCEPT)}</Button>
    }
    .into_any()
}

fn order_link(desk: Desk) -> AnyView {
    let order = desk.replica.live(&[Order::ENTITY_NAME], move |rows| {
        let id = rows.schema().entity(Order::ENTITY_NAME)?.id_for(desk.id);
        rows.get(Order::ENTITY_NAME, id).map(|order| page_of(rows.schema(), order))
    });
    let link = move || {
        order.get().map(
            |href| view! { <LinkButton href kind=ButtonKind::Primary icon=Glyph::Order>{t(OPEN_ORDER)}</LinkButton> },
        )
    };
    link.into_any()
}

fn items(desk: Desk, status: &str, may: bool, go: Go) -> Vec<MenuItem> {
    let mut items = Vec::new();
    if may && status != "draft" {
        items.push(MenuItem::new(t("quotes-new-version"), move || new_version(desk, go)).icon(Glyph::Copy));
    }
    if may && status == "sent" {
        let values = || [(Name::from(Quote::STATUS.id), Value::from("expired"))];
        items.push(
            MenuItem::new(t("quotes-expire"), move || desk.set(values(), t("quotes-said-expired"))).icon(Glyph::Clock),
        );
    }
    let deletes = desk.quote.with(|quote| quote.as_ref().is_some_and(|quote| may_delete(desk.replica, quote)));
    if deletes && status == "draft" {
        let remove = move || {
            delete(use_replica(), &Quote::ENTITY_NAME.into(), &[desk.id]);
            go.with_value(|go| go("/quotes"));
        };
        items.push(MenuItem::new(t("record-delete"), remove).icon(Glyph::Trash).danger());
    }
    items
}

fn new_version(desk: Desk, go: Go) {
    let Some(quote) = desk.quote.get_untracked() else { return };
    let (id, ops): (Id, Vec<Operation>) = desk.replica.read(|rows| next_version(rows, &quote));
    spawn_local(async move {
        match desk.replica.commit(ops, None).await {
            Ok(undo) => {
                desk.replica.offer_undo(t("quotes-said-version"), undo);
                go.with_value(|go| go(&format!("/quotes/{id}")));
            }
            Err(refusal) => desk.replica.say_refused(&refusal),
        }
    });
}
