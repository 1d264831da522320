//! The second step: what the file is, what its columns mean, and what it leaves open.

use super::{
    Wizard,
    file::Problems,
    job::Source,
    targets::{path_words, targets},
    wizard,
};
use crate::{
    i18n::{t, t_with, try_t},
    record::{field::currencies, words::entities_word},
    ui::{Badge, Button, ButtonKind, Choice, SelectField, Tone},
};
use leptos::prelude::*;
use rust_decimal::prelude::ToPrimitive;
use shared::{
    Problem,
    transfer::{About, Certainty, Column, DateOrder, Decoded, Doubt, Encoding, NumberFormat},
    value::Currency,
};
use std::mem::discriminant;

/// Entities that people import, in the order of the menu.
const IMPORTABLE: [&str; 15] = [
    "account",
    "contact",
    "lead",
    "opportunity",
    "product",
    "product_family",
    "specification",
    "product_relation",
    "user",
    "team",
    "task",
    "activity",
    "note",
    "article",
    "stage",
];
/// The choice that leaves a column out.
const LEAVE: &str = "";
/// The choice that stands for several targets at once, as suggested.
const SEVERAL: &str = "*";
/// What stands there until somebody has decided.
const UNDECIDED: &str = "?";

/// Shows the columns.
#[component]
pub(super) fn Columns() -> impl IntoView {
    let wizard = wizard();
    let doubts = Memo::new(move |_| wizard.doubts());
    let encoding = usize::from(wizard.source.with_untracked(|source| source.as_ref().is_some_and(asks_encoding)));
    let open =
        Memo::new(move |_| encoding + doubts.with(|doubts| doubts.iter().filter(|doubt| doubt.blocking).count()));
    let blocked = Signal::derive(move || open.get() > 0);
    let why = move || {
        let words = || t_with("import-open", &[("n", open.get().into())]);
        blocked.get().then(|| view! { <p class="import__reason">{words()}</p> })
    };
    view! {
        <div class="import__head">
            <FileFacts />
            <EntityChoice />
        </div>
        <Problems />
        {(encoding > 0).then(|| view! { <EncodingDoubt /> })}
        <Doubts doubts=doubts />
        <ColumnTable doubts=doubts />
        <footer class="import__actions">
            {why}
            <Button on_press=move || wizard.restart()>{t("import-other-file")}</Button>
            <Button kind=ButtonKind::Primary disabled=blocked on_press=move || wizard.check()>{t("import-check")}</Button>
        </footer>
    }
    .into_any()
}

#[component]
fn EntityChoice() -> impl IntoView {
    let wizard = wizard();
    let value = RwSignal::new(wizard.mapping.with_untracked(|mapping| mapping.entity.to_string()));
    let options: Vec<Choice> = IMPORTABLE.map(|entity| Choice::new(entity, entities_word(entity))).into();
    let choose = move |entity: String| {
        let source = wizard.source.get_untracked();
        if let Some(source) = source {
            wizard.take(Ok(source), Some(&entity));
        }
    };
    view! { <SelectField label=t("import-entity") value=value options=options on_change=choose /> }.into_any()
}

/// How the file was read, with the way to read it otherwise.
#[component]
fn FileFacts() -> impl IntoView {
    let wizard = wizard();
    let source = wizard.source.get_untracked();
    let facts = source.map(|source| {
        let words = t_with(
            "import-file-facts",
            &[("name", source.name.clone().into()), ("rows", source.table.rows.len().into())],
        );
        let likely = source.decoded.certainty == Certainty::Likely;
        view! {
            <p class="import__facts">{words}</p>
            <div class="import__reading">
                <EncodingChoice encoding=source.decoded.encoding />
                <DelimiterChoice delimiter=source.sniff.delimiter />
            </div>
            {likely.then(|| sample(t("import-sample"), &source.decoded))}
            {damage(&source.decoded)}
        }
    });
    view! { <div class="import__file">{facts}</div> }.into_any()
}

/// Says that the encoding does not fit: rows with what cannot be read are given back.
fn damage(decoded: &Decoded) -> Option<AnyView> {
    let args = [("n", decoded.damaged.into()), ("encoding", decoded.encoding.label().into())];
    (decoded.damaged > 0)
        .then(|| view! { <p class="import__problem" role="alert">{t_with("import-damaged", &args)}</p> }.into_any())
}

/// A line in which a wrong encoding would show.
fn sample(words: String, decoded: &Decoded) -> Option<AnyView> {
    let line = decoded.sample.as_ref()?.chars().take(160).collect::<String>();
    Some(view! { <p class="import__sample">{words} " " <q>{line}</q></p> }.into_any())
}

/// Bytes that fit no encoding throughout: a person has to say which is meant.
fn asks_encoding(source: &Source) -> bool {
    source.decoded.certainty == Certainty::Ambiguous
}

/// Asks for the encoding. The list above shows how the file is read meanwhile.
#[component]
fn EncodingDoubt() -> impl IntoView {
    let wizard = wizard();
    let words = wizard.source.with_untracked(|source| sample(t("import-encoding-open"), &source.as_ref()?.decoded));
    let answer = |encoding: Encoding| {
        let press = move || {
            read_in(wizard, encoding);
        };
        view! { <Button on_press=press>{encoding.label()}</Button> }
    };
    view! {
        <div class="import__doubt">
            <Badge tone=Tone::Warning>{t("import-decide")}</Badge>
            <div class="import__doubt-words">{words}</div>
            <span class="import__doubt-answers">{[Encoding::Utf8, Encoding::Windows1252].map(answer).collect_view()}</span>
        </div>
    }
    .into_any()
}

/// Reads the file in an encoding, if it is text in that one; otherwise it stays as it was read.
fn read_in(wizard: Wizard, encoding: Encoding) -> Option<()> {
    let source = wizard.source.get_untracked()?;
    if let Ok(read) = source.in_encoding(encoding) {
        wizard.reread(Ok(read));
        return Some(());
    }
    wizard.problems.set(vec![Problem::new("import-not-in-encoding").with("encoding", encoding.label())]);
    None
}

#[component]
fn EncodingChoice(encoding: Encoding) -> impl IntoView {
    let wizard = wizard();
    let value = RwSignal::new(encoding.label().to_owned());
    let options: Vec<Choice> = Encoding::ALL.map(|encoding| Choice::new(encoding.label(), encoding.label())).into();
    let choose = move |label: String| {
        let chosen = Encoding::ALL.into_iter().find(|encoding| encoding.label() == label);
        if chosen.and_then(|chosen| read_in(wizard, chosen)).is_none() {
            value.set(encoding.label().to_owned());
        }
    };
    view! { <SelectField label=t("import-encoding") value=value options=options on_change=choose /> }.into_any()
}

#[component]
fn DelimiterChoice(delimiter: u8) -> impl IntoView {
    let wizard = wizard();
    let value = RwSignal::new(delimiter.to_string());
    let names = [(b',', "import-comma"), (b';', "import-semicolon"), (b'\t', "import-tab"), (b'|', "import-bar")];
    let options: Vec<Choice> = names.map(|(byte, key)| Choice::new(byte.to_string(), t(key))).into();
    let choose = move |byte: String| {
        let source = wizard.source.get_untracked().zip(byte.parse().ok());
        if let Some((source, delimiter)) = source {
            wizard.reread(source.in_form(delimiter, source.sniff.header));
        }
    };
    view! { <SelectField label=t("import-delimiter") value=value options=options on_change=choose /> }.into_any()
}

#[component]
fn Doubts(doubts: Memo<Vec<Doubt>>) -> impl IntoView {
    let open = move || doubts.get().into_iter().filter(|doubt| doubt.about != About::Unknown).collect::<Vec<_>>();
    // By what is asked and not by what is answered: whoever chooses in a list keeps standing there.
    let key = |doubt: &Doubt| (doubt.column.clone(), discriminant(&doubt.about));
    view! {
        <div class="import__doubts"><For each=open key=key children=|doubt| view! { <DoubtRow doubt=doubt /> } /></div>
    }
    .into_any()
}

#[component]
fn DoubtRow(doubt: Doubt) -> impl IntoView {
    let wizard = wizard();
    let column = doubt.column.clone();
    let tone = if doubt.blocking { Tone::Warning } else { Tone::Info };
    let badge = if doubt.blocking { t("import-decide") } else { t("import-note") };
    view! {
        <div class="import__doubt">
            <Badge tone=tone>{badge}</Badge>
            <span class="import__doubt-words">{doubt_words(&doubt)}</span>
            <span class="import__doubt-answers">{answers(wizard, column, doubt.about)}</span>
        </div>
    }
    .into_any()
}

fn doubt_words(doubt: &Doubt) -> String {
    let column = doubt.column.clone();
    match &doubt.about {
        About::Date { example, .. } => {
            t_with("import-doubt-date", &[("column", column.into()), ("example", example.clone().into())])
        }
        About::Number { example, .. } => {
            t_with("import-doubt-number", &[("column", column.into()), ("example", example.clone().into())])
        }
        About::Currency { .. } => t_with("import-doubt-currency", &[("column", column.into())]),
        About::Unit { multiply, example } => t_with(
            "import-doubt-unit",
            &[
                ("column", column.into()),
                ("factor", multiply.to_f64().unwrap_or_default().into()),
                ("example", example.clone().into()),
            ],
        ),
        About::Misfit { target, example } => t_with(
            "import-doubt-misfit",
            &[
                ("column", column.into()),
                ("example", example.clone().into()),
                ("target", target_words(wizard(), target).into()),
            ],
        ),
        About::Unknown => t_with("import-doubt-unknown", &[("column", column.into())]),
    }
}

/// The words for where a column would go.
fn target_words(wizard: Wizard, path: &str) -> String {
    let entity = wizard.mapping.with_untracked(|mapping| mapping.entity.clone());
    wizard.replica.read(|replica| path_words(replica.schema(), &entity, path))
}

/// A button for each way to read a column.
fn answers(wizard: Wizard, column: String, about: About) -> AnyView {
    match about {
        About::Date { candidates, .. } => candidates
            .into_iter()
            .map(|order| answer(wizard, column.clone(), date_words(order), move |column| column.date = Some(order)))
            .collect_view()
            .into_any(),
        About::Number { candidates, .. } => candidates
            .into_iter()
            .map(|format| {
                answer(wizard, column.clone(), number_words(format), move |column| column.number = Some(format))
            })
            .collect_view()
            .into_any(),
        About::Unit { .. } => answer(wizard, column, t("import-as-written"), |column| column.multiply = None),
        About::Currency { currency } => view! { <CurrencyChoice name=column currency=currency /> }.into_any(),
        About::Misfit { target, .. } => {
            let currency = wizard.usual_currency();
            let keep = move |column: &mut Column| column.send(vec![target.clone()], currency);
            let kept = answer(wizard, column.clone(), t("import-keep"), keep);
            view! { {kept}{answer(wizard, column, t("import-leave-out"), Column::leave_out)} }.into_any()
        }
        About::Unknown => ().into_any(),
    }
}

/// The currency of a column's amounts.
#[component]
fn CurrencyChoice(name: String, currency: Currency) -> impl IntoView {
    let wizard = wizard();
    let label = t_with("record-currency-of", &[("field", name.clone().into())]);
    let choose = move |code: String| {
        let Ok(currency) = code.parse() else { return };
        wizard.change(|mapping| {
            if let Some(column) = mapping.column_mut(&name) {
                column.currency = Some(currency);
            }
        });
    };
    let value = RwSignal::new(currency.code().to_owned());
    view! {
        <SelectField label=label hide_label=true value=value options=Signal::stored(currencies(currency.code())) on_change=choose />
    }
    .into_any()
}

fn answer(
    wizard: Wizard,
    name: String,
    words: String,
    change: impl Fn(&mut Column) + Send + Sync + 'static,
) -> AnyView {
    let press = move || {
        wizard.change(|mapping| {
            if let Some(column) = mapping.column_mut(&name) {
                change(column);
            }
        });
    };
    view! { <Button on_press=press>{words}</Button> }.into_any()
}

fn date_words(order: DateOrder) -> String {
    t(match order {
        DateOrder::Ymd => "import-order-ymd",
        DateOrder::Dmy => "import-order-dmy",
        DateOrder::Mdy => "import-order-mdy",
    })
}

fn number_words(format: NumberFormat) -> String {
    t(match format {
        NumberFormat::Point => "import-number-point",
        NumberFormat::Comma => "import-number-comma",
    })
}

#[component]
fn ColumnTable(doubts: Memo<Vec<Doubt>>) -> impl IntoView {
    let wizard = wizard();
    let columns = wizard
        .mapping
        .with_untracked(|mapping| mapping.columns.iter().map(|column| column.column.clone()).collect::<Vec<_>>());
    view! {
        <div class="import__scroll" tabindex="0" role="region" aria-label=t("import-columns")>
            <table class="import__table">
                <thead>
                    <tr>
                        <th scope="col">{t("import-column")}</th>
                        <th scope="col">{t("import-examples")}</th>
                        <th scope="col">{t("import-target")}</th>
                    </tr>
                </thead>
                <tbody>{columns.into_iter().map(|column| view! { <ColumnRow name=column doubts=doubts /> }).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn ColumnRow(name: String, doubts: Memo<Vec<Doubt>>) -> impl IntoView {
    let wizard = wizard();
    let examples = wizard.source.with_untracked(|source| {
        let profile = source.as_ref().and_then(|source| source.profiles.iter().find(|profile| profile.column == name));
        profile.map_or_else(String::new, |profile| profile.examples.join(" · "))
    });
    let column = {
        let name = name.clone();
        Memo::new(move |_| wizard.mapping.with(|mapping| mapping.column(&name).cloned().unwrap_or_default()))
    };
    let reason = move || {
        let reason = column.with(|column| column.ignored.as_deref().and_then(try_t));
        reason.map(|reason| view! { <p class="import__reason">{reason}</p> })
    };
    let undecided = {
        let name = name.clone();
        let asks = move |doubt: &Doubt| doubt.column == name && matches!(doubt.about, About::Misfit { .. });
        Memo::new(move |_| doubts.with(|doubts| doubts.iter().any(|doubt| doubt.blocking && asks(doubt))))
    };
    view! {
        <tr>
            <th scope="row">{name.clone()}</th>
            <td class="import__examples">{examples}</td>
            <td>
                <TargetChoice name=name column=column undecided=undecided />
                {reason}
            </td>
        </tr>
    }
    .into_any()
}

#[component]
fn TargetChoice(name: String, column: Memo<Column>, undecided: Memo<bool>) -> impl IntoView {
    let wizard = wizard();
    let entity = wizard.mapping.with_untracked(|mapping| mapping.entity.clone());
    let schema = wizard.replica.read(|replica| replica.schema().clone());
    let single = targets(&schema, &entity);
    let several = column.with_untracked(|column| column.targets.clone());
    let several = (place(&several, &single) == SEVERAL).then_some(several);
    let mut options = single.clone();
    if let Some(several) = &several {
        let words: Vec<String> = several.iter().map(|path| path_words(&schema, &entity, path)).collect();
        options.insert(0, Choice::new(SEVERAL, words.join(", ")));
    }
    let now = Memo::new(move |_| {
        if undecided.get() { UNDECIDED.to_owned() } else { column.with(|column| place(&column.targets, &single)) }
    });
    let (value, label) =
        (RwSignal::new(now.get_untracked()), t_with("import-target-of", &[("column", name.clone().into())]));
    // A question above may be answered as well.
    Effect::new(move || value.set(now.get()));
    let options = Signal::derive(move || {
        let open = undecided.get().then(|| Choice::new(UNDECIDED, t("import-undecided")));
        open.into_iter().chain(options.clone()).collect::<Vec<_>>()
    });
    let choose = move |target: String| take(wizard, &name, &target, several.as_deref().unwrap_or_default());
    view! { <SelectField label=label hide_label=true value=value options=options none=t("import-leave-out") on_change=choose /> }.into_any()
}

/// The choice that stands for these targets.
fn place(targets: &[String], single: &[Choice]) -> String {
    match targets {
        [] => LEAVE.to_owned(),
        [one] if single.iter().any(|option| option.value == *one) => one.clone(),
        _ => SEVERAL.to_owned(),
    }
}

/// Sends a column where somebody chose.
fn take(wizard: Wizard, name: &str, target: &str, several: &[String]) {
    let paths = match target {
        UNDECIDED => return,
        SEVERAL => several.to_vec(),
        LEAVE => Vec::new(),
        one => vec![one.to_owned()],
    };
    let usual = wizard.usual_currency();
    wizard.change(|mapping| {
        if let Some(column) = mapping.column_mut(name) {
            // The currency is asked about where it matters.
            column.send(paths, usual);
        }
    });
}
