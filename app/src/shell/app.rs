//! The whole app.

use super::{
    Appearance, Shell, banners::Banners, context::use_shell, rail::Rail, routes::Pages, screens, top_bar::TopBar,
};
use crate::{
    chunks::{self, on_demand},
    features::{self, Gate},
    i18n::t,
    record::{provide_forms, use_forms},
    services::{FirstScreen, ReplicaHandle, provide_search, provide_workshop, use_replica},
    ui::{ToastHost, TooltipHost, dom::html, format, provide_shortcuts, provide_toasts, use_toasts},
};
use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    components::Router,
    hooks::{use_location, use_navigate},
};
use shared::rules::Hidden;

/// Frames for which a page that has to be loaded is waited for, before the focus is left alone: some ten seconds.
const LONGEST_WAIT: u32 = 600;

/// The app: services first, then the frame.
#[component]
pub fn App() -> impl IntoView {
    format::follow_midnight();
    provide_toasts();
    provide_forms();
    provide_shortcuts();
    provide_context(Shell::new());
    Appearance::provide();
    provide_context(ReplicaHandle::new(use_toasts()));
    provide_search();
    provide_workshop();
    use_replica().start(first_screen(&location_pathname().unwrap_or_default()));
    view! {
        <Router>
            <Frame />
        </Router>
        <ToastHost />
        <TooltipHost />
    }
    .into_any()
}

/// What the page asked for shows first; the rest of the replica may follow.
fn first_screen(path: &str) -> FirstScreen {
    let query = window().location().search().unwrap_or_default();
    let value = |name: &str| query.trim_start_matches('?').split('&').find_map(|part| part.strip_prefix(name));
    let lists_all = matches!(path, "/accounts" | "/contacts" | "/products") && value("filter=").is_none();
    let order = lists_all.then(|| value("sort=").unwrap_or_default().to_owned());
    FirstScreen { entities: first_entities(path), order }
}

fn first_entities(path: &str) -> &'static [&'static str] {
    match path.split('/').nth(1) {
        Some("" | "pipeline") => &["user", "role", "team", "pipeline", "stage", "account", "opportunity"],
        Some("accounts") => &["user", "role", "team", "account"],
        Some("leads") => &["user", "role", "team", "product", "lead"],
        Some("contacts") => &["user", "role", "team", "account", "contact"],
        Some("knowledge") => &["user", "role", "article_category", "article"],
        Some("products") => {
            &["user", "role", "product", "product_family", "specification", "product_relation", "product_model"]
        }
        Some("quotes" | "orders") => &[
            "user",
            "role",
            "account",
            "contact",
            "product",
            "price_book",
            "price",
            "quote",
            "quote_line",
            "order",
            "order_line",
        ],
        Some("activities" | "tasks") => &["user", "role", "account", "contact", "opportunity", "task", "activity"],
        _ => &["user", "role", "team"],
    }
}

/// Some pages stand alone; all others stand in the frame, behind the gate.
#[component]
fn Frame() -> impl IntoView {
    let path = use_location().pathname;
    let alone = Memo::new(move |_| path.with(|p| p == "/settings/gallery"));
    move || if alone.get() { chunks::page(screens::gallery) } else { view! { <Gate><Framed /></Gate> }.into_any() }
}

#[component]
fn Framed() -> impl IntoView {
    let (shell, path) = (use_shell(), use_location().pathname);
    let bare = Memo::new(move |_| path.with(|p| p == "/sign-in"));
    let forms = use_forms();
    super::commands::provide_shortcuts_of_frame();
    features::quotes::make_at_once();
    features::search::remember_records();
    leave_sign_in(bare);
    let rights = count_changes_of_rights();
    focus_heading_of_each_page(path);
    view! {
        <div class="shell" class:shell--folded=shell.folded class:shell--bare=bare>
            <Show when=move || !bare.get()>
                <a class="shell__skip" href="#content" on:click=skip>{t("shell-skip")}</a>
                <Rail />
                <TopBar />
            </Show>
            <div class="shell__content">
                <Banners />
                {move || {
                    rights.track();
                    page(bare.get())
                }}
            </div>
        </div>
        {on_demand(shell.palette.into(), screens::palette, move || shell.palette.set(false))}
        {on_demand(shell.keys.into(), screens::keys_help, move || shell.keys.set(false))}
        {on_demand(forms.wanted(), screens::create_host, move || forms.forget())}
    }
    .into_any()
}

/// Who is signed in has nothing to do at the sign-in page.
fn leave_sign_in(there: Memo<bool>) {
    let (signed_out, navigate) = (use_replica().signed_out(), StoredValue::new_local(use_navigate()));
    Effect::new(move || {
        if there.get() && !signed_out.get() {
            let options = NavigateOptions { replace: true, ..NavigateOptions::default() };
            navigate.with_value(|navigate| navigate("/pipeline", options));
        }
    });
}

/// So often has it changed which fields the person may read. A page is made anew then: what it shows of fields follows
/// from the schema as it was when it was made.
fn count_changes_of_rights() -> RwSignal<u32> {
    let (count, replica) = (RwSignal::new(0), use_replica());
    let hidden = replica.live(&[], |replica| replica.meta().identity.as_ref().map(|known| known.hidden.clone()));
    Effect::new(move |before: Option<Option<Hidden>>| {
        let (before, now) = (before.flatten(), hidden.get());
        if before.is_some() && before != now {
            count.update(|count| *count += 1);
        }
        now
    });
    count
}

/// The page in its landmark; a page that stands alone brings its own.
fn page(bare: bool) -> AnyView {
    if bare {
        return view! { <Pages /> }.into_any();
    }
    view! { <main class="page" id="content" tabindex="-1"><Pages /></main> }.into_any()
}

fn skip(ev: leptos::ev::MouseEvent) {
    ev.prevent_default();
    ev.stop_propagation();
    if let Some(content) = document().get_element_by_id("content").and_then(html) {
        let _ = content.focus();
    }
}

/// After a change of page the focus stands on its heading, so that a screen reader says where one is
/// and the next Tab goes on from there. A record opened beside its list is not a change of page.
fn focus_heading_of_each_page(path: Memo<String>) {
    let page = Memo::new(move |_| path.with(|p| p.split('/').nth(1).unwrap_or_default().to_owned()));
    Effect::new(move |before: Option<String>| {
        let now = page.get();
        if before.is_some_and(|before| before != now) {
            request_animation_frame(|| focus_heading_when_here(LONGEST_WAIT));
        }
        now
    });
}

/// The page may have to be loaded first.
fn focus_heading_when_here(frames: u32) {
    let coming = document().query_selector("main [data-coming]").ok().flatten().is_some();
    if coming && frames > 0 {
        request_animation_frame(move || focus_heading_when_here(frames - 1));
    } else {
        request_animation_frame(focus_heading);
    }
}

fn focus_heading() {
    let found = document().query_selector("main h1").ok().flatten().and_then(html);
    if let Some(heading) = found {
        if !heading.has_attribute("tabindex") {
            let _ = heading.set_attribute("tabindex", "-1");
        }
        crate::ui::dom::focus_quietly(&heading);
    }
}
