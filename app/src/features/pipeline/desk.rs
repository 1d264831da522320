//! What the parts of the pipeline share.

use super::{
    board::{self, Board, Stage},
    wish::{LINKS, Wish},
};
use crate::{
    features::address::Address,
    i18n::t,
    record::{
        Forms, NewRecord, live, may_create,
        timeline::{next_steps, plans},
        use_forms,
    },
    services::{Phase, ReplicaHandle, Timer, today, use_replica},
    ui::{Choice, Drag, dom::html, use_drag},
};
use leptos::{ev, prelude::*};
use shared::{Id, entities::Opportunity};
use std::collections::HashMap;

/// A deal that has been lost and whose reason may be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Lost {
    pub deal: Id,
    pub name: String,
}

/// What a workspace lacks for a board.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Emptiness {
    /// There is nothing to show deals in.
    Stages,
    /// There are no deals at all: somebody begins.
    Deals,
}

/// Handles only, so that it can be copied into closures.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    pub replica: ReplicaHandle,
    pub address: Address,
    pub wish: Memo<Wish>,
    pub stages: Memo<Vec<Stage>>,
    pub board: Memo<Board>,
    /// What is planned next with whom, in words.
    pub next_steps: Memo<HashMap<Id, String>>,
    pub drag: Drag,
    /// What is missing before there is a board to show.
    pub emptiness: Memo<Option<Emptiness>>,
    /// The deal shown beside the board.
    pub open: Memo<Option<Id>>,
    /// The card that Tab leads to.
    pub active: RwSignal<Option<Id>>,
    /// A card that is to take the focus as soon as it is where it belongs.
    pub aim: RwSignal<Option<Id>>,
    /// The deal whose panel is to take the focus as soon as it is there, unless it is closed before.
    entering: RwSignal<Option<Id>>,
    pub hovered: RwSignal<Option<Id>>,
    /// The card that has just been put down.
    pub landed: RwSignal<Option<Id>>,
    pub lost: RwSignal<Option<Lost>>,
    /// Whether this person may make deals.
    pub may_add: Memo<bool>,
    forms: Forms,
}

/// The board and the plain list, as they stand in the address as `view`.
pub(super) const BOARD_VIEW: &str = "board";
pub(super) const LIST_VIEW: &str = "list";

/// The entities that the board is made of.
const BOARD: &[&str] = &["opportunity", "team", "user"];

pub(super) fn use_desk(address: Address) -> Desk {
    let replica = use_replica();
    let wish = Memo::new(move |_| address.query().with(Wish::read));
    let stages = shown_stages(replica, wish);
    let board = Memo::new(move |_| {
        replica.follow(BOARD);
        let timer = Timer::start("query.run");
        let found = stages.with(|stages| wish.with(|wish| replica.read(|rows| board::board(rows, stages, wish))));
        timer.stop();
        found
    });
    let zones =
        Signal::derive(move || stages.with(|all| real(all).map(|s| Choice::new(&s.key, &s.name)).collect::<Vec<_>>()));
    let (landed, aim, lost) = (RwSignal::new(None), RwSignal::new(None), RwSignal::new(None));
    let drag = use_drag(zones, move |dropped| {
        let deal = dropped.what.item.parse::<Id>().ok();
        let stage = stages.with_untracked(|all| all.iter().find(|stage| stage.key == dropped.to).cloned());
        if let (Some(deal), Some(stage)) = (deal, stage) {
            super::moving::Move { replica, landed, aim, lost, focus: dropped.what.by_keyboard }.run(deal, &stage);
        }
    });
    let open = Memo::new(move |_| address.get("open").and_then(|id| id.parse().ok()));
    Desk {
        replica,
        address,
        wish,
        stages,
        board,
        next_steps: live(replica, plans(), next_steps),
        drag,
        emptiness: emptiness(replica, stages),
        open,
        active: RwSignal::new(None),
        aim,
        entering: RwSignal::new(None),
        hovered: RwSignal::new(None),
        landed,
        lost,
        may_add: may_create(replica, Opportunity::ENTITY_NAME),
        forms: use_forms(),
    }
}

/// The stages of the pipeline that is wished for; before them a column for deals without one, while there are any.
fn shown_stages(replica: ReplicaHandle, wish: Memo<Wish>) -> Memo<Vec<Stage>> {
    let pipeline = Memo::new(move |_| wish.with(|wish| wish.pipeline));
    let known = Memo::new(move |_| {
        replica.follow(&["pipeline", "stage"]);
        replica.read(|rows| board::stages(rows, pipeline.get()))
    });
    let shown = move || known.with(|all| all.first().and_then(|stage| stage.pipeline));
    let some_without = Memo::new(move |_| {
        replica.follow(&["opportunity", "pipeline", "stage"]);
        replica.read(|rows| board::some_without_stage(rows, shown()))
    });
    Memo::new(move |_| {
        let mut all = known.get();
        if !all.is_empty() && some_without.get() {
            all.insert(0, Stage::none(shown(), t("pipeline-no-stage")));
        }
        all
    })
}

/// Stages to which a deal can be moved.
fn real(stages: &[Stage]) -> impl Iterator<Item = &Stage> {
    stages.iter().filter(|stage| !stage.is_none())
}

fn emptiness(replica: ReplicaHandle, stages: Memo<Vec<Stage>>) -> Memo<Option<Emptiness>> {
    Memo::new(move |_| {
        replica.follow(BOARD);
        let known = replica.phase().get() == Phase::Ready && replica.loaded().get();
        let no_deals = || replica.read(|rows| rows.rows(Opportunity::ENTITY_NAME).is_empty());
        if stages.with(Vec::is_empty) {
            return Some(Emptiness::Stages);
        }
        (known && no_deals()).then_some(Emptiness::Deals)
    })
}

impl Desk {
    /// Moves a deal by a menu: it keeps the focus.
    pub(super) fn move_to(self, deal: Id, stage: &Stage) {
        let Self { replica, landed, aim, lost, .. } = self;
        super::moving::Move { replica, landed, aim, lost, focus: true }.run(deal, stage);
    }

    /// Whether the deals are shown as a list: plainly, or by a saved view of it.
    pub(super) fn as_list(self) -> bool {
        self.address.get("view").is_some_and(|view| view != BOARD_VIEW)
    }

    /// Opens the form for a new deal in the first stage.
    pub(super) fn add_first(self) {
        if self.may_add.get_untracked() {
            self.stages.with_untracked(|stages| real(stages).take(1).for_each(|stage| self.add(stage)));
        }
    }

    /// Opens the form for a new deal in a stage, with what the filters already say.
    pub(super) fn add(self, stage: &Stage) {
        let new = NewRecord::of("opportunity").stay().with("stage", stage.id).with("opened_on", today());
        let new = stage.pipeline.iter().fold(new, |new, pipeline| new.with("pipeline", *pipeline));
        let new = stage.probability.iter().fold(new, |new, chance| new.with("probability", *chance));
        let known = self.wish.with_untracked(|wish| LINKS.map(|field| (field, wish.link(field))));
        let known = known.into_iter().filter_map(|(field, id)| Some((field, id?)));
        self.forms.create(known.fold(new, |new, (field, id)| new.with(field, id)));
    }

    /// Shows a deal beside the board.
    pub(super) fn open(self, deal: Id) {
        self.active.set(Some(deal));
        self.address.set(&[("open", Some(deal.to_string()))]);
    }

    /// Closes the deal beside the board; its card takes the focus again.
    pub(super) fn close(self) {
        let deal = self.open.get_untracked();
        self.entering.set(None);
        self.address.set(&[("open", None)]);
        self.aim.set(deal);
    }

    /// Gives the focus to the card that had it last, or to the first.
    pub(super) fn begin(self) {
        let last =
            self.active.get_untracked().filter(|deal| self.board.with_untracked(|board| board.find(*deal).is_some()));
        self.aim.set(last.or_else(|| self.deal_at(0, 0)).or_else(|| self.beside(0, 0, 1)));
    }

    /// Escape closes the deal beside the board, unless something nearer has to close first.
    pub(super) fn escape(self) {
        let nearer = document().query_selector("[popover=auto]:popover-open").is_ok_and(|open| open.is_some());
        let carrying = self.drag.carried().with_untracked(Option::is_some);
        if self.open.get_untracked().is_some() && !self.as_list() && !nearer && !carrying {
            self.close();
        }
    }

    /// A key on a card that carrying did not claim.
    pub(super) fn key(self, ev: &ev::KeyboardEvent, deal: Id, page: usize) {
        if ev.ctrl_key() || ev.meta_key() || ev.alt_key() {
            return;
        }
        let Some((at, place)) = self.board.with_untracked(|board| board.find(deal)) else { return };
        let to = match ev.key().as_str() {
            "ArrowDown" | "j" => self.deal_at(at, place + 1),
            "ArrowUp" | "k" => self.deal_at(at, place.saturating_sub(1)),
            "PageDown" => self.deal_at(at, place + page),
            "PageUp" => self.deal_at(at, place.saturating_sub(page)),
            "Home" => self.deal_at(at, 0),
            "End" => self.deal_at(at, usize::MAX),
            "ArrowRight" | "l" => self.beside(at, place, 1),
            "ArrowLeft" | "h" => self.beside(at, place, -1),
            "Enter" => {
                self.open(deal);
                self.enter(deal);
                None
            }
            _ => return,
        };
        ev.prevent_default();
        if to.is_some() {
            self.aim.set(to);
        }
    }

    /// Gives the focus to the record beside the board, for those who opened it by key.
    fn enter(self, deal: Id) {
        self.entering.set(Some(deal));
        let focus = move || {
            let panel = document().query_selector(".side-panel").ok().flatten().and_then(html);
            if let Some(panel) = panel.filter(|_| self.entering.try_get_untracked().flatten() == Some(deal)) {
                let _ = panel.set_attribute("tabindex", "-1");
                crate::ui::dom::focus_quietly(&panel);
            }
        };
        request_animation_frame(move || request_animation_frame(focus));
    }

    /// The deal at this place of a stage, or its last one.
    fn deal_at(self, at: usize, place: usize) -> Option<Id> {
        self.board.with_untracked(|board| {
            let deals = &board.columns.get(at)?.deals;
            deals.get(place).or_else(|| deals.last()).map(|deal| deal.id)
        })
    }

    /// The deal beside one, in the next stage that has any.
    fn beside(self, at: usize, place: usize, step: isize) -> Option<Id> {
        let stages = self.board.with_untracked(|board| board.columns.len());
        let mut next = at.checked_add_signed(step);
        while let Some(at) = next.filter(|at| *at < stages) {
            if let Some(deal) = self.deal_at(at, place) {
                return Some(deal);
            }
            next = at.checked_add_signed(step);
        }
        None
    }
}

/// A card that had the focus keeps it in another stage, also where undo or somebody else moves it: its element is made anew
/// there, and the focus would be nowhere.
pub(super) fn keep_focus(desk: Desk) {
    let active = Memo::new(move |_| {
        let deal = desk.active.get()?;
        Some((deal, desk.board.with(|board| board.find(deal))?.0))
    });
    Effect::new(move |before: Option<Option<(Id, usize)>>| {
        let now = active.get();
        if let (Some(Some((was, from))), Some((deal, at))) = (before, now)
            && was == deal
            && from != at
        {
            request_animation_frame(move || {
                let nowhere = document().active_element().is_none_or(|element| element.tag_name() == "BODY");
                if nowhere {
                    desk.aim.try_set(Some(deal));
                }
            });
        }
        now
    });
}

/// The id of a card's element.
pub(super) fn card_id(deal: Id) -> String {
    format!("deal-{deal}")
}

/// Frames within which a card comes into the page that was out of sight: its column is laid out and measured first.
const PATIENCE: u8 = 20;

/// Gives the focus to a card as soon as it is in the page.
pub(super) fn focus_card(deal: Id) {
    focus_card_within(deal, PATIENCE);
}

fn focus_card_within(deal: Id, frames: u8) {
    request_animation_frame(move || match document().get_element_by_id(&card_id(deal)).and_then(html) {
        Some(card) => crate::ui::dom::focus_quietly(&card),
        None if frames > 0 => focus_card_within(deal, frames - 1),
        None => {}
    });
}
