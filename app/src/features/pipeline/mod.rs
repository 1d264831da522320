//! The pipeline: deals by stage, on a board or in a list.

#![allow(
    clippy::large_types_passed_by_value,
    reason = "a desk is a handful of handles, cheap beside the element it is copied for"
)]

mod board;
mod card;
mod column;
mod desk;
mod filters;
mod listed;
mod moving;
mod window;
mod wish;

use self::{
    column::column,
    desk::{Desk, Emptiness, keep_focus, use_desk},
    filters::filters,
    moving::why_lost,
    window::use_room,
};
use super::address::use_address;
use crate::{
    chunks::{self, chunk},
    i18n::t,
    record::{RecordList, RecordView, entity_def, may_import},
    services::Phase,
    shell::mark_ready,
    ui::{
        Button, ButtonKind, DragNews, EmptyState, Glyph, LinkButton, PageHeader, Shortcut, SidePanel, SplitPane,
        dom::use_keys_from_nowhere, use_shortcut,
    },
};
use leptos::prelude::*;
use shared::entities::Opportunity;

/// The page `/pipeline?filter=…&sort=…&view=…&open=…`.
#[component]
pub fn Page() -> impl IntoView {
    let desk = use_desk(use_address());
    use_shortcut(Shortcut::new("n", t("pipeline-new"), move || desk.add_first()));
    use_shortcut(Shortcut::new("Escape", t("pipeline-close-deal"), move || desk.escape()));
    let as_list = Memo::new(move |_| desk.as_list());
    Effect::new(move || {
        if desk.replica.phase().get() == Phase::Ready {
            mark_ready();
        }
    });
    let board = move || {
        let shown = move || match desk.emptiness.get() {
            Some(Emptiness::Stages) => no_stages(desk),
            Some(Emptiness::Deals) => no_deals(desk),
            None => board_view(desk),
        };
        view! { <div class="pipeline">{shown}</div> }.into_any()
    };
    let detail = move || peek(desk);
    let open = Signal::derive(move || desk.open.get().is_some());
    let shown = move || {
        if as_list.get() {
            chunks::page(move || as_records(desk))
        } else {
            // Above both, so that they stay as they are when a deal opens.
            view! { {head(desk)}{filters(desk)}<SplitPane open memory="pipeline" list=board detail /> }.into_any()
        }
    };
    view! { <div class="pipeline-page">{shown}</div> }.into_any()
}

chunk!(
    records: /// The same deals as a list.
    fn as_records(desk: Desk) -> AnyView {
        let def = entity_def(desk.replica, Opportunity::ENTITY_NAME);
        let around = listed::around(desk);
        def.map(|def| view! { <RecordList def around actions=move || filters::layout(desk) /> }).into_any()
    }
);

fn head(desk: Desk) -> AnyView {
    let count = Signal::derive(move || Some(desk.board.with(board::Board::len)));
    let add = move || {
        let press = move || desk.add_first();
        desk.may_add.get().then(|| view! { <Button kind=ButtonKind::Primary icon=Glyph::Plus keys="n" on_press=press>{t("pipeline-new")}</Button> })
    };
    view! {
        <PageHeader title=t("nav-pipeline") count>
            {filters::layout(desk)}
            {add}
        </PageHeader>
    }
    .into_any()
}

fn board_view(desk: Desk) -> AnyView {
    let room = use_room();
    use_keys_from_nowhere(Signal::derive(move || desk.board.with(board::Board::len)), move || desk.begin());
    keep_focus(desk);
    let stages = move || {
        desk.stages.get().into_iter().enumerate().map(|(at, stage)| column(desk, room, at, &stage)).collect_view()
    };
    view! {
        <p class="visually-hidden" id="board-keys">{t("pipeline-keys")}</p>
        <div class="board-place">
            <div class="board" node_ref=room.frame>
                <div class="board__probe" aria-hidden="true" node_ref=room.probe></div>
                {stages}
            </div>
            {why_lost(desk)}
        </div>
        <DragNews drag=desk.drag />
    }
    .into_any()
}

/// The deal beside the board.
fn peek(desk: Desk) -> AnyView {
    let page = Signal::derive(move || desk.open.get().map(|id| format!("/opportunities/{id}")));
    view! {
        <SidePanel title=t("entity-opportunity") page on_close=move || desk.close()>
            {chunks::page(move || deal(desk))}
        </SidePanel>
    }
    .into_any()
}

chunk!(
    records: /// All about the deal beside the board.
    fn deal(desk: Desk) -> AnyView {
        view! { <RecordView entity=Opportunity::ENTITY_NAME id=desk.open peek=true on_gone=move || desk.close() /> }
            .into_any()
    }
);

/// Before the first import or sync there are no stages.
fn no_stages(desk: Desk) -> AnyView {
    begin(desk, "pipeline-none", "pipeline-none-sentence", "pipeline-none-import", ().into_any())
}

/// The first thing that a new workspace shows: how to begin.
fn no_deals(desk: Desk) -> AnyView {
    let add = move || {
        let press = move || desk.add_first();
        desk.may_add.get().then(|| view! { <Button icon=Glyph::Plus on_press=press>{t("pipeline-new")}</Button> })
    };
    begin(desk, "pipeline-first", "pipeline-first-sentence", "pipeline-first-import", add.into_any())
}

/// What belongs here, and the first step of whoever may take it.
fn begin(desk: Desk, title: &str, sentence: &'static str, import: &'static str, more: AnyView) -> AnyView {
    let may = may_import(desk.replica);
    let sentence = Signal::derive(move || t(if may.get() { sentence } else { "pipeline-first-reader" }));
    let import = move || {
        may.get().then(|| view! { <LinkButton href="/import" kind=ButtonKind::Primary icon=Glyph::Import>{t(import)}</LinkButton> })
    };
    view! { <EmptyState glyph=Glyph::Pipeline title=t(title) sentence>{import}{more}</EmptyState> }.into_any()
}
