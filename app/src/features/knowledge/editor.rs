//! An article being written: Markdown beside its preview, one write when it is saved.

use super::{
    draft::{self, Draft},
    prose::prose,
    reader::{gone, may_write},
    shelf::{Open, Place, Shelf, article_def},
    toolbar::{text_key, toolbar},
};
use crate::{
    i18n::{t, t_with},
    record::{FieldInput, RecordField, defaults, live_record, patch_op},
    services::{Refusal, new_id, say_problem},
    shell::use_unsaved,
    ui::{
        Badge, Button, ButtonKind, Choice, EmptyState, Glyph, Segmented, Shortcut, TextArea, TextField, badge::Tone,
        dom::observe_size, use_shortcut,
    },
};
use leptos::{
    html::{Div, Input, Textarea},
    leptos_dom::helpers::TimeoutHandle,
    prelude::*,
    task::spawn_local,
};
use shared::{
    Id, Problem, Record, Value,
    entities::{Article, User},
    sync::Operation,
};
use std::{sync::Arc, time::Duration};

/// The narrowest pane in which text and preview stand side by side, in CSS pixels.
const SIDE_BY_SIDE: f64 = 860.0;
/// Texts longer than this are previewed when typing rests.
const LONG: usize = 20_000;
/// How long typing rests.
const REST: Duration = Duration::from_millis(350);

/// What is filled in. Handles only.
#[derive(Clone, Copy)]
struct Form {
    shelf: Shelf,
    /// The article's id, made here for a new one, so that saving twice makes one.
    id: Id,
    new: bool,
    /// The article as it was when writing began: what is saved is said to be based on it.
    start: StoredValue<Option<Arc<Record>>>,
    /// What stood in the form when writing began: the address, which names a new article's title and
    /// category, may be another one by now.
    first: StoredValue<Draft>,
    title: RwSignal<String>,
    body: RwSignal<String>,
    rest: StoredValue<Vec<(RecordField, RwSignal<Value>)>>,
    problems: RwSignal<Vec<Problem>>,
    restored: RwSignal<bool>,
    busy: RwSignal<bool>,
    line: NodeRef<Input>,
    area: NodeRef<Textarea>,
}

/// The editor of the article that the address names, as soon as that is here. What is being written stays although
/// somebody deletes the article.
pub(super) fn editor(shelf: Shelf) -> AnyView {
    let Open::Article(id) = shelf.open.get_untracked() else { return begun(shelf) };
    let start = Memo::new(move |before: Option<&Option<Arc<Record>>>| {
        before.cloned().flatten().or_else(|| {
            shelf.replica.follow(&[Article::ENTITY_NAME]);
            shelf.replica.read(|rows| rows.get(Article::ENTITY_NAME, id).cloned())
        })
    });
    let may =
        permission(shelf, move || start.with(|start| start.as_ref().is_some_and(|start| may_write(shelf, start))));
    (move || match (start.get(), may.get()) {
        (Some(start), Some(true)) => writing(shelf, Some(start)),
        (Some(_), Some(false)) => not_allowed(shelf),
        (None, Some(_)) => gone(shelf),
        (_, None) => ().into_any(),
    })
    .into_any()
}

fn begun(shelf: Shelf) -> AnyView {
    let may = permission(shelf, move || shelf.may_write.get());
    (move || match may.get() {
        Some(true) => writing(shelf, None),
        Some(false) => not_allowed(shelf),
        None => ().into_any(),
    })
    .into_any()
}

/// Whether writing may begin, as soon as that is known. Who has begun goes on, whatever becomes of their role meanwhile.
fn permission(shelf: Shelf, may: impl Fn() -> bool + Send + Sync + 'static) -> Memo<Option<bool>> {
    Memo::new(move |before: Option<&Option<bool>>| match before.copied().flatten() {
        Some(true) => Some(true),
        _ if may() => Some(true),
        _ => shelf.replica.loaded().get().then_some(false),
    })
}

fn not_allowed(shelf: Shelf) -> AnyView {
    view! {
        <EmptyState glyph=Glyph::Knowledge title=t("knowledge-may-not") sentence=t("knowledge-may-not-why")>
            <Button on_press=move || shelf.close()>{t("knowledge-back")}</Button>
        </EmptyState>
    }
    .into_any()
}

fn writing(shelf: Shelf, start: Option<Arc<Record>>) -> AnyView {
    let form = Form::new(shelf, start);
    if form.new {
        Effect::new(move || form.propose(shelf.address.get("title")));
    }
    let unsaved = Memo::new(move |_| form.is_changed());
    use_unsaved(unsaved);
    autosave(form);
    use_shortcut(Shortcut::new("Mod s", t("knowledge-save"), move || form.save()).always());
    Effect::new(move || {
        if let (true, Some(line)) = (form.new, form.line.get()) {
            request_animation_frame(move || drop(line.focus()));
        }
    });
    write_view(form, unsaved)
}

impl Form {
    fn new(shelf: Shelf, start: Option<Arc<Record>>) -> Self {
        let key = draft_key(start.as_deref());
        let draft = draft::kept(&key);
        let seen = draft.as_ref().and_then(|_| draft::seen(&key));
        let start = start.map(|now| seen.map_or(now, Arc::new));
        let first = first_values(shelf, start.as_deref());
        let value = |field: &str| {
            draft.as_ref().and_then(|draft| draft.get(field)).or_else(|| first.get(field)).cloned().unwrap_or_default()
        };
        let text = |field: &str| RwSignal::new(value(field).as_text().unwrap_or_default().to_owned());
        let fields = article_def(shelf.replica).map(|def| RecordField::all(&def)).unwrap_or_default();
        let others = fields
            .into_iter()
            .filter(|field| field.is_entered() && ![Article::TITLE.id, Article::BODY.id].contains(&field.id()));
        Self {
            shelf,
            id: start.as_ref().map_or_else(new_id, |article| article.id),
            new: start.is_none(),
            title: text(Article::TITLE.id),
            body: text(Article::BODY.id),
            rest: StoredValue::new(
                others
                    .map(|field| {
                        let value = value(field.id());
                        (field, RwSignal::new(value))
                    })
                    .collect(),
            ),
            start: StoredValue::new(start),
            first: StoredValue::new(first),
            problems: RwSignal::new(Vec::new()),
            restored: RwSignal::new(draft.is_some()),
            busy: RwSignal::new(false),
            line: NodeRef::new(),
            area: NodeRef::new(),
        }
    }

    /// Takes the title that the address proposes, unless there is one. The address follows the page, so
    /// that it may come when the form stands already.
    fn propose(self, title: Option<String>) {
        let Some(title) = title.filter(|_| self.title.read_untracked().is_empty()) else { return };
        self.first.update_value(|first| drop(first.insert(Article::TITLE.id.to_owned(), Value::text(&title))));
        self.title.set(title);
    }

    fn key(self) -> String {
        self.start.with_value(|start| draft_key(start.as_deref()))
    }

    /// What stands in the form, tracked.
    fn values(self) -> Draft {
        let mut values = Draft::from([
            (Article::TITLE.id.to_owned(), Value::text(self.title.get().trim())),
            (Article::BODY.id.to_owned(), Value::text(self.body.get())),
        ]);
        self.rest.with_value(|rest| {
            for (field, value) in rest {
                values.insert(field.id().to_owned(), field.canonical(value.get()));
            }
        });
        values
    }

    fn is_changed(self) -> bool {
        let values = self.values();
        self.first
            .with_value(|first| values.iter().any(|(field, value)| value != first.get(field).unwrap_or(&Value::Null)))
    }

    fn problem(self, field: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.problems
                .with(|all| all.iter().find(|problem| problem.field.as_deref() == Some(field)).map(say_problem))
        })
    }

    fn save(self) {
        if self.busy.get_untracked() {
            return;
        }
        let ops = self.operations();
        let title = self.title.get_untracked().trim().to_owned();
        let nothing = ops.iter().all(|op| matches!(op, Operation::Patch { changes, .. } if changes.is_empty()));
        if nothing {
            return self.leave();
        }
        self.busy.set(true);
        let key = self.key();
        spawn_local(async move {
            let outcome = self.shelf.replica.commit(ops, None).await;
            // Whoever went elsewhere meanwhile stays there; what that kept in the tab is saved now.
            let gone = self.busy.try_set(false).is_some();
            match outcome {
                Ok(undo) => {
                    self.shelf.replica.offer_undo(t_with("knowledge-saved", &[("what", title.into())]), undo);
                    if gone { draft::forget(&key) } else { self.leave() }
                }
                Err(Refusal::Problems(problems)) if !gone && problems.iter().any(|problem| problem.field.is_some()) => {
                    self.problems.set(problems);
                }
                Err(refusal) => self.shelf.replica.say_refused(&refusal),
            }
        });
    }

    /// One write: the new article, or what differs from how it was when writing began.
    fn operations(self) -> Vec<Operation> {
        let values = untrack(|| self.values());
        let def = article_def(self.shelf.replica);
        let start = self.start.get_value();
        let op = if let Some(article) = start {
            let fields =
                values.into_iter().filter_map(|(field, value)| Some((RecordField::of(def.as_ref()?, &field)?, value)));
            let fields = fields.collect();
            self.shelf.replica.read(|rows| patch_op(rows, &article, fields))
        } else {
            let values = values
                .into_iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(field, value)| (field.as_str().into(), value));
            Operation::Create { entity: Article::ENTITY_NAME.into(), id: self.id, values: values.collect() }
        };
        vec![op]
    }

    /// Keeps in the tab what was typed and not saved, unless the person has left the device.
    fn keep(self) {
        let (values, changed) = untrack(|| (self.values(), self.is_changed()));
        let key = self.key();
        if changed && self.shelf.replica.me().is_some() {
            self.start.with_value(|start| draft::keep(&key, &values, start.as_deref()));
        } else {
            draft::forget(&key);
        }
    }

    /// Saved: nothing of what stands here is to be kept in the tab, and the article is shown.
    fn leave(self) {
        self.first.set_value(untrack(|| self.values()));
        let there = self.shelf.replica.read(|rows| rows.get(Article::ENTITY_NAME, self.id).is_some());
        if there { self.shelf.read_article(self.id) } else { self.shelf.close() }
    }

    /// Throws away what was typed.
    fn reset(self) {
        draft::forget(&self.key());
        let first = self.first.get_value();
        let value = |field: &str| first.get(field).cloned().unwrap_or_default();
        self.title.set(value(Article::TITLE.id).as_text().unwrap_or_default().to_owned());
        self.body.set(value(Article::BODY.id).as_text().unwrap_or_default().to_owned());
        self.rest.with_value(|rest| rest.iter().for_each(|(field, signal)| signal.set(value(field.id()))));
        self.restored.set(false);
    }
}

fn draft_key(article: Option<&Record>) -> String {
    article.map_or_else(|| "new".to_owned(), |article| article.id.to_string())
}

/// How the form begins: the article, or a draft in the place where one is.
fn first_values(shelf: Shelf, article: Option<&Record>) -> Draft {
    if let Some(article) = article {
        return article.cells().iter().map(|cell| (cell.field.to_string(), cell.value.clone())).collect();
    }
    let def = article_def(shelf.replica);
    let known = def.map(|def| shelf.replica.read(|rows| defaults(rows, &def))).unwrap_or_default();
    let mut values: Draft = known.into_iter().map(|(field, value)| (field.to_string(), value)).collect();
    values.insert(Article::STATUS.id.to_owned(), Value::text("draft"));
    if let Place::Category(id) = shelf.place.get_untracked() {
        values.insert(Article::CATEGORY.id.to_owned(), id.into());
    }
    values.insert(Article::TITLE.id.to_owned(), Value::text(""));
    values
}

/// Keeps what is typed in the tab, a moment after each change and when the editor goes.
fn autosave(form: Form) {
    let timer = StoredValue::new_local(None::<TimeoutHandle>);
    let stop = move || timer.update_value(|timer| timer.take().iter().for_each(TimeoutHandle::clear));
    Effect::new(move |before: Option<()>| {
        form.values();
        stop();
        if before.is_some() {
            timer.set_value(set_timeout_with_handle(move || form.keep(), REST).ok());
        }
    });
    on_cleanup(move || {
        stop();
        form.keep();
    });
}

fn write_view(form: Form, unsaved: Memo<bool>) -> AnyView {
    let pane = NodeRef::<Div>::new();
    let width = RwSignal::new(0.0);
    Effect::new(move || {
        if let Some(pane) = pane.get() {
            observe_size(&pane, move |w, _| width.set(w));
        }
    });
    let wide = Memo::new(move |_| width.get() >= SIDE_BY_SIDE);
    let heading = if form.new { t("knowledge-new") } else { t("knowledge-editing") };
    view! {
        <div class="writer" node_ref=pane>
            <header class="writer__head">
                <h1 class="writer__heading" tabindex="-1">{heading}</h1>
                {move || unsaved.get().then(|| view! { <Badge tone=Tone::Info>{t("knowledge-unsaved")}</Badge> })}
                <span class="writer__actions">
                    <Button kind=ButtonKind::Quiet on_press=move || leave_unsaved(form)>{t("knowledge-leave")}</Button>
                    <Button kind=ButtonKind::Primary keys="Mod s" busy=form.busy on_press=move || form.save()>{t("knowledge-save")}</Button>
                </span>
            </header>
            {notices(form)}
            <div class="writer__title"><TextField label=t("article-title") value=form.title required=true node=form.line problem=form.problem("title") autocomplete="off" /></div>
            {text_and_preview(form, wide)}
            {details(form)}
        </div>
    }
    .into_any()
}

/// Goes back to reading; what was typed stays in the tab and is offered again.
fn leave_unsaved(form: Form) {
    if form.new { form.shelf.close() } else { form.shelf.read_article(form.id) }
}

/// What the writer should know: that typed words were brought back, that somebody else has changed the article.
fn notices(form: Form) -> AnyView {
    let restored = move || {
        form.restored.get().then(|| {
            view! {
                <p class="writer__notice" role="status">
                    {t("knowledge-restored")}
                    <Button kind=ButtonKind::Quiet on_press=move || form.reset()>{t("knowledge-discard")}</Button>
                </p>
            }
        })
    };
    let now = live_record(form.shelf.replica, Article::ENTITY_NAME, move || Some(form.id));
    let meanwhile = Memo::new(move |_| {
        let stamp = *now.get()?.updated();
        let before = form.start.with_value(|start| start.as_ref().map(|start| *start.updated()))?;
        (stamp.at > before.at && Some(stamp.by) != form.shelf.replica.me()).then_some(stamp.by)
    });
    let changed = move || {
        meanwhile.get().map(|by| {
            let who = form.shelf.replica.read(|rows| rows.title(User::ENTITY_NAME, by));
            view! { <p class="writer__notice writer__notice--warning" role="status">{t_with("knowledge-meanwhile", &[("who", who.into())])}</p> }
        })
    };
    view! { {restored}{changed} }.into_any()
}

fn text_and_preview(form: Form, wide: Memo<bool>) -> AnyView {
    let part = RwSignal::new("write".to_owned());
    let switch = move || {
        let options = vec![Choice::new("write", t("knowledge-write")), Choice::new("preview", t("knowledge-preview"))];
        (!wide.get()).then(|| view! { <Segmented label=t("knowledge-part") options value=part /> })
    };
    let shows = move |which: &'static str| Memo::new(move |_| wide.get() || part.with(|part| part == which));
    let (text, preview) = (shows("write"), shows("preview"));
    view! {
        <div class="writer__switch">{switch}</div>
        <div class="writer__columns" class:writer__columns--wide=wide>
            <div class="writer__text" class:writer__part--away=move || !text.get() on:keydown=move |ev| text_key(form.area, &ev)>
                {toolbar(form.area)}
                <TextArea label=t("article-body") hide_label=true value=form.body rows=18 node=form.area problem=form.problem("body") placeholder=t("knowledge-text-example") />
            </div>
            <section class="writer__preview" class:writer__part--away=move || !preview.get() aria-label=t("knowledge-preview")>
                <p class="writer__preview-label" aria-hidden="true">{t("knowledge-preview")}</p>
                {prose(previewed(form.body).into(), None)}
            </section>
        </div>
    }
    .into_any()
}

/// The text as it is previewed: at once while it is short, when typing rests once it is long.
fn previewed(body: RwSignal<String>) -> RwSignal<String> {
    let shown = RwSignal::new(body.get_untracked());
    let timer = StoredValue::new_local(None::<TimeoutHandle>);
    Effect::new(move || {
        let text = body.get();
        timer.update_value(|timer| timer.take().iter().for_each(TimeoutHandle::clear));
        if text.len() < LONG {
            shown.set(text);
        } else {
            let show = move || drop(shown.try_set(text));
            timer.set_value(set_timeout_with_handle(show, REST).ok());
        }
    });
    shown
}

/// Where it stands, who reads it, how it is found.
fn details(form: Form) -> AnyView {
    let problem = move |field: String| {
        Signal::derive(move || {
            form.problems.with(|all| {
                all.iter().find(|problem| problem.field.as_deref() == Some(field.as_str())).map(say_problem)
            })
        })
    };
    let fields = form.rest.get_value().into_iter().map(|(field, value)| {
        let problem = problem(field.id().to_owned());
        view! { <FieldInput field value problem /> }
    });
    view! {
        <section class="writer__details" aria-labelledby="article-details">
            <h2 class="writer__details-title" id="article-details">{t("knowledge-details")}</h2>
            <div class="form form--two">{fields.collect_view()}</div>
        </section>
    }
    .into_any()
}
