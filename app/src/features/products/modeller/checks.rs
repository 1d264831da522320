//! What the workshop finds in the draft, after every edit: each finding leads to its place.

use super::desk::{Checked, Desk};
use crate::{
    i18n::{t, t_with},
    record::as_number,
    services::{WorkshopHandle, say_problem},
    ui::{Button, Glyph, Icon, Tone, format},
};
use gloo_timers::future::TimeoutFuture;
use leptos::{prelude::*, task::spawn_local};
use protocol::{
    Examine, Form,
    product::{BackEnd, CaseResult, Chosen, Examination, Finding, Miss, RuleName, draft::Draft},
};
use shared::Problem;
use std::sync::Arc;

/// How long nobody edits before the draft is checked.
const PAUSE: u32 = 150;
/// How many findings of a kind are shown at once.
const SHOWN: usize = 12;

/// Checks the draft after each edit; one check at a time, and the last state always.
pub(super) fn follow(desk: Desk, workshop: WorkshopHandle) {
    let (busy, again) = (StoredValue::new(false), StoredValue::new(false));
    let check = Callback::new(move |()| {
        if busy.get_value() {
            return again.set_value(true);
        }
        busy.set_value(true);
        spawn_local(async move {
            loop {
                let _ = again.try_set_value(false);
                TimeoutFuture::new(PAUSE).await;
                let Some(source) = desk.draft.try_with_untracked(|draft| draft.write()) else { return };
                let answer = workshop.ask(Examine { source, form: Form::Json }).await;
                if desk.checked.try_set(checked(answer)).is_some() {
                    return;
                }
                if again.try_get_value() != Some(true) {
                    break;
                }
            }
            let _ = busy.try_set_value(false);
            let _ = desk.checking.try_set(false);
        });
    });
    Effect::new(move || {
        desk.draft.track();
        desk.checking.set(true);
        check.run(());
    });
}

fn checked(answer: Result<Examination, Vec<Problem>>) -> Checked {
    match answer {
        Ok(found) => Checked::Examined(Arc::new(found)),
        Err(problems) if problems.iter().any(is_fault) => Checked::Faulty(Arc::new(problems)),
        Err(problems) => Checked::Failed(problems.iter().map(say_problem).collect::<Vec<_>>().join(" ")),
    }
}

/// Problems of the worker itself are none of the draft.
fn is_fault(problem: &Problem) -> bool {
    let of_model = ["model-", "graph-", "sat-", "choice-"];
    problem
        .message_key
        .strip_prefix("problem-")
        .is_some_and(|kind| of_model.iter().any(|start| kind.starts_with(start)))
}

/// One thing that was found, and where it leads.
#[derive(Clone, Debug, PartialEq)]
struct Line {
    tone: Tone,
    glyph: Glyph,
    words: String,
    more: Vec<String>,
    place: Option<String>,
}

impl Line {
    fn new(tone: Tone, words: String) -> Self {
        let glyph = match tone {
            Tone::Good => Glyph::Check,
            Tone::Info => Glyph::Info,
            _ => Glyph::Warning,
        };
        Self { tone, glyph, words, more: Vec::new(), place: None }
    }
}

/// All that was found, the worst first.
fn lines(draft: &Draft, checked: &Checked) -> Vec<Line> {
    match checked {
        Checked::Coming => Vec::new(),
        Checked::Failed(words) => vec![Line::new(Tone::Bad, words.clone())],
        Checked::Faulty(_) if draft.is_empty() => Vec::new(),
        Checked::Faulty(problems) => problems.iter().map(|problem| fault(draft, problem)).collect(),
        Checked::Examined(found) => examined(draft, found),
    }
}

/// A fault with the names of what it is about.
fn fault(draft: &Draft, problem: &Problem) -> Line {
    let get = |name: &str| problem.args.get(name).map(String::as_str);
    let attribute = get("attribute").and_then(|id| draft.place_of_attribute(id));
    let named = |list: &str| {
        let case = get("case")?;
        (0..draft.len(list)).map(|at| format!("{list}/{at}")).find(|place| draft.text(&format!("{place}/name")) == case)
    };
    let rule = get("rule").and_then(|id| draft.place_of_rule(id));
    let place = rule.or_else(|| named("/tests")).or_else(|| named("/presets")).or_else(|| attribute.clone());
    let mut said = problem.clone();
    if let Some(place) = &attribute {
        said.args.insert("attribute".to_owned(), draft.text(&format!("{place}/name")));
    }
    let subject = place.as_ref().map(|place| title(draft, place));
    let words = say_problem(&said);
    let body = (problem.message_key == "problem-model-body").then(|| "/body".to_owned());
    Line { more: subject.into_iter().collect(), place: place.or(body), ..Line::new(Tone::Bad, words) }
}

/// What stands at a place, for people.
fn title(draft: &Draft, place: &str) -> String {
    let texts = ["sentence", "name", "id"].map(|field| draft.text(&format!("{place}/{field}")));
    texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
}

fn examined(draft: &Draft, found: &Examination) -> Vec<Line> {
    let contradiction = found.contradiction.as_ref().map(|_| Line::new(Tone::Bad, t("modeller-contradiction")));
    let guilty = found
        .contradiction
        .iter()
        .flatten()
        .map(|rule| Line { place: draft.place_of_rule(&rule.id), ..Line::new(Tone::Bad, rule.sentence.clone()) });
    let tests = cases(draft, "/tests", &found.tests, "modeller-test-fails");
    let presets = cases(draft, "/presets", &found.presets, "modeller-preset-fails");
    let dead = found.dead.iter().map(|one| option(draft, one, "modeller-dead", Tone::Warning));
    let always = found.always.iter().map(|one| option(draft, one, "modeller-always", Tone::Info));
    let body = found.body.iter().map(|fault| Line {
        place: Some("/body".to_owned()),
        ..Line::new(Tone::Warning, t_with("problem-model-body", &[("detail", fault.text.clone().into())]))
    });
    let fallback = found.fallback.as_ref().filter(|_| found.back_end != BackEnd::Graph).map(|fault| Line {
        place: fault.rule.as_ref().and_then(|id| draft.place_of_rule(id)),
        ..Line::new(Tone::Info, t("modeller-fallback"))
    });
    let wrong = contradiction.into_iter().chain(guilty).chain(tests).chain(presets);
    wrong.chain(dead).chain(always).chain(body).chain(fallback).collect()
}

fn sentences(rules: &[RuleName]) -> Vec<String> {
    rules.iter().map(|rule| rule.sentence.clone()).collect()
}

/// An option that no product has, or that each has, and the rules behind it.
fn option(draft: &Draft, finding: &Finding, key: &str, tone: Tone) -> Line {
    let Chosen { attribute, option } = &finding.option;
    let (name, words) = names(draft, attribute, option);
    let more = finding.rules.as_deref().map(sentences).unwrap_or_default();
    let said = t_with(key, &[("what", name.into()), ("option", words.into())]);
    Line { more, place: draft.place_of_attribute(attribute), ..Line::new(tone, said) }
}

/// The names of an attribute and of one of its options.
pub(super) fn names(draft: &Draft, attribute: &str, option: &str) -> (String, String) {
    let Some(place) = draft.place_of_attribute(attribute) else { return (attribute.to_owned(), option.to_owned()) };
    let options = format!("{place}/kind/choice/options");
    let of = |at: usize, field: &str| draft.text(&format!("{options}/{at}/{field}"));
    let found = (0..draft.len(&options)).find(|at| of(*at, "id") == option);
    let words = found.map_or_else(|| plain(option), |at| of(at, "name"));
    (title(draft, &place), words)
}

fn plain(option: &str) -> String {
    match option {
        "yes" => t("modeller-yes"),
        "no" => t("modeller-no"),
        "none" => t("modeller-none"),
        other => other.to_owned(),
    }
}

fn cases<'a>(
    draft: &'a Draft,
    list: &'static str,
    results: &'a [CaseResult],
    key: &'static str,
) -> impl Iterator<Item = Line> + 'a {
    results.iter().enumerate().filter(|(_, result)| !result.failures.is_empty()).map(move |(at, result)| Line {
        more: result.failures.iter().flat_map(|miss| missed(draft, miss)).collect(),
        place: Some(format!("{list}/{at}")),
        ..Line::new(Tone::Bad, t_with(key, &[("name", result.name.clone().into())]))
    })
}

/// What is not as a case says.
pub(super) fn missed(draft: &Draft, miss: &Miss) -> Vec<String> {
    match miss {
        Miss::Impossible(rules) => std::iter::once(t("modeller-impossible")).chain(sentences(rules)).collect(),
        Miss::Possible => vec![t("modeller-possible")],
        Miss::Price(minor) => vec![t_with("modeller-price-is", &[("price", money(draft, *minor).into())])],
        Miss::Open(Chosen { attribute, option }) => {
            let (name, option) = names(draft, attribute, option);
            vec![t_with("modeller-open", &[("what", name.into()), ("option", option.into())])]
        }
        Miss::Fault(fault) => {
            let details = fault.details.iter().map(|(name, value)| (&**name, value.as_str().into()));
            vec![t_with(&format!("problem-{}", fault.key), &details.collect::<Vec<_>>())]
        }
    }
}

/// An amount of minor units in the draft's currency.
fn money(draft: &Draft, minor: i64) -> String {
    let digits = draft.text("/minor_digits").parse::<usize>().unwrap_or(2).min(6);
    let text = format!("{:0>width$}", minor.unsigned_abs(), width = digits + 1);
    let (whole, rest) = text.split_at(text.len() - digits);
    let sign = if minor < 0 { "-" } else { "" };
    let amount = if rest.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest}") };
    let currency = draft.text("/currency");
    if currency.len() == 3 { format::money_in_full(&amount, &currency) } else { amount }
}

/// The side of the editor that says how the draft stands.
pub(super) fn panel(desk: Desk) -> AnyView {
    let found = Memo::new(move |_| desk.read(|draft| desk.checked.with(|checked| lines(draft, checked))));
    let all = RwSignal::new(false);
    let list = move || {
        let lines = found.get();
        let over = lines.len().saturating_sub(SHOWN);
        let shown = if all.get() { lines.len() } else { SHOWN };
        let items = lines.into_iter().take(shown).map(|found| line(desk, found)).collect_view();
        let more = (over > 0 && !all.get()).then(|| {
            let words = t_with("modeller-more", &[("count", as_number(over).into())]);
            view! { <Button on_press=move |()| all.set(true)>{words}</Button> }
        });
        view! { <ul class="modeller-checks__list">{items}</ul>{more} }
    };
    view! {
        <aside class="modeller-checks" aria-label=t("modeller-checks") aria-busy=move || desk.checking.get().to_string()>
            <div class="modeller-checks__top" role="status">{move || summary(desk, &found.read())}</div>
            {list}
        </aside>
    }
    .into_any()
}

/// How many products there are, and whether all is well.
fn summary(desk: Desk, found: &[Line]) -> AnyView {
    let (figure, words) = desk.checked.with(|checked| match checked {
        Checked::Coming => (String::from("–"), t("modeller-checking")),
        Checked::Failed(_) => (String::from("–"), t("modeller-unchecked")),
        Checked::Faulty(_) if desk.read(Draft::is_empty) => (String::from("–"), t("modeller-nothing-yet")),
        Checked::Faulty(_) => (String::from("–"), t("modeller-no-model")),
        Checked::Examined(found) => (count(found), t("modeller-products")),
    });
    let bad = found.iter().filter(|line| line.tone != Tone::Info).count();
    let is_known = desk.checked.with(|checked| matches!(checked, Checked::Examined(_)));
    let passed = desk.checked.with(|checked| match checked {
        Checked::Examined(found) if !found.tests.is_empty() => {
            let good = found.tests.iter().filter(|test| test.failures.is_empty()).count();
            Some(t_with(
                "modeller-tests-passed",
                &[("done", as_number(good).into()), ("of", as_number(found.tests.len()).into())],
            ))
        }
        _ => None,
    });
    let verdict = match bad {
        0 if is_known => Some((Glyph::Check, "tone-good", t("modeller-sound"))),
        0 => None,
        bad => Some((Glyph::Warning, "tone-warning", t_with("modeller-findings", &[("count", as_number(bad).into())]))),
    };
    let verdict = verdict.map(|(glyph, tone, words)| {
        view! { <p class=format!("modeller-checks__verdict {tone}")><Icon glyph /><span>{words}</span></p> }
    });
    view! {
        <p class="modeller-checks__figure">{figure}</p>
        <p class="modeller-checks__words">{words}</p>
        {passed.map(|words| view! { <p class="modeller-checks__words">{words}</p> })}
        {verdict}
    }
    .into_any()
}

fn count(found: &Examination) -> String {
    match found.count.as_deref() {
        None => t("modeller-uncounted"),
        Some(count) => count.parse().map_or_else(|_| count.to_owned(), format::number),
    }
}

fn line(desk: Desk, found: Line) -> AnyView {
    let Line { tone, glyph, words, more, place } = found;
    let more =
        more.into_iter().map(|words| view! { <span class="modeller-finding__more">{words}</span> }).collect_view();
    let inner = view! { <Icon glyph /><span class="modeller-finding__words"><span>{words}</span>{more}</span> };
    let class = format!("modeller-finding {}", tone.class());
    match place {
        Some(place) => {
            view! { <li><button class=class type="button" on:click=move |_| desk.go_to(&place)>{inner}</button></li> }
                .into_any()
        }
        None => view! { <li><div class=class>{inner}</div></li> }.into_any(),
    }
}

/// Whether something was found at a place, for the lists.
pub(super) fn is_blamed(desk: Desk) -> Memo<Arc<Vec<String>>> {
    Memo::new(move |_| {
        let found = desk.read(|draft| desk.checked.with(|checked| lines(draft, checked)));
        Arc::new(found.into_iter().filter(|line| line.tone != Tone::Info).filter_map(|line| line.place).collect())
    })
}
