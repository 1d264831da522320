//! An article to be read.

use super::{
    prose::{contents, prose},
    shelf::{Shelf, is_draft, is_due},
};
use crate::{
    i18n::{t, t_with},
    record::{delete, in_days, instant_text, live_record, may_delete, may_update, path_of, title_or_id},
    shell::set_title,
    ui::{
        Badge, Button, ButtonKind, EmptyState, Glyph, Icon, IconButton, Menu, MenuItem, Shortcut, When, badge::Tone,
        format, use_shortcut,
    },
};
use leptos::prelude::*;
use shared::{
    Id, Record, Value,
    entities::{Article, Product, Team, User},
    replica::Replica,
};
use std::sync::Arc;

/// Days until an article that was found to be right is looked at again.
const AGAIN: i32 = 180;

/// Whether the person may publish or withdraw an article, and write on it while everybody reads it.
fn keeps(shelf: Shelf, article: &Record) -> bool {
    let kept = |access| Article::is_kept_by(article, &access);
    may_update(shelf.replica, article) && shelf.replica.read(Replica::access).is_some_and(kept)
}

pub(super) fn may_write(shelf: Shelf, article: &Record) -> bool {
    keeps(shelf, article) || is_draft(article) && may_update(shelf.replica, article)
}

/// An article, or why it is not here.
pub(super) fn reader(shelf: Shelf, id: Id) -> AnyView {
    let article = live_record(shelf.replica, Article::ENTITY_NAME, move || Some(id));
    let here = Memo::new(move |_| article.with(Option::is_some));
    use_shortcut(Shortcut::new("e", t("knowledge-edit"), move || {
        if article.with_untracked(|article| article.as_ref().is_some_and(|article| may_write(shelf, article))) {
            shelf.edit(id);
        }
    }));
    use_shortcut(Shortcut::new("Escape", t("knowledge-back"), move || {
        // A menu that is open closes first.
        if document().query_selector("[popover=auto]:popover-open").is_ok_and(|open| open.is_none()) {
            shelf.close();
        }
    }));
    Effect::new(move || {
        if let Some(article) = article.get() {
            set_title(&shelf.replica.read(|rows| title_or_id(rows, &article)));
        }
    });
    on_cleanup(|| set_title(&t("nav-knowledge")));
    let shown = move || match here.get() {
        true => page(shelf, article),
        false if shelf.replica.loaded().get() => gone(shelf),
        false => ().into_any(),
    };
    view! { <div class="reader">{shown}</div> }.into_any()
}

/// Says that the article is not here.
pub(super) fn gone(shelf: Shelf) -> AnyView {
    view! {
        <EmptyState glyph=Glyph::Knowledge title=t("knowledge-gone") sentence=t("knowledge-gone-sentence")>
            <Button on_press=move || shelf.close()>{t("knowledge-back")}</Button>
        </EmptyState>
    }
    .into_any()
}

fn page(shelf: Shelf, article: Memo<Option<Arc<Record>>>) -> AnyView {
    let headings = RwSignal::new(Vec::new());
    let text = move || {
        article
            .with(|article| article.as_ref().and_then(|article| article.get(Article::BODY).map(str::to_owned)))
            .unwrap_or_default()
    };
    let body = Memo::new(move |_| text());
    let empty =
        move || body.with(String::is_empty).then(|| view! { <p class="reader__empty">{t("knowledge-no-text")}</p> });
    view! {
        <article class="reader__article" aria-labelledby="article-title">
            {move || article.get().map(|article| head(shelf, &article))}
            <div class="reader__columns">
                <div class="reader__body">{prose(body.into(), Some(headings))}{empty}{move || article.get().map(|article| foot(shelf, &article))}</div>
                <div class="reader__aside">{contents(headings)}</div>
            </div>
        </article>
    }
    .into_any()
}

fn head(shelf: Shelf, article: &Arc<Record>) -> AnyView {
    let title = shelf.replica.read(|rows| title_or_id(rows, article));
    let category = article.get(Article::CATEGORY);
    let shelf_name = move || category.map(|id| shelf.category_name(Some(id))).filter(|name| !name.is_empty());
    let draft = is_draft(article).then(|| view! { <Badge icon=Glyph::Edit>{t("article-status-draft")}</Badge> });
    view! {
        <header class="reader__head">
            <div class="reader__line">
                <IconButton glyph=Glyph::ArrowLeft label=t("knowledge-back") keys="Escape" on_press=move || shelf.close() />
                <span class="reader__shelf">{shelf_name}</span>
                <span class="reader__actions">{actions(shelf, article)}</span>
            </div>
            <h1 class="reader__title" id="article-title" tabindex="-1">{title}</h1>
            <p class="reader__meta">{draft}{readers(shelf, article)}{changed(shelf, article)}</p>
            {due(shelf, article)}
        </header>
    }
    .into_any()
}

/// Who may read it, where that is not everybody.
fn readers(shelf: Shelf, article: &Arc<Record>) -> Option<AnyView> {
    let roles = article
        .get(Article::ROLES)
        .unwrap_or_default()
        .iter()
        .map(|role| t(&format!("article-roles-{}", role.replace('_', "-"))));
    let teams = article
        .get(Article::TEAMS)
        .unwrap_or_default()
        .into_iter()
        .map(|team| shelf.replica.read(|rows| rows.title(Team::ENTITY_NAME, team)));
    let all: Vec<String> = roles.chain(teams).filter(|name| !name.is_empty()).collect();
    if all.is_empty() {
        return None;
    }
    let words = t_with("knowledge-readers", &[("who", all.join(", ").into())]);
    Some(view! { <span class="reader__readers"><Icon glyph=Glyph::Lock />{words}</span> }.into_any())
}

fn changed(shelf: Shelf, article: &Arc<Record>) -> AnyView {
    let stamp = *article.updated();
    shelf.replica.follow(&["user"]);
    let who = shelf.replica.read(|rows| rows.title(User::ENTITY_NAME, stamp.by));
    let who =
        if who.is_empty() { t("knowledge-changed") } else { t_with("knowledge-changed-by", &[("who", who.into())]) };
    view! { <span class="reader__changed">{who}" "<When at=instant_text(stamp.at) /></span> }.into_any()
}

/// The review that is due, and the way to say that all is still right.
fn due(shelf: Shelf, article: &Arc<Record>) -> Option<AnyView> {
    let day = article.value(Article::REVIEW_ON.id).as_text().filter(|_| is_due(article))?.to_owned();
    let (words, own) = (t_with("knowledge-due-since", &[("day", format::day(&day).into())]), article.clone());
    let again = move || {
        let op = shelf.replica.read(|rows| rows.patch(&own, [(Article::REVIEW_ON.id, Value::text(in_days(AGAIN)))]));
        shelf.replica.write(t("knowledge-reviewed"), vec![op]);
    };
    let still = may_update(shelf.replica, article)
        .then(|| view! { <Button icon=Glyph::Check on_press=again>{t("knowledge-still-right")}</Button> });
    Some(
        view! { <div class="reader__due"><Badge tone=Tone::Warning icon=Glyph::Clock>{words}</Badge>{still}</div> }
            .into_any(),
    )
}

fn actions(shelf: Shelf, article: &Arc<Record>) -> AnyView {
    let (id, draft) = (article.id, is_draft(article));
    let (may_keep, may_write) = (keeps(shelf, article), may_write(shelf, article));
    let may_go = may_delete(shelf.replica, article);
    let own = StoredValue::new(article.clone());
    let publish = move || {
        let (status, said) =
            if draft { ("published", "knowledge-published") } else { ("draft", "knowledge-withdrawn") };
        let (op, title) = own.with_value(|article| {
            shelf.replica.read(|rows| {
                (rows.patch(article, [(Article::STATUS.id, Value::text(status))]), title_or_id(rows, article))
            })
        });
        shelf.replica.write(t_with(said, &[("what", title.into())]), vec![op]);
    };
    let remove = move || {
        delete(shelf.replica, &Article::ENTITY_NAME.into(), &[id]);
        shelf.close();
    };
    let publish_words = t(if draft { "knowledge-publish" } else { "knowledge-withdraw" });
    let items = Signal::derive(move || {
        let change = may_keep
            .then(|| MenuItem::new(publish_words.clone(), publish).icon(if draft { Glyph::Eye } else { Glyph::Edit }));
        let go = may_go.then(|| MenuItem::new(t("knowledge-delete"), remove).icon(Glyph::Trash).danger().rule_above());
        change.into_iter().chain(go).collect::<Vec<_>>()
    });
    let edit = may_write.then(
        || view! { <Button icon=Glyph::Edit keys="e" on_press=move || shelf.edit(id)>{t("knowledge-edit")}</Button> },
    );
    let more = (may_keep || may_go).then(
        || view! { <Menu label=t("knowledge-more") icon=Glyph::More icon_only=true kind=ButtonKind::Quiet items /> },
    );
    view! { {edit}{more} }.into_any()
}

/// The products that it is about, and the words to find it by.
fn foot(shelf: Shelf, article: &Arc<Record>) -> Option<AnyView> {
    shelf.replica.follow(&["product"]);
    let products: Vec<(String, String)> = shelf.replica.read(|rows| {
        let ids = article.get(Article::PRODUCTS).unwrap_or_default().into_iter();
        ids.filter_map(|id| {
            Some((path_of(rows, Product::ENTITY_NAME, &id.to_string())?, rows.title(Product::ENTITY_NAME, id)))
        })
        .collect()
    });
    let chip = |(href, name): (String, String)| view! { <li><a class="reader__product" href=href><Icon glyph=Glyph::Product />{name}</a></li> };
    (!products.is_empty()).then(|| {
        view! {
            <section class="reader__related" aria-labelledby="article-products">
                <h2 class="reader__related-title" id="article-products">{t("knowledge-products")}</h2>
                <ul class="reader__products">{products.into_iter().map(chip).collect_view()}</ul>
            </section>
        }
        .into_any()
    })
}
