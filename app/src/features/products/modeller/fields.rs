//! Fields that stand for a place in the draft: what is typed is there when the field is left.

use super::desk::Desk;
use crate::{
    i18n::{t, t_with},
    ui::{Button, ButtonKind, Choice, Dialog, DialogSize, Glyph, IconButton, NumberField, SelectField, TextField},
};
use leptos::prelude::*;
use protocol::product::draft::{Draft, Known, Subject, is_number};
use serde_json::Value;
use std::sync::Arc;

/// A signal that holds what stands at a place until somebody types over it.
fn bound(text: Memo<String>) -> RwSignal<String> {
    let value = RwSignal::new(text.get_untracked());
    Effect::new(move || {
        let text = text.get();
        if *value.read_untracked() != text {
            value.set(text);
        }
    });
    value
}

/// A line of text.
pub(super) fn text(desk: Desk, place: &str, label: &str, hide_label: bool) -> AnyView {
    let value = bound(desk.text(place));
    let place = place.to_owned();
    let done = move |typed: String| desk.write(&place, typed.trim());
    let label = t(label);
    view! { <TextField label value hide_label autocomplete="off" on_change=done /> }.into_any()
}

/// A line of text that something else is made of: shown by `read`, put down by `write`.
pub(super) fn made(
    desk: Desk,
    label: &str,
    hide_label: bool,
    read: impl Fn(&Draft) -> String + Send + Sync + 'static,
    write: impl Fn(&mut Draft, &str) + Send + Sync + 'static,
) -> AnyView {
    let value = bound(Memo::new(move |_| desk.read(&read)));
    let done = move |typed: String| desk.edit(|draft| write(draft, typed.trim()));
    let label = t(label);
    view! { <TextField label value hide_label autocomplete="off" on_change=done /> }.into_any()
}

/// A number; one that is none stays and is said to be.
pub(super) fn number(desk: Desk, place: &str, label: String, hide_label: bool) -> AnyView {
    let text = desk.text(place);
    let value = bound(text);
    let place = place.to_owned();
    let done = move |typed: String| desk.write(&place, &plain_number(&typed));
    let problem = move || {
        let text = text.read();
        (!text.is_empty() && !is_number(&text)).then(|| t("problem-number"))
    };
    view! { <NumberField label value hide_label problem=MaybeProp::derive(problem) on_change=done /> }.into_any()
}

/// A whole number, which the source form has without quotes.
pub(super) fn count(desk: Desk, place: &str, label: &str) -> AnyView {
    let value = bound(desk.text(place));
    let place = place.to_owned();
    let done = move |typed: String| {
        let typed = typed.trim();
        let number = typed
            .parse::<u32>()
            .map(Value::from)
            .or_else(|_| if typed.is_empty() { Err(()) } else { Ok(Value::from(typed)) });
        desk.put(&place, number.ok());
    };
    let label = t(label);
    view! { <NumberField label value whole=true on_change=done /> }.into_any()
}

/// `1,5` is a number as well.
fn plain_number(typed: &str) -> String {
    let typed = typed.trim();
    let pointed = typed.replace(',', ".");
    if is_number(&pointed) { pointed } else { typed.to_owned() }
}

/// One of a few: the value comes from the draft, and a choice is handed on.
pub(super) fn select(
    label: String,
    hide_label: bool,
    chosen: Memo<String>,
    options: Signal<Vec<Choice>>,
    none: Option<String>,
    choose: impl Fn(String) + Send + Sync + 'static,
) -> AnyView {
    let value = bound(chosen);
    let none = MaybeProp::derive(move || none.clone());
    view! { <SelectField label value options hide_label none on_change=choose /> }.into_any()
}

/// Attributes to choose from; one that is chosen and does not exist is shown as it is.
pub(super) fn attributes(known: Memo<Arc<Vec<Known>>>, chosen: Memo<String>) -> Signal<Vec<Choice>> {
    Signal::derive(move || {
        let (known, chosen) = (known.read(), chosen.read());
        let mut all: Vec<Choice> = known.iter().map(|known| Choice::new(&known.id, &known.name)).collect();
        if !chosen.is_empty() && !known.iter().any(|known| known.id == *chosen) {
            all.push(Choice::new(chosen.clone(), t_with("modeller-unknown", &[("what", chosen.clone().into())])));
        }
        all
    })
}

/// The id of something: what names it, if anything can, follows.
pub(super) fn id(desk: Desk, place: &str, subject: Option<fn(String) -> Subject>, hide_label: bool) -> AnyView {
    let list = place.rsplit_once('/').map(|(list, _)| list.to_owned()).unwrap_or_default();
    let value = bound(desk.text(&format!("{place}/id")));
    let own = place.to_owned();
    let taken = move |typed: &str| {
        desk.peek(|draft| {
            let others = (0..draft.len(&list)).map(|at| format!("{list}/{at}")).filter(|place| *place != own);
            others.into_iter().any(|place| draft.text(&format!("{place}/id")) == typed)
        })
    };
    let problem = RwSignal::new(None::<String>);
    let place = place.to_owned();
    let done = move |typed: String| {
        let typed = typed.trim();
        let wrong = (typed.is_empty() || typed == "*").then(|| t("modeller-id-wrong"));
        let wrong = wrong.or_else(|| taken(typed).then(|| t("modeller-id-taken")));
        if wrong.is_none() {
            desk.edit(|draft| match subject {
                Some(subject) => drop(draft.rename(&subject(place.clone()), typed)),
                None => draft.set_text(&format!("{place}/id"), typed),
            });
        }
        problem.set(wrong);
    };
    let hint = (!hide_label && subject.is_some()).then(|| t("modeller-id-hint"));
    let hint = MaybeProp::derive(move || hint.clone());
    view! {
        <TextField label=t("modeller-id") value hide_label hint autocomplete="off" problem=MaybeProp::derive(move || problem.get()) on_change=done />
    }
    .into_any()
}

/// The buttons that move an item of a list and take it away.
pub(super) fn movers(desk: Desk, place: &str, remove: impl Fn() + Send + Sync + 'static) -> AnyView {
    let (list, at) = place
        .rsplit_once('/')
        .map_or((String::new(), 0), |(list, at)| (list.to_owned(), at.parse::<usize>().unwrap_or_default()));
    let len = desk.len(&list);
    let own = place.to_owned();
    let shift = Callback::new(move |to: usize| {
        let now = desk.edit(|draft| draft.shift(&own, to));
        desk.moved(&now);
    });
    let is_last = Signal::derive(move || at + 1 >= len.get() || desk.sealed.get());
    let is_first = Signal::derive(move || at == 0 || desk.sealed.get());
    view! {
        <div class="modeller-form__movers">
            <IconButton glyph=Glyph::ArrowUp label=t("modeller-up") disabled=is_first on_press=move || shift.run(at.saturating_sub(1)) />
            <IconButton glyph=Glyph::ArrowDown label=t("modeller-down") disabled=is_last on_press=move || shift.run(at + 1) />
            <IconButton glyph=Glyph::Trash label=t("record-delete") disabled=desk.sealed on_press=remove />
        </div>
    }
    .into_any()
}

/// Asks before something goes that is named elsewhere. What is named nowhere goes at once; both can be taken back.
#[derive(Clone, Copy)]
pub(super) struct Removal {
    desk: Desk,
    open: RwSignal<bool>,
    place: RwSignal<String>,
    uses: RwSignal<Vec<String>>,
}

impl Removal {
    pub(super) fn new(desk: Desk) -> Self {
        Self { desk, open: RwSignal::new(false), place: RwSignal::default(), uses: RwSignal::default() }
    }

    /// Takes something out of its list, or asks whether to.
    pub(super) fn begin(self, place: &str, subject: Subject) {
        let uses = self.desk.peek(|draft| draft.uses(&subject));
        if uses.is_empty() {
            return self.desk.remove(place);
        }
        self.place.set(place.to_owned());
        self.uses.set(uses);
        self.open.set(true);
    }

    fn go_on(self) {
        self.desk.remove(&self.place.get_untracked());
        self.open.set(false);
    }

    /// The dialog.
    pub(super) fn dialog(self) -> AnyView {
        let footer = move || {
            view! {
                <Button on_press=move |()| self.open.set(false)>{t("ui-cancel")}</Button>
                <Button kind=ButtonKind::Danger on_press=move |()| self.go_on()>{t("record-delete")}</Button>
            }
        };
        let list =
            move || self.uses.get().iter().map(|place| view! { <li>{use_words(self.desk, place)}</li> }).collect_view();
        view! {
            <Dialog open=self.open title=t("modeller-used") size=DialogSize::Small footer>
                <p>{t("modeller-used-sentence")}</p>
                <ul class="modeller-uses">{list}</ul>
            </Dialog>
        }
        .into_any()
    }
}

/// What a use is, for people.
fn use_words(desk: Desk, place: &str) -> String {
    desk.peek(|draft| {
        if place == "/body" {
            return t("modeller-body");
        }
        let texts = ["sentence", "name", "id"].map(|field| draft.text(&format!("{place}/{field}")));
        let words = texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default();
        let key = match place.split('/').nth(1) {
            Some("tests") => "modeller-in-test",
            Some("presets") => "modeller-in-preset",
            _ => "modeller-in-rule",
        };
        t_with(key, &[("name", words.into())])
    })
}

/// Where something is named, each a way there.
pub(super) fn used_by(desk: Desk, subject: impl Fn() -> Subject + Send + Sync + 'static) -> AnyView {
    let uses = Memo::new(move |_| desk.read(|draft| draft.uses(&subject())));
    let list = move || {
        let uses = uses.get();
        if uses.is_empty() {
            return view! { <p class="modeller-form__quiet">{t("modeller-unused")}</p> }.into_any();
        }
        let one = |place: String| {
            let words = use_words(desk, &place);
            view! { <li><button class="modeller-uses__go" type="button" on:click=move |_| desk.go_to(&place)>{words}</button></li> }
        };
        view! { <ul class="modeller-uses">{uses.into_iter().map(one).collect_view()}</ul> }.into_any()
    };
    view! { <section class="modeller-form__part"><h3 class="modeller-form__heading">{t("modeller-used-by")}</h3>{list}</section> }
        .into_any()
}
