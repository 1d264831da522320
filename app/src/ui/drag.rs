//! Carrying something from one place to another: by mouse, by touch, by keyboard.
//!
//! A zone is any element with `data-drop-zone="id"`. A mouse carries after a few pixels; a finger after a long
//! press, so that a swipe still scrolls; the keyboard picks up with Space or `m`, chooses a zone with the arrows,
//! drops with Enter or Space and lets go with Escape.

use super::{
    Choice,
    dom::{html, is_control, px, set_css},
    menu::wrap,
};
use crate::i18n::t_with;
use leptos::{ev, leptos_dom::helpers::TimeoutHandle, prelude::*};
use std::time::Duration;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{Element, HtmlElement};

/// How far a mouse moves before it carries, in CSS pixels.
const SLACK: f64 = 5.0;
/// How far a finger may tremble during a long press, in CSS pixels.
const TREMBLE: f64 = 10.0;
/// How long a finger rests before it carries.
const LONG_PRESS: Duration = Duration::from_millis(300);
/// How near to an edge a scroller begins to scroll, and how fast, in CSS pixels.
const EDGE: f64 = 48.0;
const SPEED: f64 = 14.0;

/// The class of the body while a pointer carries.
const HOLDS: &str = "drag-holds";

/// What is carried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// The item's identity.
    pub item: String,
    /// The zone it comes from.
    pub from: String,
    /// The item's name, for announcements.
    pub name: String,
    /// Whether the keyboard carries it.
    pub by_keyboard: bool,
}

/// What was put down, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    /// What.
    pub what: Carried,
    /// The zone it was put into; never the one it came from.
    pub to: String,
}

/// A press that may become a carrying.
struct Press {
    what: Carried,
    source: HtmlElement,
    touch: bool,
    x: f64,
    y: f64,
    timer: Option<TimeoutHandle>,
    listeners: Vec<WindowListenerHandle>,
    ghost: Option<Ghost>,
}

/// The picture of the item under the pointer.
struct Ghost {
    element: HtmlElement,
    dx: f64,
    dy: f64,
}

/// Carrying between zones. Handles only, so that it can be copied into closures.
#[derive(Clone, Copy)]
pub struct Drag {
    carried: RwSignal<Option<Carried>>,
    over: RwSignal<Option<String>>,
    news: RwSignal<String>,
    zones: Signal<Vec<Choice>>,
    on_drop: Callback<Dropped>,
    press: StoredValue<Option<Press>, LocalStorage>,
    pointer: StoredValue<(f64, f64)>,
}

/// Prepares carrying between `zones` (in the order in which the arrow keys go through them).
pub fn use_drag(zones: Signal<Vec<Choice>>, on_drop: impl Fn(Dropped) + Send + Sync + 'static) -> Drag {
    let drag = Drag {
        carried: RwSignal::new(None),
        over: RwSignal::new(None),
        news: RwSignal::new(String::new()),
        zones,
        on_drop: Callback::new(on_drop),
        press: StoredValue::new_local(None),
        pointer: StoredValue::new((0.0, 0.0)),
    };
    keep_touch_from_scrolling(drag.carried);
    on_cleanup(move || drag.finish(false));
    drag
}

impl Drag {
    /// What is carried now.
    pub fn carried(self) -> Signal<Option<Carried>> {
        self.carried.into()
    }

    /// Whether this item is carried now.
    pub fn is_carried(self, item: &str) -> bool {
        self.carried.with(|c| c.as_ref().is_some_and(|c| c.item == item))
    }

    /// Whether something is held over this zone.
    pub fn is_over(self, zone: &str) -> bool {
        self.over.with(|over| over.as_deref() == Some(zone)) && self.carried.with(Option::is_some)
    }

    /// Call on `pointerdown` of an item.
    pub fn pointer_down(self, ev: &ev::PointerEvent, item: &str, from: &str, name: &str) {
        let touch = ev.pointer_type() == "touch";
        let source = ev.current_target().and_then(|t| t.dyn_into::<HtmlElement>().ok());
        let (Some(source), 0) = (source, ev.button()) else { return };
        if is_control(ev.target()) && !touch {
            return;
        }
        self.finish(false);
        let (x, y) = (f64::from(ev.client_x()), f64::from(ev.client_y()));
        let what = Carried { item: item.into(), from: from.into(), name: name.into(), by_keyboard: false };
        let timer = touch.then(|| set_timeout_with_handle(move || self.lift(), LONG_PRESS).ok()).flatten();
        self.pointer.set_value((x, y));
        self.press.set_value(Some(Press { what, source, touch, x, y, timer, listeners: self.listen(), ghost: None }));
    }

    fn listen(self) -> Vec<WindowListenerHandle> {
        vec![
            window_event_listener(ev::pointermove, move |ev| self.pointer_moved(&ev)),
            window_event_listener(ev::pointerup, move |_| self.finish(true)),
            window_event_listener(ev::pointercancel, move |_| self.finish(false)),
            window_event_listener(ev::keydown, move |ev| {
                if ev.key() == "Escape" && self.carried.with_untracked(Option::is_some) {
                    ev.prevent_default();
                    self.finish(false);
                }
            }),
            window_event_listener(ev::contextmenu, move |ev| {
                if self.carried.with_untracked(Option::is_some) {
                    ev.prevent_default();
                }
            }),
        ]
    }

    fn pointer_moved(self, ev: &ev::PointerEvent) {
        let (x, y) = (f64::from(ev.client_x()), f64::from(ev.client_y()));
        self.pointer.set_value((x, y));
        if self.carried.with_untracked(Option::is_some) {
            self.follow(x, y);
            return;
        }
        let begun = self.press.try_with_value(|press| press.as_ref().map(|p| (p.touch, (x - p.x).hypot(y - p.y))));
        match begun.flatten() {
            Some((false, far)) if far > SLACK => self.lift(),
            // The finger swipes: leave it to the browser.
            Some((true, far)) if far > TREMBLE => self.finish(false),
            _ => {}
        }
    }

    /// The press has become a carrying.
    fn lift(self) {
        let what = self.press.try_update_value(|press| {
            let press = press.as_mut()?;
            press.ghost = Ghost::of(&press.source, press.x, press.y);
            Some(press.what.clone())
        });
        let Some(Some(what)) = what else { return };
        self.carried.set(Some(what));
        let (x, y) = self.pointer.get_value();
        self.follow(x, y);
        self.scroll_at_edges();
    }

    fn follow(self, x: f64, y: f64) {
        self.press.try_with_value(|press| {
            if let Some(ghost) = press.as_ref().and_then(|p| p.ghost.as_ref()) {
                ghost.move_to(x, y);
            }
        });
        let zone = element_at(x, y).and_then(|el| zone_of(&el));
        if self.over.with_untracked(|over| *over != zone) {
            self.over.set(zone);
        }
    }

    /// Scrolls what lies under the pointer while it is held near an edge, frame by frame.
    fn scroll_at_edges(self) {
        request_animation_frame(move || {
            if !matches!(self.carried.try_with_untracked(Option::is_some), Some(true)) {
                return;
            }
            let (x, y) = self.pointer.get_value();
            let mut at = element_at(x, y);
            while let Some(el) = at {
                scroll_if_near(&el, x, y);
                at = el.parent_element();
            }
            self.scroll_at_edges();
        });
    }

    /// Ends the press: drops into the zone below, or lets go.
    fn finish(self, drop_here: bool) {
        let Some(Some(press)) = self.press.try_update_value(Option::take) else { return };
        if let Some(timer) = press.timer {
            timer.clear();
        }
        for listener in press.listeners {
            listener.remove();
        }
        let carried = self.carried.try_update(Option::take).flatten();
        let over = self.over.try_update(Option::take).flatten();
        if let Some(ghost) = press.ghost {
            ghost.remove();
            swallow_click();
        }
        if let (true, Some(what), Some(to)) = (drop_here, carried, over) {
            self.put(what, to);
        }
    }

    fn put(self, what: Carried, to: String) {
        if what.from != to {
            self.on_drop.run(Dropped { what, to });
        }
    }

    /// Call on `keydown` of an item; claims the keys that carry.
    pub fn key_down(self, ev: &ev::KeyboardEvent, item: &str, from: &str, name: &str) {
        let carried = self.carried.get_untracked();
        let key = ev.key();
        match (carried, key.as_str()) {
            (None, " " | "m") if !ev.ctrl_key() && !ev.meta_key() => {
                let what = Carried { item: item.into(), from: from.into(), name: name.into(), by_keyboard: true };
                self.over.set(Some(from.to_owned()));
                self.say("ui-drag-lifted", &what.name, from);
                self.carried.set(Some(what));
            }
            (Some(what), "ArrowRight" | "ArrowLeft") => self.aim(&what, if key == "ArrowRight" { 1 } else { -1 }),
            (Some(_), "ArrowUp" | "ArrowDown" | "j" | "k") => {}
            (Some(what), "Enter" | " " | "m") => {
                self.carried.set(None);
                if let Some(to) = self.over.try_update(Option::take).flatten() {
                    self.say("ui-drag-dropped", &what.name, &to);
                    self.put(what, to);
                }
            }
            (Some(what), "Escape") => {
                self.carried.set(None);
                self.over.set(None);
                self.say("ui-drag-left", &what.name, &what.from);
            }
            _ => return,
        }
        ev.prevent_default();
        ev.stop_propagation();
    }

    fn aim(self, what: &Carried, by: i32) {
        let zones = self.zones.get_untracked();
        let over = self.over.get_untracked();
        let at = zones.iter().position(|z| over.as_ref() == Some(&z.value));
        if let Some(zone) = zones.get(wrap(at, by, zones.len())) {
            self.over.set(Some(zone.value.clone()));
            self.say("ui-drag-over", &what.name, &zone.value);
            reveal_zone(&zone.value);
        }
    }

    fn say(self, key: &str, what: &str, zone: &str) {
        let place = self.zones.with_untracked(|zones| {
            zones.iter().find(|z| z.value == zone).map_or_else(|| zone.to_owned(), |z| z.label.clone())
        });
        self.news.set(t_with(key, &[("what", what.into()), ("place", place.into())]));
    }
}

/// Says what the keyboard carries, to eyes and to assistive technology. Stands once beside the zones.
#[component]
pub fn DragNews(
    /// The carrying it speaks for.
    drag: Drag,
) -> impl IntoView {
    let seen = move || drag.carried.with(|c| c.as_ref().is_some_and(|c| c.by_keyboard));
    view! {
        <div class="drag-news" class:drag-news--seen=seen role="status" aria-label=crate::i18n::t("ui-drag-news")>
            {move || drag.news.get()}
        </div>
    }
}

impl Ghost {
    fn of(source: &HtmlElement, x: f64, y: f64) -> Option<Self> {
        let at = source.get_bounding_client_rect();
        let frame = document().create_element("div").ok().and_then(html)?;
        frame.set_class_name("drag-ghost");
        let _ = frame.set_attribute("aria-hidden", "true");
        let _ = frame.set_attribute("inert", "");
        // The children and not the item: its own place in the list must not come along.
        let children = source.child_nodes();
        for child in (0..children.length()).filter_map(|i| children.get(i)) {
            if let Ok(copy) = child.clone_node_with_deep(true) {
                let _ = frame.append_child(&copy);
            }
        }
        set_css(&frame, "width", &px(at.width()));
        set_css(&frame, "height", &px(at.height()));
        let body = document().body()?;
        body.append_child(&frame).ok()?;
        let _ = body.class_list().add_1(HOLDS);
        Some(Self { element: frame, dx: x - at.left(), dy: y - at.top() })
    }

    fn remove(&self) {
        self.element.remove();
        if let Some(body) = document().body() {
            let _ = body.class_list().remove_1(HOLDS);
        }
    }

    fn move_to(&self, x: f64, y: f64) {
        set_css(&self.element, "transform", &format!("translate({}px, {}px)", x - self.dx, y - self.dy));
    }
}

#[allow(clippy::cast_possible_truncation, reason = "coordinates of a window")]
fn element_at(x: f64, y: f64) -> Option<Element> {
    document().element_from_point(x as f32, y as f32)
}

fn zone_of(element: &Element) -> Option<String> {
    element.closest("[data-drop-zone]").ok()??.get_attribute("data-drop-zone")
}

fn reveal_zone(zone: &str) {
    let Ok(all) = document().query_selector_all("[data-drop-zone]") else { return };
    let elements = (0..all.length()).filter_map(|i| all.get(i)?.dyn_into::<Element>().ok());
    for element in elements.filter(|el| el.get_attribute("data-drop-zone").as_deref() == Some(zone)) {
        bring_into_sight(&element);
    }
}

/// Scrolls whatever the element lies in just so far that it is seen.
pub fn bring_into_sight(element: &Element) {
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Nearest);
    options.set_inline(web_sys::ScrollLogicalPosition::Nearest);
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

fn scroll_if_near(el: &Element, x: f64, y: f64) {
    let at = el.get_bounding_client_rect();
    let pull = |pos: f64, from: f64, to: f64| {
        if pos < from + EDGE {
            -SPEED
        } else if pos > to - EDGE {
            SPEED
        } else {
            0.0
        }
    };
    if el.scroll_width() > el.client_width() {
        el.scroll_by_with_x_and_y(pull(x, at.left(), at.right()), 0.0);
    }
    if el.scroll_height() > el.client_height() {
        el.scroll_by_with_x_and_y(0.0, pull(y, at.top(), at.bottom()));
    }
}

/// While something is carried, a finger's move must not scroll the page. Only a listener that is not passive,
/// and was there before the touch began, may say so.
fn keep_touch_from_scrolling(carried: RwSignal<Option<Carried>>) {
    let stop = Closure::<dyn Fn(web_sys::Event)>::new(move |ev: web_sys::Event| {
        if carried.try_with_untracked(Option::is_some) == Some(true) && ev.cancelable() {
            ev.prevent_default();
        }
    });
    let options = web_sys::AddEventListenerOptions::new();
    options.set_passive(false);
    let target = document();
    let listener = stop.as_ref().unchecked_ref();
    let _ = target.add_event_listener_with_callback_and_add_event_listener_options("touchmove", listener, &options);
    let kept = StoredValue::new_local(stop);
    on_cleanup(move || {
        kept.try_with_value(|stop| {
            let _ = document().remove_event_listener_with_callback("touchmove", stop.as_ref().unchecked_ref());
        });
    });
}

/// The click that ends a carrying must not open what lies below.
fn swallow_click() {
    let swallow = Closure::once_into_js(|ev: web_sys::Event| {
        ev.prevent_default();
        ev.stop_propagation();
    });
    let options = web_sys::AddEventListenerOptions::new();
    options.set_capture(true);
    options.set_once(true);
    let listener: js_sys::Function = swallow.unchecked_into();
    let _ = window().add_event_listener_with_callback_and_add_event_listener_options("click", &listener, &options);
    set_timeout(
        move || {
            let _ = window().remove_event_listener_with_callback_and_bool("click", &listener, true);
        },
        Duration::from_millis(60),
    );
}
