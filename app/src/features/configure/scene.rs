//! The product as it looks, above the list; only where its model has a body.

use super::desk::{Desk, option_words};
use crate::{
    i18n::{t, t_with},
    services::{Stage, save_bytes},
    ui::{Button, Glyph, Icon, IconButton},
};
use leptos::{html::Canvas, prelude::*, task::spawn_local};
use protocol::{Draw, product::Choices};
use std::rc::Rc;

/// One press of a button, nearer.
const NEARER: f64 = 0.8;
/// Pixels of a saved picture: the shape of a sheet across.
const PICTURE: (u32, u32) = (1600, 1000);

/// The sides by eighths of a turn, the front first.
const SIDES: [&str; 8] = [
    "configure-side-front",
    "configure-side-front-right",
    "configure-side-right",
    "configure-side-back-right",
    "configure-side-back",
    "configure-side-back-left",
    "configure-side-left",
    "configure-side-front-left",
];

/// What the canvas is doing.
#[derive(Clone)]
enum State {
    Loading,
    Shown(Rc<Stage>),
    Missing,
}

/// Handles only.
#[derive(Clone, Copy)]
struct Scene {
    desk: Desk,
    state: RwSignal<State, LocalStorage>,
    /// What is to be shown, once the workshop has drawn it.
    figure: RwSignal<Option<String>>,
    /// Whether somebody waits for a fine picture although no graphics card draws it.
    patient: RwSignal<bool>,
    /// The side that is seen, and from how many degrees above.
    view: RwSignal<Option<(u32, f64)>>,
}

pub(super) fn scene(desk: Desk) -> Option<AnyView> {
    desk.model.with_value(|model| model.seen.is_some()).then_some(())?;
    let (open, patient) = (RwSignal::new(true), RwSignal::new(false));
    let figure = drawn(desk);
    let shown = move || {
        if !open.get() {
            let again = move |()| open.set(true);
            return view! { <Button icon=Glyph::Eye on_press=again>{t("configure-figure-show")}</Button> }.into_any();
        }
        // A canvas is drawn in one way for all its life, so another way takes another element, which only a key gives.
        let fresh = move |_| {
            let state = RwSignal::new_local(State::Loading);
            canvas(Scene { desk, state, figure, patient, view: RwSignal::new(None) }, open)
        };
        view! { <For each=move || [patient.get()] key=|patient| *patient children=fresh /> }.into_any()
    };
    Some(
        view! {
            <section class="scene" class:scene--closed=move || !open.get() aria-label=t("configure-figure")>
                {shown}
            </section>
        }
        .into_any(),
    )
}

/// The figure of the cheapest product that the choices leave; the one before while there is none.
fn drawn(desk: Desk) -> RwSignal<Option<String>> {
    let figure = RwSignal::new(None);
    let options = Memo::new(move |before: Option<&Option<Choices>>| {
        let cheapest =
            |clicked: &protocol::Clicked| clicked.answer.cheapest.as_ref().map(|built| built.options.clone());
        let now = desk.clicked.with(|clicked| clicked.as_deref().and_then(cheapest));
        now.or_else(|| before.cloned().flatten())
    });
    Effect::new(move || {
        let Some(wanted) = options.get() else { return };
        let model = desk.model.with_value(|model| model.hash.clone());
        spawn_local(async move {
            let answer = desk.workshop.ask(Draw { model, options: wanted.clone() }).await;
            // Where the workshop has ended the click says so, and asking it again draws again.
            if let Ok(drawn) = answer
                && options.try_get_untracked().flatten() == Some(wanted)
            {
                figure.set(Some(drawn.figure));
            }
        });
    });
    figure
}

fn canvas(scene: Scene, open: RwSignal<bool>) -> AnyView {
    let element = NodeRef::<Canvas>::new();
    Effect::new(move || {
        if element.get().is_some() {
            load(scene, element);
        }
    });
    Effect::new(move || {
        if let (State::Shown(stage), Some(figure)) = (scene.state.get(), scene.figure.get()) {
            stage.show(&figure);
        }
    });
    let name = scene.desk.model.with_value(|model| model.name.clone());
    let label = t_with("configure-figure-of", &[("what", name.into())]);
    let plain = move || {
        let plain = scene.state.with(|state| matches!(state, State::Shown(stage) if !stage.is_solid()));
        let finer = move |()| scene.patient.set(true);
        let offered = !scene.patient.get_untracked();
        plain.then(|| {
            view! {
                <div class="scene__plain">
                    <p>{t("configure-figure-plain")}</p>
                    {offered.then(|| view! { <Button on_press=finer>{t("configure-figure-finer")}</Button> })}
                </div>
            }
        })
    };
    view! {
        <canvas
            node_ref=element
            class="scene__canvas"
            tabindex="0"
            role="application"
            aria-roledescription=t("configure-figure")
            aria-label=label
            aria-describedby="stage-view stage-seen stage-keys"
        ></canvas>
        <p class="visually-hidden" id="stage-view" aria-live="polite">{move || scene.view.get().map(view_words)}</p>
        <p class="visually-hidden" id="stage-seen">{move || shown_options(scene.desk).join(", ")}</p>
        <p class="visually-hidden" id="stage-keys">{t("configure-figure-keys")}</p>
        {plain}
        {move || missing(scene, element)}
        {tools(scene, open)}
    }
    .into_any()
}

/// Loads the stage for a canvas, unless the canvas is gone by then.
fn load(scene: Scene, element: NodeRef<Canvas>) {
    scene.state.set(State::Loading);
    spawn_local(async move {
        let Some(canvas) = element.get_untracked() else { return };
        // Whoever is gone is not told.
        let told = move |side, above| {
            let _ = scene.view.try_set(Some((side, above)));
        };
        let state = Stage::open(&canvas, scene.patient.get_untracked(), told)
            .await
            .map_or(State::Missing, |stage| State::Shown(Rc::new(stage)));
        drop(scene.state.try_set(state));
    });
}

fn missing(scene: Scene, element: NodeRef<Canvas>) -> Option<AnyView> {
    let again = move |()| load(scene, element);
    scene.state.with(|state| matches!(state, State::Missing)).then(|| {
        view! {
            <div class="scene__missing" role="status">
                <Icon glyph=Glyph::CloudOff />
                <p>{t("problem-workshop-missing")}</p>
                <Button on_press=again>{t("configure-again")}</Button>
            </div>
        }
        .into_any()
    })
}

fn tools(scene: Scene, open: RwSignal<bool>) -> AnyView {
    let stage = move || {
        scene.state.with_untracked(|state| if let State::Shown(stage) = state { Some(stage.clone()) } else { None })
    };
    let act = move |act: fn(&Stage)| {
        move |()| {
            if let Some(stage) = stage() {
                act(&stage);
            }
        }
    };
    let waits = Signal::derive(move || {
        scene.figure.with(Option::is_none) || !scene.state.with(|s| matches!(s, State::Shown(_)))
    });
    let save = move |()| {
        let name = scene.desk.model.with_value(|model| format!("{}.png", model.id));
        let Some(stage) = stage() else { return };
        spawn_local(async move {
            if let Some(bytes) = stage.still(PICTURE.0, PICTURE.1).await {
                save_bytes(&name, "image/png", &bytes);
            }
        });
    };
    view! {
        <div class="scene__tools">
            <IconButton glyph=Glyph::Plus label=t("configure-figure-nearer") disabled=waits on_press=act(|stage| stage.zoom(NEARER)) />
            <IconButton glyph=Glyph::Minus label=t("configure-figure-farther") disabled=waits on_press=act(|stage| stage.zoom(1.0 / NEARER)) />
            <IconButton glyph=Glyph::Undo label=t("configure-figure-reset") disabled=waits on_press=act(Stage::reset) />
            <IconButton glyph=Glyph::Export label=t("configure-figure-save") disabled=waits on_press=save />
            <IconButton glyph=Glyph::ChevronUp label=t("configure-figure-hide") on_press=move |()| open.set(false) />
        </div>
    }
    .into_any()
}

/// From where it is seen, in words.
fn view_words((side, above): (u32, f64)) -> String {
    let side = SIDES.get(usize::try_from(side).unwrap_or_default()).copied().unwrap_or("configure-side-front");
    let height = match above {
        above if above > 60.0 => "configure-above",
        above if above > 8.0 => "configure-slightly-above",
        _ => "configure-level",
    };
    t_with("configure-figure-seen", &[("side", t(side).into()), ("height", t(height).into())])
}

/// The attributes that the figure shows, each with what it has.
fn shown_options(desk: Desk) -> Vec<String> {
    let clicked = desk.clicked.get();
    let built = clicked.as_deref().and_then(|clicked| clicked.answer.cheapest.as_ref());
    let words = |built: &protocol::product::Built| {
        desk.model.with_value(|model| {
            let is_seen = |id: &String| model.seen.as_ref().is_some_and(|seen| seen.contains(id));
            let all = model.attributes.iter().filter(|attribute| is_seen(&attribute.id));
            let said = all.filter_map(|attribute| {
                let option =
                    attribute.options.iter().find(|known| Some(&known.id) == built.options.get(&attribute.id))?;
                option.present.then(|| format!("{}: {}", attribute.name, option_words(attribute, option)))
            });
            said.collect()
        })
    };
    built.map(words).unwrap_or_default()
}
